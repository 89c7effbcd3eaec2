"""Two at one duty or one report: what the second typed stays, beside what the first kept."""

import pytest
from django.urls import reverse
from tests import factories as f
from tests.tasks.duties_world import TODAY, World, plan_duty
from tests.web.directives.test_directive_pages import entered, specialist, standing

from dangvu.access.matrix import Role
from dangvu.tasks.models import Report

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings) -> World:
    settings.DEMO_TODAY = TODAY.isoformat()
    return World()


def test_what_the_second_typed_stands_beside_the_fresh_duty(world) -> None:
    found, page = world.opened(), specialist(world)
    one = standing(found)[0]
    where = reverse("directive_duty", args=[found.pk, one.key])
    page.post(where, entered(one, edition=0, heading="Người trước sửa", product="plan"))
    mine = entered(one, edition=0, heading="Người sau gõ", product="list")
    answer = page.post(where, mine)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "vừa sửa các nhiệm vụ này" in html
    assert "Bản vừa được ghi" in html
    assert "Người trước sửa" in html
    assert 'value="Người sau gõ"' in html
    assert standing(found)[0].heading == "Người trước sửa"
    answer = page.post(where, {**mine, "edition": str(found.edition)})
    assert answer.status_code == 302
    assert standing(found)[0].heading == "Người sau gõ"


def test_a_duty_joined_away_meanwhile_can_be_added_anew(world) -> None:
    found, page = world.opened(), specialist(world)
    first, second, *_ = standing(found)
    join = {"deed": "join", "key": first.key, "other": second.key, "edition": 0}
    page.post(reverse("directive_deed", args=[found.pk]), join)
    mine = entered(second, edition=0, heading="Người sau gõ")
    answer = page.post(reverse("directive_duty", args=[found.pk, second.key]), mine)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Người sau gõ"' in html
    assert reverse("directive_duty", args=[found.pk, "moi"]) in html


@pytest.mark.parametrize(
    ("by", "state"), [("directive_confirm", "đang thực hiện"), ("directive_drop", "đã bỏ")]
)
def test_what_was_typed_is_shown_when_the_paper_was_decided_meanwhile(world, by, state) -> None:
    found = world.proposed(plan_duty(), plan_duty(key="d2"))
    mine = entered(standing(found)[0], edition=found.edition, heading="Người sau gõ",
                   what="Dòng một\nDòng hai", units=[world.two.pk],
                   due_day="99/99/2026")  # fmt: skip
    assert specialist(world).post(reverse(by, args=[found.pk]), {"edition": found.edition})
    f.own()
    page = f.signed_in(f.account(Role.PROVINCE_SPECIALIST, world.province, username="khac"))
    answer = page.post(reverse("directive_duty", args=[found.pk, "d1"]), mine)
    assert answer.status_code == 422
    assert state in answer.text
    for words in ("Người sau gõ", "Dòng một<br>Dòng hai", world.two.name, "99/99/2026"):
        assert words in answer.text
    assert standing(found)[0].heading != "Người sau gõ"


# ------------------------------------------------------------------ reports


def begun(world, page) -> Report:
    page.post(reverse("report_new", args=[world.of(world.one).pk]))
    f.own()
    return Report.objects.get()


def officer(world, name: str):
    return f.signed_in(f.account(Role.COMMUNE_OFFICER, world.one, username=name))


def test_the_second_writer_of_a_report_keeps_what_was_typed(world) -> None:
    world.given()
    first, second = officer(world, "mot"), officer(world, "hai")
    row = begun(world, first)
    where = reverse("report", args=[row.pk])
    seen = row.written_at.isoformat()
    first.post(where, {"do": "save", "seen": seen, "results": "Bản của người trước"})
    answer = second.post(where, {"do": "save", "seen": seen, "results": "Bản của người sau"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "vừa lưu báo cáo này" in html
    assert "Bản của người trước" in html
    assert "Bản của người sau</textarea>" in html
    f.own()
    row.refresh_from_db()
    assert row.results == "Bản của người trước"
    fresh = row.written_at.isoformat()
    assert f'value="{fresh}"' in html or fresh.replace("+", "&#x2B;") in html
    second.post(where, {"do": "save", "seen": fresh, "results": "Bản của người sau"})
    f.own()
    row.refresh_from_db()
    assert row.results == "Bản của người sau"


def test_what_was_typed_into_a_report_sent_meanwhile_is_shown(world) -> None:
    world.given()
    page = officer(world, "mot")
    row = begun(world, page)
    where = reverse("report", args=[row.pk])
    page.post(where, {"do": "send", "results": "Đã xong", "signed_post": "PHÓ BÍ THƯ",
                      "signed_by": "Nguyễn Văn Ký"})  # fmt: skip
    answer = page.post(where, {"do": "save", "results": "Phần gõ thêm"})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "không sửa được nữa" in html
    assert "Phần gõ thêm" in html
