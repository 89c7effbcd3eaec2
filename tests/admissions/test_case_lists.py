"""Lists of cases: the board, by name, the red list, the calendar, versions of the rules."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from tests import factories as f
from tests.admissions.case_world import CaseWorld

from dangvu.access.matrix import Role
from dangvu.access.scope import entered
from dangvu.admissions import cases
from dangvu.admissions.cases import Filter
from dangvu.rules.procedure import Stage, Step
from dangvu.rules.timers import Alert

ON = date(2026, 4, 1)


@pytest.fixture
def world(cases_world) -> CaseWorld:
    return cases_world


def asked(world, work, *given, actor=None, **more):
    f.own()
    who = actor or world.officer
    with entered(who):
        return work(who, *given, **more)


def statements(world, work, *given) -> int:
    f.own()
    with entered(world.officer), CaptureQueriesContext(connection) as run:
        work(world.officer, *given)
    f.own()
    return len(run)


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(
    ("name", "most"),
    [("board", 4), ("cases", 1), ("red_list", 11), ("calendar", 10), ("touched", 3),
     ("standings", 7)],
)  # fmt: skip
def test_a_list_takes_the_same_statements_for_any_number(world, name, most, number) -> None:
    for n in range(number):
        world.at(Step.CELL_VOTED, full_name=f"Lê Văn {'ABC'[n]}")
    work = {
        "board": (cases.board, world.ward.pk, ON),
        "cases": (cases.cases, Filter(), ON),
        "red_list": (cases.red_list, world.ward.pk, date(2026, 12, 1)),
        "calendar": (cases.calendar, world.ward.pk, date(2026, 2, 1), date(2026, 12, 31), ON),
        "touched": (cases.touched, world.ward.pk, date(2026, 1, 1), ON),
        "standings": (lambda who: cases.standings_of(list(cases.open_cases(who)), ON),),
    }[name]
    extra = 1 if name == "standings" else 0
    assert statements(world, *work) == most + extra


def test_every_stage_stands_on_the_board(world) -> None:
    world.at(Step.CELL_VOTED)
    world.open(full_name="Lê Văn Mới")
    found = asked(world, cases.board, world.ward.pk, ON)
    assert [column.stage for column in found.columns] == list(Stage)
    numbers = {column.stage: column.number for column in found.columns if column.number}
    assert numbers == {Stage.SOURCE: 1, Stage.CELL: 1}
    line = next(column for column in found.columns if column.stage is Stage.CELL).lines[0]
    assert line.days == (ON - date(2026, 2, 10)).days
    assert line.row.due_on is not None


def test_the_board_shows_the_soonest_due_first_and_a_few(world) -> None:
    for name in "ABCD":
        world.open(full_name=f"Lê Văn {name}", opened_on=date(2025, 8, 1 + ord(name) - 65))
    found = asked(world, cases.board, world.ward.pk, ON, shown=2)
    source = found.columns[0]
    assert (source.number, len(source.lines)) == (4, 2)
    assert source.lines[0].row.due_on <= source.lines[1].row.due_on


def test_names_come_page_after_page_each_once(world) -> None:
    names = ["Trần Văn Ba", "Lê Thị Ánh", "Lê Văn Ân", "Đỗ Văn Cần", "Phạm Thị Đào"]
    for name in names:
        world.open(full_name=name)
    seen, after = [], ""
    while True:
        page = asked(world, cases.cases, Filter(), ON, after, 2)
        seen += [line.row.full_name for line in page.lines]
        after = page.after
        if not after:
            break
    assert len(seen) == len(set(seen)) == len(names)
    assert seen.index("Lê Thị Ánh") < seen.index("Lê Văn Ân") < seen.index("Đỗ Văn Cần")


@pytest.mark.parametrize(
    "after", ["x", "~", "a~b", "\0~1", "2026-13-01~5", "~99999999999999999999"]
)
def test_a_broken_place_begins_the_list_or_ends_it(world, after) -> None:
    world.open()
    asked(world, cases.cases, Filter(), ON, after)
    asked(world, cases.red_list, world.ward.pk, ON, after)
    asked(world, cases.touched, world.ward.pk, ON, ON, after)


def test_a_list_is_narrowed(world) -> None:
    case = world.open(full_name="Lê Thị Ánh", area="Tổ 5", source_group="farmer")
    other = world.open(full_name="Đỗ Văn Cần", introduced_by="front")
    for wanted, found in (
        (Filter(text="anh le"), case),
        (Filter(area="tổ 5"), case),
        (Filter(source_group="farmer"), case),
        (Filter(introduced_by="front"), other),
    ):
        page = asked(world, cases.cases, wanted, ON)
        assert [line.row.pk for line in page.lines] == [found.pk], wanted
    assert not asked(world, cases.cases, Filter(state="closed"), ON).lines
    assert not asked(world, cases.cases, Filter(stages=(Stage.CELL,)), ON).lines


def test_the_red_list_holds_what_is_nearly_due_or_over(world) -> None:
    case = world.at(Step.CELL_VOTED)
    f.own()
    case.refresh_from_db()
    day = timedelta(days=1)
    before = asked(world, cases.red_list, world.ward.pk, case.red_on - day)
    assert (before.overdue, before.near, before.lines) == (0, 0, ())
    near = asked(world, cases.red_list, world.ward.pk, case.red_on)
    assert (near.overdue, near.near) == (0, 1)
    over = asked(world, cases.red_list, world.ward.pk, case.due_on + day)
    assert (over.overdue, over.near) == (1, 0)
    assert [body.name for body in over.bodies] == ["Chi bộ Một"]
    line = over.lines[0]
    assert line.row.pk == case.pk
    assert line.dues[0].alert is Alert.DUE
    assert line.dues[0].explain


def test_the_red_list_goes_on_where_the_page_ended(world) -> None:
    for n in range(3):
        world.open(full_name=f"Lê Văn {'ABC'[n]}")
    on = date(2026, 12, 1)
    first = asked(world, cases.red_list, world.ward.pk, on, "", 2)
    rest = asked(world, cases.red_list, world.ward.pk, on, first.after, 2)
    ids = [line.row.pk for line in (*first.lines, *rest.lines)]
    assert len(ids) == len(set(ids)) == 3
    assert rest.after == ""


def test_the_calendar_shows_the_days_between(world) -> None:
    case = world.at(Step.DECIDED)
    found = asked(world, cases.calendar, world.ward.pk, date(2026, 3, 1), date(2026, 5, 31), ON)
    assert [(entry.row.pk, entry.due.code) for entry in found.entries] == [(case.pk, "ceremony")]
    early = asked(world, cases.calendar, world.ward.pk, date(2026, 1, 1), date(2026, 1, 31), ON)
    assert early.entries == ()


def test_a_new_version_of_the_rules_touches_what_began_under_it(world) -> None:
    world.at(Step.CELL_VOTED)
    since = date(2026, 2, 1)
    world.open(full_name="Lê Văn Trước")
    found = asked(world, cases.touched, world.ward.pk, since, ON)
    assert (found.kept, found.governed) == (1, 1)
    assert [line.stage for line in found.lines] == [Stage.CELL]


@pytest.mark.parametrize("work", [cases.board, cases.red_list])
def test_lists_stop_at_the_branch(world, work) -> None:
    world.open()
    with pytest.raises(Http404):
        asked(world, work, world.ward.pk, ON, actor=world.stranger)
    f.own()
    member = f.actor(Role.MEMBER, world.cell)
    with pytest.raises(Http404):
        asked(world, work, world.cell.pk, ON, actor=member)
    f.own()
    assert asked(world, cases.cases, Filter(), ON, actor=world.stranger).lines == ()
