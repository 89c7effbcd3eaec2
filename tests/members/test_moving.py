"""A move by one decision, and members who come from outside the register."""

from datetime import date, timedelta

import pytest
from django.http import Http404
from tests import factories as f
from tests.members.ways import TODAY, World, act, assert_whole

from dangvu.access.scope import Refused
from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.members.actions import record_event
from dangvu.members.actions.guests import Guest, end_stay, take_in_guest
from dangvu.members.actions.history import Decided
from dangvu.members.actions.moving import MoveDecision, Newcomer, move_members, take_in
from dangvu.members.models import Event, Headcount, Person, Post, Spell, Stay, Transfer
from dangvu.members.queries.guests import guest_page
from dangvu.rules.membership import EventKind
from dangvu.rules.transfers import Step, TransferKind

pytestmark = pytest.mark.django_db

PAPER = MoveDecision("15-QĐ/ĐU", date(2026, 5, 20), "Đảng ủy xã Đi", date(2026, 5, 25))


@pytest.fixture
def world(monkeypatch) -> World:
    monkeypatch.setattr(clock, "now", lambda: f.NOW)
    made = World()
    made.other = f.unit("Chi bộ thôn Hai", made.here.commune, type="CHI_BO")
    return made


def move(world, people, to=None, who=None, paper=PAPER):
    actor = who or world.here.officer
    with act(actor):
        return move_members(
            actor, world.here.cell.pk, [p.pk for p in people], (to or world.other).pk, paper
        )


@pytest.mark.parametrize("number", [1, 3])
def test_all_move_by_one_decision_in_so_many_statements(world, number, django_assert_num_queries):
    people = [world.member(f"Lê {n} An") for n in range(number)]
    actor = world.here.officer
    with act(actor), django_assert_num_queries(10):
        moved = move_members(
            actor, world.here.cell.pk, [p.pk for p in people], world.other.pk, PAPER
        )
    assert moved == number
    for person in people:
        assert_whole(person)
        assert person.unit_id == world.other.pk
    event = Event.objects.filter(kind="chuyen_sinh_hoat").first()
    assert (event.decision_number, event.effective_on) == ("15-QĐ/ĐU", date(2026, 5, 25))
    assert Headcount.objects.get(unit_id=world.other.pk).probationary == number


def test_posts_held_there_end_and_those_above_stay(world):
    posts = [
        Post.objects.create(
            person=world.person, unit=unit, unit_path=unit.path, kind="committee",
            valid_from=date(2026, 1, 1),
        )
        for unit in (world.here.cell, world.here.commune)
    ]  # fmt: skip
    move(world, [world.person])
    for post in posts:
        post.refresh_from_db()
    assert [p.valid_until for p in posts] == [PAPER.effective_on, None]


def test_what_stands_in_the_way_is_named_and_nobody_moves(world):
    other = world.member("Trần Khác")
    with pytest.raises(Impossible, match="Lê Thị Đi"):
        move(world, [world.person, other], paper=MoveDecision(
            "1", date(2025, 8, 1), "x", date(2025, 8, 31)))  # fmt: skip
    world.begin()
    with pytest.raises(Impossible, match="Lê Thị Đi đang chuyển sinh hoạt"):
        move(world, [world.person, other])
    away = world.member("Vũ Xa", world.there.cell)
    with pytest.raises(Impossible, match="không còn ở chi bộ"):
        move(world, [other, away])
    with pytest.raises(Impossible, match="chưa đến"):
        move(world, [other], paper=MoveDecision("1", TODAY, "x", TODAY + timedelta(days=1)))
    assert not Event.objects.filter(kind="chuyen_sinh_hoat").exists()


def test_a_move_stays_inside_the_branch_and_is_the_offices(world):
    with pytest.raises(Http404):
        move(world, [world.person], to=world.there.cell)
    with pytest.raises((Refused, Http404)):
        move(world, [world.person], who=world.here.secretary)


# ------------------------------------------------------------------ from outside


def newcomer(world, **more) -> Newcomer:
    values = {
        "unit_id": world.here.cell.pk, "full_name": "Phạm Văn Mới", "sex": "M",
        "birth_on": date(1985, 4, 2), "ethnic_group": "01", "religion": "",
        "joined_on": date(2010, 6, 1), "official_on": date(2011, 6, 1),
        "card_number": "012345678901", "from_name": "Đảng bộ thành phố Xa",
        "letter_number": "77-GT/TU", "letter_on": date(2026, 5, 12),
        "dues_through": date(2026, 5, 1), "on": TODAY,
    }  # fmt: skip
    return Newcomer(**{**values, **more})


def test_from_outside_the_register(world):
    with act(world.here.officer):
        person = take_in(world.here.officer, newcomer(world))
    assert_whole(person)
    assert (person.status, person.unit_id) == ("CHINH_THUC", world.here.cell.pk)
    spell = Spell.objects.get(person=person)
    assert (spell.opened_by, spell.from_path, spell.valid_from) == ("chuyen_den", "", TODAY)
    line = world.line(world.here.secretary, Transfer.objects.get())
    assert (line.from_name, line.step.value, line.mine) == ("Đảng bộ thành phố Xa", "close", True)


def test_somebody_of_that_name_and_birthday_is_asked_about(world):
    f.person(world.here.cell, "Phạm Văn Mới", birth_on=date(1985, 4, 2))
    with act(world.here.officer), pytest.raises(Impossible, match="đã có trong sổ"):
        take_in(world.here.officer, newcomer(world))
    with act(world.here.officer):
        take_in(world.here.officer, newcomer(world), sure=True)
    assert Person.objects.filter(full_name="Phạm Văn Mới").count() == 2


def test_who_went_out_comes_back_to_the_own_record(world, monkeypatch):
    row = world.begin(to_unit_id=None, to_name="Đảng bộ thành phố Xa")
    world.step(world.here.officer, row, Step.INTRODUCE)
    world.step(world.specialist, row, Step.FORWARD)
    world.step(world.here.officer, row, Step.RECEIVE)
    later = f.NOW + timedelta(days=30)
    monkeypatch.setattr(clock, "now", lambda: later)
    person = world.person
    with act(world.here.officer):
        back = take_in(
            world.here.officer,
            newcomer(world, full_name=person.full_name, birth_on=person.birth_on,
                     joined_on=person.joined_on, official_on=None, on=later.date()),
        )  # fmt: skip
    assert back.pk == person.pk
    assert_whole(back)
    assert back.status == "DU_BI"


def test_the_cell_does_not_enter_new_records(world):
    with act(world.here.secretary), pytest.raises((Refused, Http404)):
        take_in(world.here.secretary, newcomer(world))


def test_members_move_on_the_day_of_another_event(world):
    """The decision of the day follows the recognition of the day; whoever came from out of sight
    that day stays."""
    with act(world.specialist):
        decided = Decided(EventKind.RECOGNISED, PAPER.effective_on)
        record_event(world.specialist, world.person.pk, decided)
    move(world, [world.person])
    assert_whole(world.person)
    assert world.person.unit_id == world.other.pk
    came = world.member("Vũ Thị Đến", world.there.cell)
    with act(world.specialist):
        decided = Decided(EventKind.MOVED, PAPER.effective_on, world.here.cell.pk)
        record_event(world.specialist, came.pk, decided)
    with pytest.raises(Impossible, match="Vũ Thị Đến có biến động"):
        move(world, [came])


# ------------------------------------------------------------------ guests


def guest(world, **more) -> Guest:
    values = {
        "unit_id": world.here.cell.pk, "full_name": "Đỗ Khách", "home_name": "Đảng bộ Xa",
        "letter_number": "12-GT", "letter_on": date(2026, 4, 20), "on": date(2026, 5, 1),
        "due_on": date(2026, 11, 1), "card_number": "079000111222",
    }  # fmt: skip
    return Guest(**{**values, **more})


def test_a_guest_from_outside_is_no_member(world):
    before = Person.objects.count()
    who = world.here.secretary
    with act(who):
        stay = take_in_guest(who, guest(world))
        assert [row.full_name for row in guest_page(who, world.here.cell).rows] == ["Đỗ Khách"]
        end_stay(who, stay.pk, TODAY, "3-GT/ĐU")
        assert not guest_page(who, world.here.cell).rows
        assert guest_page(who, world.here.cell, gone=True).rows == (stay,)
        with pytest.raises(Overtaken):
            end_stay(who, stay.pk, TODAY)
    assert Person.objects.count() == before
    row = Stay.objects.get()
    assert (row.valid_until, row.return_letter, row.letter_number) == (TODAY, "3-GT/ĐU", "12-GT")


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"on": TODAY + timedelta(days=1)}, "not_yet"),
        ({"on": date(2026, 4, 19)}, "before_letter"),
        ({"due_on": date(2026, 5, 1)}, "due_before"),
    ],
)
def test_days_of_a_guest_that_cannot_be(world, more, code):
    with act(world.here.secretary), pytest.raises(Impossible) as told:
        take_in_guest(world.here.secretary, guest(world, **more))
    assert told.value.code == code


def test_nobody_is_a_guest_who_is_counted_here_or_is_one_already(world):
    who = world.here.officer
    member = f.person(world.here.cell, "Lý Thị Có", card_number="079000333444")
    with act(who), pytest.raises(Impossible, match="đảng viên Chi bộ thôn Đi"):
        take_in_guest(who, guest(world, card_number="079000333444"))
    with act(who), pytest.raises(Impossible) as told:
        take_in_guest(who, guest(world, full_name=member.full_name, card_number=""))
    assert told.value.code == "namesake"
    with act(who):
        take_in_guest(who, guest(world))
    with act(who), pytest.raises(Impossible) as told:
        take_in_guest(who, guest(world, full_name="Đỗ Khác"))
    assert told.value.code == "is_guest"
    with act(who):
        take_in_guest(who, guest(world, card_number=""), sure=True)
    assert Stay.objects.count() == 2


def test_a_guest_of_another_branch_is_out_of_reach(world):
    with act(world.here.secretary):
        stay = take_in_guest(world.here.secretary, guest(world))
    with act(world.there.officer), pytest.raises(Http404):
        end_stay(world.there.officer, stay.pk, TODAY)
    with act(world.here.secretary), pytest.raises((Refused, Http404)):
        take_in_guest(world.here.secretary, guest(world, unit_id=world.there.cell.pk))


def test_a_guest_of_the_register_leaves_by_the_transfer(world):
    until = date(2026, 12, 1)
    row = world.ready(kind=TransferKind.TEMPORARY, until_on=until)
    world.step(world.there.secretary, row, Step.RECEIVE)
    stay = Stay.objects.get()
    assert (stay.letter_number, stay.letter_on, stay.due_on) == ("1/2026", TODAY, until)
    with act(world.there.secretary), pytest.raises(Http404):
        end_stay(world.there.secretary, stay.pk, TODAY)
