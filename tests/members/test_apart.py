"""The database keeps spells of one person, and stays of one guest, apart to the day."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import factories

from dangvu.members.models import Stay

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
days = st.dates(date(1850, 1, 1), date(2900, 1, 1))


def stay(cell, person, since: date, until: date | None) -> Stay:
    return Stay(
        person=person, unit=cell, unit_path=cell.path, full_name="Khách", sort_key="khach",
        home_name="Chi bộ khác", valid_from=since, valid_until=until,
    )  # fmt: skip


def refused(rows: list[Stay]) -> bool:
    factories.own()
    try:
        with transaction.atomic():
            Stay.objects.bulk_create(rows)
            transaction.set_rollback(True)
    except IntegrityError as reason:
        assert "stay_apart" in str(reason)
        return True
    return False


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days, st.integers(1, 9), st.integers(-12, 12), st.integers(1, 9) | st.none())
def test_two_times_of_one_person_meet_in_no_day(db, since, length, shift, second) -> None:
    cell = factories.unit(type="CHI_BO")
    guest = factories.person(cell)
    until = since + length * DAY
    start = since + shift * DAY
    end = None if second is None else start + second * DAY
    overlap = start < until and (end is None or since < end)
    first, other = stay(cell, guest, since, until), stay(cell, guest, start, end)
    assert refused([first, other]) is overlap


def test_neighbours_in_number_and_guests_without_a_record_are_left_alone() -> None:
    cell = factories.unit(type="CHI_BO")
    both = [factories.person(cell), factories.person(cell)]
    assert both[1].pk - both[0].pk == 1
    since = date(2026, 1, 1)
    assert not refused([stay(cell, one, since, None) for one in (*both, None, None)])


def test_numbers_far_up_are_still_told_apart() -> None:
    cell = factories.unit(type="CHI_BO")
    top = 2**53 - 2
    both = [factories.person(cell, pk=top), factories.person(cell, pk=top + 1)]
    assert not refused([stay(cell, one, date(2026, 1, 1), None) for one in both])
