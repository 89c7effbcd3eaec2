"""Closing a month, and what changed since."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from dangvu.access.matrix import Action
from dangvu.access.scope import may, permits
from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.rules.months import Month
from dangvu.rules.targets import Class
from dangvu.targets import queries
from dangvu.targets.actions import close_month
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request
from dangvu.web.targets.forms import CloseForm

FIELDS = {
    "target": "Chỉ tiêu",
    "months": "Từng tháng",
    "cumulative": "Lũy kế",
    "reported": "Số đếm báo cáo",
    "cls": "Xếp loại",
}


@gate(Action.CLOSE_MONTH)
@require_http_methods(["GET", "POST"])
def close(request: Request, month: Month, unit_id: int) -> HttpResponse:
    """Shows what will be frozen, then freezes it."""
    now = queries.month_sheet(request.actor, unit_id, month, clock.today())
    may(request.actor, Action.CLOSE_MONTH, now.unit_path)
    last = queries.closed_sheet(request.actor, unit_id, month)
    seen = last.revision.number if last and last.revision else 0
    form = CloseForm(request.POST or None, initial={"seen_revision": seen})
    if request.method == "POST" and form.is_valid():
        try:
            done = close_month(request.actor, unit_id, month, **form.cleaned_data)
        except Overtaken as refusal:
            messages.warning(request, refusal.message_vi)
            return redirect("month_of", month, unit_id)
        except Impossible as refusal:
            form.add_error(refusal.field or None, refusal.message_vi)
        else:
            number = done.revision.number if done.revision else 1
            messages.success(request, f"Đã chốt tháng {month.label_vi}, bản chốt lần {number}.")
            return redirect("month_of", month, unit_id)
    findings = queries.findings(request.actor, now.unit_path, month)
    explained = set(findings.values_list("unit_id", flat=True))
    context = {
        "now": now,
        "last": last,
        "form": form,
        "month": month,
        "unit_id": unit_id,
        "changes": _changes(queries.differences(last, now)) if last else [],
        "differing": [line for line in now.lines if line.difference],
        "without_cause": [
            line for line in now.lines if line.cls == "low" and line.unit_id not in explained
        ],
        "reviews": [line for line in now.lines if line.accountability],
    }
    return render(request, "targets/close.html", context, status=422 if form.is_bound else 200)


@gate(Action.VIEW_FIGURES)
@require_GET
def revisions(request: Request, month: Month, unit_id: int) -> HttpResponse:
    """Every closing of a month, what each changed, and what changed since the last."""
    last = queries.closed_sheet(request.actor, unit_id, month)
    now = queries.month_sheet(request.actor, unit_id, month, clock.today())
    closings = queries.revisions(request.actor, unit_id, month)
    context = {
        "month": month,
        "now": now,
        "last": last,
        "since": _changes(queries.differences(last, now)) if last else [],
        "closings": [(closing, _changes(closing.changes)) for closing in closings],
        "may_close": permits(request.actor, Action.CLOSE_MONTH, now.unit_path),
    }
    return render(request, "targets/revisions.html", context)


def _changes(found: list[dict[str, object]]) -> list[dict[str, object]]:
    """Changes in the reader's words."""
    return [
        {
            "unit_name": change["unit_name"],
            "field": FIELDS[str(change["field"])],
            "before": _word(str(change["field"]), change["before"]),
            "after": _word(str(change["field"]), change["after"]),
        }
        for change in found
    ]


def _word(field: str, value: object) -> str:
    if value is None:
        return "không có"
    if field == "cls":
        return Class(str(value)).label_vi
    if isinstance(value, list):
        return ", ".join(str(number) for number in value)
    return str(value)
