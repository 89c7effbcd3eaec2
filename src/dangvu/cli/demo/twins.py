"""A few members who are on record twice, with slips of the pen: what a register is cleaned of."""

from collections.abc import Mapping
from random import Random

from dangvu.cli.demo.names import keys
from dangvu.cli.demo.people import Cast, Residents
from dangvu.cli.demo.records import Twin
from dangvu.cli.demo.units import BodyUnit
from dangvu.members.loading import PersonRow

SHARE = 0.0015
_SLIPS = (("Thị", "Thi"), ("Văn", "Van"), ("Nguyễn", "Nguyên"), ("ư", "u"), ("ạ", "a"), ("y", "i"),
          ("n", "nn"))  # fmt: skip
_LATER = 4
"""From this member of a cell on somebody may be another's second record."""


def slip(name: str) -> str:
    """A name as it is mistyped."""
    for right, wrong in _SLIPS:
        if right in name:
            return name.replace(right, wrong, 1)
    return name


def make_twins(
    body: BodyUnit, found: Mapping[int, Residents], casts: Mapping[int, Cast], rng: Random
) -> dict[int, Twin]:
    """Makes some members of later cells the second records of members of earlier ones.

    Gives back what both records share, by person.
    """
    cells = [cell for cell in body.cells if cell.id not in casts]
    twins: dict[int, Twin] = {}
    for position, cell in enumerate(cells[1:], 1):
        here = found[cell.id]
        standing = len(here.people) - len(here.arrivals)
        if standing <= _LATER or rng.random() >= cell.node.size * SHARE:
            continue
        index = rng.randrange(_LATER, standing)
        other = found[cells[rng.randrange(position)].id]
        first = other.people[rng.randrange(max(len(other.people) - len(other.arrivals), 1))]
        if first.id in twins or first.official_on is None:
            continue
        way = len(twins) // 2 % 4
        here.people[index] = second = _second(here.people[index], first, mistyped=way > 0)
        shared = Twin()
        if way == 0 or way == 3:
            twins[first.id], twins[second.id] = Twin(), Twin()
        else:
            twins[first.id] = twins[second.id] = shared
    return twins


def _second(row: PersonRow, first: PersonRow, *, mistyped: bool) -> PersonRow:
    name = slip(first.full_name) if mistyped else first.full_name
    search_key, sort_key = keys(name)
    return first._replace(
        id=row.id, unit_id=row.unit_id, unit_path=row.unit_path, full_name=name,
        search_key=search_key, sort_key=sort_key, status=row.status,
    )  # fmt: skip
