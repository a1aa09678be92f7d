"""Sketches: what remains of an article when only near copies are to be told from others.

A *shingle* is a run of words, each folded, as they follow one another in title and text. Of the
hashes of an article's shingles the smallest are kept: whichever articles share text share these
too, as all choose by the same order (a bottom-k sketch). Short articles keep all of theirs.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from analysis.schema import FIELDS
from analysis.text.ranges import run_starts
from analysis.text.tokens import BREAK

SKETCH_SIZE: Final = 64

# One for each word of a shingle: odd, and of no pattern (digits of the golden ratio, pi and e).
_FACTORS: Final = (0x9E3779B97F4A7C15, 0x243F6A8885A308D3, 0xB7E151628AED2A6B)
SHINGLE_WORDS: Final = len(_FACTORS)
_HALF: Final = np.uint64(32)

Hashes = npt.NDArray[np.uint64]
Sketch = npt.NDArray[np.uint32]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Sketches:
    """Sketches of many articles.

    Attributes
    ----------
    hashes : uint32 array, shape (n_hashes,)
        Those of one article stand together, sorted, each once.
    owners : int32 array, shape (n_hashes,); position of the article of each hash
    n_articles : positions go from 0 to n_articles - 1; some may have no hash
    """

    hashes: Sketch
    owners: npt.NDArray[np.int32]
    n_articles: int


def sketch(
    ids: npt.NDArray[np.int32], segments: Ints, word_hashes: Hashes
) -> tuple[Sketch, npt.NDArray[np.int32]]:
    """Sketch the articles of a batch.

    Parameters
    ----------
    ids, segments : as in ``Encoded``
    word_hashes : uint64 array, a hash of each word by its number, the same in every process

    Returns
    -------
    hashes : uint32 array; those of an article stand together, sorted, each once
    counts : int32 array, shape (n_articles,); how many each article has, at most SKETCH_SIZE

    Examples
    --------
    >>> hashes, counts = sketch(
    ...     np.array([1, 2, 3, 0, 1, 2, 0], np.int32),
    ...     np.array([0, 4, 4, 4, 7]),
    ...     np.arange(4, dtype=np.uint64),
    ... )
    >>> counts.tolist()
    [1, 0]
    """
    n_articles = (len(segments) - 1) // len(FIELDS)
    sizes = np.diff(segments[:: len(FIELDS)])
    owners = np.repeat(np.arange(n_articles, dtype=np.uint64), sizes)
    is_word = ids != BREAK
    words, owners = word_hashes[ids[is_word]], owners[is_word]
    n_shingles = max(len(words) - SHINGLE_WORDS + 1, 0)
    shingles = np.zeros(n_shingles, np.uint64)
    for place, factor in enumerate(_FACTORS):
        shingles += words[place : place + n_shingles] * np.uint64(factor)
    firsts, lasts = owners[:n_shingles], owners[len(owners) - n_shingles :]
    keys = (_mixed(shingles) >> _HALF) | (firsts << _HALF)
    keys = np.sort(keys[firsts == lasts])
    return _smallest(keys[run_starts(keys)], n_articles)


def _smallest(keys: Hashes, n_articles: int) -> tuple[Sketch, npt.NDArray[np.int32]]:
    """Keep the first keys of each article; the upper half of a key is the article."""
    owners = (keys >> _HALF).astype(np.int64)
    counts = np.bincount(owners, minlength=n_articles)
    ranks = np.arange(len(keys)) - (np.cumsum(counts) - counts)[owners]
    kept = keys[ranks < SKETCH_SIZE].astype(np.uint32)
    return kept, np.minimum(counts, SKETCH_SIZE).astype(np.int32)


def _mixed(values: npt.NDArray[Any]) -> Hashes:
    """Let every bit depend on every other (the finalizer of SplitMix64)."""
    mixed: Hashes = values ^ (values >> np.uint64(30))
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(27)
    mixed *= np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return mixed
