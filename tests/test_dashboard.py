"""The dashboard without a browser: pages, link, words and escaping."""

import importlib
import json
import pkgutil
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from string import Formatter
from typing import Any

import numpy as np
import pandas as pd
import pytest
import streamlit as st_module
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from analysis import load_quality
from dashboard import charts, texts
from dashboard.charts import base
from dashboard.render import STRENGTHS, Span, TagRow, highlighted, safe_link, tag_table
from dashboard.settings import TAXONOMY, taxonomy_name
from dashboard.texts import Words, en, ru
from dashboard.views import overview
from tests.browser.small_corpus import make_store
from tests.drawn import drawings

APP = Path(__file__).resolve().parent.parent / "dashboard" / "app.py"


@pytest.fixture(autouse=True)
def monitor_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = make_store(tmp_path / "monitor.sqlite")
    monkeypatch.setenv("MONITOR_STORE", str(path))
    yield path
    st_module.cache_resource.clear()
    st_module.cache_data.clear()


def open_page(**link: object) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    for key, value in {"lang": "en", **link}.items():
        app.query_params[key] = value
    return app.run()


def link_of(app: AppTest) -> dict[str, str]:
    return {
        key: value if isinstance(value, str) else "&".join(value)
        for key, value in dict(app.query_params).items()
    }


def test_overview_says_what_the_corpus_holds() -> None:
    app = open_page()
    assert not app.exception
    assert [(metric.label, metric.value) for metric in app.metric] == [
        ("Articles", "6"), ("Sources", "2"), ("Period", "2023–2024"),
        ("Imported", app.metric[3].value),
    ]  # fmt: skip
    assert len(drawings(app)) == 3
    assert any("1 article without a date" in text.value for text in app.caption)


def test_link_sets_the_filters_and_the_charts_follow() -> None:
    app = open_page(sector=["electronics"], **{"from": "2024-02-01"})
    assert app.multiselect(key="sector").value == ["electronics"]
    assert app.metric[0].value == "2"
    bars = drawings(app)[1].figure["data"][0]
    assert [point[:2] for point in bars["customdata"]] == [["electronics", 2], ["chemistry", 1]]


def test_filter_is_written_into_the_link_by_key_in_both_languages() -> None:
    app = open_page(lang="ru")
    app.multiselect(key="sector").set_value(["chemistry"]).run()
    assert link_of(app) == {"lang": "ru", "sector": "chemistry"}
    app.segmented_control(key="lang").set_value("en").run()
    assert link_of(app) == {"lang": "en", "sector": "chemistry"}
    assert app.metric[0].value == "3"


def test_only_articles_on_industrial_policy_are_kept_on_demand() -> None:
    app = open_page(relevant="1")
    assert not app.exception
    assert app.toggle(key="relevant").value
    assert app.metric[0].value == "1"
    assert app.toggle(key="relevant").label == "Only industrial policy (1)"
    app.toggle(key="relevant").set_value(False).run()
    assert link_of(app) == {"lang": "en"}
    assert app.metric[0].value == "6"


def shown(app: AppTest) -> str:
    return " ".join(str(block.proto) for block in app.get("html"))


def test_chosen_topic_says_how_good_its_tag_is() -> None:
    quality = load_quality()
    assert quality is not None
    figures = quality.of_topic("sector", "electronics").set_index("language")
    precision = f"{figures['precision']['ru']:.0%}"
    assert f"Russian: {precision} right" in shown(open_page(sector=["electronics"]))
    assert "in real news" not in shown(open_page())


def test_unknown_values_of_a_link_are_dropped_with_a_note() -> None:
    app = open_page(sector=["ghost", "chemistry"], **{"from": "yesterday", "page": "x"})
    assert app.multiselect(key="sector").value == ["chemistry"]
    assert app.warning[0].value.startswith("The link asked for values")
    assert app.text[0].value.split("\n") == ["sector = ghost", "from = yesterday"]
    assert app.metric[0].value == "3"


def test_empty_result_says_how_to_leave_it() -> None:
    app = open_page(language=["ru"], not_sector=["electronics", "chemistry"])
    assert "Remove one of the filters" in app.info[0].value
    app.button(key="reset_here").click().run()
    assert app.metric[0].value == "6"
    assert link_of(app) == {"lang": "en"}


def test_broken_query_says_how_to_mend_it() -> None:
    app = open_page(q="chips AND (plant")
    assert not app.exception
    assert not app.metric
    assert app.error[0].value.startswith("The search cannot be read")
    assert any(")" in text.value or "(" in text.value for text in app.text)


def test_unknown_topic_in_a_query_is_an_answer_and_no_failure() -> None:
    app = open_page(q="sector:ghost")
    assert not any("went wrong" in error.value for error in app.error)
    assert not app.metric
    assert any("there is no sector" in text.value for text in app.text)


def test_missing_store_names_the_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MONITOR_STORE", str(tmp_path / "nowhere.sqlite"))
    app = open_page()
    assert not app.exception
    assert app.title[0].value == "There is no corpus yet."
    assert any("make run" in text.value for text in app.markdown)


def test_file_that_is_no_store_is_said_in_words(monitor_store: Path) -> None:
    monitor_store.write_bytes(b"this is no database" * 100)
    app = open_page()
    assert not app.exception
    assert app.title[0].value == "The corpus cannot be read."


def test_options_come_with_their_counts_and_the_biggest_first() -> None:
    app = open_page()
    assert app.multiselect(key="language").options == ["English (4)", "Russian (2)"]
    assert app.multiselect(key="source").options == ["Wire (4)", "Ведомости (2)"]
    assert app.multiselect(key="country").options == ["Russia (2)"]


def test_topic_without_articles_is_offered_only_where_a_link_asked_for_it() -> None:
    app = open_page(sector=["nuclear", "chemistry"])
    assert app.multiselect(key="sector").options[-1].endswith("(0)")
    app.multiselect(key="sector").set_value(["chemistry"]).run()
    assert app.multiselect(key="sector").value == ["chemistry"]
    assert link_of(app) == {"lang": "en", "sector": "chemistry"}
    assert app.metric[0].value == "3"


def test_what_few_readers_need_is_sent_only_while_its_box_is_open() -> None:
    def options(app: AppTest) -> list[int]:
        return [len(box.options) for box in app.multiselect if box.key == "not_sector"]

    app = open_page()
    assert options(app) == []
    app.session_state["exclude_box"] = True
    assert options(app.run()) == [2]
    app.multiselect(key="not_sector").set_value(["chemistry"]).run()
    app.session_state["exclude_box"] = False
    app.run()
    assert (options(app), link_of(app)) == ([], {"lang": "en", "not_sector": "chemistry"})
    app.button(key="undo").click().run()
    assert link_of(app) == {"lang": "en"}
    assert options(open_page(not_sector=["chemistry"])) == [2]


def test_reversed_dates_are_said_in_words() -> None:
    app = open_page(**{"from": "2024-03-01", "to": "2024-01-01"})
    assert "later than" in app.info[0].value
    assert "later than" in app.sidebar.warning[0].value
    assert not open_page(**{"from": "2024-01-01", "to": "2024-01-01"}).sidebar.warning


@pytest.mark.parametrize(
    ("origin", "is_bundled"),
    [
        ("data/sample", True), ("/srv/monitor/data/sample", True), ("C:\\m\\data\\sample", True),
        ("data/sample/briefs-2024.jsonl", True), ("my/data", False), ("sample", False),
    ],
)  # fmt: skip
def test_bundled_briefs_are_named_as_such_in_both_languages(
    monitor_store: Path, monkeypatch: pytest.MonkeyPatch, origin: str, is_bundled: bool
) -> None:
    path = make_store(monitor_store.with_name("other.sqlite"), origin=origin)
    monkeypatch.setenv("MONITOR_STORE", str(path))
    for language, start in (("en", "Bundled corpus"), ("ru", "Корпус из комплекта")):
        captions = [text.value for text in open_page(lang=language).caption]
        assert any(text.startswith(start) and "233" in text for text in captions) == is_bundled


def test_number_of_bundled_events_is_that_of_the_files() -> None:
    lines = [
        line
        for path in (APP.parent.parent / "data" / "sample").glob("*.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    events = {json.loads(line)["event_id"] for line in lines}
    assert f"{len(events)} events" in en.WORDS["bundled"]
    assert f"{len(events)} событиях" in ru.WORDS["bundled"]


def test_taxonomy_comes_from_the_folder_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONITOR_TAXONOMY", str(tmp_path / "nowhere"))
    app = open_page()
    assert app.title[0].value.startswith("The taxonomy files have faults")
    assert "nowhere" in app.text[0].value
    assert taxonomy_name() == "nowhere"
    monkeypatch.setenv("MONITOR_TAXONOMY", str(TAXONOMY))
    assert taxonomy_name() == "data/taxonomy"


@pytest.mark.parametrize(
    ("dates", "period"),
    [
        ((None, None), "month"),
        ((date(2022, 1, 15), date(2024, 12, 1)), "month"),
        ((date(2022, 1, 15), date(2025, 1, 1)), "quarter"),
        ((date(2014, 1, 1), date(2026, 1, 1)), "year"),
    ],
)
def test_heat_map_takes_the_finest_step_that_draws_all_chosen_dates(
    dates: tuple[date | None, date | None], period: str
) -> None:
    assert overview._heat_period(dates) == period


def notes(app: AppTest) -> list[str]:
    return [element.proto.body for element in app.get("html")]


def test_heat_caption_speaks_of_what_is_drawn() -> None:
    app = open_page()
    caption = next(text for text in notes(app) if "Incomplete: March 2024" in text)
    assert "n = 4 · January 2024 to March 2024" in caption
    assert "2 articles not drawn" in caption
    app = open_page(**{"from": "2023-01-01", "to": "2024-02-20"})
    caption = next(text for text in notes(app) if "Incomplete: February" in text)
    assert "n = 3 · January 2023 to February 2024" in caption


def test_menu_of_a_phone_says_how_many_filters_are_active() -> None:
    app = open_page(sector=["chemistry"], not_country=["russia"], q="park")
    bodies = [element.proto.body for element in app.get("html")]
    assert any('content: "Menu and filters (3 active)"' in body for body in bodies)


def trend_lines(app: AppTest) -> list[dict[str, Any]]:
    return list(drawings(app)[0].figure["data"])


def test_period_that_the_articles_do_not_fill_is_a_hollow_mark_beside_the_line() -> None:
    app = open_page(step="month", sector=["chemistry"])
    line, hollow = trend_lines(app)
    assert (line["mode"], [point[2] for point in line["customdata"]]) == (
        "lines+markers", ["2024-02-01"],
    )  # fmt: skip
    assert (hollow["mode"], [point[2] for point in hollow["customdata"]]) == (
        "markers", ["2024-03-01"],
    )  # fmt: skip
    assert hollow["marker"]["symbol"].endswith("-open")
    assert any("are incomplete: March 2024" in text for text in notes(app))


def test_period_that_the_articles_fill_is_joined_to_the_line() -> None:
    app = open_page(step="month", sector=["electronics"])
    assert [line["mode"] for line in trend_lines(app)] == ["lines+markers"]
    assert not any("incomplete:" in text for text in notes(app))


def test_any_and_all_of_one_kind() -> None:
    both = {"sector": ["electronics", "chemistry"]}
    assert open_page(**both).metric[0].value == "5"
    assert open_page(sector_match="all", **both).metric[0].value == "1"


def test_interface_words_have_the_same_keys_and_gaps() -> None:
    assert list(en.WORDS) == list(ru.WORDS)

    def gaps(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    assert {key: gaps(text) for key, text in en.WORDS.items()} == {
        key: gaps(text) for key, text in ru.WORDS.items()
    }


@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_page_overwrites_the_words_of_another(language: str) -> None:
    owners: dict[str, set[str]] = {}
    for module in pkgutil.iter_modules(texts.__path__, prefix="dashboard.texts."):
        if module.name.startswith(f"dashboard.texts.{language}_"):
            for name, words in vars(importlib.import_module(module.name)).items():
                if name.isupper() and isinstance(words, Mapping) and "CODES" not in name:
                    for key, said in words.items():
                        owners.setdefault(key, set()).add(said)
    assert {key: said for key, said in owners.items() if len(said) > 1} == {}


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "1 статья"),
        (2, "2 статьи"),
        (5, "5 статей"),
        (11, "11 статей"),
        (1234, "1\xa0234 статьи"),
    ],
)
def test_russian_counts(number: int, text: str) -> None:
    assert Words("ru").count(number, "article") == text


def test_counts_after_of_stand_in_the_genitive() -> None:
    russian = [Words("ru").count(number, "of_article") for number in (1, 2, 5, 21)]
    assert russian == ["1 статьи", "2 статей", "5 статей", "21 статьи"]
    assert Words("en").count(1, "of_article") == "1 article"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_kind_of_the_bundled_corpus_has_a_name(language: str) -> None:
    lines = [
        line
        for path in sorted((APP.parent.parent / "data" / "sample").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    kinds = {json.loads(line)["kind"] for line in lines}
    words = en.WORDS if language == "en" else ru.WORDS
    assert {kind for kind in kinds if f"kind_{kind}" not in words} == set()
    assert Words("ru").name("kind", "interview") == "интервью"


def test_unknown_kind_is_shown_as_the_source_wrote_it() -> None:
    assert Words("ru").name("kind", "Пресс-релиз") == "Пресс-релиз"


def test_dates_and_numbers_in_the_readers_form() -> None:
    assert Words("en").known_date("2024-03-05") == "5 March 2024"
    assert Words("ru").known_date("2024-03-05") == "5 марта 2024"
    assert Words("ru").known_date("2024-03") == "март 2024"
    assert Words("en").known_date("2024") == "2024"
    assert Words("en").number(1234.5, digits=1) == "1,234.5"
    assert Words("ru").percent(0.125, signed=True) == "+12\xa0%"


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://example.org/a", "https://example.org/a"),
        (" http://example.org", "http://example.org"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("//example.org", None),
        ("http://[", None),
        ("", None),
    ],
)
def test_only_web_addresses_become_links(url: str, link: str | None) -> None:
    assert safe_link(url) == link


def test_overlapping_evidence_becomes_one_mark_of_the_strongest() -> None:
    spans = [Span(0, 4, "weak"), Span(2, 6, "strong", "rule"), Span(8, 99, "model")]
    assert highlighted("a<b>cd & e", spans) == (
        '<mark class="strong" title="rule">a&lt;b&gt;cd</mark> &amp;<mark class="model"> e</mark>'
    )


class _Marks(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@settings(deadline=None)
@given(
    st.text("<>&\"'/ab\n", max_size=40),
    st.lists(
        st.builds(
            Span, st.integers(-3, 45), st.integers(-3, 45), st.sampled_from(STRENGTHS), st.text()
        ),
        max_size=6,
    ),
)
def test_highlighting_adds_marks_only_and_loses_no_letter(text: str, spans: list[Span]) -> None:
    parsed = _Marks()
    parsed.feed(highlighted(text, spans))
    parsed.close()
    assert parsed.tags <= {"mark"}
    assert parsed.text == text


def test_a_topic_keeps_its_colour_whatever_else_is_shown() -> None:
    look = charts.Look(Words("en"), str, is_dark=False)

    def colours(topics: list[str]) -> dict[str, str]:
        table = pd.DataFrame(
            {
                "topic": topics,
                "period_start": np.repeat(np.datetime64("2024-01-01", "s"), len(topics)),
                "article_count": 1,
                "share": 0.5,
                "value": 1.0,
            }
        )
        figure = charts.trend_figure(table, ["a", "b", "c"], look, period="month", way="articles")
        return {line["name"]: line["line"]["color"] for line in figure["data"]}

    assert colours(["a", "b", "c"])["c"] == colours(["c"])["c"]
    assert len(set(colours(["a", "b", "c"]).values())) == 3


def ranking_row(**cells: object) -> pd.DataFrame:
    row = {
        "topic": "a",
        "article_count": 20,
        "value": 20.0,
        "current_count": 4,
        "previous_count": 1,
    }
    return pd.DataFrame([{**row, "share": 1.0, "change": 3.0, **cells}])


@pytest.mark.parametrize(
    ("cells", "has_change", "text"),
    [
        pytest.param({}, True, "20  ▲ 4 vs 1", id="few before: both numbers"),
        pytest.param(
            {"current_count": 9, "previous_count": 12, "change": -0.25}, True, "20  ▼ −25%",
            id="enough before: per cent",
        ),
        pytest.param({"previous_count": 0}, True, "20  ▲ 4 vs 0", id="new"),
        pytest.param({"current_count": 0, "previous_count": 0}, True, "20", id="silent"),
        pytest.param({}, False, "20", id="corpus too short"),
    ],
)  # fmt: skip
def test_change_is_a_percentage_only_of_enough_articles(
    cells: dict[str, object], has_change: bool, text: str
) -> None:
    look = charts.Look(Words("en"), str, is_dark=False)
    figure = charts.ranking_figure(
        ranking_row(**cells), look, chosen=(), has_change=has_change, way="articles"
    )
    assert figure["data"][0]["text"] == [text]


@settings(deadline=None)
@given(st.lists(st.text("абв", min_size=1, max_size=14), min_size=1, max_size=9))
def test_long_names_are_wrapped_and_never_cut(parts: list[str]) -> None:
    name = " ".join(parts)
    look = charts.Look(Words("ru"), lambda _: name, is_dark=True)
    figure = charts.ranking_figure(ranking_row(), look, chosen=(), has_change=False, way="articles")
    lines = figure["layout"]["yaxis"]["ticktext"][0].split("<br>")
    assert " ".join(lines) == name
    assert max(map(len, lines)) <= base.LABEL_WIDTH + 4


def test_tag_table_escapes_what_it_shows_and_names_each_cell_for_phones() -> None:
    row = TagRow("<b>", "Sectors", "0.90", "rules", "9 of 10 <i>", ("a & b",), ('"x y"~2', "<i>"))
    table = tag_table(("Topic", "Score", "Words", "Rule"), [row])
    assert "&lt;b&gt;" in table
    assert "<small>9 of 10 &lt;i&gt;</small>" in table
    assert '<td data-label="Words">a &amp; b</td>' in table
    assert "<code>&quot;x y&quot;~2</code><code>&lt;i&gt;</code>" in table


def test_topics_differ_in_colour_line_or_marker() -> None:
    order = [f"t{number}" for number in range(24)]
    styles = {
        (style["line"]["color"], style["line"]["dash"])
        for style in (base.series_style(topic, order) for topic in order)
    }
    assert len(styles) == 24


def test_config_sends_nothing_out_and_shows_no_traceback() -> None:
    config = tomllib.loads((APP.parent.parent / ".streamlit" / "config.toml").read_text())
    assert config["browser"]["gatherUsageStats"] is False
    assert config["client"]["showErrorDetails"] == "none"
    assert config["server"]["address"] == "127.0.0.1"
