"""Child: the process behind :mod:`analysis.sources.apart`.

It limits itself before it loads anything, then answers questions until its input ends. It is
run as a script, ``python -P child.py MEMORY``: as a module the whole package would come first.
"""

import ctypes
import importlib
import json
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from analysis.sources.apart import Answer

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_SET_PARENT_DEATH_SIGNAL: Final = 1
_MOST_WRITTEN: Final = 2 << 30  # bytes of one file, such as a member of an archive
# Events by which Python code would reach the network, or have another program reach it.
_FORBIDDEN: Final = (
    "socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system",
    "ctypes.dlopen",
)  # fmt: skip

# What can be asked: the function that answers, as module and name. It takes bytes and options
# and gives what JSON can say.
TASKS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "echo": ("analysis.sources.child", "echo"),
        "feed": ("analysis.sources.web.feeds", "parse_feed"),
        "page": ("analysis.sources.web.pages", "read_page"),
    }
)


def echo(content: bytes, *, times: int = 1) -> dict[str, Any]:
    """Say what was said."""
    return {"text": content.decode() * times}


def main(memory: int) -> None:
    """Answer questions from standard input on standard output."""
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a parser prints is no answer
    limit(memory)
    importlib.import_module("analysis.sources.files")
    forbid_network()
    while (question := _question(source)) is not None:
        _answer(*question, sink)


def limit(memory: int) -> None:
    """Bound memory and files, leave the network, and end with the process that asks."""
    with suppress(ImportError, OSError, ValueError):  # not on every system
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_FSIZE, (_MOST_WRITTEN, _MOST_WRITTEN))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError, AttributeError):
        system = ctypes.CDLL(None, use_errno=True)
        system.prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
        if system.unshare(_CLONE_NEWNET) != 0:
            system.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def forbid_network() -> None:
    """Refuse sockets and other programs also where a network of its own cannot be had."""

    def hook(event: str, _: tuple[Any, ...]) -> None:
        if event.startswith(_FORBIDDEN):
            raise PermissionError(f"{event} is not allowed where foreign files are read")

    sys.addaudithook(hook)


def _limit_time(seconds: float) -> None:
    with suppress(ImportError, OSError, ValueError):
        import resource

        usage = resource.getrusage(resource.RUSAGE_SELF)
        until = int(usage.ru_utime + usage.ru_stime + seconds) + 1
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (until, hard))


def _question(source: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    parts = []
    for _ in range(2):
        size = source.read(8)
        if len(size) < 8:
            return None
        parts.append(source.read(int.from_bytes(size, "big")))
    return json.loads(parts[0]), parts[1]


def _answer(question: Mapping[str, Any], content: bytes, sink: IO[bytes]) -> None:
    from analysis.errors import DataError
    from analysis.sources.apart import framed
    from analysis.sources.faults import Problem, code_of

    origin, options = question["origin"], question["options"]
    try:
        _limit_time(question["seconds"])
        for header, body in _answers(question["task"], content, options):
            sink.writelines(framed(header, body))
            sink.flush()
            _limit_time(question["seconds"])
        last: dict[str, Any] = {"kind": "end"}
    except DataError as error:
        problems = [(str(problem), code_of(problem)) for problem in error.problems]
        last = {"kind": "failed", "origin": error.origin, "problems": problems}
        last["names"] = list(error.names)
    except MemoryError:
        problem = Problem(
            "needs more memory than is allowed: split the file, or save it as .csv or .parquet",
            code="TOO_MUCH_MEMORY",
        )
        last = {"kind": "failed", "origin": origin, "problems": [(problem, problem.code)]}
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"[:200]
        sentence = f"cannot be read ({reason}): save it in another form, such as .csv"
        last = {"kind": "failed", "origin": origin, "problems": [(sentence, "NOT_READ")]}
    sink.writelines(framed(last, b""))
    sink.flush()


def _answers(task: str, content: bytes, options: Mapping[str, Any]) -> "Iterator[Answer]":
    if task == "read":
        yield from _readings(**options)
        return
    module, name = TASKS[task]
    answer = getattr(importlib.import_module(module), name)(content, **options)
    yield {"kind": "answer", "answer": answer}, b""


def _readings(path: str, *, today: str | None = None, **options: Any) -> "Iterator[Answer]":
    from datetime import date
    from pathlib import Path

    from analysis.sources.apart import packed
    from analysis.sources.files import read_articles

    day = date.fromisoformat(today) if today else None
    for reading in read_articles(Path(path), today=day, **options):
        yield packed(reading)


if __name__ == "__main__":
    main(int(sys.argv[1]))
