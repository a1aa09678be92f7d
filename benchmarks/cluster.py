"""Tagging a Parquet dataset with two Dask workers against one, side by side in one run.

``python -m benchmarks.cluster PATH`` tags the dataset three times with one worker process and
three times with two, in turn, and prints both medians and their ratio; the goal is 1.6. Starting
the processes and building their taggers is not timed; learning new words is, which every worker
does for itself. On a machine that others use, elapsed time says little: beside it stand the ratio
of the processor time of the busiest worker, which is what idle cores would give, and what two
plain processes reach here against one.
"""

import argparse
import sys
import tempfile
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Final

from analysis.cluster import Versions
from analysis.cluster.output import Output
from analysis.cluster.plan import PARTITION_SIZE, Plan, make_plan
from analysis.cluster.pool import connected, outcomes
from analysis.cluster.work import Job, _tagger, run
from analysis.errors import AnalysisError
from analysis.model.classifier import load_model
from analysis.taxonomy import load_taxonomy

GOAL: Final = 1.6
RUNS: Final = 3
LEAST_PARTITIONS: Final = 8


def main(arguments: list[str] | None = None) -> int:
    """Run both in turn, print, and say whether the goal is reached."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("path", type=Path, help="Parquet file, or folder of them")
    path = parser.parse_args(arguments).path
    model = load_model()
    versions = Versions(load_taxonomy().version, model.version if model else "")
    try:
        plan = _plan(path, versions)
    except AnalysisError as error:
        print(f"error: {error}", file=sys.stderr)
        return 66
    articles = sum(len(partition.rows) for partition in plan.partitions)
    print(f"{articles:,} articles in {len(plan.partitions)} partitions, {RUNS} runs each, in turn")
    seconds: dict[int, list[float]] = {1: [], 2: []}
    busiest: dict[int, list[float]] = {1: [], 2: []}
    limits: list[float] = []
    for _ in range(RUNS):
        for count in seconds:
            elapsed, busy = _seconds(plan, count)
            seconds[count].append(elapsed)
            busiest[count].append(busy)
        limits.append(_limit())
    for count, own in seconds.items():
        speed = articles / median(own)
        print(f"{count} worker(s): {median(own):.1f} s, {speed:,.0f} articles a second")
    ratio = median(seconds[1]) / median(seconds[2])
    print(f"two workers against one: {ratio:.2f} (goal {GOAL})")
    print(f"by processor time: {median(busiest[1]) / median(busiest[2]):.2f}")
    print(f"plain arithmetic in two processes against one: {median(limits):.2f}")
    return 0 if ratio >= GOAL else 1


def _plan(path: Path, versions: Versions) -> Plan:
    """Enough partitions to share out evenly."""
    plan = make_plan(path, versions)
    rows = sum(len(partition.rows) for partition in plan.partitions)
    size = max(1, min(PARTITION_SIZE, rows // LEAST_PARTITIONS))
    return make_plan(path, versions, partition_size=size)


def _seconds(plan: Plan, count: int) -> tuple[float, float]:
    """Time of all partitions with so many workers that are ready, and of the busiest of them."""
    with tempfile.TemporaryDirectory() as folder, connected("", count) as client:
        output = Output(Path(folder))
        job = Job(folder, plan.versions, "", date.today())
        with output.locked():
            client.wait_for_workers(count)
            client.run(_get_ready, job)
            before, start = client.run(process_time), perf_counter()
            for outcome in outcomes(client, run, plan.partitions, job):
                assert not outcome.error, outcome.error
            elapsed, after = perf_counter() - start, client.run(process_time)
            return elapsed, max(after[name] - before[name] for name in before)


def _get_ready(job: Job) -> None:
    _tagger(job)


def _limit() -> float:
    """How much two processes can do here in the time of one."""
    start = perf_counter()
    _count_up()
    one = perf_counter() - start
    with get_context("spawn").Pool(2) as pool:
        pool.map(abs, range(2))
        start = perf_counter()
        pool.starmap(_count_up, [(), ()], chunksize=1)
        return 2 * one / (perf_counter() - start)


def _count_up() -> int:
    return sum(number * number for number in range(20_000_000))


if __name__ == "__main__":
    sys.exit(main())
