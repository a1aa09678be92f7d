"""Addresses of articles: which are kept, and which are the same."""

import hashlib
import re
from typing import Final
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

_BLANKS: Final = "\\s\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
# For Arrow's engine and Python's alike: http or https, a plain host, no blanks.
WEB_ADDRESS: Final = rf"(?i)^https?://[^{_BLANKS}/?#@\[\]\\<>\"]+(?:[/?#][^{_BLANKS}]*)?$"

_TRACKING: Final = re.compile(r"(?:utm_.*|fbclid|gclid|yclid)", re.IGNORECASE)
_PORTS: Final = (":80", ":443")


def canonical_url(url: str) -> str:
    """Fold what addresses of one page differ in; empty for what is no web address.

    >>> canonical_url("http://WWW.Example.org/a/?id=1&utm_source=feed#top")
    'https://example.org/a?id=1'
    """
    if not re.match(WEB_ADDRESS, url):
        return ""
    parts = urlsplit(url)
    host = parts.netloc.lower().removeprefix("www.")
    for port in _PORTS:
        host = host.removesuffix(port)
    query = parts.query
    if _TRACKING.search(query):
        pairs = parse_qsl(query, keep_blank_values=True)
        query = urlencode(
            [pair for pair in pairs if not _TRACKING.fullmatch(pair[0])], quote_via=quote
        )
    return urlunsplit(("https", host, parts.path.rstrip("/"), query, ""))


def article_key(*, url: str, source: str, day: str, title: str) -> str:
    """Stable id of an article: of its address, else of source, day and title.

    Parameters
    ----------
    url : canonical address, may be empty
    day : YYYY-MM-DD, may be empty

    Returns
    -------
    16 hexadecimal digits
    """
    parts = [url] if url else [source.casefold(), day, " ".join(title.casefold().split())]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]
