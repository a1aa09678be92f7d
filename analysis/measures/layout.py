"""Where the nodes of a network stand, so that what is tied together is near each other.

Nodes push each other away, edges pull: the layout of Fruchterman and Reingold (1991). It starts
from a circle in the given order, not from chance, so that the same network looks the same.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

ROUNDS: Final = 200


def spring_layout(ties: NDArray[np.float64]) -> NDArray[np.float64]:
    """Places of nodes from how strongly they are tied.

    Parameters
    ----------
    ties : float array of shape (n, n), symmetric, from 0 on; 0 is no edge

    Returns
    -------
    float array of shape (n, 2), between 0 and 1 in both directions
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
