"""The page of a topic, part by part, and what its files say of a change."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from analysis import COUNTS, Comparison
from dashboard.tables import shows_change
from dashboard.views.sector import PARTS
from tests.browser.small_corpus import make_store

APP = Path(__file__).resolve().parent.parent / "dashboard" / "app.py"
SCRIPT = """
import sys
sys.path.insert(0, {root!r})
from dashboard import address
from dashboard.desk import set_out
from dashboard.state import holdings
from dashboard.texts import Words
from dashboard.views import sector
words, loaded = Words(address.current_language()), holdings()
view, _ = address.sync(loaded, "sector", sector.parameters(loaded))
sector.show(set_out(loaded, words, view))
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_store(tmp_path_factory.mktemp("sector") / "monitor.sqlite")


@pytest.fixture(autouse=True)
def small(store: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("MONITOR_STORE", str(store))
    yield
    st.cache_resource.clear()
    st.cache_data.clear()


def open_page(**link: str) -> AppTest:
    app = AppTest.from_string(SCRIPT.format(root=str(APP.parent.parent)), default_timeout=60)
    for key, value in {"lang": "en", **link}.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return app


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(("axis", "topic"), [("sector", "chemistry"), ("country", "russia")])
def test_every_part_of_any_topic_is_drawn(part: str, axis: str, topic: str) -> None:
    app = open_page(topic_axis=axis, topic=topic, part=part)
    assert app.title[0].value == "What is going on in one sector, theme or place?"
    assert len(app.header) >= 1


def test_articles_of_a_topic_are_listed_latest_first_and_the_typical_ones() -> None:
    latest, typical = (table.value for table in open_page(
        topic="electronics", part="articles"
    ).dataframe)  # fmt: skip
    titles = ["Chips and chemicals together", "=SUM(A1) is a chip plant"]
    assert set(titles) < set(latest["title"])
    assert latest["date"].tolist() == sorted(latest["date"], reverse=True)
    # The third one is in Russian and has no word in common with them.
    assert set(typical["title"]) == set(titles)


def test_a_change_stands_beside_counts_of_articles_only() -> None:
    day = np.datetime64("2024-01-01").astype(object)
    compared = Comparison(day, day, day, day, is_covered=True)
    desks = [type("OneDesk", (), {"way": way}) for way in COUNTS]
    assert [shows_change(desk, compared) for desk in desks] == [True, False, False, False]
    assert not shows_change(desks[0], None)
