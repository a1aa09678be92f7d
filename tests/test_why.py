"""Why and why not: an explanation agrees with the tagger, and what it proposes is true."""

import math
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.model.classifier import load_model
from analysis.tagging import Tagger
from analysis.tagging.why import Explanation, explain
from analysis.taxonomy import load_taxonomy
from analysis.text.tokens import Vocabulary, encode

SECTORS = """
[[topic]]
key = "unmanned"
label = { en = "Unmanned", ru = "Беспилотные" }
strong = { ru = ["дронострое*", '"завод дрон"~3', '"выпуск дрон" AND (цех OR станок)'] }
weak = { ru = ["дрон", "квадрокоптер", "аэротакси"] }
never = { ru = ['"дрон сбит"~4'] }

[[topic]]
key = "machine-tools"
label = { en = "Machine tools", ru = "Станки" }
strong = { ru = ["станкострое*"] }
weak = { ru = ["станок"] }
never = { ru = ['"печатный станок"'] }
"""
WORDS = ("Дроностроение", "завод", "дронов", "дрон", "сбит", "квадрокоптер", "аэротакси", "станок",
         "станкостроение", "печатный", "выпуск", "цех", "и", ".\n\n")  # fmt: skip


@pytest.fixture(scope="module")
def tagger(tmp_path_factory: pytest.TempPathFactory) -> Tagger:
    folder = tmp_path_factory.mktemp("taxonomy")
    (folder / "sectors.toml").write_text(SECTORS, encoding="utf-8")
    return Tagger(load_taxonomy(folder))


def article(text: str, title: str = "") -> dict[str, str]:
    return {"article_id": "1", "title": title, "text": text, "language": "ru"}


def asked(tagger: Tagger, text: str, title: str = "") -> Explanation:
    return explain(tagger, article(text, title), "sector", "unmanned")


def states(explanation: Explanation) -> list[tuple[str, str]]:
    return [(one.rule, one.state) for one in explanation.found]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(WORDS), max_size=14), st.lists(st.sampled_from(WORDS), max_size=4))
def test_explanation_agrees_with_the_tagger(
    tagger: Tagger, words: list[str], title: list[str]
) -> None:
    own = article(" ".join(words), " ".join(title))
    table = tagger.consider(pd.DataFrame([own])).set_index("topic")
    for topic in ("unmanned", "machine-tools"):
        found = explain(tagger, own, "sector", topic)
        assert found.tagged == (topic in table.index and bool(table.loc[topic, "tagged"]))
        assert found.score == pytest.approx(table["score"].get(topic, 0.0))
        if found.parts:
            log_odds = sum(found.parts.values())
            assert 1 / (1 + math.exp(-log_odds)) == pytest.approx(found.score)
        # What would change the verdict does.
        for change in found.changes:
            assert (change.score >= found.threshold) != found.tagged or change.score == 0.0


def test_rules_that_hit_say_whether_they_count(tagger: Tagger) -> None:
    found = asked(tagger, "Завод дронов открыт. Квадрокоптер летит. Дрон вечером сбит.")
    assert states(found) == [
        ('"завод дрон"~3', "strong"),
        ("квадрокоптер", "weak"),
        ("дрон", "masked"),
        ('"дрон сбит"~4', "never"),
        ("дрон", "covered"),
    ]
    assert found.found[0].surfaces == ("Завод дронов",)


def test_a_weak_word_in_a_list_of_industries_counts_as_strong(tmp_path: Path) -> None:
    chemistry = '[[topic]]\nkey = "chemistry"\nlabel = { en = "Chemistry", ru = "Химия" }\n'
    content = f'{SECTORS}\n{chemistry}strong = {{ ru = ["нефтехимия"] }}\n'
    (tmp_path / "sectors.toml").write_text(content, encoding="utf-8")
    listed = asked(Tagger(load_taxonomy(tmp_path)), "Станкостроение, дрон и нефтехимия")
    assert states(listed) == [("дрон", "list")]


def test_rules_of_which_a_word_is_missing_are_near(tagger: Tagger) -> None:
    near = asked(tagger, "Новый завод построен.").near
    assert [(one.rule, one.found, one.missing) for one in near] == [
        ('"завод дрон"~3', ("завод",), ("дрон",))
    ]


def test_words_that_only_do_not_stand_together_come_first(tagger: Tagger) -> None:
    near = asked(tagger, "Завод построен. Позже взлетел дрон. Выпуск вырос.").near
    assert [(one.rule, one.missing) for one in near] == [
        ('"завод дрон"~3', ()),
        ('"выпуск дрон" AND (цех OR станок)', ("цех",)),
    ]


def test_what_would_remove_a_tag_is_said(tagger: Tagger) -> None:
    (change,) = asked(tagger, "Дроностроение растёт").changes
    assert (change.kind, change.names) == ("without_rules", ("дронострое*",))
    both = asked(tagger, "Дроностроение. Завод дронов.", title="Дроностроение")
    assert both.tagged
    assert [(one.kind, set(one.names)) for one in both.changes] == [
        ("without_rules", {"дронострое*", '"завод дрон"~3'})
    ]


def test_what_would_add_a_tag_is_said(tagger: Tagger) -> None:
    masked = asked(tagger, "Дрон сбит, квадрокоптер цел")
    assert not masked.tagged
    assert masked.changes[0].kind == "without_mask"
    assert masked.changes[0].names == ('"дрон сбит"~4',)
    assert asked(tagger, "Погода ясная").changes[0].kind.startswith("strong_")


def test_a_topic_that_does_not_exist_is_refused(tagger: Tagger) -> None:
    with pytest.raises(KeyError, match="sector:ghost"):
        explain(tagger, article("Дрон"), "sector", "ghost")


def test_words_of_the_model_are_shown_as_they_stand() -> None:
    model = load_model()
    assert model is not None
    language = model.languages["ru"]
    vocabulary = Vocabulary()
    batch = encode([("", "Микросхемы и чипы выпускает завод")], vocabulary)
    topic = ("sector", "electronics")
    log_odds, _, weights = language.opinion(batch, vocabulary, topic)
    expected, _ = language.log_odds(language.tfidf(batch, vocabulary))
    assert log_odds == pytest.approx(expected[0, language.topics.index(topic)], abs=1e-4)
    assert log_odds == pytest.approx(
        language.intercepts[language.topics.index(topic)] + weights.sum()
    )
