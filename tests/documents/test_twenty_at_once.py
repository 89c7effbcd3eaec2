"""Twenty clerks at once, each on a connection of its own: no number twice, none left out."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from django.db import connections
from tests import factories as make
from tests.documents.worlds import TODAY, World, world
from tests.two_at_once import in_a_thread, until_one_waits

from dangvu.access.matrix import Role
from dangvu.access.scope import entered
from dangvu.documents.actions import issue
from dangvu.documents.actions.arriving import Registered, receive, take_own
from dangvu.documents.catalogue import PaperFacts
from dangvu.documents.models import ArrivalBook, Paper, Series
from dangvu.kernel import clock

pytestmark = pytest.mark.django_db(transaction=True)

CLERKS = 20
CAME = PaperFacts(
    "07-CT/TU", date(2026, 2, 12), "Tỉnh ủy", "directive", "về tạo nguồn", received_on=TODAY
)
PLAN = PaperFacts("-KH/BTCTU", None, "Ban Tổ chức Tỉnh ủy", "plan", "về tạo nguồn")


@pytest.fixture
def place(monkeypatch) -> World:
    monkeypatch.setattr(clock, "now", lambda: make.NOW)
    made = world(0)
    yield made
    make.own()


def at_once(work) -> list[object]:
    """What each of twenty got, or why not."""

    def alone(turn: int) -> object:
        try:
            return work(turn)
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(CLERKS) as pool:
        return list(pool.map(alone, range(CLERKS)))


def test_twenty_clerks_take_twenty_numbers_of_each_of_three_series(place):
    clerks = [make.actor(Role.CLERK, place.province) for _ in range(CLERKS)]
    make.own()
    with entered(place.clerk):
        drafts = [
            take_own(place.clerk, place.province.pk, facts, None, None).pk
            for facts in (PLAN, PLAN, replace(PLAN, number_symbol="-KH/ĐH"))
            for _ in range(CLERKS)
        ]
    make.own()

    def work(turn: int) -> tuple[int | None, ...]:
        with entered(clerks[turn]):
            common = issue(clerks[turn], drafts[turn], TODAY).number
        with entered(clerks[turn]):
            beside = issue(clerks[turn], drafts[CLERKS + turn], TODAY, series="nhân sự").number
        with entered(clerks[turn]):
            congress = issue(clerks[turn], drafts[2 * CLERKS + turn], TODAY).number
        return common, beside, congress

    told = at_once(work)
    every = list(range(1, CLERKS + 1))
    assert [sorted(numbers) for numbers in zip(*told, strict=True)] == [every, every, every]
    make.own()
    assert list(Series.objects.values_list("last_number", flat=True)) == [CLERKS] * 3


def test_twenty_arrivals_at_once_fill_the_book(place):
    clerks = [make.actor(Role.CLERK, place.province) for _ in range(CLERKS)]
    make.own()

    def work(turn: int) -> int | None:
        facts = replace(CAME, number_symbol=f"{turn + 1:02}-CT/TU")
        with entered(clerks[turn]):
            return receive(clerks[turn], place.province.pk, facts, None, None).arrival_number

    assert sorted(at_once(work)) == list(range(1, CLERKS + 1))
    make.own()
    assert ArrivalBook.objects.get().last_number == CLERKS


def test_one_paper_entered_by_twenty_stands_once(place):
    clerks = [make.actor(Role.CLERK, place.province) for _ in range(CLERKS)]
    make.own()

    def work(turn: int) -> object:
        with entered(clerks[turn]):
            return receive(clerks[turn], place.province.pk, CAME, None, None).pk

    told = at_once(work)
    first = [one for one in told if isinstance(one, int)]
    assert len(first) == 1
    late = [one for one in told if isinstance(one, Registered)]
    assert len(late) == CLERKS - 1
    assert {one.paper_id for one in late} == set(first)
    make.own()
    assert Paper.objects.count() == 1
    assert ArrivalBook.objects.get().last_number == 1


def test_the_second_waits_and_is_told_of_the_first(place):
    other = make.actor(Role.PROVINCE_SPECIALIST, place.province)
    make.own()

    def theirs() -> object:
        with entered(other):
            return receive(other, place.province.pk, CAME, None, None)

    with entered(place.clerk):
        first = receive(place.clerk, place.province.pk, CAME, None, None)
        thread, told = in_a_thread(theirs)
        until_one_waits()
    thread.join(10)
    assert isinstance(told[0], Registered)
    assert told[0].paper_id == first.pk
