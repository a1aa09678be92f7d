"""Feeds: RSS 0.9x, 1.0 and 2.0, and Atom, from their bytes to entries.

The bytes become letters first, because feeds state encodings that they are not in; then a pass
refuses XML that declares entities, and only then feedparser sees them, never as a name of a
file or an address. It runs in the process for foreign content, and has no network of its own.
"""

import io
import re
from collections.abc import Mapping
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from analysis.errors import DataError
from analysis.links import WEB_ADDRESS
from analysis.sources.faults import Problem
from analysis.sources.tables import RAW_LENGTH
from analysis.sources.web.decoding import decode, stated_names
from analysis.sources.web.limits import MAX_ENTRIES
from analysis.sources.web.moments import read_moment
from analysis.sources.web.plain import plain_text, plain_title

_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]*\?>")
_FIRST_TAG: Final = re.compile(r"<[A-Za-z]")
_NOT_IN_XML: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f￾￿]")
_ROOT_END: Final = re.compile(r"</(?:rss|feed|rdf:rdf|[a-z0-9]+:(?:rdf|feed))\s*>\s*\Z", re.I)
_ENTRY_START: Final = re.compile(r"<(?:[a-z0-9]+:)?(?:item|entry)[\s>]", re.I)
_ENTRY_END: Final = re.compile(r"</((?:[a-z0-9]+:)?(?:item|entry))\s*>", re.I)


def parse_feed(
    content: bytes, *, address: str = "", content_type: str = "", zone: str = "UTC"
) -> dict[str, Any]:
    """Read a feed.

    Parameters
    ----------
    content : as it came
    address : of the feed; addresses in it may be relative to it
    content_type : header of that name
    zone : of times that state none, like ``Europe/Moscow``

    Returns
    -------
    dict
        title : of the feed
        entries : dicts of ``address``, ``id``, ``title``, ``summary``, ``text``, ``day``
            (YYYY-MM-DD, or as it stands there), ``at`` (UTC, or empty) and ``updated``; all
            texts are plain
        refused : dicts of ``row`` (counted from 1), ``code``, ``problem`` and ``raw``
        notes : sentences for the user

    Raises
    ------
    DataError
        NOT_A_FEED, XML_ENTITY or ENCODING.
    """
    if not content.strip():
        raise _not_a_feed(address, "is empty")
    stated = _stated(content_type)
    text, encoding = decode(content, stated=stated, where=address)
    text = _NOT_IN_XML.sub("", _DECLARATION.sub("", text, count=1)).lstrip()
    text, rest, notes = _complete(text, address)
    feed = _parse(text, address)
    if not feed.get("version"):
        raise _not_a_feed(address, _what_it_is(text))
    entries, refused = [], []
    for row, entry in enumerate(feed["entries"][:MAX_ENTRIES], start=1):
        entry = dict(entry.items())  # without feedparser's stand-ins for missing keys
        read = _read_entry(entry, zone)
        if not read["address"]:
            problem = "the entry has no web address that can be opened: it is left out"
            raw = " ".join(filter(None, (read["title"], entry.get("link", ""))))
            refused.append(_refusal(row, "NO_ADDRESS", problem, raw))
        else:
            entries.append(read)
    if rest:
        problem = "the feed ends within this entry: it is read when the feed is complete"
        refused.append(_refusal(len(feed["entries"]) + 1, "ENTRY_CUT_OFF", problem, rest))
    names = stated_names(content, stated)
    if encoding not in names and names:
        notes.append(f"its letters are {encoding}, not {names[0]} as it says")
    if (count := len(feed["entries"])) > MAX_ENTRIES:
        notes.append(f"only the first {MAX_ENTRIES:,} of {count:,} entries are read")
    title = plain_title(feed["feed"].get("title", ""))
    return {"title": title, "entries": entries, "refused": refused, "notes": notes}


def _complete(text: str, address: str) -> tuple[str, str, list[str]]:
    """The text with an end, and what was cut off; refuses entities."""
    import defusedxml
    from defusedxml.ElementTree import fromstring

    first = _FIRST_TAG.search(text)
    if "<!ENTITY" in text[: first.start() if first else None]:
        raise _entity(address)
    try:
        fromstring(text.encode("utf-8"))
    except defusedxml.DefusedXmlException as error:
        raise _entity(address) from error
    except (ParseError, ValueError):
        return _mended(text)
    return text, "", []


def _mended(text: str) -> tuple[str, str, list[str]]:
    """XML that is not well-formed: cut off somewhere, or with faults that feedparser forgives."""
    note = "the XML of the feed has faults: its publisher should mend it"
    if _ROOT_END.search(text[-200:]):
        return text, "", [note]
    ends = list(_ENTRY_END.finditer(text))
    end = ends[-1].end() if ends else 0
    start = _ENTRY_START.search(text, end)
    if not start:
        return text, "", [note]
    return text[: start.start()], text[start.start() :], ["the feed is cut off"]


def _parse(text: str, address: str) -> Mapping[str, Any]:
    import feedparser

    headers = {"content-type": "application/xml; charset=utf-8", "content-location": address}
    found: Mapping[str, Any] = feedparser.parse(
        io.BytesIO(text.encode("utf-8")), response_headers=headers
    )
    return found


def _read_entry(entry: Mapping[str, Any], zone: str) -> dict[str, str]:
    summary = plain_text(entry.get("summary", ""))
    contents = [plain_text(one.get("value", "")) for one in entry.get("content", ())]
    moment = next(
        (entry[name] for name in ("published", "updated", "created") if entry.get(name)), ""
    )
    day, at = read_moment(moment, zone)
    return {
        "address": _address(entry),
        "id": str(entry.get("id", "")),
        "title": plain_title(entry.get("title", "")),
        "summary": summary,
        "text": max(contents, key=len, default=""),
        "day": day,
        "at": at,
        "updated": str(entry.get("updated", "")),
    }


def _address(entry: Mapping[str, Any]) -> str:
    """The first address of an entry that is one of the web; others are dropped."""
    links = [
        link.get("href", "") for link in entry.get("links", ()) if link.get("rel") == "alternate"
    ]
    candidates = [entry.get("link", ""), *links, entry.get("id", "")]
    return next((one for one in map(str.strip, candidates) if re.match(WEB_ADDRESS, one)), "")


def _stated(content_type: str) -> str:
    match = re.search(r"charset\s*=\s*([^;\s]+)", content_type, re.IGNORECASE)
    return match[1] if match else ""


def _what_it_is(text: str) -> str:
    if re.search(r"<(?:!doctype\s+)?html", text[:2000], re.IGNORECASE):
        return "is a web page"
    if text[:1] in ("{", "["):
        return "is JSON"
    return "is something else"


def _not_a_feed(address: str, what: str) -> DataError:
    sentence = f"{what}, no RSS or Atom feed: open the address in a browser and correct it"
    return DataError(address, [Problem(sentence, code="NOT_A_FEED")])


def _entity(address: str) -> DataError:
    sentence = "declares XML entities, which are not read: nothing of the feed was taken"
    return DataError(address, [Problem(sentence, code="XML_ENTITY")])


def _refusal(row: int, code: str, problem: str, raw: str) -> dict[str, Any]:
    raw = _NOT_IN_XML.sub("", raw.strip()[:RAW_LENGTH])
    return {"row": row, "code": code, "problem": problem, "raw": raw}
