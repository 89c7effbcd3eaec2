"""The second wall: what the database itself gives and takes, whatever the code above forgot.

Every statement here is raw and without a WHERE, run under the role of an actor as a request runs.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.conninfo import make_conninfo
from tests import factories as f

from dangvu.access import matrix
from dangvu.access.actor import Actor
from dangvu.access.matrix import Role
from dangvu.access.scope import entered
from dangvu.intake.models import Batch, Row
from dangvu.kernel.models import Event
from dangvu.kernel.triggers import ROLES
from dangvu.members.models import Person, Post

pytestmark = pytest.mark.django_db

PERSONAL_TABLES = (
    "members_person", "members_post", "admissions_admission", "intake_batch", "intake_row",
    "members_particulars", "members_event", "members_spell", "members_stay", "members_badge",
    "members_discipline", "members_duesmonth", "members_transfer", "members_hop",
    "members_changerequest", "members_pair", "members_merge", "members_verdict", "members_export",
    "intake_line", "intake_fault", "intake_finding",
    "members_earlier", "admissions_wait",
    "admissions_case", "admissions_casestep", "admissions_casehelper", "admissions_helperremark",
    "admissions_casepaper", "admissions_casemove", "admissions_attendee", "admissions_reminder",
    "tasks_learned", "tasks_membertask", "tasks_taskresult", "tasks_petition", "tasks_petitionstep",
)  # fmt: skip
#: Open to the door as well, before anybody is known; and the trail, which only grows.
UNSIGNED = ("access_account", "access_session", "axes_", "otp_", "kernel_event")


class World:
    """Two wards with a cell each, and in every cell a person, a post, an admission, a workbook."""

    def __init__(self) -> None:
        self.province = f.unit()
        self.wards = [f.unit(f"Đảng bộ phường {n}", self.province) for n in ("Một", "Hai")]
        self.cells = [f.unit(f"Chi bộ {w.name}", w) for w in self.wards]
        self.people = [f.person(cell, f"Người Của {cell.name}") for cell in self.cells]
        for cell, person in zip(self.cells, self.people, strict=True):
            self._fill(cell, person)
        # The second ward's admission is counted in the first: both see it.
        self.shared = f.admission(self.cells[1], counted_path=self.cells[0].path)

    @staticmethod
    def _fill(cell, person) -> None:
        f.admission(cell, person=person)
        Post.objects.create(
            person=person, unit=cell, unit_path=cell.path, kind="secretary", valid_from=f.FOUNDED
        )
        batch = Batch.objects.create(
            kind="admissions", unit_id=cell.pk, unit_path=cell.path, file_name="a.xlsx",
            sha256=f"{cell.pk:064d}", content=b"", staged_at=f.NOW, staged_by="x", account_id=1,
        )  # fmt: skip
        Row.objects.create(batch=batch, unit_path=cell.path, number=1, raw={})


@pytest.fixture
def world() -> World:
    return World()


@contextmanager
def under(role: str, path: str = "", person: int = 0, signed: bool = True) -> Iterator[None]:
    """The database role and settings of an actor, as ``scope.entered`` sets them."""
    f.own()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('role', %s, true), set_config('dangvu.path', %s, true),"
                " set_config('dangvu.person', %s, true), set_config('dangvu.actor', %s, true)",
                [role, path, str(person), "1" if signed else ""],
            )
        yield
        transaction.set_rollback(True)


def ask(sql: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else [(cursor.rowcount,)]


def refused(sql: str, *values: object) -> str:
    """The words of the database's refusal; fails when it does not refuse."""
    with pytest.raises(DatabaseError) as no, transaction.atomic():
        ask(sql, *values)
    return str(no.value)


def paths(table: str) -> set[str]:
    return {row[0] for row in ask(f"SELECT unit_path FROM {table}")}


def test_row_security_stands_on_every_table_with_a_name() -> None:
    f.own()
    standing = {
        row[0] for row in ask("SELECT relname FROM pg_class WHERE relkind = 'r' AND relrowsecurity")
    }
    assert standing == set(PERSONAL_TABLES)


def test_the_branch_is_all_that_a_forgotten_condition_gives(world: World) -> None:
    with under("dangvu_scoped", world.wards[0].path):
        for table in ("members_person", "members_post", "intake_batch", "intake_row"):
            assert paths(table) == {world.cells[0].path}, table
        assert ask("SELECT count(*) FROM admissions_admission") == [(2,)]
    with under("dangvu_scoped", world.province.path):
        assert paths("members_person") == {cell.path for cell in world.cells}
    with under("dangvu_scoped", world.cells[1].path):
        assert paths("members_person") == {world.cells[1].path}


@pytest.mark.parametrize("path", ["", "zzzzz", "0", "%"])
def test_no_branch_gives_no_row(world: World, path: str) -> None:
    with under("dangvu_scoped", path):
        for table in PERSONAL_TABLES:
            assert ask(f"SELECT count(*) FROM {table}") == [(0,)], table


def test_a_member_gets_the_own_record(world: World) -> None:
    mine, other = world.people
    with under("dangvu_self", world.cells[0].path, mine.pk):
        assert ask("SELECT id FROM members_person") == [(mine.pk,)]
        assert ask("SELECT DISTINCT person_id FROM members_post") == [(mine.pk,)]
        assert ask("SELECT DISTINCT person_id FROM admissions_admission") == [(mine.pk,)]
        assert ask("SELECT count(*) FROM intake_row") == [(0,)]
        assert "permission denied" in refused("UPDATE members_person SET full_name = 'X'")
        assert "permission denied" in refused("DELETE FROM admissions_admission")
    with under("dangvu_self", world.cells[0].path, 0):
        assert ask("SELECT count(*) FROM members_person") == [(0,)]
    assert other.pk != mine.pk


def test_the_blind_see_figures_and_no_name(world: World) -> None:
    with under("dangvu_blind", world.province.path):
        for table in PERSONAL_TABLES:
            assert ask(f"SELECT count(*) FROM {table}") == [(0,)], table
        assert ask("SELECT sum(official + probationary) > 0 FROM members_headcount") == [(True,)]
        counts = "SELECT sum(admitted) FROM admission_counts(%s, '2026-01-01', '2027-01-01', %s)"
        assert ask(counts, world.province.path, False) == [(3,)]


def test_counting_stops_at_the_branch_too(world: World) -> None:
    counts = "SELECT * FROM admission_counts(%s, '2026-01-01', '2027-01-01', false)"
    with under("dangvu_blind", world.wards[0].path):
        assert "outside the branch" in refused(counts, world.wards[1].path)
        assert "outside the branch" in refused(counts, "")
    for role in ("dangvu_door", "dangvu_self"):  # in a small cell a figure of one is a person
        with under(role, world.cells[0].path, world.people[0].pk):
            assert "permission denied" in refused(counts, world.cells[0].path)


INSERT = (
    "INSERT INTO members_person (unit_id, unit_path, full_name, search_key, sort_key, sex,"
    " birth_on, ethnic_group, religion, occupation, youth_union, status, recorded_at)"
    " VALUES (%s, %s, 'X', 'x', 'x', 'M', '2000-01-01', '01', '', '', false, 'DU_BI', now())"
)


@pytest.mark.parametrize("role", ["dangvu_self", "dangvu_blind"])
def test_who_sees_no_records_writes_none(world: World, role: str) -> None:
    cell = world.cells[0]
    with under(role, world.wards[0].path, world.people[0].pk):
        assert "permission denied" in refused(INSERT, cell.pk, cell.path)
        assert "permission denied" in refused("DELETE FROM members_post")


def test_a_write_beyond_the_branch_is_refused(world: World) -> None:
    with under("dangvu_scoped", world.wards[0].path):
        assert "row-level security" in refused(INSERT, world.cells[1].pk, world.cells[1].path)
        # Rows of others are not there to be changed, and one's own cannot be pushed out.
        assert ask("DELETE FROM members_post WHERE unit_path = %s", world.cells[1].path) == [(0,)]
    with under("dangvu_scoped", world.wards[0].path):
        assert "row-level security" in refused(
            "UPDATE members_person SET unit_path = %s", world.cells[1].path
        )


@pytest.mark.parametrize("table", PERSONAL_TABLES)
def test_the_door_opens_no_personal_table(world: World, table: str) -> None:
    with under("dangvu_door", world.province.path):
        assert "permission denied" in refused(f"SELECT * FROM {table}")


def test_a_write_that_nobody_signed_is_refused(world: World) -> None:
    with under("dangvu_scoped", world.wards[0].path, signed=False):
        assert "unsigned write" in refused("UPDATE members_person SET full_name = 'X'")
        assert "unsigned write" in refused("UPDATE orgs_unit SET name = 'X'")
    f.own()
    with transaction.atomic():
        ask("SELECT set_config('dangvu.actor', '', false)")
        assert "unsigned write" in refused("DELETE FROM members_person")  # the owner too
        transaction.set_rollback(True)


def test_every_table_an_actor_may_write_wants_a_signature() -> None:
    f.own()
    rows = ask(
        "SELECT DISTINCT g.table_name FROM information_schema.role_table_grants AS g"
        " WHERE g.grantee LIKE 'dangvu\\_%%' AND g.privilege_type IN ('INSERT','UPDATE','DELETE')"
        " AND g.grantee IN ('dangvu_door','dangvu_scoped','dangvu_self','dangvu_blind')"
        " AND NOT EXISTS (SELECT FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid"
        "                 WHERE c.relname = g.table_name AND t.tgname = 'signed')"
    )
    loose = {name for (name,) in rows if not name.startswith(UNSIGNED)}
    assert not loose


def test_the_trail_only_grows(world: World) -> None:
    f.own()
    Event.objects.create(at=f.NOW, kind="write", action="x", account_name="x")
    for role in ROLES:
        with under(role, world.province.path):
            for order in ("UPDATE kernel_event SET action = 'y'", "DELETE FROM kernel_event",
                          "TRUNCATE kernel_event"):  # fmt: skip
                assert "permission denied" in refused(order)
    f.own()
    for order in ("UPDATE kernel_event SET action = 'y'", "DELETE FROM kernel_event"):
        assert "append-only" in refused(order)


def test_the_application_owns_nothing_and_inherits_nothing() -> None:
    with psycopg.connect(_as_the_application()) as app:
        facts = app.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolinherit, rolreplication"
            " FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        assert facts == (False,) * 6
        owned = (
            "SELECT (SELECT count(*) FROM pg_class WHERE relowner = me.oid)"
            " + (SELECT count(*) FROM pg_proc WHERE proowner = me.oid)"
            " + (SELECT count(*) FROM pg_namespace WHERE nspowner = me.oid)"
            " FROM pg_roles AS me WHERE rolname = current_user"
        )
        assert app.execute(owned).fetchone() == (0,)
        enters = (
            "SELECT g.rolname FROM pg_auth_members AS m JOIN pg_roles AS g ON g.oid = m.roleid"
            " JOIN pg_roles AS me ON me.oid = m.member WHERE me.rolname = current_user"
        )
        assert {row[0] for row in app.execute(enters)} == set(ROLES)


@pytest.mark.parametrize("entered_by", ["", "SET ROLE dangvu_door"])
def test_the_application_reads_no_name_before_anybody_is_known(entered_by: str) -> None:
    for table in (*PERSONAL_TABLES, "members_headcount", "targets_target", "documents_paper"):
        with psycopg.connect(_as_the_application()) as app:
            if entered_by:
                app.execute(entered_by)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(f"SELECT * FROM {table}")
    with psycopg.connect(_as_the_application()) as app:
        app.execute("SET ROLE dangvu_door")
        assert app.execute("SELECT count(*) >= 0 FROM access_account").fetchone() == (True,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("INSERT INTO access_assignment (role) VALUES ('auditor')")


def test_an_actor_enters_and_leaves_its_role(world: World) -> None:
    actor = f.actor(Role.COMMUNE_OFFICER, world.wards[0])
    f.own()
    with entered(actor):
        assert ask("SELECT current_user, current_setting('dangvu.path')") == [
            ("dangvu_scoped", world.wards[0].path)
        ]
        assert set(Person.objects.values_list("unit_path", flat=True)) == {world.cells[0].path}
    assert ask("SELECT current_user = session_user") == [(True,)]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_the_policies_are_the_pure_wall(data: st.DataObject) -> None:
    """Row security on persons equals ``matrix.wall_opens`` over random trees."""
    f.own()
    Person.objects.all().delete()
    units = [f.unit()]
    for number in range(data.draw(st.integers(1, 6))):
        units.append(f.unit(f"Đảng bộ {number}", data.draw(st.sampled_from(units))))
    people = [f.person(place) for place in units]
    for role in ("dangvu_scoped", "dangvu_self", "dangvu_blind"):
        mine = data.draw(st.sampled_from(units)).path
        me = data.draw(st.sampled_from(people)).pk
        with under(role, mine, me):
            seen = {row[0] for row in ask("SELECT id FROM members_person")}
        assert seen == {
            p.pk
            for p in people
            if matrix.wall_opens(role, branch=mine, subject_path=p.unit_path, own_record=p.pk == me)
        }


def test_every_role_enters_a_role_that_exists() -> None:
    assert {matrix.database_role(role) for role in Role} == set(ROLES) - {"dangvu_door"}
    assert isinstance(f.actor(Role.MEMBER, f.unit()), Actor)
    assert date(2025, 7, 1) == f.FOUNDED


def _as_the_application() -> str:
    name = str(connection.settings_dict["NAME"])
    return make_conninfo(os.environ["DATABASE_URL"], dbname=name)
