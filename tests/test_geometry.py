"""Outlines: what ships is whole, small and complete, and its projections are right."""

import json
import math
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from analysis.errors import DataError
from analysis.geometry import OUTLINES, load_outlines
from analysis.taxonomy import load_taxonomy
from docs import make_geometry

ROOT = Path(__file__).resolve().parent.parent
REGIONS = {area.code: area for area in load_outlines("regions").areas}
COUNTRIES = {area.code: area for area in load_outlines("countries").areas}


def extent(area: object) -> tuple[int, int]:
    """Left and right end of an area."""
    points = np.vstack(area.rings)  # type: ignore[attr-defined]
    return int(points[:, 0].min()), int(points[:, 0].max())


def test_the_files_are_small() -> None:
    sizes = [(ROOT / "data/geometry" / f"{name}.json").stat().st_size for name in OUTLINES]
    assert sum(sizes) < 600_000


@pytest.mark.parametrize("name", OUTLINES)
def test_every_ring_is_drawn_within_the_map_without_a_jump(name: str) -> None:
    outlines = load_outlines(name)
    width, height = outlines.size
    for area in outlines.areas:
        for ring in area.rings:
            assert len(ring) >= 3
            assert ring.min() >= 0
            assert (ring.max(axis=0) <= (width, height)).all()
            sides = np.abs(np.roll(ring, -1, axis=0) - ring)
            assert sides.max() < width / 4, area.code
            assert (sides.sum(axis=1) > 0).all(), area.code


@pytest.mark.parametrize("name", OUTLINES)
def test_points_lie_in_their_areas(name: str) -> None:
    outlines = load_outlines(name)
    for area in outlines.areas:
        if area.rings and area.code:
            assert make_geometry.is_inside(area.point, [ring.tolist() for ring in area.rings]) or (
                make_geometry.size(area.rings[0].tolist()) < 200
            ), area.code


def test_russia_is_in_one_piece() -> None:
    left, right = extent(COUNTRIES["ru"])
    assert left > 4_000
    assert right > 8_500  # Chukotka is at the right, not at the left edge
    biggest = COUNTRIES["ru"].rings[0]
    assert biggest[:, 0].max() - biggest[:, 0].min() > 3_000
    chukotka = REGIONS["ru-chu"].rings[0]
    assert chukotka[:, 0].max() - chukotka[:, 0].min() > 900  # both sides of the antimeridian


def test_every_country_and_region_of_the_taxonomy_that_has_a_code_has_an_outline() -> None:
    taxonomy = load_taxonomy(ROOT / "data" / "taxonomy")
    codes = {
        code.lower()
        for axis in taxonomy.axes
        if axis in ("country", "region")
        for topic in taxonomy.topics(axis)
        for code in topic.codes.get("iso", ())
    }
    without = {"eu", "ua-09", "ua-14", "ua-23", "ua-65"}  # no state or region of the source
    assert codes - set(COUNTRIES) - set(REGIONS) == without


def test_small_places_have_a_point() -> None:
    for code in ("sg", "lu", "mt", "bh", "hk", "mo"):
        assert COUNTRIES[code].point > (0, 0)
    for code in ("ru-mow", "ru-spe", "ru-ad"):
        assert REGIONS[code].rings


def test_lattice_points_belong_to_the_area_that_holds_them() -> None:
    outlines = load_outlines("regions")
    owners, points = outlines.lattice("european", across=20)
    assert len(set(owners.tolist())) > 30
    for owner, point in zip(owners.tolist(), points.tolist(), strict=True):
        rings = [ring.tolist() for ring in outlines.areas[owner].rings]
        assert make_geometry.is_inside(tuple(point), rings)


def test_a_broken_file_is_said_to_be_broken(tmp_path: Path) -> None:
    (tmp_path / "countries.json").write_text('{"areas": []}', encoding="utf-8")
    with pytest.raises(DataError, match="the outlines cannot be read"):
        load_outlines("countries", tmp_path)
    with pytest.raises(DataError):
        load_outlines("regions", tmp_path)


# --- how they are made -------------------------------------------------------------------------


def test_albers_keeps_areas() -> None:
    project = make_geometry.albers(100, 52, 64)

    def cell(west: float, south: float) -> float:
        corners = [(west, south), (west + 1, south), (west + 1, south + 1), (west, south + 1)]
        return make_geometry.size([project(*corner) for corner in corners])

    def on_the_sphere(south: float) -> float:
        low, high = math.sin(math.radians(south)), math.sin(math.radians(south + 1))
        return math.radians(1) * (high - low)

    for west, south in ((30, 45), (100, 60), (170, 70)):
        assert cell(west, south) == pytest.approx(on_the_sphere(south), rel=1e-3)


def test_natural_earth_agrees_with_its_table() -> None:
    # Patterson's table: the length of a parallel and its distance from the equator, to a degree
    project = make_geometry.natural_earth(0)
    equator, pole = project(180, 0)[0], project(0, 90)[1]
    for latitude, length, up in ((30, 0.9570, 0.3720), (45, 0.9006, 0.5571), (75, 0.7160, 0.8936)):
        assert project(180, latitude)[0] / equator == pytest.approx(length, abs=4e-3)
        assert project(0, latitude)[1] / pole == pytest.approx(up, abs=4e-3)
    assert pole / equator == pytest.approx(0.52, abs=1e-3)


def plan(**changes: object) -> make_geometry.Map:
    given = {
        "name": "test", "source": "", "projection": "", "project": lambda x, y: (x, y),
        "across": 20.0, "west": 0.0, "detail": 1.0, "island": 1.0, "frames": {},
    }  # fmt: skip
    return make_geometry.Map(**{**given, **changes})  # type: ignore[arg-type]


def topology(arcs: list[list[tuple[int, int]]], **areas: list[list[list[int]]]) -> dict:
    """Arcs given by points, areas by polygons of rings of arcs."""
    steps = [[arc[0], *[(x - u, y - v) for (u, v), (x, y) in pairwise(arc)]] for arc in arcs]
    return {
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "arcs": steps,
        "objects": {
            "units": {
                "geometries": [
                    {"type": "MultiPolygon", "arcs": polygons, "properties": {"name": name}}
                    for name, polygons in areas.items()
                ]
            }
        },
    }


def made(content: dict, **changes: object) -> dict[str, dict]:
    areas = make_geometry.made_map(
        plan(**changes), content, "units", lambda geometry: geometry["properties"]["name"]
    )["areas"]
    return {area["code"]: area for area in areas}


def test_an_area_cut_by_the_antimeridian_is_joined() -> None:
    east = [(176, 50), (180, 50), (180, 52), (180, 54), (176, 54), (176, 50)]
    west = [(-180, 50), (-176, 50), (-176, 54), (-180, 54), (-180, 50)]
    areas = made(topology([east, west], land=[[[0]], [[1]]]))
    rings = areas["land"]["rings"]
    assert len(rings) == 1
    points = np.cumsum(np.array(rings[0]).reshape(-1, 2), axis=0)
    assert sorted(map(tuple, points.tolist())) == [
        (0, 0), (0, 5000), (5000, 0), (5000, 5000), (10000, 0), (10000, 5000),
    ]  # fmt: skip


def test_neighbours_keep_the_same_border() -> None:
    border = [(10, 0), (11, 2), (10, 3), (12, 6), (10, 10)]
    left = [(10, 10), (0, 10), (0, 0), (10, 0)]
    right = [(10, 10), (20, 10), (20, 0), (10, 0)]
    areas = made(topology([border, left, right], a=[[[0, 1]]], b=[[[0, 2]]]), detail=600_000.0)

    def points(code: str) -> set[tuple[int, ...]]:
        rings = areas[code]["rings"]
        return set(map(tuple, np.cumsum(np.array(rings[0]).reshape(-1, 2), axis=0).tolist()))

    shared = points("a") & points("b")
    assert {(5000, 0), (5000, 5000)} <= shared
    assert len(shared) < 5  # small bends are gone, on both sides


def test_an_open_ring_is_refused() -> None:
    with pytest.raises(ValueError, match="is open at"):
        made(topology([[(0, 0), (9, 0), (9, 9)]], a=[[[0]]]))


def test_the_same_source_gives_the_same_file() -> None:
    square = [(0, 0), (9, 0), (9, 9), (0, 9), (0, 0)]
    content = topology([square], a=[[[0]]])
    texts = {
        make_geometry.as_json(make_geometry.made_map(plan(), content, "units", lambda _: "a"))
        for _ in range(2)
    }
    assert len(texts) == 1
    assert json.loads(texts.pop())["areas"][0]["rings"] == [[0, 0, 10000, 0, 0, 10000, -10000, 0]]
