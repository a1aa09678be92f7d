"""Addresses of articles: which are the same page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.links import canonical_url


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/цех/1?id=2",
        "http://www.example.org:80/цех/1/?id=2",
        "HTTPS://EXAMPLE.org/%D1%86%D0%B5%D1%85/1?id=2#top",
        "https://example.org/%d1%86%d0%b5%d1%85/1?utm_source=a&id=2&ysclid=b&_openstat=c",
        "https://example.org/цех/1?id=2&fbclid=x&mc_cid=y&mc_eid=z",
    ],
)
def test_addresses_of_one_page_are_the_same(url: str) -> None:
    assert canonical_url(url) == "https://example.org/%D1%86%D0%B5%D1%85/1?id=2"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/a", "https://example.org/A"),
        ("https://example.org/a%2Fb", "https://example.org/a/b"),
        ("https://example.org/?id=1", "https://example.org/?id=2"),
        ("https://example.org/", "https://news.example.org/"),
        ("https://example.org:8080/a", "https://example.org/a"),
    ],
)
def test_addresses_of_different_pages_stay_different(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


def test_a_host_in_russian_letters_is_the_one_that_is_looked_up() -> None:
    assert canonical_url("https://пример.рф:8080/") == "https://xn--e1afmkfd.xn--p1ai:8080"


@pytest.mark.parametrize(
    "url", ["", "ftp://a.org", "a.org/b", "https://a\u2100b.org/", "http://a b"]
)
def test_what_is_no_address_of_a_page_is_empty(url: str) -> None:
    assert canonical_url(url) == ""


ADDRESSES = st.builds("https://{}{}".format, st.text(max_size=8), st.text(max_size=12))


@given(ADDRESSES | st.text(max_size=20))
def test_an_address_stays_what_it_has_become(url: str) -> None:
    once = canonical_url(url)
    assert canonical_url(once) == once
