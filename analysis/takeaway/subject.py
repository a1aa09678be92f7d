"""The subject of what leaves the program: a view, as it was when it was taken."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import shorten
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.links import WEB_ADDRESS
from analysis.measures.choice import Choice
from analysis.measures.corpus import BoolArray, Corpus
from analysis.schema import AXES, RELEVANCE
from analysis.takeaway.citations import PROGRAM, Reference
from analysis.takeaway.phrases import Phrases
from analysis.taxonomy import Taxonomy

Texts = Callable[[Sequence[str]], Mapping[str, str]]

FIRST_WORDS: Final = 120  # letters of a text that stand for a title

_WEB: Final = re.compile(WEB_ADDRESS)
_DATE_LENGTH: Final = {"year": 4, "month": 7}


@dataclass(frozen=True, slots=True)
class Subject:
    """A view that is taken away.

    Attributes
    ----------
    sentence : the choice in words
    link : that shows the same view
    language : of the reader, "en" or "ru"
    article_count : of the view
    taxonomy_version, model_version : that made the tags
    retrieved : the day on which it was taken
    as_of : only what was known on that day; None for all
    name : of a saved view
    """

    sentence: str
    link: str
    language: str
    article_count: int
    taxonomy_version: str
    model_version: str
    retrieved: date
    as_of: date | None = None
    name: str = ""

    @property
    def phrases(self) -> Phrases:
        """The words of the reader's language."""
        return Phrases(self.language)

    @property
    def versions(self) -> str:
        """Versions of taxonomy and model in words."""
        phrases = self.phrases
        model = self.model_version or phrases("no_model")
        return phrases("versions", taxonomy=self.taxonomy_version, model=model)

    @property
    def reference(self) -> Reference:
        """The view as something that can be cited."""
        phrases = self.phrases
        title = phrases(
            "cited_view",
            articles=phrases.count(self.article_count, "article"),
            sentence=self.sentence,
        )
        return Reference(
            key="view",
            title=title,
            source=PROGRAM[self.language],
            date=self.retrieved.isoformat(),
            url=self.link,
            language=self.language,
            note=self.versions,
            kind="ELEC",
        )


def in_words(choice: Choice, taxonomy: Taxonomy, language: str) -> str:
    """One phrase that says everything that narrows a list down."""
    phrases = Phrases(language)
    return "; ".join(_parts(choice, taxonomy, phrases)) or phrases("everything")


def _parts(choice: Choice, taxonomy: Taxonomy, phrases: Phrases) -> Iterator[str]:
    if choice.axis(RELEVANCE).include:
        yield phrases("relevant")
    for axis, wish in zip(AXES, choice.topics, strict=True):
        if axis != RELEVANCE and wish.include:
            joined = phrases("and" if wish.match_all else "or").join(
                _quoted(taxonomy, axis, wish.include, phrases)
            )
            name = phrases(axis if len(wish.include) > 1 else f"one_{axis}")
            yield phrases("with_topics", axis=name, topics=joined)
        if wish.exclude:
            topics = ", ".join(_quoted(taxonomy, axis, wish.exclude, phrases))
            yield phrases("without_topics", topics=topics)
    days = {
        name: phrases.date(day)
        for name, day in (("first", choice.first), ("last", choice.last))
        if day
    }
    if days:
        key = "between" if len(days) == 2 else "since" if "first" in days else "until"
        yield phrases(key, **days)
    if choice.languages:
        names = [
            phrases(f"language_{code}") if code in ("ru", "en", "") else code
            for code in choice.languages
        ]
        yield phrases("in_language", languages=", ".join(names))
    if choice.sources:
        names = [phrases("quoted", name=name) for name in choice.sources]
        yield phrases("published_by", sources=", ".join(names))
    if choice.query:
        yield phrases("matching", query=choice.query)
    if choice.as_of:
        yield phrases("as_of", day=phrases.date(choice.as_of))


def _quoted(taxonomy: Taxonomy, axis: str, keys: Iterable[str], phrases: Phrases) -> list[str]:
    names = labels(taxonomy, axis, keys, phrases.language)
    return [phrases("quoted", name=name) for name in names]


def labels(taxonomy: Taxonomy, axis: str, keys: Iterable[str], language: str) -> list[str]:
    """Names of topics; the key where the taxonomy does not know one."""
    found = [(key, taxonomy.topic(axis, key)) for key in keys]
    return [topic.label(language) if topic else key for key, topic in found]


def one_line(text: str) -> str:
    """Words from outside on one line, without signs that are not seen.

    >>> one_line(" a\\n\u202eb ")
    'a b'
    """
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def web_address(url: str) -> str:
    """The address if it is one of the web, else nothing: other schemes must not become links."""
    return url.strip() if _WEB.match(url.strip()) else ""


def references(corpus: Corpus, rows: Sequence[int]) -> Iterator[Reference]:
    """Articles as they are cited, in the order of their positions given."""
    places = np.asarray(rows, dtype=np.int64)
    columns = zip(
        corpus.ids[places].tolist(),
        corpus.titles[places].tolist(),
        corpus.sources[places].tolist(),
        iso_dates(corpus, places),
        corpus.urls[places].tolist(),
        corpus.languages[places].tolist(),
        strict=True,
    )
    for key, title, source, day, url, language in columns:
        yield Reference(
            key=key,
            title=title,
            source=corpus.source_names[source],
            date=day,
            url=web_address(url),
            language=corpus.language_codes[language],
        )


def titles_of(corpus: Corpus, rows: Sequence[int], phrases: Phrases, texts: Texts) -> list[str]:
    """Titles of some articles on one line; one without a title is known by its first words.

    Parameters
    ----------
    texts : reads the texts of articles, by id
    """
    places = np.asarray(rows, dtype=np.int64)
    ids = corpus.ids[places].tolist()
    titles = [one_line(title) for title in corpus.titles[places].tolist()]
    bare = [key for key, title in zip(ids, titles, strict=True) if not title]
    found = texts(bare) if bare else {}
    return [
        title
        or shorten(one_line(found.get(key, "")), FIRST_WORDS, placeholder=" …")
        or phrases("untitled")
        for key, title in zip(ids, titles, strict=True)
    ]


def iso_dates(corpus: Corpus, rows: NDArray[np.int64]) -> list[str]:
    """Dates of articles as far as they are known; empty without any."""
    dated = corpus.dated[rows]
    texts = np.where(dated, corpus.days[rows], 0).astype("datetime64[D]").astype(str).tolist()
    lengths = [_DATE_LENGTH.get(name, 10) for name in corpus.precision_names]
    return [
        text[: lengths[code]] if is_dated else ""
        for text, code, is_dated in zip(
            texts, corpus.precisions[rows].tolist(), dated.tolist(), strict=True
        )
    ]


def iso_date(corpus: Corpus, row: int) -> str:
    """Date of one article as far as it is known."""
    return iso_dates(corpus, np.array([row]))[0]


def one_of_each_story(
    corpus: Corpus, rows: Sequence[int], mask: BoolArray
) -> list[tuple[int, int]]:
    """The first article of each story in the order given, and how many of the story are selected.

    Parameters
    ----------
    rows : positions of articles
    mask : selected articles, bool of shape (n_articles,)
    """
    sizes = np.bincount(corpus.stories[mask], minlength=int(corpus.stories.max(initial=0)) + 1)
    found: dict[int, int] = {}
    for row in rows:
        found.setdefault(int(corpus.stories[row]), int(row))
    return [(row, int(sizes[story])) for story, row in found.items()]
