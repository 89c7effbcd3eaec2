"""What stands beneath a body, drawn before it is numbered: organisations, cells, their sizes."""

from dataclasses import dataclass, field
from random import Random

from dangvu.rules.organisations import Locality, OrgKind, OrgType
from dangvu.rules.targets import apportion

LEAST_CELL = 5
FEW_BELOW = 9
"""Members below which the demo calls a hamlet short of members."""


@dataclass(slots=True, eq=False)
class Node:
    """An organisation or cell. ``name`` without "Đảng bộ" or "Chi bộ" before it.

    ``size``: members, of a cell only. ``ethnic`` and ``religious``: shares of its members.
    ``until_merger``: names of the cells it was merged from; ``came_from``: the organisation that
    ended when the cell moved up from under it.
    """

    name: str
    type: OrgType
    kind: OrgKind
    children: list["Node"] = field(default_factory=list)
    size: int = 0
    weight: int = 100
    ethnic: float = 0.0
    religious: float = 0.0
    attributes: list[Locality] = field(default_factory=list)
    until_merger: tuple[str, ...] = ()
    came_from: str = ""

    @property
    def full_name(self) -> str:
        return ("Chi bộ " if self.type.is_cell else "Đảng bộ ") + self.name

    @property
    def committee(self) -> str:
        """What its papers are headed by."""
        return self.full_name if self.type.is_cell else "Đảng ủy " + self.name

    def cells(self) -> list["Node"]:
        """The cells beneath it, itself if it is one, in order."""
        if self.type.is_cell:
            return [self]
        return [cell for child in self.children for cell in child.cells()]


_WEIGHTS = {
    OrgKind.NEIGHBOURHOOD: 118,
    OrgKind.SCHOOL_CELL: 100,
    OrgKind.OFFICE_CELL: 70,
    OrgKind.POLICE_CELL: 90,
    OrgKind.MILITARY_CELL: 60,
    OrgKind.HEALTH_CELL: 60,
    OrgKind.ENTERPRISE_CELL: 75,
}


def cell(name: str, kind: OrgKind, type_: OrgType = OrgType.SUBORDINATE_CELL) -> Node:
    """A cell not yet given its members."""
    return Node(name, type_, kind, weight=_WEIGHTS.get(kind, 100))


def fill(nodes: list[Node], members: int, rng: Random) -> None:
    """Shares members out over the cells beneath some nodes; each gets some, none gets too few."""
    cells = [cell for node in nodes for cell in node.cells()]
    least = min(LEAST_CELL, members // len(cells))
    weights = [round(one.weight * rng.lognormvariate(0, 0.38) * 10) for one in cells]
    for one, share in zip(cells, apportion(members - least * len(cells), weights), strict=True):
        one.size = least + share
        if one.kind is OrgKind.NEIGHBOURHOOD and one.size < FEW_BELOW:
            one.attributes.append(Locality.FEW_MEMBERS)
