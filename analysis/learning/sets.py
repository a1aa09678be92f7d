"""Labelled sets: what a model is learnt from and measured on, put together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.learning.folds import is_held_out

# The sets that a model is measured on, and short examples, count more than labels of a corpus.
NAMED_WEIGHT: Final = 4.0
# What figures are of.
HELD_OUT_FOR_GOOD: Final = "held out for good"
ALL: Final = "all labelled articles, cross-validated"


@dataclass(frozen=True, slots=True)
class LabelledSets:
    """Articles that readers labelled.

    Attributes
    ----------
    articles : as returned by ``analysis.labels.read_labelled``, ids unique
    held_out : which must not be learnt from, shape (n_articles,)
    weight : how much each counts, shape (n_articles,)
    bases : what figures are made of: the articles of each, by what readers call it
    """

    articles: pd.DataFrame
    held_out: npt.NDArray[np.bool_]
    weight: npt.NDArray[np.float64]
    bases: Mapping[str, npt.NDArray[np.bool_]]


def gather(
    named: Mapping[str, pd.DataFrame],
    labels: Sequence[pd.DataFrame],
    examples: Sequence[pd.DataFrame],
) -> LabelledSets:
    """Put labelled sets together; of articles with one id the first stays.

    Parameters
    ----------
    named : sets to measure on, by name; a third of each is held out
    labels : labels of articles of the corpus: learnt from and measured on
    examples : texts to learn from only
    """
    articles = pd.concat([*named.values(), *labels, *examples], ignore_index=True)
    articles = articles.drop_duplicates("article_id", ignore_index=True)

    def among(tables: Sequence[pd.DataFrame]) -> npt.NDArray[np.bool_]:
        ids = {one for table in tables for one in table["article_id"]}
        return articles["article_id"].isin(ids).to_numpy(bool)

    ours = among(list(named.values()))
    held_out = ours & articles["article_id"].map(is_held_out).to_numpy(bool)
    news = ours | among(labels)
    weight = np.where(~news | ours, NAMED_WEIGHT, 1.0)
    bases = {HELD_OUT_FOR_GOOD: held_out, ALL: news}
    bases |= {f"{name}, cross-validated": among([table]) for name, table in named.items()}
    return LabelledSets(articles, held_out, weight, bases)
