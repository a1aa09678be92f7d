"""The dashboard, in this process."""

import argparse
import errno
import os
import runpy
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from analysis.archive import (
    is_indexed,
    is_kept,
    keep_corpus,
    open_archive,
    open_index,
)
from analysis.arguments import LAST_PORT
from analysis.commands.terminal import (
    FAILED,
    OK,
    follow,
    say,
)
from analysis.errors import StoreError, StoreOutdated
from analysis.jobs import index_store
from analysis.locks import Patience
from analysis.store import Store
from analysis.taxonomy import load_taxonomy

ROOT: Final = Path(__file__).resolve().parent.parent.parent


def run_dashboard(arguments: argparse.Namespace) -> int:
    """Start the dashboard and say where it is."""
    if problem := _port_problem(arguments.port):
        say(f"error: {problem}")
        return FAILED
    place = arguments.dataset or arguments.store
    try:
        open_archive(place).close()
    except StoreOutdated:
        Store.open(place).close()
    with open_archive(place) as store:
        with suppress(StoreError):  # somebody else may be writing, or this place be read-only
            if not is_indexed(store):
                with open_index(store, Patience(0)) as index:
                    follow(index_store(store, index), what="indexing", unit=" articles")
        if not is_kept(store):
            keep_corpus(store, load_taxonomy(arguments.taxonomy))
    os.environ["MONITOR_STORE"] = str(place.resolve())
    os.environ["MONITOR_TAXONOMY"] = str(arguments.taxonomy.resolve())
    script = str(ROOT / "dashboard" / "asgi.py")
    sys.argv = ["streamlit", "run", script, f"--server.port={arguments.port}"]
    print(f"Industrial Policy Monitor: http://localhost:{arguments.port} (stop with Ctrl-C)")
    sys.stdout.flush()
    os.chdir(ROOT)
    # The server runs in this process: whoever ends it ends the server, and nothing is read twice.
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)
    return OK


def _port_problem(port: int) -> str:
    """Why the dashboard cannot listen there; empty when it can."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                return f"port {port} cannot be used ({error.strerror}): choose another with --port"
            other = port + 1 if port < LAST_PORT else port - 1
            return (
                f"port {port} is taken: stop what runs there or choose another "
                f"with --port {other} (make run PORT={other})"
            )
    return ""
