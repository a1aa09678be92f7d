"""The one door for words from articles: everything is escaped, and only <mark> is added.

Strong, weak and model evidence differ by their underline, not by colour alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final
from urllib.parse import urlsplit

STRENGTHS: Final = ("strong", "weak", "model")
MAP_LEGEND: Final = "4.5rem"  # in up to three lines on a phone
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
.tags { width: 100%; table-layout: fixed; border-collapse: collapse; font-size: .875rem; }
.tags th, .tags td {
  text-align: left; vertical-align: top; padding: .5rem .8rem .5rem 0; overflow-wrap: break-word;
}
.tags thead th, .tags tr { border-bottom: 1px solid rgba(128, 128, 128, .35); }
.tags tbody th { font-weight: 600; }
.tags small { display: block; font-size: .8125rem; font-weight: 400; }
.tags code {
  display: block; background: none; color: inherit; padding: 0 0 .3rem; font-size: .8125rem;
  font-family: ui-monospace, "Source Code Pro", "DejaVu Sans Mono", monospace;
  white-space: normal; overflow-wrap: break-word;
}
.tags th:nth-child(1) { width: 27%; }
.tags th:nth-child(2) { width: 14%; }
.tags th:nth-child(3) { width: 25%; }
.sentence { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
.note { font-size: 0.875rem; margin: 0.25rem 0 0; overflow-wrap: anywhere; opacity: 0.85; }
[role="dialog"] [data-testid="stHeading"] h2 { font-size: 1.15rem; }
body [data-testid="stCaptionContainer"] { color: inherit; opacity: .85; }
body [data-testid="stCaptionContainer"] p { color: inherit; opacity: 1; }
body span[data-tag] { background: #0068a8; color: #fff; }
body [data-testid="stBaseButton-primary"]:enabled {
  background: #0068a8; border-color: #0068a8; color: #fff;
}
body [data-testid="stBaseButton-primary"]:enabled:hover { background: #00568c; }
body :is(a, button, summary, [role="radio"], [role="option"]):focus-visible {
  outline: 3px solid #c65d00; outline-offset: 2px;
}
.facts { display: grid; grid-template-columns: max-content 1fr; gap: .35rem 1rem; margin: 0; }
.facts dt { opacity: .85; font-size: .875rem; }
.facts dd { margin: 0; font-size: .875rem; overflow-wrap: anywhere; }
.quotes { list-style: none; padding: 0 !important; margin: 0 !important; }
.quotes li {
  padding: .6rem 0; margin: 0 !important; border-bottom: 1px solid rgba(128, 128, 128, .35);
}
.quotes small { display: block; font-size: .8125rem; opacity: .85; }
.quotes a, .note a { color: inherit; text-decoration: underline; }
.quotes p { margin: .25rem 0; line-height: 1.5; overflow-wrap: anywhere; }
.quotes mark { color: inherit; padding: 0 .1em; border-radius: 2px; }
.list { width: 100%; table-layout: fixed; border-collapse: collapse; font-size: .875rem; }
.list th, .list td {
  text-align: left; vertical-align: top; padding: .5rem .8rem .5rem 0; overflow-wrap: anywhere;
}
.list tr { border-bottom: 1px solid rgba(128, 128, 128, .35); }
.list small, .list summary { display: block; font-size: .8125rem; opacity: .85; }
.list summary { cursor: pointer; text-decoration: underline dotted; }
[data-testid="stExpandSidebarButton"] {
  width: auto; padding: .25rem .75rem .25rem .4rem; border: 1px solid currentColor;
  font-size: .875rem; gap: .25rem;
}
[data-testid="stExpandSidebarButton"], [data-testid="stExpandSidebarButton"] span {
  color: inherit;
}
@media (max-width: 640px) {
  :is(.st-key-box_pair_matrix, .st-key-box_mix) { overflow-x: auto; }
  :is(.st-key-box_pair_matrix, .st-key-box_mix) > div:has(.chart) {
    min-width: 44rem;
  }
  .tags, .tags tbody, .tags tr, .tags tbody th:nth-child(1), .tags td {
    display: block; width: auto;
  }
  .tags thead { display: none; }
  .tags tr { padding: .6rem 0; }
  .tags tbody th, .tags td { padding: 0 0 .3rem; }
  .tags small { display: inline; }
  .tags small::before { content: " · "; }
  .tags td::before, .list td:not(:empty)::before { content: attr(data-label) ": "; opacity: .8; }
  .list, .list tbody, .list tr, .list td { display: block; }
  .list thead, .list td:empty { display: none; }
  .list tr { padding: .5rem 0; }
  .list td { padding: 0 0 .2rem; }
}
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


def note(text: str) -> str:
    """A line of small plain words."""
    return f'<p class="note">{escape(text)}</p>'


def finding(text: str, facts: str) -> str:
    """What a chart says, if anything, and below it what was counted."""
    return (sentence(text) if text else "") + note(facts)


@dataclass(frozen=True, slots=True)
class TagRow:
    """What is said about one tag, all in plain words."""

    topic: str
    axis: str
    score: str
    decided_by: str
    quality: str
    surfaces: tuple[str, ...]
    rules: tuple[str, ...]


def tag_table(header: Sequence[str], rows: Iterable[TagRow]) -> str:
    """Tags with their evidence: a table on a desk, one block a tag on a phone.

    ``header`` names topic, score, words and rules.
    """
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in header)
    body = "".join(_tag_row([escape(name) for name in header], row) for row in rows)
    return f'<table class="tags"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


@dataclass(frozen=True, slots=True)
class Cell:
    """A text of a list.

    Attributes
    ----------
    text : the text
    notes : smaller lines under it
    folded : what is shown on a click, in English, and the name to click on
    """

    text: str
    notes: tuple[str, ...] = ()
    folded: tuple[str, str] = ("", "")


def list_table(header: Sequence[tuple[str, str]], rows: Iterable[Sequence[Cell]]) -> str:
    """Rows of texts that wrap: a table on a desk, one block a row on a phone.

    ``header`` pairs each name with a width, such as ``20%``; an empty one takes what is left.
    """
    head = "".join(
        f'<th scope="col" style="width: {escape(width or "auto")}">{escape(name)}</th>'
        for name, width in header
    )
    body = "".join(
        "<tr>"
        + "".join(
            f'<td data-label="{escape(name)}">{_cell(cell)}</td>'
            for (name, _), cell in zip(header, row, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    return f'<table class="list"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


@dataclass(frozen=True, slots=True)
class Quote:
    """A statement in its sentence.

    Attributes
    ----------
    origin : when and by whom it was published
    title : of the article
    link : to the article
    text : the sentence
    spans : places in the sentence
    notes : smaller lines under it
    """

    origin: str
    title: str
    link: str
    text: str
    spans: tuple[Span, ...]
    notes: tuple[str, ...] = ()


def quote_list(quotes: Iterable[Quote]) -> str:
    """Statements one under the other, each with a link to its article."""
    return f'<ul class="quotes">{"".join(map(_quote, quotes))}</ul>'


def facts_list(facts: Iterable[tuple[str, str]]) -> str:
    """Names with what they are, one under the other."""
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts)
    return f'<dl class="facts">{rows}</dl>'


def source_links(caption: str, links: Iterable[str]) -> str:
    """Addresses of pages that something is known from; only web addresses become links."""
    safe = [link for text in links if (link := safe_link(text))]
    named = ", ".join(_link(link, urlsplit(link).netloc) for link in safe)
    return f'<p class="note">{escape(caption)} {named}</p>'


def menu_button(name: str) -> str:
    """A visible name for the button that opens the sidebar, which on a phone holds everything."""
    button = '[data-testid="stExpandSidebarButton"]'
    return f'<style>{button}::after {{ content: "{_plain(name)}" }}</style>'


def map_room(shape: float) -> str:
    """On a phone, no more room than a map takes there; its drawing has the height of a desk.

    ``shape`` is the height of the map in its widths.
    """
    place = ".st-key-box_map > :has(.chart)"
    height = f"calc({shape:.3f} * (100vw - 2rem) + {MAP_LEGEND})"
    rule = f"{place} {{ max-height: {height}; overflow: hidden; }}"
    return f"<style>@media (max-width: 640px) {{ {rule} }}</style>"


def upload_button(name: str, hint: str) -> str:
    """Words of ours in the box for files, in whose place Streamlit has English ones only."""
    places = {
        '[data-testid="stFileUploaderDropzone"] button p': name,
        '[data-testid="stFileUploaderDropzoneInstructions"] span': hint,
    }
    rules = "".join(
        f"{place} {{ font-size: 0; }} "
        f'{place}::after {{ font-size: .875rem; content: "{_plain(text)}"; }}'
        for place, text in places.items()
    )
    return f"<style>{rules}</style>"


def _plain(text: str) -> str:
    """A text that cannot leave the quotes of a style, nor the style."""
    return "".join(sign for sign in text if sign not in '"\\<>')


def safe_link(url: str) -> str | None:
    """The address if it is http or https; a browser would run other schemes."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    return url.strip() if parts.scheme in {"http", "https"} and parts.netloc else None


def _link(link: str, name: str) -> str:
    return f'<a href="{escape(link)}" target="_blank" rel="noopener noreferrer">{escape(name)}</a>'


def _quote(quote: Quote) -> str:
    link = safe_link(quote.link)
    title = _link(link, quote.title) if link else escape(quote.title)
    notes = "".join(f"<small>{escape(note)}</small>" for note in quote.notes if note)
    return (
        f"<li><small>{escape(quote.origin)}</small> {title}"
        f"<p>{highlighted(quote.text, quote.spans)}</p>{notes}</li>"
    )


def _cell(cell: Cell) -> str:
    notes = "".join(f"<small>{escape(note)}</small>" for note in cell.notes if note)
    name, folded = cell.folded
    if folded:
        notes += (
            f"<details><summary>{escape(name)}</summary>"
            f'<small lang="en">{escape(folded)}</small></details>'
        )
    return escape(cell.text) + notes


def _tag_row(header: Sequence[str], row: TagRow) -> str:
    rules = "".join(f"<code>{escape(rule)}</code>" for rule in row.rules)
    cells = (
        f"{escape(row.score)}<small>{escape(row.decided_by)}</small>"
        + (f"<small>{escape(row.quality)}</small>" if row.quality else ""),
        " · ".join(map(escape, row.surfaces)),
        rules,
    )
    parts = zip(header[1:], cells, strict=True)
    return (
        f'<tr><th scope="row">{escape(row.topic)}<small>{escape(row.axis)}</small></th>'
        + "".join(f'<td data-label="{name}">{cell}</td>' for name, cell in parts)
        + "</tr>"
    )


def _joined(first: Span, second: Span) -> Span:
    strength = min(first.strength, second.strength, key=STRENGTHS.index)
    notes = dict.fromkeys(note for note in (first.note, second.note) if note)
    return Span(first.start, max(first.end, second.end), strength, "; ".join(notes))
