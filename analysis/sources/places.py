"""Where the files of a path are: the path itself, a folder with its folders, a ZIP archive.

Hidden files are left out, and symbolic links within a folder are not followed: they may lead
out of it, or around in a circle.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from analysis.errors import DataError
from analysis.sources.archives import unpack
from analysis.sources.columns import listed
from analysis.sources.contents import ENDINGS, is_archive
from analysis.sources.faults import Problem

_HIDDEN: Final = (".", "~")


@dataclass(frozen=True, slots=True)
class Place:
    """One file to read, or the problem with it.

    Attributes
    ----------
    path : of a member of an archive only until the next place is asked for
    origin : name as the user knows it
    problem : empty for a file that can be looked into
    notes : on the folder or archive, with its first file
    is_all : there is no other file, so that its problem is that of the whole
    before, share : of the whole, what comes before this file and what it is, 0..1
    """

    path: Path
    origin: str
    problem: str = ""
    notes: tuple[str, ...] = ()
    is_all: bool = False
    before: float = 0.0
    share: float = 1.0


def places_of(path: Path, *, origin: str) -> Iterator[Place]:
    """Find the files behind a path, in the order of their names.

    Raises
    ------
    DataError
        When there is no such path, it cannot be opened, holds nothing to read, or is an
        archive that cannot be used.
    """
    try:
        if not path.exists():
            missing = Problem("no such file or folder: check the name", code="NOT_FOUND")
            raise DataError(origin, [missing])
        if path.is_file():
            yield from _in_file(Place(path, origin, is_all=True))
        elif path.is_dir():
            yield from _in_folder(path, origin)
        else:
            other = "is neither a file nor a folder: name one of them"
            raise DataError(origin, [Problem(other, code="WRONG_TYPE")])
    except OSError as error:
        raise not_opened(origin, error) from error


def not_opened(origin: str, error: OSError) -> DataError:
    """Say that a file cannot be opened, and why."""
    reason = error.strerror or str(error)
    sentence = f"cannot be opened ({reason}): check its name and your rights"
    return DataError(origin, [Problem(sentence, code="NOT_OPENED")])


def _in_file(place: Place) -> Iterator[Place]:
    """A file, or the members of an archive; a broken archive of several files is a problem."""
    if not is_archive(place.path, origin=place.origin):
        yield place
        return
    try:
        done = 0.0
        for member in unpack(place.path, origin=place.origin):
            yield Place(
                member.path or place.path,
                member.origin,
                member.problem,
                place.notes + member.notes,
                before=place.before + place.share * done,
                share=place.share * (member.share - done),
            )
            place, done = replace(place, notes=()), member.share
    except DataError as error:
        if place.is_all:
            raise
        yield replace(place, problem=error.problems[0])


def _in_folder(folder: Path, origin: str) -> Iterator[Place]:
    files: list[Path] = []
    others: list[Path] = []
    for path in _visible(folder):
        is_file = path.is_file() and not path.is_symlink()
        (files if is_file and path.suffix.lower() in ENDINGS else others).append(path)
    if not files:
        nothing = f"the folder has no file to read ({', '.join(ENDINGS)})"
        raise DataError(origin, [Problem(nothing, code="NOTHING_TO_READ")])
    names = [path.relative_to(folder).as_posix() for path in others]
    notes = (f"not read in the folder: {listed(names)}",) if names else ()
    share = 1 / len(files)
    for number, path in enumerate(files):
        name = path.relative_to(folder).as_posix()
        yield from _in_file(
            Place(
                path,
                name,
                notes=notes,
                is_all=len(files) == 1,
                before=number * share,
                share=share,
            )
        )
        notes = ()


def _visible(folder: Path) -> Iterator[Path]:
    """Files of a folder and the folders in it that are not hidden, by name."""
    entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    for entry in entries:
        if entry.name.startswith(_HIDDEN):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _visible(Path(entry.path))
        else:
            yield Path(entry.path)
