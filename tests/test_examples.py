"""Thirty sentences with the sectors that a careful reader gives them, one test each."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from analysis import Tagger, load_model, load_taxonomy

GOLDEN = Path(__file__).resolve().parent / "golden" / "examples.csv"


def examples() -> list[dict[str, str]]:
    with GOLDEN.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def tagged() -> pd.DataFrame:
    """Tags of all examples by the taxonomy and the model that are shipped."""
    rows = examples()
    articles = pd.DataFrame(
        {
            "article_id": [row["id"] for row in rows],
            "title": "",
            "text": [row["text"] for row in rows],
            "language": [row["language"] for row in rows],
        }
    )
    return Tagger(load_taxonomy(), load_model()).tag(articles)


def test_there_are_thirty_examples_in_both_languages() -> None:
    rows = examples()
    assert len({row["id"] for row in rows}) == len(rows) == 30
    assert {row["language"] for row in rows} == {"ru", "en"}


@pytest.mark.parametrize("example", examples(), ids=lambda example: example["id"])
def test_example_gets_exactly_its_sectors(example: dict[str, str], tagged: pd.DataFrame) -> None:
    own = tagged[(tagged["article_id"] == example["id"]) & (tagged["axis"] == "sector")]
    expected = {key.strip() for key in example["sectors"].split(";") if key.strip()}
    assert set(own["topic"]) == expected, f"{example['text']} ({example['note']})"
