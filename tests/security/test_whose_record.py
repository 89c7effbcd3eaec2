"""An account opens the record it is tied to: so nobody ties one to a record beyond the branch."""

import pytest
from django.http import HttpResponse
from tests import factories as f

from dangvu.access.matrix import Role
from dangvu.access.models import Account
from dangvu.kernel.models import Event
from dangvu.members.models import Person
from dangvu.orgs.models import Unit

pytestmark = pytest.mark.django_db


class World:
    """Two wards, a member in each, and the administrator of the first."""

    def __init__(self) -> None:
        province = f.unit()
        self.here, beside = (f.unit(f"Đảng bộ phường {n}", province) for n in ("Một", "Hai"))
        self.mine, self.other = f.person(self.here), f.person(beside)
        self.browser = f.signed_in(f.account(Role.IT_ADMINISTRATOR, self.here))

    def make(self, person: Person) -> HttpResponse:
        return self.browser.post(
            "/quan-tri/tai-khoan/moi/",
            {"full_name": "Người Mới", "username": "nguoi.moi", "role": "member",
             "unit_text": "phường Một", "valid_from": "01/06/2026", "person_id": person.pk},
        )  # fmt: skip

    def change(self, account: Account, person: Person) -> HttpResponse:
        return self.browser.post(
            f"/quan-tri/tai-khoan/{account.pk}/",
            {"full_name": account.full_name, "person_id": person.pk},
        )


@pytest.fixture
def world() -> World:
    return World()


def member(place: Unit, person: Person) -> Account:
    return f.account(Role.MEMBER, place, person_id=person.pk)


def test_no_account_is_made_for_a_record_beyond_the_branch(world: World) -> None:
    answer = world.make(world.other)
    assert answer.status_code == 422
    assert f"Không có hồ sơ số {world.other.pk} trong phạm vi của đồng chí." in answer.text
    f.own()
    assert not Account.objects.filter(username="nguoi.moi").exists()


def test_an_account_for_a_record_of_the_branch_is_made_and_told_of(world: World) -> None:
    assert world.make(world.mine).status_code == 200
    f.own()
    assert Account.objects.get(username="nguoi.moi").person_id == world.mine.pk
    assert Event.objects.get(action="create_account").data == {"person": world.mine.pk}


def test_an_account_is_not_led_over_to_a_record_beyond(world: World) -> None:
    account = member(world.here, world.mine)
    assert world.change(account, world.other).status_code == 422
    f.own()
    account.refresh_from_db()
    assert account.person_id == world.mine.pk
    assert not Event.objects.filter(action="edit_account").exists()


def test_a_name_is_corrected_whatever_record_somebody_higher_up_tied(world: World) -> None:
    account = member(world.here, world.other)
    assert world.change(account, world.other).status_code == 302
    f.own()
    assert Event.objects.get(action="edit_account").data == {}
