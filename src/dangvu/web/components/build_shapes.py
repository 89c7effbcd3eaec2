"""Draw the map of Lâm Đồng once: boundaries in degrees to compact SVG paths.

    python -m dangvu.web.components.build_shapes [FILE.geojson [OUT.json]]

Run after the boundaries were replaced; the result is kept in version control and read by
``shapes.load``. Needs nothing but the standard library.
"""

import json
import math
import sys
from pathlib import Path
from typing import Any

from dangvu.web.components import arcs
from dangvu.web.components.shapes import PLACE

BOUNDARIES = Path(__file__).resolve().parents[2] / "orgs" / "data" / "lam_dong_communes.geojson"
WIDTH = 1000.0
MARGIN = 6.0
TOLERANCE = 7.0  # in square units of the drawing, about 520 px wide on a screen

ISLAND, ISLAND_SCALE, ISLAND_NAME = "23272", 2.6, "Phú Quý"
ISLAND_AT = (850.0, 1323.0)
BOX = (196.0, 150.0)

# name of the town, the unit it stands in, shift from that unit's middle, text-anchor
LABELS = (
    ("Đà Lạt", "Xuân Hương - Đà Lạt", (0.0, -26.0), "middle"),
    ("Phan Thiết", "Phan Thiết", (18.0, 34.0), "start"),
    ("Gia Nghĩa", "Bắc Gia Nghĩa", (4.0, -2.0), "middle"),
    ("Bảo Lộc", "1 Bảo Lộc", (0.0, 0.0), "middle"),
    ("La Gi", "La Gi", (4.0, 56.0), "start"),
)


def build(source: dict[str, Any]) -> dict[str, Any]:
    """The drawing of a FeatureCollection of communes.

    Returns ``view_box`` (four numbers), ``areas`` ({code: {name, d, at}}), ``labels`` (text, x, y,
    anchor, kind) and ``inset`` (x, y, width, height) as plain data for JSON.
    """
    degrees = {f["properties"]["code"]: _rings(f["geometry"]) for f in source["features"]}
    names = {f["properties"]["code"]: f["properties"]["full_name"] for f in source["features"]}
    flat = _project(degrees, skip=ISLAND)
    drawn = arcs.simplify_coverage(flat, TOLERANCE, keep=frozenset({ISLAND}))
    middles = {code: arcs.inner_point(_largest_first(rings)[:1]) for code, rings in drawn.items()}
    height = max(y for code, rings in drawn.items() for ring in rings for _, y in ring)
    areas = {
        code: {
            "name": names[code],
            "d": path(_largest_first(rings)),
            "at": [round(v) for v in middles[code]],
        }
        for code, rings in drawn.items()
    }
    return {
        "view_box": [
            -MARGIN,
            -MARGIN,
            WIDTH + 2 * MARGIN,
            round(max(height, _box()[1] + BOX[1]) + 2 * MARGIN),
        ],
        "areas": areas,
        "labels": _labels(names, middles),
        "inset": _box() if ISLAND in drawn else None,
    }


def path(rings: list[arcs.Ring]) -> str:
    """SVG path of closed rings in relative steps of a tenth, written as short as SVG allows."""
    written = []
    for ring in rings:
        x, y = (round(v * 10) for v in ring[0])
        steps = [f"M{_tenths(x)}{_joined(y)}"]
        for point in ring[1:-1]:
            to_x, to_y = (round(v * 10) for v in point)
            if (to_x, to_y) != (x, y):
                head = "l" if len(steps) == 1 else ""
                first = _tenths(to_x - x) if head else _joined(to_x - x)
                steps.append(f"{head}{first}{_joined(to_y - y)}")
                x, y = to_x, to_y
        written.append("".join(steps) + "Z")
    return "".join(written)


def _tenths(value: int) -> str:
    sign, value = ("-", -value) if value < 0 else ("", value)
    whole, part = divmod(value, 10)
    return sign + (str(whole) if whole or not part else "") + (f".{part}" if part else "")


def _joined(value: int) -> str:
    """The number after another one: a minus sign parts them by itself."""
    text = _tenths(value)
    return text if text.startswith("-") else f" {text}"


def _rings(geometry: dict[str, Any]) -> list[arcs.Ring]:
    polygons = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    return [[(lon, lat) for lon, lat, *_ in ring] for rings in polygons for ring in rings]


def _project(degrees: dict[str, list[arcs.Ring]], skip: str) -> dict[str, list[arcs.Ring]]:
    """Degrees to the drawing: equirectangular at the middle latitude, the island in its box."""
    land = [p for code, rings in degrees.items() if code != skip for ring in rings for p in ring]
    west, east = min(p[0] for p in land), max(p[0] for p in land)
    south, north = min(p[1] for p in land), max(p[1] for p in land)
    scale = WIDTH / (east - west)
    stretch = scale / math.cos(math.radians((south + north) / 2))
    flat = {
        code: [[((x - west) * scale, (north - y) * stretch) for x, y in ring] for ring in rings]
        for code, rings in degrees.items()
    }
    if skip in flat:
        main = _largest_first(flat[skip])[0]
        xs, ys = [p[0] for p in main], [p[1] for p in main]
        middle = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
        near = [
            [
                (
                    ISLAND_AT[0] + (x - middle[0]) * ISLAND_SCALE,
                    ISLAND_AT[1] + (y - middle[1]) * ISLAND_SCALE,
                )
                for x, y in ring
            ]
            for ring in flat[skip]
        ]
        flat[skip] = [arcs.visvalingam(ring, TOLERANCE / 2) for ring in near if _in_box(ring)]
    return flat


def _in_box(ring: arcs.Ring) -> bool:
    x, y, width, height = _box()
    return all(x < px < x + width and y < py < y + height for px, py in ring)


def _box() -> list[float]:
    return [ISLAND_AT[0] - BOX[0] / 2, ISLAND_AT[1] - BOX[1] / 2, *BOX]


def _labels(names: dict[str, str], middles: dict[str, arcs.Point]) -> list[dict[str, Any]]:
    placed = []
    for text, unit, shift, anchor in LABELS:
        for code, name in names.items():
            if name.endswith(f" {unit}"):
                x, y = (round(v + s) for v, s in zip(middles[code], shift, strict=True))
                placed.append({"text": text, "x": x, "y": y, "anchor": anchor, "sea": False})
    if ISLAND in names:
        factor = str(ISLAND_SCALE).replace(".", ",")
        placed.append(
            {
                "text": f"{ISLAND_NAME} × {factor}",
                "x": round(ISLAND_AT[0]),
                "y": round(_box()[1] - 13),
                "anchor": "middle",
                "sea": True,
            }
        )
    return placed


def _largest_first(rings: list[arcs.Ring]) -> list[arcs.Ring]:
    return sorted(rings, key=lambda ring: -abs(arcs.area(ring)))


def written(drawing: dict[str, Any]) -> str:
    """The drawing as JSON with one area a line, so that a change of boundaries reads well."""

    def line(value: object) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    areas = ",\n".join(f"{line(c)}:{line(a)}" for c, a in sorted(drawing["areas"].items()))
    rest = ",\n".join(f"{line(k)}:{line(drawing[k])}" for k in ("view_box", "labels", "inset"))
    return f'{{{rest},\n"areas":{{\n{areas}\n}}}}\n'


def main(arguments: list[str]) -> None:
    """Read the boundaries, write the drawing, say how large it is."""
    source = Path(arguments[0]) if arguments else BOUNDARIES
    target = Path(arguments[1]) if len(arguments) > 1 else PLACE
    drawing = build(json.loads(source.read_text(encoding="utf-8")))
    text = written(drawing)
    target.write_text(text, encoding="utf-8")
    sys.stdout.write(f"{len(drawing['areas'])} areas, {len(text.encode()) // 1024} kB\n")


if __name__ == "__main__":
    main(sys.argv[1:])
