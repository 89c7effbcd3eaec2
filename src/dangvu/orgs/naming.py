"""Units by every name and code they bear or bore: what a table of names is matched against."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from dangvu.orgs.models import LABEL_WIDTH, Unit, UnitLabel
from dangvu.orgs.queries import ancestors


@dataclass(frozen=True)
class Named:
    """A unit as a table may call it.

    ``codes`` are the present ones. ``former`` are names it bore, and those of units that ended in
    it. ``above`` are the names over it within the branch asked for, the nearest first.
    """

    id: int
    path: str
    type: str
    name: str
    codes: tuple[str, ...]
    former: tuple[str, ...]
    above: tuple[str, ...]


_HERE = """
SELECT u.id, u.path, u.type, u.name, u.short_name, u.register_code, u.code, u.locality_code
FROM orgs_unit AS u
WHERE u.path >= %(root)s AND u.path < %(root)s || '/' AND u.id <> %(self)s
  AND u.valid_from <= %(on)s AND (u.valid_until IS NULL OR u.valid_until > %(on)s)
  AND (NOT %(children)s OR u.parent_id = %(self)s)
ORDER BY u.position, u.id
"""

_BORNE = """
SELECT l.unit_id, l.kind, l.text, l.valid_until IS NULL
FROM orgs_unitlabel AS l JOIN orgs_unit AS u ON u.id = l.unit_id
WHERE u.path >= %(root)s AND u.path < %(root)s || '/'
  AND (NOT %(children)s OR u.parent_id = %(self)s)
ORDER BY l.id
"""

_TAKEN_OVER = """
SELECT made.unit_id, l.text
FROM orgs_changedunit AS made
JOIN orgs_unit AS u ON u.id = made.unit_id
JOIN orgs_changedunit AS gone ON gone.change_id = made.change_id AND gone.side = 'before'
  AND gone.unit_id <> made.unit_id
JOIN orgs_unitlabel AS l ON l.unit_id = gone.unit_id AND l.kind = 'name'
WHERE made.side = 'after' AND u.path >= %(root)s AND u.path < %(root)s || '/'
  AND (NOT %(children)s OR u.parent_id = %(self)s)
ORDER BY l.id
"""


def named_units(root: Unit, on: date, *, children_only: bool) -> list[Named]:
    """The units standing below ``root`` on a day (only those directly under it, if so asked).

    ``root`` comes from ``queries.unit``, which has asked the scope. Three statements, plain enough
    for tables the planner knows nothing of yet.
    """
    asked: dict[str, Any] = {
        "root": root.path,
        "self": root.pk,
        "on": on,
        "children": children_only,
    }
    codes: dict[int, list[str]] = {}
    former: dict[int, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_HERE, asked)
        rows = cursor.fetchall()
        cursor.execute(_BORNE, asked)
        for unit_id, kind, text, present in cursor.fetchall():
            if kind == UnitLabel.Kind.NAME:
                former.setdefault(unit_id, []).append(text)
            elif present:
                codes.setdefault(unit_id, []).append(text)
        cursor.execute(_TAKEN_OVER, asked)
        for unit_id, text in cursor.fetchall():
            former.setdefault(unit_id, []).append(text)
    names = {path: name for _, path, _, name, *_ in rows}
    return [
        Named(
            id=unit_id,
            path=path,
            type=kind,
            name=name,
            codes=_once([*own, *codes.get(unit_id, ())], without=("",)),
            former=_once(former.get(unit_id, ()), without=(name, short)),
            above=tuple(names[p] for p in reversed(ancestors(path)) if p in names),
        )
        for unit_id, path, kind, name, short, *own in rows
    ]


def _once(texts: Iterable[str], without: Collection[str]) -> tuple[str, ...]:
    return tuple(text for text in dict.fromkeys(texts) if text not in without)


def as_named(unit: Unit) -> Named:
    """One unit by its present name and codes, to stand in a list beside those under it."""
    codes = tuple(c for c in (unit.register_code, unit.code, unit.locality_code) if c)
    above = (unit.parent.name,) if unit.parent else ()
    return Named(unit.pk, unit.path, unit.type, unit.name, codes, (), above)


def paths_for_entry(unit_ids: Collection[int]) -> dict[int, str]:
    """The paths of units about to be copied onto rows, held where they are until the transaction
    ends. One statement; ``queries.unit_for_entry`` for many. The caller has asked the scope."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, path FROM orgs_unit WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE",
            [sorted(unit_ids)],
        )
        return dict(cursor.fetchall())


_PLACES = f"""
WITH RECURSIVE up (n, node, day, path) AS (
  SELECT asked.n, asked.unit_id, asked.day, right(u.path, {LABEL_WIDTH})::text
  FROM unnest(%s::bigint[], %s::date[]) WITH ORDINALITY AS asked (unit_id, day, n)
  JOIN orgs_unit AS u ON u.id = asked.unit_id
  UNION ALL
  SELECT up.n, p.parent_id, up.day, right(above.path, {LABEL_WIDTH}) || '.' || up.path
  FROM up
  JOIN orgs_placement AS p ON p.unit_id = up.node AND p.valid_from <= up.day
    AND (p.valid_until IS NULL OR p.valid_until > up.day)
  JOIN orgs_unit AS above ON above.id = p.parent_id
), top AS (
  SELECT DISTINCT ON (n) n, node, path FROM up ORDER BY n, length(path) DESC
)
SELECT top.path, root.parent_id IS NULL FROM top JOIN orgs_unit AS root ON root.id = top.node
ORDER BY top.n
"""


def paths_on(asked: Sequence[tuple[int, date]]) -> list[str | None]:
    """Where units stood on days: their paths then, None where the tree does not reach back so far.

    Takes (unit, day) pairs and answers in their order. One statement.
    """
    if not asked:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_PLACES, [[unit for unit, _ in asked], [on for _, on in asked]])
        return [path if whole else None for path, whole in cursor.fetchall()]


@dataclass(frozen=True)
class Span:
    """A place a unit had in the tree, from ``since`` on, until the next one."""

    path: str
    since: date


_SPANS = f"""
WITH RECURSIVE up (unit, parent, path, since, until) AS (
  SELECT p.unit_id, p.parent_id, right(u.path, {LABEL_WIDTH}), p.valid_from, p.valid_until
  FROM orgs_placement AS p JOIN orgs_unit AS u ON u.id = p.unit_id
  WHERE p.unit_id = ANY(%s)
  UNION ALL
  SELECT up.unit, p.parent_id, right(u.path, {LABEL_WIDTH}) || '.' || up.path,
         greatest(up.since, p.valid_from), least(up.until, p.valid_until)
  FROM up JOIN orgs_placement AS p ON p.unit_id = up.parent JOIN orgs_unit AS u ON u.id = up.parent
  WHERE p.valid_from < coalesce(up.until, 'infinity')
    AND up.since < coalesce(p.valid_until, 'infinity')
)
SELECT unit, path, since FROM up WHERE parent IS NULL ORDER BY unit, since
"""


def path_spans(unit_ids: Collection[int]) -> dict[int, list[Span]]:
    """Every place units had in the tree, the earliest first; the last is where they stand now.

    The first one also holds for the days before. A unit whose placements are not on record has one:
    where it stands. One statement, two where placements are missing.
    """
    found: dict[int, list[Span]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_SPANS, [list(unit_ids)])
        for unit, path, since in cursor.fetchall():
            spans = found.setdefault(unit, [])
            if not spans or spans[-1].path != path:
                spans.append(Span(path, since))
    bare = set(unit_ids) - found.keys()
    for unit, path in Unit.objects.filter(pk__in=bare).values_list("pk", "path") if bare else ():
        found[unit] = [Span(path, date.min)]
    return found
