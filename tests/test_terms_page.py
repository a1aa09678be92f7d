"""The page Terms and the reader of the page Articles, without a browser."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest
import streamlit as st_module
from streamlit.testing.v1 import AppTest

from analysis import AxisChoice, Choice
from analysis.schema import FACTS, TAGS
from analysis.store import Store
from dashboard import state
from dashboard.charts.terms import plain
from dashboard.desk import Desk
from dashboard.texts import Words
from dashboard.views import terms
from tests.browser.small_corpus import make_articles
from tests.drawn import drawings

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = """
import sys
sys.path.insert(0, {root!r})
from dashboard import address, state
from dashboard.desk import set_out
from dashboard.texts import Words
from dashboard.views import {name} as page
words = Words(address.current_language())
loaded = state.holdings()
view, _ = address.sync(loaded, {name!r}, page.parameters(loaded))
page.show(set_out(loaded, words, view))
"""
PART = """
import sys
sys.path.insert(0, {root!r})
from dashboard import address, state
from dashboard.desk import set_out
from dashboard.reader.drawer import show_part
from dashboard.reader.text import with_evidence
from dashboard.texts import Words
from dashboard.views import articles as page
words, loaded = Words(address.current_language()), state.holdings()
view, _ = address.sync(loaded, "articles", page.parameters(loaded))
desk = set_out(loaded, words, view)
with state.open_store() as store:
    article, tags = store.article({article!r}), with_evidence(store.tags_of({article!r}))
show_part({part!r}, desk, article, loaded.corpus.row_of({article!r}), tags)
"""
TAXONOMY = """
[[topic]]
key = "electronics"
label = { en = "Electronics", ru = "Электроника" }
about = { en = "Chips.", ru = "Чипы." }
strong = { ru = ['"завод чипов"'], en = ["chip"] }
weak = { ru = ["чип"] }

[[topic]]
key = "chemistry"
label = { en = "Chemistry", ru = "Химия" }
about = { en = "Chemicals.", ru = "Химия." }
strong = { ru = ["химия"] }
weak = { ru = ["комбинат"] }
"""


def many_articles() -> pd.DataFrame:
    """Forty articles of 2023 and 2024: on drones the later ones, on machine tools the others."""
    one = make_articles().iloc[[0] * 40].reset_index(drop=True)
    new = pd.Series(range(40)) % 4 == 0
    return one.assign(
        article_id=[f"a{number}" for number in range(40)],
        published_date=pd.to_datetime(["2023-05-01"] * 20 + ["2024-05-01"] * 20).astype(
            "datetime64[s]"
        ),
        url=[f"https://example.org/{number}" for number in range(40)],
        title=[f"Новость {number}" for number in range(40)],
        text=["Завод чипов и дроны." if is_new else "Станок собран." for is_new in new],
        story_id=["a0" if number in (0, 4) else f"a{number}" for number in range(40)],
        language="ru",
    )


@pytest.fixture(autouse=True)
def monitor_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = tmp_path / "monitor.sqlite"
    articles = many_articles()
    tags = [
        (key, "sector", "electronics", 0.9, "rules", "[]", "t1", "")
        for key, text in zip(articles["article_id"], articles["text"], strict=True)
        if "чипов" in text
    ]
    with Store.open(path, create=True) as store:
        number = store.begin_import("test")
        store.add(number, articles)
        store.end_import(number)
        ids = articles["article_id"].tolist()
        table = pd.DataFrame(tags, columns=list(TAGS))
        nothing = pd.DataFrame([], columns=list(FACTS))
        store.write_tags(ids, table, nothing, taxonomy="t1", model="")
        store.note_versions(taxonomy="t1", model="")
    folder = tmp_path / "taxonomy"
    folder.mkdir()
    (folder / "sectors.toml").write_text(TAXONOMY, encoding="utf-8")
    monkeypatch.setenv("MONITOR_STORE", str(path))
    monkeypatch.setenv("MONITOR_TAXONOMY", str(folder))
    monkeypatch.setattr(state, "load_model", lambda: None)
    yield path
    st_module.cache_resource.clear()
    st_module.cache_data.clear()


def open_page(name: str, **link: object) -> AppTest:
    script = SCRIPT.format(root=str(ROOT), name=name)
    app = AppTest.from_string(script, default_timeout=60)
    for key, value in {"lang": "en", **link}.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return app


def html(app: AppTest) -> str:
    return " ".join(str(block.proto.body) for block in app.get("html"))


def figure(app: AppTest, name: str) -> list[dict[str, Any]]:
    (drawn,) = [one for one in drawings(app) if name in one.id]
    return list(drawn.figure["data"])


def test_terms_are_compared_period_by_period_and_said_in_a_sentence() -> None:
    app = open_page("terms", terms=["дрон", "станок", '"завод чипов"'], terms_step="year")
    lines = [one for one in figure(app, "chart_terms") if one["mode"] == "lines+markers"]
    assert [line["name"] for line in lines] == ["дрон", "станок", "завод чипов"]
    assert app.multiselect(key="terms").value == ["дрон", "станок", '"завод чипов"']
    assert "“дрон” appears first on 1 May 2023 (10 articles in all)." in html(app)


@pytest.mark.parametrize(
    ("link", "unfinished"),
    [
        pytest.param({}, ["2024-01-01"], id="the corpus ends in May 2024"),
        pytest.param({"to": "2023-12-31"}, [], id="a silent half year is over too"),
        pytest.param({"to": "2023-11-30"}, ["2023-01-01"], id="chosen days end before"),
        pytest.param({"from": "2024-02-01"}, ["2024-01-01"], id="chosen days begin within"),
    ],
)
def test_a_period_is_unfinished_when_corpus_or_chosen_days_end_before_it(
    link: dict[str, str], unfinished: list[str]
) -> None:
    app = open_page("terms", terms=["станок"], terms_step="year", **link)
    hollow = [line for line in figure(app, "chart_terms") if line["mode"] == "markers"]
    assert [meaning[2] for line in hollow for meaning in line["customdata"]] == unfinished


def test_a_term_that_cannot_be_read_is_said_and_the_others_are_drawn() -> None:
    app = open_page("terms", terms=["дрон AND", "станок"])
    assert "cannot be read" in app.error[0].value
    assert app.text[0].value.startswith("дрон AND\n")
    assert {line["name"] for line in figure(app, "chart_terms")} == {"станок"}


def test_at_most_six_terms_are_taken_from_a_link() -> None:
    app = open_page("terms", terms=[f"слово{number}" for number in range(8)])
    assert len(app.multiselect(key="terms").value) == 6


def test_terms_that_nobody_wrote_say_how_to_go_on() -> None:
    app = open_page("terms", terms=["ничегоподобного"])
    assert any("None of these terms" in box.value for box in app.info)


def test_distinctive_terms_are_those_of_the_selection() -> None:
    app = open_page("terms", sector=["electronics"])
    bars, _ = figure(app, "chart_keyness")
    assert [meaning[0] for meaning in bars["customdata"]] == ['"Завод чипов"', "дрон"]
    assert [meaning[1] for meaning in bars["customdata"]] == [10, 10]
    assert "More frequent here than elsewhere, above all" in html(app)


def test_without_a_selection_there_is_nothing_distinctive() -> None:
    app = open_page("terms")
    assert any("Nothing is left to compare with" in box.value for box in app.info)


def test_the_period_of_new_terms_can_be_linked_to() -> None:
    app = open_page("terms", new_step="year", new_from="2024-03-09")
    assert app.selectbox(key="new_from").value is not None
    assert any("No term rose clearly in 2024" in box.value for box in app.info)
    early = open_page("terms", new_step="year", new_from="2023-01-01")
    assert any("in or before 2023" in box.value for box in early.info)


def test_opening_a_term_keeps_what_was_counted() -> None:
    app = open_page("terms", sector=["electronics"], q="чип OR дрон", count="stories")
    bars, _ = figure(app, "chart_keyness")
    assert bars["text"] == ["9", "9"]  # two of the ten articles are one story


def opened(monkeypatch: pytest.MonkeyPatch, call: Callable[[Desk], None]) -> dict[str, Any]:
    """What a click asks for on a desk of electronics that searches for drones since May 2024."""
    asked: dict[str, Any] = {}
    monkeypatch.setattr(terms, "open_page", lambda page, **changes: asked.update(changes))
    choice = Choice(first=date(2024, 5, 1), query="дрон")
    choice = choice.with_axis("sector", AxisChoice(("electronics",), match_all=True))
    nothing = np.zeros(0, bool)
    call(Desk(cast(Any, None), Words("en"), {}, choice, nothing, ""))
    return {key: value for key, value in asked.items() if value not in ([], "any")}


def test_a_click_opens_what_was_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    quarter = date(2024, 4, 1)
    assert opened(monkeypatch, lambda desk: terms._open(desk, "чип", quarter, 3)) == {
        "q": "(дрон) AND (чип)",
        "sector": ["electronics"],
        "sector_match": "all",
        "from": date(2024, 5, 1),
        "to": date(2024, 6, 30),
    }
    # What is new is counted whatever the dates of the filters are.
    new = opened(monkeypatch, lambda desk: terms._open(desk, "чип", quarter, 3, language="ru"))
    assert (new["from"], new["language"]) == (quarter, ["ru"])


@pytest.mark.parametrize("step", ["month", "quarter", "year"])
def test_a_period_begins_with_its_first_month(step: str) -> None:
    expected = {"month": date(2024, 8, 1), "quarter": date(2024, 7, 1), "year": date(2024, 1, 1)}
    assert terms._beginning(date(2024, 8, 9), terms.PERIODS[step]) == expected[step]


def test_what_a_reader_types_is_no_markup_in_a_figure() -> None:
    assert plain("<b>x</b> & y") == "‹b›x‹/b› ＆ y"


def test_reader_opens_with_the_text_and_works_out_nothing_else() -> None:
    app = open_page("articles", article="a4")
    assert [tab.label for tab in app.tabs] == [
        "Text and tags", "Why, why not", "Similar articles", "Story",
    ]  # fmt: skip
    assert "Завод чипов и дроны." in html(app)
    assert "similar_table" not in {one.key for one in app.dataframe if one.key}


def part(name: str, article: str = "a4", language: str = "en") -> AppTest:
    script = PART.format(root=str(ROOT), part=name, article=article, language=language)
    app = AppTest.from_string(script, default_timeout=60)
    app.query_params["lang"] = language
    app.run()
    assert not app.exception
    return app


def test_why_and_why_not_are_told_of_any_topic() -> None:
    app = part("why")
    shown = html(app)
    assert "Has the topic “Electronics”: score" in shown
    assert "Without the rule" in shown
    box = app.selectbox[0]
    assert box.options == ["✓ Sectors: Electronics", "Sectors: Chemistry"]
    box.set_value(("sector", "chemistry")).run()
    assert "Does not have the topic “Chemistry”" in html(app)
    assert "No rule of this topic hits" in html(app)


def test_a_link_opens_a_part_of_the_reader_with_its_topic() -> None:
    app = open_page("articles", article="a4", reader="why", why="sector:chemistry")
    assert "Does not have the topic “Chemistry”" in html(app)
    (link,) = [one.proto.url for one in app.get("link_button") if "article=a4" in one.proto.url]
    assert "reader=why" in link


def test_similar_articles_name_the_words_that_make_them_so() -> None:
    table = part("similar").dataframe[0].value
    assert len(table) == 9
    assert table["score"].tolist() == [1.0] * 9
    assert table["note"].tolist() == ["same story", *["nearly the same text"] * 8]
    assert table["words"].iloc[0][0].endswith("%")


def test_story_tells_who_was_first() -> None:
    app = part("story")
    assert "First published by Ведомости, 1 May 2023; 2 articles from 1 source." in html(app)
    assert app.dataframe[0].value["note"].tolist() == ["", "this article"]
    assert any("No other article" in box.value for box in part("story", "a8").info)


@pytest.mark.parametrize("name", ["why", "similar", "story"])
def test_every_part_speaks_russian(name: str) -> None:
    assert part(name, language="ru")
