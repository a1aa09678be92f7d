"""Flows: which topics of one axis go with which of the next, along a row of axes."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

import numpy as np
import pandas as pd

from analysis.measures.corpus import BoolArray, Corpus
from analysis.measures.pairing import NO_PARENTS, chosen_codes, pair_table, pair_values, paired


def flow(
    corpus: Corpus,
    mask: BoolArray,
    axes: Sequence[str],
    *,
    way: str = "articles",
    base: BoolArray | None = None,
    topics: Mapping[str, Sequence[str]] = MappingProxyType({}),
    most: int = 8,
) -> pd.DataFrame:
    """Count articles that have a topic of one axis and one of the next, along a row of axes.

    Parameters
    ----------
    corpus : the articles
    mask : selected articles
    axes : from left to right, two or more
    way, base : as for ``pairs``
    topics : by axis, these only; else the ``most`` biggest of the articles that have topics
        of two of the axes
    most : topics of an axis

    Returns
    -------
    DataFrame, one row per stage and pair that an article has, in the order of stages and sizes
        stage (int64, 0 from the first axis to the second), source, target (str),
        article_count (int64), value (float, in the chosen way).
        A band counts the articles that have both of its topics, whatever else they have. An
        article with several topics of an axis is in several bands.
    """
    has_some = np.zeros(len(mask), dtype=np.int64)
    for axis in axes:
        tags = corpus.axes[axis]
        wanted = [key for key in topics.get(axis, ()) if key in tags.keys]
        has_some += tags.has_any(wanted) if wanted else tags.sizes > 0
    linked = mask & (has_some > 1)
    shown = {
        axis: [
            corpus.axes[axis].keys[code]
            for code in chosen_codes(corpus.axes[axis], linked, topics.get(axis, ()), most)
        ]
        for axis in axes
    }
    parts = []
    for stage, (source, target) in enumerate(pairwise(axes)):
        if not shown[source] or not shown[target]:
            continue
        found = paired(corpus, mask, source, target, shown[source], shown[target], NO_PARENTS)
        table = pair_table(found).assign(
            stage=stage,
            article_count=np.bincount(found.cells, minlength=found.size),
            value=pair_values(corpus, mask, found, (source, target), way, base),
        )
        parts.append(table[(table["article_count"] > 0) & found.allowed])
    if not parts:
        return pd.DataFrame([], columns=["stage", "source", "target", "article_count", "value"])
    bands = pd.concat(parts, ignore_index=True).rename(
        columns={"row": "source", "column": "target"}
    )
    return bands[["stage", "source", "target", "article_count", "value"]]
