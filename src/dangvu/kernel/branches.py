"""Paths of a tree kept on rows, and how they follow when a branch is moved.

A path is labels of one width joined by dots, so that a branch is one range of its index. A move
changes the beginning of every path in the branch and nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Model, Q


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
    where, path = quote(table._meta.db_table), quote(table._meta.get_field(column).column)
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
