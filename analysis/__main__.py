"""The command line: ``python -m analysis COMMAND``; what each does is in ``analysis.commands``."""

import errno
import os
import signal
import sys
from collections.abc import Sequence

from analysis.arguments import make_parser
from analysis.commands import COMMANDS
from analysis.commands.terminal import BUSY, CANNOT_WRITE, FAILED, OK, UNREADABLE, USAGE, complain
from analysis.errors import AnalysisError, DataError, StoreBusy, StoreUnwritable
from analysis.streams import CannotWrite, WrongUse


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    arguments = make_parser(COMMANDS).parse_args(argv)
    try:
        status: int = arguments.run(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        print("stopped; what was committed stays", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of our output went away (head, a pager); nothing is left to say.
        _give_output_up()
        return OK
    except (AnalysisError, OSError) as error:
        if isinstance(error, OSError) and _is_of_output(error):
            _give_output_up()
            error = CannotWrite(
                f"the result cannot be written: {error.strerror}: write it elsewhere"
            )
        complain(error)
        return _status(error)
    return status


def _give_output_up() -> None:
    """What is still in the buffer must not fail again when Python closes it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _is_of_output(error: OSError) -> bool:
    """Whether standard output took nothing; what fails with other files is told with a name."""
    return error.filename is None and error.errno in (errno.ENOSPC, errno.EIO)


def _status(error: Exception) -> int:
    match error:
        case StoreBusy():
            return BUSY
        case DataError():
            return UNREADABLE
        case CannotWrite() | StoreUnwritable():
            return CANNOT_WRITE
        case WrongUse():
            return USAGE
    return FAILED


if __name__ == "__main__":
    # So that whoever ends the process lets it clear away what is half written.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main())
