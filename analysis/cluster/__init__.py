"""Tagging of datasets too large for one process: a folder of Parquet files, by Dask workers.

A plan cuts the input into partitions, workers turn each into a part of the output, and at the
end repeated articles are settled and the list of parts is written. Every step may be stopped:
the next run does what is still missing.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from analysis.cluster.output import Marker, Output
from analysis.cluster.plan import PARTITION_SIZE, Partition, Plan, Versions, make_plan
from analysis.cluster.pool import connected, outcomes, require_dask
from analysis.cluster.settle import settle
from analysis.cluster.work import ClusterError, Job, Tagged, run, tag_partition
from analysis.progress import Progress
from analysis.streams import CannotWrite, WrongUse

__all__ = [
    "PARTITION_SIZE",
    "ClusterError",
    "Tagged",
    "Versions",
    "Workers",
    "tag_dataset",
    "tag_partition",
]


@dataclass(frozen=True, slots=True)
class Workers:
    """Who does the work.

    Attributes
    ----------
    scheduler : address of a Dask scheduler; empty to start workers on this machine
    count : workers to start here; as many as there are cores if None
    taxonomy : folder that the workers read; empty for the one that they have themselves
    """

    scheduler: str = ""
    count: int | None = None
    taxonomy: str = ""


def tag_dataset(
    path: Path,
    folder: Path,
    versions: Versions,
    workers: Workers,
    *,
    partition_size: int = PARTITION_SIZE,
) -> Iterator[Progress]:
    """Tag a Parquet dataset into a folder that :class:`analysis.dataset.Dataset` reads.

    Parameters
    ----------
    path : Parquet file, or folder of such files
    folder : new, empty, or of an earlier run: finished parts are kept
    versions : of this machine; workers with others are refused
    partition_size : most articles of a partition

    Yields
    ------
    Progress
        In articles, after every partition.

    Raises
    ------
    DataError
        When no file of the input can be used.
    ClusterError
        When workers are missing, are of another version, or were lost too often.
    StoreBusy
        When another process is writing to the folder.
    """
    require_dask()
    _refuse_overlap(path, folder)
    plan = make_plan(path, versions, partition_size=partition_size)
    output = Output(folder)
    with output.locked():
        waiting = [one for one in plan.partitions if output.marker(one, plan) is None]
        total = sum(len(one.rows) for one in plan.partitions)
        done = total - sum(len(one.rows) for one in waiting)
        yield Progress(done, total, notes=plan.notes + _state(output, plan, waiting))
        if not waiting and output.is_finished(plan):
            return
        output.begin(plan, waiting)
        if waiting:
            job = Job(str(folder.resolve()), versions, workers.taxonomy, date.today())
            with connected(workers.scheduler, workers.count) as client:
                by_name = {one.name: one for one in waiting}
                for outcome in outcomes(client, run, waiting, job):
                    if outcome.error:
                        raise (CannotWrite if outcome.is_full else ClusterError)(outcome.error)
                    done += len(by_name[outcome.name].rows)
                    yield Progress(done, total)
        _refuse_missing(output, waiting)
        markers, ids = settle(output, plan)
        output.finish(plan, markers, ids)
        yield Progress(total, total, notes=_counted(plan, markers))


def _refuse_overlap(path: Path, folder: Path) -> None:
    inside, outside = folder.resolve(), path.resolve()
    if inside.is_relative_to(outside) or outside.is_relative_to(inside):
        raise WrongUse(f"{folder}: lies within the input or around it: name another folder")


def _refuse_missing(output: Output, waiting: Sequence[Partition]) -> None:
    """What workers say they have written must be seen here, too."""
    missing = [one.name for one in waiting if output.read_marker(one) is None]
    if missing:
        raise ClusterError(
            f"{output.path}: {missing[0]} was written by a worker but is not here: input and "
            "output must lie on a disk that all workers share, under the same name"
        )


def _state(output: Output, plan: Plan, waiting: Sequence[Partition]) -> tuple[tuple[str, str], ...]:
    """What of an earlier run is kept, and why other parts are made again."""
    origin, parts = str(output.path), len(plan.partitions)
    earlier = [one for one in waiting if output.read_marker(one) is not None]
    notes = []
    if len(waiting) < parts:
        kept = parts - len(waiting)
        notes.append((origin, f"{kept:,} of {parts:,} parts are finished and kept"))
    if earlier:
        notes.append(
            (
                origin,
                f"made again: {len(earlier):,} of {parts:,} parts: input, taxonomy, model or "
                "--partition-size have changed since, or their files are damaged",
            )
        )
    return tuple(notes)


def _counted(plan: Plan, markers: Sequence[Marker]) -> tuple[tuple[str, str], ...]:
    counts: Counter[str] = Counter()
    for marker in markers:
        counts.update(marker.notes)
    name = plan.path.name
    return tuple((name, text.format(count=f"{n:,}")) for text, n in counts.items() if n)
