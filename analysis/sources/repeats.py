"""Rows of one file that have the same id: of different ones the last is taken.

Only a number for the content of each row is remembered, so a file of any length fits.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt


class Replaced(NamedTuple):
    """A row that a later one with the same id and other content replaces.

    ``place`` is the position in the batch of one of the two.
    """

    row: int
    later: int
    place: int


@dataclass(frozen=True, slots=True)
class Settled:
    """What becomes of the rows of one batch.

    Attributes
    ----------
    is_taken : one bool per row
    repeated : how many rows are the same as an earlier one
    replaced : rows of this batch or of former ones
    former_ids : ids of those that came with a former batch
    """

    is_taken: npt.NDArray[np.bool_]
    repeated: int
    replaced: tuple[Replaced, ...]
    former_ids: tuple[str, ...]


@dataclass
class Repeats:
    """Remembers the ids of one file.

    Attributes
    ----------
    is_complete : the whole file was seen, and now comes again: it is known which rows count
    """

    is_complete: bool = False
    _seen: dict[str, tuple[int, int]] = field(default_factory=dict)

    def settle(self, ids: Sequence[str], rows: Sequence[int], contents: Sequence[int]) -> Settled:
        """Tell which rows of a batch are taken.

        Parameters
        ----------
        ids : of the articles
        rows : numbers of the rows in the file
        contents : equal for rows of equal content

        Examples
        --------
        >>> settled = Repeats().settle(["a", "b", "a"], [2, 3, 4], [7, 7, 8])
        >>> settled.is_taken.tolist(), settled.replaced
        ([False, True, True], (Replaced(row=2, later=4, place=2),))
        """
        if self.is_complete:
            return self._chosen(ids, rows, contents)
        is_taken = np.ones(len(ids), bool)
        known = self._seen
        if len(set(ids)) == len(ids) and known.keys().isdisjoint(ids):
            known.update(zip(ids, zip(rows, contents, strict=True), strict=True))
            return Settled(is_taken, 0, (), ())
        repeated, replaced, former = 0, [], []
        here: dict[str, int] = {}
        for place, (key, row, content) in enumerate(zip(ids, rows, contents, strict=True)):
            first = known.get(key)
            if first is not None and first[1] == content:
                is_taken[place] = False
                repeated += 1
                continue
            if first is not None:
                replaced.append(Replaced(first[0], row, place))
                if key in here:
                    is_taken[here[key]] = False
                else:
                    former.append(key)
            known[key], here[key] = (row, content), place
        return Settled(is_taken, repeated, tuple(replaced), tuple(former))

    def _chosen(self, ids: Sequence[str], rows: Sequence[int], contents: Sequence[int]) -> Settled:
        """What becomes of rows when the ones that count are known."""
        is_taken, replaced = np.ones(len(ids), bool), []
        for place, (key, row, content) in enumerate(zip(ids, rows, contents, strict=True)):
            last, its_content = self._seen.get(key, (row, content))
            if row != last:
                is_taken[place] = False
                if content != its_content:
                    replaced.append(Replaced(row, last, place))
        repeated = int((~is_taken).sum()) - len(replaced)
        return Settled(is_taken, repeated, tuple(replaced), ())
