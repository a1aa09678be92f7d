"""Upkeep: whether a store, and what lies beside it, is in order, and how it is put in order.

The store itself is looked after by ``store.doctor``; here is what was derived from it, the
index and the columns: these are never mended, but made again.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from analysis.archive import COLUMNS, INDEX, beside, index_owner, is_kept, keep_corpus, open_index
from analysis.errors import IndexDamaged, StoreError
from analysis.index import STATE, TokenIndex
from analysis.jobs import index_store
from analysis.locks import Patience
from analysis.measures.snapshot import load_snapshot, snapshot_origin
from analysis.store import Store
from analysis.store.doctor import NOTE, OK, WRONG, Finding, examine, repair
from analysis.taxonomy import Taxonomy

REPAIR: Final = "python -m analysis doctor --repair"


def examine_all(path: Path) -> Iterator[Finding]:
    """Check a store and what lies beside it; nothing is written.

    Raises
    ------
    StoreError
        If there is none, or it was written by another version.
    """
    with Store.open(path, read_only=True) as store:
        yield from examine(store)
        for check in (_index, _columns):
            try:
                yield check(store)
            except StoreError as error:  # the store itself is damaged, and was said to be
                yield Finding(check.__name__.strip("_"), NOTE, f"not compared: {error.__cause__}")


def repair_all(path: Path, taxonomy: Taxonomy, patience: Patience) -> Iterator[str]:
    """Mend without loss what can be mended, make again what is derived, and say what was done.

    Parameters
    ----------
    taxonomy : gives the order of topics in the columns
    patience : how long to wait for other writers
    """
    with Store.open(path, patience=patience) as store:
        yield from repair(store)
        if _index(store).state != OK:
            with open_index(store, patience) as index:
                for _ in index_store(store, index):
                    pass
                yield f"index made again: {index.n_articles:,} articles"
        if _columns(store).state != OK:
            shutil.rmtree(beside(path, COLUMNS), ignore_errors=True)
            keep_corpus(store, taxonomy)
            yield "columns made again"


def _index(store: Store) -> Finding:
    folder = beside(store.path, INDEX)
    mend = f"{REPAIR} --store {store.path}"
    if not (folder / STATE).exists():
        return Finding("index", NOTE, "none: search reads the texts", mend)
    try:
        with TokenIndex.open(folder, read_only=True) as index:
            index.verify()
            upto, n_articles = index.upto, index.n_articles
    except IndexDamaged as error:
        return Finding("index", WRONG, f"{error.args[0]}; it can be deleted", mend)
    if not (upto or index_owner(store)):
        return Finding("index", NOTE, "was begun and is empty", mend)
    if index_owner(store) != store.born:
        return Finding("index", WRONG, "is of another store or of an earlier state of it", mend)
    if upto > store.change or n_articles > store.count():
        return Finding("index", WRONG, "is ahead of the store; it can be deleted", mend)
    if waiting := store.count(after=upto):
        return Finding("index", NOTE, f"{waiting:,} articles are not in it yet", mend)
    return Finding("index", OK, f"{n_articles:,} articles, every checksum is right")


def _columns(store: Store) -> Finding:
    folder = beside(store.path, COLUMNS)
    mend = f"{REPAIR} --store {store.path}"
    if not folder.exists():
        return Finding("columns", NOTE, "none: the dashboard reads the store", mend)
    origin = snapshot_origin(folder)
    if not origin:
        return Finding("columns", WRONG, "cannot be read; they can be deleted", mend)
    if origin["owner"] != store.born:
        return Finding("columns", WRONG, "are of another store or an earlier state of it", mend)
    if load_snapshot(folder, origin["owner"], origin["taxonomy"]) is None:
        return Finding("columns", WRONG, "are damaged; they can be deleted", mend)
    if not is_kept(store):
        return Finding("columns", NOTE, "are older than the store", mend)
    return Finding("columns", OK, "are those of the store as it is now")
