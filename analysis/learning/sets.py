"""Labelled sets: what a model is learnt from and measured on, put together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.evaluation import ALL, HELD_OUT_FOR_GOOD
from analysis.learning.copies import groups_of
from analysis.learning.folds import fold_of, is_held_out

# The sets that a model is measured on, and short examples, count more than labels of a corpus.
NAMED_WEIGHT: Final = 4.0


@dataclass(frozen=True, slots=True)
class LabelledSets:
    """Articles that readers labelled.

    Attributes
    ----------
    articles : as returned by ``analysis.labels.read_labelled``, ids unique
    held_out : which must not be learnt from, shape (n_articles,): the third held out, and near
        copies of it
    fold : shape (n_articles,); near copies are in one
    weight : how much each counts, shape (n_articles,)
    bases : what figures are made of: the articles of each, by what readers call it
    """

    articles: pd.DataFrame
    held_out: npt.NDArray[np.bool_]
    fold: npt.NDArray[np.int64]
    weight: npt.NDArray[np.float64]
    bases: Mapping[str, npt.NDArray[np.bool_]]


def gather(
    named: Mapping[str, pd.DataFrame],
    labels: Sequence[pd.DataFrame],
    examples: Sequence[pd.DataFrame],
) -> LabelledSets:
    """Put labelled sets together.

    Of articles with one id the first stays. Near copies of articles of a named set are dropped
    from the others.

    Parameters
    ----------
    named : sets to measure on, by name; a third of each is held out
    labels : labels of articles of the corpus: learnt from and measured on
    examples : texts to learn from only
    """
    articles = pd.concat([*named.values(), *labels, *examples], ignore_index=True)
    articles = articles.drop_duplicates("article_id", ignore_index=True)
    ids_of_named = {one for table in named.values() for one in table["article_id"]}
    is_named = articles["article_id"].isin(ids_of_named).to_numpy(bool)
    group = groups_of(list(articles["title"] + " " + articles["text"]))
    kept = is_named | ~np.isin(group, group[is_named])
    articles, group = articles[kept].reset_index(drop=True), group[kept]
    ours = is_named[kept]

    def among(tables: Sequence[pd.DataFrame]) -> npt.NDArray[np.bool_]:
        ids = {one for table in tables for one in table["article_id"]}
        return articles["article_id"].isin(ids).to_numpy(bool)

    held_out = ours & articles["article_id"].map(is_held_out).to_numpy(bool)
    first_id = articles["article_id"].groupby(group).transform("min")
    fold = first_id.map(fold_of).to_numpy(np.int64)
    news = ours | among(labels)
    weight = np.where(~news | ours, NAMED_WEIGHT, 1.0)
    bases = {HELD_OUT_FOR_GOOD: held_out, ALL: news}
    bases |= {f"{name}, cross-validated": among([table]) for name, table in named.items()}
    unlearnt = np.isin(group, group[held_out])
    return LabelledSets(articles, unlearnt, fold, weight, bases)
