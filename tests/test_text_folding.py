"""Folding: many words at once are folded as each is alone."""

from hypothesis import example, given
from hypothesis import strategies as st

from analysis.text.folding import fold, fold_all

letters = st.sampled_from("aBй Ёё\u0301\u00ad’'sİßﬁ①Σς\u0306é\ud800")
words = st.lists(st.one_of(st.text(letters), st.text().filter(lambda text: "\n" not in text)))


@given(words.filter(bool))
@example(["\u00ad", "`"])
def test_words_are_folded_together_as_alone(spellings: list[str]) -> None:
    assert fold_all(spellings) == [fold(spelling) for spelling in spellings]
