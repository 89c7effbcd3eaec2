"""The private address of a calendar: shown once, good for one capacity, gone when given up."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from tests import factories as f

from dangvu.access.actions.feeds import end_feed, make_feed, note_read, reader_of
from dangvu.access.matrix import Role
from dangvu.access.models import Account, Assignment, Feed
from dangvu.access.scope import entered
from dangvu.kernel.models import Event

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)


@pytest.fixture
def actor():
    return f.actor(Role.CELL_SECRETARY, f.unit())


def test_the_address_finds_its_capacity_and_is_kept_as_a_hash(actor) -> None:
    with entered(actor):
        secret = make_feed(actor)
    found = reader_of(secret, TODAY)
    assert found is not None
    assert found[0] == actor
    assert secret not in Feed.objects.values_list("sha256", flat=True)
    assert reader_of(secret + "x", TODAY) is None


def test_a_new_address_stops_the_old_one_and_giving_up_stops_both(actor) -> None:
    with entered(actor):
        first, second = make_feed(actor), make_feed(actor)
    assert reader_of(first, TODAY) is None
    assert reader_of(second, TODAY) is not None
    with entered(actor):
        assert end_feed(actor)
        assert not end_feed(actor)
    assert reader_of(second, TODAY) is None
    f.own()
    told = Event.objects.order_by("pk").values_list("action", flat=True)
    assert list(told) == ["make_feed", "make_feed", "end_feed"]


def test_it_is_as_long_lived_as_the_capacity_and_the_account(actor) -> None:
    with entered(actor):
        secret = make_feed(actor)
    f.own()
    Assignment.objects.update(valid_until=TODAY)
    assert reader_of(secret, TODAY - timedelta(days=1)) is not None
    assert reader_of(secret, TODAY) is None
    Assignment.objects.update(valid_until=None)
    Account.objects.update(is_active=False)
    assert reader_of(secret, TODAY) is None


def test_reading_is_told_once_a_day(actor) -> None:
    with entered(actor):
        secret = make_feed(actor)
    for on in (TODAY, TODAY, TODAY + timedelta(days=1)):
        found = reader_of(secret, on)
        assert found is not None
        with entered(found[0]):
            note_read(*found, on)
    f.own()
    assert Event.objects.filter(action="read_feed").count() == 2


def test_the_door_reads_addresses_and_writes_none(actor) -> None:
    with entered(actor):
        make_feed(actor)
    f.own()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE dangvu_door")
        assert Feed.objects.count() == 1
        with pytest.raises(DatabaseError), transaction.atomic():
            Feed.objects.update(read_on=TODAY)
