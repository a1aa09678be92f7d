"""Events: the file that is shipped, and every fault of a file told at once."""

import csv
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from analysis import DataError, load_events, load_taxonomy
from analysis.events import AMOUNT_KINDS, CONFIDENCES, OUTCOMES, STAGES, TOPICS
from analysis.schema import EVENTS

WriteEvents = Callable[..., Path]

PLAIN = {
    "id": "E1",
    "date": "2024-03-01",
    "precision": "day",
    "country": "russia",
    "actor": "ru-government;ru-minfin",
    "sectors": "chemistry",
    "stage": "plan",
    "amount": "5e9",
    "currency": "RUB",
    "amount_kind": "plan",
    "horizon_year": "2030",
    "document": "Order 1-r",
    "document_ru": "Распоряжение № 1-р",
    "title_en": "A plan",
    "title_ru": "План",
    "confidence": "high",
    "source": "https://example.org/1 https://example.org/2",
}


@pytest.fixture
def write_events(tmp_path: Path) -> WriteEvents:
    """Write rows, each a plain event with some values changed, as a file of events."""

    def write(*rows: dict[str, str], columns: tuple[str, ...] = EVENTS) -> Path:
        path = tmp_path / "events.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, columns, restval="", extrasaction="ignore")
            table.writeheader()
            table.writerows({**PLAIN, **row} for row in rows)
        return path

    return write


def test_an_event_is_read_with_the_promised_types(write_events: WriteEvents) -> None:
    path = write_events({}, {"id": "E0", "date": "2020-01-01", "precision": "year", "actor": "",
                             "amount": "", "currency": "", "amount_kind": "",
                             "horizon_year": ""})  # fmt: skip
    events = load_events(path)
    assert tuple(events) == EVENTS
    assert events["id"].tolist() == ["E0", "E1"]
    assert events["date"].tolist() == [pd.Timestamp("2020-01-01"), pd.Timestamp("2024-03-01")]
    assert events["actor"].tolist() == [(), ("ru-government", "ru-minfin")]
    assert events["amount"].fillna(0).tolist() == [0.0, 5e9]
    assert events["horizon_year"].tolist() == [pd.NA, 2030]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        pytest.param({"date": "01.03.2024"}, "date must be YYYY-MM-DD, but is '01.03.2024'",
                     id="other date"),
        pytest.param({"date": "2024-02-30"}, "date must be YYYY-MM-DD, but is '2024-02-30'",
                     id="no such day"),
        pytest.param({"precision": "month", "date": "2024-03-02"},
                     "a date known by month must be its first day, but is 2024-03-02",
                     id="month with a day"),
        pytest.param({"precision": "year"},
                     "a date known by year must be its first day, but is 2024-03-01",
                     id="year with a month"),
        pytest.param({"stage": "rumour"}, "stage must be one of statement, plan, act, award, "
                     "result, criticism, but is 'rumour'", id="unknown stage"),
        pytest.param({"currency": ""},
                     "amount, currency and amount_kind belong together: give all three or none",
                     id="sum without currency"),
        pytest.param({"amount": "5 bn"}, "amount must be a number above 0, but is '5 bn'",
                     id="sum in words"),
        pytest.param({"amount": "inf"}, "amount must be a number above 0, but is 'inf'",
                     id="endless sum"),
        pytest.param({"currency": "rub"},
                     "currency must be an ISO 4217 code such as RUB, but is 'rub'",
                     id="small currency"),
        pytest.param({"horizon_year": "2020"}, "horizon_year 2020 lies before the event",
                     id="past horizon"),
        pytest.param({"horizon_year": "soon"}, "horizon_year must be a year, but is 'soon'",
                     id="worded horizon"),
        pytest.param({"source": "javascript:alert(1)"},
                     "source must be web addresses, but holds 'javascript:alert(1)'",
                     id="no web address"),
        pytest.param({"title_ru": " "}, "title_ru is empty", id="no title"),
        pytest.param({"follows": "E9"}, "follows E9, which is not in the file", id="no former"),
        pytest.param({"follows": "E1"}, "follows E1, which is not earlier", id="follows itself"),
    ],
)  # fmt: skip
def test_a_fault_says_event_and_mend(
    write_events: WriteEvents, change: dict[str, str], fault: str
) -> None:
    with pytest.raises(DataError) as caught:
        load_events(write_events(change))
    assert caught.value.problems == (f"E1: {fault}",)


def test_all_faults_are_told_at_once(write_events: WriteEvents) -> None:
    path = write_events({"date": "?", "source": "ftp://x"}, {"confidence": "sure"})
    with pytest.raises(DataError) as caught:
        load_events(path, taxonomy=load_taxonomy())
    assert caught.value.problems == (
        "E1: date must be YYYY-MM-DD, but is '?'",
        "E1: source must be web addresses, but holds 'ftp://x'",
        "E1: confidence must be one of high, medium, but is 'sure'",
        "E1: stands 2 times; an id must be unique",
    )


def test_a_topic_that_the_taxonomy_lacks_is_a_fault_only_where_a_taxonomy_is_given(
    write_events: WriteEvents,
) -> None:
    path = write_events({"sectors": "chemistry;alchemy"})
    assert len(load_events(path)) == 1
    with pytest.raises(DataError, match="E1: sectors names 'alchemy'"):
        load_events(path, taxonomy=load_taxonomy())


def test_a_missing_column_is_named(write_events: WriteEvents) -> None:
    with pytest.raises(DataError, match=r"missing column\(s\) stage"):
        load_events(write_events({}, columns=tuple(set(EVENTS) - {"stage"})))


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00"], ids=["empty", "not UTF-8"])
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "events.csv"
    path.write_bytes(content)
    with pytest.raises(DataError, match="cannot be read as a CSV file"):
        load_events(path)


def test_the_shipped_events_are_in_order_with_the_shipped_taxonomy() -> None:
    events = load_events(taxonomy=load_taxonomy())
    assert len(events) == 233
    assert events["date"].is_monotonic_increasing
    for column, allowed in (
        ("stage", STAGES),
        ("amount_kind", ("", *AMOUNT_KINDS)),
        ("outcome", ("", *OUTCOMES)),
        ("confidence", CONFIDENCES),
    ):
        assert set(events[column]) <= set(allowed)


def test_the_readme_of_the_data_describes_every_column_of_events() -> None:
    readme = Path(__file__).resolve().parent.parent / "data" / "README.md"
    section = readme.read_text(encoding="utf-8").split("## `events.csv`")[1].split("\n## ")[0]
    assert [name for name in (*EVENTS, *TOPICS) if f"`{name}`" not in section] == []
