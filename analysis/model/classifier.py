"""The TF-IDF model: one linear classifier per topic and language over stemmed words.

Features come from the same word numbers as the rules: a table maps every spelling of the
vocabulary to a feature, so that no text is read twice. Weights are arrays and JSON; loading
a model runs no code.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt
import Stemmer

from analysis.errors import ModelError
from analysis.model.decision import LEAST_WORDS, AxisDecision
from analysis.schema import FIELDS
from analysis.text.folding import is_cyrillic
from analysis.text.ranges import run_starts, spread
from analysis.text.tokens import Encoded, Vocabulary

# SciPy and scikit-learn take a second to import; whoever tags no article need not wait for them.
if TYPE_CHECKING:
    from scipy import sparse

DEFAULT_FOLDER: Final = Path(__file__).resolve().parents[2] / "data" / "model"
FORMAT: Final = 3
MOST_QUOTES: Final = 5

Topics = Sequence[tuple[str, str]]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@lru_cache(maxsize=2)
def _stemmer(name: str) -> Any:
    # Every word is stemmed once: the stemmer's own cache would cost more than it saves.
    return Stemmer.Stemmer(name, 0)


def stem(folded: str) -> str:
    """Stem of a folded word (Snowball, by its alphabet); numbers and one letter give "".

    >>> stem("станками"), stem("subsidies"), stem("2024"), stem("в")
    ('станк', 'subsidi', '', '')
    """
    (stemmed,) = stems([folded])
    return stemmed


def stems(folded: Sequence[str]) -> list[str]:
    """Stem many folded words at once, see :func:`stem`."""
    stemmed = [""] * len(folded)
    russian: list[int] = []
    english: list[int] = []
    for place, word in enumerate(folded):
        if 2 <= len(word) <= 40 and not word.isdigit():
            (english if word.isascii() or not is_cyrillic(word) else russian).append(place)
    for name, own in (("russian", russian), ("english", english)):
        found = _stemmer(name).stemWords([folded[place] for place in own])
        for place, word in zip(own, found, strict=True):
            stemmed[place] = word
    return stemmed


class FeatureTable:
    """Maps word numbers of a vocabulary to features, -1 for words that are none.

    Parameters
    ----------
    features : the feature of each stem
    """

    def __init__(self, features: dict[str, int]) -> None:
        self._features = features
        self._vocabulary: Vocabulary | None = None
        self._table = np.zeros(0, np.int32)

    def of(self, vocabulary: Vocabulary) -> npt.NDArray[np.int32]:
        """Feature of every word number; only what is new in a vocabulary is looked up."""
        if vocabulary is not self._vocabulary:
            self._vocabulary, self._table = vocabulary, np.zeros(0, np.int32)
        if len(self._table) < len(vocabulary):
            fresh = _stems_between(vocabulary, len(self._table), len(vocabulary))
            found = [self._features.get(word, -1) if word else -1 for word in fresh]
            self._table = np.concatenate([self._table, np.array(found, np.int32)])
        return self._table


@lru_cache(maxsize=1)
def _stems_between(vocabulary: Vocabulary, first: int, stop: int) -> list[str]:
    # The models of both languages ask for the same words, one right after the other.
    return stems(vocabulary.folded[first:stop])


def count_matrix(
    batch: Encoded,
    features: npt.NDArray[np.int32],
    n_features: int,
    articles: Mask | None = None,
) -> "sparse.csr_matrix":
    """Count features per article.

    Parameters
    ----------
    batch : encoded articles
    features : feature of every word number, -1 for none
    n_features : width of the matrix
    articles : bool array, shape (n_articles,): which ones; all without it

    Returns
    -------
    csr matrix, shape (chosen articles, n_features), float32; titles count like text
    """
    from scipy import sparse

    if articles is None:
        articles = np.ones(batch.n_articles, bool)
    row = np.where(articles, np.cumsum(articles) - 1, -1)
    row_of_token = np.repeat(row, np.diff(batch.segments[:: len(FIELDS)]))
    feature = features[batch.ids]
    kept = np.flatnonzero((feature >= 0) & (row_of_token >= 0))
    # Numbers of cells are sorted several times faster than the rows of a sparse matrix.
    cell = np.sort(row_of_token[kept] * n_features + feature[kept])
    first = run_starts(cell)
    counts = np.diff(first, append=len(cell))
    rows, columns = np.divmod(cell[first], n_features)
    n_rows = int(articles.sum())
    bounds = np.searchsorted(rows, np.arange(n_rows + 1))
    parts = counts.astype(np.float32), columns.astype(np.int32), bounds.astype(np.int32)
    return sparse.csr_matrix(parts, shape=(n_rows, n_features))


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

    @cached_property
    def lines(self) -> npt.NDArray[np.float32]:
        """Weights, then rough weights, as one product takes them: (n_features, 2 * n_topics)."""
        return np.ascontiguousarray(np.concatenate([self.weights, self.rough_weights]).T)

    def tfidf(
        self, batch: Encoded, vocabulary: Vocabulary, articles: Mask | None = None
    ) -> "sparse.csr_matrix":
        """TF-IDF values of articles, rows of length 1 or 0.

        Parameters
        ----------
        batch, vocabulary : the articles, encoded
        articles : bool array, shape (n_articles,): which ones; all without it
        """
        counts = count_matrix(batch, self.table.of(vocabulary), len(self.stems), articles)
        return weigh(counts, self.idf)

    def log_odds(
        self, values: "sparse.csr_matrix"
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Give the log-odds of every topic, and those by what rules alone taught.

        Parameters
        ----------
        values : TF-IDF values, shape (n_articles, n_features)

        Returns
        -------
        logits, rough : shape (n_articles, n_topics)
        """
        both = values @ self.lines
        n_topics = len(self.topics)
        return both[:, :n_topics] + self.intercepts, both[:, n_topics:] + self.rough_intercepts

    def opinion(
        self, batch: Encoded, vocabulary: Vocabulary, topic: tuple[str, str]
    ) -> tuple[float, Ints, npt.NDArray[np.float64]]:
        """Give the log-odds of a topic of one article, and what each of its words adds.

        Parameters
        ----------
        batch, vocabulary : the article, encoded
        topic : one of ``topics``

        Returns
        -------
        log_odds : the sum of the intercept and of all weights
        features : int64 array, shape (n_words,), distinct features of the article
        weights : float64 array of the same shape
        """
        line = self.topics.index(topic)
        values = self.tfidf(batch, vocabulary)
        features = values.indices.astype(np.int64)
        weights = values.data.astype(float) * self.weights[line, features]
        return float(self.intercepts[line] + weights.sum()), features, weights

    def heaviest(
        self, batch: Encoded, vocabulary: Vocabulary, article: Ints, topics: Topics
    ) -> "HeavyWords":
        """Find the words that weigh most for a topic in an article.

        Parameters
        ----------
        batch, vocabulary : the articles, encoded
        article, topics : the articles and topics asked for, one pair a row

        Returns
        -------
        HeavyWords
            By row, heaviest first: at most ``MOST_QUOTES`` a row, each where it stands first.
        """
        number = {topic: place for place, topic in enumerate(self.topics)}
        line = np.array([number[topic] for topic in topics], np.int64)
        bounds = batch.segments[:: len(FIELDS)]
        row, position = spread(bounds[article], bounds[article + 1])
        feature = self.table.of(vocabulary)[batch.ids[position]]
        known = feature >= 0
        row, position, feature = row[known], position[known], feature[known]
        weight = self.weights[line[row], feature] * self.idf[feature]
        speaking = np.flatnonzero(weight > 0)
        word = row[speaking] * len(self.stems) + feature[speaking]
        first = speaking[np.unique(word, return_index=True)[1]]
        # Sorting is stable: words of equal weight stay in the order of their features.
        first = first[np.lexsort((-weight[first], row[first]))]
        rank = np.arange(len(first)) - np.searchsorted(row[first], row[first])
        chosen = first[rank < MOST_QUOTES]
        shown = [
            f"{self.names[name]} +{heavy:.1f}"
            for name, heavy in zip(feature[chosen].tolist(), weight[chosen].tolist(), strict=True)
        ]
        return HeavyWords(row[chosen], position[chosen], shown)


@dataclass(frozen=True, slots=True)
class HeavyWords:
    """Words that weigh most, of several rows of questions.

    Attributes
    ----------
    row : int64 array, shape (n_words,): whose they are
    position : int64 array, shape (n_words,): the token in the batch
    shown : the stem of each, and its weight times its idf
    """

    row: Ints
    position: Ints
    shown: Sequence[str]


def weigh(counts: "sparse.csr_matrix", idf: npt.NDArray[np.float64]) -> "sparse.csr_matrix":
    """Turn counts, in place, into TF-IDF values: log term frequency times idf, rows of length 1.

    These are the values of scikit-learn's ``TfidfTransformer(sublinear_tf=True)``, which would
    take longer to load than an article takes to tag.
    """
    values = (np.log(counts.data) + 1) * idf[counts.indices]
    sizes = np.diff(counts.indptr)
    filled = np.flatnonzero(sizes)
    values = values.astype(np.float32)
    squares = np.add.reduceat((values * values).astype(np.float64), counts.indptr[filled])
    values /= np.repeat(np.sqrt(squares), sizes[filled])
    counts.data = values
    return counts


@dataclass(frozen=True, slots=True)
class ModelScores:
    """What the word model thinks of every article and of the topics that it knows.

    Attributes
    ----------
    topics : int64 array, shape (n_known,): the number of each known topic, rising
    logits : float array, shape (n_articles, n_known), log-odds
    rough : the same by what rules alone taught
    trained : bool array of the same shape; False where there are no weights
    """

    topics: Ints
    logits: npt.NDArray[np.float64]
    rough: npt.NDArray[np.float64]
    trained: Mask

    def proposals(self) -> tuple[Ints, Ints]:
        """Articles and topics that the words alone may speak for."""
        article, known = np.nonzero(self.trained & (self.logits >= LEAST_WORDS))
        return article, self.topics[known]

    @classmethod
    def unknown(cls, n_articles: int, topics: Ints) -> "ModelScores":
        """Make scores that know nothing yet."""
        shape = (n_articles, len(topics))
        return cls(topics, np.zeros(shape), np.zeros(shape), np.zeros(shape, bool))


@dataclass(frozen=True)
class Model:
    """Trained weights by language, and the decisions fitted with them, by axis and language.

    ``folder`` is where it was read.
    """

    languages: Mapping[str, LanguageModel]
    axes: Mapping[str, Mapping[str, AxisDecision]]
    version: str
    folder: Path | None = field(default=None, compare=False)

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
        known = {topic for model in self.languages.values() for topic in model.topics}
        numbers = [number for number, topic in enumerate(topics) if topic in known]
        column = {topics[number]: place for place, number in enumerate(numbers)}
        scores = ModelScores.unknown(batch.n_articles, np.array(numbers, np.int64))
        language_of = np.array(languages, dtype=object)
        for language, model in self.languages.items():
            spoken = language_of == language
            own = [place for place, topic in enumerate(model.topics) if topic in column]
            if not spoken.any() or not own:
                continue
            logits, rough = model.log_odds(model.tfidf(batch, vocabulary, spoken))
            columns = np.array([column[model.topics[place]] for place in own])
            cells = np.ix_(np.flatnonzero(spoken), columns)
            scores.logits[cells], scores.rough[cells] = logits[:, own], rough[:, own]
            scores.trained[cells] = True
        return scores


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
    except (OSError, ValueError, KeyError, TypeError, BadZipFile) as error:
        if isinstance(error, ModelError):
            raise
        message = f"cannot be read ({error}): train again or restore the files"
        raise ModelError(str(folder), [message]) from error
    return Model(languages, axes, digest.hexdigest()[:12], folder)


def _load_language(folder: Path, language: str, digest: Any) -> LanguageModel:
    names_path, arrays_path = folder / f"{language}.json", folder / f"{language}.npz"
    digest.update(names_path.read_bytes())
    digest.update(arrays_path.read_bytes())
    names = json.loads(names_path.read_text(encoding="utf-8"))
    with arrays_path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
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
