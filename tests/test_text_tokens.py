"""Tokens: what is read of a text, compared with the regular expressions that say it plainly."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analysis.text.folding import fold
from analysis.text.letters import CODE_POINTS, LETTER, SPACE, kinds_of
from analysis.text.tokens import BREAK, Encoded, Vocabulary, encode, words_of
from tests import oracle

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
# Letters and digits of all sorts, joints, stops, closers, openers, spaces, and none of these.
ALPHABET = (
    "аЯЁёbZ9²٣ǅ漢_"
    "\u00ad\u0300\u0301'’ʼ"
    "..!?…"
    '"»”)]«“([—–-'
    "   \n\n\n\t\r\x1c\x85\u00a0\u2028"
    "\0,\u200b\ud800😀"
)
# Each clause of the regular expressions, character by character.
PIECES = [
    *(f"о{joint}г" for joint in "\u00ad\u0300\u0301'’ʼ-'’"),
    *(f"да{stop} Я, да{stop} я" for stop in (*".!?…", "...", ".!")),
    *(f"да.{closer} Я" for closer in "\"'»”)]«"),
    *(f"да. {opener}Я, да. {opener} Я, да. {opener}  Я" for opener in "\"'«“([—–-»"),
    *(f"да. {great}" for great in "AZaАЯяЁё1٣²"),
    *(f"{before}г. Я" for before in " \n.(«\"'а"),
    *("да.Я", "да?", "да? да", "да!)", "г.. Я", "да.)Я", "да \n \n да", "да\n да", "\n\n\n"),
]
texts = st.lists(st.sampled_from([*ALPHABET, *PIECES]) | st.characters(), max_size=40).map("".join)
articles = st.lists(st.tuples(texts, texts), max_size=6)

Read = tuple[str, int, int]


def read(articles: Sequence[tuple[str, str]], vocabulary: Vocabulary) -> list[list[Read]]:
    """Words and breaks of every field, as ``oracle.tokens`` has them."""
    batch = encode(articles, vocabulary)
    assert_in_order(batch)
    places = zip(batch.ids.tolist(), batch.starts.tolist(), batch.stops.tolist(), strict=True)
    tokens = [
        (vocabulary.words[number], start, stop) if number != BREAK else ("", 0, 0)
        for number, start, stop in places
    ]
    bounds = batch.segments.tolist()
    return [tokens[first:last] for first, last in pairwise(bounds)]


def assert_in_order(batch: Encoded) -> None:
    assert batch.sentences.tolist() == np.cumsum(batch.ids == BREAK).tolist()
    assert batch.segment_of(np.arange(len(batch.ids))).tolist() == [
        segment for segment, size in enumerate(np.diff(batch.segments)) for _ in range(size)
    ]
    dtypes = [batch.ids, batch.starts, batch.stops, batch.sentences, batch.segments]
    assert [array.dtype.name for array in dtypes] == ["int32"] * 4 + ["int64"]


def expected(articles: Sequence[tuple[str, str]]) -> list[list[Read]]:
    return [[*oracle.tokens(field), ("", 0, 0)] for pair in articles for field in pair]


def first_seen(fields: Sequence[Sequence[Read]]) -> list[str]:
    """The spellings in the order of the texts, behind that of ``BREAK``."""
    return list(dict.fromkeys(["", *(word for field in fields for word, _, _ in field)]))


@given(articles)
@example([("", piece) for piece in PIECES] + [(" ".join(PIECES), "".join(PIECES))])
def test_encode_agrees_with_the_plain_tokens(pairs: list[tuple[str, str]]) -> None:
    vocabulary, plain = Vocabulary(), expected(pairs)
    assert read(pairs, vocabulary) == plain
    assert vocabulary.words == first_seen(plain)
    assert vocabulary.folded == [fold(word) for word in vocabulary.words]


@given(texts)
def test_words_of_a_text_are_those_that_encode_finds(text: str) -> None:
    assert words_of(text) == [word for word, _, _ in oracle.tokens(text) if word]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_real_articles_agree_with_the_plain_tokens(language: str) -> None:
    if not CORPUS.is_dir():
        pytest.skip("needs a corpus of real news beside the project, which is not passed on")
    table = pd.read_parquet(CORPUS / f"{language}.parquet", columns=["title", "text"])
    sample = table.sample(5_000, random_state=11).fillna("")
    pairs = list(zip(sample["title"], sample["text"], strict=True))
    vocabulary, plain = Vocabulary(), expected(pairs)
    assert read(pairs, vocabulary) == plain
    assert vocabulary.words == first_seen(plain)


def test_many_articles_are_read_as_one_is() -> None:
    pair = ("Завод О’Нила", "Собран FPV-дрон. Что дальше? ждут…\n\nПлан на 2030 г. готов")
    vocabulary = Vocabulary()
    alone = encode([pair], vocabulary)
    many = encode([pair] * 5_000, vocabulary)
    assert many.ids.tolist() == alone.ids.tolist() * 5_000
    assert many.starts.tolist() == alone.starts.tolist() * 5_000
    assert many.stops.tolist() == alone.stops.tolist() * 5_000
    assert np.diff(many.segments).tolist() == np.diff(alone.segments).tolist() * 5_000


def test_a_batch_of_nothing_is_empty() -> None:
    batch = encode([], Vocabulary())
    assert (len(batch.ids), batch.segments.tolist(), batch.n_articles) == (0, [0], 0)


@pytest.mark.parametrize(
    ("field", "found"),
    [
        ("а" + "." * 300_000 + ")" * 300_000 + " " * 300_000 + "(" * 300_000 + "Б", "а|Б|"),
        ("а" + "\n" * 1_000_000 + "б" + " " * 1_000_000, "а|б|"),
        ("а" + "'" * 1_000_000 + "б", "аб|"),
        (". Да" * 300_000, "|Да" * 300_000 + "|"),
    ],
    ids=["stops and brackets", "lines", "joints", "sentences"],
)
def test_hostile_fields_are_read(field: str, found: str) -> None:
    vocabulary = Vocabulary()
    ids = encode([("", field)], vocabulary).ids[1:]
    assert "".join(vocabulary.words[number] or "|" for number in ids.tolist()) == found


def test_a_word_has_one_number_wherever_it_stands() -> None:
    long = "ё" * 200
    vocabulary = Vocabulary()
    alone = [vocabulary[word] for word in ("завод", long, "x", "Завод")]
    batch = encode([(f"x, {long}", f"Завод завод ... {long} x x" + " x" * 90_000)], vocabulary)
    assert alone == [1, 2, 3, 4]
    assert batch.ids[:9].tolist() == [3, 2, BREAK, 4, 1, 2, 3, 3, 3]
    assert set(batch.ids[9:-1].tolist()) == {3}
    assert len(vocabulary) == len(vocabulary.words) == 5


def test_numbers_stay_when_the_vocabulary_grows() -> None:
    words = [f"{letter}{number}" for number, letter in enumerate("дplанx" * 10_000)]
    vocabulary = Vocabulary()
    numbers = [
        encode([(" ".join(words[first : first + 7_000]), "")], vocabulary).ids[:-2].tolist()
        for first in range(0, len(words), 7_000)
    ]
    assert [number for part in numbers for number in part] == list(range(1, 60_001))
    assert encode([(" ".join(words), "")], vocabulary).ids[:-2].tolist() == list(range(1, 60_001))
    assert vocabulary.words[1:] == words


@pytest.mark.parametrize("length", [16, 32, 64, 1024])
def test_words_made_to_be_confused_are_not(length: int) -> None:
    # Of all pairs of words these differ least in a polynomial modulo a power of two.
    word = "".join("ab"[number.bit_count() % 2] for number in range(length))
    mirrored = word.translate(str.maketrans("ab", "ba"))
    assert encode([(word, mirrored)], Vocabulary()).ids.tolist() == [1, BREAK, 2, BREAK]


def test_letters_and_spaces_are_those_of_python() -> None:
    kinds = kinds_of(np.arange(CODE_POINTS))
    characters = [chr(code) for code in range(CODE_POINTS)]
    assert (kinds & LETTER != 0).tolist() == [letter.isalnum() for letter in characters]
    assert (kinds & SPACE != 0).tolist() == [letter.isspace() for letter in characters]


def test_many_spellings_are_numbered_as_one_by_one() -> None:
    spellings = ["завод", "plant", "завод", "ж" * 40, "Завод"]
    together, alone = Vocabulary(), Vocabulary()
    assert together.numbers_of(spellings).tolist() == [alone[one] for one in spellings]
    assert together.words == alone.words
    assert together.numbers_of([]).tolist() == []
