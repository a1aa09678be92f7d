"""Faults of feeds and pages, F01 to F10: each is named, and what is good beside it is kept."""

import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
import trustme

from analysis.fetching import Outcome
from analysis.links import canonical_url
from analysis.sources.apart import Apart
from analysis.store import Store
from analysis.store.waiting import page_at
from tests.web_server import Asked, Desk, Say, feed, item, page, rss, serving

SUMMARY = "Завод станков начал работу."


@pytest.fixture
def desk(tmp_path: Path, reader: Apart) -> Iterator[Desk]:
    with serving() as site, Store.open(tmp_path / "store.sqlite", create=True) as store:
        site.answers["/good"] = Say(rss(item("Good", site.address("/good/1"))))
        site.answers["/good/1"] = Say(page("Good"))
        yield Desk(store, site, reader)


def fetch_beside_good(desk: Desk, address: str) -> Outcome:
    """Fetch a feed with a fault, and see that the one beside it is read."""
    found = desk.fetch(feed("bad", address), feed("good", desk.site.address("/good")))
    assert (found["good"].state, found["good"].added) == ("ok", 1)
    return found["bad"]


def test_F01_an_outside_entity_is_refused_and_no_file_is_opened(desk: Desk) -> None:
    head = '<!DOCTYPE rss [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
    desk.site.answers["/feed"] = Say(rss(item("&secret;", "http://a.org/1"), head=head))
    bad = fetch_beside_good(desk, desk.site.address("/feed"))
    assert (bad.state, bad.code) == ("failed", "XML_ENTITY")
    assert desk.titles() == ["Good"]


@pytest.mark.parametrize("junk", ["", "junk ", "<?xml?>"], ids=["plain", "junk", "bad head"])
def test_F02_a_billion_laughs_are_refused_at_once(desk: Desk, junk: str) -> None:
    laughs = "".join(f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 10))
    head = f'{junk}<!DOCTYPE rss [<!ENTITY l0 "ha">{laughs}]>'
    desk.site.answers["/feed"] = Say(rss(item("&l9;", "http://a.org/1"), head=head))
    desk.fetch(feed("good", desk.site.address("/good")))  # the first start takes its time
    start = time.monotonic()
    (bad,) = desk.fetch(feed("bad", desk.site.address("/feed"))).values()
    assert (bad.state, bad.code) == ("failed", "XML_ENTITY")
    assert time.monotonic() - start < 2


def test_F03_a_web_page_instead_of_a_feed_is_named(desk: Desk) -> None:
    desk.site.answers["/feed"] = Say("<!DOCTYPE html><html><body>Log in</body></html>")
    bad = fetch_beside_good(desk, desk.site.address("/feed"))
    assert (bad.state, bad.code) == ("failed", "NOT_A_FEED")
    assert "is a web page, no RSS or Atom feed" in bad.problem


@pytest.mark.parametrize("how", ["published cut off", "connection cut off"])
def test_F04_of_a_feed_that_is_cut_off_the_whole_entries_are_kept(desk: Desk, how: str) -> None:
    whole = rss(*(item(name, desk.site.address(f"/{name}")) for name in ("one", "two", "three")))
    end = whole.index("three") + 3
    desk.site.answers |= {f"/{name}": Say(page(name)) for name in ("one", "two", "three")}
    cut = Say(whole[:end]) if how == "published cut off" else Say(whole, cut=end)
    desk.site.answers["/feed"] = Say(cut.body, headers={"ETag": '"1"'}, cut=cut.cut)
    bad = fetch_beside_good(desk, desk.site.address("/feed"))
    assert desk.titles() == ["Good", "one", "two"]
    assert (bad.state, bad.added, bad.refused) == ("ok", 2, 1)
    assert desk.rejects()[["row", "code"]].to_numpy().tolist() == [[3, "ENTRY_CUT_OFF"]]

    def answer(asked: Asked) -> Say:
        return Say(status=304) if "if-none-match" in asked.headers else Say(whole)

    # When it is complete, the rest is read: the server was not told that this was seen.
    desk.site.answers["/feed"] = answer
    assert desk.fetch(feed("bad", desk.site.address("/feed")))["bad"].added == 1
    assert desk.titles() == ["Good", "one", "three", "two"]


def test_F05_a_feed_that_says_utf8_and_is_cp1251_has_the_right_letters(desk: Desk) -> None:
    content = rss(item("Завод станков", desk.site.address("/1"), SUMMARY)).encode("cp1251")
    desk.site.answers["/feed"] = Say(content, headers={"Content-Type": "text/xml; charset=utf-8"})
    desk.site.answers["/1"] = Say(page("Завод станков", head="").encode("cp1251", "ignore"))
    bad = fetch_beside_good(desk, desk.site.address("/feed"))
    assert (bad.state, bad.added) == ("ok", 1)
    assert bad.notes == ["its letters are cp1251, not utf-8 as it says"]
    texts = desk.store.articles().set_index("title")
    assert (
        "обрабатывающих центров"
        in desk.store.article(texts.loc["Завод станков", "article_id"])["text"]
    )


def test_F05_a_feed_in_no_encoding_at_all_is_refused(desk: Desk) -> None:
    content = (
        rss(item("TITLE", "http://a.org/1")).encode().replace(b"TITLE", bytes(range(128, 192)))
    )
    desk.site.answers["/feed"] = Say(content)
    bad = fetch_beside_good(desk, desk.site.address("/feed"))
    assert (bad.state, bad.code) == ("failed", "ENCODING")


@pytest.mark.parametrize(
    ("say", "code"),
    [
        (Say(status=302, headers={"Location": "/feed"}), "TOO_MANY_REDIRECTS"),
        (Say(status=404), "HTTP_GONE"),
        (Say(status=500), "HTTP_FAILED"),
        (Say(status=429, headers={"Retry-After": "7200"}), "ASKED_TO_WAIT"),
    ],
    ids=["redirect loop", "404", "500", "429"],
)
def test_F06_a_feed_that_fails_has_a_time_for_the_next_try(desk: Desk, say: Say, code: str) -> None:
    with serving({"/feed": say}) as other:
        desk.site.open_too(other.port)
        bad = fetch_beside_good(desk, other.address("/feed"))
        assert (bad.state, bad.code) == ("failed", code)
        wait = pd.Timestamp(bad.retry_at) - pd.Timestamp.now("UTC")
        least, most = ("2h", "2h") if code == "ASKED_TO_WAIT" else ("3min", "7min")
        assert pd.Timedelta(least) - pd.Timedelta("5s") < wait <= pd.Timedelta(most)
        # It is left alone until then.
        before = len(other.asked)
        again = desk.fetch(feed("bad", other.address("/feed")))["bad"]
        assert (again.state, again.retry_at, len(other.asked)) == ("waits", bad.retry_at, before)


def test_F06_a_certificate_that_nobody_vouches_for_is_no_reason_to_go_without(desk: Desk) -> None:
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    with serving({"/feed": Say(rss())}, tls=context) as secured:
        desk.site.open_too(secured.port)
        bad = fetch_beside_good(desk, secured.address("/feed", scheme="https"))
        assert (bad.state, bad.code, bad.retry_at > "2026") == ("failed", "TLS_ERROR", True)
        assert secured.asked == []


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "/etc/passwd", "ftp://a.org/feed", "gopher://a.org/feed"]
)
def test_F07_an_address_that_is_none_of_the_web_is_refused_and_nothing_opened(
    desk: Desk, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []
    monkeypatch.setattr("urllib.request.urlopen", opened.append)
    bad = fetch_beside_good(desk, address)
    assert (bad.state, bad.code, opened) == ("failed", "SCHEME_REFUSED", [])
    assert "only http and https addresses are fetched" in bad.problem


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:8501/", "http://169.254.169.254/", "http://10.0.0.1/"]
)
def test_F08_an_address_of_the_inner_network_is_refused_with_the_reason(
    desk: Desk, address: str
) -> None:
    bad = fetch_beside_good(desk, address)
    assert (bad.state, bad.code) == ("failed", "PRIVATE_ADDRESS")
    assert "is not on the public internet" in bad.problem


def test_F08_an_entry_cannot_lead_into_the_inner_network(desk: Desk) -> None:
    inner = [item("Inner", "http://169.254.169.254/latest"), item("Own", desk.site.address("/1"))]
    desk.site.answers |= {"/feed": Say(rss(*inner)), "/1": Say(page("Own"))}
    bad = fetch_beside_good(desk, desk.site.address("/feed"))
    assert (bad.added, bad.refused) == (1, 1)
    refused = desk.rejects()[["code", "raw"]].to_numpy().tolist()
    assert refused == [["PRIVATE_ADDRESS", "http://169.254.169.254/latest"]]


def test_F09_a_page_of_25_mb_is_stopped_at_the_limit(desk: Desk) -> None:
    huge = page("Huge").encode() + b"<!-- " + b"x" * 25_000_000 + b" -->"
    pages = [item("Huge", desk.site.address("/huge")), item("Own", desk.site.address("/own"))]
    desk.site.answers |= {"/feed": Say(rss(*pages)), "/huge": Say(huge), "/own": Say(page("Own"))}
    bad = fetch_beside_good(desk, desk.site.address("/feed"))
    assert (bad.added, bad.refused) == (1, 1)
    assert desk.rejects()["code"].tolist() == ["TOO_LARGE"]


def test_F09_tags_nested_200_000_times_stop_nothing(desk: Desk) -> None:
    deep = "<html><body>" + "<div>" * 200_000 + "words"
    pages = [item("Deep", desk.site.address("/deep")), item("Own", desk.site.address("/own"))]
    desk.site.answers |= {"/feed": Say(rss(*pages)), "/deep": Say(deep), "/own": Say(page("Own"))}
    start = time.monotonic()
    bad = fetch_beside_good(desk, desk.site.address("/feed"))
    assert (bad.added, bad.refused) == (1, 1)
    assert desk.rejects()["raw"].tolist() == [desk.site.address("/deep")]
    assert time.monotonic() - start < 30


LOGIN = "<html><body><form><input type='password'></form><p>Log in to read.</p></body></html>"


@pytest.mark.parametrize("content", ["<html><body></body></html>", LOGIN], ids=["empty", "login"])
def test_F10_a_page_without_text_is_refused_and_its_address_kept(desk: Desk, content: str) -> None:
    desk.site.answers |= {
        "/feed": Say(rss(item("Closed", desk.site.address("/closed")))),
        "/closed": Say(content),
    }
    bad = fetch_beside_good(desk, desk.site.address("/feed"))
    assert (bad.added, bad.refused) == (0, 1)
    (row,) = desk.rejects().to_dict("records")
    assert (row["code"], row["raw"]) == ("NO_TEXT", desk.site.address("/closed"))


def test_F10_where_the_feed_has_a_summary_it_stands_for_the_page(desk: Desk) -> None:
    desk.site.answers |= {
        "/feed": Say(rss(item("Closed", desk.site.address("/closed"), SUMMARY))),
        "/closed": Say(LOGIN),
    }
    bad = fetch_beside_good(desk, desk.site.address("/feed"))
    assert (bad.added, bad.refused, bad.only_summaries) == (1, 0, 1)
    kept = page_at(desk.store, canonical_url(desk.site.address("/closed")))
    assert kept is not None
    assert (kept.outcome, kept.entry["address"]) == ("NO_TEXT", desk.site.address("/closed"))
