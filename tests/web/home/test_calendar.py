"""The private calendar: every duty with a day, for every role, and no name; given up at will."""

import pytest
from django.urls import reverse
from tests import factories as f
from tests.statistics.asked_world import SECRET, ask_everybody
from tests.targets.world import TODAY, world

from dangvu.access.matrix import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(monkeypatch):
    monkeypatch.setattr("dangvu.kernel.clock.today", lambda: TODAY)
    made = world()
    made.person = f.person(made.cells[0], "Trần Văn Nêu")
    ask_everybody(made.province, made.communes[0], made.cells[0], made.person, 1)
    return made


def calendar(place, role: Role, unit, **more) -> str:
    page = f.signed_in(f.account(role, unit, **more))
    shown = page.post(reverse("my_calendar"), {"do": "make"}).text
    path = shown.split("<code>")[1].split("</code>")[0].split("testserver", 1)[1]
    page.logout()
    answer = page.get(path)
    f.own()
    assert answer.status_code == 200
    return answer.content.decode().replace("\r\n ", "")


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (Role.PROVINCE_SPECIALIST, ["Đôn đốc 1 nơi cấp dưới quá hạn", "Trả lời xin gia hạn"]),
        (Role.COMMUNE_OFFICER, ["Nhiệm vụ 0.0", "Nhiệm vụ 0.1", "Trả lời KN", "Ghi nguyên nhân"]),
        (Role.CELL_SECRETARY, ["Nhiệm vụ 0.0", "Trả lời KN"]),
        (Role.MEMBER, ["Việc được giao cho đồng chí"]),
        (Role.CLERK, ["Đôn đốc 1 nơi cấp dưới quá hạn"]),
        (Role.AUDITOR, []),
        (Role.IT_ADMINISTRATOR, []),
    ],
)
def test_each_role_reads_its_own_days(place, role: Role, words: list[str]) -> None:
    unit = {Role.COMMUNE_OFFICER: place.communes[0], Role.CELL_SECRETARY: place.cells[0],
            Role.MEMBER: place.cells[0]}.get(role, place.province)  # fmt: skip
    more = {"person_id": place.person.pk} if role is Role.MEMBER else {}
    text = calendar(place, role, unit, **more)
    for one in words:
        assert f"SUMMARY:Hạn: {one}" in text
    assert ("BEGIN:VEVENT" in text) == bool(words)
    for hidden in (SECRET, "Kín", "Nêu"):
        assert hidden not in text
    assert text.count("UID:") == len(set(text.split("UID:")[1:]))


def test_the_same_duty_keeps_its_name_and_the_paper_is_told(place) -> None:
    page = f.signed_in(f.account(Role.COMMUNE_OFFICER, place.communes[0]))
    shown = page.post(reverse("my_calendar"), {"do": "make"}).text
    path = shown.split("<code>")[1].split("</code>")[0].split("testserver", 1)[1]

    def uids() -> list[str]:
        lines = page.get(path).content.decode().splitlines()
        return [line for line in lines if line.startswith(("UID:", "DESCRIPTION:"))]

    first = uids()
    assert first == uids()
    assert any(line.endswith("20-CT/TU") for line in first)


def test_it_is_given_up_and_nobody_finds_it(place) -> None:
    page = f.signed_in(f.account(Role.MEMBER, place.cells[0], person_id=place.person.pk))
    assert "Chưa có địa chỉ" in page.get(reverse("my_calendar")).text
    shown = page.post(reverse("my_calendar"), {"do": "make"}).text
    path = shown.split("<code>")[1].split("</code>")[0].split("testserver", 1)[1]
    assert "Đang có một địa chỉ" in page.get(reverse("my_calendar")).text
    assert "<code>" not in page.get(reverse("my_calendar")).text
    page.post(reverse("my_calendar"), {"do": "end"})
    assert page.get(path).status_code == 404
