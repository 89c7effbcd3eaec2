"""Recording, correcting and voiding one admission."""
# ruff: noqa: F811 - fixtures of another folder are asked for by their names

from dataclasses import replace
from datetime import date

import pytest
from django.http import Http404
from tests import factories as f
from tests.intake.conftest import first_of_june, world  # noqa: F401

from dangvu.access.matrix import Role
from dangvu.access.scope import Refused, entered
from dangvu.admissions import actions, queries
from dangvu.admissions.checking import Entry
from dangvu.admissions.models import Admission
from dangvu.admissions.queries import Wanted
from dangvu.kernel.models import Event
from dangvu.kernel.refusals import Impossible
from dangvu.members.models import Headcount, Person, Status
from dangvu.rules.months import Month


@pytest.fixture
def entry(world) -> Entry:
    return Entry(
        unit_id=world.cell.pk,
        full_name="Nguyễn Thị Thử",
        sex="F",
        birth_on=date(2001, 2, 5),
        ethnic_group="01",
        religion="",
        youth_union=True,
        source_group="student",
        decision_number="15-QĐ/ĐU",
        decision_on=date(2026, 4, 10),
        issuer="Ban Thường vụ Đảng ủy xã Đạ Huoai",
        ceremony_on=date(2026, 4, 28),
    )


@pytest.fixture
def officer(world):
    return world.officer()


def recorded(actor, entry: Entry) -> Admission:
    with entered(actor):
        return actions.record_admission(actor, entry)


def probationers(unit) -> int:
    return Headcount.objects.get(unit_id=unit.pk).probationary


def test_one_admission_makes_a_probationary_member(world, officer, entry) -> None:
    made = recorded(officer, entry)
    assert (made.person.status, made.person.joined_on) == (Status.PROBATIONARY, date(2026, 4, 10))
    assert probationers(world.cell) == 1
    event = Event.objects.get(action="record_admission")
    assert event.data["decision"] == "15-QĐ/ĐU"
    assert "Thử" not in str(event.data)


def test_a_deputy_enters_on_behalf_and_the_trail_says_so(world, entry) -> None:
    deputy = replace(f.actor(Role.DEPUTY, world.cell), on_behalf_of="Lê Văn Bí Thư")
    recorded(deputy, entry)
    assert Event.objects.get(action="record_admission").on_behalf_of == "Lê Văn Bí Thư"


def test_another_branch_is_not_there_and_a_reader_is_refused(world, entry) -> None:
    with pytest.raises(Http404):
        recorded(world.officer(world.teh), entry)
    reader = f.actor(Role.INSPECTION_OFFICER, world.province)
    with pytest.raises(Refused):
        recorded(reader, entry)
    made = f.admission(world.cell)
    with pytest.raises(Refused), entered(reader):
        actions.void_admission(reader, made.pk, "x")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"decision_on": date(2026, 6, 2), "ceremony_on": None}, "decision_in_future"),
        ({"ceremony_on": date(2026, 4, 9)}, "ceremony_before_decision"),
        ({"birth_on": date(2019, 1, 1)}, "birth_implausible"),
    ],
)
def test_what_the_rules_refuse_is_not_recorded(officer, entry, change, code: str) -> None:
    with pytest.raises(Impossible) as caught:
        recorded(officer, replace(entry, **change))
    assert caught.value.code == code
    assert not Person.objects.exists()


def test_a_body_is_not_a_cell(world, officer, entry) -> None:
    with pytest.raises(Impossible) as caught:
        recorded(officer, replace(entry, unit_id=world.huoai.pk))
    assert (caught.value.code, caught.value.field) == ("not_a_cell", "unit")


def test_the_same_person_twice_is_refused_with_where_it_stands(officer, entry) -> None:
    recorded(officer, entry)
    with pytest.raises(Impossible) as caught:
        recorded(officer, replace(entry, full_name="NGUYEN THI THU", decision_number="16-QĐ/ĐU"))
    assert caught.value.code == "already_admitted"
    assert "Chi bộ Thôn 1" in caught.value.message_vi


class TestCorrecting:
    def test_the_old_record_stays_with_the_reason(self, world, officer, entry) -> None:
        before = recorded(officer, entry)
        with entered(officer):
            after = actions.correct_admission(
                officer, before.pk, replace(entry, full_name="Nguyễn Thị Thư", religion="02"),
                "sai tên",
            )  # fmt: skip
        before.refresh_from_db()
        assert (before.void_reason, after.voided_at) == ("sai tên", None)
        assert after.person_id == before.person_id
        person = Person.objects.get()
        assert (person.full_name, person.search_key) == ("Nguyễn Thị Thư", "nguyen thi thu")
        assert (person.religion, after.religious, person.status) == ("02", True, "DU_BI")
        assert Event.objects.get(action="correct_admission").data["before"] == before.pk

    def test_the_cell_may_be_corrected_too(self, world, officer, entry) -> None:
        other = f.unit("Chi bộ Thôn 2", world.huoai, type="CHI_BO")
        before = recorded(officer, entry)
        with entered(officer):
            actions.correct_admission(officer, before.pk, replace(entry, unit_id=other.pk), "nhầm")
        assert (probationers(world.cell), probationers(other)) == (0, 1)

    def test_nothing_changes_where_the_new_record_cannot_stand(self, officer, entry) -> None:
        before = recorded(officer, entry)
        wrong = replace(entry, ceremony_on=date(2026, 4, 9))
        with pytest.raises(Impossible), entered(officer):
            actions.correct_admission(officer, before.pk, wrong, "nhầm")
        before.refresh_from_db()
        assert before.voided_at is None

    @pytest.mark.parametrize("reason", ["", "  "])
    def test_a_reason_is_asked_for(self, officer, entry, reason: str) -> None:
        before = recorded(officer, entry)
        for act in (
            lambda: actions.correct_admission(officer, before.pk, entry, reason),
            lambda: actions.void_admission(officer, before.pk, reason),
        ):
            with pytest.raises(Impossible) as caught, entered(officer):
                act()
            assert caught.value.code == "reason_missing"


class TestVoiding:
    def test_it_leaves_every_figure_and_stays_to_be_read(self, world, officer, entry) -> None:
        made = recorded(officer, entry)
        with entered(officer):
            actions.void_admission(officer, made.pk, "quyết định bị hủy")
            found = queries.counts(
                world.huoai.path, [world.cell.pk], date(2026, 1, 1), date(2027, 1, 1),
                by_ceremony=False,
            )  # fmt: skip
            listed = queries.listing(officer, Wanted(state="void")).rows
        assert not found[world.cell.pk].months
        assert [row.void_reason for row in listed] == ["quyết định bị hủy"]
        assert Person.objects.get().status == Status.MISTAKEN
        assert probationers(world.cell) == 0

    def test_once_only_and_the_person_may_be_admitted_again(self, officer, entry) -> None:
        made = recorded(officer, entry)
        with entered(officer):
            actions.void_admission(officer, made.pk, "nhầm")
        with pytest.raises(Impossible, match="đã được hủy"), entered(officer):
            actions.void_admission(officer, made.pk, "nhầm")
        recorded(officer, entry)
        assert Admission.objects.filter(voided_at=None).count() == 1

    def test_a_member_of_long_standing_stays_one(self, world, officer) -> None:
        someone = f.person(world.cell, status="CHINH_THUC", official_on=date(2026, 4, 1))
        made = f.admission(world.cell, person=someone)
        with entered(officer):
            actions.void_admission(officer, made.pk, "ghi hai lần")
        assert Person.objects.get().status == Status.OFFICIAL


class TestList:
    @pytest.fixture
    def many(self, world):
        for n in range(7):
            f.admission(
                world.cell if n % 2 else world.police,
                date(2026, 3 + n % 3, 10),
                person=f.person(world.cell if n % 2 else world.police, f"Lê Thị {'ABCDEFG'[n]}"),
                source_group="farmer" if n < 3 else "student",
                ethnic_minority=n == 4,
            )

    def names(self, actor, **wanted) -> set[str]:
        with entered(actor):
            rows = queries.listing(actor, Wanted(**wanted)).rows
        return {row.person.full_name[-1] for row in rows}

    def test_reach_and_filters(self, world, many) -> None:
        province, officer = world.specialist(), world.officer()
        assert self.names(province) == set("ABCDEFG")
        assert self.names(officer) == set("BDF")
        assert self.names(province, path=world.teh.path) == set("ACEG")
        assert self.names(province, month=Month(2026, 4)) == set("BE")
        assert self.names(province, year=2025) == set()
        assert self.names(province, source_group="farmer") == set("ABC")
        assert self.names(province, part="ethnic_minority") == set("E")
        assert self.names(province, name="le thi g") == set("G")

    def test_pages_follow_each_other_without_gap_or_repeat(self, world, many) -> None:
        actor, seen, after = world.specialist(), [], ""
        with entered(actor):
            while True:
                page = queries.listing(actor, Wanted(), after, size=2)
                seen += [row.pk for row in page.rows]
                after = page.after
                if not after:
                    break
        assert len(seen) == len(set(seen)) == 7
        days = list(Admission.objects.filter(pk__in=seen).values_list("pk", "decision_on"))
        order = dict(days)
        assert [order[pk] for pk in seen] == sorted(order.values(), reverse=True)
