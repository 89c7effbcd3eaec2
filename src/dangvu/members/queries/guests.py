"""Reading guests of cells: who lives the Party's life in a branch for a time, counted elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import visible
from dangvu.kernel.branches import beneath
from dangvu.members.models import Stay

if TYPE_CHECKING:
    from dangvu.orgs.models import Unit

PAGE = 50


@dataclass(frozen=True)
class GuestPage:
    """A page of guests, the latest to come first. ``after`` continues it (the last row's id), 0 at
    the end."""

    rows: tuple[Stay, ...]
    after: int


def guest_page(actor: Actor, unit: Unit, *, gone: bool = False, after: int = 0) -> GuestPage:
    """Guests of a branch who are there, or who have left. One statement."""
    rows = visible(Stay.objects.select_related("unit"), actor, Action.VIEW_MEMBERS)
    rows = rows.filter(beneath(unit.path), valid_until__isnull=not gone)
    if after:
        rows = rows.filter(pk__lt=after)
    found = tuple(rows.order_by("-id")[: PAGE + 1])
    return GuestPage(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else 0)


def guest(actor: Actor, stay_id: int) -> Stay:
    """One guest from outside the register, within reach; 404 outside it."""
    rows = visible(Stay.objects.select_related("unit"), actor, Action.VIEW_MEMBERS)
    found = rows.filter(pk=stay_id, person=None).first()
    if found is None:
        raise Http404("Không có người sinh hoạt tạm thời này trong phạm vi của đồng chí.")
    return found
