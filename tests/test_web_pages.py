"""Pages: the text of the article on them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import DataError
from analysis.sources.web.pages import read_page
from tests.web_server import PARAGRAPH, page

TITLE = "Завод станков открыт"


def codes_of(content: bytes, content_type: str = "") -> tuple[str, ...]:
    with pytest.raises(DataError) as caught:
        read_page(content, address="https://a.org/1", content_type=content_type)
    return caught.value.codes


def test_the_article_is_told_from_what_stands_around_it() -> None:
    found = read_page(page(TITLE).encode())
    assert found["title"] == TITLE
    assert found["text"].split("\n") == [
        f"{TITLE}: {number}. {PARAGRAPH * 3}".strip() for number in range(3)
    ]


@pytest.mark.parametrize(
    ("head", "encoding", "content_type"),
    [
        ("<meta charset='utf-8'>", "utf-8", "text/html"),
        ("<meta charset='windows-1251'>", "cp1251", "text/html"),
        ("", "cp1251", "text/html; charset=windows-1251"),
        ("", "cp1251", "text/html; charset=iso-8859-1"),
        ("<meta charset='utf-8'>", "cp1251", "text/html; charset=utf-8"),
        ("<meta http-equiv='Content-Type' content='text/html; charset=koi8-r'>", "koi8-r", ""),
    ],
)
def test_letters_are_right_whatever_the_server_says_of_them(
    head: str, encoding: str, content_type: str
) -> None:
    content = page(TITLE, head=head).encode(encoding, "ignore")
    assert read_page(content, content_type=content_type)["title"] == TITLE


def test_a_day_is_taken_where_the_page_states_it() -> None:
    head = "<meta charset='utf-8'><meta property='article:published_time' content='{}'>"
    stated = page(TITLE, head=head.format("2026-11-20T10:00:00+03:00")).encode()
    assert read_page(stated)["day"] == "2026-11-20"


def test_a_day_is_not_guessed_from_words_or_a_copyright() -> None:
    content = page(TITLE).replace("Калуге", "Калуге 5 марта 2019 года").encode()
    assert read_page(content)["day"] == ""


def test_a_page_without_an_article_has_no_text() -> None:
    assert codes_of(b"") == ("NO_TEXT",)
    assert codes_of(b"<html><body><nav>Menu</nav></body></html>") == ("NO_TEXT",)
    assert codes_of(page(TITLE, paragraphs=0).encode()) == ("NO_TEXT",)


def test_a_page_behind_a_login_has_no_text() -> None:
    login = "<form><input type='password' name='p'></form></body>"
    teaser = page(TITLE, paragraphs=2).replace("</body>", login)
    assert codes_of(teaser.encode()) == ("NO_TEXT",)


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b"%PDF-1.7 ...", "application/pdf"),
        (b"%PDF-1.7 ...", "text/html"),
        (b"\x89PNG", "image/png"),
        (b"PK\x03\x04", "application/zip"),
    ],
)
def test_a_file_that_is_no_page_is_named_as_one(content: bytes, content_type: str) -> None:
    assert codes_of(content, content_type) == ("NOT_A_PAGE",)


def test_script_on_a_page_is_no_text() -> None:
    content = page(TITLE).replace("</article>", "<script>alert('words')</script></article>")
    assert "alert" not in read_page(content.encode())["text"]


@settings(max_examples=40)
@given(st.binary(max_size=300), st.sampled_from(["", "text/html; charset=utf-16", "text/html"]))
def test_any_bytes_are_a_page_or_refused_by_name(content: bytes, content_type: str) -> None:
    try:
        read_page(b"<html><body><p>" + content, content_type=content_type)
    except DataError as error:
        codes = set(error.codes)
    else:
        codes = set()
    assert codes <= {"NO_TEXT", "NOT_A_PAGE", "ENCODING"}
