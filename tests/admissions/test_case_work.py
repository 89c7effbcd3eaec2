"""What is kept of a case beside its steps: who it is, helpers, papers; and taking it off."""

from datetime import date

import pytest
from tests import factories as f
from tests.admissions.case_world import CaseWorld

from dangvu.access.scope import Refused, entered
from dangvu.admissions import actions, cases
from dangvu.admissions.actions import Helper, PaperNote
from dangvu.admissions.models import Case, CaseHelper, CasePaper, CaseStep, HelperRemark, Reminder
from dangvu.kernel.models import Event
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.rules.procedure import Side, Stage, Step

PDF = b"%PDF-1.7 thu"


@pytest.fixture
def world(cases_world) -> CaseWorld:
    return cases_world


def refused(world, work, *given, **more) -> str:
    f.own()
    with pytest.raises(Impossible) as no, entered(world.secretary):
        work(world.secretary, *given, **more)
    f.own()
    return no.value.code


def done(world, work, *given, **more):
    f.own()
    with entered(world.secretary):
        made = work(world.secretary, *given, **more)
    f.own()
    return made


# ------------------------------------------------------------------ opening, mending


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"opened_on": date(2027, 5, 11)}, "in_future"),
        ({"opened_on": date(2000, 1, 1)}, "before_birth"),
        ({"consent_on": date(2027, 6, 1)}, "in_future"),
        ({"full_name": "  "}, "name_missing"),
        ({"in_charge_id": 10**9}, "not_here"),
    ],
)
def test_a_case_that_cannot_be_is_refused(world, more, code) -> None:
    assert refused(world, actions.open_case, world.new(**more)) == code
    assert not Case.objects.exists()


def test_a_case_is_opened_in_a_cell_that_stands(world) -> None:
    f.own()
    with pytest.raises(Impossible) as no, entered(world.officer):
        actions.open_case(world.officer, world.new(unit_id=world.ward.pk))
    assert no.value.code == "not_a_cell"
    world.cell.valid_until = date(2025, 7, 30)
    f.own()
    world.cell.save()
    assert refused(world, actions.open_case, world.new()) == "unit_ended"


def test_a_person_is_considered_once_at_a_time(world) -> None:
    world.open()
    assert refused(world, actions.open_case, world.new()) == "already_open"
    f.person(world.cell, "Lê Đã Vào", birth_on=date(1999, 1, 1))
    again = world.new(full_name="Lê Đã Vào", birth_on=date(1999, 1, 1))
    assert refused(world, actions.open_case, again) == "already_member"


def test_mending_leaves_the_names_of_the_fields(world) -> None:
    case = world.open()
    mended = world.new(full_name="Nguyễn Thị Nguồn Mới", opened_on=date(2025, 8, 4))
    done(world, actions.edit_case, case.pk, mended, "Ghi nhầm")
    case.refresh_from_db()
    assert (case.full_name, case.stage_since) == ("Nguyễn Thị Nguồn Mới", date(2025, 8, 4))
    event = Event.objects.get(action="edit_case")
    assert set(event.data["fields"]) == {"full_name", "opened_on", "search_key", "sort_key"}
    assert "Nguồn" not in str(event.data)


def test_who_is_in_the_register_is_mended_there(world) -> None:
    case = world.at(Step.DECIDED)
    assert refused(world, actions.edit_case, case.pk, world.new(full_name="X Y")) == "in_register"
    done(world, actions.edit_case, case.pk, world.new(area="Tổ 3"))
    case.refresh_from_db()
    assert case.area == "Tổ 3"


def test_the_first_day_stays_before_what_was_done(world) -> None:
    case = world.at(Step.LISTED)
    late = world.new(opened_on=date(2025, 9, 1))
    assert refused(world, actions.edit_case, case.pk, late) == "before_previous"


# ------------------------------------------------------------------ helpers and remarks


def test_assigning_a_helper_is_the_step_too(world) -> None:
    case = world.at(Step.CLASS_DONE)
    world.introduce(case)
    f.own()
    case.refresh_from_db()
    assert case.stage == Stage.HELPED
    assert CaseHelper.objects.filter(case=case, until=None).count() == 3


def test_helpers_have_their_time(world) -> None:
    case = world.at(Step.HELPERS)
    first = CaseHelper.objects.get(role="helper")
    kept = [Helper(h.role, h.since, id=h.pk) for h in CaseHelper.objects.filter(role="introducer")]
    new = Helper("helper", date(2026, 1, 5), world.helpers[0].pk)
    done(world, actions.set_helpers, case.pk, [*kept, new], date(2026, 1, 5))
    first.refresh_from_db()
    assert first.until == date(2026, 1, 5)
    assert CaseHelper.objects.filter(case=case, until=None).count() == 3
    assert CaseStep.objects.filter(step=Step.HELPERS).count() == 2


def test_a_probationary_member_helps_nobody(world) -> None:
    case = world.at(Step.CLASS_DONE)
    young = f.person(world.cell, "Lê Dự Bị")
    helper = [Helper("helper", date(2025, 10, 1), young.pk)]
    assert refused(world, actions.set_helpers, case.pk, helper, date(2025, 10, 1)) == "not_official"


def test_remarks_are_periodic_and_once_a_day(world) -> None:
    case = world.at(Step.HELPERS)
    helper = CaseHelper.objects.get(role="helper")
    done(world, actions.remark, helper.pk, date(2026, 1, 5), "Làm việc chăm chỉ")
    f.own()
    with pytest.raises(Overtaken), entered(world.secretary):
        actions.remark(world.secretary, helper.pk, date(2026, 1, 5), "Lần nữa")
    assert refused(world, actions.remark, helper.pk, date(2025, 9, 1), "Sớm") == "not_helping"
    assert HelperRemark.objects.count() == 1
    with entered(world.secretary):
        assert cases.facts_of([case])[case.pk].remarked_on == date(2026, 1, 5)


# ------------------------------------------------------------------ papers


def test_a_paper_is_noted_or_attached_and_sealed(world) -> None:
    case = world.open()
    assert refused(world, actions.note_paper, case.pk, PaperNote("1-KNĐ")) == "nothing_given"
    done(world, actions.note_paper, case.pk, PaperNote("1-KNĐ", kept_at="Tủ 2, ngăn 3"))
    attached = PaperNote("2-KNĐ", file_name="ly lich.pdf", content=PDF)
    made = done(world, actions.note_paper, case.pk, attached)
    assert PDF not in bytes(CasePaper.objects.get(pk=made.pk).content)
    with entered(world.secretary):
        assert actions.read_paper(world.secretary, made.pk) == ("ly lich.pdf", PDF)
        assert cases.facts_of([case])[case.pk].papers == {"1-KNĐ", "2-KNĐ"}
    assert Event.objects.get(action="read_case_paper").data == {"paper": "2-KNĐ"}


@pytest.mark.parametrize(
    "paper",
    [
        PaperNote("2-KNĐ", file_name="Tham tra (MẬT).pdf", content=PDF),
        PaperNote("2-KNĐ", file_name="tối_mật.pdf", content=PDF),
        PaperNote("2-KNĐ", file_name="a.pdf", note="Tài liệu mật", content=PDF),
        PaperNote("2-KNĐ", file_name="a.pdf", content=PDF, secret=True),
    ],
)
def test_a_file_marked_secret_is_refused(world, paper) -> None:
    case = world.open()
    assert refused(world, actions.note_paper, case.pk, paper) == "secret"
    assert not CasePaper.objects.exists()


@pytest.mark.parametrize("name", ["Mặt trận.pdf", "mật khẩu.pdf", "thân mật1.pdf"])
def test_other_words_are_not_taken_for_the_mark(world, name) -> None:
    case = world.open()
    done(world, actions.note_paper, case.pk, PaperNote("2-KNĐ", file_name=name, content=PDF))
    assert CasePaper.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [("a.exe", PDF, "not_a_scan"), ("a.pdf", b"MZ", "not_a_scan"), ("a", PDF, "not_a_scan")],
)
def test_only_scans_are_taken(world, name, content, code) -> None:
    case = world.open()
    paper = PaperNote("2-KNĐ", file_name=name, content=content)
    assert refused(world, actions.note_paper, case.pk, paper) == code


# ------------------------------------------------------------------ taking off


def test_taken_off_at_request_nothing_tells_who_it_was(world) -> None:
    case = world.at(Step.APPLIED)
    helper = CaseHelper.objects.get(role="helper")
    done(world, actions.remark, helper.pk, date(2026, 1, 5), "Chăm chỉ")
    done(world, actions.note_paper, case.pk, PaperNote("1-KNĐ", kept_at="Tủ 2"))
    assert refused(world, actions.remove_case, case.pk, " ") == "reason_missing"
    done(world, actions.remove_case, case.pk, "Người này xin rút")
    row = Case.objects.get()
    assert (row.birth_on, row.sex, row.search_key, row.certificate_number) == (None, "", "", "")
    assert "Nguồn" not in row.full_name
    assert row.closed_on == date(2027, 5, 10)
    for table in (CaseHelper, HelperRemark, CasePaper, Reminder):
        assert not table.objects.exists()
    assert CaseStep.objects.filter(case=row).exists()  # that somebody was on the way stays
    assert refused(world, actions.edit_case, row.pk, world.new()) == "removed"


def test_a_member_is_not_taken_off(world) -> None:
    case = world.at(Step.DECIDED)
    assert refused(world, actions.remove_case, case.pk, "Xin rút") == "in_register"


def test_who_was_kept_long_enough_is_blanked_once(world) -> None:
    case = world.at(Step.CELL_VOTED)
    world.step(case, Step.WITHDREW, on=date(2026, 3, 2), reason="Chuyển nơi ở")
    other = world.open(full_name="Lê Văn Còn")
    for day, number in ((date(2027, 3, 2), 0), (date(2027, 3, 3), 1), (date(2027, 3, 3), 0)):
        f.own()
        with entered(world.officer):
            assert actions.blank_kept(world.officer, day) == number
    f.own()
    case.refresh_from_db()
    other.refresh_from_db()
    assert case.removed_at is not None
    assert other.removed_at is None


# ------------------------------------------------------------------ reminders


def test_a_reminder_comes_once_for_each_mark(world) -> None:
    case = world.at(Step.CELL_VOTED)
    f.own()
    case.refresh_from_db()
    days = [case.red_on, case.red_on, case.due_on, date.fromordinal(case.due_on.toordinal() + 1)]
    for day, number in zip(days, (1, 0, 0, 1), strict=True):
        f.own()
        with entered(world.officer):
            assert actions.remind(world.officer, day) == number
    f.own()
    assert list(Reminder.objects.order_by("id").values_list("mark", flat=True)) == ["near", "due"]


def test_a_job_that_dies_has_reminded_nobody_and_begins_anew(world) -> None:
    case = world.at(Step.CELL_VOTED)
    f.own()
    case.refresh_from_db()

    class Died(Exception):
        pass

    def job() -> None:
        with entered(world.officer):
            assert actions.remind(world.officer, case.due_on) == 1
            raise Died

    with pytest.raises(Died):
        job()
    f.own()
    assert not Reminder.objects.exists()
    with entered(world.officer):
        assert actions.remind(world.officer, case.due_on) == 1


def test_papers_grow_too_old_without_anybody_doing_anything(world, settings) -> None:
    settings.DEMO_TODAY = "2026-02-03"
    case = world.at(Step.OPINIONS_IN)
    for day, side in ((date(2027, 1, 15), ""), (date(2027, 1, 16), Side.EXPIRED)):
        f.own()
        with entered(world.officer):
            actions.settle(world.officer, day)
        f.own()
        case.refresh_from_db()
        assert case.side == side


def test_reminders_stay_in_the_branch(world) -> None:
    case = world.at(Step.CELL_VOTED)
    f.own()
    case.refresh_from_db()
    with entered(world.stranger):
        assert actions.remind(world.stranger, case.due_on) == 0


# ------------------------------------------------------------------ calendar and figures


def test_a_day_off_moves_what_is_due(world) -> None:
    case = world.at(Step.CELL_VOTED)
    f.own()
    case.refresh_from_db()
    before = case.due_on
    with entered(world.specialist):
        actions.set_day_off(
            world.specialist, date(2026, 2, 27), "Nghỉ bù", "Thông báo của tỉnh", working=False
        )
    f.own()
    case.refresh_from_db()
    assert case.due_on > before
    with entered(world.specialist):
        actions.drop_day_off(world.specialist, date(2026, 2, 27), "Nhầm")
    f.own()
    case.refresh_from_db()
    assert case.due_on == before


def test_a_figure_nobody_confirms_is_chosen_with_a_reason(world) -> None:
    case = world.at(Step.CLASS_DONE)
    choose = actions.choose_figure
    for given, code in (
        (("procedure.norm.class", "5", date(2025, 1, 1), " "), "reason_missing"),
        (("procedure.norm.class", "năm", date(2025, 1, 1), "Tỉnh chọn"), "unreadable"),
        (("procedure.nothing", "5", date(2025, 1, 1), "Tỉnh chọn"), "no_such_figure"),
    ):
        f.own()
        with pytest.raises(Impossible) as no, entered(world.specialist):
            choose(world.specialist, *given)
        assert no.value.code == code
    f.own()
    before = case.due_on
    with entered(world.specialist):
        choose(world.specialist, "procedure.norm.class", "5", date(2025, 1, 1), "Tỉnh chọn")
    f.own()
    case.refresh_from_db()
    assert case.due_on < before


def test_a_ward_changes_no_calendar(world) -> None:
    with pytest.raises(Refused), entered(world.officer):
        actions.set_day_off(world.officer, date(2026, 2, 27), "Nghỉ", "Tự nghỉ", working=False)
