"""One member's record, and a member's own with who has read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from dangvu.access.matrix import ROLE_LABELS, Action, Role
from dangvu.access.scope import permits
from dangvu.kernel import audit
from dangvu.kernel.audit_labels import ACTIONS
from dangvu.members import queries
from dangvu.members.catalogue import ethnic_groups, religions
from dangvu.orgs import queries as orgs
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request

if TYPE_CHECKING:
    from dangvu.members.models import Person


@gate(Action.VIEW_MEMBERS)
@require_GET
def one(request: Request, person_id: int) -> HttpResponse:
    """One member's record; reading it leaves an event."""
    if person_id == request.actor.person_id:
        return redirect("member_own")
    person = queries.member(request.actor, person_id)
    audit.record(
        request.actor,
        "read_member",
        kind=audit.Kind.READ,
        subject=("person", person.pk),
        unit_path=person.unit_path,
        data={"persons": [person.pk]},
    )
    return render(request, "registry/member.html", _record(request, person))


@gate(Action.VIEW_MEMBERS)
@require_GET
def own(request: Request) -> HttpResponse:
    """The reader's own record, and who has read it."""
    person_id = request.actor.person_id
    if person_id is None:
        raise Http404("Tài khoản này chưa gắn với hồ sơ đảng viên nào.")
    person = queries.member(request.actor, person_id)
    context = _record(request, person) | {
        "ethnic_group": ethnic_groups().get(person.ethnic_group, ""),
        "religion": religions().get(person.religion, ""),
        "readings": [
            (r, ACTIONS.get(r.action, r.action), _role(r.role)) for r in queries.readings(person)
        ],
    }
    return render(request, "registry/member_own.html", context)


def _record(request: Request, person: Person) -> dict[str, object]:
    unit_within = permits(request.actor, Action.VIEW_UNITS, person.unit_path)
    return {
        "person": person,
        "posts": queries.posts_of(request.actor, person),
        "unit_url": reverse("unit", args=[person.unit_id]) if unit_within else "",
        "crumbs": orgs.breadcrumbs(request.actor, person.unit),
    }


def _role(role: str) -> str:
    return ROLE_LABELS[Role(role)] if role in set(Role) else ""
