"""The figures of the way to membership and how sure each is; the province's choices and days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from dangvu.access.matrix import Action
from dangvu.access.scope import permits
from dangvu.admissions import cases
from dangvu.admissions.actions.calendars import choose_figure, drop_day_off, set_day_off
from dangvu.admissions.cases.choices import choices_of, chosen_on, days_off
from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible
from dangvu.office.vietnamese import day
from dangvu.rules.admissions import AGE, CEREMONY, AgeBand, Deadline
from dangvu.rules.basis import BEGINNING, Confidence, Dated, Rule
from dangvu.rules.procedure import Ratio
from dangvu.rules.procedure_law import COMPETENCE, RULES, SINCE, SOURCES, parse_figure
from dangvu.rules.quality import PROBATION, RECOGNITION
from dangvu.rules.workdays import DEFAULT, EXCHANGES
from dangvu.web.admissions.board import nav, place
from dangvu.web.components.days import DayField
from dangvu.web.components.fields import refuse
from dangvu.web.components.words import Words
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request

if TYPE_CHECKING:
    from dangvu.admissions.models import RuleChoice

FIGURES: tuple[Rule, ...] = (AGE, CEREMONY, PROBATION, RECOGNITION, *RULES)


@dataclass(frozen=True)
class Figure:
    """A figure of the law on a day: what applies, how sure, and what the province chose."""

    rule: Rule
    row: Dated
    said: str
    chosen: RuleChoice | None
    may_choose: bool

    @property
    def older(self) -> list[tuple[str, str, str]]:
        """The versions, newest first: from when, what, on which ground."""
        return [
            (
                "trước nay" if row.since == BEGINNING else f"từ {day(row.since)}",
                worded(row.value, self.rule.unit_vi), row.basis.text_vi,
            )
            for row in reversed(self.rule.rows)
        ]  # fmt: skip


def worded(value: Any, unit_vi: str) -> str:
    """A figure in words."""
    if isinstance(value, Ratio):
        return value.label_vi
    if isinstance(value, AgeBand):
        return f"đủ {value.from_months // 12} đến đủ {value.to_months // 12} tuổi"
    if isinstance(value, Deadline):
        return f"{value.working_days} {unit_vi} từ {value.trigger.label_vi}"
    text = getattr(value, "label_vi", None) or str(value)
    return f"{text} {unit_vi}".strip()


def figures(today: date) -> list[Figure]:
    """Every figure as it stands on a day. One statement."""
    chosen = chosen_on(today)
    found = []
    for rule in FIGURES:
        row = rule.at(today)
        able = isinstance(row.value, int | Ratio) and rule in RULES
        free = able and not row.basis.confidence.confirmed
        mine = chosen.get(rule.name) if free else None
        value = parse_figure(rule, mine.value) if mine else row.value
        found.append(Figure(rule, row, worded(value, rule.unit_vi), mine, free))
    return found


@gate(Action.VIEW_CASES)
@require_GET
def rules(request: Request) -> HttpResponse:
    """The figures, the versions of the regulation and the open cases each governs."""
    today, unit = clock.today(), place(request)
    wanted = request.GET.get("ban", "")
    name = wanted if wanted in SINCE else [n for n, since in SINCE.items() if since <= today][-1]
    since = SINCE[name]
    touched = None
    if since > BEGINNING:
        touched = cases.touched(request.actor, unit.pk, since, today, request.GET.get("sau", ""))
    context = {
        "figures": figures(today), "confidences": list(Confidence), "today": today,
        "versions": [
            (key, SOURCES[key], begun if begun > BEGINNING else None)
            for key, begun in reversed(SINCE.items())
        ],
        "version": name, "source": SOURCES[name], "touched": touched, "unit": unit,
        "competence": [row for row in COMPETENCE if row.since <= today
                       and (row.until is None or today < row.until)],
        "may_choose": permits(request.actor, Action.EDIT_CALENDAR, request.actor.unit_path),
        **nav("rules_page", request.actor),
    }  # fmt: skip
    return render(request, "admissions/rules.html", context)


class ChoiceForm(forms.Form):
    """The province's value of a figure that is not confirmed."""

    value = Words("Con số áp dụng", most=20)
    since = DayField(label="Áp dụng từ ngày")
    reason = Words("Lý do, văn bản", "Ví dụ: hướng dẫn số …, ngày …", most=300)


@gate(Action.EDIT_CALENDAR)
@require_http_methods(["GET", "POST"])
def choose(request: Request, name: str) -> HttpResponse:
    """Another value for a figure that is not confirmed; those that are stay as they are."""
    today = clock.today()
    found = next((one for one in figures(today) if one.rule.name == name), None)
    if found is None or not found.may_choose:
        raise Http404("Con số này không đổi được.")
    ratio = isinstance(found.row.value, Ratio)
    value = found.chosen.value if found.chosen else "" if ratio else found.row.value
    form = ChoiceForm(request.POST or None, initial={"value": value, "since": today})
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            choose_figure(request.actor, name, given["value"], given["since"], given["reason"])
        except Impossible as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, "Đã ghi. Hạn của các hồ sơ đang mở được tính lại.")
            return redirect("rules_page")
    form.fields["value"].help_text = "Ví dụ: 2/3, quá 1/2" if ratio else "Một số nguyên"
    context = {"figure": found, "form": form, "history": choices_of(name)}
    status = 422 if form.is_bound else 200
    return render(request, "admissions/rule_choice.html", context, status=status)


class DayForm(forms.Form):
    """A day on which the province's calendar parts from the table."""

    on = DayField(label="Ngày")
    working = forms.TypedChoiceField(
        label="Ngày ấy", choices=[("0", "Nghỉ"), ("1", "Làm việc (làm bù)")],
        widget=forms.RadioSelect, coerce=lambda text: text == "1", initial="0",
    )  # fmt: skip
    name = Words("Tên ngày", "Ví dụ: nghỉ bù Quốc khánh", most=120)
    reason = Words("Căn cứ", "Ví dụ: thông báo số …, ngày …", most=300)


@gate(Action.VIEW_CASES)
@require_http_methods(["GET", "POST"])
def days(request: Request) -> HttpResponse:
    """The working calendar: the table of the law, and what the province changed."""
    today = clock.today()
    able = permits(request.actor, Action.EDIT_CALENDAR, request.actor.unit_path)
    adding = request.method == "POST" and "drop" not in request.POST
    form = DayForm(request.POST if adding else None, initial=_exchanged(request.GET.get("doi", "")))
    if request.method == "POST":
        try:
            if said := _changed(request, form):
                messages.success(request, said)
                return redirect("calendar_days")
        except Impossible as refusal:
            if adding:
                refuse(form, refusal)
            else:
                messages.error(request, refusal.message_vi)
    first = today.year - 1
    mine = days_off(first)
    recorded = {one.on for one in mine}
    context = {
        "form": form, "mine": mine, "may_edit": able, "first": first,
        "exchanges": [
            one for one in EXCHANGES if one.on.year >= first and one.on not in recorded
        ],
        "table": [one for one in DEFAULT.holidays if first <= one.on.year <= today.year + 1],
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "admissions/days.html", context, status=status)


def _exchanged(text: str) -> dict[str, Any]:
    """The form of a day the Government exchanged, filled in but for its ground."""
    found = next((one for one in EXCHANGES if one.on.isoformat() == text), None)
    return (
        {"on": found.on, "working": str(int(found.working)), "name": found.name_vi} if found else {}
    )


def _changed(request: Request, form: DayForm) -> str:
    if "drop" in request.POST:
        text = request.POST["drop"]
        on = date.fromisoformat(text) if _iso(text) else clock.today()
        drop_day_off(request.actor, on, request.POST.get("reason", ""))
        return "Đã bỏ, ngày ấy theo lịch chung."
    if not form.is_valid():
        return ""
    given = form.cleaned_data
    set_day_off(request.actor, given["on"], given["name"], given["reason"],
                working=given["working"])  # fmt: skip
    return f"Đã ghi ngày {day(given['on'])}. Hạn của các hồ sơ đang mở được tính lại."


def _iso(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
