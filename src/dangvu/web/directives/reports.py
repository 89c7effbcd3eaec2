"""Reports: what the own unit has to report and what waits for an answer; one, written or read."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangvu.access.matrix import Action
from dangvu.access.scope import may, permits
from dangvu.admissions.cases.facts import calendar_days
from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.statistics.known import known
from dangvu.tasks.actions import reporting
from dangvu.tasks.actions.reporting import save
from dangvu.tasks.figures import Known
from dangvu.tasks.queries import directives
from dangvu.tasks.queries import reports as reading
from dangvu.web.components.doing import carried_out
from dangvu.web.components.fields import refuse
from dangvu.web.directives.report_forms import DecideForm, ReportForm, merged
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request

if TYPE_CHECKING:
    from dangvu.tasks.models import Assignment, Report


@gate(Action.REPORT_DUTY)
@require_GET
def listing(request: Request) -> HttpResponse:
    """What the own unit has to report, what waits for its answer, what it sent last."""
    actor, today = request.actor, clock.today()
    context = {
        "lines": reading.own_lines(actor, today),
        "waiting": list(reading.waiting(actor)),
        "asked": list(reading.asked(actor)),
        "sent": reading.own_sent(actor),
        "reviews": permits(actor, Action.REVIEW_REPORTS, actor.unit_path),
        "today": today,
    }
    return render(request, "directives/report_list.html", context)


def _known(request: Request, held: "Assignment") -> tuple[Known, ...]:
    """What the system knows for the period now open of a duty; for one done once, since the day of
    its paper."""
    today = clock.today()
    start = held.period_start or directives.paper_day(held.directive) or today
    end = reading.period_end(held) or today
    return known(request.actor, held.unit_id, start, end)


@gate(Action.REPORT_DUTY)
@require_POST
def begin(request: Request, assignment_id: int) -> HttpResponse:
    """Begins the report of the period now open, or opens the one that is begun."""
    held = directives.assignment(request.actor, assignment_id)
    may(request.actor, Action.REPORT_DUTY, held.unit_path)
    try:
        made = reporting.start(request.actor, held.pk, _known(request, held))
    except Impossible as refusal:
        messages.error(request, refusal.message_vi)
        return redirect("report_list")
    return redirect("report", made.pk)


@gate(Action.VIEW_DUTIES)
@require_http_methods(["GET", "POST"])
def one(request: Request, report_id: int) -> HttpResponse:
    """A report: to be written by its unit while it is a draft or came back, else to be read."""
    found = reading.report(request.actor, report_id)
    own = found.unit_id == request.actor.unit_id
    writes = own and found.state in ("draft", "returned")
    writes = writes and permits(request.actor, Action.REPORT_DUTY, found.unit_path)
    if writes:
        return _write(request, found)
    if request.method == "POST":
        may(request.actor, Action.REPORT_DUTY, found.unit_path)
        messages.warning(request, "Báo cáo này đã gửi, không sửa được nữa.")
        form = ReportForm(request.POST, found)
        form.full_clean()
        return _read(request, found, DecideForm(), 409, typed=_parts(form))
    return _read(request, found, DecideForm())


def _write(request: Request, found: "Report") -> HttpResponse:
    posted = request.method == "POST"
    form = ReportForm(request.POST if posted else None, found)
    wanted = request.POST.get("do", "save")
    if posted and form.is_valid():
        if wanted == "keep":
            return _kept(request, found, form)
        try:
            said = _done(request, found, form, wanted)
        except Overtaken as late:
            return _seen_again(request, found.pk, form, late)
        except Impossible as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, said)
            return redirect("report", found.pk)
    return _writing(request, found, form, 422 if posted else 200)


def _seen_again(
    request: Request, report_id: int, form: ReportForm, late: Overtaken
) -> HttpResponse:  # fmt: skip
    """What was typed, beside the report as somebody else kept it: kept again, it counts. Where the
    report was sent meanwhile what was typed is shown to be copied."""
    found = reading.report(request.actor, report_id)
    if found.state not in ("draft", "returned"):
        messages.warning(request, late.message_vi)
        return _read(request, found, DecideForm(), 409, typed=_parts(form))
    again = ReportForm(request.POST, found)
    again.full_clean()
    refuse(again, late)
    kept = [(label, getattr(found, name)) for name, label in _labels(form)]
    differs = [(label, text) for (label, text), (_, mine) in zip(kept, _parts(form), strict=True)
               if text.strip() != mine.strip()]  # fmt: skip
    return _writing(request, found, again, 422, differs)


PARTS = ("results", "difficulties", "proposals", "next_steps")


def _labels(form: ReportForm) -> list[tuple[str, str]]:
    return [(name, str(form.fields[name].label)) for name in PARTS]


def _parts(form: ReportForm) -> list[tuple[str, str]]:
    """The parts of a report as they were typed."""
    return [(label, form.cleaned_data.get(name, "")) for name, label in _labels(form)]


def _writing(
    request: Request, found: "Report", form: ReportForm, status: int,
    overtaken_by: Sequence[tuple[str, str]] = (),
) -> HttpResponse:  # fmt: skip
    context = {
        **_shown(found), "form": form, "seen": found.written_at.isoformat(),
        "overtaken_by": overtaken_by,
    }  # fmt: skip
    return render(request, "directives/report_write.html", context, status=status)


def _seen(request: Request, found: "Report") -> "Report":
    """Somebody else's page kept since this one was opened is not written over."""
    fresh = found.written_at.isoformat()
    if request.POST.get("seen", fresh) != fresh and found.written_by != request.actor.name:
        at = clock.local(found.written_at)
        raise Overtaken(
            "overtaken",
            f"Đồng chí {found.written_by} vừa lưu báo cáo này lúc {at:%H:%M}. Chưa ghi gì của đồng "
            "chí: xem bản mới dưới đây rồi ghi tiếp.",
        )
    return found


def _done(request: Request, found: "Report", form: ReportForm, wanted: str) -> str:
    actor = request.actor
    row = _seen(request, found)
    written = form.written()
    if wanted == "refresh":
        fresh = merged(_known(request, row.assignment), written.figures)
        written = replace(written, figures=fresh)
    row = save(actor, row.pk, written)
    if wanted == "send":
        sent = reporting.send(actor, row.pk, clock.today(), form.signed(), calendar_days())
        late = f" Chậm {sent.late_days} ngày làm việc." if sent.late_days else ""
        return f"Đã gửi báo cáo đến {reading.reviewer(row.assignment).name}.{late}"
    return "Đã lấy lại số liệu mới nhất." if wanted == "refresh" else "Đã lưu nháp."


def _kept(request: Request, found: "Report", form: ReportForm) -> HttpResponse:
    """What was typed is kept while it is written; the answer is one line."""
    said = ""
    try:
        found = save(request.actor, _seen(request, found).pk, form.written())
    except Impossible as refusal:
        said = refusal.message_vi
    context = {"found": found, "said": said, "seen": found.written_at.isoformat()}
    return render(request, "directives/_kept.html", context)


def _shown(found: "Report") -> dict[str, object]:
    held = found.assignment
    return {
        "found": found,
        "held": held,
        "cited": directives.cited(held.directive),
        "period": reading.period_words(found.period_start, held.duty.every, held.duty.times),
        "reviewer": reading.reviewer(held),
    }


def _read(
    request: Request, found: "Report", form: DecideForm, status: int = 200,
    typed: Sequence[tuple[str, str]] = (),
) -> HttpResponse:  # fmt: skip
    actor, held = request.actor, found.assignment
    reviews = reading.reviews(actor, held)
    context = {
        **_shown(found),
        "figures": [Known.from_dict(one) for one in found.figures],
        "parts": [
            ("Kết quả thực hiện", found.results),
            ("Khó khăn, vướng mắc", found.difficulties),
            ("Đề xuất, kiến nghị", found.proposals),
            ("Việc tiếp theo", found.next_steps),
        ],
        "form": form,
        "typed": [(label, text) for label, text in typed if text],
        "reviews": reviews,
        "may_decide": found.state == "sent" and reviews,
        "next_one": reading.waiting(actor).first() if reviews and found.decided_on else None,
    }
    return render(request, "directives/report.html", context, status=status)


@gate(Action.REVIEW_REPORTS)
@require_POST
def decide(request: Request, report_id: int) -> HttpResponse:
    """A report is taken, or goes back with a reason."""
    actor, today = request.actor, clock.today()
    found = reading.report(actor, report_id)
    form = DecideForm(request.POST)
    accepts = request.POST.get("do") == "accept"

    def decided() -> str:
        if accepts:
            reporting.accept(actor, found.pk, today)
            return f"Đã nhận báo cáo của {found.unit.name}."
        reporting.send_back(actor, found.pk, today, form.cleaned_data["reason"])
        return f"Đã trả lại báo cáo cho {found.unit.name}."

    if form.is_valid() and carried_out(request, form, decided):
        return redirect("report", found.pk)
    return _read(request, found, form, 422)
