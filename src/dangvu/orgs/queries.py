"""Reading the tree. Units are not personal; reach still ends at the actor's branch."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.ready import ready
from dangvu.access.scope import visible
from dangvu.kernel.branches import beneath
from dangvu.orgs.models import LABEL_WIDTH, Locality, Unit, ids_of, label  # noqa: F401 - told on
from dangvu.rules.organisations import OrgType


@dataclass(frozen=True)
class Body:
    """A unit directly under another on some day: a line of a month sheet.

    ``inherits``: it came of units that ended with its founding, and takes over their results.
    """

    id: int
    path: str
    name: str
    short_name: str
    register_code: str
    locality_code: str
    type: str
    kind: str
    attributes: tuple[str, ...]
    valid_from: date
    valid_until: date | None
    has_children: bool
    inherits: bool


@dataclass(frozen=True)
class Node:
    """A unit as a line of the tree."""

    id: int
    parent_id: int | None
    path: str
    name: str
    type: str
    has_children: bool


@dataclass(frozen=True)
class Letterhead:
    """The two lines above a paper or page: the superior organ, and the organ itself."""

    above: str
    organ: str


def units(actor: Actor, action: Action = Action.VIEW_UNITS) -> QuerySet[Unit]:
    """Units the actor reaches by ``action``."""
    return visible(Unit.objects.all(), actor, action, path="path")


def unit(
    actor: Actor, unit_id: int, action: Action = Action.VIEW_UNITS, *, above: bool = False
) -> Unit:
    """One unit within reach, with the one above it if asked; 404 outside it."""
    rows = units(actor, action).filter(pk=unit_id)
    found = (rows.select_related("parent") if above else rows).first()
    if found is None:
        raise Http404("Không có tổ chức này trong phạm vi của đồng chí.")
    return found


def unit_for_entry(actor: Actor, unit_id: int, action: Action) -> Unit:
    """One unit within reach, held where it stands until the transaction ends; 404 outside reach.

    Whoever writes a row that copies the unit's path reads the unit by this: a reorganisation then
    waits for the row, or the row for the reorganisation, and the copy is never stale.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM orgs_unit WHERE id = %s FOR KEY SHARE", [unit_id])
    return unit(actor, unit_id, action)


def unit_by_code(actor: Actor, code: str, action: Action = Action.VIEW_UNITS) -> Unit | None:
    """One unit within reach by its register code (LD017), national code or commune code."""
    bare = code.replace(".", "").strip()
    match = Q(register_code=code.strip()) | Q(code=bare) | Q(locality_code=bare)
    return units(actor, action).filter(match).exclude(path="").order_by("depth", "path").first()


_BODIES = """
SELECT u.id, u.path, u.name, u.short_name, u.register_code, u.locality_code, u.type, u.kind,
       u.attributes, u.valid_from, u.valid_until,
       EXISTS (SELECT FROM orgs_unit AS c WHERE c.parent_id = u.id) AS has_children,
       EXISTS (
         SELECT FROM orgs_changedunit AS made
         JOIN orgs_changedunit AS gone ON gone.change_id = made.change_id AND gone.side = 'before'
         JOIN orgs_unit AS ended ON ended.id = gone.unit_id AND ended.valid_until IS NOT NULL
         WHERE made.unit_id = u.id AND made.side = 'after' AND gone.unit_id <> u.id
       ) AS inherits
FROM orgs_placement AS p JOIN orgs_unit AS u ON u.id = p.unit_id
WHERE p.parent_id = %s AND p.valid_from <= %s AND (p.valid_until IS NULL OR p.valid_until > %s)
ORDER BY u.position, u.id
"""


def bodies(parent: Unit, on: date) -> list[Body]:
    """The units directly under ``parent`` on a day, in the order of the decision. One statement.

    ``parent`` comes from ``unit()``, which has asked the scope.
    """
    with connection.cursor() as cursor:
        cursor.execute(_BODIES, [parent.pk, on, on])
        rows = cursor.fetchall()
    return [Body(*(*row[:8], tuple(row[8]), *row[9:])) for row in rows]


@ready
def _head(unit_id: int) -> "QuerySet[Unit, Any]":
    columns = ("type", "committee", "parent__type", "parent__committee", "parent__name")
    return Unit.objects.filter(pk=unit_id).values_list(*columns)


def letterhead(unit_id: int) -> Letterhead:
    """The letterhead of a unit's office; the province's is its Ban Tổ chức. One statement."""
    [(kind, committee, kind_above, committee_above, name_above)] = _head(unit_id)
    if kind == OrgType.PROVINCIAL:
        return Letterhead(committee.upper(), "BAN TỔ CHỨC")
    if kind_above is None:
        return Letterhead("ĐẢNG CỘNG SẢN VIỆT NAM", committee.upper())
    line = name_above if kind_above == OrgType.PROVINCIAL else committee_above
    return Letterhead(line.upper(), committee.upper())


# ------------------------------------------------------------------ the tree


def standing(on: date, prefix: str = "") -> Q:
    """The condition that a unit exists on a day."""
    return Q(**{f"{prefix}valid_from__lte": on}) & (
        Q(**{f"{prefix}valid_until": None}) | Q(**{f"{prefix}valid_until__gt": on})
    )


def _nodes(rows: QuerySet[Unit], on: date) -> list[Node]:
    below = Unit.objects.filter(standing(on), parent=OuterRef("pk"))
    shown = rows.filter(standing(on)).annotate(has_children=Exists(below))
    columns = ("id", "parent_id", "path", "name", "type", "has_children")
    return [Node(*row) for row in shown.order_by("position", "id").values_list(*columns)]


def tree_root(actor: Actor, on: date) -> Node | None:
    """The top of what the actor reaches: the unit of the capacity. One statement."""
    return next(iter(_nodes(units(actor).filter(path=actor.unit_path), on)), None)


def node(actor: Actor, unit_id: int, on: date) -> Node:
    """One unit within reach as a line of the tree; 404 outside it. One statement."""
    found = _nodes(units(actor).filter(pk=unit_id), on)
    if not found:
        raise Http404("Không có tổ chức này trong phạm vi của đồng chí.")
    return found[0]


def children(actor: Actor, unit_ids: Collection[int], on: date) -> list[Node]:
    """The units directly under some units within reach, in the order of the tree. One statement,
    whatever the number of parents."""
    return _nodes(units(actor).filter(parent_id__in=unit_ids), on) if unit_ids else []


def has_children(found: Unit) -> bool:
    """Whether any unit stands, or stood last, directly under this one. One statement."""
    return Unit.objects.filter(parent=found).exists()


def ancestors(path: str) -> list[str]:
    """The paths of a unit's superiors, top first; without its own."""
    return [path[:end] for end in range(LABEL_WIDTH, len(path), LABEL_WIDTH + 1)]


def ancestor_types(paths: Collection[str]) -> dict[str, frozenset[str]]:
    """The types of the superiors of units, by the units' paths. One statement.

    The paths come from rows that have asked the scope.
    """
    above = {path: ancestors(path) for path in paths}
    wanted = {one for found in above.values() for one in found}
    types = dict(Unit.objects.filter(path__in=wanted).values_list("path", "type"))
    return {
        path: frozenset(types[one] for one in found if one in types)
        for path, found in above.items()
    }


def breadcrumbs(actor: Actor, found: Unit) -> list[Unit]:
    """A unit's superiors as far as the actor reaches, top first. One statement."""
    return list(units(actor).filter(path__in=ancestors(found.path)).order_by("depth"))


def types_beneath(found: Unit, on: date) -> list[tuple[str, int]]:
    """How many units of which type stand below a unit, most first. One statement."""
    rows = Unit.objects.filter(beneath(found.path, "path"), standing(on)).exclude(pk=found.pk)
    return list(rows.values_list("type").annotate(number=Count("id")).order_by("-number", "type"))


_SIZES = """
SELECT asked.path, count(*) FROM unnest(%s::text[]) AS asked(path)
JOIN orgs_unit AS u ON u.path >= asked.path COLLATE "C" AND u.path < (asked.path || '/') COLLATE "C"
WHERE u.valid_until IS NULL GROUP BY asked.path
"""


def branch_sizes(paths: Collection[str]) -> dict[str, int]:
    """How many units each branch holds that have not ended, its own among them. One statement.

    The paths come from units that have asked the scope.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SIZES, [list(paths)])
        return dict(cursor.fetchall())


def names(unit_ids: Collection[int]) -> dict[int, str]:
    """Names of units by id. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, name FROM orgs_unit WHERE id = ANY(%s)", [list(unit_ids)])
        return dict(cursor.fetchall())


def localities(text_key: str, limit: int = 20) -> list[Locality]:
    """Commune-level units of the State whose search key begins with ``text_key``."""
    rows = Locality.objects.filter(search_key__startswith=text_key).exclude(parent_code="")
    return list(rows.order_by("search_key")[:limit])
