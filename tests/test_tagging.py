"""Tagging: how evidence becomes tags, on a taxonomy of three sectors."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import tagging
from analysis.model.classifier import load_model
from analysis.schema import FIELDS, TAGS
from analysis.tagging import MOST_EVIDENCE, Tagger
from analysis.tagging.quotes import Quotes, reason, texts
from analysis.taxonomy import load_taxonomy
from analysis.text.tokens import Vocabulary, encode

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


def test_no_articles_make_an_empty_table_of_the_same_kind(tagger: Tagger) -> None:
    pd.testing.assert_frame_equal(tagger.tag(articles()), tagger.tag(articles("Погода")))


def test_at_most_so_many_words_are_shown_strong_ones_first_chosen(tagger: Tagger) -> None:
    text = "Дрон. " * 6 + "Дроностроение. " * 5 + "Дрон. " * 6
    (row,) = tagger.tag(articles(text)).to_dict("records")
    quotes = json.loads(row["evidence"])
    assert [quote["strength"] for quote in quotes] == ["weak"] * 3 + ["strong"] * 5
    assert len(quotes) == MOST_EVIDENCE
    assert [quote["start"] for quote in quotes] == [0, 6, 12, 36, 51, 66, 81, 96]


def test_of_hits_with_one_start_the_longest_is_shown(tagger: Tagger) -> None:
    (row,) = tagger.tag(articles("Завод дрон, дрон")).to_dict("records")
    surfaces = [quote["surface"] for quote in json.loads(row["evidence"])]
    assert surfaces == ["Завод дрон", "дрон"]


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


def test_articles_that_were_read_already_get_the_same_tags(tagger: Tagger) -> None:
    table = articles("Дроностроение растёт", "Погода", "Нефтехимия", title="Дрон")
    batch = encode(zip(table["title"], table["text"], strict=True), tagger.vocabulary)
    pd.testing.assert_frame_equal(tagger.tag_encoded(batch, table), tagger.tag(table))


def test_new_vocabulary_changes_no_tag(tagger: Tagger, monkeypatch: pytest.MonkeyPatch) -> None:
    table = articles(
        "Дроностроение растёт", "Погода", "Нефтехимия", "Дрон. Квадрокоптер. Аэротакси"
    )
    expected = tagger.tag(table)
    monkeypatch.setattr(tagging, "BATCH_SIZE", 1)
    monkeypatch.setattr(tagging, "MOST_WORDS", 2)
    before = tagger.vocabulary
    pd.testing.assert_frame_equal(tagger.tag(table), expected)
    assert tagger.vocabulary is not before
    assert tagger.vocabulary.words == [""]


AWKWARD = st.text(
    st.one_of(
        st.sampled_from('"\\\n\t\x00\x1f\x7f\u2028😀/<'), st.characters(exclude_categories=["Cs"])
    ),
    max_size=8,
)


@given(st.lists(st.tuples(AWKWARD, AWKWARD, st.integers(0, 2)), max_size=6))
def test_quotes_are_written_as_json_writes_them(quoted: list[tuple[str, str, int]]) -> None:
    fields = [f"{within} слово {within}Ё1" for within, _, _ in quoted] * 2
    batch = encode(zip(fields[::2], fields[1::2], strict=True), Vocabulary())
    first, last = batch.segments[: len(quoted)], batch.segments[1 : len(quoted) + 1] - 1
    why = [reason(rule, "strong") for _, rule, _ in quoted]
    tag = np.array([tag for _, _, tag in quoted], np.int64)
    quotes = Quotes.joined([Quotes(tag, first, last, texts(why))])
    expected: list[list[dict[str, object]]] = [[], [], []]
    for segment, (_, rule, number) in enumerate(quoted):
        start = int(batch.starts[first[segment]])
        end = int(batch.stops[last[segment] - 1])
        expected[number].append(
            {
                "field": FIELDS[segment % len(FIELDS)],
                "start": start,
                "end": end,
                "surface": fields[segment][start:end],
                "rule": rule,
                "strength": "strong",
            }
        )
    written = quotes.as_json(len(expected), batch, fields).to_pylist()
    assert written == [json.dumps(own, ensure_ascii=False) for own in expected]
