"""Members' tasks: the list of a cell, a member's own, and one task."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from dangvu.access.matrix import Action, Reach, reach
from dangvu.access.scope import permits
from dangvu.admissions import cases
from dangvu.kernel import clock
from dangvu.orgs import queries as orgs
from dangvu.rules.organisations import OrgType
from dangvu.tasks.actions.member_tasks import note_tasks_read
from dangvu.tasks.queries import people
from dangvu.web.components.ids import ids
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request
from dangvu.web.tasks import words

if TYPE_CHECKING:
    from dangvu.orgs.models import Unit

#: Key in the address, state, what the tab says.
TABS: tuple[tuple[str, people.State, str], ...] = (
    ("dang-lam", "open", "Đang làm"),
    ("moi", "told", "Có kết quả mới"),
    ("qua-han", "due", "Quá hạn"),
    ("xong", "done", "Đã xong"),
    ("thoi", "dropped", "Đã thôi giao"),
)
_EMPTY = {
    "open": "Không có việc nào đang làm.",
    "told": "Không có kết quả nào chờ xem.",
    "due": "Không có việc nào quá hạn.",
    "done": "Chưa có việc nào xong.",
    "dropped": "Chưa thôi giao việc nào.",
}


def place(request: Request, action: Action = Action.VIEW_TASKS) -> Unit:
    """The unit of the address, else one's own; 404 outside reach."""
    (unit_id,) = ids([request.GET.get("don-vi", "")]) or [request.actor.unit_id]
    return orgs.unit(request.actor, unit_id, action)


@gate(Action.VIEW_TASKS)
@require_GET
def listing(request: Request) -> HttpResponse:
    """Tasks of the members of a branch; a member finds the own ones."""
    if reach(request.actor.role, Action.VIEW_TASKS) is Reach.SELF:
        return _own(request)
    actor, today = request.actor, clock.today()
    unit = place(request)
    asked = request.GET.get("xem", "")
    key, state, _ = next((tab for tab in TABS if tab[0] == asked), TABS[0])
    page = people.listing(actor, unit.path, state, today, request.GET.get("sau", ""))
    note_tasks_read(actor, page.rows, unit.pk, unit.path)
    calendar, counted = cases.calendar_days(), people.numbers(actor, unit.path, today)
    may_give = permits(actor, Action.ASSIGN_TASKS, unit.path)
    verb = {"told": "Xem kết quả", "due": "Đánh giá"}.get(state, "Mở")
    step = "task_judge" if state == "due" and may_give else "task"
    lines = [
        words.line(
            words.shown(row, today, calendar, told=row.pk in page.told), today,
            reverse(step, args=[row.pk]), verb if may_give else "Mở", name=True,
        )
        for row in page.rows
    ]  # fmt: skip
    here = {"don-vi": unit.pk} if unit.pk != actor.unit_id else {}
    numbers = {"open": counted.open, "told": counted.told, "due": counted.due}
    context = {
        "unit": unit, "crumbs": orgs.breadcrumbs(actor, unit), "cell": OrgType(unit.type).is_cell,
        "lines": lines, "numbers": counted, "may_give": may_give, "state": state,
        "query": urlencode(here), "empty": _EMPTY[state],
        "tabs": [
            (name, label, numbers.get(one), "?" + urlencode({**here, "xem": name}), name == key)
            for name, one, label in TABS
        ],
        "next_url": "?" + urlencode({**here, "xem": key, "sau": page.after}) if page.after else "",
        "first_url": "?" + urlencode({**here, "xem": key}) if request.GET.get("sau") else "",
    }  # fmt: skip
    return render(request, "tasks/list.html", context)


def _own(request: Request) -> HttpResponse:
    """A member's own tasks: what is to be done first, then what was."""
    actor, today = request.actor, clock.today()
    calendar = cases.calendar_days()
    open_ = people.listing(actor, "", "open", today)
    over = people.listing(actor, "", "done", today, size=20)
    context = {
        "waiting": [words.shown(r, today, calendar, told=r.pk in open_.told) for r in open_.rows],
        "over": [words.shown(r, today, calendar) for r in over.rows],
        "person_id": actor.person_id,
    }  # fmt: skip
    return render(request, "tasks/own.html", context)


@gate(Action.VIEW_TASKS)
@require_GET
def one(request: Request, task_id: int) -> HttpResponse:
    """One task: what was asked, what was told, what the cell found and how it is reckoned."""
    actor, today = request.actor, clock.today()
    row = people.task(actor, task_id)
    note_tasks_read(actor, [row], row.unit_id, row.unit_path)
    calendar, book = cases.calendar_days(), people.figure_book()
    results = people.results_of(row)
    unseen = [r for r in results if r.by_member and r.seen_on is None]
    found = people.reckoned(row, today, book, calendar)
    running = not (row.done_on or row.dropped_on)
    may_give = permits(actor, Action.ASSIGN_TASKS, row.unit_path)
    context = {
        "task": row, "shown": words.shown(row, today, calendar, told=bool(unseen)),
        "own": row.person_id == actor.person_id, "results": words.brought(row, results),
        "unseen": words.brought(row, unseen),
        "told": words.told(row, found, book.on(row.due_on)) if found else None,
        "asked": words.amount(row.quantity, row.quantity_unit),
        "done": words.amount(row.quantity_done, row.quantity_unit), "running": running,
        "may_give": may_give and not row.dropped_on, "not_a_person": words.NOT_A_PERSON,
        "may_tell": running
        and permits(actor, Action.REPORT_TASK, row.unit_path, row.person_id),
        "moved": row.person.unit_id != row.unit_id,
    }  # fmt: skip
    return render(request, "tasks/task.html", context)
