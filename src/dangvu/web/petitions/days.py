"""In how many days each level answers: the figures, and the office's own choice of them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dangvu.access.matrix import Action
from dangvu.access.scope import may, permits
from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible
from dangvu.office.vietnamese import day
from dangvu.rules import petitions as rules
from dangvu.tasks.actions.petitions import choose_days
from dangvu.tasks.queries import petitions as queries
from dangvu.web.components.days import DayField
from dangvu.web.components.fields import refuse
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request


class DaysForm(forms.Form):
    """Another number of days for a level, from a day on, and why."""

    name = forms.ChoiceField(
        label="Cấp trả lời",
        choices=[(rule.name, level.label_vi) for level, rule in rules.DAYS_OF.items()],
    )
    value = forms.CharField(label="Số ngày", help_text="Ngày theo lịch, ví dụ 30", max_length=4)
    since = DayField(label="Áp dụng cho kiến nghị nhận từ ngày")
    reason = forms.CharField(
        label="Lý do, văn bản", help_text="Ví dụ: quy chế làm việc số …, ngày …", max_length=300
    )


@gate(Action.VIEW_PETITIONS)
@require_http_methods(["GET", "POST"])
def days(request: Request) -> HttpResponse:
    """The days each level has, on which ground; who may, chooses others."""
    actor, today = request.actor, clock.today()
    form = DaysForm(request.POST or None, initial={"since": today})
    if request.method == "POST":
        may(actor, Action.EDIT_CALENDAR, actor.unit_path)
        if form.is_valid() and _chosen(request, form):
            return redirect("petition_days")
    law = queries.law()
    context: dict[str, Any] = {
        "form": form,
        "may_choose": permits(actor, Action.EDIT_CALENDAR, actor.unit_path),
        "rows": [(level, law.row(rule, today)) for level, rule in rules.DAYS_OF.items()],
        "meeting": rules.MEETING,
    }
    return render(request, "petitions/days.html", context, status=422 if form.is_bound else 200)


def _chosen(request: Request, form: DaysForm) -> bool:
    given = form.cleaned_data
    try:
        choose_days(request.actor, given["name"], given["value"], given["since"], given["reason"])
    except Impossible as refusal:
        refuse(form, refusal)
        return False
    messages.success(request, f"Đã ghi; áp dụng từ ngày {day(given['since'])}.")
    return True
