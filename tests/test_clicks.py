"""The benchmarks of clicks and visitors: what they make of what they saw."""

import math
import socket
import threading
from pathlib import Path

import pytest

from benchmarks import visitors
from benchmarks.wire import relayed

clicks = pytest.importorskip("benchmarks.clicks", reason="no playwright")


def test_long_tasks_count_only_between_click_and_result() -> None:
    tasks = [(0, 40), (90, 30), (150, 100)]  # start and length
    assert clicks.overlap(tasks, 100, 200) == 20 + 50
    assert clicks.overlap([], 100, 200) == 0


def test_the_report_has_rows_for_pages_kinds_and_all() -> None:
    timings = [
        clicks.Timing(
            "overview", "mark", 200, answered=90, blocked=0, browser=150, server=60, size=20_000
        ),
        clicks.Timing(
            "articles", "filter", 400, answered=90, blocked=60, browser=90, server=40, size=40_000
        ),
    ]
    rows = clicks.told(timings)
    assert [(row["clicks"], row["number"]) for row in rows] == [
        ("page overview", 1),
        ("page articles", 1),
        ("on a mark", 1),
        ("on a filter", 1),
        ("all", 2),
    ]
    assert rows[-1]["shown, median, ms"] == 300
    assert (rows[-1]["browser, median, ms"], rows[-1]["server, median, ms"]) == (120, 50)
    assert rows[-1]["sent, most, kB"] == 40


def test_the_relay_counts_what_comes_from_the_server() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.sendall(b"a" * connection.recv(10)[0])

        thread = threading.Thread(target=answer)
        thread.start()
        with (
            relayed(server.getsockname()[1]) as wire,
            socket.create_connection(("127.0.0.1", wire.port)) as client,
        ):
            client.sendall(bytes([200]))
            received = b""
            while more := client.recv(1_000):
                received += more
        thread.join()
    assert (received, wire.received) == (b"a" * 200, 200)


def test_memory_is_compared_with_that_after_the_first_waves() -> None:
    assert visitors.growth([200, 290, 300, 310, 330]) == pytest.approx(1.1)
    assert math.isnan(visitors.growth([200, 290, 300]))


def test_a_store_is_copied_with_what_lies_beside_it_into_a_place_that_can_be_written(
    tmp_path: Path,
) -> None:
    store = tmp_path / "monitor.sqlite"
    store.write_text("articles", encoding="utf-8")
    beside = tmp_path / "monitor.sqlite.index"
    beside.mkdir()
    (beside / "ids").write_text("1", encoding="utf-8")
    beside.chmod(0o555)
    with visitors.copied(store) as copy:
        assert copy.read_text(encoding="utf-8") == "articles"
        assert (copy.parent / "monitor.sqlite.index" / "ids").read_text(encoding="utf-8") == "1"
        (copy.parent / "monitor.sqlite.index" / "state").write_text("2", encoding="utf-8")
    assert not copy.exists()
    beside.chmod(0o755)
