"""A real dashboard on a free loopback port, and a real Chromium."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Error, Page, expect, sync_playwright

PROJECT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 60
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def serving(store: Path, folder: Path, **settings: str) -> Iterator[str]:
    """Address of a dashboard that runs meanwhile; its log goes into the folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = folder / "log.txt"
    command = [sys.executable, "-m", "streamlit", "run", "dashboard/asgi.py"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, f"--server.port={port}"],
            cwd=PROJECT,
            env={**os.environ, "MONITOR_STORE": str(store), **settings},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        address = f"http://127.0.0.1:{port}"
        try:
            _wait_until_ready(process, address, log)
            yield address
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_ready(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2) as answer:
                if answer.read() == b"ok":
                    return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the dashboard did not start:\n{log.read_text()[-2000:]}")


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser; without one the test is skipped."""
    with sync_playwright() as playwright:
        path = next(filter(None, map(shutil.which, BROWSERS)), None)
        try:
            browser = playwright.chromium.launch(executable_path=path, args=ARGS)
        except Error:
            # Where the tests must not be skipped, as in continuous integration, this is set.
            give_up = pytest.fail if os.environ.get("MONITOR_REQUIRE_BROWSER") else pytest.skip
            give_up("no Chromium: apt-get install chromium, or playwright install chromium")
        yield browser
        browser.close()


@contextmanager
def visitor(browser: Browser, *, width: int = 1440, height: int = 2600) -> Iterator[Page]:
    """A fresh visitor, at a desk and with English as the language of the browser."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        accept_downloads=True,
        locale="en-GB",
        timezone_id="UTC",
        reduced_motion="reduce",
    )
    yield context.new_page()
    context.close()


def settled(page: Page) -> None:
    """Wait until the last run of the page has ended."""
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=30_000)
    expect(app).to_have_attribute("data-test-connection-state", "CONNECTED")


def serious_faults(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds on a page that stands still."""
    settled(page)
    page.wait_for_function(
        "!document.getAnimations().some(animation => animation.playState === 'running')"
    )
    return [
        (fault["id"], [node["html"][:120] for node in fault["nodes"]])
        for fault in Axe().run(page).response["violations"]
        if fault["impact"] in ("serious", "critical")
    ]
