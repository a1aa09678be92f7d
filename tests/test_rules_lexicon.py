"""Lexicon: from a spelling to the words of queries that it belongs to, and back."""

import re
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.rules.lexicon import Lexicon, Numbers
from analysis.rules.query import Term
from analysis.text.folding import fold, is_capitals


class ListedWords:
    """Stored words as a plain list, numbered from 1 as in a vocabulary."""

    def __init__(self, spellings: list[str]) -> None:
        self.spellings = ["", *spellings]
        self.numbers = range(1, len(self.spellings))

    def exact(self, folded: str) -> Numbers:
        return self._those(lambda own: own == folded)

    def prefixed(self, prefix: str) -> Numbers:
        return self._those(lambda own: own.startswith(prefix))

    def matching(self, pattern: re.Pattern[str]) -> Numbers:
        return self._those(lambda own: pattern.fullmatch(own) is not None)

    def word(self, number: int) -> str:
        return self.spellings[number]

    def folded(self, number: int) -> str:
        return fold(self.spellings[number])

    def _those(self, fits: Callable[[str], bool]) -> Numbers:
        found = [number for number in self.numbers if fits(self.folded(number))]
        return np.array(found, np.int64)


@pytest.mark.parametrize(
    ("term", "spelling", "found"),
    [
        pytest.param(Term("станок", "word"), "Станками", True, id="form"),
        pytest.param(Term("Индия", "word", proper=True), "индии", False, id="metal, no country"),
        pytest.param(Term("Индия", "word", proper=True), "Индии", True, id="country"),
        pytest.param(Term("ОАК", "capitals"), "ОАКом", True, id="capitals with an ending"),
        pytest.param(Term("ОАК", "capitals"), "Оак", False, id="capitals only"),
        pytest.param(Term("станкостро*", "wildcard"), "станкостроение", True, id="any ending"),
        pytest.param(Term("AI*", "wildcard"), "air", True, id="short wildcard"),
        pytest.param(Term("локали?ация", "wildcard"), "локализация", True, id="any letter"),
        pytest.param(Term("?ация", "wildcard"), "рация", True, id="any first letter"),
        pytest.param(Term("*ация", "wildcard"), "ация" * 26, False, id="too long for a word"),
        pytest.param(Term("making", "group"), "заводами", True, id="group"),
    ],
)
def test_spelling_belongs_to_a_word(term: Term, spelling: str, found: bool) -> None:
    lexicon = Lexicon({"making": [Term("завод", "word"), Term("выпуск*", "wildcard")]})
    leaf = lexicon.leaf(term, alone=True)
    assert (leaf in lexicon.leaves_of(spelling, fold(spelling))) is found


LETTERS = st.text("абёАБЁxXsS’'7", min_size=1, max_size=5).filter(lambda text: text[0].isalnum())
REAL = ["сталь", "Сталь", "стали", "СТАЛИ", "завод", "заводов", "Plants", "plant's", "AIs", "ИИ"]
SPELLINGS = LETTERS | st.sampled_from(REAL) | st.sampled_from(["а" * 101, "А" * 101, "ИИ" * 60])


def wildcards(signs: str) -> st.SearchStrategy[Term]:
    texts = st.text(f"абАx7{signs}", min_size=1, max_size=5)
    return st.builds(Term, texts, st.just("wildcard"), st.booleans())


MEMBERS = (
    st.builds(Term, SPELLINGS, st.just("word"), st.booleans())
    | st.builds(Term, SPELLINGS.filter(is_capitals), st.just("capitals"))
    | st.builds(Term, SPELLINGS.map("{}*".format), st.just("wildcard"), st.booleans())
    | wildcards("?").filter(lambda term: "?" in term.text)
    | wildcards("*?").filter(lambda term: bool({"*", "?"} & set(term.text)))
)


@given(
    st.lists(SPELLINGS, max_size=12, unique=True),
    st.lists(MEMBERS | st.just(Term("group", "group")), max_size=8),
    st.lists(MEMBERS, max_size=3),
    st.booleans(),
)
def test_words_of_a_leaf_are_those_whose_leaves_hold_it(
    spellings: list[str], terms: list[Term], group: list[Term], alone: bool
) -> None:
    words = ListedWords(spellings)
    lexicon = Lexicon({"group": group})
    leaves = sorted({lexicon.leaf(term, alone=alone) for term in terms})
    forward = {
        number: lexicon.leaves_of(words.word(number), words.folded(number))
        for number in words.numbers
    }
    for leaf in leaves:
        found = lexicon.words_of(leaf, words)
        assert found.dtype == np.int64
        assert found.tolist() == [number for number in words.numbers if leaf in forward[number]]
