"""Visits: robots.txt, pauses, another try, and sites that ask to wait."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest

from analysis.sources.web.faults import FetchError
from analysis.sources.web.robots import Robots
from analysis.sources.web.visits import Visits, seconds_to_wait
from tests.web_server import Asked, Say, Site, serving

MOST = 1000


@pytest.fixture
def site() -> Iterator[Site]:
    with serving({"/feed": Say("words")}) as site:
        yield site


def failure(visits: Visits, address: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        visits.get(address, most=MOST)
    return caught.value


def test_robots_txt_is_read_once_for_a_site_and_heeded(site: Site) -> None:
    site.answers["/robots.txt"] = Say("User-agent: *\nDisallow: /private/")
    visits = site.visits()
    assert visits.get(site.address("/feed"), most=MOST).content == b"words"
    assert failure(visits, site.address("/private/a")).code == "ROBOTS"
    assert visits.get(site.address("/feed"), most=MOST).content == b"words"
    assert [one.path for one in site.asked] == ["/robots.txt", "/feed", "/feed"]


def test_wishes_for_this_program_come_before_those_for_all(site: Site) -> None:
    site.answers["/robots.txt"] = Say(
        "User-agent: *\nDisallow: /\n\nUser-agent: IndustrialPolicyMonitor\nDisallow: /private/"
    )
    assert site.visits().get(site.address("/feed"), most=MOST).status == 200


@pytest.mark.parametrize("status", [404, 403, 410])
def test_a_site_without_robots_txt_allows_all(site: Site, status: int) -> None:
    site.answers["/robots.txt"] = Say("User-agent: *\nDisallow: /", status)
    assert site.visits().get(site.address("/feed"), most=MOST).status == 200


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_site_that_cannot_say_what_it_wishes_is_left_alone(site: Site, status: int) -> None:
    site.answers["/robots.txt"] = Say("", status)
    error = failure(site.visits(), site.address("/feed"))
    assert (error.code, error.is_passing, site.paths) == ("HTTP_FAILED", True, [])


def test_a_page_that_a_site_redirects_to_is_asked_for_as_politely(site: Site) -> None:
    site.answers["/robots.txt"] = Say("User-agent: *\nDisallow: /private/")
    site.answers["/a"] = Say(status=302, headers={"Location": "/private/a"})
    assert failure(site.visits(), site.address("/a")).code == "ROBOTS"
    assert site.paths == ["/a"]


def test_a_pause_lies_between_requests_to_a_host(site: Site) -> None:
    visits = site.visits(pause=0.2)
    for _ in range(3):
        visits.get(site.address("/feed"), most=MOST)
    times = [one.at for one in site.asked]
    assert len(times) == 4
    assert min(later - earlier for earlier, later in pairwise(times)) > 0.15


def test_a_site_may_ask_for_longer_pauses(site: Site) -> None:
    site.answers["/robots.txt"] = Say("User-agent: *\nCrawl-delay: 1")
    visits = site.visits()
    start = time.monotonic()
    for _ in range(2):
        visits.get(site.address("/feed"), most=MOST)
    assert 0.9 < time.monotonic() - start < 3


def test_the_pause_that_a_site_asks_for_has_a_bound() -> None:
    robots = Robots.read(200, b"User-agent: *\nCrawl-delay: 86400", "Monitor")
    assert robots.delay == 30.0


def test_what_fails_for_a_passing_reason_is_tried_once_more(site: Site) -> None:
    answers = iter([Say(status=500), Say("words")])

    def answer(asked: Asked) -> Say:
        return next(answers)

    site.answers["/feed"] = answer
    assert site.visits().get(site.address("/feed"), most=MOST).content == b"words"


@pytest.mark.parametrize(
    ("say", "code", "is_passing", "requests"),
    [
        (Say(status=404), "HTTP_GONE", False, 1),
        (Say(status=410), "HTTP_GONE", False, 1),
        (Say(status=403), "HTTP_REFUSED", False, 1),
        (Say(status=204), "HTTP_REFUSED", False, 1),
        (Say(status=500), "HTTP_FAILED", True, 2),
        (Say(status=503), "HTTP_FAILED", True, 2),
        (Say(status=503, headers={"Retry-After": "60"}), "ASKED_TO_WAIT", True, 1),
        (Say(status=429), "ASKED_TO_WAIT", True, 1),
    ],
)
def test_an_answer_without_content_has_a_code(
    site: Site, say: Say, code: str, is_passing: bool, requests: int
) -> None:
    site.answers["/feed"] = say
    error = failure(site.visits(), site.address("/feed"))
    assert (error.code, error.is_passing, len(site.paths)) == (code, is_passing, requests)


def test_how_long_a_site_asks_to_wait_is_handed_on(site: Site) -> None:
    site.answers["/feed"] = Say(status=429, headers={"Retry-After": "120"})
    assert failure(site.visits(), site.address("/feed")).wait == 120.0


def test_a_host_that_asks_to_wait_is_not_asked_for_anything_else(site: Site) -> None:
    site.answers["/a"] = Say(status=429, headers={"Retry-After": "120"})
    visits = site.visits()
    failure(visits, site.address("/a"))
    error = failure(visits, site.address("/feed"))
    assert (error.code, error.was_asked, site.paths) == ("ASKED_TO_WAIT", False, ["/a"])
    assert 115 < error.wait <= 120


def test_a_host_that_is_down_is_left_alone_after_three_failures(site: Site) -> None:
    site.answers["/a"] = Say(status=500)
    visits = site.visits()
    errors = [failure(visits, site.address("/a")) for _ in range(3)]
    assert [error.was_asked for error in errors] == [True, True, False]
    assert len(site.paths) == 3


def test_an_answer_between_failures_shows_that_a_host_is_not_down(site: Site) -> None:
    site.answers["/a"] = Say(status=500)
    visits = site.visits()
    for _ in range(3):
        assert failure(visits, site.address("/a")).was_asked
        visits.get(site.address("/feed"), most=MOST)


def test_an_address_that_is_gone_says_nothing_of_its_host(site: Site) -> None:
    visits = site.visits()
    for _ in range(5):
        assert failure(visits, site.address("/gone")).was_asked


def test_retry_after_is_a_number_of_seconds_or_a_date() -> None:
    moment = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    assert 3500 < seconds_to_wait(moment) <= 3600
    assert [seconds_to_wait(text) for text in ("7", "99999999", "-5", "", "soon", "²")] == [
        7.0,
        86_400.0,
        0.0,
        0.0,
        0.0,
        0.0,
    ]
