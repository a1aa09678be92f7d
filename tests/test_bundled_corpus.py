"""The bundled corpus: complete, well formed, and tagged as its authors meant it."""

import json
import re
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd
import pytest

from analysis import Tagger, load_taxonomy
from analysis.facts import find_facts
from analysis.sources.files import read_articles

SAMPLE = Path(__file__).resolve().parent.parent / "data" / "sample"
EVENTS = [f"EV{number:03}" for number in range(1, 234)]
COLUMNS = {
    "id", "event_id", "language", "date", "date_precision", "source", "kind", "url", "title",
    "text", "sectors", "themes", "instruments",
}  # fmt: skip
KINDS = {
    "law", "decree", "order", "strategy", "programme", "announcement", "speech", "interview",
    "meeting", "company-news", "press-report", "research", "court", "statistics", "proposal",
}  # fmt: skip
NAMED_SECTORS = ("electronics", "chemistry", "machine-tools", "unmanned")
HAND_GIVEN = {"sectors": "sector", "themes": "theme", "instruments": "instrument"}

OSMAKOV_SECTORS = set(NAMED_SECTORS)
OSMAKOV_THEMES = {
    "new-industrialization", "tech-sovereignty", "supply-chains", "self-sufficiency",
    "rnd-design", "megaprojects-investment",
}  # fmt: skip


@pytest.fixture(scope="module")
def briefs() -> pd.DataFrame:
    """All briefs as they stand in the files, with the year of the file's name."""
    rows = []
    for path in sorted(SAMPLE.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            rows.append(json.loads(line) | {"file_year": path.stem.removeprefix("briefs-")})
    return pd.DataFrame(rows)


@pytest.fixture(scope="module")
def articles() -> pd.DataFrame:
    """All briefs as an import reads them."""
    readings = list(read_articles(SAMPLE))
    assert sum(len(reading.rejects) for reading in readings) == 0
    return pd.concat([reading.articles for reading in readings], ignore_index=True)


@pytest.fixture(scope="module")
def tags(articles: pd.DataFrame, shipped_tagger: Tagger) -> pd.DataFrame:
    """Tags by the taxonomy and the model that are shipped."""
    return shipped_tagger.tag(articles)


def topics_of(tags: pd.DataFrame, article_id: str, axis: str) -> set[str]:
    return set(tags.loc[(tags["article_id"] == article_id) & (tags["axis"] == axis), "topic"])


def faulty(briefs: pd.DataFrame, column: str, pattern: str) -> dict[str, str]:
    """Briefs whose column does not match, by id."""
    odd = briefs[[not re.fullmatch(pattern, value) for value in briefs[column]]]
    return dict(zip(odd["id"], odd[column], strict=True))


def test_every_brief_has_the_same_columns_filled_with_text(briefs: pd.DataFrame) -> None:
    assert set(briefs) == COLUMNS | {"file_year"}
    assert [
        name for name in COLUMNS if not briefs[name].map(lambda x: isinstance(x, str)).all()
    ] == []


def test_every_event_has_a_brief(briefs: pd.DataFrame) -> None:
    assert sorted(set(briefs["event_id"])) == EVENTS


def test_both_languages_are_well_represented(briefs: pd.DataFrame) -> None:
    counts = briefs["language"].value_counts().to_dict()
    assert set(counts) == {"ru", "en"}
    assert min(counts.values()) >= 150


def test_ids_are_unique_and_say_event_and_language(briefs: pd.DataFrame) -> None:
    assert briefs["id"].is_unique
    assert (briefs["id"] == briefs["event_id"] + "-" + briefs["language"]).all()
    assert not briefs["text"].duplicated().any()
    assert not briefs["title"].duplicated().any()


def test_briefs_have_60_to_150_words(briefs: pd.DataFrame) -> None:
    words = briefs.set_index("id")["text"].str.split().map(len)
    assert words[(words < 60) | (words > 150)].to_dict() == {}


def test_titles_are_one_line(briefs: pd.DataFrame) -> None:
    assert faulty(briefs, "title", r"\S.{8,138}\S") == {}


@pytest.mark.parametrize("column", ["title", "text"])
def test_briefs_are_in_the_language_that_they_state(briefs: pd.DataFrame, column: str) -> None:
    for language, letters in (("ru", "[а-яё]"), ("en", "[a-z]")):
        own = briefs[briefs["language"] == language].set_index("id")[column].str.lower()
        share = own.str.count(letters) / own.str.count("[a-zа-яё]")
        assert share[share < 0.6].to_dict() == {}


def test_dates_are_days_of_their_file_and_not_in_the_future(briefs: pd.DataFrame) -> None:
    days = briefs["date"].map(date.fromisoformat)
    assert (days.map(str) == briefs["date"]).all()
    assert (briefs["date"].str[:4] == briefs["file_year"]).all()
    assert days.max() <= date.today()
    assert faulty(briefs, "date_precision", "day|month") == {}
    months = briefs[briefs["date_precision"] == "month"]
    assert (months["date"].str[-2:] == "01").all()


def test_kinds_are_those_of_the_readme(briefs: pd.DataFrame) -> None:
    assert set(briefs["kind"]) <= KINDS
    readme = (SAMPLE.parent / "README.md").read_text(encoding="utf-8")
    listed = re.search(r"\| `kind` \| ([^|]+) \|", readme)
    assert listed
    assert {kind.strip() for kind in listed[1].split(",")} == KINDS


def test_addresses_are_web_addresses_or_empty(briefs: pd.DataFrame) -> None:
    for url in filter(None, briefs["url"]):
        parts = urlsplit(url)
        assert parts.scheme in {"http", "https"}
        assert parts.hostname
        assert "." in parts.hostname
        assert not set(url) & set(" \t\n<>\"'")


@pytest.mark.parametrize("column", HAND_GIVEN)
def test_topics_given_by_hand_are_in_the_taxonomy(briefs: pd.DataFrame, column: str) -> None:
    known = {topic.key for topic in load_taxonomy().topics(HAND_GIVEN[column])}
    given = {key for joined in briefs[column] for key in joined.split(";") if key}
    assert given - known == set()


@pytest.mark.parametrize("sector", NAMED_SECTORS)
def test_each_named_sector_has_at_least_40_events(briefs: pd.DataFrame, sector: str) -> None:
    has_sector = briefs["sectors"].map(lambda joined: sector in joined.split(";"))
    assert briefs.loc[has_sector, "event_id"].nunique() >= 40


def test_an_import_takes_every_brief_as_it_is(briefs: pd.DataFrame, articles: pd.DataFrame) -> None:
    own, read = briefs.set_index("id"), articles.set_index("article_id")
    assert set(read.index) == set(own.index)
    for column, name in (("text", "text"), ("title", "title"), ("source_name", "source"),
                         ("language", "language"), ("kind", "kind"), ("url", "url")):  # fmt: skip
        assert (read[column] == own[name].reindex(read.index)).all(), column
    days = read["published_date"].dt.strftime("%Y-%m-%d")
    assert (days == own["date"].reindex(read.index)).all()


@pytest.mark.parametrize("article_id", ["EV178-ru", "EV178-en"])
def test_the_osmakov_interview_gets_exactly_its_sectors_and_themes(
    tags: pd.DataFrame, article_id: str
) -> None:
    assert topics_of(tags, article_id, "sector") == OSMAKOV_SECTORS
    assert topics_of(tags, article_id, "theme") == OSMAKOV_THEMES
    assert "ru-minpromtorg" in topics_of(tags, article_id, "actor")


@pytest.mark.parametrize("article_id", ["EV178-ru", "EV178-en"])
def test_the_osmakov_interview_has_a_horizon_of_10_to_20_years(
    articles: pd.DataFrame, article_id: str
) -> None:
    facts = find_facts(articles[articles["article_id"] == article_id])
    horizons = facts[facts["kind"] == "horizon"]
    assert ("years", 10, 20) in set(
        zip(horizons["unit"], horizons["value"], horizons["value_high"], strict=True)
    )


def test_every_tag_quotes_words_that_stand_where_it_says(
    articles: pd.DataFrame, tags: pd.DataFrame
) -> None:
    fields = articles.set_index("article_id")[["title", "text"]].to_dict("index")
    wrong = []
    for tag in tags.itertuples():
        quotes = json.loads(tag.evidence)
        cut = [fields[tag.article_id][one["field"]][one["start"] : one["end"]] for one in quotes]
        if not quotes or not all(cut) or cut != [one["surface"] for one in quotes]:
            wrong.append((tag.article_id, tag.topic, cut))
    assert len(tags) > len(articles)
    assert wrong == []


def test_every_fact_stands_where_it_says(articles: pd.DataFrame) -> None:
    fields = articles.set_index("article_id")[["title", "text"]].to_dict("index")
    facts = find_facts(articles)
    cut = [fields[one.article_id][one.field][one.start : one.end] for one in facts.itertuples()]
    assert len(facts) > 0
    assert cut == facts["surface"].tolist()
