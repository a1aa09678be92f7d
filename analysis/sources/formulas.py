"""Formulas whose results a workbook does not hold.

Programs that write workbooks store formulas without results; only a spreadsheet works them
out. What reads results alone sees such cells as empty, so they are looked for here.
"""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from analysis.sources.zips import ZIP_FAULTS

_CHUNK: Final = 1 << 20
_LONGEST_CELL: Final = 4 << 20
_END: Final = b"</c>"
_WITHOUT_RESULT: Final = re.compile(
    rb"<c\s([^<>]*)>\s*<f\b[^<>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)
_ADDRESS: Final = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')


def without_result(path: Path, part: str, *, below: int) -> Iterator[str]:
    """Addresses of cells with a formula and no result.

    Parameters
    ----------
    path : the workbook
    part : name of its part that holds the sheet
    below : row above the first one that is looked at
    """
    try:
        with zipfile.ZipFile(path) as archive, archive.open(part) as file:
            rest = b""
            while chunk := file.read(_CHUNK):
                rest += chunk
                cut = rest.rfind(_END) + len(_END)
                if b"<f" in rest:
                    yield from _addresses(rest[:cut], below)
                rest = rest[cut:] if len(rest) - cut < _LONGEST_CELL else b""
    except (*ZIP_FAULTS, KeyError):
        return  # whoever reads the cells meets the same fault, and says so


def _addresses(cells: bytes, below: int) -> Iterator[str]:
    for match in _WITHOUT_RESULT.finditer(cells):
        address = _ADDRESS.search(match[1])
        if address and int(address[2]) > below:
            yield (address[1] + address[2]).decode()
