"""A member's own record, with who has read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dangvu.access.matrix import ROLE_LABELS, Action, Role
from dangvu.kernel.audit_labels import ACTIONS
from dangvu.members import queries
from dangvu.web.registry.record import shown
from dangvu.web.registry.requests import who_sees
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request

if TYPE_CHECKING:
    pass


@gate(Action.VIEW_MEMBERS)
@require_GET
def own(request: Request) -> HttpResponse:
    """The reader's own record, and who has read it."""
    person_id = request.actor.person_id
    if person_id is None:
        raise Http404("Tài khoản này chưa gắn với hồ sơ đảng viên nào.")
    person = queries.member(request.actor, person_id)
    context = shown(request, person, own=True) | {
        "who_sees": who_sees(person),
        "readings": [
            (r, ACTIONS.get(r.action, r.action), _role(r.role)) for r in queries.readings(person)
        ],
    }
    return render(request, "registry/member_own.html", context)


def _role(role: str) -> str:
    return ROLE_LABELS[Role(role)] if role in set(Role) else ""
