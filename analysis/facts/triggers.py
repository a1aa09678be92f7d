"""Triggers: the places of many texts at once where a fact can begin.

A fact has a number with a unit, a sign or a word next to it, or the stem of a unit behind a
number in words. Array algebra on the letters of a batch tells where these stand; readers are
called nowhere else. A place too many costs time, a place too few would lose a fact: conditions
here are looser than the patterns of the readers, never tighter.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint32]
Places = npt.NDArray[np.intp]
Bits = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]

# Letters of patterns have smaller code points; the last of these is none of them.
_N_CODES: Final = 0x10000
# So many zeros stand behind the last text, and one before the first: no look leaves the array.
PADDING: Final = 8
_DEPTH: Final = 4
_SEPARATORS: Final = " \n-"
_DIGITS: Final = "0123456789"
# A number has at most so many groups of digits.
_MOST_GROUPS: Final = 6


class Stems:
    """Spellings that are sought at many places at once.

    Parameters
    ----------
    spellings : at most 64; their first four letters are sought
    """

    def __init__(self, spellings: Iterable[str]) -> None:
        stems = [spelling[:_DEPTH] for spelling in spellings]
        openers = {stem[0] for stem in stems}
        # Letters that open a stem are last: one comparison finds them.
        letters = sorted(set("".join(stems)), key=lambda letter: (letter in openers, letter))
        self._first_opener = 1 + len(letters) - len(openers)
        self._classes = np.zeros(_N_CODES, np.uint8)
        self._classes[[ord(letter) for letter in letters]] = np.arange(1, 1 + len(letters))
        # Bit n of [depth, class]: stem n has that letter there, or is shorter.
        self._fits = np.zeros((_DEPTH, 1 + len(letters)), np.uint64)
        for number, stem in enumerate(stems):
            bit = np.uint64(1 << number)
            self._fits[len(stem) :] |= bit
            for depth, letter in enumerate(stem):
                self._fits[depth, self._classes[ord(letter)]] |= bit

    def search(self, codes: Codes) -> tuple[Places, Bits]:
        """Find where stems begin, in ascending order, and the bits of those that do.

        >>> codes = np.frombuffer("2 млн, 35 лет".ljust(21).encode("utf-32-le"), np.uint32)
        >>> [found.tolist() for found in Stems(["лет", "млн"]).search(codes)]
        [[2, 10], [2, 1]]
        """
        classes = self._classes.take(codes, mode="clip")
        begins = np.flatnonzero(classes >= self._first_opener)
        bits = self._fits[0].take(classes.take(begins))
        for depth in range(1, _DEPTH):
            bits &= self._fits[depth].take(classes.take(begins + depth))
            kept = np.flatnonzero(bits)
            begins, bits = begins.take(kept), bits.take(kept)
        return begins, bits

    def match(self, codes: Codes, places: Places, *, step: int = 1) -> Flags:
        """Tell at which places a stem begins; with step -1 all is read backwards."""
        depths = np.arange(_DEPTH)[:, np.newaxis]
        classes = self._classes.take(codes.take(places + step * depths), mode="clip")
        bits: Bits = self._fits.take(classes + depths * self._fits.shape[1])
        begins: Flags = np.bitwise_and.reduce(bits, axis=0) != 0
        return begins


class Neighbours(NamedTuple):
    """What stands next to the numbers of facts, as far as it tells them from other numbers.

    Attributes
    ----------
    signs : signs before a sum, as they are in the text, perhaps with a space between
    sums, shares, spans : how the units behind begin, separators left out
    joints : words between two numbers
    before_act : words before the number of an act, a separator left out
    touching_act : what touches the number of an act
    """

    signs: Iterable[str]
    sums: Iterable[str]
    shares: Iterable[str]
    spans: Iterable[str]
    joints: Iterable[str]
    before_act: Iterable[str]
    touching_act: Iterable[str]


class Triggers:
    """Finder of the numbers and of the stems that may belong to facts.

    Parameters
    ----------
    neighbours : what stands next to numbers of facts
    groups : stems of units behind numbers in words, at most 64 in all
    """

    def __init__(self, neighbours: Neighbours, groups: Iterable[tuple[str, ...]]) -> None:
        groups = tuple(groups)
        stems = [stem for group in groups for stem in group]
        self._stems = Stems(stems)
        self._groups = [
            np.uint64(sum(1 << number for number, stem in enumerate(stems) if stem in group))
            for group in groups
        ]
        self._signs = _backwards(neighbours.signs)
        self._sums = _all_stems(neighbours.sums)
        self._shares = _all_stems(neighbours.shares)
        self._spans = _all_stems(neighbours.spans)
        # What is no unit may open the second number of a range.
        self._joints = _all_stems({*neighbours.joints, *_SEPARATORS, *_DIGITS})
        self._before_act = _backwards(neighbours.before_act)
        self._touching_act = _backwards(neighbours.touching_act)

    def places(self, text: Codes, plain: Codes) -> list[Places]:
        """Find where a fact can begin.

        Parameters
        ----------
        text, plain : code points of texts and of their plain copies; a zero stands before the
            first text, zeros between texts, ``PADDING`` zeros behind the last

        Returns
        -------
        list of arrays, ascending
            First digits of the numbers of sums, of shares and spans, of years and of acts; then
            where the stems of each group begin.
        """
        is_digit = plain - ord("0") < len(_DIGITS)
        edges = np.flatnonzero(is_digit[1:] != is_digit[:-1]) + 1
        starts, ends = edges[::2], edges[1::2]
        begins, bits = self._stems.search(plain)
        return [
            *(starts[may_be] for may_be in self._may_be_measured(text, plain, starts, ends)),
            starts[self._may_be_of_act(plain, starts, ends)],
            *(begins[(bits & group) != 0] for group in self._groups),
        ]

    def _may_be_measured(
        self, text: Codes, plain: Codes, starts: Places, ends: Places
    ) -> tuple[Flags, Flags, Flags]:
        """Tell which fields of digits may begin a sum, a share or span, a year."""
        before = starts - 1
        behind = ends + _look_up(_IS_SEPARATOR, plain.take(ends))
        behind += _look_up(_IS_SEPARATOR, plain.take(behind))
        has_joint = _match(self._joints, plain, behind)
        is_year = ends - starts == len("2030")
        # «2030 года»: of years there are never so many.
        is_many = (
            is_year
            & (plain.take(starts) != ord("0"))
            & ~_look_up(_OPENS_DECIMALS, plain.take(before))
        )
        is_measure = has_joint | _match(self._shares, plain, behind)
        is_measure |= _match(self._spans, plain, behind) & ~is_many
        is_sum = has_joint | _match(self._sums, plain, behind)
        is_sum |= _match(
            self._signs, text, before - _look_up(_IS_SPACE, text.take(before)), step=-1
        )
        # "1,207.5" is one number: what stands behind its last digits is said of all.
        goes_on = _look_up(_JOINS_DIGITS, plain.take(ends[:-1])) & (starts[1:] - ends[:-1] == 1)
        for _ in range(_MOST_GROUPS - 1):
            is_sum[:-1] |= goes_on & is_sum[1:]
            is_measure[:-1] |= goes_on & is_measure[1:]
        return is_sum, is_measure, is_year

    def _may_be_of_act(self, plain: Codes, starts: Places, ends: Places) -> Flags:
        behind = ends + _look_up(_IS_SEPARATOR, plain.take(ends))
        return (
            _match(self._touching_act, plain, starts - 1, step=-1)
            | _match(self._before_act, plain, starts - 2, step=-1)
            | _look_up(_OPENS_SUFFIX, plain.take(ends))
            | _look_up(_OPENS_SUFFIX, plain.take(behind))
        )


def _backwards(words: Iterable[str]) -> list[Stems]:
    """Make finders of the ends of words, read backwards."""
    return _all_stems(word[::-1] for word in words)


def _all_stems(spellings: Iterable[str]) -> list[Stems]:
    """Divide many spellings among finders."""
    ordered = sorted({spelling[:_DEPTH] for spelling in spellings})
    return [Stems(ordered[begin : begin + 64]) for begin in range(0, len(ordered), 64)]


def _match(finders: list[Stems], codes: Codes, places: Places, *, step: int = 1) -> Flags:
    found = np.zeros(len(places), np.bool_)
    for stems in finders:
        found |= stems.match(codes, places, step=step)
    return found


def _look_up(table: Flags, codes: Codes) -> Flags:
    return table.take(codes, mode="clip")


def _table(letters: Iterable[str]) -> Flags:
    """Make the table of code points that tells which are among the letters."""
    table = np.zeros(_N_CODES, np.bool_)
    table[[ord(letter) for letter in letters]] = True
    return table


_IS_SPACE: Final = _table(filter(str.isspace, map(chr, range(_N_CODES))))
_IS_SEPARATOR: Final = _table(_SEPARATORS)
_JOINS_DIGITS: Final = _table(" ,.")
_OPENS_DECIMALS: Final = _table(",.")
# «1759-р», "2014/94/EU".
_OPENS_SUFFIX: Final = _table("-/")
