"""The library: an archive (store or tagged dataset) with what can be made again beside it.

Beside ``monitor.sqlite`` stand ``monitor.columns`` (the corpus as arrays, mapped into memory)
and ``monitor.index`` (the articles as word numbers). Either is made again when it is missing,
damaged or older than the archive; in a dataset they are folders of the same names.
"""

import contextlib
from pathlib import Path
from typing import Final

from analysis.dataset import Dataset
from analysis.errors import IndexDamaged, StoreError
from analysis.index import TokenIndex, remove
from analysis.measures.corpus import CORPUS_COLUMNS, Corpus
from analysis.measures.snapshot import load_snapshot, save_snapshot
from analysis.search import Searcher
from analysis.store import Store
from analysis.taxonomy import Taxonomy

Archive = Store | Dataset

COLUMNS: Final = "columns"
INDEX: Final = "index"
# So many articles are read in a moment where there is no index.
FEW_ARTICLES: Final = 20_000


def beside(path: Path, part: str) -> Path:
    """Folder of a part that lies beside a store, or within a dataset.

    >>> beside(Path("data/store/monitor.sqlite"), "index").as_posix()
    'data/store/monitor.index'
    """
    return path / part if path.is_dir() else path.with_suffix(f".{part}")


def load_corpus(archive: Archive, taxonomy: Taxonomy, *, may_be_former: bool = False) -> Corpus:
    """Give the corpus of a store as it is now: mapped where it was kept, else read.

    Parameters
    ----------
    archive : open for reading
    taxonomy : gives the order of topics and their parents
    may_be_former : of a big store take what the last import kept, rather than read the store
        again and again while another import runs
    """
    folder = beside(archive.path, COLUMNS)
    kept = load_snapshot(folder, taxonomy.version, archive.version)
    if kept is None and may_be_former and archive.count() > FEW_ARTICLES:
        kept = load_snapshot(folder, taxonomy.version)
    return _read_corpus(archive, taxonomy) if kept is None else kept


def keep_corpus(archive: Archive, taxonomy: Taxonomy) -> None:
    """Write the corpus as it is now, so that the next start maps it; without right, not at all.

    Parameters
    ----------
    archive, taxonomy : as for :func:`load_corpus`
    """
    folder, version = beside(archive.path, COLUMNS), archive.version
    with contextlib.suppress(OSError):
        if load_snapshot(folder, taxonomy.version, version) is None:
            save_snapshot(_read_corpus(archive, taxonomy), folder, taxonomy.version, version)


def open_index(archive: Archive) -> TokenIndex:
    """Open the index of a store for writing; one that cannot be used is emptied first.

    Parameters
    ----------
    archive : open for writing

    Raises
    ------
    StoreError
        If the index cannot be written, or another process is writing it.
    """
    folder = beside(archive.path, INDEX)
    try:
        index = TokenIndex.open(folder, create=True)
        if index.upto <= archive.change and index.n_articles <= archive.count():
            return index
        index.close()
    except IndexDamaged:
        pass
    discard_index(archive)
    return TokenIndex.open(folder, create=True)


def discard_index(archive: Archive) -> None:
    """Remove the index of a store, so that it is made again from the texts."""
    remove(beside(archive.path, INDEX))


def open_searcher(archive: Archive) -> Searcher:
    """Open the index of a store for searching.

    Parameters
    ----------
    archive : open for reading

    Returns
    -------
    Searcher
        Over what the index holds; of a small store without a usable index, over its texts.

    Raises
    ------
    IndexDamaged
        If the index of a bigger store cannot be used: says how to make it again.
    """
    try:
        return Searcher(TokenIndex.open(beside(archive.path, INDEX), read_only=True))
    except IndexDamaged:
        if archive.count() > FEW_ARTICLES:
            raise
        return Searcher.over(archive.articles(with_text=True))


def is_indexed(archive: Archive) -> bool:
    """Tell whether the index of a store can be used and holds all its articles."""
    try:
        with TokenIndex.open(beside(archive.path, INDEX), read_only=True) as index:
            return index.upto == archive.change
    except StoreError:
        return False


def _read_corpus(archive: Archive, taxonomy: Taxonomy) -> Corpus:
    tags, articles = archive.tag_columns(), archive.articles(columns=CORPUS_COLUMNS)
    return Corpus.of(articles, tags.topics, tags.rows, tags.codes, tags.scores, taxonomy)


def open_archive(path: Path) -> Archive:
    """Open a store, or a dataset that ``tag-dataset`` wrote, for reading.

    Raises
    ------
    StoreError
        When there is none, or it is damaged or of another version.
    """
    return Dataset.open(path) if path.is_dir() else Store.open(path, read_only=True)
