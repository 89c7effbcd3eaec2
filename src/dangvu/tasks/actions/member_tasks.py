"""Tasks are given to members, told of, judged; and they follow when two records are made one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import Model, Sum
from django.http import Http404

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action, Reach, reach
from dangvu.access.scope import Refused, may, permits, require, visible
from dangvu.kernel import audit, clock
from dangvu.kernel.branches import follow_rows
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.members import queries as members
from dangvu.office.vietnamese import clean, day
from dangvu.rules.kpi import Quality, Weight
from dangvu.tasks.catalogue import Shortfall
from dangvu.tasks.models import Assignment, MemberTask, TaskResult
from dangvu.tasks.queries import people

MOST = 200
"""So many members are given a task at once."""


@dataclass(frozen=True)
class TaskFacts:
    """What is asked of a member: the expected product, how much of it, how good, by which day."""

    what: str
    product: str
    quantity: Decimal
    quantity_unit: str
    weight: Weight
    given_on: date
    due_on: date
    quality_wanted: str = ""


@dataclass(frozen=True)
class Told:
    """What was brought on a day, how much of it, and where it can be seen."""

    on: date
    quantity: Decimal
    evidence: str


@dataclass(frozen=True)
class Judged:
    """What the cell finds of a task. ``done_on`` None: not done, with the cause."""

    quantity_done: Decimal
    quality: Quality | None
    done_on: date | None
    shortfall: Shortfall | None = None
    shortfall_text: str = ""


# ------------------------------------------------------------------ given


def give(
    actor: Actor, persons: Sequence[int], facts: TaskFacts, *, assignment_id: int | None = None
) -> list[MemberTask]:
    """Gives members of a cell (or of several) a task each, perhaps under a duty of the cell or of a
    unit above it. Raises ``Impossible`` for somebody who is no member there, who has the very task
    already, or for a duty that is over. Writes tasks, the duty's counters, an event a cell."""
    require(actor, Action.ASSIGN_TASKS)
    facts = _checked(facts)
    wanted = list(dict.fromkeys(persons))
    if not wanted or len(wanted) > MOST:
        raise Impossible("nobody", f"Chọn từ 1 đến {MOST} đảng viên để giao việc.", "persons")
    with transaction.atomic():
        rows = members.people(actor).filter(pk__in=wanted, status__in=members.MEMBERS)
        found = list(rows.select_for_update(of=("self",), no_key=True).order_by("pk"))
        if len(found) != len(wanted):
            raise Http404("Có đảng viên không còn trong phạm vi của đồng chí.")
        for path in {person.unit_path for person in found}:
            may(actor, Action.ASSIGN_TASKS, path)
        assignment = _assignment(actor, assignment_id, {p.unit_path for p in found})
        _not_given_twice(found, facts)
        now = clock.now()
        made = MemberTask.objects.bulk_create(
            MemberTask(
                unit_id=person.unit_id, unit_path=person.unit_path, person_id=person.pk,
                assignment=assignment, recorded_at=now, recorded_by=actor.name, **_columns(facts),
            )
            for person in found
        )  # fmt: skip
        _count([assignment.pk] if assignment else [])
        for unit_id, path in sorted({(row.unit_id, row.unit_path) for row in made}):
            here = [row.person_id for row in made if row.unit_id == unit_id]
            audit.record(
                actor, "give_tasks", subject=("unit", unit_id), unit_path=path,
                data={"count": len(here), "persons": sorted(here)},
            )  # fmt: skip
    return made


def change(actor: Actor, task_id: int, facts: TaskFacts) -> MemberTask:
    """Changes what is asked while the task is open. Writes the task, its duty's counters, an event
    with the fields changed and both days where the day moved."""
    facts = _checked(facts)
    with transaction.atomic():
        row = _mine_to_give(actor, task_id)
        _still_open(row)
        before = {name: getattr(row, name) for name in _columns(facts)}
        changed = {n: v for n, v in _columns(facts).items() if v != before[n]}
        for name, value in changed.items():
            setattr(row, name, value)
        if changed:
            row.save(update_fields=list(changed))
            _count_of(row)
            moved = "due_on" in changed
            days = {"before": before["due_on"].isoformat(), "after": row.due_on.isoformat()}
            data: dict[str, Any] = {"fields": sorted(changed), **(days if moved else {})}
            _tell(actor, row, "change_task", data=data)
    return row


def drop(actor: Actor, task_id: int, reason: str, on: date) -> MemberTask:
    """Takes a task back, with the reason; it counts in no summary any more. Writes the task, its
    duty's counters, an event."""
    if not clean(reason):
        raise Impossible("reason_missing", "Ghi lý do thôi giao việc này.", "reason")
    with transaction.atomic():
        row = _mine_to_give(actor, task_id)
        _still_open(row)
        row.dropped_on, row.drop_reason = on, clean(reason)[:300]
        row.save(update_fields=["dropped_on", "drop_reason"])
        _count_of(row)
        _tell(actor, row, "drop_task", row.drop_reason)
    return row


def _checked(facts: TaskFacts) -> TaskFacts:
    for name, said in (
        ("what", "Ghi việc phải làm."),
        ("product", "Ghi sản phẩm phải có, ví dụ “Báo cáo”, “Danh sách hộ”."),
        ("quantity_unit", "Ghi đơn vị của số lượng, ví dụ “báo cáo”, “hộ”, “buổi”."),
    ):
        if not clean(getattr(facts, name)):
            raise Impossible(f"{name}_missing", said, name)
    if facts.quantity <= 0:
        raise Impossible("quantity_missing", "Số lượng phải lớn hơn 0.", "quantity")
    if facts.given_on > clock.today():
        raise Impossible("given_in_future", "Ngày giao chưa đến. Ghi ngày đã giao.", "given_on")
    if facts.due_on < facts.given_on:
        raise Impossible(
            "due_before_given",
            f"Hạn {day(facts.due_on)} trước ngày giao {day(facts.given_on)}. Xem lại hạn.",
            "due_on",
        )
    return facts


def _columns(facts: TaskFacts) -> dict[str, Any]:
    return {
        "what": clean(facts.what), "product": clean(facts.product), "quantity": facts.quantity,
        "quantity_unit": clean(facts.quantity_unit), "weight": facts.weight.value,
        "quality_wanted": clean(facts.quality_wanted), "given_on": facts.given_on,
        "due_on": facts.due_on,
    }  # fmt: skip


def _assignment(
    actor: Actor, assignment_id: int | None, paths: Collection[str]
) -> Assignment | None:
    if assignment_id is None:
        return None
    rows = visible(Assignment.objects.all(), actor, Action.VIEW_DUTIES)
    found = rows.filter(pk=assignment_id).first()
    if found is None:
        raise Http404("Không có nhiệm vụ này trong phạm vi của đồng chí.")
    if any(path != found.unit_path and not path.startswith(found.unit_path + ".")
           for path in paths):  # fmt: skip
        raise Impossible(
            "not_beneath", "Nhiệm vụ này của đơn vị khác, không giao được cho đảng viên ở đây.",
            "assignment",
        )  # fmt: skip
    if found.stage in ("accepted", "done"):
        raise Impossible("assignment_over", "Nhiệm vụ này đã hoàn thành.", "assignment")
    return found


def _not_given_twice(found: Sequence[Any], facts: TaskFacts) -> None:
    same = MemberTask.objects.filter(
        person__in=[p.pk for p in found], what=clean(facts.what), due_on=facts.due_on,
        dropped_on=None,
    )  # fmt: skip
    twice = same.select_related("person").first()
    if twice is not None:
        raise Impossible(
            "given_already",
            f"Đồng chí {twice.person.full_name} đã được giao đúng việc này, hạn "
            f"{day(twice.due_on)}. Bỏ chọn đồng chí ấy, hoặc sửa nội dung.",
            "persons",
        )


# ------------------------------------------------------------------ told and seen


def tell_result(actor: Actor, task_id: int, told: Told) -> TaskResult:
    """Tells what was brought: the member of the own task, or the cell in the member's stead. What
    the member told counts once the cell has seen it. Raises ``Impossible`` for a task that is over
    or a day outside its time. Writes the result, of the cell's also the task; an event."""
    if not clean(told.evidence):
        raise Impossible(
            "evidence_missing",
            "Ghi kết quả xem ở đâu: số văn bản, sổ, ảnh, người nhận.",
            "evidence",
        )
    if told.quantity <= 0:
        raise Impossible("quantity_missing", "Số lượng đã làm phải lớn hơn 0.", "quantity")
    own = reach(actor.role, Action.REPORT_TASK) is Reach.SELF
    with transaction.atomic():
        row = people.task(actor, task_id, held=not own)
        if not permits(actor, Action.REPORT_TASK, row.unit_path, row.person_id):
            raise Refused("Đồng chí xem được việc này nhưng không báo kết quả được.")
        _still_open(row)
        if not row.given_on <= told.on <= clock.today():
            raise Impossible(
                "day_outside",
                f"Ngày có kết quả phải từ {day(row.given_on)} đến hôm nay.", "on",
            )  # fmt: skip
        result = TaskResult.objects.create(
            task=row, person_id=row.person_id, unit_path=row.unit_path, on=told.on,
            quantity=told.quantity, evidence=clean(told.evidence), by_member=own,
            seen_on=None if own else clock.today(), recorded_at=clock.now(),
            recorded_by=actor.name,
        )  # fmt: skip
        if not own:
            _add_up(row)
        _tell(actor, row, "tell_task_result")
    return result


def see(actor: Actor, task_id: int, results: Collection[int]) -> int:
    """Notes that the cell has seen what the member told; the quantity then counts. How many were
    seen. Raises ``Overtaken`` where somebody had seen them all before."""
    with transaction.atomic():
        row = _mine_to_give(actor, task_id)
        told = TaskResult.objects.filter(task=row, pk__in=results, seen_on=None)
        seen = told.update(seen_on=clock.today())
        if not seen:
            raise Overtaken("seen_before", "Kết quả này đã có người xem và ghi nhận trước.")
        if row.done_on is None:
            _add_up(row)
        _tell(actor, row, "see_task_result", data={"count": seen})
    return seen


def _add_up(row: MemberTask) -> None:
    """The quantity done is what was told and seen."""
    seen = TaskResult.objects.filter(task=row).exclude(seen_on=None)
    row.quantity_done = seen.aggregate(whole=Sum("quantity"))["whole"] or Decimal(0)
    row.save(update_fields=["quantity_done"])


# ------------------------------------------------------------------ judged


def judge(actor: Actor, task_id: int, judged: Judged) -> MemberTask:
    """The cell finds what came of a task: how much, how good, on which day; why, where it was late,
    short or is not done. May be found anew. Raises ``Impossible`` where something is missing.
    Writes the task, its results (seen), its duty's counters, an event."""
    with transaction.atomic():
        row = _mine_to_give(actor, task_id)
        if row.dropped_on:
            raise Impossible("task_dropped", "Việc này đã thôi giao.")
        _judgeable(row, judged)
        again = row.done_on is not None or row.shortfall != ""
        row.quantity_done, row.done_on = judged.quantity_done, judged.done_on
        row.quality = judged.quality.value if judged.quality else ""
        row.shortfall = judged.shortfall.value if judged.shortfall else ""
        row.shortfall_text = clean(judged.shortfall_text)[:500] if judged.shortfall else ""
        row.save(update_fields=[
            "quantity_done", "done_on", "quality", "shortfall", "shortfall_text",
        ])  # fmt: skip
        TaskResult.objects.filter(task=row, seen_on=None).update(seen_on=clock.today())
        _count_of(row)
        outcome = "done" if row.done_on else "not_done"
        _tell(actor, row, "judge_task", data={"outcome": outcome, "again": again})
    return row


def needs_cause(row: MemberTask, judged: Judged) -> bool:
    """Whether a judgement must say why: not done, done late, or less than was asked."""
    done = judged.done_on
    return done is None or done > row.due_on or judged.quantity_done < row.quantity


def _judgeable(row: MemberTask, judged: Judged) -> None:
    today = clock.today()
    if judged.quantity_done < 0:
        raise Impossible("quantity_missing", "Số lượng đã làm không thể âm.", "quantity_done")
    if judged.done_on is None and row.due_on >= today:
        raise Impossible(
            "not_due", f"Việc chưa đến hạn ({day(row.due_on)}), chưa ghi là chưa hoàn thành được.",
            "done",
        )  # fmt: skip
    if judged.done_on is not None:
        if not row.given_on <= judged.done_on <= today:
            raise Impossible(
                "day_outside", f"Ngày hoàn thành phải từ {day(row.given_on)} đến hôm nay.",
                "done_on",
            )  # fmt: skip
        if judged.quality is None:
            raise Impossible("quality_missing", "Chọn chất lượng của sản phẩm.", "quality")
        if judged.quantity_done <= 0:
            raise Impossible(
                "nothing_done", "Việc hoàn thành phải có số lượng đã làm lớn hơn 0.",
                "quantity_done",
            )  # fmt: skip
    if needs_cause(row, judged) and judged.shortfall is None:
        raise Impossible(
            "cause_missing",
            "Việc chậm, thiếu hoặc chưa hoàn thành thì chọn nguyên nhân. Nguyên nhân giúp cấp ủy "
            "tháo gỡ.",
            "shortfall",
        )
    if judged.shortfall is Shortfall.OTHER and not clean(judged.shortfall_text):
        raise Impossible("cause_unsaid", "Ghi rõ nguyên nhân khác là gì.", "shortfall_text")


# ------------------------------------------------------------------ counters, the trail


def _mine_to_give(actor: Actor, task_id: int) -> MemberTask:
    row = people.task(actor, task_id, held=True)
    may(actor, Action.ASSIGN_TASKS, row.unit_path)
    return row


def _still_open(row: MemberTask) -> None:
    if row.dropped_on:
        raise Impossible("task_dropped", f"Việc này đã thôi giao từ {day(row.dropped_on)}.")
    if row.done_on:
        raise Impossible("task_done", f"Việc này đã được ghi hoàn thành ngày {day(row.done_on)}.")


def _count_of(row: MemberTask) -> None:
    _count([row.assignment_id] if row.assignment_id else [])


def _count(assignment_ids: Collection[int]) -> None:
    """Duties know how many tasks stand under them, how many are done, when the first open one is
    due. One statement, whatever the number; tasks beyond the actor's branch count too."""
    if assignment_ids:
        with connection.cursor() as cursor:
            cursor.execute("SELECT tasks_count_under(%s)", [sorted(assignment_ids)])


def _tell(
    actor: Actor, row: MemberTask, action: str, reason: str = "",
    data: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    audit.record(
        actor, action, subject=("task", row.pk), unit_path=row.unit_path, reason=reason,
        data={"person": row.person_id, **(data or {})},
    )  # fmt: skip


def note_tasks_read(actor: Actor, rows: Collection[MemberTask], unit_id: int, path: str) -> None:
    """Leaves the event of having read tasks of members by name; the own ones leave none."""
    read = {row.person_id for row in rows} - {actor.person_id}
    note_people_read(actor, read, unit_id, path)


def note_people_read(actor: Actor, persons: Collection[int], unit_id: int, path: str) -> None:
    """Leaves the event of having read how the tasks of some members stand."""
    if persons:
        audit.record(
            actor, "read_tasks", kind=audit.Kind.READ, subject=("unit", unit_id), unit_path=path,
            data={"count": len(persons), "persons": sorted(persons)},
        )  # fmt: skip


def note_tasks_taken(
    actor: Actor, unit_id: int, path: str, persons: Collection[int], period: str, reason: str
) -> None:
    """Leaves the event of taking the summary of a period along as a file. Raises ``Impossible``
    without a reason."""
    may(actor, Action.EXPORT, path)
    if not clean(reason):
        raise Impossible("reason_missing", "Ghi lý do tải bảng có tên đảng viên.", "reason")
    audit.record(
        actor, "export_tasks", kind=audit.Kind.EXPORT, subject=("unit", unit_id), unit_path=path,
        reason=clean(reason), data={"count": len(persons), "persons": sorted(persons),
                                    "period": period},
    )  # fmt: skip


# ------------------------------------------------------------------ two records made one

_NAMED: tuple[tuple[str, type[Model]], ...] = (
    ("member_tasks", MemberTask),
    ("task_results", TaskResult),
)


def follow_merge(
    actor: Actor, kept: int, other: int, reason: str, trace: dict[str, list[int]]
) -> None:
    """Tasks and results of the record given up are those of the kept one, and stand where it
    stands. Writes into ``trace`` which did, for ``go_back``."""
    for name, table in _NAMED:
        rows = table._default_manager.filter(person=other)
        trace[name] = _bring(table, list(rows.values_list("pk", flat=True)), kept)


def go_back(actor: Actor, kept: int, other: int, reason: str, trace: dict[str, list[int]]) -> None:
    """Takes ``follow_merge`` back for what is still the kept record's."""
    for name, table in _NAMED:
        rows = table._default_manager.filter(pk__in=trace.get(name, ()), person=kept)
        _bring(table, list(rows.values_list("pk", flat=True)), other)


def _bring(table: type[Model], ids: list[int], person_id: int) -> list[int]:
    rows = table._default_manager.filter(pk__in=ids)
    left = set(rows.values_list("unit_path", flat=True))
    if rows.update(person_id=person_id):
        follow_rows(table, "person", left)
    return ids
