"""A session at which a paper was made known: the roll-call of a cell, or its numbers alone."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from dangvu.access.matrix import Action
from dangvu.access.scope import may, permits
from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible
from dangvu.members.actions import note_reading
from dangvu.orgs import queries as orgs
from dangvu.tasks.actions import disseminating
from dangvu.tasks.catalogue import SessionForm
from dangvu.tasks.queries import directives
from dangvu.tasks.queries import dissemination as reading
from dangvu.tasks.queries.dissemination import Roll, Seat
from dangvu.web.components.doing import carried_out
from dangvu.web.components.ids import ids
from dangvu.web.directives.report_forms import ReasonForm
from dangvu.web.directives.report_forms import SessionForm as Asked
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request


def _back(directive_id: int, unit_id: int) -> str:
    return f"{reverse('dissemination', args=[directive_id])}?don-vi={unit_id}"


@gate(Action.DISSEMINATE)
@require_http_methods(["GET", "POST"])
def new(request: Request, directive_id: int, unit_id: int) -> HttpResponse:
    """A session is recorded: in a cell by ticking who was there. The page carries a token: sent
    once more, as after a lost connection, it counts once."""
    found = directives.directive(request.actor, directive_id)
    unit = orgs.unit(request.actor, unit_id, Action.VIEW_DUTIES)
    may(request.actor, Action.DISSEMINATE, unit.path)
    seats = _seats(request, found.pk, unit)
    posted = request.method == "POST"
    token = _token(request.POST.get("token", "")) if posted else uuid4()
    everybody = posted and "all" in request.POST
    ticked = (
        {seat.person.pk for seat in seats}
        if everybody
        else set(ids(request.POST.getlist("present")))
    )
    form = Asked(request.POST if posted else None, named=bool(seats), today=clock.today())

    def recorded() -> str:
        held = disseminating.Held(
            form.cleaned_data["on"], SessionForm(form.cleaned_data["form"]),
            form.cleaned_data.get("expected") or len(seats),
            len(ticked) if seats else form.cleaned_data["attended"],
            sorted(ticked), form.cleaned_data["paper_number"], form.cleaned_data["note"], token,
        )  # fmt: skip
        made = disseminating.hold_session(request.actor, found.pk, unit.pk, held)
        return f"Đã ghi buổi quán triệt: {made.attended} trên {made.expected} đồng chí có mặt."

    if posted and not everybody and form.is_valid() and carried_out(request, form, recorded):
        return redirect(_back(found.pk, unit.pk))
    context = {
        "found": found, "cited": directives.cited(found), "unit": unit, "form": form,
        "seats": [(seat, seat.person.pk in ticked) for seat in seats], "there": len(ticked),
        "token": token, "back": _back(found.pk, unit.pk),
    }  # fmt: skip
    status = 422 if posted and not everybody else 200
    return render(request, "directives/session_new.html", context, status=status)


def _token(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404("Trang điểm danh này không còn dùng được.") from error


def _seats(request: Request, directive_id: int, unit: orgs.Unit) -> list[Seat]:
    """The members to be ticked: those expected who were at no session yet. Nobody where members
    are not by name."""
    roll = _roll(request, directive_id, unit)
    found = [*roll.waiting, *(seat for seat in roll.knowing if seat.known and not
                              seat.known.session_id)]  # fmt: skip
    return sorted(found, key=lambda seat: (seat.person.sort_key, seat.person.pk))


def _roll(request: Request, directive_id: int, unit: orgs.Unit) -> Roll:
    if not permits(request.actor, Action.VIEW_MEMBERS, unit.path):
        return Roll([], [], 0)
    roll = reading.roll(request.actor, directive_id, unit)
    note_reading(request.actor, roll.people, unit.pk, unit.path, "read_roll")
    return roll


@gate(Action.DISSEMINATE)
@require_POST
def read_alone(request: Request, directive_id: int, unit_id: int) -> HttpResponse:
    """The cell notes for members that they read the paper themselves."""
    people = ids(request.POST.getlist("person"))
    try:
        count = disseminating.acknowledge_for(request.actor, directive_id, unit_id, people)
    except Impossible as refusal:
        messages.error(request, refusal.message_vi)
    else:
        messages.success(request, f"Đã ghi {count} đồng chí tự đọc, nắm nội dung.")
    return redirect(_back(directive_id, unit_id))


@gate(Action.DISSEMINATE)
@require_http_methods(["GET", "POST"])
def take_back(request: Request, session_id: int) -> HttpResponse:
    """A session recorded by mistake is taken back with a reason."""
    row = reading.session(request.actor, session_id)
    may(request.actor, Action.DISSEMINATE, row.unit_path)
    may(request.actor, Action.VIEW_MEMBERS, row.unit_path)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    back = _back(row.directive_id, row.unit_id)

    def taken() -> str:
        disseminating.take_back_session(request.actor, row.pk, form.cleaned_data["reason"])
        return "Đã bỏ buổi quán triệt đã ghi."

    if request.method == "POST" and form.is_valid() and carried_out(request, form, taken):
        return redirect(back)
    context = {"row": row, "form": form, "back": back, "cited": directives.cited(row.directive)}
    status = 422 if request.method == "POST" else 200
    return render(request, "directives/session_drop.html", context, status=status)
