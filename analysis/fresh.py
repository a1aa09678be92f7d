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
    most_characters : of texts that are kept; what comes later is read from the store

    Examples
    --------
    >>> fresh = Fresh()
    >>> fresh.mark()
    0
    """

    def __init__(self, most_characters: int = MOST_CHARACTERS) -> None:
        self._room = most_characters
        self._kept: list[pd.DataFrame] = []

    def mark(self) -> int:
        """How much is kept, to go :meth:`back_to`."""
        return len(self._kept)

    def back_to(self, mark: int) -> None:
        """Drop what was kept since; it was not committed."""
        del self._kept[mark:]

    def keep(self, store: Store, articles: pd.DataFrame, *, after: int) -> None:
        """Keep those of a batch that the store took as new or changed.

        Parameters
        ----------
        articles : the batch, columns of schema ARTICLES
        after : ``change`` of the store before it took the batch
        """
        size = int(articles["text"].str.len().sum())
        if size > self._room:
            self._room = 0  # what comes later would leave a gap
            return
        self._room -= size
        taken = store.changes(after=after)
        place = pd.Index(articles["article_id"]).get_indexer(taken["article_id"])
        if len(taken) and (place >= 0).all():
            rows = articles.iloc[place].reset_index(drop=True)
            self._kept.append(pd.concat([taken[["article_number", "change"]], rows], axis=1))

    def batches(self, store: Store, size: int, *, after: int) -> Iterator[pd.DataFrame]:
        """Give what was added or updated after a change, in the order of changes.

        Parameters
        ----------
        size : most articles of a batch

        Yields
        ------
        DataFrame
            ``article_number``, ``change`` and what is read of articles; from memory as long as
            there is no gap, then from the store.
        """
        for articles in self._kept:
            if articles["change"].iloc[0] == after + 1:
                for first in range(0, len(articles), size):
                    part = articles.iloc[first : first + size].reset_index(drop=True)
                    yield part
                    after = int(part["change"].iloc[-1])
        yield from store.changed_batches(size, after=after)
