"""What is ahead of a body, on its page; and what more classes would bring."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import permits
from dangvu.admissions import flow
from dangvu.rules.admissions import SourceGroup
from dangvu.rules.forecast import LENT, LEVEL, PHASES, Phase
from dangvu.rules.months import Month
from dangvu.targets import queries
from dangvu.targets.forecast import forecast, with_classes
from dangvu.targets.sheets import Line, Sheet
from dangvu.web.components.numbers import NumberField
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request
from dangvu.web.targets.months import shown_sheet, year_of

SHOWN = 8
"""Dossiers that wait longest, named at once."""
FEWEST = 5
"""Fewer people seen than this are said to be few."""


def ahead_of(actor: Actor, shown: Sheet, line: Line) -> dict[str, Any]:
    """What the page of a body says of the way ahead. Two statements; two more for who may see
    cases."""
    found = forecast(shown)
    one = found.of(line)
    context: dict[str, Any] = {
        "one": one,
        "last_days": list(zip(one.days, one.quick, strict=True)),
        "most": max((phase.people for phase in one.phases), default=0),
        "above_called": shown.unit_name[:1].lower() + shown.unit_name[1:],
        "few": [phase for phase in one.phases if phase.seen < FEWEST],
        "lent": LENT.at(shown.on).value,
        "level": LEVEL.at(shown.on).value,
        "months_ahead": one.by_month() if one.known else [],
        "suggested": queries.cause_word(one.suggestion.cause) if one.suggestion else "",
        "may_plan": permits(actor, Action.RECORD_CASE, line.path),
        "sees_cases": permits(actor, Action.VIEW_CASES, line.path),
    }
    if one.known:
        context["year"] = year_of(replace(line, ahead=one.ahead))
    if context["sees_cases"]:
        late = flow.overdue_waits(actor, line.path, shown.on, found.usual, SHOWN + 1)
        by = flow.waiting_by_group(actor, line.path, shown.on)
        context |= {
            "overdue": late[:SHOWN],
            "more_overdue": len(late) > SHOWN,
            "group_rows": _rows(by["group"], {g.value: g.label_vi for g in SourceGroup}),
            "area_rows": _rows(by["area"], {"": "Chưa ghi địa bàn"}),
            "phases": PHASES,
        }
    return context


def _rows(
    numbers: Mapping[tuple[str, Phase], int], words: Mapping[str, str]
) -> list[tuple[str, int, list[tuple[Phase, int]]]]:
    """Name, people in all, people in each phase; the largest first."""
    names = {key for key, _ in numbers}
    rows = [
        (words.get(name, name), [(phase, numbers.get((name, phase), 0)) for phase in PHASES])
        for name in names
    ]
    told = [(word, sum(n for _, n in by), by) for word, by in rows]
    return sorted(told, key=lambda row: (-row[1], row[0]))


# ------------------------------------------------------------------ what if


class ClassesForm(forms.Form):
    """Classes to be tried."""

    use_required_attribute = False

    classes = NumberField(label="Số lớp", least=1, most=50)
    seats = NumberField(label="Chỗ mỗi lớp", least=1, most=500)
    month = forms.ChoiceField(label="Học xong trong tháng")

    def __init__(self, months: list[Month], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["month"] = forms.ChoiceField(
            label="Học xong trong tháng",
            choices=[(month.iso, f"Tháng {month.label_vi}") for month in months],
        )


@gate(Action.VIEW_FIGURES)
@require_GET
def try_classes(request: Request, month: Month, unit_id: int) -> HttpResponse:
    """If classes were held in a month: who could be admitted by the period's end, by body."""
    shown = shown_sheet(request, month, unit_id)
    first = Month.of(max(shown.on, shown.month.last())).next() if shown.lines else month
    months = list(first.through(Month.of(shown.period_end)))
    form = ClassesForm(months, request.GET if "seats" in request.GET else None,
                       initial={"classes": 2, "seats": 40})  # fmt: skip
    context: dict[str, Any] = {"shown": shown, "form": form, "months": months, "trial": None}
    if form.is_bound and form.is_valid():
        wanted = form.cleaned_data
        held = Month.parse(wanted["month"])
        found = forecast(shown)
        trial = with_classes(found, wanted["classes"] * wanted["seats"], held.last())
        total = found.total.ahead
        context |= {
            "trial": trial,
            "held": held,
            "total": total,
            "usual_days": sum(days for phase, days in found.usual.items() if phase.place),
            "quick_days": sum(days for phase, days in found.quick.items() if phase.place),
            "few": trial.admitted < trial.taken / 10,
            "rows": sorted(
                (row for row in trial.gains if row[1] or row[2].taken),
                key=lambda row: (-row[2].more, row[0].short_name),
            ),
            "without": [row[0] for row in trial.gains if not row[1]],
        }
    return render(request, "targets/try_classes.html", context,
                  status=422 if form.is_bound and not form.is_valid() else 200)  # fmt: skip
