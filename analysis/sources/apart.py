"""Apart: what comes from outside is read in a process of its own, with limits.

A file or page can be made to fill the memory, to take hours, or to reach the network through a
fault in a parser. The process that reads it may use so much memory and so much time, has no
network, and can be ended without harm. It answers with JSON and Arrow, never with pickles.
"""

import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Self

import pandas as pd
import pyarrow as pa

from analysis.errors import DataError
from analysis.schema import REJECTS
from analysis.sources.faults import Problem
from analysis.sources.files import Reading

MEMORY: Final = 1 << 30  # bytes of address space
SECONDS: Final = 60.0  # for one answer: a batch of a file, a feed or a page
MOST_ANSWER: Final = 1 << 29  # bytes

_ROOT: Final = Path(__file__).resolve().parents[2]
_CHILD: Final = Path(__file__).with_name("child.py")
_SIZE: Final = 8  # bytes that say how long a header or a body is
_PIPE: Final = 1 << 20
_PASSED_ON: Final = ("LANG", "LC_ALL", "PATH", "TMPDIR", "TZ")
_OWN_SETTINGS: Final = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",  # others reserve more than they use
    "MALLOC_ARENA_MAX": "2",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONPATH": str(_ROOT),
    "PYTHONUTF8": "1",
}

Answer = tuple[dict[str, Any], bytes | bytearray]


class _Silence(Exception):
    """No whole answer came: the process is gone, or its time is over."""


class Apart:
    """A process that reads for this one; starts at once, so that it is ready when it is asked.

    Use it as a context manager. After a failure it starts anew with the next question.

    Parameters
    ----------
    memory : bytes that it may use
    seconds : that one answer may take

    Examples
    --------
    >>> with Apart() as apart:
    ...     apart.ask("echo", b"words", times=2)
    {'text': 'wordswords'}
    """

    def __init__(self, *, memory: int = MEMORY, seconds: float = SECONDS) -> None:
        self._memory = memory
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        if self._process is None:
            return
        self._process.kill()
        with suppress(OSError):
            self._input.close()
        self._output.close()
        self._process.wait()
        self._process = None

    def read(self, path: Path, **options: Any) -> Iterator[Reading]:
        """Read a file or folder as :func:`analysis.sources.files.read_articles` does.

        Parameters
        ----------
        path, options : as there

        Raises
        ------
        DataError
            Also when reading takes more memory or time than it may.
        """
        origin = options.get("origin") or path.name
        call = {"path": str(path.resolve()), **options}
        try:
            for header, body in self._answers("read", call, b"", origin):
                yield _reading(header, body)
        except GeneratorExit:
            self.close()  # it would go on with what nobody waits for
            raise

    def ask(self, task: str, content: bytes, *, origin: str = "", **options: Any) -> dict[str, Any]:
        """Have one thing read.

        Parameters
        ----------
        task : a key of ``analysis.sources.child.TASKS``
        content : the bytes to read
        origin : how the user knows them
        options : of the task; what JSON can say

        Raises
        ------
        DataError
            What the task raises, and when it takes more memory or time than it may.
        """
        (header, _), *_ = list(self._answers(task, options, content, origin or task))
        answer: dict[str, Any] = header["answer"]
        return answer

    # --- the process -------------------------------------------------------------------------

    def _start(self) -> None:
        kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        process = subprocess.Popen(
            [sys.executable, "-P", str(_CHILD), str(self._memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=kept | _OWN_SETTINGS,
            pipesize=_PIPE,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        self._process, self._input, self._output = process, process.stdin, process.stdout

    def _answers(
        self, task: str, options: Mapping[str, Any], content: bytes, origin: str
    ) -> Iterator[Answer]:
        if self._process is None:
            self._start()
        question = {
            "task": task,
            "options": options,
            "origin": origin,
            "seconds": self._seconds,
        }
        try:
            self._ask(question, content)
            while True:
                header, body = self._answer()
                if header["kind"] == "end":
                    return
                if header["kind"] == "failed":
                    raise _failure(header)
                yield header, body
        except _Silence as error:
            self.close()
            raise DataError(origin, [_reason(error, self._memory, self._seconds)]) from error

    def _ask(self, question: Mapping[str, Any], content: bytes) -> None:
        try:
            for part in framed(question, content):
                self._input.write(part)
            self._input.flush()
        except OSError as error:
            raise _Silence from error

    def _answer(self) -> Answer:
        deadline = time.monotonic() + self._seconds
        header = json.loads(self._take(deadline))
        return header, self._take(deadline)

    def _take(self, deadline: float) -> bytearray:
        size = int.from_bytes(self._bytes(_SIZE, deadline), "big")
        if size > MOST_ANSWER:
            raise _Silence
        return self._bytes(size, deadline)

    def _bytes(self, size: int, deadline: float) -> bytearray:
        """Read so many bytes before the deadline."""
        taken, place, descriptor = bytearray(size), 0, self._output.fileno()
        with selectors.DefaultSelector() as selector, memoryview(taken) as view:
            selector.register(descriptor, selectors.EVENT_READ)
            while place < size:
                if not selector.select(deadline - time.monotonic()):
                    raise _Silence from TimeoutError()
                count = os.readv(descriptor, [view[place:]])
                if not count:
                    raise _Silence
                place += count
        return taken


def read_apart(path: Path, **options: Any) -> Iterator[Reading]:
    """Read a file or folder in a process of its own; see :meth:`Apart.read`."""
    with Apart() as apart:
        yield from apart.read(path, **options)


def framed(header: Mapping[str, Any], body: bytes | bytearray) -> Iterator[bytes | bytearray]:
    """One message as bytes: how long its header is, the header, and the same for its body."""
    head = json.dumps(header).encode()
    yield len(head).to_bytes(_SIZE, "big") + head + len(body).to_bytes(_SIZE, "big")
    yield body


def packed(reading: Reading) -> Answer:
    """A reading as header and body of a message."""
    table = pa.Table.from_pandas(reading.articles, preserve_index=False)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    header = {
        "kind": "reading",
        "origin": reading.origin,
        "rejects": reading.rejects.to_numpy(dtype=object).tolist(),
        "notes": list(reading.notes),
        "done": reading.done,
        "counts": dict(reading.counts),
        "is_last": reading.is_last,
        "is_refusal": reading.is_refusal,
        "replaced": list(reading.replaced),
        "names": list(reading.names),
        "mapping": dict(reading.mapping),
    }
    return header, sink.getvalue().to_pybytes()


def _reading(header: Mapping[str, Any], body: bytes | bytearray) -> Reading:
    with pa.ipc.open_stream(body) as stream:
        table = stream.read_all()
    table.validate(full=True)  # the process that wrote it has read something foreign
    return Reading(
        origin=header["origin"],
        articles=table.to_pandas(),
        rejects=pd.DataFrame(header["rejects"], columns=list(REJECTS)),
        notes=tuple(header["notes"]),
        done=header["done"],
        counts=header["counts"],
        is_last=header["is_last"],
        is_refusal=header["is_refusal"],
        replaced=tuple(header["replaced"]),
        names=tuple(header["names"]),
        mapping=header["mapping"],
    )


def _failure(header: Mapping[str, Any]) -> DataError:
    problems = [Problem(sentence, code=code) for sentence, code in header["problems"]]
    return DataError(header["origin"], problems, names=header.get("names", ()))


def _reason(error: _Silence, memory: int, seconds: float) -> Problem:
    if isinstance(error.__cause__, TimeoutError):
        sentence = (
            f"reading a part of it takes longer than the {seconds:,g} seconds that are allowed: "
            "split the file, or save it as .csv or .parquet"
        )
        return Problem(sentence, code="TOO_SLOW")
    sentence = (
        f"the process that read it broke off, which happens when more than {memory >> 20:,} MB of "
        "memory are needed: split the file, or save it as .csv or .parquet"
    )
    return Problem(sentence, code="TOO_MUCH_MEMORY")
