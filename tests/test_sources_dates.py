"""Dates as people write them: what is read, and what is refused with which words."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.sources.dates import ParsedDate, day_comes_first, parse_date

LATEST = date(2024, 7, 12)
EXPECTED = "write it as 2024-07-04, 2024-07 or 2024"


def parse(text: str, *, day_first: bool | None = None) -> ParsedDate:
    return parse_date(text, latest=LATEST, day_first=day_first)


@pytest.mark.parametrize(
    "text",
    [
        "2024-07-04",
        "2024-7-4",
        "20240704",
        "2024/07/04",
        " 2024-07-04 ",
        "2024-07-04T23:30:00+03:00",
        "2024-07-04 23:30:00.000000000",
        "2024-07-04T23:30:00.123Z",
        "2024-07-04 23:30:00 UTC",
        "04.07.2024",
        "4.7.2024",
        "04.07.2024 12:30",
        "04.07.2024 г.",
        "4 July 2024",
        "4th Jul 2024",
        "July 4, 2024",
        "Jul. 4, 2024, 7:30 p.m.",
        "Thu, 04 Jul 2024 12:30:00 +0300",
        "Thursday, July 4, 2024 at 10:15 AM",
        "4 июля 2024 г.",
        "4 июля 2024 года",
        "04 июл 2024",
        "04 Июл. 2024, 12:30",
        "четверг, 4 июля 2024 г. в 12:30 МСК",
        "04-Jul-2024",
    ],
)
def test_a_day_is_read_in_the_forms_people_use(text: str) -> None:
    parsed = parse(text)
    assert (parsed.day, parsed.precision) == (date(2024, 7, 4), "day")


@pytest.mark.parametrize(
    ("text", "first_day", "precision"),
    [
        ("2024", date(2024, 1, 1), "year"),
        ("2023 г.", date(2023, 1, 1), "year"),
        ("2024-07", date(2024, 7, 1), "month"),
        ("07.2024", date(2024, 7, 1), "month"),
        ("июль 2024", date(2024, 7, 1), "month"),
        ("Sept. 2023", date(2023, 9, 1), "month"),
    ],
)
def test_a_month_or_year_is_its_first_day(text: str, first_day: date, precision: str) -> None:
    assert parse(text) == ParsedDate(first_day, precision)


def test_an_empty_date_is_neither_a_day_nor_a_problem() -> None:
    assert parse("  ") == ParsedDate()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("30.02.2024", "'30.02.2024' is no day of the calendar"),
        ("2023-02-29", "'2023-02-29' is no day of the calendar"),
        ("2024-13", "'2024-13' is no day of the calendar"),
        ("1720051200", "'1720051200' is no date that can be read"),
        ("04.07.25", "'04.07.25' is no date that can be read"),
        ("04/07/24", "'04/07/24' is no date that can be read"),
        ("4 foo 2024", "'4 foo 2024' is no date that can be read"),
    ],
)
def test_a_date_is_refused_with_its_value_and_the_expected_form(text: str, problem: str) -> None:
    assert parse(text) == ParsedDate(problem=f"{problem}: {EXPECTED}")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("1899-12-31", "lies too far back (earliest allowed: 1900)"),
        ("0001-01-01", "lies too far back (earliest allowed: 1900)"),
        ("2024-07-13", "lies in the future (latest allowed: 2024-07-12)"),
        ("9999", "lies in the future (latest allowed: 2024-07-12)"),
    ],
)
def test_a_date_out_of_range_is_refused_with_the_bound(text: str, problem: str) -> None:
    expected = f"{text!r} {problem}: correct the date or leave it empty"
    assert parse(text) == ParsedDate(problem=expected)


@pytest.mark.parametrize(
    ("text", "day_first", "day"),
    [
        ("01/02/2024", True, date(2024, 2, 1)),
        ("01/02/2024", False, date(2024, 1, 2)),
        ("13/02/2024", None, date(2024, 2, 13)),
        ("02/13/2024", None, date(2024, 2, 13)),
        ("13/02/2024", False, date(2024, 2, 13)),
        ("03/03/2024", None, date(2024, 3, 3)),
        ("01-02-2024 10:00", True, date(2024, 2, 1)),
    ],
)
def test_slashes_are_read_in_the_order_of_the_column(
    text: str, day_first: bool | None, day: date
) -> None:
    assert parse(text, day_first=day_first).day == day


@pytest.mark.parametrize(
    ("texts", "day_first"),
    [
        (["01/02/2024", "13/02/2024"], True),
        (["01/02/2024", "02/13/2024"], False),
        (["01/02/2024", "2024-02-13", ""], None),
        (["13/02/2024", "02/13/2024"], None),
        ([], None),
    ],
    ids=["first above 12", "second above 12", "nothing tells", "contradiction", "empty"],
)
def test_the_order_is_told_by_the_column(texts: list[str], day_first: bool | None) -> None:
    assert day_comes_first(texts) is day_first


@given(st.dates(date(1900, 1, 1), LATEST))
def test_every_day_comes_back_from_its_iso_and_its_dotted_form(day: date) -> None:
    expected = ParsedDate(day, "day")
    assert parse(day.isoformat()) == expected
    assert parse(f"{day:%d.%m.%Y}") == expected


@given(st.text(max_size=30))
def test_any_text_is_a_day_or_a_problem_or_empty(text: str) -> None:
    parsed = parse(text)
    assert (parsed.day is None) == (parsed.precision == "")
    assert bool(parsed.problem) == (parsed.day is None and bool(text.split()))


ZONES = st.builds(timezone, st.integers(-14 * 60, 14 * 60).map(lambda n: timedelta(minutes=n)))
MOMENTS = st.datetimes(datetime(1900, 1, 2), datetime(2024, 7, 11), timezones=ZONES)


@given(MOMENTS.map(lambda moment: moment.replace(microsecond=0)))
def test_every_moment_comes_back_in_utc_beside_the_day_that_was_written(moment: datetime) -> None:
    forms = (moment.isoformat(), moment.isoformat(" "), f"{moment:%a, %d %b %Y %H:%M:%S %z}")
    is_midnight = (moment.hour, moment.minute, moment.second) == (0, 0, 0)
    at = "" if is_midnight else f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    assert [parse(form) for form in forms] == [ParsedDate(moment.date(), "day", at=at)] * 3
