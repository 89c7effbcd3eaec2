"""More time for a duty: asked by the unit, answered by who gave the duty."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from dangvu.access.matrix import Action
from dangvu.access.scope import may
from dangvu.kernel import clock
from dangvu.office.vietnamese import day
from dangvu.tasks.actions import extending
from dangvu.tasks.actions.reporting import check_reviewer
from dangvu.tasks.queries import directives
from dangvu.tasks.queries import reports as reading
from dangvu.tasks.queries.beneath import days_beneath
from dangvu.web.components.doing import carried_out
from dangvu.web.directives.report_forms import AnswerForm, ExtensionForm
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request


@gate(Action.REPORT_DUTY)
@require_http_methods(["GET", "POST"])
def ask(request: Request, assignment_id: int) -> HttpResponse:
    """Asks for more time; shows what was asked before."""
    held = directives.assignment(request.actor, assignment_id)
    may(request.actor, Action.REPORT_DUTY, held.unit_path)
    form = ExtensionForm(request.POST if request.method == "POST" else None)
    reviewer = reading.reviewer(held)

    def asked() -> str:
        made = extending.ask(request.actor, held.pk, form.cleaned_data["until"],
                             form.cleaned_data["reason"], clock.today())  # fmt: skip
        return f"Đã xin gia hạn đến {day(made.until)}, chờ {reviewer.name} trả lời."

    if request.method == "POST" and form.is_valid() and carried_out(request, form, asked):
        return redirect("extension_ask", held.pk)
    before = reading.extensions_of(held)
    context = {
        "held": held, "form": form, "before": before, "reviewer": reviewer,
        "waiting": next((one for one in before if one.state == "asked"), None),
        "cited": directives.cited(held.directive), "back": reverse("report_list"),
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "directives/extension_ask.html", context, status=status)


@gate(Action.REVIEW_REPORTS)
@require_http_methods(["GET", "POST"])
def decide(request: Request, extension_id: int) -> HttpResponse:
    """Says yes or no to more time."""
    found = reading.extension(request.actor, extension_id)
    held = found.assignment
    check_reviewer(request.actor, held)
    under = days_beneath(held)
    form = AnswerForm(request.POST if request.method == "POST" else None, found.until, under)
    granted = request.POST.get("do") == "grant"

    def decided() -> str:
        answer = form.cleaned_data["answer"]
        if granted:
            below = form.cleaned_data.get("below", False)
            row = extending.grant(request.actor, found.pk, clock.today(),
                                  until=form.cleaned_data["until"], answer=answer,
                                  below=below)  # fmt: skip
            more = f", và {len(under.assignment_ids)} việc bên dưới" if below else ""
            return f"Đã gia hạn cho {held.unit.name}{more} đến {day(row.until)}."
        extending.refuse(request.actor, found.pk, clock.today(), answer)
        return f"Đã trả lời {held.unit.name}: không gia hạn."

    if request.method == "POST" and form.is_valid() and carried_out(request, form, decided):
        return redirect("report_list")
    context = {
        "found": found, "held": held, "form": form, "cited": directives.cited(held.directive),
        "others": [one for one in reading.extensions_of(held) if one.pk != found.pk],
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "directives/extension_decide.html", context, status=status)
