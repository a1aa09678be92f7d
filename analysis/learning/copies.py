"""Near copies: articles that share most of their words, as reprints and serial notices do.

A label must not be learnt from one copy and measured on another.
"""

import zlib
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse import csgraph

from analysis.labels import LABELLED_CHARACTERS
from analysis.text.tokens import words_of

SHINGLE_WORDS: Final = 6
# Copies share at least this part of the shorter article's shingles.
LEAST_SHARED: Final = 0.5
# A shingle of more articles than this is a formula, not a copy.
MOST_ARTICLES: Final = 30


def groups_of(texts: Sequence[str]) -> npt.NDArray[np.int64]:
    """Number the groups of near copies.

    Parameters
    ----------
    texts : of any language; the first 1,500 characters count

    Returns
    -------
    int64 array, shape (n_texts,): the same number for near copies, and for copies of copies

    Examples
    --------
    >>> text = "the ministry will pay half of the price of new machine tools"
    >>> groups_of([text, text + " next year", "nothing of the kind is said in this one"]).tolist()
    [0, 0, 1]
    """
    rows, names = [], []
    for number, text in enumerate(texts):
        shingles = _shingles(text)
        rows += [number] * len(shingles)
        names += shingles
    _, columns = np.unique(np.array(names, np.int64), return_inverse=True)
    shape = (len(texts), int(columns.max(initial=-1)) + 1)
    table = sparse.csr_matrix((np.ones(len(rows), np.int32), (rows, columns)), shape=shape)
    size = np.asarray(table.sum(axis=1)).ravel()
    table = table[:, np.asarray(table.sum(axis=0)).ravel() <= MOST_ARTICLES]
    shared = (table @ table.T).tocoo()
    alike = shared.data >= LEAST_SHARED * np.minimum(size[shared.row], size[shared.col])
    links = sparse.csr_matrix(
        (np.ones(int(alike.sum())), (shared.row[alike], shared.col[alike])),
        shape=(len(texts), len(texts)),
    )
    _, groups = csgraph.connected_components(links, directed=False)
    return np.asarray(groups, np.int64)


def _shingles(text: str) -> list[int]:
    words = words_of(text[:LABELLED_CHARACTERS].casefold())
    last = max(len(words) - SHINGLE_WORDS, 0)
    joined = {" ".join(words[first : first + SHINGLE_WORDS]) for first in range(last + 1)}
    return [zlib.crc32(shingle.encode()) for shingle in joined if shingle]
