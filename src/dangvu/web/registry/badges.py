"""Badges for years in the Party: who is due on an award day, recorded by one decision for many."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from dangvu.access.matrix import Action, Reach, reach
from dangvu.access.scope import may, permits
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible
from dangvu.members.actions import note_reading
from dangvu.members.actions.facts import Awarded, award_badges
from dangvu.members.queries.facts import MOST, Due, DueList, due_list
from dangvu.office.vietnamese import day
from dangvu.office.workbooks import TableColumn, write_table
from dangvu.orgs import queries as orgs
from dangvu.rules.badges import EARLY, MILESTONES, award_date, award_dates
from dangvu.web.components.days import DayField
from dangvu.web.components.fields import refuse
from dangvu.web.components.ids import ids
from dangvu.web.registry.forms import words
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request

if TYPE_CHECKING:
    from dangvu.orgs.models import Unit

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class AwardForm(forms.Form):
    """The decision badges were given by."""

    decision_number = words("Số quyết định", "Ví dụ 125-QĐ/TU", most=60)
    on = DayField(label="Ngày trao tặng")


@gate(Action.VIEW_MEMBERS)
@require_http_methods(["GET", "POST"])
def due(request: Request) -> HttpResponse:
    """Who is due on an award day, who may be given theirs early; who may, records the decision."""
    if reach(request.actor.role, Action.VIEW_MEMBERS) is Reach.SELF:
        return redirect("member_own")
    actor = request.actor
    unit, on = _asked(request)
    found = due_list(actor, unit, on)
    form = AwardForm(
        request.POST if request.method == "POST" else None,
        initial={"on": on if on <= clock.today() else None},
    )
    here = f"{reverse('badges')}?don-vi={unit.pk}&ngay={on.isoformat()}"
    if form.is_bound:
        may(actor, Action.EDIT_MEMBERS, unit.path)
        if form.is_valid() and (made := _award(request, unit, found, form)):
            messages.success(request, f"Đã ghi {made} Huy hiệu Đảng.")
            return redirect(here)
    lines = (*found.due, *found.early)
    note_reading(actor, {line.person.pk for line in lines}, unit.pk, unit.path, "read_badges")
    today = clock.today()
    context = {
        "unit": unit,
        "crumbs": orgs.breadcrumbs(actor, unit),
        "on": on,
        "days": [d for year in (today.year, today.year + 1) for d in award_dates(year)],
        "found": found,
        "most": MOST,
        "form": form,
        "here": here,
        "basis": MILESTONES.at(on).basis,
        "limits": [limit.label_vi for limit in EARLY.at(on).value],
        "ticked": set(request.POST.getlist("award")),
        "may_record": permits(actor, Action.EDIT_MEMBERS, unit.path),
        "may_export": permits(actor, Action.EXPORT, unit.path),
    }
    return render(request, "registry/badges.html", context, status=422 if form.is_bound else 200)


def _asked(request: Request) -> tuple[Unit, date]:
    (unit_id,) = ids([request.GET.get("don-vi", "")]) or [request.actor.unit_id]
    unit = orgs.unit(request.actor, unit_id, Action.VIEW_MEMBERS)
    today = clock.today()
    try:
        on = date.fromisoformat(request.GET.get("ngay", ""))
    except ValueError:
        on = award_date(today)
    if not today.year - 5 <= on.year <= today.year + 5:
        on = award_date(today)
    return unit, on


def _award(request: Request, unit: Unit, found: DueList, form: AwardForm) -> int:
    """Records the ticked ones of the list; 0 with the reason on the form where it cannot."""
    known = {f"{line.person.pk}-{line.years}": line for line in (*found.due, *found.early)}
    chosen, entered = [], form.cleaned_data
    for word in dict.fromkeys(request.POST.getlist("award")):
        line = known.get(word)
        if line is None:
            form.add_error(None, "Danh sách đã thay đổi. Mở lại trang rồi chọn lại.")
            return 0
        why = request.POST.get(f"early-{line.person.pk}", "").strip() if line.early else ""
        if line.early and not why:
            form.add_error(
                None, f"{line.person.full_name}: ghi lý do tặng trước hạn; tờ trình phải nêu rõ."
            )
            return 0
        chosen.append(Awarded(line.person.pk, line.years, why))
    try:
        return award_badges(
            request.actor, unit.pk, chosen, entered["on"], entered["decision_number"]
        )
    except Impossible as refusal:
        refuse(form, refusal)
        return 0


_COLUMNS = (
    TableColumn("STT", "centre", 6),
    TableColumn("Họ và tên", "text", 28),
    TableColumn("Sinh ngày", "date", 12),
    TableColumn("Vào Đảng", "date", 12),
    TableColumn("Tuổi đảng", "text", 18),
    TableColumn("Huy hiệu", "text", 14),
    TableColumn("Đủ ngày", "date", 12),
    TableColumn("Sinh hoạt tại", "text", 40),
    TableColumn("Ghi chú", "text", 34),
)


@gate(Action.EXPORT)
@require_POST
def workbook(request: Request) -> HttpResponse:
    """The list of an award day as a workbook; leaves an event."""
    unit, on = _asked(request)
    may(request.actor, Action.EXPORT, unit.path)
    found = due_list(request.actor, unit, on)
    lines = (*found.due, *found.early)
    audit.record(
        request.actor, "export_badges", kind=audit.Kind.EXPORT, subject=("unit", unit.pk),
        unit_path=unit.path,
        data={"count": len(lines), "persons": sorted(line.person.pk for line in lines)},
    )  # fmt: skip
    rows = [_row(number, line) for number, line in enumerate(lines, 1)]
    title = f"Danh sách đề nghị tặng Huy hiệu Đảng dịp {day(on)}"
    body = write_table(
        title, _COLUMNS, rows, sheet_name="Huy hiệu", subtitles=[unit.name],
        notes=[f"Người xuất: {request.actor.name}, ngày {day(clock.today())}."],
    )  # fmt: skip
    name = f"huy-hieu-{on.isoformat()}.xlsx"
    return HttpResponse(
        body, content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )  # fmt: skip


def _row(number: int, line: Due) -> list[Any]:
    person = line.person
    note = f"Có thể xét sớm: {'; '.join(line.early)}" if line.early else ""
    return [
        number, person.full_name, person.birth_on, person.joined_on, line.age.text_vi,
        f"{line.years} năm", line.reached_on, person.unit.name, note,
    ]  # fmt: skip
