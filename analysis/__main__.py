"""The command line: ``python -m analysis COMMAND``; what each does is in ``analysis.commands``."""

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
        # The reader of our output went away (head, a pager); nothing is left to say, and
        # what is still in the buffer must not fail again when Python closes it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except (AnalysisError, OSError) as error:
        complain(error)
        return _status(error)
    return status


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
