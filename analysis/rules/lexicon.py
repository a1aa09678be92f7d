"""Lexicon: which spellings of articles the words of queries stand for.

Every distinct word of the queries becomes a *leaf* with a number. A spelling is looked up
once, when it is new in the vocabulary; from then on articles are matched by numbers alone.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

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


class Lexicon:
    """Numbers the words of queries and finds the spellings that they stand for.

    Parameters
    ----------
    groups : named groups of words, for terms of kind "group"
    """

    def __init__(self, groups: Mapping[str, Iterable[Term]]) -> None:
        self._groups = {name: tuple(terms) for name, terms in groups.items()}
        self._numbers: dict[tuple[Term, bool], int] = {}
        self._exact: dict[str, list[tuple[int, bool]]] = defaultdict(list)
        self._capitals: dict[str, list[int]] = defaultdict(list)
        self._prefixes: dict[str, list[tuple[int, bool]]] = defaultdict(list)
        self._prefix_lengths: set[int] = set()
        self._patterns: list[tuple[re.Pattern[str], int, bool]] = []
        self._vocabulary: Vocabulary | None = None
        self._counts: list[int] = []
        self._leaves: list[int] = []
        self._table = WordTable(np.zeros(1, np.int64), np.zeros(0, np.int32))

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
            for member in members:
                self._add(number, member, alone=alone)
        return self._numbers[key]

    def _add(self, leaf: int, term: Term, *, alone: bool) -> None:
        match term.kind:
            case "word":
                for form in word_forms(term.text, alone=alone):
                    self._exact[form].append((leaf, term.proper))
            case "capitals":
                self._capitals[_plain_capitals(term.text)].append(leaf)
            case "wildcard":
                self._add_wildcard(leaf, term)

    def _add_wildcard(self, leaf: int, term: Term) -> None:
        folded = fold(term.text)
        if folded.endswith("*") and not set("*?") & set(folded[:-1]):
            self._prefixes[folded[:-1]].append((leaf, term.proper))
            self._prefix_lengths.add(len(folded) - 1)
            return
        signs = {"*": r"\w*", "?": r"\w"}
        pattern = "".join(signs.get(letter) or re.escape(letter) for letter in folded)
        self._patterns.append((re.compile(pattern), leaf, term.proper))

    def leaves_of(self, spelling: str, folded: str) -> list[int]:
        """List the leaves that a spelling of an article belongs to, sorted, each once."""
        found: set[int] = set()
        proper = spelling[0].isupper()
        for leaf, demands_capital in self._exact.get(folded, ()):
            if proper or not demands_capital:
                found.add(leaf)
        if len(folded) > _LONGEST_WORD:
            return sorted(found)
        for length in self._prefix_lengths:
            for leaf, demands_capital in self._prefixes.get(folded[:length], ()):
                if proper or not demands_capital:
                    found.add(leaf)
        for pattern, leaf, demands_capital in self._patterns:
            if (proper or not demands_capital) and pattern.fullmatch(folded):
                found.add(leaf)
        if proper and self._capitals and len(spelling) > 1:
            found.update(self._capitals.get(_capitals_of(spelling), ()))
        return sorted(found)

    def resolve(self, vocabulary: Vocabulary) -> WordTable:
        """Look up the words that are new in the vocabulary and return the whole table.

        The lexicon must not get new leaves after the first call. Words once looked up are not
        looked at again, unless it is another vocabulary.
        """
        if vocabulary is not self._vocabulary:
            self._vocabulary, self._counts, self._leaves = vocabulary, [], []
        known = len(self._counts)
        if known == len(vocabulary.words):
            return self._table
        if not known:
            self._counts.append(0)
            known = 1
        for spelling, folded in zip(
            vocabulary.words[known:], vocabulary.folded[known:], strict=True
        ):
            leaves = self.leaves_of(spelling, folded)
            self._counts.append(len(leaves))
            self._leaves.extend(leaves)
        first = np.zeros(len(self._counts) + 1, np.int64)
        np.cumsum(self._counts, out=first[1:])
        self._table = WordTable(first, np.asarray(self._leaves, np.int32))
        return self._table


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
