"""Evaluation: tags against labels of readers, per topic and language, with intervals."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.labels import FAMILIES, FAMILY_OF, Truth, truth_of
from analysis.taxonomy import Taxonomy

FOUR_SECTORS: Final = ("electronics", "chemistry", "machine-tools", "unmanned")
FAMILY_AXIS: Final = "instrument family"
# A topic with fewer labelled articles than this says nothing about the macro average.
LEAST_POSITIVES: Final = 5
RESAMPLES: Final = 1_000
SEED: Final = 20_240_704
# Scores are compared with what is true in so many bands.
BANDS: Final = 10
AVERAGES: Final = ("micro", "macro", "four sectors")
# The articles that published figures are of.
HELD_OUT_FOR_GOOD: Final = "held out for good"
ALL: Final = "all labelled articles, cross-validated"

Counts = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Judged:
    """Labels, tags and what is to be left out, shape (n_articles, n_topics) each."""

    truth: Truth
    found: Mask

    def taken(self, rows: Counts) -> "_Judged":
        truth = self.truth
        return _Judged(
            Truth(truth.topics, truth.holds[rows], truth.left_out[rows]), self.found[rows]
        )


def evaluate(
    labelled: pd.DataFrame, tags: pd.DataFrame, taxonomy: Taxonomy, *, resamples: int = RESAMPLES
) -> pd.DataFrame:
    """Measure tags against labels.

    Parameters
    ----------
    labelled : as returned by ``analysis.labels.read_labelled``
    tags : ``article_id``, ``axis``, ``topic``
    taxonomy : names the topics
    resamples : how many bootstrap samples of articles the intervals are made from

    Returns
    -------
    DataFrame, one row per language and topic and per average
        language, axis, topic ("micro", "macro" and "four sectors" are averages), positives
        (labelled articles), tagged, precision, recall, f1, f1_low, f1_high (95 % interval).
        What cannot be computed is NaN. "macro" averages topics with at least
        ``LEAST_POSITIVES`` positives.
    """
    random = np.random.default_rng(SEED)
    tables = [_judge(labelled, tags, taxonomy, axis) for axis in ("sector", "relevance")]
    named = {"sector": tables[0], "relevance": tables[1]}
    if labelled["instruments"].notna().any():
        named[FAMILY_AXIS] = _families(labelled, tags, taxonomy)
    parts = []
    for language in sorted(labelled["language"].unique()):
        rows = np.flatnonzero((labelled["language"] == language).to_numpy())
        for axis, judged in named.items():
            own = judged.taken(rows)
            if own.truth.topics and not own.truth.left_out.all():
                table = _measured(own, axis, random, resamples)
                table.insert(0, "language", language)
                parts.append(table)
    return pd.concat(parts, ignore_index=True)


def _judge(labelled: pd.DataFrame, tags: pd.DataFrame, taxonomy: Taxonomy, axis: str) -> _Judged:
    truth = truth_of(labelled, taxonomy, axis)
    own = tags[tags["axis"] == axis]
    return _Judged(truth, _table(labelled, own, truth.topics))


def _families(labelled: pd.DataFrame, tags: pd.DataFrame, taxonomy: Taxonomy) -> _Judged:
    """Instruments of one family are one topic."""
    truth = truth_of(labelled, taxonomy, "instrument")
    of_family = np.array(
        [[FAMILY_OF.get(topic) == name for name in FAMILIES] for topic in truth.topics], bool
    ).reshape(len(truth.topics), len(FAMILIES))
    left_out = np.broadcast_to(
        labelled["instruments"].isna().to_numpy()[:, None], (len(labelled), len(FAMILIES))
    )
    own = tags[tags["axis"] == "instrument"]
    own = own.assign(topic=own["topic"].map(FAMILY_OF))
    families = tuple(FAMILIES)
    judged = Truth(families, (truth.holds @ of_family) & ~left_out, left_out)
    return _Judged(judged, _table(labelled, own, families))


def _table(labelled: pd.DataFrame, tags: pd.DataFrame, topics: Sequence[str]) -> Mask:
    row = {article: number for number, article in enumerate(labelled["article_id"])}
    place = {topic: number for number, topic in enumerate(topics)}
    found = np.zeros((len(labelled), len(topics)), bool)
    known = tags[tags["article_id"].isin(row) & tags["topic"].isin(place)]
    found[known["article_id"].map(row), known["topic"].map(place)] = True
    return found


def _measured(
    judged: _Judged, axis: str, random: np.random.Generator, resamples: int
) -> pd.DataFrame:
    truth, kept = judged.truth, ~judged.truth.left_out
    hits = (truth.holds & judged.found & kept).astype(np.int64)
    wrong = (~truth.holds & judged.found & kept).astype(np.int64)
    missed = (truth.holds & ~judged.found & kept).astype(np.int64)
    size = len(truth.holds)
    weights = random.multinomial(size, np.full(size, 1 / size), resamples) if size else None
    columns = {topic: [number] for number, topic in enumerate(truth.topics)}
    groups = {"micro": list(range(len(truth.topics)))} if len(columns) > 1 else {}
    if axis == "sector":
        groups["four sectors"] = [columns[name][0] for name in FOUR_SECTORS if name in columns]
    rows = []
    for topic, chosen in (groups | columns).items():
        totals = [table[:, chosen].sum(axis=1) for table in (hits, wrong, missed)]
        samples = [weights @ total for total in totals] if weights is not None else []
        rows.append(_row(topic, totals, samples))
    if groups:
        rows.insert(1, _macro(hits, wrong, missed, weights))
    table = pd.DataFrame(rows)
    table.insert(0, "axis", axis)
    return table


def _row(topic: str, totals: Sequence[Counts], samples: Sequence[Counts]) -> dict[str, object]:
    hit, wrong, missed = (int(total.sum()) for total in totals)
    low, high = _interval(_f1(*samples)) if samples else (np.nan, np.nan)
    return {
        "topic": topic,
        "positives": hit + missed,
        "tagged": hit + wrong,
        "precision": hit / (hit + wrong) if hit + wrong else np.nan,
        "recall": hit / (hit + missed) if hit + missed else np.nan,
        "f1": 2 * hit / (2 * hit + wrong + missed) if hit + wrong + missed else np.nan,
        "f1_low": low,
        "f1_high": high,
    }


def _macro(
    hits: Counts, wrong: Counts, missed: Counts, weights: Counts | None
) -> dict[str, object]:
    common = (hits + missed).sum(axis=0) >= LEAST_POSITIVES
    hits, wrong, missed = hits[:, common], wrong[:, common], missed[:, common]
    totals = [table.sum(axis=0) for table in (hits, wrong, missed)]
    low = high = np.nan
    if weights is not None and common.any():
        by_topic = _f1(*(weights @ table for table in (hits, wrong, missed)))
        low, high = _interval(by_topic.mean(axis=1))
    with np.errstate(invalid="ignore"):
        precision = totals[0] / np.maximum(totals[0] + totals[1], 1)
        recall = totals[0] / np.maximum(totals[0] + totals[2], 1)
    some = bool(common.any())
    return {
        "topic": "macro",
        "positives": int((totals[0] + totals[2]).sum()),
        "tagged": int((totals[0] + totals[1]).sum()),
        "precision": float(precision.mean()) if some else np.nan,
        "recall": float(recall.mean()) if some else np.nan,
        "f1": float(_f1(*totals).mean()) if some else np.nan,
        "f1_low": low,
        "f1_high": high,
    }


def _f1(hits: Counts, wrong: Counts, missed: Counts) -> npt.NDArray[np.float64]:
    f1: npt.NDArray[np.float64] = 2 * hits / np.maximum(2 * hits + wrong + missed, 1)
    return f1


def _interval(values: npt.NDArray[np.float64]) -> tuple[float, float]:
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)


def exact_counts(
    labelled: pd.DataFrame, tags: pd.DataFrame, taxonomy: Taxonomy
) -> dict[str, tuple[int, int]]:
    """Count the articles whose sectors are exactly right, ``maybe`` left out.

    Returns
    -------
    dict
        By language: how many are exact, and of how many.
    """
    judged = _judge(labelled, tags, taxonomy, "sector")
    right = ~(judged.truth.holds ^ judged.found) | judged.truth.left_out
    by_language = pd.Series(right.all(axis=1)).groupby(labelled["language"].to_numpy())
    return {str(name): (int(own.sum()), len(own)) for name, own in by_language}


def judged_scores(labelled: pd.DataFrame, scores: pd.DataFrame, taxonomy: Taxonomy) -> pd.DataFrame:
    """Say of scored pairs whether they hold; pairs that nobody judged are dropped.

    Parameters
    ----------
    labelled : the labels
    scores : ``article_id``, ``axis``, ``topic``, ``score``
    taxonomy : names the topics

    Returns
    -------
    DataFrame
        ``scores`` of sectors and relevance, with ``holds`` and ``language``.
    """
    row = {article_id: number for number, article_id in enumerate(labelled["article_id"])}
    parts: list[pd.DataFrame] = []
    for axis in ("sector", "relevance"):
        truth = truth_of(labelled, taxonomy, axis)
        place = {topic: number for number, topic in enumerate(truth.topics)}
        own = scores[scores["axis"] == axis]
        cells = own["article_id"].map(row).to_numpy(int), own["topic"].map(place).to_numpy(int)
        language = labelled["language"].to_numpy()[cells[0]]
        own = own.assign(holds=truth.holds[cells], language=language)
        parts.append(own[~truth.left_out[cells]])
    return pd.concat(parts, ignore_index=True)


def calibration(scores: pd.DataFrame) -> pd.DataFrame:
    """Compare scores with what is true, band by band.

    Parameters
    ----------
    scores : ``axis``, ``language``, ``score`` (0 to 1), ``holds`` (bool), one row for each
        judged pair of article and topic

    Returns
    -------
    DataFrame
        axis, language, low, high (bounds of the band), pairs, score (mean), share (of pairs
        that hold).
    """
    band = np.minimum((scores["score"] * BANDS).astype(int), BANDS - 1)
    table = scores.assign(low=band / BANDS, high=(band + 1) / BANDS)
    grouped = table.groupby(["axis", "language", "low", "high"], as_index=False)
    bands: pd.DataFrame = grouped.agg(
        pairs=("holds", "size"), score=("score", "mean"), share=("holds", "mean")
    )
    return bands


def calibration_error(bands: pd.DataFrame) -> pd.DataFrame:
    """Sum up calibration: how far score and share are apart on average.

    Parameters
    ----------
    bands : as returned by :func:`calibration`

    Returns
    -------
    DataFrame
        axis, language, pairs, error (expected calibration error, 0 to 1; Naeini, Cooper and
        Hauskrecht 2015, ten bands of equal width).
    """
    gap = (bands["score"] - bands["share"]).abs() * bands["pairs"]
    table = bands.assign(gap=gap).groupby(["axis", "language"], as_index=False)
    sums = table.agg(pairs=("pairs", "sum"), gap=("gap", "sum"))
    sums["error"] = sums["gap"] / sums["pairs"]
    return sums.drop(columns="gap")


def worst_errors(
    labelled: pd.DataFrame,
    tags: pd.DataFrame,
    scores: pd.DataFrame,
    taxonomy: Taxonomy,
    *,
    most: int,
) -> pd.DataFrame:
    """List the sectors and relevance tags that are most wrong.

    Parameters
    ----------
    labelled : the labels
    tags : columns of schema TAGS
    scores : ``article_id``, ``axis``, ``topic``, ``score`` of considered pairs, tagged or not
    most : how many of each language

    Returns
    -------
    DataFrame
        language, article_id, title, axis, topic, error ("false" or "missed"), score, evidence
        (words shown for the tag, joined by ``;``); the surest errors first.
    """
    score = scores.set_index(["article_id", "axis", "topic"])["score"].to_dict()
    shown = {
        (row.article_id, row.axis, row.topic): "; ".join(
            quote["surface"] for quote in json.loads(str(row.evidence))
        )
        for row in tags.itertuples()
    }
    rows = []
    for axis in ("sector", "relevance"):
        judged = _judge(labelled, tags, taxonomy, axis)
        wrong = (judged.truth.holds ^ judged.found) & ~judged.truth.left_out
        for number, place in zip(*np.nonzero(wrong), strict=True):
            article = labelled.iloc[number]
            key = (article["article_id"], axis, judged.truth.topics[place])
            own = score.get(key, 0.0)
            is_false = bool(judged.found[number, place])
            rows.append(
                {
                    "language": article["language"],
                    "article_id": key[0],
                    "title": article["title"] or article["text"][:80],
                    "axis": axis,
                    "topic": key[2],
                    "error": "false" if is_false else "missed",
                    "score": own,
                    "evidence": shown.get(key, ""),
                    "size": own if is_false else 1 - own,
                }
            )
    columns = ["language", "article_id", "title", "axis", "topic", "error", "score", "evidence"]
    if not rows:
        return pd.DataFrame(columns=columns)
    table = pd.DataFrame(rows).sort_values(
        ["language", "size"], ascending=[True, False], kind="stable"
    )
    return table.groupby("language").head(most)[columns].reset_index(drop=True)


def compare(measures: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Compare two runs of :func:`evaluate`.

    Parameters
    ----------
    measures : the run
    before : an earlier run

    Returns
    -------
    DataFrame
        ``measures`` with ``f1_before`` and ``f1_change``; NaN where the earlier run has none.
    """
    keys = ["language", "axis", "topic"]
    known = before[[*keys, "f1"]].rename(columns={"f1": "f1_before"})
    table = measures.merge(known, on=keys, how="left")
    return table.assign(f1_change=table["f1"] - table["f1_before"])
