"""Digests: what is new in a view since a day, as an Atom feed, a page, a text or an e-mail.

New is what the store saw first since then, whatever date an article bears. A page, a text and an
e-mail group by story, so that twenty reprints are one line; a feed has an entry for each article,
because an entry must keep its id when another reprint comes.
"""

import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from types import MappingProxyType
from typing import Final
from xml.etree import ElementTree

import numpy as np

from analysis.archive import Archive
from analysis.exports import HTML_POLICY
from analysis.measures.corpus import BoolArray, Corpus
from analysis.schema import TOPIC_AXES
from analysis.takeaway.subject import Subject, iso_date, labels, one_line, titles_of, web_address
from analysis.taxonomy import Taxonomy

MOST_ENTRIES: Final = 200
MOST_TOPICS: Final = 6  # of an axis

_ATOM: Final = "http://www.w3.org/2005/Atom"
_NAMES: Final = uuid.uuid5(uuid.NAMESPACE_URL, "industrial-policy-monitor")
# Signs that XML 1.0 has no form for at all.
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_STYLE: Final = (
    "font:15px/1.45 sans-serif;color:#1c2430;background:#fff;max-width:44rem;margin:1.5rem auto;"
    "padding:0 1rem"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A new article.

    Attributes
    ----------
    first_seen : when the store saw it first, ISO in UTC
    day : it bears, ISO as far as it is known
    topics : (axis, key, label)
    story : number of its story
    """

    article_id: str
    title: str
    url: str
    source: str
    language: str
    day: str
    first_seen: str
    topics: tuple[tuple[str, str, str], ...]
    story: int


@dataclass(frozen=True, slots=True)
class Digest:
    """What is new in a view.

    Attributes
    ----------
    since : the first day that counts
    entries : new articles, those seen last first; at most ``MOST_ENTRIES``
    article_count, story_count : of all that is new
    counts : for each axis the new articles of its topics, (label, count), most first
    """

    subject: Subject
    since: date
    entries: tuple[Entry, ...]
    article_count: int
    story_count: int
    counts: Mapping[str, tuple[tuple[str, int], ...]]

    @property
    def title(self) -> str:
        """What it is, on one line."""
        phrases = self.subject.phrases
        return phrases(
            "digest_title",
            name=self.name,
            articles=phrases.count(self.article_count, "article"),
            day=phrases.date(self.since),
        )

    @property
    def name(self) -> str:
        """Of the view; what it shows where nobody named it."""
        return one_line(self.subject.name or self.subject.sentence)

    @property
    def updated(self) -> datetime:
        """When the newest article was seen; the first day where there is none."""
        if self.entries:
            return _moment(self.entries[0].first_seen)
        return datetime(self.since.year, self.since.month, self.since.day, tzinfo=UTC)

    def stories(self) -> list[tuple[Entry, list[Entry]]]:
        """Entries by story, the newest story first: one of each, and the others."""
        grouped: dict[int, list[Entry]] = {}
        for entry in self.entries:
            grouped.setdefault(entry.story, []).append(entry)
        return [(own[0], own[1:]) for own in grouped.values()]


def make_digest(
    archive: Archive,
    corpus: Corpus,
    mask: BoolArray,
    taxonomy: Taxonomy,
    subject: Subject,
    *,
    since: date,
) -> Digest:
    """Find what is new in a view.

    Parameters
    ----------
    archive : open for reading; tells when articles were seen first
    corpus : its articles
    mask : those of the view, bool of shape (n_articles,)
    taxonomy : gives the labels
    subject : the view
    since : the first day that counts; an article that was never noted counts by its own date
    """
    seen = _first_seen(archive, corpus)
    is_new = mask & (seen >= since.isoformat())
    rows = np.flatnonzero(is_new)
    order = rows[np.lexsort((rows, seen[rows].astype(str)))[::-1]]
    shown, language = order[:MOST_ENTRIES].tolist(), subject.language
    titles = titles_of(corpus, shown, subject.phrases, archive.texts)
    lists = {axis: dict(zip(rows.tolist(), corpus.axes[axis].lists(is_new), strict=True))
             for axis in TOPIC_AXES}  # fmt: skip
    entries = tuple(
        Entry(
            article_id=str(corpus.ids[row]),
            title=title,
            url=web_address(str(corpus.urls[row])),
            source=corpus.source_names[corpus.sources[row]],
            language=corpus.language_codes[corpus.languages[row]],
            day=iso_date(corpus, row),
            first_seen=str(seen[row]),
            topics=tuple(
                (axis, key, label)
                for axis in TOPIC_AXES
                for key, label in zip(
                    lists[axis][row],
                    labels(taxonomy, axis, lists[axis][row], language),
                    strict=True,
                )
            ),
            story=int(corpus.stories[row]),
        )
        for row, title in zip(shown, titles, strict=True)
    )
    return Digest(
        subject=subject,
        since=since,
        entries=entries,
        article_count=len(rows),
        story_count=len(np.unique(corpus.stories[rows])),
        counts=MappingProxyType(
            {axis: _counts(corpus, is_new, axis, taxonomy, language) for axis in TOPIC_AXES}
        ),
    )


def _first_seen(archive: Archive, corpus: Corpus) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    """Moments as ISO texts, which sort as they follow one another; empty where nothing is known."""
    table = archive.articles(columns=("first_seen", "published_date")).head(len(corpus))
    days = table["published_date"].dt.strftime("%Y-%m-%dT00:00:00+00:00").fillna("")
    pairs = zip(table["first_seen"].fillna("").tolist(), days.tolist(), strict=True)
    told = [seen or day for seen, day in pairs]
    known = {moment: _in_utc(moment) for moment in set(told)}  # an import has one for all
    return np.array([known[moment] for moment in told], dtype=object)


def _in_utc(moment: str) -> str:
    return _moment(moment).isoformat(timespec="seconds") if moment else ""


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _counts(
    corpus: Corpus, mask: BoolArray, axis: str, taxonomy: Taxonomy, language: str
) -> tuple[tuple[str, int], ...]:
    counts = corpus.axes[axis].counts(mask)
    most = np.argsort(-counts, kind="stable")[:MOST_TOPICS]
    keys = [corpus.axes[axis].keys[code] for code in most if counts[code]]
    return tuple(zip(labels(taxonomy, axis, keys, language), counts[most].tolist(), strict=False))


def to_atom(digest: Digest) -> bytes:
    """An Atom feed (RFC 4287): an entry for each new article, with an id that stays."""
    subject, phrases = digest.subject, digest.subject.phrases
    feed = ElementTree.Element("feed", {"xmlns": _ATOM, "xml:lang": subject.language})
    view = subject.name or subject.link.partition("?")[2]
    _add(feed, "id", _urn("feed", view))
    _add(feed, "title", f"{phrases('program')}: {digest.name}")
    _add(feed, "subtitle", phrases("feed_subtitle", sentence=subject.sentence))
    _add(feed, "updated", _rfc3339(digest.updated))
    _add(_add(feed, "author"), "name", phrases("program"))
    _add(feed, "generator", "Industrial Policy Monitor")
    if web_address(subject.link):
        _add(feed, "link", rel="alternate", type="text/html", href=subject.link)
    for entry in digest.entries:
        _add_entry(feed, entry, digest)
    ElementTree.indent(feed)
    content: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def _add_entry(feed: ElementTree.Element, entry: Entry, digest: Digest) -> None:
    own = _add(feed, "entry")
    _add(own, "id", _urn("article", entry.article_id))
    _add(own, "title", entry.title)
    _add(own, "updated", _rfc3339(_moment(entry.first_seen)))
    if len(entry.day) == 10:
        _add(own, "published", f"{entry.day}T00:00:00Z")
    _add(_add(own, "author"), "name", entry.source or digest.subject.phrases("program"))
    # An entry without content needs an address; ours is the view it is in.
    _add(own, "link", rel="alternate", href=entry.url or digest.subject.link)
    for axis, key, label in entry.topics:
        _add(own, "category", term=f"{axis}:{key}", label=label)
    names = ", ".join(label for _, _, label in entry.topics)
    if names:
        _add(own, "summary", f"{digest.subject.phrases('topics')}: {names}")


def _add(
    parent: ElementTree.Element, name: str, text: str = "", **attributes: str
) -> ElementTree.Element:
    known = {key: _NOT_XML.sub("\ufffd", value) for key, value in attributes.items()}
    element = ElementTree.SubElement(parent, name, known)
    if text:
        element.text = _NOT_XML.sub("\ufffd", text)
    return element


def _urn(kind: str, key: str) -> str:
    return f"urn:uuid:{uuid.uuid5(_NAMES, f'{kind}:{key}')}"


def _rfc3339(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def to_text(digest: Digest) -> bytes:
    """Plain text, for a terminal or an e-mail."""
    phrases = digest.subject.phrases
    lines = [digest.title, "=" * min(72, len(digest.title)), ""]
    lines.append(phrases("digest_choice", sentence=digest.subject.sentence))
    lines += [phrases("digest_first_seen"), ""]
    if not digest.entries:
        lines += [phrases("digest_none", day=phrases.date(digest.since)), ""]
    for heading, counted in _topic_lines(digest):
        lines.append(f"{heading}: {counted}")
    if digest.entries:
        lines += ["", phrases("digest_stories"), ""]
    for entry, others in digest.stories():
        lines += [f"* {entry.title}", f"  {_byline(digest, entry)}"]
        if more := _more(digest, others):
            lines.append(f"  {more}")
        lines += [f"  {entry.url}", ""] if entry.url else [""]
    lines += [*_capped(digest), f"{phrases('digest_open')}: {digest.subject.link}", ""]
    return "\n".join(lines).encode("utf-8", "replace")


def to_html(digest: Digest) -> bytes:
    """One page without scripts, pictures or styles from elsewhere; also the body of an e-mail."""
    phrases, subject = digest.subject.phrases, digest.subject
    parts = [
        f"<h1>{escape(digest.title)}</h1>",
        f"<p>{escape(phrases('digest_choice', sentence=subject.sentence))}<br>"
        f"<small>{escape(phrases('digest_first_seen'))}</small></p>",
    ]
    if not digest.entries:
        parts.append(f"<p>{escape(phrases('digest_none', day=phrases.date(digest.since)))}</p>")
    topics = _topic_lines(digest)
    if topics:
        rows = "".join(
            f"<li><b>{escape(heading)}:</b> {escape(counted)}</li>" for heading, counted in topics
        )
        parts.append(f"<h2>{escape(phrases('digest_topics'))}</h2><ul>{rows}</ul>")
    if digest.entries:
        items = "".join(_html_item(digest, *story) for story in digest.stories())
        parts.append(f"<h2>{escape(phrases('digest_stories'))}</h2><ol>{items}</ol>")
    parts += [f"<p>{escape(line)}</p>" for line in _capped(digest)]
    parts.append(f"<p>{linked(phrases('digest_open'), subject.link)}</p>")
    page = (
        f'<!DOCTYPE html>\n<html lang="{subject.language}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{HTML_POLICY}">'
        f'<title>{escape(digest.title)}</title></head>\n<body style="{_STYLE}">\n'
        + "\n".join(parts)
        + "\n</body></html>\n"
    )
    return page.encode("utf-8", "replace")


def linked(text: str, url: str) -> str:
    """Words as a link, where the address is one of the web."""
    if not web_address(url):
        return escape(text)
    return f'<a href="{escape(web_address(url))}" rel="noreferrer">{escape(text)}</a>'


def _html_item(digest: Digest, entry: Entry, others: Sequence[Entry]) -> str:
    more = _more(digest, others)
    end = f"<br><small>{escape(more)}</small>" if more else ""
    byline = escape(_byline(digest, entry))
    return f"<li>{linked(entry.title, entry.url)}<br><small>{byline}</small>{end}</li>\n"


def to_eml(digest: Digest) -> bytes:
    """An e-mail as a draft, text and page; who it is from and for is left to the sender."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = digest.title
    message["Date"] = format_datetime(digest.updated)
    key = f"{digest.subject.link} {digest.since} {digest.updated.isoformat()}"
    own = uuid.uuid5(_NAMES, key)
    message["Message-ID"] = f"<{own}@industrial-policy-monitor.invalid>"
    message["X-Unsent"] = "1"  # mail programs open it for writing
    message.set_content(to_text(digest).decode(), cte="base64")
    message.add_alternative(to_html(digest).decode(), subtype="html", cte="base64")
    message.set_boundary(f"=_{own.hex}")
    return message.as_bytes()


def _topic_lines(digest: Digest) -> list[tuple[str, str]]:
    phrases = digest.subject.phrases
    return [
        (
            phrases(axis)[:1].upper() + phrases(axis)[1:],
            ", ".join(f"{label} ({phrases.number(count)})" for label, count in counts),
        )
        for axis, counts in digest.counts.items()
        if counts
    ]


def _byline(digest: Digest, entry: Entry) -> str:
    topics = ", ".join(label for axis, _, label in entry.topics if axis == "sector")
    parts = (entry.source, digest.subject.phrases.known_date(entry.day), topics)
    return " · ".join(one_line(part) for part in parts if part)


def _more(digest: Digest, others: Sequence[Entry]) -> str:
    if not others:
        return ""
    sources = ", ".join(dict.fromkeys(one_line(other.source) for other in others))
    return f"+ {digest.subject.phrases.count(len(others), 'more')}: {sources}"


def _capped(digest: Digest) -> list[str]:
    if digest.article_count <= len(digest.entries):
        return []
    phrases = digest.subject.phrases
    shown = phrases.count(len(digest.entries), "article")
    return [phrases("digest_capped", shown=shown, total=phrases.number(digest.article_count))]


@dataclass(frozen=True, slots=True)
class DigestFormat:
    """One kind of file; ``write`` turns a digest into bytes."""

    name: str
    suffix: str
    mime: str
    write: Callable[[Digest], bytes]


DIGEST_FORMATS: Final[Mapping[str, DigestFormat]] = MappingProxyType(
    {
        "atom": DigestFormat("Atom", "atom", "application/atom+xml", to_atom),
        "html": DigestFormat("HTML", "html", "text/html", to_html),
        "text": DigestFormat("TXT", "txt", "text/plain", to_text),
        "eml": DigestFormat("EML", "eml", "message/rfc822", to_eml),
    }
)
