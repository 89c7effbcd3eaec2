"""Requests to change a record: asking, the list, one with its values, the decision; and who can see
a member's record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangvu.access.matrix import Action
from dangvu.access.overview import Watcher, watchers
from dangvu.access.scope import may, permits
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible
from dangvu.members import queries as members
from dangvu.members.actions import note_reading
from dangvu.members.actions.requests import (
    Wanted,
    decide_request,
    request_change,
    withdraw_request,
)
from dangvu.members.catalogue import Section
from dangvu.members.queries import requests as asking
from dangvu.orgs import queries as orgs
from dangvu.web.components.doing import carried_out
from dangvu.web.components.fields import refuse
from dangvu.web.components.ids import ids
from dangvu.web.registry.forms import words
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request

if TYPE_CHECKING:
    from dangvu.members.models import ChangeRequest, Person

State = asking.State
CHIPS: Mapping[str, str] = {
    State.OPEN: "wait",
    State.ACCEPTED: "done",
    State.REFUSED: "late",
    State.WITHDRAWN: "plain",
}


class WantedForm(forms.Form):
    """What should stand where, and why. Of a list either its words or its code are taken."""

    field = forms.ChoiceField(label="Mục cần sửa")
    value = words(
        "Nội dung đúng", "Ngày ghi như 15/06/1990; dân tộc, trình độ ghi bằng chữ; để trống nếu "
        "mục này phải xóa", most=300, required=False,
    )  # fmt: skip
    paper = words("Giấy tờ chứng minh", "Ví dụ: Giấy khai sinh số …", most=300, required=False)
    reason = words("Lý do", most=500)

    def __init__(self, data: Mapping[str, Any] | None, field: str = "") -> None:
        super().__init__(data, initial={"field": field})
        self.fields["field"].choices = [  # type: ignore[attr-defined]
            ("", "Chọn mục"),
            *(
                (part.label, [(f.code, f.label) for f in asking.REQUESTABLE.values()
                              if f.section is part])
                for part in Section if part is not Section.DOSSIER
            ),
        ]  # fmt: skip

    def wanted(self) -> Wanted:
        """What was entered, for the action."""
        entered = self.cleaned_data
        return Wanted(entered["field"], entered["value"], entered["reason"], entered["paper"])


class AnswerForm(forms.Form):
    """The decision with its reason."""

    answer = words("Lý do", "Người đề nghị đọc được dòng này", most=500)


@gate(Action.REQUEST_CHANGE)
@require_GET
def listing(request: Request) -> HttpResponse:
    """Requests within reach, those that wait first; a page of them leaves one event."""
    state = request.GET.get("tinh-trang", State.OPEN.value)
    state = state if state in State.values else ""
    (after,) = ids([request.GET.get("sau", "")]) or [0]
    page = asking.request_page(request.actor, state, after)
    note_reading(
        request.actor, {a.row.person_id for a in page.rows}, request.actor.unit_id,
        request.actor.unit_path, "read_requests",
    )  # fmt: skip
    context = {
        "states": State.choices, "state": state,
        "rows": [(asked, CHIPS[State(asked.row.state)]) for asked in page.rows],
        "next_url": f"?tinh-trang={state}&sau={page.after}" if page.after else "",
        "first_url": f"?tinh-trang={state}" if after else "",
        "own": request.actor.person_id,
    }  # fmt: skip
    return render(request, "registry/requests.html", context)


@gate(Action.REQUEST_CHANGE)
@require_http_methods(["GET", "POST"])
def new(request: Request, person_id: int) -> HttpResponse:
    """A request about one field of one record."""
    person = members.member(request.actor, person_id)
    if not permits(request.actor, Action.REQUEST_CHANGE, person.unit_path, person.pk):
        may(request.actor, Action.REQUEST_CHANGE, person.unit_path)
    form = WantedForm(request.POST or None, request.GET.get("muc", ""))
    if form.is_bound and form.is_valid():
        try:
            row = request_change(request.actor, person.pk, form.wanted())
        except Impossible as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, "Đã gửi đề nghị. Hồ sơ giữ nguyên đến khi có quyết định.")
            return redirect("request", row.pk)
    own = request.actor.person_id == person.pk
    note_reading(request.actor, {person.pk}, person.unit_id, person.unit_path, "read_member")
    context = {
        "person": person, "form": form, "own": own,
        "asked": [(a, CHIPS[State(a.row.state)])
                  for a in asking.requests_of(request.actor, person)],
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "registry/request_new.html", context, status=status)


@gate(Action.REQUEST_CHANGE)
@require_GET
def one(request: Request, request_id: int) -> HttpResponse:
    """One request with its values; reading it leaves an event."""
    return _page(request, asking.request(request.actor, request_id))


def _page(request: Request, row: ChangeRequest, form: AnswerForm | None = None) -> HttpResponse:
    asked = asking.asked(request.actor, row)
    own = request.actor.person_id == row.person_id
    audit.record(
        request.actor, "read_request", kind=audit.Kind.READ, subject=("person", row.person_id),
        unit_path=row.unit_path,
        data={"persons": [row.person_id], "fields": [row.field], "request": row.pk},
    )  # fmt: skip
    decides = permits(request.actor, Action.EDIT_MEMBERS, row.unit_path) and not own
    waiting = row.state == State.OPEN
    context = {
        "asked": asked, "row": row, "own": own, "chip": CHIPS[State(row.state)],
        "form": (form or AnswerForm()) if decides and waiting else None,
        "may_withdraw": waiting and (own or not (row.by_member or decides)),
    }  # fmt: skip
    return render(request, "registry/request.html", context, status=422 if form else 200)


@gate(Action.EDIT_MEMBERS)
@require_POST
def decide(request: Request, request_id: int) -> HttpResponse:
    """Accepted, and the record changes; or refused. Either with a reason."""
    row = asking.request(request.actor, request_id)
    form = AnswerForm(request.POST)

    def decided() -> str:
        accept = request.POST.get("accept") == "1"
        decide_request(request.actor, row.pk, accept, form.cleaned_data["answer"])
        return "Đã sửa hồ sơ theo đề nghị." if accept else "Đã ghi không chấp nhận."

    if form.is_valid() and carried_out(request, form, decided):
        return redirect("request", row.pk)
    return _page(request, row, form)


@gate(Action.REQUEST_CHANGE)
@require_POST
def withdraw(request: Request, request_id: int) -> HttpResponse:
    """Takes a request back."""
    row = asking.request(request.actor, request_id)
    try:
        withdraw_request(request.actor, row.pk)
    except Impossible as refusal:
        messages.warning(request, refusal.message_vi)
    else:
        messages.success(request, "Đã rút đề nghị.")
    return redirect("request", row.pk)


def who_sees(person: Person) -> list[tuple[str, list[Watcher]]]:
    """Who may see a member's record today, by organisation from the cell upwards: for the member's
    own page. Two statements."""
    found = watchers(person.unit_path, clock.today())
    names = orgs.names({one.unit_id for one in found})
    groups: dict[int, list[Watcher]] = {}
    for one in found:
        groups.setdefault(one.unit_id, []).append(one)
    return [(names.get(unit, ""), held) for unit, held in groups.items()]
