"""The model: what it shows as its reasons."""

import numpy as np
import pandas as pd
import pytest

from analysis.model.classifier import LanguageModel
from analysis.text.tokens import Vocabulary, encode

TOPIC = ("sector", "machine-tools")


def language_model(**weights: float) -> LanguageModel:
    return LanguageModel(
        stems={stem: number for number, stem in enumerate(weights)},
        idf=np.full(len(weights), 2.0),
        weights=np.array([list(weights.values())], np.float32),
        intercepts=np.zeros(1),
        topics=(TOPIC,),
        rough_weights=np.zeros((1, len(weights)), np.float32),
        rough_intercepts=np.zeros(1),
    )


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        pytest.param(
            language_model(станк=1.5, завод=0.5, цен=-1.0),
            [("title", "Станки", "станк +3.0"), ("text", "Завод", "завод +1.0")],
            id="heaviest first, each word once, none that speaks against",
        ),
        pytest.param(language_model(plant=1.0), [("text", "plants", "plant +2.0")], id="English"),
        pytest.param(language_model(нефт=1.0), [], id="no known word"),
    ],
)
def test_quotes_are_the_words_that_weigh_most(
    model: LanguageModel, expected: list[tuple[str, str, str]]
) -> None:
    fields = ("Станки дороже", "Завод поднял цены на станки; plants")
    vocabulary = Vocabulary()
    batch = encode([("Другая", "статья"), fields], vocabulary)
    quotes = pd.DataFrame(
        model.quotes(batch, vocabulary, 1, fields, TOPIC),
        columns=["field", "start", "end", "surface", "rule", "strength"],
    )
    found = list(quotes[["field", "surface", "rule"]].itertuples(index=False, name=None))
    assert found == expected
    whole = dict(zip(("title", "text"), fields, strict=True))
    cut = [whole[row.field][row.start : row.end] for row in quotes.itertuples()]
    assert cut == quotes["surface"].tolist()
