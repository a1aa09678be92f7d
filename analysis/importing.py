"""Importing: files become stored articles, each file as a whole."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import DataError
from analysis.fresh import Fresh
from analysis.progress import Progress
from analysis.schema import REJECTS
from analysis.sources.apart import Apart
from analysis.sources.files import NO_ARTICLES, Reading, refused_file
from analysis.sources.fingerprints import file_changed, fingerprint, reading_settings, stamp_of
from analysis.store import ImportReport, Store


def import_files(
    store: Store,
    paths: Iterable[Path],
    *,
    apart: Apart | None = None,
    fresh: Fresh | None = None,
    begin: Callable[[pd.DataFrame], None] | None = None,
    **options: Any,
) -> Iterator[Progress]:
    """Add the articles of files to a store; the last progress of a path holds its counts.

    Each file is added as a whole: one that turns out unusable half-way leaves nothing. A file
    that was read before is not read again while all its articles are as it left them.

    Parameters
    ----------
    store : open for writing
    paths : files or folders
    apart : the process that reads them; one of its own without it
    fresh : takes what was added
    begin : is told of the batches that ``fresh`` took
    options : as of :func:`analysis.sources.files.read_articles`

    Raises
    ------
    DataError
        If a file cannot be used at all, after the progress that holds its counts. What earlier
        files brought stays.
    """
    with nullcontext(apart) if apart else Apart() as reader:
        for path in paths:
            yield from _Import(store, reader, fresh, begin, options).of(path)


@dataclass(frozen=True, slots=True)
class _Import:
    store: Store
    apart: Apart
    fresh: Fresh | None
    begin: Callable[[pd.DataFrame], None] | None
    options: Mapping[str, Any]

    def of(self, path: Path) -> Iterator[Progress]:
        """Add one file or folder."""
        store, origin = self.store, self.options.get("origin") or str(path)
        stamp, sha256 = stamp_of(path), fingerprint(path)
        settings = reading_settings(self.options)
        report = store.repeat_import(origin, sha256=sha256, settings=settings)
        if report is None:
            import_id = store.begin_import(origin, sha256=sha256, settings=settings)
            try:
                for file in _files(self.apart.read(path, **self.options)):
                    yield from self._add_file(import_id, file, path, stamp)
            except DataError as error:
                store.add(import_id, NO_ARTICLES, refused_file(error))
                yield Progress(1.0, 1.0, report=store.end_import(import_id))
                raise
            report = store.end_import(import_id)
        yield Progress(1.0, 1.0, report=report)

    def _add_file(
        self,
        import_id: int,
        file: Iterator[Reading],
        path: Path,
        stamp: tuple[int, int] | None,
    ) -> Iterator[Progress]:
        mark = self.fresh.mark() if self.fresh else 0
        try:
            with self.store.whole():
                for reading in file:
                    if reading.is_refusal:
                        raise _Refused
                    yield self._add(import_id, reading)
                if stamp_of(path) != stamp:
                    raise file_changed(self.options.get("origin") or path.name)
        except BaseException as error:
            if self.fresh:
                self.fresh.back_to(mark)
            if not isinstance(error, _Refused):
                raise
            yield self._add(import_id, reading)

    def _add(self, import_id: int, reading: Reading) -> Progress:
        after = self.store.change
        report = self.store.add(
            import_id, reading.articles, reading.rejects, replaced=reading.replaced
        )
        parts = self.fresh.keep(self.store, reading.articles, after=after) if self.fresh else ()
        if self.begin is not None:
            for part in parts:
                self.begin(part)
        notes = tuple((reading.origin, note) for note in reading.notes)
        return Progress(reading.done, 1.0, reading.origin, report, notes)


class _Refused(Exception):
    """A file that was begun cannot be used."""


def _files(readings: Iterator[Reading]) -> Iterator[Iterator[Reading]]:
    """The readings of each file."""

    def one(first: Reading) -> Iterator[Reading]:
        yield first
        while not first.is_last:
            first = next(readings)
            yield first

    for first in readings:
        yield one(first)


def refused_rows(store: Store, report: ImportReport) -> pd.DataFrame:
    """Read the rows that an import refused, as a table to hand back.

    Returns
    -------
    DataFrame with the columns of schema REJECTS except ``import_id``
    """
    return store.rejects(report.import_id)[list(REJECTS[1:])]
