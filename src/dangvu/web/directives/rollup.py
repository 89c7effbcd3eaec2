"""The answers of many to one duty: a table, a workbook, the draft of a summary report."""

from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from dangvu.access.matrix import Action
from dangvu.access.scope import may, permits
from dangvu.documents.offices import Office, accustomed, office_of
from dangvu.documents.queries import habit
from dangvu.kernel import clock
from dangvu.orgs import queries as orgs
from dangvu.tasks import summary
from dangvu.tasks.actions import summarising
from dangvu.tasks.papers import AS_ABOVE
from dangvu.tasks.queries import directives
from dangvu.tasks.queries import reports as reading
from dangvu.tasks.queries.reports import Rollup
from dangvu.web.components.doing import carried_out
from dangvu.web.components.letter_words import OfficeForm, in_the_office
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {"all": "Tất cả", "missing": "Chưa báo cáo", "late": "Chậm, quá hạn", "sent": "Chờ nhận"}


def _start(request: Request) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("ky", ""))
    except ValueError:
        return None


def _found(request: Request, duty_id: int) -> Rollup:
    return reading.rollup(request.actor, duty_id, _start(request), clock.today())


@gate(Action.VIEW_DUTIES)
@require_GET
def answers(request: Request, duty_id: int) -> HttpResponse:
    """Who answered what; ``?ky=`` a period by its first day, ``?xem=`` those that are missing, came
    late, or wait to be taken."""
    found = _found(request, duty_id)
    which = request.GET.get("xem", "all")
    parts = {
        "all": found.answers,
        "missing": found.missing,
        "late": [one for one in found.answers if one.late_days],
        "sent": [one for one in found.given if one.report and one.report.state == "sent"],
    }
    shown = parts.get(which, found.answers)
    columns = found.columns
    period = f"&ky={found.start.isoformat()}" if found.start else ""
    context = {
        "found": found,
        "cited": directives.cited(found.directive),
        "columns": columns,
        "rows": [(one, list(zip(columns, one.cells(columns), strict=True))) for one in shown],
        "which": which if which in parts else "all",
        "kinds": [(key, KINDS[key], len(parts[key])) for key in parts],
        "periods": [
            (
                start,
                reading.period_words(start, found.duty.every, found.duty.times),
                start == found.start,
            )
            for start in found.periods
        ],
        "said": summary.said(
            (one.name, one.report.difficulties) for one in found.given if one.report
        ),
        "period_query": period,
        "may_export": permits(request.actor, Action.EXPORT, found.unit.path),
        "may_draft": permits(request.actor, Action.DRAFT_LETTERS, found.unit.path),
    }
    return render(request, "directives/rollup.html", context)


@gate(Action.EXPORT)
@require_GET
def workbook(request: Request, duty_id: int) -> HttpResponse:
    """The answers as a workbook. Leaves an event."""
    found = _found(request, duty_id)
    name = summary.file_name(found)
    return HttpResponse(
        summarising.export_answers(request.actor, found),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


class SummaryForm(OfficeForm):
    """The words of a summary that no report holds, and the office's own."""

    assessment = forms.CharField(
        label="Nhận xét, đánh giá chung", required=False, max_length=8000,
        help_text="Do đồng chí viết; máy chỉ cộng số và chép lời các báo cáo",
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip
    next_steps = forms.CharField(
        label="Nhiệm vụ thời gian tới", required=False, max_length=8000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip

    def __init__(self, data: Any, office: Office, today: date, **more: Any) -> None:
        super().__init__(data, office, today, **more)
        self.fields["subject"].help_text = "In đậm dưới chữ BÁO CÁO"
        del self.fields["report_due"], self.fields["addressees"]

    def summary_wording(self) -> summary.Wording:
        """What was decided, for the action."""
        entered = self.cleaned_data
        own = ("place", "authority", "post", "signer", "recipients")
        office = replace(self.office, **{name: entered[name] for name in own})
        return summary.Wording(
            office, entered["subject"], entered["assessment"], entered["next_steps"]
        )


@gate(Action.DRAFT_LETTERS)
@require_http_methods(["GET", "POST"])
def draft(request: Request, duty_id: int) -> HttpResponse:
    """The draft of the summary report: what it will say, and the words to be decided."""
    found = _found(request, duty_id)
    may(request.actor, Action.DRAFT_LETTERS, found.unit.path)
    office = accustomed(office_of(found.unit, orgs.letterhead(found.unit.pk)),
                        habit(found.unit.pk))  # fmt: skip
    to = tuple(line for line in office.recipients if line[0] != AS_ABOVE)
    office = replace(office, recipients=to)
    today = clock.today()
    first = {"subject": summary.subject_of(found)[:240], **in_the_office(office, today)}
    form = SummaryForm(
        request.POST if request.method == "POST" else None, office, today, initial=first
    )
    key = ""

    def drafted() -> str:
        nonlocal key
        key = summarising.draft_summary(request.actor, found, form.summary_wording(), today)
        return "Đã soạn dự thảo báo cáo tổng hợp. Chưa lấy số, chưa gửi đi đâu."

    if request.method == "POST" and form.is_valid() and carried_out(request, form, drafted):
        if key:
            return redirect("paper_bundle", key)
        return redirect("duty_rollup", duty_id)
    context = {
        "found": found,
        "form": form,
        "cited": directives.cited(found.directive),
        "summed": [one for one in found.columns if one.total is not None],
        "waiting": len([one for one in found.given if one.report and one.report.state == "sent"]),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "directives/rollup_draft.html", context, status=status)
