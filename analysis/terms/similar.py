"""Similar articles: cosines of TF-IDF values, and the words that make two articles alike.

An article is a list of values, one for each of its words: ``(1 + ln(times)) * ln(n / df)``, with
``df`` the number of articles that have the word, of ``n`` in all. Two articles are as similar as
the cosine of their lists: 0 without a common word, 1 for the same words. Pairs are left to the
terms; here each would count its words twice.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from analysis.terms.book import TermBook
from analysis.text.forms import shown_form
from analysis.text.ranges import spread

MOST_WORDS: Final = 6

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Likeness:
    """An article that is like another.

    Attributes
    ----------
    row : position of the article
    score : the cosine, 0 to 1
    words : the words that weigh most, each with its share of the score
    """

    row: int
    score: float
    words: tuple[tuple[str, float], ...]


class Likenesses:
    """Compares articles by the words of a book.

    Parameters
    ----------
    book : of all articles that may be compared

    Notes
    -----
    What is needed of all articles, their words by column and their lengths, is made once.
    """

    def __init__(self, book: TermBook) -> None:
        self._words = book.words
        self._spellings = book.spellings
        counts = np.maximum(self._words.counts, 1)
        self._idf = np.log(max(len(book), 1) / counts)
        self._level = np.append(0.0, 1 + np.log(np.arange(1, 256)))

    @property
    def size(self) -> int:
        """How many articles it knows."""
        return len(self._words)

    @cached_property
    def _lengths(self) -> npt.NDArray[np.float32]:
        """Length of each article's list; 1 for an empty one, which is like nothing."""
        squares = np.zeros(len(self._words))
        step = 20_000
        for first in range(0, len(squares), step):
            bounds = self._words.bounds[first : first + step + 1]
            cells = slice(int(bounds[0]), int(bounds[-1]))
            values = self._values(cells)
            row = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
            squares[first : first + step] = np.bincount(
                row, values * values, minlength=len(bounds) - 1
            )
        lengths = np.sqrt(squares)
        return np.where(lengths > 0, lengths, 1.0).astype(np.float32)

    def _values(self, cells: slice | Ints) -> Floats:
        values: Floats = self._level[self._words.times[cells]]
        values = values * self._idf[self._words.columns[cells]]
        return values

    def to(self, row: int, *, most: int, within: Mask | None = None) -> tuple[Likeness, ...]:
        """List the articles that are most like one, the most similar first.

        Parameters
        ----------
        row : position of the article, below ``size``
        most : how many at most
        within : which articles may be listed, bool of shape (n_articles,), of a corpus that may
            have grown since the book was made; all without it
        """
        cells = self._cells(row)
        values = self._values(cells) / self._lengths[row]
        return self._nearest(self._words.columns[cells], values, most, within, but=row)

    def to_centre(self, mask: Mask, *, most: int) -> tuple[Likeness, ...]:
        """List the most typical of some articles: those most like their mean.

        The mean is of lists that were brought to length 1, so that long articles do not rule it.

        Parameters
        ----------
        mask : the articles, bool of shape (n_articles,)
        most : how many at most
        """
        rows = np.flatnonzero(mask[: self.size])
        if not len(rows):
            return ()
        place, cells = spread(self._words.bounds[rows], self._words.bounds[rows + 1])
        columns = self._words.columns[cells]
        values = self._values(cells) / self._lengths[rows][place]
        centre = np.asarray(np.bincount(columns, values, minlength=self._words.width), float)
        length = float(np.sqrt((centre * centre).sum())) or 1.0
        centre /= length
        scores = np.asarray(
            np.bincount(place, values * centre[columns], minlength=len(rows)), float
        )
        best = _highest(scores, most)
        return tuple(
            self._likeness(int(rows[number]), float(scores[number]), centre) for number in best
        )

    def _nearest(
        self, columns: Numbers, values: Floats, most: int, within: Mask | None, *, but: int
    ) -> tuple[Likeness, ...]:
        bounds, rows, times = self._words.by_column
        word, cells = spread(bounds[columns], bounds[columns + 1])
        weight = (values * self._idf[columns])[word] * self._level[times[cells]]
        scores = np.asarray(np.bincount(rows[cells], weight, minlength=len(self._words)), float)
        scores /= self._lengths
        scores[but] = 0.0
        if within is not None:
            scores[~within[: len(scores)]] = 0.0
        asked = np.zeros(self._words.width)
        asked[columns] = values
        return tuple(
            self._likeness(int(row), float(scores[row]), asked) for row in _highest(scores, most)
        )

    def _likeness(self, row: int, score: float, asked: Floats) -> Likeness:
        cells = self._cells(row)
        columns = self._words.columns[cells]
        parts = asked[columns] * self._values(cells) / self._lengths[row]
        order = np.lexsort((columns, -parts))[:MOST_WORDS]
        words = tuple(
            (shown_form([self._spellings[columns[at]]]), float(parts[at] / score))
            for at in order
            if parts[at] > 0
        )
        return Likeness(row, min(score, 1.0), words)

    def _cells(self, row: int) -> slice:
        return slice(int(self._words.bounds[row]), int(self._words.bounds[row + 1]))


def _highest(scores: Floats, most: int) -> Ints:
    """Places of the highest scores above 0; of equal ones the first."""
    if len(scores) > 4 * most:
        # The least of the highest; all that reach it are put in order.
        least = np.partition(scores, len(scores) - most)[len(scores) - most]
        places = np.flatnonzero((scores >= least) & (scores > 0))
    else:
        places = np.flatnonzero(scores > 0)
    order: Ints = places[np.lexsort((places, -scores[places]))][:most]
    return order
