"""Queries of pages that are opened all day: their SQL is written once, then only filled in.

To build a query with Django and to write its SQL takes several times as long as the database needs
to answer a small one.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, ParamSpec, cast

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, Expression, QuerySet, Window
from django.db.models.sql.compiler import SQLCompiler

from dangvu.access.actor import Actor

P = ParamSpec("P")
#: Of an actor what a query may hold, beside the role.
_FIELDS = ("unit_path", "unit_id", "person_id", "account_id")


class Blank(Expression):
    """A place in a query that is filled when it is asked; ``ending`` is put behind a text."""

    def __init__(self, place: int, ending: str = "") -> None:
        super().__init__()
        self.place, self.ending = place, ending

    def __add__(self, ending: str) -> "Blank":  # type: ignore[override]
        return Blank(self.place, self.ending + ending)

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> Any:
        return "%s", [self]

    def filled(self, values: list[Any]) -> Any:
        found = values[self.place]
        return f"{found}{self.ending}" if self.ending else found


@dataclass(frozen=True)
class _Written:
    """A query as SQL; ``compiler`` turns what comes back into what Django gives."""

    sql: str
    parameters: tuple[Any, ...]
    compiler: SQLCompiler

    def rows(self, values: list[Any]) -> list[Any]:
        given = [one.filled(values) if isinstance(one, Blank) else one for one in self.parameters]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, given)
            return list(self.compiler.results_iter([cursor.fetchall()], tuple_expected=True))


def ready(build: "Callable[P, QuerySet[Any, Any]]") -> Callable[P, list[Any]]:
    """The rows of a ``values_list``, by a query written once for each role. One statement, or none
    where the role reaches nothing.

    ``build`` is called with an actor of that role, in whom blanks stand in the place of values, and
    with blanks for the other arguments: it may hand them to filters, and look at nothing but the
    role and at whether a value is there at all. What it made of today, of a setting or of a row
    would be kept for ever.
    """
    kept: dict[Hashable, _Written | None] = {}

    @wraps(build)
    def ask(*given: P.args, **named: P.kwargs) -> list[Any]:
        assert not named
        values, shape = _told(given)
        if shape not in kept:
            kept[shape] = _written(build, given)
        written = kept[shape]
        return written.rows(values) if written else []

    return ask


def how_many(build: "Callable[P, QuerySet[Any]]") -> Callable[P, int]:
    """How many rows a query has, written once as by ``ready``. One statement."""

    @ready
    def counted(*given: P.args, **named: P.kwargs) -> "QuerySet[Any, Any]":
        return build(*given, **named).order_by().values_list(Window(Count("pk")))[:1]

    @wraps(build)
    def ask(*given: P.args, **named: P.kwargs) -> int:
        return next((many for (many,) in counted(*given, **named)), 0)

    return ask


def _told(given: tuple[Any, ...]) -> tuple[list[Any], Hashable]:
    """The values that fill the blanks; all that the SQL depends on: roles, and what is empty."""
    values: list[Any] = []
    roles = []
    for one in given:
        if isinstance(one, Actor):
            roles.append(one.role)
            values += (getattr(one, name) for name in _FIELDS)
        else:
            values.append(one)
    return values, (*roles, *(True if value else repr(value) for value in values))


def _written(build: Callable[..., Any], given: tuple[Any, ...]) -> _Written | None:
    """The SQL of a query with blanks for all that is not empty; none for one without an answer."""
    places, arguments = 0, []

    def blank(value: Any) -> Any:
        nonlocal places
        places += 1
        return Blank(places - 1) if value else value

    for one in given:
        if isinstance(one, Actor):
            stand_in = {name: blank(getattr(one, name)) for name in _FIELDS}
            arguments.append(replace(one, **cast(Any, stand_in)))
        else:
            arguments.append(blank(one))
    compiler = build(*arguments).query.get_compiler("default")
    try:
        sql, parameters = compiler.as_sql()
    except EmptyResultSet:
        return None
    return _Written(sql, tuple(parameters), compiler)
