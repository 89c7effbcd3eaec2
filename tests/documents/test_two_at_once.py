"""Two people issue at once, on connections of their own: one after the other, never one number."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections, transaction
from tests import factories as make
from tests.documents.worlds import TODAY, World, drafted, letter, world
from tests.two_at_once import in_a_thread, until_one_waits

from dangvu.access.matrix import Role
from dangvu.access.scope import entered
from dangvu.documents.actions import drop, issue, issue_bundle, record_term
from dangvu.documents.models import Paper, Series, Term
from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible, Overtaken

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: make.NOW)
    made = world()
    yield made
    make.own()


def colleague(place: World) -> object:
    return make.actor(Role.PROVINCE_SPECIALIST, place.province)


def test_two_papers_get_two_numbers_one_after_the_other(place):
    one, two = drafted(place, letter(place.communes[0]), letter(place.communes[1]))
    other = colleague(place)

    def theirs() -> int | None:
        with entered(other):
            return issue(other, two.pk, TODAY).number

    with entered(place.clerk):
        assert issue(place.clerk, one.pk, TODAY).number == 1
        thread, told = in_a_thread(theirs)
        until_one_waits()
    thread.join(10)
    assert told == [2]


def test_of_two_with_one_paper_one_wins_and_the_other_is_told(place):
    (paper,) = drafted(place)
    other = colleague(place)

    def theirs() -> object:
        with entered(other):
            return issue(other, paper.pk, TODAY)

    with entered(place.clerk):
        issue(place.clerk, paper.pk, TODAY)
        thread, told = in_a_thread(theirs)
        until_one_waits()
    thread.join(10)
    assert isinstance(told[0], Overtaken)
    assert place.clerk.name in told[0].message_vi
    assert Series.objects.get().last_number == 1


def test_an_issue_taken_back_leaves_no_gap(place):
    one, two = drafted(place, letter(place.communes[0]), letter(place.communes[1]))
    other = colleague(place)

    def theirs() -> int | None:
        with entered(other):
            return issue(other, two.pk, TODAY).number

    with entered(place.clerk):
        assert issue(place.clerk, one.pk, TODAY).number == 1
        thread, told = in_a_thread(theirs)
        until_one_waits()
        transaction.set_rollback(True)
    thread.join(10)
    assert told == [1]
    make.own()
    with entered(place.clerk):
        assert issue(place.clerk, one.pk, TODAY).number == 2


def test_a_bundle_and_a_paper_of_it_do_not_meet_in_the_middle(place):
    papers = drafted(place, *(letter(body) for body in place.communes))
    other = colleague(place)

    def theirs() -> object:
        with entered(other):
            return issue_bundle(other, papers[0].bundle, TODAY)

    with entered(place.clerk):
        issue(place.clerk, papers[1].pk, TODAY)
        thread, told = in_a_thread(theirs)
        until_one_waits()
    thread.join(10)
    assert isinstance(told[0], Overtaken)
    make.own()
    assert list(Paper.objects.filter(state="issued").values_list("pk", "number")) == [
        (papers[1].pk, 1)
    ]


def test_a_draft_being_issued_is_not_dropped(place):
    (paper,) = drafted(place)
    other = colleague(place)

    def theirs() -> object:
        with entered(other):
            return drop(other, paper.pk, "nhầm")

    with entered(place.clerk):
        issue(place.clerk, paper.pk, TODAY)
        thread, told = in_a_thread(theirs)
        until_one_waits()
    thread.join(10)
    assert isinstance(told[0], Impossible)
    assert told[0].code == "issued"


def test_many_at_once_fill_the_series_without_gap_or_double(place):
    papers = drafted(place, *(letter(place.communes[i % 3]) for i in range(12)))
    clerks = [place.clerk, colleague(place)]

    def work(turn: int) -> int | None:
        try:
            clerk = clerks[turn % 2]
            with entered(clerk):
                return issue(clerk, papers[turn].pk, TODAY).number
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(work, range(12)))
    assert sorted(numbers) == list(range(1, 13))
    assert Series.objects.count() == 1


def test_two_new_terms_do_not_lie_across_each_other(place):
    other = colleague(place)
    since = TODAY + timedelta(days=30)

    def theirs() -> object:
        with entered(other):
            return record_term(other, place.province.pk, "Khóa B", since + timedelta(days=3))

    with entered(place.clerk):
        record_term(place.clerk, place.province.pk, "Khóa A", since, since + timedelta(days=5))
        thread, told = in_a_thread(theirs)
        until_one_waits()
    thread.join(10)
    assert isinstance(told[0], Impossible)
    make.own()
    spans = Term.objects.order_by("starts_on").values_list("name", "ends_on")
    assert list(spans)[-1] == ("Khóa A", since + timedelta(days=5))
    assert spans[0][1] == since - timedelta(days=1)
