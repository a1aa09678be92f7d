"""Faults of workbooks: what is promised for each, and that good rows are kept."""

import json
import re
import zipfile
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.faults.reading import problem, read, write

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def workbook(path: Path, *sheets: list[list[Any]]) -> Path:
    """Write a workbook of some sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, start=1):
        sheet = book.create_sheet(f"Sheet {number}")
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def rezip(path: Path, change: Callable[[str, bytes], bytes], **extra: bytes) -> Path:
    """Write a workbook again with changed parts."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in (parts | extra).items():
            new.writestr(name, change(name, content))
    return path


def test_B01_a_password_is_to_be_removed(tmp_path: Path) -> None:
    content = OLE + b"\0" * 100 + "EncryptedPackage".encode("utf-16-le")
    assert problem(write(tmp_path / "a.xlsx", content), "PASSWORD") == (
        "the workbook is protected by a password: remove the password and save it again"
    )


@pytest.mark.parametrize("share", [0.2, 0.5, 0.95])
def test_B02_a_workbook_that_is_cut_off_is_broken(tmp_path: Path, share: float) -> None:
    path = workbook(tmp_path / "a.xlsx", [["title"], ["A"]])
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    assert problem(path, "BROKEN_XLSX") == (
        "the workbook is broken or cut off: download it again, or open and save it in Excel"
    )


def test_B02_a_workbook_with_a_broken_part_is_broken(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["title"], ["A"]])
    rezip(path, lambda name, content: content[:50] if "sheet1" in name else content)
    assert problem(path, "BROKEN_XLSX").startswith(
        "the workbook is broken: open and save it in Excel, or save it as .csv (ParseError"
    )


def test_B03_a_bomb_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workbook(tmp_path / "a.xlsx", [["title"], ["A"]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        for number in range(6):
            with archive.open(f"xl/worksheets/more{number}.xml", "w") as part:
                part.write(b" " * 50_000_000)

    def unpack(*_: object, **__: object) -> None:
        raise AssertionError("nothing is unpacked")

    monkeypatch.setattr(zipfile.ZipFile, "open", unpack)
    sentence = problem(path, "BOMB")
    assert sentence.startswith("the workbook expands to 300 MB")
    assert sentence.endswith("at most 200 MB, 2,000 parts and 100 times are read: save it as .csv")


@pytest.mark.parametrize(
    "prolog",
    [
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        b"<!DOCTYPE x>",
        b"<!--" + b"<x>" * 10_000 + b"--><!DOCTYPE x>",
    ],
    ids=["entity", "no entity", "behind a long comment"],
)
def test_B04_entities_in_a_part_are_refused(tmp_path: Path, prolog: bytes) -> None:
    path = workbook(tmp_path / "a.xlsx", [["title"], ["A"]])

    def declare(name: str, content: bytes) -> bytes:
        return prolog + content if name.endswith("sheet1.xml") else content

    assert problem(rezip(path, declare), "XML_ENTITY") == (
        "part xl/worksheets/sheet1.xml declares XML entities: open and save it in Excel"
    )


def zipped(name: str) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (OLE + b"\0" * 99, "is an old Office file (.xls, .doc)"),
        (zipped("xl/workbook.bin"), "is an .xlsb workbook"),
        (zipped("content.xml"), "is an OpenDocument file (.ods, .odt)"),
    ],
    ids=["xls", "xlsb", "ods"],
)
def test_B05_another_kind_of_workbook_is_to_be_saved_anew(
    tmp_path: Path, content: bytes, what: str
) -> None:
    assert problem(write(tmp_path / "a.xlsx", content), "WRONG_TYPE") == (
        f"{what}, which is not read: save it as .xlsx or .csv and read that file"
    )


def test_B06_formulas_without_results_are_empty_and_named(tmp_path: Path) -> None:
    rows = [["title", "text"], ["A", "=1+1"], ["=A2", "b"], ["C", "#N/A"]]
    outcome = read(workbook(tmp_path / "a.xlsx", rows))
    assert outcome.titles == ["A", "", "C"]
    assert outcome.column("text") == ["", "b", ""]
    assert (
        "cells with a formula whose result is not stored are read as empty: B2, A3: open and save "
        "the workbook in Excel"
    ) in outcome.notes
    assert "cells with an error such as #N/A are read as empty: B4" in outcome.notes


def test_B06_formulas_with_results_are_read(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["title"], ["=1+1"]])
    rezip(path, lambda _, content: re.sub(rb"<v ?/>|<v></v>", b"<v>2</v>", content))
    outcome = read(path)
    assert outcome.titles == ["2"]
    assert not any("formula" in note for note in outcome.notes)


def test_B07_dates_are_read_by_the_type_of_their_cells(tmp_path: Path) -> None:
    dates = [
        datetime(2024, 7, 4), datetime(2024, 7, 4, 12, 30), 45477, 45477.5,
        "4 июля 2024 г.", "04.07.2024", 2023,
    ]  # fmt: skip
    rows = [["title", "date"], *([str(n), one] for n, one in enumerate(dates))]
    outcome = read(workbook(tmp_path / "a.xlsx", rows))
    assert [f"{day:%Y-%m-%d}" for day in outcome.column("published_date")] == [
        *["2024-07-04"] * 6,
        "2023-01-01",
    ]
    assert outcome.column("date_precision") == [*["day"] * 6, "year"]
    assert outcome.column("published_at") == [
        "", "2024-07-04T09:30:00Z", "", "2024-07-04T09:00:00Z", "", "", ""
    ]  # fmt: skip


def test_B08_the_sheet_with_the_articles_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    about, articles = [["About", "this file"]], [["title", "date"], ["A", ""], ["B", "soon"]]
    outcome = read(workbook(tmp_path / "a.xlsx", about, articles, []))
    assert outcome.titles == ["A"]
    assert outcome.notes[:2] == ["sheet 'Sheet 2' is read", "sheets not read: Sheet 1, Sheet 3"]
    assert outcome.refused == [(3, "date", "BAD_DATE")]
    assert outcome.readings[0].rejects["sheet"].tolist() == ["Sheet 2"]


def test_B09_the_header_is_found_below_blank_and_merged_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A2"] = "Обзор печати"
    sheet.merge_cells("A2:C2")
    for place, name in zip("ABC", ("№", "Заголовок", "Дата"), strict=True):
        sheet[f"{place}4"] = name
    sheet["B5"], sheet["C5"] = "Завод", "30.02.2024"
    sheet["B6"] = "Цех"
    book.save(tmp_path / "a.xlsx")
    outcome = read(tmp_path / "a.xlsx")
    assert outcome.titles == ["Цех"]
    assert outcome.refused == [(5, "Дата", "BAD_DATE")]
    assert "the header is row 4; the rows above it are not read" in outcome.notes


def test_B09_without_a_header_the_first_row_is_shown(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [[], ["Завод", "2024"]])
    assert problem(path, "MISSING_COLUMN") == (
        "no title or text column among the columns found: Завод, 2024: name a column 'title' or "
        "'text', or map one (--map title=…)"
    )


def test_B10_macros_are_never_run_and_told(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["title"], ["A"]]).rename(tmp_path / "a.xlsm")
    outcome = read(rezip(path, lambda _, content: content, **{"xl/vbaProject.bin": b"x"}))
    assert outcome.titles == ["A"]
    assert outcome.notes[0] == "the workbook has macros; they are not run"


def test_cells_of_other_columns_are_kept(tmp_path: Path) -> None:
    rows = [["title", "rubric"], ["A", "news", 12], ["B", None]]
    outcome = read(workbook(tmp_path / "a.xlsx", rows))
    kept = [json.loads(one) if one else None for one in outcome.column("extra")]
    assert kept == [{"rubric": "news", "column 3": "12"}, None]
