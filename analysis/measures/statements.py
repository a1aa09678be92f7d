"""Statements: the facts of all articles as arrays, and what they add up to.

A statement is a sum, a horizon, a share or an act that stands in an article. An equal sum that is
stated again, in a reprint or in another article, is the same sum: it is counted once. What sums
of statements add up to is no budget, so a median and the largest stand beside every total.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.measures.corpus import UNDATED, BoolArray, Corpus, IntArray
from analysis.schema import FACT_KINDS, FactColumns

Positions = NDArray[np.int64]
Floats = NDArray[np.float64]
Places = NDArray[np.integer[Any]]

MONEY, HORIZON, SHARE, ACT = FACT_KINDS
UNTIL: Final = "until"
YEARS: Final = "years"
EPOCH_YEAR: Final = 1970


@dataclass(frozen=True)
class Statements:
    """Facts as read-only arrays of shape (n_statements,), by date of their article, then place.

    ``rows`` are positions in the corpus; ``units`` places in ``unit_names``; ``years`` 0 where
    none is stated; ``published`` the year of the article, 0 if undated. ``sums`` numbers different
    sums, that is pairs of an amount (with its upper end) and a currency; -1 for what is no money.
    ``of_origin`` tells shares of what is home-made or imported.
    """

    rows: IntArray
    kinds: NDArray[np.int8]
    values: Floats
    highs: Floats
    units: IntArray
    unit_names: tuple[str, ...]
    years: NDArray[np.int16]
    published: NDArray[np.int16]
    in_title: BoolArray
    starts: IntArray
    ends: IntArray
    stories: IntArray
    sums: IntArray
    of_origin: BoolArray

    @classmethod
    def build(cls, facts: FactColumns, corpus: Corpus, of_origin: BoolArray | None = None) -> Self:
        """Order facts as statements of a corpus.

        Parameters
        ----------
        facts : of the articles in the order of the corpus; those of articles that the corpus
            does not have yet are left out
        corpus : gives dates and stories
        of_origin : bool array, one for each fact; none are known without it
        """
        is_here = facts.rows < len(corpus)
        if len(corpus):
            days = corpus.days[np.minimum(facts.rows, len(corpus) - 1)].astype(np.int64)
        else:
            days = np.zeros(len(facts.rows), np.int64)
        order = np.lexsort((facts.starts, ~facts.in_title, facts.rows, days))
        order = order[is_here[order]]
        rows, days = facts.rows[order].astype(np.int32), days[order]
        years = days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + EPOCH_YEAR
        values, highs, units = facts.values[order], facts.highs[order], facts.codes[order]
        origin = np.zeros(len(facts.rows), np.bool_) if of_origin is None else of_origin
        kinds = facts.kinds[order]
        arrays: dict[str, Any] = {
            "rows": rows,
            "kinds": kinds,
            "values": values,
            "highs": highs,
            "units": units,
            "years": facts.years[order],
            "published": np.where(days == UNDATED, 0, years).astype(np.int16),
            "in_title": facts.in_title[order],
            "starts": facts.starts[order],
            "ends": facts.ends[order],
            "stories": corpus.stories[rows],
            "sums": _sum_codes(kinds == FACT_KINDS.index(MONEY), values, highs, units),
            "of_origin": origin[order],
        }
        for array in arrays.values():
            array.setflags(write=False)
        return cls(unit_names=facts.units, **arrays)

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def by_kind(self) -> Mapping[str, Positions]:
        """Positions of the statements of each kind, oldest article first."""
        return {kind: np.flatnonzero(self.kinds == code) for code, kind in enumerate(FACT_KINDS)}

    @cached_property
    def currencies(self) -> tuple[str, ...]:
        """Currencies in which sums are stated, the most frequent first."""
        counts = np.bincount(self.units[self.by_kind[MONEY]], minlength=len(self.unit_names))
        order = sorted(np.flatnonzero(counts).tolist(), key=lambda code: (-counts[code], code))
        return tuple(self.unit_names[code] for code in order)

    def of(self, kind: str, mask: BoolArray, unit: str | None = None) -> Positions:
        """Positions of statements of a kind in the selected articles, oldest article first."""
        found = self.by_kind[kind]
        if unit is not None:
            code = self.unit_names.index(unit) if unit in self.unit_names else -1
            found = found[self.units[found] == code]
        kept: Positions = found[mask[self.rows[found]]]
        return kept

    def money(self, mask: BoolArray, unit: str | None = None, *, least: float = 0.0) -> Positions:
        """Positions of the sums of the selected articles that reach ``least`` of their currency."""
        found = self.of(MONEY, mask, unit)
        top = np.fmax(self.values[found], self.highs[found])
        kept: Positions = found[top >= least]
        return kept


def topics_of(corpus: Corpus, axis: str, rows: IntArray) -> tuple[Positions, IntArray]:
    """Pair each of some rows with each of its topics.

    Returns
    -------
    places, topics : parallel; ``places`` are positions in ``rows``
    """
    tags = corpus.axes[axis]
    firsts = np.searchsorted(tags.rows, rows, side="left")
    sizes = np.searchsorted(tags.rows, rows, side="right") - firsts
    places = np.repeat(np.arange(len(rows)), sizes)
    begins = np.cumsum(sizes) - sizes
    pairs = np.arange(len(places)) - np.repeat(begins - firsts, sizes)
    return places, tags.topics[pairs]


def amounts(
    statements: Statements, found: Positions, cells: IntArray, size: int, rate: Floats | None = None
) -> pd.DataFrame:
    """Figures of the sums in each cell.

    Parameters
    ----------
    statements : of the corpus
    found : positions of sums, each as often as it has cells, oldest first
    cells : 0 … size - 1, parallel to ``found``
    size : how many cells there are
    rate : by statement; sums are multiplied by it, and those without one left out

    Returns
    -------
    DataFrame with ``size`` rows
        article_count; statement_count (an equal sum within one story counts once); sum_count
        (an equal sum counts once at all); total and total_high (of these; the upper ends of
        ranges in the second), median, largest (float64, NaN without a sum).
    """
    kept = np.ones(len(found), np.bool_) if rate is None else ~np.isnan(rate[found])
    found, cells = found[kept], cells[kept].astype(np.int64)
    sums = statements.sums[found].astype(np.int64)
    width = int(statements.sums.max(initial=0)) + 1
    keys, firsts = np.unique(cells * width + sums, return_index=True)
    cell, first = keys // width, found[firsts]
    factor = 1.0 if rate is None else rate[first]
    value = statements.values[first] * factor
    high = np.fmax(statements.highs[first] * factor, value)
    order = np.lexsort((value, cell))
    cell, value, high = cell[order], value[order], high[order]
    count = np.bincount(cell, minlength=size)
    begin = np.cumsum(count) - count
    has_any = count > 0

    def at(place: NDArray[np.int64]) -> Floats:
        taken = np.full(size, np.nan)
        taken[has_any] = value[(begin + place)[has_any]]
        return taken

    def summed(weights: Floats) -> Floats:
        return np.where(has_any, np.bincount(cell, weights, minlength=size), np.nan)

    return pd.DataFrame(
        {
            "article_count": _distinct(cells, statements.rows[found], size),
            "statement_count": _distinct(
                cells, statements.stories[found].astype(np.int64) * width + sums, size
            ),
            "sum_count": count,
            "total": summed(value),
            "total_high": summed(high),
            "median": (at((count - 1) // 2) + at(count // 2)) / 2,
            "largest": at(count - 1),
        }
    )


def different_sums(statements: Statements, found: Positions, weight: Floats) -> Positions:
    """Keep each sum once, at its first statement, the largest first.

    Parameters
    ----------
    statements : of the corpus
    found : positions of sums, oldest first
    weight : by statement, what is compared; NaN comes last
    """
    _, firsts = np.unique(statements.sums[found], return_index=True)
    kept = found[np.sort(firsts)]
    ordered: Positions = kept[np.argsort(-np.nan_to_num(weight[kept], nan=-1.0), kind="stable")]
    return ordered


def pairs_once(rows: IntArray, cells: IntArray, size: int) -> tuple[IntArray, IntArray]:
    """Name each pair of a row and a cell once, sorted; what every count begins with."""
    keys = np.unique(rows.astype(np.int64) * max(size, 1) + cells)
    return (keys // max(size, 1)).astype(np.int32), (keys % max(size, 1)).astype(np.int32)


def lengths(statements: Statements, found: Positions) -> tuple[Positions, IntArray]:
    """Pair horizons that are lengths with whole years; a range stands at both of its ends."""
    low = np.rint(statements.values[found])
    high = np.rint(statements.highs[found])
    is_range = ~np.isnan(high) & (high != low)
    places = np.concatenate([found, found[is_range]])
    years = np.concatenate([low, high[is_range]]).astype(np.int32)
    return places, years


def _sum_codes(is_money: BoolArray, values: Floats, highs: Floats, units: IntArray) -> IntArray:
    codes = np.full(len(values), -1, np.int32)
    if is_money.any():
        table = np.stack(
            [units[is_money], values[is_money], np.nan_to_num(highs[is_money], nan=-1.0)], axis=1
        )
        codes[is_money] = np.unique(table, axis=0, return_inverse=True)[1].reshape(-1)
    return codes


def _distinct(cells: Places, keys: Places, size: int) -> Positions:
    """How many different keys there are in each cell."""
    if not len(cells):
        return np.zeros(size, np.int64)
    order = np.lexsort((keys, cells))
    cell, key = cells[order], keys[order]
    is_new = np.ones(len(cell), np.bool_)
    is_new[1:] = (cell[1:] != cell[:-1]) | (key[1:] != key[:-1])
    return np.bincount(cell[is_new], minlength=size)
