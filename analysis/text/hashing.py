"""Hashing: a number of 64 bits for every word of a text, all words at once.

The hash of a word is a polynomial over its letters, so that the hashes of all words are
differences of one running sum. Numbers of letters and the base are drawn anew in each process:
nobody can write two words of one hash, and nothing that is kept may depend on a hash. That two
of a million words share one has a chance of about one in 30 million.
"""

from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from analysis.text.letters import CODE_POINTS, Codes

# Polynomials modulo 2**64 tell long words apart badly; Python hashes those, one by one.
_LONGEST_WORD: Final = 32
# Powers of the base are kept for texts up to this length.
_KEPT_POWERS: Final = 1 << 19

Hashes = npt.NDArray[np.uint64]


def hashes_of(text: str, codes: Codes, starts: Codes, stops: Codes) -> Hashes:
    """Hash the words of a text.

    Parameters
    ----------
    text, codes : the text and its code points
    starts, stops : int64 arrays, shape (n_words,); words as slices of the text

    Returns
    -------
    uint64 array, shape (n_words,)
        Equal for equal words, in any text, within one process.
    """
    letters, base = _drawn()
    # One array throughout, as new memory costs more than arithmetic; "clip" fills it directly.
    sums = np.zeros(len(codes) + 1, np.uint64)
    terms = letters.take(codes, out=sums[1:], mode="clip")
    terms *= _powers(base, len(codes))
    terms.cumsum(out=terms)
    hashes: Hashes = sums[stops] - sums[starts]
    hashes *= _powers(pow(base, -1, 1 << 64), len(codes))[starts]
    for word in np.flatnonzero(stops - starts > _LONGEST_WORD):
        hashes[word] = hash(text[starts[word] : stops[word]]) % (1 << 64)
    return hashes


@lru_cache(maxsize=1)
def _drawn() -> tuple[Hashes, int]:
    """Draw a number for every code point, and the base."""
    random = np.random.default_rng()
    letters = random.integers(1 << 64, size=CODE_POINTS, dtype=np.uint64)
    # Of the odd numbers, those of the form 8n + 3 have the most different powers.
    return letters, int(random.integers(1 << 61)) * 8 + 3


def _powers(base: int, count: int) -> Hashes:
    """Powers of a base from the 0th on, modulo 2**64."""
    if count <= _KEPT_POWERS:
        return _kept_powers(base)[:count]
    return _computed_powers(base, count)


@lru_cache(maxsize=2)
def _kept_powers(base: int) -> Hashes:
    return _computed_powers(base, _KEPT_POWERS)


def _computed_powers(base: int, count: int) -> Hashes:
    factors = np.full(count, base, np.uint64)
    factors[:1] = 1
    return np.multiply.accumulate(factors)
