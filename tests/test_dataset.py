"""The dataset: reads as the store does, finds one article without reading all, says its faults."""

import json
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from analysis.archive import keep_corpus, load_corpus, open_index, open_searcher
from analysis.dataset import MANIFEST, Dataset
from analysis.errors import StoreError
from analysis.importing import import_files
from analysis.jobs import index_store, tag_store
from analysis.store import Store
from analysis.tagging import Tagger
from analysis.taxonomy import load_taxonomy
from tests.datasets import stories, tag, work_here, write_taxonomy


@pytest.fixture
def taxonomy(tmp_path: Path) -> Path:
    return write_taxonomy(tmp_path / "taxonomy")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "articles.parquet"
    stories(13).to_parquet(path)
    return path


@pytest.fixture
def folder(tmp_path: Path, source: Path, taxonomy: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    work_here(monkeypatch)
    tag(source, tmp_path / "out", taxonomy)
    return tmp_path / "out"


@pytest.fixture
def store(tmp_path: Path, source: Path, taxonomy: Path) -> Store:
    store = Store.open(tmp_path / "monitor.sqlite", create=True)
    tagger = Tagger(load_taxonomy(taxonomy))
    with open_index(store) as index:
        for _ in (*import_files(store, [source]), *tag_store(store, tagger, index)):
            pass
    return store


def without_import(articles: pd.DataFrame) -> pd.DataFrame:
    return articles.drop(columns=["first_seen", "import_id"])


def test_dataset_gives_what_the_store_gives(folder: Path, store: Store) -> None:
    dataset = Dataset.open(folder)
    for with_text in (False, True):
        pd.testing.assert_frame_equal(
            without_import(dataset.articles(with_text=with_text)),
            without_import(store.articles(with_text=with_text)),
        )
    order = ["article_id", "axis", "topic"]
    pd.testing.assert_frame_equal(
        dataset.tags(), store.tags().sort_values(order, ignore_index=True)
    )
    assert dataset.count() == store.count()
    assert dataset.origins() == store.origins()
    assert dataset.taxonomy_version == store.taxonomy_version
    assert dataset.model_version == store.model_version
    assert dataset.last_update is not None


def test_corpus_and_search_are_those_of_the_store(
    folder: Path, store: Store, taxonomy: Path
) -> None:
    rules, dataset = load_taxonomy(taxonomy), Dataset.open(folder)
    with open_index(dataset) as index:
        for _ in index_store(dataset, index):
            pass
    keep_corpus(dataset, rules)
    mine, theirs = load_corpus(dataset, rules), load_corpus(store, rules)
    assert mine.ids.tolist() == theirs.ids.tolist()
    assert mine.days.tolist() == theirs.days.tolist()
    everything = np.ones(len(mine), bool)
    assert mine.axes["sector"].lists(everything) == theirs.axes["sector"].lists(everything)
    for query in ("завод", "sector:chemistry", "NOT завод"):
        found = open_searcher(dataset).search(query, mine)
        assert found.tolist() == open_searcher(store).search(query, theirs).tolist()


def test_one_article_is_what_the_store_has(folder: Path, store: Store) -> None:
    dataset = Dataset.open(folder)
    for article_id in ("a000", "a002", "a003", "a012"):
        mine, theirs = dataset.article(article_id), store.article(article_id)
        assert mine is not None
        assert theirs is not None
        own = {"first_seen", "import_id"}
        assert list(mine) == list(theirs)
        assert {name: mine[name] for name in mine if name not in own} == {
            name: theirs[name] for name in theirs if name not in own
        }
        pd.testing.assert_frame_equal(dataset.tags_of(article_id), store.tags_of(article_id))
        pd.testing.assert_frame_equal(dataset.facts_of(article_id), store.facts_of(article_id))
    ids = ["a001", "a011", "nobody"]
    assert dataset.texts(ids) == store.texts(ids)


def test_tags_and_facts_of_many_are_those_of_each(folder: Path, store: Store) -> None:
    ids = ["a012", "a000", "nobody", "a003"]
    for archive in (Dataset.open(folder), store):
        for many, of_one in (
            (archive.tags_of_many(ids), archive.tags_of),
            (archive.facts_of_many(ids), archive.facts_of),
        ):
            assert set(many["article_id"]) <= set(ids)
            for article_id in ids:
                own, one = many[many["article_id"] == article_id], of_one(article_id)
                order = ["field", "start"] if "start" in own else ["score", "topic"]
                pd.testing.assert_frame_equal(
                    own.sort_values(order, ignore_index=True),
                    one.sort_values(order, ignore_index=True),
                )
        assert archive.tags_of_many([]).empty
        assert archive.facts_of_many([]).empty


def test_columns_that_a_dataset_of_the_first_format_lacks_are_empty(folder: Path) -> None:
    expected = Dataset.open(folder).articles(with_text=True)
    for part in (folder / "articles").glob("*.parquet"):
        table = pq.read_table(part).drop_columns(["published_at", "extra"])
        pq.write_table(table, part)
    manifest = json.loads((folder / MANIFEST).read_text())
    for part in manifest["partitions"]:
        file = folder / "articles" / f"{part['name']}.parquet"
        part["sizes"]["articles"] = file.stat().st_size
    (folder / MANIFEST).write_text(json.dumps(manifest | {"format": 1}))
    pd.testing.assert_frame_equal(Dataset.open(folder).articles(with_text=True), expected)


def test_unknown_article_is_none(folder: Path) -> None:
    dataset = Dataset.open(folder)
    assert dataset.article("nobody") is None
    assert dataset.tags_of("nobody").empty
    assert dataset.facts_of("nobody").empty
    assert dataset.texts([]) == {}


def test_batches_cover_everything_once(folder: Path) -> None:
    batches = list(Dataset.open(folder).article_batches(3))
    assert max(map(len, batches)) == 3
    ids = sorted(one for batch in batches for one in batch["article_id"])
    assert ids == [f"a{number:03}" for number in range(13)]


def test_one_article_is_found_without_reading_other_parts(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    read_table = pq.read_table

    def noted(path: Path, **options: object) -> object:
        read.append(f"{path.parent.name}/{path.stem}")
        return read_table(path, **options)

    monkeypatch.setattr(pq, "read_table", noted)
    assert Dataset.open(folder).article("a007") is not None
    assert read == ["ids/part-00000", "articles/part-00002"]


def test_version_changes_with_a_new_run(folder: Path, source: Path, taxonomy: Path) -> None:
    before = Dataset.open(folder).version
    assert Dataset.open(folder).version == before
    stories(14).to_parquet(source)
    tag(source, folder, taxonomy)
    assert Dataset.open(folder).version != before


def test_missing_dataset_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="python -m analysis tag-dataset IN"):
        Dataset.open(tmp_path / "nowhere")


def test_unfinished_dataset_is_refused(folder: Path) -> None:
    (folder / "dataset.json").unlink()
    with pytest.raises(StoreError, match=r"no finished dataset: run .* where it stopped"):
        Dataset.open(folder)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": 1}', '{"format": "x"}'])
def test_damaged_list_of_parts_is_refused(folder: Path, content: str) -> None:
    (folder / "dataset.json").write_text(content)
    with pytest.raises(StoreError, match=r"dataset.json .* run the same command"):
        Dataset.open(folder)


def test_newer_dataset_is_refused(folder: Path) -> None:
    manifest = json.loads((folder / "dataset.json").read_text())
    (folder / "dataset.json").write_text(json.dumps(manifest | {"format": 9}))
    with pytest.raises(StoreError, match="newer version"):
        Dataset.open(folder)


@pytest.mark.parametrize("name", ["ids/part-00000", "tags/part-00001", "articles/part-00002"])
def test_cut_or_missing_file_is_named(folder: Path, name: str) -> None:
    path = folder / f"{name}.parquet"
    os.truncate(path, 10)
    with pytest.raises(StoreError, match=f"{name}.parquet missing or not as written"):
        Dataset.open(folder)


def test_flipped_bytes_are_noticed(folder: Path) -> None:
    path = folder / "articles" / "part-00001.parquet"
    content = bytearray(path.read_bytes())
    column = pq.ParquetFile(path).metadata.row_group(0).column(8)
    place = (column.dictionary_page_offset or column.data_page_offset) + 40
    content[place] ^= 1
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"part-00001.parquet cannot be read .* delete that file"):
        Dataset.open(folder).articles(with_text=True)
