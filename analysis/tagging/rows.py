"""Rows: pairs that are tags become the table TAGS."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.model.classifier import Model
from analysis.schema import TAGS
from analysis.tagging.evidence import WEAK, Evidence
from analysis.tagging.pairs import Pairs
from analysis.tagging.quotes import Quotes, reason, texts
from analysis.taxonomy import Taxonomy
from analysis.text.ranges import spread
from analysis.text.tokens import Encoded, Vocabulary

MOST_EVIDENCE: Final = 8

_SHOWN_STRENGTH: Final = ("strong", "weak", "list")
_DECIDED_BY: Final = ("model", "rules", "both")

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class Rows:
    """Writes the rows of one taxonomy and model.

    Parameters
    ----------
    taxonomy : its rules and version are named
    topics : (axis, topic) by topic number
    model : its words are shown where no rule speaks
    """

    def __init__(
        self, taxonomy: Taxonomy, topics: Sequence[tuple[str, str]], model: Model | None
    ) -> None:
        self._topics = topics
        self._model = model
        self._axes = _column([axis for axis, _ in topics])
        self._keys = _column([key for _, key in topics])
        self._versions = _column([taxonomy.version]), _column([model.version if model else ""])
        self._reasons = texts(
            [reason(rule.text, name) for rule in taxonomy.rules for name in _SHOWN_STRENGTH]
        )

    def table(
        self,
        pairs: Pairs,
        score: Floats,
        found: Evidence,
        batch: Encoded,
        vocabulary: Vocabulary,
        fields: Sequence[str],
        articles: pd.DataFrame,
    ) -> pd.DataFrame:
        """Write one row for each pair.

        Parameters
        ----------
        pairs : those that are tags
        score : of each, 0 to 1
        found : what the rules have found
        batch, vocabulary : the articles, encoded
        fields : their texts, by segment
        articles : ``article_id`` and ``language`` of the same

        Returns
        -------
        DataFrame of schema TAGS
        """
        by_rules = pairs.column("counts") > 0
        with_words = pairs.column("words") > 0
        quotes = Quotes.joined(
            [
                self._of_rules(pairs, found),
                *self._of_words(pairs, ~by_rules, batch, vocabulary, articles["language"]),
            ]
        )
        no_choice = np.zeros(len(pairs), np.int64)
        taxonomy_version, model_version = (one.take(no_choice) for one in self._versions)
        columns = {
            "article_id": articles["article_id"].astype("str").array.take(pairs.article),
            "axis": self._axes.take(pairs.topic),
            "topic": self._keys.take(pairs.topic),
            "score": np.round(score, 4),
            "decided_by": _column(_DECIDED_BY).take(by_rules * (1 + with_words)),
            "evidence": _column(quotes.as_json(len(pairs), batch, fields)),
            "taxonomy_version": taxonomy_version,
            "model_version": model_version,
        }
        return pd.DataFrame(columns, columns=list(TAGS))

    def _of_rules(self, pairs: Pairs, found: Evidence) -> Quotes:
        """Show hits, at most so many for a tag: the strongest kind first chosen, as they stand."""
        n_topics = len(self._topics)
        pair_of_hit, pair = found.pair(n_topics), pairs.article * n_topics + pairs.topic
        first, last = (np.searchsorted(pair_of_hit, pair, side=side) for side in ("left", "right"))
        tag, hit = spread(first, last)
        weak = np.concatenate([[0], np.cumsum(found.strength == WEAK)])
        weak_before = weak[hit] - weak[first][tag]
        strong_before = hit - first[tag] - weak_before
        strong_in_all = (last - first - (weak[last] - weak[first]))[tag]
        is_weak = found.strength[hit] == WEAK
        rank = np.where(is_weak, strong_in_all + weak_before, strong_before)
        shown = rank < MOST_EVIDENCE
        tag, hit = tag[shown], hit[shown]
        reasons = found.hits.query[hit] * len(_SHOWN_STRENGTH) + found.strength[hit]
        return Quotes(tag, found.hits.start[hit], found.hits.stop[hit], self._reasons.take(reasons))

    def _of_words(
        self,
        pairs: Pairs,
        chosen: npt.NDArray[np.bool_],
        batch: Encoded,
        vocabulary: Vocabulary,
        languages: "pd.Series[Any]",
    ) -> list[Quotes]:
        """Show the words that weigh most for the chosen tags, by language."""
        if self._model is None or not chosen.any():
            return []
        spoken = languages.to_numpy(object)[pairs.article]
        quotes = []
        for language in sorted(set(spoken[chosen])):
            tag = np.flatnonzero(chosen & (spoken == language))
            topics = [self._topics[number] for number in pairs.topic[tag]]
            model = self._model.languages[language]
            heavy = model.heaviest(batch, vocabulary, pairs.article[tag], topics)
            reasons = texts([reason(shown, "model") for shown in heavy.shown])
            quotes.append(Quotes(tag[heavy.row], heavy.position, heavy.position + 1, reasons))
        return quotes


def no_rows() -> pd.DataFrame:
    """Make a table TAGS without rows."""
    none = {name: [] if name == "score" else _column([]) for name in TAGS}
    return pd.DataFrame(none, columns=list(TAGS)).astype({"score": "float64"})


def _column(values: Any) -> Any:
    return pd.array(values, dtype="str")
