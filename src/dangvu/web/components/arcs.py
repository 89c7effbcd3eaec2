"""Simplify a coverage of polygons so that neighbours keep sharing their edges exactly.

Every border between two areas is cut out once as an arc, simplified once, and put back into both
rings. Pure geometry on tuples of (x, y); the unit of length is the caller's.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from heapq import heapify, heappop, heappush

Point = tuple[float, float]
Ring = list[Point]
LEAST_AREA = 1e-12


def simplify_coverage(
    polygons: dict[str, list[Ring]], tolerance: float, keep: frozenset[str] = frozenset()
) -> dict[str, list[Ring]]:
    """Simplify all rings together.

    Takes {code: closed rings} whose shared vertices are equal, the tolerance as an area
    (a vertex whose triangle is smaller goes), and the codes left as they are.
    Returns the same mapping with fewer vertices; rings that shrink to nothing are dropped.
    """
    nodes = _nodes(polygons)
    simplified: dict[tuple[Point, ...], list[Point]] = {}
    result: dict[str, list[Ring]] = {}
    for code, rings in polygons.items():
        result[code] = []
        for ring in rings:
            pieces = [
                _once(arc, simplified, 0.0 if code in keep else tolerance)
                for arc in cut(ring, nodes)
            ]
            joined = [point for piece in pieces for point in piece[:-1]]
            joined.append(joined[0])
            if len(joined) >= 4 and abs(area(joined)) > max(tolerance / 4, LEAST_AREA):
                result[code].append(joined)
    return result


def cut(ring: Ring, nodes: set[Point]) -> list[list[Point]]:
    """Cut a closed ring at the nodes; a ring without a node is one closed arc."""
    body = ring[:-1]
    starts = [i for i, point in enumerate(body) if point in nodes]
    if not starts:
        return [canonical_ring(ring)]
    turned = body[starts[0] :] + body[: starts[0] + 1]
    arcs, arc = [], [turned[0]]
    for point in turned[1:]:
        arc.append(point)
        if point in nodes:
            arcs.append(arc)
            arc = [point]
    return arcs


def canonical_ring(ring: Ring) -> Ring:
    """The same closed ring begun at its smallest vertex, so that both neighbours cut it alike."""
    body = ring[:-1]
    first = body.index(min(body))
    return body[first:] + body[: first + 1]


def visvalingam(points: Sequence[Point], tolerance: float) -> list[Point]:
    """Drop inner vertices in order of the triangle they form, while it is under the tolerance.

    The two ends stay. A closed line keeps at least three distinct vertices, an open one that
    returns close to its start is the caller's concern.
    """
    least = 4 if points[0] == points[-1] else 2
    left = [i - 1 for i in range(len(points))]
    right = [i + 1 for i in range(len(points))]
    weight = [0.0] * len(points)
    heap: list[tuple[float, int]] = []
    for i in range(1, len(points) - 1):
        weight[i] = _triangle(points[i - 1], points[i], points[i + 1])
        heap.append((weight[i], i))
    heapify(heap)
    alive = [True] * len(points)
    remaining = len(points)
    while heap and remaining > least:
        size, i = heappop(heap)
        if not alive[i] or size != weight[i]:
            continue
        if size >= tolerance:
            break
        alive[i] = False
        remaining -= 1
        right[left[i]], left[right[i]] = right[i], left[i]
        for j in (left[i], right[i]):
            if 0 < j < len(points) - 1:
                weight[j] = max(size, _triangle(points[left[j]], points[j], points[right[j]]))
                heappush(heap, (weight[j], j))
    return [point for point, stays in zip(points, alive, strict=True) if stays]


def area(ring: Ring) -> float:
    """Signed area of a closed ring."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:], strict=False)) / 2


def inner_point(rings: Iterable[Ring]) -> Point:
    """The middle of the widest place inside: on 23 level lines, the middle of the longest span."""
    rings = list(rings)
    ys = [y for ring in rings for _, y in ring]
    low, high = min(ys), max(ys)
    best: tuple[float, Point] = (-1.0, rings[0][0])
    for step in range(1, 24):
        y = low + (high - low) * step / 24
        crossings = sorted(_crossings(rings, y))
        for a, b in zip(crossings[::2], crossings[1::2], strict=False):
            edge = min(y - low, high - y)
            if (score := min(b - a, 2 * edge)) > best[0]:
                best = (score, ((a + b) / 2, y))
    return best[1]


def _crossings(rings: list[Ring], y: float) -> list[float]:
    return [
        a[0] + (y - a[1]) * (b[0] - a[0]) / (b[1] - a[1])
        for ring in rings
        for a, b in zip(ring, ring[1:], strict=False)
        if (a[1] <= y) != (b[1] <= y)
    ]


def _nodes(polygons: dict[str, list[Ring]]) -> set[Point]:
    """Vertices where more than one border ends: their neighbours in the whole net are not two."""
    neighbours: dict[Point, set[Point]] = defaultdict(set)
    for rings in polygons.values():
        for ring in rings:
            for a, b in zip(ring, ring[1:], strict=False):
                neighbours[a].add(b)
                neighbours[b].add(a)
    return {point for point, around in neighbours.items() if len(around) != 2}


def _once(
    arc: list[Point], simplified: dict[tuple[Point, ...], list[Point]], tolerance: float
) -> list[Point]:
    """The simplified arc in its own direction, computed once for both sides."""
    forward, backward = tuple(arc), tuple(reversed(arc))
    key = min(forward, backward)
    if key not in simplified:
        simplified[key] = visvalingam(key, tolerance)
    return simplified[key] if key == forward else simplified[key][::-1]


def _triangle(a: Point, b: Point, c: Point) -> float:
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2
