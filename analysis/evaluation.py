"""Evaluation: tags against labels of people, per topic and language, with intervals.

A labelled set has the columns ``id``, ``text``, ``language``, ``sectors`` and, where known,
``title``, ``maybe`` (sectors left out of the score for that article) and ``instruments``
(families of the codebook, see ``FAMILIES``); lists are joined by ``;``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import DataError
from analysis.taxonomy import Taxonomy

FOUR_SECTORS: Final = ("electronics", "chemistry", "machine-tools", "unmanned")
# A topic with fewer labelled articles than this says nothing about the macro average.
LEAST_POSITIVES: Final = 5
RESAMPLES: Final = 1_000
SEED: Final = 20_240_704

# Families of the codebook, and the instruments of the taxonomy that they hold.
FAMILIES: Final[Mapping[str, tuple[str, ...]]] = {
    "grants": ("grants", "demand-incentives"),
    "finance": ("soft-loans", "guarantees", "export-support"),
    "tax": ("tax-relief",),
    "investment_contract": ("investment-contracts",),
    "procurement": ("procurement", "local-content"),
    "tariff": ("import-duties-fees", "trade-defence", "import-bans", "import-facilitation"),
    "export_control": ("export-controls", "fdi-screening"),
    "ownership": ("state-equity",),
    "zone": ("sez-regimes",),
    "regulation": ("standards-regulation",),
    "programme": ("national-programmes", "rnd-programmes", "training"),
}

_FAMILY_OF: Final = {topic: name for name, topics in FAMILIES.items() for topic in topics}

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Judged:
    """Labels, tags and what is to be left out, shape (n_articles, n_topics) each."""

    topics: tuple[str, ...]
    truth: npt.NDArray[np.bool_]
    found: npt.NDArray[np.bool_]
    left_out: npt.NDArray[np.bool_]


def read_labelled(path: Path) -> pd.DataFrame:
    """Read a labelled set.

    Parameters
    ----------
    path : CSV, JSONL or Parquet, or a folder of JSONL files

    Returns
    -------
    DataFrame with ``article_id``, ``title``, ``text``, ``language``, ``sectors``, ``maybe``,
    ``instruments`` (families of the codebook or instruments of the taxonomy), all str

    Raises
    ------
    DataError
        If it cannot be read or a column is missing.
    """
    if path.is_dir():
        parts = [read_labelled(part) for part in sorted(path.glob("*.jsonl"))]
        if not parts:
            raise DataError(str(path), ["holds no .jsonl file: name a file"])
        return pd.concat(parts, ignore_index=True)
    readers: dict[str, Callable[[Path], pd.DataFrame]] = {
        ".csv": lambda path: pd.read_csv(path, dtype="str", keep_default_na=False),
        ".jsonl": lambda path: pd.read_json(path, lines=True, dtype=False),
        ".parquet": pd.read_parquet,
    }
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise DataError(str(path), [f"unknown ending; use one of {', '.join(readers)}"])
    try:
        table = reader(path)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise DataError(str(path), [f"cannot be read: {reason}"]) from error
    missing = [name for name in ("id", "text", "language", "sectors") if name not in table]
    if missing:
        raise DataError(
            str(path),
            [f"missing column(s) {', '.join(missing)}; found: {', '.join(map(str, table))}"],
        )
    table = table.rename(columns={"id": "article_id"})
    for name in ("title", "maybe", "instruments"):
        if name not in table:
            table[name] = None if name == "instruments" else ""
    names = ["article_id", "title", "text", "language", "sectors", "maybe"]
    table[names] = table[names].fillna("").astype("str")
    return table


def evaluate(
    labelled: pd.DataFrame, tags: pd.DataFrame, taxonomy: Taxonomy, *, resamples: int = RESAMPLES
) -> pd.DataFrame:
    """Measure tags against labels.

    Parameters
    ----------
    labelled : as returned by :func:`read_labelled`
    tags : columns of schema TAGS
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
    parts = []
    for language in sorted(labelled["language"].unique()):
        own = labelled[labelled["language"] == language].reset_index(drop=True)
        sectors = tuple(topic.key for topic in taxonomy.topics("sector"))
        judged = _judge(own, tags[tags["axis"] == "sector"], sectors, "sectors")
        parts.append(_measured(judged, "sector", language, random, resamples))
        if own["instruments"].notna().any():
            families = _as_families(tags[tags["axis"] == "instrument"])
            judged = _judge(own, families, tuple(FAMILIES), "instruments")
            parts.append(_measured(judged, "instrument family", language, random, resamples))
    return pd.concat(parts, ignore_index=True)


def _as_families(tags: pd.DataFrame) -> pd.DataFrame:
    return tags.assign(topic=tags["topic"].map(_FAMILY_OF)).drop_duplicates(["article_id", "topic"])


def _judge(
    labelled: pd.DataFrame, tags: pd.DataFrame, topics: Sequence[str], column: str
) -> _Judged:
    row = {article: number for number, article in enumerate(labelled["article_id"])}
    place = {topic: number for number, topic in enumerate(topics)}
    shape = (len(labelled), len(topics))
    truth, found, left_out = (np.zeros(shape, bool) for _ in range(3))
    for table, names in ((truth, labelled[column]), (left_out, labelled["maybe"])):
        for number, joined in enumerate(names):
            for name in filter(None, str(joined or "").split(";")):
                key = name.strip()
                key = key if key in place else _FAMILY_OF.get(key, key)
                if key in place:
                    table[number, place[key]] = True
    known = tags[tags["article_id"].isin(row) & tags["topic"].isin(place)]
    found[known["article_id"].map(row), known["topic"].map(place)] = True
    return _Judged(tuple(topics), truth, found, left_out & ~truth)


def _measured(
    judged: _Judged,
    axis: str,
    language: str,
    random: np.random.Generator,
    resamples: int,
) -> pd.DataFrame:
    kept = ~judged.left_out
    hits = (judged.truth & judged.found & kept).astype(np.int64)
    wrong = (~judged.truth & judged.found & kept).astype(np.int64)
    missed = (judged.truth & ~judged.found & kept).astype(np.int64)
    size = len(judged.truth)
    weights = random.multinomial(size, np.full(size, 1 / size), resamples) if size else None
    columns = {topic: [number] for number, topic in enumerate(judged.topics)}
    groups = {"micro": list(range(len(judged.topics)))}
    if axis == "sector":
        groups["four sectors"] = [columns[name][0] for name in FOUR_SECTORS if name in columns]
    rows = []
    for topic, chosen in (groups | columns).items():
        totals = [table[:, chosen].sum(axis=1) for table in (hits, wrong, missed)]
        samples = [weights @ total for total in totals] if weights is not None else []
        rows.append(_row(topic, totals, samples))
    rows.insert(1, _macro(hits, wrong, missed, weights))
    table = pd.DataFrame(rows)
    table.insert(0, "language", language)
    table.insert(1, "axis", axis)
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
    sectors = tuple(topic.key for topic in taxonomy.topics("sector"))
    judged = _judge(labelled, tags[tags["axis"] == "sector"], sectors, "sectors")
    exact = pd.Series((~(judged.truth ^ judged.found) | judged.left_out).all(axis=1))
    by_language = exact.groupby(labelled["language"].to_numpy())
    return {str(name): (int(own.sum()), len(own)) for name, own in by_language}


def to_markdown(table: pd.DataFrame) -> str:
    """Lay the measures out for people: averages first, then topics, per language."""
    lines = [
        "| language | axis | topic | n | tagged | precision | recall | F1 | 95 % interval |",
        "|---|---|---|--:|--:|--:|--:|--:|---|",
    ]
    for row in table.itertuples():
        lines.append(
            f"| {row.language} | {row.axis} | {row.topic} | {row.positives} | {row.tagged} | "
            f"{_shown(row.precision)} | {_shown(row.recall)} | {_shown(row.f1)} | "
            f"{_interval_shown(row.f1_low, row.f1_high)} |"
        )
    return "\n".join(lines)


def _interval_shown(low: Any, high: Any) -> str:
    return "–" if np.isnan(low) else f"{_shown(low)}–{_shown(high)}"


def _shown(value: object) -> str:
    return "–" if pd.isna(value) else f"{value:.3f}"  # type: ignore[call-overload]
