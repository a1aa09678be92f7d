"""Folds: which labelled articles are learnt from together, and which never.

Told by a hash of the id, so that a set may grow without moving what is in it.
"""

import zlib
from typing import Final

FOLDS: Final = 5
HELD_OUT: Final = -1


def is_held_out(article_id: str) -> bool:
    """Tell whether a labelled article is kept aside, as one in three is.

    >>> is_held_out("a"), is_held_out("b")
    (True, False)
    """
    return zlib.crc32(article_id.encode()) % 3 == 0


def fold_of(article_id: str) -> int:
    """Fold of a labelled article that is learnt from.

    >>> fold_of("a"), fold_of("b")
    (3, 1)
    """
    return zlib.crc32(f"fold {article_id}".encode()) % FOLDS
