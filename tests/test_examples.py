"""Golden sentences with the topics that a careful reader gives them.

``examples.csv`` are the thirty public ones, ``themes.csv`` and ``instruments.csv`` at least
fifteen a theme, or family of instruments, and language, a third of them misleading;
``stances.csv`` at least twelve a stance and language; ``regions.csv`` names of regions and what
only looks like one.
``sentences.csv`` were written without a look at the rules; the share that is right must not fall.
"""

import csv
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from analysis import Tagger, load_taxonomy
from analysis.labels import FAMILIES, FAMILY_OF

GOLDEN = Path(__file__).resolve().parent / "golden"
SETS = {
    "examples": ("sector", "sectors"),
    "themes": ("theme", "topics"),
    "instruments": ("instrument", "topics"),
    "stances": ("stance", "topics"),
    "regions": ("region", "topics"),
    "sentences": ("sector", "sectors"),
}
# Share of sentences with exactly the right sectors, and without any that should have none.
LEAST_EXACT = 0.85
LEAST_SILENT = 0.95


def rows_of(name: str) -> list[dict[str, str]]:
    with (GOLDEN / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def expected_of(name: str, row: dict[str, str]) -> set[str]:
    return {key.strip() for key in row[SETS[name][1]].split(";") if key.strip()}


@pytest.fixture(scope="module")
def found(shipped_tagger: Tagger) -> dict[str, dict[str, set[str]]]:
    """For each set and sentence the topics that taxonomy and model as shipped give it."""
    answers: dict[str, dict[str, set[str]]] = {}
    for name, (axis, _) in SETS.items():
        articles = pd.DataFrame(rows_of(name)).rename(columns={"id": "article_id"})
        tags = shipped_tagger.tag(articles.assign(title=""))
        own = tags[tags["axis"] == axis].groupby("article_id")["topic"].agg(set)
        answers[name] = own.to_dict()
    return answers


def test_there_are_thirty_examples_in_both_languages() -> None:
    rows = rows_of("examples")
    assert len({row["id"] for row in rows}) == len(rows) == 30
    assert {row["language"] for row in rows} == {"ru", "en"}


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_theme_and_family_of_instruments_has_fifteen_sentences(language: str) -> None:
    spoken_of = {
        name: Counter(
            row["note"].split(":")[0] for row in rows_of(name) if row["language"] == language
        )
        for name in ("themes", "instruments")
    }
    families: Counter[str] = Counter()
    for topic, count in spoken_of["instruments"].items():
        families[FAMILY_OF[topic]] += count
    assert len(spoken_of["themes"]) == 16
    assert min(spoken_of["themes"].values()) >= 15
    assert set(families) == set(FAMILIES)
    assert min(families.values()) >= 15


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_stance_has_twelve_sentences_that_show_it_or_only_seem_to(language: str) -> None:
    rows = [row for row in rows_of("stances") if row["language"] == language]
    named = Counter(row["note"].split(":")[0] for row in rows)
    misleading = Counter(row["note"].split(":")[0] for row in rows if not row["topics"])
    assert (
        set(named) == set(misleading) == {topic.key for topic in load_taxonomy().topics("stance")}
    )
    assert min(named.values()) >= 12
    assert min(misleading.values()) >= 2


@pytest.mark.parametrize(
    ("name", "row"),
    [
        pytest.param(name, row, id=row["id"])
        for name in ("examples", "themes", "instruments", "stances", "regions")
        for row in rows_of(name)
    ],
)
def test_sentence_gets_exactly_its_topics(
    name: str, row: dict[str, str], found: dict[str, dict[str, set[str]]]
) -> None:
    answer = found[name].get(row["id"], set())
    assert answer == expected_of(name, row), f"{row['text']} ({row['note']})"


@pytest.mark.parametrize("language", ["ru", "en"])
def test_most_hard_sentences_get_exactly_their_sectors(
    language: str, found: dict[str, dict[str, set[str]]]
) -> None:
    rows = [row for row in rows_of("sentences") if row["language"] == language]
    wrong = [
        row["id"]
        for row in rows
        if found["sentences"].get(row["id"], set()) != expected_of("sentences", row)
    ]
    assert 1 - len(wrong) / len(rows) >= LEAST_EXACT, wrong


@pytest.mark.parametrize("language", ["ru", "en"])
def test_hard_sentences_without_a_sector_stay_without(
    language: str, found: dict[str, dict[str, set[str]]]
) -> None:
    rows = [
        row for row in rows_of("sentences") if row["language"] == language and not row["sectors"]
    ]
    wrong = [row["id"] for row in rows if row["id"] in found["sentences"]]
    assert 1 - len(wrong) / len(rows) >= LEAST_SILENT, wrong
