"""Uploads: how files of visitors are kept, and looked into in a process of its own."""

import os
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import uploads
from analysis.errors import DataError, StoreError
from analysis.uploads import MOST_NAME, MOST_UPLOAD_BYTES, clear_uploads, keep_upload, preview
from analysis.uploads import label_of as label

RUSSIAN = (
    "Заголовок;Текст;Дата;Издание\nЗавод;Открыт;2024-01-10;Ведомости\nСтанок;Есть;30.02.2024;ТАСС\n"
)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "monitor.sqlite"


def test_upload_is_named_by_the_hash_of_its_bytes(store: Path) -> None:
    kept = keep_upload(store, "../../Мои статьи.CSV", b"title\nx\n")
    assert (kept.origin, kept.size) == ("Мои статьи.CSV", 8)
    assert kept.path.parent == store.with_name("monitor.sqlite.jobs") / "uploads"
    assert len(kept.path.stem) == 64
    assert kept.path.suffix == ".csv"
    assert kept.path.read_bytes() == b"title\nx\n"
    again = keep_upload(store, "b.csv", b"title\nx\n")
    assert (again.path, again.origin) == (kept.path, "b.csv")


@pytest.mark.parametrize("name", ["a.exe", "a", "a.csv.js", ".csv/../a.php", "a.csv\0.exe"])
def test_only_endings_that_are_read_are_taken(store: Path, name: str) -> None:
    with pytest.raises(DataError, match="is not of a kind that is read") as caught:
        keep_upload(store, name, b"x")
    assert caught.value.codes == ("WRONG_TYPE",)
    assert not store.with_name("monitor.sqlite.jobs").exists()


def test_A17_upload_over_the_limit_is_refused_before_it_is_kept(store: Path) -> None:
    with pytest.raises(DataError, match=r"has 51\.0 MB, at most 50 are taken") as caught:
        keep_upload(store, "a.csv", bytes(51 << 20))
    assert caught.value.codes == ("FILE_TOO_LARGE",)
    assert not store.with_name("monitor.sqlite.jobs").exists()
    assert keep_upload(store, "a.csv", bytes(MOST_UPLOAD_BYTES)).size == 50 << 20


def test_place_where_nothing_can_be_kept_is_named(store: Path) -> None:
    store.with_name("monitor.sqlite.jobs").write_text("a file where the folder should be")
    with pytest.raises(StoreError, match="no file can be kept there"):
        keep_upload(store, "a.csv", b"x")


def test_uploads_that_nobody_has_touched_are_removed(store: Path) -> None:
    old, new = keep_upload(store, "a.csv", b"old"), keep_upload(store, "a.csv", b"new")
    day = time.time() - uploads.KEPT_HOURS * 3_600
    os.utime(old.path, (day - 60, day - 60))
    clear_uploads(store)
    assert (old.path.exists(), new.path.exists()) == (False, True)


@given(st.text(max_size=300))
def test_label_of_any_name_is_one_short_line_and_no_path(name: str) -> None:
    made = label(name)
    assert made
    assert len(made) <= MOST_NAME
    assert made.isprintable()
    assert not set(made) & set("/\\")
    assert label(made) == made


def test_preview_tells_columns_first_rows_and_refusals(store: Path) -> None:
    kept = keep_upload(store, "a.csv", RUSSIAN.encode("cp1251"))
    seen = preview(kept.path, origin="a.csv")
    assert seen.is_usable
    assert seen.names == ("Заголовок", "Текст", "Дата", "Издание")
    assert seen.mapping == {
        "title": "Заголовок", "text": "Текст", "published_date": "Дата", "source_name": "Издание",
    }  # fmt: skip
    assert seen.notes[0].startswith("read as cp1251")
    assert seen.articles["title"].tolist() == ["Завод"]
    assert seen.rejects[["origin", "row", "column", "code"]].values.tolist() == [
        ["a.csv", 3, "Дата", "BAD_DATE"]
    ]


def test_preview_of_unknown_columns_names_them_so_that_they_can_be_chosen(store: Path) -> None:
    kept = keep_upload(store, "a.csv", "Имя;Суть;Вид\nЗавод;Открыт;новость\n".encode())
    seen = preview(kept.path, origin="a.csv")
    assert (seen.is_usable, seen.names, seen.mapping) == (
        False, ("Имя", "Суть", "Вид"), {"kind": "Вид"},
    )  # fmt: skip
    assert seen.rejects[["row", "code"]].values.tolist() == [[0, "MISSING_COLUMN"]]
    chosen = preview(kept.path, origin="a.csv", columns={"title": "Имя", "kind": ""})
    assert (chosen.is_usable, chosen.mapping) == (True, {"title": "Имя"})
    assert chosen.articles[["title", "kind"]].values.tolist() == [["Завод", ""]]


@pytest.mark.parametrize("ending", ["csv", "jsonl", "json", "xlsx", "pdf", "docx", "zip"])
def test_preview_of_rubbish_is_a_refusal(store: Path, ending: str) -> None:
    kept = keep_upload(store, f"a.{ending}", b"\x00\x01\x02" * 5_000)
    seen = preview(kept.path, origin=f"a.{ending}")
    assert not seen.is_usable
    assert len(seen.articles) == 0
    assert set(seen.rejects["origin"]) == {f"a.{ending}"}
    assert all(seen.rejects["code"])


def test_preview_shows_a_part_of_long_fields_and_of_many_rows(store: Path) -> None:
    rows = "".join(f"{number},{'ы' * 5_000}\n" for number in range(100))
    kept = keep_upload(store, "a.csv", f"title,text\n{rows}".encode())
    seen = preview(kept.path, origin="a.csv")
    assert len(seen.articles) == uploads.PREVIEW_ROWS
    assert seen.articles["text"].str.len().max() == 300
