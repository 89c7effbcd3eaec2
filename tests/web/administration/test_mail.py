"""The own address and the wish for a daily e-mail; what the administrator may write of it."""

import pytest
from django.urls import reverse
from tests import factories as f

from dangvu.access.matrix import Role
from dangvu.access.models import Account
from dangvu.kernel.models import Event

pytestmark = pytest.mark.django_db


def test_one_writes_the_own_address_and_wish_and_takes_it_back() -> None:
    account = f.account(Role.CLERK, f.unit())
    page = f.signed_in(account)
    assert "Cơ quan chưa bật việc gửi thư" in page.get(reverse("my_mail")).text
    told = {"email": " van.thu@donvi.vn ", "daily": "on"}
    shown = page.post(reverse("my_mail"), told, follow=True).text
    assert "gửi tới van.thu@donvi.vn" in shown
    f.own()
    account.refresh_from_db()
    assert (account.email, account.daily_mail) == ("van.thu@donvi.vn", True)
    page.post(reverse("my_mail"), {"email": ""})
    f.own()
    account.refresh_from_db()
    assert (account.email, account.daily_mail) == ("", False)
    assert Event.objects.filter(action="set_mail").count() == 2


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"email": "không phải", "daily": "on"}, "Địa chỉ thư chưa đúng"),
        ({"email": "a@b.vn\nBcc: c@d.vn", "daily": "on"}, "Địa chỉ thư chưa đúng"),
        ({"email": "", "daily": "on"}, "Chưa có địa chỉ thư"),
    ],
)
def test_an_address_that_cannot_be_is_said_and_what_was_typed_stays(told, said) -> None:
    account = f.account(Role.MEMBER, f.unit())
    answer = f.signed_in(account).post(reverse("my_mail"), told)
    assert answer.status_code == 422
    assert said in answer.text
    assert " checked" in answer.text
    f.own()
    account.refresh_from_db()
    assert (account.email, account.daily_mail) == ("", False)


def test_the_administrator_writes_an_address_and_never_the_wish() -> None:
    place = f.unit()
    page = f.signed_in(f.account(Role.IT_ADMINISTRATOR, place))
    other = f.account(Role.CLERK, place, email="cu@donvi.vn", daily_mail=True)
    address = reverse("account", args=[other.pk])
    page.post(address, {"full_name": "Lê Thị Văn", "email": "moi@donvi.vn", "daily": ""})
    f.own()
    found = Account.objects.get(pk=other.pk)
    assert (found.email, found.daily_mail) == ("moi@donvi.vn", True)
    page.post(address, {"full_name": "Lê Thị Văn", "email": ""})
    f.own()
    found = Account.objects.get(pk=other.pk)
    assert (found.email, found.daily_mail) == ("", False)
    page.post(address, {"full_name": "Lê Thị Văn", "email": "moi@donvi.vn", "daily": "on"})
    f.own()
    assert not Account.objects.get(pk=other.pk).daily_mail
