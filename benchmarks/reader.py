"""A reader of a store, as the dashboard is: ``python -m benchmarks.reader STORE SIZE TAXONOMY``.

Opens, reads the corpus and searches it, again and again until its input is closed; then says
how often it read. Every fault is a line that begins with "error".
"""

import select
import sys
from pathlib import Path
from typing import Final

from analysis import StoreError, load_corpus, load_taxonomy, open_archive, open_searcher
from analysis.taxonomy import Taxonomy

PAUSE_SECONDS: Final = 0.2
QUERY: Final = "завод OR plant"


def read_once(path: Path, size: int, taxonomy: Taxonomy) -> tuple[int, str]:
    """Read a store as it is now: how many articles there are, and what was wrong with them."""
    with open_archive(path) as archive:
        corpus = load_corpus(archive, taxonomy)
        found = open_searcher(archive).search(QUERY, corpus)
    if len(corpus) % size:
        return len(corpus), f"{len(corpus):,} articles are no whole number of files"
    if len(found) != len(corpus):
        return len(corpus), f"{len(found):,} results for {len(corpus):,} articles"
    return len(corpus), ""


def main() -> int:
    """Read until the input is closed."""
    path, size = Path(sys.argv[1]), int(sys.argv[2])
    taxonomy = load_taxonomy(Path(sys.argv[3]))
    reads, last = 0, 0
    while not select.select([sys.stdin], [], [], PAUSE_SECONDS)[0]:
        if not _is_there(path):
            continue
        try:
            number, fault = read_once(path, size, taxonomy)
        except Exception as error:
            number, fault = last, f"{type(error).__name__}: {error}"
        if number < last:
            fault = f"{last:,} articles became {number:,}"
        if fault:
            print(f"error: {fault}", flush=True)
        reads, last = reads + 1, number
    print(f"reads {reads}", flush=True)
    return 0


def _is_there(path: Path) -> bool:
    """Whether somebody has made the store by now."""
    try:
        with open_archive(path) as archive:
            return bool(archive.version != "0")
    except StoreError as error:
        if "no store" in str(error):
            return False
        raise


if __name__ == "__main__":
    sys.exit(main())
