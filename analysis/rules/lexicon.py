"""Lexicon: which spellings of articles the words of queries stand for.

Every distinct word of the queries becomes a *leaf* with a number. A spelling is looked up
once, when it is new in the vocabulary; from then on articles are matched by numbers alone.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from analysis.rules.query import Term
from analysis.text.folding import fold, is_cyrillic
from analysis.text.forms import word_forms
from analysis.text.tokens import Vocabulary

# Spellings longer than this are no words (base64, addresses); they match nothing but
# themselves, so that a pattern never works on a long string.
_LONGEST_WORD: Final = 100
# «СПИКов», «ОЭЗ-ами» after a hyphen split, "GPUs": a short ending in small letters.
_LONGEST_ENDING: Final = 3
_ENGLISH_ENDINGS: Final = frozenset({"s", "es"})
# Wildcards are looked up by so many of their first letters: more leave few in each drawer.
_LONGEST_HEAD: Final = 6

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class WordTable:
    """Leaves of every vocabulary word, as one array with a first index per word.

    Attributes
    ----------
    first : int64 array, shape (n_words + 1,)
    leaves : int32 array; those of word ``w`` are ``leaves[first[w]:first[w + 1]]``
    """

    first: npt.NDArray[np.int64]
    leaves: npt.NDArray[np.int32]


_NO_WORDS: Final = WordTable(np.zeros(1, np.int64), np.zeros(0, np.int32))


class StoredWords(Protocol):
    """Words that are kept with an index, by number; each look-up gives int64 arrays."""

    def exact(self, folded: str) -> Numbers:
        """Words that fold to this."""
        ...

    def prefixed(self, prefix: str) -> Numbers:
        """Words whose folded spelling begins like this."""
        ...

    def matching(self, pattern: re.Pattern[str]) -> Numbers:
        """Words whose whole folded spelling fits the pattern."""
        ...

    def word(self, number: int) -> str:
        """Spelling of a word."""
        ...

    def folded(self, number: int) -> str:
        """Folded spelling of a word."""
        ...


@dataclass(frozen=True, slots=True)
class _Wildcard:
    """A folded word with * or ?: the letters before the first sign, and the pattern of all.

    ``pattern`` is None where a * after the letters is all there is.
    """

    start: str
    pattern: re.Pattern[str] | None

    @classmethod
    def of(cls, text: str) -> "_Wildcard":
        folded = fold(text)
        start = re.split(r"[*?]", folded, maxsplit=1)[0]
        if folded == f"{start}*":
            return cls(start, None)
        signs = {"*": r"\w*", "?": r"\w"}
        pattern = "".join(signs.get(letter) or re.escape(letter) for letter in folded)
        return cls(start, re.compile(pattern))

    def fits(self, folded: str) -> bool:
        if not folded.startswith(self.start):
            return False
        return self.pattern is None or self.pattern.fullmatch(folded) is not None

    def among(self, words: StoredWords) -> Numbers:
        """Words that may fit."""
        if self.pattern is None or self.start:
            return words.prefixed(self.start)
        return words.matching(self.pattern)


class Lexicon:
    """Numbers the words of queries and finds the spellings that they stand for.

    Parameters
    ----------
    groups : named groups of words, for terms of kind "group"
    """

    def __init__(self, groups: Mapping[str, Iterable[Term]]) -> None:
        self._groups = {name: tuple(terms) for name, terms in groups.items()}
        self._numbers: dict[tuple[Term, bool], int] = {}
        self._members: list[tuple[tuple[Term, ...], bool]] = []
        # What belongs to a leaf is kept as twice its number, plus 1 if a capital is demanded.
        self._exact: dict[str, tuple[int, ...]] = {}
        self._wildcards: dict[str, list[tuple[_Wildcard, int]]] = defaultdict(list)
        self._head_sizes: set[int] = set()
        self._capitals: dict[str, list[int]] = defaultdict(list)
        self._vocabulary: Vocabulary | None = None
        self._table = _NO_WORDS

    def __len__(self) -> int:
        return len(self._numbers)

    def leaf(self, term: Term, *, alone: bool) -> int:
        """Number of a query word; the same word has the same number.

        Parameters
        ----------
        term : a word of a query
        alone : only likely readings count, see ``analysis.text.forms``
        """
        key = (term, alone and term.kind in {"word", "group"})
        if key not in self._numbers:
            number = self._numbers[key] = len(self._numbers)
            members = self._groups[term.text] if term.kind == "group" else (term,)
            self._members.append((members, alone))
            for member in members:
                self._add(number, member, alone=alone)
        return self._numbers[key]

    def _add(self, leaf: int, term: Term, *, alone: bool) -> None:
        code = 2 * leaf + term.proper
        match term.kind:
            case "word":
                own = (code,)
                for form in word_forms(term.text, alone=alone):
                    others = self._exact.setdefault(form, own)
                    if others is not own:
                        self._exact[form] = others + own
            case "capitals":
                self._capitals[_plain_capitals(term.text)].append(leaf)
            case "wildcard":
                wildcard = _Wildcard.of(term.text)
                head = wildcard.start[:_LONGEST_HEAD]
                self._wildcards[head].append((wildcard, code))
                self._head_sizes.add(len(head))

    def leaves_of(self, spelling: str, folded: str) -> list[int]:
        """List the leaves that a spelling of an article belongs to, sorted, each once."""
        proper = spelling[0].isupper()
        is_word = len(folded) <= _LONGEST_WORD
        codes = self._exact.get(folded, ())
        if is_word:
            for size in self._head_sizes:
                for wildcard, code in self._wildcards.get(folded[:size], ()):
                    if wildcard.fits(folded):
                        codes += (code,)
        found = {code // 2 for code in codes if proper or not code % 2}
        if is_word and _begins_in_capitals(spelling):
            found.update(self._capitals.get(_capitals_of(spelling), ()))
        return sorted(found)

    def words_of(self, leaf: int, words: StoredWords) -> Numbers:
        """Find the stored words that belong to a leaf: those that :meth:`leaves_of` gives it.

        Parameters
        ----------
        leaf : number of a query word
        words : the words of an index

        Returns
        -------
        int64 array, shape (n_words,)
            Numbers of words, sorted, each once.
        """
        members, alone = self._members[leaf]
        likely = [numbers for term in members for numbers in _likely(term, words, alone=alone)]
        found = [
            number
            for number in np.unique(np.concatenate([np.zeros(0, np.int64), *likely])).tolist()
            if leaf in self.leaves_of(words.word(number), words.folded(number))
        ]
        return np.array(found, np.int64)

    def resolve(self, vocabulary: Vocabulary) -> WordTable:
        """Look up the words that are new in the vocabulary and return the whole table.

        The lexicon must not get new leaves after the first call. Words once looked up are not
        looked at again, unless it is another vocabulary.
        """
        if vocabulary is not self._vocabulary:
            self._vocabulary, self._table = vocabulary, _NO_WORDS
        known = len(self._table.first) - 1
        if known < len(vocabulary):
            counts, leaves = self._look_up(vocabulary.words[known:], vocabulary.folded[known:])
            ends = len(self._table.leaves) + np.cumsum(counts)
            self._table = WordTable(
                np.concatenate([self._table.first, ends]),
                np.concatenate([self._table.leaves, np.array(leaves, np.int32)]),
            )
        return self._table

    def _look_up(
        self, spellings: Sequence[str], folded: Sequence[str]
    ) -> tuple[Numbers, list[int]]:
        """How many leaves each spelling belongs to, and which; most belong to none."""
        likely = np.fromiter(map(self._exact.__contains__, folded), bool, len(folded))
        for size in self._head_sizes:
            heads = map(itemgetter(slice(size)), folded)
            likely |= np.fromiter(map(self._wildcards.__contains__, heads), bool, len(folded))
        likely |= np.fromiter(map(_begins_in_capitals, spellings), bool, len(folded))
        counts, leaves = np.zeros(len(folded), np.int64), []
        for number in np.flatnonzero(likely).tolist():
            if spellings[number]:
                own = self.leaves_of(spellings[number], folded[number])
                counts[number] = len(own)
                leaves += own
        return counts, leaves


def _likely(term: Term, words: StoredWords, *, alone: bool) -> Iterable[Numbers]:
    """Words among which are all those of a term."""
    match term.kind:
        case "word":
            return map(words.exact, word_forms(term.text, alone=alone))
        case "capitals":
            return [words.prefixed(fold(term.text))]
    return [_Wildcard.of(term.text).among(words)]


def _begins_in_capitals(spelling: str) -> bool:
    """Tell names, which go on in small letters, from what may be written in capitals."""
    return spelling[:1].isupper() and not spelling[1:2].islower() and len(spelling) > 1


def _plain_capitals(word: str) -> str:
    return word.replace("Ё", "Е")


def _capitals_of(spelling: str) -> str:
    """Capital part of a spelling, or "" when what follows is no short ending.

    >>> _capitals_of("СПИКов"), _capitals_of("GPUs"), _capitals_of("Газ"), _capitals_of("ASMLa")
    ('СПИК', 'GPU', '', '')
    """
    stem = spelling.rstrip("abcdefghijklmnopqrstuvwxyzабвгдежзийклмнопрстуфхцчшщъыьэюяё'’ʼ")
    ending = spelling[len(stem) :]
    if not ending or ending in {"'s", "’s"}:
        return _plain_capitals(stem)
    if len(stem) < 2 or len(ending) > _LONGEST_ENDING:
        return ""
    if not is_cyrillic(ending) and ending not in _ENGLISH_ENDINGS:
        return ""
    return _plain_capitals(stem)
