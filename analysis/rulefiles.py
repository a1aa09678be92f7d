"""Rule files, saved so that nobody undoes what another has saved meanwhile.

Whoever saves says which text was read before: where it is another one by now, nothing is
overwritten and the difference is told. Rules that are not in order are not saved at all, and a
file is put in place as a whole, so that no reader ever meets half of it.
"""

import difflib
import hashlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import Final

from analysis.errors import TaxonomyError
from analysis.locks import PATIENT, Patience, Turn
from analysis.taxonomy import load_taxonomy

_LOCK: Final = ".writer"


class RulesChanged(TaxonomyError):
    """Somebody else saved the file since it was read; ``difference`` is what would be undone."""

    def __init__(self, path: Path, difference: str) -> None:
        self.difference = difference
        problem = (
            "was saved by somebody else since you read it; nothing was overwritten. Read it "
            f"again and take over what differs:\n{difference}"
        )
        super().__init__(path.name, [problem])


def read_file(path: Path) -> tuple[str, str]:
    """Read a rule file for editing; a file that is not there yet is empty.

    Returns
    -------
    text, hash
        The hash is to be given to :func:`save_file`.
    """
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return text, _hash(text)


def save_file(path: Path, text: str, expected_hash: str, *, patience: Patience = PATIENT) -> str:
    """Put a new text in the place of a rule file, unless somebody else did since it was read.

    Parameters
    ----------
    path : the file, e.g. ``data/taxonomy/sectors.toml``
    expected_hash : from :func:`read_file`, or from the last save
    patience : how long to wait for another who is saving

    Returns
    -------
    str
        The hash of what is there now.

    Raises
    ------
    RulesChanged
        If the file is not what was read; says what differs.
    TaxonomyError
        If the rules of the folder would not be in order; lists every fault.
    OSError
        If the file cannot be written; it is then as it was.
    """
    with Turn(path.with_name(_LOCK), patience, what=path):
        there, found = read_file(path)
        if found != expected_hash:
            raise RulesChanged(path, _difference(text, there))
        _check(path, text)
        _replace(path, text)
    return _hash(text)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _difference(mine: str, theirs: str) -> str:
    lines = difflib.unified_diff(
        mine.splitlines(), theirs.splitlines(), "yours", "saved by another", lineterm="", n=1
    )
    return "\n".join(lines)


def _check(path: Path, text: str) -> None:
    """Refuse rules that are not in order, beside those of the other files."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / path.parent.name
        folder.mkdir()
        for other in path.parent.glob("*.toml"):
            shutil.copyfile(other, folder / other.name)
        (folder / path.name).write_text(text, encoding="utf-8")
        try:
            load_taxonomy(folder)
        except TaxonomyError as error:
            raise TaxonomyError(str(path.parent), error.problems) from error


def _replace(path: Path, text: str) -> None:
    beside = path.with_name(f"{path.name}.new")
    try:
        with open(beside, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
