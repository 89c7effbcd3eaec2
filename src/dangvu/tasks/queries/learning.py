"""What is still to be made known: sessions a unit has to hold, papers a member has to read."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action, Reach, reach
from dangvu.access.ready import ready
from dangvu.access.scope import permits, visible
from dangvu.documents.catalogue import type_label
from dangvu.tasks.catalogue import Owing
from dangvu.tasks.models import Directive, Learned
from dangvu.tasks.queries.dissemination import reaches

MOST = 50
_TOLD = ("pk", "paper__document_type", "paper__number_symbol", "paper__title")


def owing(actor: Actor) -> list[Owing]:
    """Papers in force that the actor's unit holds no session about yet; for a member, those not
    yet said to be known. One statement at most."""
    if reach(actor.role, Action.ACKNOWLEDGE) is Reach.SELF and actor.person_id:
        return list(_lines(_to_read(actor), "acknowledge", "Đọc", "Xác nhận đã nắm nội dung"))
    if not permits(actor, Action.DISSEMINATE, actor.unit_path):
        return []
    return list(_lines(_to_hold(actor), "session", "Quán triệt", "Ngày, hình thức, số dự"))


@ready
def _to_read(actor: Actor) -> "QuerySet[Directive, Any]":
    own = visible(Learned.objects.all(), actor, Action.ACKNOWLEDGE)
    return _in_force(actor).exclude(pk__in=own.values("directive")).values_list(*_TOLD)[:MOST]


@ready
def _to_hold(actor: Actor) -> "QuerySet[Directive, Any]":
    return _in_force(actor, held_on=None).values_list(*_TOLD)[:MOST]


def _in_force(actor: Actor, **more: object) -> QuerySet[Directive]:
    """Directives in force that are for the actor's own unit, the oldest first."""
    here = reaches(actor).filter(unit=actor.unit_id, **more)
    rows = Directive.objects.filter(state=Directive.State.IN_FORCE, pk__in=here.values("directive"))
    return rows.order_by("confirmed_at", "pk")


def _lines(rows: list[Any], kind: str, what: str, product: str) -> Iterator[Owing]:
    for pk, type_, number, title in rows:
        cited = f"{type_label(type_)} {number}".strip()
        yield Owing(kind, pk, None, f"{what} {cited}", title, product, late=False, under=pk,
                    cited=cited)  # fmt: skip
