"""The figures by which members' tasks are reckoned, how sure each is, and what the office chose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from dangvu.access.matrix import Action
from dangvu.access.scope import permits
from dangvu.kernel import clock
from dangvu.rules import kpi
from dangvu.rules.basis import Dated, Rule
from dangvu.rules.kpi import Figure, Lateness
from dangvu.tasks.actions.figures import choose as choose_figure
from dangvu.tasks.queries import people
from dangvu.web.components.doing import carried_out
from dangvu.web.components.numbers import written
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request
from dangvu.web.tasks import words
from dangvu.web.tasks.forms import FigureForm

if TYPE_CHECKING:
    from dangvu.tasks.models import TaskFigure


@dataclass(frozen=True)
class Held:
    """A figure as it holds today, and what the office chose."""

    rule: Rule[Figure]
    row: Dated[Figure]
    said: str
    typed: str
    chosen: TaskFigure | None


def _said(rule: Rule[Figure], value: Figure) -> str:
    if isinstance(value, Lateness):
        return value.label_vi
    return f"{written(value)} {rule.unit_vi}".strip()


def held(today: date) -> list[Held]:
    """Every figure as it stands on a day. One statement."""
    chosen, found = people.figure_book().chosen(today), []
    for rule in kpi.RULES:
        row, mine = rule.at(today), chosen.get(rule.name)
        value = kpi.parse_figure(rule, mine.value) if mine else row.value
        typed = str(value.value) if isinstance(value, Lateness) else written(value)
        found.append(Held(rule, row, _said(rule, value), typed, mine))
    return found


@gate(Action.VIEW_TASKS)
@require_GET
def figures(request: Request) -> HttpResponse:
    """How a task is reckoned, figure by figure."""
    today, actor = clock.today(), request.actor
    context = {
        "figures": held(today), "today": today, "not_a_person": words.NOT_A_PERSON,
        "may_choose": permits(actor, Action.EDIT_CALENDAR, actor.unit_path),
    }  # fmt: skip
    return render(request, "tasks/figures.html", context)


@gate(Action.EDIT_CALENDAR)
@require_http_methods(["GET", "POST"])
def choose(request: Request, figure: str) -> HttpResponse:
    """Another value of a figure, from a day on, with the reason."""
    today = clock.today()
    found = next((one for one in held(today) if one.rule.name == figure), None)
    if found is None:
        raise Http404("Không có thông số này.")
    form = FigureForm(request.POST or None, initial={"value": found.typed, "since": today})
    if isinstance(found.row.value, Lateness):
        form.fields["value"] = forms.ChoiceField(
            label="Cách áp dụng", widget=forms.RadioSelect,
            choices=[(one.value, one.label_vi.capitalize()) for one in Lateness],
        )  # fmt: skip
    else:
        form.fields["value"].help_text = f"Tính bằng {found.rule.unit_vi}"

    def take() -> str:
        given = form.cleaned_data
        choose_figure(request.actor, figure, given["value"], given["since"], given["reason"])
        return "Đã ghi. Mức hoàn thành việc được tính lại theo giá trị mới."

    if form.is_bound and form.is_valid() and carried_out(request, form, take):
        return redirect("kpi_figures")
    context = {"figure": found, "form": form, "history": people.figure_history(figure)}
    status = 422 if form.is_bound else 200
    return render(request, "tasks/figure.html", context, status=status)
