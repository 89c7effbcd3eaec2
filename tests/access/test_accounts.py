"""What the administrator may do with accounts, and what nobody may."""

from datetime import date, timedelta

import pytest
from axes.models import AccessAttempt
from django.http import Http404
from django.utils import timezone
from tests import factories as f

from dangvu.access import queries
from dangvu.access.actions import accounts as actions
from dangvu.access.actions.accounts import Grant, Place
from dangvu.access.matrix import Role
from dangvu.access.models import Account, Assignment, RoleRule, Session
from dangvu.access.scope import Refused, entered
from dangvu.kernel import clock
from dangvu.kernel.branches import Moved
from dangvu.kernel.models import Event
from dangvu.kernel.refusals import Impossible

pytestmark = pytest.mark.django_db
FAR = date(2099, 1, 1)


class World:
    def __init__(self) -> None:
        self.province = f.unit()
        self.ward = f.unit("Đảng bộ phường Một", self.province)
        self.other = f.unit("Đảng bộ phường Hai", self.province)
        self.top = f.actor(Role.IT_ADMINISTRATOR, self.province, username="quantri")
        self.local = f.actor(Role.IT_ADMINISTRATOR, self.ward, username="quantri.phuong")
        self.officer = f.account(Role.COMMUNE_OFFICER, self.ward, "canbo")
        f.own()


@pytest.fixture
def world() -> World:
    return World()


def grant(place, role: Role = Role.CLERK, **more) -> Grant:
    return Grant(role, Place(place.pk, place.path), clock.today(), **more)


def last_event() -> Event:
    f.own()
    return Event.objects.latest("pk")


def test_a_new_account_has_a_capacity_and_a_one_time_password(world: World) -> None:
    with entered(world.local):
        made, password = actions.create_account(
            world.local, "lan.nguyen", " Nguyễn  Thị Lan ", grant(world.ward)
        )
    f.own()
    made.refresh_from_db()
    assert made.full_name == "Nguyễn Thị Lan"
    assert made.check_password(password)
    assert made.password.startswith("argon2")
    assert made.must_change_password
    assert timedelta(days=6) < made.one_time_until - clock.now() <= timedelta(days=7)
    [held] = queries.holdings([made.pk], clock.today())[made.pk]
    assert (held.role, held.unit_path, held.in_force) == (Role.CLERK, world.ward.path, True)
    assert [e.action for e in Event.objects.order_by("pk")][-2:] == [
        "create_account",
        "grant_capacity",
    ]
    assert password not in str(list(Event.objects.values()))


@pytest.mark.parametrize("name", ["ab", "Có dấu", "a b c", "x" * 61, "-an", ""])
def test_a_sign_in_name_is_plain(world: World, name: str) -> None:
    with entered(world.top), pytest.raises(Impossible) as no:
        actions.create_account(world.top, name, "Tên", grant(world.ward))
    assert no.value.field == "username"


def test_a_taken_name_writes_nothing(world: World) -> None:
    with entered(world.top), pytest.raises(Impossible) as no:
        actions.create_account(world.top, "canbo", "Người Khác", grant(world.ward))
    assert no.value.code == "taken"
    assert Account.objects.filter(username="canbo").count() == 1


def test_gives_nothing_outside_the_branch(world: World) -> None:
    with entered(world.local), pytest.raises(Refused):
        actions.create_account(world.local, "ai.do", "Ai Đó", grant(world.other))
    assert not Account.objects.filter(username="ai.do").exists()


def test_a_capacity_that_cannot_be_given_makes_no_account(world: World) -> None:
    with entered(world.top):
        with pytest.raises(Impossible):
            actions.create_account(world.top, "ai.do", "Ai Đó", grant(world.ward, Role.DEPUTY))
        assert not Account.objects.filter(username="ai.do").exists()


def test_nobody_gives_a_capacity_to_oneself(world: World) -> None:
    me = Account.objects.get(pk=world.top.account_id)
    for act in (
        lambda: actions.grant_capacity(world.top, me, grant(world.ward)),
        lambda: actions.reset_password(world.top, me),
        lambda: actions.deactivate(world.top, me, "thử"),
        lambda: actions.end_capacity(world.top, me, world.top.assignment_id, "thử"),
    ):
        with entered(world.top), pytest.raises(Refused):
            act()


def test_a_capacity_is_not_given_twice_for_the_same_time(world: World) -> None:
    with entered(world.top):
        actions.grant_capacity(world.top, world.officer, grant(world.ward, valid_until=FAR))
        with pytest.raises(Impossible):
            actions.grant_capacity(world.top, world.officer, grant(world.ward))
        later = Grant(Role.CLERK, Place(world.ward.pk, world.ward.path), FAR)
        actions.grant_capacity(world.top, world.officer, later)


def test_a_deputy_enters_for_somebody_else(world: World) -> None:
    secretary = f.account(Role.CELL_SECRETARY, world.ward, "bithu")
    with entered(world.top):
        with pytest.raises(Impossible):
            actions.grant_capacity(world.top, world.officer, grant(world.ward, Role.DEPUTY))
        itself = grant(world.ward, Role.DEPUTY, behalf_of=world.officer.pk)
        with pytest.raises(Impossible):
            actions.grant_capacity(world.top, world.officer, itself)
        deputy = grant(world.ward, Role.DEPUTY, behalf_of=secretary.pk)
        actions.grant_capacity(world.top, world.officer, deputy)
    f.own()
    capacity = queries.capacities(world.officer, clock.today())[-1]
    assert capacity.on_behalf_of == secretary.full_name
    assert queries.actor(world.officer, capacity).on_behalf_of == secretary.full_name


def test_a_deputy_stops_with_whom_it_enters_for(world: World) -> None:
    secretary = f.account(Role.CELL_SECRETARY, world.ward, "bithu")
    with entered(world.top):
        deputy = grant(world.ward, Role.DEPUTY, behalf_of=secretary.pk)
        given = actions.grant_capacity(world.top, world.officer, deputy)

    def in_force() -> bool:
        held = queries.capacities(world.officer, clock.today())
        return given.pk in {capacity.assignment_id for capacity in held}

    f.own()
    assert in_force()
    Account.objects.filter(pk=secretary.pk).update(is_active=False)
    assert not in_force()
    Account.objects.filter(pk=secretary.pk).update(is_active=True)
    secretary.assignments.update(valid_until=clock.today())
    assert not in_force()


def test_a_capacity_ends_today_and_one_that_began_today_is_taken_back(world: World) -> None:
    old = world.officer.assignments.get()
    with entered(world.local):
        new = actions.grant_capacity(world.local, world.officer, grant(world.ward))
        actions.end_capacity(world.local, world.officer, old.pk, "chuyển công tác")
        actions.end_capacity(world.local, world.officer, new.pk, "giao nhầm")
    assert last_event().reason == "giao nhầm"
    old.refresh_from_db()
    assert old.valid_until == clock.today()
    assert not Assignment.objects.filter(pk=new.pk).exists()
    assert queries.capacities(world.officer, clock.today()) == []
    with entered(world.local), pytest.raises(Impossible):
        actions.end_capacity(world.local, world.officer, old.pk, "lần nữa")


def test_an_account_that_also_acts_higher_up_is_left_alone(world: World) -> None:
    Assignment.objects.create(
        account=world.officer, role=Role.CLERK, unit_id=world.province.pk,
        unit_path=world.province.path, valid_from=f.FOUNDED,
    )  # fmt: skip
    with entered(world.local):
        assert queries.account(world.local, world.officer.pk).pk == world.officer.pk
        with pytest.raises(Refused):
            actions.reset_password(world.local, world.officer)
        actions.end_capacity(
            world.local, world.officer, world.officer.assignments.earliest("pk").pk, "hết việc"
        )
    with entered(world.top):
        actions.reset_password(world.top, world.officer)


def test_accounts_of_other_branches_are_not_there(world: World) -> None:
    stranger = f.account(Role.CLERK, world.other, "vanthu")
    f.own()
    assert {line.username for line in queries.accounts(world.local, clock.today()).lines} == {
        "quantri.phuong",
        "canbo",
    }
    with pytest.raises(Http404):
        queries.account(world.local, stranger.pk)


def test_only_administrators_see_accounts(world: World) -> None:
    for role in set(Role) - {Role.IT_ADMINISTRATOR}:
        actor = f.actor(role, world.province)
        f.own()
        assert queries.accounts(actor, clock.today()).lines == ()


def test_search_needs_no_accents_and_pages_by_given_name(world: World) -> None:
    names = ["Nguyễn Thị Ánh", "Trần Văn An", "Lê Thị Bình", "Đỗ Thị Ẩn", "Hoàng Đức Ân"]
    for number, name in enumerate(names):
        made = f.account(Role.CLERK, world.ward, f"tim{number}")
        made.full_name = name
        made.save()
    found = queries.accounts(world.top, clock.today(), text="tim").lines
    assert [line.full_name for line in found] == [
        "Trần Văn An", "Nguyễn Thị Ánh", "Hoàng Đức Ân", "Đỗ Thị Ẩn", "Lê Thị Bình",
    ]  # fmt: skip
    assert [
        x.full_name for x in queries.accounts(world.top, clock.today(), text="do an").lines
    ] == ["Đỗ Thị Ẩn"]
    first = queries.accounts(world.top, clock.today(), text="tim", limit=2)
    rest = queries.accounts(world.top, clock.today(), text="tim", limit=9, after=first.after)
    assert [x.id for x in (*first.lines, *rest.lines)] == [x.id for x in found]
    assert rest.after == 0


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_the_same_statements_however_long(
    world: World, number: int, django_assert_num_queries
) -> None:
    for n in range(number):
        f.account(Role.CLERK, world.ward, f"nguoi{n}")
    f.own()
    with django_assert_num_queries(3):
        assert len(queries.accounts(world.top, clock.today()).lines) == number + 3


def test_a_new_password_ends_sessions_and_the_lock(world: World) -> None:
    Session.objects.create(
        session_key="k", session_data="", expire_date=timezone.now() + timedelta(hours=1),
        account_id=world.officer.pk, created_at=f.NOW, seen_at=f.NOW,
    )  # fmt: skip
    AccessAttempt.objects.create(
        username="canbo", ip_address="10.0.0.1", user_agent="x", failures_since_start=5
    )
    assert set(queries.locked_until(["canbo"])) == {"canbo"}
    with entered(world.local):
        password = actions.reset_password(world.local, world.officer)
    f.own()
    world.officer.refresh_from_db()
    assert world.officer.check_password(password)
    assert len(password) == 14
    assert not Session.objects.filter(account_id=world.officer.pk).exists()
    assert queries.locked_until(["canbo"]) == {}
    assert last_event().data == {"sessions_ended": 1}


def test_the_lock_opens_when_enough_failures_are_old(world: World) -> None:
    now = timezone.now()
    for minutes, failures, browser in ((14, 2, "a"), (1, 3, "b")):
        row = AccessAttempt.objects.create(
            username="canbo", ip_address="10.0.0.1", user_agent=browser,
            failures_since_start=failures,
        )  # fmt: skip
        AccessAttempt.objects.filter(pk=row.pk).update(
            attempt_time=now - timedelta(minutes=minutes)
        )
    until = queries.locked_until(["canbo", "khac"])["canbo"]
    assert abs(until - (now + timedelta(minutes=1))) < timedelta(seconds=5)


def test_an_account_stops_and_goes_on(world: World) -> None:
    with entered(world.local):
        actions.deactivate(world.local, world.officer, "nghỉ hưu")
    assert queries.may_sign_in(world.officer.pk) is None
    assert queries.actor_named("canbo", clock.today()) is None
    with entered(world.local):
        actions.reactivate(world.local, world.officer, "trở lại")
    assert queries.may_sign_in(world.officer.pk) is not None
    assert (last_event().action, last_event().reason) == ("reactivate_account", "trở lại")


def test_rules_of_roles_belong_to_the_top(world: World) -> None:
    with entered(world.local), pytest.raises(Refused):
        actions.set_role_rules(world.local, frozenset({Role.CLERK}))
    with entered(world.top):
        assert actions.set_role_rules(world.top, frozenset({Role.CLERK})) == [Role.CLERK]
        assert actions.set_role_rules(world.top, frozenset({Role.CLERK})) == []
        assert set(actions.set_role_rules(world.top, frozenset({Role.AUDITOR}))) == {
            Role.CLERK,
            Role.AUDITOR,
        }
    assert RoleRule.objects.get(role=Role.AUDITOR).second_factor
    lines = {line.role: line for line in queries.role_rules(world.top, clock.today())}
    assert lines[Role.COMMUNE_OFFICER].holders == lines[Role.COMMUNE_OFFICER].without_factor == 1


def test_no_other_role_changes_an_account(world: World) -> None:
    for role in set(Role) - {Role.IT_ADMINISTRATOR}:
        actor = f.actor(role, world.province)
        f.own()
        for act in (
            lambda actor=actor: actions.reset_password(actor, world.officer),
            lambda actor=actor: actions.grant_capacity(actor, world.officer, grant(world.ward)),
            lambda actor=actor: actions.set_role_rules(actor, frozenset()),
        ):
            with pytest.raises(Refused), entered(actor):
                act()


def test_capacities_follow_a_unit_that_moved(world: World) -> None:
    after = f"{world.other.path}.{world.ward.path.rpartition('.')[2]}"
    assert actions.follow_units([Moved(world.ward.path, after)]) == 2
    assert world.officer.assignments.get().unit_path == after
