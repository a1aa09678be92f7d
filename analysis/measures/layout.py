"""Where topics stand in a drawing, so that what goes together is near each other.

Neither layout starts from chance, so that the same pairs look the same.
"""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

ROUNDS: Final = 200


def spring_layout(ties: NDArray[np.float64]) -> NDArray[np.float64]:
    """Places of nodes from how strongly they are tied.

    Nodes push each other away, edges pull, from a circle in the given order on.

    Parameters
    ----------
    ties : float array of shape (n, n), symmetric, from 0 on; 0 is no edge

    Returns
    -------
    float array of shape (n, 2), between 0 and 1 in both directions

    References
    ----------
    Fruchterman, T. and Reingold, E. (1991). Graph Drawing by Force-directed Placement.
    """
    size = len(ties)
    if size < 2:
        return np.full((size, 2), 0.5)
    angles = 2 * np.pi * np.arange(size) / size
    places = 0.5 + 0.4 * np.stack((np.cos(angles), np.sin(angles)), axis=1)
    wished = np.sqrt(1.0 / size)
    pull = ties / max(ties.max(), 1e-12)
    for heat in np.linspace(0.1, 0.002, ROUNDS):
        apart = places[:, None] - places[None]
        distance = np.maximum(np.sqrt((apart**2).sum(axis=2)), 1e-3)
        force = (wished / distance) ** 2 - pull * distance / wished
        step = (apart * force[:, :, None]).sum(axis=1) + (0.5 - places) * 0.5
        length = np.maximum(np.sqrt((step**2).sum(axis=1, keepdims=True)), 1e-12)
        places = places + step / length * np.minimum(length, heat)
    low, high = places.min(axis=0), places.max(axis=0)
    spread: NDArray[np.float64] = (places - low) / np.maximum(high - low, 1e-12)
    return spread


def structured(table: pd.DataFrame, *, most: int) -> tuple[list[str], list[str]]:
    """The biggest rows and columns of a matrix in an order that puts what goes together together.

    The order is that of the first axis of a correspondence analysis: topics with the same
    partners become neighbours, and strong pairs gather along the diagonal.

    Parameters
    ----------
    table : as returned by ``pairs`` or ``mirrored``
    most : so many rows and columns at most

    References
    ----------
    Greenacre, M. (2017). Correspondence Analysis in Practice, chapter 8.
    """
    row_keys = _biggest(table, "row", most)
    column_keys = _biggest(table, "column", most)
    kept = table[table["row"].isin(row_keys) & table["column"].isin(column_keys)]
    if min(len(row_keys), len(column_keys)) < 2:
        return row_keys, column_keys
    surplus = (kept["article_count"] - kept["expected_count"]) / np.sqrt(kept["expected_count"])
    matrix = np.zeros((len(row_keys), len(column_keys)))
    places = kept["row"].map(row_keys.index), kept["column"].map(column_keys.index)
    matrix[places] = np.nan_to_num(surplus.to_numpy())
    left, _, right = np.linalg.svd(matrix, full_matrices=False)
    if row_keys == column_keys:
        right = left.T
    sign = 1 if left[0, 0] >= 0 else -1  # of the two directions always the same
    row_order = np.argsort(-sign * left[:, 0], kind="stable")
    column_order = np.argsort(-sign * right[0], kind="stable")
    return [row_keys[at] for at in row_order], [column_keys[at] for at in column_order]


def _biggest(table: pd.DataFrame, side: str, most: int) -> list[str]:
    counts = table.drop_duplicates(side).sort_values(
        f"{side}_count", ascending=False, kind="stable"
    )
    return counts[side].head(most).tolist()
