"""What a reorganisation would do, as plain data, and whether the facts allow it. Pure.

Every kind of change is one ``Plan``: what is founded, what moves under what, what ends, what is
renamed, who goes where. The preview shows it, ``actions.reorganise`` carries it out.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from dangvu.office.vietnamese import day, fold
from dangvu.orgs.models import Change
from dangvu.rules.basis import Finding, Severity, refused
from dangvu.rules.organisations import Model, OrgType, allowed_parents, check_parent

ChangeKind = Change.Kind

Ref = int | str
"""A unit that exists (its id) or one the plan founds (its key, "new1")."""


@dataclass(frozen=True)
class Paper:
    """The decision of a change, known by number, date and issuer together (R0.0), the day it takes
    effect, and why."""

    number: str
    decided_on: date
    issuer: str
    effective_on: date
    note: str = ""


@dataclass(frozen=True)
class Founding:
    """A unit to be founded under an existing one."""

    key: str
    parent_id: int
    type: str
    name: str
    short_name: str
    committee: str
    kind: str = ""
    model: str = "294"
    locality_code: str = ""
    attributes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Renaming:
    """New names, and perhaps another type, of an existing unit."""

    unit_id: int
    name: str
    short_name: str
    committee: str
    type: str
    model: str


@dataclass(frozen=True)
class Known:
    """What is known of a unit when a plan is judged. ``placed_from``: since when it stands where
    it stands. ``children``: the units under it that exist, by id."""

    id: int
    path: str
    parent_id: int | None
    type: str
    model: str
    name: str
    valid_from: date
    valid_until: date | None
    placed_from: date
    children: tuple[int, ...]

    @property
    def is_cell(self) -> bool:
        return OrgType(self.type).is_cell


@dataclass(frozen=True)
class Facts:
    """The units a plan concerns, and the names under every parent concerned (folded: its unit)."""

    units: Mapping[int, Known]
    names: Mapping[int, Mapping[str, int]] = field(default_factory=dict)

    def __getitem__(self, unit_id: int) -> Known:
        return self.units[unit_id]


@dataclass(frozen=True)
class Plan:
    """A reorganisation before it is carried out.

    ``moves``: unit to its new superior. ``ends``: unit to its heir, or None. ``members``: a cell
    whose members all go to another. ``persons``: single members to a cell. ``before`` and
    ``after`` are the sides of the change as its paper names them.
    """

    kind: Change.Kind
    paper: Paper
    founds: tuple[Founding, ...] = ()
    renames: tuple[Renaming, ...] = ()
    moves: Mapping[int, Ref] = field(default_factory=dict)
    ends: Mapping[int, Ref | None] = field(default_factory=dict)
    members: Mapping[int, Ref] = field(default_factory=dict)
    persons: Mapping[int, Ref] = field(default_factory=dict)
    person_cells: tuple[int, ...] = ()
    before: tuple[Ref, ...] = ()
    after: tuple[Ref, ...] = ()

    @property
    def concerned(self) -> frozenset[int]:
        """Ids of every existing unit the plan names."""
        refs: set[Ref | None] = {*self.moves, *self.moves.values(), *self.ends, *self.ends.values()}
        refs |= {*self.members, *self.members.values(), *self.persons.values(), *self.person_cells}
        refs |= {f.parent_id for f in self.founds} | {r.unit_id for r in self.renames}
        return frozenset(r for r in {*refs, *self.before, *self.after} if isinstance(r, int))

    def type_of(self, ref: Ref, facts: Facts) -> OrgType:
        """The type a unit has once the plan is carried out."""
        for founding in self.founds:
            if founding.key == ref:
                return OrgType(founding.type)
        for renaming in self.renames:
            if renaming.unit_id == ref:
                return OrgType(renaming.type)
        return OrgType(facts[int(ref)].type)

    def model_of(self, ref: Ref, facts: Facts) -> str:
        """The model a unit follows once the plan is carried out."""
        for founding in self.founds:
            if founding.key == ref:
                return founding.model
        for renaming in self.renames:
            if renaming.unit_id == ref:
                return renaming.model
        return facts[int(ref)].model

    def name_of(self, ref: Ref | None, facts: Facts) -> str:
        """The name of a unit the plan speaks of."""
        if ref is None:
            return ""
        found = next((f.name for f in self.founds if f.key == ref), None)
        return found if found is not None else facts[int(ref)].name


# ------------------------------------------------------------------ what may not be


def check(plan: Plan, facts: Facts, today: date, actor_path: str) -> list[Finding]:
    """Everything that is wrong with a plan, and what should be noticed before it is carried out.

    ``actor_path`` is the branch of who decides: what is reorganised must lie strictly beneath it.
    """
    found = [*_days(plan, today), *_reach(plan, facts, actor_path), *_lives(plan, facts)]
    if refused(found):
        return found
    found += [*_endings(plan, facts), *_together(_places(plan, facts)), *_people(plan, facts)]
    return [*found, *_called(plan, facts)]


def _no(code: str, message: str, where: str = "") -> Finding:
    return Finding(code, message, Severity.REFUSAL, where)


def _days(plan: Plan, today: date) -> Iterator[Finding]:
    effective, decided = plan.paper.effective_on, plan.paper.decided_on
    if effective > today:
        yield _no(
            "not_yet",
            f"Ngày hiệu lực {day(effective)} chưa đến. Cây tổ chức chỉ ghi việc đã có hiệu lực; "
            "từ ngày đó đồng chí ghi lại.",
            "effective_on",
        )
    if decided > today:
        yield _no("decided_later", f"Ngày quyết định {day(decided)} chưa đến.", "decision_on")
    elif effective < decided:
        message = (
            f"Ngày hiệu lực {day(effective)} trước ngày quyết định {day(decided)}. "
            "Đồng chí đối chiếu lại với văn bản."
        )
        yield Finding("effective_before_decision", message, Severity.WARNING, "effective_on")


def _reach(plan: Plan, facts: Facts, actor_path: str) -> Iterator[Finding]:
    changed = [*plan.ends, *plan.moves, *(r.unit_id for r in plan.renames), *plan.before]
    for unit_id in dict.fromkeys(int(ref) for ref in changed):
        if facts[unit_id].path == actor_path:
            message = (
                f"{facts[unit_id].name} là tổ chức của chính đồng chí; việc sắp xếp tổ chức "
                "này do cấp trên quyết định và ghi."
            )
            yield _no("own_unit", message)


def _lives(plan: Plan, facts: Facts) -> Iterator[Finding]:
    """Whether everything named existed on the day, and stood where it stands."""
    stayed = {*plan.moves, *plan.ends}
    for unit_id in sorted(plan.concerned):
        unit = facts[unit_id]
        if unit.valid_until is not None:
            message = f"{unit.name} đã kết thúc hoạt động từ {day(unit.valid_until)}."
            yield _no("ended", message)
        elif plan.paper.effective_on < unit.valid_from or (
            plan.paper.effective_on == unit.valid_from and unit_id in stayed
        ):
            message = (
                f"{unit.name} thành lập ngày {day(unit.valid_from)}; ngày hiệu lực "
                f"{day(plan.paper.effective_on)} phải sau ngày đó."
            )
            yield _no("before_founding", message, "effective_on")
        elif unit_id in stayed and plan.paper.effective_on <= unit.placed_from:
            message = (
                f"{unit.name} trực thuộc tổ chức hiện nay từ {day(unit.placed_from)}; ngày hiệu lực"
                f" {day(plan.paper.effective_on)} phải sau ngày đó."
            )
            yield _no("before_last_move", message, "effective_on")


def _places(plan: Plan, facts: Facts) -> Iterator[Finding]:
    for unit_id, ref in plan.moves.items():
        unit = facts[unit_id]
        if isinstance(ref, int):
            above = facts[ref]
            if _within(above, unit):
                message = f"{unit.name} không thể trực thuộc chính mình hoặc cấp dưới của mình."
                yield _no("under_itself", message, "parent")
                continue
            if any(_within(above, facts[m]) for m in plan.moves):
                message = f"{above.name} cũng chuyển đi trong việc này, không thể nhận thêm."
                yield _no("receiver_moves", message, "parent")
                continue
            if unit.parent_id == ref:
                yield _no("already_there", f"{unit.name} đang trực thuộc {above.name}.", "parent")
                continue
        if ref in plan.ends:
            message = f"{plan.name_of(ref, facts)} kết thúc hoạt động, không nhận thêm tổ chức."
            yield _no("under_ended", message, "parent")
            continue
        yield from _fits(plan, facts, unit_id, ref)
    for founding in plan.founds:
        yield from _fits(plan, facts, founding.key, founding.parent_id)
    for renaming in plan.renames:
        yield from _retyped(plan, facts, renaming)


def _retyped(plan: Plan, facts: Facts, renaming: Renaming) -> Iterator[Finding]:
    """A unit of another type must fit its superior, and what stands under it must fit it."""
    unit = facts[renaming.unit_id]
    if unit.type == renaming.type:
        return
    if unit.is_cell != OrgType(renaming.type).is_cell:
        message = (
            f"{unit.name}: đảng viên sinh hoạt ở chi bộ, nên chi bộ không đổi thành đảng bộ và "
            "ngược lại. Đồng chí lập tổ chức mới rồi chuyển đảng viên hoặc chi bộ sang."
        )
        yield _no("cell_and_body", message, "type")
        return
    if unit.parent_id is not None and unit.parent_id in facts.units:
        yield from _fits(plan, facts, unit.id, unit.parent_id)
    for child in unit.children:
        yield from _fits(plan, facts, child, unit.id)


def _within(inner: Known, outer: Known) -> bool:
    return inner.path == outer.path or inner.path.startswith(outer.path + ".")


def check_place(kind: OrgType, parent: OrgType, model: str, on: date) -> list[Finding]:
    """Whether a unit of a type and model may stand under a type on a day.

    A unit that already follows the newer model, as pilots did before the day it came into force,
    is judged by that model.
    """
    found = check_parent(kind, parent, on)
    if refused(found) and parent in allowed_parents(kind, Model(model)):
        return []
    return found


def _fits(plan: Plan, facts: Facts, ref: Ref, above: Ref) -> Iterator[Finding]:
    kind, parent = plan.type_of(ref, facts), plan.type_of(above, facts)
    model = plan.model_of(ref, facts)
    for finding in check_place(kind, parent, model, plan.paper.effective_on):
        yield replace(finding, message_vi=f"{plan.name_of(ref, facts)}: {finding.message_vi}")


def _together(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The same finding of many units in one line that names the first of them."""
    units: dict[Finding, list[str]] = {}
    for finding in findings:
        name, colon, rest = finding.message_vi.partition(": ")
        of_one = colon and finding.code in _OF_ONE_UNIT
        units.setdefault(replace(finding, message_vi=rest) if of_one else finding, []).append(name)
    for finding, names in units.items():
        if finding.code not in _OF_ONE_UNIT:
            yield finding
            continue
        more = f" và {len(names) - 3} tổ chức khác" if len(names) > 3 else ""
        yield replace(finding, message_vi=f"{', '.join(names[:3])}{more}: {finding.message_vi}")


_OF_ONE_UNIT = frozenset({"parent_wrong", "model_left"})


def _endings(plan: Plan, facts: Facts) -> Iterator[Finding]:
    if plan.kind is Change.Kind.MERGE and len(plan.ends) + (not plan.founds) < 2:
        yield _no("too_few", "Sáp nhập cần ít nhất hai tổ chức. Đồng chí chọn thêm.", "units")
    if plan.kind is Change.Kind.SPLIT and not plan.moves and not plan.persons:
        message = "Chưa có gì chuyển sang tổ chức nhận. Đồng chí chọn nơi đến cho từng dòng."
        yield _no("nothing_dealt", message, "parts")
    for unit_id, heir in plan.ends.items():
        unit = facts[unit_id]
        left = [c for c in unit.children if c not in plan.moves and c not in plan.ends]
        if left:
            names = ", ".join(facts[c].name for c in left[:3])
            more = f" và {len(left) - 3} tổ chức khác" if len(left) > 3 else ""
            message = (
                f"{unit.name} còn {len(left)} tổ chức trực thuộc ({names}{more}). Chọn nơi tiếp "
                "nhận các tổ chức này trước khi kết thúc."
            )
            yield _no("children_left", message, "heir")
        if heir in plan.ends:
            message = f"{plan.name_of(heir, facts)} cũng kết thúc, không thể tiếp nhận."
            yield _no("heir_ended", message, "heir")
        elif isinstance(heir, int) and _within(facts[heir], unit):
            message = f"{facts[heir].name} nằm dưới {unit.name}, không thể tiếp nhận tổ chức này."
            yield _no("heir_beneath", message, "heir")
        if any(u != unit_id and _within(unit, facts[u]) for u in plan.ends):
            yield _no("nested", f"{unit.name} nằm dưới một tổ chức khác cùng được chọn.", "units")


def _people(plan: Plan, facts: Facts) -> Iterator[Finding]:
    for ref in dict.fromkeys([*plan.members.values(), *plan.persons.values()]):
        if not plan.type_of(ref, facts).is_cell:
            message = (
                f"{plan.name_of(ref, facts)} không phải chi bộ. Đảng viên chỉ chuyển đến chi bộ."
            )
            yield _no("not_a_cell", message, "heir")
        elif ref in plan.ends:
            message = f"{plan.name_of(ref, facts)} kết thúc hoạt động, không nhận đảng viên."
            yield _no("to_ended", message, "heir")


def _called(plan: Plan, facts: Facts) -> Iterator[Finding]:
    """No two units of one name under one superior."""
    for name, parent_id, own in _new_names(plan, facts):
        holder = facts.names.get(parent_id, {}).get(fold(name))
        if holder is not None and holder not in (own, *plan.ends):
            message = f"Dưới {facts[parent_id].name} đã có “{name}”. Đồng chí đặt tên khác."
            yield _no("name_taken", message, "name")
    keys = [fold(name) for name, _, _ in _new_names(plan, facts)]
    if len(keys) != len(set(keys)):
        yield _no("name_twice", "Hai tổ chức mới trùng tên. Đồng chí đặt tên khác nhau.", "name")


def _new_names(plan: Plan, facts: Facts) -> list[tuple[str, int, Ref]]:
    made: list[tuple[str, int, Ref]] = [(f.name, f.parent_id, f.key) for f in plan.founds]
    for renaming in plan.renames:
        unit = facts[renaming.unit_id]
        if unit.parent_id is not None and fold(unit.name) != fold(renaming.name):
            made.append((renaming.name, unit.parent_id, unit.id))
    return made


# ------------------------------------------------------------------ the six kinds


def moving(paper: Paper, unit_id: int, parent_id: int) -> Plan:
    """One unit, with all beneath it, under another superior."""
    own = (unit_id,)
    return Plan(Change.Kind.MOVE, paper, moves={unit_id: parent_id}, before=own, after=own)


def renaming(paper: Paper, renamed: Renaming) -> Plan:
    """Another name, or another type, for one unit."""
    own = (renamed.unit_id,)
    return Plan(Change.Kind.RENAME, paper, renames=(renamed,), before=own, after=own)


def founding(paper: Paper, founded: Founding) -> Plan:
    """A new unit."""
    return Plan(Change.Kind.FOUND, paper, founds=(founded,), after=(founded.key,))


def dissolving(facts: Facts, paper: Paper, unit_id: int, heir: int | None) -> Plan:
    """One unit ends; what stands under it, or its members, go to ``heir``."""
    return _ending(Change.Kind.DISSOLVE, facts, paper, [unit_id], heir, ())


def merging(facts: Facts, paper: Paper, unit_ids: Sequence[int], into: int | Founding) -> Plan:
    """Several units become one: an existing one that takes the others in, or a new one."""
    if isinstance(into, Founding):
        return _ending(Change.Kind.MERGE, facts, paper, unit_ids, into.key, (into,))
    absorbed = [u for u in unit_ids if u != into]
    return _ending(Change.Kind.MERGE, facts, paper, absorbed, into, ())


def _ending(
    kind: Change.Kind,
    facts: Facts,
    paper: Paper,
    unit_ids: Iterable[int],
    heir: Ref | None,
    founds: tuple[Founding, ...],
) -> Plan:
    ends = dict.fromkeys(unit_ids, heir)
    moves: dict[int, Ref] = {}
    members: dict[int, Ref] = {}
    for unit_id in ends:
        if heir is None:
            break
        beneath = (c for c in facts[unit_id].children if c not in ends and c != heir)
        moves |= dict.fromkeys(beneath, heir)
        if facts[unit_id].is_cell:
            members[unit_id] = heir
    return Plan(
        kind,
        paper,
        founds=founds,
        moves=moves,
        ends=ends,
        members=members,
        before=tuple(ends),
        after=() if heir is None else (heir,),
    )


def splitting(
    paper: Paper,
    unit_id: int,
    *,
    founds: tuple[Founding, ...] = (),
    moves: Mapping[int, Ref] = MappingProxyType({}),
    persons: Mapping[int, Ref] = MappingProxyType({}),
    ends: bool = False,
    heir: Ref | None = None,
) -> Plan:
    """Parts of one unit go to new or existing ones; it goes on with the rest, or ends (``ends``).

    ``moves`` deals out the units under it, ``persons`` the members of a cell; what is not named
    stays. ``heir`` takes over what the unit owes where it ends.
    """
    existing = [
        r for r in dict.fromkeys([*moves.values(), *persons.values()]) if isinstance(r, int)
    ]
    stays = () if ends else (unit_id,)
    return Plan(
        Change.Kind.SPLIT,
        paper,
        founds=founds,
        moves=moves,
        persons=persons,
        person_cells=(unit_id,),
        ends={unit_id: heir} if ends else {},
        before=(unit_id,),
        after=(*(f.key for f in founds), *existing, *stays),
    )
