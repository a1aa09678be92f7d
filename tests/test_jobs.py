"""Jobs: each text is read once, and an edited rule costs its own articles only."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.archive import (
    is_indexed,
    is_kept,
    keep_corpus,
    load_corpus,
    open_index,
    open_searcher,
)
from analysis.index import TokenIndex
from analysis.jobs import index_store, tag_store
from analysis.schema import TAGS
from analysis.store import Store
from analysis.tagging import Tagger
from analysis.taxonomy import Taxonomy, load_taxonomy
from analysis.workers import Workers

SECTORS = """
[[group]]
key = "making"
ru = ["завод", "выпуск"]

[[topic]]
key = "machine-tools"
label = { en = "Machine tools", ru = "Станкостроение" }
[topic.strong]
ru = ["станкостроение", '"станок @making"~4']
[topic.weak]
ru = ["станок", "фрезерный"]
[topic.never]
ru = ['"печатный станок"']

[[topic]]
key = "chemistry"
label = { en = "Chemistry", ru = "Химия" }
[topic.strong]
ru = ["химия"]

[[topic]]
key = "metals"
label = { en = "Metals", ru = "Металлы" }
[topic.strong]
ru = ["металл"]
"""
TITLES = (
    "Завод выпускает станок",
    "Печатный станок и завод",
    "Химия и металл",
    "Выпуск аммиака начат",
    "Новости спорта",
    "Фрезерный станок для химии",
)
# What is changed, and the numbers of the articles that are read again for it.
EDITS = (
    pytest.param('["химия"]', '["химия", "аммиак"]', [4], id="rule added"),
    pytest.param('["химия"]', '["аммиак"]', [3, 4, 6], id="rule replaced"),
    pytest.param('["завод", "выпуск"]', '["выпуск"]', [1, 2], id="group"),
    pytest.param("""['"печатный станок"']""", '["печатный"]', [2], id="never"),
    pytest.param('ru = "Химия"', 'ru = "Химпром"', [], id="label"),
    pytest.param('key = "metals"', 'key = "steel"', [1, 2, 3, 4, 5, 6], id="topics"),
)


def taxonomy(folder: Path, old: str = "", new: str = "") -> Taxonomy:
    folder.mkdir(exist_ok=True)
    (folder / "sectors.toml").write_text(SECTORS.replace(old, new), encoding="utf-8")
    return load_taxonomy(folder)


def add(store: Store, titles: dict[str, str]) -> None:
    plain = {"date_precision": "", "source_name": "A", "kind": "", "url": "", "language": "ru"}
    rows = [
        {"article_id": key, "published_date": pd.NaT, "title": title, "text": title, **plain}
        for key, title in titles.items()
    ]
    import_id = store.begin_import("test")
    store.add(import_id, pd.DataFrame(rows))
    store.end_import(import_id)


def tag(store: Store, rules: Taxonomy, **options: object) -> None:
    with open_index(store) as index:
        for _ in tag_store(store, Tagger(rules), index, **options):  # type: ignore[arg-type]
            pass


def all_tags(store: Store) -> list[list[object]]:
    tables = [store.tags_of(key)[list(TAGS)] for key in store.articles()["article_id"]]
    return pd.concat(tables).values.tolist()


@pytest.fixture(autouse=True)
def any_store_is_big_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask the index where rules hit, however few the articles are."""
    monkeypatch.setattr("analysis.jobs.ARTICLES_PER_RULE", 0)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "monitor.sqlite", create=True) as opened:
        add(opened, dict(zip("abcdef", TITLES, strict=True)))
        yield opened


@pytest.fixture
def read_again(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Numbers of the articles that are taken from the index to be tagged again."""
    seen: list[int] = []
    load = TokenIndex.load

    def noted(self: TokenIndex, positions: object, vocabulary: object) -> object:
        seen.extend((positions + 1).tolist())  # type: ignore[operator]
        return load(self, positions, vocabulary)  # type: ignore[arg-type]

    monkeypatch.setattr(TokenIndex, "load", noted)
    return seen


def test_first_tagging_reads_each_article_once_and_finds_its_facts(
    store: Store, tmp_path: Path, read_again: list[int]
) -> None:
    add(store, {"g": "Химия до 2035 года"})
    tag(store, taxonomy(tmp_path / "t"))
    assert read_again == []
    assert store.tags()[["article_id", "topic"]].values.tolist() == [
        ["a", "machine-tools"], ["c", "chemistry"], ["c", "metals"],
        ["f", "machine-tools"], ["f", "chemistry"], ["g", "chemistry"],
    ]  # fmt: skip
    assert set(store.facts_of("g")["surface"]) == {"до 2035 года"}
    assert is_indexed(store)


@pytest.mark.parametrize(("old", "new", "numbers"), EDITS)
def test_edited_taxonomy_reads_the_articles_of_changed_rules_only_and_tags_as_from_the_start(
    store: Store, tmp_path: Path, read_again: list[int], old: str, new: str, numbers: list[int]
) -> None:
    tag(store, taxonomy(tmp_path / "t"))
    edited = taxonomy(tmp_path / "t", old, new)
    tag(store, edited)
    assert sorted(read_again) == numbers
    retagged = all_tags(store)
    tag(store, edited, everything=True)
    assert retagged == all_tags(store)
    assert {row[-2] for row in retagged} == {edited.version}


def test_few_articles_are_all_read_again_sooner_than_many_rules_are_looked_up(
    store: Store, tmp_path: Path, read_again: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analysis.jobs.ARTICLES_PER_RULE", 5)
    tag(store, taxonomy(tmp_path / "t"))
    tag(store, taxonomy(tmp_path / "t", '["химия"]', '["аммиак"]'))
    assert sorted(read_again) == [1, 2, 3, 4, 5, 6]


@settings(max_examples=15)
@given(edits=st.lists(st.sampled_from([edit.values[:2] for edit in EDITS]), min_size=1, max_size=4))
def test_any_row_of_edits_ends_in_the_tags_of_the_last(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("edits")
    with Store.open(folder / "monitor.sqlite", create=True) as store:
        add(store, dict(zip("abcdef", TITLES, strict=True)))
        for old, new in edits:
            rules = taxonomy(folder / "t", old, new)
            tag(store, rules)
        found = all_tags(store)
        tag(store, rules, everything=True)
        assert found == all_tags(store)


def test_retag_that_was_cut_off_is_completed_even_by_a_third_taxonomy(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag(store, taxonomy(tmp_path / "t"))
    second = taxonomy(tmp_path / "t", '["химия"]', '["аммиак"]')
    monkeypatch.setattr("analysis.jobs.BATCH_SIZE", 1)
    with open_index(store) as index:
        job = tag_store(store, Tagger(second), index)
        next(job)
        next(job)
        job.close()
    first_again = taxonomy(tmp_path / "t")
    tag(store, first_again)
    found = all_tags(store)
    tag(store, first_again, everything=True)
    assert found == all_tags(store)


def test_new_and_changed_articles_alone_are_tagged_when_nothing_else_changed(
    store: Store, tmp_path: Path, read_again: list[int]
) -> None:
    rules = taxonomy(tmp_path / "t")
    tag(store, rules)
    add(store, {"e": "Химия в спорте", "g": "Металл дорожает"})
    tag(store, rules)
    assert read_again == []
    assert store.tags_of("e")["topic"].tolist() == ["chemistry"]
    assert store.tags_of("g")["topic"].tolist() == ["metals"]


def test_lost_index_is_made_again_and_tags_stay(
    store: Store, tmp_path: Path, read_again: list[int]
) -> None:
    rules = taxonomy(tmp_path / "t")
    tag(store, rules)
    before, version = all_tags(store), store.version
    shutil.rmtree(tmp_path / "monitor.sqlite.index")
    assert not is_indexed(store)
    with open_index(store) as index:
        assert [progress.done for progress in index_store(store, index)] == [6]
    assert is_indexed(store)
    tag(store, rules)
    assert (all_tags(store), store.version, read_again) == (before, version, [])


def test_index_of_another_store_is_not_used(store: Store, tmp_path: Path) -> None:
    rules = taxonomy(tmp_path / "t")
    tag(store, rules)
    with Store.open(tmp_path / "small.sqlite", create=True) as other:
        (tmp_path / "monitor.sqlite.index").rename(tmp_path / "small.sqlite.index")
        add(other, {"z": "Химия"})
        tag(other, rules)
        assert other.tags()["topic"].tolist() == ["chemistry"]


def test_store_made_anew_in_the_place_of_another_takes_nothing_of_it(tmp_path: Path) -> None:
    rules = taxonomy(tmp_path / "t")
    for titles in (["Химия", "Спорт"], ["Металл", "Химия"]):
        for file in tmp_path.glob("same.sqlite*"):
            if file.is_file():
                file.unlink()
        with Store.open(tmp_path / "same.sqlite", create=True) as store:
            add(store, dict(zip("ab", titles, strict=True)))
            tag(store, rules)
            keep_corpus(store, rules)
            found = open_searcher(store).search("металл", load_corpus(store, rules))
    with Store.open(tmp_path / "same.sqlite") as store:
        assert store.tags()["topic"].tolist() == ["metals", "chemistry"]
        assert load_corpus(store, rules).titles.tolist() == ["Металл", "Химия"]
    assert found.tolist() == [True, False]


@pytest.mark.parametrize("name", ["ids", "word_ends", "posting_places", "starts"])
def test_index_with_other_bytes_in_it_is_made_again(
    store: Store, tmp_path: Path, name: str
) -> None:
    rules = taxonomy(tmp_path / "t")
    tag(store, rules)
    expected = all_tags(store)
    path = tmp_path / "monitor.sqlite.index" / name
    content = bytearray(path.read_bytes())
    content[4:12] = b"\x7f" * 8
    path.write_bytes(content)
    assert open_searcher(store).search("химия", load_corpus(store, rules)).sum() == 2
    tag(store, rules, everything=True)
    assert all_tags(store) == expected


def test_article_that_changes_during_a_retag_waits_for_tags_of_its_own(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = taxonomy(tmp_path / "t")
    tag(store, rules)
    write = Store.write_tags

    def late(self: Store, *given: object, **options: object) -> None:
        monkeypatch.setattr(Store, "write_tags", write)
        with Store.open(tmp_path / "monitor.sqlite") as other:
            add(other, {"c": "Спорт", "d": "Химия"})
        write(self, *given, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Store, "write_tags", late)
    tag(store, rules, everything=True)
    assert store.tags_of("c").empty
    assert store.untagged_numbers() == [3, 4]
    tag(store, rules)
    assert store.tags_of("d")["topic"].tolist() == ["chemistry"]
    assert store.tags_of("c").empty


def test_articles_that_come_during_a_retag_wait_for_tags_of_their_own(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag(store, taxonomy(tmp_path / "t"))
    seal = TokenIndex.seal

    def late(self: TokenIndex) -> None:
        seal(self)
        with Store.open(store.path) as other:
            add(other, {"late": "Химия"})

    edited = taxonomy(tmp_path / "t", '["химия"]', '["химия", "аммиак"]')
    monkeypatch.setattr(TokenIndex, "seal", late)
    tag(store, edited)
    monkeypatch.undo()
    assert store.untagged_numbers() == [store.count()]
    tag(store, edited)
    assert store.untagged_numbers() == []


@pytest.mark.parametrize("n_threads", [1, 2])
def test_two_processes_find_what_one_finds_as_copies_and_started_afresh(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, n_threads: int
) -> None:
    monkeypatch.setattr("analysis.workers.WORTH_STARTING", 1)
    monkeypatch.setattr("analysis.workers.threading.active_count", lambda: n_threads)
    rules = taxonomy(tmp_path / "t")
    with (
        Workers(Tagger(rules), processes=2) as workers,
        Store.open(tmp_path / "other.sqlite", create=True) as other,
    ):
        add(other, dict(zip("abcdef", TITLES, strict=True)))
        tag(store, rules)
        tag(other, rules, workers=workers)
        assert all_tags(store) == all_tags(other)
        tag(other, taxonomy(tmp_path / "t", '["химия"]', '["аммиак"]'))
        assert other.tags_of("d")["topic"].tolist() == ["chemistry"]


def test_corpus_of_a_big_store_stays_the_former_one_while_an_import_runs(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = taxonomy(tmp_path / "t")
    tag(store, rules)
    keep_corpus(store, rules)
    add(store, {"g": "Химия"})
    assert len(load_corpus(store, rules, may_be_former=True)) == 7
    monkeypatch.setattr("analysis.archive.FEW_ARTICLES", 3)
    assert len(load_corpus(store, rules, may_be_former=True)) == 6
    assert len(load_corpus(store, rules)) == 7


def test_kept_corpus_is_that_of_the_store(store: Store, tmp_path: Path) -> None:
    rules = taxonomy(tmp_path / "t")
    tag(store, rules)
    read = load_corpus(store, rules)
    assert not is_kept(store)
    keep_corpus(store, rules)
    assert is_kept(store)
    mapped = load_corpus(store, rules)
    assert mapped.titles.tolist() == read.titles.tolist() == list(TITLES)
    assert mapped.has_topic("sector", "chemistry").tolist() == [
        False, False, True, False, False, True,
    ]  # fmt: skip
