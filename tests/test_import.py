"""Import: a file is added as a whole, and one that is known is not read again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analysis.errors import DataError
from analysis.importing import import_files
from analysis.sources.apart import Apart
from analysis.sources.files import Reading, read_articles
from analysis.store import ImportReport, Store


class Here(Apart):
    """Reads in this process, and counts how often."""

    def __init__(self) -> None:
        self.count = 0

    def read(self, path: Path, **options: Any) -> Iterator[Reading]:
        self.count += 1
        return read_articles(path, batch_size=2, **options)

    def close(self) -> None:
        pass


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "monitor.sqlite", create=True) as store:
        yield store


@pytest.fixture
def reader() -> Here:
    return Here()


def table(path: Path, *titles: str) -> Path:
    rows = [f"{number},{title}\n" for number, title in enumerate(titles)]
    path.write_text("id,title\n" + "".join(rows), encoding="utf-8")
    return path


def damaged(path: Path) -> Path:
    """A Parquet file whose last rows cannot be read."""
    titles = pa.table({"title": ["Завод", "Цех", "Plant", "\ud7ff" * 9]})
    pq.write_table(titles, path, row_group_size=2, compression=None, use_dictionary=False)
    path.write_bytes(path.read_bytes().replace("\ud7ff".encode(), b"\xff\xfe\xff"))
    return path


def add(store: Store, reader: Here, path: Path, **options: Any) -> tuple[int, int, int, int]:
    *_, last = import_files(store, [path], apart=reader, **options)
    assert isinstance(last.report, ImportReport)
    report = last.report
    return report.added, report.known, report.updated, report.refused


def test_a_file_that_was_read_is_not_read_again_under_any_name(
    tmp_path: Path, store: Store, reader: Here
) -> None:
    path = table(tmp_path / "a.csv", "Завод", "Plant", "Цех")
    assert add(store, reader, path) == (3, 0, 0, 0)
    assert add(store, reader, path) == (0, 3, 0, 0)
    assert add(store, reader, path.rename(tmp_path / "b.csv")) == (0, 3, 0, 0)
    assert reader.count == 1
    assert store.count() == 3


def test_a_file_is_read_again_when_an_article_was_updated_since(
    tmp_path: Path, store: Store, reader: Here
) -> None:
    path = table(tmp_path / "a.csv", "Завод", "Plant")
    add(store, reader, path)
    assert add(store, reader, table(tmp_path / "b.csv", "Завод", "Factory")) == (0, 1, 1, 0)
    assert add(store, reader, path) == (0, 1, 1, 0)
    assert store.articles()["title"].tolist() == ["Завод", "Plant"]


def test_a_file_is_read_again_with_other_columns_or_when_rows_were_refused(
    tmp_path: Path, store: Store, reader: Here
) -> None:
    path = table(tmp_path / "a.csv", "Завод", "")
    assert add(store, reader, path) == (1, 0, 0, 1)
    assert add(store, reader, path) == (0, 1, 0, 1)
    good = table(tmp_path / "b.csv", "Plant")
    add(store, reader, good)
    add(store, reader, good, columns={"title": "id"})
    assert reader.count == 4


def test_a_file_that_breaks_half_way_leaves_nothing_and_says_why(
    tmp_path: Path, store: Store, reader: Here
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    damaged(folder / "a.parquet")
    table(folder / "b.csv", "Plant")
    assert add(store, reader, folder) == (1, 0, 0, 1)
    assert store.articles()["title"].tolist() == ["Plant"]
    assert store.rejects()[["origin", "row"]].values.tolist() == [["a.parquet", 0]]


def test_the_only_file_that_breaks_half_way_is_noted_as_refused(
    tmp_path: Path, store: Store, reader: Here
) -> None:
    path = damaged(tmp_path / "a.parquet")
    with pytest.raises(DataError, match="data of the Parquet file is damaged"):
        add(store, reader, path)
    assert store.count() == 0
    assert store.rejects()["origin"].tolist() == ["a.parquet"]


def test_a_file_that_somebody_writes_to_meanwhile_leaves_nothing(
    tmp_path: Path, store: Store
) -> None:
    path = table(tmp_path / "a.csv", *(f"Завод {number}" for number in range(5)))

    class Meddling(Here):
        def read(self, path: Path, **options: Any) -> Iterator[Reading]:
            readings = list(super().read(path, **options))
            with path.open("a", encoding="utf-8") as file:
                file.write("99,Plant\n")
            yield from readings

    with pytest.raises(DataError, match="changed while it was read") as caught:
        add(store, Meddling(), path)
    assert caught.value.codes == ("FILE_CHANGED",)
    assert store.count() == 0


def test_documents_with_the_same_first_line_are_articles_of_their_own(
    store: Store, reader: Here, tmp_path: Path
) -> None:
    paths = [tmp_path / name for name in ("a.txt", "b.txt")]
    for path, text in zip(paths, ("Открыт завод.", "Закрыт порт."), strict=True):
        path.write_text(f"Итоги недели\n{text}\n", encoding="utf-8")
    assert [add(store, reader, path)[0] for path in paths] == [1, 1]
    assert sorted(store.articles(with_text=True)["text"]) == ["Закрыт порт.", "Открыт завод."]
    for path in paths:
        path.write_bytes(path.read_bytes() + b"\n")  # other bytes, the same article
        assert add(store, reader, path) == (0, 1, 0, 0)
