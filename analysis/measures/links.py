"""Links: how a choice stands in the query of a link, and how it is read back.

The dashboard and the command line read the same links. A reader of texts gives the value and
what had to be dropped, because it does not exist in this corpus.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from analysis.measures.choice import AxisChoice, Choice
from analysis.measures.corpus import Corpus
from analysis.measures.counting import COUNTS
from analysis.schema import AXES, RELEVANCE, RELEVANT, TOPIC_AXES

Read = Callable[[list[str]], tuple[Any, list[str]]]

FILTER: Final = "filter"  # the place of what belongs to every page
TEXT_CAP: Final = 2_000
FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2100, 12, 31)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One query parameter, which is the key of its widget too.

    Attributes
    ----------
    key : in the link and in the session
    default : not written into the link
    read : turns what stands in the link into the widget's value and what had to be dropped
    place : the page that it belongs to, or ``FILTER``
    is_undone : whether "Undo" brings the former value back
    """

    key: str
    default: Any
    read: Read
    place: str = FILTER
    is_undone: bool = True

    def write(self, value: Any) -> list[str]:
        """The value as it stands in the link; nothing for the default."""
        if value is None or value == self.default:
            return []
        if value is True:
            return ["1"]
        return [str(part) for part in (value if isinstance(value, list) else [value])]


def filter_parameters(corpus: Corpus) -> tuple[Parameter, ...]:
    """Every parameter of the filter bar that a corpus allows."""
    found = []
    for axis in TOPIC_AXES:
        keys = corpus.axes[axis].keys
        found += [
            Parameter(axis, [], read_many(keys)),
            Parameter(f"not_{axis}", [], read_many(keys)),
            Parameter(f"{axis}_match", "any", read_one(("any", "all"), "any")),
        ]
    return (
        *found,
        Parameter("relevant", False, read_flag(allowed=RELEVANT in corpus.axes[RELEVANCE].keys)),
        Parameter("from", None, read_day),
        Parameter("to", None, read_day),
        Parameter("language", [], read_many(corpus.language_codes)),
        Parameter("source", [], read_many(corpus.source_names)),
        Parameter("q", "", read_text),
        Parameter("as_of", None, read_day),
        Parameter("count", COUNTS[0], read_one(COUNTS, COUNTS[0])),
    )


def choice_of(view: Mapping[str, Any]) -> Choice:
    """The filters among the values of parameters as a choice."""
    return Choice(
        topics=tuple(
            AxisChoice(
                include=tuple(view[axis]),
                exclude=tuple(view[f"not_{axis}"]),
                match_all=view[f"{axis}_match"] == "all",
            )
            if axis != RELEVANCE
            else AxisChoice(include=(RELEVANT,) if view["relevant"] else ())
            for axis in AXES
        ),
        first=view["from"],
        last=view["to"],
        languages=tuple(view["language"]),
        sources=tuple(view["source"]),
        query=view["q"].strip(),
        as_of=view["as_of"],
    )


def choice_in(link: str, corpus: Corpus) -> tuple[Choice, tuple[str, ...]]:
    """The choice in a link, or in what stands behind its question mark.

    Returns
    -------
    tuple
        The choice, and what the link asks for that does not exist in the corpus.
    """
    query = urlsplit(link).query if "?" in link else "" if "://" in link else link
    given = parse_qs(query, keep_blank_values=True)
    view, dropped = {}, []
    for item in filter_parameters(corpus):
        value, unknown = item.read(given[item.key]) if item.key in given else (item.default, [])
        view[item.key] = value
        dropped += [f"{item.key} = {text[:100]}" for text in unknown]
    return choice_of(view), tuple(dropped)


def read_many(allowed: Iterable[str], *, most: int | None = None) -> Read:
    """Any of the allowed values, each once; at most so many."""
    known = frozenset(allowed)

    def read(texts: list[str]) -> tuple[list[str], list[str]]:
        unique = list(dict.fromkeys(text for text in texts if text))
        kept = [text for text in unique if text in known][:most]
        return kept, [text for text in unique if text not in kept]

    return read


def read_one(allowed: Iterable[str], default: str) -> Read:
    """One of the allowed values."""
    known = frozenset(allowed)

    def read(texts: list[str]) -> tuple[str, list[str]]:
        text = texts[-1]
        return (text, []) if text in known else (default, [text])

    return read


def read_flag(*, allowed: bool = True) -> Read:
    """A switch, on for "1"."""

    def read(texts: list[str]) -> tuple[bool, list[str]]:
        is_on = allowed and texts[-1] == "1"
        return is_on, [] if is_on or texts[-1] == "0" else [texts[-1]]

    return read


def read_day(texts: list[str]) -> tuple[date | None, list[str]]:
    """A day, as in 2024-03-05."""
    try:
        found = date.fromisoformat(texts[-1])
    except ValueError:
        return None, [texts[-1]]
    return (found, []) if FIRST_DAY <= found <= LAST_DAY else (None, [texts[-1]])


def read_text(texts: list[str]) -> tuple[str, list[str]]:
    """Any text, cut where it is too long."""
    return texts[-1][:TEXT_CAP], []


def read_whole_number(texts: list[str]) -> tuple[int, list[str]]:
    """A number from 1 on."""
    given = texts[-1]
    is_number = given.isascii() and given.isdigit() and len(given) < 9 and int(given) > 0
    return (int(given), []) if is_number else (1, [given])
