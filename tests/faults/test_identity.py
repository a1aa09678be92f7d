"""Identity: what is the same article, what is another version of it, and what is a reprint."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd
import pytest

from analysis.archive import open_index
from analysis.importing import import_files
from analysis.jobs import index_store
from analysis.sources.apart import Apart
from analysis.store import ImportReport, Store
from analysis.stories import group_stories

TEXT = (
    "The plant in Tula has started to make bearings for machine tools. The new line will make "
    "forty thousand a year, its director said, and the region pays half of the equipment."
)


@pytest.fixture(scope="module")
def apart() -> Iterator[Apart]:
    with Apart() as own:
        yield own


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "monitor.sqlite", create=True) as own:
        yield own


def written(path: Path, *rows: Mapping[str, str]) -> Path:
    pd.DataFrame(rows).to_csv(path, index=False)
    return path


def row(text: str = TEXT, **columns: str) -> dict[str, str]:
    return (
        {"title": "Bearings from Tula", "date": "2024-07-04", "source": "Wire"}
        | columns
        | {"text": text}
    )


def imported(store: Store, apart: Apart, path: Path, **options: int) -> ImportReport:
    *_, last = import_files(store, [path], apart=apart, **options)
    assert last.report is not None
    return last.report


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    return report.added, report.known, report.updated, report.refused


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("http://wire.example/news/7", id="http"),
        pytest.param("https://www.wire.example/news/7", id="www"),
        pytest.param("https://wire.example/news/7/", id="slash at the end"),
        pytest.param("https://wire.example/news/7?utm_source=feed&utm_medium=rss", id="utm"),
        pytest.param("HTTP://WWW.Wire.Example:80/news/7/?utm_campaign=a#top", id="all at once"),
    ],
)
def test_E01_one_page_under_another_spelling_of_its_address_is_one_article(
    store: Store, apart: Apart, tmp_path: Path, address: str
) -> None:
    plain, spelled = row(url="https://wire.example/news/7"), row(url=address)
    other = row(url="https://wire.example/news/8")
    assert counts(imported(store, apart, written(tmp_path / "a.csv", plain))) == (1, 0, 0, 0)
    report = imported(store, apart, written(tmp_path / "b.csv", spelled, other))
    assert (report.added, report.known + report.updated, report.refused) == (1, 1, 0)
    assert store.count() == 2


def test_E02_an_article_with_a_new_text_is_updated_and_its_history_kept(
    store: Store, apart: Apart, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    for text in ("First text.", "Second text.", "Third text."):
        report = imported(store, apart, written(path, row(text, id="a"), row("Other.", id="b")))
    assert counts(report) == (0, 1, 1, 0)
    assert store.texts(["a", "b"]) == {"a": "Third text.", "b": "Other."}
    history = store.history_of("a")
    assert history["text"].tolist() == ["First text.", "Second text."]
    assert history["import_id"].tolist() == [1, 1]
    assert history["published_date"].tolist() == [pd.Timestamp("2024-07-04")] * 2
    replaced = pd.to_datetime(history["replaced_at"])
    assert replaced.is_monotonic_increasing
    assert replaced.notna().all()
    assert store.history_of("b").empty


def test_E03_a_reprint_at_another_address_is_an_article_of_the_same_story(
    store: Store, apart: Apart, tmp_path: Path
) -> None:
    reprint = row(
        source="Daily", url="https://daily.example/1", date="2024-07-05", title="Tula starts"
    )
    first = row(url="https://wire.example/news/7")
    other = row("A port gets three ice breakers.", url="https://wire.example/news/8")
    path = written(tmp_path / "a.csv", reprint, first, other)
    assert counts(imported(store, apart, path)) == (3, 0, 0, 0)
    with open_index(store) as index:
        list(index_store(store, index))
        list(group_stories(store, index))
    reprinted, published, alone = store.articles()["article_id"]
    members = store.story_of(reprinted)
    assert members["article_id"].tolist() == [published, reprinted]
    assert members["source_name"].tolist() == ["Wire", "Daily"]
    assert store.story_of(alone)["article_id"].tolist() == [alone]


@pytest.mark.parametrize("name", ["a.csv", "copy of a.csv"])
def test_E04_a_file_that_comes_again_adds_nothing(
    store: Store, apart: Apart, tmp_path: Path, name: str
) -> None:
    rows = row(id="a"), row("Other.", id="b")
    assert counts(imported(store, apart, written(tmp_path / "a.csv", *rows))) == (2, 0, 0, 0)
    before = store.articles(with_text=True)
    assert counts(imported(store, apart, written(tmp_path / name, *rows))) == (0, 2, 0, 0)
    pd.testing.assert_frame_equal(store.articles(with_text=True), before)
    assert store.history_of("a").empty


@pytest.mark.parametrize("batch_size", [100, 1], ids=["in one batch", "in two batches"])
def test_E05_of_two_rows_with_one_id_the_last_is_taken_and_the_first_refused(
    store: Store, apart: Apart, tmp_path: Path, batch_size: int
) -> None:
    rows = row("First.", id="a"), row("Other.", id="b"), row("Last.", id="a")
    path = written(tmp_path / "a.csv", *rows)
    report = imported(store, apart, path, batch_size=batch_size)
    assert counts(report) == (2, 0, 0, 1)
    assert store.texts(["a", "b"]) == {"a": "Last.", "b": "Other."}
    (refused,) = store.rejects().to_dict("records")
    assert (refused["code"], refused["row"], refused["raw"]) == ("DUPLICATE_ID", 2, "a")
