"""A letter given out anew, for one lost, wrong or sent back."""

from datetime import timedelta

import pytest
from django.http import Http404
from tests import factories as f
from tests.members.ways import TODAY, World, act

from dangvu.access.matrix import Role
from dangvu.access.scope import Refused
from dangvu.kernel import clock
from dangvu.kernel.models import Event as Told
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.members.actions.letters import Anew, reissue_letter
from dangvu.members.models import Event, Person, Transfer
from dangvu.members.queries import transfers as moves
from dangvu.rules.transfers import Step

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(monkeypatch) -> World:
    monkeypatch.setattr(clock, "now", lambda: f.NOW)
    return World()


def anew(world, who, row, number, **more):
    values = {"on": TODAY, "reason": "đảng viên làm mất giấy", "number": number}
    with act(who):
        return reissue_letter(who, row.pk, Anew(**{**values, **more}))


def test_another_letter_for_one_lost(world, monkeypatch):
    row = world.ready()
    later = f.NOW + timedelta(days=20)
    monkeypatch.setattr(clock, "now", lambda: later)
    Person.objects.filter(pk=world.person.pk).update(full_name="Lê Thị Đi Xa")
    row = anew(world, world.here.officer, row, "1/2026", on=later.date())
    assert (row.letter_number, row.letter_on, row.state) == ("2/2026", later.date(), "CHUYEN_TIEP")
    (void,) = row.void_letters
    assert (void["number"], void["on"], void["reason"], void["by"]) == (
        "1/2026", TODAY.isoformat(), "đảng viên làm mất giấy", world.here.officer.name,
    )  # fmt: skip
    assert row.letter["words"]["full_name"] == "Lê Thị Đi Xa"
    assert row.letter["words"]["boxes"][0]["on"] == "21/6/2026"
    told = Told.objects.get(action="reissue_letter")
    assert (told.reason, told.data["replaced"], told.data["number"]) == (
        "đảng viên làm mất giấy", "1/2026", "2/2026",
    )  # fmt: skip
    row = world.step(world.there.secretary, row, Step.RECEIVE, on=later.date())
    event = Event.objects.get(kind="chuyen_sinh_hoat")
    assert event.decision_number == "2/2026"


def test_another_letter_begins_no_new_limit(world, monkeypatch):
    row = world.ready()
    ends = world.line(world.here.officer, row).timers[-1].due_on
    monkeypatch.setattr(clock, "now", lambda: f.NOW + timedelta(days=20))
    row = anew(world, world.here.officer, row, "1/2026", on=TODAY + timedelta(days=20))
    assert world.line(world.here.officer, row).timers[-1].due_on == ends
    late = TODAY + timedelta(days=60)
    with act(world.here.officer):
        lines = moves.transfer_page(world.here.officer, "late", late).lines
    assert [one.row.pk for one in lines] == [row.pk]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"reason": " "}, "reason_missing"),
        ({"on": TODAY + timedelta(days=1)}, "not_yet"),
        ({"on": TODAY - timedelta(days=1)}, "before_letter"),
        ({"number": "9/2026"}, "reissued"),
    ],
)
def test_another_letter_is_refused_in_words(world, more, code):
    row = world.ready()
    with pytest.raises((Impossible, Overtaken)) as told:
        anew(world, world.here.officer, row, **{"number": "1/2026", **more})
    assert told.value.code == code
    assert Transfer.objects.get().letter_number == "1/2026"


def test_another_letter_by_whoever_introduces_alone_and_only_on_the_way(world):
    row = world.begin()
    with pytest.raises(Impossible) as told:
        anew(world, world.here.officer, row, "")
    assert told.value.code == "wrong_state"
    row = world.step(world.here.officer, row, Step.INTRODUCE)
    for other in (world.here.secretary, world.there.officer):
        with pytest.raises(Refused):
            anew(world, other, row, "1/2026")
    stranger = f.actor(Role.COMMUNE_OFFICER, f.unit("Đảng bộ xã Khác", world.province))
    with pytest.raises(Http404):
        anew(world, stranger, row, "1/2026")


def test_a_letter_sent_back_is_void_and_its_number_stays_taken(world):
    row = world.ready()
    row = world.step(world.there.secretary, row, Step.RETURN, note="ghi nhầm chi bộ")
    row = world.step(world.here.secretary, row, Step.RESUME)
    assert [one["number"] for one in row.void_letters] == ["1/2026"]
    world.step(world.here.secretary, row, Step.CONFIRM)
    row = world.step(world.here.officer, row, Step.INTRODUCE)
    assert row.letter_number == "2/2026"
