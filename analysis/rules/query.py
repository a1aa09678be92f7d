"""Queries: the one language of taxonomy rules, search box and highlighting, as a tree.

The syntax is Lucene's, read by ``luqum``; what our matcher cannot answer is refused by name,
with the nearest form that it can. Words stay as they were typed: what they stand for is
decided in ``analysis.rules.lexicon``.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from luqum import tree as lucene
from luqum.exceptions import ParseError
from luqum.thread import parse as parse_lucene

from analysis.errors import QueryError
from analysis.schema import AXES, FIELDS
from analysis.text.folding import is_capitals

MAX_LENGTH: Final = 4_000
MAX_DEPTH: Final = 40
MAX_SLOP: Final = 100
FACETS: Final = (*AXES, "source", "lang", "kind")

# What can be wrong with a query, by a code under which other languages name it too.
PROBLEMS: Final = MappingProxyType(
    {
        "empty": "there is no word in it: type a word",
        "too_long": "it has {length} characters, {limit} are allowed: shorten it",
        "open_quote": 'a quote is opened but not closed: add " or remove it',
        "open_bracket": "a bracket is opened but not closed: add )",
        "close_bracket": "a bracket is closed but not opened: remove )",
        "too_deep": "brackets are nested deeper than {limit}: simplify it",
        "no_word": "“{text}” holds no word: add letters or digits",
        "too_far": "~{slop} is too far: at most ~{limit}",
        "too_wide": "“{text}” would find nearly every word: give at least {needed} letters",
        "unknown_field": (
            "field “{name}:” is not known (known: {known}); to find the words themselves put them "
            "in quotes"
        ),
        "facet_value": "{name}: takes a word or a phrase, e.g. {name}:chemistry",
        "date": "date: takes a day, month, year or range, e.g. date:[2024-01-01 TO 2024-06-30]",
        "fuzzy": "fuzzy words ({text}) are not supported: use {offer}",
        "boost": "boosts ({text}) are not supported: leave {offer} out",
        "regex": "regular expressions ({text}) are not supported: use * and ?",
        "range": "ranges ({text}) work for dates only: date:[2024-01-01 TO 2024-06-30]",
        "unsupported": (
            '“{text}” is not supported: use words, "phrases", *, AND, OR, NOT and brackets'
        ),
        "at_the_end": "{word} stands at the end: add what follows or remove it",
        "at_the_start": "{word} stands at the start: remove it",
        "misplaced": "{text} at character {place} does not belong there: remove it",
        "not_understood": "{text} at character {place} is not understood: remove it",
        "unreadable": "it cannot be read: put words with special characters in quotes",
        "group": "@{name} works in taxonomy rules only",
        "unknown_topic": "there is no {axis} “{key}”; its keys are e.g. {near}",
    }
)

_TERM: Final = re.compile(r"@[a-z0-9_-]+|(?:[^\W_]|[*?])(?:[^\W_]|[*?'’ʼ\u00ad\u0301])*")
_CURLY: Final = "«»“”„‟＂"
_QUOTES: Final = str.maketrans(_CURLY, '"' * len(_CURLY))
# A word or a phrase as nearly all rules have it, and what joins them: these need no grammar.
# Whatever is not matched whole is left to the grammar, so this may be as narrow as we like.
_ATOM: Final = (
    rf'(name:)?(?:"([^"\\{_CURLY}]*)"(?:~([0-9]{{1,3}}))?'
    r"|((?!(?:AND|OR|NOT|TO)\b)[\w@*?][\w@*?'’.,-]*))"
)
_PLAIN_ATOM: Final = re.compile(_ATOM)
_PLAIN_PIECE: Final = re.compile(rf"\s*(?:(\(|\)|(?:AND|OR|NOT)(?=\s))|{_ATOM}(?=[\s)]|\Z))")
_DAY: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


class Problem(str):
    """One thing that is wrong with a query, in English, with what a translation needs.

    Attributes
    ----------
    code : key of ``PROBLEMS``
    values : what fills the gaps of its text

    Examples
    --------
    >>> Problem("too_far", slop=200, limit=100)
    '~200 is too far: at most ~100'
    """

    code: str
    values: Mapping[str, object]

    def __new__(cls, code: str, **values: object) -> "Problem":
        """Fill the gaps of the text."""
        problem = super().__new__(cls, PROBLEMS[code].format(**values))
        problem.code, problem.values = code, values
        return problem


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a query.

    Attributes
    ----------
    text : as typed, without the ``@`` of a group
    kind : "word" (any form), "capitals", "wildcard" or "group"
    proper : a capital first letter is demanded (``name:``)
    """

    text: str
    kind: str
    proper: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """Words that must stand together: one word, a phrase, or a window of words.

    Attributes
    ----------
    terms : the words, in order
    slop : None for a phrase; else how many other words the window may hold
    field : "title", "text" or "" for both
    """

    terms: tuple[Term, ...]
    slop: int | None = None
    field: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """A property of the article that is not in its words: ``sector:chemistry``."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Between:
    """Published within two days, both included; None is open."""

    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class And:
    """Every part holds."""

    parts: tuple["Query", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part holds."""

    parts: tuple["Query", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: "Query"


Query = Words | Facet | Between | And | Or | Not


def parse_query(text: str) -> Query:
    """Read a query.

    Parameters
    ----------
    text : Lucene syntax, see the module; curly quotes are quotes

    Returns
    -------
    Query

    Raises
    ------
    QueryError
        Lists every part that is not understood or not supported, with the mend.

    Examples
    --------
    >>> parse_query("станок")
    Words(terms=(Term(text='станок', kind='word', proper=False),), slop=None, field='')
    >>> parse_query("chip~")
    Traceback (most recent call last):
    ...
    analysis.errors.QueryError: chip~: fuzzy words (chip~) are not supported: use chip*
    """
    return read_plain(text) or read_by_grammar(text)


def read_plain(text: str) -> Query | None:
    """Read the forms of nearly all rules at once: words and phrases joined by AND or OR.

    Returns
    -------
    Query or None
        What :func:`read_by_grammar` gives, in a tenth of the time; None for any other form and
        for whatever is not in order.
    """
    text = text.strip()
    if len(text) > MAX_LENGTH or text.count("(") > MAX_DEPTH:
        return None
    if atom := _PLAIN_ATOM.fullmatch(text):
        return _plain_words(*atom.groups())
    pieces: list[tuple[str, ...]] = []
    end = 0
    while piece := _PLAIN_PIECE.match(text, end):
        pieces.append(piece.groups(""))
        end = piece.end()
    if end < len(text):
        return None
    pieces.reverse()
    query = _plain_join(pieces)
    return None if pieces else query


def read_by_grammar(text: str) -> Query:
    """Read any query by the grammar of Lucene; raises QueryError like :func:`parse_query`."""
    reader = _Reader()
    query = reader.read(text)
    if reader.problems or query is None:
        raise QueryError(_shortened(text), reader.problems)
    return query


def words_in(query: Query, *, negated: bool = False) -> Iterator[tuple[Words, bool]]:
    """List the word parts of a query, each with whether it stands under a NOT."""
    match query:
        case Words():
            yield query, negated
        case And(parts) | Or(parts):
            for part in parts:
                yield from words_in(part, negated=negated)
        case Not(part):
            yield from words_in(part, negated=not negated)


def shown_words(query: Query) -> Iterator[Words]:
    """List the words that stand for a query as evidence.

    Of parts joined by AND it is the first that has such words: the others are its company, so
    that ``"обрабатывающий центр" AND (ЧПУ OR станок)`` shows the machining centre.
    """
    match query:
        case Words():
            yield query
        case Or(parts):
            for part in parts:
                yield from shown_words(part)
        case And(parts):
            yield from next(filter(None, map(list, map(shown_words, parts))), [])


def facets_in(query: Query) -> Iterator[Facet | Between]:
    """List the parts of a query that are not words."""
    match query:
        case Facet() | Between():
            yield query
        case And(parts) | Or(parts):
            for part in parts:
                yield from facets_in(part)
        case Not(part):
            yield from facets_in(part)


def _plain_join(pieces: list[tuple[str, ...]]) -> Query | None:
    """Read parts that are joined by one and the same word, from the end of the list."""
    parts = [_plain_part(pieces)]
    joiners = set()
    while pieces and pieces[-1][0] in {"AND", "OR"}:
        joiners.add(pieces.pop()[0])
        parts.append(_plain_part(pieces))
    known = tuple(part for part in parts if part is not None)
    if len(known) < len(parts) or len(joiners) > 1:
        return None
    if not joiners:
        return known[0]
    return And(known) if joiners == {"AND"} else Or(known)


def _plain_part(pieces: list[tuple[str, ...]]) -> Query | None:
    if not pieces:
        return None
    sign, *atom = pieces.pop()
    if not sign:
        return _plain_words(*atom)
    if sign == "NOT":
        part = _plain_part(pieces)
        return None if part is None else Not(part)
    if sign != "(":
        return None
    inner = _plain_join(pieces)
    return inner if pieces and pieces.pop()[0] == ")" else None


def _plain_words(name: str, phrase: str, slop: str, word: str) -> Query | None:
    text = phrase or word or ""
    terms = tuple([_term(part, bool(name)) for part in _TERM.findall(text)])
    too_wide = ("*" in text or "?" in text) and any(map(_letters_wanting, terms))
    if not terms or too_wide or (slop and int(slop) > MAX_SLOP):
        return None
    return Words(terms, int(slop) if slop else None)


# Rules share most of their words, so that a term is made and kept once.
@lru_cache(maxsize=50_000)
def _term(text: str, proper: bool) -> Term:
    if text.startswith("@"):
        return Term(text[1:], "group")
    if "*" in text or "?" in text:
        return Term(text, "wildcard", proper and text[0].isupper())
    if is_capitals(text):
        return Term(text, "capitals")
    return Term(text, "word", proper and text[0].isupper())


def _letters_wanting(term: Term) -> int:
    """How many letters a wildcard must have, if it has fewer; else 0."""
    if term.kind != "wildcard":
        return 0
    needed = 2 if term.text[0].isalnum() else 3
    return needed if sum(map(str.isalnum, term.text)) < needed else 0


def _shortened(text: str, limit: int = 80) -> str:
    shown = " ".join(text.split()) or "empty query"
    return shown if len(shown) <= limit else f"{shown[: limit - 1]}…"


class _Reader:
    """Turns a Lucene tree into ours and collects every fault on the way."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def _say(self, code: str, **values: object) -> None:
        self.problems.append(Problem(code, **values))

    def read(self, text: str) -> Query | None:
        text = text.translate(_QUOTES).strip()
        self._check_outline(text)
        if self.problems:
            return None
        try:
            tree = parse_lucene(text)
        except ParseError as error:
            self.problems.append(_explain(text, str(error)))
            return None
        return self._convert(tree, field="", proper=False)

    def _check_outline(self, text: str) -> None:
        """Faults that are told better before the grammar sees the text."""
        if not text:
            self._say("empty")
        if len(text) > MAX_LENGTH:
            self._say("too_long", length=f"{len(text):,}", limit=f"{MAX_LENGTH:,}")
        if text.count('"') % 2:
            self._say("open_quote")
        depth = deepest = 0
        for sign in re.sub(r'"[^"]*"?', "", text):
            depth += (sign == "(") - (sign == ")")
            deepest = max(deepest, depth)
            if depth < 0:
                self._say("close_bracket")
                return
        if depth > 0:
            self._say("open_bracket")
        if deepest > MAX_DEPTH:
            self._say("too_deep", limit=MAX_DEPTH)

    def _convert(self, node: lucene.Item, *, field: str, proper: bool) -> Query | None:
        match node:
            case lucene.Word():
                return self._words(node.value, None, field=field, proper=proper)
            case lucene.Phrase():
                return self._words(node.value[1:-1], None, field=field, proper=proper)
            case lucene.Proximity():
                return self._window(node, field=field, proper=proper)
            case lucene.Group() | lucene.FieldGroup() | lucene.Plus():
                return self._convert(node.children[0], field=field, proper=proper)
            case lucene.AndOperation() | lucene.UnknownOperation():
                return self._join(And, node, field=field, proper=proper)
            case lucene.OrOperation():
                return self._join(Or, node, field=field, proper=proper)
            case lucene.Not() | lucene.Prohibit():
                part = self._convert(node.children[0], field=field, proper=proper)
                return None if part is None else Not(part)
            case lucene.SearchField():
                return self._field(node, field=field, proper=proper)
        self.problems.append(_unsupported(node))
        return None

    def _join(
        self, kind: type[And] | type[Or], node: lucene.Item, *, field: str, proper: bool
    ) -> Query | None:
        parts = [self._convert(child, field=field, proper=proper) for child in node.children]
        known = tuple(part for part in parts if part is not None)
        return kind(known) if known else None

    def _words(self, text: str, slop: int | None, *, field: str, proper: bool) -> Query | None:
        terms = tuple([_term(part, proper) for part in _TERM.findall(text)])
        for term in terms:
            if needed := _letters_wanting(term):
                self._say("too_wide", text=term.text, needed=needed)
        if not terms:
            self._say("no_word", text=_shortened(text, 30))
            return None
        return Words(terms, slop, field)

    def _window(self, node: lucene.Proximity, *, field: str, proper: bool) -> Query | None:
        slop = int(node.degree)
        if slop > MAX_SLOP:
            self._say("too_far", slop=slop, limit=MAX_SLOP)
        return self._words(node.children[0].value[1:-1], slop, field=field, proper=proper)

    def _field(self, node: lucene.SearchField, *, field: str, proper: bool) -> Query | None:
        name, inner = node.name, node.children[0]
        if name in FIELDS:
            return self._convert(inner, field=name, proper=proper)
        if name == "name":
            return self._convert(inner, field=field, proper=True)
        if name == "date":
            return self._date(inner)
        if name in FACETS:
            return self._facet(name, inner)
        known = ", ".join(f"{known}:" for known in (*FIELDS, "name", "date", *FACETS))
        self._say("unknown_field", name=_shortened(name, 30), known=known)
        return None

    def _facet(self, name: str, inner: lucene.Item) -> Query | None:
        match inner:
            case lucene.Word():
                return Facet(name, inner.value)
            case lucene.Phrase():
                return Facet(name, inner.value[1:-1])
            case lucene.FieldGroup() | lucene.Group():
                return self._facet(name, inner.children[0])
            case lucene.OrOperation() | lucene.AndOperation() | lucene.UnknownOperation():
                parts = [self._facet(name, child) for child in inner.children]
                kind = Or if isinstance(inner, lucene.OrOperation) else And
                return kind(tuple(part for part in parts if part is not None))
        self._say("facet_value", name=name)
        return None

    def _date(self, inner: lucene.Item) -> Query | None:
        match inner:
            case lucene.Word():
                bounds = (inner.value, inner.value)
            case lucene.Range():
                bounds = (inner.low.value, inner.high.value)
            case lucene.From():
                bounds = (inner.children[0].value, "*")
            case lucene.To():
                bounds = ("*", inner.children[0].value)
            case _:
                bounds = ("?", "?")
        try:
            first, last = _edge(bounds[0], last=False), _edge(bounds[1], last=True)
        except ValueError:
            self._say("date")
            return None
        return Between(first, last)


def _edge(text: str, *, last: bool) -> date | None:
    """First or last day of a day, month or year; None for an open end."""
    if text == "*":
        return None
    found = _DAY.fullmatch(text)
    if found is None:
        raise ValueError(text)
    year, month, day = (int(part) if part else 0 for part in found.groups())
    if not month:
        return date(year, 12, 31) if last else date(year, 1, 1)
    if not day:
        if not last:
            return date(year, month, 1)
        following = date(year + month // 12, month % 12 + 1, 1)
        return date.fromordinal(following.toordinal() - 1)
    return date(year, month, day)


def _unsupported(node: lucene.Item) -> Problem:
    """Name a form that is not supported and offer the nearest that is."""
    shown = _shortened(str(node), 40)
    match node:
        case lucene.Fuzzy():
            return Problem("fuzzy", text=shown, offer=f"{node.children[0]}*")
        case lucene.Boost():
            return Problem("boost", text=shown, offer=f"^{node.force}")
        case lucene.Regex():
            return Problem("regex", text=shown)
        case lucene.Range() | lucene.From() | lucene.To():
            return Problem("range", text=shown)
    return Problem("unsupported", text=shown)


def _explain(text: str, message: str) -> Problem:
    """Say in the reader's words what the grammar stumbled over."""
    last = text.split()[-1]
    if last in {"AND", "OR", "NOT", "TO", "+", "-"}:
        return Problem("at_the_end", word=last)
    if text.split()[0] in {"AND", "OR"}:
        return Problem("at_the_start", word=text.split()[0])
    found = re.search(r"unexpected\s+'([^']+)' at position (\d+)", message)
    if found:
        return Problem("misplaced", text=found[1], place=int(found[2]) + 1)
    found = re.search(r"Illegal character '(.)?.*' at position (\d+)", message, re.DOTALL)
    if found:
        return Problem("not_understood", text=found[1], place=int(found[2]) + 1)
    return Problem("unreadable")
