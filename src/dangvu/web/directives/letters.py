"""Letters that urge what is late under a directive, and the report on how it was carried out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dangvu.access.matrix import Action
from dangvu.documents.offices import Office, accustomed, office_of
from dangvu.documents.queries import habit
from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.orgs import queries as orgs
from dangvu.tasks import papers
from dangvu.tasks.actions import urging
from dangvu.tasks.queries import assessing, directives, dissemination, following
from dangvu.tasks.queries.following import BodyLine, FollowSheet
from dangvu.web.components.days import DayField
from dangvu.web.components.fields import Option, mistake, refuse
from dangvu.web.components.letter_words import OfficeForm, day_off, in_the_office
from dangvu.web.components.words import Words
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request

if TYPE_CHECKING:
    from dangvu.tasks.models import Directive

COMMON, EACH = "common", "each"
YEAR, TERM = "year", "term"


def _office(request: Request, found: Directive) -> Office:
    """The office as the custom is, and as it wrote its last paper."""
    unit_id = urging.office_unit(request.actor, found)
    unit = orgs.unit(request.actor, unit_id, Action.DRAFT_LETTERS)
    custom = office_of(unit, orgs.letterhead(unit.pk))
    return accustomed(custom, habit(unit.pk))


class UrgeForm(OfficeForm):
    """Whom to urge: those that are late, in one letter or in one each."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    bodies = forms.MultipleChoiceField(label="Gửi nơi nào", widget=forms.CheckboxSelectMultiple)
    each = forms.ChoiceField(label="Kiểu công văn", widget=forms.RadioSelect)
    field_order = ("seen", "bodies", "each")

    def __init__(
        self, data: Mapping[str, Any] | None, lines: Sequence[BodyLine], office: Office,
        today: date, **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(data, office, today, **more)
        fields: Any = self.fields
        fields["bodies"].choices = [(str(line.unit_id), line.name) for line in lines]
        fields["each"].choices = [
            (COMMON, Option("Một công văn chung", "Kèm phụ lục từng nơi, từng nhiệm vụ quá hạn")),
            (EACH, Option("Mỗi nơi một công văn", "Chỉ nêu việc của nơi ấy; tải về một tệp")),
        ]


@gate(Action.DRAFT_LETTERS)
@require_http_methods(["GET", "POST"])
def urge(request: Request, directive_id: int) -> HttpResponse:
    """Whom to urge and how; posting drafts the letters. ``?don-vi=`` names one body."""
    actor, today = request.actor, clock.today()
    sheet = following.follow_sheet(actor, directive_id, today)
    found = sheet.directive
    office = _office(request, found)
    lines = [line for line in sheet.lines if not line.organ and (line.late or line.late_below)]
    data = request.POST if request.method == "POST" else None
    form = UrgeForm(data, lines, office, today, initial=_urge_initial(request, sheet, office))
    if data is not None and form.is_valid():
        entered = form.cleaned_data
        chosen = [int(pk) for pk in entered["bodies"]]
        try:
            key = urging.draft_urging(
                actor, found.pk, chosen, form.wording(), each=entered["each"] == EACH, on=today,
                seen=entered["seen"],
            )  # fmt: skip
        except Overtaken as late:
            _see_again(form, found, late)
        except Impossible as refusal:
            refuse(form, refusal)
        else:
            number = len(chosen) if entered["each"] == EACH else 1
            messages.success(
                request,
                f"Đã soạn {number} dự thảo, đã ghi đôn đốc {len(chosen)} nơi. Chưa lấy số, chưa "
                "gửi đi đâu.",
            )
            if day_off(entered["report_due"]):
                messages.warning(request, "Hạn báo cáo rơi vào ngày nghỉ. Đồng chí xem lại.")
            return redirect("paper_bundle", key)
    return _urge_page(request, form, sheet, lines)


def _urge_initial(request: Request, sheet: FollowSheet, office: Office) -> dict[str, Any]:
    one = request.GET.get("don-vi", "")
    late = [str(line.unit_id) for line in sheet.lines if line.late and not line.organ]
    return {
        "seen": urging.last_urging(sheet.directive),
        "bodies": [one] if one else late,
        "each": EACH if one else COMMON,
        "subject": papers.subject_of(sheet.directive)[:240],
        **in_the_office(office, clock.today()),
    }


def _see_again(form: UrgeForm, found: Directive, late: Overtaken) -> None:
    """Tells who was first; what was typed stays, and a second try counts on what is there now."""
    refuse(form, late)
    form.data = form.data.copy()  # type: ignore[attr-defined]
    form.data["seen"] = str(urging.last_urging(found))  # type: ignore[index]


def _urge_page(
    request: Request, form: UrgeForm, sheet: FollowSheet, lines: Sequence[BodyLine]
) -> HttpResponse:
    ticked = {str(value) for value in form["bodies"].value() or ()}
    groups = [
        ("Có việc của mình quá hạn", [line for line in lines if line.late]),
        ("Việc của mình chưa quá hạn, cấp dưới quá hạn",
         [line for line in lines if not line.late]),
    ]  # fmt: skip
    context = {
        "form": form,
        "found": sheet.directive,
        "cited": directives.cited(sheet.directive),
        "counts": sheet.counts,
        "lines": lines,
        "groups": [
            (title, [(line, str(line.unit_id) in ticked) for line in group])
            for title, group in groups
            if group
        ],
        "longest": max((line.late_days for line in lines), default=0),
        "before": sum(bool(line.urged) for line in lines),
        "today": sheet.on,
    }
    return render(
        request, "directives/urge.html", context, status=422 if form.is_bound else 200
    )  # fmt: skip


class AssessForm(OfficeForm):
    """Which time the report covers, and the words that are the office's own."""

    which = forms.ChoiceField(label="Kỳ đánh giá", widget=forms.RadioSelect)
    year = forms.IntegerField(
        label="Năm", min_value=2000, max_value=2100, required=False,
        help_text="Cho kỳ hằng năm",
    )  # fmt: skip
    term = Words("Nhiệm kỳ", "Cho kỳ nhiệm kỳ, ví dụ 2025 - 2030", most=40, required=False)
    since = DayField(label="Nhiệm kỳ bắt đầu từ ngày", required=False)
    field_order = ("which", "year", "term", "since")

    def __init__(
        self, data: Mapping[str, Any] | None, office: Office, today: date, **more: Any
    ) -> None:
        super().__init__(data, office, today, **more)
        del self.fields["report_due"], self.fields["addressees"]
        fields: Any = self.fields
        fields["subject"].required = False
        fields["subject"].help_text = "Để trống thì phần mềm ghi theo văn bản và kỳ đánh giá"
        fields["which"].choices = [
            (YEAR, Option("Hằng năm", "Tính từ ngày 01/01 đến hôm nay hoặc hết năm")),
            (TERM, Option("Nhiệm kỳ", "Tính từ ngày bắt đầu nhiệm kỳ đến hôm nay")),
        ]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        which = found.get("which")
        if which == YEAR and not found.get("year") and "year" not in self.errors:
            self.add_error("year", mistake("Chưa ghi năm.", mend="Ghi năm đánh giá."))
        if which == TERM:
            if not found.get("term"):
                self.add_error("term", mistake("Chưa ghi nhiệm kỳ.", mend="Ví dụ 2025 - 2030."))
            if not found.get("since") and "since" not in self.errors:
                self.add_error("since", mistake("Chưa ghi ngày bắt đầu.", mend="Ghi ngày đại hội."))
        return found

    def period(self) -> tuple[str, date, date]:
        """What the time is called, its first day and its last."""
        entered = self.cleaned_data
        if entered["which"] == TERM:
            return f"nhiệm kỳ {entered['term']}", entered["since"], self.today
        year = entered["year"]
        return f"năm {year}", date(year, 1, 1), min(date(year, 12, 31), self.today)


@gate(Action.DRAFT_LETTERS)
@require_http_methods(["GET", "POST"])
def assess(request: Request, directive_id: int) -> HttpResponse:
    """What the report will say, and its draft."""
    actor, today = request.actor, clock.today()
    found = directives.directive(actor, directive_id)
    office = _office(request, found)
    initial = {"which": YEAR, "year": today.year, **in_the_office(office, today)}
    data = request.POST if request.method == "POST" else None
    form = AssessForm(data, office, today, initial=initial)
    if data is not None and form.is_valid() and _in_the_past(form):
        period, since, until = form.period()
        form.cleaned_data.update(
            report_due=today, addressees="",
            subject=form.cleaned_data["subject"] or papers.title_of(found, period)[:240],
        )  # fmt: skip
        try:
            key = urging.draft_assessment(actor, found.pk, period, since, form.wording(), until)
        except Impossible as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, "Đã soạn dự thảo báo cáo từ hồ sơ theo dõi. Chưa lấy số.")
            return redirect("paper_bundle", key)
    facts = assessing.assess(actor, found.pk, date(today.year, 1, 1), today)
    context = {
        "form": form,
        "found": found,
        "cited": directives.cited(found),
        "facts": facts,
        "spread": dissemination.coverage(actor, found.pk, today).whole.numbers,
        "today": today,
    }
    return render(
        request, "directives/assess.html", context, status=422 if form.is_bound else 200
    )  # fmt: skip


def _in_the_past(form: AssessForm) -> bool:
    """Whether the time has begun; tells on the form where it has not."""
    _, since, until = form.period()
    if since <= until:
        return True
    field = "since" if form.cleaned_data["which"] == TERM else "year"
    form.add_error(field, mistake("Kỳ này chưa bắt đầu.", mend="Chọn kỳ đã có kết quả."))
    return False
