"""Taxonomy: the topics of every axis and the rules that assign them, read from TOML files.

``data/taxonomy`` holds one file per axis (``sectors.toml``, ``themes.toml``, …). Any of them,
and ``groups.toml``, may define named groups of words for use in rules (``@making``). If a
file is not in order all are refused, with every fault of every file in one message.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from analysis.errors import QueryError, TaxonomyError
from analysis.rules.query import Query, Term, Words, facets_in, parse_query, words_in
from analysis.schema import LANGUAGES

DEFAULT_FOLDER: Final = Path(__file__).resolve().parent.parent / "data" / "taxonomy"
STRENGTHS: Final = ("strong", "weak", "never")

_FILES: Final = {
    "sector": "sectors.toml",
    "theme": "themes.toml",
    "instrument": "instruments.toml",
    "actor": "actors.toml",
    "country": "countries.toml",
    "region": "regions.toml",
    "stance": "stance.toml",
    "relevance": "relevance.toml",
}
_GROUPS_FILE: Final = "groups.toml"
_TEXTS: Final = ("parent", "kind", "country", "macro")
_TOPIC_KEYS: Final = {"key", "label", "about", "codes", "aliases", "offices", *_TEXTS, *STRENGTHS}
_GROUP_KEYS: Final = {"key", "about", *LANGUAGES}
_OFFICE_KEYS: Final = {"body", "title", "from", "to"}

Texts = Mapping[str, str]
Entries = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Office:
    """An office that a person holds or held; ``last`` is None while in office."""

    title: Texts
    body: str
    first: int
    last: int | None


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic, its names for readers, and the entries of its rules.

    ``labels`` and ``about`` are by language; ``strong``, ``weak``, ``never`` and ``aliases``
    hold the entries by language, as they stand in the file.
    """

    axis: str
    key: str
    labels: Texts
    about: Texts
    codes: Entries
    strong: Entries
    weak: Entries
    never: Entries
    aliases: Entries
    parent: str = ""
    kind: str = ""
    country: str = ""
    macro: str = ""
    offices: tuple[Office, ...] = ()

    def label(self, language: str) -> str:
        """Name of the topic in a language; the key where there is none."""
        return self.labels.get(language) or self.labels.get("en") or self.key


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of a topic, parsed.

    Attributes
    ----------
    strength : "strong", "weak" or "never"
    text : the entry as it stands in the file; what readers are shown as the rule
    """

    axis: str
    topic: str
    strength: str
    language: str
    text: str
    query: Query


@dataclass(frozen=True)
class Taxonomy:
    """All topics and rules.

    Attributes
    ----------
    groups : words of each named group
    version : hash of the content, 12 hexadecimal digits
    folder : where it was read
    """

    by_axis: Mapping[str, tuple[Topic, ...]]
    rules: tuple[Rule, ...]
    groups: Mapping[str, tuple[Term, ...]]
    version: str
    folder: Path | None = field(default=None, compare=False)

    @property
    def axes(self) -> tuple[str, ...]:
        """Names of the axes that have topics."""
        return tuple(self.by_axis)

    def topics(self, axis: str) -> tuple[Topic, ...]:
        """Topics of an axis in the order of the file; none for an unknown axis."""
        return self.by_axis.get(axis, ())

    def topic(self, axis: str, key: str) -> Topic | None:
        """One topic, or None."""
        return self._index.get((axis, key))

    @cached_property
    def _index(self) -> dict[tuple[str, str], Topic]:
        return {(axis, topic.key): topic for axis in self.axes for topic in self.topics(axis)}


def load_taxonomy(folder: Path = DEFAULT_FOLDER) -> Taxonomy:
    """Read and check the taxonomy files of a folder.

    Parameters
    ----------
    folder : holds the files of the axes; an axis without a file has no topics

    Returns
    -------
    Taxonomy

    Raises
    ------
    TaxonomyError
        Lists every fault of every file: file, topic, entry, and the mend.
    """
    reader = _Reader(Path(folder))
    return reader.read()


@dataclass
class _Reader:
    """Reads the files and collects every fault on the way."""

    folder: Path
    problems: list[str] = field(default_factory=list)
    groups: dict[str, tuple[Term, ...]] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)
    digest: Any = field(default_factory=hashlib.sha256)
    lines: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    places: dict[tuple[str, str], str] = field(default_factory=dict)

    def read(self) -> Taxonomy:
        shared = self._load(_GROUPS_FILE)
        files = {axis: self._load(name) for axis, name in _FILES.items()}
        if not any(files.values()) and not self.problems:
            self.problems.append(f"no taxonomy file in it; expected {', '.join(_FILES.values())}")
        known = {_GROUPS_FILE, *_FILES.values()}
        for path in sorted(self.folder.glob("*.toml")):
            if path.name not in known:
                self.problems.append(f"{path.name}: is not read: name it one of {_joined(known)}")
        contents = {_GROUPS_FILE: shared, **{_FILES[axis]: files[axis] for axis in files}}
        for name, content in contents.items():
            for number, raw in enumerate(_tables(content.get("group", [])), 1):
                place = f"{name}, {self._line(name, 'group', number)}"
                self._group(raw, where=f"{name}, group {number}", place=place)
        by_axis = {axis: self._axis(axis, content) for axis, content in files.items() if content}
        self._check_links(by_axis)
        self._check_groups()
        self._add_country_rules(by_axis)
        if self.problems:
            raise TaxonomyError(str(self.folder), self.problems)
        return Taxonomy(
            by_axis=by_axis,
            rules=tuple(self.rules),
            groups=self.groups,
            version=self.digest.hexdigest()[:12],
            folder=self.folder,
        )

    def _load(self, name: str) -> dict[str, Any]:
        path = self.folder / name
        if not path.is_file():
            return {}
        try:
            text = path.read_text(encoding="utf-8")
            content = tomllib.loads(text)
        except UnicodeDecodeError:
            self.problems.append(f"{name}: is not UTF-8: save it as UTF-8")
            return {}
        except tomllib.TOMLDecodeError as error:
            self.problems.append(f"{name}: is not valid TOML: {error}")
            return {}
        self.lines |= {(name, table): _lines_of(text, table) for table in ("topic", "group")}
        self.digest.update(json.dumps([name, content], ensure_ascii=False, default=str).encode())
        tables = {"group"} if name == _GROUPS_FILE else {"group", "topic"}
        for key in sorted(set(content) - tables):
            self.problems.append(f"{name}: “{key}” is not known; only [[topic]] and [[group]] are")
        for table in sorted(tables & set(content)):
            if not isinstance(content[table], list):
                self.problems.append(f"{name}: write [[{table}]] with two brackets")
        if not content.get("topic") and name != _GROUPS_FILE:
            self.problems.append(f"{name}: has no [[topic]]: add one or delete the file")
        return content

    def _line(self, name: str, table: str, number: int) -> str:
        """Words for the line in which the n-th table of a file begins."""
        lines = self.lines.get((name, table), [])
        return f"line {lines[number - 1]}" if number <= len(lines) else f"{table} {number}"

    def _group(self, raw: dict[str, Any], *, where: str, place: str) -> None:
        key = raw.get("key")
        if not isinstance(key, str) or not key:
            self.problems.append(f"{where}: needs a key")
            return
        where = f"{where} ({key})"
        self._unknown(raw, _GROUP_KEYS, where=where)
        first = self.places.setdefault(("group", key), place)
        if key in self.groups:
            self.problems.append(
                f"{where}: the key is used twice, in {first} and in {place}: rename one"
            )
        terms: list[Term] = []
        for language in LANGUAGES:
            for entry in self._strings(raw.get(language, []), where=f"{where}, {language}"):
                query = self._parse(entry, where=f"{where}, {language}")
                match query:
                    case Words(terms=(term,), slop=None, field="") if term.kind != "group":
                        terms.append(term)
                    case None:
                        pass
                    case _:
                        self.problems.append(
                            f"{where}, {language} “{entry}”: a group takes single words only"
                        )
        if not terms:
            self.problems.append(f"{where}: has no words: add some or delete it")
        self.groups[key] = tuple(terms)

    def _axis(self, axis: str, content: dict[str, Any]) -> tuple[Topic, ...]:
        name = _FILES[axis]
        topics: dict[str, Topic] = {}
        for number, raw in enumerate(_tables(content.get("topic", [])), 1):
            key = raw.get("key")
            where = f"{name}, topic {number}"
            if not isinstance(key, str) or not key:
                self.problems.append(f'{where}: needs a key, e.g. key = "machine-tools"')
                continue
            where = f"{where} ({key})"
            place = self._line(name, "topic", number)
            first = self.places.setdefault((axis, key), place)
            if key in topics:
                self.problems.append(
                    f"{where}: the key is used twice, in {first} and in {place}: "
                    "rename or merge them"
                )
            topics[key] = self._topic(axis, key, raw, where=where)
        return tuple(topics.values())

    def _topic(self, axis: str, key: str, raw: dict[str, Any], *, where: str) -> Topic:
        self._unknown(raw, _TOPIC_KEYS, where=where)
        if not key.replace("-", "").isalnum() or key != key.lower() or not key.isascii():
            self.problems.append(f"{where}: a key has small letters, digits and hyphens only")
        for name in _TEXTS:
            if not isinstance(raw.get(name, ""), str):
                self.problems.append(f"{where}: {name} must be a text")
        topic = Topic(
            axis=axis,
            key=key,
            labels=self._texts(raw.get("label", {}), where=f"{where}, label", needed=True),
            about=self._texts(raw.get("about", {}), where=f"{where}, about", needed=False),
            codes=self._entries(raw.get("codes", {}), where=f"{where}, codes", languages=False),
            strong=self._entries(raw.get("strong", {}), where=f"{where}, strong"),
            weak=self._entries(raw.get("weak", {}), where=f"{where}, weak"),
            never=self._entries(raw.get("never", {}), where=f"{where}, never"),
            aliases=self._entries(raw.get("aliases", {}), where=f"{where}, aliases"),
            offices=tuple(self._offices(raw.get("offices", []), where=f"{where}, offices")),
            **{name: str(raw.get(name, "")) for name in _TEXTS},
        )
        self._add_rules(topic, where=where)
        return topic

    def _add_rules(self, topic: Topic, *, where: str) -> None:
        listed: dict[str, str] = {}
        found = False
        for strength, language, text in _rule_texts(topic):
            place = f"{where}, {strength}.{language}"
            other = listed.setdefault(text, strength)
            if other != strength:
                self.problems.append(f"{place} “{text}”: stands under {other} too: keep one")
            query = self._parse(text, where=place)
            if query is None:
                continue
            found = found or strength != "never"
            self.problems += [f"{place} “{text}”: {fault}" for fault in _faults_of(query)]
            self.rules.append(Rule(topic.axis, topic.key, strength, language, text, query))
        if not found and not any(spot.startswith(where) for spot in self.problems):
            self.problems.append(f"{where}: has no rule: add strong or weak entries or aliases")

    def _check_groups(self) -> None:
        """Name every group that is used but not defined, once, with where it is used."""
        users: dict[str, list[str]] = {}
        for rule in self.rules:
            for words, _ in words_in(rule.query):
                for term in words.terms:
                    if term.kind == "group" and term.text not in self.groups:
                        place = f"{_FILES[rule.axis]}, {self.places[rule.axis, rule.topic]}"
                        users.setdefault(term.text, []).append(
                            f"{rule.topic} “{rule.text}” ({place})"
                        )
        for group, places in sorted(users.items()):
            more = f" and {len(places) - 3} more" if len(places) > 3 else ""
            self.problems.append(
                f"group @{group} is not defined: add a [[group]] or mend its name; "
                f"used by {', '.join(places[:3])}{more}"
            )

    def _add_country_rules(self, by_axis: Mapping[str, tuple[Topic, ...]]) -> None:
        """Let the names of a country's bodies and office holders speak for the country, too."""
        country_of = {
            code: topic.key
            for topic in by_axis.get("country", ())
            if topic.kind != "region"
            for code in topic.codes.get("iso", ())
        }
        home = {topic.key: country_of.get(topic.country) for topic in by_axis.get("actor", ())}
        for rule in tuple(self.rules):
            country = home.get(rule.topic) if rule.axis == "actor" else None
            if country and rule.strength != "weak":
                self.rules.append(replace(rule, axis="country", topic=country))

    def _parse(self, text: str, *, where: str) -> Query | None:
        try:
            return parse_query(text)
        except QueryError as error:
            self.problems.extend(f"{where} “{text}”: {problem}" for problem in error.problems)
            return None

    def _check_links(self, by_axis: Mapping[str, tuple[Topic, ...]]) -> None:
        keys = {(axis, topic.key) for axis, topics in by_axis.items() for topic in topics}
        parents = {
            (axis, topic.key): topic.parent for axis, topics in by_axis.items() for topic in topics
        }
        for axis, topics in by_axis.items():
            for topic in topics:
                where = f"{_FILES[axis]}, {self.places[axis, topic.key]}, topic {topic.key}"
                if topic.parent and (axis, topic.parent) not in keys:
                    self.problems.append(f"{where}: parent “{topic.parent}” is not a topic")
                elif _is_own_ancestor(axis, topic.key, parents):
                    self.problems.append(f"{where}: is its own ancestor: cut the circle")
                for office in topic.offices:
                    if office.body and (axis, office.body) not in keys:
                        self.problems.append(f"{where}: body “{office.body}” is not a topic")

    def _unknown(self, raw: dict[str, Any], known: set[str], *, where: str) -> None:
        for key in sorted(set(raw) - known):
            self.problems.append(
                f"{where}: “{key}” is not known; known are {', '.join(sorted(known))}"
            )

    def _texts(self, raw: object, *, where: str, needed: bool) -> Texts:
        if not isinstance(raw, dict):
            self.problems.append(f'{where}: write {{ en = "…", ru = "…" }}')
            return {}
        for language in sorted(set(raw) - set(LANGUAGES)):
            self.problems.append(f"{where}: language “{language}” is not known (en, ru)")
        for language in LANGUAGES:
            text = raw.get(language, "")
            if not isinstance(text, str) or (needed and not text.strip()):
                self.problems.append(f"{where}: needs a text for {language}")
        return {language: str(text) for language, text in raw.items()}

    def _entries(self, raw: object, *, where: str, languages: bool = True) -> Entries:
        if not isinstance(raw, dict):
            self.problems.append(f'{where}: write a table of lists, e.g. ru = ["…"]')
            return {}
        if languages:
            for language in sorted(set(raw) - set(LANGUAGES)):
                self.problems.append(f"{where}: language “{language}” is not known (en, ru)")
        return {
            name: tuple(self._strings(entries, where=f"{where}.{name}"))
            for name, entries in raw.items()
        }

    def _strings(self, raw: object, *, where: str) -> Iterator[str]:
        if not isinstance(raw, list):
            self.problems.append(f'{where}: must be a list, e.g. ["станок"]')
            return
        for number, entry in enumerate(raw, 1):
            if isinstance(entry, str) and entry.strip():
                yield entry
            else:
                self.problems.append(f"{where}, entry {number}: is empty or no text: delete it")

    def _offices(self, raw: object, *, where: str) -> Iterator[Office]:
        for number, office in enumerate(_tables(raw), 1):
            spot = f"{where}, entry {number}"
            self._unknown(office, _OFFICE_KEYS, where=spot)
            first, last = office.get("from"), office.get("to")
            if not isinstance(first, int) or not isinstance(last, int | None):
                self.problems.append(f"{spot}: from and to are years, e.g. from = 2021")
                continue
            yield Office(
                title=self._texts(office.get("title", {}), where=f"{spot}, title", needed=True),
                body=str(office.get("body", "")),
                first=first,
                last=last,
            )


def _joined(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


def _tables(raw: object) -> Iterable[dict[str, Any]]:
    return [table for table in raw if isinstance(table, dict)] if isinstance(raw, list) else []


def _rule_texts(topic: Topic) -> Iterator[tuple[str, str, str]]:
    """Strength, language and text of every rule; an alias is a strong rule for a name."""
    for language, names in topic.aliases.items():
        for name in names:
            yield "strong", language, f'name:"{name}"'
    for strength in STRENGTHS:
        entries: Entries = getattr(topic, strength)
        for language, texts in entries.items():
            for text in texts:
                yield strength, language, text


def _faults_of(query: Query) -> Iterator[str]:
    """Say what a query has that a rule must not have."""
    parts = list(words_in(query))
    if all(negated for _, negated in parts):
        yield "has no word that could be shown as evidence"
    if any(facets_in(query)):
        yield "a rule speaks of words only: leave date:, lang: … out"
    for words, _ in parts:
        if len(words.terms) == 1 and len(words.terms[0].text) == 1:
            yield "one letter would match everywhere: lengthen it"


def _lines_of(text: str, table: str) -> list[int]:
    """Numbers of the lines in which the tables of a name begin.

    >>> _lines_of("a = 1\\n[[topic]]\\n\\n [[topic]]\\n", "topic")
    [2, 4]
    """
    header = re.compile(rf"\s*\[\[\s*{table}\s*\]\]")
    return [number for number, line in enumerate(text.splitlines(), 1) if header.match(line)]


def _is_own_ancestor(axis: str, key: str, parents: Mapping[tuple[str, str], str]) -> bool:
    seen = {key}
    while parent := parents.get((axis, key), ""):
        if parent in seen:
            return True
        seen.add(parent)
        key = parent
    return False
