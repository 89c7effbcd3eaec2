"""Bodies put forward for the inspection programme because of a directive."""

from django.db.models import QuerySet
from django.http import Http404

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import visible
from dangvu.tasks.models import Directive, InspectionWish


def wishes(actor: Actor, *, taken: bool | None = None) -> QuerySet[InspectionWish]:
    """Those within reach, those not yet taken first, newest first."""
    rows = InspectionWish.objects.select_related("unit", "directive__paper").defer(
        "directive__proposed", "directive__paper__content", "directive__paper__payload",
        "directive__paper__search_key",
    )  # fmt: skip
    found = visible(rows, actor, Action.PICK_FOR_INSPECTION)
    if taken is not None:
        found = found.filter(taken_on__isnull=not taken)
    return found.order_by("-recorded_at", "-pk")


def wish(actor: Actor, wish_id: int) -> InspectionWish:
    """One within reach; 404 outside it."""
    found = wishes(actor).filter(pk=wish_id).first()
    if found is None:
        raise Http404("Không có đề nghị này trong phạm vi của đồng chí.")
    return found


def wished(actor: Actor, found: Directive) -> set[int]:
    """The units put forward because of one directive. One statement."""
    return set(wishes(actor).filter(directive=found).values_list("unit_id", flat=True))
