"""Speed and memory of the dashboard over a store, measured on the running server.

``python -m benchmarks.dashboard monitor.sqlite`` starts ``python -m analysis dashboard`` on a
free loopback port and visits it:

- as a client of its own that speaks the server's protocol: it opens link after link in one
  session, each with another choice of filters, and takes the time from the question to the
  word that the script has finished, with everything that was sent in between received;
- as Chromium through playwright, where both are there: from the start of the server to the
  first chart drawn, and from a click on a sector to a page at rest.

Memory is that of the server's process after it, from ``/proc``.
"""

import argparse
import importlib.util
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import numpy as np
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from analysis import Store, load_taxonomy
from benchmarks.measure import BenchmarkError, Report, percentile, run

ROOT: Final = Path(__file__).resolve().parent.parent
START_SECONDS: Final = 600
ANSWER_SECONDS: Final = 120
CLICKS: Final = 10
WORDS: Final = ("завод", "субсидия", "plant", "subsidy", '"machine tool"', "импорт*")
BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "chrome")
LOW, HIGH = 0.5, 0.95
SENTENCE: Final = 'class="sentence"'


@contextmanager
def serving(store: Path) -> Iterator[tuple[int, int]]:
    """Run the dashboard; gives its process id and port, and ends it by that id."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "analysis", "dashboard", "--store", str(store.resolve())]
    process = subprocess.Popen(
        [*command, "--port", str(port)],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_until_ready(process, port)
        yield process.pid, port
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_ready(process: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            address = f"http://127.0.0.1:{port}/_stcore/health"
            with urllib.request.urlopen(address, timeout=2) as answer:
                if answer.read() == b"ok":
                    return
        except OSError:
            time.sleep(0.05)
    raise BenchmarkError("the dashboard did not start: try python -m analysis dashboard")


class Visitor:
    """One session of the dashboard that opens links."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection

    def open(self, query: str) -> tuple[float, float, int, str]:
        """Open a link.

        Returns
        -------
        tuple
            Seconds to the first chart (nan without one) and to the end of the run, bytes
            received, and the sentence that sums the page up.
        """
        question = BackMsg()
        question.rerun_script.query_string = query
        start = time.perf_counter()
        self._connection.send(question.SerializeToString())
        chart, size, sentence = float("nan"), 0, ""
        while True:
            raw = self._connection.recv(timeout=ANSWER_SECONDS)
            size += len(raw)
            answer = ForwardMsg.FromString(raw)
            element = answer.delta.new_element
            if element.WhichOneof("type") == "bidi_component" and np.isnan(chart):
                chart = time.perf_counter() - start
            if element.WhichOneof("type") == "html" and SENTENCE in element.html.body:
                sentence = element.html.body
            if answer.WhichOneof("type") == "script_finished":
                if answer.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    continue
                return chart, time.perf_counter() - start, size, sentence


@contextmanager
def visiting(port: int) -> Iterator[Visitor]:
    """Open a session."""
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    with connect(address, subprotocols=["streamlit"], max_size=None) as connection:  # type: ignore[list-item]
        yield Visitor(connection)


def drawn_links(number: int, seed: int) -> list[str]:
    """Query strings of different choices: sectors, instruments, countries, days, words."""
    rng = np.random.default_rng(seed)
    taxonomy = load_taxonomy()
    links: dict[str, None] = {}
    while len(links) < number:
        wanted: dict[str, object] = {"lang": "en"}
        for axis, share in (("sector", 0.7), ("instrument", 0.3), ("country", 0.3)):
            keys = [topic.key for topic in taxonomy.topics(axis)]
            if rng.random() < share:
                wanted[axis] = keys[int(rng.integers(len(keys)))]
        if rng.random() < 0.3:
            wanted["from"] = f"{2000 + int(rng.integers(24))}-01-01"
        if rng.random() < 0.2:
            wanted["q"] = WORDS[int(rng.integers(len(WORDS)))]
        if rng.random() < 0.2:
            wanted["relevant"] = 1
        links[urlencode(wanted)] = None
    return list(links)


def processor_seconds(process: int) -> float:
    """Seconds of the processor that a process has used; nan without /proc."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    except OSError:
        return float("nan")
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_of(process: int) -> dict[str, float]:
    """Resident, proportional and anonymous memory of a process in MB; empty without /proc."""
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return {}
    found = dict(re.findall(r"^(\w+): +(\d+) kB", text, flags=re.MULTILINE))
    names = {"Rss": "resident", "Pss": "proportional", "Anonymous": "anonymous"}
    return {name: int(found[key]) / 1e3 for key, name in names.items()}


def measure(arguments: argparse.Namespace) -> Report:
    """Start, visit, change filters, look at the memory."""
    with Store.open(arguments.store, read_only=True) as store:
        count = store.count()
    if arguments.changes < 1:
        raise BenchmarkError(f"{arguments.changes} changes measure nothing: give at least 1")
    links = drawn_links(arguments.changes, arguments.seed)
    figures: dict[str, float] = {}
    start = time.perf_counter()
    with serving(arguments.store) as (process, port):
        ready = time.perf_counter() - start
        with visiting(port) as visitor:
            chart, _, _, _ = visitor.open("lang=en")
            figures["start to first chart sent, s"] = ready + chart
            before = processor_seconds(process)
            answers = [visitor.open(link) for link in links]
            used = processor_seconds(process) - before
        seconds = [took for _, took, _, _ in answers]
        figures["filter change on the server, median, ms"] = percentile(seconds, LOW) * 1e3
        figures["filter change on the server, p95, ms"] = percentile(seconds, HIGH) * 1e3
        figures["processor time per filter change, mean, ms"] = used / len(links) * 1e3
        figures["sent per filter change, median, kB"] = (
            percentile([size for _, _, size, _ in answers], LOW) / 1e3
        )
        for name, size in memory_of(process).items():
            figures[f"memory, {name}, MB"] = size
    notes = [f"{len({sentence for *_, sentence in answers})} different answers to the changes."]
    browser = _browser()
    if browser is None or arguments.no_browser:
        notes.append("What a browser adds is left out: no Chromium, no playwright, or not wanted.")
    else:
        figures |= _in_browser(arguments.store, browser)
    rows: list[dict[str, object]] = [
        {"measure": name, "figure": figure} for name, figure in figures.items()
    ]
    return Report({"articles": count, "filter changes": len(links)}, rows, figures, notes)


def _browser() -> str | None:
    if not importlib.util.find_spec("playwright"):
        return None
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def _in_browser(store: Path, path: str) -> dict[str, float]:
    """What a reader waits for, in a new server and a real browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_context(locale="en-GB", reduced_motion="reduce").new_page()
        try:
            start = time.perf_counter()
            with serving(store) as (_, port):
                page.goto(f"http://127.0.0.1:{port}/?lang=en")
                page.locator(".js-plotly-plot .main-svg").first.wait_for(timeout=120_000)
                chart = time.perf_counter() - start
                _settle(page)
                seconds = [_chosen(page, number) for number in range(CLICKS)]
        finally:
            browser.close()
    return {
        "start to first chart in Chromium, s": chart,
        "filter change in Chromium, median, ms": percentile(seconds, LOW) * 1e3,
        "filter change in Chromium, p95, ms": percentile(seconds, HIGH) * 1e3,
    }


def _chosen(page: Any, number: int) -> float:
    """Seconds from the click on one more sector to a page at rest with a new sentence."""
    before = page.locator(".sentence").first.inner_text()
    box = page.get_by_test_id("stSidebar").get_by_role("combobox", name=re.compile("Sectors"))
    box.first.click()
    option = page.get_by_role("option").first
    option.wait_for()
    start = time.perf_counter()
    option.click()
    page.wait_for_function(
        "text => document.querySelector('.sentence')?.innerText !== text", arg=before
    )
    _settle(page)
    took = time.perf_counter() - start
    page.keyboard.press("Escape")
    return took


def _settle(page: Any) -> None:
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("store", type=Path, help="made by python -m analysis import")
    parser.add_argument("--no-browser", action="store_true", help="leave Chromium out")
    parser.add_argument("--changes", type=int, default=50, help="of filters (%(default)s)")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    # Whoever stops this command stops the server and the browser with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    return run(__doc__, measure, _options, arguments)


if __name__ == "__main__":
    sys.exit(main())
