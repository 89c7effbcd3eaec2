"""The demo of 3,000 members, loaded once for the tests of a file and gone after them.

What needs Django is imported in the fixtures: this file is read before Django is set up.
"""

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.test import override_settings

Faults = Callable[[], dict[str, list[tuple[str, int]]]]


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: SimpleNamespace) -> Iterator[None]:
    from tests.factories import own

    from dangvu.cli.demo.load import load

    with django_db_blocker.unblock(), transaction.atomic(), override_settings(DEMO=True):
        own()
        load(3_000, 2026)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else no trigger can be put off below
        yield
        transaction.set_rollback(True)


@pytest.fixture
def found(demo: None) -> Iterator[Faults]:
    """What the checks find now; whatever the test broke is mended after it."""
    from tests.factories import own

    from dangvu.cli.invariants import faults

    with transaction.atomic():
        own()
        yield lambda: faults(connection.connection)
        transaction.set_rollback(True)
