"""Sentences: where they and paragraphs end.

A run of stops ends a sentence when a space and then a capital letter or a digit follow, among
quotes and brackets as may be, unless a single letter stands before it (initials, "U.S.", «г.»);
"!" and "?" do so before any space. An empty line ends a paragraph.
"""

from typing import Final

import numpy as np

from analysis.text.letters import (
    CAPITAL,
    CLOSER,
    LETTER,
    NEWLINE,
    OPENER,
    SPACE,
    STOP,
    Codes,
    Kinds,
    Mask,
    past,
    places_of,
)

_BEFORE_INITIAL: Final = [ord(sign) for sign in '.(«"']
_EXCLAMATION, _QUESTION = map(ord, "!?")


def breaks_of(codes: Codes, kinds: Kinds) -> Codes:
    """Find the ends of sentences and paragraphs.

    Parameters
    ----------
    codes, kinds : of a text that ends with a character of no kind

    Returns
    -------
    int64 array, shape (n_breaks,), not sorted
        The last stop of a sentence; of the spaces around an empty line the last.
    """
    return np.concatenate([_sentence_ends(codes, kinds), _paragraph_ends(kinds)])


def _sentence_ends(codes: Codes, kinds: Kinds) -> Codes:
    stops = places_of(STOP, kinds)
    last = stops[np.diff(stops, append=len(codes) + 1) > 1]
    is_exclaimed = (codes[last] == _EXCLAMATION) | (codes[last] == _QUESTION)
    is_over = is_exclaimed & _is(SPACE, kinds, last + 1)
    is_over |= _starts_great(kinds, last + 1) & ~_ends_initial(codes, kinds, last - 1)
    ends: Codes = last[is_over]
    return ends


def _starts_great(kinds: Kinds, after: Codes) -> Mask:
    """Tell where, behind a space at least, a capital or a digit comes next."""
    gap = past(CLOSER, kinds, after)
    word = past(OPENER, kinds, past(SPACE, kinds, gap))
    word = word + _is(SPACE, kinds, word)
    return _is(SPACE, kinds, gap) & _is(CAPITAL, kinds, word)


def _ends_initial(codes: Codes, kinds: Kinds, letter: Codes) -> Mask:
    """Tell which letters stand alone; places before the text mean its end, of no kind."""
    before = letter - 1
    is_first = _is(SPACE, kinds, before) | np.isin(codes[before], _BEFORE_INITIAL)
    return is_first & _is(LETTER, kinds, letter)


def _paragraph_ends(kinds: Kinds) -> Codes:
    stops, newlines = np.unique(past(SPACE, kinds, places_of(NEWLINE, kinds)), return_counts=True)
    last: Codes = stops[newlines > 1] - 1
    return last


def _is(kind: int, kinds: Kinds, places: Codes) -> Mask:
    found: Mask = kinds[places] & kind != 0
    return found
