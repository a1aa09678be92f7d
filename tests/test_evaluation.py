"""Evaluation: measures on examples small enough to be counted by hand."""

import json

import pandas as pd
import pytest

from analysis.evaluation import (
    calibration,
    calibration_error,
    compare,
    evaluate,
    judged_scores,
    worst_errors,
)
from analysis.taxonomy import load_taxonomy

LABELLED = pd.DataFrame(
    {
        "article_id": ["1", "2", "3", "4"],
        "title": ["Первая", "Вторая", "", "Four"],
        "text": ["а", "б", "в", "d"],
        "language": ["ru", "ru", "ru", "en"],
        "sectors": ["chemistry", "rail", "", "space"],
        "maybe": ["", "chemistry", "", ""],
        "instruments": ["grants", "", "finance", ""],
        "policy": [1, 0, 1, 1],
        "policy_maybe": [0, 0, 0, 0],
    }
)


def tags_of(*rows: tuple[str, str, str]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["article_id", "axis", "topic"])
    return table.assign(evidence=json.dumps([{"surface": "слово"}, {"surface": "дело"}]))


TAGS = tags_of(
    ("1", "sector", "chemistry"),
    ("2", "sector", "chemistry"),
    ("3", "sector", "rail"),
    ("1", "instrument", "demand-incentives"),
    ("3", "instrument", "tax-relief"),
    ("1", "relevance", "industrial-policy"),
    ("2", "relevance", "industrial-policy"),
)
SCORES = pd.DataFrame(
    [
        ("1", "sector", "chemistry", 0.9),
        ("2", "sector", "chemistry", 0.8),
        ("3", "sector", "rail", 0.7),
        ("2", "sector", "rail", 0.2),
        ("4", "sector", "space", 0.4),
        ("2", "relevance", "industrial-policy", 0.95),
    ],
    columns=["article_id", "axis", "topic", "score"],
)


@pytest.fixture(scope="module")
def measures() -> pd.DataFrame:
    return evaluate(LABELLED, TAGS, load_taxonomy(), resamples=50)


@pytest.mark.parametrize(
    ("axis", "topic", "expected"),
    [
        pytest.param("sector", "chemistry", (1, 1, 1.0, 1.0), id="a doubtful tag is left out"),
        pytest.param("sector", "rail", (1, 1, 0.0, 0.0), id="wrong and missed"),
        pytest.param("sector", "micro", (2, 2, 0.5, 0.5), id="all tags together"),
        pytest.param("relevance", "industrial-policy", (2, 2, 0.5, 0.5), id="relevance"),
        pytest.param("instrument family", "grants", (1, 1, 1.0, 1.0), id="family by a member"),
        pytest.param("instrument family", "tax", (0, 1, 0.0, None), id="family not named"),
    ],
)
def test_measures_are_those_counted_by_hand(
    measures: pd.DataFrame, axis: str, topic: str, expected: tuple[float | None, ...]
) -> None:
    chosen = (measures["language"] == "ru") & (measures["axis"] == axis)
    row = measures[chosen & (measures["topic"] == topic)].iloc[0]
    found = [row[name] for name in ("positives", "tagged", "precision", "recall")]
    assert [None if pd.isna(value) else value for value in found] == list(expected)


def test_intervals_hold_the_measure(measures: pd.DataFrame) -> None:
    known = measures.dropna(subset=["f1", "f1_low"])
    assert (known["f1_low"] <= known["f1"] + 1e-9).all()
    assert (known["f1"] <= known["f1_high"] + 1e-9).all()


def test_calibration_compares_mean_score_and_share() -> None:
    scores = pd.DataFrame(
        {
            "axis": "sector",
            "language": "ru",
            "score": [0.12, 0.14, 0.91, 0.93, 0.95, 1.0],
            "holds": [False, True, True, True, True, False],
        }
    )
    bands = calibration(scores)
    assert bands["pairs"].tolist() == [2, 4]
    assert bands["share"].tolist() == [0.5, 0.75]
    (error,) = calibration_error(bands)["error"]
    assert error == pytest.approx((2 * abs(0.13 - 0.5) + 4 * abs(0.9475 - 0.75)) / 6)


def test_scores_are_judged_where_somebody_judged() -> None:
    judged = judged_scores(LABELLED, SCORES, load_taxonomy())
    kept = list(judged[["article_id", "topic", "holds"]].itertuples(index=False, name=None))
    assert kept == [
        ("1", "chemistry", True),
        ("3", "rail", False),
        ("2", "rail", True),
        ("4", "space", True),
        ("2", "industrial-policy", False),
    ]


def test_the_surest_errors_come_first_with_their_evidence() -> None:
    errors = worst_errors(LABELLED, TAGS, SCORES, load_taxonomy(), most=2)
    columns = ["language", "article_id", "title", "topic", "error", "score", "evidence"]
    assert list(errors[columns].itertuples(index=False, name=None)) == [
        ("en", "4", "Four", "industrial-policy", "missed", 0.0, ""),
        ("en", "4", "Four", "space", "missed", 0.4, ""),
        ("ru", "3", "в", "industrial-policy", "missed", 0.0, ""),
        ("ru", "2", "Вторая", "industrial-policy", "false", 0.95, "слово; дело"),
    ]


def test_two_runs_are_compared_topic_by_topic(measures: pd.DataFrame) -> None:
    before = measures[measures["topic"] != "chemistry"].assign(f1=0.25)
    compared = compare(measures, before).set_index(["language", "axis", "topic"])
    assert compared.loc[("ru", "sector", "micro"), "f1_change"] == pytest.approx(0.25)
    assert pd.isna(compared.loc[("ru", "sector", "chemistry"), "f1_change"])
