"""Time of an import beside counting words alone, and of importing the same again.

``python -m benchmarks.importing ru.parquet`` takes turns, in one run, between

- scikit-learn's ``TfidfVectorizer().transform`` alone on titles and texts, fitted before;
- ``python -m analysis import`` of the file into a new store, as a whole: start, read, store,
  encode, tag, find facts and stories, keep index and columns;
- the same command again with the same file, whose bytes are known by their hash;
- and with the same articles in another file, all of which are read and compared.
"""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Final

import pyarrow.parquet as pq
from sklearn.feature_extraction.text import TfidfVectorizer

from benchmarks.measure import BenchmarkError, Report, medians, run, run_child, timed

ROOT: Final = Path(__file__).resolve().parent.parent
YARDSTICK: Final = "TfidfVectorizer.transform"
FIRST: Final = "first import"
SAME: Final = "the same file again"
OTHER: Final = "the same articles in another file"
GOAL: Final = 0.35
GOAL_AGAIN: Final = 0.2


def import_file(path: Path, store: Path) -> float:
    """Import a file by the command line; seconds of the whole process."""
    command = [sys.executable, "-m", "analysis", "import", str(path), "--store", str(store)]
    return run_child(command, folder=ROOT).wall


def measure(arguments: argparse.Namespace) -> Report:
    """Let them take turns."""
    table = pq.read_table(arguments.path)
    if arguments.articles:
        table = table.slice(0, arguments.articles)
    texts = [
        f"{row['title'] or ''}\n{row['text'] or ''}"
        for row in table.select(["title", "text"]).to_pylist()
    ]
    if not texts:
        raise BenchmarkError(f"{arguments.path}: holds no article: name another file")
    vectorizer = TfidfVectorizer().fit(texts)
    seconds: dict[str, list[float]] = {name: [] for name in (YARDSTICK, FIRST, SAME, OTHER)}
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        path, other = Path(folder) / "articles.parquet", Path(folder) / "again.parquet"
        pq.write_table(table, path)
        pq.write_table(table, other, compression="zstd")
        del table
        for number in range(arguments.rounds):
            store = Path(folder) / str(number) / "monitor.sqlite"
            seconds[YARDSTICK].append(timed(lambda: vectorizer.transform(texts)))
            seconds[FIRST].append(import_file(path, store))
            seconds[SAME].append(import_file(path, store))
            seconds[OTHER].append(import_file(other, store))
    found = medians(seconds)
    rows = [
        {
            "task": name,
            "seconds": taken,
            "articles a second": len(texts) / taken,
            "throughput of the yardstick": found[YARDSTICK] / taken,
            "time of the first import": taken / found[FIRST],
        }
        for name, taken in found.items()
    ]
    ratio, again = found[YARDSTICK] / found[FIRST], found[OTHER] / found[FIRST]
    note = (
        f"The first import has {ratio:.2f} of the throughput of {YARDSTICK} (goal: at least "
        f"{GOAL}); importing again takes {found[SAME] / found[FIRST]:.2f} of its time, {again:.2f} "
        f"from another file (goal: under {GOAL_AGAIN})."
    )
    return Report({"articles": len(texts)}, rows, {"ratio": ratio, "again": again}, [note])


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", type=Path, help="Parquet file of articles")
    parser.add_argument("--articles", type=int, help="take the first so many only")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="for the stores while it runs (some 2 GB)")


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    return run(__doc__, measure, _options, arguments)


if __name__ == "__main__":
    sys.exit(main())
