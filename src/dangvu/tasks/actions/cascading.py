"""A duty goes down and its state comes up: handed down, broken down, planned, begun, explained,
done; what is recorded beneath moves what stands above.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db import connection
from django.db.models import Count, Q

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import may, require
from dangvu.kernel import audit, clock
from dangvu.kernel.branches import beneath
from dangvu.kernel.reactions import react
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.orgs import queries as orgs
from dangvu.rules.documents import UnreadableNumber, parse_number
from dangvu.rules.duties import (
    Beneath,
    Facts,
    Refused,
    Stage,
    advanced,
    may_become,
    next_period,
    overdue_through,
    settled,
)
from dangvu.rules.obligations import Every, Product
from dangvu.tasks.models import Assignment, Directive, Duty, Reach
from dangvu.tasks.queries import directives, dissemination

State = Directive.State


def held(actor: Actor, assignment_id: int, action: Action = Action.REPORT_DUTY) -> Assignment:
    """A duty of a unit within reach, held until the transaction ends; 404 outside it. Refused
    without the right, ``Impossible`` where its directive is no longer followed up."""
    found = directives.assignment(actor, assignment_id)
    require(actor, action)
    may(actor, action, found.unit_path)
    row = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("duty", "directive", "unit")
        .defer("directive__proposed")
        .get(pk=found.pk)
    )
    if row.directive.state != State.IN_FORCE:
        raise Impossible("not_in_force", "Văn bản này đã kết thúc theo dõi, không ghi thêm được.")
    return row


def _tell(actor: Actor, row: Assignment, event: str, **more: Any) -> None:
    audit.record(actor, event, subject=("assignment", row.pk), unit_path=row.unit_path, **more)


# ------------------------------------------------------------------ down


def hand_down(
    actor: Actor, directive_id: int, unit_id: int, to: Literal["children", "all"] = "children"
) -> int:
    """The duties a unit has go, as they are, to the units directly beneath it, or to all beneath;
    each answers to the one above it, which is open again if it was done. How many were given; what
    was given before stays.

    A level of the tree is one statement. Writes assignments, whom the paper must reach, one event.
    """
    found = directives.directive(actor, directive_id)
    unit = orgs.unit_for_entry(actor, unit_id, Action.REPORT_DUTY)
    if found.state != State.IN_FORCE:
        raise Impossible("not_in_force", "Văn bản này chưa giao hoặc đã kết thúc, không giao tiếp.")
    made = _down(found, unit, to)
    own = Assignment.objects.filter(beneath(unit.path), directive=found)
    if not made and not own.exists():
        raise Impossible("no_duties", f"{unit.name} không có nhiệm vụ theo văn bản này để giao.")
    if made:
        fresh = (Stage.NOT_BEGUN, Stage.IN_PROGRESS)
        done = own.filter(stage=Stage.DONE, children__stage__in=fresh)
        settle(done.values_list("pk", flat=True))
        if own.exclude(duty__indicator="").exists():
            react("indicators_given", actor=actor, unit_id=unit.pk)
    audit.record(
        actor, "hand_down", subject=("directive", found.pk), unit_path=unit.path,
        data={"unit": unit.pk, "assignments": made, "to": to},
    )  # fmt: skip
    return made


_DOWN = """
WITH made AS (
  INSERT INTO tasks_assignment
    (directive_id, duty_id, root_id, parent_id, unit_id, unit_path, organ, leads, stage,
     period_start, due_on, plan_number, explained, task_count, task_done, urged)
  SELECT a.directive_id, a.duty_id, a.root_id, a.id, u.id, u.path, '', true,
         CASE WHEN %(on)s AND u.above THEN 'in_progress' ELSE 'not_begun' END,
         a.period_start, a.due_on, '', '', 0, 0, 0
  FROM tasks_assignment AS a
  JOIN (
    SELECT u.id, u.path, u.parent_id,
           EXISTS (SELECT FROM orgs_unit AS c WHERE c.parent_id = u.id AND c.valid_until IS NULL
                   AND c.type <> 'TO_DANG') AS above
    FROM orgs_unit AS u WHERE u.valid_until IS NULL AND u.type <> 'TO_DANG'
  ) AS u ON u.parent_id = a.unit_id
  WHERE a.directive_id = %(directive)s AND a.organ = '' AND length(a.unit_path) = %(width)s
    AND a.unit_path >= %(path)s COLLATE "C" AND a.unit_path < %(path)s || '/' COLLATE "C"
  ON CONFLICT (duty_id, unit_id, organ) DO NOTHING
  RETURNING parent_id
), begun AS (
  UPDATE tasks_assignment SET stage = 'in_progress'
  WHERE id IN (SELECT parent_id FROM made)
    AND stage IN ('not_begun', 'disseminated', 'planned')
)
SELECT count(*) FROM made
"""
_HELD = """
SELECT count(*) FROM (
  SELECT FROM tasks_assignment
  WHERE directive_id = %(directive)s
    AND unit_path >= %(path)s COLLATE "C" AND unit_path < %(path)s || '/' COLLATE "C"
  ORDER BY id FOR NO KEY UPDATE
) AS held
"""
_REACHED = """
INSERT INTO tasks_reach (directive_id, unit_id, unit_path, received_by, opened_by)
SELECT %(directive)s, u.id, u.path, '', '' FROM orgs_unit AS u
WHERE u.path >= %(path)s COLLATE "C" AND u.path < %(path)s || '/' COLLATE "C"
  AND u.path <> %(path)s AND EXISTS (
    SELECT FROM tasks_assignment AS a
    WHERE a.directive_id = %(directive)s AND a.unit_path = u.path)
ON CONFLICT (directive_id, unit_id) DO NOTHING
"""
_DEEPEST = 6


def _down(found: Directive, unit: orgs.Unit, to: str) -> int:
    """Level by level, so that each row finds the one above it. What stands there is held: nobody
    finishes it meanwhile."""
    step, made = orgs.LABEL_WIDTH + 1, 0
    given: dict[str, int | str | bool] = {
        "directive": found.pk, "path": unit.path, "on": to == "all",
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_HELD, given)
        for level in range(1 if to == "children" else _DEEPEST):
            cursor.execute(_DOWN, {**given, "width": len(unit.path) + level * step})
            made += cursor.fetchone()[0]
        if made:
            cursor.execute(_REACHED, given)
    return made


@dataclass(frozen=True)
class Part:
    """A duty a body makes of its own one, for some of the units beneath it. ``product`` and the
    dates empty: those of the duty it is made of."""

    what: str
    unit_ids: tuple[int, ...]
    heading: str = ""
    product: str = ""
    due_on: date | None = None
    every: str = ""
    times: int = 1
    by_day: int | None = None
    by_month: int | None = None


def break_down(
    actor: Actor, assignment_id: int, parts: Sequence[Part], plan_number: str, plan_on: date
) -> list[Duty]:
    """A body makes duties for units beneath it of its own one, by a plan with number and date.
    Raises ``Impossible`` and names the part that is not right. Five statements besides the checks.
    """
    row = held(actor, assignment_id)
    _check_paper(plan_number, plan_on)
    beneath = _check_parts(actor, row, parts)
    taken = Duty.objects.filter(given_under=row).count()
    duties = Duty.objects.bulk_create(
        _part(actor, row, part, taken + n, plan_number.strip(), plan_on)
        for n, part in enumerate(parts, 1)
    )
    Assignment.objects.bulk_create(
        Assignment(
            directive_id=row.directive_id, duty=duty, root_id=row.root_id, parent=row,
            unit_id=unit_id, unit_path=beneath[unit_id], due_on=duty.due_on,
            period_start=row.period_start if duty.every else None,
        )
        for duty, part in zip(duties, parts, strict=True) for unit_id in part.unit_ids
    )  # fmt: skip
    Reach.objects.bulk_create(
        [Reach(directive_id=row.directive_id, unit_id=pk, unit_path=path)
         for pk, path in beneath.items()],
        ignore_conflicts=True,
    )  # fmt: skip
    row.plan_number, row.plan_on = plan_number.strip(), plan_on
    row.stage = advanced(advanced(Stage(row.stage), Stage.PLANNED), Stage.IN_PROGRESS)
    row.save(update_fields=["plan_number", "plan_on", "stage"])
    _tell(actor, row, "break_down_duty", data={"duties": len(duties), "paper": plan_number.strip()})
    settle([row.pk])
    if any(duty.indicator for duty in duties):
        react("indicators_given", actor=actor, unit_id=row.unit_id)
    return duties


def _check_paper(number: str, on: date) -> None:
    try:
        parse_number(number)
    except UnreadableNumber as error:
        raise Impossible("bad_number", str(error), "plan_number") from error
    if on > clock.today():
        raise Impossible("future_paper", "Ngày kế hoạch ở tương lai. Xem lại ngày.", "plan_on")


def _check_parts(actor: Actor, row: Assignment, parts: Sequence[Part]) -> dict[int, str]:
    if not parts:
        raise Impossible("no_parts", "Ghi ít nhất một việc cho đơn vị trực thuộc.")
    wanted = {pk for part in parts for pk in part.unit_ids}
    known = {unit.pk: unit.path for unit in orgs.units(actor, Action.REPORT_DUTY).filter(
        pk__in=wanted, valid_until=None) if unit.path.startswith(row.unit_path + ".")}  # fmt: skip
    for n, part in enumerate(parts, 1):
        if not part.what.strip():
            raise Impossible("what_missing", f"Việc thứ {n}: ghi nội dung.", f"{n}.what")
        if not part.unit_ids:
            raise Impossible("nobody", f"Việc thứ {n}: chọn đơn vị thực hiện.", f"{n}.unit_ids")
        if set(part.unit_ids) - known.keys():
            raise Impossible(
                "not_beneath", f"Việc thứ {n}: chỉ giao cho đơn vị trực thuộc còn hoạt động.",
                f"{n}.unit_ids",
            )  # fmt: skip
        if part.due_on and row.due_on and not row.duty.every and part.due_on > row.due_on:
            raise Impossible(
                "due_after_own",
                f"Việc thứ {n}: hạn {part.due_on:%d/%m/%Y} sau hạn của chính đơn vị "
                f"({row.due_on:%d/%m/%Y}).",
                f"{n}.due_on",
            )
    return known


def _part(
    actor: Actor, row: Assignment, part: Part, position: int, number: str, on: date
) -> Duty:  # fmt: skip
    own = row.duty
    every = part.every or ("" if part.due_on else own.every)
    product = part.product or own.product
    return Duty(
        directive_id=row.directive_id, root_id=row.root_id, given_under=row, unit_id=row.unit_id,
        unit_path=row.unit_path, position=position, no=own.no,
        heading=(part.heading.strip() or part.what.strip())[:300], what=part.what.strip(),
        product=product, audience="named",
        indicator=own.indicator if product == Product.INDICATOR else "",
        due_on=part.due_on or row.due_on, every=every,
        times=part.times if part.every else own.times,
        by_day=part.by_day if part.every else own.by_day,
        by_month=part.by_month if part.every else own.by_month,
        due_inclusive=True, report_to=row.unit.name[:200], plan_number=number, plan_on=on,
        recorded_at=clock.now(), recorded_by=actor.name,
    )  # fmt: skip


# ------------------------------------------------------------------ what a unit records


def record_plan(actor: Actor, assignment_id: int, number: str, on: date) -> Assignment:
    """The unit has a plan of its own for the duty. Raises ``Impossible`` for a wrong number."""
    row = held(actor, assignment_id)
    _check_paper(number, on)
    row.plan_number, row.plan_on = number.strip(), on
    row.stage = advanced(Stage(row.stage), Stage.PLANNED)
    row.save(update_fields=["plan_number", "plan_on", "stage"])
    _tell(actor, row, "record_duty_plan", data={"paper": row.plan_number, "on": on.isoformat()})
    return row


def begin(actor: Actor, assignment_id: int) -> Assignment:
    """The unit has begun the duty. Raises ``Impossible`` where it is further already."""
    row = held(actor, assignment_id)
    _become(row, Stage.IN_PROGRESS, _facts(row))
    row.save(update_fields=["stage"])
    _tell(actor, row, "begin_duty")
    settle([row.pk])
    return row


def explain(actor: Actor, assignment_id: int, why: str) -> Assignment:
    """Why a duty counts as done although something beneath it is late."""
    row = held(actor, assignment_id)
    if not why.strip():
        raise Impossible("reason_missing", "Ghi lý do.", "why")
    row.explained = why.strip()[:500]
    row.save(update_fields=["explained"])
    _tell(actor, row, "explain_duty", reason=row.explained)
    settle([row.pk])
    row.refresh_from_db(fields=["stage", "done_on"])
    return row


def finish(actor: Actor, assignment_id: int, on: date) -> Assignment:
    """The duty is done on a day. Raises ``Impossible`` where its product is not there, or something
    beneath it is open."""
    row = held(actor, assignment_id)
    if on > clock.today():
        raise Impossible("in_future", "Ngày hoàn thành ở tương lai. Xem lại ngày.", "on")
    _become(row, Stage.DONE, _facts(row))
    row.done_on = on
    row.save(update_fields=["stage", "done_on"])
    _tell(actor, row, "finish_duty", data={"on": on.isoformat()})
    settle([row.pk])
    return row


def _become(row: Assignment, following: Stage, facts: Facts) -> None:
    answer = may_become(Stage(row.stage), following, facts)
    if isinstance(answer, Refused):
        raise Impossible(answer.code, answer.message_vi)
    row.stage = answer.stage


def _facts(row: Assignment) -> Facts:
    below = _beneath([row.pk], clock.today()).get(row.pk, Beneath())
    return Facts(
        product=Product(row.duty.product),
        recurring=bool(row.duty.every),
        accepted=row.stage == Stage.ACCEPTED,
        **dissemination.attended([row])[row.pk],
        plan_recorded=bool(row.plan_number),
        reached=_reached(row),
        open_below=below.open,
        late_below=below.late,
        explained=bool(row.explained),
    )


def _reached(row: Assignment) -> bool:
    return (
        row.measured is not None
        and row.measured_target is not None
        and row.measured >= row.measured_target
    )


# ------------------------------------------------------------------ a period ends


def accepted(row: Assignment, on: date) -> Assignment:
    """The report of the period now open was accepted: a recurring duty goes on to its next period,
    any other is accepted, and done once nothing is open beneath. ``row`` is held by the caller.
    """
    if row.stage != Stage.REPORTED:
        raise Overtaken("not_reported", f"Nhiệm vụ đang ở bước “{Stage(row.stage).label_vi}”.")
    duty = row.duty
    if duty.every:
        following = next_period(
            Every(duty.every),
            duty.times,
            duty.by_day,
            duty.by_month,
            row.period_start or on,
            inclusive=duty.due_inclusive,
        )
        row.period_start, row.due_on = following.start, following.due_on
        row.stage, row.explained, row.done_on = Stage.IN_PROGRESS, "", None
    else:
        row.stage = Stage.ACCEPTED
    row.save(update_fields=["period_start", "due_on", "stage", "explained", "done_on"])
    settle([row.pk])
    row.refresh_from_db(fields=["stage", "done_on"])
    return row


# ------------------------------------------------------------------ up


def settle(assignment_ids: Collection[int], on: date | None = None) -> int:
    """What was recorded of some assignments moves them and those above them on: begun, done, or
    open again. Three statements a level of the tree; how many changed."""
    on = on or clock.today()
    waiting, changed = set(assignment_ids), 0
    for _ in range(_DEEPEST + 2):
        if not waiting:
            break
        rows = list(
            Assignment.objects.select_for_update(of=("self",))
            .select_related("duty").filter(pk__in=waiting).order_by("pk")
        )  # fmt: skip
        changed += _settle_level(rows, on)
        waiting = {row.parent_id for row in rows if row.parent_id is not None}
    return changed


def _settle_level(rows: Sequence[Assignment], on: date) -> int:
    below = _beneath([row.pk for row in rows], on)
    attended = dissemination.attended(rows)
    moved = []
    for row in rows:
        facts = Facts(
            product=Product(row.duty.product),
            recurring=bool(row.duty.every),
            **attended[row.pk],
            reached=_reached(row),
            explained=bool(row.explained),
        )
        stage = settled(Stage(row.stage), facts, below.get(row.pk, Beneath()))
        if stage != row.stage:
            row.stage = stage
            row.done_on = on if stage is Stage.DONE else None
            moved.append(row)
    if moved:
        Assignment.objects.bulk_update(moved, ["stage", "done_on"], batch_size=2000)
    return len(moved)


def _beneath(ids: Collection[int], on: date) -> dict[int, Beneath]:
    """What stands directly beneath each of some assignments. One statement."""
    overdue = Q(due_on__lte=overdue_through(on)) & ~Q(stage__in=directives.NOT_OWED)
    once = Q(duty__every="")
    rows = (
        Assignment.objects.filter(parent__in=ids)
        .values("parent_id")
        .annotate(
            total=Count("id"),
            begun=Count("id", filter=~Q(stage__in=("not_begun", "disseminated", "planned"))),
            opened=Count("id", filter=once & ~Q(stage=Stage.DONE) | ~once & overdue),
            late=Count("id", filter=overdue),
        )
    )
    return {r["parent_id"]: Beneath(r["total"], r["begun"], r["opened"], r["late"]) for r in rows}
