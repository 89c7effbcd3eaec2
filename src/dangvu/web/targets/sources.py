"""The plan of sources of a unit: by month and quarter, for this year and the next, and what came
of it."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from dangvu.access.matrix import Action
from dangvu.admissions.actions.plans import MOST, YEARS_AHEAD, plan_sources
from dangvu.admissions.flow import Sources, sources
from dangvu.kernel import clock
from dangvu.orgs import queries as orgs
from dangvu.rules.admissions import SourceGroup
from dangvu.web.components.ids import ids
from dangvu.web.components.numbers import NumberField
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request
from dangvu.web.targets.doing import done

NONE = (0,) * 12


class PlanForm(forms.Form):
    """A year of one source group: twelve numbers."""

    use_required_attribute = False

    group = forms.ChoiceField(
        label="Nhóm nguồn", choices=[(group.value, group.label_vi) for group in SourceGroup]
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for month in range(1, 13):
            self.fields[f"m{month}"] = NumberField(
                label=f"Tháng {month}", required=False, least=0, most=MOST
            )

    @property
    def months(self) -> list[int]:
        """What was entered; nothing is 0."""
        return [self.cleaned_data[f"m{month}"] or 0 for month in range(1, 13)]

    @property
    def month_fields(self) -> list[forms.BoundField]:
        return [self[f"m{month}"] for month in range(1, 13)]


@dataclass(frozen=True)
class Line:
    """A source group: planned and found in the year and in each quarter."""

    group: SourceGroup | None
    planned: int
    found: int
    quarters: tuple[tuple[int, int], ...]
    url: str = ""


@gate(Action.RECORD_CASE)
@require_http_methods(["GET", "POST"])
def plan(request: Request, unit_id: int) -> HttpResponse:
    """The plan against what was found, and the form to enter a group's year."""
    unit = orgs.unit(request.actor, unit_id, Action.RECORD_CASE)
    this_year = clock.today().year
    wanted = next(iter(ids([request.GET.get("nam", "")])), this_year)
    year = wanted if this_year - 2 <= wanted <= this_year + YEARS_AHEAD else this_year
    writes = year >= this_year
    found = sources(request.actor, unit, year)
    form = PlanForm(request.POST or None, initial=_initial(request.GET.get("nhom", ""), found))
    here = f"{reverse('source_plan', args=[unit_id])}?nam={year}"

    def act() -> None:
        plan_sources(request.actor, unit_id, year, form.cleaned_data["group"], form.months)

    if request.method == "POST" and done(request, form, act, "Đã ghi kế hoạch tạo nguồn."):
        return redirect(here)
    context = {
        "unit": unit,
        "year": year,
        "years": range(this_year - 1, this_year + YEARS_AHEAD),
        "lines": _lines(found, here),
        "total": _total(found),
        "below": sum(map(sum, found.below.values())),
        "months": _months(found),
        "form": form,
        "writes": writes,
        "here": here,
    }
    return render(
        request, "targets/source_plan.html", context, status=422 if form.is_bound else 200
    )


def _initial(group: str, found: Sources) -> dict[str, Any]:
    if group not in list(SourceGroup):
        return {}
    numbers = found.planned.get(group, NONE)
    return {"group": group, **{f"m{month}": n for month, n in enumerate(numbers, 1)}}


def _lines(found: Sources, here: str) -> list[Line]:
    """The groups that are planned or found, in the order of the reports."""
    return [
        _line(group, found.planned.get(group, NONE), found.found.get(group, NONE),
              f"{here}&nhom={group.value}#nhap")
        for group in SourceGroup
        if group in found.planned or group in found.found
    ]  # fmt: skip


def _line(
    group: SourceGroup | None, planned: tuple[int, ...], got: tuple[int, ...], url: str = ""
) -> Line:
    quarters = tuple((sum(planned[at : at + 3]), sum(got[at : at + 3])) for at in (0, 3, 6, 9))
    return Line(group, sum(planned), sum(got), quarters, url)


def _summed(parts: Any) -> tuple[int, ...]:
    return tuple(map(sum, zip(NONE, *parts, strict=True)))


def _total(found: Sources) -> Line:
    return _line(None, _summed(found.planned.values()), _summed(found.found.values()))


def _months(found: Sources) -> list[tuple[int, int, int]]:
    """Month, planned, found."""
    planned, got = _summed(found.planned.values()), _summed(found.found.values())
    return [(month, planned[month - 1], got[month - 1]) for month in range(1, 13)]
