"""Tokens: an article's text is read once and becomes an array of word numbers.

A token is a run of letters and digits; hyphens and punctuation separate tokens, so «FPV-дрон»
is two. Sentence ends and paragraph ends become the number 0 (``BREAK``): no word has it, so
no phrase can reach over it, and the number of breaks before a token is its sentence.

Many fields are read at a time, as one array of characters; no loop goes over words.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

import numpy as np
import numpy.typing as npt

from analysis.schema import FIELDS
from analysis.text.letters import (
    JOINT,
    LETTER,
    PATTERNS,
    Kinds,
    Mask,
    codes_of,
    kinds_of,
    places_of,
    run_stops,
)
from analysis.text.sentences import breaks_of
from analysis.text.vocabulary import BREAK, Ids, Vocabulary

__all__ = ["BREAK", "Encoded", "Vocabulary", "encode", "words_of"]

# Characters read at a time: enough for array algebra to pay, few enough for the caches.
_CHUNK: Final = 1 << 17
# Closes each field; it is of no kind, so nothing reaches over it, and may stand in a text.
_END: Final = "\0"
_WORD: Final = re.compile("{0}+(?:{1}{0}+)*".format(PATTERNS[LETTER], PATTERNS[JOINT]))

Positions = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Encoded:
    """A batch of articles as one array of word numbers.

    The fields of all articles stand one behind the other, title before text, each closed by a
    ``BREAK``: field ``f`` of article ``a`` is segment ``len(FIELDS) * a + f``.

    Attributes
    ----------
    ids : int32 array, shape (n_tokens,)
    starts, stops : int32 arrays, shape (n_tokens,)
        Where the token stands in its field, in characters; ``stops`` is exclusive. A break
        has no width.
    segments : int64 array, shape (n_articles * len(FIELDS) + 1,)
        First token of each segment; the last entry is n_tokens.
    sentences : int32 array, shape (n_tokens,)
        Number of breaks up to the token: equal for tokens of one sentence.
    """

    ids: Ids
    starts: Ids
    stops: Ids
    segments: Positions
    sentences: Ids

    @property
    def n_articles(self) -> int:
        """How many articles the batch holds."""
        return (len(self.segments) - 1) // len(FIELDS)

    def segment_of(self, positions: Positions) -> Positions:
        """Segment numbers of token positions."""
        return np.searchsorted(self.segments, positions, side="right") - 1


def words_of(text: str) -> list[str]:
    """List the words of a text without its breaks, as they are spelled.

    >>> words_of("Собран FPV-дрон: А. Иванов"), words_of("O'Neil, U.S.")
    (['Собран', 'FPV', 'дрон', 'А', 'Иванов'], ["O'Neil", 'U', 'S'])
    """
    return _WORD.findall(text)


def encode(texts: Iterable[Sequence[str]], vocabulary: Vocabulary) -> Encoded:
    """Read articles once and turn them into word numbers.

    Parameters
    ----------
    texts : one (title, text) pair per article
    vocabulary : grows by the spellings it did not know

    Returns
    -------
    Encoded

    Examples
    --------
    >>> vocabulary = Vocabulary()
    >>> batch = encode([("FPV-дрон", "Собран дрон. Завод доволен: А. Иванов")], vocabulary)
    >>> [vocabulary.words[number] or "|" for number in batch.ids]
    ['FPV', 'дрон', '|', 'Собран', 'дрон', '|', 'Завод', 'доволен', 'А', 'Иванов', '|']
    >>> batch.segments.tolist()
    [0, 3, 11]
    """
    parts = [_read(fields, vocabulary) for fields in _chunks(chain.from_iterable(texts))]
    columns = zip(*parts, strict=True) if parts else [[np.zeros(0, np.int32)]] * 4
    ids, starts, stops, counts = map(np.concatenate, columns)
    return Encoded(
        ids=ids,
        starts=starts,
        stops=stops,
        segments=np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]),
        sentences=np.cumsum(ids == BREAK, dtype=np.int32),
    )


def _chunks(fields: Iterable[str]) -> Iterator[list[str]]:
    """Gather fields until they hold enough characters; a long one is not divided."""
    chunk: list[str] = []
    size = 0
    for field in fields:
        chunk.append(field)
        size += len(field)
        if size >= _CHUNK:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _read(fields: Sequence[str], vocabulary: Vocabulary) -> tuple[Ids, Ids, Ids, Ids]:
    """Tokens of some fields: ids, starts, stops, and how many each field has."""
    text = _END.join([*fields, ""])
    lengths = np.fromiter(map(len, fields), np.int64, len(fields))
    field_stops = np.cumsum(lengths + 1) - 1
    codes = codes_of(text)
    kinds = kinds_of(codes)
    in_word = _in_words(kinds)
    starts = _token_starts(in_word, breaks_of(codes, kinds), field_stops)
    words, word_stops = np.flatnonzero(in_word[starts]), run_stops(in_word)
    stops, ids = starts.copy(), np.full(len(starts), BREAK, np.int32)
    stops[words] = word_stops
    ids[words] = vocabulary.numbers(text, codes, starts[words], word_stops)
    counts = np.diff(np.searchsorted(starts, field_stops, side="right"), prepend=0)
    field_starts = np.repeat(field_stops - lengths, counts)
    return (
        ids,
        (starts - field_starts).astype(np.int32),
        (stops - field_starts).astype(np.int32),
        counts.astype(np.int32),
    )


def _in_words(kinds: Kinds) -> Mask:
    """Letters, digits, and joints between two of them."""
    letter: Mask = kinds & LETTER != 0
    joints = places_of(JOINT, kinds)
    in_word = letter.copy()
    in_word[joints] = letter[joints - 1] & letter[joints + 1]
    return in_word


def _token_starts(in_word: Mask, *breaks: Positions) -> Positions:
    """First characters of words, and breaks; none stands in a word or where another does."""
    is_start = in_word.copy()
    is_start[1:] &= ~in_word[:-1]
    for places in breaks:
        is_start[places] = True
    return np.flatnonzero(is_start)
