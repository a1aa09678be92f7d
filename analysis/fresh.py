"""Fresh: articles that were just added, kept so that they need not be read back."""

from collections.abc import Iterator
from typing import Final

import pandas as pd

from analysis.store import Store

MOST_CHARACTERS: Final = 150_000_000


class Fresh:
    """Articles that this process has added to a store, as far as memory allows.

    Parameters
    ----------
    size : most articles of a batch
    most_characters : of texts that are kept; what comes later is read from the store

    Examples
    --------
    >>> fresh = Fresh(2_000)
    >>> fresh.mark()
    0
    """

    def __init__(self, size: int, most_characters: int = MOST_CHARACTERS) -> None:
        self._size = size
        self._room = most_characters
        self._kept: list[pd.DataFrame] = []

    def mark(self) -> int:
        """How much is kept, to go :meth:`back_to`."""
        return len(self._kept)

    def back_to(self, mark: int) -> None:
        """Drop what was kept since; it was not committed."""
        del self._kept[mark:]

    def keep(self, store: Store, articles: pd.DataFrame, *, after: int) -> list[pd.DataFrame]:
        """Keep those of a batch that the store took as new or changed.

        Parameters
        ----------
        articles : the batch, columns of schema ARTICLES
        after : ``change`` of the store before it took the batch

        Returns
        -------
        The parts that :meth:`batches` will give
        """
        taken = store.changes(after=after)
        if taken.empty:
            return []
        size = int(articles["text"].str.len().sum())
        if size > self._room:
            self._room = 0  # what comes later would leave a gap
            return []
        self._room -= size
        place = pd.Index(articles["article_id"]).get_indexer(taken["article_id"])
        if (place < 0).any():
            return []
        rows = articles.iloc[place].reset_index(drop=True)
        whole = pd.concat([taken[["article_number", "change"]], rows], axis=1)
        parts = [
            whole.iloc[first : first + self._size].reset_index(drop=True)
            for first in range(0, len(whole), self._size)
        ]
        self._kept += parts
        return parts

    def batches(self, store: Store, *, after: int) -> Iterator[pd.DataFrame]:
        """Give what was added or updated after a change, in the order of changes.

        Yields
        ------
        DataFrame
            ``article_number``, ``change`` and what is read of articles; from memory as long as
            there is no gap, then from the store.
        """
        for articles in self._kept:
            if articles["change"].iloc[0] == after + 1:
                yield articles
                after = int(articles["change"].iloc[-1])
        yield from store.changed_batches(self._size, after=after)
