"""What all benchmarks share: drawing articles, timing side by side, telling the result.

Seconds of a busy machine say little, so contestants take turns within one run and are compared
by the medians of their rounds; what is told first is the size of the work.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analysis.errors import AnalysisError
from analysis.text.tokens import words_of

OK, FAILED = 0, 1
COLUMNS: Final = ("id", "date", "source", "url", "title", "text", "language")
_NEEDED: Final = {"id", "title", "text", "language"}
_CHILD: Final = Path(__file__).resolve().parent / "child.py"
_ROWS_AT_ONCE: Final = 8_192
_COUNTED: Final = 2_000

Task = Callable[[], object]


class BenchmarkError(Exception):
    """A benchmark cannot be run; the message says why and what to do."""


@dataclass(frozen=True)
class Report:
    """What a benchmark found.

    Attributes
    ----------
    work : size of the work by name, e.g. ``{"articles": 20_000}``
    rows : a table, one mapping of head to cell per row
    figures : the numbers that a goal is set for
    notes : sentences that the reader of the table must know
    """

    work: Mapping[str, int]
    rows: Sequence[Mapping[str, object]]
    figures: Mapping[str, float] = field(default_factory=dict)
    notes: Sequence[str] = ()


def run(
    documentation: str,
    measure: Callable[[argparse.Namespace], Report],
    options: Callable[[argparse.ArgumentParser], None],
    arguments: Sequence[str] | None = None,
) -> int:
    """Read the arguments of a benchmark, run it, and print its report.

    Parameters
    ----------
    documentation : of the module; its first line is the help
    measure : takes the arguments
    options : adds the options of this benchmark; ``--seed`` and ``--json`` are there

    Returns
    -------
    int
        Exit status: 0, or 1 after an error told in words.
    """
    parser = argparse.ArgumentParser(description=documentation.splitlines()[0])
    parser.add_argument("--seed", type=int, default=0, help="of everything that is drawn")
    parser.add_argument("--json", type=Path, metavar="FILE", help="append the result as one line")
    options(parser)
    chosen = parser.parse_args(arguments)
    try:
        report = measure(chosen)
        print(told(report))
        if chosen.json:
            with chosen.json.open("a", encoding="utf-8") as file:
                file.write(as_json(documentation, report) + "\n")
    except (AnalysisError, BenchmarkError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return FAILED
    return OK


def told(report: Report) -> str:
    """Write a report as Markdown: the work, the table, what the reader must know."""
    work = ", ".join(f"{count:,} {name}" for name, count in report.work.items())
    return "\n".join([work, "", markdown(report.rows), *(f"\n{note}" for note in report.notes)])


def as_json(documentation: str, report: Report) -> str:
    """Write a report as one line of JSON."""
    content = {
        "benchmark": documentation.splitlines()[0],
        "work": dict(report.work),
        "figures": dict(report.figures),
        "rows": [dict(row) for row in report.rows],
    }
    return json.dumps(content, ensure_ascii=False)


def markdown(rows: Sequence[Mapping[str, object]]) -> str:
    """Write rows as a Markdown table; columns of numbers stand to the right.

    Examples
    --------
    >>> print(markdown([{"system": "tagging", "seconds": 1.5}]))
    | system | seconds |
    |---|--:|
    | tagging | 1.5 |
    """
    if not rows:
        return ""
    head = list(rows[0])
    numeric = [all(isinstance(row[name], int | float) for row in rows) for name in head]
    lines = [head, *([_cell(row[name]) for name in head] for row in rows)]
    texts = [f"| {' | '.join(cells)} |" for cells in lines]
    texts.insert(1, f"|{'|'.join('--:' if right else '---' for right in numeric)}|")
    return "\n".join(texts)


def _cell(value: object) -> str:
    match value:
        case int():
            return f"{value:,}"
        case float():
            return f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.3g}"
    return str(value)


def alternating(tasks: Mapping[str, Task], rounds: int) -> dict[str, list[float]]:
    """Time tasks in turns, so that a slow minute of the machine meets them all.

    Parameters
    ----------
    tasks : by name, in the order of the first round; every other round runs backwards
    rounds : at least 1

    Returns
    -------
    dict
        Wall seconds of every round by name.
    """
    if rounds < 1:
        raise BenchmarkError(f"{rounds} rounds measure nothing: give at least 1")
    seconds: dict[str, list[float]] = {name: [] for name in tasks}
    for number in range(rounds):
        for name in list(tasks)[:: -1 if number % 2 else 1]:
            seconds[name].append(timed(tasks[name]))
    return seconds


def timed(task: Task) -> float:
    """Wall seconds of one call."""
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


def medians(seconds: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """Median seconds by name."""
    return {name: statistics.median(own) for name, own in seconds.items()}


def percentile(values: Sequence[float], share: float) -> float:
    """Value that ``share`` of the values do not exceed, e.g. 0.95 for p95."""
    return float(np.quantile(np.asarray(values), share))


@dataclass(frozen=True, slots=True)
class Usage:
    """What a process used: seconds by the clock and of the processor, peak memory in bytes."""

    wall: float
    processor: float
    peak: int


def run_child(command: Sequence[str], *, folder: Path | None = None) -> Usage:
    """Run a command to its end and tell what it alone used.

    Parameters
    ----------
    command : program and arguments; what it prints is kept for the error only
    folder : where it runs

    Raises
    ------
    BenchmarkError
        If it fails; with the end of what it said.
    """
    with tempfile.TemporaryDirectory() as place:
        output = Path(place) / "usage.json"
        done = subprocess.run(
            [sys.executable, str(_CHILD), str(output), *command],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={**os.environ, "TQDM_DISABLE": "1"},
            check=False,
        )
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip()[-500:]
            raise BenchmarkError(f"{' '.join(command)}: ended with {done.returncode}: {said}")
        return Usage(**json.loads(output.read_text(encoding="utf-8")))


def draw_articles(paths: Sequence[Path], number: int, seed: int) -> pd.DataFrame:
    """Draw articles of Parquet files at random, without holding the files in memory.

    Parameters
    ----------
    paths : files with ``id``, ``title``, ``text``, ``language``
    number : how many; all where the files hold fewer
    seed : the same seed draws the same articles

    Returns
    -------
    DataFrame
        The columns of COLUMNS that the files have, ``article_id`` in place of ``id``, in the
        order of the files.
    """
    files = [_opened(path) for path in paths]
    sizes = [file.metadata.num_rows for file in files]
    rng = np.random.default_rng(seed)
    wanted = np.sort(rng.permutation(sum(sizes))[:number])
    parts, first = [], 0
    for file, size in zip(files, sizes, strict=True):
        own = wanted[(wanted >= first) & (wanted < first + size)] - first
        names = [name for name in COLUMNS if name in file.schema_arrow.names]
        parts.append(pa.Table.from_batches(_taken(file, own, names)).to_pandas())
        first += size
    articles: pd.DataFrame = pd.concat(parts, ignore_index=True).rename(
        columns={"id": "article_id"}
    )
    if articles.empty:
        raise BenchmarkError(f"{', '.join(map(str, paths))}: no articles: name another file")
    return articles


def _opened(path: Path) -> pq.ParquetFile:
    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowInvalid, FileNotFoundError, IsADirectoryError) as error:
        raise BenchmarkError(f"{path}: is no readable Parquet file: name one") from error
    if missing := _NEEDED - set(file.schema_arrow.names):
        raise BenchmarkError(f"{path}: lacks the column(s) {', '.join(sorted(missing))}")
    return file


def _taken(
    file: pq.ParquetFile, rows: np.ndarray[Any, Any], names: list[str]
) -> Iterator[pa.RecordBatch]:
    first = 0
    yield pa.RecordBatch.from_pylist([], schema=_empty_schema(file, names))
    for batch in file.iter_batches(batch_size=_ROWS_AT_ONCE, columns=names):
        own = rows[np.searchsorted(rows, first) : np.searchsorted(rows, first + len(batch))]
        if len(own):
            yield batch.take(pa.array(own - first))
        first += len(batch)


def _empty_schema(file: pq.ParquetFile, names: list[str]) -> pa.Schema:
    return pa.schema([file.schema_arrow.field(name) for name in names])


def size_of(articles: pd.DataFrame) -> dict[str, int]:
    """Count articles, words and characters; words of many articles by a sample of them."""
    texts = articles["title"] + "\n" + articles["text"]
    characters = int(texts.str.len().sum())
    sample = texts.sample(min(_COUNTED, len(texts)), random_state=0)
    words = sum(len(words_of(text)) for text in sample)
    share = characters / max(int(sample.str.len().sum()), 1)
    return {"articles": len(articles), "words": round(words * share), "characters": characters}
