"""Guests of cells: who is there for a time, who comes from outside the register, who leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from dangvu.access.matrix import Action
from dangvu.access.scope import may, permits
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible
from dangvu.members.actions.guests import Guest, end_stay, take_in_guest
from dangvu.members.queries import guests
from dangvu.members.queries import transfers as moves
from dangvu.office.vietnamese import day
from dangvu.orgs import queries as orgs
from dangvu.rules.transfers import TEMPORARY_SPAN
from dangvu.web.components.days import DayField
from dangvu.web.components.doing import carried_out
from dangvu.web.components.fields import refuse
from dangvu.web.components.ids import ids
from dangvu.web.registry.forms import words
from dangvu.web.registry.transfer_forms import read_as
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request

if TYPE_CHECKING:
    from dangvu.orgs.models import Unit

MOST_CELLS = 500


class GuestForm(forms.Form):
    """A guest from outside the register, as the letter they bring says."""

    cell = forms.ChoiceField(label="Chi bộ nơi sinh hoạt tạm thời")
    full_name = words("Họ và tên", most=120)
    card_number = words("Số thẻ đảng viên", "12 chữ số", most=20, required=False)
    home_name = words("Tổ chức đảng nơi sinh hoạt chính thức", "Như trên giấy giới thiệu", most=300)
    letter_number = words("Số giấy giới thiệu", most=40)
    letter_on = DayField(label="Ngày giấy giới thiệu")
    on = DayField(label="Ngày đến")
    due_on = DayField(label="Sinh hoạt tạm thời đến hết ngày")
    sure = forms.BooleanField(
        label="Đã đối chiếu: đây là người khác với người trùng tên trong chi bộ", required=False
    )

    def __init__(self, data: Mapping[str, Any] | None, cells: Sequence[Unit]) -> None:
        super().__init__(data, initial={"on": clock.today()})
        self.fields["cell"].choices = [(str(u.pk), u.name) for u in cells]  # type: ignore[attr-defined]

    def clean_full_name(self) -> str:
        return read_as("full_name", self.cleaned_data["full_name"])

    def clean_card_number(self) -> str:
        return read_as("card_number", self.cleaned_data["card_number"])

    def guest(self) -> Guest:
        """What was entered, for the action."""
        entered = {k: v for k, v in self.cleaned_data.items() if k not in ("cell", "sure")}
        return Guest(unit_id=int(self.cleaned_data["cell"]), **entered)


class LeaveForm(forms.Form):
    """The day a guest leaves, and the letter that introduces them home."""

    on = DayField(label="Ngày rời đi")
    letter = words("Số giấy giới thiệu trở về", most=40, required=False)


@gate(Action.VIEW_MEMBERS)
@require_GET
def listing(request: Request, unit_id: int) -> HttpResponse:
    """Guests of a branch, those there or those who left; a page of them leaves one event."""
    actor = request.actor
    unit = orgs.unit(actor, unit_id)
    may(actor, Action.VIEW_MEMBERS, unit.path)
    gone = request.GET.get("xem") == "da-di"
    (after,) = ids([request.GET.get("sau", "")]) or [0]
    page = guests.guest_page(actor, unit, gone=gone, after=after)
    if page.rows:
        audit.record(
            actor, "read_guests", kind=audit.Kind.READ, subject=("unit", unit.pk),
            unit_path=unit.path,
            data={"count": len(page.rows),
                  "persons": sorted(row.person_id for row in page.rows if row.person_id)},
        )  # fmt: skip
    seen, today = "da-di" if gone else "", clock.today()
    context = {
        "unit": unit, "crumbs": orgs.breadcrumbs(actor, unit), "gone": gone, "rows": page.rows,
        "today": today,
        "next_url": f"?xem={seen}&sau={page.after}" if page.after else "",
        "first_url": f"?xem={seen}" if after else "",
        "may_enter": permits(actor, Action.TRANSFER_MEMBERS, unit.path),
        "span": TEMPORARY_SPAN.at(today),
    }  # fmt: skip
    return render(request, "registry/guests.html", context)


@gate(Action.TRANSFER_MEMBERS)
@require_http_methods(["GET", "POST"])
def coming(request: Request, unit_id: int) -> HttpResponse:
    """A guest from outside the register comes, with the letter they bring."""
    unit = orgs.unit(request.actor, unit_id)
    may(request.actor, Action.TRANSFER_MEMBERS, unit.path)
    cells = moves.cells_of(request.actor, unit.pk, limit=MOST_CELLS)
    form = GuestForm(request.POST or None, cells)
    if form.is_bound and form.is_valid():
        try:
            stay = take_in_guest(request.actor, form.guest(), sure=form.cleaned_data["sure"])
        except Impossible as refusal:
            refuse(form, refusal)
        else:
            messages.success(
                request,
                f"Đã tiếp nhận {stay.full_name} sinh hoạt tạm thời. Đồng chí ấy vẫn được tính ở "
                "nơi sinh hoạt chính thức.",
            )
            return redirect("guest_list", unit.pk)
    context = {"unit": unit, "form": form, "crumbs": orgs.breadcrumbs(request.actor, unit)}
    status = 422 if form.is_bound else 200
    return render(request, "registry/guest_in.html", context, status=status)


@gate(Action.TRANSFER_MEMBERS)
@require_http_methods(["GET", "POST"])
def leaving(request: Request, stay_id: int) -> HttpResponse:
    """A guest from outside the register leaves."""
    stay = guests.guest(request.actor, stay_id)
    may(request.actor, Action.TRANSFER_MEMBERS, stay.unit_path)
    if stay.valid_until is not None:
        messages.warning(request, f"Đã ghi rời đi từ {day(stay.valid_until)}.")
        return redirect("guest_list", stay.unit_id)
    form = LeaveForm(request.POST or None, initial={"on": clock.today()})

    def left() -> str:
        entered = form.cleaned_data
        end_stay(request.actor, stay.pk, entered["on"], entered["letter"])
        return f"Đã ghi {stay.full_name} rời {stay.unit.name}."

    if form.is_bound and form.is_valid() and carried_out(request, form, left):
        return redirect("guest_list", stay.unit_id)
    audit.record(
        request.actor, "read_guests", kind=audit.Kind.READ, subject=("unit", stay.unit_id),
        unit_path=stay.unit_path, data={"count": 1},
    )  # fmt: skip
    context = {"stay": stay, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "registry/guest_leave.html", context, status=status)
