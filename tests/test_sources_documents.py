"""Documents that are one article: prose, saved pages, Word and PDF."""

import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analysis.errors import DataError
from analysis.sources.documents import MEMBER
from analysis.sources.files import Reading, read_articles
from analysis.sources.page import MAX_PAGE_BYTES
from analysis.sources.pdf import MAX_PAGES, MAX_PDF_BYTES
from tests.papers import make_pdf, make_word

Write = Callable[..., Path]

SENTENCE = "Правительство поддержит выпуск станков в Калужской области. "


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def make(content: str | bytes, name: str) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return make


def read(path: Path, **options: Any) -> Reading:
    (reading,) = read_articles(path, today=date(2024, 7, 10), **options)
    return reading


def article(path: Path, **options: Any) -> tuple[str, str, str]:
    """Day, title and text of the one article."""
    (row,) = read(path, **options).articles.to_dict("records")
    day = "" if str(row["published_date"]) == "NaT" else str(row["published_date"].date())
    return day, row["title"], row["text"]


def codes(path: Path, **options: Any) -> tuple[str, ...]:
    with pytest.raises(DataError) as caught:
        read(path, **options)
    return caught.value.codes


# --- prose --------------------------------------------------------------------------------


def test_the_first_line_of_a_text_is_the_title_and_a_date_line_the_date(write: Write) -> None:
    path = write("\n Завод открыт \n\n5 марта 2024 г.\n\nВ Калуге.\n\nИ ещё.\n", "a.txt")
    assert article(path) == ("2024-03-05", "Завод открыт", "В Калуге.\n\nИ ещё.")
    assert read(path).notes == ("read as UTF-8", "the date is the line under the title")


@pytest.mark.parametrize(
    ("name", "text", "day"),
    [
        ("2024-03-05 news.txt", "A\nB", "2024-03-05"),
        ("2024-03-05.txt", "A\n4 March 2024\nB", "2024-03-04"),
        ("2024-02-30 news.txt", "A\nB", ""),
        ("2024-03-051.txt", "A\nB", ""),
        ("news 2024-03-05.txt", "A\nB", ""),
        ("a.txt", "A\nB\n5 March 2024", ""),
        ("a.txt", "A\nOn 5 March 2024 it opened", ""),
        ("a.txt", "A\n2024\nB", ""),
        ("a.txt", "A\nMarch 2024\nB", "2024-03-01"),
    ],
    ids=[
        "name",
        "line before name",
        "no day of the calendar",
        "longer number",
        "not at the start",
        "not under the title",
        "in a sentence",
        "year alone",
        "month",
    ],
)
def test_the_date_of_a_text_is_stated_or_unknown(
    write: Write, name: str, text: str, day: str
) -> None:
    assert article(write(text, name))[0] == day


def test_a_date_in_the_future_is_refused_like_any_other(write: Write) -> None:
    reading = read(write("A\n5 March 2033\nB", "a.txt"))
    assert reading.articles.empty
    assert reading.rejects[["row", "column"]].values.tolist() == [[1, "published_date"]]


def test_a_long_first_line_is_a_paragraph_and_no_title(write: Write) -> None:
    assert article(write(SENTENCE * 10, "a.txt")) == ("", "", (SENTENCE * 10).strip())


@pytest.mark.parametrize(
    "text",
    [
        "Заголовок;Дата\nA;2024-07-04\n",
        "Report\n\ntitle\tdate\nA\t2024-07-04\n",
        "title\nA\n",
        "sep=|\ntitle\nA\n",
    ],
    ids=["header", "header below", "one column", "separator"],
)
def test_a_table_named_txt_is_still_a_table(write: Write, text: str) -> None:
    assert article(write(text, "a.txt"))[1:] == ("A", "")


def test_a_table_of_unknown_columns_is_no_prose(write: Write) -> None:
    path = write("Kopf;Tag\nA;4\nB;5\n", "a.txt")
    assert codes(path) == ("MISSING_COLUMN",)
    assert read(path, columns={"title": "Kopf"}).articles["title"].tolist() == ["A", "B"]


@pytest.mark.parametrize(
    "text",
    [
        "\tЗавод открыт\n\tВ Калуге.\n\tОн большой.\n",
        "Завод, наконец, открыт\nВ Калуге, летом, его ждали\nОн, говорят, большой\n",
        "Summary\nЗавод открыт\n",
        '"Завод открыт\nВ Калуге\n',
    ],
    ids=["indented", "commas", "a word that names a column", "an open quote"],
)
def test_prose_that_looks_a_little_like_a_table_is_prose(write: Write, text: str) -> None:
    lines = [line.strip() for line in text.strip().split("\n")]
    day, title, read_text = article(write(text, "a.txt"))
    assert (day, title, read_text.replace("\t", "")) == ("", lines[0], "\n".join(lines[1:]))


def test_prose_stays_prose_where_columns_are_mapped(write: Write) -> None:
    path = write("Завод открыт\nВ Калуге, летом.", "a.txt")
    assert article(path, columns={"title": "Kopf"}) == ("", "Завод открыт", "В Калуге, летом.")


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "cp866"])
def test_old_russian_encodings_of_prose_are_told(write: Write, encoding: str) -> None:
    path = write(f"Завод открыт\n{SENTENCE}".encode(encoding), "a.txt")
    assert article(path) == ("", "Завод открыт", SENTENCE.strip())


# --- saved pages --------------------------------------------------------------------------


def page(head: str = "", body: str = "", text: str = SENTENCE * 4) -> str:
    return (
        f"<!DOCTYPE html><html><head><title>Завод открыт</title>{head}</head><body>"
        f"<nav><a href='/'>Главная</a></nav><article><h1>Завод открыт</h1><p>{text}</p></article>"
        f"{body}<footer>© 2010, обновлено 5 May 2011</footer></body></html>"
    )


def test_a_saved_page_gives_what_it_states_of_itself(write: Write) -> None:
    head = (
        '<meta property="og:site_name" content="РИА Новости">'
        '<meta property="article:published_time" content="2024-03-05T10:15:00+03:00">'
        '<link rel="canonical" href="https://ria.ru/20240305/zavod.html">'
    )
    path = write(page(head), "a.html")
    assert article(path) == ("2024-03-05", "Завод открыт", (SENTENCE * 4).strip())
    row = read(path).articles.loc[0]
    assert (row["source_name"], row["url"]) == (
        "РИА Новости",
        "https://ria.ru/20240305/zavod.html",
    )


@pytest.mark.parametrize(
    ("head", "body", "day"),
    [
        ('<meta name="date" content="2024-03-05">', "", "2024-03-05"),
        (
            '<script type="application/ld+json">{"datePublished": "2024-03-05T10:00Z"}</script>',
            "",
            "2024-03-05",
        ),
        ("", '<time pubdate datetime="2024-03-05">5 марта</time>', "2024-03-05"),
        ("", '<time datetime="2024-03-05">5 марта</time>', ""),
        ('<meta name="date" content="вчера">', "", ""),
        ("", "", ""),
    ],
    ids=["meta", "JSON-LD", "time", "any time", "no date", "footer only"],
)
def test_the_date_of_a_page_is_stated_or_unknown(
    write: Write, head: str, body: str, day: str
) -> None:
    assert article(write(page(head, body), "a.html"))[0] == day


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("cp1251", "windows-1251"), ("cp1251", "utf-8"), ("utf-8", "windows-1251"), ("utf-16", "")],
    ids=["declared", "wrongly declared", "declared, but UTF-8", "byte order mark"],
)
def test_letters_of_a_page_are_right(write: Write, encoding: str, declared: str) -> None:
    path = write(page(f'<meta charset="{declared}">').encode(encoding), "a.htm")
    assert article(path)[1:] == ("Завод открыт", (SENTENCE * 4).strip())


def test_an_encoding_that_only_the_page_tells_is_believed(write: Write) -> None:
    text = "Zażółć gęślą jaźń w fabryce obrabiarek. " * 8
    path = write(
        page('<meta charset="iso-8859-2">', text=text).encode("iso-8859-2", "replace"), "a.html"
    )
    assert article(path)[2] == text.strip()
    assert read(path).notes == ("read as iso8859-2, as the page says",)


@pytest.mark.parametrize(
    "content",
    [
        "<html><body></body></html>",
        "<html><form><p>Войдите, чтобы читать дальше.</p><input type='password'></form></html>",
    ],
    ids=["no text", "login"],
)
def test_a_page_without_an_article_is_refused(write: Write, content: str) -> None:
    assert codes(write(content, "a.html")) == ("NO_TEXT",)


def test_a_page_named_like_a_table_is_refused(write: Write) -> None:
    assert codes(write(page(), "a.csv")) == ("HTML_NOT_CSV",)


def test_a_page_of_hundreds_of_thousands_of_nested_tags_ends(write: Write) -> None:
    path = write("<html>" + "<div>" * 200_000 + "A" + "</div>" * 200_000, "a.html")
    assert codes(path) == ("NO_TEXT",)


def test_a_page_over_the_limit_is_refused_before_it_is_parsed(write: Write) -> None:
    assert codes(write("<html>" + " " * MAX_PAGE_BYTES, "a.html")) == ("FILE_TOO_LARGE",)


# --- Word ---------------------------------------------------------------------------------


def test_a_word_document_is_read_with_its_tables(write: Write) -> None:
    content = make_word(
        "5 марта 2024",
        "В Калуге.",
        heading="Завод открыт",
        table=[["Год", "Станков"], ["2023", "9"]],
    )
    assert article(write(content, "a.docx")) == (
        "2024-03-05",
        "Завод открыт",
        "В Калуге.\n\nГод\n\nСтанков\n\n2023\n\n9",
    )


@pytest.mark.parametrize(
    ("stated", "heading", "title", "text"),
    [
        ("Stated", "Heading", "Heading", "First\n\nSecond"),
        ("Stated", "", "Stated", "First\n\nSecond"),
        ("first", "", "first", "Second"),
        ("Microsoft Word - a.doc", "", "First", "Second"),
        ("", "", "First", "Second"),
    ],
    ids=["heading", "stated", "stated and written", "stated by a program", "first line"],
)
def test_the_title_of_a_word_document(
    write: Write, stated: str, heading: str, title: str, text: str
) -> None:
    content = make_word("First", "Second", title=stated, heading=heading)
    assert article(write(content, "a.docx"))[1:] == (title, text)


def test_when_a_word_document_was_made_is_no_date_of_the_article(write: Write) -> None:
    assert article(write(make_word("A", "B"), "a.docx"))[0] == ""


def test_a_word_document_without_text_is_refused(write: Write) -> None:
    assert codes(write(make_word(""), "a.docx")) == ("NO_TEXT",)


def rezip(path: Path, name: str, content: bytes) -> Path:
    with zipfile.ZipFile(path) as old:
        parts = {part: old.read(part) for part in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part, kept in (parts | {name: content}).items():
            new.writestr(part, kept)
    return path


@pytest.mark.parametrize(
    ("part", "content", "code"),
    [
        ("word/document.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "XML_ENTITY"),
        ("word/document.xml", b"<a", "BROKEN_DOCX"),
        ("word/media/a.png", bytes(300_000_000), "BOMB"),
    ],
    ids=["entity", "broken", "bomb"],
)
def test_a_bad_part_of_a_word_document_is_refused(
    write: Write, part: str, content: bytes, code: str
) -> None:
    assert codes(rezip(write(make_word("A"), "a.docx"), part, content)) == (code,)


def test_a_cut_off_word_document_is_refused(write: Write) -> None:
    assert codes(write(make_word("A")[:500], "a.docx")) == ("BROKEN_DOCX",)


# --- PDF ----------------------------------------------------------------------------------


def test_a_pdf_is_read_page_by_page_with_divided_words_joined(write: Write) -> None:
    content = make_pdf(
        "Завод открыт\n5 марта 2024 г.\nПоддержка промыш-\nленности и СПИК-\nМинпромторга", "Конец"
    )
    assert article(write(content, "a.pdf")) == (
        "2024-03-05",
        "Завод открыт",
        "Поддержка промышленности и СПИК-\nМинпромторга\nКонец",
    )


@pytest.mark.parametrize(
    ("stated", "title"),
    [
        ("A factory opens in Kaluga", "A factory opens in Kaluga"),
        ("Microsoft Word - doc1", "A factory opens"),
        ("", "A factory opens"),
    ],
    ids=["stated and written", "stated only", "not stated"],
)
def test_the_title_of_a_pdf_is_believed_where_the_first_page_has_it(
    write: Write, stated: str, title: str
) -> None:
    path = write(make_pdf("A factory opens\nin Kaluga\nIt is big.", title=stated), "a.pdf")
    text = "It is big." if title == stated else "in Kaluga\nIt is big."
    assert article(path)[1:] == (title, text)


def test_a_pdf_of_pictures_is_refused_and_its_remedy_named(write: Write) -> None:
    with pytest.raises(DataError, match="read it with text recognition first") as caught:
        read(write(make_pdf("", ""), "a.pdf"))
    assert caught.value.codes == ("NO_TEXT",)


def test_blank_pages_among_others_are_told(write: Write) -> None:
    reading = read(write(make_pdf("A\nB", ""), "a.pdf"))
    assert reading.notes == (
        "1 page(s) hold no text: perhaps pictures of text, which are not read",
    )


def test_a_pdf_with_a_password_is_refused(write: Write, tmp_path: Path) -> None:
    import pypdf

    writer = pypdf.PdfWriter(clone_from=write(make_pdf("A"), "a.pdf"))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(tmp_path / "b.pdf")
    assert codes(tmp_path / "b.pdf") == ("PASSWORD",)


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7\n", make_pdf("Завод")[:300]], ids=["head only", "cut off"]
)
def test_a_broken_pdf_is_refused(write: Write, content: bytes) -> None:
    assert codes(write(content, "a.pdf")) == ("BROKEN_PDF",)


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7\n".ljust(MAX_PDF_BYTES + 1), make_pdf(*["A"] * (MAX_PAGES + 1))],
    ids=["bytes", "pages"],
)
def test_a_pdf_over_the_limits_is_refused(write: Write, content: bytes) -> None:
    assert codes(write(content, "a.pdf")) == ("FILE_TOO_LARGE",)


def test_a_pdf_is_known_by_its_content(write: Write) -> None:
    assert article(write(make_pdf("A\nB"), "a.csv")) == ("", "A", "B")


# --- names and encodings ------------------------------------------------------------------


def test_a_file_is_named_and_known_as_the_user_says(write: Write) -> None:
    path = write("Завод\nТекст", "5f2a")
    reading = read(path, origin="2024-03-05 завод.txt")
    assert reading.origin == "2024-03-05 завод.txt"
    assert article(path, origin="2024-03-05 завод.txt") == ("2024-03-05", "Завод", "Текст")
    assert article(path, origin=f"a.zip{MEMBER}b/2024-03-05.txt")[0] == "2024-03-05"


def test_an_encoding_that_is_stated_is_used(write: Write) -> None:
    path = write("title\nЗавод\n".encode("cp866"), "a.csv")
    reading = read(path, encoding="CP866")
    assert reading.articles["title"].tolist() == ["Завод"]
    assert reading.notes[0] == "read as cp866, as asked"


@pytest.mark.parametrize("encoding", ["latein", "base64"])
def test_an_unknown_encoding_is_refused(write: Write, encoding: str) -> None:
    assert codes(write("title\nA\n", "a.csv"), encoding=encoding) == ("UNKNOWN_ENCODING",)
