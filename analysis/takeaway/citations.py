"""Citations of articles and of views: BibTeX, RIS, and ГОСТ Р 7.0.5-2008.

Every form has its own signs that must not come from a title: braces and backslashes in BibTeX,
line ends in RIS, areas divided by ". – " in ГОСТ. What an article does not tell is left out.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from types import MappingProxyType
from typing import Final

PROGRAM: Final = MappingProxyType(
    {"en": "Industrial Policy Monitor", "ru": "Монитор промышленной политики"}
)

_BLANKS: Final = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# TeX's own signs.
_TEX: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "$": r"\$",
        "&": r"\&",
        "%": r"\%",
        "#": r"\#",
        "_": r"\_",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)
_MONTHS: Final = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip
# As ГОСТ Р 7.0.12-2011 shortens them, behind a day and alone; four stay whole.
_OF_MONTHS: Final = (
    "янв.", "февр.", "марта", "апр.", "мая", "июня", "июля", "авг.", "сент.", "окт.", "нояб.",
    "дек.",
)  # fmt: skip
_ALONE: Final = MappingProxyType({"марта": "март", "мая": "май", "июня": "июнь", "июля": "июль"})


@dataclass(frozen=True, slots=True)
class Reference:
    """What is cited: an article, or a view of the monitor.

    Attributes
    ----------
    key : of it alone, such as an article's id
    title : as it was published
    source : who published it
    date : ISO, as far as it is known: "2024", "2024-03", "2024-03-05" or empty
    url : a web address, or empty
    language : "ru", "en" or empty
    note : more about it, such as versions
    kind : "NEWS" for an article, "ELEC" for a page, as RIS names them
    """

    key: str
    title: str
    source: str = ""
    date: str = ""
    url: str = ""
    language: str = ""
    note: str = ""
    kind: str = "NEWS"


def bibtex(reference: Reference, retrieved: date) -> str:
    """One entry; biblatex and BibTeX read it alike.

    >>> print(bibtex(Reference("a:1", "50% & more", "Wire", "2024-03"), date(2026, 1, 2)))
    @misc{a:1,
      title = {{50\\% \\& more}},
      author = {{Wire}},
      year = {2024},
      month = mar,
      note = {Accessed 2026-01-02}
    }
    """
    year, month = _parts(reference.date)[:2]
    known = {
        "title": f"{{{{{_tex(reference.title)}}}}}" if reference.title else "",
        "author": f"{{{{{_tex(reference.source)}}}}}" if reference.source else "",
        "year": f"{{{year}}}" if year else "",
        "month": _MONTHS[int(month) - 1] if month else "",
        "date": f"{{{reference.date}}}" if len(reference.date) == 10 else "",
        "url": f"{{{_tex_address(reference.url)}}}" if reference.url else "",
        "urldate": f"{{{retrieved.isoformat()}}}" if reference.url else "",
        "langid": {"ru": "{russian}", "en": "{english}"}.get(reference.language, ""),
        "note": f"{{{_tex(_sentences(reference.note, f'Accessed {retrieved.isoformat()}'))}}}",
    }
    fields = ",\n".join(f"  {name} = {value}" for name, value in known.items() if value)
    return f"@misc{{{_tex_key(reference.key)},\n{fields}\n}}"


def ris(reference: Reference, retrieved: date) -> str:
    """One record: two letters, two blanks, a hyphen, a blank, the value; CR LF ends each line.

    >>> ris(Reference("a1", "A\\ntitle", "Wire", "2024"), date(2026, 1, 2)).split("\\r\\n")[:4]
    ['TY  - NEWS', 'ID  - a1', 'TI  - A title', 'T2  - Wire']
    """
    year, month, day = _parts(reference.date)
    lines = [
        ("TY", reference.kind),
        ("ID", _one_line(reference.key)),
        ("TI", _one_line(reference.title)),
        ("T2", _one_line(reference.source)),
        ("PY", year),
        ("DA", f"{year}/{month}/{day}/" if year else ""),
        ("UR", _one_line(reference.url)),
        ("LA", reference.language),
        ("N1", _one_line(reference.note)),
        ("Y2", f"{retrieved:%Y/%m/%d}/"),
    ]
    body = "".join(f"{tag}  - {value}\r\n" for tag, value in lines if value)
    return f"{body}ER  - \r\n"


def gost(reference: Reference, retrieved: date) -> str:
    """One line by ГОСТ Р 7.0.5-2008: a reference to an electronic resource.

    >>> print(gost(
    ...     Reference("a", "Завод чипов получит субсидию", "Ведомости", "2024-01-10",
    ...               "https://example.org/1", "ru"), date(2026, 3, 5)))
    Завод чипов получит субсидию // Ведомости [Электронный ресурс]. – 2024. – 10 янв. – \
URL: https://example.org/1 (дата обращения: 05.03.2026).
    """
    title = _one_line(reference.title).rstrip(" .") or _one_line(reference.key)
    source = _one_line(reference.source).rstrip(" .")
    head = f"{title} // {source}" if source else title
    areas = [f"{head} [Электронный ресурс]"]
    year, month, day = _parts(reference.date)
    if year:
        areas.append(year)
    if month:
        name = _OF_MONTHS[int(month) - 1]
        areas.append(f"{int(day)} {name}" if day else _ALONE.get(name, name).capitalize())
    if reference.note:
        areas.append(_one_line(reference.note).rstrip(" ."))
    if not reference.url:  # what has no address was not looked up anywhere
        return "".join(map(_closed, areas[:-1])) + areas[-1].rstrip(" .") + "."
    seen = f"(дата обращения: {retrieved:%d.%m.%Y})."
    areas.append(f"URL: {_one_line(reference.url)} {seen}")
    return "".join(map(_closed, areas[:-1])) + areas[-1]


Form = Callable[[Reference, date], str]
# Ending of the file, and what writes one reference and ends it.
FORMS: Final[Mapping[str, tuple[Form, str]]] = MappingProxyType(
    {"bib": (bibtex, "\n\n"), "ris": (ris, "\r\n"), "txt": (gost, "\n")}
)


def _closed(area: str) -> str:
    """An area and the sign before the next one; no second full stop after a short word."""
    return f"{area} – " if area.endswith(".") else f"{area}. – "


def _parts(day: str) -> tuple[str, str, str]:
    year, month, day_of_month = [*day.split("-"), "", ""][:3] if day else ("", "", "")
    return year, month, day_of_month


def _one_line(text: str) -> str:
    """Without line ends and other signs that move a cursor."""
    return _BLANKS.sub(" ", text).strip()


def _sentences(*parts: str) -> str:
    return ". ".join(part.rstrip(" .") for part in parts if part)


def _tex(text: str) -> str:
    return _one_line(text).translate(_TEX)


def _tex_address(url: str) -> str:
    """An address, which is not read as TeX: nothing may open or close a brace, or break a line."""
    return re.sub(r"[{}\\\s]", lambda found: f"%{ord(found[0]):02X}", url)


def _tex_key(key: str) -> str:
    """A key without the signs that BibTeX gives a meaning to; two keys stay two."""
    plain = re.sub(r"[^A-Za-z0-9.:_-]+", "-", key).strip("-")
    if plain == key:
        return plain
    digest = sha256(key.encode("utf-8", "replace")).hexdigest()
    return f"{plain or 'article'}-{digest[:8]}"
