"""Seconds that typical searches take over a store.

``python -m benchmarks.search monitor.sqlite`` asks forty queries in both languages, several
times in turns, and tells the median and the 95th percentile of the medians of each.
"""

import argparse
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from analysis import Store, load_corpus, load_taxonomy, open_searcher
from benchmarks.measure import (
    BenchmarkError,
    Report,
    alternating,
    medians,
    percentile,
    run,
    timed,
)

SHOWN: Final = 5
MIDDLE, HIGH = "median", "p95"

QUERIES: Final = (
    # words in any form
    "станок", "субсидия", "завод", "дрон", "процессор", "subsidy", "factory", "semiconductor",
    # phrases
    '"импортозамещение"', '"производство микросхем"', '"станок с ЧПУ"',
    '"министр промышленности"', '"export controls"', '"machine tool"', '"state aid"',
    '"joint venture"',
    # words near each other
    '"завод субсидия"~10', '"строительство завода"~3', '"tariff steel"~8', '"plant chips"~5',
    # wildcards
    "импортозам*", "*строение", "хими?", "subsid*", "*electronics", "chem*",
    # capitals
    "ОАК", "БПЛА OR ФПИ", "EU AND US", "AI",
    # AND, OR, NOT
    "завод AND (субсидия OR кредит)", "нефть NOT газ", "(чип OR процессор) AND санкции",
    "steel AND tariff NOT aluminium", "(drone OR uav) AND production",
    # fields
    "title:завод", "sector:chemistry AND экспорт", "sector:electronics AND subsidy",
    "date:[2010-01-01 TO 2012-12-31] AND станок", "lang:en AND title:plant",
)  # fmt: skip

Search = Callable[[str], npt.NDArray[np.bool_]]


def prepare(store: Store) -> tuple[Search, int]:
    """What a search needs, opened once, and how many articles it goes over."""
    corpus = load_corpus(store, load_taxonomy())
    searcher = open_searcher(store)
    return lambda query: searcher.search(query, corpus), len(corpus)


def measure(arguments: argparse.Namespace) -> Report:
    """Ask every query in turns."""
    with Store.open(arguments.store, read_only=True) as store:
        ready: list[tuple[Search, int]] = []
        prepared = timed(lambda: ready.append(prepare(store)))
        ((search, articles),) = ready
        if not articles:
            raise BenchmarkError(f"{arguments.store}: no article in it: import some")
        found = {query: int(search(query).sum()) for query in QUERIES}
        tasks = {query: partial(search, query) for query in QUERIES}
        seconds = medians(alternating(tasks, arguments.rounds))
    figures = {
        MIDDLE: percentile(list(seconds.values()), 0.5),
        HIGH: percentile(list(seconds.values()), 0.95),
        "prepare": prepared,
    }
    rows = [
        {
            "queries": f"all {len(QUERIES)}, {name}",
            "milliseconds": figures[name] * 1e3,
            "found": "–",
        }
        for name in (MIDDLE, HIGH)
    ]
    rows += [
        {"queries": f"`{query}`", "milliseconds": own * 1e3, "found": f"{found[query]:,}"}
        for query, own in sorted(seconds.items(), key=lambda pair: -pair[1])[:SHOWN]
    ]
    note = (
        f"Below the two first lines are the {SHOWN} slowest. {sum(map(bool, found.values()))} of "
        f"{len(QUERIES)} queries find something. Reading the store for it takes {prepared:.1f} s."
    )
    return Report({"articles": articles, "queries": len(QUERIES)}, rows, figures, [note])


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("store", type=Path, help="made by python -m analysis import")
    parser.add_argument("--rounds", type=int, default=5, help="of all in turns (%(default)s)")


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    return run(__doc__, measure, _options, arguments)


if __name__ == "__main__":
    sys.exit(main())
