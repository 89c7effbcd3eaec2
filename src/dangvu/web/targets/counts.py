"""Monthly counts: what a unit reports as bare numbers, held against its records."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from dangvu.access.matrix import Action
from dangvu.access.scope import may, permits
from dangvu.kernel import clock
from dangvu.rules.months import Month
from dangvu.rules.targets import COUNTS_DUE, due_after_month
from dangvu.targets import queries, reports
from dangvu.targets.actions import report_counts
from dangvu.targets.reports import UnitReports
from dangvu.targets.sheets import Line
from dangvu.web.components.doing import carried_out
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request
from dangvu.web.targets.counts_forms import CountsForm

MONTHS_SHOWN = 12


@dataclass(frozen=True)
class Body:
    """A body of the unit's sheet that reports counts, or whose reports differ from its records."""

    line: Line
    missing: tuple[Month, ...]
    url: str


@gate(Action.VIEW_FIGURES)
@require_GET
def counts(request: Request) -> HttpResponse:
    """The counts of the actor's own unit."""
    return redirect("counts_of", request.actor.unit_id)


@gate(Action.VIEW_FIGURES)
@require_http_methods(["GET", "POST"])
def of_unit(request: Request, unit_id: int) -> HttpResponse:
    """The months of a unit: reported, on record, the difference; and the form to report."""
    this_month = Month.of(clock.today())
    months = [Month.at(this_month.index - back) for back in range(MONTHS_SHOWN)]
    found = reports.unit_reports(request.actor, unit_id, months[-1], months[0])
    wanted = request.GET.get("thang", "")
    asked = [m.iso for m in months if m.iso == wanted] or [_to_report(found, this_month).iso]
    form = CountsForm(months, request.POST or None, initial={"month": asked[0]})
    if request.method == "POST":
        may(request.actor, Action.REPORT_COUNTS, found.unit_path)
        if form.is_valid() and _report(request, unit_id, form):
            return redirect("counts_of", unit_id)
    last = this_month.previous()
    context = {
        "found": found,
        "form": form,
        "bodies": _bodies(request, unit_id, last),
        "last": last,
        "due_on": due_after_month(COUNTS_DUE, last),
        "due_basis": COUNTS_DUE.at(last.last()).basis,
        "below_another": found.below_another,
        "may_report": permits(request.actor, Action.REPORT_COUNTS, found.unit_path),
        "may_set": permits(request.actor, Action.SET_TARGETS, found.unit_path),
        "import_url": reverse("import_start", args=["counts", unit_id]),
        "differing": [m for m in found.months if m.difference],
    }
    return render(request, "targets/counts.html", context, status=422 if form.is_bound else 200)


def _to_report(found: UnitReports, this_month: Month) -> Month:
    """The oldest month of the running year that is over and has no report, else the last one."""
    over = [m for m in found.missing if m.year == this_month.year and m < this_month]
    return over[0] if over else this_month.previous()


def _report(request: Request, unit_id: int, form: CountsForm) -> bool:
    month = form.on_month()

    def reported() -> str:
        report_counts(request.actor, unit_id, month, form.cleaned_data["admitted"], form.parts())
        return f"Đã ghi số báo cáo tháng {month.label_vi}."

    return carried_out(request, form, reported)


def _bodies(request: Request, unit_id: int, last: Month) -> list[Body]:
    """The bodies under the unit that report, or whose two figures differ."""
    sheet = queries.month_sheet(request.actor, unit_id, last, clock.today())
    lines = [
        line for line in sheet.lines if line.counted_from == "reports" or line.reported is not None
    ]
    first = Month.of(sheet.period_start)
    known = reports.reported_months([line.unit_id for line in lines], first, last)
    return [
        Body(
            line=line,
            missing=tuple(
                month
                for month in first.through(last)
                if line.counted_from == "reports" and month not in known[line.unit_id]
            ),
            url=reverse("counts_of", args=[line.unit_id]),
        )
        for line in lines
    ]
