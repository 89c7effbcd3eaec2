"""Members moved by one decision, and members taken in from outside the register."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dangvu.access.matrix import Action
from dangvu.access.scope import may
from dangvu.kernel.refusals import Impossible
from dangvu.members import queries as members
from dangvu.members.actions import note_reading
from dangvu.members.actions.moving import move_members, take_in
from dangvu.members.queries import transfers as moves
from dangvu.office.vietnamese import number
from dangvu.orgs import queries as orgs
from dangvu.web.components.fields import refuse
from dangvu.web.registry.transfer_forms import ComingForm, MoveForm
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request

MOST_CELLS = 500


@gate(Action.EDIT_MEMBERS)
@require_http_methods(["GET", "POST"])
def move(request: Request, unit_id: int) -> HttpResponse:
    """Members of a cell go to another one of the branch by one decision."""
    unit = orgs.unit(request.actor, unit_id)
    may(request.actor, Action.EDIT_MEMBERS, unit.path)
    people = members.in_cell(request.actor, unit)
    crumbs = orgs.breadcrumbs(request.actor, unit)
    body = next((u for u in crumbs if u.depth), unit)
    cells = [u for u in moves.cells_of(request.actor, body.pk, limit=MOST_CELLS) if u != unit]
    form = MoveForm(request.POST or None, people, cells)
    if form.is_bound and form.is_valid():
        try:
            moved = move_members(
                request.actor, unit.pk, form.chosen(), int(form.cleaned_data["cell"]), form.paper()
            )
        except Impossible as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, f"Đã chuyển {number(moved)} đảng viên.")
            return redirect("unit", unit.pk)
    note_reading(request.actor, {p.pk for p in people}, unit.pk, unit.path, "read_members")
    context = {"unit": unit, "form": form, "people": people, "crumbs": crumbs, "body": body}
    status = 422 if form.is_bound else 200
    return render(request, "registry/members_move.html", context, status=status)


@gate(Action.EDIT_MEMBERS)
@require_http_methods(["GET", "POST"])
def coming(request: Request, unit_id: int) -> HttpResponse:
    """A member comes from outside the register, with the letter they bring."""
    unit = orgs.unit(request.actor, unit_id)
    may(request.actor, Action.EDIT_MEMBERS, unit.path)
    form = ComingForm(
        request.POST or None, moves.cells_of(request.actor, unit.pk, limit=MOST_CELLS)
    )
    if form.is_bound and form.is_valid():
        try:
            person = take_in(request.actor, form.newcomer(), sure=form.cleaned_data["sure"])
        except Impossible as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, f"Đã tiếp nhận {person.full_name} vào {person.unit.name}.")
            return redirect("member", person.pk)
    context = {"unit": unit, "form": form, "crumbs": orgs.breadcrumbs(request.actor, unit)}
    status = 422 if form.is_bound else 200
    return render(request, "registry/member_in.html", context, status=status)
