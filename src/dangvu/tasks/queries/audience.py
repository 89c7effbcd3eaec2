"""Whom a duty falls on: the class a paper speaks of, as units in force on its day."""

from collections.abc import Collection, Sequence
from datetime import date

from dangvu.office.vietnamese import fold
from dangvu.orgs import addressed
from dangvu.orgs.addressed import Addressed as Resolved
from dangvu.orgs.queries import Unit
from dangvu.rules.obligations import Audience
from dangvu.tasks.proposal import OWN

__all__ = [
    "Resolved",
    "beneath",
    "day_for",
    "named",
    "own_organ",
    "resolve",
    "sought",
    "standing_now",
]


def day_for(unit: Unit, on: date | None, today: date) -> date:
    """The day a paper's audience is taken of: the paper's own, or today where the paper has none or
    is older than what is known of the tree."""
    return on if on is not None and unit.valid_from <= on else today


def resolve(
    directive_unit: Unit, audience: str, on: date, units: Collection[int] = ()
) -> list[Resolved]:
    """The units of an audience in force on a day, in the order of the tree; the units chosen by
    hand where there are any. Two statements at most.

    Organs are of the directive's own unit. What falls on members falls on their cells. Committees
    are those directly beneath: each hands down to its own.
    """
    if units:
        return addressed.chosen(directive_unit, units)
    if audience in OWN:
        return [Resolved(directive_unit.pk, directive_unit.path, directive_unit.name,
                         directive_unit.short_name)]  # fmt: skip
    match audience:
        case Audience.CELLS | Audience.MEMBERS:
            return addressed.cells_under(directive_unit, on)
        case Audience.GRASSROOTS:
            found = addressed.grassroots_under(directive_unit, on)
            return found or addressed.directly_under(directive_unit, on)
        case Audience.BODIES | Audience.COMMITTEES:
            return addressed.directly_under(directive_unit, on)
        case _:
            return []


def beneath(directive_unit: Unit, units: Collection[int]) -> list[Resolved]:
    """Those of some units that stand beneath the directive's own and may have a duty. One
    statement."""
    return addressed.may_owe(directive_unit, units)


def sought(directive_unit: Unit, text: str, most: int) -> list[int]:
    """The units beneath the directive's own found by a text. One statement."""
    return addressed.sought(directive_unit, text, most)


def named(directive_unit: Unit, names: Sequence[str], on: date) -> dict[str, list[Resolved]]:
    """For each name of a paper the units beneath that bear it. One statement."""
    return addressed.bearing(directive_unit, names, on)


def own_organ(directive_unit: Unit, name: str) -> bool:
    """Whether a paper of the unit means an advisory organ of the unit's own office by a name: an
    organ's name, with that of the unit's committee or none behind it."""
    key = fold(name)
    kind = next((kind for kind in _ADVISORY if key == kind or key.startswith(f"{kind} ")), None)
    if kind is None:
        return False
    behind = key.removeprefix(kind).strip()
    return not behind or behind in _committees(directive_unit)


_ADVISORY = (
    "ban to chuc", "ban tuyen giao va dan van", "ban tuyen giao", "ban dan van", "ban noi chinh",
    "ban xay dung dang", "co quan uy ban kiem tra", "uy ban kiem tra", "van phong",
)  # fmt: skip
"""Advisory organs of a committee, the longer name before the shorter."""


def _committees(unit: Unit) -> set[str]:
    """What papers call the committee of a unit: "Tỉnh ủy Lâm Đồng", "Tỉnh ủy"; "Đảng ủy phường X",
    "Đảng ủy phường", "Đảng ủy"."""
    words = fold(unit.committee).split()
    return {"cap uy"} | {" ".join(words[:most]) for most in (2, 3, len(words))}


def standing_now(found: Sequence[Resolved]) -> list[Resolved]:
    """The same units, those that ended since replaced by who took over from them. One statement
    where any has ended, else none."""
    gone = [one.unit_id for one in found if one.ended]
    if not gone:
        return list(found)
    heirs = addressed.successors(gone)
    kept = (heir for one in found
            for heir in (heirs.get(one.unit_id, []) if one.ended else [one]))  # fmt: skip
    return list({one.unit_id: one for one in kept}.values())
