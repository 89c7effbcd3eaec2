"""Paths of a tree kept on rows, and how they follow when a branch is moved.

A path is labels of one width joined by dots, so that a branch is one range of its index. A move
changes the beginning of every path in the branch and nothing else.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Field, ForeignKey, Model, Q


@dataclass(frozen=True)
class Moved:
    """A branch that stands elsewhere now: the path of its root before and after."""

    before: str
    after: str


def beneath(path: str, column: str = "unit_path") -> Q:
    """The condition that a row stands at ``path`` or below it: one index range."""
    return Q(**{f"{column}__gte": path, f"{column}__lt": path + "/"})


def follow(table: type[Model], moves: Sequence[Moved], column: str = "unit_path") -> int:
    """Rewrites the paths in a column of a table after branches were moved.

    One statement, whatever the number of branches and rows. The branches must not lie in each
    other. Writes ``column``; gives back how many rows changed.
    """
    if not moves:
        return 0
    quote = connection.ops.quote_name
    where, path = quote(table._meta.db_table), quote(_column(table, column))
    with connection.cursor() as cursor:
        cursor.execute(
            _FOLLOW.format(table=where, path=path),
            [[m.before for m in moves], [m.after for m in moves]],
        )
        return cursor.rowcount


_FOLLOW = """
UPDATE {table} AS t SET {path} = m.after || substr(t.{path}, length(m.before) + 1)
FROM unnest(%s::text[], %s::text[]) AS m(before, after)
WHERE t.{path} >= m.before COLLATE "C" AND t.{path} < (m.before || '/') COLLATE "C"
"""


def follow_rows(
    table: type[Model], through: str, left: Collection[str], column: str = "unit_path"
) -> int:
    """Brings rows that stand at one of the paths ``left`` to where the row stands that they point
    to by their field ``through``.

    One statement. Writes ``column``; gives back how many rows changed.
    """
    quote = connection.ops.quote_name
    pointer = table._meta.get_field(through)
    assert isinstance(pointer, ForeignKey)
    with connection.cursor() as cursor:
        cursor.execute(
            _FOLLOW_ROWS.format(
                table=quote(table._meta.db_table),
                path=quote(_column(table, column)),
                pointer=quote(_column(table, through)),
                other=quote(pointer.related_model._meta.db_table),
            ),
            [list(left)],
        )
        return cursor.rowcount


_FOLLOW_ROWS = """
UPDATE {table} AS t SET {path} = o.unit_path FROM {other} AS o
WHERE t.{path} = ANY(%s) AND o.id = t.{pointer} AND o.unit_path <> t.{path}
"""


def _column(table: type[Model], field: str) -> str:
    found = table._meta.get_field(field)
    assert isinstance(found, Field)
    assert found.column is not None
    return found.column
