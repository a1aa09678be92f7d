"""Runs a command and writes what it used to a file: ``python child.py FILE COMMAND…``.

A process of its own, and a small one: Linux counts the memory that a process had before it
started a program as the program's peak, so a benchmark that holds a corpus cannot ask itself.
"""

import json
import os
import subprocess
import sys
import time


def main() -> int:
    """Run, write, and end as the command did."""
    output, *command = sys.argv[1:]
    start = time.perf_counter()
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
        # wait4 tells of this child alone; RUSAGE_CHILDREN would mix it with others.
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    unit = 1 if sys.platform == "darwin" else 1024
    content = {
        "wall": time.perf_counter() - start,
        "processor": used.ru_utime + used.ru_stime,
        "peak": used.ru_maxrss * unit,
    }
    with open(output, "w", encoding="utf-8") as file:
        json.dump(content, file)
    return abs(process.returncode)


if __name__ == "__main__":
    sys.exit(main())
