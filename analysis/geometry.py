"""Outlines of places, ready to be drawn: flat, in whole numbers, shipped with the project.

``docs/make_geometry.py`` makes the files; nothing is projected here. Codes are those of ISO
3166, lower case: "ru" is a state, "ru-ta" a subject of the Russian Federation. Ground without a
code of its own has the empty code.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.errors import DataError

FOLDER: Final = Path(__file__).resolve().parent.parent / "data" / "geometry"
OUTLINES: Final = ("countries", "regions")

Frame = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Area:
    """One place.

    Attributes
    ----------
    code : of ISO 3166, lower case
    point : a point inside, far from the border, for a mark
    rings : int32 arrays of shape (n_points, 2), not closed; a ring within another is a hole
        or an island in it
    """

    code: str
    point: tuple[int, int]
    rings: tuple[NDArray[np.int32], ...]


@dataclass(frozen=True, slots=True)
class Outlines:
    """A map: its areas, and its parts by name as left, bottom, right and top."""

    source: str
    projection: str
    size: tuple[int, int]
    frames: Mapping[str, Frame]
    areas: tuple[Area, ...]

    def lattice(
        self, frame: str, *, across: int = 60
    ) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Points at equal distances that lie in an area, so that any place of it can be hit.

        Parameters
        ----------
        frame : name of a part of the map
        across : points from its left to its right

        Returns
        -------
        int32 arrays of shape (n_points,) and (n_points, 2): position of the area in ``areas``,
        and the points.
        """
        left, bottom, right, top = self.frames[frame]
        step = (right - left) / across
        x, y = np.meshgrid(
            np.arange(left + step / 2, right, step), np.arange(bottom + step / 2, top, step)
        )
        points = np.column_stack([x.ravel(), y.ravel()]).astype(np.int32)
        owner = np.full(len(points), -1, dtype=np.int32)
        for at, area in enumerate(self.areas):
            if area.rings:
                owner[_inside(points, area.rings)] = at
        return owner[owner >= 0], points[owner >= 0]


def load_outlines(name: str, folder: Path = FOLDER) -> Outlines:
    """Read one of ``OUTLINES``.

    Raises
    ------
    DataError
        If the file is missing or is none of ``docs/make_geometry.py``.
    """
    path = folder / f"{name}.json"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return Outlines(
            source=content["source"],
            projection=content["projection"],
            size=(content["size"][0], content["size"][1]),
            frames=MappingProxyType(
                {key: (box[0], box[1], box[2], box[3]) for key, box in content["frames"].items()}
            ),
            areas=tuple(
                Area(
                    code=area["code"].lower(),
                    point=(area["point"][0], area["point"][1]),
                    rings=tuple(map(_ring, area["rings"])),
                )
                for area in content["areas"]
            ),
        )
    except (OSError, KeyError, IndexError, TypeError, ValueError) as error:
        problem = f"the outlines cannot be read ({error}); take the file of this release again"
        raise DataError(path.name, [problem]) from error


def _ring(numbers: list[int]) -> NDArray[np.int32]:
    """Points of a ring from its first point and the steps that follow."""
    points = np.cumsum(np.array(numbers, dtype=np.int32).reshape(-1, 2), axis=0, dtype=np.int32)
    points.setflags(write=False)
    return points


def _inside(points: NDArray[np.int32], rings: tuple[NDArray[np.int32], ...]) -> NDArray[np.intp]:
    """Positions of the points within an area, by how often a ray to the right crosses it."""
    low = np.min([ring.min(axis=0) for ring in rings], axis=0)
    high = np.max([ring.max(axis=0) for ring in rings], axis=0)
    near = np.flatnonzero(((points >= low) & (points <= high)).all(axis=1))
    x, y = points[near, 0][:, None], points[near, 1][:, None]
    crossed = np.zeros(len(near), dtype=np.int64)
    for ring in rings:
        (ax, ay), (bx, by) = ring.T.astype(np.float64), np.roll(ring, -1, axis=0).T
        with np.errstate(invalid="ignore", divide="ignore"):
            at = ax + (y - ay) * (bx - ax) / (by - ay)
        crossed += (((ay > y) != (by > y)) & (x < at)).sum(axis=1)
    inside: NDArray[np.intp] = near[crossed % 2 == 1]
    return inside
