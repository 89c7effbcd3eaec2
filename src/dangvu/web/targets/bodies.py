"""One body in a month: why it stands where it stands, causes, remedies, responsibility."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangvu.access.matrix import Action
from dangvu.access.scope import permits
from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible
from dangvu.members import queries as members
from dangvu.orgs import queries as orgs
from dangvu.rules.admissions import Breakdown, SourceGroup
from dangvu.rules.forecast import Suggestion
from dangvu.rules.months import Month
from dangvu.rules.organisations import Locality
from dangvu.rules.targets import Class
from dangvu.targets import queries
from dangvu.targets.actions import (
    follow_up_finding,
    record_accountability,
    record_finding,
)
from dangvu.targets.sheets import Line
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request
from dangvu.web.targets.ahead import ahead_of
from dangvu.web.targets.forms import CauseForm, FollowUpForm, ReviewForm
from dangvu.web.targets.months import rows_of, shown_sheet, year_of


@gate(Action.VIEW_FIGURES)
@require_GET
def body(request: Request, month: Month, unit_id: int, body_id: int) -> HttpResponse:
    """Why a body is high, medium or low, and what is done about it."""
    return _page(request, month, unit_id, body_id)


def _page(
    request: Request,
    month: Month,
    unit_id: int,
    body_id: int,
    *,
    cause_form: CauseForm | None = None,
    review_form: ReviewForm | None = None,
) -> HttpResponse:
    shown = shown_sheet(request, month, unit_id)
    row = next((row for row in rows_of(request, shown) if row.line.unit_id == body_id), None)
    if row is None:
        raise Http404("Tổ chức này không có trong bảng của tháng.")
    line = row.line
    findings = list(queries.findings(request.actor, line.path))
    own = [found for found in findings if found.unit_id == body_id]
    reviews = [r for r in queries.accountabilities(request.actor, line.path)
               if r.unit_id == body_id]  # fmt: skip
    writes = permits(request.actor, Action.RECORD_FINDING, line.path)
    ahead = ahead_of(request.actor, shown, line)
    of_month = [found for found in own if found.month == month.first()]
    hint = None if of_month else ahead["one"].suggestion
    context = {
        "shown": shown,
        "row": row,
        "line": line,
        "called": line.short_name[:1].lower() + line.short_name[1:],
        "stated": [_stated(found) for found in of_month][:3],
        "word": Class(line.cls).label_vi.lower() if not line.zero else "chưa kết nạp",
        "year": year_of(line),
        "places": [Locality(a).label_vi for a in line.attributes],
        "headcount": members.headcount(line.path),
        "short_of": _short_of(line),
        "parts": [(b, line.breakdowns.get(b, 0)) for b in Breakdown],
        "groups": [
            (g, line.groups.get(g, 0), line.subtargets.get(g))
            for g in SourceGroup
            if line.groups.get(g) or line.subtargets.get(g)
        ],
        "of_month": of_month,
        "hint": hint,
        "earlier": [f for f in own if f.month < month.first()],
        "review": next((r for r in reviews if r.month == month.first()), None),
        "reviews": reviews,
        "needs_review": line.accountability and not any(r.month == month.first() for r in reviews),
        "follow_form": FollowUpForm(),
        "cause_form": cause_form or CauseForm(initial=_suggested(hint)),
        "review_form": review_form or ReviewForm(),
        "writes": writes,
        **ahead,
        "may_draft": permits(request.actor, Action.DRAFT_LETTERS, shown.unit_path),
        "today": clock.today(),
    }
    return render(request, "targets/body.html", context, status=200 if not _bound(context) else 422)


def _suggested(hint: Suggestion | None) -> dict[str, str]:
    """What the form of a cause begins with: what is suggested, for the officer to confirm."""
    if hint is None:
        return {}
    return {"cause": hint.cause, "suggested": hint.cause, "detail": hint.detail_vi}


def _stated(found: Any) -> str:
    """A cause and its remedy as one line of the answer."""
    cause = found.get_cause_display()
    if found.detail:
        cause = f"{cause}: {found.detail.rstrip('. ')}"
    return f"{cause}. Giải pháp: {found.remedy.rstrip('. ')}."


def _bound(context: dict[str, object]) -> bool:
    return any(getattr(context[name], "is_bound", False) for name in ("cause_form", "review_form"))


def _short_of(line: Line) -> int | None:
    """How many are missing at the present pace by the period's end; None where nothing is."""
    if line.target is None or line.projected is None or line.projected >= line.target:
        return None
    return line.target - line.projected


@gate(Action.RECORD_FINDING)
@require_POST
def add_cause(request: Request, month: Month, unit_id: int, body_id: int) -> HttpResponse:
    """Records a cause and its remedy."""
    form = CauseForm(request.POST)
    if form.is_valid():
        try:
            record_finding(request.actor, body_id, form.entered(month))
        except Impossible as refusal:
            form.add_error(refusal.field or None, refusal.message_vi)
        else:
            messages.success(request, f"Đã ghi nguyên nhân, giải pháp tháng {month.label_vi}.")
            return redirect("month_body", month, unit_id, body_id)
    return _page(request, month, unit_id, body_id, cause_form=form)


@gate(Action.RECORD_FINDING)
@require_POST
def add_review(request: Request, month: Month, unit_id: int, body_id: int) -> HttpResponse:
    """Records the paper of a review of responsibility."""
    form = ReviewForm(request.POST)
    if form.is_valid():
        try:
            record_accountability(request.actor, body_id, month, **form.paper())
        except Impossible as refusal:
            form.add_error(refusal.field or None, refusal.message_vi)
        else:
            messages.success(request, "Đã ghi văn bản kiểm điểm trách nhiệm.")
            return redirect("month_body", month, unit_id, body_id)
    return _page(request, month, unit_id, body_id, review_form=form)


@gate(Action.RECORD_FINDING)
@require_http_methods(["GET", "POST"])
def follow_up(request: Request, finding_id: int) -> HttpResponse:
    """Notes what came of a remedy."""
    found = queries.findings(request.actor, request.actor.unit_path).filter(pk=finding_id).first()
    if found is None:
        raise Http404("Không có dòng nguyên nhân này trong phạm vi của đồng chí.")
    form = FollowUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            follow_up_finding(request.actor, finding_id, **form.cleaned_data, on=clock.today())
        except Impossible as refusal:
            form.add_error(refusal.field or None, refusal.message_vi)
        else:
            messages.success(request, "Đã ghi kết quả theo dõi.")
            unit = orgs.unit(request.actor, found.unit_id)
            parent = unit.parent_id if unit.path != request.actor.unit_path else None
            if parent:
                return redirect("month_body", Month.of(found.month), parent, found.unit_id)
            return redirect("home")
    return render(
        request,
        "targets/follow_up.html",
        {"found": found, "form": form, "month": Month.of(found.month)},
        status=422 if form.is_bound else 200,
    )
