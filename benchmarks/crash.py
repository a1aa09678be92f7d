"""What a crash, a full disk or a failing disk leaves of an import: nothing half, nothing lost.

``python -m benchmarks.crash`` imports made-up articles in child processes and kills them at
random moments, alone and with a reader beside; fills a small disk; and lets every kind of write
fail at one call after the other. After each fault the store is opened, compared with what was
acknowledged, and the import is repeated until it ends as one that nobody disturbed.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from bisect import bisect
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final

from analysis.errors import StoreUnwritable
from analysis.importing import import_files
from analysis.sources.apart import Apart
from analysis.store import Store
from analysis.store.places import writer_lock
from benchmarks.faulty import CALLS, faulty_disk
from benchmarks.measure import BenchmarkError, Report, run
from benchmarks.stores import (
    ROOT,
    Check,
    Expected,
    acknowledged,
    check,
    contents,
    import_command,
    make_files,
    reading,
)

FILES: Final = 20
CHAIN: Final = 10  # kills of one import, each time repeated, before it is let finish
SMALL: Final = 200  # articles of the file that a failing disk is tried with
MOST_SECONDS: Final = 600.0
CANNOT_WRITE: Final = 73


@dataclass
class Tally:
    """What became of many faults of one kind."""

    fault: str
    times: int = 0
    acknowledged: int = 0
    lost: int = 0
    halves: int = 0
    wrong: list[str] = field(default_factory=list)
    unlike: int = 0
    reads: int = 0
    read_errors: int = 0

    def add(self, found: Check, acknowledged: int) -> None:
        """Count one fault and what it left."""
        self.times += 1
        self.acknowledged += acknowledged
        self.lost += found.lost
        self.halves += found.halves
        self.wrong += found.wrong

    def hear(self, said: Sequence[str]) -> None:
        """Count what readers told."""
        for line in said:
            if line.startswith("reads "):
                self.reads += int(line.removeprefix("reads "))
            else:
                self.read_errors += 1
                self.wrong.append(line)

    @property
    def row(self) -> dict[str, object]:
        """As a row of the report."""
        return {
            "fault": self.fault,
            "times": self.times,
            "files acknowledged": self.acknowledged,
            "of these lost": self.lost,
            "files in part": self.halves,
            "found wrong": len(self.wrong),
            "repeated: not the same": self.unlike,
            "reads": self.reads,
            "read errors": self.read_errors,
        }


# --- killed ------------------------------------------------------------------------------


def undisturbed(files: Sequence[Path], folder: Path) -> Expected:
    """Import files with nobody disturbing, and note when each was acknowledged."""
    store = folder / "undisturbed" / "monitor.sqlite"
    with _started(import_command(files, store)) as child:
        _wait_for(store, child)
        begun = time.monotonic()
        moments = [time.monotonic() - begun for _ in _lines(child)]
    if child.returncode:
        raise BenchmarkError(f"the import fails by itself: it ends with {child.returncode}")
    return Expected.of(store, files, [*moments, time.monotonic() - begun])


def killed(
    files: Sequence[Path],
    expected: Expected,
    folder: Path,
    tally: Tally,
    *,
    times: int,
    rng: random.Random,
    reader: bool,
) -> None:
    """Kill an import at random moments, repeat it each time, let it finish, and compare."""
    size = len(next(iter(expected.by_file.values())))
    with tempfile.TemporaryDirectory(dir=folder) as place:
        store = Path(place) / "monitor.sqlite"
        command = import_command(files, store)
        with reading(store, size) if reader else nullcontext([]) as said:
            for _ in range(times):
                output = _killed(command, store, expected, rng.random())
                if output is None:  # it was done before: no kill
                    break
                names = acknowledged(output)
                tally.add(check(store, expected, names), len(names))
            done = _run(command)
        tally.hear(said)
        if done.returncode or contents(store) != expected.contents:
            tally.unlike += 1
            tally.wrong.append(done.stderr.strip()[-200:])
        found = check(store, expected, list(expected.by_file))
        tally.lost += found.lost
        tally.wrong += found.wrong


def _killed(command: Sequence[str], store: Path, expected: Expected, draw: float) -> str | None:
    """Kill a command at a moment of its work and return what it printed.

    The moment is drawn evenly from those of an import that nobody disturbed, and met by what
    was acknowledged, so that a slow minute of the machine shifts nothing. None if it was done
    before.
    """
    *acknowledgements, end = expected.moments
    moment = draw * end
    number = bisect(acknowledgements, moment)
    with _started(command) as child:
        _wait_for(store, child)
        output = "".join(islice(_lines(child), number))
        last = acknowledgements[number - 1] if number else 0.0
        with suppress(subprocess.TimeoutExpired):
            child.wait(moment - last)
            return None
        child.kill()
        return output + "".join(_lines(child))


def _started(command: Sequence[str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )


def _lines(child: "subprocess.Popen[str]") -> Iterator[str]:
    assert child.stdout is not None
    # Not the file itself: a generator that is left half-way would close it.
    yield from iter(child.stdout.readline, "")


def _wait_for(store: Path, child: "subprocess.Popen[str]") -> None:
    """Wait until a child writes to the store: what it does before puts nothing at risk."""
    before = _signed(store)
    while child.poll() is None and _signed(store) == before:
        time.sleep(0.01)


def _signed(store: Path) -> int:
    """When somebody last began to write."""
    lock = writer_lock(store)
    return lock.stat().st_mtime_ns if lock.exists() else 0


def _run(command: Sequence[str], **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=MOST_SECONDS, **options
    )


# --- the disk is full --------------------------------------------------------------------


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """Give a disk of so many megabytes; needs root and Linux."""
    place = folder / "small-disk"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", place], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", place], check=True)


def filled(files: Sequence[Path], expected: Expected, folder: Path) -> Tally:
    """Import onto disks that are too small, give them room, and repeat."""
    tally = Tally("disk full")
    needed = sum(one.stat().st_size for one in (folder / "undisturbed").rglob("*") if one.is_file())
    for share in (0.1, 0.25, 0.5, 0.75, 0.95):
        with small_disk(folder, max(3, int(needed * share / 1e6))) as place:
            store = place / "store" / "monitor.sqlite"
            done = _run(import_command(files, store))
            if done.returncode != CANNOT_WRITE or "space" not in done.stderr:
                tally.wrong.append(f"ended with {done.returncode}: {done.stderr.strip()[-200:]}")
            names = acknowledged(done.stdout)
            tally.add(check(store, expected, names), len(names))
            subprocess.run(["mount", "-o", "remount,size=1g", place], check=True)
            done = _run(import_command(files, store))
            if done.returncode or contents(store) != expected.contents:
                tally.unlike += 1
                tally.wrong.append(done.stderr.strip()[-200:])
        (folder / "small-disk").rmdir()
    return tally


# --- the disk fails ----------------------------------------------------------------------


def failing(folder: Path, *, times: int, seed: int) -> list[Tally]:
    """Let one call after the other fail while a file is added to a store that has one."""
    with Apart() as apart:
        return _failing(folder, partial(_add, apart), times=times, seed=seed)


def _failing(
    folder: Path, add: Callable[[Path, Path], None], *, times: int, seed: int
) -> list[Tally]:
    first, second = make_files(folder, articles=2 * SMALL, files=2, seed=seed)
    before = folder / "before" / "monitor.sqlite"
    add(before, first)
    tallies = []
    for kind in CALLS:
        place = _copy_of(before, folder / f"count-{kind}")
        with faulty_disk(kind, 0) as disk:
            add(place, second)
        expected = Expected.of(place, [first, second])
        for for_good in (False, True):
            tally = Tally(f"{kind} fails, {'from then on' if for_good else 'once'}")
            step = max(1, disk.count * 2 * len(CALLS) // max(times, 1))
            for at in range(1, disk.count + 1, step):
                store_path, fault = _copy_of(before, folder / "try"), (kind, at, for_good)
                _fail(partial(add, store_path, second), store_path, expected, tally, fault)
            tallies.append(tally)
    return tallies


def _fail(
    add: Callable[[], None],
    place: Path,
    expected: Expected,
    tally: Tally,
    fault: tuple[str, int, bool],
) -> None:
    """Add a file while the disk fails; it is in as a whole or not at all, then it can be added."""
    kind, at, for_good = fault
    with faulty_disk(kind, at, for_good=for_good) as disk:
        try:
            add()
            is_in = True
        except StoreUnwritable as error:
            is_in = False
            if "disk" not in str(error):
                tally.wrong.append(str(error))
        except Exception as error:
            is_in = False
            tally.wrong.append(f"{kind} {at}: {type(error).__name__}: {error}")
    if not disk.has_failed:
        tally.wrong.append(f"{kind} {at} was never called")
    names = list(expected.by_file)[: 1 + is_in]
    tally.add(check(place, expected, names), len(names))
    add()
    if contents(place) != expected.contents:
        tally.unlike += 1


def _add(apart: Apart, place: Path, file: Path) -> None:
    with Store.open(place, create=True) as store:
        list(import_files(store, [file], apart=apart))


def _copy_of(store: Path, folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(store.parent, folder)
    return folder / store.name


# --- all of it ---------------------------------------------------------------------------


def measure(arguments: argparse.Namespace) -> Report:
    """Do all of it and count."""
    rng = random.Random(arguments.seed)
    notes = []

    def say(text: str) -> None:
        print(text, file=sys.stderr, flush=True)

    with tempfile.TemporaryDirectory(dir=arguments.folder) as name:
        folder = Path(name)
        tallies = failing(folder, times=arguments.faults, seed=arguments.seed)
        say(f"{sum(one.times for one in tallies)} failing calls tried")
        files = make_files(folder, articles=arguments.articles, files=FILES, seed=arguments.seed)
        expected = undisturbed(files, folder)
        say(f"from its first write an import takes {expected.moments[-1]:.1f} s")
        alone, beside = Tally("kill -9"), Tally("kill -9, a reader beside")
        while min(alone.times, beside.times) < arguments.kills:
            for tally in (alone, beside):
                times = min(CHAIN, arguments.kills - tally.times)
                if times:
                    killed(
                        files,
                        expected,
                        folder,
                        tally,
                        times=times,
                        rng=rng,
                        reader=tally is beside,
                    )
                say(f"{tally.row} {tally.wrong[:3]}")
        tallies += [alone, beside]
        if os.geteuid() == 0 and sys.platform == "linux":
            tallies.append(filled(files, expected, folder))
        else:
            notes.append("No disk was filled: mounting a small one needs root.")
    notes += [f"Wrong: {text}" for one in tallies for text in one.wrong[:5]]
    notes.append(
        f"From its first write an import that nobody disturbed takes {expected.moments[-1]:.1f} s. "
        f"A killed import is repeated and killed again, up to {CHAIN} times, then let finish."
    )
    work = {"articles": arguments.articles, "files": FILES, "kills": 2 * arguments.kills}
    wrong = sum(len(one.wrong) + one.lost + one.halves + one.unlike for one in tallies)
    return Report(work, [one.row for one in tallies], {"wrong": wrong}, notes)


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--articles", type=int, default=20_000, help="to import (%(default)s)")
    parser.add_argument(
        "--kills", type=int, default=100, help="alone, and as many with a reader (%(default)s)"
    )
    parser.add_argument("--faults", type=int, default=300, help="calls that fail (%(default)s)")
    parser.add_argument("--folder", type=Path, help="for the files while it runs")


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    return run(__doc__, measure, _options, arguments)


if __name__ == "__main__":
    sys.exit(main())
