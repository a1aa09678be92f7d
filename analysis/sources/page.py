"""HTML: the article of a saved web page, without what stands around it.

Nothing is loaded from the network. Title, date, source and address are those that the page
states of itself; a date that stands somewhere in the page is not looked for.
"""

import codecs
import re
from datetime import date
from typing import Any, Final

from analysis.errors import DataError
from analysis.sources.charsets import REPAIR
from analysis.sources.dates import parse_date
from analysis.sources.documents import article_table, silent
from analysis.sources.faults import Problem
from analysis.sources.tables import Request, Table

MAX_PAGE_BYTES: Final = 10_000_000

_DECLARED: Final = re.compile(rb"<meta[^>]+charset=[\"']?\s*([\w\-]+)", re.IGNORECASE)
_HEAD: Final = 4096
# Declared by mistake more often than meant; the letters tell better.
_VAGUE: Final = ("ascii", "iso8859-1", "cp1252", "utf-8")
_PASSWORD: Final = re.compile(r"<input[^>]+type\s*=\s*[\"']?password", re.IGNORECASE)
_LOGIN_TEXT: Final = 500  # a page that asks for a password and says no more is no article
_LIBRARIES: Final = ("trafilatura", "htmldate", "courlan", "justext")
_DATE_NAMES: Final = (
    "article:published_time",
    "datepublished",
    "og:published_time",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "publication_date",
    "publish-date",
    "pubdate",
    "dc.date",
    "date",
)
_DATE_PUBLISHED: Final = re.compile(r'"datePublished"\s*:\s*"([^"]+)"')


def open_page(request: Request) -> Table:
    """Open a saved web page.

    Raises
    ------
    DataError
        When it is too large, or has no text of an article.
    """
    if request.path.stat().st_size > MAX_PAGE_BYTES:
        sentence = (
            f"is larger than {MAX_PAGE_BYTES // 1_000_000} MB, the most that is read of a page: "
            "save the text of the article as .txt"
        )
        raise DataError(request.origin, [Problem(sentence, code="FILE_TOO_LARGE")])
    article = read_page(request.path.read_text(encoding=request.encoding, errors=REPAIR))
    if not article:
        sentence = "has no text of an article (a login page, a list?): save the article itself"
        raise DataError(request.origin, [Problem(sentence, code="NO_TEXT")])
    return article_table(article)


def read_page(html: str) -> dict[str, str]:
    """Read the article of a page.

    Returns
    -------
    dict, field of schema ARTICLES to text; without any when the page has no article
    """
    # It takes a quarter of a second, for which no other file should wait.
    import trafilatura

    with silent(*_LIBRARIES):
        tree = trafilatura.load_html(html)
        if tree is None:
            return {}
        day = _stated_date(tree)
        found = trafilatura.bare_extraction(tree, with_metadata=True, include_comments=False)
    if found is None or isinstance(found, dict):
        return {}
    title = (found.title or "").strip()
    paragraphs = [line.strip() for line in (found.text or "").split("\n")]
    if paragraphs[0] == title:
        paragraphs.pop(0)
    text = "\n".join(filter(None, paragraphs))
    if not text or (_PASSWORD.search(html) and len(text) < _LOGIN_TEXT):
        return {}
    return {
        "title": title,
        "published_date": day,
        "source_name": found.sitename or found.hostname or "",
        "url": found.url or "",
        "text": text,
    }


def _stated_date(tree: Any) -> str:
    """When the page says that it was published; empty when it does not say."""
    stated = {
        name.lower(): meta.get("content") or ""
        for meta in tree.iter("meta")
        for name in map(meta.get, ("property", "name", "itemprop"))
        if name
    }
    said = [stated[name] for name in _DATE_NAMES if name in stated]
    for script in tree.iter("script"):
        if script.get("type") == "application/ld+json":
            said += _DATE_PUBLISHED.findall(script.text or "")
    for time in tree.iter("time"):
        if time.get("itemprop") == "datePublished" or "pubdate" in time.attrib:
            said.append(time.get("datetime") or "")
    readable = (text for text in said if parse_date(text, latest=date.max, day_first=None).day)
    return next(readable, "")


def declared_encoding(content: bytes) -> str:
    """The encoding that a page declares in words that are no habit; empty without one.

    >>> declared_encoding(b'<meta charset="iso-8859-2">')
    'iso8859-2'
    """
    declared = _DECLARED.search(content[:_HEAD])
    try:
        name = codecs.lookup(declared[1].decode("ascii")).name if declared else ""
        content.decode(name or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return ""
    return "" if name in _VAGUE else name
