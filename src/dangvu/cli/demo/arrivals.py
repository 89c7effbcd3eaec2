"""Into which cell each admission of the plan falls."""

from bisect import bisect
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from dangvu.cli.demo.plan import rng_of
from dangvu.cli.demo.units import BodyUnit, Cell, Tree
from dangvu.rules.months import Month
from dangvu.rules.organisations import OrgKind

K = OrgKind

STAYING = 3
"""Official members of long standing every cell keeps (R1.11)."""
_LIKELY = {K.SCHOOL_CELL: 1.3, K.POLICE_CELL: 1.3, K.MILITARY_CELL: 1.5, K.HEALTH_CELL: 1.2}


@dataclass(frozen=True)
class Arrivals:
    """Months of admission by cell, in time."""

    by_cell: dict[int, list[Month]]

    def of(self, cell: Cell) -> list[Month]:
        return self.by_cell.get(cell.id, [])


def distribute(tree: Tree, seed: int, sure: dict[int, Month]) -> Arrivals:
    """Every recorded admission of the plans into a cell of its body.

    ``sure``: cells that get one of that month, where their body has one.
    """
    found: dict[int, list[Month]] = {}
    for body in tree.bodies:
        rng = rng_of(seed, body.place.register_code, "arrivals")
        _distribute_body(body, rng, sure, found)
    for months in found.values():
        months.sort()
    return Arrivals(found)


def _distribute_body(
    body: BodyUnit, rng: Random, sure: dict[int, Month], found: dict[int, list[Month]]
) -> None:
    cells = body.cells
    months = [month for month, number in body.plan.recorded.items() for _ in range(number)]
    room = {cell.id: cell.node.size - STAYING for cell in cells}
    for cell in cells:
        wanted = sure.get(cell.id)
        if wanted in months and room[cell.id] > 0:
            months.remove(wanted)
            found.setdefault(cell.id, []).append(wanted)
            room[cell.id] -= 1
    rng.shuffle(months)
    sums = list(accumulate(cell.node.size * _LIKELY.get(cell.node.kind, 1.0) for cell in cells))
    for month in months:
        cell = cells[bisect(sums, rng.random() * sums[-1])]
        if room[cell.id] <= 0:
            cell = max(cells, key=lambda one: room[one.id])
        if room[cell.id] <= 0:
            raise ValueError(f"{body.place.name}: more admissions than members")
        room[cell.id] -= 1
        found.setdefault(cell.id, []).append(month)
