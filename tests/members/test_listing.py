"""Members of a branch by name: pages that join without gap, search without accents, headcounts."""

from datetime import date

import pytest
from django.db import connection
from django.http import Http404
from tests import factories

from dangvu.access.actor import Actor
from dangvu.access.matrix import Role
from dangvu.access.scope import entered
from dangvu.kernel.branches import Moved
from dangvu.members import queries
from dangvu.members.actions import appoint, follow_units, note_reading
from dangvu.members.models import Headcount, Person
from dangvu.members.queries import Heads

pytestmark = pytest.mark.django_db


@pytest.fixture
def province():
    return factories.unit()


@pytest.fixture
def commune(province):
    return factories.unit("Đảng bộ xã Tà Nung", province)


def reader(place, role=Role.PROVINCE_SPECIALIST):
    return Actor(1, "Thử", role, place.pk, place.path, 1)


def test_pages_join_in_vietnamese_order(province, commune):
    names = ["Lê Ân", "Lê An", "Lê Ánh", "Lê Anh", "Trần Đạt", "Vũ Dung", "Lê An"]
    for name in names:
        factories.person(commune, name)
    seen, after = [], ""
    while True:
        page = queries.members(reader(province), province, after, size=2)
        seen += [p.full_name for p in page.people]
        after = page.after
        if not after:
            break
    assert seen == ["Lê An", "Lê An", "Lê Anh", "Lê Ánh", "Lê Ân", "Vũ Dung", "Trần Đạt"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("nguyen thi", ["Nguyễn Thị Lan"]),
        ("LAN", ["Nguyễn Thị Lan", "Trần Lan"]),
        ("la", ["Nguyễn Thị Lan", "Trần Lan"]),
        ("an", []),
        ("", ["Nguyễn Thị Lan", "Trần Lan"]),
    ],
)
def test_search_is_by_the_beginning_of_the_name_or_of_a_word(province, commune, text, found):
    for name in ("Trần Lan", "Nguyễn Thị Lan"):
        factories.person(commune, name)
    page = queries.members(reader(province), commune, search=text)
    assert sorted(p.full_name for p in page.people) == found


def test_who_is_no_longer_a_member_is_not_listed(province, commune):
    factories.person(commune, "Lê Còn")
    factories.person(commune, "Lê Mất", status="TU_TRAN")
    page = queries.members(reader(province), commune)
    assert [p.full_name for p in page.people] == ["Lê Còn"]


@pytest.mark.parametrize("number", [1, 3])
def test_a_page_is_one_statement(province, commune, django_assert_num_queries, number):
    for n in range(number):
        factories.person(commune, f"Lê {n}")
    with django_assert_num_queries(1):
        page = queries.members(reader(province), commune)
        assert [p.unit.name for p in page.people] == [commune.name] * number


def test_records_outside_reach_are_not_there(province, commune):
    far = factories.unit("Đảng bộ xã khác", province)
    stranger = factories.person(far)
    assert queries.members(reader(commune, Role.COMMUNE_OFFICER), far).people == []
    with pytest.raises(Http404):
        queries.member(reader(commune, Role.COMMUNE_OFFICER), stranger.pk)
    assert queries.members(reader(province, Role.CLERK), far).people == []


def test_row_security_stands_beneath(province, commune):
    """Were a query to forget the scope, the database still gives nothing from outside."""
    far = factories.unit("Đảng bộ xã khác", province)
    factories.person(far)
    mine = factories.person(commune)
    with entered(reader(commune, Role.COMMUNE_OFFICER)):
        assert list(Person.objects.values_list("pk", flat=True)) == [mine.pk]


# ------------------------------------------------------------------ figures


def test_heads_of_branches_and_of_units_alone(province, commune):
    cell = factories.unit("Chi bộ 1", commune)
    for place, status in ((commune, "DU_BI"), (cell, "CHINH_THUC"), (cell, "MIEN_SINH_HOAT")):
        factories.person(place, status=status)
    factories.person(cell, status="DA_RA_KHOI_DANG")
    empty = factories.unit("Chi bộ 2", commune)
    assert queries.heads([commune.path, cell.path, empty.path]) == {
        commune.path: Heads(1, 1, 1), cell.path: Heads(1, 0, 1), empty.path: Heads(),
    }  # fmt: skip
    assert queries.heads([], alone=[commune.path]) == {commune.path: Heads(0, 1, 0)}
    assert queries.headcount(province.path).members == 3
    assert queries.headcounts(commune.path, len(cell.path)) == {cell.path: 2}


@pytest.mark.parametrize("number", [1, 3])
def test_heads_of_any_number_of_branches_in_one_statement(
    commune, django_assert_num_queries, number
):
    cells = [factories.unit(f"Chi bộ {n}", commune) for n in range(number)]
    with django_assert_num_queries(1):
        queries.heads([cell.path for cell in cells])


def test_everything_follows_a_moved_branch(province, commune):
    cell = factories.unit("Chi bộ 1", commune)
    person = factories.person(cell)
    before = cell.path
    follow_units([Moved(commune.path, "0zzzz.0yyyy")])
    after = before.replace(commune.path, "0zzzz.0yyyy")
    assert Person.objects.get(pk=person.pk).unit_path == after
    assert Headcount.objects.get(unit_id=cell.pk).unit_path == after
    assert queries.headcount(after).members == 1


def test_headcounts_of_empty_units_follow_too(commune):
    cell = factories.unit("Chi bộ 1", commune)
    factories.person(cell).delete()
    follow_units([Moved(cell.path, "0zzzz")])
    assert Headcount.objects.get(unit_id=cell.pk).unit_path == "0zzzz"


# ------------------------------------------------------------------ who read what


def test_a_member_sees_every_reading_that_showed_the_record(commune):
    mine, other = factories.person(commune, "Lê Tôi"), factories.person(commune, "Lê Khác")
    officer = factories.actor(Role.COMMUNE_OFFICER, commune)
    note_reading(officer, [mine.pk, other.pk], commune.pk, commune.path, "read_members")
    note_reading(officer, [other.pk], commune.pk, commune.path, "read_members")
    (reading,) = queries.readings(mine)
    assert (reading.name, reading.action) == (officer.name, "read_members")


def test_reading_nobody_leaves_no_event(commune):
    officer = factories.actor(Role.COMMUNE_OFFICER, commune)
    note_reading(officer, [], commune.pk, commune.path, "read_members")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM kernel_event WHERE kind = 'read'")
        assert cursor.fetchone() == (0,)


def test_posts_a_reorganisation_would_end(commune):
    cell = factories.unit("Chi bộ 1", commune)
    officer = factories.actor(Role.COMMUNE_OFFICER, commune)
    head, leaving = factories.person(cell, "Lê Đầu"), factories.person(cell, "Lê Đi")
    appoint(officer, cell.pk, head.pk, "secretary", date(2026, 1, 1))
    appoint(officer, cell.pk, leaving.pk, "committee", date(2026, 1, 1))
    appoint(officer, commune.pk, leaving.pk, "committee", date(2026, 1, 1))
    assert queries.posts_held([cell.pk], [], date(2026, 6, 1)) == 2
    assert queries.posts_held([], [leaving.pk], date(2026, 6, 1)) == 1
