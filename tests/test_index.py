"""The index: what goes in comes out, queries find the same, and damage is told."""

import json
import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import index as index_module
from analysis.errors import IndexDamaged, StoreBusy, StoreError
from analysis.index import TokenIndex, files, finding
from analysis.index.sketches import SKETCH_SIZE, sketch
from analysis.index.words import StoredWords, hashes_of
from analysis.locks import Patience
from analysis.rules.match import Matcher
from analysis.rules.query import Query, Term, parse_query
from analysis.text.tokens import Encoded, Vocabulary, encode
from tests.oracle import GROUPS
from tests.test_rules_match import articles, queries

Pair = tuple[str, str]
Mask = npt.NDArray[np.bool_]

PAIRS = [("Завод", "Выпуск дронов. Цех"), ("Plant", "No drones"), ("", "Завод дронов")]


def append(index: TokenIndex, pairs: Sequence[Pair], first: int = 0, upto: int = 1) -> None:
    """Append articles with a vocabulary of their own."""
    vocabulary = Vocabulary()
    batch = encode(pairs, vocabulary)
    index.append(np.arange(first, first + len(pairs)), batch, vocabulary, upto=upto)


def words_and_places(batch: Encoded, vocabulary: Vocabulary) -> list[object]:
    """A batch without its numbering."""
    spelled = [vocabulary.words[number] for number in batch.ids]
    rest = (batch.starts, batch.stops, batch.segments, batch.sentences)
    return [spelled, *(column.tolist() for column in rest)]


def first_article(facet: object) -> Mask:
    return np.array([True, False, False])


def found(index: TokenIndex, query: str) -> list[int]:
    """Positions of the articles that a query finds."""
    nothing = np.zeros(index.n_articles, bool)
    return np.flatnonzero(index.search(parse_query(query), lambda facet: nothing)).tolist()


@pytest.fixture(autouse=True, scope="module")
def _no_waiting_for_the_disk() -> Iterator[None]:
    """Power cuts are not tried here; waiting for the disk thousands of times takes minutes."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(files.os, "fsync", lambda file: None)
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index of three articles in two appends, the first of them sealed."""
    folder = tmp_path / "monitor.index"
    with TokenIndex.open(folder, create=True) as index:
        append(index, PAIRS[:2], upto=2)
        index.seal()
        append(index, PAIRS[2:], first=2, upto=3)
    return folder


def test_what_was_appended_is_there_when_opened_again(folder: Path) -> None:
    with TokenIndex.open(folder, read_only=True) as index:
        assert (index.n_articles, index.n_entries, index.upto) == (3, 3, 3)
        assert index.n_tokens == len(encode(PAIRS, Vocabulary()).ids)
        assert found(index, "завод") == [0, 2]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("дрон", [0, 2], id="any form"),
        pytest.param("title:завод", [0], id="field title"),
        pytest.param("text:завод", [2], id="field text"),
        pytest.param('"завод дрон"', [2], id="phrase not over the end of a field"),
        pytest.param('"дрон выпуск"~0', [0], id="window in any order"),
        pytest.param('"выпуск цех"~5', [], id="window not over the end of a sentence"),
        pytest.param("*рон*", [0, 2], id="wildcard at both ends"),
        pytest.param("дро?", [], id="one letter"),
        pytest.param("за*", [0, 2], id="prefix"),
        pytest.param("NOT plant", [0, 2], id="negation"),
        pytest.param("вертолёт", [], id="word that no article has"),
        pytest.param("drone OR цех", [0, 1], id="either"),
    ],
)
def test_query_finds(folder: Path, query: str, expected: list[int]) -> None:
    with TokenIndex.open(folder, read_only=True) as index:
        assert found(index, query) == expected


def test_what_is_not_words_is_answered_by_the_caller(folder: Path) -> None:
    with TokenIndex.open(folder, read_only=True) as index:
        mask = index.search(parse_query("завод AND sector:chemistry"), first_article)
        assert mask.tolist() == [True, False, False]


def test_changed_article_is_found_by_its_new_words_only(folder: Path) -> None:
    with TokenIndex.open(folder) as index:
        append(index, [("Станок", "с ЧПУ")], first=0)
        assert (index.n_articles, index.n_entries) == (3, 4)
        assert (found(index, "завод"), found(index, "станок")) == ([2], [0])
        vocabulary = Vocabulary()
        batch = index.load([0], vocabulary)
        assert [vocabulary.words[word] for word in batch.ids] == ["Станок", "", "с", "ЧПУ", ""]


def test_articles_are_loaded_in_the_order_asked_for(folder: Path) -> None:
    with TokenIndex.open(folder, read_only=True) as index:
        loaded, expected = Vocabulary(), Vocabulary()
        assert words_and_places(index.load([2, 0, 2], loaded), loaded) == words_and_places(
            encode([PAIRS[2], PAIRS[0], PAIRS[2]], expected), expected
        )


def test_article_that_is_not_there_is_named(folder: Path) -> None:
    with (
        TokenIndex.open(folder, read_only=True) as index,
        pytest.raises(StoreError, match="article 4 is not in it"),
    ):
        index.load([0, 3], Vocabulary())


def test_position_without_an_entry_holds_no_word(tmp_path: Path) -> None:
    with TokenIndex.open(tmp_path / "index", create=True) as index:
        append(index, [("Завод", "")], first=2)
        assert found(index, "завод") == [2]
        assert found(index, "NOT завод") == [0, 1]
        with pytest.raises(StoreError, match="article 1 is not in it"):
            index.load([2, 0], Vocabulary())


def test_empty_index_finds_nothing(tmp_path: Path) -> None:
    with TokenIndex.open(tmp_path / "index", create=True) as index:
        index.seal()
        index.verify()
        assert found(index, '"завод дрон"~3 OR за*') == []
        assert index.load([], Vocabulary()).n_articles == 0


def test_mark_moves_without_articles(folder: Path) -> None:
    with TokenIndex.open(folder) as index:
        append(index, [], upto=9)
    with TokenIndex.open(folder, read_only=True) as index:
        assert (index.upto, index.n_articles) == (9, 3)


def test_places_are_those_of_rules_with_groups(folder: Path) -> None:
    with TokenIndex.open(folder, read_only=True) as index:
        rules = [parse_query('"@making дрон"'), parse_query("NOT завод"), parse_query("plant")]
        groups = {"making": (Term("завод", "word"), Term("plant*", "wildcard"))}
        assert index.places(rules, groups).tolist() == [1, 2]


@pytest.mark.parametrize("query", ["rock*", "ro*'roll", "GPU", "name:Rock*", "*n'roll"])
def test_odd_spellings_are_found_as_by_the_matcher(tmp_path: Path, query: str) -> None:
    pairs = [(word, "") for word in ["Rock'n'roll", "rock", "GPUs", "GPUx", "gpus", "GPU’s", "GPU"]]
    vocabulary = Vocabulary()
    batch = encode(pairs, vocabulary)
    expected = Matcher([parse_query(query)]).matching(batch, vocabulary, first_article)
    with TokenIndex.open(tmp_path / "index", create=True) as index:
        append(index, pairs)
        assert found(index, query) == np.flatnonzero(expected[0]).tolist()


def test_window_counts_for_its_own_article_only(tmp_path: Path) -> None:
    with TokenIndex.open(tmp_path / "index", create=True) as index:
        append(index, [("", "завод"), ("", "дрон"), ("завод дрон", "")])
        assert found(index, '"завод дрон"~5') == [2]


# Every way to cut the stream into appends and segments gives the same answers.
cuts = st.lists(st.sampled_from(["append", "seal", "reopen"]), min_size=1, max_size=6)


def built(folder: Path, pairs: Sequence[Pair], steps: Sequence[str]) -> TokenIndex:
    """An index of articles, appended in as many parts as there are steps, some replaced."""
    index = TokenIndex.open(folder, create=True)
    append(index, [("Завод дронов", "за завод")] * (len(pairs) // 2))
    shared = Vocabulary()
    for step, part in zip(steps, np.array_split(np.arange(len(pairs)), len(steps)), strict=True):
        vocabulary = Vocabulary() if step == "append" else shared
        batch = encode([pairs[number] for number in part], vocabulary)
        index.append(part, batch, vocabulary, upto=len(pairs))
        if step == "seal":
            index.seal()
        elif step == "reopen":
            index.close()
            index = TokenIndex.open(folder, create=False)
    return index


@settings(max_examples=100)
@given(articles, st.lists(queries, min_size=1, max_size=4), cuts, st.integers(0, 3))
def test_queries_find_what_the_matcher_finds(
    pairs: list[Pair], typed: list[str], steps: list[str], marked: int
) -> None:
    parsed = [parse_query(text) for text in [*typed, f"({typed[0]}) OR sector:chemistry"]]
    vocabulary = Vocabulary()
    batch = encode(pairs, vocabulary)

    def facet(part: object) -> Mask:
        return np.arange(len(pairs)) == marked

    expected = Matcher(parsed, GROUPS).matching(batch, vocabulary, facet)
    with TemporaryDirectory() as folder, built(Path(folder), pairs, steps) as index:
        for query, mask in zip(parsed, expected, strict=True):
            assert index.search(query, facet, GROUPS).tolist() == mask.tolist()


@settings(max_examples=100)
@given(articles, st.lists(queries, min_size=1, max_size=4), cuts)
def test_places_are_where_the_matcher_has_hits(
    pairs: list[Pair], typed: list[str], steps: list[str]
) -> None:
    parsed: list[Query] = [parse_query(text) for text in [*typed, '"@making дрон"~2']]
    vocabulary = Vocabulary()
    batch = encode(pairs, vocabulary)
    hits = Matcher(parsed, GROUPS).match(batch, vocabulary)
    expected = np.unique(batch.segment_of(hits.start) // 2)
    with TemporaryDirectory() as folder, built(Path(folder), pairs, steps) as index:
        assert index.places(parsed, GROUPS).tolist() == expected.tolist()


anything = st.lists(st.tuples(st.text(), st.text(max_size=60)), min_size=1, max_size=6)


@given(st.one_of(articles, anything), cuts, st.data())
def test_loaded_batch_is_the_encoded_one_up_to_numbering(
    pairs: list[Pair], steps: list[str], data: st.DataObject
) -> None:
    order = data.draw(st.lists(st.sampled_from(range(len(pairs))), max_size=8))
    expected = Vocabulary()
    batch = encode([pairs[number] for number in order], expected)
    with TemporaryDirectory() as folder, built(Path(folder), pairs, steps) as index:
        loaded = Vocabulary()
        for _ in range(2):
            stored = index.load(order, loaded)
            assert words_and_places(stored, loaded) == words_and_places(batch, expected)
            assert [column.dtype for column in (stored.ids, stored.starts, stored.segments)] == [
                column.dtype for column in (batch.ids, batch.starts, batch.segments)
            ]
        index.verify()


spellings = st.text("абвabАBё", min_size=1, max_size=6)


@given(st.lists(st.lists(spellings, max_size=12), min_size=1, max_size=5), spellings)
def test_stored_words_are_looked_up_as_a_list_would_be(parts: list[list[str]], asked: str) -> None:
    with TemporaryDirectory() as folder, TokenIndex.open(Path(folder), create=True) as index:
        for number, part in enumerate(parts):
            append(index, [("", " ".join(part))], first=number)
            if number % 2 == 0:
                index.seal()
        words = StoredWords(index._files)
        folded = [words.folded(number) for number in range(len(words))]
        distinct = {words.word(number) for number in range(len(words))}
        assert len(distinct) == len(words)
        own = re.escape(asked)
        answers = {
            own: words.exact(asked),
            f"{own}.*": words.prefixed(asked),
            rf"{own}\w*": words.matching(re.compile(rf"{own}\w*")),
            rf"\w*{own}\w": words.matching(re.compile(rf"\w*{own}\w")),
            f"{own}|б.*": words.matching(re.compile(f"{own}|б.*")),
        }
        for pattern, numbers in answers.items():
            assert numbers.tolist() == [
                number
                for number, word in enumerate(folded)
                if number and re.fullmatch(pattern, word)
            ]


def test_words_with_one_hash_are_kept_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "analysis.index.translation.hashes_of",
        lambda ends, data: hashes_of(ends, data) % np.uint64(2),
    )
    pairs = [("один два три", "четыре пять"), ("шесть два", "пять семь один")]
    with TokenIndex.open(tmp_path / "index", create=True) as index:
        for number, pair in enumerate(pairs):
            append(index, [pair], first=number)
        loaded, expected = Vocabulary(), Vocabulary()
        assert words_and_places(index.load([0, 1], loaded), loaded) == words_and_places(
            encode(pairs, expected), expected
        )


def test_postings_are_sorted_when_enough_has_come(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_module, "SEGMENT_TOKENS", 10)
    with TokenIndex.open(tmp_path / "index", create=True) as index:
        for number in range(5):
            append(index, [("Завод", "выпускает дроны")], first=number)
        assert [segment[0] for segment in index._files.state.segments] == [10, 20]
        assert found(index, '"выпускать дрон"') == [0, 1, 2, 3, 4]


def test_windows_are_decided_in_parts(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "_CUT_AT_ONCE", 1)
    with TokenIndex.open(folder, read_only=True) as index:
        assert found(index, '"дрон завод"~3') == [2]


# What a crash or a failing disk can leave behind.


def test_unfinished_append_is_not_seen_and_cut_off(folder: Path) -> None:
    for name in files.COLUMNS:
        with (folder / name).open("ab") as file:
            file.write(b"\x01\x02\x03\x04\x05")
    with TokenIndex.open(folder, read_only=True) as index:
        index.verify()
        assert found(index, "дрон") == [0, 2]
    with TokenIndex.open(folder) as index:
        append(index, [("", "Дрон")], first=3)
        index.seal()
        index.verify()
        assert found(index, "дрон") == [0, 2, 3]


def test_index_is_as_before_when_an_append_fails(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, content: str) -> None:
        raise OSError(28, "No space left on device")

    with TokenIndex.open(folder) as index:
        with monkeypatch.context() as patched:
            patched.setattr(files, "_replace_file", full)
            with pytest.raises(StoreError, match="No space left on device: free space and repeat"):
                append(index, [("", "Новый вертолёт")], first=3, upto=4)
        assert (index.upto, found(index, "вертолёт")) == (3, [])
        append(index, [("", "Новый вертолёт")], first=3, upto=4)
        index.verify()
        assert (index.upto, found(index, "вертолёт")) == (4, [3])


@pytest.mark.parametrize("name", ["ids", "word_bytes", "posting_places"])
def test_shortened_file_is_told(folder: Path, name: str) -> None:
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[:-1])
    message = (
        rf"{name}: holds {len(content) - 1} of {len(content)} bytes: .*python -m analysis index"
    )
    for read_only in (True, False):
        with pytest.raises(IndexDamaged, match=message):
            TokenIndex.open(folder, read_only=read_only)


def test_missing_file_is_told(folder: Path) -> None:
    (folder / "starts").unlink()
    with pytest.raises(IndexDamaged, match="starts: holds 0 of"):
        TokenIndex.open(folder, read_only=True)


@pytest.mark.parametrize("name", list(files.COLUMNS))
def test_changed_byte_is_found(folder: Path, name: str) -> None:
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 0x40
    (folder / name).write_bytes(content)
    with (
        TokenIndex.open(folder, read_only=True) as index,
        pytest.raises(IndexDamaged, match=f"{name}: its checksum is wrong"),
    ):
        index.verify()


def changed(state: str, **values: object) -> str:
    """A state with other values and a right checksum."""
    content = {**json.loads(state), **values}
    content.pop("checksum")
    return json.dumps({**content, "checksum": files._checksum(content)})


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        pytest.param(lambda state: None, "there is no index of words", id="missing"),
        pytest.param(lambda state: "", "cannot be read", id="empty"),
        pytest.param(lambda state: state[:40], "cannot be read", id="half"),
        pytest.param(lambda state: "[]", "cannot be read", id="of another kind"),
        pytest.param(
            lambda state: state.replace('"upto": 3', '"upto": 4'), "checksum", id="changed"
        ),
        pytest.param(lambda state: changed(state, format=99), "another version", id="format"),
        pytest.param(lambda state: changed(state, tokenizer=99), "another version", id="tokens"),
    ],
)
def test_state_that_cannot_be_trusted_is_told(
    folder: Path, spoil: Callable[[str], str | None], message: str
) -> None:
    path = folder / "state.json"
    content = spoil(path.read_text())
    path.unlink() if content is None else path.write_text(content)
    with pytest.raises(IndexDamaged, match=f"{message}.*: build it again with: python -m"):
        TokenIndex.open(folder, read_only=True)


def test_emptied_index_begins_anew_while_a_reader_goes_on(folder: Path) -> None:
    with TokenIndex.open(folder, read_only=True) as reader:
        with TokenIndex.open(folder) as index:
            index.clear()
            assert (index.n_articles, index.upto) == (0, 0)
            append(index, [("", "Станок")])
            assert found(index, "станок") == [0]
        assert reader.load([0], Vocabulary()).n_articles == 1


# One writer, any number of readers.


def test_second_writer_waits_and_is_told_for_whom(folder: Path) -> None:
    told: list[str] = []
    with TokenIndex.open(folder), pytest.raises(StoreBusy, match="is writing: try again"):
        TokenIndex.open(folder, patience=Patience(0.1, told.append))
    (sentence,) = told
    assert sentence.startswith(f"{folder}: another process (pid {os.getpid()}, since ")
    TokenIndex.open(folder).close()


def test_reader_sees_what_there_was_when_it_opened(folder: Path) -> None:
    with TokenIndex.open(folder) as writer, TokenIndex.open(folder, read_only=True) as reader:
        append(writer, [("", "Завод")], first=3)
        writer.seal()
        assert (found(reader, "завод"), found(writer, "завод")) == ([0, 2], [0, 2, 3])


def test_reader_cannot_write(folder: Path) -> None:
    with (
        TokenIndex.open(folder, read_only=True) as index,
        pytest.raises(StoreError, match="open for reading only"),
    ):
        append(index, PAIRS)


def sketch_sets(index: TokenIndex) -> list[set[int]]:
    sketches = index.sketches()
    return [
        set(sketches.hashes[sketches.owners == position].tolist())
        for position in range(sketches.n_articles)
    ]


def test_sketches_are_equal_for_equal_words_in_any_index(tmp_path: Path) -> None:
    with TokenIndex.open(tmp_path / "one", create=True) as one:
        append(one, [("Завод", "начал выпуск дронов"), ("", "Совсем другой текст здесь")])
        first, other = sketch_sets(one)
    with TokenIndex.open(tmp_path / "two", create=True) as two:
        append(two, [("", "Цех закрыт")])
        append(two, [("ЗАВОД начал", "выпуск. Дронов")], first=1)
        assert sketch_sets(two) == [set(), first]
    assert (len(first), len(other), first & other) == (2, 2, set())


def test_a_replaced_article_has_the_sketch_of_its_new_text_only(tmp_path: Path) -> None:
    with TokenIndex.open(tmp_path, create=True) as index:
        append(index, [("", "один два три"), ("", "четыре пять шесть")])
        old, kept = sketch_sets(index)
        append(index, [("", "семь восемь девять")])
        new, still = sketch_sets(index)
    assert (len(new), new & old, still) == (1, set(), kept)


def test_a_sketch_holds_the_smallest_hashes_of_a_long_text() -> None:
    words = np.random.default_rng(0).integers(1, 500, 300).astype(np.int32)
    hashes = np.arange(500, dtype=np.uint64) ** np.uint64(5)
    whole, _ = sketch(words[:50], np.array([0, 0, 50]), hashes)
    long, (size,) = sketch(words, np.array([0, 0, 300]), hashes)
    assert (len(whole), size, len(long)) == (48, SKETCH_SIZE, SKETCH_SIZE)
    assert set(long.tolist()) >= {one for one in whole.tolist() if one <= long[-1]}
