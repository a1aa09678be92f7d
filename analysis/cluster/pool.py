"""Workers: a Dask cluster on this machine or at an address. Dask is imported only here.

Tasks name the rows to read, results are a few words, so nothing big travels. The scheduler
gives a task of a lost worker to another one; a task that several workers were lost on is given up.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from analysis.cluster.plan import Partition
from analysis.cluster.work import ClusterError, Job, Outcome
from analysis.streams import WrongUse

if TYPE_CHECKING:
    from distributed import Client

# So many lost workers does one task survive, and so many errors of its own.
ALLOWED_FAILURES: Final = 3
RETRIES: Final = 2
PATIENCE: Final = 30  # seconds until a scheduler answers and a worker is there

_MISSING: Final = "Dask is not installed: pip install -r requirements-cluster.txt"


def require_dask() -> None:
    """Say how to install Dask where it is missing."""
    try:
        import distributed  # noqa: F401
    except ImportError as error:
        raise ClusterError(_MISSING) from error


@contextmanager
def connected(scheduler: str, workers: int | None) -> "Iterator[Client]":
    """A client of the scheduler at an address; of a cluster of processes here without one.

    Parameters
    ----------
    scheduler : like tcp://10.0.0.5:8786, or empty
    workers : processes to start here; as many as there are cores if None
    """
    if scheduler:
        with _client_of(scheduler) as client:
            yield client
    else:
        with _local(workers) as cluster, _client_of(cluster) as client:
            yield client


def _local(workers: int | None) -> Any:
    """Processes on this machine; nobody else can reach them, memory is shared out evenly."""
    import dask
    from distributed import LocalCluster

    # Scheduler and workers always listen for HTTP: on a free port here, with nothing to serve.
    silent: dict[str, list[str]] = {
        f"distributed.{one}.http.routes": [] for one in ("scheduler", "worker")
    }
    try:
        with dask.config.set(silent):
            return LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                processes=True,
                host="127.0.0.1",
                memory_limit="auto",
                silence_logs=logging.CRITICAL,
                scheduler_kwargs={
                    "allowed_failures": ALLOWED_FAILURES,
                    "dashboard": False,
                    "dashboard_address": "127.0.0.1:0",
                },
            )
    except (RuntimeError, OSError) as error:
        raise ClusterError(
            f"workers cannot be started here ({error}): try again with fewer --workers"
        ) from error


@contextmanager
def _client_of(cluster: Any) -> "Iterator[Client]":
    from distributed import Client

    try:
        client = Client(cluster, timeout=PATIENCE, set_as_default=False)
    except ValueError as error:
        raise WrongUse(f"{cluster}: is no address: write it like tcp://10.0.0.5:8786") from error
    except OSError as error:
        raise ClusterError(
            f"{cluster}: no scheduler answers there: start one with `dask scheduler`, or leave "
            "--scheduler away to use this machine"
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError as error:
            raise ClusterError(
                f"{client.scheduler.address}: the scheduler has no workers: start some with "
                "`dask worker ADDRESS --nthreads 1`"
            ) from error
        yield client


def outcomes(
    client: "Client",
    task: Callable[[Partition, Job], Outcome],
    partitions: Sequence[Partition],
    job: Job,
) -> Iterator[Outcome]:
    """Run a task for every partition and yield what became of each, as they come."""
    from distributed import KilledWorker, as_completed

    # Names of tasks differ between runs, or a scheduler would hand out results of an earlier one.
    run = uuid4().hex
    futures = [
        client.submit(task, partition, job, key=f"{partition.name}-{run}", retries=RETRIES)
        for partition in partitions
    ]
    names = {future.key: partition for future, partition in zip(futures, partitions, strict=True)}
    waiting = as_completed(futures, loop=client.loop)
    del futures
    for future in waiting:
        partition = names[future.key]
        where = f"{partition.source.origin}, {partition.place}"
        match future.status:
            case "finished":
                yield future.result()
            case "error" if isinstance(error := future.exception(), KilledWorker):
                raise ClusterError(
                    f"{where}: {ALLOWED_FAILURES + 1} workers were lost on it, perhaps for lack "
                    "of memory: run the command again with a smaller --partition-size, or fewer "
                    "--workers"
                ) from error
            case "error":
                error = future.exception()
                raise ClusterError(
                    f"{where}: {type(error).__name__}: {error}: see that all workers have this "
                    "version of the program, and run the command again"
                ) from error
            case _:
                raise ClusterError(
                    "the scheduler was lost: start it again, and run the same command again; "
                    "finished parts stay"
                )
        future.release()
