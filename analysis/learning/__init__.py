"""Learning: a model from a corpus that the rules label and from articles that readers labelled.

The rules label the corpus and so teach the words roughly; the labels of readers correct them and
teach the decisions. They are learnt from in folds: what the decision is told of an article never
rests on that article's label. A third of each labelled set is never learnt from at all
(:func:`is_held_out`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.evaluation import ALL
from analysis.learning.decisions import VARIANTS, by_hand, decide, examples_of, predictions
from analysis.learning.folds import is_held_out
from analysis.learning.readings import FITTED_AXES, Readings
from analysis.learning.rough import samples
from analysis.learning.sets import LabelledSets, gather
from analysis.model.classifier import Model
from analysis.model.decision import AxisDecision
from analysis.tagging import Tagger
from analysis.taxonomy import Taxonomy

__all__ = ["ALL", "VARIANTS", "LabelledSets", "Learnt", "gather", "is_held_out", "learn"]


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was learnt, and what it says of the labelled articles.

    Attributes
    ----------
    model : learnt from everything that is not held out
    predictions : by variant ("both", "rules", "words") a table, see
        ``analysis.learning.decisions.predictions``; words and decision that scored an article
        were fitted without its label, though the words that described the other articles to
        the decision had seen it. Of held out articles nothing has seen any label. Instruments are
        tagged by rules in all of them
    """

    model: Model
    predictions: Mapping[str, pd.DataFrame]


def learn(
    taxonomy: Taxonomy,
    corpus: pd.DataFrame,
    sets: LabelledSets,
    *,
    say: Callable[[str], None],
) -> Learnt:
    """Learn words and decisions.

    Parameters
    ----------
    taxonomy : its rules label the corpus and find the evidence
    corpus : ``article_id``, ``title``, ``text``, ``language``; labelled ones are passed over
    sets : the articles that were read and labelled
    say : is told what is being done
    """
    readings = Readings(taxonomy, sets)
    rules = Tagger(taxonomy)
    languages = {}
    spoken = set(sets.articles["language"])
    for part in samples(corpus[corpus["language"].isin(spoken)], sets.articles):
        say(f"{part.language}: words from {len(part.articles):,} articles labelled by the rules")
        rough = part.learn_words(rules)
        say(f"{part.language}: words from articles labelled by readers")
        languages[part.language] = readings.learn_words(part.language, part.space, rough)
    say(f"fitting decisions on {len(readings.articles):,} labelled articles")
    pairs = readings.describe()
    every = [examples_of(readings, pairs, axis, name) for axis in FITTED_AXES for name in languages]
    examples = [one for one in every if one.can_teach]
    axes: dict[str, dict[str, AxisDecision]] = {}
    for one in examples:
        axes.setdefault(one.axis, {})[one.language] = decide(one)
    ruled = by_hand(readings, pairs, "instrument")
    tables = {}
    for variant in VARIANTS:
        parts = [predictions(readings, one, variant) for one in examples]
        tables[variant] = pd.concat([*parts, ruled], ignore_index=True)
    return Learnt(Model(languages, axes, version=""), tables)
