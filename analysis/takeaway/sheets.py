"""Briefings as files: a page with its pictures in it, or a Word document of the same."""

import base64
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from types import MappingProxyType
from typing import Any, Final

from analysis.exports import HTML_POLICY
from analysis.takeaway.briefings import Briefing, sections
from analysis.takeaway.digests import linked
from analysis.takeaway.subject import one_line, web_address

_STYLE: Final = (
    "@page{size:A4;margin:12mm}"
    "body{font:13px/1.4 sans-serif;color:#1c2430;background:#fff;max-width:48rem;"
    "margin:1.5rem auto;padding:0 1rem}"
    "h1{font-size:1.4rem;margin:0 0 .2rem}h2{font-size:1rem;margin:.9rem 0 .3rem}"
    "p{margin:.2rem 0}ul{margin:.2rem 0;padding-left:1.1rem}"
    ".figures{display:flex;flex-wrap:wrap;gap:.3rem 2rem}.figures b{display:block;font-size:1.2rem}"
    ".two{display:grid;grid-template-columns:1fr 1fr;gap:0 1.5rem}"
    "img{width:100%;max-height:95mm;object-fit:contain;object-position:left}"
    "small{color:#43505c}.cite{overflow-wrap:anywhere;font-size:.85em}"
    "@media print{body{margin:0;padding:0;font-size:10px}a{color:inherit}"
    "h2,li,img{break-inside:avoid}h2{break-after:avoid}}"
    "@media(max-width:600px){.two{display:block}}"
)


def to_html(briefing: Briefing) -> bytes:
    """One page with its pictures in it; prints on one or two sheets of A4."""
    subject = briefing.subject
    figures = "".join(
        f"<div><small>{escape(name)}</small><b>{escape(value)}</b></div>"
        for name, value in briefing.figures
    )
    pictures = "".join(
        f'<img alt="{escape(picture.alt)}" src="data:image/svg+xml;base64,'
        f'{base64.b64encode(picture.svg).decode()}">\n'
        for picture in briefing.pictures
    )
    blocks = "".join(
        f"<section><h2>{escape(section.heading)}</h2>"
        + (f"<p><small>{escape(section.note)}</small></p>" if section.note else "")
        + _list_of(section.lines)
        + "</section>\n"
        for section in sections(briefing)
    )
    title = _title(briefing)
    page = (
        f'<!DOCTYPE html>\n<html lang="{subject.language}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{HTML_POLICY}">'
        '<meta name="referrer" content="no-referrer">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n<body>\n"
        f"<h1>{escape(title)}</h1>\n<p><small>{escape(_origin(briefing))}</small></p>\n"
        f'<div class="figures">{figures}</div>\n{_undated_html(briefing)}{pictures}'
        f'<div class="two">\n{blocks}</div>\n</body></html>\n'
    )
    return page.encode("utf-8", "replace")


def _list_of(lines: Sequence[tuple[str, str]]) -> str:
    items = "".join(f"<li>{linked(text, url)}</li>" for text, url in lines)
    return f"<ul>{items}</ul>" if items else ""


def _undated_html(briefing: Briefing) -> str:
    text = _undated(briefing)
    return f"<p><small>{escape(text)}</small></p>\n" if text else ""


def _undated(briefing: Briefing) -> str:
    phrases = briefing.subject.phrases
    if not briefing.undated:
        return ""
    return phrases("brief_undated", count=phrases.count(briefing.undated, "article"))


def _title(briefing: Briefing) -> str:
    subject = briefing.subject
    return f"{subject.phrases('brief_title')}: {one_line(subject.name or subject.sentence)}"


def _origin(briefing: Briefing) -> str:
    subject = briefing.subject
    phrases = subject.phrases
    named = f"{one_line(subject.sentence)} · " if subject.name else ""
    program, day = phrases("program"), phrases.date(subject.retrieved)
    return f"{named}{program} · {day} · {subject.versions}"


def to_docx(briefing: Briefing) -> bytes:
    """A Word document of the same."""
    from docx import Document  # only this form needs it
    from docx.shared import Cm, Pt

    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2)
    page.top_margin = page.bottom_margin = Cm(1.5)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(9.5)
    normal.paragraph_format.space_after = Pt(2)
    document.core_properties.title = _xml(_title(briefing))[:255]
    document.core_properties.author = briefing.subject.phrases("program")
    document.core_properties.language = briefing.subject.language
    document.add_heading(_xml(_title(briefing)), level=1)
    document.add_paragraph(_xml(_origin(briefing)))
    table = document.add_table(rows=2, cols=max(1, len(briefing.figures)))
    for place, (name, value) in enumerate(briefing.figures):
        table.cell(0, place).text = _xml(name)
        table.cell(1, place).paragraphs[0].add_run(_xml(value)).bold = True
    if undated := _undated(briefing):
        document.add_paragraph(_xml(undated))
    for picture in briefing.pictures:
        shape = document.add_picture(io.BytesIO(picture.png), width=Cm(14))
        shape._inline.docPr.set("descr", _xml(picture.alt))
    for section in sections(briefing):
        document.add_heading(_xml(section.heading), level=2)
        if section.note:
            document.add_paragraph(_xml(section.note))
        for text, url in section.lines:
            _docx_line(document.add_paragraph(style="List Bullet"), _xml(text), url)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _docx_line(paragraph: Any, text: str, url: str) -> None:
    """A line, as a link where it leads somewhere; python-docx has no call for links."""
    if not web_address(url):
        paragraph.add_run(text)
        return
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    target = paragraph.part.relate_to(
        web_address(url), RELATIONSHIP_TYPE.HYPERLINK, is_external=True
    )
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), target)
    run = paragraph.add_run(text)
    run.font.underline = True
    link.append(run._r)
    paragraph._p.append(link)


def _xml(text: str) -> str:
    """Without the signs that XML has no form for."""
    return "".join(sign for sign in text if sign.isprintable() or sign in "\n\t \u00a0")


@dataclass(frozen=True, slots=True)
class BriefingFormat:
    """One kind of file; ``write`` turns a briefing into bytes."""

    name: str
    suffix: str
    mime: str
    write: Callable[[Briefing], bytes]


BRIEFING_FORMATS: Final[Mapping[str, BriefingFormat]] = MappingProxyType(
    {
        "html": BriefingFormat("HTML", "html", "text/html", to_html),
        "docx": BriefingFormat(
            "DOCX",
            "docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            to_docx,
        ),
    }
)
