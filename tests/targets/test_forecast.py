"""What is ahead of each body of a sheet: from cases on record, in two statements."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests import factories as make
from tests.admissions.test_flow import case
from tests.targets.world import TODAY, doing, world

from dangvu.access.matrix import Role
from dangvu.cli.forecasts import as_json, as_table
from dangvu.office.workbooks import read_book
from dangvu.rules.forecast import Begin, Phase, Verdict
from dangvu.rules.months import Month
from dangvu.targets import papers, queries
from dangvu.targets.forecast import forecast, with_ahead, with_classes
from dangvu.targets.sheets import Line

pytestmark = pytest.mark.django_db
MAY = Month(2026, 5)


def went(cell, number: int = 30, decided_ago: int = 100) -> None:
    """People who went the usual way: 90, 60, 30, 40, 20 and 30 days in each phase."""
    for nth in range(number):
        last = decided_ago + nth % 20
        case(cell, last + 270, class_done=last + 180, applied=last + 120, vetting_sent=last + 90,
             vetting_back=last + 50, cell_voted=last + 30, decided=last)  # fmt: skip


@pytest.fixture
def here():
    made = world()
    went(made.cells[0])
    return made


def asked(here, actor=None, then=forecast):
    def ask(actor):
        return then(queries.month_sheet(actor, here.province.pk, MAY, TODAY))

    return doing(actor or here.specialist, ask)


def test_those_near_the_decision_are_expected_and_the_target_is_in_time(here):
    for _ in range(14):
        case(here.cells[0], 250, class_done=160, applied=100, vetting_sent=70, vetting_back=30,
             cell_voted=10)  # fmt: skip
    one = asked(here).bodies[here.communes[0].pk]
    assert one.people == 14
    assert 12 < one.in_stock.mean <= 14
    assert one.reached.low <= one.reached.people <= one.reached.high
    assert one.judgement.verdict is Verdict.IN_TIME
    assert one.ahead.expected == one.line.cumulative + one.reached.people
    assert one.suggestion is None


def test_a_body_with_too_few_people_learns_how_many_and_until_when(here):
    case(here.cells[1], 20)
    one = asked(here).bodies[here.communes[1].pk]
    assert one.judgement.verdict in (Verdict.ONLY_IF, Verdict.TOO_LATE)
    assert one.suggestion.cause == "no_source"
    days = {day.begin: day for day in one.days}
    assert days[Begin.CELL].on == date(2026, 10, 7)
    assert days[Begin.DECISION].need == one.judgement.short_of
    assert days[Begin.CLASS].need >= one.judgement.short_of


def test_the_pace_of_the_unit_above_is_lent_to_who_has_none(here):
    case(here.cells[1], 20)
    found = asked(here)
    bodies = found.bodies
    own, lent = bodies[here.communes[0].pk], bodies[here.communes[1].pk]
    assert lent.paces[Phase.VETTING].seen == 0
    assert own.paces[Phase.VETTING].seen == 30
    assert lent.paces[Phase.VETTING].median == pytest.approx(found.usual[Phase.VETTING], abs=3)
    assert found.usual[Phase.VETTING] == pytest.approx(40, abs=8)


def test_where_people_wait_too_long_is_the_bottleneck_and_suggests_the_cause(here):
    for _ in range(12):
        case(here.cells[1], 400, class_done=300, applied=260, vetting_sent=200)
    one = asked(here).bodies[here.communes[1].pk]
    assert one.bottleneck.phase is Phase.VETTING
    assert one.bottleneck.people == 12
    here.target(1)
    assert one.ahead.bottleneck == "vetting"


def test_a_body_without_any_case_on_record_is_not_projected(here):
    one = asked(here).bodies[here.communes[2].pk]
    assert not one.known
    assert one.ahead is None


def test_the_whole_is_its_bodies_together(here):
    case(here.cells[1], 100, class_done=40)
    found = asked(here)
    assert found.total.people == sum(one.people for one in found.bodies.values())
    assert found.total.reached.mean == pytest.approx(
        sum(one.reached.mean for one in found.bodies.values())
    )


def test_a_past_month_is_seen_with_the_eyes_of_that_day(here):
    case(here.cells[1], 10)
    march = doing(
        here.specialist,
        lambda actor: forecast(queries.month_sheet(actor, here.province.pk, Month(2026, 3), TODAY)),
    )
    assert march.bodies[here.communes[1].pk].people == 0
    assert march.sheet.on == date(2026, 3, 31)


@pytest.mark.parametrize("number", [1, 3])
def test_two_statements_whatever_the_number_of_cases(here, number, django_assert_num_queries):
    for cell in here.cells[:number]:
        for _ in range(number):
            case(cell, 100, class_done=40)

    def ask(actor):
        shown = queries.month_sheet(actor, here.province.pk, MAY, TODAY)
        with django_assert_num_queries(2):
            found = forecast(shown)
            assert len(found.bodies) == 3
            assert found.total.people

    doing(here.specialist, ask)


def test_whoever_sees_figures_sees_what_is_ahead_and_nobody_outside(here):
    case(here.cells[0], 20)
    auditor = make.actor(Role.AUDITOR, here.province)
    assert asked(here, auditor).total.people == 1


# --- on the sheet, and frozen with it -------------------------------------------------------


def test_a_line_is_frozen_and_thawed_with_what_is_ahead(here):
    case(here.cells[0], 20)
    line = asked(here, then=with_ahead).line(here.communes[0].pk)
    assert line.ahead is not None
    assert Line.thawed(line.frozen()) == line


def test_a_line_frozen_before_there_were_cases_still_reads(here):
    line = asked(here, then=with_ahead).line(here.communes[0].pk)
    old = line.frozen()
    del old["ahead"]
    assert Line.thawed(old) == replace(line, ahead=None)


def test_the_workbook_says_what_the_page_says(here):
    case(here.cells[0], 20)
    shown = asked(here, then=with_ahead)
    book = read_book(papers.sheet_workbook(shown, "thử", make.NOW), "thang.xlsx")
    sheets = {sheet.name: [row.cells for row in sheet.rows] for sheet in book.sheets}
    line = shown.lines[0]
    written = next(row for row in sheets["Còn kịp không"] if line.unit_name in row)
    assert written[5:9] == (
        line.ahead.people, line.ahead.low, line.ahead.expected, line.ahead.high,
    )  # fmt: skip
    month = next(row for row in sheets["Tháng 5-2026"] if line.unit_name in row)
    assert line.ahead.expected in month


# --- what if --------------------------------------------------------------------------------


def test_seats_go_where_people_wait_and_bring_some_of_them_by_december(here):
    for cell, number in zip(here.cells, (10, 30, 0), strict=True):
        for _ in range(number):
            case(cell, 30)
    found = asked(here)
    trial = with_classes(found, 60, date(2026, 7, 31))
    by_body = {line.unit_id: (seats, gain) for line, seats, gain, _ in trial.gains}
    first, second, third = (by_body[commune.pk] for commune in here.communes)
    assert (first[0], second[0], third[0]) == (10, 30, 0)
    assert trial.taken == 40
    assert trial.empty == 20
    assert 0 < trial.admitted <= 40
    assert 0 <= trial.more <= trial.admitted


def test_a_later_class_brings_fewer(here):
    for _ in range(20):
        case(here.cells[1], 30)
    found = asked(here)
    early, late = (with_classes(found, 20, date(2026, month, 28)).admitted for month in (6, 11))
    assert early > late
    assert with_classes(found, 20, date(2026, 12, 31) + timedelta(days=3)).admitted == 0


# --- the command line -----------------------------------------------------------------------


def test_the_command_tells_scripts_everything_and_a_terminal_the_same(here):
    for _ in range(12):
        case(here.cells[1], 400, class_done=300, applied=260, vetting_sent=200)
    found = asked(here)
    told = json.loads(json.dumps(as_json(found, found.total)))
    assert told["on"] == "2026-05-31"
    assert [row["month"] for row in told["unit"]["by_month"]][-1] == "2026-12"
    one = next(row for row in told["bodies"] if row["unit_name"] == "Đảng bộ xã Thử 1")
    assert one["bottleneck"] == "vetting"
    assert one["people"] == 12
    low, middle, high = (one["projected"][key] for key in ("low", "expected", "high"))
    assert low <= middle <= high
    assert [day["begin"] for day in one["last_days"]] == [begin.value for begin in Begin]
    assert told["bodies"][2]["projected"] is None
    assert "xã Thử 1" in as_table(found, found.total)
