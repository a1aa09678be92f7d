"""Faults of dates: what is promised for each, and that good rows are kept."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.faults.reading import problem, read, write


def days(path: Path, **options: Any) -> list[str]:
    """Days of the articles, empty for none."""
    return [
        f"{day:%Y-%m-%d}" if day == day else ""
        for day in read(path, **options).column("published_date")
    ]


def dated(path: Path, *dates: str) -> Path:
    """Write articles with these dates, one a row."""
    rows = "".join(f'{number},"{one}"\n' for number, one in enumerate(dates))
    return write(path, f"title,date\n{rows}")


@pytest.mark.parametrize("text", ["30.02.2024", "2024-02-30", "30 февраля 2024 г.", "31/11/2023"])
def test_D01_a_day_that_does_not_exist_is_refused_and_never_moved(
    tmp_path: Path, text: str
) -> None:
    outcome = read(dated(tmp_path / "a.csv", text, "2024-02-29"))
    assert outcome.titles == ["1"]
    assert outcome.refused == [(2, "date", "BAD_DATE")]
    assert outcome.problems == [
        f"{text!r} is no day of the calendar: write it as 2024-07-04, 2024-07 or 2024"
    ]


def test_D01_without_dates_such_a_day_is_left_empty_and_counted(tmp_path: Path) -> None:
    outcome = read(dated(tmp_path / "a.csv", "30.02.2024", "2024-02-29"), dated=False)
    assert outcome.titles == ["0", "1"]
    assert "1 date(s) could not be read and are left empty" in outcome.notes


def test_D02_one_date_decides_the_order_of_the_whole_column(tmp_path: Path) -> None:
    path = dated(tmp_path / "a.csv", "01/02/2024", "13/02/2024")
    assert days(path) == ["2024-02-01", "2024-02-13"]
    assert days(path, batch_size=1) == ["2024-02-01", "2024-02-13"]
    assert days(dated(tmp_path / "b.csv", "01/02/2024", "02/13/2024")) == [
        "2024-01-02",
        "2024-02-13",
    ]


@pytest.mark.parametrize("other", ["2024-02-13", "03/04/2024"])
def test_D02_an_order_that_nothing_decides_is_asked_for(tmp_path: Path, other: str) -> None:
    outcome = read(dated(tmp_path / "a.csv", "01/02/2024", other))
    assert outcome.refused[0] == (2, "date", "AMBIGUOUS_DATE")
    assert outcome.problems[0] == (
        "'01/02/2024' could be day/month or month/day, and no other date of the column tells "
        "which: say how dates are ordered (--dates day-first or month-first), or write it as "
        "2024-07-04, 2024-07 or 2024"
    )


def test_D02_the_user_says_which_order_it_is(tmp_path: Path) -> None:
    path = dated(tmp_path / "a.csv", "01/02/2024", "2024-02-13")
    assert days(path, day_first=True) == ["2024-02-01", "2024-02-13"]
    assert days(path, day_first=False) == ["2024-01-02", "2024-02-13"]


@pytest.mark.parametrize(
    "text",
    [
        "5 марта 2024 г.",
        "05 мар 2024",
        "5 марта 2024, 10:15",
        "10:15, 5 марта 2024 г.",
        "вторник, 5 марта 2024 года",
        "05.03.24",
        "Tue, 05 Mar 2024 10:15:00 +0300",
        "Tue Mar  5 10:15:00 2024",
        "Tue Mar 05 2024 10:15:00 GMT+0300 (Moscow Standard Time)",
        "20240305T071500Z",
        "20240305071500",
        "2024-03-05T10:15:00.000+03:00[Europe/Moscow]",
        "March 5th, 2024",
    ],
)
def test_D03_russian_and_english_forms_are_read(tmp_path: Path, text: str) -> None:
    assert days(dated(tmp_path / "a.csv", text)) == ["2024-03-05"]


@pytest.mark.parametrize(
    "text", ["вчера", "Сегодня, 10:15", "2 hours ago", "час назад", "3 дня назад", "just now"]
)
def test_D03_a_date_that_depends_on_today_is_refused(tmp_path: Path, text: str) -> None:
    outcome = read(dated(tmp_path / "a.csv", text, "2024"))
    assert outcome.titles == ["1"]
    assert outcome.refused == [(2, "date", "RELATIVE_DATE")]
    assert outcome.problems == [
        f"{text!r} depends on the day when it was written: write it as 2024-07-04, 2024-07 or 2024"
    ]


@pytest.mark.parametrize(
    ("text", "code", "bound"),
    [
        ("0001-01-01", "EARLY_DATE", "lies too far back (earliest allowed: 1900)"),
        ("1899", "EARLY_DATE", "lies too far back (earliest allowed: 1900)"),
        ("2024-07-13", "FUTURE_DATE", "lies in the future (latest allowed: 2024-07-12)"),
        ("9999-12-31T23:59:59Z", "FUTURE_DATE", "lies in the future (latest allowed: 2024-07-12)"),
    ],
)
def test_D04_a_date_out_of_range_is_refused_with_the_bound(
    tmp_path: Path, text: str, code: str, bound: str
) -> None:
    outcome = read(dated(tmp_path / "a.csv", text, "2024"))
    assert outcome.titles == ["1"]
    assert outcome.refused == [(2, "date", code)]
    assert outcome.problems == [f"{text!r} {bound}: correct the date or leave it empty"]


def test_D04_a_date_before_1990_is_kept_and_counted(tmp_path: Path) -> None:
    outcome = read(dated(tmp_path / "a.csv", "1900-01-01", "31.12.1989", "1990-01-01"))
    assert len(outcome.titles) == 3
    assert outcome.notes[-1] == "2 date(s) before 1990 kept: check whether they are right"


def test_D05_the_date_of_tomorrow_is_kept_and_counted(tmp_path: Path) -> None:
    outcome = read(dated(tmp_path / "a.csv", "2024-07-10", "2024-07-11", "2024-07-12"))
    assert days(tmp_path / "a.csv") == ["2024-07-10", "2024-07-11", "2024-07-12"]
    assert outcome.notes[-1] == "2 date(s) after today kept: check whether they are right"


def test_D06_times_are_kept_in_utc_and_days_as_they_are_written(tmp_path: Path) -> None:
    told = {
        "2024-07-04 00:30": "2024-07-03T21:30:00Z",
        "2024-07-04T00:30:00Z": "2024-07-04T00:30:00Z",
        "2024-07-04T00:30:00+05:00": "2024-07-03T19:30:00Z",
        "4 июля 2024, 00:30 МСК": "2024-07-03T21:30:00Z",
        "July 4, 2024, 12:30 a.m. EDT": "2024-07-04T04:30:00Z",
        "2024-07-04 00:30 IST": "",
        "2024-07-04 25:30": "",
        "2024-07-04 00:00:00": "",
        "2024-07-04": "",
    }
    outcome = read(dated(tmp_path / "a.csv", *told))
    assert outcome.column("published_at") == list(told.values())
    assert days(tmp_path / "a.csv") == ["2024-07-04"] * len(told)


def test_D06_a_time_without_a_zone_is_in_that_of_the_source(tmp_path: Path) -> None:
    path = dated(tmp_path / "a.csv", "2024-07-04 00:30", "2012-07-04 00:30")
    assert read(path).column("published_at") == ["2024-07-03T21:30:00Z", "2012-07-03T20:30:00Z"]
    assert read(path, zone="America/New_York").column("published_at") == [
        "2024-07-04T04:30:00Z",
        "2012-07-04T04:30:00Z",
    ]


@pytest.mark.parametrize("zone", ["Moscow time", "../../etc/passwd", "/etc/passwd", "EU"])
def test_D06_a_zone_that_does_not_exist_is_named(tmp_path: Path, zone: str) -> None:
    path = dated(tmp_path / "a.csv", "2024")
    assert problem(path, "UNKNOWN_ZONE", zone=zone) == (
        f"no time zone {zone!r}: name one like Europe/Moscow, Europe/Berlin or UTC"
    )


def test_D06_a_moment_may_stand_beside_the_day(tmp_path: Path) -> None:
    rows = "title,date,published_at\nA,2024-07-04,2024-07-03T21:30:00Z\nB,,2024-07-05T10:00:00Z\n"
    outcome = read(write(tmp_path / "a.csv", rows))
    assert days(tmp_path / "a.csv") == ["2024-07-04", "2024-07-05"]
    assert outcome.column("published_at") == ["2024-07-03T21:30:00Z", "2024-07-05T10:00:00Z"]


def test_D07_an_article_without_a_date_is_kept_and_counted(tmp_path: Path) -> None:
    outcome = read(dated(tmp_path / "a.csv", "", " ", "2024-07-04"))
    assert days(tmp_path / "a.csv") == ["", "", "2024-07-04"]
    assert outcome.column("date_precision") == ["", "", "day"]
    assert outcome.notes[-1] == ("2 article(s) without a date kept: no chart over time shows them")


def test_D07_a_file_without_a_date_column_says_so_once(tmp_path: Path) -> None:
    outcome = read(write(tmp_path / "a.csv", "title\nA\nB\n"))
    assert outcome.notes[-1] == "no date column: the articles are undated"


def test_no_date_is_moved_by_reading_it(tmp_path: Path) -> None:
    every = [date(2024, month, day) for month in range(1, 7) for day in (1, 12, 13, 28)]
    path = dated(tmp_path / "a.csv", *(f"{one:%d/%m/%Y}" for one in every))
    assert days(path) == [one.isoformat() for one in every]
