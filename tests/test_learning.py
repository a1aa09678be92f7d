"""Learning: on a corpus of a few sentences, and what it must never look at."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.labels import text_key
from analysis.learning import LabelledSets, Learnt, gather, is_held_out, learn
from analysis.learning.folds import FOLDS, fold_of
from analysis.learning.readings import Readings
from analysis.learning.rough import samples
from analysis.learning.sets import ALL, HELD_OUT_FOR_GOOD, NAMED_WEIGHT
from analysis.model.classifier import load_model, save_model
from analysis.model.training import LEAST_ARTICLES
from analysis.quality import load_quality, measure, save_quality
from analysis.tagging import Tagger
from analysis.taxonomy import Taxonomy, load_taxonomy

SECTORS = """
[[topic]]
key = "chemistry"
label = { en = "Chemistry", ru = "Химия" }
strong = { ru = ["нефтехим*"] }
weak = { ru = ["химия"] }

[[topic]]
key = "rail"
label = { en = "Rail", ru = "Вагоны" }
strong = { ru = ["вагон"] }
"""

RAIL = ("Вагон собран на заводе", "Новый вагон и тележка", "Завод продал вагон")
CHEMISTRY = ("Нефтехимия и полимеры растут", "Полимеры: нефтехимия строит завод")
OTHER = ("Погода и дождь", "Матч и голы", "Вагон опоздал на вокзал")


@pytest.fixture(scope="module")
def taxonomy(tmp_path_factory: pytest.TempPathFactory) -> Taxonomy:
    folder = tmp_path_factory.mktemp("taxonomy")
    (folder / "sectors.toml").write_text(SECTORS, encoding="utf-8")
    return load_taxonomy(folder)


def table(texts: list[str], *, start: int = 0) -> pd.DataFrame:
    ids = [str(number) for number in range(start, start + len(texts))]
    return pd.DataFrame({"article_id": ids, "title": "", "text": texts, "language": "ru"})


def corpus() -> pd.DataFrame:
    texts = [f"{text} {number}" for number in range(12) for text in (*RAIL, *CHEMISTRY, *OTHER)]
    return table(texts, start=10_000)


def labels_of(articles: pd.DataFrame) -> pd.DataFrame:
    """Judge that articles carry nothing."""
    missing = {"sectors": "", "maybe": "", "instruments": None, "policy": 0}
    return articles.assign(**missing, policy_maybe=0, reading="")


def labelled() -> pd.DataFrame:
    """Articles of three kinds, each text twenty times with words of its own."""
    texts, sectors = [], []
    for number in range(20):
        for text in (*RAIL, *CHEMISTRY, *OTHER):
            texts.append(f"{text}, {number} раз")
            sectors.append("rail" if text in RAIL else "chemistry" if text in CHEMISTRY else "")
    missing = {"maybe": "", "instruments": None, "policy": np.nan, "policy_maybe": 0, "reading": ""}
    return table(texts).assign(sectors=sectors, **missing)


def learnt_from(taxonomy: Taxonomy, labels: pd.DataFrame) -> Learnt:
    return learn(taxonomy, corpus(), gather({"set": labels}, [], []), say=lambda _: None)


@pytest.fixture(scope="module")
def learnt(taxonomy: Taxonomy) -> Learnt:
    return learnt_from(taxonomy, labelled())


def test_words_and_decisions_are_learnt(taxonomy: Taxonomy, learnt: Learnt) -> None:
    tagger = Tagger(taxonomy, learnt.model)
    tags = tagger.tag(table(["Вагон собран, тележка готова", "Вагон опоздал на вокзал"]))
    assert list(zip(tags["article_id"], tags["topic"], strict=True)) == [("0", "rail")]


def test_learning_twice_gives_the_same(taxonomy: Taxonomy, learnt: Learnt) -> None:
    again = learnt_from(taxonomy, labelled())
    assert again.model.axes == learnt.model.axes
    for first, second in zip(again.predictions.values(), learnt.predictions.values(), strict=True):
        pd.testing.assert_frame_equal(first, second)


def test_labels_that_are_held_out_teach_nothing(taxonomy: Taxonomy, learnt: Learnt) -> None:
    changed = labelled()
    held_out = changed["article_id"].map(is_held_out).astype(bool)
    changed.loc[held_out, "sectors"] = "chemistry"
    other = learnt_from(taxonomy, changed)
    assert other.model.axes == learnt.model.axes
    words, before = other.model.languages["ru"], learnt.model.languages["ru"]
    np.testing.assert_array_equal(words.weights, before.weights)


def words_of(taxonomy: Taxonomy, sets: LabelledSets) -> pd.DataFrame:
    """What the words say of every labelled article and topic."""
    readings = Readings(taxonomy, sets)
    (part,) = samples(corpus(), sets.articles)
    readings.learn_words("ru", part.space, part.learn_words(Tagger(taxonomy)))
    pairs = readings.describe()
    return pd.DataFrame(
        {"article": pairs.article, "topic": pairs.topic, "words": pairs.column("words")}
    )


def test_what_the_words_say_of_an_article_does_not_rest_on_its_label(taxonomy: Taxonomy) -> None:
    sets = gather({"set": labelled()}, [], [])
    mine = (sets.fold == sets.fold[~sets.held_out][0]) & ~sets.held_out
    changed = sets.articles.assign(sectors=sets.articles["sectors"].mask(mine, "chemistry"))
    before, after = (
        words_of(taxonomy, replace(sets, articles=articles))
        for articles in (sets.articles, changed)
    )
    both = before.merge(after, on=["article", "topic"], suffixes=("", "_after"))
    of_mine = both["article"].isin(np.flatnonzero(mine))
    assert of_mine.any()
    assert (both["words"] == both["words_after"])[of_mine].all()
    assert (both["words"] != both["words_after"])[~of_mine].any()


def test_labelled_articles_are_no_rough_examples() -> None:
    labels = labelled()
    others = [f"Совсем другой вагон {number}" for number in range(LEAST_ARTICLES)]
    (sample,) = samples(table([*labels["text"], *others]), labels)
    assert sorted(sample.articles["text"]) == others


def test_a_third_is_held_out_and_the_folds_are_even() -> None:
    ids = [f"article {number}" for number in range(3_000)]
    assert sum(map(is_held_out, ids)) == pytest.approx(1_000, rel=0.1)
    sizes = np.bincount([fold_of(article) for article in ids], minlength=FOLDS)
    assert sizes.min() > 500


def test_a_saved_model_tags_like_the_one_that_was_learnt(
    taxonomy: Taxonomy, learnt: Learnt, tmp_path: Path
) -> None:
    save_model(learnt.model, tmp_path)
    read = load_model(tmp_path)
    assert read is not None
    texts = table([*RAIL, *CHEMISTRY, *OTHER])
    columns = ["article_id", "topic", "decided_by"]
    first, second = (Tagger(taxonomy, model).tag(texts) for model in (learnt.model, read))
    pd.testing.assert_frame_equal(first[columns], second[columns])
    np.testing.assert_allclose(first["score"], second["score"], atol=0.005)


def test_quality_is_written_and_read_back(
    taxonomy: Taxonomy, learnt: Learnt, tmp_path: Path
) -> None:
    labels = labelled()
    quality = measure(learnt.predictions, gather({"set": labels}, [], []), taxonomy, "v1")
    save_quality(quality, tmp_path)
    read = load_quality(tmp_path)
    assert read is not None
    assert (read.taxonomy_version, read.model_version) == (taxonomy.version, "v1")
    rail = read.of_topic("sector", "rail")
    assert rail["positives"].tolist() == [60]
    assert rail["f1"].item() == pytest.approx(1.0)
    assert set(read.measures["variant"]) == {"both", "rules", "words"}


def test_examples_are_learnt_from_but_not_measured_on() -> None:
    parts = [labels_of(table([text], start=start)) for start, text in enumerate("абв")]
    sets = gather({"dev": parts[0]}, [parts[1]], [parts[2], parts[0]])
    assert sets.articles["text"].tolist() == ["а", "б", "в"]
    assert sets.weight.tolist() == [NAMED_WEIGHT, 1.0, NAMED_WEIGHT]
    assert sets.bases[ALL].tolist() == [True, True, False]
    assert sets.bases["dev, cross-validated"].tolist() == [True, False, False]
    assert sets.held_out.tolist() == [is_held_out("0"), False, False]


COPIED = "завод в городе выпустил первый вагон и готовит к выпуску ещё сто таких вагонов"


def test_near_copies_of_a_named_article_are_not_learnt_from() -> None:
    named = labels_of(table([COPIED, "совсем другое дело"]))
    others = labels_of(table([f"{COPIED} в год", "ничего похожего здесь нет"], start=100))
    sets = gather({"dev": named}, [others], [])
    assert sets.articles["article_id"].tolist() == ["0", "1", "101"]


def test_near_copies_share_a_fold_and_are_held_out_together() -> None:
    texts = [f"{COPIED}, сообщили {number} раз" for number in range(20)]
    sets = gather({"dev": labels_of(table(texts))}, [], [])
    held_out = sets.articles["article_id"].map(is_held_out).to_numpy(bool)
    assert 0 < held_out.sum() < len(texts)
    assert sets.held_out.all()
    assert len(set(sets.fold)) == 1
    assert sets.bases[HELD_OUT_FOR_GOOD].tolist() == held_out.tolist()


def test_a_reading_that_one_article_has_alone_can_be_learnt_from(taxonomy: Taxonomy) -> None:
    labels = labelled()
    labels.loc[labels.index[-1], "reading"] = "9"
    assert learnt_from(taxonomy, labels).model.axes


def test_a_language_that_nobody_labelled_is_passed_over(taxonomy: Taxonomy) -> None:
    english = table(["A wagon plant opens"] * 8, start=20_000).assign(language="en")
    both = pd.concat([corpus(), english], ignore_index=True)
    learnt = learn(taxonomy, both, gather({"set": labelled()}, [], []), say=lambda _: None)
    assert list(learnt.model.languages) == ["ru"]


def test_text_keys_of_labelled_articles_differ() -> None:
    assert labelled()["text"].map(text_key).is_unique
