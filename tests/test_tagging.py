"""Tagging: how evidence becomes tags, on a taxonomy of three sectors."""

import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.model.classifier import load_model
from analysis.schema import TAGS
from analysis.tagging import Tagger
from analysis.taxonomy import load_taxonomy

SECTORS = """
[[group]]
key = "combat"
ru = ["сбить", "удар"]

[[topic]]
key = "unmanned"
label = { en = "Unmanned", ru = "Беспилотные" }
strong = { ru = ["дронострое*", '"завод дрон"~3'], en = ['"drone maker"'] }
weak = { ru = ["дрон OR беспилотн*", "квадрокоптер", "аэротакси"] }
never = { ru = ['"беспилотник @combat"~4'] }

[[topic]]
key = "chemistry"
label = { en = "Chemistry", ru = "Химия" }
strong = { ru = ["нефтехим*"] }
weak = { ru = ["химия"] }

[[topic]]
key = "machine-tools"
label = { en = "Machine tools", ru = "Станки" }
strong = { ru = ["станкострое*"] }
weak = { ru = ["станок"] }
never = { ru = ['"печатный станок"'] }
"""


@pytest.fixture(scope="module")
def tagger(tmp_path_factory: pytest.TempPathFactory) -> Tagger:
    folder = tmp_path_factory.mktemp("taxonomy")
    (folder / "sectors.toml").write_text(SECTORS, encoding="utf-8")
    return Tagger(load_taxonomy(folder))


def articles(*texts: str, title: str = "") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "article_id": [str(number) for number in range(len(texts))],
            "title": title,
            "text": list(texts),
            "language": "ru",
        }
    )


def topics(tagger: Tagger, text: str, title: str = "") -> set[str]:
    return set(tagger.tag(articles(text, title=title))["topic"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Развивается дроностроение", {"unmanned"}, id="strong word is enough"),
        pytest.param("Над городом летал дрон", set(), id="weak word alone is not"),
        pytest.param("Дрон и беспилотник летали", set(), id="one entry twice is one word"),
        pytest.param("Дрон, он же квадрокоптер", {"unmanned"}, id="two weak in a sentence"),
        pytest.param("Дрон. А квадрокоптер позже", set(), id="two weak in two sentences"),
        pytest.param("Дрон. Квадрокоптер. Аэротакси", {"unmanned"}, id="three in the article"),
        pytest.param("Купили печатный станок", set(), id="never masks"),
        pytest.param("Беспилотник сбит. Беспилотник цел", set(), id="never masks in company"),
        pytest.param(
            "Дроностроение, станкостроение и химия",
            {"unmanned", "machine-tools", "chemistry"},
            id="weak word in a list of industries",
        ),
        pytest.param("Станкостроение и химия", {"machine-tools"}, id="two are no list"),
        pytest.param("A drone maker", {"unmanned"}, id="rules of both languages hold"),
    ],
)
def test_text_gets_topics(tagger: Tagger, text: str, expected: set[str]) -> None:
    assert topics(tagger, text) == expected


def test_evidence_says_where_and_why(tagger: Tagger) -> None:
    (row,) = tagger.tag(articles("Построен завод дронов", title="Дрон")).to_dict("records")
    assert row["decided_by"] == "rules"
    assert json.loads(row["evidence"]) == [
        {
            "field": "title",
            "start": 0,
            "end": 4,
            "surface": "Дрон",
            "rule": "дрон OR беспилотн*",
            "strength": "weak",
        },
        {
            "field": "text",
            "start": 9,
            "end": 21,
            "surface": "завод дронов",
            "rule": '"завод дрон"~3',
            "strength": "strong",
        },
    ]


def test_score_grows_with_evidence(tagger: Tagger) -> None:
    passing, lead, title = (
        tagger.tag(articles(text, title=head))["score"].item()
        for text, head in (
            ("Слово " * 100 + "дроностроение", ""),
            ("Дроностроение растёт", ""),
            ("Дроностроение растёт", "Дроностроение"),
        )
    )
    assert 0.5 <= passing < lead < title < 1


def test_articles_without_tags_have_no_row(tagger: Tagger) -> None:
    tags = tagger.tag(articles("", "Погода"))
    assert tags.columns.tolist() == list(TAGS)
    assert tags.empty


def test_table_is_not_changed(tagger: Tagger) -> None:
    table = articles("Дроностроение")
    before = table.copy()
    tagger.tag(table)
    pd.testing.assert_frame_equal(table, before)


WORDS = ["дрон", "беспилотник", "сбит", "станок", "печатный", "химия,", "нефтехимия", "завод.", "А"]
TEXTS = st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=5)), max_size=15)


@settings(deadline=None, max_examples=100)
@given(st.lists(TEXTS.map(" ".join), min_size=1, max_size=5))
def test_evidence_cuts_exactly_the_quoted_words(tagger: Tagger, texts: list[str]) -> None:
    table = articles(*texts, title="Станок и дрон")
    tags = tagger.tag(table)
    fields = table.set_index("article_id").to_dict("index")
    assert tags["score"].between(0, 1).all()
    for row in tags.itertuples():
        quotes = json.loads(row.evidence)
        assert quotes
        for quote in quotes:
            whole = fields[row.article_id][quote["field"]]
            assert whole[quote["start"] : quote["end"]] == quote["surface"] != ""


@settings(deadline=None, max_examples=50)
@given(st.lists(TEXTS.map(" ".join), min_size=1, max_size=5))
def test_tags_do_not_depend_on_neighbours_in_the_batch(tagger: Tagger, texts: list[str]) -> None:
    together = tagger.tag(articles(*texts))
    alone = pd.concat(
        [
            tagger.tag(articles(text)).assign(article_id=str(number))
            for number, text in enumerate(texts)
        ],
        ignore_index=True,
    )
    pd.testing.assert_frame_equal(together, alone)


def test_matcher_and_model_may_serve_several_taggers() -> None:
    model = load_model()
    assert model is not None
    texts = articles("Станкостроение получит субсидии", "Нефтехимия", "Дроны")
    first, second = (Tagger(load_taxonomy(), model) for _ in range(2))
    expected = first.tag(texts)
    second.tag(articles("Другие слова сначала", "и ещё одни"))
    pd.testing.assert_frame_equal(second.tag(texts), expected)
    pd.testing.assert_frame_equal(first.tag(texts), expected)
