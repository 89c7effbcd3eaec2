"""Results told of tasks, seen by the cell, and what it finds of them."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from dangvu.access.matrix import Action, Reach, reach
from dangvu.access.scope import Refused, may, permits
from dangvu.kernel import clock
from dangvu.kernel.refusals import Overtaken
from dangvu.tasks.actions import member_tasks
from dangvu.tasks.queries import people
from dangvu.web.components.doing import carried_out
from dangvu.web.components.ids import ids
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request
from dangvu.web.tasks import words
from dangvu.web.tasks.forms import JudgeForm, ResultForm


@gate(Action.REPORT_TASK)
@require_http_methods(["GET", "POST"])
def result(request: Request, task_id: int) -> HttpResponse:
    """What was brought: told by the member, or by the cell in the member's stead."""
    actor, today = request.actor, clock.today()
    row = people.task(actor, task_id)
    if not permits(actor, Action.REPORT_TASK, row.unit_path, row.person_id):
        raise Refused("Đồng chí xem được việc này nhưng không báo kết quả được.")
    form = ResultForm(request.POST or None, row, today)
    own = reach(actor.role, Action.REPORT_TASK) is Reach.SELF

    def tell() -> str:
        member_tasks.tell_result(actor, task_id, form.told())
        return "Đã gửi kết quả. Chi bộ sẽ xem và đánh giá." if own else "Đã ghi kết quả."

    if form.is_bound and form.is_valid() and carried_out(request, form, tell):
        return redirect("task", task_id)
    member_tasks.note_tasks_read(actor, [row], row.unit_id, row.unit_path)
    context = {
        "task": row, "form": form, "own": own,
        "asked": words.amount(row.quantity, row.quantity_unit),
    }  # fmt: skip
    return render(request, "tasks/result.html", context, status=422 if form.is_bound else 200)


@gate(Action.ASSIGN_TASKS)
@require_POST
def seen(request: Request, task_id: int) -> HttpResponse:
    """The cell has seen what the member told: it counts from now on."""
    people.task(request.actor, task_id)
    try:
        count = member_tasks.see(request.actor, task_id, ids(request.POST.getlist("result")))
    except Overtaken as late:
        messages.warning(request, late.message_vi)
    else:
        messages.success(request, f"Đã ghi nhận {count} kết quả.")
    return redirect("task", task_id)


@gate(Action.ASSIGN_TASKS)
@require_http_methods(["GET", "POST"])
def judge(request: Request, task_id: int) -> HttpResponse:
    """What the cell finds of a task; what the member told stands beside the form."""
    actor = request.actor
    row = people.task(actor, task_id)
    may(actor, Action.ASSIGN_TASKS, row.unit_path)
    results = people.results_of(row)
    whole = sum((one.quantity for one in results), Decimal(0))
    last = max((one.on for one in results), default=None)
    enough = last if whole >= row.quantity else None
    form = JudgeForm(request.POST or None, row, enough, row.quantity_done or whole)

    def find() -> str:
        found = member_tasks.judge(actor, task_id, form.judged())
        return "Đã đánh giá: hoàn thành." if found.done_on else "Đã ghi: chưa hoàn thành."

    if form.is_bound and form.is_valid() and carried_out(request, form, find):
        return redirect("task", task_id)
    member_tasks.note_tasks_read(actor, [row], row.unit_id, row.unit_path)
    context = {
        "task": row, "form": form, "results": words.brought(row, results),
        "asked": words.amount(row.quantity, row.quantity_unit),
        "told": words.amount(whole, row.quantity_unit) if results else "",
        "own": row.person_id == actor.person_id, "not_a_person": words.NOT_A_PERSON,
    }  # fmt: skip
    return render(request, "tasks/judge.html", context, status=422 if form.is_bound else 200)
