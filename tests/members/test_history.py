"""A member's history on PostgreSQL: events in, spells and today's record out."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import Http404
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import factories
from tests.orgs import worlds as reorganised

from dangvu.access.matrix import Role
from dangvu.access.scope import Refused, entered
from dangvu.kernel.refusals import Impossible
from dangvu.members.actions.history import Decided, draw, record_event, standing
from dangvu.members.models import BranchCount, Event, Headcount, Person, Spell, Status
from dangvu.orgs import plans
from dangvu.orgs.naming import path_spans
from dangvu.rules.membership import PLACING, EventKind

pytestmark = pytest.mark.django_db

ADMITTED = date(2025, 7, 10)


class World:
    def __init__(self) -> None:
        self.province = factories.unit()
        self.communes = [factories.unit(f"Đảng bộ xã {n}", self.province) for n in ("A", "B")]
        self.cells = [
            factories.unit(f"Chi bộ {n}", commune, type="CHI_BO")
            for commune in self.communes
            for n in ("1", "2")
        ]
        self.officer = factories.actor(Role.PROVINCE_SPECIALIST, self.province)
        self.person = factories.person(self.cells[0], joined_on=ADMITTED)

    def record(self, kind: EventKind, on: date, **more) -> Event:
        with entered(self.officer):
            return record_event(self.officer, self.person.pk, Decided(kind, on, **more))

    def spells(self) -> list[tuple]:
        rows = Spell.objects.filter(person=self.person).order_by("valid_from")
        return [(s.status, s.unit_id, s.valid_from, s.valid_until) for s in rows]


@pytest.fixture
def world() -> World:
    return World()


def test_an_admission_opens_the_first_spell(world):
    assert world.spells() == [("DU_BI", world.cells[0].pk, ADMITTED, None)]


def test_events_are_taken_in_any_order_of_recording(world):
    world.record(EventKind.MOVED, date(2026, 5, 1), unit_id=world.cells[2].pk)
    world.record(EventKind.EXEMPTED, date(2026, 2, 1))
    world.record(EventKind.RESUMED, date(2026, 3, 1))
    first, second = world.cells[0].pk, world.cells[2].pk
    assert world.spells() == [
        ("DU_BI", first, ADMITTED, date(2026, 2, 1)),
        ("MIEN_SINH_HOAT", first, date(2026, 2, 1), date(2026, 3, 1)),
        ("DU_BI", first, date(2026, 3, 1), date(2026, 5, 1)),
        ("DU_BI", second, date(2026, 5, 1), None),
    ]
    world.person.refresh_from_db()
    assert (world.person.unit_id, world.person.unit_path) == (second, world.cells[2].path)
    assert {e.unit_path for e in Event.objects.all()} == {world.cells[2].path}


def test_what_cannot_follow_is_refused_and_leaves_nothing(world):
    with pytest.raises(Impossible, match="không có gì để trở lại"):
        world.record(EventKind.RESUMED, date(2026, 2, 1))
    with pytest.raises(Impossible, match="chưa đến"):
        world.record(EventKind.DIED, date(2099, 1, 1))
    assert Event.objects.count() == 1
    assert len(world.spells()) == 1


def test_a_correction_is_a_new_event_and_the_old_one_stays(world):
    wrong = world.record(EventKind.DIED, date(2026, 2, 1))
    with entered(world.officer):
        record_event(
            world.officer, world.person.pk, Decided(EventKind.DIED, date(2026, 2, 1)),
            corrects=wrong.pk, annuls=True, reason="Nhầm người",
        )  # fmt: skip
    world.person.refresh_from_db()
    assert world.person.status == Status.PROBATIONARY
    assert world.spells() == [("DU_BI", world.cells[0].pk, ADMITTED, None)]
    assert Event.objects.filter(person=world.person).count() == 3


def test_who_is_readmitted_is_on_probation_again(world):
    world.record(EventKind.RECOGNISED, date(2025, 8, 1))
    world.record(EventKind.EXPELLED, date(2025, 9, 1))
    again = date(2025, 12, 1)
    world.record(EventKind.READMITTED, again, unit_id=world.cells[0].pk)
    person = Person.objects.get(pk=world.person.pk)
    assert (person.status, person.joined_on) == (Status.PROBATIONARY, again)
    assert person.official_on is None


def test_one_of_another_branch_is_not_there(world):
    stranger = factories.actor(Role.COMMUNE_OFFICER, world.communes[1])
    with entered(stranger), pytest.raises(Http404):
        record_event(stranger, world.person.pk, Decided(EventKind.DIED, date(2026, 2, 1)))


def test_what_was_elsewhere_is_for_the_common_superior(world):
    """The commune that took somebody in may not rewrite what they were before, elsewhere."""
    moved = world.record(EventKind.MOVED, date(2026, 5, 1), unit_id=world.cells[2].pk)
    officer = factories.actor(Role.COMMUNE_OFFICER, world.communes[1])
    with entered(officer), pytest.raises((Refused, Http404)):
        record_event(
            officer, world.person.pk,
            Decided(EventKind.MOVED, date(2026, 4, 1), unit_id=world.cells[3].pk),
            corrects=moved.pk,
        )  # fmt: skip
    factories.own()
    assert Event.objects.count() == 2


def test_the_database_refuses_spells_that_overlap(world):
    factories.own()
    spell = Spell.objects.get(person=world.person)
    spell.pk, spell.valid_from = None, spell.valid_from + timedelta(days=9)
    with pytest.raises(IntegrityError, match="spell_apart"), transaction.atomic():
        spell.save(force_insert=True)


def test_sums_of_branches_are_those_of_the_cells(world):
    world.record(EventKind.AWAY, date(2026, 2, 1))
    factories.person(world.cells[3])
    factories.own()
    columns = ("official", "probationary", "exempt", "away", "abroad", "suspended")
    for path in (world.province.path, *(c.path for c in world.communes)):
        rows = Headcount.objects.filter(unit_path__gte=path, unit_path__lt=path + "/")
        slow = [sum(getattr(row, name) for row in rows) for name in columns]
        sums = BranchCount.objects.filter(path__gte=path, path__lt=path + "/")
        assert [sum(getattr(row, name) for row in sums) for name in columns] == slow
    assert sum(row.away for row in Headcount.objects.all()) == 1


moves = st.lists(
    st.tuples(st.sampled_from([k for k in EventKind if k is not EventKind.VOIDED]),
              st.integers(0, 320), st.integers(0, 3)),
    max_size=6,
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(moves)
def test_the_rows_are_always_the_fold_of_the_events(moves):
    with transaction.atomic():
        world = World()
        for kind, shift, cell in moves:
            unit = world.cells[cell].pk if kind in PLACING else None
            try:
                with transaction.atomic():
                    world.record(kind, ADMITTED + timedelta(days=shift), unit_id=unit)
            except Impossible:
                continue
        factories.own()
        drawn = draw(standing([world.person.pk])[world.person.pk])
        assert world.spells() == [(s.status, s.place, s.since, s.until) for s in drawn]
        person = Person.objects.get(pk=world.person.pk)
        assert (person.status, person.unit_id) == (drawn[-1].status, drawn[-1].place)
        _movement_adds_up(world)
        transaction.set_rollback(True)


def _movement_adds_up(world: World) -> None:
    """D = A + B - C for each commune, from the spells alone (R12.3)."""
    since, until = date(2025, 9, 1), date(2026, 3, 1)
    for commune in world.communes:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FILTER (WHERE valid_from <= %(a)s"
                "  AND coalesce(valid_until > %(a)s, true)),"
                " count(*) FILTER (WHERE valid_from <= %(d)s"
                "  AND coalesce(valid_until > %(d)s, true)),"
                " count(*) FILTER (WHERE valid_from > %(a)s AND valid_from <= %(d)s"
                "  AND NOT (from_path >= %(p)s AND from_path < %(p)s || '/')),"
                " count(*) FILTER (WHERE valid_until > %(a)s AND valid_until <= %(d)s"
                "  AND NOT (to_path >= %(p)s AND to_path < %(p)s || '/'))"
                " FROM members_spell WHERE unit_path >= %(p)s AND unit_path < %(p)s || '/'"
                " AND status = ANY(%(m)s)",
                {"a": since, "d": until, "p": commune.path,
                 "m": [s.value for s in Status if s.counted]},
            )  # fmt: skip
            start, end, came, went = cursor.fetchone()
        assert end == start + came - went


def test_a_past_day_is_counted_where_the_cell_stood_then():
    tree = reorganised.World()
    body, goal = tree.bodies[0], tree.communes[1]
    cell = tree.cells[0]
    person = factories.person(cell, joined_on=ADMITTED)
    before = body.path
    tree.do(plans.moving(reorganised.paper(), body.pk, goal.pk))
    factories.own()
    rows = Spell.objects.filter(person=person).order_by("valid_from")
    places = [row.unit_path for row in rows]
    assert len(places) == 2
    assert places[0].startswith(before)
    assert places[1].startswith(goal.path)
    assert rows[0].valid_until == rows[1].valid_from
    assert (rows[0].to_path, rows[1].from_path) == (places[1], places[0])
    assert {row.seen_path for row in rows} == {places[1]}
    assert [span.path for span in path_spans([cell.pk])[cell.pk]] == places


def test_the_commune_that_took_somebody_in_records_what_comes_after(world):
    world.record(EventKind.MOVED, date(2026, 4, 1), unit_id=world.cells[2].pk)
    officer = factories.actor(Role.COMMUNE_OFFICER, world.communes[1])
    with entered(officer):
        record_event(officer, world.person.pk, Decided(EventKind.RECOGNISED, date(2026, 5, 20)))
    factories.own()
    assert [spell[0] for spell in world.spells()] == ["DU_BI", "DU_BI", "CHINH_THUC"]
