"""Organisations outside every reach, by name: where a member may be transferred to.

Names of organisations tell of no person. Whoever calls has asked whether the actor transfers
members.
"""

from dangvu.kernel.branches import beneath
from dangvu.office.vietnamese import fold
from dangvu.orgs.models import Unit
from dangvu.orgs.naming import paths_for_entry
from dangvu.orgs.queries import ancestors
from dangvu.rules.organisations import CELLS, OrgType


def named(text: str, limit: int) -> list[Unit]:
    """Standing organisations that bear or bore names with every word of ``text``, the highest
    first, each with the one above it. One statement."""
    words = fold(text).split()
    rows = Unit.objects.filter(valid_until=None)
    for word in words:
        rows = rows.filter(labels__search_key__contains=word)
    found = rows.select_related("parent").distinct().order_by("depth", "name", "id")
    return list(found[:limit]) if words else []


def cells_of(body_id: int, text: str, limit: int) -> list[Unit]:
    """The standing cells of a body in the order of the tree, by name where one is given. Two
    statements."""
    body = Unit.objects.filter(pk=body_id, valid_until=None).values_list("path", flat=True).first()
    if body is None:
        return []
    rows = Unit.objects.filter(beneath(body, "path"), valid_until=None, type__in=sorted(CELLS))
    for word in fold(text).split():
        rows = rows.filter(labels__search_key__contains=word)
    return list(rows.select_related("parent").distinct().order_by("path")[:limit])


def cell_for_entry(unit_id: int) -> Unit | None:
    """A standing cell, held where it stands until the transaction ends. Two statements."""
    held = paths_for_entry([unit_id])
    found = Unit.objects.select_related("parent").filter(pk__in=held, valid_until=None).first()
    return found if found is not None and OrgType(found.type).is_cell else None


def above(unit: Unit) -> list[Unit]:
    """The superiors of a unit, top first. One statement."""
    return list(Unit.objects.filter(path__in=ancestors(unit.path)).order_by("depth"))


def line_to(path: str) -> list[Unit]:
    """The organisation at a path with every one above it, the highest first: whose names stand on
    its papers. One statement."""
    return list(Unit.objects.filter(path__in=[*ancestors(path), path]).order_by("depth"))
