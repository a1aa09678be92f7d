"""Feeds: from bytes to entries, whatever their form, letters and faults."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import DataError
from analysis.sources.web.feeds import parse_feed
from analysis.sources.web.moments import read_moment
from analysis.sources.web.plain import plain_text, plain_title
from tests.web_server import item, rss

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
 <channel rdf:about="http://a.org/"><title>Feed</title></channel>
 <item rdf:about="http://a.org/1"><title>Title</title><link>http://a.org/1</link>
 <description>Summary</description><dc:date>2026-11-26T10:00:00+03:00</dc:date></item></rdf:RDF>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Feed</title><entry>
 <title type="html">Title</title><id>urn:1</id>
 <link rel="self" href="http://a.org/self"/><link rel="alternate" href="http://a.org/1"/>
 <summary>Summary</summary><published>2026-11-26T10:00:00+03:00</published></entry></feed>"""
RSS_091 = """<rss version="0.91"><channel><title>Feed</title><item><title>Title</title>
 <link>http://a.org/1</link><description>Summary</description>
 <pubDate>Thu, 26 Nov 2026 10:00:00 +0300</pubDate></item></channel></rss>"""
DOCTYPE = """<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
 "http://my.netscape.com/publish/formats/rss-0.91.dtd">"""


def entry_of(feed: str | bytes, **options: str) -> dict[str, str]:
    content = feed.encode() if isinstance(feed, str) else feed
    (entry,) = parse_feed(content, **options)["entries"]
    return entry


@pytest.mark.parametrize(
    "feed",
    [
        rss(item("Title", "http://a.org/1", "Summary")),
        RSS_091,
        DOCTYPE + RSS_091,
        RDF,
        ATOM,
    ],
    ids=["RSS 2.0", "RSS 0.91", "RSS 0.91 with its DTD", "RSS 1.0", "Atom"],
)
def test_every_kind_of_feed_gives_the_same_entry(feed: str) -> None:
    entry = entry_of(feed)
    told = {name: entry[name] for name in ("address", "title", "summary", "day", "at")}
    assert told == {
        "address": "http://a.org/1",
        "title": "Title",
        "summary": "Summary",
        "day": "2026-11-26",
        "at": "2026-11-26T07:00:00Z",
    }


def test_the_whole_text_is_taken_where_the_feed_holds_it() -> None:
    feed = """<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
    <channel><item><title>T</title><link>http://a.org/1</link><description>Short</description>
    <content:encoded><![CDATA[<p>First &amp; best.</p><p>Second<br>line.</p>
    <script>alert(1)</script>]]></content:encoded></item></channel></rss>"""
    assert entry_of(feed)["text"] == "First & best.\nSecond\nline."
    assert entry_of(feed)["summary"] == "Short"


def test_addresses_may_be_relative_to_the_feed() -> None:
    feed = rss(item("T", "/news/1"))
    assert entry_of(feed, address="https://a.org/rss/all")["address"] == "https://a.org/news/1"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "file:///x", ""])
def test_an_entry_without_a_web_address_is_refused_and_named(address: str) -> None:
    feed = rss(item("Bad", address), item("Good", "http://a.org/2"))
    found = parse_feed(feed.encode())
    assert [entry["title"] for entry in found["entries"]] == ["Good"]
    assert [(one["row"], one["code"]) for one in found["refused"]] == [(1, "NO_ADDRESS")]


def test_an_address_of_the_web_is_found_behind_one_that_is_none() -> None:
    feed = ATOM.replace('<link rel="self"', '<link href="javascript:alert(1)"/><link rel="self"')
    assert entry_of(feed)["address"] == "http://a.org/1"


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("A &lt;b&gt;bold&lt;/b&gt; claim", "A bold claim"),
        ("AT&amp;amp;T", "AT&T"),
        ("&amp;laquo;Завод&amp;raquo;", "«Завод»"),
        ("5 &lt; 6 &amp; 7", "5 < 6 & 7"),
        ("x&lt;script&gt;alert(1)&lt;/script&gt;", "x"),
        ("&lt;img src=x onerror=alert(1)&gt;x", "x"),
        ("<![CDATA[Two  \n words]]>", "Two words"),
    ],
)
def test_titles_are_plain_text(title: str, plain: str) -> None:
    assert entry_of(rss(item(title, "http://a.org/1")))["title"] == plain


@given(st.text(max_size=80))
def test_no_tag_that_browsers_know_is_left_in_a_title(text: str) -> None:
    assert "<script" not in plain_title(f"{text}<script>{text}</script>").lower()
    assert plain_title(plain_title(text)) == plain_title(plain_title(plain_title(text)))


@given(st.text(alphabet="<>/ab p&;!-\n", max_size=80))
def test_any_markup_gives_lines_without_blanks_around_them(text: str) -> None:
    lines = plain_text(text).split("\n")
    assert lines == [line.strip() for line in lines]


@pytest.mark.parametrize(
    ("head", "encoding", "content_type"),
    [
        ("<?xml version='1.0' encoding='windows-1251'?>", "cp1251", ""),
        ("<?xml version='1.0' encoding='koi8-r'?>", "koi8-r", ""),
        ("<?xml version='1.0'?>", "cp1251", "text/xml; charset=windows-1251"),
        ("<?xml version='1.0'?>", "cp1251", ""),
        ("<?xml version='1.0' encoding='utf-8'?>", "cp1251", "text/xml; charset=utf-8"),
        ("<?xml version='1.0' encoding='windows-1251'?>", "utf-8", ""),
        ("<?xml version='1.0' encoding='iso-8859-1'?>", "cp1251", ""),
        ("<?xml version='1.0' encoding='utf-16'?>", "utf-16", ""),
        ("", "utf-8-sig", "text/xml; charset=windows-1251"),
    ],
)
def test_letters_are_right_whatever_the_feed_says_of_them(
    head: str, encoding: str, content_type: str
) -> None:
    title = "Завод станков открыт в Калуге, сообщил министр"
    feed = rss(item(title, "http://a.org/1"), head=head).encode(encoding)
    assert entry_of(feed, content_type=content_type)["title"] == title


def test_an_encoding_is_told_only_where_it_is_not_the_stated_one() -> None:
    title = item("Завод станков открыт в Калуге", "http://a.org/1")
    right = rss(title, head="<?xml version='1.0' encoding='windows-1251'?>").encode("cp1251")
    wrong = rss(title, head="<?xml version='1.0' encoding='windows-1251'?>").encode()
    assert parse_feed(right)["notes"] == []
    assert parse_feed(wrong)["notes"] == ["its letters are utf-8, not cp1251 as it says"]


def test_western_letters_are_right() -> None:
    feed = rss(item("Société générale à Orléans", "http://a.org/1"), head="").encode("cp1252")
    assert entry_of(feed)["title"] == "Société générale à Orléans"


def test_control_characters_do_not_stop_a_feed() -> None:
    feed = rss(item("A\x0bB\x00C", "http://a.org/1"))
    assert entry_of(feed)["title"] == "ABC"


def test_xml_with_faults_is_read_and_the_faults_are_told() -> None:
    found = parse_feed(rss(item("Smith & Sons", "http://a.org/1?a=1&b=2")).encode())
    assert [entry["title"] for entry in found["entries"]] == ["Smith & Sons"]
    assert found["entries"][0]["address"] == "http://a.org/1?a=1&b=2"
    assert found["notes"] == ["the XML of the feed has faults: its publisher should mend it"]


def test_a_feed_with_more_entries_than_are_read_says_so() -> None:
    found = parse_feed(
        rss(*(item("T", f"http://a.org/{number}") for number in range(2001))).encode()
    )
    assert len(found["entries"]) == 2000
    assert found["notes"] == ["only the first 2,000 of 2,001 entries are read"]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"<html><body>Not found</body></html>", "is a web page"),
        (b"<!DOCTYPE html><html></html>", "is a web page"),
        (b'{"error": 404}', "is JSON"),
        (b"", "is empty"),
        (b"   \n", "is empty"),
        (b"Service unavailable", "is something else"),
        (b"/etc/passwd", "is something else"),
        (b"http://127.0.0.1/feed", "is something else"),
        (b"<a><b/></a>", "is something else"),
    ],
)
def test_what_is_no_feed_is_refused(content: bytes, what: str) -> None:
    with pytest.raises(DataError) as caught:
        parse_feed(content, address="http://a.org/feed")
    assert caught.value.codes == ("NOT_A_FEED",)
    assert what in str(caught.value)


def test_a_feed_without_entries_is_a_feed() -> None:
    assert parse_feed(rss().encode())["entries"] == []


@pytest.mark.parametrize(
    ("text", "zone", "day", "at"),
    [
        ("Thu, 26 Nov 2026 01:30:00 +0300", "UTC", "2026-11-26", "2026-11-25T22:30:00Z"),
        ("Thu, 26 Nov 2026 01:30:00 GMT", "Europe/Moscow", "2026-11-26", "2026-11-26T01:30:00Z"),
        ("Thu, 26 Nov 2026 01:30:00 EST", "UTC", "2026-11-26", "2026-11-26T06:30:00Z"),
        ("2026-11-26T01:30:00Z", "Europe/Moscow", "2026-11-26", "2026-11-26T01:30:00Z"),
        ("2026-11-26 01:30:00", "Europe/Moscow", "2026-11-26", "2026-11-25T22:30:00Z"),
        ("2026-07-01T12:00:00", "America/New_York", "2026-07-01", "2026-07-01T16:00:00Z"),
        ("2026-11-26", "Europe/Moscow", "2026-11-26", ""),
        ("26 ноября 2026", "Europe/Moscow", "26 ноября 2026", ""),
        ("", "UTC", "", ""),
        ("0001-01-01T00:00:00+14:00", "UTC", "0001-01-01", ""),
        ("2026-11-26T10:00:00", "No/Where", "2026-11-26", "2026-11-26T10:00:00Z"),
    ],
)
def test_a_moment_has_the_day_of_its_publisher_and_the_time_in_utc(
    text: str, zone: str, day: str, at: str
) -> None:
    assert read_moment(text, zone) == (day, at)


@given(st.text(max_size=40))
def test_any_text_for_a_moment_is_read_or_handed_back(text: str) -> None:
    day, at = read_moment(text)
    assert at or day == text.strip() or len(day) == 10


@given(st.binary(max_size=200))
def test_any_bytes_are_a_feed_or_refused_by_name(content: bytes) -> None:
    try:
        found = parse_feed(b"<rss version='2.0'><channel>" + content)
    except DataError as error:
        codes = set(error.codes)
    else:
        codes = set()
        assert isinstance(found["entries"], list)
    assert codes <= {"NOT_A_FEED", "XML_ENTITY", "ENCODING"}
