"""Two imports and ten readers at once: no error reaches anyone, and the counts add up.

``python -m benchmarks.together --seconds 60`` lets two processes import files one after the
other, some of them both, while readers open, read and search the store all the while. No reader
may see a part of a file; at the end every article is there once, tagged and in the index.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from analysis.store import Store
from analysis.store.doctor import OK
from analysis.upkeep import examine_all
from benchmarks.measure import Report, run
from benchmarks.stores import ROOT, import_command, make_files, reading

FILES: Final = 100
SIZE: Final = 200  # articles of a file
AT_ONCE: Final = 3  # files of one import
_COUNTS: Final = re.compile(r": ([\d,]+) added, ([\d,]+) already there, ([\d,]+) updated")
# What the doctor need not say of a store that has never been copied.
_NOT_ASKED: Final = {"backups"}


@dataclass
class Importer:
    """One process after the other that imports: what it did, and what went wrong."""

    imports: int = 0
    added: int = 0
    known: int = 0
    waits: int = 0
    files: set[Path] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)

    def run(self, files: Sequence[Path], store: Path, until: float) -> None:
        """Import a few files at a time until the time is over."""
        for first in range(0, len(files), AT_ONCE):
            if time.monotonic() > until and self.imports:
                return
            chosen = files[first : first + AT_ONCE]
            done = subprocess.run(
                import_command(chosen, store), cwd=ROOT, capture_output=True, text=True
            )
            self.imports += 1
            self.files |= set(chosen)
            self.waits += done.stderr.count("is writing: waiting")
            if done.returncode:
                self.errors.append(f"ended with {done.returncode}: {done.stderr.strip()[-300:]}")
            for added, known, _ in _COUNTS.findall(done.stdout):
                self.added += int(added.replace(",", ""))
                self.known += int(known.replace(",", ""))


def together(folder: Path, *, seconds: float, readers: int, seed: int) -> tuple[Report, list[str]]:
    """Import and read at once; the report, and everything that went wrong."""
    files = make_files(folder, articles=FILES * SIZE, files=FILES, seed=seed)
    store = folder / "store" / "monitor.sqlite"
    # Every other file of either is a file of both, and about the same time.
    shares = [_alternating(files[::3], own) for own in (files[1::3], files[2::3])]
    importers = [Importer(), Importer()]
    until = time.monotonic() + seconds
    with reading(store, SIZE, readers=readers) as said, ThreadPoolExecutor(2) as pool:
        running = [
            pool.submit(one.run, share, store, until)
            for one, share in zip(importers, shares, strict=True)
        ]
        for one in running:
            one.result()
    wrong = [error for one in importers for error in one.errors]
    reads = [int(line.split()[1]) for line in said if line.startswith("reads ")]
    wrong += [line for line in said if not line.startswith("reads ")]
    wrong += _what_does_not_add_up(store, importers)
    row = {
        "seconds": seconds,
        "imports": sum(one.imports for one in importers),
        "files twice": len(importers[0].files & importers[1].files),
        "articles added": sum(one.added for one in importers),
        "already there": sum(one.known for one in importers),
        "waits told": sum(one.waits for one in importers),
        "readers": readers,
        "reads": sum(reads),
        "errors": len(wrong),
    }
    work = {"articles": FILES * SIZE, "files": FILES}
    return Report(work, [row], {"errors": len(wrong)}, [f"Wrong: {one}" for one in wrong]), wrong


def _alternating(one: Sequence[Path], other: Sequence[Path]) -> list[Path]:
    return [path for pair in zip(one, other, strict=False) for path in pair]


def _what_does_not_add_up(store: Path, importers: Sequence[Importer]) -> list[str]:
    wrong = []
    expected = SIZE * len(set().union(*(one.files for one in importers)))
    told = sum(one.added for one in importers)
    with Store.open(store, read_only=True) as reader:
        held = reader.count()
    if not expected == told == held:
        wrong.append(f"{expected:,} articles in files, {told:,} told as added, {held:,} in store")
    rows = SIZE * sum(len(one.files) for one in importers)
    if (seen := sum(one.added + one.known for one in importers)) != rows:
        wrong.append(f"{rows:,} rows in files, {seen:,} told as added or known")
    wrong += [
        f"{one.check}: {one.said}"
        for one in examine_all(store)
        if one.state != OK and one.check not in _NOT_ASKED
    ]
    return wrong


def measure(arguments: argparse.Namespace) -> Report:
    """Do it in a temporary folder."""
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        report, _ = together(
            Path(folder),
            seconds=arguments.seconds,
            readers=arguments.readers,
            seed=arguments.seed,
        )
    return report


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seconds", type=float, default=60.0, help="how long (%(default)s)")
    parser.add_argument("--readers", type=int, default=10, help="at once (%(default)s)")
    parser.add_argument("--folder", type=Path, help="for the files while it runs")


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    return run(__doc__, measure, _options, arguments)


if __name__ == "__main__":
    sys.exit(main())
