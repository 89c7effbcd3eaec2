"""The tree, numbered in the order of its paths: rows for the tables, and the cells to people."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from dangvu.cli.demo.communes import commune_layout
from dangvu.cli.demo.layout import Node, fill
from dangvu.cli.demo.places import FORMER_PROVINCES, PROVINCE, Place
from dangvu.cli.demo.plan import MEMBERS, BodyPlan, rng_of
from dangvu.cli.demo.provincial import KINDS, provincial_layout
from dangvu.cli.demo.times import BY, FOUNDED, at
from dangvu.orgs.loading import (
    ChangedUnitRow,
    ChangeRow,
    LabelRow,
    PlacementRow,
    UnitRow,
    label,
)
from dangvu.orgs.searching import code_key, name_key
from dangvu.rules.organisations import Locality, Model, OrgCode, OrgKind, OrgType

ROOT_ID = 1
PROVINCIAL_COMMITTEE = "Ban Thường vụ Tỉnh ủy Lâm Đồng"
WOUND_UP_ON = date(2026, 4, 1)
MERGED_ON = date(2026, 3, 2)
FEW_MEMBERS_BELOW = 0.0034
"""Share of the province's members below which the demo calls a commune short of members."""


@dataclass(slots=True)
class Cell:
    """A cell with its place in the tree, ready for members.

    ``head``: the unit directly under the body it belongs to. ``ended``: units it came of, by the
    day they ended: what was admitted there before counts there.
    """

    id: int
    path: str
    node: Node
    head: int
    ended: tuple[date, tuple[str, ...]] | None = None


@dataclass(slots=True)
class Head:
    """A unit directly under a body."""

    id: int
    path: str
    name: str
    type: OrgType
    cells: list[Cell] = field(default_factory=list)


@dataclass(slots=True)
class BodyUnit:
    """A body in the tree."""

    id: int
    path: str
    plan: BodyPlan
    founded: date
    ethnic: float
    religious: float
    model: Model
    heads: list[Head] = field(default_factory=list)

    @property
    def place(self) -> Place:
        return self.plan.place

    @property
    def cells(self) -> list[Cell]:
        return [cell for head in self.heads for cell in head.cells]


@dataclass
class Tree:
    """Rows of the tree's tables, and the bodies with their cells."""

    units: list[UnitRow] = field(default_factory=list)
    labels: list[LabelRow] = field(default_factory=list)
    placements: list[PlacementRow] = field(default_factory=list)
    changes: list[ChangeRow] = field(default_factory=list)
    changed: list[ChangedUnitRow] = field(default_factory=list)
    bodies: list[BodyUnit] = field(default_factory=list)

    def next_id(self) -> int:
        return len(self.units) + ROOT_ID


def grow(plans: tuple[BodyPlan, ...], seed: int) -> Tree:
    """The whole tree, repeatable from the plans and the seed."""
    tree = Tree()
    members = sum(plan.members for plan in plans)
    _add_root(tree)
    for plan in plans:
        rng = rng_of(seed, plan.place.register_code, "units")
        commune = plan.place.commune
        if commune is None:
            model = Model.M294
            layout = provincial_layout(plan.place.register_code, plan.members, members / MEMBERS)
        else:
            model, layout = commune_layout(commune, plan.members, rng)
        fill(layout, plan.members, rng)
        _add_body(tree, plan, layout, model, members)
    return tree


def _add_root(tree: Tree) -> None:
    name = "Đảng bộ tỉnh Lâm Đồng"
    code = OrgCode(PROVINCE, "000", "000", "000", "000")
    tree.units.append(
        UnitRow(
            ROOT_ID, None, label(ROOT_ID), 0, OrgType.PROVINCIAL, "", Model.M294, name,
            "Tỉnh Lâm Đồng", "Tỉnh ủy Lâm Đồng", code.compact, "", "", [], 0, FOUNDED,
        )
    )  # fmt: skip
    tree.placements.append(PlacementRow(ROOT_ID, None, FOUNDED))
    tree.labels += _labels(ROOT_ID, name, [code.dotted], FOUNDED)
    for province in FORMER_PROVINCES[1:]:
        former = f"Đảng bộ tỉnh {province}"
        tree.labels.append(LabelRow(ROOT_ID, "name", former, name_key(former), None, FOUNDED))


def _labels(
    unit_id: int, name: str, codes: list[str], since: date, until: date | None = None
) -> Iterator[LabelRow]:
    yield LabelRow(unit_id, "name", name, name_key(name), since, until)
    for code in codes:
        yield LabelRow(unit_id, "code", code, code_key(code), since, until)


def _body_attributes(plan: BodyPlan, members: int) -> list[Locality]:
    commune = plan.place.commune
    if commune is None:
        return []
    wanted = {
        Locality.FEW_MEMBERS: plan.members / members < FEW_MEMBERS_BELOW,
        Locality.REMOTE: commune.remote,
        Locality.ETHNIC_MINORITY: commune.ethnic >= 0.2,
        Locality.RELIGIOUS: commune.religious >= 0.2,
        Locality.DIFFICULT: commune.difficult,
    }
    return [attribute for attribute, given in wanted.items() if given]


def _add_body(tree: Tree, plan: BodyPlan, layout: list[Node], model: Model, members: int) -> None:
    place, commune = plan.place, plan.place.commune
    unit_id = tree.next_id()
    path = f"{label(ROOT_ID)}.{label(unit_id)}"
    number = f"{place.number:03}"
    code = OrgCode(PROVINCE, number, "000", "000", "000")
    founded = date(2025, 7, 3) if place.register_code == "LD002" else FOUNDED
    kinds = {"xã": OrgKind.COMMUNE, "phường": OrgKind.WARD, "đặc khu": OrgKind.SPECIAL_ZONE}
    tree.units.append(
        UnitRow(
            unit_id, ROOT_ID, path, 1,
            OrgType.GRASSROOTS if model is Model.M208 else OrgType.SUPERIOR,
            kinds[commune.kind] if commune else KINDS[place.register_code], model, place.name,
            place.short_name, place.committee, code.compact, place.register_code,
            commune.code if commune else "", [str(a) for a in _body_attributes(plan, members)],
            place.number, founded,
        )
    )  # fmt: skip
    tree.placements.append(PlacementRow(unit_id, ROOT_ID, founded))
    tree.labels += _labels(unit_id, place.name, [place.register_code, code.dotted], founded)
    for former in commune.former_units if commune else ():
        old = f"Đảng bộ {former[0].lower()}{former[1:]}"
        if old != place.name:
            tree.labels.append(LabelRow(unit_id, "name", old, name_key(old), None, FOUNDED))
    _found(tree, unit_id, place, founded)
    body = BodyUnit(
        unit_id, path, plan, founded,
        commune.ethnic if commune else 0.04, commune.religious if commune else 0.05, model,
    )  # fmt: skip
    tree.bodies.append(body)
    _Branch(tree, body, model, number).add(layout)


def _found(tree: Tree, unit_id: int, place: Place, founded: date) -> None:
    """The decision that founded a body; only that of LD002 is known, the others are invented."""
    known = place.register_code == "LD002"
    change_id = len(tree.changes) + 1
    tree.changes.append(
        ChangeRow(
            change_id, "found", founded, "09-QĐ/TU" if known else f"{900 + place.number}-QĐ/TU",
            founded if known else FOUNDED, PROVINCIAL_COMMITTEE,
            "" if known else "Số quyết định minh họa.", at(founded), BY,
        )
    )  # fmt: skip
    tree.changed.append(ChangedUnitRow(change_id, unit_id, "after", place.name, None, ROOT_ID))


class _Branch:
    """Numbers what stands beneath one body."""

    def __init__(self, tree: Tree, body: BodyUnit, model: Model, number: str) -> None:
        self.tree, self.body, self.model, self.number = tree, body, model, number
        self.wound_up: Head | None = None
        self.from_above: list[Cell] = []

    def add(self, layout: list[Node]) -> None:
        """All organisations and cells of the body, in the order of their paths."""
        direct = 0
        if left := next((n.came_from for n in layout if n.came_from), ""):
            self._add_wound_up(left)
        for position, node in enumerate(layout, 1):
            if node.until_merger:
                raise ValueError("a merged cell stands under an organisation")
            if node.type.is_cell:
                direct += 1
                m4, m5 = divmod(direct - 1, 999)
                code = self._code("000", f"{m4:03}", f"{m5 + 1:03}")
            elif node.type is OrgType.SUBORDINATE:
                code = self._code("000", f"{500 + position:03}", "000")
            else:
                code = self._code(f"{position:03}", "000", "000")
            self._add_head(node, position, code)
        if self.wound_up:
            self._record_winding_up()

    def _code(self, m3: str, m4: str, m5: str) -> OrgCode:
        return OrgCode(PROVINCE, self.number, m3, m4, m5)

    def _add_head(self, node: Node, position: int, code: OrgCode) -> None:
        body = self.body
        moved = bool(node.came_from and self.wound_up)
        since = WOUND_UP_ON if moved else body.founded
        unit_id = self._add_unit(node, body.id, body.path, 2, position, code, placed=since)
        head = Head(unit_id, f"{body.path}.{label(unit_id)}", node.full_name, node.type)
        body.heads.append(head)
        if node.type.is_cell:
            one = Cell(unit_id, head.path, node, head.id)
            if moved and self.wound_up:
                before = f"{self.wound_up.path}.{label(unit_id)}"
                one.ended = (WOUND_UP_ON, (before,))
                self.tree.placements.append(
                    PlacementRow(unit_id, self.wound_up.id, body.founded, WOUND_UP_ON)
                )
                self.from_above.append(one)
            head.cells.append(one)
            return
        for index, child in enumerate(node.children, 1):
            below = OrgCode(code.m1, code.m2, code.m3, code.m4, f"{index:03}")
            head.cells.append(self._add_cell(child, head, index, below))

    def _add_cell(self, node: Node, head: Head, position: int, code: OrgCode) -> Cell:
        if not node.until_merger:
            cell_id = self._add_unit(node, head.id, head.path, 3, position, code)
            return Cell(cell_id, f"{head.path}.{label(cell_id)}", node, head.id)
        before = []
        for index, name in enumerate(node.until_merger):
            gone = Node(name, node.type, node.kind)
            own = OrgCode(code.m1, code.m2, code.m3, f"{901 + index}", code.m5)
            before.append(
                self._add_unit(gone, head.id, head.path, 3, position, own, until=MERGED_ON)
            )
        cell_id = self._add_unit(node, head.id, head.path, 3, position, code, since=MERGED_ON)
        self._record_merger(node, head, before, cell_id)
        paths = tuple(f"{head.path}.{label(one)}" for one in before)
        return Cell(cell_id, f"{head.path}.{label(cell_id)}", node, head.id, (MERGED_ON, paths))

    def _add_unit(
        self, node: Node, parent_id: int, above: str, depth: int, position: int, code: OrgCode, *,
        since: date | None = None, until: date | None = None, placed: date | None = None,
    ) -> int:  # fmt: skip
        tree, founded = self.tree, since or self.body.founded
        unit_id = tree.next_id()
        name = node.full_name
        tree.units.append(
            UnitRow(
                unit_id, parent_id, f"{above}.{label(unit_id)}", depth, node.type, node.kind,
                self.model, name, node.name[0].upper() + node.name[1:], node.committee,
                code.compact, "", "", [str(a) for a in node.attributes], position, founded, until,
            )
        )  # fmt: skip
        tree.placements.append(PlacementRow(unit_id, parent_id, placed or founded, until))
        tree.labels += _labels(unit_id, name, [code.dotted], founded, until)
        return unit_id

    def _add_wound_up(self, name: str) -> None:
        """The organisation that stood between the body and some cells until it was wound up."""
        node = Node(name, OrgType.GRASSROOTS, OrgKind.AGENCY)
        body = self.body
        unit_id = self._add_unit(
            node, body.id, body.path, 2, 0, self._code("901", "000", "000"), until=WOUND_UP_ON
        )
        self.wound_up = Head(unit_id, f"{body.path}.{label(unit_id)}", node.full_name, node.type)

    def _change(self, kind: str, on: date, number: str, note: str) -> int:
        tree, place = self.tree, self.body.place
        change_id = len(tree.changes) + 1
        tree.changes.append(
            ChangeRow(change_id, kind, on, number, on, f"Ban Thường vụ {place.committee}", note,
                      at(on), BY)
        )  # fmt: skip
        return change_id

    def _record_winding_up(self) -> None:
        ended, body = self.wound_up, self.body
        assert ended is not None
        change_id = self._change(
            "dissolve",
            WOUND_UP_ON,
            "915-QĐ/ĐU",
            "Kết thúc hoạt động; các chi bộ trực thuộc đảng bộ xã.",
        )
        self.tree.changed.append(
            ChangedUnitRow(change_id, ended.id, "before", ended.name, body.id, None)
        )
        self.tree.changed += [
            ChangedUnitRow(change_id, one.id, "moved", one.node.full_name, ended.id, body.id)
            for one in self.from_above
        ]

    def _record_merger(self, node: Node, head: Head, before: list[int], after: int) -> None:
        change_id = self._change("merge", MERGED_ON, "912-QĐ/ĐU", "Hợp nhất hai chi bộ liền kề.")
        for unit_id, name in zip(before, node.until_merger, strict=True):
            self.tree.changed.append(
                ChangedUnitRow(change_id, unit_id, "before", f"Chi bộ {name}", head.id, None)
            )
        self.tree.changed.append(
            ChangedUnitRow(change_id, after, "after", node.full_name, None, head.id)
        )
