"""The page Money and horizons: what it shows, what a mark opens, and its words."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
import streamlit
from streamlit.testing.v1 import AppTest

from analysis import load_events, programmes
from analysis.facts import find_facts
from analysis.facts.acts import ACT_FORMS, ActForm
from analysis.store import Store
from dashboard.amounts import amount_range, powers, short_amount
from dashboard.charts.base import Look
from dashboard.charts.money import amounts_figure
from dashboard.charts.timeline import event_marks, programmes_figure
from dashboard.claims import act_name
from dashboard.render import Quote, Span, quote_list, source_links
from dashboard.texts import Words
from tests.browser.small_corpus import make_articles, make_tags
from tests.drawn import drawings

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from dashboard import address
from dashboard.desk import set_out
from dashboard.state import holdings
from dashboard.texts import Words
from dashboard.views import money
words = Words(address.current_language())
loaded = holdings()
view, _ = address.sync(loaded, "money", money.parameters(loaded))
money.show(set_out(loaded, words, view))
"""
TEXTS = {
    "chip-1": "Завод получит 5 млрд рублей до 2030 года. Закон № 488-ФЗ это позволяет.",
    "chip-2": "The plant costs $2 billion <script>alert(1)</script>. A ten-year programme.",
    "chip-3": "The park gets 5 billion roubles until 2030, and 10 billion roubles until 2035.",
    "chem-1": "Комбинат вложит 5 млрд рублей. Уровень локализации достиг 60%.",
}


@pytest.fixture(autouse=True, scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One store for all tests, which only read it."""
    path = tmp_path_factory.mktemp("money") / "monitor.sqlite"
    articles = make_articles()
    articles["text"] = [TEXTS.get(key, "") for key in articles["article_id"]]
    tags = make_tags()
    about = tags.iloc[[0]].assign(article_id="chem-1", axis="theme", topic="localisation")
    with Store.open(path, create=True) as written:
        number = written.begin_import("test")
        written.add(number, articles)
        written.end_import(number)
        written.write_tags(
            articles["article_id"], pd.concat([tags, about]), find_facts(articles),
            taxonomy="t1", model="",
        )  # fmt: skip
        written.note_versions(taxonomy="t1", model="")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("MONITOR_STORE", str(path))
        yield path
    streamlit.cache_resource.clear()
    streamlit.cache_data.clear()


def open_page(opened: tuple[str, list[Any]] | None = None, **link: object) -> AppTest:
    app = AppTest.from_string(SCRIPT, default_timeout=60)
    for key, value in {"lang": "en", **link}.items():
        app.query_params[key] = value
    if opened:
        app.session_state["statements_opened"] = opened
    app.run()
    assert not app.exception
    return app


def said(app: AppTest) -> str:
    return " ".join(element.proto.body for element in app.get("html"))


def marks(app: AppTest, chart: int, trace: int) -> list[Any]:
    spec = drawings(app)[chart].figure
    return list(spec["data"][trace]["customdata"])


def test_sums_are_of_the_currency_that_is_stated_most_and_equal_ones_count_once() -> None:
    app = open_page()
    titles = [header.value for header in app.header]
    assert titles[1:] == [
        "Sums by sector, RUB", "Sums by year of publication, RUB",
        "Largest sums and where they are stated", "Sums of known programmes and awards",
    ]  # fmt: skip
    assert "2 different sums in 4 statements: the median is 7.5\xa0bn\xa0RUB" in said(app)
    assert marks(app, 1, 1) == [["electronics", 2], ["chemistry", 2]]


def test_currencies_are_added_only_on_request_and_with_the_rates_shown() -> None:
    app = open_page(money_common="1")
    assert "Approximate yearly average rates" in said(app)
    rates = app.dataframe[0].value
    assert rates[["currency", "year"]].values.tolist() == [["RUB", 2024]]
    bars = drawings(app)[-2].figure["data"][0]
    assert bars["text"][0] == "2\xa0bn\xa0USD"
    assert bars["text"][1] == "10\xa0bn\xa0RUB ≈ 108\xa0m\xa0USD (1 USD = 92.60 RUB, 2024)"


def test_another_currency_can_be_chosen_and_small_sums_left_out() -> None:
    assert "1 different sum in 1 statement" in said(open_page(money_currency="USD"))
    app = open_page(money_currency="USD", money_least="1000000000")
    assert "1 different sum in 1 statement" in said(app)
    app = open_page(sector="chemistry", money_currency="USD")
    assert app.info[0].value == "These articles name no sum in USD. Choose another currency."


@pytest.mark.parametrize(
    ("link", "opened", "sentences"),
    [
        pytest.param({}, ("topic", ["electronics", 2]), ["5 млрд рублей до", "5 billion"],
                     id="sums of a topic"),
        pytest.param({}, ("year", [2024, 2]), ["5 млрд рублей до", "5 billion"], id="a year"),
        pytest.param({"money_part": "horizons"}, ("end", [2035, 1]), ["until 2035"],
                     id="an end year"),
        pytest.param({"money_part": "horizons"}, ("end_topic", ["chemistry", 1, 2035]),
                     ["until 2035"], id="an end year of a topic"),
        pytest.param({"money_part": "horizons"}, ("length", [10, 1]), ["ten-year"],
                     id="a length"),
        pytest.param({"money_part": "acts"}, ("act", ["RU law 488-FZ", 1]), ["488-ФЗ"],
                     id="an act"),
    ],
)  # fmt: skip
def test_a_mark_opens_its_sentences(
    link: dict[str, str], opened: tuple[str, list[Any]], sentences: list[str]
) -> None:
    body = said(open_page(opened, **link))
    quoted = body[body.index('<ul class="quotes">') :]
    plain = quoted.replace('<mark class="strong">', "").replace("</mark>", "")
    assert [part for part in sentences if part not in plain] == []
    assert "articles?lang=en&amp;article=" in quoted


def test_words_of_articles_are_escaped_and_marked_in_their_sentence() -> None:
    body = said(open_page(("topic", ["electronics", 1]), money_currency="USD"))
    assert "<script>" not in body
    assert '<mark class="strong">$2 billion</mark> &lt;script&gt;alert(1)&lt;/script&gt;' in body


def test_end_years_are_counted_in_the_chosen_way() -> None:
    app = open_page(money_part="horizons")
    assert marks(app, 0, 0) == [[2030, 2.0], [2035, 1.0]]
    app = open_page(money_part="horizons", count="fractional")
    assert marks(app, 0, 0) == [[2030, 1.5], [2035, 0.5]]
    app = open_page(money_part="horizons", count="share")
    assert marks(app, 0, 0) == [[2030, pytest.approx(100 / 3)], [2035, pytest.approx(100 / 6)]]


def test_shares_of_what_is_home_made_are_shown_with_their_sentences() -> None:
    app = open_page(money_part="origin")
    assert "Уровень локализации достиг" in said(app)
    assert len(marks(app, 0, 0)) == 1


def test_what_followed_says_what_is_missing() -> None:
    body = said(open_page(money_part="followed"))
    assert "Putin calls for national project on unmanned aircraft" in body
    assert "173 days" in body
    assert "of which no later act is recorded" in body
    assert "short of money" in body


@pytest.mark.parametrize("part", ["sums", "horizons", "origin", "acts", "followed"])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_part_has_words_for_nothing(part: str, language: str) -> None:
    app = open_page(money_part=part, lang=language, q="quiet")
    assert app.title[0].value == Words(language)("money_question")


def test_a_clicked_event_opens_once() -> None:
    app = AppTest.from_string(SCRIPT, default_timeout=60)
    app.query_params["lang"], app.query_params["money_part"] = "ru", "horizons"
    app.session_state["event_opened"] = "EV149"
    body = said(app.run())
    assert "696\xa0млрд\xa0RUB (план)" in body
    assert "kungur-gid.ru" in body
    assert "kungur-gid.ru" not in said(app.run())


@pytest.mark.parametrize(
    ("value", "english", "russian"),
    [
        (52.7e9, "52.7\xa0bn", "52,7\xa0млрд"), (1e12, "1\xa0tn", "1\xa0трлн"),
        (1234.5e6, "1.23\xa0bn", "1,23\xa0млрд"), (999.999e6, "1\xa0bn", "1\xa0млрд"),
        (640, "640", "640"), (0.5, "0.5", "0,5"), (0, "0", "0"),
    ],
)  # fmt: skip
def test_amounts_have_three_figures(value: float, english: str, russian: str) -> None:
    assert short_amount(value, Words("en")) == english
    assert short_amount(value, Words("ru")) == russian


def test_a_range_has_two_ends_and_a_scale_holds_its_values() -> None:
    words = Words("en")
    assert amount_range(1e9, 2e9, words) == "1\xa0bn–2\xa0bn"
    assert amount_range(1e9, np.nan, words) == "1\xa0bn"
    extent, places, names = powers([2e6, 5e8, np.nan], words)
    assert (extent, places[0], names[-1]) == ([5.9, 9.1], 1e6, "1\xa0bn")
    assert powers([], words)[0] == [-0.1, 1.1]
    assert powers([2, 5e8], words)[2] == [
        "1",
        "",
        "",
        "1\xa0k",
        "",
        "",
        "1\xa0m",
        "",
        "",
        "1\xa0bn",
    ]


@pytest.mark.parametrize("form", ACT_FORMS, ids=lambda form: form.citation)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_kind_of_act_has_a_name_of_its_own(form: ActForm, language: str) -> None:
    citation = form.citation.format(number="719")
    name = act_name(citation, Words(language))
    assert "719" in name
    assert name != citation or form.citation in ("EU {number}", "US Proclamation {number}")


def test_links_of_quotes_are_web_addresses_only() -> None:
    quote = Quote("2024", "T<i>", "javascript:alert(1)", "a<b>", (Span(0, 1, "strong"),), ("n&",))
    assert quote_list([quote]) == (
        '<ul class="quotes"><li><small>2024</small> T&lt;i&gt;<p><mark class="strong">a</mark>'
        "&lt;b&gt;</p><small>n&amp;</small></li></ul>"
    )
    assert "javascript" not in source_links("Seen:", ["javascript:alert(1)", "https://a.org/x"])


def test_programmes_are_bars_with_a_form_for_how_exactly_their_start_is_known() -> None:
    look = Look(Words("en"), str, is_dark=False)
    table = programmes(load_events()).tail(8)
    names = table["title_en"].tolist()
    figure = go.Figure(programmes_figure(table, names, names, look, today=date(2026, 1, 1)))
    assert len(figure.data[0].x) == 8
    assert [trace.name for trace in figure.data[1:]] == ["start known by day"]
    assert figure.data[0].customdata[0][0] == table["id"].iloc[0]


def test_marks_of_events_stand_above_the_curve_and_close_ones_are_one() -> None:
    look = Look(Words("ru"), str, is_dark=True)
    days = ["2020-01-01", "2021-01-01", "2021-01-20", "2021-01-31", "2021-03-15"]
    events = load_events().head(5).assign(date=pd.to_datetime(days))
    events.insert(0, "number", range(1, 6))
    names = events["title_ru"].tolist()
    (marks,), layout = event_marks(events, names, look, days=1000, highest=7.6)
    assert marks["text"] == ["1", "2–4", "5"]
    assert marks["customdata"][1].tolist() == [" ".join(events["id"].iloc[1:4]), 0]
    assert marks["hovertext"][1].count("января 2021") == 3
    assert marks["y"] == pytest.approx([0.95, 0.95, 0.85])
    assert layout["yaxis"]["range"] == pytest.approx([0, 7.6 * 1.05 / 0.8])
    assert len(layout["shapes"]) == 3
    assert event_marks(events.head(0), [], look, days=1000, highest=1) == ([], {})


def test_a_sum_is_a_dot_with_its_words_at_its_name_and_a_range_a_line() -> None:
    look = Look(Words("en"), str, is_dark=False)
    texts = ["5\xa0bn–8\xa0bn\xa0RUB", "1\xa0bn\xa0RUB"]
    sums = ([5e9, 1e9], ["A <b>", "B"], texts, texts, [[1, 1], [2, 1]])
    line, dots = go.Figure(amounts_figure(*sums, look, unit="RUB", highs=[8e9, np.nan])).data
    assert (line.mode, list(line.x[:2])) == ("lines", [5e9, 8e9])
    assert (dots.mode, list(dots.x)) == ("markers", [5e9, 1e9])
    alone = go.Figure(amounts_figure(*sums, look, unit="RUB"))
    assert [trace.mode for trace in alone.data] == ["markers"]
    assert alone.layout.yaxis.ticktext[0] == f"<b>{texts[0]}</b><br>A &lt;b&gt;"


@pytest.mark.parametrize("part", ["sums", "horizons", "origin", "acts"])
@pytest.mark.parametrize("link", [{}, {"money_common": "1", "lang": "ru"}], ids=["en", "ru"])
def test_the_data_of_every_chart_can_be_opened(part: str, link: dict[str, str]) -> None:
    app = open_page(money_part=part, **link)
    names = [button.key for button in app.button if str(button.key).startswith("data_")]
    assert len(names) == len(drawings(app))
    for name in names:
        app.button(key=name).click().run()
        assert not app.exception
        assert app.dataframe
