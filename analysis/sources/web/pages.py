"""Pages: the text of the article that stands on a web page.

trafilatura tells the article from menus and advertisements. It is given letters, never an
address, and runs in the process for foreign content.
"""

import re
from datetime import date
from typing import Any, Final

from analysis.errors import DataError
from analysis.sources.dates import parse_date
from analysis.sources.faults import Problem
from analysis.sources.page import read_page as read_html
from analysis.sources.web.decoding import decode
from analysis.sources.web.plain import plain_title

LEAST_TEXT: Final = 200  # a shorter one is a notice, a teaser or a question for cookies
LEAST_BEHIND_LOGIN: Final = 1_000

_PASSWORD: Final = re.compile(r"<input[^>]{0,500}type\s*=\s*[\"']?password", re.IGNORECASE)
_HTML: Final = ("text/html", "application/xhtml+xml", "text/plain", "application/xml", "")


def read_page(content: bytes, *, address: str = "", content_type: str = "") -> dict[str, Any]:
    """Read the article of a page.

    Parameters
    ----------
    content : as it came
    address : of the page
    content_type : header of that name

    Returns
    -------
    dict of ``title``, ``text`` and ``day`` (YYYY-MM-DD or empty), all plain text

    Raises
    ------
    DataError
        NOT_A_PAGE, ENCODING, or NO_TEXT if there is no article on it.
    """
    kind, _, parameters = content_type.partition(";")
    if kind.strip().lower() not in _HTML or content.startswith(b"%PDF"):
        raise _problem(address, "NOT_A_PAGE", f"is no web page ({kind.strip() or 'PDF'})")
    charset = re.search(r"charset\s*=\s*([^;\s]+)", parameters, re.IGNORECASE)
    markup, _ = decode(content, stated=charset[1] if charset else "", where=address)
    found = read_html(markup) if content.strip() else {}
    text = found.get("text", "")
    least = LEAST_BEHIND_LOGIN if _PASSWORD.search(markup) else LEAST_TEXT
    if len(text) < least:
        raise _problem(address, "NO_TEXT", "has no text of an article: it may be behind a login")
    title = plain_title(found["title"])
    first, _, rest = text.partition("\n")
    day = parse_date(found["published_date"], latest=date.max, day_first=None).day
    return {
        "title": title,
        "text": rest.strip() if rest and plain_title(first) == title else text,
        "day": day.isoformat() if day else "",
    }


def _problem(address: str, code: str, sentence: str) -> DataError:
    return DataError(address, [Problem(f"{sentence}: open it in a browser", code=code)])
