"""Searching the trail: within reach, by every filter, page by page, and taken along."""

import csv
import io
from datetime import date, datetime, timedelta

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import factories as f

from dangvu.access import matrix, trail
from dangvu.access.matrix import Action, Role
from dangvu.access.trail import Sought
from dangvu.kernel import audit
from dangvu.kernel.models import Event

pytestmark = pytest.mark.django_db
PAGE, EXPORT = "/quan-tri/nhat-ky/", "/quan-tri/nhat-ky/xuat/"


class World:
    def __init__(self) -> None:
        self.province = f.unit()
        self.ward = f.unit("Đảng bộ phường Một", self.province)
        self.other = f.unit("Đảng bộ phường Hai", self.province)
        self.officer = f.account(Role.COMMUNE_OFFICER, self.ward, "canbo")
        self.auditor = f.account(Role.AUDITOR, self.province, "kiemtoan")


@pytest.fixture
def world() -> World:
    return World()


def event(place=None, *, at: datetime = f.NOW, who=None, **more) -> Event:
    f.own()
    return Event.objects.create(
        **{
            "at": at,
            "kind": "write",
            "action": "close_month",
            "account_id": who.pk if who else None,
            "account_name": who.full_name if who else "",
            "unit_path": place.path if place else "",
            **more,
        }
    )


def seen(role: Role, place, sought: Sought | None = None) -> list[int]:
    actor = f.actor(role, place)
    f.own()
    return [line.id for line in trail.leaf(actor, sought or Sought()).lines]


def test_reaches_the_branch_and_no_further(world: World) -> None:
    here, there, above = event(world.ward), event(world.other), event(world.province)
    nowhere = event(action="sign_in_failed", kind="access")
    assert seen(Role.AUDITOR, world.ward) == [here.pk]
    assert set(seen(Role.AUDITOR, world.province)) == {here.pk, there.pk, above.pk}
    assert seen(Role.IT_ADMINISTRATOR, world.ward) == [here.pk]
    assert nowhere.pk in seen(Role.IT_ADMINISTRATOR, world.province)
    for role in Role:
        if matrix.reach(role, Action.VIEW_AUDIT) is matrix.Reach.NONE:
            assert seen(role, world.province) == []


def test_every_filter_narrows(world: World) -> None:
    plain = event(world.ward, who=world.officer)
    other = event(
        world.other, who=world.auditor, kind="export", action="export_trail",
        subject_kind="trail", subject_id="7", at=f.NOW + timedelta(days=2),
    )  # fmt: skip
    for sought, expected in (
        (Sought(), {plain.pk, other.pk}),
        (Sought(person="dong chi CAN"), {plain.pk}),
        (Sought(person="kiemtoan"), {other.pk}),
        (Sought(action="export_trail"), {other.pk}),
        (Sought(kind="write"), {plain.pk}),
        (Sought(unit_path=world.ward.path), {plain.pk}),
        (Sought(subject_kind="trail", subject_id="7"), {other.pk}),
        (Sought(since=date(2026, 6, 2)), {other.pk}),
        (Sought(until=date(2026, 6, 2)), {plain.pk}),
        (Sought(since=date(2026, 6, 1), until=date(2026, 6, 3)), {plain.pk, other.pk}),
        (Sought(person="khong co ai"), set()),
    ):
        assert set(seen(Role.AUDITOR, world.province, sought)) == expected, sought


def test_a_day_is_a_day_in_vietnam(world: World) -> None:
    late = event(world.ward, at=f.NOW.replace(hour=23, minute=59))
    early = event(world.ward, at=(f.NOW + timedelta(days=1)).replace(hour=0, minute=1))
    assert seen(Role.AUDITOR, world.ward, Sought(until=date(2026, 6, 1))) == [late.pk]
    assert seen(Role.AUDITOR, world.ward, Sought(since=date(2026, 6, 2))) == [early.pk]


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(minutes=st.lists(st.integers(0, 3), max_size=14), limit=st.integers(1, 5))
def test_pages_hold_every_line_once_in_order(minutes: list[int], limit: int) -> None:
    place = f.unit()
    made = {event(place, at=f.NOW + timedelta(minutes=m)).pk for m in minutes}
    actor = f.actor(Role.AUDITOR, place)
    f.own()
    found, after = [], ""
    for _ in range(len(minutes) + 1):
        leaf = trail.leaf(actor, Sought(), after=after, limit=limit)
        found += leaf.lines
        after = leaf.after
        if not after:
            break
    assert not after
    assert {line.id for line in found} == made
    assert len(found) == len(made)
    order = [(line.at, line.id) for line in found]
    assert order == sorted(order, reverse=True)


def test_the_page_tells_who_as_what_for_whom_and_why(world: World) -> None:
    event(
        world.ward, who=world.officer, action="end_capacity", kind="access",
        role=Role.DEPUTY, on_behalf_of="Lê Thị Bí Thư", reason="chuyển công tác",
        subject_kind="account", subject_id="12", data={"role": "clerk"},
    )  # fmt: skip
    page = f.signed_in(world.auditor).get(PAGE).content.decode()
    for words in (
        "Đồng chí canbo", "Người nhập thay", "nhập thay đồng chí Lê Thị Bí Thư", "Kết thúc vai trò",
        "Tài khoản số 12", "Đảng bộ phường Một", "chuyển công tác", "vai trò: Văn thư",
    ):  # fmt: skip
        assert words in page, words


def test_the_page_filters_and_says_what_it_cannot_read(world: World) -> None:
    event(world.ward, who=world.officer)
    client = f.signed_in(world.auditor)
    none = client.get(PAGE, {"since": "02/06/2026"}).content.decode()
    assert "Không có dòng nào" in none
    f.own()
    wrong = client.get(PAGE, {"since": "31/31/2026"}).content.decode()
    assert 'id="id_since_error"' in wrong
    f.own()
    place = client.get(PAGE, {"unit_text": "phuong mot"}).content.decode()
    assert "Đồng chí canbo" in place
    f.own()
    assert client.get(PAGE, {"after": "bậy_1"}).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_the_same_statements_however_long(
    world: World, number: int, django_assert_num_queries
) -> None:
    for _ in range(number):
        event(world.ward, who=world.officer)
    actor = f.actor(Role.AUDITOR, world.province)
    f.own()
    with django_assert_num_queries(1):
        assert len(trail.leaf(actor, Sought()).lines) == number
    with django_assert_num_queries(2):
        trail.leaf(actor, Sought(person="canbo"))


def test_takes_the_result_along_and_leaves_an_event(world: World) -> None:
    event(world.ward, who=world.officer, reason="=HYPERLINK(1)")
    event(world.other, who=world.auditor)
    client = f.signed_in(world.auditor)
    assert client.get(EXPORT).status_code == 405
    answer = client.post(f"{EXPORT}?person=canbo", {"format": "csv"})
    assert answer["Content-Type"].startswith("text/csv")
    assert "attachment" in answer["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][:2] == ["Lúc", "Ai làm"]
    assert len(rows) == 2
    assert rows[1][0] == "01/06/2026 07:30"
    assert rows[1][8] == "'=HYPERLINK(1)"
    f.own()
    made = Event.objects.latest("pk")
    assert (made.action, made.kind) == ("export_trail", audit.Kind.EXPORT)
    assert made.data == {"lines": 1, "format": "csv", "filters": ["person"]}
    book = openpyxl.load_workbook(io.BytesIO(client.post(EXPORT, {"format": "xlsx"}).content))
    cells = [str(cell.value) for row in book.active.iter_rows() for cell in row]
    assert "=HYPERLINK(1)" in cells
    assert "Đảng bộ phường Hai" in cells


def test_a_name_of_a_member_never_enters_the_trail(world: World) -> None:
    """What sign-in and administration write holds account names and facts, no personal value."""
    f.own()
    member = f.person(world.ward, "Người Có Tên Riêng")
    account = f.account(Role.MEMBER, world.ward, "dangvien", person_id=member.pk)
    client = f.signed_in(account)
    client.get("/tai-khoan/")
    client.post("/dang-xuat/")
    f.own()
    assert "Người Có Tên Riêng" not in str(list(Event.objects.values()))
