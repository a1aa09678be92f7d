"""What holds on every page: it asks nobody else, fits, can be read by all, and is guarded."""

import urllib.request
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from dashboard.address import PAGES
from tests.browser.servers import serious_faults, settled

pytestmark = pytest.mark.browser
PLACES = (
    *PAGES[1:],
    "",
    "articles?article=first",
    "sector?part=programmes",
    "connections?pair_view=flow",
)


@pytest.mark.parametrize(
    ("language", "scheme", "width"), [("en", "light", 1440), ("ru", "dark", 390)]
)
@pytest.mark.parametrize("place", PLACES)
def test_page_fits_is_accessible_and_asks_no_other_host(
    bundled: str,
    browser: Browser,
    place: str,
    language: str,
    scheme: Literal["light", "dark"],
    width: int,
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 1600}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.goto(f"{bundled}/{place}{'&' if '?' in place else '?'}lang={language}")
    expect(page.get_by_role("heading").first).to_be_visible(timeout=30_000)
    settled(page)
    faults = serious_faults(page)
    for _ in range(4):  # what fades while the page runs again has wrong colours: real faults stay
        if faults:
            page.wait_for_timeout(1_500)
            faults = serious_faults(page)
    assert faults == []
    assert hosts - {""} == {urlsplit(bundled).netloc}
    page.wait_for_function(
        "() => document.querySelector('[data-testid=stMain]').scrollWidth <= window.innerWidth"
    )
    assert page.get_by_test_id("stException").count() == 0
    expect(page.get_by_text("server's log")).to_have_count(0)
    context.close()


@pytest.mark.parametrize("page_name", PAGES)
def test_page_carries_security_headers(bundled: str, page_name: str) -> None:
    with urllib.request.urlopen(f"{bundled}/{page_name}") as answer:
        headers = {name.lower(): value for name, value in answer.headers.items()}
    assert "default-src 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "permissions-policy" in headers
