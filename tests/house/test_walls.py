"""Every table of ours stands behind the walls, or says here why it does not.

What the walls do is tested in ``tests/access/test_walls.py``; here no table may be forgotten: a new
one fails until its migration grants, signs and secures it, or until its reason stands below.
"""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection, models

from dangvu.kernel.triggers import ACTORS, ROLES

pytestmark = pytest.mark.django_db

#: Tables that actors may not read or may not write at all, each with its reason.
NOT_WRITTEN = {
    "orgs_locality": "communes and provinces of the State: loaded by the owner, read by everybody",
    "members_headcount": "kept by trigger on members_person; an actor may move its path only",
    "members_branchcount": "kept by trigger on members_person",
    "members_earlier": "kept by trigger on members_person",
    "admissions_wait": "kept by trigger on cases and their steps",
    "tasks_petitionbook": "kept by trigger on tasks_petition",
}
#: Tables in which rows are only added: a correction is a new row.
ONLY_ADDED = {
    "admissions_rollcall": "a page of attendance that was received",
    "admissions_rulechoice": "a figure chosen anew is a new row",
    "kernel_event": "the trail",
    "documents_model": "a clerk's model is replaced by its next version",
    "statistics_definition": "a form changed again is a new row",
    "statistics_frozen": "what was published",
    "statistics_frozenline": "what was published",
    "statistics_reconciliation": "what was signed; a correction is a new row",
    "tasks_taskfigure": "a figure chosen anew is a new row",
    "targets_closing": "what was published",
    "targets_closedrow": "what was published",
}
#: The roles that change a table; the longest beginning of its name that stands here counts. Whoever
#: sees no records changes none, and a member changes nothing but the own sign-in.
WRITERS = {
    "": {"dangvu_scoped"},
    "admissions_case": {"dangvu_scoped", "dangvu_blind"},  # held to certificates by policies
    "admissions_attendee": {"dangvu_scoped", "dangvu_blind"},
    "admissions_politicalclass": {"dangvu_scoped", "dangvu_blind"},
    "admissions_classseats": {"dangvu_scoped", "dangvu_blind"},
    "admissions_rollcall": {"dangvu_scoped", "dangvu_blind"},
    "documents_": {"dangvu_scoped", "dangvu_blind"},
    "access_assignment": {"dangvu_scoped", "dangvu_blind"},
    "access_feed": set(ACTORS),
    "access_rolerule": {"dangvu_blind"},
    "access_session": set(ROLES),
    "kernel_event": set(ROLES),
    "statistics_reckoning": {"dangvu_scoped", "dangvu_blind"},
    "tasks_": {"dangvu_scoped", "dangvu_blind"},
    "tasks_digest": set(ACTORS),
    "tasks_learned": {"dangvu_scoped"},
    "tasks_membertask": {"dangvu_scoped"},
    "tasks_petition": {"dangvu_scoped"},
    "tasks_taskfigure": {"dangvu_scoped"},
    "tasks_taskresult": {"dangvu_scoped"},
}
#: What a role may add that otherwise changes nothing, each held by a policy of its own.
ASKED = {
    ("members_changerequest", "dangvu_self"): {"INSERT"},
    ("tasks_learned", "dangvu_self"): {"INSERT"},
    ("tasks_petition", "dangvu_self"): {"INSERT"},
    ("tasks_petitionstep", "dangvu_self"): {"INSERT"},
    ("tasks_taskresult", "dangvu_self"): {"INSERT"},
}
#: Tables without the trigger that refuses an unsigned write, each with its reason.
UNSIGNED = {
    "members_branchcount": "no actor may write it",
    "members_earlier": "no actor may write it",
    "admissions_wait": "no actor may write it",
    "tasks_petitionbook": "no actor may write it",
    "kernel_event": "the trail is written before anybody is known, too: a failed sign-in",
    "access_account": "a sign-in changes it before anybody is known: last entry, password",
    "access_session": "made and ended before anybody is known",
    "orgs_locality": "no actor may write it",
}
#: Tables with somebody's name that row security does not cut to a branch, each with its reason.
OPEN_NAMES = {
    "access_account": "whoever signs in is an officer known by name, and the door must find them",
    "orgs_locality": "the full name is that of a place",
}


def _models() -> Iterator[type[models.Model]]:
    for config in apps.get_app_configs():
        if config.name.startswith("dangvu."):
            yield from config.get_models(include_auto_created=True)


TABLES = sorted(model._meta.db_table for model in _models())


def _ask(sql: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _rights(table: str) -> dict[str, set[str]]:
    """What each of our roles may do to the whole table."""
    held: dict[str, set[str]] = {role: set() for role in ROLES}
    for role in ROLES:
        for right in ("SELECT", "INSERT", "UPDATE", "DELETE"):
            if _ask("SELECT has_table_privilege(%s, %s, %s)", role, table, right) == [(True,)]:
                held[role].add(right)
    return held


def _is_personal(model: type[models.Model]) -> bool:
    """Whether its rows name a person, are about one, or hold rows of an uploaded workbook."""
    names = {field.name for field in model._meta.get_fields()}
    to = {
        field.related_model._meta.label
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
    }
    return bool(
        {"full_name", "person", "person_id"} & names
        or {"members.Person", "intake.Batch", "admissions.Case", "admissions.CaseHelper"} & to
        or model._meta.label in {"intake.Batch", "members.Merge", "members.Hop"}
    )


@pytest.mark.parametrize("table", [table for table in TABLES if table != "access_account"])
def test_every_table_is_granted_to_actors_as_it_says(table: str) -> None:
    rights = _rights(table)
    writers = WRITERS[max((n for n in WRITERS if table.startswith(n)), key=len)]
    for role in ACTORS:
        if table in NOT_WRITTEN or role not in writers:
            assert rights[role] == {"SELECT"} | ASKED.get((table, role), set()), role
        elif table in ONLY_ADDED:
            assert rights[role] == {"SELECT", "INSERT"}, role
        else:
            assert rights[role] == {"SELECT", "INSERT", "UPDATE", "DELETE"}, role


def test_an_account_is_made_by_an_administrator_and_stays() -> None:
    assert _rights("access_account") == {
        "dangvu_door": {"SELECT", "UPDATE"},
        "dangvu_scoped": {"SELECT", "UPDATE"},
        "dangvu_self": {"SELECT", "UPDATE"},
        "dangvu_blind": {"SELECT", "INSERT", "UPDATE"},
    }


def test_counting_is_for_roles_that_see_figures() -> None:
    """What runs as the owner is for them alone, but for what the door must ask to know who acts."""
    called = {
        role: {
            name
            for (name,) in _ask(
                "SELECT proname FROM pg_proc"
                " WHERE pronamespace = 'public'::regnamespace AND prosecdef"
                " AND prorettype <> 'trigger'::regtype"
                " AND has_function_privilege(%s, oid, 'EXECUTE')",
                role,
            )
        }
        for role in ROLES
    }
    assert called["dangvu_door"] == {"intake_whose"}
    assert {role for role in ROLES if called[role]} == {
        "dangvu_door", "dangvu_scoped", "dangvu_blind",
    }  # fmt: skip
    assert not any("intake_whose" in called[role] for role in ROLES if role != "dangvu_door")


@pytest.mark.parametrize("table", TABLES)
def test_the_public_has_no_right(table: str) -> None:
    assert _ask(
        "SELECT count(*) FROM pg_class AS c, aclexplode(c.relacl) AS held"
        " WHERE c.relname = %s AND held.grantee = 0",
        table,
    ) == [(0,)]


@pytest.mark.parametrize("table", TABLES)
def test_every_table_wants_a_signature_or_says_why_not(table: str) -> None:
    signed = _ask(
        "SELECT t.tgenabled FROM pg_trigger AS t WHERE t.tgrelid = %s::regclass"
        " AND t.tgname = 'signed' AND t.tgtype & 28 = 28",  # INSERT, DELETE and UPDATE
        table,
    )
    assert signed == ([] if table in UNSIGNED else [("O",)])


@pytest.mark.parametrize("model", sorted(_models(), key=lambda m: m._meta.db_table))
def test_row_security_stands_where_somebody_is_named(model: type[models.Model]) -> None:
    table = model._meta.db_table
    secured = _ask("SELECT relrowsecurity FROM pg_class WHERE relname = %s", table) == [(True,)]
    assert secured is (_is_personal(model) and table not in OPEN_NAMES)


def test_every_reason_is_still_needed() -> None:
    named = {*NOT_WRITTEN, *ONLY_ADDED, *UNSIGNED, *OPEN_NAMES}
    assert named <= set(TABLES)


def test_nothing_of_ours_belongs_to_a_role_that_a_request_acts_in() -> None:
    """Tables, sequences, views and functions belong to the owner alone."""
    owners = _ask(
        "SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class"
        " WHERE relnamespace = 'public'::regnamespace"
        " UNION SELECT pg_get_userbyid(proowner) FROM pg_proc"
        " WHERE pronamespace = 'public'::regnamespace"
    )
    assert owners == _ask("SELECT current_user::name")


def test_what_runs_as_the_owner_has_a_fixed_search_path() -> None:
    """A function that borrows the owner's rights must not be led astray by somebody's temporary
    table, and must not be callable from the outside by anybody new."""
    loose = _ask(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef"
        " AND NOT EXISTS (SELECT FROM unnest(proconfig) AS word"
        "                 WHERE word = 'search_path=public, pg_temp')"
    )
    assert not loose
