"""How the cost of tagging grows with the corpus: from 10,000 to 1,000,000 articles.

``python -m benchmarks.growth --words ru.parquet en.parquet`` makes a synthetic corpus of each
size (see ``benchmarks.corpus``), tags it by ``python -m analysis tag`` in a process of its own,
and fits seconds of the processor, less those of a start without work, to a power of the size.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.corpus import Pool, add_corpus_options, read_pools, write_corpus
from benchmarks.measure import BenchmarkError, Report, Usage, run, run_child

ROOT: Final = Path(__file__).resolve().parent.parent
SIZES: Final = (10_000, 31_623, 100_000, 316_228, 1_000_000)
GOAL: Final = 1.05
GOAL_MEMORY: Final = 2.0  # GB


def tag_file(path: Path, output: Path) -> Usage:
    """Tag a file by the command line."""
    command = [sys.executable, "-m", "analysis", "tag", str(path), "--output", str(output)]
    return run_child(command, folder=ROOT)


def exponent(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """Slope of the costs over the sizes, both as logarithms: 1 for a straight proportion.

    >>> round(exponent([1, 10, 100], [2, 20, 200]), 6)
    1.0
    """
    return float(np.polyfit(np.log(sizes), np.log(costs), 1)[0])


def measure(arguments: argparse.Namespace) -> Report:
    """Make, tag and delete a corpus of each size."""
    if len(arguments.sizes) < 2 or min(arguments.sizes) < 1:
        raise BenchmarkError("growth needs at least two sizes of 1 or more: --sizes 1000,10000")
    pools = read_pools(arguments.words, arguments.seed)
    rows = []
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        start = _tagged(Path(folder), pools, 1, arguments)
        for size in sorted(arguments.sizes):
            used = _tagged(Path(folder), pools, size, arguments)
            cost = used.processor - start.processor
            if cost <= 0:
                raise BenchmarkError(f"{size:,} articles cost no more than a start: take more")
            rows.append(
                {
                    "articles": size,
                    "seconds of the processor": cost,
                    "microseconds an article": cost / size * 1e6,
                    "peak memory, GB": used.peak / 1e9,
                }
            )
    slope = exponent(
        [row["articles"] for row in rows], [row["seconds of the processor"] for row in rows]
    )
    peak = max(row["peak memory, GB"] for row in rows)
    note = (
        f"Cost grows as articles to the power of {slope:.3f} (goal: at most {GOAL}); peak memory "
        f"{peak:.2f} GB (goal: at most {GOAL_MEMORY:g}). A start without work takes "
        f"{start.processor:.1f} s of the processor and {start.peak / 1e9:.2f} GB."
    )
    largest = max(arguments.sizes)
    work = {"articles": largest, "words": largest * arguments.mean}
    return Report(work, rows, {"exponent": slope, "peak_gb": peak}, [note])


def _tagged(folder: Path, pools: Sequence[Pool], size: int, arguments: argparse.Namespace) -> Usage:
    path, output = folder / "articles.parquet", folder / "tags.parquet"
    write_corpus(path, pools, number=size, mean=arguments.mean, seed=arguments.seed)
    used = tag_file(path, output)
    path.unlink()
    output.unlink()
    return used


def _sizes(text: str) -> list[int]:
    try:
        return [int(part) for part in text.split(",")]
    except ValueError as error:
        raise argparse.ArgumentTypeError("give numbers with commas: 10000,100000") from error


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--sizes", type=_sizes, default=list(SIZES), help="numbers of articles, with commas"
    )
    parser.add_argument("--folder", type=Path, help="for the files while it runs (some 3 GB)")
    add_corpus_options(parser)


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    return run(__doc__, measure, _options, arguments)


if __name__ == "__main__":
    sys.exit(main())
