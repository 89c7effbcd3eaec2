"""Requests to change a record: who asks, who decides, and that no value stands open."""

import pytest
from django.db import connection
from django.http import Http404
from tests import factories as f
from tests.members.ways import World, act

from dangvu.access.matrix import Role
from dangvu.access.scope import Refused
from dangvu.kernel import clock
from dangvu.kernel.models import Event as Told
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.members.actions.requests import (
    Wanted,
    decide_request,
    request_change,
    withdraw_request,
)
from dangvu.members.models import ChangeRequest, Particulars
from dangvu.members.queries import requests as asking

pytestmark = pytest.mark.django_db
NUMBER = "068190001234"


@pytest.fixture
def world(monkeypatch) -> World:
    monkeypatch.setattr(clock, "now", lambda: f.NOW)
    made = World()
    made.own = f.actor(Role.MEMBER, made.here.cell, person_id=made.person.pk)
    return made


def ask(who, world, field="full_name", value="Lê Thị Đi Xa", **more) -> ChangeRequest:
    with act(who):
        wanted = Wanted(field, value, more.pop("reason", "ghi sai"), **more)
        return request_change(who, world.person.pk, wanted)


def decide(who, row, accept=True, answer="đúng giấy khai sinh") -> ChangeRequest:
    with act(who):
        return decide_request(who, row.pk, accept, answer)


def seen(who, row) -> asking.Asked:
    with act(who):
        return asking.asked(who, asking.request(who, row.pk))


def test_a_member_asks_the_office_decides_the_record_changes(world):
    row = ask(world.own, world, paper="Giấy khai sinh số 12")
    assert (row.by_member, row.state) == (True, "open")
    shown = seen(world.here.officer, row)
    assert (shown.before, shown.after) == ("Lê Thị Đi", "Lê Thị Đi Xa")
    decide(world.here.officer, row)
    world.person.refresh_from_db()
    assert world.person.full_name == "Lê Thị Đi Xa"
    assert world.person.search_key == "le thi di xa"
    mine = seen(world.own, row).row
    assert (mine.state, mine.answer, mine.decided_by) == (
        "accepted", "đúng giấy khai sinh", world.here.officer.name,
    )  # fmt: skip


def test_a_refusal_changes_nothing_and_says_why(world):
    row = ask(world.here.secretary, world)
    with pytest.raises(Impossible) as told:
        decide(world.here.officer, row, accept=False, answer=" ")
    assert told.value.field == "answer"
    decide(world.here.officer, row, accept=False, answer="thiếu giấy tờ")
    world.person.refresh_from_db()
    assert world.person.full_name == "Lê Thị Đi"
    with pytest.raises(Overtaken):
        decide(world.here.officer, row)


def test_who_may_decide(world):
    row = ask(world.own, world)
    for who in (world.here.secretary, world.own):
        with pytest.raises(Refused):
            decide(who, row)
    with pytest.raises(Http404):
        decide(world.there.officer, row)


def test_a_member_asks_about_the_own_record_alone(world):
    other = world.member("Trần Khác")
    with act(world.own), pytest.raises(Http404):
        request_change(world.own, other.pk, Wanted("full_name", "Lê A", "x"))
    with pytest.raises(Exception, match="row-level"), act(world.own), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO members_changerequest (person_id, unit_path, field, before, after, paper,"
            " reason, state, answer, requested_at, requested_by, by_member, decided_by)"
            " VALUES (%s, %s, 'x', '', '', '', '', 'open', '', now(), 'x', true, '')",
            [other.pk, other.unit_path],
        )


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("status", "Chính thức", "no_such_field"),
        ("note", "x", "no_such_field"),
        ("full_name", "Lê Thị Đi", "same_value"),
        ("birth_on", "31/02/1990", "no_such_day"),
        ("citizen", "123", "wrong_length"),
    ],
)
def test_what_cannot_be_asked(world, field, value, code):
    with pytest.raises(Impossible) as told:
        ask(world.own, world, field, value)
    assert told.value.code == code or (field == "birth_on" and told.value.field == "value")


def test_the_same_field_once_at_a_time_and_withdrawn(world):
    row = ask(world.own, world)
    with pytest.raises(Impossible, match="Rút đề nghị"):
        ask(world.own, world, value="Lê Thị Khác")
    with act(world.here.secretary), pytest.raises(Refused):
        withdraw_request(world.here.secretary, row.pk)
    with act(world.own):
        withdraw_request(world.own, row.pk)
    ask(world.own, world, value="Lê Thị Khác")


def test_sensitive_values_are_sealed_and_hidden_from_who_may_not_reveal(world):
    Particulars.objects.create(person=world.person, unit_path=world.person.unit_path)
    row = ask(world.own, world, "citizen", NUMBER)
    row.refresh_from_db()
    assert NUMBER.encode() not in bytes(row.after)
    hidden = seen(world.here.secretary, row)
    assert (hidden.hidden, hidden.after) == (True, "")
    assert seen(world.here.officer, row).after == NUMBER
    assert seen(world.own, row).after == NUMBER
    decide(world.here.officer, row)
    assert seen(world.here.officer, row).now == NUMBER
    assert not [e for e in Told.objects.all() if NUMBER in str(e.data) + e.reason]


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_is_one_statement(world, django_assert_num_queries, number):
    for n in range(number):
        world.person = world.member(f"Lê {n} An")
        ask(world.here.secretary, world)
    with act(world.here.officer), django_assert_num_queries(1):
        page = asking.request_page(world.here.officer, "open")
        assert [a.row.person.unit.name for a in page.rows] == [world.here.cell.name] * number
