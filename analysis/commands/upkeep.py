"""The store kept in order: doctor, backup, restore."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from analysis.archive import keep_corpus, open_index
from analysis.commands.terminal import FAILED, OK, follow, progress_bar, say, tell
from analysis.jobs import index_store
from analysis.locks import Patience
from analysis.store import Store
from analysis.store.backup import Copied, back_up, dated, former_of, restore, rotate
from analysis.store.doctor import WRONG
from analysis.store.places import views_file
from analysis.streams import WrongUse
from analysis.taxonomy import load_taxonomy
from analysis.upkeep import examine_all, repair_all


def run_doctor(arguments: argparse.Namespace) -> int:
    """Check the store and what lies beside it; status 1 when something is wrong."""
    if arguments.repair:
        taxonomy = load_taxonomy(arguments.taxonomy)
        for done in repair_all(arguments.store, taxonomy, Patience(tell=tell)):
            say(f"repaired: {done}")
    status = OK
    for one in examine_all(arguments.store):
        mend = f": {one.mend}" if one.mend else ""
        print(f"{one.state:<5}  {one.check}: {one.said}{mend}", flush=True)
        status = FAILED if one.state == WRONG else status
    return status


def run_backup(arguments: argparse.Namespace) -> int:
    """Copy the store while others use it, and test the copy."""
    target: Path | None = arguments.file
    folder = target if target is None or target.is_dir() else target.parent
    is_dated = target is None or target.is_dir()
    if arguments.keep and not is_dated:
        raise WrongUse("--keep counts dated files: name a folder, or none, instead of a file")
    chosen = dated(arguments.store, folder) if is_dated else target
    assert chosen is not None
    _copy(back_up(arguments.store, chosen), what=f"copying to {chosen.name}")
    print(f"{chosen}: {chosen.stat().st_size / 1e6:,.1f} MB, opened and compared: a whole backup")
    if arguments.keep:
        for former in rotate(arguments.store, chosen.parent, arguments.keep):
            say(f"{former}: deleted, {arguments.keep} newer ones are kept")
    return OK


def run_restore(arguments: argparse.Namespace) -> int:
    """Put a backup in the place of the store; the former store is kept beside it."""
    path, backup = arguments.store, arguments.file
    is_new = not path.exists()
    _copy(restore(path, backup), what=f"copying {backup.name}")
    kept = "" if is_new else f"; the former store is {former_of(path)}"
    if not views_file(backup).exists() and views_file(path).exists():
        kept += "; the backup holds no saved views, those that are here stay"
    with Store.open(path) as store:
        print(f"{path}: {store.count():,} articles, as in {backup}{kept}", flush=True)
        # What lies beside is of the former store; it is made again now, not at the next import.
        with open_index(store, Patience(tell=tell)) as index:
            follow(index_store(store, index), what="indexing", unit=" articles")
        keep_corpus(store, load_taxonomy(arguments.taxonomy))
    return OK


def _copy(copied: Iterator[Copied], *, what: str) -> None:
    with progress_bar(what) as bar:
        for step in copied:
            bar.total = step.total
            bar.update(step.done - bar.n)
