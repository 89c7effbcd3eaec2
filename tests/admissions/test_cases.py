"""A case from the source list to the card: each step, what it does to the register, who may."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from tests import factories as f
from tests.admissions.case_world import SHORT, WAY, CaseWorld

from dangvu.access.matrix import Role
from dangvu.access.scope import Refused, entered
from dangvu.admissions import actions, cases, queries
from dangvu.admissions.actions import Recording
from dangvu.admissions.checking import Entry
from dangvu.admissions.models import Admission, Case, CaseStep
from dangvu.kernel.models import Event
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.members.models import Person, Status
from dangvu.rules.procedure import Side, Stage, Step


@pytest.fixture
def world(cases_world) -> CaseWorld:
    return cases_world


def counted(world: CaseWorld, month: date) -> int:
    """Admissions of the cell's ward in a month, as the sheet of the province counts them."""
    f.own()
    with entered(world.specialist):
        found = queries.counts(
            world.province.path, [world.ward.pk], date(2026, 1, 1), date(2027, 1, 1),
            by_ceremony=False,
        )  # fmt: skip
    return found[world.ward.pk].months[month]


def refused(world: CaseWorld, case: Case, step: Step, **more) -> Impossible:
    with pytest.raises(Impossible) as no:
        world.step(case, step, **more)
    f.own()
    return no.value


# ------------------------------------------------------------------ the whole way


def test_a_source_becomes_an_official_member(world) -> None:
    case = world.at(Step.CARD_GIVEN)
    assert (case.stage, case.side) == (Stage.CARD, "")
    assert case.closed_on == date(2027, 5, 6)
    person = Person.objects.get(pk=case.person_id)
    assert (person.status, person.joined_on) == (Status.OFFICIAL, date(2026, 3, 10))
    assert person.official_on == date(2027, 3, 20)  # the day the twelve months end, not the paper's
    admission = Admission.objects.get(pk=case.admission_id)
    assert (admission.decision_number, admission.ceremony_on) == ("15-QĐ/ĐU", date(2026, 3, 20))
    assert admission.female
    assert admission.youth_union
    assert (case.certificate_number, case.new_certificate_number) == ("31/CN", "44/CN")
    steps = CaseStep.objects.filter(case=case).count()
    assert steps == len(WAY) + 1
    assert Event.objects.filter(action="record_case_step").count() == len(WAY)


def test_the_month_counts_at_the_decision_in_the_same_transaction(world) -> None:
    case = world.at(Step.COMMITTEE_VOTED)
    assert counted(world, date(2026, 3, 1)) == 0
    world.step(case, Step.DECIDED)
    assert counted(world, date(2026, 3, 1)) == 1
    f.own()
    case.refresh_from_db()
    assert Person.objects.get(pk=case.person_id).status == Status.PROBATIONARY


def test_a_religion_known_only_as_such_is_counted(world) -> None:
    case = world.at(Step.DECIDED, religious=True)
    assert case.admission.religious
    assert case.person.religion == ""


def test_a_decision_entered_before_without_the_case_is_the_same_admission(world) -> None:
    case = world.at(Step.COMMITTEE_VOTED)
    person = f.person(world.cell, case.full_name, birth_on=case.birth_on)
    admission = f.admission(world.cell, person=person, decision_number="15-QĐ/ĐU")
    world.step(case, Step.DECIDED)
    f.own()
    case.refresh_from_db()
    assert (case.admission_id, case.person_id) == (admission.pk, person.pk)
    assert Admission.objects.count() == 1


def test_where_the_case_stands_is_kept_on_it(world) -> None:
    case = world.at(Step.CELL_VOTED)
    assert (case.stage, case.stage_since, case.rule_on) == (
        Stage.CELL, date(2026, 2, 10), date(2026, 2, 10),
    )  # fmt: skip
    with entered(world.officer):
        where = cases.standing_of(case, date(2026, 3, 1))
    due = next(due for due in where.dues if due.code == "decision")
    assert due.on >= case.due_on
    assert case.red_on < case.due_on


# ------------------------------------------------------------------ what is refused, and why


@pytest.mark.parametrize(
    ("on", "code"),
    [
        (date(2027, 5, 11), "in_future"),
        (date(1999, 1, 1), "before_birth"),
        (date(2025, 9, 30), "before_previous"),
    ],
)
def test_days_that_cannot_be_are_named(world, on, code) -> None:
    case = world.at(Step.HELPERS)
    assert refused(world, case, Step.APPLIED, on=on).code == code
    assert not CaseStep.objects.filter(step=Step.APPLIED).exists()


def test_a_step_on_a_closed_unit_names_the_rule(world) -> None:
    case = world.at(Step.HELPERS)
    world.cell.valid_until = date(2025, 11, 1)
    world.cell.save()
    no = refused(world, case, Step.APPLIED)
    assert no.code == "unit_ended"
    assert "01/11/2025" in no.message_vi
    assert "Căn cứ" in no.message_vi


def test_no_step_is_skipped(world) -> None:
    case = world.at(Step.HELPERS)
    no = refused(world, case, Step.CELL_VOTED)
    assert no.code == "wrong_state"
    assert "Bước tiếp theo" in no.message_vi


def test_a_certificate_too_old_is_refused_with_its_rule(world) -> None:
    case = world.at(Step.OPINIONS_IN)
    Case.objects.update(certificate_on=date(2020, 1, 5))
    no = refused(world, case, Step.CELL_VOTED)
    assert no.code == "certificate_expired"
    assert "60 tháng" in no.message_vi
    assert "Căn cứ" in no.message_vi


def test_a_short_vote_does_not_carry_the_case_on(world) -> None:
    case = world.at(Step.OPINIONS_IN)
    outcome = world.step(case, Step.CELL_VOTED, vote=SHORT)
    assert [finding.code for finding in outcome.warnings if finding.code == "vote_short"]
    f.own()
    case.refresh_from_db()
    assert case.stage == Stage.OPINIONS


def test_after_three_short_votes_the_superior_decides(world) -> None:
    case = world.at(Step.OPINIONS_IN)
    for month in (3, 4, 5):
        world.step(case, Step.CELL_VOTED, on=date(2026, month, 5), vote=SHORT)
    f.own()
    case.refresh_from_db()
    assert case.stage == Stage.CELL
    assert CaseStep.objects.filter(case=case, step=Step.CELL_VOTED).count() == 3


# ------------------------------------------------------------------ beside the way


@pytest.mark.parametrize(
    ("step", "side"), [(Step.NOT_AGREED, Side.NOT_AGREED), (Step.WITHDREW, Side.WITHDREW)]
)
def test_a_case_ends_before_its_end_and_is_kept_for_a_time(world, step, side) -> None:
    case = world.at(Step.CELL_VOTED)
    world.step(case, step, on=date(2026, 3, 2), reason="Theo nguyện vọng")
    f.own()
    case.refresh_from_db()
    assert (case.side, case.closed_on, case.due_on) == (side, date(2026, 3, 2), None)
    assert case.retain_until == date(2027, 3, 2)


def test_returned_with_a_reason_and_taken_up_again(world, settings) -> None:
    settings.DEMO_TODAY = "2026-03-01"
    case = world.at(Step.CELL_VOTED)
    assert refused(world, case, Step.RETURNED, on=date(2026, 2, 20)).code == "reason_missing"
    world.step(case, Step.RETURNED, on=date(2026, 2, 20), reason="Thiếu ý kiến nơi cư trú")
    f.own()
    case.refresh_from_db()
    assert case.side == Side.RETURNED
    world.step(case, Step.RESUMED, on=date(2026, 2, 24), reason="Đã bổ sung")
    f.own()
    case.refresh_from_db()
    assert case.side == ""


def test_an_extension_moves_the_limit(world) -> None:
    case = world.at(Step.CELL_VOTED)
    with entered(world.officer):
        before = {d.code: d.on for d in cases.standing_of(case, date(2026, 3, 1)).dues}
    late = date(2026, 6, 10)
    world.step(case, Step.EXTENDED, on=date(2026, 3, 2), until=late, reason="Chờ xác minh")
    with entered(world.officer):
        after = {d.code: d.on for d in cases.standing_of(case, date(2026, 3, 3)).dues}
    assert before["decision"] < after["decision"] <= late


def test_a_probationer_struck_off_leaves_the_register(world) -> None:
    case = world.at(Step.CEREMONY_HELD)
    paper = {"number": "30-QĐ/ĐU", "issuer": "Đảng ủy phường Một", "reason": "Bỏ sinh hoạt"}
    world.step(case, Step.STRUCK_OFF, on=date(2026, 8, 3), **paper)
    f.own()
    case.refresh_from_db()
    assert (case.side, case.closed_on) == (Side.STRUCK_OFF, date(2026, 8, 3))
    assert not Status(Person.objects.get(pk=case.person_id).status).counted
    assert counted(world, date(2026, 3, 1)) == 1  # the admission was, all the same


def test_a_wrong_admission_is_cancelled_out_of_every_figure(world) -> None:
    case = world.at(Step.CEREMONY_HELD)
    paper = {"number": "31-QĐ/TU", "issuer": "Tỉnh ủy", "reason": "Sai đối tượng"}
    world.step(case, Step.CANCELLED, on=date(2026, 8, 3), **paper)
    assert counted(world, date(2026, 3, 1)) == 0
    f.own()
    case.refresh_from_db()
    assert case.side == Side.CANCELLED
    assert Person.objects.get(pk=case.person_id).status == Status.MISTAKEN


def test_a_readmission_is_of_the_same_record(world) -> None:
    left = {
        "left_on": date(2021, 5, 1), "left_how": "xoa_ten", "readmission_paper": "Công văn 5-CV/TU",
        "readmission_consent_on": date(2025, 9, 1),
    }  # fmt: skip
    gone = f.person(
        world.cell,
        "Nguyễn Thị Nguồn",
        birth_on=date(2001, 2, 5),
        status="DA_RA_KHOI_DANG",
        joined_on=None,
    )
    with pytest.raises(Impossible) as no:
        world.open()
    assert no.value.code == "already_member"
    f.own()
    case = world.open(readmission=True, **left)
    assert case.person_id == gone.pk


def test_who_is_readmitted_is_on_probation_and_official_again_in_the_same_record(world) -> None:
    gone = f.person(
        world.cell,
        "Nguyễn Thị Nguồn",
        birth_on=date(2001, 2, 5),
        status="DA_RA_KHOI_DANG",
        joined_on=None,
    )
    f.own()
    case = world.at(
        Step.DECIDED, readmission=True, left_on=date(2021, 5, 1), left_how="xoa_ten",
        readmission_paper="Công văn 5-CV/TU", readmission_consent_on=date(2025, 9, 1),
    )  # fmt: skip
    gone.refresh_from_db()
    assert (gone.status, gone.joined_on) == (Status.PROBATIONARY, date(2026, 3, 10))
    assert case.admission.person_id == gone.pk
    for step in list(WAY)[list(WAY).index(Step.DECIDED) + 1 :]:
        world.step(case, step)
    f.own()
    gone.refresh_from_db()
    assert (gone.status, gone.official_on) == (Status.OFFICIAL, date(2027, 3, 20))
    assert Person.objects.filter(full_name="Nguyễn Thị Nguồn").count() == 1


# ------------------------------------------------------------------ taken back


def test_a_decision_taken_back_undoes_the_register(world) -> None:
    case = world.at(Step.DECIDED)
    row = CaseStep.objects.get(case=case, step=Step.DECIDED)
    person = case.person_id
    with pytest.raises(Impossible) as no, entered(world.officer):
        actions.take_back(world.officer, case.pk, row.pk, " ")
    assert no.value.code == "reason_missing"
    f.own()
    with entered(world.officer):
        actions.take_back(world.officer, case.pk, row.pk, "Ghi nhầm người")
    f.own()
    case.refresh_from_db()
    assert (case.stage, case.admission_id, case.person_id) == (Stage.COMMITTEE, None, None)
    assert Person.objects.get(pk=person).status == Status.MISTAKEN
    assert counted(world, date(2026, 3, 1)) == 0
    f.own()
    world.step(case, Step.DECIDED, number="16-QĐ/ĐU", on=date(2026, 3, 11))
    assert counted(world, date(2026, 3, 1)) == 1


def test_what_later_steps_rest_on_is_not_taken_back(world) -> None:
    case = world.at(Step.CV_DONE)
    row = CaseStep.objects.get(case=case, step=Step.APPLIED)
    with pytest.raises(Impossible) as no, entered(world.officer):
        actions.take_back(world.officer, case.pk, row.pk, "Nhầm")
    assert no.value.code == "rested_on"


def test_a_recognition_taken_back_makes_a_probationer_again(world) -> None:
    case = world.at(Step.RECOGNISED)
    row = CaseStep.objects.get(case=case, step=Step.RECOGNISED)
    with entered(world.officer):
        actions.take_back(world.officer, case.pk, row.pk, "Sai số quyết định")
    f.own()
    person = Person.objects.get(pk=case.person_id)
    assert (person.status, person.official_on) == (Status.PROBATIONARY, None)


# ------------------------------------------------------------------ who may


def test_the_secretary_records_the_cells_steps_and_no_decision(world) -> None:
    case = world.open()
    world.step(case, Step.LISTED, actor=world.secretary)
    with pytest.raises(Refused):
        world.step(case, Step.DECIDED, actor=world.secretary, on=date(2026, 3, 1))


def test_outside_reach_there_is_no_case(world) -> None:
    case = world.open()
    with entered(world.stranger), pytest.raises(Http404):
        cases.case(world.stranger, case.pk)
    f.own()
    with pytest.raises(Http404):
        world.step(case, Step.LISTED, actor=world.stranger)


def test_whoever_runs_classes_records_the_certificate_and_nothing_else(world) -> None:
    case = world.at(Step.LISTED)
    teacher = f.actor(Role.PROPAGANDA_OFFICER, world.ward)
    world.step(case, Step.CLASS_DONE, actor=teacher)
    f.own()
    case.refresh_from_db()
    assert (case.stage, case.certificate_number) == (Stage.CLASS, "31/CN")
    with pytest.raises(Refused):
        world.step(case, Step.APPLIED, actor=teacher)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.IT_ADMINISTRATOR])
def test_the_blind_see_no_case(world, role) -> None:
    world.open()
    nobody = f.actor(role, world.province)
    with entered(nobody):
        assert not Case.objects.exists()
        assert not CaseStep.objects.exists()


def test_a_clerk_sees_and_writes_nothing(world) -> None:
    world.open()
    clerk = f.actor(Role.CLERK, world.ward)
    with entered(clerk):
        assert cases.reachable(clerk).count() == 1
        assert Case.objects.update(full_name="X") == 0


# ------------------------------------------------------------------ many at once


def test_one_decision_for_many_tells_who_was_left_out(world) -> None:
    ready = [world.at(Step.COMMITTEE_VOTED, full_name=f"Lê Văn {n}") for n in ("An", "Bình")]
    early = world.open(full_name="Lê Văn Chi")
    told = Recording(Step.DECIDED, date(2026, 3, 10), "15-QĐ/ĐU", "Đảng ủy phường Một")
    with entered(world.officer):
        found = actions.record_steps(world.officer, {case.pk: told for case in (*ready, early)})
    f.own()
    assert [one.row is not None for one in found] == [True, True, False]
    assert found[2].refusal.code == "wrong_state"
    assert counted(world, date(2026, 3, 1)) == 2


def test_the_same_step_twice_is_told(world) -> None:
    case = world.at(Step.OPINIONS_IN)
    seen = CaseStep.objects.latest("id").pk
    world.step(case, Step.CELL_VOTED, vote=SHORT, seen=seen)
    for more in ({"seen": seen, "on": date(2026, 2, 11)}, {}):
        with pytest.raises(Overtaken):
            world.step(case, Step.CELL_VOTED, **more)
        f.own()
    assert CaseStep.objects.filter(step=Step.CELL_VOTED).count() == 1


# ------------------------------------------------------------------ the record beside the case


def test_what_a_case_recorded_is_undone_at_the_case(world) -> None:
    case = world.at(Step.CEREMONY_HELD)
    with pytest.raises(Impossible) as no, entered(world.officer):
        actions.void_admission(world.officer, case.admission_id, "Nhầm")
    assert no.value.code == "of_case"
    f.own()
    found = Admission.objects.get(pk=case.admission_id)
    entry = Entry(
        unit_id=found.unit_id, full_name=case.full_name, sex="F", birth_on=case.birth_on,
        ethnic_group="01", religion="", youth_union=True, source_group="farmer",
        decision_number=found.decision_number, decision_on=found.decision_on,
        issuer=found.issuer, ceremony_on=found.ceremony_on,
    )  # fmt: skip
    moved = replace(entry, decision_number="99-QĐ/ĐU")
    with pytest.raises(Impossible) as no, entered(world.officer):
        actions.correct_admission(world.officer, found.pk, moved, "Nhầm số")
    assert no.value.code == "of_case"
    f.own()
    with entered(world.officer):
        made = actions.correct_admission(world.officer, found.pk, entry, "Nhầm nguồn")
    f.own()
    case.refresh_from_db()
    assert case.admission_id == made.pk
    assert counted(world, date(2026, 3, 1)) == 1


@pytest.mark.parametrize("number", [1, 3])
def test_many_at_once_take_an_event_each_and_nothing_else(world, number) -> None:
    made = [world.open(full_name=f"Lê Văn {'ABC'[n]}") for n in range(number)]
    told = {case.pk: Recording(Step.LISTED, date(2025, 8, 20)) for case in made}
    with entered(world.officer), CaptureQueriesContext(connection) as run:
        actions.record_steps(world.officer, told)
    f.own()
    assert len(run) - number == 22
