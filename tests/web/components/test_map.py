"""The map: shared borders stay shared, every commune is drawn, coloured, named and linked."""

import json
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangvu.web.components import arcs, build_shapes, shapes
from dangvu.web.components.commune_map import areas
from dangvu.web.components.marks import Mark

GRID = st.integers(3, 7)
MOVE = st.floats(-0.2, 0.2)


@pytest.fixture(scope="module")
def source() -> dict:
    return json.loads(build_shapes.BOUNDARIES.read_text(encoding="utf-8"))


def _edges(polygons: dict[str, list[arcs.Ring]]) -> Counter:
    return Counter(
        frozenset(pair)
        for rings in polygons.values()
        for ring in rings
        for pair in zip(ring, ring[1:], strict=False)
    )


def _squares(size: int, moves: list[float]) -> dict[str, list[arcs.Ring]]:
    """A field of squares whose borders have a crooked vertex in the middle."""

    def crooked(a: arcs.Point, b: arcs.Point) -> arcs.Point:
        shift = moves[hash((min(a, b), max(a, b))) % len(moves)]
        return ((a[0] + b[0]) / 2 + shift, (a[1] + b[1]) / 2 + shift)

    field = {}
    for row in range(size):
        for column in range(size):
            corners = [(column + x, row + y) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))]
            corners = [(float(x), float(y)) for x, y in corners]
            ring = [corners[0]]
            for a, b in zip(corners, corners[1:], strict=False):
                ring += [crooked(a, b), b]
            field[f"{row}.{column}"] = [ring]
    return field


@given(size=GRID, moves=st.lists(MOVE, min_size=5, max_size=5), tolerance=st.floats(0.001, 0.4))
def test_neighbours_keep_sharing_their_borders(
    size: int, moves: list[float], tolerance: float
) -> None:
    field = _squares(size, moves)
    simple = arcs.simplify_coverage(field, tolerance)
    assert set(_edges(simple).values()) <= {1, 2}
    shared = [pair for pair, n in _edges(simple).items() if n == 2]
    assert len(shared) >= 2 * size * (size - 1)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=2, max_size=30))
def test_simplifying_a_line_only_leaves_out(points: list[tuple[int, int]]) -> None:
    line = [(float(x), float(y)) for x, y in points]
    simple = arcs.visvalingam(line, 20.0)
    left = iter(line)
    assert all(point in left for point in simple)
    assert (simple[0], simple[-1]) == (line[0], line[-1])
    assert arcs.visvalingam(line, 0.0) == line


def test_real_borders_are_shared_and_areas_hold(source: dict) -> None:
    degrees = {
        f["properties"]["code"]: build_shapes._rings(f["geometry"]) for f in source["features"]
    }
    flat = build_shapes._project(degrees, skip=build_shapes.ISLAND)
    simple = arcs.simplify_coverage(flat, build_shapes.TOLERANCE)
    assert set(_edges(simple).values()) <= {1, 2}
    for code, rings in flat.items():
        before = sum(abs(arcs.area(ring)) for ring in rings)
        after = sum(abs(arcs.area(ring)) for ring in simple[code])
        assert after == pytest.approx(before, rel=0.12), code
    before = sum(abs(arcs.area(ring)) for rings in flat.values() for ring in rings)
    after = sum(abs(arcs.area(ring)) for rings in simple.values() for ring in rings)
    assert after == pytest.approx(before, rel=0.004)


def test_the_drawing_kept_is_the_drawing_of_these_boundaries(source: dict) -> None:
    drawn = build_shapes.written(build_shapes.build(source))
    assert drawn == shapes.PLACE.read_text(encoding="utf-8"), "run build_shapes and commit"
    assert len(drawn.encode()) < 100_000


def test_every_commune_is_drawn_once(source: dict) -> None:
    codes = [feature["properties"]["code"] for feature in source["features"]]
    assert sorted(shapes.load().shapes) == sorted(codes)
    assert len(codes) == 124


def test_the_island_is_inside_its_inset() -> None:
    drawing = shapes.load()
    x, y, width, height = drawing.inset
    at = drawing.shapes[build_shapes.ISLAND].at
    assert x < at[0] < x + width
    assert y < at[1] < y + height


def test_paths_are_written_short_and_exact() -> None:
    ring = [(0.0, 0.0), (10.0, 0.04), (10.5, -3.0), (0.25, 7.0), (0.0, 0.0)]
    assert build_shapes.path([ring]) == "M0 0l10 0 .5-3-10.3 10Z"


def test_areas_are_coloured_named_and_linked() -> None:
    drawing = shapes.load()
    marks = [
        Mark("Xã <Đạ Huoai 2>", "low", note="4/28", url="/don-vi/1?a=1&b=2", commune="25105"),
        Mark("Xã Tuy Đức", "low", zero=True, commune=next(iter(drawing.shapes))),
        Mark("Công an tỉnh", "high"),
    ]
    drawn = areas(drawing, marks)
    assert drawn.count("<path") == 124
    assert drawn.count("fill-khong") == drawn.count('class="zero"') == 1
    assert "Công an" not in drawn
    assert "Xã &lt;Đạ Huoai 2&gt;: 4/28, thấp" in drawn
    assert '<a href="/don-vi/1?a=1&amp;b=2" tabindex="-1">' in drawn
    assert drawn.count("chưa có số") == 122


def test_the_map_is_said_in_words(render) -> None:
    codes = list(shapes.load().shapes)
    marks = [Mark("A", "high", commune=codes[0]), Mark("B", "low", zero=True, commune=codes[1])]
    html = render("{% commune_map marks 'Xếp loại tháng 5/2026' %}", marks=marks)
    said = re.search(r'<p class="vh">(.*?)</p>', html)[1]
    assert said == "Xếp loại tháng 5/2026: 124 nơi, 1 cao, 1 chưa kết nạp. Số liệu từng nơi ở bảng."
    assert 'aria-hidden="true"' in html
    assert html.count("<li>") == 4
