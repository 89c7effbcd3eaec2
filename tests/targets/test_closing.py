"""Closing a month: what is frozen stays, what changes is named, of two at once one wins."""

import threading
from datetime import date

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from tests import factories as make

from dangvu.access.matrix import Role
from dangvu.access.scope import Refused, entered
from dangvu.kernel.models import Event
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.rules.months import Month
from dangvu.targets import queries
from dangvu.targets.actions import close_month
from dangvu.targets.models import Campaign, Closing, Target

MAY = Month(2026, 5)
TODAY = date(2026, 6, 1)


def build():
    province = make.unit()
    communes = [make.unit(f"Đảng bộ xã Thử {i}", province) for i in range(3)]
    cells = [make.unit("Chi bộ Thôn 1", commune) for commune in communes]
    campaign = Campaign.objects.create(
        unit=province,
        name="Chỉ tiêu 2026",
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
        decision_number="11-TB/TU",
        decision_on=date(2026, 1, 30),
        issuer="Ban Thường vụ Tỉnh ủy",
        base_on=date(2025, 12, 31),
        created_at=make.NOW,
    )
    for commune in communes:
        Target.objects.create(campaign=campaign, unit=commune, unit_path=commune.path, assigned=10)
    for month in (1, 2, 3, 4, 5):
        make.admission(cells[0], date(2026, month, 8))
    return province, communes, cells, make.actor(Role.PROVINCE_SPECIALIST, province)


@pytest.fixture
def world():
    return build()


def close(actor, unit, **words):
    make.own()
    with entered(actor):
        return close_month(actor, unit.pk, MAY, today=TODAY, **words)


@pytest.mark.django_db
def test_a_closed_month_reads_back_as_it_was_computed(world):
    province, _, _, specialist = world
    make.own()
    with entered(specialist):
        live = queries.month_sheet(specialist, province.pk, MAY, TODAY)
    frozen = close(specialist, province)
    assert frozen.lines == live.lines
    assert frozen.total == live.total
    assert (frozen.counts, frozen.previous) == (live.counts, live.previous)
    assert frozen.policy == live.policy
    assert frozen.revision is not None
    assert frozen.revision.number == 1


@pytest.mark.django_db
def test_a_later_record_changes_nothing_that_was_closed_until_it_is_closed_anew(world):
    province, communes, cells, specialist = world
    first = close(specialist, province)
    late = make.admission(cells[2], date(2026, 5, 20))
    with entered(specialist):
        shown = queries.sheet(specialist, province.pk, MAY, TODAY)
        assert shown.total.cumulative == first.total.cumulative == 5
        behind = queries.records_behind(specialist, shown, communes[2].pk)
        assert late.pk not in {row.pk for row in behind}
    second = close(specialist, province, seen_revision=1, reason="bổ sung hồ sơ xã Thử 2")
    assert second.total.cumulative == 6
    assert second.revision.number == 2
    (counted,) = [c for c in second.revision.changes if c["field"] == "cumulative"]
    assert (counted["unit_name"], counted["before"], counted["after"]) == (
        "Đảng bộ xã Thử 2",
        0,
        1,
    )
    with entered(specialist):
        old = queries.closed_sheet(specialist, province.pk, MAY, 1)
        assert old.lines == first.lines


@pytest.mark.django_db
def test_behind_a_closed_figure_stand_the_records_it_was_made_of(world):
    province, communes, _, specialist = world
    shown = close(specialist, province)
    with entered(specialist):
        assert queries.records_behind(specialist, shown, communes[0].pk).count() == 5
        assert queries.records_behind(specialist, shown, communes[0].pk, since=MAY).count() == 1
        assert queries.records_behind(specialist, shown, None).count() == 5


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"seen_revision": 1}, "nothing_changed"),
        ({"seen_revision": 0}, "closed_meanwhile"),
    ],
)
def test_a_second_closing_is_refused_with_its_reason(world, words, code):
    province, _, _, specialist = world
    close(specialist, province)
    with pytest.raises(Impossible) as refused:
        close(specialist, province, **words)
    assert refused.value.code == code
    assert Closing.objects.count() == 1


@pytest.mark.django_db
def test_a_correction_without_a_reason_is_refused(world):
    province, _, cells, specialist = world
    close(specialist, province)
    make.admission(cells[1], date(2026, 5, 2))
    with pytest.raises(Impossible) as refused:
        close(specialist, province, seen_revision=1)
    assert refused.value.code == "reason_missing"


@pytest.mark.django_db
def test_a_month_that_is_not_over_cannot_be_closed(world):
    province, _, _, specialist = world
    make.own()
    with entered(specialist), pytest.raises(Impossible) as refused:
        close_month(specialist, province.pk, Month(2026, 6), today=date(2026, 6, 30))
    assert refused.value.code == "month_not_over"


@pytest.mark.django_db
def test_whoever_may_only_look_may_not_close(world):
    province, *_ = world
    auditor = make.actor(Role.AUDITOR, province)
    from django.http import Http404

    with pytest.raises((Refused, Http404)):
        close(auditor, province)


@pytest.mark.django_db
def test_closing_leaves_an_event_that_names_who_did_it(world):
    province, _, _, specialist = world
    close(specialist, province)
    make.own()
    event = Event.objects.get(action="close_month")
    assert event.account_name == specialist.name
    assert event.data["month"] == "2026-05"


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE targets_closing SET revision = 9",
                                       "DELETE FROM targets_closedrow"])  # fmt: skip
def test_even_the_owner_of_the_tables_cannot_rewrite_a_closing(world, statement):
    province, _, _, specialist = world
    close(specialist, province)
    make.own()
    with (
        pytest.raises((ProgrammingError, IntegrityError)),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_close_at_once_one_wins_and_the_other_is_told():
    province, _, _, specialist = build()
    second = make.actor(Role.PROVINCE_SPECIALIST, province)
    start, results = threading.Barrier(2), []

    def work(actor):
        try:
            start.wait(5)
            with entered(actor):
                close_month(actor, province.pk, MAY, today=TODAY)
            results.append("closed")
        except Overtaken as told:
            results.append(told.message_vi)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(actor,)) for actor in (specialist, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert results.count("closed") == 1
    assert any("vừa chốt tháng này" in result for result in results)
    assert Closing.objects.count() == 1
