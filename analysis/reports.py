"""Reports: measures laid out as Markdown for people."""

import numpy as np
import pandas as pd

from analysis.evaluation import ALL, AVERAGES
from analysis.quality import Quality


def measures_report(table: pd.DataFrame) -> str:
    """Lay out the measures of :func:`analysis.evaluation.evaluate`.

    Where ``f1_change`` is a column it is shown, too.
    """
    change = "f1_change" in table
    lines = [
        "| language | axis | topic | n | tagged | precision | recall | F1 | 95 % interval |"
        + (" change of F1 |" if change else ""),
        "|---|---|---|--:|--:|--:|--:|--:|---|" + ("--:|" if change else ""),
    ]
    for row in table.to_dict("records"):
        line = (
            f"| {row['language']} | {row['axis']} | {row['topic']} | {row['positives']} | "
            f"{row['tagged']} | {_shown(row['precision'])} | {_shown(row['recall'])} | "
            f"{_shown(row['f1'])} | {_interval(row['f1_low'], row['f1_high'])} |"
        )
        if change:
            line += f" {_signed(row['f1_change'])} |"
        lines.append(line)
    return "\n".join(lines)


def calibration_report(bands: pd.DataFrame, errors: pd.DataFrame) -> str:
    """Lay out the tables of ``calibration`` and ``calibration_error``."""
    lines = [
        "| language | axis | score | pairs | mean score | share that holds |",
        "|---|---|---|--:|--:|--:|",
    ]
    for row in bands.itertuples():
        lines.append(
            f"| {row.language} | {row.axis} | {row.low:.1f}–{row.high:.1f} | {row.pairs} | "
            f"{_shown(row.score)} | {_shown(row.share)} |"
        )
    lines.append("")
    for row in errors.itertuples():
        lines.append(
            f"Expected calibration error, {row.axis}, {row.language}: {_shown(row.error)} "
            f"({row.pairs:,} pairs)"
        )
    return "\n".join(lines)


def errors_report(errors: pd.DataFrame) -> str:
    """Lay out the table of :func:`analysis.evaluation.worst_errors`."""
    lines = [
        "| language | error | topic | score | article | evidence |",
        "|---|---|---|--:|---|---|",
    ]
    for row in errors.itertuples():
        title = " ".join(str(row.title).split())[:80].replace("|", "\\|")
        evidence = " ".join(str(row.evidence).split())[:80].replace("|", "\\|")
        lines.append(
            f"| {row.language} | {row.error} | {row.topic} | {_shown(row.score)} | "
            f"{row.article_id}: {title} | {evidence} |"
        )
    return "\n".join(lines)


def quality_report(quality: Quality) -> str:
    """Lay out the published figures: averages by what they are of, then every topic."""
    table = quality.measures
    averages = table[table["topic"].isin((*AVERAGES, "industrial-policy"))]
    lines = [
        f"Taxonomy {quality.taxonomy_version}, model {quality.model_version}.",
        "",
        "| measured on | language | axis | average | with | n | precision | recall | F1 "
        "| 95 % interval |",
        "|---|---|---|---|---|--:|--:|--:|--:|---|",
    ]
    for row in averages.to_dict("records"):
        lines.append(
            f"| {row['basis']} | {row['language']} | {row['axis']} | {row['topic']} | "
            f"{row['variant']} | {row['positives']} | {_shown(row['precision'])} | "
            f"{_shown(row['recall'])} | {_shown(row['f1'])} | "
            f"{_interval(row['f1_low'], row['f1_high'])} |"
        )
    topics = table[(table["basis"] == ALL) & (table["variant"] == "both")]
    topics = topics[~topics["topic"].isin(AVERAGES)]
    lines += ["", f"By topic, on {ALL}:", "", measures_report(topics), ""]
    for error in quality.calibration.to_dict("records"):
        lines.append(
            f"Expected calibration error, {error['basis']}, {error['axis']}, "
            f"{error['language']}: {_shown(error['error'])} ({error['pairs']:,} pairs)"
        )
    return "\n".join(lines)


def _interval(low: float, high: float) -> str:
    return "–" if np.isnan(low) else f"{_shown(low)}–{_shown(high)}"


def _shown(value: object) -> str:
    return "–" if pd.isna(value) else f"{value:.3f}"  # type: ignore[call-overload]


def _signed(value: object) -> str:
    return "–" if pd.isna(value) else f"{value:+.3f}"  # type: ignore[call-overload]
