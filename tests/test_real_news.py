"""Real news: evidence of every tag, and the published figures are of what is shipped."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
import pytest

from analysis import Tagger, load_quality
from analysis.evaluation import FOUR_SECTORS
from analysis.learning import ALL
from analysis.learning.sets import HELD_OUT_FOR_GOOD
from analysis.quality import Quality
from analysis.sources.files import read_articles

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
ARTICLES_OF_A_LANGUAGE = 1_000
# The set whose labels the scores are to be as strict as.
NAMED_SET = "dev.parquet"


def bundled_briefs() -> pd.DataFrame:
    """The bundled corpus."""
    sample = Path(__file__).resolve().parents[1] / "data" / "sample"
    return pd.concat([reading.articles for reading in read_articles(sample)], ignore_index=True)


def real_articles() -> pd.DataFrame:
    """A sample of real articles, half in each language."""
    if not CORPUS.is_dir():
        pytest.skip("needs a corpus of real news beside the project, which is not passed on")
    parts = []
    for language in ("ru", "en"):
        table = pd.read_parquet(CORPUS / f"{language}.parquet", columns=["title", "text"])
        parts.append(table.sample(ARTICLES_OF_A_LANGUAGE, random_state=3).assign(language=language))
    sample = pd.concat(parts, ignore_index=True).fillna("")
    return sample.assign(article_id=[str(number) for number in range(len(sample))])


def fault_of(quote: Mapping[str, object], fields: Mapping[str, str], decided_by: str) -> str:
    """What is wrong with a piece of evidence; empty where nothing is."""
    start, end, surface = quote["start"], quote["end"], str(quote["surface"])
    if not surface or fields[str(quote["field"])][start:end] != surface:  # type: ignore[misc]
        return f"cuts something else than {surface!r}"
    if quote["strength"] == "model" and not float(str(quote["rule"]).rsplit("+", 1)[-1]) > 0:
        return "a word of the model speaks against the tag"
    if decided_by == "rules" and quote["strength"] == "model":
        return "a word of the model stands for a tag of the rules"
    return ""


@pytest.mark.parametrize("read", [bundled_briefs, real_articles])
def test_every_tag_carries_exact_evidence(
    read: Callable[[], pd.DataFrame], shipped_tagger: Tagger
) -> None:
    articles = read()
    tags = shipped_tagger.tag(articles)
    fields = articles.set_index("article_id")[["title", "text"]].to_dict("index")
    faults = []
    for row in tags.itertuples():
        quotes = json.loads(str(row.evidence))
        found = [fault_of(quote, fields[row.article_id], str(row.decided_by)) for quote in quotes]
        if not quotes or any(found):
            faults.append((row.article_id, row.topic, found or ["no evidence"]))
    assert faults == []
    assert set(tags["decided_by"]) >= {"rules", "both"}
    assert tags["score"].between(0, 1).all()


@pytest.fixture(scope="module")
def quality() -> Quality:
    found = load_quality()
    assert found is not None
    return found


def test_published_figures_are_of_the_shipped_taxonomy_and_model(
    quality: Quality, shipped_tagger: Tagger
) -> None:
    versions = (quality.taxonomy_version, quality.model_version)
    assert versions == (shipped_tagger.taxonomy.version, shipped_tagger.model_version)


def test_every_sector_has_its_figures_in_both_languages(
    quality: Quality, shipped_tagger: Tagger
) -> None:
    for topic in shipped_tagger.taxonomy.topics("sector"):
        own = quality.of_topic("sector", topic.key)
        assert own["language"].tolist() == ["en", "ru"]
        assert own[["precision", "recall", "f1_low", "f1_high"]].notna().all(axis=None), topic.key


def test_figures_are_published_for_articles_held_out_and_for_each_way_of_tagging(
    quality: Quality,
) -> None:
    table = quality.measures
    micro = table[(table["axis"] == "sector") & (table["topic"] == "micro")]
    shown = set(zip(micro["basis"], micro["variant"], strict=True))
    assert shown >= {
        (basis, variant)
        for basis in (HELD_OUT_FOR_GOOD, ALL)
        for variant in ("both", "rules", "words")
    }
    assert set(FOUR_SECTORS) <= set(table["topic"])


@pytest.mark.parametrize(("axis", "most"), [("sector", 0.05), ("relevance", 0.06)])
@pytest.mark.parametrize("language", ["ru", "en"])
def test_published_calibration_error_is_small(
    quality: Quality, axis: str, most: float, language: str
) -> None:
    errors = quality.calibration
    own = errors[errors["basis"].str.startswith(NAMED_SET)]
    chosen = (own["axis"] == axis) & (own["language"] == language)
    (error,) = own.loc[chosen, "error"]
    assert error <= most
