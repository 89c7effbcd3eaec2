"""A petition is raised: by the member on a phone, or written down for a member."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dangvu.access.matrix import Action, Role
from dangvu.access.scope import may, permits
from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.members import queries as members
from dangvu.office.vietnamese import day
from dangvu.orgs import queries as orgs
from dangvu.rules import petitions as rules
from dangvu.rules.organisations import OrgType
from dangvu.rules.petitions import Level
from dangvu.tasks.actions.petitions import note_reading_list, raise_petition
from dangvu.tasks.queries import petitions as queries
from dangvu.web.components.fields import refuse
from dangvu.web.components.ids import ids
from dangvu.web.petitions.forms import RaiseForm
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request


@gate(Action.RAISE_PETITION)
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """The form of a new petition; who writes one down for a member chooses the member first."""
    actor = request.actor
    person_id = _for_whom(request)
    if person_id is None:
        return _choosing(request)
    person = members.member(actor, person_id)
    own = person.pk == actor.person_id
    if not permits(actor, Action.RAISE_PETITION, person.unit_path, person.pk):
        may(actor, Action.RAISE_PETITION, person.unit_path)
    directives = queries.directives_of(person.unit_path)
    form = RaiseForm(
        directives, request.POST or None, initial={"directive": request.GET.get("van-ban", "")}
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = raise_petition(actor, person.pk, form.raised())
        except Overtaken as late:
            messages.warning(request, late.message_vi)
            return redirect("petition_list")
        except Impossible as refusal:
            refuse(form, refusal)
        else:
            name = rules.cited(row.number, row.year)
            messages.success(
                request, f"Đã gửi, số {name}. Trả lời chậm nhất ngày {day(row.due_on)}."
            )
            return redirect("petition", row.pk)
    if not own:
        note_reading_list(actor, [person.pk])
    today = clock.today()
    days = queries.law().row(rules.DAYS_OF[Level.CELL], today)
    context = {
        "form": form,
        "own": own,
        "person": person,
        "due": rules.due_on(Level.CELL, today, days.value),
        "basis": days.basis,
    }
    return render(request, "petitions/new.html", context, status=422 if form.is_bound else 200)


def _for_whom(request: Request) -> int | None:
    if request.actor.role is Role.MEMBER:
        return request.actor.person_id
    return next(iter(ids([request.GET.get("dang-vien", "")])), None)


def _choosing(request: Request) -> HttpResponse:
    """The members of a cell, or those of a name; a member whose account is tied to no record is
    told who ties it."""
    actor = request.actor
    if actor.role is Role.MEMBER:
        return render(request, "petitions/untied.html")
    unit = orgs.unit(actor, actor.unit_id)
    name = request.GET.get("ten", "").replace("\0", "").strip()
    people = []
    if name or OrgType(unit.type).is_cell:
        people = members.members(actor, unit, search=name).people
        note_reading_list(actor, [person.pk for person in people])
    context = {"people": people, "unit": unit, "name": name, "own": actor.person_id}
    return render(request, "petitions/for_whom.html", context)
