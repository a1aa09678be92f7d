"""The page Compare without a browser: what is compared, and which articles a click opens."""

from datetime import date
from typing import Any

import pytest

from analysis import Choice
from dashboard.compare import things
from dashboard.compare.things import Compared, moved, open_topic
from tests.drawn import drawings
from tests.test_connections_page import figures, monitor_store, open_view, tagged_store

__all__ = ["monitor_store", "tagged_store"]  # fixtures of every test here


def bars_of(app: Any) -> list[list[Any]]:
    return [point for trace in figures(app)[0]["data"] for point in trace["customdata"]]


def test_priority_sectors_are_compared_until_others_are_chosen() -> None:
    app = open_view("compare")
    assert bars_of(app) == [
        ["sector:electronics", 11], ["sector:chemistry", 10], ["sector:machine-tools", 0],
        ["sector:unmanned", 0],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("link", "bars"),
    [
        pytest.param(
            {"compare": "language"}, [["en", 10], ["ru", 10]], id="languages"
        ),
        pytest.param(
            {"compare": "period", "with_period": ["2021", "2020-05"]},
            [["2020-05", 5], ["2021", 5]],
            id="periods in their order",
        ),
        pytest.param(
            {"compare": "day", "split": "2022-01-01", "split_months": "24"},
            [["before", 10], ["after", 10]],
            id="before and after a day",
        ),
        pytest.param(
            {"with_topic": ["sector:chemistry", "instrument:grants"], "language": ["ru"]},
            [["sector:chemistry", 5], ["instrument:grants", 4]],
            id="topics of two axes in Russian articles",
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "ru"])
def test_what_is_compared_stands_in_the_link(
    link: dict[str, Any], bars: list[list[Any]], language: str
) -> None:
    assert bars_of(open_view("compare", spoken=language, **link)) == bars


def test_share_has_an_interval_and_the_same_switch_governs_all_charts() -> None:
    app = open_view("compare", compare="language", count="share", sector=["electronics"])
    first = figures(app)[0]["data"][0]
    assert {"array", "arrayminus"} <= set(first["error_x"])
    assert len(drawings(app)) >= 3


def test_two_things_are_told_against_each_other_with_intervals() -> None:
    app = open_view("compare", with_topic=["sector:electronics", "sector:chemistry"])
    titles = [header.value for header in app.header]
    assert "Difference: Chemistry minus Radio electronics" in titles
    bars = figures(app)[titles.index("Difference: Chemistry minus Radio electronics")]["data"][0]
    assert [point[1] for point in bars["customdata"]] == ["tax-relief", "grants"]


def test_event_sets_the_day_and_another_day_lets_go_of_it() -> None:
    app = open_view("compare", compare="day")
    event = app.selectbox(key="split_event").options[0]
    app.selectbox(key="split_event").set_value(event).run()
    assert not app.exception
    day = app.query_params["split"]
    assert app.date_input(key="split").value == date.fromisoformat(day)
    app.date_input(key="split").set_value(date(2021, 6, 1)).run()
    assert app.selectbox(key="split_event").value is None
    assert app.query_params["split"] == "2021-06-01"


def test_one_thing_alone_asks_for_another() -> None:
    app = open_view("compare", with_topic=["sector:electronics"])
    assert app.info[0].value == "Choose at least two things to compare."


def test_ready_comparison_is_one_click_away() -> None:
    app = open_view("compare")
    app.button(key="ready_languages").click().run()
    assert bars_of(app) == [["en", 10], ["ru", 10]]
    assert app.query_params["compare"] == "language"


@pytest.mark.parametrize(
    ("start", "months", "there"),
    [
        pytest.param(date(2024, 3, 31), -1, date(2024, 2, 29), id="shorter month"),
        pytest.param(date(2022, 2, 24), 12, date(2023, 2, 24), id="a year on"),
        pytest.param(date(2022, 1, 1), -12, date(2021, 1, 1), id="a year back"),
    ],
)
def test_day_is_moved_by_months(start: date, months: int, there: date) -> None:
    assert moved(start, months) == there


@pytest.mark.parametrize(
    ("axis", "changes"),
    [
        pytest.param(
            "sector", {"sector": ["a", "b"], "sector_match": "all"}, id="topic of the same axis"
        ),
        pytest.param(
            "theme",
            {"sector": ["a"], "sector_match": "any", "theme": ["b"], "theme_match": "any"},
            id="topic of another axis",
        ),
    ],
)
def test_topic_of_a_thing_opens_the_articles_that_have_it(
    axis: str, changes: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: dict[str, Any] = {}
    monkeypatch.setattr(
        things, "open_page", lambda page, **wanted: opened.update(wanted, page=page)
    )
    thing = Compared("sector:a", "A", Choice(), {"sector": ["a"], "sector_match": "any"}, "sector")
    open_topic([thing], "sector:a", axis, "b")
    assert opened == {"page": "articles", **changes}
