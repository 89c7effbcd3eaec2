"""Political classes: who sees them, places, rosters, attendance that counts once, certificates."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from django.http import Http404
from tests import factories as f
from tests.admissions.case_world import CaseWorld

from dangvu.access.actor import Actor
from dangvu.access.matrix import Role
from dangvu.access.scope import Refused, entered
from dangvu.admissions import classes
from dangvu.admissions.actions import classes as actions
from dangvu.admissions.actions.classes import Call, Certificates, Planned
from dangvu.admissions.classes import Kind
from dangvu.admissions.models import Attendee, Case, CaseStep, PoliticalClass
from dangvu.kernel.models import Event
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.orgs import queries as orgs
from dangvu.rules.procedure import Stage, Step

TODAY = date(2027, 5, 10)


@pytest.fixture
def world(cases_world: CaseWorld) -> CaseWorld:
    return cases_world


def planned(**more: object) -> Planned:
    return Planned(
        **{
            "kind": Kind.AWARENESS, "name": "Lớp nhận thức khóa 1", "opens_on": date(2027, 5, 3),
            "ends_on": date(2027, 5, 7), "sessions": 4, "seats": 10,
            "organiser": "Trung tâm chính trị", **more,
        }
    )  # fmt: skip


def a_class(world: CaseWorld, actor: Actor | None = None, **more: object) -> PoliticalClass:
    f.own()
    who = actor or world.specialist
    places = more.pop("places", {world.ward.pk: 3})
    with entered(who):
        return actions.plan_class(who, who.unit_id, planned(places=places, **more))


def listed(world: CaseWorld, name: str = "Nguyễn Thị Nguồn", **more: object) -> Case:
    return world.at(Step.LISTED, full_name=name, **more)


def seat(world: CaseWorld, row: PoliticalClass, *cases: Case, actor: Actor | None = None) -> int:
    f.own()
    who = actor or world.officer
    with entered(who):
        return actions.seat(who, row.pk, world.ward.pk, [case.pk for case in cases])


def rostered(row: PoliticalClass) -> dict[str, Attendee]:
    f.own()
    rows = Attendee.objects.filter(political_class=row).select_related("case")
    return {one.case.full_name: one for one in rows}


def mark(
    world: CaseWorld, row: PoliticalClass, session: int, before: list[int], present: list[int],
    token: UUID | None = None,
) -> int:  # fmt: skip
    shown = [one.pk for one in rostered(row).values()]
    with entered(world.specialist):
        call = Call(session, token or uuid4(), shown, before, present)
        return actions.mark_attendance(world.specialist, row.pk, call)


def certify(world: CaseWorld, row: PoliticalClass, passed: list[int], **more: object) -> int:
    f.own()
    given = Certificates(
        **{"passed": passed, "failed": [], "first": "009/CN", "on": date(2027, 5, 7), **more}
    )
    with entered(world.specialist):
        return actions.certify(world.specialist, row.pk, given)


class TestPlan:
    def test_a_ward_sees_the_class_it_has_places_in_and_no_other(self, world: CaseWorld) -> None:
        row, other = a_class(world), a_class(world, places={world.other_ward.pk: 5})
        for actor in (world.officer, world.secretary):
            with entered(actor):
                assert classes.one(actor, row.pk).seats == 10
                with pytest.raises(Http404):
                    classes.one(actor, other.pk)
            f.own()

    def test_days_numbers_and_places_that_cannot_be(self, world: CaseWorld) -> None:
        for code, more in {
            "days": {"ends_on": date(2027, 5, 2)}, "sessions": {"sessions": 0},
            "seats": {"seats": 0}, "seats_over": {"seats": 2}, "name_missing": {"name": " "},
        }.items():  # fmt: skip
            with pytest.raises(Impossible) as no:
                a_class(world, **more)
            assert no.value.code == code
        with pytest.raises(Impossible) as no:
            a_class(world, world.officer, places={world.far.pk: 1})
        assert no.value.code == "outside"

    def test_a_secretary_plans_none(self, world: CaseWorld) -> None:
        with pytest.raises(Refused):
            a_class(world, world.secretary)

    def test_places_taken_are_not_taken_back(self, world: CaseWorld) -> None:
        row = a_class(world)
        seat(world, row, listed(world), listed(world, "Lê Văn Hai"))
        with entered(world.specialist), pytest.raises(Impossible) as no:
            actions.change_class(world.specialist, row.pk, planned(places={world.ward.pk: 1}))
        assert no.value.code == "seats_taken"

    def test_who_was_on_the_roster_of_a_class_not_held_waits_again(self, world: CaseWorld) -> None:
        row, case = a_class(world), listed(world)
        seat(world, row, case)
        with entered(world.specialist):
            actions.cancel_class(world.specialist, row.pk, "Không đủ học viên")
            with pytest.raises(Overtaken):
                actions.cancel_class(world.specialist, row.pk, "Lần nữa")
        assert seat(world, a_class(world), case) == 1


class TestRoster:
    def test_the_longest_waiting_come_first_and_only_who_needs_the_class(
        self, world: CaseWorld
    ) -> None:
        row = a_class(world)
        first = listed(world, "Lê Thị Trước")
        world.open(full_name="Phạm Mới Vào Nguồn")
        world.at(Step.CLASS_DONE, full_name="Đỗ Đã Học")
        f.own()
        with entered(world.officer):
            found = classes.waiting(world.officer, row, world.ward.path, TODAY)
        assert [case.full_name for case in found] == [first.full_name]

    def test_an_old_certificate_is_no_certificate(self, world: CaseWorld) -> None:
        case = listed(world)
        f.own()
        Case.objects.filter(pk=case.pk).update(certificate_on=date(2022, 5, 6))
        assert seat(world, a_class(world), case) == 1

    def test_no_more_than_the_places_of_the_unit(self, world: CaseWorld) -> None:
        row = a_class(world, places={world.ward.pk: 1})
        with pytest.raises(Impossible) as no:
            seat(world, row, listed(world), listed(world, "Lê Văn Hai"))
        assert no.value.code == "no_room"
        assert not rostered(row)

    def test_sent_once_more_it_changes_nothing(self, world: CaseWorld) -> None:
        row, case = a_class(world), listed(world)
        assert (seat(world, row, case), seat(world, row, case)) == (1, 0)
        assert len(rostered(row)) == 1

    def test_nobody_sits_in_two_classes_of_a_kind(self, world: CaseWorld) -> None:
        case = listed(world)
        seat(world, a_class(world, ends_on=date(2027, 6, 1)), case)
        with pytest.raises(Impossible) as no:
            seat(world, a_class(world), case)
        assert no.value.code == "not_waiting"

    def test_a_stranger_chooses_nobody_of_the_ward(self, world: CaseWorld) -> None:
        row = a_class(world, places={world.ward.pk: 3, world.other_ward.pk: 3})
        case = listed(world)
        with pytest.raises(Http404):
            seat(world, row, case, actor=world.stranger)

    def test_who_was_there_stays_on_the_roster(self, world: CaseWorld) -> None:
        row, case = a_class(world), listed(world)
        seat(world, row, case)
        (one,) = rostered(row).values()
        mark(world, row, 1, [], [one.pk])
        with entered(world.officer), pytest.raises(Impossible) as no:
            actions.unseat(world.officer, row.pk, [case.pk])
        assert no.value.code == "attended"


class TestAttendance:
    def test_a_page_that_arrives_twice_counts_once(self, world: CaseWorld) -> None:
        row = a_class(world)
        seat(world, row, listed(world))
        (one,) = rostered(row).values()
        token = uuid4()
        assert mark(world, row, 1, [], [one.pk], token) == 1
        assert mark(world, row, 1, [one.pk], []) == 1  # somebody mends it meanwhile
        assert mark(world, row, 1, [], [one.pk], token) == 0  # the first page comes again, late
        assert rostered(row)[one.case.full_name].present == []
        assert Event.objects.filter(action="mark_attendance").count() == 2

    def test_two_who_mark_different_people_undo_nothing_of_each_other(
        self, world: CaseWorld
    ) -> None:
        row = a_class(world)
        seat(world, row, listed(world, "Lê Thị An"), listed(world, "Lê Thị Bình"))
        people = rostered(row)
        an, binh = people["Lê Thị An"].pk, people["Lê Thị Bình"].pk
        mark(world, row, 2, [], [an])
        mark(world, row, 2, [], [binh])  # a page opened before the first was sent
        assert [one.present for one in rostered(row).values()] == [[2], [2]]

    def test_not_before_the_class_opens_nor_of_a_session_it_has_not(self, world: CaseWorld) -> None:
        later = a_class(world, opens_on=date(2027, 6, 1), ends_on=date(2027, 6, 4))
        for row, session, code in ((later, 1, "not_open"), (a_class(world), 5, "no_session")):
            with pytest.raises(Impossible) as no:
                mark(world, row, session, [], [])
            assert no.value.code == code


class TestCertificates:
    def test_numbers_run_on_and_each_case_takes_its_step(self, world: CaseWorld) -> None:
        row = a_class(world)
        cases = [listed(world, "Lê Thị An"), listed(world, "Lê Thị Bình")]
        seat(world, row, *cases)
        people = [one.pk for one in rostered(row).values()]
        assert certify(world, row, people) == 2
        assert [one.certificate_number for one in rostered(row).values()] == ["009/CN", "010/CN"]
        f.own()
        for case in cases:
            case.refresh_from_db()
            assert case.stage == Stage.CLASS
            assert case.certificate_on == date(2027, 5, 7)
            step = CaseStep.objects.get(case=case, step=Step.CLASS_DONE)
            assert (step.number, step.issuer) == (case.certificate_number, "Trung tâm chính trị")
        assert certify(world, row, people) == 0  # sent once more
        assert classes.next_number(row) == 11

    def test_propaganda_gives_certificates_without_seeing_members(self, world: CaseWorld) -> None:
        row = a_class(world)
        seat(world, row, listed(world))
        (one,) = rostered(row).values()
        actor = f.actor(Role.PROPAGANDA_OFFICER, world.province)
        with entered(actor):
            given = Certificates([one.pk], [], "1/CN", date(2027, 5, 7))
            assert actions.certify(actor, row.pk, given) == 1
        f.own()
        assert Case.objects.get(pk=one.case_id).stage == Stage.CLASS

    def test_where_one_case_refuses_nothing_is_written(self, world: CaseWorld) -> None:
        row = a_class(world)
        case = listed(world, "Lê Thị An")
        seat(world, row, case, listed(world, "Lê Thị Bình"))
        people = [one.pk for one in rostered(row).values()]
        world.step(case, Step.WITHDREW, on=date(2027, 5, 8), reason="Chuyển nơi ở")
        with pytest.raises(Impossible) as no:
            certify(world, row, people)
        assert "Lê Thị An" in no.value.message_vi
        assert not any(one.certificate_number for one in rostered(row).values())

    def test_days_and_numbers_that_cannot_be(self, world: CaseWorld) -> None:
        row = a_class(world)
        seat(world, row, listed(world))
        (one,) = rostered(row).values()
        for code, more in {
            "before_end": {"on": date(2027, 5, 6)}, "in_future": {"on": date(2027, 5, 11)},
            "number_unreadable": {"first": "CN-1"},
        }.items():  # fmt: skip
            with pytest.raises(Impossible) as no:
                certify(world, row, [one.pk], **more)
            assert no.value.code == code

    def test_a_new_member_needs_the_other_class(self, world: CaseWorld) -> None:
        case = world.at(Step.CEREMONY_HELD)
        row = a_class(world, kind=Kind.NEW_MEMBER)
        with pytest.raises(Impossible):
            seat(world, a_class(world), case)
        seat(world, row, case)
        (one,) = rostered(row).values()
        certify(world, row, [one.pk])
        case.refresh_from_db()
        assert case.stage == Stage.NEW_CLASS

    def test_who_did_not_pass_waits_again(self, world: CaseWorld) -> None:
        row, case = a_class(world), listed(world)
        seat(world, row, case)
        (one,) = rostered(row).values()
        assert certify(world, row, [], failed=[one.pk]) == 0
        assert rostered(row)[case.full_name].passed is False
        assert seat(world, a_class(world), case) == 1

    def test_a_certificate_is_called_before_its_sixtieth_month(self, world: CaseWorld) -> None:
        old, near, fresh = (listed(world, name) for name in ("Lê Quá", "Lê Gần", "Lê Mới"))
        f.own()
        for case, on in (
            (old, date(2022, 5, 9)), (near, date(2022, 11, 10)), (fresh, date(2022, 11, 11)),
        ):  # fmt: skip
            Case.objects.filter(pk=case.pk).update(certificate_on=on)
        with entered(world.secretary):
            found = classes.expiring(world.secretary, world.cell.path, TODAY)
        assert [(one.case.full_name, one.last_day, one.over(TODAY)) for one in found] == [
            ("Lê Quá", date(2027, 5, 9), True), ("Lê Gần", date(2027, 11, 10), False),
        ]  # fmt: skip


def test_finished_are_counted_by_day_and_unit(world: CaseWorld) -> None:
    world.at(Step.CLASS_DONE, full_name="Lê Đã Học")  # on 15/09/2025
    world.at(Step.NEW_CLASS_DONE, full_name="Lê Đảng Viên")  # on 01/09/2026
    listed(world, "Lê Chờ")
    f.own()
    with entered(world.specialist):
        province = orgs.unit(world.specialist, world.province.pk)
        then = classes.tallies(world.specialist, province, date(2026, 8, 31))
        now = classes.tallies(world.specialist, province, TODAY)
    tally = {body.id: one for body, one in now.lines}[world.ward.pk]
    assert (tally.awareness, tally.under_way, tally.waiting, tally.new_member) == (2, 1, 1, 1)
    assert (then.total.awareness, then.total.new_member) == (2, 0)
    assert now.total.awareness_year == 0
