"""How many are women, of an ethnic minority, of a religion, young: published of the whole, spread
over the cells by their kind and place.

Published: members of old Lâm Đồng at the end of 2019 (10.75 % ethnic minority, 9.79 % religious,
28.3 % youth union), women in the old districts and provinces that give the figure (38 to 43 %), and
new members as one report of Bình Thuận splits them (R11.4). Spreading is invented.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import attrgetter

from dangvu.cli.demo.arrivals import Arrivals
from dangvu.cli.demo.layout import Node
from dangvu.cli.demo.units import BodyUnit, Tree
from dangvu.rules.organisations import Locality, OrgKind

K = OrgKind

WOMEN, ETHNIC, RELIGIOUS, YOUTH = 0.415, 0.1075, 0.0979, 0.283
NEW_WOMEN, NEW_ETHNIC, NEW_RELIGIOUS, NEW_YOUTH = 0.4725, 0.0816, 0.0824, 0.6462
IN_VILLAGE = 0.75
"""Share of ethnic-minority members in the cell of an ethnic village."""
MOST = 0.95

_WOMEN = {
    K.NEIGHBOURHOOD: 0.39, K.OFFICE_CELL: 0.42, K.SCHOOL_CELL: 0.74, K.HEALTH_CELL: 0.60,
    K.POLICE_CELL: 0.12, K.MILITARY_CELL: 0.05, K.ENTERPRISE_CELL: 0.38,
}  # fmt: skip
_YOUNG = {
    K.NEIGHBOURHOOD: 0.75, K.OFFICE_CELL: 1.1, K.SCHOOL_CELL: 1.2, K.HEALTH_CELL: 1.2,
    K.POLICE_CELL: 1.6, K.MILITARY_CELL: 1.9, K.ENTERPRISE_CELL: 1.2,
}  # fmt: skip


@dataclass(frozen=True)
class Mixture:
    """What the shares of a cell's members are multiplied by, those of long standing and the new.

    ``youth``: of members of long standing; of the new it is the same everywhere.
    """

    women: float
    youth: float
    new_women: float
    new_ethnic: float
    new_religious: float

    def women_of(self, node: Node, new: bool) -> float:
        """Share of women among a cell's members."""
        times = self.new_women if new else self.women
        return min(_WOMEN[node.kind] * times, MOST)

    def youth_of(self, node: Node) -> float:
        """Share of the youth union among a cell's members of long standing."""
        return min(_YOUNG[node.kind] * self.youth, MOST)


def mix(tree: Tree, arrivals: Arrivals) -> Mixture:
    """Sets the ethnic and religious share of each cell; gives back the rest."""
    for body in tree.bodies:
        for cell in body.cells:
            cell.node.ethnic, cell.node.religious = _raw_shares(body, cell.node)
    cells = [cell for body in tree.bodies for cell in body.cells]
    new = [(cell.node, len(arrivals.of(cell))) for cell in cells]
    old = [(node, node.size - came) for node, came in new]
    members, admitted = sum(node.size for node, _ in new), sum(came for _, came in new)

    def of_old(whole: float, of_new: float) -> float:
        return (whole * members - of_new * admitted) / (members - admitted)

    _bring(old, "ethnic", of_old(ETHNIC, NEW_ETHNIC))
    _bring(old, "religious", of_old(RELIGIOUS, NEW_RELIGIOUS))
    return Mixture(
        women=_times(old, _women, of_old(WOMEN, NEW_WOMEN)),
        youth=_times(old, _young, of_old(YOUTH, NEW_YOUTH)),
        new_women=_times(new, _women, NEW_WOMEN),
        new_ethnic=_times(new, attrgetter("ethnic"), NEW_ETHNIC),
        new_religious=_times(new, attrgetter("religious"), NEW_RELIGIOUS),
    )


def _women(node: Node) -> float:
    return _WOMEN[node.kind]


def _young(node: Node) -> float:
    return _YOUNG[node.kind]


def _raw_shares(body: BodyUnit, node: Node) -> tuple[float, float]:
    if Locality.ETHNIC_MINORITY in node.attributes:
        return IN_VILLAGE, body.religious * 1.5
    if node.kind is K.NEIGHBOURHOOD:
        return 0.02, body.religious
    return max(body.ethnic * 0.4, 0.015), body.religious * 0.7


def _bring(parts: list[tuple[Node, int]], name: str, wanted: float) -> None:
    """Multiplies a share of all cells so that the whole has the share wanted; again where some
    reached the most they can have."""
    for _ in range(4):
        times = _times(parts, attrgetter(name), wanted)
        for node, _ in parts:
            setattr(node, name, min(getattr(node, name) * times, MOST))


def _times(
    parts: Iterable[tuple[Node, int]], share: Callable[[Node], float], wanted: float
) -> float:
    """What all shares are multiplied by so that the whole has the share wanted."""
    pairs = [(share(node), number) for node, number in parts]
    whole = sum(number for _, number in pairs)
    held = sum(part * number for part, number in pairs)
    return max(wanted, 0.01) * whole / held if held else 1.0
