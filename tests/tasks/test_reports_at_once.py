"""Two at once about one report, one question for more time, one page of a session: the second is
told, and nothing stands twice."""

from datetime import date
from uuid import uuid4

import pytest
from tests import factories as f
from tests.tasks.duties_world import TODAY, World
from tests.two_at_once import in_a_thread, until_one_waits

from dangvu.access.matrix import Role
from dangvu.access.scope import entered
from dangvu.kernel.refusals import Overtaken
from dangvu.tasks.actions import disseminating, extending, reporting
from dangvu.tasks.actions.disseminating import Held
from dangvu.tasks.actions.reporting import Signed, Written
from dangvu.tasks.catalogue import SessionForm
from dangvu.tasks.models import Extension, Report, Session

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(settings):
    settings.DEMO_TODAY = TODAY.isoformat()
    made = World()
    made.given()
    yield made
    f.own()


def both(first, theirs):
    """The first deed with its transaction still open while the second comes; what the second was
    told."""
    who, deed = first
    with entered(who):
        deed()
        thread, told = in_a_thread(theirs)
        until_one_waits()
    thread.join(20)
    f.own()
    return told[0]


def test_one_takes_a_report_while_another_sends_it_back(world) -> None:
    officer, other = world.officer, f.actor(Role.PROVINCE_SPECIALIST, world.province)
    with entered(officer):
        row = reporting.start(officer, world_assignment(world), [])
        reporting.save(officer, row.pk, Written([], "Đã làm"))
        reporting.send(officer, row.pk, TODAY, Signed("BÍ THƯ", "A"))

    def theirs():
        with entered(other):
            return reporting.send_back(other, row.pk, TODAY, "Thiếu")

    who = world.specialist
    told = both((who, lambda: reporting.accept(who, row.pk, TODAY)), theirs)
    assert isinstance(told, Overtaken)
    assert Report.objects.get().state == "accepted"


def world_assignment(world) -> int:
    return world.of(world.one).pk


def test_two_ask_for_more_time(world) -> None:
    held, other = world_assignment(world), f.actor(Role.COMMUNE_OFFICER, world.one)
    until = date(2026, 6, 15)

    def theirs():
        with entered(other):
            return extending.ask(other, held, until, "Cũng chờ", TODAY)

    who = world.officer
    told = both((who, lambda: extending.ask(who, held, until, "Chờ số liệu", TODAY)), theirs)
    assert isinstance(told, Overtaken)
    assert Extension.objects.count() == 1


def test_two_begin_one_report(world) -> None:
    held, other = world_assignment(world), f.actor(Role.COMMUNE_OFFICER, world.one)

    def theirs():
        with entered(other):
            return reporting.start(other, held, []).pk

    who = world.officer
    told = both((who, lambda: reporting.start(who, held, [])), theirs)
    assert told == Report.objects.get().pk


def test_one_page_of_a_session_comes_twice_at_once(world) -> None:
    directive, token = world.of(world.one).directive_id, uuid4()
    told = Held(date(2026, 5, 28), SessionForm.IN_PERSON, 30, 28, token=token)
    who = world.officer

    def hold():
        return disseminating.hold_session(who, directive, world.one.pk, told).pk

    def theirs():
        with entered(who):
            return hold()

    assert both((who, hold), theirs) == Session.objects.get().pk
