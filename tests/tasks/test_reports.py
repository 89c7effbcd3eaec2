"""Reports of a duty: begun with what is known, written, signed, sent, taken or sent back; more time
asked and answered; the answers of many rolled up."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from tests import factories as f
from tests.tasks.duties_world import DAY, TODAY, World, plan_duty

from dangvu.access.actor import Actor
from dangvu.access.matrix import Role
from dangvu.access.scope import Refused, entered
from dangvu.kernel.models import Event
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.statistics.known import known
from dangvu.tasks import summary
from dangvu.tasks.actions import cascading, extending, reporting
from dangvu.tasks.actions.reporting import Signed, Written
from dangvu.tasks.figures import Known, figure_text, read_value, typed
from dangvu.tasks.models import Assignment, Extension, Report
from dangvu.tasks.queries import reports as reading
from dangvu.tasks.queries.beneath import days_beneath

pytestmark = pytest.mark.django_db

SIGNED = Signed("PHÓ BÍ THƯ", "Nguyễn Văn Ký", "12-BC/ĐU")
QUARTER = date(2026, 4, 1)


def quarterly(**more):
    return plan_duty(**{"heading": "Báo cáo kết quả hằng quý", "every": "quarter", "due_on": None,
                        **more})  # fmt: skip


@pytest.fixture
def world(settings) -> World:
    settings.DEMO_TODAY = TODAY.isoformat()
    return World()


def written(results="Đã ban hành kế hoạch", **more) -> Written:
    figures = more.pop("figures", [Known("admitted", "Kết nạp", "7", "đồng chí", "Sổ", DAY)])
    return Written(figures, results, **more)


def begun(who: Actor, held: Assignment, **more) -> Report:
    with entered(who):
        row = reporting.start(who, held.pk, [])
        row = reporting.save(who, row.pk, written(**more))
    f.own()
    return row


def sent(who: Actor, held: Assignment, on: date = TODAY, **more) -> Report:
    row = begun(who, held, **more)
    with entered(who):
        row = reporting.send(who, row.pk, on, SIGNED)
    f.own()
    return row


def test_a_report_is_begun_once_with_what_is_known(world: World) -> None:
    world.given()
    held, officer = world.of(world.one), world.officer
    facts = [Known("admitted", "Kết nạp", "7", "đồng chí", "Sổ đảng viên", TODAY)]
    with entered(officer):
        first = reporting.start(officer, held.pk, facts)
        assert reporting.start(officer, held.pk, []).pk == first.pk
    assert [Known.from_dict(one) for one in first.figures] == facts
    assert (first.state, first.due_on) == ("draft", date(2026, 5, 29))


def test_sent_late_is_told_in_working_days_and_moves_the_duty(world: World) -> None:
    world.given()
    row = sent(world.officer, world.of(world.one), TODAY)
    assert (row.state, row.late_days, row.rounds) == ("sent", 1, 1)
    assert world.of(world.one).stage == "reported"


@pytest.mark.parametrize(
    ("signed", "results", "field"),
    [
        (Signed("", "A"), "x", "signed_post"),
        (Signed("BÍ THƯ", " "), "x", "signed_by"),
        (SIGNED, "", "results"),
    ],
)
def test_what_is_unsigned_or_empty_is_not_sent(world: World, signed, results, field) -> None:
    world.given()
    row = begun(world.officer, world.of(world.one), results=results)
    with entered(world.officer), pytest.raises(Impossible) as refusal:
        reporting.send(world.officer, row.pk, TODAY, signed)
    assert refusal.value.field == field


def test_taken_ends_a_duty_done_once(world: World) -> None:
    world.given()
    row = sent(world.officer, world.of(world.one))
    with entered(world.specialist):
        reporting.accept(world.specialist, row.pk, TODAY)
    assert world.of(world.one).stage == "done"


def test_taken_moves_a_recurring_duty_to_its_next_period(world: World) -> None:
    world.given(quarterly())
    held = world.of(world.one)
    assert held.period_start == QUARTER
    row = sent(world.officer, held)
    with entered(world.specialist):
        reporting.accept(world.specialist, row.pk, TODAY)
    after = world.of(world.one)
    assert (after.stage, after.period_start) == ("in_progress", date(2026, 7, 1))
    assert after.due_on == date(2026, 9, 30)
    assert (row.period_start, row.period_end) == (QUARTER, date(2026, 6, 30))
    assert begun(world.officer, after).pk != row.pk


def test_what_comes_back_is_written_and_sent_again(world: World) -> None:
    world.given()
    row = sent(world.officer, world.of(world.one), date(2026, 5, 28))
    with entered(world.specialist):
        with pytest.raises(Impossible):
            reporting.send_back(world.specialist, row.pk, TODAY, " ")
        reporting.send_back(world.specialist, row.pk, TODAY, "Thiếu số liệu chi bộ")
    assert world.of(world.one).stage == "returned"
    again = sent(world.officer, world.of(world.one), date(2026, 6, 3), results="Đã bổ sung")
    assert (again.pk, again.rounds, again.late_days) == (row.pk, 2, 0)
    assert again.reason == "Thiếu số liệu chi bộ"
    with entered(world.specialist):
        taken = reporting.accept(world.specialist, row.pk, TODAY)
    assert taken.reason == ""


def test_the_second_to_decide_is_told(world: World) -> None:
    world.given()
    row = sent(world.officer, world.of(world.one))
    with entered(world.specialist):
        reporting.accept(world.specialist, row.pk, TODAY)
        with pytest.raises(Overtaken, match="đã xử lý"):
            reporting.send_back(world.specialist, row.pk, TODAY, "muộn")


def test_the_second_to_save_is_told_and_loses_nothing_of_the_first(world: World) -> None:
    world.given()
    row = begun(world.officer, world.of(world.one))
    other = f.actor(Role.COMMUNE_OFFICER, world.one)
    with entered(other), pytest.raises(Overtaken):
        reporting.save(other, row.pk, written("đè lên"), seen=datetime(2026, 6, 1, tzinfo=None))
    f.own()
    assert Report.objects.get().results == "Đã ban hành kế hoạch"


def test_nobody_takes_the_own_report(world: World) -> None:
    world.given()
    row = sent(world.officer, world.of(world.one))
    with entered(world.officer), pytest.raises(Refused):
        reporting.accept(world.officer, row.pk, TODAY)
    with entered(world.stranger), pytest.raises(Http404):
        reporting.accept(world.stranger, row.pk, TODAY)


def test_a_draft_is_its_writers_alone(world: World) -> None:
    world.given()
    row = begun(world.officer, world.of(world.one))
    with entered(world.specialist), pytest.raises(Http404):
        reading.report(world.specialist, row.pk)
    with entered(world.specialist):
        assert reading.rollup(world.specialist, row.root_id, None, TODAY).given == []


def test_a_body_answers_for_those_beneath_it(world: World) -> None:
    """A duty handed down is reported to the body that handed it down."""
    directive = world.given()
    with entered(world.officer):
        cascading.hand_down(world.officer, directive.pk, world.one.pk, "children")
    f.own()
    below = world.of(world.body)
    secretary = f.actor(Role.COMMUNE_OFFICER, world.body)
    row = sent(secretary, below)
    with entered(world.officer):
        assert [one.pk for one in reading.waiting(world.officer)] == [row.pk]
        found = reading.rollup(world.officer, below.duty_id, None, TODAY)
        assert [one.name for one in found.answers] == [world.body.short_name]
        reporting.accept(world.officer, row.pk, TODAY)
    with entered(world.specialist):
        assert list(reading.waiting(world.specialist)) == []
        top = reading.rollup(world.specialist, below.duty_id, None, TODAY)
    assert {one.name for one in top.answers} == {world.one.short_name, world.two.short_name}


# ------------------------------------------------------------------ more time


def asked(world: World, until: date = date(2026, 6, 15), on: date = TODAY) -> Extension:
    with entered(world.officer):
        made = extending.ask(world.officer, world.of(world.one).pk, until, "Chờ số liệu", on)
    f.own()
    return made


def test_more_time_granted_moves_the_day(world: World) -> None:
    world.given()
    draft = begun(world.officer, world.of(world.one))
    made = asked(world)
    with entered(world.specialist):
        assert [one.pk for one in reading.asked(world.specialist)] == [made.pk]
        assert len(reading.owing(world.specialist, TODAY)) == 1
        extending.grant(world.specialist, made.pk, TODAY, until=date(2026, 6, 10))
        with pytest.raises(Overtaken):
            extending.refuse(world.specialist, made.pk, TODAY, "không")
    assert world.of(world.one).due_on == date(2026, 6, 10)
    draft.refresh_from_db()
    assert draft.due_on == date(2026, 6, 10)


def handed_down(world: World) -> None:
    world.given()
    with entered(world.officer):
        cascading.hand_down(
            world.officer, world.of(world.one).directive_id, world.one.pk, to="all"
        )  # fmt: skip
    f.own()


def test_the_days_beneath_move_with_it_only_where_that_is_chosen(world: World) -> None:
    handed_down(world)
    Assignment.objects.filter(unit=world.other_cell).update(due_on=date(2026, 5, 20))
    Assignment.objects.filter(unit=world.cell).update(stage="reported")
    draft = begun(f.actor(Role.COMMUNE_OFFICER, world.body), world.of(world.body))
    made = asked(world)
    found = days_beneath(world.of(world.one))
    assert (len(found.assignment_ids), found.units, found.earlier) == (1, 1, 1)
    with entered(world.specialist):
        extending.grant(world.specialist, made.pk, TODAY, below=True)
    f.own()
    days = {place.pk: world.of(place).due_on for place in (
        world.one, world.body, world.cell, world.other_cell, world.two)}  # fmt: skip
    old = date(2026, 5, 29)
    assert days == {
        world.one.pk: date(2026, 6, 15), world.body.pk: date(2026, 6, 15), world.cell.pk: old,
        world.other_cell.pk: date(2026, 5, 20), world.two.pk: old,
    }  # fmt: skip
    draft.refresh_from_db()
    assert draft.due_on == date(2026, 6, 15)
    event = Event.objects.get(action="grant_extension")
    assert event.data == {"due": "2026-05-29", "until": "2026-06-15", "below": 1}


def test_the_days_beneath_stay_where_nobody_chose_to_move_them(world: World) -> None:
    handed_down(world)
    made = asked(world)
    with entered(world.specialist):
        extending.grant(world.specialist, made.pk, TODAY)
    f.own()
    assert world.of(world.body).due_on == date(2026, 5, 29)


def test_more_time_refused_says_why_and_may_be_asked_again(world: World) -> None:
    world.given()
    made = asked(world)
    with pytest.raises(Overtaken, match="đang chờ"):
        asked(world)
    with entered(world.specialist):
        with pytest.raises(Impossible):
            extending.refuse(world.specialist, made.pk, TODAY, "")
        extending.refuse(world.specialist, made.pk, TODAY, "Đã gia hạn một lần")
    f.own()
    assert world.of(world.one).due_on == date(2026, 5, 29)
    assert asked(world).pk != made.pk


@pytest.mark.parametrize(
    ("until", "on", "code"),
    [(date(2026, 5, 29), DAY, "not_later"), (date(2026, 5, 31), TODAY, "past")],
)
def test_more_time_is_later_than_the_day_and_than_today(world, until, on, code) -> None:
    world.given()
    with pytest.raises(Impossible) as refusal:
        asked(world, until, on)
    assert refusal.value.code == code


def test_no_more_time_for_what_was_sent(world: World) -> None:
    world.given()
    sent(world.officer, world.of(world.one))
    with pytest.raises(Impossible):
        asked(world)


# ------------------------------------------------------------------ rolled up


def test_answers_stand_in_one_table_with_totals(world: World) -> None:
    world.given()
    duty = sent(
        world.officer, world.of(world.one), difficulties="- Thiếu kinh phí.\n- Ít nguồn",
        figures=[Known("admitted", "Kết nạp", "7", "đồng chí"), typed("Số hội nghị", "3", "buổi")],
    ).root_id  # fmt: skip
    sent(
        world.stranger, world.of(world.two), date(2026, 5, 28), difficulties="2. thiếu kinh phí",
        figures=[Known("admitted", "Kết nạp", "5", "đồng chí"), Known("c", "Xếp loại", "Thấp")],
    )  # fmt: skip
    third = f.unit("Đảng bộ phường Ba", world.province)
    Assignment.objects.create(
        directive_id=world.of(world.one).directive_id, duty_id=duty, root_id=duty, unit=third,
        unit_path=third.path, due_on=date(2026, 5, 29),
    )  # fmt: skip
    with entered(world.specialist):
        found = reading.rollup(world.specialist, duty, None, TODAY)
    assert [(c.label, c.total) for c in found.columns] == [
        ("Kết nạp", Decimal(12)), ("Số hội nghị", Decimal(3)), ("Xếp loại", None),
    ]  # fmt: skip
    counts = len(found.given), len(found.in_time), len(found.late), len(found.missing)
    assert counts == (2, 1, 1, 1)
    said = summary.said((one.name, one.report.difficulties) for one in found.given)
    assert [(one.text, len(one.bodies)) for one in said] == [
        ("Thiếu kinh phí.", 2),
        ("Ít nguồn", 1),
    ]


@pytest.mark.parametrize("units", [1, 3])
def test_a_rollup_asks_as_often_for_many_as_for_one(world: World, units: int) -> None:
    world.given()
    duty = sent(world.officer, world.of(world.one)).root_id
    for n in range(units - 1):
        place = f.unit(f"Đảng bộ phường {n}", world.province)
        held = Assignment.objects.create(
            directive_id=world.of(world.one).directive_id, duty_id=duty, root_id=duty, unit=place,
            unit_path=place.path, due_on=date(2026, 5, 29),
        )  # fmt: skip
        sent(f.actor(Role.COMMUNE_OFFICER, place), held)
    with entered(world.specialist), CaptureQueriesContext(connection) as queries:
        found = reading.rollup(world.specialist, duty, None, TODAY)
        assert len(found.given) == units
    assert len(queries) == 4
    with entered(world.specialist), CaptureQueriesContext(connection) as queries:
        assert len(reading.owing(world.specialist, TODAY)) == units
    assert len(queries) == 1


def test_what_is_owed_first_due_first_with_the_draft_begun(world: World) -> None:
    world.given(plan_duty(), quarterly(key="d2", no="2"))
    begun(world.officer, world.of(world.one))
    with entered(world.officer), CaptureQueriesContext(connection) as queries:
        lines = reading.own_lines(world.officer, TODAY)
    assert len(queries) == 2
    assert [(one.late_days, one.report is not None, one.period) for one in lines] == [
        (1, True, ""), (0, False, "quý II/2026"),
    ]  # fmt: skip


# ------------------------------------------------------------------ figures


@pytest.mark.parametrize(
    ("text", "kept", "shown"),
    [("1.234", "1234", "1.234"), ("36,5", "36.5", "36,5"), ("Thấp", "Thấp", "Thấp"), ("", "", "")],
)
def test_a_value_is_kept_as_a_number_or_as_words(text: str, kept: str, shown: str) -> None:
    one = typed("x", text)
    assert (one.value, one.shown) == (kept, shown)
    assert read_value(one.shown) == one.value


def test_a_number_has_the_decimals_it_has() -> None:
    values = [Decimal("12.50"), Decimal("-0.5"), Decimal(100), Decimal("1E+3"), None]
    assert [figure_text(value) for value in values] == ["12,5", "-0,5", "100", "1.000", "–"]


def test_what_the_system_knows_has_a_source_and_a_day(world: World) -> None:
    f.person(world.cell, status="CHINH_THUC", joined_on=date(2020, 1, 1),
             official_on=date(2021, 1, 1))  # fmt: skip
    f.person(world.cell, joined_on=date(2026, 5, 10))
    with entered(world.officer):
        found = {one.code: one for one in known(world.officer, world.one.pk, QUARTER,
                                               date(2026, 6, 30))}  # fmt: skip
    assert found["admitted"].value == "1"
    assert (found["members_start"].value, found["members_end"].value) == ("1", "2")
    assert all(one.source and one.as_of and one.as_of <= TODAY for one in found.values())
    with entered(world.stranger), pytest.raises(Http404):
        known(world.stranger, world.one.pk, QUARTER, TODAY)
