"""Two people record a step of one case at once, on connections of their own: one is told."""

from datetime import date

import pytest
from django.db import connection, transaction
from tests import factories as f
from tests.admissions.case_world import AGREED, CaseWorld
from tests.two_at_once import in_a_thread, until_one_waits

from dangvu.access.actor import Actor
from dangvu.access.scope import entered
from dangvu.admissions import actions
from dangvu.admissions.actions import Recording
from dangvu.admissions.models import Admission, Case, CaseStep
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.members.models import Person
from dangvu.rules.procedure import Step

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(settings):
    settings.DEMO_TODAY = "2027-05-10"
    yield CaseWorld()
    f.own()


def both(mine: Actor, theirs: Actor, case: Case, first: Recording, second: Recording):
    """One records a step and has not finished when the other records one too."""
    f.own()

    def other() -> object:
        with entered(theirs):
            return actions.record_step(theirs, case.pk, second)

    with entered(mine):
        actions.record_step(mine, case.pk, first)
        thread, told = in_a_thread(other)
        until_one_waits()
    thread.join(10)
    f.own()
    return told[0]


def test_the_same_vote_is_recorded_once_and_the_other_is_told(world) -> None:
    case = world.at(Step.OPINIONS_IN)
    seen = CaseStep.objects.latest("id").pk
    told = Recording(Step.CELL_VOTED, date(2026, 2, 10), "02-NQ/CB", vote=AGREED, seen=seen)
    answer = both(world.secretary, world.officer, case, told, told)
    assert isinstance(answer, Overtaken), answer
    assert CaseStep.objects.filter(step=Step.CELL_VOTED).count() == 1


def test_one_decision_makes_one_member(world) -> None:
    case = world.at(Step.COMMITTEE_VOTED)
    before = Person.objects.count()
    told = [
        Recording(Step.DECIDED, date(2026, 3, day), f"{day}-QĐ/ĐU", "Đảng ủy phường Một")
        for day in (10, 11)
    ]
    answer = both(world.officer, world.specialist, case, *told)
    assert isinstance(answer, Impossible), answer
    assert Admission.objects.count() == 1
    assert Person.objects.count() == before + 1


def test_where_the_lock_is_passed_the_database_still_keeps_one(world) -> None:
    """Rows of one step meet at their ordinal, whoever wrote them."""
    case = world.open()
    f.own()
    columns = {
        "case": case, "unit": world.cell, "unit_path": world.cell.path, "step": Step.LISTED,
        "on": date(2025, 8, 20), "recorded_at": f.NOW, "recorded_by": "test",
    }  # fmt: skip

    def other() -> object:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('dangvu.actor', 'test', false)")
        return CaseStep.objects.create(**columns)

    with transaction.atomic():
        CaseStep.objects.create(**columns)
        thread, told = in_a_thread(other)
        until_one_waits()
    thread.join(10)
    assert "step_once" in str(told[0])
    assert CaseStep.objects.filter(step=Step.LISTED).count() == 1
