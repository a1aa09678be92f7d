"""What a click costs in a real browser: time until the result is shown, bytes on the wire.

``python -m benchmarks.clicks monitor.sqlite`` starts the dashboard, opens its pages in Chromium and
clicks as a reader does: on an option of a filter, a mark of a chart, a switch, the next page of a
list. What is clicked is drawn by ``--seed`` from what the page offers at that moment; after a few
filters they are cleared again, which is a click, too. From where a mark has led, the way back is
through the menu, which is not counted.

The time of a click runs from the event ``pointerdown`` to the first frame after the last change of
what the window then shows of the main part of the page: of elements, attributes and texts, or of a
canvas. The browser itself notes both by one clock. Not counted is what nobody sees: what lies above
or below the window, a canvas painted as it was, the table for screen readers inside it, and the
mark of elements that await the new run while they have not begun to fade. Nor are the labels that
follow the mouse over a chart, and the waiting afterwards, without which nobody could say that a
change was the last: a page is at rest when its script has finished and nothing has changed anywhere
for 0.4 seconds. Opening the list of a filter and moving the mouse to a mark come before the click.
Readers who want less motion get no transitions (``prefers-reduced-motion``), and so does this one.

Bytes are those that a relay between server and browser has seen, compressed as they are on the
wire, from the click until the page is at rest. Beside the time stand the milliseconds that browser
(main thread) and server used of the processor meanwhile: on a busy machine they say more than the
time, in which both also wait for others. A click that asks the server for nothing, such as
one on a mark that means nothing, is told in the notes and not counted.
"""

import argparse
import os
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

import numpy as np
from playwright.sync_api import TimeoutError as TooLongError
from playwright.sync_api import sync_playwright

from analysis import Store
from benchmarks.dashboard import BROWSERS, processor_seconds, serving
from benchmarks.measure import BenchmarkError, Report, percentile, run
from benchmarks.wire import Wire, relayed

Click = Callable[[], object]

ARGS: Final = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
FIRST_PAGE: Final = "overview"
LEFT_OUT: Final = {"import", "about"}  # nothing to choose there
HEIGHT: Final = 900
FEW_FILTERS: Final = 3  # then they are cleared
FIRST_OPTIONS: Final = 8
WARM: Final = 3  # clicks on each page before any counts
TRIES: Final = 5  # to find something to click on, for each click
HOVER_MS: Final = 300
POLL_MS: Final = 100
SENT_MS: Final = 1_500
FOUND_MS: Final = 5_000  # an option can go while it is sought
REST_MS: Final = 60_000
START_MS: Final = 120_000
MEDIAN, HIGH = 0.5, 0.95
NOTHING: Final = "nothing to click on"
CLEARED: Final = "button that clears"
MARKS: Final = ".js-plotly-plot :is(.bars .point path, .scatterlayer .point, .slice path)"
SWITCHES: Final = "[data-testid=stButtonGroup] button[role=radio][aria-checked=false]"
LIST_PAGES: Final = "[data-testid=stPaginationPage], [data-testid=stPaginationNext]:enabled"
PROBE_NAME: Final = "window.monitorProbe()"

STALE_MS: Final = 500  # Streamlit lets what is old fade only then
# Runs in the page before anything else: notes clicks, frames of the WebSocket, long tasks, and for
# each element of the page when it last changed.
PROBE: Final = """
(() => {
  const main = () => document.querySelector("[data-testid=stMain]");
  const seen = { down: 0, sent: 0, got: 0, changed: 0, places: new Map(), frames: [], long: [] };
  let isAwaited = false;
  const known = new WeakMap();  // a chart changes a thousand elements at once
  const placeOf = element => {
    if (!main()?.contains(element) || element.closest(".hoverlayer, canvas *")) return null;
    return element.closest("[data-testid=stElementContainer]") ?? element;
  };
  const changed = element => {
    if (!known.has(element)) known.set(element, placeOf(element));
    const place = known.get(element);
    if (!place) return;
    seen.places.set(place, seen.changed = performance.now());
    if (isAwaited) return;
    isAwaited = true;
    requestAnimationFrame(() => setTimeout(() => {
      isAwaited = false;
      seen.frames.push(performance.now());
    }));
  };
  const isInSight = place => {
    const { top, bottom } = place.getBoundingClientRect();
    return place.isConnected && bottom > 0 && top < innerHeight;
  };
  window.monitorProbe = () => {
    const inSight = [...seen.places].filter(([place]) => isInSight(place));
    const last = Math.max(seen.down, ...inSight.map(([, time]) => time));
    const shown = seen.frames.find(time => time >= last) ?? last;
    return { ...seen, shown, places: 0, last: Math.max(seen.changed, ...seen.frames) };
  };
  addEventListener("pointerdown", event => {
    seen.places.clear();
    Object.assign(seen, { down: event.timeStamp, sent: 0, got: 0, changed: 0 });
    Object.assign(seen, { frames: [], long: [] });
  }, true);
  const Plain = window.WebSocket;
  window.WebSocket = class extends Plain {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", () => { seen.got = performance.now(); });
    }
    send(data) { seen.sent ||= performance.now(); super.send(data); }
  };
  new MutationObserver(records => {
    for (const { target, addedNodes, attributeName } of records) {
      if (attributeName === "data-stale" && performance.now() - seen.down < STALE_MS) continue;
      const added = [...addedNodes].filter(node => node.nodeType === 1);
      const element = target.nodeType === 1 ? target : target.parentElement;
      for (const node of added.length ? added : element ? [element] : []) changed(node);
    }
  }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  const pictures = new WeakMap();  // of each canvas, a number for what is on it
  const drawn = new Set();
  const look = () => {
    for (const canvas of drawn) {
      if (!canvas.width || !canvas.height) continue;  // nothing to read
      const { width, height } = canvas;
      const paint = canvas.getContext("2d").getImageData(0, 0, width, height).data;
      let picture = width;
      for (const dot of new Uint32Array(paint.buffer)) picture = (Math.imul(picture, 31) + dot) | 0;
      if (pictures.get(canvas) !== picture && canvas.isConnected) changed(canvas);
      pictures.set(canvas, picture);
    }
    drawn.clear();
  };
  for (const name of ["fillRect", "fillText", "drawImage", "stroke", "fill"]) {
    const draw = CanvasRenderingContext2D.prototype[name];
    CanvasRenderingContext2D.prototype[name] = function (...given) {
      if (!drawn.size) requestAnimationFrame(look);
      drawn.add(this.canvas);
      return draw.apply(this, given);
    };
  }
  new PerformanceObserver(list => {
    for (const task of list.getEntries()) seen.long.push([task.startTime, task.duration]);
  }).observe({ type: "longtask" });
})();
""".replace("STALE_MS", str(STALE_MS))
AT_REST: Final = """
() => {
  const seen = window.monitorProbe();
  const app = document.querySelector("[data-testid=stApp]");
  return app?.getAttribute("data-test-script-state") === "notRunning"
    && performance.now() - Math.max(seen.last, seen.got, seen.sent) > 400;
}
"""


@dataclass(frozen=True, slots=True)
class Timing:
    """What a click took; milliseconds, and bytes on the wire.

    Attributes
    ----------
    page, kind : where, and on what
    shown : from the click until its result is shown
    answered : from the question to the last word of the server
    blocked : of ``shown``, in tasks of the browser longer than 50 ms
    browser, server : used of the processor until the page was at rest
    size : bytes from the server
    """

    page: str
    kind: str
    shown: float
    answered: float
    blocked: float
    browser: float
    server: float
    size: int


class Reader:
    """A browser with the dashboard in it, and a way to click and to wait for the result."""

    def __init__(self, page: Any, wire: Wire, process: int, rng: np.random.Generator) -> None:
        self.page = page
        self._process = process
        self._tools = page.context.new_cdp_session(page)
        self._tools.send("Performance.enable", {"timeDomain": "threadTicks"})
        self.main = page.get_by_test_id("stMain")
        self._wire = wire
        self._rng = rng

    def open(self, name: str) -> None:
        """Open a page by its address, without filters."""
        self.page.goto(f"http://127.0.0.1:{self._wire.port}/{name}?lang=en", timeout=START_MS)
        self.main.locator("h1").first.wait_for(timeout=START_MS)
        self.page.locator(PLACES["filter"]).first.wait_for(timeout=START_MS)
        self._rest()

    def pages(self) -> list[str]:
        """Addresses of the pages in the navigation; the first has no name."""
        links = self.page.get_by_test_id("stTopNavLink").all()
        return [urlsplit(str(link.get_attribute("href"))).path.strip("/") for link in links]

    def turn_to(self, name: str) -> None:
        """Go to a page through the menu, as who came from there by a click goes back."""
        link = self.page.get_by_test_id("stTopNavLink").nth(self.pages().index(name))
        if not link.is_visible():
            self.open(name)
            return
        link.click()
        self._comes_true(f"{PROBE_NAME}.sent > 0", SENT_MS)
        self._rest()

    def drawn(self, number: int) -> int:
        """One of so many, at random."""
        return int(self._rng.integers(number))

    def one_of(self, found: Any) -> Any | None:
        """One of the elements that can be seen, at random."""
        number = found.count()
        for _ in range(TRIES if number else 0):
            element = found.nth(self.drawn(number))
            if element.is_visible():
                return element
        return None

    def close(self) -> None:
        """Close what a click has opened: a list of options or a dialog."""
        self.page.keyboard.press("Escape")
        if self.page.get_by_role("listbox").count():
            self.main.locator("h1").first.click()

    def timed(self, page: str, kind: str, click: Click) -> Timing | None:
        """Click, wait until the page is at rest, tell what it took; None without effect."""
        size, browser, server = self._used()
        click()
        if not self._comes_true(f"{PROBE_NAME}.sent > 0", SENT_MS):
            return None
        self._rest()
        seen = self.page.evaluate(PROBE_NAME)
        size_after, browser_after, server_after = self._used()
        shown = seen["shown"]
        return Timing(
            page,
            kind,
            shown=shown - seen["down"],
            answered=seen["got"] - seen["sent"],
            blocked=overlap(seen["long"], seen["down"], shown),
            browser=browser_after - browser,
            server=server_after - server,
            size=size_after - size,
        )

    def _used(self) -> tuple[int, float, float]:
        """Bytes received by now, and milliseconds of the processor used by browser and server."""
        metrics = self._tools.send("Performance.getMetrics")["metrics"]
        browser = next(one["value"] for one in metrics if one["name"] == "TaskDuration")
        return self._wire.received, browser * 1e3, processor_seconds(self._process) * 1e3

    def _rest(self) -> None:
        if not self._comes_true(AT_REST, REST_MS):
            raise BenchmarkError(f"{self.page.url}: not at rest after {REST_MS / 1e3:.0f} s")

    def _comes_true(self, question: str, milliseconds: float) -> bool:
        """Ask the page again and again; its policy forbids to let it ask itself."""
        end = time.monotonic() + milliseconds / 1e3
        while time.monotonic() < end:
            if self.page.evaluate(question):
                return True
            self.page.wait_for_timeout(POLL_MS)
        return False


def overlap(tasks: Iterable[Sequence[float]], first: float, last: float) -> float:
    """Milliseconds of tasks, given by start and length, between two moments."""
    return sum(max(0.0, min(start + length, last) - max(start, first)) for start, length in tasks)


def _option(reader: Reader) -> Click | None:
    """One of the first options of a filter; its list is opened before."""
    box = reader.one_of(reader.page.locator(PLACES["filter"]))
    if box is None:
        return None
    box.scroll_into_view_if_needed()
    reader.page.wait_for_timeout(HOVER_MS)  # a list closes when the page scrolls
    box.get_by_role("combobox").first.click()
    options = reader.page.get_by_role("option")
    try:
        options.first.wait_for(timeout=SENT_MS)
    except TooLongError:
        reader.close()
        return None
    return _clicking(options.nth(reader.drawn(min(options.count(), FIRST_OPTIONS))))


def _mark(reader: Reader) -> Click | None:
    """A bar, a cell or a point of a chart; the mouse is brought there before."""
    mark = reader.one_of(reader.page.locator(PLACES["mark"]))
    if mark is None:
        return None
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    if box is None:
        return None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse = reader.page.mouse
    mouse.move(x - 3, y - 1)
    reader.page.wait_for_timeout(HOVER_MS)
    mouse.move(x, y)
    reader.page.wait_for_timeout(HOVER_MS)
    return lambda: mouse.click(x, y)


def _clicking(element: Any | None) -> Click | None:
    if element is None:
        return None
    element.scroll_into_view_if_needed()
    return lambda: element.click()


PLACES: Final = {
    "filter": "[data-testid=stSidebar] [data-testid=stMultiSelect]",
    "mark": f"[data-testid=stMain] {MARKS}",
    "switch": f"[data-testid=stMain] {SWITCHES}",
    "page of a list": f"[data-testid=stMain] :is({LIST_PAGES})",
}
KINDS: Final[Mapping[str, Callable[[Reader], Click | None]]] = {
    "filter": _option,
    "mark": _mark,
    "switch": lambda reader: _clicking(reader.one_of(reader.page.locator(PLACES["switch"]))),
    "page of a list": lambda reader: _clicking(
        reader.one_of(reader.page.locator(PLACES["page of a list"]))
    ),
}


def visited(reader: Reader, page: str, number: int) -> tuple[list[Timing], Counter[str]]:
    """Click so often on a page; what it took, and how many clicks of a kind had no effect."""
    reader.open(page)
    timings: list[Timing] = []
    without: Counter[str] = Counter()
    for _ in range((number + WARM) * TRIES):
        if len(timings) == number + WARM:
            break
        kind, click = _next(reader)
        if click is None:
            without[kind] += 1
            if kind == NOTHING:
                reader.open(page)
            continue
        try:
            timing = reader.timed(page or FIRST_PAGE, kind, click)
        except TooLongError:
            timing = None
        reader.close()
        if urlsplit(reader.page.url).path.strip("/") != page:
            reader.turn_to(page)  # a mark led to another page
        if timing:
            timings.append(timing)
        else:
            without[kind] += 1
    return timings[WARM:], without


def _next(reader: Reader) -> tuple[str, Click | None]:
    """A click that the page offers now, not yet done."""
    reset = reader.page.locator(".st-key-reset button")
    if _filters(reader.page.url) > FEW_FILTERS and reset.count():
        return CLEARED, _clicking(reset.first)
    kinds = [kind for kind, places in PLACES.items() if reader.page.locator(places).count()]
    if not kinds:
        return NOTHING, None
    kind = kinds[reader.drawn(len(kinds))]
    try:
        return kind, KINDS[kind](reader)
    except TooLongError:
        reader.close()
        return kind, None


def _filters(address: str) -> int:
    return len([name for name, _ in parse_qsl(urlsplit(address).query) if name != "lang"])


def told(timings: Sequence[Timing]) -> list[dict[str, object]]:
    """Rows of the report: each page, each kind of click, all."""
    pages = list(dict.fromkeys(timing.page for timing in timings))
    kinds = list(dict.fromkeys(timing.kind for timing in timings))
    groups = [(f"page {page}", [one for one in timings if one.page == page]) for page in pages]
    groups += [(f"on a {kind}", [one for one in timings if one.kind == kind]) for kind in kinds]
    return [_row(name, own) for name, own in [*groups, ("all", list(timings))] if own]


def _row(name: str, timings: Sequence[Timing]) -> dict[str, object]:
    shown = [timing.shown for timing in timings]
    sizes = [timing.size / 1e3 for timing in timings]
    return {
        "clicks": name,
        "number": len(timings),
        "shown, median, ms": percentile(shown, MEDIAN),
        "shown, p95, ms": percentile(shown, HIGH),
        "answered, median, ms": percentile([timing.answered for timing in timings], MEDIAN),
        "blocked, median, ms": percentile([timing.blocked for timing in timings], MEDIAN),
        "browser, median, ms": percentile([timing.browser for timing in timings], MEDIAN),
        "server, median, ms": percentile([timing.server for timing in timings], MEDIAN),
        "sent, median, kB": percentile(sizes, MEDIAN),
        "sent, most, kB": max(sizes),
    }


def measure(arguments: argparse.Namespace) -> Report:
    """Start the dashboard and a browser, click on each page, tell what it took."""
    browser_path = _browser()
    if arguments.clicks < 1:
        raise BenchmarkError(f"{arguments.clicks} clicks measure nothing: give at least 1")
    with Store.open(arguments.store, read_only=True) as store:
        count = store.count()
    timings: list[Timing] = []
    without: Counter[str] = Counter()
    load = os.getloadavg()[0]
    with (
        serving(arguments.store) as (process, port),
        relayed(port) as wire,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=browser_path, args=ARGS)
        context = browser.new_context(
            locale="en-GB",
            reduced_motion="reduce",
            viewport={"width": arguments.width, "height": HEIGHT},
        )
        context.add_init_script(PROBE)
        try:
            page = context.new_page()
            page.set_default_timeout(FOUND_MS)
            reader = Reader(page, wire, process, np.random.default_rng(arguments.seed))
            reader.open("")
            wanted = arguments.page or [name for name in reader.pages() if name not in LEFT_OUT]
            for name in wanted:
                own, lost = visited(reader, "" if name == FIRST_PAGE else name, arguments.clicks)
                timings += own
                without += lost
        finally:
            browser.close()
    if not timings:
        raise BenchmarkError("no click had an effect: is this the store of a dashboard?")
    shown = [timing.shown for timing in timings]
    figures = {
        "shown, p95, ms": percentile(shown, HIGH),
        "shown, median, ms": percentile(shown, MEDIAN),
        "sent, most, kB": max(timing.size for timing in timings) / 1e3,
    }
    notes = [
        f"Load of the machine: {load:.1f} before, {os.getloadavg()[0]:.1f} after.",
        f"Clicks without effect, not counted: {dict(without) or 'none'}.",
    ]
    return Report({"articles": count, "clicks": len(timings)}, told(timings), figures, notes)


def _browser() -> str:
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        raise BenchmarkError(f"no Chromium: install one of {', '.join(BROWSERS)}")
    return path


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("store", type=Path, help="made by python -m analysis import")
    parser.add_argument("--clicks", type=int, default=50, help="on each page (%(default)s)")
    parser.add_argument("--width", type=int, default=1440, help="of the window (%(default)s)")
    parser.add_argument(
        "--page", action="append", help="address of a page, such as overview; all if not given"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    # Whoever stops this command stops the server and the browser with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    return run(__doc__, measure, _options, arguments)


if __name__ == "__main__":
    sys.exit(main())
