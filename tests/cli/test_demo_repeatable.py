"""Two loads with the same numbers write the same rows."""

import hashlib
from datetime import date

import pytest
from django.db import connection, transaction
from tests.factories import own

from dangvu.cli.demo.load import load

TABLES = (
    "orgs_locality", "orgs_unit", "orgs_unitlabel", "orgs_placement", "orgs_change",
    "orgs_changedunit", "members_person", "members_post", "members_headcount",
    "members_branchcount", "members_event", "members_spell", "members_particulars",
    "members_badge", "members_discipline", "members_duesmonth", "members_stay",
    "admissions_admission", "admissions_case", "admissions_casestep", "admissions_casehelper",
    "admissions_helperremark", "admissions_casepaper", "admissions_politicalclass",
    "admissions_classseats", "admissions_attendee", "access_account", "access_assignment",
    "documents_term",
    "targets_campaign", "targets_target", "targets_adjustment", "targets_subtarget",
    "targets_monthlycount", "targets_policy", "targets_finding", "targets_accountability",
    "targets_closing", "targets_closedrow",
)  # fmt: skip
# Numbers given by the database, the salt of a hash and of a seal, and the time of day of a closing.
BY_CHANCE = {
    "id", "password", "closed_at", "closing_id", "citizen_sealed", "health_sealed",
}  # fmt: skip
TIME_OF_DAY = {"members_event": {"recorded_at"}}
"""Of a table, what carries the time of day at which the demo acted as one of its accounts."""
OWN_NUMBERS = {"orgs_unit", "members_person", "admissions_admission", "targets_target"}


def fingerprint() -> dict[str, str]:
    """A hash of the rows of each table."""
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table]
            )
            names = {name for (name,) in cursor.fetchall()}
            names -= TIME_OF_DAY.get(table, set())
            names -= BY_CHANCE - ({"id"} if table in OWN_NUMBERS else set())
            columns = ", ".join(f'"{name}"' for name in sorted(names))
            cursor.execute(f"SELECT {columns} FROM {table}")
            rows = sorted(map(repr, cursor.fetchall()))
            found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
            assert rows, table
    return found


def loaded(seed: int) -> dict[str, str]:
    with transaction.atomic():
        own()
        load(3_000, seed, date(2026, 6, 1))
        own()
        found = fingerprint()
        transaction.set_rollback(True)
    return found


@pytest.mark.django_db
def test_the_same_numbers_give_the_same_rows() -> None:
    first = loaded(7)
    assert loaded(7) == first
