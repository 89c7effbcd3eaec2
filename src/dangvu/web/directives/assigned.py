"""A duty that a unit has: what, under which paper, by when; what the unit does with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangvu.access.matrix import Action
from dangvu.access.scope import may, permits
from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible
from dangvu.orgs import queries as orgs
from dangvu.rules.duties import REPORTED_ON, Stage, Standing, shown
from dangvu.rules.obligations import Product
from dangvu.tasks.actions import cascading
from dangvu.tasks.queries import directives, following
from dangvu.tasks.queries.dissemination import some_absent
from dangvu.tasks.queries.reports import period_words, reviewer
from dangvu.web.components.doing import carried_out
from dangvu.web.directives.forms import PlanForm, WhyForm
from dangvu.web.directives.measured import live_of
from dangvu.web.directives.words import when
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request

if TYPE_CHECKING:
    from dangvu.tasks.models import Assignment

SHOWN_BELOW = 60


@dataclass(frozen=True)
class Child:
    """A duty made of this one, with the unit that has it."""

    row: Assignment
    word: str
    late: bool
    late_days: int


def _found(request: Request, assignment_id: int) -> Assignment:
    return directives.assignment(request.actor, assignment_id)


@gate(Action.VIEW_DUTIES)
@require_GET
def page(request: Request, assignment_id: int) -> HttpResponse:
    """One duty of a unit."""
    return _page(request, _found(request, assignment_id))


def _page(
    request: Request, row: Assignment, why: WhyForm | None = None, status: int = 200
) -> HttpResponse:
    actor, today = request.actor, clock.today()
    below = following.beneath_of(actor, row, today)
    told = shown(Standing(Stage(row.stage), row.due_on, below.late, bool(row.explained)), today)
    children = list(directives.beneath(actor, row)[: SHOWN_BELOW + 1])
    mine = directives.owes(actor, row)
    stage = Stage(row.stage)
    unit = row.unit
    in_force = row.directive.state == directives.State.IN_FORCE
    context = {
        "row": row,
        "duty": row.duty,
        "cited": directives.cited(row.directive),
        "product": Product(row.duty.product).label_vi,
        "when": when(row.duty),
        "period": period_words(row.period_start, row.duty.every, row.duty.times),
        "told": told,
        "live": live_of(actor, row, today),
        "stage": stage,
        "below": below,
        "children": [_child(one, today) for one in children[:SHOWN_BELOW]],
        "more_children": len(children) > SHOWN_BELOW,
        "reviewer": reviewer(row),
        "mine": mine and in_force,
        "instead": mine and row.unit_id != actor.unit_id,
        "main": _main(row, stage),
        "may_begin": stage in (Stage.NOT_BEGUN, Stage.DISSEMINATED, Stage.PLANNED),
        "may_finish": not row.duty.every
        and (
            stage is Stage.ACCEPTED
            or (stage is not Stage.DONE and Product(row.duty.product) not in REPORTED_ON)
        ),
        "may_report": stage not in (Stage.REPORTED, Stage.ACCEPTED, Stage.DONE)
        and Product(row.duty.product) in REPORTED_ON,
        "may_extend": row.due_on is not None and not stage.over and stage is not Stage.REPORTED,
        "deeper": not row.organ and orgs.has_children(unit),
        "must_explain": told.stage is not stage or (below.late and stage is not Stage.DONE),
        "some_absent": below.late == 0 and some_absent(row),
        "why_form": why or WhyForm(initial={"why": row.explained}),
        "may_assign_tasks": permits(actor, Action.ASSIGN_TASKS, row.unit_path),
        "today": today,
    }
    return render(request, "directives/assignment.html", context, status=status)


def _main(row: Assignment, stage: Stage) -> str:
    """What the unit came to do: the word of the red button."""
    if stage in (Stage.REPORTED, Stage.ACCEPTED, Stage.DONE):
        return ""
    match Product(row.duty.product):
        case Product.PLAN:
            return "finish" if row.plan_number and not row.duty.every else "plan"
        case Product.ATTENDANCE:
            return "session"
        case Product.INDICATOR:
            return ""
    return "report"


def _child(row: Assignment, today: Any) -> Child:
    told = shown(Standing(Stage(row.stage), row.due_on, 0, bool(row.explained)), today)
    return Child(row, told.word_vi, told.late, told.late_days)


@gate(Action.REPORT_DUTY)
@require_http_methods(["GET", "POST"])
def plan(request: Request, assignment_id: int) -> HttpResponse:
    """The plan of the unit for its duty."""
    row = _found(request, assignment_id)
    may(request.actor, Action.REPORT_DUTY, row.unit_path)
    initial = {"number": row.plan_number, "on": row.plan_on}
    form = PlanForm(request.POST or None, initial=initial)

    def deed() -> str:
        entered = form.cleaned_data
        cascading.record_plan(request.actor, row.pk, entered["number"], entered["on"])
        return "Đã ghi kế hoạch."

    if request.method == "POST" and form.is_valid() and carried_out(request, form, deed):
        return redirect("assignment", row.pk)
    context = {"row": row, "form": form, "cited": directives.cited(row.directive)}
    status = 422 if form.is_bound else 200
    return render(request, "directives/plan.html", context, status=status)


@gate(Action.REPORT_DUTY)
@require_POST
def deed(request: Request, assignment_id: int) -> HttpResponse:
    """What one button does: begun, done, the same duties to those beneath, why it is done."""
    row = _found(request, assignment_id)
    may(request.actor, Action.REPORT_DUTY, row.unit_path)
    what = request.POST.get("deed", "")
    if what == "explain":
        form = WhyForm(request.POST)

        def explained() -> str:
            cascading.explain(request.actor, row.pk, form.cleaned_data["why"])
            return "Đã ghi lý do."

        if form.is_valid() and carried_out(request, form, explained):
            return redirect("assignment", row.pk)
        return _page(request, row, form, 422)
    try:
        messages.success(request, _done(request, row, what))
    except Impossible as refusal:
        messages.warning(request, refusal.message_vi)
    return redirect("assignment", row.pk)


def _done(request: Request, row: Assignment, what: str) -> str:
    actor = request.actor
    match what:
        case "begin":
            cascading.begin(actor, row.pk)
            return "Đã ghi: đang thực hiện."
        case "finish":
            cascading.finish(actor, row.pk, clock.today())
            return "Đã ghi hoàn thành."
        case "children" | "all":
            made = cascading.hand_down(
                actor, row.directive_id, row.unit_id, "all" if what == "all" else "children"
            )
            return (
                f"Đã giao {made} nhiệm vụ xuống cấp dưới." if made
                else "Cấp dưới đã có đủ nhiệm vụ này, không giao thêm."
            )  # fmt: skip
    raise Http404("Không có việc này.")
