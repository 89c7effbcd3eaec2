"""Stock and flow of cases, by body and without a name."""

from datetime import date, timedelta

import psycopg
import pytest
from django.db import transaction
from django.db.utils import ProgrammingError
from tests import factories as make
from tests.targets.world import doing

from dangvu.access.matrix import Role
from dangvu.admissions.flow import tallies
from dangvu.admissions.models import Case, CaseStep, Wait
from dangvu.rules.forecast import LONGEST, Phase, ticks

pytestmark = pytest.mark.django_db
ON = date(2026, 5, 31)


def day(days: int) -> date:
    return ON - timedelta(days=days)


def case(unit, opened: int, closed: int | None = None, **steps: int) -> Case:
    """A case opened so many days before the day, with steps so many days before it."""
    make.own()
    found = Case.objects.create(
        unit=unit, unit_path=unit.path, full_name="Nguyễn Văn Nguồn", search_key="nguyen van nguon",
        sort_key="nguon", sex="M", ethnic_group="01", source_group="farmer", introduced_by="cell",
        opened_on=day(opened), stage="NGUON", stage_since=day(opened), rule_on=day(opened),
        closed_on=None if closed is None else day(closed),
        recorded_at=make.NOW, recorded_by="test",
    )  # fmt: skip
    for name, days in {"sourced": opened, **steps}.items():
        step(found, name, days)
    return found


def step(found: Case, name: str, days: int, **more) -> CaseStep:
    make.own()
    return CaseStep.objects.create(
        case=found, unit=found.unit, unit_path=found.unit_path, step=name, on=day(days),
        recorded_at=make.NOW, recorded_by="test", **more,
    )  # fmt: skip


@pytest.fixture
def tree():
    province = make.unit()
    communes = [make.unit(f"Đảng bộ xã Thử {i}", province) for i in range(3)]
    cells = [make.unit(f"Chi bộ Thôn {i}", commune) for i, commune in enumerate(communes)]
    return province, communes, cells


def asked(tree, on: date = ON, role: Role = Role.PROVINCE_SPECIALIST):
    province, communes, _ = tree
    actor = make.actor(role, province)
    return doing(actor, lambda actor: tallies(province.path, [c.pk for c in communes], on))


def test_everybody_waits_in_one_place(tree):
    _, communes, cells = tree
    case(cells[0], 100)
    case(cells[0], 200, class_done=90)
    case(cells[0], 300, class_done=200, applied=150, cv_done=140, vetting_sent=120)
    case(cells[1], 10)
    found, beside = asked(tree)
    stock = {phase: tally.people for phase, tally in found[communes[0].pk].items()}
    assert {p: n for p, n in stock.items() if n} == {
        Phase.SOURCE: 1, Phase.CLASS: 1, Phase.VETTING: 1,
    }  # fmt: skip
    assert found[communes[0].pk][Phase.CLASS].waiting[ticks(90)] == 1
    assert found[communes[1].pk][Phase.SOURCE].people == 1
    assert found[communes[2].pk] == beside == {}


def test_who_went_on_is_told_with_the_days_it_took(tree):
    _, communes, cells = tree
    case(cells[0], 400, class_done=300, applied=240, vetting_sent=200, vetting_back=150,
         cell_voted=120, decided=60)  # fmt: skip
    here = asked(tree)[0][communes[0].pk]
    took = {phase: tally.moved.index(1) for phase, tally in here.items()}
    assert took == dict(zip(Phase, (ticks(d) for d in (100, 60, 40, 50, 30, 60)), strict=True))
    assert not any(tally.people for tally in here.values())


def test_who_left_the_way_is_lost_and_not_waiting(tree):
    _, communes, cells = tree
    case(cells[0], 200, class_done=150, withdrew=90)
    case(cells[0], 120, closed=30)
    here = asked(tree)[0][communes[0].pk]
    assert here[Phase.CLASS].lost[ticks(60)] == 1
    assert here[Phase.SOURCE].lost[ticks(90)] == 1
    assert sum(tally.people for tally in here.values()) == 0


def test_a_past_day_shows_what_stood_then(tree):
    _, communes, cells = tree
    case(cells[0], 300, class_done=200, applied=30, withdrew=10)
    here = asked(tree, day(100))[0][communes[0].pk]
    assert here[Phase.CLASS].people == 1
    assert here[Phase.CLASS].waiting[ticks(100)] == 1
    assert asked(tree, day(301))[0][communes[0].pk] == {}


def test_what_was_taken_back_does_not_count(tree):
    _, communes, cells = tree
    found = case(cells[0], 100)
    wrong = step(found, "class_done", 50)
    step(found, "class_done", 50, annuls=wrong, ordinal=2)
    here = asked(tree)[0][communes[0].pk]
    assert here[Phase.SOURCE].people == 1
    assert Phase.CLASS not in here


def test_the_order_of_recording_does_not_matter(tree):
    _, communes, cells = tree
    found = case(cells[0], 300)
    for name, days in (("vetting_sent", 120), ("applied", 150), ("class_done", 200)):
        step(found, name, days)
    here = asked(tree)[0][communes[0].pk]
    assert [phase for phase, tally in here.items() if tally.people] == [Phase.VETTING]
    assert here[Phase.PAPERS].moved[ticks(30)] == 1


def test_who_waits_longer_than_the_window_stands_but_teaches_nothing(tree):
    _, communes, cells = tree
    case(cells[0], 900)
    tally = asked(tree)[0][communes[0].pk][Phase.SOURCE]
    assert tally.waiting[LONGEST] == 1
    assert sum(tally.open) == sum(tally.at_risk()) == 0


def test_new_cases_of_a_year_are_counted_where_they_began(tree):
    _, communes, cells = tree
    case(cells[0], 100)
    case(cells[0], 90, class_done=90)
    case(cells[0], 500)
    here = asked(tree)[0][communes[0].pk]
    assert here[Phase.SOURCE].fresh == 1
    assert here[Phase.CLASS].fresh == 1


def test_what_stands_under_no_body_of_the_sheet_is_told_beside(tree):
    province, communes, _ = tree
    case(make.unit("Chi bộ cũ", province), 40)
    found, beside = asked(tree)
    assert all(not found[commune.pk] for commune in communes)
    assert beside[Phase.SOURCE].people == 1


def test_waits_follow_a_case_that_moves_closes_or_goes(tree):
    _, communes, cells = tree
    found = case(cells[0], 100, class_done=60)
    make.own()
    Case.objects.filter(pk=found.pk).update(unit=cells[1], unit_path=cells[1].path)
    moved = asked(tree)[0]
    assert moved[communes[0].pk] == {}
    assert moved[communes[1].pk][Phase.CLASS].people == 1
    make.own()
    Case.objects.filter(pk=found.pk).update(closed_on=day(20))
    here = asked(tree)[0][communes[1].pk][Phase.CLASS]
    assert here.people == 0
    assert here.lost[ticks(40)] == 1
    make.own()
    CaseStep.objects.filter(case=found).delete()
    found.delete()
    assert asked(tree)[0][communes[1].pk] == {}


def test_an_officer_who_records_a_step_keeps_the_waits_without_writing_them(tree):
    _, communes, cells = tree
    found = case(cells[0], 100)
    officer = make.actor(Role.COMMUNE_OFFICER, communes[0])

    def act(actor):
        CaseStep.objects.create(
            case=found, unit=found.unit, unit_path=found.unit_path, step="class_done", on=day(9),
            recorded_at=make.NOW, recorded_by="test",
        )  # fmt: skip
        with pytest.raises(ProgrammingError), transaction.atomic():
            Wait.objects.update(phase=5)

    doing(officer, act)
    assert asked(tree)[0][communes[0].pk][Phase.CLASS].people == 1


@pytest.mark.parametrize("number", [1, 3])
def test_one_statement_whatever_the_number(tree, number, django_assert_num_queries):
    province, communes, cells = tree
    for cell in cells[:number]:
        for _ in range(number):
            case(cell, 100, class_done=40)
    actor = make.actor(Role.PROVINCE_SPECIALIST, province)

    def ask(actor):
        with django_assert_num_queries(1):
            return tallies(province.path, [c.pk for c in communes], ON)

    doing(actor, ask)


def test_who_sees_figures_but_no_record_gets_the_whole_figure(tree):
    _, communes, cells = tree
    case(cells[0], 100)
    assert asked(tree, role=Role.AUDITOR)[0][communes[0].pk][Phase.SOURCE].people == 1


def test_nothing_is_told_of_another_branch(tree):
    province, communes, cells = tree
    case(cells[0], 100)
    officer = make.actor(Role.COMMUNE_OFFICER, communes[1])
    with pytest.raises(ProgrammingError) as refusal:
        doing(officer, lambda actor: tallies(province.path, [communes[0].pk], ON))
    assert isinstance(refusal.value.__cause__, psycopg.errors.InsufficientPrivilege)
