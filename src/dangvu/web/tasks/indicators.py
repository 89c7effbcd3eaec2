"""Criteria a secretary adds: listed with the latest period, each with its series."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangvu.access.matrix import Action
from dangvu.access.scope import may, permits
from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.orgs import queries as orgs
from dangvu.rules import kpi
from dangvu.rules.kpi import Span
from dangvu.tasks.actions import indicators as writing
from dangvu.tasks.queries import indicators
from dangvu.tasks.queries.indicators import Point
from dangvu.web.components.doing import carried_out
from dangvu.web.components.numbers import written
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request
from dangvu.web.tasks.forms import IndicatorForm, PeriodForm
from dangvu.web.tasks.lists import place

if TYPE_CHECKING:
    from dangvu.tasks.models import Indicator, IndicatorValue

#: What a directive of the province names (seed): name, in what, whether more is better.
SUGGESTED: tuple[tuple[str, str, str], ...] = (
    ("Tốc độ tăng trưởng kinh tế", "%", "more"),
    ("Tỷ lệ giải ngân vốn đầu tư công", "%", "more"),
    ("Thu ngân sách nhà nước trên địa bàn", "tỷ đồng", "more"),
    ("Thu nhập bình quân đầu người", "triệu đồng/người/năm", "more"),
    ("Tỷ lệ hộ nghèo", "%", "less"),
)


@dataclass(frozen=True)
class Line:
    """A period of a criterion with its figures as they would be typed."""

    row: Indicator
    point: Point | None
    target: str
    result: str
    span: Span | None = None


def _line(row: Indicator, point: Point | None) -> Line:
    figures = (point.row.target, point.row.result) if point else (None, None)
    target, result = ("–" if f is None else written(f.normalize()) for f in figures)
    span = _span(point.row.starts_on, point.row.ends_on) if point else None
    return Line(row, point, target, result, span)


@gate(Action.VIEW_DUTIES)
@require_GET
def listing(request: Request) -> HttpResponse:
    """The criteria of a branch with the latest period of each."""
    unit = place(request, Action.VIEW_DUTIES)
    rows = indicators.listing(request.actor, unit.path)
    names = {one.row.name for one in rows if one.row.unit_id == unit.pk}
    able = permits(request.actor, Action.SET_INDICATORS, unit.path)
    context = {
        "unit": unit, "crumbs": orgs.breadcrumbs(request.actor, unit),
        "rows": [_line(one.row, one.last) for one in rows],
        "may_set": able, "most": indicators.MOST,
        "suggested": [(n, one[0]) for n, one in enumerate(SUGGESTED) if one[0] not in names]
        if able else [],
        "elsewhere": {one.row.unit_id for one in rows} - {unit.pk},
    }  # fmt: skip
    return render(request, "tasks/indicators.html", context)


@gate(Action.SET_INDICATORS)
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """A criterion added to a unit."""
    unit = place(request, Action.VIEW_DUTIES)
    may(request.actor, Action.SET_INDICATORS, unit.path)
    form = IndicatorForm(request.POST or None, initial=_suggested(request.GET.get("goi-y", "")))
    made: list[Indicator] = []

    def add() -> str:
        made.append(writing.add(request.actor, unit.pk, _measured(form)))
        return "Đã thêm tiêu chí. Ghi chỉ tiêu và kết quả của từng kỳ."

    if form.is_bound and form.is_valid() and carried_out(request, form, add):
        return redirect("indicator", made[0].pk) if made else redirect("indicators")
    context = {"unit": unit, "form": form}
    return render(
        request, "tasks/indicator_form.html", context, status=422 if form.is_bound else 200
    )


def _suggested(text: str) -> dict[str, str]:
    if not (text.isascii() and text.isdigit() and len(text) < 3 and int(text) < len(SUGGESTED)):
        return {}
    return dict(zip(("name", "measure", "better"), SUGGESTED[int(text)], strict=True))


def _measured(form: IndicatorForm) -> writing.Measured:
    given = form.cleaned_data
    return writing.Measured(
        given["name"], given["measure"], given["better"] == "more", given["source"]
    )


@gate(Action.VIEW_DUTIES)
@require_GET
def one(request: Request, indicator_id: int) -> HttpResponse:
    """One criterion: the series of its periods, the latest first."""
    row = indicators.indicator(request.actor, indicator_id)
    lines = [_line(row, point) for point in indicators.points(row)]
    able = permits(request.actor, Action.SET_INDICATORS, row.unit_path) and row.ended_on is None
    context = {
        "indicator": row, "lines": lines, "may_set": able,
        "running": kpi.spans_of(clock.today()), "offered": _offered(clock.today()),
    }  # fmt: skip
    return render(request, "tasks/indicator.html", context)


def _span(start: date, end: date) -> Span | None:
    return next((one for one in kpi.spans_of(start) if (one.start, one.end) == (start, end)), None)


@gate(Action.SET_INDICATORS)
@require_http_methods(["GET", "POST"])
def edit(request: Request, indicator_id: int) -> HttpResponse:
    """What is said of a criterion, mended."""
    row = indicators.indicator(request.actor, indicator_id)
    may(request.actor, Action.SET_INDICATORS, row.unit_path)
    initial = {
        "name": row.name, "measure": row.measure, "source": row.source,
        "better": "more" if row.more_is_better else "less",
    }  # fmt: skip
    form = IndicatorForm(request.POST or None, initial=initial)

    def mend() -> str:
        writing.edit(request.actor, indicator_id, _measured(form))
        return "Đã sửa tiêu chí."

    if form.is_bound and form.is_valid() and carried_out(request, form, mend):
        return redirect("indicator", indicator_id)
    context = {"unit": row.unit, "form": form, "indicator": row}
    return render(
        request, "tasks/indicator_form.html", context, status=422 if form.is_bound else 200
    )


@gate(Action.SET_INDICATORS)
@require_POST
def end(request: Request, indicator_id: int) -> HttpResponse:
    """A criterion is used no more."""
    try:
        writing.end(request.actor, indicator_id)
    except Overtaken as late:
        messages.warning(request, late.message_vi)
    except Impossible as refusal:
        messages.error(request, refusal.message_vi)
    else:
        messages.success(request, "Tiêu chí thôi dùng. Số liệu đã ghi vẫn xem được.")
    return redirect("indicator", indicator_id)


@gate(Action.SET_INDICATORS)
@require_http_methods(["GET", "POST"])
def period(request: Request, indicator_id: int) -> HttpResponse:
    """Target and result of the period the address names."""
    row = indicators.indicator(request.actor, indicator_id)
    may(request.actor, Action.SET_INDICATORS, row.unit_path)
    try:
        asked = kpi.span(request.GET.get("ky", "")[:7])
    except ValueError:
        return redirect("indicator", indicator_id)
    there = indicators.value_of(row, asked.start)
    form = PeriodForm(request.POST or None, initial=_recorded(there))

    def record() -> str:
        given = form.cleaned_data
        writing.record(
            request.actor, indicator_id,
            writing.Period(asked, given["target"], given["result"], given["paper_number"],
                           _was(given["seen"])),
        )  # fmt: skip
        return f"Đã ghi {asked.inside_vi}."

    if form.is_bound and form.is_valid() and carried_out(request, form, record):
        return redirect("indicator", indicator_id)
    context = {"indicator": row, "form": form, "asked": asked}
    return render(
        request, "tasks/indicator_period.html", context, status=422 if form.is_bound else 200
    )


def _recorded(there: IndicatorValue | None) -> dict[str, Any]:
    """What stands of a period, for its form."""
    if there is None:
        return {}
    return {
        "target": there.target, "result": there.result, "paper_number": there.paper_number,
        "seen": _seen(there.target, there.result),
    }  # fmt: skip


MONTHS, QUARTERS, YEARS = 12, 8, 3


def _offered(today: date) -> list[Span]:
    """The last months, quarters and years, of each kind the latest first."""
    found: list[Span] = []
    for one, count in zip(kpi.spans_of(today), (MONTHS, QUARTERS, YEARS), strict=True):
        span = one
        for _ in range(count):
            found.append(span)
            span = kpi.beside(span)[0]
    return found


def _seen(target: Decimal | None, result: Decimal | None) -> str:
    return f"{'' if target is None else target}|{'' if result is None else result}"


def _was(seen: str) -> tuple[Decimal | None, Decimal | None] | None:
    """Target and result as the page showed them; None where it showed none."""
    target, bar, result = seen.partition("|")
    if not bar:
        return None
    try:
        return (Decimal(target) if target else None, Decimal(result) if result else None)
    except ArithmeticError:
        return None
