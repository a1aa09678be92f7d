"""Formats that others export, as data: how to know them, and which column is which field.

A format is known by its columns alone. Names are written as :func:`plain_name` of
``analysis.sources.columns`` folds them. What no field takes is kept beside the article, as with
every table.

Where the names are from:

- GDELT DOC 2.0, article list: ``blog.gdeltproject.org/gdelt-doc-2-0-api-debuts``; JSON has
  url, url_mobile, title, seendate, socialimage, domain, language, sourcecountry; CSV has URL,
  MobileURL, Date, Title.
- Media Cloud, stories: the fields that its search returns (``github.com/mediacloud/web-search``
  and ``mc-providers``): id, indexed_date, language, media_name, media_url, publish_date, title,
  url; before 2023 stories_id, publish_date, title, url, language, ap_syndicated, themes,
  media_id, media_name, media_url.
- Global Trade Alert, interventions: the data centre of ``globaltradealert.org`` and the R
  package ``gtalibrary``; its New Industrial Policy Observatory (NIPO) calls an intervention an
  entry and adds motives and strategic sectors. Both were named a little differently over the
  years, so that several names stand for a field.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Format:
    """One format of somebody's export.

    Attributes
    ----------
    name : for the note on how a file is read
    markers : of each of these sets a file must have a column
    columns : field to the names that its column may have; without any the field has none,
        whatever the columns are called
    remark : what else a reader should know
    source : of all articles, where no column tells
    is_utc : times that are told without a zone are in UTC
    id_prefix : makes ids that are numbers differ from those of others
    told : columns whose name and value are added to the text
    flags : beginnings of the names of columns that say yes or no; the names of those that say
        yes are added to the text
    """

    name: str
    markers: tuple[frozenset[str], ...]
    columns: Mapping[str, Names]
    remark: str = ""
    source: str = ""
    is_utc: bool = False
    id_prefix: str = ""
    told: Names = ()
    flags: Names = ()


_IMPLEMENTER: Final = (
    "implementing jurisdiction",
    "implementing jurisdictions",
    "implementing country",
)
_ANNOUNCED: Final = ("announcement date", "date announced", "announced")
_INTERVENTION: Final = MappingProxyType(
    {
        "title": ("title", "state act title", "intervention title"),
        "text": ("intervention description", "description", "state act description"),
        "published_date": _ANNOUNCED,
        "url": ("url", "intervention url", "gta url", "gta entry url", "state act url"),
        "source_name": (),
        "kind": (),
    }
)
_TOLD_OF_INTERVENTION: Final = (
    *_IMPLEMENTER,
    "implementation level",
    "level of government implementation",
    "intervention type",
    "gta intervention type",
    "instrument type",
    "instrument group",
    "mast chapter",
    "gta evaluation",
    "affected sectors",
    "affected sector",
    "eligible firms",
    "firm: beneficiary",
    "state act title",
    "state act description",
)


def _any_of(*names: str) -> frozenset[str]:
    return frozenset(names)


FORMATS: Final = (
    Format(
        name="a GDELT article list (JSON)",
        markers=(_any_of("seendate"), _any_of("domain"), _any_of("url"), _any_of("title")),
        columns=MappingProxyType({"published_date": ("seendate",), "source_name": ("domain",)}),
        remark="dates are when GDELT saw the articles; there are titles and no texts",
    ),
    Format(
        name="a GDELT article list (CSV)",
        markers=(_any_of("mobileurl"), _any_of("url"), _any_of("date"), _any_of("title")),
        columns=MappingProxyType({}),
        remark="dates are when GDELT saw the articles; there are titles and no texts",
        is_utc=True,
    ),
    Format(
        name="a list of stories from Media Cloud",
        markers=(
            _any_of("media name"),
            _any_of("publish date"),
            _any_of("indexed date", "media url", "stories id"),
            _any_of("url"),
        ),
        # An address is known to others, too; a number of Media Cloud to nobody else.
        columns=MappingProxyType(
            {
                "article_id": (),
                "published_date": ("publish date",),
                "source_name": ("media name",),
            }
        ),
    ),
    Format(
        name="interventions of the New Industrial Policy Observatory",
        markers=(
            _any_of("entry id"),
            _any_of(*_IMPLEMENTER),
            _any_of(
                "gta intervention type",
                "levels of policy intervention",
                "initial assessment (change relative to 1 jan 2009)",
            ),
        ),
        columns=MappingProxyType({**_INTERVENTION, "article_id": ("entry id",)}),
        source="New Industrial Policy Observatory",
        id_prefix="nipo-",
        told=_TOLD_OF_INTERVENTION,
        flags=("motive:", "sector:", "is "),
    ),
    Format(
        name="interventions of the Global Trade Alert",
        markers=(
            _any_of("intervention id"),
            _any_of(*_IMPLEMENTER),
            _any_of("gta evaluation", "state act id", "state act title"),
        ),
        columns=MappingProxyType({**_INTERVENTION, "article_id": ("intervention id",)}),
        source="Global Trade Alert",
        id_prefix="gta-",
        told=_TOLD_OF_INTERVENTION,
    ),
)


def format_of(names: Set[str]) -> Format | None:
    """The format that has such columns.

    >>> found = format_of({"url", "mobileurl", "date", "title"})
    >>> found.name if found else ""
    'a GDELT article list (CSV)'
    """
    return next(
        (one for one in FORMATS if all(marker & names for marker in one.markers)),
        None,
    )
