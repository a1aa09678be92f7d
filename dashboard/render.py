"""The one door for words from articles: everything is escaped, and only <mark> is added.

Strong, weak and model evidence differ by their underline, not by colour alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Final
from urllib.parse import urlsplit

STRENGTHS: Final = ("strong", "weak", "model")
STYLE: Final = """<style>
.reader { line-height: 1.6; overflow-wrap: anywhere; }
.reader h2 { font-size: 1.35rem; line-height: 1.3; padding: 0 0 .5rem; }
.reader .body { white-space: pre-line; max-width: 46rem; }
.reader mark, .legend mark { color: inherit; padding: 0 .1em; border-radius: 2px; }
mark.strong { background: rgba(230, 159, 0, .35); border-bottom: 2px solid #b87500; }
mark.weak { background: rgba(86, 180, 233, .25); border-bottom: 2px dotted #2f7fb3; }
mark.model { background: rgba(140, 140, 140, .22); border-bottom: 2px dashed #808080; }
.legend { font-size: .875rem; margin: 0 0 .5rem; }
.legend mark { margin-right: .6em; }
.wrapped { overflow-x: auto; }
.wrapped table { width: 100%; border-collapse: collapse; font-size: .875rem; }
.wrapped th, .wrapped td {
  text-align: left; vertical-align: top; padding: .4rem .6rem .4rem 0;
  border-bottom: 1px solid rgba(128, 128, 128, .35); overflow-wrap: anywhere; min-width: 4.5rem;
}
.sentence { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
</style>"""


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a text that evidence points to; ``end`` is exclusive."""

    start: int
    end: int
    strength: str
    note: str = ""


def highlighted(text: str, spans: Iterable[Span]) -> str:
    """Escape a text and mark the spans; where spans overlap, the strongest names the mark."""
    parts, position = [], 0
    for span in merged(spans, len(text)):
        parts.append(escape(text[position : span.start]))
        note = f' title="{escape(span.note)}"' if span.note else ""
        surface = escape(text[span.start : span.end])
        parts.append(f'<mark class="{span.strength}"{note}>{surface}</mark>')
        position = span.end
    return "".join([*parts, escape(text[position:])])


def merged(spans: Iterable[Span], length: int) -> list[Span]:
    """Spans in order, inside the text, without overlaps."""
    result: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        start, end = max(0, span.start), min(length, span.end)
        if start >= end:
            continue
        strength = span.strength if span.strength in STRENGTHS else "strong"
        span = Span(start, end, strength, span.note)
        if result and start < result[-1].end:
            result[-1] = _joined(result[-1], span)
        else:
            result.append(span)
    return result


def reader(title: str, text: str, title_spans: Iterable[Span], text_spans: Iterable[Span]) -> str:
    """An article as HTML: its title, then its text with the line breaks it has."""
    head, body = highlighted(title, title_spans), highlighted(text, text_spans)
    return f'<div class="reader"><h2>{head}</h2><div class="body">{body}</div></div>'


def legend(caption: str, names: Iterable[tuple[str, str]]) -> str:
    """What the marks mean: pairs of strength and its name."""
    marks = " ".join(f'<mark class="{key}">{escape(name)}</mark>' for key, name in names)
    return f'<p class="legend">{escape(caption)} {marks}</p>'


def sentence(text: str) -> str:
    """A line of plain words, such as a search that a reader typed."""
    return f'<p class="sentence">{escape(text)}</p>'


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table whose cells wrap, which the grid of Streamlit cannot do."""
    head = "".join(f"<th>{escape(name)}</th>" for name in header)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>" for cells in rows
    )
    return (
        '<div class="wrapped"><table>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def safe_link(url: str) -> str | None:
    """The address if it is http or https; a browser would run other schemes."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    return url.strip() if parts.scheme in {"http", "https"} and parts.netloc else None


def _joined(first: Span, second: Span) -> Span:
    strength = min(first.strength, second.strength, key=STRENGTHS.index)
    notes = dict.fromkeys(note for note in (first.note, second.note) if note)
    return Span(first.start, max(first.end, second.end), strength, "; ".join(notes))
