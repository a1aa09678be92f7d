"""How large a file may be, checked before anything of it is read."""

from pathlib import Path
from typing import Final

from analysis.errors import DataError
from analysis.sources.faults import Problem

UPLOAD_BYTES: Final = 50 << 20  # of a file that comes by way of the browser

_MIB: Final = 1 << 20


def check_size(path: Path, limit: int, *, origin: str = "") -> None:
    """Refuse a file that is too large.

    Parameters
    ----------
    limit : in bytes
    origin : name of the file as the user knows it, where that is not the name of ``path``

    Raises
    ------
    DataError
        With code FILE_TOO_LARGE; names both sizes.
    OSError
        When it cannot be looked at.
    """
    size = path.stat().st_size
    if size > limit:
        sentence = (
            f"holds {size / _MIB:,.1f} MB, at most {limit / _MIB:,.0f} MB are read here: split "
            "the file, save it as Parquet, or read it with `python -m analysis import`"
        )
        raise DataError(origin or path.name, [Problem(sentence, code="FILE_TOO_LARGE")])
