"""A case that goes to another cell midway (R2.10): sent by one side, taken or returned there."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import may
from dangvu.admissions import cases
from dangvu.admissions.actions.moving import call_back, return_case, send_case, take_case
from dangvu.admissions.actions.reading import note_case_read
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.web.components.days import DayField
from dangvu.web.components.doing import carried_out
from dangvu.web.components.fields import refuse
from dangvu.web.components.places import PlaceForm
from dangvu.web.components.words import Words
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request


class SendForm(PlaceForm):
    """Where the person goes, and why."""

    on = DayField(label="Ngày giới thiệu")
    number = Words("Số giấy giới thiệu", most=60, required=False)
    reason = Words("Lý do", "Ví dụ: chuyển nơi làm việc", most=300)

    def __init__(self, data: Mapping[str, Any] | None, actor: Actor, today: date) -> None:
        super().__init__(data, actor, initial={"on": today})

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("cell") and "cell" not in self.errors:
            self.add_error("cell" if self.cells else "text", "Chọn chi bộ nơi đến.")
        return given


class TakeForm(forms.Form):
    """The day on which the person is taken over."""

    on = DayField(label="Ngày tiếp nhận")


class ReturnForm(forms.Form):
    """Why a person who was introduced here is not taken over."""

    reason = Words("Lý do không tiếp nhận", most=300)


@gate(Action.RECORD_CASE)
@require_http_methods(["GET", "POST"])
def send(request: Request, case_id: int) -> HttpResponse:
    """The case is introduced to another cell; it stays until that one takes it."""
    actor = request.actor
    row = cases.case(actor, case_id)
    may(actor, Action.RECORD_CASE, row.unit_path)
    form = SendForm(request.POST or None, actor, clock.today())

    def sent() -> str:
        given = form.cleaned_data
        send_case(actor, row.pk, form.to_unit() or 0, given["on"], given["reason"],
                  given["number"])  # fmt: skip
        return "Đã giới thiệu. Hồ sơ ở lại cho đến khi nơi đến tiếp nhận."

    if form.is_bound and form.is_valid() and carried_out(request, form, sent):
        return redirect("case", row.pk)
    note_case_read(actor, row)
    status = 422 if form.is_bound else 200
    return render(request, "admissions/case_move.html", {"case": row, "form": form}, status=status)


@gate(Action.RECORD_CASE)
@require_http_methods(["GET", "POST"])
def take(request: Request, move_id: int) -> HttpResponse:
    """A case on its way to the reader's reach: taken over, or returned with the reason."""
    actor = request.actor
    move = cases.moves_under_way(actor).filter(pk=move_id).first()
    if move is None:
        raise Http404("Không có hồ sơ này đang chờ tiếp nhận.")
    may(actor, Action.RECORD_CASE, move.to_path)
    given = request.POST
    taking = TakeForm(given if given.get("do") == "take" else None, initial={"on": clock.today()})
    back = ReturnForm(given if given.get("do") == "back" else None)
    try:
        if taking.is_bound and taking.is_valid():
            case_id = take_case(actor, move.pk, taking.cleaned_data["on"])
            messages.success(request, f"Đã tiếp nhận {move.full_name}.")
            return redirect("case", case_id)
        if back.is_bound and back.is_valid():
            return_case(actor, move.pk, clock.today(), back.cleaned_data["reason"])
            messages.success(request, f"Đã trả {move.full_name} lại nơi giới thiệu.")
            return redirect("case_board")
    except Overtaken as late:
        messages.warning(request, late.message_vi)
        return redirect("case_board")
    except Impossible as refusal:
        refuse(taking if taking.is_bound else back, refusal)
    audit.record(
        actor, "read_case", kind=audit.Kind.READ, subject=("case", move.case_id),
        unit_path=move.to_path,
    )  # fmt: skip
    context = {"move": move, "take": taking, "back": back}
    status = 422 if taking.is_bound or back.is_bound else 200
    return render(request, "admissions/case_move_in.html", context, status=status)


class CallBackForm(forms.Form):
    """Why the sending side goes on with a case."""

    on = DayField(label="Ngày nhận lại")
    reason = Words("Lý do", "Ví dụ: người ấy không chuyển nữa", most=300)


@gate(Action.RECORD_CASE)
@require_http_methods(["GET", "POST"])
def recall(request: Request, case_id: int) -> HttpResponse:
    """The sending side goes on: before the other took it, or once it came back."""
    actor = request.actor
    row = cases.case(actor, case_id)
    may(actor, Action.RECORD_CASE, row.unit_path)
    move = cases.moves(actor).filter(case=row, taken_on=None).first()
    if move is None:
        raise Http404("Hồ sơ này không đang chuyển đi.")
    form = CallBackForm(request.POST or None, initial={"on": clock.today()})

    def called_back() -> str:
        call_back(actor, move.pk, form.cleaned_data["on"], form.cleaned_data["reason"])
        return f"Đã nhận lại hồ sơ của {row.full_name}."

    if form.is_bound and form.is_valid() and carried_out(request, form, called_back):
        return redirect("case", row.pk)
    note_case_read(actor, row)
    came_back = (
        f" Nơi đến trả lại ngày {move.returned_on:%d/%m/%Y}: {move.returned_reason}."
        if move.returned_on
        else ""
    )
    context = {
        "case": row, "form": form, "title": "Nhận lại hồ sơ", "verb": "Nhận lại",
        "lead": f"Đã giới thiệu sang {move.to_unit.name} ngày {move.sent_on:%d/%m/%Y}.{came_back}",
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "admissions/case_take_back.html", context, status=status)
