"""The archive: a store or a tagged dataset, with what can be made again beside it.

Beside ``monitor.sqlite`` stand ``monitor.sqlite.columns`` (the corpus as arrays, mapped into
memory) and ``monitor.sqlite.index`` (the articles as word numbers); in a dataset they are folders
within it. Either names the archive that it is of, and is made again when it is missing, damaged,
older, or of another one. The checksums of the index are compared whenever it is opened for
writing, and of a small one for searching, too.
"""

import contextlib
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.dataset import Dataset
from analysis.errors import IndexDamaged, StoreError, StoreUnwritable
from analysis.facts.origin import speaks_of_origin
from analysis.index import REBUILD, TokenIndex
from analysis.locks import PATIENT, Patience
from analysis.measures.corpus import CORPUS_COLUMNS, Corpus
from analysis.measures.snapshot import (
    ARTICLES_FILE,
    load_snapshot,
    save_snapshot,
    snapshot_origin,
)
from analysis.measures.statements import Statements
from analysis.schema import FACT_KINDS, FactColumns
from analysis.search import Searcher
from analysis.store import Store
from analysis.taxonomy import Taxonomy

Archive = Store | Dataset

COLUMNS: Final = "columns"
INDEX: Final = "index"
OWNER: Final = "owner"  # a file of the index that names the archive
# So many articles are read in a moment where there is no index.
FEW_ARTICLES: Final = 20_000
# Articles on these topics are read for shares of what is home-made or imported.
ORIGIN_TOPICS: Final = MappingProxyType(
    {
        "theme": ("localisation", "import-substitution", "self-sufficiency", "tech-sovereignty"),
        "instrument": ("local-content",),
    }
)
TEXTS_AT_ONCE: Final = 2_000


def beside(path: Path, part: str) -> Path:
    """Folder of a part that lies beside a store, or within a dataset.

    >>> beside(Path("data/store/monitor.sqlite"), "index").as_posix()
    'data/store/monitor.sqlite.index'
    """
    return path / part if path.is_dir() else path.with_name(f"{path.name}.{part}")


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
    with archive.at_once():
        kept = load_snapshot(folder, archive.born, taxonomy.version, archive.version)
        if kept is None and may_be_former and archive.count() > FEW_ARTICLES:
            kept = load_snapshot(folder, archive.born, taxonomy.version)
        return _read_corpus(archive, taxonomy) if kept is None else kept


def keep_corpus(archive: Archive, taxonomy: Taxonomy) -> None:
    """Write the corpus as it is now, so that the next start maps it; without right, not at all.

    Parameters
    ----------
    archive, taxonomy : as for :func:`load_corpus`
    """
    folder = beside(archive.path, COLUMNS)
    with contextlib.suppress(OSError):
        with archive.at_once():
            version = archive.version
            if load_snapshot(folder, archive.born, taxonomy.version, version) is not None:
                return
            corpus = _read_corpus(archive, taxonomy)
        save_snapshot(corpus, folder, archive.born, taxonomy.version, version)


def load_statements(archive: Archive, corpus: Corpus) -> Statements:
    """Read what the articles of a corpus state: sums, horizons, shares and acts.

    Parameters
    ----------
    archive : open for reading
    corpus : of this archive, perhaps of a former version

    Notes
    -----
    Texts are read of articles about localisation and the like that state a percentage, to tell
    shares of what is home-made or imported from others.
    """
    with archive.at_once():
        facts = archive.fact_columns()
        return Statements.build(facts, corpus, _of_origin(archive, corpus, facts))


def _of_origin(archive: Archive, corpus: Corpus, facts: FactColumns) -> NDArray[np.bool_]:
    """Tell which percentages are shares of what is home-made or imported."""
    found = np.zeros(len(facts.rows), np.bool_)
    about = np.zeros(len(corpus), np.bool_)
    for axis, topics in ORIGIN_TOPICS.items():
        known = [topic for topic in topics if topic in corpus.axes[axis].keys]
        about |= corpus.axes[axis].has_any(known)
    is_asked = (facts.kinds == FACT_KINDS.index("share")) & (facts.rows < len(corpus))
    places = np.flatnonzero(is_asked)
    places = places[about[facts.rows[places]]]
    ids = corpus.ids[facts.rows[places]].tolist()
    for first in range(0, len(places), TEXTS_AT_ONCE):
        chosen = slice(first, first + TEXTS_AT_ONCE)
        texts = archive.texts(list(dict.fromkeys(ids[chosen])))
        for place, article_id in zip(places[chosen].tolist(), ids[chosen], strict=True):
            row, span = facts.rows[place], (int(facts.starts[place]), int(facts.ends[place]))
            text = corpus.titles[row] if facts.in_title[place] else texts.get(article_id, "")
            found[place] = span[1] <= len(text) and speaks_of_origin(text, *span)
    return found


def is_kept(archive: Archive) -> bool:
    """Tell whether the corpus lies beside the archive as it is now, by whichever taxonomy."""
    origin = snapshot_origin(beside(archive.path, COLUMNS))
    return (origin.get("owner"), origin.get("version")) == (archive.born, archive.version)


def is_settled(archive: Archive) -> bool:
    """Tell whether no import is half done: all articles have tags, and a big corpus is kept."""
    if isinstance(archive, Dataset):
        return True
    is_tagged = not archive.count(untagged=True)
    return is_tagged and (archive.count() <= FEW_ARTICLES or is_kept(archive))


def state_of(archive: Archive) -> str:
    """What changes when a corpus that is loaded would be another one than before."""
    try:
        kept = (beside(archive.path, COLUMNS) / ARTICLES_FILE).stat().st_mtime_ns
    except OSError:
        kept = 0
    return f"{archive.born} {archive.version} {kept}"


def open_index(archive: Archive, patience: Patience = PATIENT) -> TokenIndex:
    """Open the index of a store for writing; one that cannot be used is emptied first.

    Parameters
    ----------
    archive : open for writing
    patience : how long to wait while another process writes the index

    Raises
    ------
    StoreBusy
        If another process writes it for longer. What waits for tags stays in the store, and
        whoever has the index next tags it.
    StoreError
        If the index cannot be written.
    """
    folder = beside(archive.path, INDEX)
    index = TokenIndex.open(folder, create=True, mend=True, patience=patience)
    try:
        if not (_is_of(index, archive) and _is_whole(index)):
            index.clear()
            _name_owner(folder, archive)
    except BaseException:
        index.close()
        raise
    return index


def _name_owner(folder: Path, archive: Archive) -> None:
    try:
        (folder / OWNER).write_text(archive.born, encoding="utf-8")
    except OSError as error:
        reason = error.strerror or error
        raise StoreUnwritable(f"{folder}: {reason}: free space or check path and rights") from error


def index_owner(archive: Archive) -> str:
    """What the index beside an archive says it is of; empty where it does not say."""
    try:
        return (beside(archive.path, INDEX) / OWNER).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _is_of(index: TokenIndex, archive: Archive) -> bool:
    """Tell whether an index is of this archive and not ahead of it."""
    return (
        index_owner(archive) == archive.born
        and index.upto <= archive.change
        and index.n_articles <= archive.count()
    )


def _is_whole(index: TokenIndex) -> bool:
    try:
        index.verify()
    except IndexDamaged:
        return False
    return True


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
    is_small = archive.count() <= FEW_ARTICLES
    try:
        index = TokenIndex.open(beside(archive.path, INDEX), read_only=True)
        if _is_of(index, archive) and (not is_small or _is_whole(index)):
            return Searcher(index)
        if not is_small:
            raise IndexDamaged(f"{beside(archive.path, INDEX)}: is of another store: {REBUILD}")
    except IndexDamaged:
        if not is_small:
            raise
    return Searcher.over(archive.articles(with_text=True))


def is_indexed(archive: Archive) -> bool:
    """Tell whether the index of a store can be used and holds all its articles."""
    try:
        with TokenIndex.open(beside(archive.path, INDEX), read_only=True) as index:
            return index.upto == archive.change and _is_of(index, archive)
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
