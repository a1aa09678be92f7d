"""Exports of GDELT, Media Cloud and the Global Trade Alert, made to their published columns."""

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from analysis.sources.columns import OWN_NAMES, assign
from analysis.sources.files import Reading, read_articles
from analysis.sources.formats import FORMATS

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def make(content: str, name: str) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode())
        return path

    return make


def read(path: Path, **options: Any) -> Reading:
    (reading,) = read_articles(path, today=date(2026, 11, 26), **options)
    return reading


def rows(reading: Reading, *names: str) -> list[tuple[Any, ...]]:
    table = reading.articles.copy()
    table["published_date"] = table["published_date"].dt.strftime("%Y-%m-%d").fillna("")
    return list(table[list(names)].itertuples(index=False, name=None))


def workbook(path: Path, table: Sequence[Sequence[Any]]) -> Path:
    book = openpyxl.Workbook()
    for row in table:
        book.active.append(row)
    book.save(path)
    return path


# --- GDELT --------------------------------------------------------------------------------

GDELT = {
    "url": "https://ria.ru/20260305/zavod.html",
    "url_mobile": "",
    "title": "Завод открыт",
    "seendate": "20260305T101500Z",
    "socialimage": "https://ria.ru/a.jpg",
    "domain": "ria.ru",
    "language": "Russian",
    "sourcecountry": "Russia",
}


def test_a_gdelt_article_list_in_json_is_read(write: Write) -> None:
    spanish = GDELT | {"url": "https://a.es/1", "title": "Una fábrica", "language": "Spanish"}
    reading = read(write(json.dumps({"articles": [GDELT, spanish]}), "artlist.json"))
    columns = ("published_date", "published_at", "source_name", "url", "title", "text", "language")
    assert rows(reading, *columns) == [
        (
            "2026-03-05",
            "2026-03-05T10:15:00Z",
            "ria.ru",
            "https://ria.ru/20260305/zavod.html",
            "Завод открыт",
            "",
            "ru",
        ),
        ("2026-03-05", "2026-03-05T10:15:00Z", "ria.ru", "https://a.es/1", "Una fábrica", "", ""),
    ]
    assert json.loads(reading.articles["extra"][0]) == {
        "socialimage": "https://ria.ru/a.jpg",
        "sourcecountry": "Russia",
    }
    assert reading.notes[1:5] == (
        "the records under 'articles' are read",
        "read as a GDELT article list (JSON)",
        "dates are when GDELT saw the articles; there are titles and no texts",
        "columns: published_date from 'seendate', source_name from 'domain', url from 'url', "
        "title from 'title', language from 'language'",
    )


def test_a_gdelt_article_list_in_csv_is_read(write: Write) -> None:
    text = "\ufeffURL,MobileURL,Date,Title\nhttps://a.com/1,,2026-03-05 10:15:00,A plant opens\n"
    reading = read(write(text, "artlist.csv"))
    assert rows(reading, "published_at", "url", "title") == [
        ("2026-03-05T10:15:00Z", "https://a.com/1", "A plant opens")
    ]
    assert "read as a GDELT article list (CSV)" in reading.notes


# --- Media Cloud --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "id,indexed_date,language,media_name,media_url,publish_date,title,url\n"
        "f00,2026-03-06 01:02:03,en,a.com,a.com,2026-03-05,A plant opens,https://a.com/1\n",
        "stories_id,publish_date,title,url,language,ap_syndicated,themes,media_id,media_name,"
        "media_url\n"
        "1,2026-03-05 00:00:00,A plant opens,https://a.com/1,en,False,,2,a.com,https://a.com\n",
    ],
    ids=["today", "before 2023"],
)
def test_stories_of_media_cloud_are_read_and_known_by_their_address(
    write: Write, text: str
) -> None:
    reading = read(write(text, "stories.csv"))
    columns = ("published_date", "source_name", "url", "title", "language")
    assert rows(reading, *columns) == [
        ("2026-03-05", "a.com", "https://a.com/1", "A plant opens", "en")
    ]
    assert "read as a list of stories from Media Cloud" in reading.notes
    other = read(write("url,title\nhttps://a.com/1,A plant opens\n", "other.csv"))
    assert reading.articles["article_id"].tolist() == other.articles["article_id"].tolist()


# --- Global Trade Alert and NIPO ----------------------------------------------------------

GTA = {
    "State Act ID": 1234,
    "State Act Title": "Ruritania: Support for machine tools",
    "Intervention ID": 56789,
    "GTA Evaluation": "Red",
    "Implementing Jurisdictions": "Ruritania",
    "Affected Jurisdictions": "China, Germany",
    "Intervention Type": "State loan",
    "MAST Chapter": "L: Subsidies",
    "Affected Sectors": "442",
    "Announcement Date": datetime(2026, 3, 5),
    "Inception Date": datetime(2026, 4, 1),
    "Removal Date": None,
    "Intervention Description": "A loan of 5 million was granted.",
}


def test_interventions_of_the_global_trade_alert_become_articles(tmp_path: Path) -> None:
    second = GTA | {"Intervention ID": 56790, "Announcement Date": None}
    path = workbook(
        tmp_path / "interventions.xlsx", [list(GTA), [*GTA.values()], [*second.values()]]
    )
    reading = read(path)
    columns = ("article_id", "published_date", "source_name", "title", "language")
    title = "Ruritania: Support for machine tools"
    assert rows(reading, *columns) == [
        ("gta-56789", "2026-03-05", "Global Trade Alert", title, "en"),
        ("gta-56790", "", "Global Trade Alert", title, "en"),
    ]
    assert reading.articles["text"][0] == (
        "A loan of 5 million was granted.\n\n"
        "Implementing Jurisdictions: Ruritania.\n\n"
        "Intervention Type: State loan.\n\n"
        "MAST Chapter: L: Subsidies.\n\n"
        "GTA Evaluation: Red.\n\n"
        "Affected Sectors: 442."
    )
    extra = json.loads(reading.articles["extra"][0])
    assert {"State Act ID", "Affected Jurisdictions", "Inception Date"} <= set(extra)
    assert reading.notes[0] == "read as interventions of the Global Trade Alert"


def test_older_names_of_the_global_trade_alert_are_known(tmp_path: Path) -> None:
    header = ["State Act ID", "Intervention ID", "Implementing jurisdiction", "GTA evaluation"]
    header += ["Title", "Instrument type", "Date announced", "GTA entry URL"]
    url = "https://www.globaltradealert.org/state-act/1"
    row = ["1", "2", "Ruritania", "Red", "Tariff raised", "Import tariff", "2026-03-05", url]
    reading = read(workbook(tmp_path / "gta.xlsx", [header, row]))
    assert rows(reading, "article_id", "published_date", "title", "url") == [
        ("gta-2", "2026-03-05", "Tariff raised", url)
    ]


def test_entries_of_nipo_tell_their_sectors_and_motives(tmp_path: Path) -> None:
    entry = {
        "State Act ID": 1234,
        "Entry ID": 99,
        "Title": "Ruritania: Battery plants subsidised",
        "Implementing Jurisdiction": "Ruritania",
        "Level of Government Implementation": "National",
        "GTA Intervention Type": "Financial grant",
        "Announcement Date": datetime(2026, 3, 5),
        "Levels of Policy Intervention": "Firm-specific",
        "Firm: Beneficiary": "Example Cells",
        "Motive: Climate Change Mitigation": 1,
        "Motive: Strategic Competitiveness": 0,
        "Sector: Low Carbon Technology": "TRUE",
        "Sector: Critical Minerals": "FALSE",
        "Is Subsidy": True,
        "Is Import Policy": False,
        "URL": "https://www.globaltradealert.org/state-act/1234",
        "Source": "Ministry of Industry (5 March 2026)",
    }
    reading = read(workbook(tmp_path / "nipo.xlsx", [list(entry), [*entry.values()]]))
    assert rows(reading, "article_id", "published_date", "source_name", "url") == [
        (
            "nipo-99",
            "2026-03-05",
            "New Industrial Policy Observatory",
            "https://www.globaltradealert.org/state-act/1234",
        )
    ]
    assert reading.articles["text"][0] == (
        "Implementing Jurisdiction: Ruritania.\n\n"
        "Level of Government Implementation: National.\n\n"
        "GTA Intervention Type: Financial grant.\n\n"
        "Firm: Beneficiary: Example Cells.\n\n"
        "Motive: Climate Change Mitigation.\n\n"
        "Sector: Low Carbon Technology.\n\n"
        "Subsidy."
    )


# --- formats ------------------------------------------------------------------------------


def test_formats_name_fields_that_there_are() -> None:
    assert {field for form in FORMATS for field in form.columns} <= set(OWN_NAMES)


def test_the_user_goes_before_a_format(write: Write) -> None:
    path = write(json.dumps({"articles": [GDELT]}), "artlist.json")
    reading = read(path, columns={"source": "sourcecountry"})
    assert reading.articles["source_name"].tolist() == ["Russia"]


def test_a_record_of_a_format_that_lacks_a_column_is_read_like_the_others(write: Write) -> None:
    bare = {name: GDELT[name] for name in ("url", "title", "seendate")} | {"url": "https://a.com/"}
    reading = read(write(json.dumps({"articles": [GDELT, bare]}), "artlist.json"))
    assert rows(reading, "published_date", "source_name") == [
        ("2026-03-05", "ria.ru"),
        ("2026-03-05", ""),
    ]


@pytest.mark.parametrize(
    ("names", "assigned"),
    [
        (["Summary", "Body", "Title"], {"text": 1, "title": 2}),
        (["Описание", "Название"], {"text": 0, "title": 1}),
        (
            ["СМИ", "Заголовок новости", "Дата выхода"],
            {"source_name": 0, "title": 1, "published_date": 2},
        ),
    ],
    ids=["a summary is second", "a summary alone", "Russian archives"],
)
def test_more_names_are_understood(names: list[str], assigned: dict[str, int]) -> None:
    assert assign(names, {}) == assigned


# --- what a reading tells -----------------------------------------------------------------


def test_a_reading_tells_the_columns_found_and_what_became_of_them(write: Write) -> None:
    text = "Заголовок;Дата;Рубрика\n" + "A;2026-03-05;x\n" * 3
    first, *others = read_articles(write(text, "a.csv"), batch_size=1)
    assert first.names == ("Заголовок", "Дата", "Рубрика")
    assert first.mapping == {"title": "Заголовок", "published_date": "Дата"}
    assert [(one.names, one.mapping) for one in others] == [((), {})] * len(others)


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ('{"status": "ok", "results": [{"title": "A"}, {"title": "B"}]}', ["A", "B"]),
        ('{"title": "My feed", "items": [{"title": "A"}]}', ["A"]),
        ('{"title": "A", "items": ["x"]}', ["A"]),
        ('{"title": "A", "data": []}', ["A"]),
        ('{"articles": []}', []),
    ],
    ids=["results", "a feed with a title", "a list of words", "an empty list beside", "nothing"],
)
def test_records_under_a_name_are_found(write: Write, text: str, titles: list[str]) -> None:
    assert read(write(text, "a.json")).articles["title"].tolist() == titles


def test_a_bad_record_under_a_name_is_refused_alone(write: Write) -> None:
    reading = read(write('{"articles": [{"title": "A"}, 5, {"title": "B"}]}', "a.json"))
    assert reading.articles["title"].tolist() == ["A", "B"]
    assert reading.rejects[["row", "code"]].values.tolist() == [[2, "NOT_AN_OBJECT"]]
