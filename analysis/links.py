"""Addresses of articles: which are kept, and which are the same."""

import hashlib
import re
from typing import Final
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

_BLANKS: Final = "\\s\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
# For Arrow's engine and Python's alike: http or https, a plain host, no blanks.
WEB_ADDRESS: Final = rf"(?i)^https?://[^{_BLANKS}/?#@\[\]\\<>\"]+(?:[/?#][^{_BLANKS}]*)?$"

# Parts of a query that say where a reader came from, not which page it is.
_TRACKING: Final = re.compile(
    r"(?:utm_.*|fbclid|gclid|dclid|gbraid|wbraid|msclkid|twclid|ttclid|igshid|mc_[ce]id"
    r"|yclid|ysclid|_openstat)",
    re.IGNORECASE,
)
_ESCAPE: Final = re.compile("%[0-9a-f]{2}", re.IGNORECASE)
_ASCII: Final = "".join(map(chr, range(0x21, 0x7F)))
_PLAIN_HOST: Final = re.compile(r"[a-z0-9._\-]+")
_FOLDED: Final = re.compile(r"^(?:www\.)+|(?::(?:80|443)?)+$")  # in a host


def canonical_url(url: str) -> str:
    """Fold what addresses of one page differ in; empty for what is no web address.

    >>> canonical_url("http://WWW.Example.org/a/?id=1&utm_source=feed#top")
    'https://example.org/a?id=1'
    >>> canonical_url("https://пример.рф/цех?я") == canonical_url(
    ...     "https://xn--e1afmkfd.xn--p1ai/%d1%86%d0%b5%d1%85?%D1%8F"
    ... )
    True
    """
    if not re.match(WEB_ADDRESS, url):
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:  # letters in the host that become others when they are looked up
        return ""
    host = _FOLDED.sub("", parts.netloc.lower())
    if not host:
        return ""
    query = parts.query
    if _TRACKING.search(query):
        pairs = parse_qsl(query, keep_blank_values=True)
        query = urlencode(
            [pair for pair in pairs if not _TRACKING.fullmatch(pair[0])], quote_via=quote
        )
    return urlunsplit(
        ("https", _plain_host(host), _escaped(parts.path.rstrip("/")), _escaped(query), "")
    )


def _plain_host(host: str) -> str:
    """The host as it is looked up; one that cannot be is left as it is."""
    name, colon, port = host.partition(":")
    if name.isascii():
        return host
    try:
        plain = name.encode("idna").decode()
    except UnicodeError:
        return host
    return plain + colon + port if _PLAIN_HOST.fullmatch(plain) else host


def _escaped(part: str) -> str:
    """Letters beyond ASCII as escapes, all escapes in one case; what ASCII means stays."""
    return _ESCAPE.sub(lambda match: match[0].upper(), quote(part, safe=_ASCII, errors="replace"))


def article_key(*, url: str, source: str, day: str, title: str, text: str = "") -> str:
    """Stable id of an article: of its address, else of source, day and title.

    Parameters
    ----------
    url : canonical address, may be empty
    day : YYYY-MM-DD, may be empty
    text : tells articles apart that have a title and none of the others

    Returns
    -------
    16 hexadecimal digits

    Examples
    --------
    >>> nowhere = {"url": "", "source": "", "day": "", "title": "Итоги недели"}
    >>> article_key(**nowhere, text="Завод") == article_key(**nowhere, text="Порт")
    False
    """
    parts = [url] if url else [source.casefold(), day, _folded(title)]
    if text and not (url or source or day):
        parts.append(_folded(text))
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def _folded(words: str) -> str:
    return " ".join(words.casefold().split())
