"""What this room knows for a report of a unit and period: sessions, tasks, plans, obstacles."""

from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import visible
from dangvu.kernel.branches import beneath
from dangvu.tasks.figures import Known
from dangvu.tasks.models import Assignment, MemberTask, Petition, Session

SESSIONS = "Sổ quán triệt văn bản"
TASKS = "Việc giao cho đảng viên"
PLANS = "Theo dõi nhiệm vụ"
PETITIONS = "Sổ vướng mắc, kiến nghị"


def duty_figures(actor: Actor, path: str, start: date, end: date) -> list[Known]:
    """Figures of a branch in a period, both days included; those of nothing are left out. Four
    statements."""
    return [
        *_sessions(actor, path, start, end),
        *_plans(actor, path, start, end),
        *_tasks(actor, path, start, end),
        *_petitions(actor, path, start, end),
    ]


def _sessions(actor: Actor, path: str, start: date, end: date) -> list[Known]:
    rows = visible(Session.objects.all(), actor, Action.VIEW_DUTIES)
    found = rows.filter(beneath(path), held_on__range=(start, end)).aggregate(
        held=Count("pk"), expected=Sum("expected"), attended=Sum("attended")
    )
    return _lines(
        found, SESSIONS, end,
        ("sessions", "held", "Buổi quán triệt đã tổ chức", "buổi"),
        ("sessions_expected", "expected", "Lượt đảng viên phải dự quán triệt", "lượt"),
        ("sessions_attended", "attended", "Lượt đảng viên dự quán triệt", "lượt"),
    )  # fmt: skip


def _plans(actor: Actor, path: str, start: date, end: date) -> list[Known]:
    rows = visible(Assignment.objects.all(), actor, Action.VIEW_DUTIES)
    plans = rows.filter(beneath(path), plan_on__range=(start, end)).exclude(plan_number="")
    found = plans.aggregate(plans=Count("plan_number", distinct=True))
    return _lines(
        found, PLANS, end, ("plans", "plans", "Kế hoạch thực hiện đã ban hành", "văn bản")
    )


def _tasks(actor: Actor, path: str, start: date, end: date) -> list[Known]:
    rows = visible(MemberTask.objects.all(), actor, Action.VIEW_TASKS)
    rows = rows.filter(beneath(path), dropped_on=None, due_on__range=(start, end))
    done, late = ~Q(done_on=None), Q(done_on__gt=F("due_on")) | Q(done_on=None, due_on__lt=end)
    found = rows.aggregate(
        given=Count("pk"), done=Count("pk", filter=done), late=Count("pk", filter=late)
    )
    return _lines(
        found, TASKS, end,
        ("tasks", "given", "Việc giao cho đảng viên đến hạn trong kỳ", "việc"),
        ("tasks_done", "done", "Trong đó đã xong", "việc"),
        ("tasks_late", "late", "Trong đó chậm hạn", "việc"),
    )  # fmt: skip


def _petitions(actor: Actor, path: str, start: date, end: date) -> list[Known]:
    rows: QuerySet[Petition] = visible(Petition.objects.all(), actor, Action.VIEW_PETITIONS)
    found = rows.filter(beneath(path)).aggregate(
        raised=Count("pk", filter=Q(raised_on__range=(start, end))),
        answered=Count("pk", filter=Q(answered_on__range=(start, end))),
    )
    return _lines(
        found, PETITIONS, end,
        ("petitions", "raised", "Vướng mắc, kiến nghị đảng viên gửi", "ý kiến"),
        ("petitions_answered", "answered", "Vướng mắc, kiến nghị đã trả lời", "ý kiến"),
    )  # fmt: skip


def _lines(
    found: dict[str, Any], source: str, as_of: date, *lines: tuple[str, str, str, str]
) -> list[Known]:
    """The figures of one source; all of them where one is not nothing, else none."""
    if not any(found.values()):
        return []
    return [
        Known(code, label, str(found[key] or 0), unit, source, as_of)
        for code, key, label, unit in lines
    ]
