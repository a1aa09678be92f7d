"""Plain text from titles and from pieces of HTML: what a reader would see of them."""

import html
import re
from typing import Final

_TAGS: Final = (
    "a|abbr|acronym|b|bdi|bdo|big|blockquote|br|center|cite|code|del|dfn|div|em|figure|font|"
    "h[1-6]|hr|i|iframe|img|input|ins|kbd|li|mark|nobr|noindex|ol|p|pre|q|s|samp|script|small|"
    "span|strike|strong|style|sub|sup|svg|table|tbody|td|th|tr|tt|u|ul|var|wbr"
)
_TAG: Final = re.compile(rf"</?(?:{_TAGS})(?:\s[^<>]*|/)?>", re.IGNORECASE)
_SILENT: Final = re.compile(
    r"<(script|style)(?:\s[^<>]*)?>.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL
)
# fmt: off
_BLOCKS: Final = frozenset((
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption",
    "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol",
    "p", "pre", "section", "table", "td", "th", "tr", "ul",
))
_SKIPPED: Final = frozenset((
    "audio", "button", "canvas", "embed", "form", "head", "iframe", "noscript", "object", "script",
    "select", "style", "svg", "template", "textarea", "video",
))
# fmt: on


def plain_title(text: str) -> str:
    """A title without tags, with its entities read; ``<`` and ``&`` in words stay.

    >>> plain_title("A <b>new</b> fab &amp;amp; 5 < 6<script>alert(1)</script>")
    'A new fab & 5 < 6'
    """
    # Twice, because feeds escape their titles once too often as a rule.
    for _ in range(2):
        text = html.unescape(_TAG.sub("", _SILENT.sub("", text)))
    return " ".join(_TAG.sub("", _SILENT.sub("", text)).split())


def plain_text(markup: str) -> str:
    r"""The text of a piece of HTML, a line for each of its paragraphs.

    >>> plain_text("<p>One</p><p>two<br>three &amp; four<script>five()</script></p>")
    'One\ntwo\nthree & four'
    """
    from lxml import etree
    from lxml import html as lxml_html

    if not markup.strip():
        return ""
    try:
        root = lxml_html.document_fromstring(f"<div>{markup}</div>")
    except (etree.ParserError, ValueError):
        return plain_title(markup)
    parts: list[str] = []
    silent = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        is_skipped = tag in _SKIPPED or not tag
        if tag in _BLOCKS:
            parts.append("\n")
        if event == "start":
            silent += is_skipped
            parts.append("" if silent else element.text or "")
        else:
            silent -= is_skipped
            parts.append("" if silent else element.tail or "")
    lines = (" ".join(line.split()) for line in _joined(parts).split("\n"))
    return "\n".join(filter(None, lines))


def _joined(parts: list[str]) -> str:
    """Line ends within text are blanks; only those of blocks are ends."""
    return "".join(part if part == "\n" else part.replace("\n", " ") for part in parts)
