"""Faults of JSON and Parquet: what is promised for each, and that good rows are kept."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analysis.errors import DataError
from analysis.sources.files import read_articles
from tests.faults.reading import TODAY, problem, read, write


def parquet(path: Path, columns: dict[str, Any], **options: Any) -> Path:
    """Write a Parquet file of some columns."""
    pq.write_table(pa.table(columns), path, **options)
    return path


def kept(path: Path, **options: Any) -> list[Any]:
    """What no field took of each article, None for nothing."""
    return [json.loads(one) if one else None for one in read(path, **options).column("extra")]


def test_C01_a_bad_line_in_the_middle_is_refused_by_its_number(tmp_path: Path) -> None:
    lines = '{"title": "A"}\n{"title": "B"\n\n["C"]\n{"title": "D", "title": "E"}\n{"title": "F"}\n'
    outcome = read(write(tmp_path / "a.jsonl", lines))
    assert outcome.titles == ["A", "F"]
    assert outcome.refused == [
        (2, "", "BROKEN_JSON"),
        (4, "", "NOT_AN_OBJECT"),
        (5, "", "DUPLICATE_COLUMN"),
    ]
    assert outcome.problems[0] == (
        "is no valid JSON: Expecting ',' delimiter at character 14: mend this line"
    )


@pytest.mark.parametrize(
    "content",
    ['[{"title": "A"}]', '[\n {"title": "A"}\n]', '{"title": "A"}', '{\n "title": "A"\n}\n'],
    ids=["array", "array of lines", "object", "object of lines"],
)
def test_C02_an_array_or_one_object_named_jsonl_is_read(tmp_path: Path, content: str) -> None:
    assert read(write(tmp_path / "a.jsonl", content)).titles == ["A"]


@pytest.mark.parametrize(
    ("content", "code"),
    [('["A", "B"]', "MISSING_COLUMN"), ('[{"title": "A"},', "BROKEN_JSON")],
    ids=["array of texts", "cut off"],
)
def test_C02_an_array_that_cannot_be_read_says_why(tmp_path: Path, content: str, code: str) -> None:
    assert problem(write(tmp_path / "a.jsonl", content), code)


LINE = {
    "title": "A",
    "source": {"name": "Wire"},
    "tags": ["a", "b"],
    "rank": 1.50,
    "open": True,
    "end": None,
    "note": "",
}


def test_C03_other_fields_and_objects_are_kept_and_told_once(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", 2 * (json.dumps(LINE).replace("1.5", "1.50") + "\n"))
    outcome = read(path, batch_size=1)
    assert outcome.titles == ["A"]
    assert outcome.column("extra") == [
        '{"tags": ["a", "b"], "rank": 1.50, "open": true, "source": {"name": "Wire"}}'
    ]
    assert outcome.column("source_name") == [""]
    told = [note for note in outcome.notes if "kept" in note]
    assert told == [
        "columns kept beside the articles: tags, rank, open, end, note",
        "2 value(s) that are lists or objects are kept beside the articles, their fields empty",
    ]


def test_C03_other_columns_of_parquet_are_kept(tmp_path: Path) -> None:
    columns = {
        "title": ["A", "B"],
        "source": [{"name": "Wire"}, None],
        "tags": [["a"], None],
        "rank": [1, None],
        "share": [0.5, None],
        "day": [date(2024, 7, 4), None],
        "picture": [b"\x89PNG", None],
    }
    path = parquet(tmp_path / "a.parquet", columns)
    assert kept(path) == [
        {
            "source": {"name": "Wire"},
            "tags": ["a"],
            "rank": 1,
            "share": "0.5",
            "day": "2024-07-04",
        },
        None,
    ]
    assert "columns that are no text are not read: picture" in read(path).notes


@pytest.mark.parametrize("name", ["title", "text", "id"])
def test_C03_an_object_in_place_of_a_text_refuses_the_record(tmp_path: Path, name: str) -> None:
    record = {"title": "A", "text": "b", "id": "1", name: {"ru": "А"}}
    path = write(tmp_path / "a.jsonl", f'{json.dumps(record)}\n{{"title": "B"}}\n')
    outcome = read(path)
    assert outcome.titles == ["B"]
    assert outcome.refused == [(1, name, "NESTED_VALUE")]
    nested = parquet(tmp_path / "a.parquet", {"title": ["A"], name: [["A"]]})
    assert problem(nested, "WRONG_COLUMN_TYPE").endswith(": write it as text")


def test_C04_ids_as_numbers_and_as_texts_are_equal(tmp_path: Path) -> None:
    lines = '{"id": 12, "title": "A"}\n{"id": "12", "title": "A"}\n{"id": 0012, "title": "B"}\n'
    outcome = read(write(tmp_path / "a.jsonl", lines))
    assert outcome.column("article_id") == ["12"]
    assert outcome.refused == [(3, "", "BROKEN_JSON")]
    assert outcome.notes[-2].startswith("1 row(s) repeated") or outcome.notes[-1].startswith(
        "1 row(s) repeated"
    )


def test_C05_parquet_that_is_cut_off_is_broken(tmp_path: Path) -> None:
    path = parquet(tmp_path / "a.parquet", {"title": ["A"] * 9})
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    assert problem(path, "BROKEN_PARQUET").startswith(
        "the Parquet file is broken or cut off: write or download it again ("
    )


def test_C05_a_broken_footer_is_broken(tmp_path: Path) -> None:
    path = parquet(tmp_path / "a.parquet", {"title": ["A"] * 9})
    content = path.read_bytes()
    path.write_bytes(content[:-40] + b"\xff" * 30 + content[-10:])
    assert problem(path, "BROKEN_PARQUET").startswith("the Parquet file is broken or cut off")


def test_C05_encrypted_parquet_is_to_be_written_without(tmp_path: Path) -> None:
    path = write(tmp_path / "a.parquet", b"PAR1" + b"\0" * 40 + b"PARE")
    assert problem(path, "BROKEN_PARQUET") == (
        "the Parquet file is encrypted: write it again without encryption"
    )


NOON = datetime(2024, 7, 4, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "moment"),
    [
        (pa.timestamp("s"), "2024-07-04T09:30:00Z"),
        (pa.timestamp("ms"), "2024-07-04T09:30:00Z"),
        (pa.timestamp("us"), "2024-07-04T09:30:00Z"),
        (pa.timestamp("ns"), "2024-07-04T09:30:00Z"),
        (pa.timestamp("us", "UTC"), "2024-07-04T12:30:00Z"),
        (pa.timestamp("ns", "Europe/Moscow"), "2024-07-04T12:30:00Z"),
        (pa.timestamp("ms", "+05:00"), "2024-07-04T12:30:00Z"),
        (pa.date32(), ""),
        (pa.date64(), ""),
    ],
    ids=str,
)
def test_C06_dates_of_all_types_have_the_right_day(
    tmp_path: Path, kind: pa.DataType, moment: str
) -> None:
    naive = NOON.replace(tzinfo=None)
    value = NOON if getattr(kind, "tz", None) else naive
    values = pa.array([value.date() if pa.types.is_date(kind) else value, None], kind)
    outcome = read(parquet(tmp_path / "a.parquet", {"title": ["A", "B"], "date": values}))
    assert [str(day)[:10] for day in outcome.column("published_date")] == ["2024-07-04", "NaT"]
    assert outcome.column("published_at") == [moment, ""]


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        (pa.array(["A", None, "B"]), ["A", "B"]),
        (pa.array(["A", None, "B"], pa.large_string()), ["A", "B"]),
        (pa.array(["A", None, "B"], pa.string_view()), ["A", "B"]),
        (pa.array(["A", None, "B"]).dictionary_encode(), ["A", "B"]),
        (pa.array(["Ж".encode(), None, b"B"]), ["Ж", "B"]),
        (pa.array([Decimal("1.50"), None, Decimal("2.00")]), ["1.50", "2.00"]),
        (pa.array([1.0, None, 2.5]), ["1", "2.5"]),
        (pa.array([2**53 + 1, None, 0]), [str(2**53 + 1), "0"]),
        (pa.array([True, None, False]), ["true", "false"]),
    ],
    ids=lambda value: str(value.type) if isinstance(value, pa.Array) else "",
)
def test_C06_texts_of_all_types_have_the_right_letters(
    tmp_path: Path, values: pa.Array, texts: list[str]
) -> None:
    outcome = read(parquet(tmp_path / "a.parquet", {"title": values}))
    assert outcome.titles == texts
    assert outcome.refused == [(2, "title", "NO_CONTENT")]


def test_C07_parquet_without_rows_or_columns_is_no_error(tmp_path: Path) -> None:
    for columns in ({"title": pa.array([], pa.string())}, {}):
        outcome = read(parquet(tmp_path / "a.parquet", columns))
        assert (outcome.titles, outcome.refused) == ([], [])
        assert outcome.notes[-1] == "the file has no rows: nothing was read"


def test_C08_a_damaged_page_refuses_the_whole_file(tmp_path: Path) -> None:
    texts = [f"Text {number}" for number in range(9)]
    path = parquet(tmp_path / "a.parquet", {"title": texts}, row_group_size=3, compression="none")
    third = pq.ParquetFile(path).metadata.row_group(2).column(0)
    place = third.dictionary_page_offset or third.data_page_offset
    content = path.read_bytes()
    path.write_bytes(content[:place] + b"\xff" * 40 + content[place + 40 :])
    readings = read_articles(path, today=TODAY, batch_size=3)
    with pytest.raises(DataError) as caught:
        list(readings)
    assert caught.value.codes == ("DAMAGED_DATA",)
    assert str(caught.value.problems[0]).startswith(
        "the data of the Parquet file is damaged: write or download it again; no row of it is taken"
    )


def test_C08_letters_that_are_none_are_damaged_data(tmp_path: Path) -> None:
    path = parquet(tmp_path / "a.parquet", {"title": ["Text of it"]}, compression="none")
    path.write_bytes(path.read_bytes().replace(b"Text of it", b"Text \xff\xfe it"))
    assert problem(path, "DAMAGED_DATA")
