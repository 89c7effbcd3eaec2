"""Urging letters and the list for praise, drafted from a month."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from dangvu.access.matrix import Action
from dangvu.access.scope import may, permits
from dangvu.documents.queries import habit
from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible
from dangvu.orgs import queries as orgs
from dangvu.rules.months import Month
from dangvu.rules.targets import bands_text, due_after_letter
from dangvu.targets import papers
from dangvu.targets.actions import draft_praise, draft_urging
from dangvu.targets.papers import Office, Wording
from dangvu.targets.sheets import Line, Sheet
from dangvu.web.components.fields import mistake
from dangvu.web.components.ids import ids
from dangvu.web.components.letter_words import day_off, in_the_office
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request
from dangvu.web.targets.letter_forms import COMMON, EACH, LetterForm
from dangvu.web.targets.months import shown_sheet

PRAISE = "các tổ chức đảng làm tốt công tác kết nạp đảng viên, tính đến hết tháng {month}"
GROUPS = (("low", True), ("low", False), ("medium", False), ("high", False), ("none", False))


@dataclass(frozen=True)
class Group:
    """The bodies of one class, to be ticked one by one."""

    cls: str
    zero: bool
    boxes: list[tuple[Line, bool]]


def _office(request: Request, shown: Sheet) -> Office:
    """The unit's office as the custom is, and as it wrote its last paper."""
    unit = orgs.unit(request.actor, shown.unit_id, Action.DRAFT_LETTERS)
    custom = papers.office_of(unit, orgs.letterhead(unit.pk))
    return papers.accustomed(custom, habit(unit.pk))


def _sheet(request: Request, month: Month, unit_id: int) -> Sheet:
    shown = shown_sheet(request, month, unit_id)
    may(request.actor, Action.DRAFT_LETTERS, shown.unit_path)
    return shown


@gate(Action.DRAFT_LETTERS)
@require_http_methods(["GET", "POST"])
def letter_new(request: Request, month: Month, unit_id: int) -> HttpResponse:
    """Whom to urge and how; posting drafts the letters. ``?don-vi=`` names one body."""
    shown = _sheet(request, month, unit_id)
    office, today = _office(request, shown), clock.today()
    form = LetterForm(
        request.POST if request.method == "POST" else None,
        shown.lines,
        shown.counts,
        office,
        today,
        initial=_initial(request, shown, office),
    )
    if request.method == "POST" and form.is_valid() and _still(form, shown):
        try:
            key = draft_urging(
                request.actor,
                shown,
                form.chosen(),
                form.wording(),
                each=form.cleaned_data["each"] == EACH,
                drafted_on=today,
            )
        except Impossible as refusal:
            field = refusal.field if refusal.field in form.fields else None
            form.add_error(field, mistake(refusal.message_vi, code=refusal.code))
        else:
            _tell(request, form)
            return redirect("paper_bundle", key)
    return _page(request, form, shown)


def _initial(request: Request, shown: Sheet, office: Office) -> dict[str, Any]:
    wanted = ids(request.GET.getlist("don-vi"))
    one = shown.line(wanted[0]) if wanted else None
    return {
        "seen": shown.revision.number if shown.revision else 0,
        "classes": [] if one else ["low"],
        "bodies": [str(one.unit_id)] if one else [],
        "each": EACH if one else COMMON,
        "subject": papers.subject_of(shown),
        **in_the_office(office, clock.today()),
    }


def _still(form: LetterForm, shown: Sheet) -> bool:
    """Whether the figures are those the drafter saw; tells on the form where they are not."""
    now = shown.revision.number if shown.revision else 0
    if form.cleaned_data["seen"] == now:
        return True
    by = shown.revision.closed_by if shown.revision else ""
    form.add_error(
        None,
        mistake(
            f"Đồng chí {by} vừa chốt tháng này, bản chốt lần {now}. Chưa soạn gì.",
            mend="Xem lại số liệu bên cạnh rồi bấm Soạn một lần nữa.",
        ),
    )
    form.data = form.data.copy()  # type: ignore[attr-defined]
    form.data["seen"] = str(now)  # type: ignore[index]
    return False


def _tell(request: Request, form: LetterForm) -> None:
    number = len(form.chosen()) if form.cleaned_data["each"] == EACH else 1
    messages.success(request, f"Đã soạn {number} dự thảo. Chưa lấy số, chưa gửi đi đâu.")
    if day_off(form.cleaned_data["report_due"]):
        messages.warning(request, "Hạn báo cáo rơi vào ngày nghỉ. Đồng chí xem lại nếu cần.")


def _page(request: Request, form: LetterForm, shown: Sheet) -> HttpResponse:
    ticked = {str(value) for value in form["bodies"].value() or ()}
    context = {
        "form": form,
        "shown": shown,
        "state": papers.state_text(shown),
        "bands": bands_text(shown.policy),
        "bands_source": shown.policy.basis.text_vi,
        "groups": _groups(shown.lines, ticked),
        "picked": bool(ticked),
        "at_zero": [line for line in shown.lines if line.zero],
        "must_review": sum(line.accountability for line in shown.lines),
        "may_close": permits(request.actor, Action.CLOSE_MONTH, shown.unit_path)
        and shown.month.last() < clock.today(),
    }
    return render(request, "targets/letter_new.html", context, status=422 if form.is_bound else 200)


def _groups(lines: Sequence[Line], ticked: set[str]) -> list[Group]:
    """The bodies by class, those at zero first; inside a class in the order of the decision."""
    found = [
        Group(
            cls,
            zero,
            [
                (line, str(line.unit_id) in ticked)
                for line in lines
                if (line.cls, line.zero) == (cls, zero)
            ],
        )
        for cls, zero in GROUPS
    ]
    return [group for group in found if group.boxes]


@gate(Action.DRAFT_LETTERS)
@require_POST
def praise_draft(request: Request, month: Month, unit_id: int) -> HttpResponse:
    """Drafts the list of bodies doing well, fastest first (R11.8)."""
    shown = _sheet(request, month, unit_id)
    lines = [line for line in shown.lines if line.cls == "high"]
    lines.sort(key=lambda line: -(line.pace or 0))
    today = clock.today()
    wording = Wording(
        office=_office(request, shown),
        subject=PRAISE.format(month=month.label_vi),
        report_due=due_after_letter(today),
    )
    try:
        key = draft_praise(request.actor, shown, lines, wording, today)
    except Impossible as refusal:
        messages.warning(request, refusal.message_vi)
        return redirect("month_praise", month, unit_id)
    messages.success(request, "Đã soạn danh sách biểu dương. Danh sách không lấy số riêng.")
    return redirect("paper_bundle", key)
