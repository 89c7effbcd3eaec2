"""Reading requests to change a record: those that wait, those about one member, one with its
values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.ready import how_many
from dangvu.access.scope import permits, visible
from dangvu.kernel import sealing
from dangvu.members.catalogue import MEMBER_FIELDS, MemberField, Section, by_code
from dangvu.members.models import ChangeRequest, Particulars, Person
from dangvu.office.vietnamese import Unreadable, day, parse_day

PAGE = 50
State = ChangeRequest.State

#: What may be asked to be changed: what stands on the record itself and is not the office's own
#: note. The rest follows from decisions, and is mended by an event.
REQUESTABLE: Mapping[str, MemberField] = MappingProxyType(
    {f.code: f for f in MEMBER_FIELDS if f.editable and f.section is not Section.DOSSIER}
)


@dataclass(frozen=True)
class Asked:
    """A request with its values as they are shown. ``hidden``: a sensitive field whose values the
    reader has no right to see; both texts are empty then. ``now``: what the record holds today."""

    row: ChangeRequest
    field: MemberField
    before: str = ""
    after: str = ""
    now: str = ""
    hidden: bool = False

    @property
    def changed_since(self) -> bool:
        """Whether the record has changed since it was asked."""
        return self.row.state == State.OPEN and self.now != self.before


def requests(actor: Actor) -> QuerySet[ChangeRequest]:
    """Requests within reach: a member's own, a cell's, a branch's."""
    rows = ChangeRequest.objects.select_related("person", "person__unit")
    return visible(rows, actor, Action.REQUEST_CHANGE)


@dataclass(frozen=True)
class RequestPage:
    """A page of requests. ``after`` continues it (the last row's id), 0 at the end."""

    rows: tuple[Asked, ...]
    after: int


def request_page(actor: Actor, state: str = "", after: int = 0, size: int = PAGE) -> RequestPage:
    """Requests within reach, the newest first, values left out. One statement."""
    rows = requests(actor)
    if state in State.values:
        rows = rows.filter(state=state)
    if after:
        rows = rows.filter(pk__lt=after)
    found = list(rows.order_by("-id")[: size + 1])
    shown = tuple(Asked(row, by_code()[row.field]) for row in found[:size])
    return RequestPage(shown, shown[-1].row.pk if len(found) > size else 0)


def requests_of(actor: Actor, person: Person) -> list[Asked]:
    """What was asked about one member, the newest first, values left out. One statement."""
    rows = requests(actor).filter(person=person).order_by("-id")
    return [Asked(row, by_code()[row.field]) for row in rows[:PAGE]]


@how_many
def requests_waiting(actor: Actor) -> QuerySet[ChangeRequest]:
    """How many requests wait for the actor's decision. One statement."""
    return visible(ChangeRequest.objects.filter(state=State.OPEN), actor, Action.EDIT_MEMBERS)


def request(actor: Actor, request_id: int) -> ChangeRequest:
    """One request within reach; 404 outside it."""
    found = requests(actor).filter(pk=request_id).first()
    if found is None:
        raise Http404("Không có đề nghị này trong phạm vi của đồng chí.")
    return found


def asked(actor: Actor, row: ChangeRequest) -> Asked:
    """A request with its values, as far as the reader may see them. One statement.

    A sensitive value is shown to the member it is about and to those who may reveal it.
    """
    field = by_code()[row.field]
    own = actor.person_id is not None and actor.person_id == row.person_id
    if field.sensitivity.hidden and not own and not permits(actor, Action.REVEAL, row.unit_path):
        return Asked(row, field, hidden=True)
    now = recorded(row.person, field)
    return Asked(
        row, field, written(field, opened(row.before)), written(field, opened(row.after)),
        written(field, now),
    )  # fmt: skip


def recorded(person: Person, field: MemberField) -> Any:
    """What the record holds in a field, as plain JSON (days as "2026-05-21"). One statement where
    it stands among the particulars."""
    if field.of_person:
        held = getattr(person, field.code)
    else:
        more = Particulars.objects.filter(person=person).first()
        if field.sensitivity.value == "sealed":
            held = sealing.unseal(getattr(more, f"{field.code}_sealed", None))
        else:
            held = getattr(more, field.code, None)
    return held.isoformat() if isinstance(held, date) else held


def written(field: MemberField, value: Any) -> str:
    """A value of a field in words."""
    if field.kind == "flag":
        return "Có" if value else "Không"
    if field.kind == "date" and value:
        try:
            return day(parse_day(str(value)))
        except Unreadable:
            return str(value)
    return field.shown(value)


def closed(value: Any) -> bytes:
    """A value as a request keeps it: sealed."""
    return sealing.seal(json.dumps(value, ensure_ascii=False)) or b""


def opened(kept: bytes | memoryview) -> Any:
    """The value again."""
    text = sealing.unseal(kept)
    return json.loads(text) if text else None
