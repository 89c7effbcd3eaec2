"""Addresses that no page of ours writes: they are answered, and nothing of ours breaks by them."""

import pytest
from tests import factories as f
from tests.web.test_urls_by_role import ADDRESSES, World

from dangvu.access.matrix import Role

pytestmark = pytest.mark.django_db

#: Every word our addresses carry behind the question mark.
WORDS = (
    "account", "action", "after", "age_from", "age_until", "ban", "ben", "buoc", "campaign",
    "change", "chi-bo", "viec", "dang-vien", "loai", "nam", "van-ban",
    "class", "dang-bo", "dia-ban", "don-vi", "dong", "ethnic", "general", "gioi-thieu", "han",
    "high_from", "joined_from",
    "kind", "medium_from", "mo", "mode", "month", "nguon", "own", "party_until", "person", "phan",
    "c", "cot", "den", "duoi", "full", "loc", "muc", "r", "sua", "them",
    "place", "q", "religion", "role", "sau", "sex", "since", "sort", "state", "status",
    "subject_id", "ten", "thang", "tim", "tinh-trang", "trang", "tu", "unit", "unit_text", "until",
    "who", "xem", "zero",
)  # fmt: skip
#: A digit that is no number, a number too long to read, a place in a list, a time far away, NUL.
ODD = ("²", "9" * 5000, "2026-05-01~²", "9999-12", "a\x00b")


@pytest.mark.parametrize("odd", ODD)
def test_odd_words_break_no_page(odd: str) -> None:
    world = World()
    clients = {
        letter: world.client(role, world.province)
        for letter, role in {"P": Role.PROVINCE_SPECIALIST, "A": Role.IT_ADMINISTRATOR}.items()
    }
    broken = []
    for name, answer in ADDRESSES.items():
        client = clients["P" if "P" in answer.roles else "A"]
        client.raise_request_exception = False
        f.own()
        if client.get(world.address(name)[0], dict.fromkeys(WORDS, odd)).status_code >= 500:
            broken.append(name)
    assert not broken


@pytest.mark.parametrize("month", ["0000-01", "0001-01", "9999-12", "٢٠٢٦-٠٥", "2026-13"])
def test_a_month_nobody_means_is_not_there(month: str) -> None:
    province = f.unit()
    client = f.signed_in(f.account(Role.PROVINCE_SPECIALIST, province))
    for rest in ("", f"{province.pk}/", f"{province.pk}/chot/", f"{province.pk}/excel/"):
        f.own()
        assert client.get(f"/thang/{month}/{rest}").status_code == 404, rest


@pytest.mark.parametrize(
    "onward",
    ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "home",
     "9999", "\\\\evil.example", "/\t/evil.example", "///evil.example", "http:///evil.example"],
)  # fmt: skip
def test_signing_in_leads_to_no_other_place(onward: str) -> None:
    who = f.account(Role.CLERK, f.unit(), "vanthu")
    answer = f.signed_in(who).get("/dang-nhap/", {"next": onward})
    assert (answer.status_code, answer["Location"]) == (302, "/")
