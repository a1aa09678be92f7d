"""Documents and archives for tests, made in memory."""

import io
import zipfile
from collections.abc import Mapping, Sequence

import docx


def make_word(
    *paragraphs: str, title: str = "", heading: str = "", table: Sequence[Sequence[str]] = ()
) -> bytes:
    """A Word document: stated title, a heading, paragraphs, then a table."""
    document = docx.Document()
    document.core_properties.title = title
    if heading:
        document.add_heading(heading, 0)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    for cells in table:
        row = (document.tables or [document.add_table(0, len(cells))])[0].add_row()
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def make_pdf(*pages: str, title: str = "") -> bytes:
    """A PDF with a text layer; a page without text is blank."""
    letters = sorted({letter for page in pages for letter in page} - {"\n"})
    shown = "\n".join(f"<{ord(letter):04x}> <{ord(letter):04x}>" for letter in letters)
    mapping = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(letters)} beginbfchar\n{shown}\nendbfchar\nendcmap end end"
    )
    first = 6
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(pages)))
    font = "/Type /Font /Subtype /Type0 /BaseFont /Test /Encoding /Identity-H"
    cid = "/Type /Font /Subtype /CIDFontType2 /BaseFont /Test /DW 500"
    system = "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>",
        f"<< {font} /DescendantFonts [<< {cid} {system} >>] /ToUnicode 4 0 R >>",
        _stream(mapping),
        f"<< /Title <feff{title.encode('utf-16-be').hex()}> >>",
    ]
    for number, page in enumerate(pages):
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] "
            f"/Resources << /Font << /F 3 0 R >> >> /Contents {first + 2 * number + 1} 0 R >>"
        )
        lines = (
            f"BT /F 10 Tf 50 {780 - 12 * place} Td <{line.encode('utf-16-be').hex()}> Tj ET"
            for place, line in enumerate(page.split("\n"))
            if line
        )
        objects.append(_stream("\n".join(lines)))
    return _pdf_of(objects)


def _stream(content: str) -> str:
    return f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"


def _pdf_of(objects: Sequence[str]) -> bytes:
    content, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(content))
        content += f"{number} 0 obj\n{body}\nendobj\n".encode("ascii")
    entries = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    trailer = f"trailer << /Size {size} /Root 1 0 R /Info 5 0 R >>"
    tail = (
        f"xref\n0 {size}\n0000000000 65535 f \n{entries}{trailer}\nstartxref\n{len(content)}\n%%EOF"
    )
    return content + tail.encode("ascii")


def make_zip(members: Mapping[str, str | bytes]) -> bytes:
    """A ZIP archive of members by their names."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()
