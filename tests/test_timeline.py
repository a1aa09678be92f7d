"""Timeline: which events are chosen, which become bars, and what followed on what."""

from datetime import date

import pandas as pd
import pytest

from analysis import AxisChoice, Choice, DataError, load_events
from analysis.measures.timeline import (
    chosen_events,
    events_of,
    followed,
    marks,
    programmes,
    unfinished,
)
from analysis.schema import EVENTS


def make_events(*rows: dict[str, object]) -> pd.DataFrame:
    """Events with some values told; the others plain. The n-th is of January of 2020 + n."""
    plain = {
        "precision": "day", "country": "russia", "actor": (), "sectors": (), "themes": (),
        "instruments": (), "stage": "act", "follows": "", "amount": float("nan"), "currency": "",
        "amount_kind": "", "horizon_year": pd.NA, "document": "Act",
        "document_ru": "Акт", "title_en": "Title",
        "title_ru": "Заголовок", "outcome": "", "confidence": "high", "source": "",
    }  # fmt: skip
    table = pd.DataFrame(
        [
            {**plain, "id": f"E{number}", "date": f"{2020 + number}-01-01", **row}
            for number, row in enumerate(rows)
        ],
        columns=list(EVENTS),
    )
    return table.astype({"date": "datetime64[s]", "horizon_year": "Int64"})


EVENTS_OF_FOUR = make_events(
    {"sectors": ("chemistry",)},
    {"sectors": ("chemistry", "space"), "country": "china"},
    {"sectors": ("space",), "actor": ("ru-frp",)},
    {},
)


@pytest.mark.parametrize(
    ("axis", "topics", "named"),
    [
        pytest.param("sector", ["chemistry"], [True, True, False, False], id="one of a list"),
        pytest.param("country", ["china", "india"], [False, True, False, False], id="country"),
        pytest.param("actor", ["ru-frp"], [False, False, True, False], id="actor"),
        pytest.param("stance", ["plan"], [False] * 4, id="axis that events do not know"),
    ],
)
def test_events_name_topics(axis: str, topics: list[str], named: list[bool]) -> None:
    assert events_of(EVENTS_OF_FOUR, axis, topics).tolist() == named


@pytest.mark.parametrize(
    ("choice", "ids"),
    [
        pytest.param(Choice(), ["E0", "E1", "E2", "E3"], id="nothing asked"),
        pytest.param(
            Choice().with_axis("sector", AxisChoice(("chemistry", "space"))), ["E0", "E1", "E2"],
            id="any",
        ),
        pytest.param(
            Choice().with_axis("sector", AxisChoice(("chemistry", "space"), match_all=True)),
            ["E1"], id="all",
        ),
        pytest.param(
            Choice().with_axis("country", AxisChoice(exclude=("russia",))), ["E1"], id="without"
        ),
        pytest.param(
            Choice(first=date(2021, 1, 1), last=date(2022, 1, 1)), ["E1", "E2"], id="days"
        ),
        pytest.param(Choice(languages=("ru",), query="x"), ["E0", "E1", "E2", "E3"],
                     id="what events do not have"),
    ],
)  # fmt: skip
def test_topics_and_dates_of_a_choice_choose_events(choice: Choice, ids: list[str]) -> None:
    assert chosen_events(EVENTS_OF_FOUR, choice)["id"].tolist() == ids


def test_programmes_run_from_what_is_known_to_the_end_of_their_last_year() -> None:
    events = make_events(
        {"date": "2020-03-01", "precision": "month", "horizon_year": 2030},
        {"horizon_year": 2025},
        {},
        {"date": "2019-01-01", "precision": "year", "horizon_year": 2025},
    )
    table = programmes(events)
    shown = table[["id", "start", "known_by", "end", "years"]].astype("str").values.tolist()
    assert shown == [
        ["E3", "2019-01-01", "2019-12-31", "2025-12-31", "6"],
        ["E1", "2021-01-01", "2021-01-01", "2025-12-31", "4"],
        ["E0", "2020-03-01", "2020-03-31", "2030-12-31", "10"],
    ]


def test_an_act_is_paired_with_the_announcement_at_the_head_of_its_chain() -> None:
    events = make_events(
        {"stage": "statement"},
        {"stage": "act", "follows": "E0", "date": "2020-01-31"},
        {"stage": "result", "follows": "E1", "date": "2021-03-01", "precision": "month"},
        {"stage": "act"},
        {"stage": "award", "follows": "E3"},
        {"stage": "plan", "follows": "E0"},
    )
    table = followed(events)
    assert table[["announced", "done", "months"]].values.tolist() == [[0, 1, 0], [0, 2, 14]]
    assert table["days"].fillna(-1).tolist() == [30, -1]


def test_nothing_followed_where_nothing_was_announced() -> None:
    assert followed(make_events({}, {"follows": "E0"})).empty
    assert followed(make_events()).empty
    assert programmes(make_events()).empty


def test_what_went_wrong_is_told_up_to_a_day() -> None:
    events = make_events(
        {"outcome": "cancelled"}, {}, {"stage": "criticism"}, {"outcome": "suspended"}
    )
    assert unfinished(events, today=date(2022, 6, 1))["id"].tolist() == ["E0", "E2"]


def test_marks_prefer_acts_and_are_numbered_by_date() -> None:
    events = make_events(
        {"stage": "act"}, {"stage": "statement"}, {"stage": "act", "confidence": "medium"},
        {"stage": "award"}, {"stage": "act", "date": "2030-01-01"},
    )  # fmt: skip
    table = marks(events, date(2020, 1, 1), date(2025, 1, 1), most=3)
    assert table[["number", "id"]].values.tolist() == [[1, "E0"], [2, "E2"], [3, "E3"]]


def test_events_without_a_column_are_refused_and_none_is_changed() -> None:
    events = load_events()
    before = events.copy(deep=True)
    programmes(events)
    followed(events)
    chosen_events(events, Choice())
    pd.testing.assert_frame_equal(events, before)
    with pytest.raises(DataError, match="missing column"):
        programmes(events.drop(columns="horizon_year"))


def test_shipped_announcements_led_to_acts() -> None:
    events = load_events()
    table = followed(events)
    pairs = {
        (events["id"][row.announced], events["id"][row.done]): row.days
        for row in table.itertuples()
    }
    assert pairs["EV112", "EV130"] == 173
    assert pairs["EV201", "EV220"] == 141
    assert all(days >= 0 for days in pairs.values() if days == days)
