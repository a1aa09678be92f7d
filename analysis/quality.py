"""Quality: the published error rate of the shipped taxonomy and model.

``data/model/quality.json`` is written when a model is trained. Its figures are of articles
that the model did not learn from: across folds, or held out for good.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from analysis.errors import ModelError
from analysis.evaluation import (
    ALL,
    AVERAGES,
    FAMILY_AXIS,
    calibration,
    calibration_error,
    evaluate,
)
from analysis.model.classifier import DEFAULT_FOLDER
from analysis.schema import RELEVANT
from analysis.taxonomy import Taxonomy

if TYPE_CHECKING:  # what only learns and is not needed to read the figures takes long to import
    from analysis.learning import LabelledSets

FORMAT: Final = 1
FILE: Final = "quality.json"

_MEASURES: Final = ("precision", "recall", "f1", "f1_low", "f1_high")


@dataclass(frozen=True)
class Quality:
    """Figures of a taxonomy and a model.

    Attributes
    ----------
    measures : DataFrame
        basis (what it was measured on), variant ("both", "rules", "words"), then the columns
        of ``analysis.evaluation.evaluate``
    calibration : DataFrame
        basis, then the columns of ``analysis.evaluation.calibration_error``
    taxonomy_version, model_version : of what was measured
    """

    measures: pd.DataFrame
    calibration: pd.DataFrame
    taxonomy_version: str
    model_version: str

    def of_topic(self, axis: str, topic: str) -> pd.DataFrame:
        """Figures of one topic: a row for each language, from all labelled articles."""
        return pd.DataFrame(self.rows_of(axis, topic), columns=self.measures.columns)

    def rows_of(self, axis: str, topic: str) -> Sequence[Mapping[str, Any]]:
        """The rows of :meth:`of_topic`."""
        return self._by_topic.get((axis, topic), ())

    @cached_property
    def _by_topic(self) -> Mapping[tuple[str, str], Sequence[Mapping[str, Any]]]:
        table = self.measures
        own = table[(table["basis"] == ALL) & (table["variant"] == "both")]
        found: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
        for values in own.itertuples(index=False):
            row = dict(zip(own.columns, values, strict=True))
            found.setdefault((row["axis"], row["topic"]), []).append(row)
        return found


def measure(
    predictions: Mapping[str, pd.DataFrame],
    sets: "LabelledSets",
    taxonomy: Taxonomy,
    model_version: str,
) -> Quality:
    """Measure predictions on labelled articles.

    Parameters
    ----------
    predictions : by variant, see ``analysis.learning.Learnt``
    sets : the labels, and which articles each set of figures is of; ``ALL`` also gets figures
        by topic for the decision that is shipped
    taxonomy : names the topics
    model_version : of the model as it was saved
    """
    measures, bands = [], []
    for basis, chosen in sets.bases.items():
        own = sets.articles[chosen].reset_index(drop=True)
        for variant, table in predictions.items():
            mine = table[table["article_id"].isin(own["article_id"])]
            table_of = evaluate(own, mine[mine["tagged"]], taxonomy)
            if variant != "both":
                table_of = table_of[table_of["topic"].isin((*AVERAGES, RELEVANT))]
                table_of = table_of[table_of["axis"] != FAMILY_AXIS]
            table_of.insert(0, "basis", basis)
            table_of.insert(1, "variant", variant)
            measures.append(table_of)
        pairs = predictions["both"]
        judged = pairs[pairs["judged"] & pairs["article_id"].isin(own["article_id"])]
        languages = own.set_index("article_id")["language"]
        scores = judged.assign(language=judged["article_id"].map(languages))
        errors = calibration_error(calibration(scores))
        errors.insert(0, "basis", basis)
        bands.append(errors)
    return Quality(
        pd.concat(measures, ignore_index=True),
        pd.concat(bands, ignore_index=True),
        taxonomy.version,
        model_version,
    )


def save_quality(quality: Quality, folder: Path = DEFAULT_FOLDER) -> None:
    """Write the figures beside the model."""
    content = {
        "format": FORMAT,
        "taxonomy_version": quality.taxonomy_version,
        "model_version": quality.model_version,
        "measures": _records(quality.measures),
        "calibration": _records(quality.calibration),
    }
    lines = json.dumps(content, ensure_ascii=False, indent=1)
    (folder / FILE).write_text(lines + "\n", encoding="utf-8")


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    rounded = table.round(6).astype(object)
    filled = rounded.where(rounded.notna(), None)
    return [dict(zip(filled.columns, row, strict=True)) for row in filled.to_numpy().tolist()]


def load_quality(folder: Path = DEFAULT_FOLDER) -> Quality | None:
    """Read the figures; None where nobody measured.

    Raises
    ------
    ModelError
        If the file is damaged or of another format.
    """
    path = folder / FILE
    if not path.is_file():
        return None
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["format"] != FORMAT:
            raise ValueError(f"format {content['format']} is not {FORMAT}")
        measures = pd.DataFrame(content["measures"])
        measures[list(_MEASURES)] = measures[list(_MEASURES)].astype("float64")
        return Quality(
            measures,
            pd.DataFrame(content["calibration"]),
            content["taxonomy_version"],
            content["model_version"],
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f"cannot be read ({error}): train again or restore the file"
        raise ModelError(str(path), [message]) from error
