"""The actor's own unit on its superior's sheet: why it stands there, causes, responsibility."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from dangvu.access.matrix import Action
from dangvu.access.scope import permits
from dangvu.kernel import clock
from dangvu.rules.months import Month
from dangvu.rules.targets import Class
from dangvu.targets import queries
from dangvu.targets.actions import record_accountability, record_finding
from dangvu.targets.own_line import own_line
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request
from dangvu.web.targets.doing import done
from dangvu.web.targets.forms import CauseForm, ReviewForm
from dangvu.web.targets.months import year_of


@gate(Action.VIEW_FIGURES)
@require_GET
def month_of_own(request: Request, month: Month, unit_id: int) -> HttpResponse:
    """Where a unit stands on the sheet of the unit above it, which the actor may not reach."""
    return _page(request, month, unit_id)


def _page(
    request: Request,
    month: Month,
    unit_id: int,
    *,
    cause_form: CauseForm | None = None,
    review_form: ReviewForm | None = None,
) -> HttpResponse:
    own = own_line(request.actor, unit_id, month, clock.today())
    if own is None:
        raise Http404("Đơn vị này không có trong bảng của cấp trên ở tháng ấy.")
    line = own.line
    found = [f for f in queries.findings(request.actor, line.path) if f.unit_id == unit_id]
    reviews = [
        r for r in queries.accountabilities(request.actor, line.path) if r.unit_id == unit_id
    ]
    review = next((r for r in reviews if r.month == month.first()), None)
    this_month = Month.of(clock.today())
    context = {
        "own": own,
        "line": line,
        "month": month,
        "word": "chưa kết nạp" if line.zero else Class(line.cls).label_vi.lower(),
        "year": year_of(line),
        "causes": found,
        "explained": any(f.month == month.first() for f in found),
        "review": review,
        "reviews": reviews,
        "needs_review": line.accountability and review is None,
        "cause_form": cause_form or CauseForm(),
        "review_form": review_form or ReviewForm(),
        "writes": permits(request.actor, Action.RECORD_FINDING, line.path),
        "records_url": reverse("month_records", args=[month, unit_id]),
        "previous": month.previous(),
        "next": month.next() if month < this_month else None,
        "today": clock.today(),
    }
    status = 422 if cause_form or review_form else 200
    return render(request, "targets/own_month.html", context, status=status)


@gate(Action.RECORD_FINDING)
@require_POST
def cause(request: Request, month: Month, unit_id: int) -> HttpResponse:
    """Records a cause and its remedy for the own unit."""
    form = CauseForm(request.POST)

    def act() -> None:
        record_finding(request.actor, unit_id, form.entered(month))

    if done(request, form, act, f"Đã ghi nguyên nhân, giải pháp tháng {month.label_vi}."):
        return redirect("own_month", month, unit_id)
    return _page(request, month, unit_id, cause_form=form)


@gate(Action.RECORD_FINDING)
@require_POST
def review(request: Request, month: Month, unit_id: int) -> HttpResponse:
    """Records the paper of a review of responsibility of the own unit."""
    form = ReviewForm(request.POST)

    def act() -> None:
        paper = form.cleaned_data
        number, on = paper["paper_number"], paper["paper_on"]
        record_accountability(
            request.actor, unit_id, month, number, on, paper["issuer"], paper["note"]
        )

    if done(request, form, act, "Đã ghi văn bản kiểm điểm trách nhiệm."):
        return redirect("own_month", month, unit_id)
    return _page(request, month, unit_id, review_form=form)
