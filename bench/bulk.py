"""Filling large tables: what slows a load down is taken off and put on again afterwards.

Indexes, foreign keys, exclusion constraints and triggers of the tables named; primary keys and
checks stay. Texts that are not named are empty meanwhile. As a superuser.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psycopg
from psycopg import sql

_CONSTRAINTS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), contype = 'f'
FROM pg_constraint
WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('f', 'x', 'u') AND coninhcount = 0
ORDER BY contype = 'f', conname
"""
_WITHOUT_DEFAULT = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = ANY(%s) AND is_nullable = 'NO'
  AND column_default IS NULL AND is_identity = 'NO' AND data_type = 'character varying'
"""
_INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index AS i
WHERE i.indrelid = ANY(%s::regclass[]) AND NOT i.indisprimary
  AND NOT EXISTS (SELECT FROM pg_constraint AS c WHERE c.conindid = i.indexrelid)
ORDER BY 1
"""


@contextmanager
def bare_tables(link: psycopg.Connection, tables: Sequence[str]) -> Iterator[None]:
    """The tables without what hangs on them, for the length of a load; ``link`` commits by itself.

    Prints how long each index and constraint took to put on again.
    """
    constraints = link.execute(_CONSTRAINTS, [list(tables)]).fetchall()
    indexes = link.execute(_INDEXES, [list(tables)]).fetchall()
    for table in tables:
        link.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for table, name, *_ in constraints:
        link.execute(
            sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(
                sql.SQL(table), sql.Identifier(name)
            )
        )
    for name, _ in indexes:
        link.execute(f"DROP INDEX {name}")
    texts = link.execute(_WITHOUT_DEFAULT, [list(tables)]).fetchall()
    for table, column in texts:
        link.execute(f"ALTER TABLE {table} ALTER {column} SET DEFAULT ''")
    yield
    for table, column in texts:
        link.execute(f"ALTER TABLE {table} ALTER {column} DROP DEFAULT")
    for name, definition in indexes:
        _timed(link, name, definition)
    for table, name, definition, _ in constraints:
        words = sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} {}").format(
            sql.SQL(table), sql.Identifier(name), sql.SQL(definition)
        )
        _timed(link, name, words.as_string(link))
    for table in tables:
        link.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _timed(link: psycopg.Connection, name: str, order: str) -> None:
    began = time.perf_counter()
    link.execute(order)
    if (took := time.perf_counter() - began) > 1:
        print(f"    {name:45}{took:7.1f} s", flush=True)


class Writer:
    """Lines of several tables, sent by COPY whenever enough have come together."""

    def __init__(self, link: psycopg.Connection, columns: dict[str, str], enough: int) -> None:
        self.link, self.columns, self.enough = link, columns, enough
        self.lines: dict[str, list[str]] = {table: [] for table in columns}
        self.written = dict.fromkeys(columns, 0)
        self.seconds = 0.0

    def flush(self, *, all_of_it: bool = True) -> None:
        """Sends what has come together; with ``all_of_it`` false only if it is enough."""
        if not all_of_it and max(map(len, self.lines.values())) < self.enough:
            return
        began = time.perf_counter()
        for table, lines in self.lines.items():
            order = f"COPY {table} ({self.columns[table]}) FROM STDIN"
            with self.link.cursor() as cursor, cursor.copy(order) as copy:
                for start in range(0, len(lines), 5000):
                    copy.write("".join(lines[start : start + 5000]))
            self.written[table] += len(lines)
            lines.clear()
        self.seconds += time.perf_counter() - began
