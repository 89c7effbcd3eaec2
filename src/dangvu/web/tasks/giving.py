"""Tasks given to members, changed, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dangvu.access.matrix import Action
from dangvu.access.scope import may
from dangvu.kernel import clock
from dangvu.members import queries as members
from dangvu.members.actions import note_reading
from dangvu.orgs import queries as orgs
from dangvu.rules.organisations import OrgType
from dangvu.tasks.actions import member_tasks
from dangvu.tasks.queries import people
from dangvu.web.components.doing import carried_out
from dangvu.web.components.ids import ids
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request
from dangvu.web.tasks.forms import GiveForm, ReasonForm, TaskForm, initial_of
from dangvu.web.tasks.lists import place

if TYPE_CHECKING:
    from dangvu.orgs.models import Unit


@gate(Action.ASSIGN_TASKS)
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """A task for one or many members of a cell; above a cell, the cell is chosen first."""
    actor, today = request.actor, clock.today()
    unit = place(request, Action.ASSIGN_TASKS)
    if not OrgType(unit.type).is_cell:
        return _which_cell(request, unit)
    there = members.in_cell(actor, unit)
    duties = people.assignments(actor, unit.path)
    wanted = ids([request.GET.get("nhiem-vu", "")])
    who = ids(request.GET.getlist("nguoi"))
    initial = {"given_on": today, "assignment": str(wanted[0]) if wanted else "",
               "persons": [str(one) for one in who]}  # fmt: skip
    form = GiveForm(request.POST or None, there, duties, initial=initial)

    def give() -> str:
        rows = member_tasks.give(
            actor, [int(one) for one in form.cleaned_data["persons"]], form.facts(),
            assignment_id=int(form.cleaned_data.get("assignment") or 0) or None,
        )  # fmt: skip
        return f"Đã giao việc cho {len(rows)} đồng chí."

    if form.is_bound and form.is_valid() and carried_out(request, form, give):
        return redirect("task_list")
    note_reading(actor, [p.pk for p in there], unit.pk, unit.path, "read_tasks")
    context = {"unit": unit, "form": form, "people": there}
    return render(request, "tasks/give.html", context, status=422 if form.is_bound else 200)


def _which_cell(request: Request, unit: Unit) -> HttpResponse:
    beneath = orgs.children(request.actor, [unit.pk], clock.today())
    under = ids([request.GET.get("nhiem-vu", "")])
    context = {
        "unit": unit, "crumbs": orgs.breadcrumbs(request.actor, unit), "units": beneath,
        "keep": f"&nhiem-vu={under[0]}" if under else "",
    }  # fmt: skip
    return render(request, "tasks/which_cell.html", context)


@gate(Action.ASSIGN_TASKS)
@require_http_methods(["GET", "POST"])
def edit(request: Request, task_id: int) -> HttpResponse:
    """What is asked, changed while the task is open."""
    row = people.task(request.actor, task_id)
    may(request.actor, Action.ASSIGN_TASKS, row.unit_path)
    form = TaskForm(request.POST or None, initial=initial_of(row))

    def change() -> str:
        member_tasks.change(request.actor, task_id, form.facts())
        return "Đã sửa việc được giao."

    if form.is_bound and form.is_valid() and carried_out(request, form, change):
        return redirect("task", task_id)
    member_tasks.note_tasks_read(request.actor, [row], row.unit_id, row.unit_path)
    context = {"task": row, "form": form}
    return render(request, "tasks/edit.html", context, status=422 if form.is_bound else 200)


@gate(Action.ASSIGN_TASKS)
@require_http_methods(["GET", "POST"])
def drop(request: Request, task_id: int) -> HttpResponse:
    """A task is taken back, with the reason."""
    row = people.task(request.actor, task_id)
    may(request.actor, Action.ASSIGN_TASKS, row.unit_path)
    form = ReasonForm(request.POST or None)

    def take_back() -> str:
        member_tasks.drop(
            request.actor, task_id, form.cleaned_data["reason"], clock.today()
        )  # fmt: skip
        return "Đã thôi giao việc này."

    if form.is_bound and form.is_valid() and carried_out(request, form, take_back):
        return redirect("task", task_id)
    member_tasks.note_tasks_read(request.actor, [row], row.unit_id, row.unit_path)
    context = {"task": row, "form": form}
    return render(request, "tasks/drop.html", context, status=422 if form.is_bound else 200)
