"""Chart, table and download show one number, and it is the one that a person would count."""

import csv
import io
import math
import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import streamlit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from analysis import (
    COUNTS,
    AxisChoice,
    Choice,
    Store,
    article_table,
    load_corpus,
    load_taxonomy,
    open_archive,
    select,
)
from analysis.schema import ARTICLES, FACTS, TAGS
from tests.drawn import drawings

APP = Path(__file__).resolve().parent.parent / "dashboard" / "app.py"
SECTORS = ("electronics", "chemistry", "machine-tools", "unmanned")
COUNTRIES = ("russia", "china")
SOURCES = ("Wire", "Ведомости")
DAYS = [date(2024, 1, 1) + timedelta(days=9 * step) for step in range(12)]


@dataclass(frozen=True)
class Paper:
    """An article as a person sees it who counts by hand."""

    name: str
    day: date
    source: str
    story: str
    sectors: frozenset[str]
    countries: frozenset[str]


def make_papers() -> list[Paper]:
    drawn = random.Random(6)
    return [
        Paper(
            name=f"n{number:02}",
            day=drawn.choice(DAYS),
            source=drawn.choice(SOURCES),
            story=f"s{drawn.randrange(20)}",
            sectors=frozenset(drawn.sample(SECTORS, drawn.randrange(4))),
            countries=frozenset(drawn.sample(COUNTRIES, drawn.randrange(3))),
        )
        for number in range(36)
    ]


PAPERS = make_papers()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("numbers") / "monitor.sqlite"
    articles = pd.DataFrame(
        {
            "article_id": [paper.name for paper in PAPERS],
            "published_date": np.array([paper.day for paper in PAPERS], "datetime64[s]"),
            "source_name": [paper.source for paper in PAPERS],
            "story_id": [paper.story for paper in PAPERS],
            "title": [f"Paper {paper.name}" for paper in PAPERS],
        }
    ).assign(
        date_precision="day", published_at="", first_seen="", kind="", url="", text="",
        language="en", extra="", import_id=0,
    )  # fmt: skip
    tags = pd.DataFrame(
        [
            (paper.name, axis, topic, 0.9, "rules", "[]", "t1", "")
            for paper in PAPERS
            for axis, topics in (("sector", paper.sectors), ("country", paper.countries))
            for topic in topics
        ],
        columns=list(TAGS),
    )
    with Store.open(path, create=True) as opened:
        number = opened.begin_import("numbers")
        opened.add(number, articles[list(ARTICLES)])
        opened.end_import(number)
        nothing = pd.DataFrame([], columns=list(FACTS))
        ids = [paper.name for paper in PAPERS]
        opened.write_tags(ids, tags, nothing, taxonomy="t1", model="")
        opened.note_versions(taxonomy="t1", model="")
    return path


@dataclass
class Shown:
    """What a run of the page has drawn and offered."""

    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    files: dict[str, Any] = field(default_factory=dict)


@pytest.fixture
def shown(store: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shown]:
    seen = Shown()
    monkeypatch.setenv("MONITOR_STORE", str(store))

    def dataframe(table: pd.DataFrame, *, alt: str = "", **_: object) -> Any:
        seen.tables[alt] = getattr(table, "data", table)  # as numbers, not as they are written

    def download_button(label: str, data: Any, **_: object) -> bool:
        seen.files[label] = data
        return False

    monkeypatch.setattr(streamlit, "dataframe", dataframe)
    monkeypatch.setattr(streamlit, "download_button", download_button)
    yield seen
    streamlit.cache_resource.clear()
    streamlit.cache_data.clear()


CHOICES = st.fixed_dictionaries(
    {
        "sector": st.lists(st.sampled_from(SECTORS), unique=True, max_size=2),
        "not_country": st.lists(st.sampled_from(COUNTRIES), unique=True, max_size=1),
        "source": st.lists(st.sampled_from(SOURCES), unique=True, max_size=1),
        "from": st.none() | st.sampled_from(DAYS),
        "sector_match": st.sampled_from(["any", "all"]),
    }
)


def meets(paper: Paper, choice: dict[str, Any], *, only_collection: bool = False) -> bool:
    """Whether a person would keep the article."""
    if choice["source"] and paper.source not in choice["source"]:
        return False
    if choice["from"] and paper.day < choice["from"]:
        return False
    if only_collection:
        return True
    if paper.countries & set(choice["not_country"]):
        return False
    wanted = set(choice["sector"])
    if choice["sector_match"] == "all":
        return wanted <= paper.sectors
    return not wanted or bool(wanted & paper.sectors)


def counted(topic: str, choice: dict[str, Any], way: str, months: tuple[date, ...] = ()) -> float:
    """The number that a person finds, one article after the other; nan: a share of nothing."""
    papers = [paper for paper in PAPERS if not months or paper.day.replace(day=1) in months]
    kept = [paper for paper in papers if meets(paper, choice) and topic in paper.sectors]
    if way == "stories":
        return len({paper.story for paper in kept})
    if way == "fractional":
        return sum(1 / len(paper.sectors) for paper in kept)
    if way == "share":
        base = sum(meets(paper, choice, only_collection=True) for paper in papers)
        return len(kept) / base if base else math.nan
    return len(kept)


def by_month(choice: dict[str, Any], way: str) -> dict[tuple[str, str], float]:
    """The numbers of a person for each sector and month that have an article."""
    found = {}
    for topic in SECTORS:
        for month in sorted({paper.day.replace(day=1) for paper in PAPERS}):
            if counted(topic, choice, "articles", (month,)):
                found[topic, str(month)] = counted(topic, choice, way, (month,))
    return found


def open_page(choice: dict[str, Any], way: str) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.query_params["lang"], app.query_params["count"] = "en", way
    for key, value in choice.items():
        if value:
            app.query_params[key] = str(value) if isinstance(value, date) else value
    app.run()
    assert not app.exception
    return app


def bars_of(app: AppTest) -> dict[str, float]:
    """Topics of the ranking and the lengths of their bars, as the browser gets them."""
    for drawn in drawings(app):
        trace = drawn.figure["data"][0]
        if trace.get("orientation") == "h" and "base" not in trace:
            topics = [meaning[0] for meaning in trace["customdata"]]
            return dict(zip(topics, trace["x"], strict=True))
    return {}


def points_of(app: AppTest) -> dict[tuple[str, str], float]:
    """Sector and month of the marks of the trend, with their heights; not those on the ground."""
    lines = drawings(app)[0].figure["data"]
    return {
        (topic, start): height
        for line in lines
        for (topic, count, start, _), height in zip(line["customdata"], line["y"], strict=True)
        if count and topic in SECTORS
    }


def cells_of(app: AppTest) -> dict[tuple[str, str], int]:
    """Sector and month of the cells of the heat map, with the articles that a click opens."""
    cells = next(
        drawn.figure["data"][0] for drawn in drawings(app) if drawn.id.endswith("chart_heat")
    )
    return {(topic, start): count for topic, count, start in cells["customdata"] if count}


def values_of(rows: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], float]:
    """Sector and month of the rows of a table or file, with their numbers."""
    return {
        (row["topic"], str(row["period_start"])[:10]): float(row["value"])
        for row in rows
        if float(row["article_count"]) and row["topic"] in SECTORS
    }


def downloaded_rows(shown: Shown) -> list[dict[str, str]]:
    text = shown.files["CSV"]().decode("utf-8-sig")
    lines = [line for line in text.splitlines(keepends=True) if not line.startswith("#")]
    return list(csv.DictReader(io.StringIO("".join(lines))))


@pytest.mark.parametrize("way", COUNTS)
@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(choice=CHOICES)
def test_chart_table_and_download_agree_with_a_count_by_hand(
    shown: Shown, way: str, choice: dict[str, Any]
) -> None:
    expected = {topic: counted(topic, choice, way) for topic in SECTORS if any(
        meets(paper, choice) and topic in paper.sectors for paper in PAPERS
    )}  # fmt: skip
    app = open_page(choice, way)
    if expected:
        kept = sum(meets(paper, choice) for paper in PAPERS)
        assert app.metric[0].value == str(kept)
    percent = 100 if way == "share" else 1
    drawn = bars_of(app)
    assert drawn == pytest.approx({topic: value * percent for topic, value in expected.items()})
    if not expected:
        return
    app.button(key="data_ranking").click().run()
    table = next(table for alt, table in shown.tables.items() if alt.startswith("Ranking"))
    assert dict(zip(table["topic"], table["value"], strict=True)) == pytest.approx(expected)
    downloaded = {row["topic"]: float(row["value"]) for row in downloaded_rows(shown)}
    assert downloaded == pytest.approx(expected)


@pytest.mark.parametrize("way", COUNTS)
@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(choice=CHOICES)
def test_trend_and_heat_map_agree_with_a_count_by_hand_month_by_month(
    shown: Shown, way: str, choice: dict[str, Any]
) -> None:
    everything = by_month(choice, way)
    if not everything:
        return
    asked = choice["sector"] or SECTORS  # the trend follows the filter, the heat map shows all
    expected = {place: value for place, value in everything.items() if place[0] in asked}
    app = open_page({**choice, "step": "month"}, way)
    percent = 100 if way == "share" else 1
    assert points_of(app) == pytest.approx(
        {place: value * percent for place, value in expected.items()}
    )
    assert cells_of(app) == by_month(choice, "articles")
    for chart, numbers in (("trend", expected), ("heat", everything)):
        shown.tables.clear()
        app.button(key=f"data_{chart}").click().run()
        (table,) = (one for one in shown.tables.values() if "period_start" in one)
        assert values_of(table.to_dict("records")) == pytest.approx(numbers)
        assert values_of(downloaded_rows(shown)) == pytest.approx(numbers)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(choice=CHOICES)
def test_list_and_its_download_hold_what_is_counted(store: Path, choice: dict[str, Any]) -> None:
    taxonomy = load_taxonomy()
    with open_archive(store) as archive:
        corpus = load_corpus(archive, taxonomy)
    wishes = Choice(first=choice["from"], sources=tuple(choice["source"]))
    wishes = wishes.with_axis(
        "sector",
        AxisChoice(include=tuple(choice["sector"]), match_all=choice["sector_match"] == "all"),
    ).with_axis("country", AxisChoice(exclude=tuple(choice["not_country"])))
    mask = select(corpus, wishes, search=lambda _: np.ones(len(corpus), bool))
    listed = article_table(corpus, mask, taxonomy, language="en")
    assert set(listed["article_id"]) == {paper.name for paper in PAPERS if meets(paper, choice)}
