"""Feeds, digests and briefings: what is new in a view, and what a view comes to."""

import email
import io
import os
from datetime import UTC, date, datetime
from email.policy import default
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import docx
import feedparser
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.measures.choice import AxisChoice, Choice, select
from analysis.measures.corpus import Corpus
from analysis.quality import load_quality
from analysis.takeaway.briefings import Briefing, Picture, make_briefing
from analysis.takeaway.digests import (
    Digest,
    make_digest,
    to_atom,
    to_eml,
    to_html,
    to_text,
)
from analysis.takeaway.sheets import BRIEFING_FORMATS
from analysis.takeaway.subject import Subject
from tests.browser.small_corpus import make_articles, make_tags, make_taxonomy

GOLDEN = Path(__file__).parent / "golden" / "takeaway"
# When the store saw each article first, and which belong to one story.
SEEN = {
    "chip-1": "2024-02-01T10:00:00+00:00", "chip-2": "2024-02-12T06:30:00+00:00",
    "chip-3": "2024-02-12T09:30:00+03:00", "chem-1": "2024-03-05T08:00:00+00:00",
    "chem-2": "", "none-1": "",
}  # fmt: skip
STORIES = {"chip-2": "s", "chip-3": "s"}


def agrees(name: str, content: str) -> None:
    """Compare with a file that people read; WRITE_GOLDEN=1 writes it after a wished change."""
    if os.environ.get("WRITE_GOLDEN"):
        (GOLDEN / name).write_text(content, encoding="utf-8")
    assert content == (GOLDEN / name).read_text(encoding="utf-8")


def make_table(**titles: str) -> pd.DataFrame:
    table = make_articles()
    table["first_seen"] = [SEEN[key] for key in table["article_id"]]
    table["story_id"] = [STORIES.get(key, "") for key in table["article_id"]]
    own = {key.replace("_", "-"): text for key, text in titles.items()}
    pairs = zip(table["article_id"], table["title"], strict=True)
    return table.assign(title=[own.get(key, title) for key, title in pairs])


class Shelf:
    """An archive that only tells when articles were seen."""

    def __init__(self, table: pd.DataFrame) -> None:
        self._table = table

    def articles(self, *, columns: Any) -> pd.DataFrame:
        return self._table[list(columns)]

    def texts(self, article_ids: Any) -> dict[str, str]:
        chosen = self._table[self._table["article_id"].isin(article_ids)]
        return dict(zip(chosen["article_id"], chosen["text"], strict=True))


def make_subject(language: str = "ru", **changes: object) -> Subject:
    known = {
        "sentence": "весь корпус" if language == "ru" else "the whole corpus",
        "link": f"http://localhost:8501/articles?lang={language}",
        "language": language,
        "article_count": 6,
        "taxonomy_version": "t1",
        "model_version": "",
        "retrieved": date(2024, 3, 6),
    }
    return Subject(**{**known, **changes})  # type: ignore[arg-type]


def digest_of(
    table: pd.DataFrame | None = None, *, since: date = date(2024, 2, 12), **changes: object
) -> Digest:
    articles = make_table() if table is None else table
    corpus = Corpus.build(articles, make_tags(), make_taxonomy())
    everything = np.ones(len(corpus), dtype=bool)
    subject = make_subject(**changes)  # type: ignore[arg-type]
    shelf: Any = Shelf(articles)
    return make_digest(shelf, corpus, everything, make_taxonomy(), subject, since=since)


def test_new_is_what_was_seen_since_then_the_last_first() -> None:
    digest = digest_of()
    assert [entry.article_id for entry in digest.entries] == ["chem-1", "chip-3", "chip-2"]
    assert (digest.article_count, digest.story_count) == (3, 2)
    assert digest.updated == datetime(2024, 3, 5, 8, tzinfo=UTC)
    assert digest.counts["sector"] == (
        ("electronics по-русски", 2), ("chemistry по-русски", 2),
    )  # fmt: skip
    assert digest.title == "весь корпус: 3 статьи, новое с 12 февраля 2024"
    assert [len(others) for _, others in digest.stories()] == [0, 1]


def test_article_that_nobody_saw_counts_by_its_own_date() -> None:
    digest = digest_of(since=date(2023, 1, 1))
    assert [entry.article_id for entry in digest.entries][-1] == "chem-2"
    assert "none-1" not in {entry.article_id for entry in digest.entries}


@pytest.mark.parametrize("language", ["ru", "en"])
def test_digest_as_text_page_and_feed(language: str) -> None:
    digest = digest_of(language=language, name="Чипы")
    agrees(f"digest.{language}.txt", to_text(digest).decode())
    agrees(f"digest.{language}.html", to_html(digest).decode())
    agrees(f"digest.{language}.atom", to_atom(digest).decode())


def test_feed_is_read_by_feed_readers_as_it_was_meant() -> None:
    feed = feedparser.parse(to_atom(digest_of(name="Чипы")))
    assert (feed.bozo, feed.version) == (False, "atom10")
    assert feed.feed.title == "Монитор промышленной политики: Чипы"
    assert feed.feed.updated == "2024-03-05T08:00:00Z"
    assert [
        (entry.title, entry.link, entry.author, entry.updated, entry.get("published"))
        for entry in feed.entries
    ] == [
        ("Химический комбинат расширяется", "https://example.org/chem-1", "Ведомости",
         "2024-03-05T08:00:00Z", "2024-03-05T00:00:00Z"),
        ("Chips and chemicals together", "https://example.org/chip-3", "Wire",
         "2024-02-12T06:30:00Z", None),
        ("=SUM(A1) is a chip plant", "https://example.org/chip-2", "Wire",
         "2024-02-12T06:30:00Z", "2024-02-11T00:00:00Z"),
    ]  # fmt: skip
    assert [tag.term for tag in feed.entries[1].tags] == ["sector:electronics", "sector:chemistry"]


def test_feed_has_what_the_standard_demands_of_every_feed_and_entry() -> None:
    atom = "{http://www.w3.org/2005/Atom}"
    table = make_table().assign(url="javascript:alert(1)")
    root = ElementTree.fromstring(to_atom(digest_of(table)))
    for element in [root, *root.iter(f"{atom}entry")]:
        for name in ("id", "title", "updated", "author"):
            assert len(element.findall(f"{atom}{name}")) == 1, (element.tag, name)
    ids = [element.text for element in root.iter(f"{atom}id")]
    assert len(set(ids)) == len(ids)
    links = [link.get("href") for link in root.iter(f"{atom}link")]
    assert links == ["http://localhost:8501/articles?lang=ru"] * 4


def test_article_without_a_title_is_known_by_its_first_words() -> None:
    table = make_table(chem_1=" \u200b", chip_2="")
    table["text"] = table["text"].where(table["article_id"] != "chip-2", "слово " * 100)
    titles = [entry.title for entry in digest_of(table).entries]
    assert titles == [
        "Комбинат вложит 5 млрд рублей.", "Chips and chemicals together",
        "слово " * 19 + "…",
    ]  # fmt: skip


def test_ids_stay_when_more_becomes_new() -> None:
    def ids(since: date) -> list[str]:
        return [entry.id for entry in feedparser.parse(to_atom(digest_of(since=since))).entries]

    later, earlier = ids(date(2024, 3, 1)), ids(date(2024, 1, 1))
    assert later == earlier[:1]
    assert len(earlier) == 4


def test_nothing_new_is_a_valid_feed_and_a_sentence() -> None:
    digest = digest_of(since=date(2025, 1, 1), language="en")
    feed = feedparser.parse(to_atom(digest))
    assert (feed.bozo, feed.entries, feed.feed.updated) == (False, [], "2025-01-01T00:00:00Z")
    assert "Nothing new since 1 January 2025." in to_text(digest).decode()
    assert "Nothing new since 1 January 2025." in to_html(digest).decode()


def test_mail_is_a_draft_with_a_text_and_a_page() -> None:
    digest = digest_of(name="Чипы\r\nBcc: all@example.org")
    content = to_eml(digest)
    assert content == to_eml(digest)
    message = email.message_from_bytes(content, policy=default)
    assert message["Subject"] == ("Чипы Bcc: all@example.org: 3 статьи, новое с 12 февраля 2024")
    assert (message["Bcc"], message["To"], message["X-Unsent"]) == (None, None, "1")
    assert message["Date"].datetime == datetime(2024, 3, 5, 8, tzinfo=UTC)
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]
    text = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "* Химический комбинат расширяется" in text
    assert "<ol>" in message.get_body(("html",)).get_content()  # type: ignore[union-attr]


@given(st.text(max_size=40))
def test_no_title_breaks_a_feed_a_page_or_a_mail(title: str) -> None:
    digest = digest_of(make_table(chem_1=title))
    feed = feedparser.parse(to_atom(digest), sanitize_html=False)
    assert not feed.bozo
    assert len(feed.entries) == 3
    assert to_html(digest).count(b"<li>") == 2 + to_html(digest_of()).count(b"<li>") - 2
    assert to_eml(digest)


# briefings


def briefing_of(language: str = "ru", choice: Choice | None = None, **more: Any) -> Briefing:
    corpus = Corpus.build(make_table(), make_tags(), make_taxonomy())
    wanted = choice or Choice()
    mask = select(corpus, wanted, search=lambda query: np.zeros(len(corpus), dtype=bool))
    subject = make_subject(language, article_count=int(mask.sum()))
    return make_briefing(
        corpus, wanted, make_taxonomy(), subject,
        search=lambda query: np.zeros(len(corpus), dtype=bool), **more,
    )  # fmt: skip


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
PICTURE = Picture("Тренд", "Статьи <по> месяцам", b"<svg xmlns='http://www.w3.org/2000/svg'/>", PNG)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_briefing_as_a_page(language: str) -> None:
    chosen = Choice(first=date(2024, 2, 1), last=date(2024, 2, 29)).with_axis(
        "sector", AxisChoice(("electronics",))
    )
    made = briefing_of(language, chosen, quality=load_quality(), pictures=[PICTURE])
    agrees(f"briefing.{language}.html", BRIEFING_FORMATS["html"].write(made).decode())


def test_briefing_counts_articles_stories_and_sources() -> None:
    made = briefing_of()
    assert made.figures == (
        ("Статьи", "6"), ("Сюжеты", "5"), ("Источники", "2"),
        ("Период", "1 января 2023 – 5 марта 2024"),
    )  # fmt: skip
    assert made.undated == 1
    assert (made.telling[0].title, made.telling[0].size) == ("=SUM(A1) is a chip plant", 2)
    assert [item.title for item in made.latest][:2] == [
        "Химический комбинат расширяется", "=SUM(A1) is a chip plant",
    ]  # fmt: skip
    assert made.sources == (("Wire", 4), ("Ведомости", 2))


def test_briefing_as_a_document_has_the_same_words_links_and_pictures() -> None:
    made = briefing_of(pictures=[PICTURE])
    document = docx.Document(io.BytesIO(BRIEFING_FORMATS["docx"].write(made)))
    headings = [
        paragraph.text
        for paragraph in document.paragraphs
        if paragraph.style is not None and str(paragraph.style.name).startswith("Heading")
    ]
    assert headings == [
        "Справка: весь корпус", "Что выросло и упало", "Последние статьи",
        "Сюжеты, о которых писали больше всего", "Источники, у которых больше всего статей",
        "Насколько верны метки", "Как сослаться",
    ]  # fmt: skip
    links = [link.address for paragraph in document.paragraphs for link in paragraph.hyperlinks]
    assert links[0] == "https://example.org/chem-1"
    assert links[-1] == "http://localhost:8501/articles?lang=ru"
    assert [cell.text for row in document.tables[0].rows for cell in row.cells][4:6] == ["6", "5"]
    assert len(document.inline_shapes) == 1
    page = document.sections[0]
    assert round(page.page_width.cm, 1), round(page.page_height.cm, 1) == (21.0, 29.7)  # type: ignore[union-attr]


def test_empty_view_still_gives_a_briefing() -> None:
    made = briefing_of("en", Choice(sources=("nobody",)))
    assert made.figures[0] == ("Articles", "0")
    assert b"the whole corpus" in BRIEFING_FORMATS["html"].write(made)
    assert BRIEFING_FORMATS["docx"].write(made)
