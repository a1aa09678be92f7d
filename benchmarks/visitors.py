"""Many readers at once: how long each waits, and whether the memory of the server grows.

``python -m benchmarks.visitors monitor.sqlite`` starts the dashboard and opens sessions that speak
its protocol, without a browser:

- ``--visitors`` of them at once, each of which opens one choice of filters after the other and
  reads for five seconds in between, more or less; the time runs from the question to the word
  that the script has finished, with everything received in between. A session that waits also asks
  for news as often as a browser would;
- then ``--sessions`` one after the other, each of which is opened, asked once and closed. The
  server's memory is read after every twenty.

With ``--import FILE`` all this happens over a copy of the store into which the file is imported
meanwhile, by a process of its own, so that the one who measures loses nothing.

An error is what the page says where it could not be drawn, a connection that breaks, or no answer
in time.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from websockets.exceptions import WebSocketException

from analysis import Store
from benchmarks.dashboard import (
    ROOT,
    Visitor,
    drawn_links,
    memory_of,
    processor_seconds,
    serving,
    visiting,
)
from benchmarks.measure import BenchmarkError, Report, percentile, run

WAVE: Final = 20  # sessions between two looks at the memory
SETTLED: Final = 3  # waves after which memory should not grow any more
MEDIAN, HIGH = 0.5, 0.95
ANSWERED: Final = 'class="sentence"'


@dataclass
class Answers:
    """Seconds that readers waited, and what went wrong."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    first: list[float] = field(default_factory=list)

    def ask(self, visitor: Visitor, link: str, *, is_first: bool = False) -> None:
        """Open a link and note how it went."""
        _, took, _, sentence = visitor.open(link)
        (self.first if is_first else self.seconds).append(took)
        if ANSWERED not in sentence:
            self.errors.append(f"no page for {link}")


def clicking(
    port: int, links: Sequence[str], until: float, think: float, answers: Answers, seed: int
) -> None:
    """One reader: opens the dashboard, then link after link until the time is over."""
    rng = np.random.default_rng(seed)
    try:
        with visiting(port) as visitor:
            answers.ask(visitor, "lang=en", is_first=True)
            time.sleep(think * rng.random())
            while time.monotonic() < until:
                answers.ask(visitor, links[int(rng.integers(len(links)))])
                time.sleep(think * (0.5 + rng.random()))
    except (OSError, TimeoutError, WebSocketException) as error:
        answers.errors.append(f"{type(error).__name__}: {error}")


def at_once(port: int, arguments: argparse.Namespace) -> Answers:
    """All readers together."""
    answers = Answers()
    links = drawn_links(arguments.links, arguments.seed)
    until = time.monotonic() + arguments.seconds
    with ThreadPoolExecutor(arguments.visitors) as pool:
        for number in range(arguments.visitors):
            pool.submit(
                clicking, port, links, until, arguments.think, answers, arguments.seed + number
            )
    return answers


def in_turn(port: int, process: int, sessions: int, answers: Answers) -> list[float]:
    """Sessions one after the other; MB of the server after every wave of them."""
    memory = []
    for number in range(1, sessions + 1):
        with visiting(port) as visitor:
            answers.ask(visitor, "lang=en", is_first=True)
        if number % WAVE == 0:
            memory.append(memory_of(process).get("resident", float("nan")))
    return memory


def growth(memory: Sequence[float]) -> float:
    """Memory at the end against that after the first waves; nan for too few waves."""
    return memory[-1] / memory[SETTLED - 1] if len(memory) > SETTLED else float("nan")


@contextmanager
def copied(store: Path) -> Iterator[Path]:
    """The store and what lies beside it, where they may change; nobody may write it now."""
    with tempfile.TemporaryDirectory() as folder:
        for part in store.parent.glob(f"{store.name}*"):
            own = Path(folder) / part.name
            if part.is_dir():
                own.mkdir()
                for file in part.iterdir():
                    shutil.copyfile(file, own / file.name)
            elif not part.name.endswith("-shm"):
                shutil.copyfile(part, own)
        yield Path(folder) / store.name


@contextmanager
def importing(file: Path, store: Path) -> Iterator[subprocess.Popen[str]]:
    """An import that runs meanwhile."""
    command = [sys.executable, "-m", "analysis", "import", str(file.resolve())]
    process = subprocess.Popen(
        [*command, "--store", str(store)],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.wait()


def measure(arguments: argparse.Namespace) -> Report:
    """Start, let all click, then let sessions come and go."""
    if min(arguments.visitors, arguments.links, arguments.seconds) < 1:
        raise BenchmarkError("nobody who clicks measures nothing: give at least 1")
    with Store.open(arguments.store, read_only=True) as opened:
        count = opened.count()
    load = os.getloadavg()[0]
    notes: list[str] = []
    with ExitStack() as stack:
        store = arguments.store
        if arguments.file:
            store = stack.enter_context(copied(store))
        process, port = stack.enter_context(serving(store))
        with visiting(port) as visitor:
            visitor.open("lang=en")  # the libraries are loaded by the first visit
        if arguments.file:
            command = stack.enter_context(importing(arguments.file, store))
        before, start = processor_seconds(process), time.monotonic()
        answers = at_once(port, arguments)
        used = (processor_seconds(process) - before) / (time.monotonic() - start)
        if arguments.file:
            running = command.poll() is None
            said = "" if running or not command.stdout else command.stdout.read().strip()
            notes.append(
                f"The import {'still ran' if running else f'had ended: {said[:200]}'} "
                "when all had clicked."
            )
        idle = memory_of(process).get("resident", float("nan"))
        memory = in_turn(port, process, arguments.sessions, answers)
    figures = {
        "click, median, ms": percentile(answers.seconds, MEDIAN) * 1e3,
        "click, p95, ms": percentile(answers.seconds, HIGH) * 1e3,
        "click, longest, ms": max(answers.seconds) * 1e3,
        "opening, median, ms": percentile(answers.first, MEDIAN) * 1e3,
        "errors": float(len(answers.errors)),
        "processor of the server, of one core": used,
        "memory after the clicks, MB": idle,
    }
    if memory:
        figures |= {
            f"memory after {WAVE * SETTLED} sessions, MB": memory[min(SETTLED, len(memory)) - 1],
            f"memory after {WAVE * len(memory)} sessions, MB": memory[-1],
            "growth of memory": growth(memory),
        }
    notes += [f"Error: {error}" for error in dict.fromkeys(answers.errors)]
    notes.append(f"Load of the machine: {load:.1f} before, {os.getloadavg()[0]:.1f} after.")
    rows = [{"measure": name, "figure": figure} for name, figure in figures.items()]
    work = {"articles": count, "visitors": arguments.visitors, "clicks": len(answers.seconds)}
    return Report(work, rows, figures, notes)


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("store", type=Path, help="made by python -m analysis import")
    parser.add_argument("--visitors", type=int, default=20, help="at once (%(default)s)")
    parser.add_argument("--seconds", type=int, default=90, help="that they click (%(default)s)")
    parser.add_argument("--think", type=float, default=5.0, help="between clicks (%(default)s)")
    parser.add_argument("--links", type=int, default=200, help="to draw from (%(default)s)")
    parser.add_argument("--sessions", type=int, default=200, help="in turn (%(default)s)")
    parser.add_argument("--import", dest="file", type=Path, help="a file to import meanwhile")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    # Whoever stops this command stops the server and the import with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    return run(__doc__, measure, _options, arguments)


if __name__ == "__main__":
    sys.exit(main())
