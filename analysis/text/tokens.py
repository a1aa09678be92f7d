"""Tokens: an article's text is read once and becomes an array of word numbers.

A token is a run of letters and digits; hyphens and punctuation separate tokens, so «FPV-дрон»
is two. Sentence ends and paragraph ends become the number 0 (``BREAK``): no word has it, so
no phrase can reach over it, and the number of breaks before a token is its sentence.

``Vocabulary`` gives every distinct spelling (case included) a number for good: it only grows.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from analysis.schema import FIELDS
from analysis.text.folding import fold

BREAK: Final = 0

_WORD: Final = r"[^\W_]+(?:[\u00ad\u0300\u0301'’ʼ][^\W_]+)*"
# A stop ends a sentence unless a single letter stands before it (initials, "U.S.", «г.») or
# the next word starts small.
_END: Final = (
    r"(?<![\s.(«\"][^\W_])[.!?…]+(?=[\"'»”)\]]*\s+[\"'«“(\[—–-]*\s?[A-ZА-ЯЁ\d])|[!?]+(?=\s)|\n\s*\n"
)
_TOKEN: Final = re.compile(f"({_WORD}|{_END})")

Ids = npt.NDArray[np.int32]
Positions = npt.NDArray[np.int64]


class Vocabulary(dict[str, int]):
    """Spelling to number; an unknown spelling gets the next number when it is looked up.

    Attributes
    ----------
    words, folded : list of str
        The spellings by number, as they stand and folded; those of ``BREAK`` are empty.

    Examples
    --------
    >>> vocabulary = Vocabulary()
    >>> vocabulary["завод"], vocabulary["plant"], vocabulary["завод"], vocabulary["."]
    (1, 2, 1, 0)
    """

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = [""]
        self.folded: list[str] = [""]

    def __missing__(self, spelling: str) -> int:
        if not spelling[0].isalnum():
            self[spelling] = BREAK
            return BREAK
        number = len(self.words)
        self.words.append(spelling)
        self.folded.append(fold(spelling))
        self[spelling] = number
        return number


@dataclass(frozen=True, slots=True)
class Encoded:
    """A batch of articles as one array of word numbers.

    The fields of all articles stand one behind the other, title before text, each closed by a
    ``BREAK``: field ``f`` of article ``a`` is segment ``len(FIELDS) * a + f``.

    Attributes
    ----------
    ids : int32 array, shape (n_tokens,)
    starts, stops : int32 arrays, shape (n_tokens,)
        Where the token stands in its field, in characters; ``stops`` is exclusive.
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


def tokenize(text: str) -> list[str]:
    """List the words and breaks of a text, as they are spelled.

    >>> tokenize("Собран FPV-дрон. Завод № 5 доволен: А. Иванов")
    ['Собран', 'FPV', 'дрон', '.', 'Завод', '5', 'доволен', 'А', 'Иванов']
    """
    return _TOKEN.findall(text)


def words_of(text: str) -> list[str]:
    """List the words of a text without its breaks.

    >>> words_of("U.S. plants")
    ['U', 'S', 'plants']
    """
    return [token for token in _TOKEN.findall(text) if token[0].isalnum()]


def encode(texts: Iterable[Sequence[str]], vocabulary: Vocabulary) -> Encoded:
    """Read articles once and turn them into word numbers.

    Parameters
    ----------
    texts : one (title, text) pair per article
    vocabulary : grows by the spellings it did not know

    Returns
    -------
    Encoded
    """
    number_of = vocabulary.__getitem__
    ids: list[Ids] = []
    lengths: list[Ids] = []
    segments = [0]
    for fields in texts:
        for field in fields:
            parts = _TOKEN.split(field)
            ids.append(np.fromiter(map(number_of, parts[1::2]), np.int32, len(parts) // 2))
            lengths.append(np.fromiter(map(len, parts), np.int32, len(parts)))
            segments.append(segments[-1] + len(parts) // 2 + 1)
    total = segments[-1]
    all_ids = np.zeros(total, np.int32)
    starts = np.zeros(total, np.int32)
    stops = np.zeros(total, np.int32)
    for number, (own, sizes) in enumerate(zip(ids, lengths, strict=True)):
        first, last = segments[number], segments[number + 1] - 1
        ends = np.cumsum(sizes, dtype=np.int32)
        all_ids[first:last] = own
        starts[first:last] = ends[:-1:2]
        stops[first:last] = ends[1::2]
        starts[last] = stops[last] = ends[-1]
    return Encoded(
        ids=all_ids,
        starts=starts,
        stops=stops,
        segments=np.asarray(segments, np.int64),
        sentences=np.cumsum(all_ids == BREAK, dtype=np.int32),
    )
