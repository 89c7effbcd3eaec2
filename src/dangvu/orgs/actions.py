"""Changing the tree: facts of a unit, and every kind of reorganisation, by decision."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, connection, transaction

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import may
from dangvu.kernel import audit, clock
from dangvu.kernel.branches import Moved
from dangvu.kernel.reactions import react
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.office.vietnamese import day
from dangvu.orgs import queries
from dangvu.orgs.facts import judge
from dangvu.orgs.models import Change, ChangedUnit, Placement, Unit, UnitLabel, label
from dangvu.orgs.plans import Facts, Plan, Ref
from dangvu.orgs.searching import code_key, name_key, written_code

TREE_LOCK = 7_206_014
"""The advisory lock of the tree: one reorganisation at a time."""

_CODES = ("code", "register_code", "locality_code")


@dataclass(frozen=True)
class UnitFacts:
    """What may be mended of a unit without a decision. ``attributes``: ``rules…Locality``."""

    short_name: str
    committee: str
    kind: str
    code: str
    register_code: str
    locality_code: str
    attributes: tuple[str, ...]


def edit_facts(actor: Actor, unit_id: int, facts: UnitFacts, since: date, reason: str = "") -> Unit:
    """Mends a unit's facts. A code that changes stays searchable, with its time until ``since``.

    Raises ``Impossible`` where a code belongs to another unit. Writes the unit, its labels, an
    event with the names of the fields changed.
    """
    unit = queries.unit(actor, unit_id)
    may(actor, Action.EDIT_UNITS, unit.path)
    before = {name: getattr(unit, name) for name in vars(facts)}
    after = vars(facts) | {"attributes": list(facts.attributes)}
    changed = [name for name, value in after.items() if before[name] != value]
    if not changed:
        return unit
    for name in changed:
        setattr(unit, name, after[name])
    try:
        with transaction.atomic():
            unit.save(update_fields=changed)
    except IntegrityError as error:
        field = "code" if "unit_code" in str(error) else "register_code"
        code = getattr(facts, field)
        raise Impossible(
            "code_taken", f"Mã {code} đang thuộc tổ chức khác; mỗi mã chỉ của một tổ chức.", field
        ) from error
    for name in changed:
        if name in _CODES[:2]:
            _relabel(unit, UnitLabel.Kind.CODE, before[name], after[name], since)
    audit.record(
        actor, "edit_unit", subject=("unit", unit.pk), unit_path=unit.path, reason=reason,
        data={"fields": changed},
    )  # fmt: skip
    return unit


def _relabel(unit: Unit, kind: UnitLabel.Kind, old: str, new: str, since: date) -> None:
    key, written = (name_key, str) if kind == UnitLabel.Kind.NAME else (code_key, written_code)
    borne = UnitLabel.objects.filter(unit=unit, kind=kind, search_key=key(old), valid_until=None)
    if old and not borne.update(valid_until=since):
        UnitLabel.objects.create(
            unit=unit, kind=kind, text=written(old), search_key=key(old), valid_until=since
        )
    if new:
        UnitLabel.objects.create(
            unit=unit, kind=kind, text=written(new), search_key=key(new), valid_from=since
        )


# ------------------------------------------------------------------ reorganisation


@dataclass(frozen=True)
class Place:
    """A unit of a plan as it stands once carried out."""

    id: int
    path: str
    depth: int


@dataclass(frozen=True)
class Rehung:
    """A unit that stands under another superior now: its new path, both superiors' ids."""

    id: int
    path: str
    before: int
    after: int


@dataclass(frozen=True)
class Ended:
    """A unit that ended, where it stands, and who took over what it owed (perhaps nobody)."""

    unit_id: int
    path: str
    heir: Place | None


def reorganise(actor: Actor, plan: Plan, stamp: str = "") -> Change:
    """Carries out a plan in the running transaction, everything or nothing.

    ``stamp`` is the one of the preview that was confirmed: where the tree has changed since,
    nothing is written and ``Overtaken`` is raised. Raises ``Impossible`` with the first reason the
    facts forbid it. A constant number of statements, whatever the size of the branches.

    Writes units, placements, labels, the change and its units, and by ``config.reactions`` every
    row that copies a path or owes something to a unit that ends. One event.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TREE_LOCK])
    judged = judge(actor, plan, clock.today())
    if stamp and stamp != judged.stamp:
        raise Overtaken(
            "tree_changed",
            "Cây tổ chức vừa thay đổi sau khi đồng chí mở trang xem trước. Chưa ghi gì. "
            "Đồng chí xem lại bản xem trước mới rồi xác nhận.",
        )
    for refusal in judged.refusals[:1]:
        raise Impossible(refusal.code, refusal.message_vi, refusal.field)
    facts = judged.facts
    for unit_id in plan.concerned:
        may(actor, Action.REORGANISE, facts[unit_id].path)
    places = _places(plan, facts)
    change = _record(actor, plan)
    _found(plan, places)
    moves = _move(plan, facts, places)
    _rename(plan, facts)
    _end(plan)
    _spell(plan, places)
    _sides(change, plan, facts, places)
    _tell(actor, plan, facts, places, moves)
    audit.record(
        actor, f"reorganise_{plan.kind.value}", subject=("change", change.pk),
        unit_path=_common_path(facts, plan), reason=plan.paper.note,
        data={
            "decision": plan.paper.number, "decision_on": plan.paper.decided_on.isoformat(),
            "moved": len(plan.moves), "ended": list(plan.ends), "persons": len(plan.persons),
        },
    )  # fmt: skip
    return change


def _places(plan: Plan, facts: Facts) -> dict[Ref, Place]:
    """Where every unit of the plan will stand; numbers for the new ones. At most one statement."""
    places: dict[Ref, Place] = {
        u: Place(u, known.path, known.path.count(".")) for u, known in facts.units.items()
    }
    if plan.founds:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence('orgs_unit', 'id'))"
                " FROM generate_series(1, %s)",
                [len(plan.founds)],
            )
            numbers = [number for (number,) in cursor.fetchall()]
        for founding, number in zip(plan.founds, numbers, strict=True):
            above = places[founding.parent_id]
            places[founding.key] = Place(number, f"{above.path}.{label(number)}", above.depth + 1)
    for unit_id, ref in plan.moves.items():
        above = places[ref]
        path = f"{above.path}.{label(unit_id)}"
        places[unit_id] = Place(unit_id, path, above.depth + 1)
    return places


def _record(actor: Actor, plan: Plan) -> Change:
    return Change.objects.create(
        kind=plan.kind,
        effective_on=plan.paper.effective_on,
        decision_number=plan.paper.number,
        decision_on=plan.paper.decided_on,
        issuer=plan.paper.issuer,
        note=plan.paper.note,
        recorded_at=clock.now(),
        recorded_by=actor.name,
    )


def _found(plan: Plan, places: Mapping[Ref, Place]) -> None:
    Unit.objects.bulk_create(
        Unit(
            pk=places[f.key].id, parent_id=f.parent_id, path=places[f.key].path,
            depth=places[f.key].depth, type=f.type, kind=f.kind, model=f.model, name=f.name,
            short_name=f.short_name, committee=f.committee, locality_code=f.locality_code,
            attributes=list(f.attributes), position=places[f.key].id,
            valid_from=plan.paper.effective_on,
        )
        for f in plan.founds
    )  # fmt: skip
    UnitLabel.objects.bulk_create(
        UnitLabel(
            unit_id=places[f.key].id, kind=UnitLabel.Kind.NAME, text=f.name,
            search_key=name_key(f.name), valid_from=plan.paper.effective_on,
        )
        for f in plan.founds
    )  # fmt: skip


_MOVE = """
WITH last AS (
  SELECT parent_id, max(position) AS position FROM orgs_unit
  WHERE parent_id = ANY(%s) GROUP BY parent_id
)
UPDATE orgs_unit AS u SET
  path = m.after || substr(u.path, length(m.before) + 1),
  depth = u.depth + m.deeper,
  parent_id = CASE WHEN u.id = m.unit THEN m.parent ELSE u.parent_id END,
  position = CASE WHEN u.id = m.unit THEN coalesce(last.position, 0) + m.n ELSE u.position END
FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::int[]) WITH ORDINALITY
     AS m(unit, parent, before, after, deeper, n)
LEFT JOIN last ON last.parent_id = m.parent
WHERE u.path >= m.before COLLATE "C" AND u.path < (m.before || '/') COLLATE "C"
"""


def _move(plan: Plan, facts: Facts, places: Mapping[Ref, Place]) -> list[Moved]:
    """Moves branches with everything in them; last in the order under their new superior."""
    if not plan.moves:
        return []
    units = list(plan.moves)
    parents = [places[plan.moves[u]].id for u in units]
    moves = [Moved(facts[u].path, places[u].path) for u in units]
    deeper = [places[u].depth - facts[u].path.count(".") for u in units]
    with connection.cursor() as cursor:
        cursor.execute(
            _MOVE,
            [parents, units, parents, [m.before for m in moves], [m.after for m in moves], deeper],
        )
    return moves


def _rename(plan: Plan, facts: Facts) -> None:
    for renaming in plan.renames:
        Unit.objects.filter(pk=renaming.unit_id).update(
            name=renaming.name, short_name=renaming.short_name, committee=renaming.committee,
            type=renaming.type, model=renaming.model,
        )  # fmt: skip
        old = facts[renaming.unit_id].name
        if old != renaming.name:
            unit = Unit(pk=renaming.unit_id)
            _relabel(unit, UnitLabel.Kind.NAME, old, renaming.name, plan.paper.effective_on)


def _end(plan: Plan) -> None:
    ended = list(plan.ends)
    if ended:
        Unit.objects.filter(pk__in=ended).update(valid_until=plan.paper.effective_on)
        UnitLabel.objects.filter(unit_id__in=ended, valid_until=None).update(
            valid_until=plan.paper.effective_on
        )


def _spell(plan: Plan, places: Mapping[Ref, Place]) -> None:
    """Closes the spells that end, opens those that begin."""
    closed = Placement.objects.filter(unit_id__in=[*plan.moves, *plan.ends], valid_until=None)
    closed.update(valid_until=plan.paper.effective_on)
    begun = [(unit_id, ref) for unit_id, ref in plan.moves.items()]
    begun += [(places[f.key].id, f.parent_id) for f in plan.founds]
    Placement.objects.bulk_create(
        Placement(unit_id=unit_id, parent_id=places[ref].id, valid_from=plan.paper.effective_on)
        for unit_id, ref in begun
    )


def _sides(change: Change, plan: Plan, facts: Facts, places: Mapping[Ref, Place]) -> None:
    def row(ref: Ref, side: ChangedUnit.Side) -> ChangedUnit:
        known = facts.units.get(ref) if isinstance(ref, int) else None
        before = known.parent_id if known else None
        founded = next((f.parent_id for f in plan.founds if f.key == ref), None)
        after = before or founded
        if isinstance(ref, int) and ref in plan.moves:
            after = places[plan.moves[ref]].id
        elif ref in plan.ends:
            after = None
        called = plan.name_of(ref, facts)
        if side is ChangedUnit.Side.AFTER:
            called = next((r.name for r in plan.renames if r.unit_id == ref), called)
        return ChangedUnit(
            change=change, unit_id=places[ref].id, side=side, name_then=called,
            parent_before_id=before, parent_after_id=after,
        )  # fmt: skip

    rows = [row(ref, ChangedUnit.Side.BEFORE) for ref in plan.before]
    rows += [row(ref, ChangedUnit.Side.AFTER) for ref in plan.after]
    carried = [u for u in plan.moves if u not in plan.before and u not in plan.after]
    rows += [row(ref, ChangedUnit.Side.MOVED) for ref in carried]
    ChangedUnit.objects.bulk_create(rows)


def _tell(
    actor: Actor, plan: Plan, facts: Facts, places: Mapping[Ref, Place], moves: Sequence[Moved]
) -> None:
    """Lets the modules above follow: first the paths, then the members, then what was owed."""
    paper = {
        "actor": actor,
        "on": plan.paper.effective_on,
        "paper": f"{plan.paper.number} ngày {day(plan.paper.decided_on)}",
        "reason": _reason(plan, facts),
    }
    if moves:
        react("branches_moved_on", moves=moves, on=plan.paper.effective_on)
        react("branches_moved", moves=moves)
        rehung = [
            Rehung(u, places[u].path, facts[u].parent_id or 0, places[ref].id)
            for u, ref in plan.moves.items()
        ]
        react("units_rehung", rehung=rehung, **paper)
    if plan.members or plan.persons:
        react(
            "members_moved", actor=actor, on=plan.paper.effective_on,
            cells={places[c].id: _pair(places[ref]) for c, ref in plan.members.items()},
            persons={p: _pair(places[ref]) for p, ref in plan.persons.items()},
            person_cells=plan.person_cells,
            left=[facts[u].path for u in (*plan.members, *plan.person_cells)],
        )  # fmt: skip
    if plan.ends:
        ended = [
            Ended(u, facts[u].path, None if heir is None else places[heir])
            for u, heir in plan.ends.items()
        ]
        react("units_ended", ended=ended, **paper)


def _pair(place: Place) -> tuple[int, str]:
    return place.id, place.path


def _reason(plan: Plan, facts: Facts) -> str:
    named = list(plan.ends) or [ref for ref in plan.before if isinstance(ref, int)]
    return f"{Change.Kind(plan.kind).label}: {', '.join(facts[u].name for u in named)}"


def _common_path(facts: Facts, plan: Plan) -> str:
    """The branch that holds everything a plan touched: who may look there may read the event."""
    paths: Iterable[str] = [facts[u].path for u in plan.concerned]
    split = [path.split(".") for path in paths]
    common: list[str] = []
    for parts in zip(*split, strict=False):
        if len(set(parts)) > 1:
            break
        common.append(parts[0])
    return ".".join(common)
