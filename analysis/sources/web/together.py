"""Side by side: groups of tasks in several threads, the results in this one.

The tasks of a group are done one after the other, because they ask the same host; results come
in the order in which they are ready. Threads only wait for the network: all else that is
expensive, and the store, belongs to the thread that takes the results.
"""

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Final, Generic, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

_AHEAD: Final = 16  # results that wait to be taken; then the threads wait, too


class _Done(Generic[Result]):
    """What came of a task: a result, or the error that it raised."""

    def __init__(self, run: Callable[[], Result]) -> None:
        self.error: BaseException | None = None
        try:
            self._result = run()
        except BaseException as error:
            self.error = error

    def result(self) -> Result:
        if self.error:
            raise self.error
        return self._result


def side_by_side(
    groups: Sequence[Sequence[Task]], work: Callable[[Task], Result], *, workers: int
) -> Iterator[tuple[Task, Result]]:
    """Do all tasks of all groups.

    Parameters
    ----------
    work : called in the threads; what it raises is raised here, and ends everything
    workers : most groups at once

    Yields
    ------
    Each task and what ``work`` gave for it. Closing the iterator begins no further task.

    Examples
    --------
    >>> sorted(side_by_side([[1, 2], [3]], lambda number: number * 10, workers=2))
    [(1, 10), (2, 20), (3, 30)]
    """
    waiting: queue.SimpleQueue[Sequence[Task]] = queue.SimpleQueue()
    ready: queue.Queue[tuple[Task, _Done[Result]]] = queue.Queue(_AHEAD)
    is_over = threading.Event()
    for group in groups:
        waiting.put(group)

    def hand_over(task: Task, done: _Done[Result]) -> None:
        while not is_over.is_set():
            try:
                ready.put((task, done), timeout=0.2)
            except queue.Full:
                continue
            return

    def run() -> None:
        while not is_over.is_set():
            try:
                group = waiting.get_nowait()
            except queue.Empty:
                return
            for task in group:
                if is_over.is_set():
                    return
                hand_over(task, _Done(lambda task=task: work(task)))  # type: ignore[misc]

    count = min(workers, len(groups))
    for _ in range(count):
        threading.Thread(target=run, daemon=True).start()
    try:
        for _ in range(sum(map(len, groups))):
            task, done = ready.get()
            yield task, done.result()
    finally:
        is_over.set()
