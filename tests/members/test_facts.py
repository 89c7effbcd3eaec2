"""Facts beside the history: badges of an award day, dues of a cell, discipline."""

from datetime import date

import pytest
from tests import factories

from dangvu.access.matrix import Role
from dangvu.access.scope import Refused, entered
from dangvu.kernel.models import Event as Told
from dangvu.kernel.refusals import Impossible
from dangvu.members.actions.facts import (
    Awarded,
    Punished,
    award_badges,
    mark_dues,
    record_discipline,
)
from dangvu.members.actions.history import Decided, record_event
from dangvu.members.models import Badge, Discipline, DuesMonth
from dangvu.members.queries import facts, record
from dangvu.rules.membership import EventKind

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)
AWARD_DAY = date(2026, 9, 2)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("dangvu.kernel.clock.today", lambda: TODAY)


@pytest.fixture
def province():
    return factories.unit()


@pytest.fixture
def commune(province):
    return factories.unit("Đảng bộ xã Tà Nung", province)


@pytest.fixture
def cell(commune):
    return factories.unit("Chi bộ thôn 5", commune, type="CHI_BO", since=date(1950, 1, 1))


@pytest.fixture
def officer(commune):
    return factories.actor(Role.COMMUNE_OFFICER, commune)


def old_member(cell, name, joined, **more):
    return factories.person(
        cell, name, joined_on=joined, official_on=joined, status="CHINH_THUC",
        birth_on=date(1930, 1, 1), **more,
    )  # fmt: skip


# ------------------------------------------------------------------ badges


def due(actor, unit, on=AWARD_DAY):
    with entered(actor):
        found = facts.due_list(actor, unit, on)
    return (
        [(line.person.full_name, line.years) for line in found.due],
        [(line.person.full_name, line.years) for line in found.early],
    )


def test_who_is_due_and_who_may_be_early(officer, commune, cell):
    old_member(cell, "Lê Đủ Ba Mươi", date(1996, 9, 2))
    old_member(cell, "Lê Thiếu Một Ngày", date(1996, 9, 3))
    old_member(cell, "Lê Bảy Mươi Sau", date(1958, 8, 1))
    old_member(cell, "Lê Bốn Mươi Có", date(1986, 1, 1))
    old_member(cell, "Lê Chưa", date(2010, 1, 1))
    factories.own()
    held = Badge.objects.model._meta.get_field("person").related_model.objects.get(
        full_name="Lê Bốn Mươi Có"
    )
    Badge.objects.create(person=held, unit_path=cell.path, years=40, awarded_on=date(2026, 2, 3),
                         recorded_at=factories.NOW)  # fmt: skip
    now, early = due(officer, commune)
    assert now == [("Lê Đủ Ba Mươi", 30), ("Lê Bảy Mươi Sau", 65)]
    assert ("Lê Thiếu Một Ngày", 30) in early
    assert "Lê Chưa" not in [name for name, _ in (*now, *early)]


def test_time_out_of_the_party_counts_not(officer, province, commune, cell):
    person = old_member(cell, "Lê Ra Vào", date(1996, 9, 1))
    top = factories.actor(Role.PROVINCE_SPECIALIST, province)
    with entered(top):
        record_event(top, person.pk, Decided(EventKind.STRUCK_OFF, date(2000, 1, 1)))
        record_event(
            top, person.pk,
            Decided(EventKind.RESTORED, date(2002, 1, 1), unit_id=cell.pk, official=True),
        )  # fmt: skip
    assert due(officer, commune) == ([], [])
    with entered(officer):
        person.refresh_from_db()
        told = record.timeline(officer, person)
        standing = record.standing_of(person, told, [], TODAY)
    assert standing.out == [(date(2000, 1, 1), date(2002, 1, 1))]
    assert (standing.age.years, standing.next.years) == (27, 30)
    assert standing.next.reached_on > date(2028, 8, 1)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_the_same_statements(
    officer, commune, cell, number, django_assert_num_queries
):
    for n in range(number):
        old_member(cell, f"Lê {n}", date(1996, 1, 1 + n))
    with entered(officer), django_assert_num_queries(4):
        assert len(facts.due_list(officer, commune, AWARD_DAY).due) == number


def test_one_decision_for_many_is_one_event(officer, commune, cell):
    people = [old_member(cell, f"Lê {n}", date(1996, 1, 1)) for n in range(3)]
    awarded = [Awarded(p.pk, 30) for p in people[:2]]
    with entered(officer):
        made = award_badges(officer, commune.pk, awarded, date(2026, 5, 19), "12-QĐ/TU")
    assert (made, Badge.objects.count()) == (2, 2)
    assert Told.objects.get(action="award_badges").data["count"] == 2
    assert due(officer, commune)[0] == [("Lê 2", 30)]
    with pytest.raises(Impossible, match="đã được ghi"), entered(officer):
        award_badges(officer, commune.pk, awarded[:1], date(2026, 5, 19), "13-QĐ/TU")


@pytest.mark.parametrize(
    ("years", "on", "number"),
    [(30, date(2026, 9, 2), "1"), (31, date(2026, 5, 19), "1"), (30, date(2026, 5, 19), " ")],
)
def test_awards_that_cannot_be_are_refused(officer, commune, cell, years, on, number):
    person = old_member(cell, "Lê Một", date(1996, 1, 1))
    with pytest.raises(Impossible), entered(officer):
        award_badges(officer, commune.pk, [Awarded(person.pk, years)], on, number)


def test_nobody_beyond_the_branch_is_given_one(officer, province, commune):
    beside = factories.unit("Đảng bộ xã khác", province)
    stranger = old_member(beside, "Lê Xa", date(1996, 1, 1))
    with pytest.raises(Impossible, match="không còn"), entered(officer):
        award_badges(officer, commune.pk, [Awarded(stranger.pk, 30)], date(2026, 5, 19), "1")


# ------------------------------------------------------------------ dues


def test_months_are_ticked_taken_back_and_reasoned(cell):
    secretary = factories.actor(Role.CELL_SECRETARY, cell)
    person = old_member(cell, "Lê Một", date(1996, 1, 1))
    with entered(secretary):
        assert mark_dues(secretary, cell.pk, 2026, {person.pk: {1, 2}}, {}) == 2
        assert mark_dues(secretary, cell.pk, 2026, {person.pk: {1, 2}}, {}) == 0
        mark_dues(secretary, cell.pk, 2026, {person.pk: {1}}, {person.pk: "Nằm viện"})
    rows = {d.month.month: (d.paid_on, d.reason) for d in DuesMonth.objects.all()}
    assert rows[1] == (TODAY, "")
    assert rows[2] == (None, "Nằm viện")
    assert set(rows) == {1, 2, 3, 4, 5, 6}
    assert Told.objects.filter(action="mark_dues").count() == 2


def test_three_months_unpaid_raise_a_flag(cell):
    secretary = factories.actor(Role.CELL_SECRETARY, cell)
    paid, late = (old_member(cell, n, date(1996, 1, 1)) for n in ("Lê Đóng", "Lê Nợ"))
    with entered(secretary):
        mark_dues(secretary, cell.pk, 2026, {paid.pk: {1, 2, 4}, late.pk: {1, 4}}, {})
        lines = facts.dues_of_cell(secretary, cell, 2026, TODAY)
    assert {line.person.full_name: bool(line.flag) for line in lines} == {
        "Lê Đóng": False, "Lê Nợ": True,
    }  # fmt: skip


def test_months_to_come_and_members_of_other_cells_are_refused(commune, cell):
    secretary = factories.actor(Role.CELL_SECRETARY, cell)
    here = factories.person(cell)
    there = factories.person(factories.unit("Chi bộ khác", commune, type="CHI_BO"))
    for paid in ({here.pk: {7}}, {there.pk: {1}}):
        with pytest.raises(Impossible), entered(secretary):
            mark_dues(secretary, cell.pk, 2026, paid, {})


def test_inspection_records_no_dues(cell):
    inspector = factories.actor(Role.INSPECTION_OFFICER, cell)
    person = factories.person(cell)
    with pytest.raises(Refused), entered(inspector):
        mark_dues(inspector, cell.pk, 2026, {person.pk: {1}}, {})


# ------------------------------------------------------------------ discipline


def punished(form="KTR", on=date(2026, 4, 1)):
    return Punished(form, "03-QĐ/UBKT", on, "Ủy ban Kiểm tra")


def test_discipline_is_inspections_alone(commune, cell, officer):
    person = old_member(cell, "Lê Một", date(1996, 1, 1))
    inspector = factories.actor(Role.INSPECTION_OFFICER, commune)
    with entered(inspector):
        record_discipline(inspector, person.pk, punished())
        assert [d.form for d in record.disciplines_of(inspector, person)] == ["KTR"]
        with pytest.raises(Impossible, match="đã được ghi"):
            record_discipline(inspector, person.pk, punished())
    with entered(officer):
        assert record.disciplines_of(officer, person) is None
        with pytest.raises(Refused):
            record_discipline(officer, person.pk, punished("CCAO"))


@pytest.mark.parametrize(
    "what", [punished("CCHUC"), punished("KTRU"), punished(on=date(2027, 1, 1))]
)
def test_discipline_that_cannot_be_is_refused(commune, cell, what):
    inspector = factories.actor(Role.INSPECTION_OFFICER, commune)
    person = factories.person(cell)
    with pytest.raises(Impossible), entered(inspector):
        record_discipline(inspector, person.pk, what)
    assert not Discipline.objects.exists()
