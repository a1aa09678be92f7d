"""The TF-IDF model: one linear classifier per topic and language over stemmed words.

Features come from the same word numbers as the rules: a table maps every spelling of the
vocabulary to a feature, so that no text is read twice. Weights are arrays and JSON; loading
a model runs no code.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import Stemmer
from scipy import sparse
from sklearn.feature_extraction.text import TfidfTransformer

from analysis.errors import ModelError
from analysis.model.decision import LEAST_WORDS, AxisDecision
from analysis.schema import FIELDS
from analysis.text.folding import is_cyrillic
from analysis.text.tokens import Encoded, Vocabulary

DEFAULT_FOLDER: Final = Path(__file__).resolve().parents[2] / "data" / "model"
FORMAT: Final = 3
MOST_QUOTES: Final = 5

Topics = Sequence[tuple[str, str]]


@lru_cache(maxsize=2)
def _stemmer(name: str) -> Any:
    return Stemmer.Stemmer(name)


def stem(folded: str) -> str:
    """Stem of a folded word (Snowball, by its alphabet); numbers and one letter give "".

    >>> stem("станками"), stem("subsidies"), stem("2024"), stem("в")
    ('станк', 'subsidi', '', '')
    """
    if len(folded) < 2 or folded.isdigit() or len(folded) > 40:
        return ""
    stemmed: str = _stemmer("russian" if is_cyrillic(folded) else "english").stemWord(folded)
    return stemmed


class FeatureTable:
    """Maps word numbers of a vocabulary to features, -1 for words that are none.

    Parameters
    ----------
    stems : the feature of each stem
    """

    def __init__(self, stems: dict[str, int]) -> None:
        self._stems = stems
        self._vocabulary: Vocabulary | None = None
        self._features: list[int] = []
        self._table = np.zeros(0, np.int32)

    def of(self, vocabulary: Vocabulary) -> npt.NDArray[np.int32]:
        """Feature of every word number; only what is new in a vocabulary is looked up."""
        if vocabulary is not self._vocabulary:
            self._vocabulary, self._features = vocabulary, []
        if len(self._features) < len(vocabulary.folded):
            for folded in vocabulary.folded[len(self._features) :]:
                self._features.append(self._stems.get(stem(folded), -1) if folded else -1)
            self._table = np.asarray(self._features, np.int32)
        return self._table


def count_matrix(
    batch: Encoded, features: npt.NDArray[np.int32], n_features: int
) -> sparse.csr_matrix:
    """Count features per article.

    Parameters
    ----------
    batch : encoded articles
    features : feature of every word number, -1 for none
    n_features : width of the matrix

    Returns
    -------
    csr matrix, shape (n_articles, n_features), float32; titles count like text
    """
    columns = features[batch.ids]
    ends = batch.segments[len(FIELDS) :: len(FIELDS)]
    rows = np.searchsorted(ends, np.arange(len(columns)), side="right")
    kept = columns >= 0
    ones = np.ones(int(kept.sum()), np.float32)
    shape = (batch.n_articles, n_features)
    return sparse.csr_matrix((ones, (rows[kept], columns[kept])), shape=shape)


@dataclass(frozen=True)
class LanguageModel:
    """Weights of one language.

    Attributes
    ----------
    stems : feature number by stem
    idf : float array, shape (n_features,)
    weights : float32 array, shape (n_topics, n_features)
    intercepts : float array, shape (n_topics,)
    topics : (axis, topic) of each row
    rough_weights, rough_intercepts : the same as the rules alone taught them; 0 where they
        taught nothing
    """

    stems: dict[str, int]
    idf: npt.NDArray[np.float64]
    weights: npt.NDArray[np.float32]
    intercepts: npt.NDArray[np.float64]
    topics: tuple[tuple[str, str], ...]
    rough_weights: npt.NDArray[np.float32]
    rough_intercepts: npt.NDArray[np.float64]
    table: FeatureTable = field(init=False, repr=False, compare=False)
    names: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "table", FeatureTable(self.stems))
        object.__setattr__(self, "names", tuple(self.stems))

    def tfidf(self, batch: Encoded, vocabulary: Vocabulary) -> sparse.csr_matrix:
        """TF-IDF values of articles, rows of length 1 or 0."""
        counts = count_matrix(batch, self.table.of(vocabulary), len(self.stems))
        return weigh(counts, self.idf)

    def quotes(
        self,
        batch: Encoded,
        vocabulary: Vocabulary,
        article: int,
        fields: Sequence[str],
        topic: tuple[str, str],
    ) -> list[dict[str, object]]:
        """Show the words of an article that weigh most for a topic, heaviest first.

        Returns
        -------
        list of dict
            Like the evidence of rules; ``rule`` names the stem and its weight times its idf.
        """
        segment = len(FIELDS) * article
        first, last = batch.segments[segment], batch.segments[segment + len(FIELDS)]
        features = self.table.of(vocabulary)[batch.ids[first:last]]
        known = np.flatnonzero(features >= 0)
        feature, place = np.unique(features[known], return_index=True)
        weight = self.weights[self.topics.index(topic), feature] * self.idf[feature]
        quotes: list[dict[str, object]] = []
        for number in np.argsort(-weight, kind="stable")[:MOST_QUOTES]:
            if weight[number] <= 0:
                break
            position = first + known[place[number]]
            field = int(batch.segment_of(position)) % len(FIELDS)
            start, end = int(batch.starts[position]), int(batch.stops[position])
            quotes.append(
                {
                    "field": FIELDS[field],
                    "start": start,
                    "end": end,
                    "surface": fields[field][start:end],
                    "rule": f"{self.names[feature[number]]} +{weight[number]:.1f}",
                    "strength": "model",
                }
            )
        return quotes


def weigh(counts: sparse.csr_matrix, idf: npt.NDArray[np.float64]) -> sparse.csr_matrix:
    """Turn counts into TF-IDF values with given idf: log term frequency, rows of length 1."""
    transformer = TfidfTransformer(sublinear_tf=True)
    transformer.idf_ = idf
    return transformer.transform(counts, copy=False)


@dataclass(frozen=True, slots=True)
class ModelScores:
    """What the word model thinks of every article and topic.

    Attributes
    ----------
    logits : float array, shape (n_articles, n_topics), log-odds
    rough : the same by what rules alone taught
    trained : bool array of the same shape; False where there are no weights
    """

    logits: npt.NDArray[np.float64]
    rough: npt.NDArray[np.float64]
    trained: npt.NDArray[np.bool_]

    def proposals(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Articles and topics that the words alone may speak for."""
        article, topic = np.nonzero(self.trained & (self.logits >= LEAST_WORDS))
        return article, topic


@dataclass(frozen=True)
class Model:
    """Trained weights by language, and the decisions fitted with them, by axis and language."""

    languages: Mapping[str, LanguageModel]
    axes: Mapping[str, Mapping[str, AxisDecision]]
    version: str

    def scores(
        self,
        batch: Encoded,
        vocabulary: Vocabulary,
        languages: Sequence[str],
        topics: Topics,
    ) -> ModelScores:
        """Give the log-odds of every article and topic.

        Parameters
        ----------
        batch, vocabulary : the articles, encoded
        languages : language of each article
        topics : (axis, topic) of each column
        """
        shape = (batch.n_articles, len(topics))
        logits, rough = np.zeros(shape), np.zeros(shape)
        trained = np.zeros(shape, bool)
        column = {topic: number for number, topic in enumerate(topics)}
        language_of = np.array(languages, dtype=object)
        for language, model in self.languages.items():
            rows = np.flatnonzero(language_of == language)
            known = [number for number, topic in enumerate(model.topics) if topic in column]
            if not len(rows) or not known:
                continue
            values = model.tfidf(batch, vocabulary)[rows]
            cells = np.ix_(rows, np.array([column[model.topics[number]] for number in known]))
            logits[cells] = values @ model.weights[known].T + model.intercepts[known]
            rough[cells] = values @ model.rough_weights[known].T + model.rough_intercepts[known]
            trained[cells] = True
        return ModelScores(logits, rough, trained)


def save_model(model: Model, folder: Path) -> None:
    """Write a model as arrays and JSON.

    Parameters
    ----------
    model : what to save; weights are kept as 16-bit floats
    folder : is made where it is missing
    """
    folder.mkdir(parents=True, exist_ok=True)
    head = {
        "format": FORMAT,
        "languages": sorted(model.languages),
        "axes": {
            axis: {language: asdict(decision) for language, decision in own.items()}
            for axis, own in model.axes.items()
        },
    }
    (folder / "model.json").write_text(json.dumps(head, indent=1) + "\n", encoding="utf-8")
    for language, part in model.languages.items():
        names = {"stems": list(part.stems), "topics": part.topics}
        (folder / f"{language}.json").write_text(
            json.dumps(names, ensure_ascii=False) + "\n", encoding="utf-8"
        )
        np.savez_compressed(
            folder / f"{language}.npz",
            idf=part.idf.astype(np.float32),
            weights=part.weights.astype(np.float16),
            intercepts=part.intercepts,
            rough_weights=part.rough_weights.astype(np.float16),
            rough_intercepts=part.rough_intercepts,
        )


def load_model(folder: Path = DEFAULT_FOLDER) -> Model | None:
    """Read a model; None where there is none.

    Raises
    ------
    ModelError
        If files are missing, damaged, or of another format.
    """
    head_path = folder / "model.json"
    if not head_path.is_file():
        return None
    digest = hashlib.sha256(head_path.read_bytes())
    try:
        head = json.loads(head_path.read_text(encoding="utf-8"))
        if head["format"] != FORMAT:
            raise ModelError(str(folder), [f"format {head['format']} is not {FORMAT}: train again"])
        languages = {}
        for language in head["languages"]:
            languages[language] = _load_language(folder, language, digest)
        axes = {
            axis: {language: AxisDecision(**decision) for language, decision in own.items()}
            for axis, own in head["axes"].items()
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        if isinstance(error, ModelError):
            raise
        message = f"cannot be read ({error}): train again or restore the files"
        raise ModelError(str(folder), [message]) from error
    return Model(languages, axes, digest.hexdigest()[:12])


def _load_language(folder: Path, language: str, digest: Any) -> LanguageModel:
    names_path, arrays_path = folder / f"{language}.json", folder / f"{language}.npz"
    digest.update(names_path.read_bytes())
    digest.update(arrays_path.read_bytes())
    names = json.loads(names_path.read_text(encoding="utf-8"))
    with np.load(arrays_path, allow_pickle=False) as arrays:
        part = LanguageModel(
            stems={name: number for number, name in enumerate(names["stems"])},
            idf=arrays["idf"].astype(np.float64),
            weights=arrays["weights"].astype(np.float32),
            intercepts=arrays["intercepts"],
            topics=tuple((axis, topic) for axis, topic in names["topics"]),
            rough_weights=arrays["rough_weights"].astype(np.float32),
            rough_intercepts=arrays["rough_intercepts"],
        )
    shape = (len(part.topics), len(part.stems))
    fits = part.weights.shape == part.rough_weights.shape == shape
    if not fits or part.idf.shape != shape[1:]:
        raise ValueError(f"{arrays_path.name} does not fit {names_path.name}")
    return part
