"""Whole tables at once, by COPY. What they mean is told by each module's ``loading``."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from psycopg import sql


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Writes rows into a table by one COPY, as they come; gives back how many.

    Runs in the caller's transaction, signed by its ``dangvu.actor``: triggers and constraints hold.
    Rows are read while they are written, so nothing else may use the connection meanwhile.
    """
    order = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    written = 0
    with connection.cursor() as cursor, cursor.copy(order) as copy:
        for row in rows:
            copy.write_row(row)
            written += 1
    return written


def continue_numbers(*tables: str) -> None:
    """Lets the ids of tables go on after the highest one, once rows came with ids of their own."""
    with connection.cursor() as cursor:
        for table in tables:
            name = sql.Identifier(table)
            cursor.execute(
                sql.SQL(
                    "SELECT setval(pg_get_serial_sequence({word}, 'id'), coalesce(max(id), 0) + 1,"
                    " false) FROM {name}"
                ).format(word=sql.Literal(table), name=name)
            )
