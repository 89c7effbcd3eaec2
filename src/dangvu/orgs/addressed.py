"""Units as papers address them: those directly beneath, grassroots organisations, cells, names.

The unit they are beneath comes from ``queries.unit``, which has asked the scope. Every function is
one statement, whatever the number of units.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce, Concat, Length

from dangvu.kernel.branches import beneath
from dangvu.office.vietnamese import fold
from dangvu.orgs.models import Placement, Unit, UnitLabel
from dangvu.orgs.queries import standing
from dangvu.rules.organisations import CELLS, OrgType

_GRASSROOTS = Q(type__in=(OrgType.GRASSROOTS, OrgType.GRASSROOTS_CELL)) | Q(
    type=OrgType.CELL, parent__type__in=(OrgType.SUPERIOR, OrgType.PROVINCIAL)
)
_KINDS = (
    "ban thuong vu", "ban chap hanh", "dang bo", "dang uy", "chi bo", "chi uy", "cap uy", "cac",
    "co so",
)  # fmt: skip


@dataclass(frozen=True)
class Addressed:
    """A unit, where it stands now. ``ended``: it is no more; ``above`` calls its superior."""

    unit_id: int
    path: str
    name: str
    short_name: str
    ended: bool = False
    above: str = ""


def directly_under(unit: Unit, on: date) -> list[Addressed]:
    """The units directly under one on a day, in the order of the decision."""
    placed = Placement.objects.filter(standing(on), parent=unit)
    return _told(Unit.objects.filter(standing(on), pk__in=placed.values("unit_id")))


def grassroots_under(unit: Unit, on: date) -> list[Addressed]:
    """The grassroots organisations beneath a unit on a day, grassroots cells among them."""
    return _told(_beneath(unit, on).exclude(pk=unit.pk).filter(_GRASSROOTS))


def cells_under(unit: Unit, on: date) -> list[Addressed]:
    """The cells of a branch on a day; a cell's own branch is itself."""
    return _told(_beneath(unit, on).filter(type__in=sorted(CELLS)))


def all_under(unit: Unit, on: date) -> list[Addressed]:
    """Every unit beneath one on a day but Party groups, the highest first."""
    return _told(_beneath(unit, on).exclude(pk=unit.pk).exclude(type=OrgType.GROUP))


def chosen(unit: Unit, unit_ids: Collection[int]) -> list[Addressed]:
    """Those of the units that belong to the branch."""
    return _told(Unit.objects.filter(beneath(unit.path, "path"), pk__in=unit_ids))


def may_owe(unit: Unit, unit_ids: Collection[int]) -> list[Addressed]:
    """Those of the units that stand beneath one, but Party groups."""
    rows = Unit.objects.filter(beneath(unit.path, "path"), pk__in=unit_ids).exclude(pk=unit.pk)
    return _told(rows.exclude(type=OrgType.GROUP))


def sought(unit: Unit, text: str, most: int) -> list[int]:
    """The standing units beneath one whose name, with that of their superior, has words beginning
    with every word of a text typed without accents; the shortest names first."""
    labels = UnitLabel.objects.filter(
        beneath(unit.path, "unit__path"), unit__valid_until=None, kind=UnitLabel.Kind.NAME
    ).exclude(unit=unit)
    above = Coalesce("unit__parent__labels__search_key", Value(""))
    found = labels.alias(whole=Concat(Value(" "), "search_key", Value(" "), above))
    words = fold(text).split()
    for word in words:
        found = found.filter(whole__contains=f" {word}")
    ordered = found.order_by(Length("search_key"), "unit__path").values_list("unit_id", flat=True)
    return list(dict.fromkeys(ordered[: most * 4]))[:most] if words else []


def at(paths: Collection[str]) -> list[Addressed]:
    """The units that stand at some paths, in the order of the tree. The paths come from rows that
    have asked the scope."""
    return _told(Unit.objects.filter(path__in=paths))


def _beneath(unit: Unit, on: date) -> QuerySet[Unit]:
    return Unit.objects.filter(beneath(unit.path, "path"), standing(on))


def _told(rows: QuerySet[Unit]) -> list[Addressed]:
    columns = ("pk", "path", "name", "short_name", "valid_until", "parent__short_name")
    ordered = rows.order_by("depth", "position", "pk").values_list(*columns)
    return [Addressed(pk, path, name, short, until is not None, above or "")
            for pk, path, name, short, until, above in ordered]  # fmt: skip


def bearing(unit: Unit, names: Iterable[str], on: date) -> dict[str, list[Addressed]]:
    """For each name in a paper the units beneath that bore it on a day, told with or without what
    kind of organisation they are; of several only the highest."""
    keys = {name: key for name in names if (key := _bare(name))}
    wanted = Q(pk__in=[])
    for key in set(keys.values()):
        wanted |= Q(search_key=key) | Q(search_key__endswith=f" {key}")
    labels = UnitLabel.objects.filter(wanted, kind=UnitLabel.Kind.NAME).exclude(unit=unit)
    within = labels.filter(beneath(unit.path, "unit__path"), standing(on, "unit__"))
    columns = ("search_key", "unit__depth", "unit_id", "unit__path", "unit__name",
               "unit__short_name", "unit__valid_until")  # fmt: skip
    rows = list(within.order_by("unit__depth", "unit_id").values_list(*columns)) if keys else []
    found: dict[str, list[Addressed]] = {}
    for name, key in keys.items():
        fitting = [row for row in rows if _bare(row[0]) == key]
        highest = min((row[1] for row in fitting), default=0)
        units = {pk: Addressed(pk, path, label, short, until is not None)
                 for _, depth, pk, path, label, short, until in fitting
                 if depth == highest}  # fmt: skip
        found[name] = list(units.values())
    return found


def _bare(name: str) -> str:
    """A name folded, without the words that say what kind of organisation bears it."""
    key, before = fold(name), ""
    while key != before:
        before = key
        for kind in _KINDS:
            key = key.removeprefix(kind + " ")
    return key


_SUCCESSORS = """
WITH RECURSIVE chain(first, unit_id, steps) AS (
  SELECT u.id, u.id, 0 FROM orgs_unit AS u WHERE u.id = ANY(%s)
  UNION
  SELECT c.first, after.unit_id, c.steps + 1
  FROM chain AS c
  JOIN orgs_unit AS gone ON gone.id = c.unit_id AND gone.valid_until IS NOT NULL
  JOIN orgs_changedunit AS before ON before.unit_id = c.unit_id AND before.side = 'before'
  JOIN orgs_change AS made ON made.id = before.change_id AND made.effective_on >= gone.valid_until
  JOIN orgs_changedunit AS after
    ON after.change_id = before.change_id AND after.side = 'after' AND after.unit_id <> c.unit_id
  WHERE c.steps < 9
)
SELECT DISTINCT c.first, u.id, u.path, u.name, u.short_name
FROM chain AS c JOIN orgs_unit AS u ON u.id = c.unit_id
WHERE c.steps > 0 AND u.valid_until IS NULL ORDER BY c.first, u.id
"""


def successors(unit_ids: Collection[int]) -> dict[int, list[Addressed]]:
    """Who took over from units that ended, as far as it still stands; nothing for the others."""
    found: dict[int, list[Addressed]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_SUCCESSORS, [list(unit_ids)])
        for first, *told in cursor.fetchall():
            found.setdefault(first, []).append(Addressed(*told))
    return found
