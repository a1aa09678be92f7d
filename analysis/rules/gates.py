"""Gates: queries joined by AND, OR and NOT, decided for many pairs of query and article at once.

Every part of a query is a gate that opens when enough of its own parts hold: all for AND, one
for OR. NOT turns the answer round. So trees of any shape are worked through level by level,
from the deepest, all of them together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.rules.links import Ints, Links, Mask, Pairs
from analysis.rules.query import And, Not, Or, Query, Words


@dataclass(frozen=True, slots=True)
class Gates:
    """The trees of queries as arrays, one entry per gate; a parent stands before its parts.

    Attributes
    ----------
    gates : from queries to their gates; words alone need none
    atom : int64 array, number of the words; -1 for AND and OR
    needed : int64 array, how many parts must hold
    negated : bool array
    depth : int64 array, 0 at the root
    up : int64 array, how many gates before this one its parent stands
    is_asked : bool array, shape (n_atoms,), whether a gate asks for the words
    """

    gates: Links
    atom: Ints
    needed: Ints
    negated: Mask
    depth: Ints
    up: Ints
    is_asked: Mask

    @classmethod
    def of(cls, queries: Sequence[Query], atoms: Mapping[Words, int]) -> "Gates":
        """Lay out queries; words are told by their numbers in ``atoms``."""
        rows: list[tuple[int, int, bool, int, int]] = []
        first = [0]
        for query in queries:
            if not _is_plain(query):
                _lay_out(query, atoms, rows, parent=len(rows), depth=0)
            first.append(len(rows))
        columns = np.array(rows, np.int64).reshape(-1, 5).T
        atom, needed, negated, depth, up = columns
        is_asked = np.zeros(len(atoms), bool)
        is_asked[atom[atom >= 0]] = True
        links = Links(np.array(first), np.arange(len(rows)))
        return cls(links, atom, needed, negated.astype(bool), depth, up, is_asked)

    @property
    def has_gates(self) -> Mask:
        """Flag for each query: whether it takes more than its words to hold."""
        return self.gates.counts() > 0

    def hold(self, query: Ints, article: Ints, present: Pairs) -> Mask:
        """Tell for each pair whether the query holds in the article.

        Parameters
        ----------
        query, article : parallel arrays; the queries have gates
        present : pairs of atom and article that has it
        """
        pair, gate = self.gates.follow(query)
        holding = np.zeros(len(gate), np.int64)
        asked = np.flatnonzero(self.atom[gate] >= 0)
        holding[asked] = present.hold(self.atom[gate[asked]], article[pair[asked]])
        depth = self.depth[gate]
        for level in range(int(depth.max(initial=0)), 0, -1):
            at = np.flatnonzero(depth == level)
            opened = at[self._open(gate[at], holding[at])]
            np.add.at(holding, opened - self.up[gate[opened]], 1)
        root = np.flatnonzero(depth == 0)
        return self._open(gate[root], holding[root])

    def _open(self, gate: Ints, holding: Ints) -> Mask:
        opened: Mask = (holding >= self.needed[gate]) != self.negated[gate]
        return opened


def _is_plain(query: Query) -> bool:
    """Tell whether the query holds wherever its words stand."""
    parts = query.parts if isinstance(query, Or) else (query,)
    return all(isinstance(part, Words) for part in parts)


def _lay_out(
    query: Query,
    atoms: Mapping[Words, int],
    rows: list[tuple[int, int, bool, int, int]],
    *,
    parent: int,
    depth: int,
) -> None:
    negated = False
    while isinstance(query, Not):
        query, negated = query.part, not negated
    number = len(rows)
    parts = query.parts if isinstance(query, And | Or) else ()
    needed = len(parts) if isinstance(query, And) else 1
    atom = atoms[query] if isinstance(query, Words) else -1
    rows.append((atom, needed, negated, depth, number - parent))
    for part in parts:
        _lay_out(part, atoms, rows, parent=number, depth=depth + 1)
