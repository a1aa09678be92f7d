"""Make the outlines of the maps: Natural Earth's borders, projected, simplified and checked.

The dashboard draws maps without any network and without a map library, so the outlines are flat:
whole numbers on a plane, ready to be drawn. Sources, versions and licences stand in
``data/README.md``. From the project folder, with the two TopoJSON files unpacked::

    python docs/make_geometry.py countries-50m.json RUS.json

The same files give the same outlines, byte for byte. Borders are simplified once for both
sides, so that neighbours fit together; islands too small to be seen are left out, but every
area keeps its biggest piece and a point inside it.
"""

import heapq
import json
import math
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).resolve().parent.parent / "data" / "geometry"
WIDTH: Final = 10_000  # units across a map
MARGIN: Final = 60  # units around the places that a part of a map must show
EDGE: Final = 1e-6  # degrees: as near as this to 180 is on the antimeridian
MOST_DEGREES: Final = 90  # no side of an outline is longer: it would run across the map
MOST_BYTES: Final = 600_000  # for both files

Point = tuple[float, float]
Ring = list[Point]
Project = Callable[[float, float], Point]

# ISO 3166-1: numeric codes to letters, for the states and territories of the source.
ISO: Final = dict(
    re.findall(
        r"(\d{3}) ([A-Z]{2})",
        """
        004 AF 008 AL 012 DZ 016 AS 020 AD 024 AO 028 AG 031 AZ 032 AR 036 AU 040 AT 044 BS 048 BH
        050 BD 051 AM 052 BB 056 BE 060 BM 064 BT 068 BO 070 BA 072 BW 076 BR 084 BZ 086 IO 090 SB
        092 VG 096 BN 100 BG 104 MM 108 BI 112 BY 116 KH 120 CM 124 CA 132 CV 136 KY 140 CF 144 LK
        148 TD 152 CL 156 CN 158 TW 170 CO 174 KM 178 CG 180 CD 184 CK 188 CR 191 HR 192 CU 196 CY
        203 CZ 204 BJ 208 DK 212 DM 214 DO 218 EC 222 SV 226 GQ 231 ET 232 ER 233 EE 234 FO 238 FK
        239 GS 242 FJ 246 FI 248 AX 250 FR 258 PF 260 TF 262 DJ 266 GA 268 GE 270 GM 275 PS 276 DE
        288 GH 296 KI 300 GR 304 GL 308 GD 316 GU 320 GT 324 GN 328 GY 332 HT 334 HM 336 VA 340 HN
        344 HK 348 HU 352 IS 356 IN 360 ID 364 IR 368 IQ 372 IE 376 IL 380 IT 384 CI 388 JM 392 JP
        398 KZ 400 JO 404 KE 408 KP 410 KR 414 KW 417 KG 418 LA 422 LB 426 LS 428 LV 430 LR 434 LY
        438 LI 440 LT 442 LU 446 MO 450 MG 454 MW 458 MY 462 MV 466 ML 470 MT 478 MR 480 MU 484 MX
        492 MC 496 MN 498 MD 499 ME 500 MS 504 MA 508 MZ 512 OM 516 NA 520 NR 524 NP 528 NL 531 CW
        533 AW 534 SX 540 NC 548 VU 554 NZ 558 NI 562 NE 566 NG 570 NU 574 NF 578 NO 580 MP 583 FM
        584 MH 585 PW 586 PK 591 PA 598 PG 600 PY 604 PE 608 PH 612 PN 616 PL 620 PT 624 GW 626 TL
        630 PR 634 QA 642 RO 643 RU 646 RW 652 BL 654 SH 659 KN 660 AI 662 LC 663 MF 666 PM 670 VC
        674 SM 678 ST 682 SA 686 SN 688 RS 690 SC 694 SL 702 SG 703 SK 704 VN 705 SI 706 SO 710 ZA
        716 ZW 724 ES 728 SS 729 SD 732 EH 740 SR 748 SZ 752 SE 756 CH 760 SY 762 TJ 764 TH 768 TG
        776 TO 780 TT 784 AE 788 TN 792 TR 795 TM 796 TC 798 TV 800 UG 804 UA 807 MK 818 EG 826 GB
        831 GG 832 JE 833 IM 834 TZ 840 US 850 VI 854 BF 858 UY 860 UZ 862 VE 876 WF 882 WS 887 YE
        894 ZM 010 AQ
        """,
    )
)
NO_CODE: Final = {"Kosovo": "XK"}  # others without a code are drawn as ground without a name
LEFT_OUT: Final = ("AQ",)  # nobody's, and as wide as the map

# ISO 3166-2, lower case as the topics are, by the names of the source (spelt as it spells them).
REGIONS: Final = {
    "Adygey": "ru-ad", "Gorno-Altay": "ru-al", "Altay": "ru-alt", "Amur": "ru-amu",
    "Arkhangel'sk": "ru-ark", "Astrakhan'": "ru-ast", "Bashkortostan": "ru-ba",
    "Belgorod": "ru-bel", "Bryansk": "ru-bry", "Buryat": "ru-bu", "Chechnya": "ru-ce",
    "Chelyabinsk": "ru-che", "Chukchi Autonomous Okrug": "ru-chu", "Chuvash": "ru-cu",
    "Dagestan": "ru-da", "Ingush": "ru-in", "Irkutsk": "ru-irk", "Ivanovo": "ru-iva",
    "Kamchatka": "ru-kam", "Kabardin-Balkar": "ru-kb", "Karachay-Cherkess": "ru-kc",
    "Krasnodar": "ru-kda", "Kemerovo": "ru-kem", "Kaliningrad": "ru-kgd", "Kurgan": "ru-kgn",
    "Khabarovsk": "ru-kha", "Khanty-Mansiy": "ru-khm", "Kirov": "ru-kir", "Khakass": "ru-kk",
    "Kalmyk": "ru-kl", "Kaluga": "ru-klu", "Komi": "ru-ko", "Kostroma": "ru-kos",
    "Karelia": "ru-kr", "Kursk": "ru-krs", "Krasnoyarsk": "ru-kya", "Leningrad": "ru-len",
    "Lipetsk": "ru-lip", "Maga Buryatdan": "ru-mag", "Mariy-El": "ru-me", "Mordovia": "ru-mo",
    "Moskovsskaya": "ru-mos", "Moskva": "ru-mow", "Murmansk": "ru-mur", "Nenets": "ru-nen",
    "Novgorod": "ru-ngr", "Nizhegorod": "ru-niz", "Novosibirsk": "ru-nvs", "Omsk": "ru-oms",
    "Orenburg": "ru-ore", "Orel": "ru-orl", "Perm'": "ru-per", "Penza": "ru-pnz",
    "Primor'ye": "ru-pri", "Pskov": "ru-psk", "Rostov": "ru-ros", "Ryazan'": "ru-rya",
    "Sakha (Yakutia)": "ru-sa", "Sakhalin": "ru-sak", "Samara": "ru-sam", "Saratov": "ru-sar",
    "North Ossetia": "ru-se", "Smolensk": "ru-smo", "City of St. Petersburg": "ru-spe",
    "Stavropol'": "ru-sta", "Sverdlovsk": "ru-sve", "Tatarstan": "ru-ta", "Tambov": "ru-tam",
    "Tomsk": "ru-tom", "Tula": "ru-tul", "Tver'": "ru-tve", "Tuva": "ru-ty", "Tyumen'": "ru-tyu",
    "Udmurt": "ru-ud", "Ul'yanovsk": "ru-uly", "Volgograd": "ru-vgg", "Vladimir": "ru-vla",
    "Vologda": "ru-vlg", "Voronezh": "ru-vor", "Yamal-Nenets": "ru-yan", "Yaroslavl'": "ru-yar",
    "Yevrey": "ru-yev", "Chita": "ru-zab",
    "Crimea": "ua-43", "Sevastopol": "ua-40",
    "": "ru-yan",  # a splinter of its coast
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Map:
    """How one file is made.

    ``across`` is about how wide the projected map is. ``west`` is the meridian at which the map
    is cut: pieces that end west of it are drawn at the right edge, so that no state is torn
    apart. ``detail`` and ``island`` are areas in units of the plane: the smallest bend and the
    smallest island that stay. ``frames`` name parts of the map by places, as longitude and
    latitude, that they must show.
    """

    name: str
    source: str
    projection: str
    project: Project
    across: float
    west: float
    detail: float
    island: float
    frames: Mapping[str, tuple[Point, ...]]


def natural_earth(middle: float) -> Project:
    """The Natural Earth projection, which neither keeps areas nor distorts any part much.

    Polynomials of Šavrič, Jenny, Patterson, Petrovič and Hurni (2011), "A polynomial equation
    for the Natural Earth projection".
    """

    def project(longitude: float, latitude: float) -> Point:
        turn, tilt = math.radians(longitude - middle), math.radians(latitude)
        square = tilt * tilt
        fourth = square * square
        across = (
            0.8707
            - 0.131979 * square
            + fourth * (-0.013791 + fourth * (0.003971 * square - 0.001529 * fourth))
        )
        up = 1.007226 + square * (
            0.015085 + fourth * (-0.044475 + 0.028874 * square - 0.005916 * fourth)
        )
        return turn * across, tilt * up

    return project


def albers(middle: float, south: float, north: float) -> Project:
    """Albers' conic projection, which keeps areas, on the sphere (Snyder 1987, pp. 100-101).

    ``south`` and ``north`` are the parallels along which it keeps lengths, too.
    """
    low, high = math.sin(math.radians(south)), math.sin(math.radians(north))
    cone = (low + high) / 2
    constant = math.cos(math.radians(south)) ** 2 + 2 * cone * low

    def project(longitude: float, latitude: float) -> Point:
        turn = cone * math.radians(longitude - middle)
        radius = math.sqrt(constant - 2 * cone * math.sin(math.radians(latitude))) / cone
        return radius * math.sin(turn), -radius * math.cos(turn)

    return project


MAPS: Final = (
    Map(
        name="countries",
        source="Natural Earth 4.1.0, 1:50m Admin 0 countries",
        projection="Natural Earth, central meridian 11° E",
        project=natural_earth(11),
        across=5.6,
        west=-168.5,
        detail=70,
        island=160,
        frames={
            "europe": ((-24, 64), (-10.5, 34.5), (46, 34.5), (41, 71.5)),
            "asia": ((44, 56), (44, -11), (150, -11), (150, 56)),
        },
    ),
    Map(
        name="regions",
        source="Natural Earth, 1:10m Admin 1 states and provinces",
        projection="Albers equal-area, central meridian 100° E, parallels 52° and 64° N",
        project=albers(100, 52, 64),
        across=1.35,
        west=0,
        detail=110,
        island=500,
        frames={
            "european": ((19.6, 55.3), (32.4, 45.4), (32, 70.3), (48, 41.2), (62, 51), (62, 69))
        },
    ),
)


def main(paths: Sequence[str]) -> None:
    """Write both files and say how big they are."""
    FOLDER.mkdir(exist_ok=True)
    made = 0
    for plan, path, object_name, code_of in zip(
        MAPS, paths, ("countries", "units"), (country_code, region_code), strict=True
    ):
        topology = json.loads(Path(path).read_text(encoding="utf-8"))
        content = made_map(plan, topology, object_name, code_of)
        file = FOLDER / f"{plan.name}.json"
        file.write_text(as_json(content), encoding="utf-8")
        made += file.stat().st_size
        points = sum(len(ring) // 2 for area in content["areas"] for ring in area["rings"])
        print(f"{file.name}: {len(content['areas'])} areas, {points} points")
    print(f"{made} bytes")
    if made > MOST_BYTES:
        raise SystemExit(f"more than {MOST_BYTES} bytes: make Map.detail coarser")


def country_code(geometry: Mapping[str, Any]) -> str:
    """ISO code of a country; empty for a piece of ground that has none."""
    name = geometry["properties"]["name"]
    return NO_CODE.get(name) or ISO.get(geometry.get("id") or "", "")


def region_code(geometry: Mapping[str, Any]) -> str:
    """Code of a subject of the Russian Federation; KeyError for a name that is not known."""
    return REGIONS[geometry["properties"]["name"]]


def made_map(
    plan: Map,
    topology: Mapping[str, Any],
    object_name: str,
    code_of: Callable[[Mapping[str, Any]], str],
) -> dict[str, Any]:
    """Everything that a file holds: areas by code, each with a point and closed rings."""
    arcs = [straightened(arc, plan) for arc in decoded(topology)]
    pieces: dict[str, list[Ring]] = {}
    for geometry in topology["objects"][object_name]["geometries"]:
        code = code_of(geometry)
        if code not in LEFT_OUT:
            pieces.setdefault(code, []).extend(rings_of(geometry, arcs))
    flat = {
        code: [[plan.project(*point) for point in ring] for ring in joined(rings, plan.west)]
        for code, rings in sorted(pieces.items())
    }
    scale = Scale.of(point for rings in flat.values() for ring in rings for point in ring)
    areas = []
    for code, rings in flat.items():
        kept = without_splinters([scale.ring(ring) for ring in rings], plan.island)
        if not kept:
            at = [scale.point(point) for ring in rings for point in ring]
            point = (sum(x for x, _ in at) // len(at), sum(y for _, y in at) // len(at))
        else:
            point = inner_point(kept)
        check(code, kept, point)
        areas.append({"code": code, "point": point, "rings": [deltas(ring) for ring in kept]})
    return {
        "source": plan.source,
        "projection": plan.projection,
        "size": [WIDTH, scale.height],
        "frames": {
            "whole": [0, 0, WIDTH, scale.height],
            **{name: framed(plan, scale, places) for name, places in plan.frames.items()},
        },
        "areas": areas,
    }


@dataclass(frozen=True, slots=True)
class Scale:
    """From the plane of the projection to whole numbers."""

    left: float
    bottom: float
    factor: float
    height: int

    @classmethod
    def of(cls, points: Iterable[Point]) -> "Scale":
        """The scale that makes the map as wide as it should be."""
        across, up = zip(*points, strict=True)
        factor = WIDTH / (max(across) - min(across))
        return cls(min(across), min(up), factor, round((max(up) - min(up)) * factor))

    def point(self, point: Point) -> tuple[int, int]:
        """Place of a projected point."""
        return round((point[0] - self.left) * self.factor), round(
            (point[1] - self.bottom) * self.factor
        )

    def ring(self, ring: Ring) -> list[tuple[int, int]]:
        """Places of a ring without those that fall together; the first is not repeated."""
        placed = [self.point(point) for point in ring]
        return [point for at, point in enumerate(placed) if point != placed[at - 1]]


def decoded(topology: Mapping[str, Any]) -> list[Ring]:
    """The arcs of a topology in degrees."""
    (scale_x, scale_y), (x0, y0) = (topology["transform"][name] for name in ("scale", "translate"))
    arcs = []
    for steps in topology["arcs"]:
        x = y = 0
        arc = []
        for step in steps:
            x, y = x + step[0], y + step[1]
            arc.append((x * scale_x + x0, y * scale_y + y0))
        arcs.append(arc)
    return arcs


def straightened(arc: Ring, plan: Map) -> Ring:
    """An arc without bends smaller than ``plan.detail`` (Visvalingam and Whyatt 1993).

    Its ends stay, and so does what lies on the antimeridian, where two pieces are to be joined.
    """
    unit = WIDTH / plan.across
    flat = [plan.project(x, y) for x, y in unbroken(arc, plan.west)]
    before = list(range(-1, len(arc) - 1))
    after = list(range(1, len(arc) + 1))
    is_fixed = [at in (0, len(arc) - 1) or on_edge(point) for at, point in enumerate(arc)]
    is_kept = [True] * len(arc)

    def bend(at: int) -> float:
        (ax, ay), (bx, by), (cx, cy) = flat[before[at]], flat[at], flat[after[at]]
        return abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2 * unit * unit

    queue = [(bend(at), at) for at in range(len(arc)) if not is_fixed[at]]
    heapq.heapify(queue)
    size, left, least = {at: area for area, at in queue}, len(arc), 0.0
    while queue:
        area, at = heapq.heappop(queue)
        if not is_kept[at] or area != size[at]:
            continue
        least = max(least, area)
        if least > plan.detail or (arc[0] == arc[-1] and left <= 5):
            break
        is_kept[at], left = False, left - 1
        after[before[at]], before[after[at]] = after[at], before[at]
        for near in (before[at], after[at]):
            if not is_fixed[near]:
                size[near] = max(bend(near), least)
                heapq.heappush(queue, (size[near], near))
    return [point for at, point in enumerate(arc) if is_kept[at]]


def rings_of(geometry: Mapping[str, Any], arcs: Sequence[Ring]) -> list[Ring]:
    """Closed rings of a geometry in degrees, the first point not repeated."""
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    rings = []
    for ends in (ring for polygon in polygons for ring in polygon):
        ring: Ring = []
        for number in ends:
            arc = arcs[number] if number >= 0 else arcs[~number][::-1]
            if ring and ring[-1] != arc[0]:
                raise ValueError(f"a ring of {geometry['properties']} is torn at {arc[0]}")
            ring += arc[1:] if ring else arc
        if ring[0] != ring[-1]:
            raise ValueError(f"a ring of {geometry['properties']} is open at {ring[0]}")
        rings.append(ring[:-1])
    return rings


def on_edge(point: Point) -> bool:
    """Whether a point lies on the antimeridian."""
    return abs(abs(point[0]) - 180) < EDGE


def joined(rings: list[Ring], west: float) -> list[Ring]:
    """Rings of one area, put east of ``west``, with the seam along the antimeridian taken out.

    The seam is gone over twice, once up and once down: both ways cancel, and what is left
    is chained anew.
    """
    moved = [unbroken(ring, west) for ring in rings]
    touching = [ring for ring in moved if any(on_edge(point) for point in ring)]
    free = [ring for ring in moved if not any(on_edge(point) for point in ring)]
    heights = sorted({y for ring in touching for x, y in ring if on_edge((x, y))})
    sides: Counter[tuple[Point, Point]] = Counter()
    for ring in touching:
        for start, end in zip(ring, ring[1:] + ring[:1], strict=True):
            if on_edge(start) and on_edge(end):
                low, high = sorted((start[1], end[1]))
                between = [y for y in heights if low <= y <= high]
                steps = between if start[1] < end[1] else between[::-1]
                stops = [(180.0, y) for y in steps]
                sides.update(pairwise(stops))
            else:
                sides[snapped(start), snapped(end)] += 1
    left = [
        (start, end)
        for (start, end), count in sides.items()
        for _ in range(count - min(count, sides[end, start]))
    ]
    whole = free + chained(left)
    for ring in whole:
        for start, end in pairwise([*ring, ring[0]]):
            if abs(start[0] - end[0]) > MOST_DEGREES:
                raise ValueError(f"a side runs across the map from {start} to {end}")
    return whole


def unbroken(line: Ring, west: float) -> Ring:
    """A line without jumps from one side of the map to the other, put east of ``west``."""
    along = [line[0]]
    for x, y in line[1:]:
        along.append((x + 360 * round((along[-1][0] - x) / 360), y))
    beyond = max(x for x, _ in along) < west
    return [(x + 360 if beyond else x, y) for x, y in along]


def snapped(point: Point) -> Point:
    """A point of the antimeridian as it is written from both sides."""
    return (180.0, point[1]) if on_edge(point) else point


def chained(sides: Sequence[tuple[Point, Point]]) -> list[Ring]:
    """Rings made of sides, each used once."""
    onward: dict[Point, list[Point]] = {}
    for start, end in sides:
        onward.setdefault(start, []).append(end)
    rings = []
    for first in list(onward):
        while onward.get(first):
            ring, at = [first], onward[first].pop()
            while at != first:
                ring.append(at)
                at = onward[at].pop()
            rings.append(ring)
    return rings


def without_splinters(
    rings: Sequence[Sequence[tuple[int, int]]], island: float
) -> list[list[tuple[int, int]]]:
    """Rings big enough to be seen, the biggest first; the biggest stays whatever its size."""
    proper = sorted((list(ring) for ring in rings if len(ring) >= 3), key=lambda ring: -size(ring))
    return [ring for at, ring in enumerate(proper) if size(ring) > (0 if at == 0 else island)]


def size(ring: Sequence[tuple[float, float]]) -> float:
    """Area within a ring."""
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return abs(sum(x * v - u * y for (x, y), (u, v) in pairs)) / 2


def inner_point(rings: Sequence[Sequence[tuple[int, int]]]) -> tuple[int, int]:
    """The point of the biggest piece that is farthest from any border, found by halving a grid."""
    across, up = zip(*rings[0], strict=True)
    left, right, bottom, top = min(across), max(across), min(up), max(up)
    best = (-math.inf, (left, bottom))
    for _ in range(5):
        steps = [(at + 0.5) / 12 for at in range(12)]
        for x in (left + (right - left) * step for step in steps):
            for y in (bottom + (top - bottom) * step for step in steps):
                point = (round(x), round(y))
                if is_inside(point, rings):
                    best = max(best, (distance(point, rings), point))
        x, y = best[1]
        half_x, half_y = (right - left) / 8, (top - bottom) / 8
        left, right, bottom, top = x - half_x, x + half_x, y - half_y, y + half_y
    if best[0] == -math.inf:  # too thin for any grid
        return rings[0][0]
    return best[1]


def is_inside(point: tuple[float, float], rings: Iterable[Sequence[tuple[int, int]]]) -> bool:
    """Whether a ray to the right crosses the rings an odd number of times."""
    x, y = point
    inside = False
    for ring in rings:
        for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
            if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
                inside = not inside
    return inside


def distance(point: tuple[float, float], rings: Iterable[Sequence[tuple[int, int]]]) -> float:
    """How far a point is from the nearest side."""
    x, y = point
    nearest = math.inf
    for ring in rings:
        for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
            dx, dy = bx - ax, by - ay
            along = max(0.0, min(1.0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)))
            nearest = min(nearest, math.hypot(ax + along * dx - x, ay + along * dy - y))
    return nearest


def check(
    code: str, rings: Sequence[Sequence[tuple[int, int]]], point: tuple[float, float]
) -> None:
    """Refuse what cannot be drawn."""
    for ring in rings:
        if len(set(ring)) < 3:
            raise ValueError(f"{code}: a ring of {len(ring)} points")
    if not all(0 <= value <= WIDTH for value in point):
        raise ValueError(f"{code}: its point {point} is off the map")


def framed(plan: Map, scale: Scale, places: Iterable[Point]) -> list[int]:
    """Left, bottom, right and top of the smallest part of the map that shows some places."""
    across, up = zip(*(scale.point(plan.project(*place)) for place in places), strict=True)
    return [
        max(0, min(across) - MARGIN),
        max(0, min(up) - MARGIN),
        min(WIDTH, max(across) + MARGIN),
        min(scale.height, max(up) + MARGIN),
    ]


def deltas(ring: Sequence[tuple[int, int]]) -> list[int]:
    """A ring as one row of numbers: its first point, then the steps from point to point."""
    numbers = list(ring[0])
    for (ax, ay), (bx, by) in pairwise(ring):
        numbers += [bx - ax, by - ay]
    return numbers


def as_json(content: Mapping[str, Any]) -> str:
    """One line for each area, so that a change of the file can be read."""
    head = {key: value for key, value in content.items() if key != "areas"}
    lines = ",\n".join(
        json.dumps(area, separators=(",", ":"), ensure_ascii=False) for area in content["areas"]
    )
    return json.dumps(head, ensure_ascii=False)[:-1] + f',\n"areas": [\n{lines}\n]}}\n'


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    main(sys.argv[1:])
