"""Fetching: rounds through feeds and pages, what the store remembers, and the command."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import load_taxonomy
from analysis.__main__ import main
from analysis.errors import DataError, StoreBusy
from analysis.fetching import fetch_feeds
from analysis.fetching.rounds import FULL_TEXT
from analysis.fetching.schedule import is_ahead, seconds_until_retry, text_of, utc_now
from analysis.links import canonical_url
from analysis.sources.apart import MEMORY, Apart
from analysis.sources.web import limits
from analysis.sources.web.register import DEFAULT_FILE, choose, load_feeds
from analysis.sources.web.together import side_by_side
from analysis.store import Store
from analysis.store.waiting import feed_states, note_feed, page_at, waiting_pages
from tests.web_server import PARAGRAPH, Asked, Desk, Say, feed, item, page, rss, serving

ROOT = Path(__file__).resolve().parent.parent
SUMMARY = "Завод станков начал работу."
TOPIC = """
[[topic]]
key = "machine-tools"
label = { en = "Machine tools", ru = "Станки" }
strong = { ru = ["станок"] }
"""
NAMES = ("one", "two", "three", "four")


@pytest.fixture
def desk(tmp_path: Path, reader: Apart) -> Iterator[Desk]:
    """A site with a feed of four entries, each with a page, and an empty store."""
    with serving() as site, Store.open(tmp_path / "store.sqlite", create=True) as store:
        items = [item(name, site.address(f"/{name}"), SUMMARY) for name in NAMES]
        site.answers["/feed"] = Say(rss(*items))
        site.answers |= {f"/{name}": Say(page(name)) for name in NAMES}
        yield Desk(store, site, reader)


def own(desk: Desk, path: str = "/feed", key: str = "own", **options: object) -> object:
    return feed(key, desk.site.address(path), **options)


def whole(desk: Desk, title: str) -> dict[str, object]:
    articles = desk.store.articles().set_index("title")
    return dict(desk.store.article(articles.loc[title, "article_id"]))


# --- a round ----------------------------------------------------------------------------------


def test_entries_become_articles_with_the_text_of_their_pages(desk: Desk) -> None:
    outcome = desk.fetch(own(desk))["own"]
    assert (outcome.state, outcome.added, outcome.is_whole) == ("ok", 4, True)
    article = whole(desk, "one")
    assert PARAGRAPH.strip() in str(article["text"])
    told = {name: article[name] for name in ("source_name", "kind", "url", "language")}
    assert told == {
        "source_name": "Source own",
        "kind": "announcement",
        "url": desk.site.address("/one"),
        "language": "ru",
    }
    assert str(article["published_date"])[:10] == "2026-11-26"
    assert article["published_at"] == "2026-11-26T07:00:00Z"


def test_a_feed_that_says_it_is_unchanged_costs_one_request(desk: Desk) -> None:
    content = desk.site.answers["/feed"]

    def answer(asked: Asked) -> Say:
        is_known = asked.headers.get("if-none-match") == '"1"'
        return Say(status=304) if is_known else replace(content, headers={"ETag": '"1"'})

    desk.site.answers["/feed"] = answer
    desk.fetch(own(desk))
    desk.site.asked.clear()
    assert desk.fetch(own(desk))["own"].state == "unchanged"
    assert desk.site.paths == ["/feed"]


def test_the_same_entries_again_change_nothing_and_read_no_page(desk: Desk) -> None:
    desk.fetch(own(desk))
    change = desk.store.change
    desk.site.asked.clear()
    outcome = desk.fetch(own(desk))["own"]
    assert (outcome.added, outcome.known, outcome.updated) == (0, 4, 0)
    assert desk.site.paths == ["/feed"]
    assert desk.store.change == change


def test_an_entry_that_has_changed_is_read_again_and_its_article_updated(desk: Desk) -> None:
    desk.fetch(own(desk))
    desk.site.answers["/feed"] = Say(rss(item("One, corrected", desk.site.address("/one"))))
    desk.site.answers["/one"] = Say(page("One, corrected"))
    outcome = desk.fetch(own(desk))["own"]
    assert (outcome.added, outcome.updated) == (0, 1)
    assert desk.titles() == ["One, corrected", "four", "three", "two"]


def test_an_article_that_a_file_brought_is_not_fetched_again(desk: Desk) -> None:
    desk.fetch(own(desk))
    desk.store._connection.execute("DELETE FROM page")
    desk.site.asked.clear()
    assert desk.fetch(own(desk))["own"].known == 4
    assert desk.site.paths == ["/feed"]


def test_a_feed_with_whole_texts_needs_no_pages(desk: Desk) -> None:
    text = "<p>" + PARAGRAPH * 10 + "</p>"
    desk.site.answers["/feed"] = Say(
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<item><title>T</title><link>{desk.site.address('/one')}</link>"
        f"<content:encoded><![CDATA[{text}]]></content:encoded></item></channel></rss>"
    )
    assert desk.fetch(own(desk))["own"].added == 1
    assert desk.site.paths == ["/feed"]
    assert str(whole(desk, "T")["text"]) == (PARAGRAPH * 10).strip()


def test_without_pages_the_summary_is_the_text_until_a_later_round(desk: Desk) -> None:
    outcome = desk.fetch(own(desk), reads_pages=False)["own"]
    assert (outcome.added, outcome.waiting, desk.site.paths) == (4, 4, ["/feed"])
    assert whole(desk, "one")["text"] == SUMMARY
    assert desk.fetch(own(desk), reads_pages=False)["own"].known == 4
    assert desk.fetch(own(desk))["own"].updated == 4
    assert PARAGRAPH.strip() in str(whole(desk, "one")["text"])
    # What a page said is not replaced by the summary again.
    assert desk.fetch(own(desk), reads_pages=False)["own"].updated == 0


def test_the_pages_of_a_source_that_forbids_it_are_not_read(desk: Desk) -> None:
    outcome = desk.fetch(own(desk, reads_pages=False))["own"]
    assert (outcome.added, outcome.waiting, desk.site.paths) == (4, 0, ["/feed"])


def test_most_pages_of_a_round_are_the_newest_and_the_others_wait(desk: Desk) -> None:
    outcome = desk.fetch(own(desk), most=3)["own"]
    assert (outcome.added, outcome.waiting) == (3, 1)
    assert desk.titles() == ["one", "three", "two"]
    assert desk.fetch(own(desk), most=3)["own"].added == 1


def test_a_page_that_two_feeds_name_is_read_once(desk: Desk) -> None:
    desk.site.answers["/other"] = desk.site.answers["/feed"]
    found = desk.fetch(own(desk), own(desk, "/other", "other"))
    assert found["own"].added + found["other"].added == 4
    assert sorted(desk.site.paths) == ["/feed", "/four", "/one", "/other", "/three", "/two"]


def test_of_two_entries_with_one_address_the_newer_is_taken(desk: Desk) -> None:
    items = [item(name, desk.site.address("/one?utm_source=feed")) for name in ("new", "old")]
    desk.site.answers["/feed"] = Say(rss(*items))
    outcome = desk.fetch(own(desk))["own"]
    assert (outcome.added, outcome.refused, desk.titles()) == (1, 0, ["new"])


def test_a_page_that_fails_is_tried_in_later_rounds_and_then_given_up(desk: Desk) -> None:
    desk.site.answers["/feed"] = Say(rss(item("one", desk.site.address("/one"))))
    desk.site.answers["/one"] = Say(status=500)
    outcomes = []
    for _ in range(6):
        outcomes.append(desk.fetch(own(desk))["own"])
        desk.store._connection.execute("UPDATE page SET retry_at = ''")
    assert [(one.waiting, one.refused) for one in outcomes] == [(1, 0)] * 4 + [(0, 1), (0, 0)]
    assert desk.rejects()["code"].tolist() == ["HTTP_FAILED"]


def test_pages_of_a_host_that_asks_to_wait_are_left_for_later_and_lose_no_try(desk: Desk) -> None:
    desk.site.answers["/one"] = Say(status=429, headers={"Retry-After": "3600"})
    outcome = desk.fetch(own(desk))["own"]
    assert (outcome.added, outcome.waiting, desk.site.paths) == (0, 4, ["/feed", "/one"])
    kept = waiting_pages(desk.store, "own", "2099", most=9)
    assert [one.tries for one in kept] == [0, 0, 0, 0]
    assert all(pd.Timestamp(one.retry_at) > pd.Timestamp.now("UTC") for one in kept)


def test_a_page_that_failed_waits_for_its_time(desk: Desk) -> None:
    desk.site.answers["/one"] = Say(status=500)
    desk.fetch(own(desk))
    kept = page_at(desk.store, canonical_url(desk.site.address("/one")))
    assert kept is not None
    assert (kept.tries, is_ahead(kept.retry_at)) == (1, True)
    assert waiting_pages(desk.store, "own", text_of(utc_now()), most=9) == []
    assert waiting_pages(desk.store, "own", "2099", most=9) == [kept]


def test_robots_txt_is_heeded_for_feeds_and_pages(desk: Desk) -> None:
    desk.site.answers["/robots.txt"] = Say("User-agent: *\nDisallow: /one\nDisallow: /closed")
    desk.site.answers["/closed"] = desk.site.answers["/feed"]
    found = desk.fetch(own(desk), own(desk, "/closed", "closed"))
    assert (found["closed"].state, found["closed"].code) == ("failed", "ROBOTS")
    assert (found["own"].added, found["own"].only_summaries) == (4, 1)
    assert "/one" not in desk.site.paths


def test_an_address_that_has_moved_for_good_is_told(desk: Desk) -> None:
    desk.site.answers["/old"] = Say(status=301, headers={"Location": "/feed"})
    outcome = desk.fetch(own(desk, "/old"))["own"]
    assert outcome.notes == [f"has moved to {desk.site.address('/feed')}: correct its address"]


# --- failures, and what the store remembers of them -----------------------------------------


def test_what_failed_is_left_alone_for_longer_each_time(desk: Desk) -> None:
    desk.site.answers["/feed"] = Say(status=404)
    waits = []
    for _ in range(4):
        outcome = desk.fetch(own(desk), is_patient=False)["own"]
        waits.append((pd.Timestamp(outcome.retry_at) - pd.Timestamp.now("UTC")).total_seconds())
    assert feed_states(desk.store)["own"].failures == 4
    for number, wait in enumerate(waits):
        assert 300 * 2**number * 0.7 < wait < 300 * 2**number * 1.3


@given(st.integers(1, 10_000), st.floats(0, 86_400))
def test_the_next_try_is_bounded_and_never_before_the_site_wishes(
    failures: int, wait: float
) -> None:
    assert max(wait, 225) <= seconds_until_retry(failures, wait) <= max(wait, 86_400 * 1.25)


def test_naming_a_feed_tries_it_at_once_unless_the_site_asked_to_wait(desk: Desk) -> None:
    desk.site.answers |= {"/a": Say(status=404), "/b": Say(status=429)}
    feeds = own(desk, "/a", "a"), own(desk, "/b", "b")
    desk.fetch(*feeds)
    assert [one.state for one in desk.fetch(*feeds).values()] == ["waits", "waits"]
    states = {key: one.state for key, one in desk.fetch(*feeds, is_patient=False).items()}
    assert states == {"a": "failed", "b": "waits"}


def test_a_corrected_address_is_tried_at_once(desk: Desk) -> None:
    desk.fetch(own(desk, "/wrong"))
    assert desk.fetch(own(desk))["own"].added == 4
    assert feed_states(desk.store)["own"].failures == 0


def test_a_clock_that_was_set_back_does_not_hold_a_feed(desk: Desk) -> None:
    desk.fetch(own(desk))
    state = feed_states(desk.store)["own"]
    note_feed(desk.store, state.failed("2126-01-01T00:00:00Z", "2126-01-02T00:00:00Z", "TIMEOUT"))
    assert desk.fetch(own(desk))["own"].state == "ok"


def test_a_slow_feed_does_not_hold_up_the_others(desk: Desk) -> None:
    with serving({"/feed": Say(rss(), drip=0.01)}) as slow:
        desk.site.open_too(slow.port)
        feeds = [feed("slow", slow.address("/feed")), own(desk)]
        visits = desk.site.visits()
        outcomes = [
            one.outcome.feed.key
            for one in fetch_feeds(desk.store, feeds, visits, reads_pages=False, apart=desk.reader)
            if one.outcome
        ]
    assert outcomes == ["own", "slow"]


# --- rounds that are ended --------------------------------------------------------------------


def test_a_round_that_was_ended_goes_on_where_it_was(desk: Desk) -> None:
    work = fetch_feeds(desk.store, [own(desk)], desk.site.visits(), apart=desk.reader)
    for _ in range(3):  # the feed and two pages
        next(work)
    work.close()
    assert desk.titles() == ["one", "two"]
    assert desk.fetch(own(desk))["own"].added == 2
    pages = [path for path in desk.site.paths if path != "/feed"]
    assert len(set(pages)) == 4
    # Those that were on their way may come twice, those that were added do not.
    assert [pages.count(path) for path in ("/one", "/two")] == [1, 1]


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
def test_what_was_read_is_kept_when_somebody_ends_it(
    desk: Desk, error: type[BaseException]
) -> None:
    work = fetch_feeds(desk.store, [own(desk)], desk.site.visits(), apart=desk.reader)
    for _ in range(2):
        next(work)
    with pytest.raises(error):
        work.throw(error())
    assert desk.titles() == ["one"]
    unfinished = desk.store._select("SELECT count(*) FROM import WHERE finished IS NULL")
    assert unfinished == [(0,)]


def test_an_answer_that_nobody_awaited_is_not_taken_for_the_next(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask, is_first = Apart._ask, True

    def interrupted(self: Apart, question: dict[str, object], content: bytes) -> None:
        nonlocal is_first
        ask(self, question, content)
        if question["task"] == "page" and is_first:
            is_first = False
            raise KeyboardInterrupt

    monkeypatch.setattr(Apart, "_ask", interrupted)
    with pytest.raises(KeyboardInterrupt):
        desk.fetch(own(desk))
    desk.fetch(own(desk))
    for name in NAMES:
        assert str(whole(desk, name)["text"]).startswith(f"{name}: 0.")


def test_a_second_fetch_into_a_store_is_told_who_is_first(desk: Desk) -> None:
    first = fetch_feeds(desk.store, [own(desk)], desk.site.visits(), apart=desk.reader)
    next(first)
    with pytest.raises(StoreBusy, match=rf"process \(pid {os.getpid()}, .* is fetching"):
        desk.fetch(own(desk))
    first.close()
    assert desk.fetch(own(desk))["own"].is_whole


def test_threads_end_with_the_round(desk: Desk) -> None:
    desk.site.answers |= {f"/{name}": Say("x" * 10_000, drip=0.01) for name in NAMES}
    before = threading.active_count()
    work = fetch_feeds(desk.store, [own(desk)], desk.site.visits(), apart=desk.reader)
    next(work)
    work.close()
    give_up = time.monotonic() + 5
    while threading.active_count() > before + 4 and time.monotonic() < give_up:
        time.sleep(0.05)
    assert threading.active_count() <= before + 4  # those of the server


# --- side by side -----------------------------------------------------------------------------


def test_tasks_of_a_group_are_done_in_order_and_one_at_a_time() -> None:
    running: list[str] = []
    most: list[int] = []

    def work(task: tuple[str, int]) -> int:
        running.append(task[0])
        most.append(running.count(task[0]))
        time.sleep(0.01)
        running.remove(task[0])
        return task[1]

    groups = [[(name, number) for number in range(5)] for name in "abc"]
    done = list(side_by_side(groups, work, workers=3))
    assert max(most) == 1
    for name in "abc":
        assert [number for (own_name, number), _ in done if own_name == name] == [0, 1, 2, 3, 4]


def test_what_a_task_raises_is_raised_where_results_are_taken() -> None:
    with pytest.raises(ZeroDivisionError):
        list(side_by_side([[1, 0]], lambda number: 1 // number, workers=2))


def test_no_further_task_is_begun_when_nobody_takes_results() -> None:
    begun: list[int] = []

    def work(number: int) -> int:
        begun.append(number)
        return number

    results = side_by_side([list(range(1000))], work, workers=1)
    next(results)
    results.close()
    time.sleep(0.3)
    assert len(begun) < 50


@given(st.lists(st.lists(st.integers(), max_size=5), max_size=5), st.integers(1, 4))
def test_nothing_is_lost_side_by_side(groups: list[list[int]], workers: int) -> None:
    done = list(side_by_side(groups, lambda number: number + 1, workers=workers))
    wished = sorted(number for group in groups for number in group)
    assert sorted(task for task, _ in done) == wished
    assert all(result == task + 1 for task, result in done)


# --- the register -----------------------------------------------------------------------------


def test_the_shipped_list_is_in_order_and_its_countries_are_known() -> None:
    feeds = load_feeds()
    assert len(feeds) >= 40
    assert min(sum(one.language == name for one in feeds) for name in ("ru", "en")) >= 15
    countries = {topic.key for topic in load_taxonomy().topics("country")}
    assert {one.country for one in feeds} - {""} <= countries


def test_every_fault_of_a_list_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "feeds.toml"
    good = (
        'name = "N"\nlanguage = "ru"\nkind = "press"\nlicence = "terms not checked"\nchecked = ""\n'
    )
    path.write_text(
        "other = 1\n"
        f'[[feed]]\nkey = "A b"\naddress = "http://a.org/"\n{good}'
        f'[[feed]]\nkey = "b"\naddress = "ftp://b.org/"\npages = "no"\nextra = 1\n{good}'
        f'[[feed]]\nkey = "b"\naddress = "http://c.org/"\nzone = "Mars"\ncountry = 1\n{good}'
        '[[feed]]\nkey = "d"\nname = " "\naddress = "http://a.org/"\nlanguage = "fr"\n'
        'kind = "blog"\nlicence = ""\nchecked = "yesterday"\n'
        '[[feed]]\nkey = "e"\n',
        encoding="utf-8",
    )
    with pytest.raises(DataError) as caught:
        load_feeds(path)
    assert set(caught.value.codes) == {"FEED_LIST"}
    assert list(caught.value.problems) == [
        "'other' is unknown: feeds stand under [[feed]]",
        "feed 1 (A b): key 'A b' must be like 'ministry-of-trade'",
        "feed 2 (b): 'extra' is unknown: use key, name, address, language, kind, licence, "
        "checked, country, zone, pages",
        "feed 2 (b): pages must be true or false",
        "feed 2 (b): address: ftp://b.org/: only http and https addresses are fetched",
        "feed 3 (b): country must be text in quotes",
        "feed 3 (b): zone 'Mars' is unknown: write it like 'Europe/Moscow'",
        "feed 4 (d): name is empty",
        "feed 4 (d): language 'fr' must be one of ru, en",
        "feed 4 (d): kind 'blog' must be one of official, agency, press",
        "feed 4 (d): licence is empty: write 'terms not checked'",
        "feed 4 (d): checked 'yesterday' must be a day like '2026-11-26', or ''",
        *(
            f"feed 5 (e): {name} is missing"
            for name in ("name", "address", "language", "kind", "licence", "checked")
        ),
        "key 'b' stands 2 times",
        "address 'http://a.org/' stands 2 times",
    ]


@pytest.mark.parametrize("content", ["", "feed = 1", "[[feed", "feed = [1]", "feed = []"])
def test_a_list_that_is_none_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "feeds.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DataError):
        load_feeds(path)


def test_a_key_that_no_feed_has_is_named() -> None:
    feeds = load_feeds()
    assert [one.key for one in choose(feeds, ["tass", "kremlin-ru"])] == ["kremlin-ru", "tass"]
    assert choose(feeds, []) == feeds
    with pytest.raises(DataError, match="no such feed: nowhere"):
        choose(feeds, ["tass", "nowhere"])


# --- the command ------------------------------------------------------------------------------


@pytest.fixture
def list_file(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A list of two feeds of the site, of which the second has no feed."""
    path = tmp_path / "feeds.toml"
    path.write_text(
        "".join(
            f'[[feed]]\nkey = "{key}"\nname = "Source {key}"\nlanguage = "ru"\nkind = "press"\n'
            f'address = "{desk.site.address(where)}"\nlicence = "terms not checked"\nchecked = ""\n'
            for key, where in (("own", "/feed"), ("lost", "/lost"))
        ),
        encoding="utf-8",
    )
    (tmp_path / "taxonomy").mkdir()
    (tmp_path / "taxonomy" / "sectors.toml").write_text(TOPIC, encoding="utf-8")
    monkeypatch.setenv("MONITOR_ALLOW_LOOPBACK", str(desk.site.port))
    monkeypatch.delenv("MONITOR_OFFLINE", raising=False)
    return path


def command(desk: Desk, list_file: Path, *words: str) -> list[str]:
    return [
        *("fetch", *words, "--feeds", str(list_file), "--store", str(desk.store.path)),
        *("--pause", "0", "--taxonomy", str(list_file.with_name("taxonomy"))),
    ]


def run(desk: Desk, list_file: Path, *words: str) -> int:
    return main(command(desk, list_file, *words))


def start(desk: Desk, list_file: Path, *words: str) -> subprocess.Popen[str]:
    arguments = command(desk, list_file, *words)
    return subprocess.Popen(
        [sys.executable, "-m", "analysis", *arguments],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_command_tells_a_line_for_each_feed_and_tags_what_is_new(
    desk: Desk, list_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(desk, list_file, "own", "--contact", "me@example.org") == 0
    told = [line.partition(" own: ")[2] or line for line in capsys.readouterr().out.splitlines()]
    assert told == [
        "ok: 4 new",
        "1 of 1 feeds read: 4 articles added, 0 updated, 0 already there, 0 refused; 0 pages wait",
    ]
    assert list(desk.store.untagged_numbers()) == []
    assert set(desk.store.tags()["topic"]) >= {"machine-tools"}
    assert desk.site.asked[0].headers["user-agent"].endswith("(me@example.org)")


def test_the_command_ends_with_65_when_a_feed_failed_and_reads_the_others(
    desk: Desk, list_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(desk, list_file) == 65
    out = capsys.readouterr().out
    assert " own: ok: 4 new" in out
    assert " lost: failed: HTTP_GONE: " in out
    assert "1 of 2 feeds read" in out
    assert run(desk, list_file) == 65
    assert " lost: left alone until 20" in capsys.readouterr().out


def test_the_command_lists_feeds_with_what_became_of_them(
    desk: Desk, list_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(desk, list_file, "own", "--no-pages")
    capsys.readouterr()
    assert run(desk, list_file, "--list") == 0
    out = capsys.readouterr().out
    assert "own: Source own (ru, press)" in out
    assert "terms not checked" in out
    assert ": 4 entries" in out
    assert out.count("never fetched") == 1


def test_the_switch_turns_fetching_off(
    desk: Desk,
    list_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("MONITOR_OFFLINE", "1")
    assert run(desk, list_file) == 1
    assert "MONITOR_OFFLINE is set: nothing is fetched" in capsys.readouterr().err
    assert desk.site.asked == []


def test_the_command_ends_with_75_when_another_one_fetches(
    desk: Desk, list_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = fetch_feeds(desk.store, [own(desk)], desk.site.visits(), apart=desk.reader)
    next(first)
    assert run(desk, list_file) == 75
    assert "is fetching into it" in capsys.readouterr().err
    first.close()


@pytest.mark.parametrize("words", [["nowhere"], ["--feeds", "missing.toml"]])
def test_a_feed_or_list_that_is_not_there_is_told_as_unreadable(
    words: list[str], tmp_path: Path
) -> None:
    assert main(["fetch", *words, "--store", str(tmp_path / "s.sqlite")]) == 66


@pytest.mark.parametrize("period", ["0", "5s", "31d", "soon", "-1m", "1.5h"])
def test_a_period_is_a_time_from_a_minute_to_a_month(period: str) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["fetch", "--list", f"--every={period}"])
    assert caught.value.code == 2


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)], ids=["TERM", "INT"]
)
def test_a_command_that_keeps_running_ends_cleanly_when_told_to(
    desk: Desk, list_file: Path, number: signal.Signals, status: int
) -> None:
    with start(desk, list_file, "own", "--no-pages", "--every", "1m") as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "next round at" in line:
                break
        process.send_signal(number)
        assert process.wait(10) == status
    assert len(desk.titles()) == 4
    assert desk.store._select("PRAGMA integrity_check") == [("ok",)]


def test_a_command_told_to_end_in_the_middle_leaves_whole_batches(
    desk: Desk, list_file: Path
) -> None:
    desk.site.answers["/four"] = Say("x" * 100_000, drip=0.05)
    with start(desk, list_file, "own") as process:
        give_up = time.monotonic() + 30
        while "/four" not in desk.site.paths and time.monotonic() < give_up:
            time.sleep(0.05)
        time.sleep(0.5)
        process.terminate()
        assert process.wait(10) == 143
    assert desk.titles() == ["one", "three", "two"]
    desk.site.answers["/four"] = Say(page("four"))
    assert desk.fetch(own(desk))["own"].added == 1


def test_the_list_that_is_shipped_is_the_one_that_is_read_without_another() -> None:
    assert DEFAULT_FILE == ROOT / "data" / "feeds.toml"


def test_the_document_states_the_limits_that_hold() -> None:
    text = (ROOT / "docs" / "feeds.md").read_text(encoding="utf-8")
    feeds = len(load_feeds())
    for sentence in (
        f"| {limits.DEADLINE:g} s |",
        f"| {limits.MAX_REDIRECTS}, none from https to http |",
        f"| {limits.MAX_FEED / 1e6:g} MB, {limits.MAX_PAGE / 1e6:g} MB |",
        f"| {limits.MAX_ENTRIES:,} |",
        f"| {limits.READ_SECONDS:g} s, {MEMORY / 2**30:g} GB |",
        f"(`--most`) | {limits.MOST_PAGES} |",
        f"at least {limits.PAUSE:g} s (`--pause`)",
        f"`Crawl-delay` up to {limits.MAX_DELAY:g} s",
        f"({FULL_TEXT} letters",
        f"lists {feeds} sources",
    ):
        assert sentence in " ".join(text.split()), sentence
