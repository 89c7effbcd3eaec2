"""Who holds which post: appointing and ending, within reach, and what is refused."""

from datetime import date

import pytest
from django.http import Http404
from tests import factories

from dangvu.access.matrix import Role
from dangvu.access.scope import Refused
from dangvu.kernel import clock
from dangvu.kernel.models import Event
from dangvu.kernel.refusals import Impossible
from dangvu.members import queries
from dangvu.members.actions import appoint, end_post
from dangvu.members.models import Post

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)
SINCE = date(2026, 3, 1)


@pytest.fixture(autouse=True)
def day_of_the_test(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def province():
    return factories.unit()


@pytest.fixture
def commune(province):
    return factories.unit("Đảng bộ xã Tà Nung", province)


@pytest.fixture
def officer(commune):
    return factories.actor(Role.COMMUNE_OFFICER, commune)


def refused(actor, unit, person, kind="secretary", since=SINCE):
    with pytest.raises(Impossible) as refusal:
        appoint(actor, unit.pk, person.pk, kind, since)
    return refusal.value


def test_a_post_is_held_from_a_day_on_and_leaves_an_event(commune, officer):
    person = factories.person(commune, "Trần Thị Bình")
    made = appoint(officer, commune.pk, person.pk, "secretary", SINCE)
    assert [p.person_id for p in queries.officers(officer, commune, TODAY)] == [person.pk]
    assert queries.officers(officer, commune, date(2026, 2, 28)) == []
    event = Event.objects.get(action="appoint")
    assert (event.subject_id, event.unit_path) == (str(person.pk), commune.path)
    assert event.data["post"] == made.pk


def test_officers_stand_highest_first_then_by_given_name(commune, officer):
    for name, kind in (
        ("Lê Văn Yên", "committee"), ("Lê Văn Anh", "committee"), ("Phạm Thị Châu", "secretary"),
    ):  # fmt: skip
        person = factories.person(commune, name)
        appoint(officer, commune.pk, person.pk, kind, SINCE)
    names = [p.person.full_name for p in queries.officers(officer, commune, TODAY)]
    assert names == ["Phạm Thị Châu", "Lê Văn Anh", "Lê Văn Yên"]


def test_one_secretary_at_a_time(commune, officer):
    first, second = factories.person(commune, "Lê Một"), factories.person(commune, "Lê Hai")
    post = appoint(officer, commune.pk, first.pk, "secretary", SINCE)
    refusal = refused(officer, commune, second)
    assert refusal.code == "post_taken"
    assert "đang có Bí thư là Lê Một, từ 01/03/2026" in refusal.message_vi
    end_post(officer, post.pk, date(2026, 5, 1), "nghỉ hưu")
    appoint(officer, commune.pk, second.pk, "secretary", date(2026, 5, 1))
    assert [p.person_id for p in queries.officers(officer, commune, TODAY)] == [second.pk]
    former = queries.posts_before(officer, commune, TODAY)
    assert [(p.person_id, p.valid_until) for p in former] == [(first.pk, date(2026, 5, 1))]


def test_nobody_holds_the_same_post_twice(commune, officer):
    person = factories.person(commune)
    appoint(officer, commune.pk, person.pk, "committee", SINCE)
    assert refused(officer, commune, person, "committee").code == "already_held"


@pytest.mark.parametrize(
    ("status", "since", "code"),
    [
        ("DA_RA_KHOI_DANG", SINCE, "not_a_member"),
        ("TU_TRAN", SINCE, "not_a_member"),
        ("CHINH_THUC", date(2026, 6, 2), "not_yet"),
        ("CHINH_THUC", date(2025, 6, 30), "before_founding"),
    ],
)
def test_what_cannot_be_is_refused(commune, officer, status, since, code):
    person = factories.person(commune, status=status)
    assert refused(officer, commune, person, since=since).code == code
    assert not Post.objects.exists()


def test_no_post_in_a_unit_that_has_ended(province, officer, commune):
    gone = factories.unit("Chi bộ cũ", commune, valid_until=date(2026, 1, 1))
    person = factories.person(commune)
    assert refused(officer, gone, person).code == "unit_ended"


def test_a_person_or_unit_outside_reach_is_not_found(province, commune, officer):
    far = factories.unit("Đảng bộ xã khác", province)
    stranger = factories.person(far)
    with pytest.raises(Http404):
        appoint(officer, commune.pk, stranger.pk, "committee", SINCE)
    with pytest.raises(Http404):
        appoint(officer, far.pk, factories.person(commune).pk, "committee", SINCE)


def test_a_role_without_the_right_is_refused(commune):
    secretary = factories.actor(Role.CELL_SECRETARY, commune)
    with pytest.raises(Refused):
        appoint(secretary, commune.pk, factories.person(commune).pk, "committee", SINCE)


@pytest.mark.parametrize(
    ("until", "code"), [(SINCE, "before_start"), (date(2026, 6, 2), "not_yet")]
)
def test_a_post_ends_after_it_began_and_not_tomorrow(commune, officer, until, code):
    post = appoint(officer, commune.pk, factories.person(commune).pk, "committee", SINCE)
    with pytest.raises(Impossible) as refusal:
        end_post(officer, post.pk, until)
    assert refusal.value.code == code


def test_a_post_ends_once(commune, officer):
    post = appoint(officer, commune.pk, factories.person(commune).pk, "committee", SINCE)
    end_post(officer, post.pk, date(2026, 5, 1))
    with pytest.raises(Impossible, match="đã thôi từ 01/05/2026"):
        end_post(officer, post.pk, date(2026, 5, 2))


@pytest.mark.parametrize("term", ["2025", "2030-2025", "2010-2015", "2020-2030"])
def test_a_term_is_two_years_that_hold_the_day(officer, commune, term):
    with pytest.raises(Impossible) as refused:
        appoint(officer, commune.pk, factories.person(commune).pk, "committee", SINCE, term)
    assert refused.value.field == "term"


def test_a_post_keeps_its_term(officer, commune):
    person = factories.person(commune)
    post = appoint(officer, commune.pk, person.pk, "committee", SINCE, "2025 - 2030")
    assert post.term == "2025-2030"
