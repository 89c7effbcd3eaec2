"""Members' tasks in a real browser: without scripts, on a phone, and clean for axe."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from tests import factories as f
from tests.web.registry.looking import Look, troubles_of

from dangvu.access.matrix import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_task_goes_its_way_on_a_phone_without_scripts(look: Look, house) -> None:
    leader = look(390, scripts=False, account=house.secretary)
    leader.goto(reverse("task_list"))
    leader.get_by_role("link", name="Giao việc", exact=True).click()
    leader.get_by_role("checkbox", name="Lê Văn Một").check()
    leader.get_by_label("Việc phải làm").fill("Viết báo cáo nhóm hộ")
    leader.get_by_label("Sản phẩm phải có").fill("Báo cáo")
    leader.get_by_label("Số lượng").fill("1")
    leader.get_by_label("Đơn vị", exact=True).fill("báo cáo")
    leader.get_by_label("Hạn hoàn thành").fill("10/06/2026")
    leader.get_by_role("button", name="Giao việc").click()
    expect(leader.get_by_text("Đã giao việc cho 1 đồng chí.")).to_be_visible()

    own = look(390, scripts=False, account=house.member)
    own.goto(reverse("task_list"))
    own.get_by_role("link", name=re.compile("Báo kết quả.*Viết báo cáo nhóm hộ")).click()
    own.get_by_label("Kết quả xem ở đâu").fill("Báo cáo số 5")
    own.get_by_role("button", name="Gửi kết quả").click()
    expect(own.get_by_text("Đã báo, chờ chi bộ xem")).to_be_visible()

    leader.goto(reverse("task_list"))
    leader.get_by_role("link", name="Xem kết quả mới (1)").click()
    leader.get_by_role("link", name="Xem kết quả", exact=True).click()
    leader.get_by_role("link", name="Đánh giá", exact=True).click()
    leader.get_by_role("radio", name="Đạt chuẩn").check()
    leader.get_by_role("button", name="Ghi đánh giá").click()
    expect(leader.get_by_role("heading", name="Mức hoàn thành việc: 100,0")).to_be_visible()


@pytest.mark.parametrize("width", [1440, 390])
def test_the_pages_are_clean(look: Look, house, width: int) -> None:
    task, criterion = house.task.pk, house.criterion.pk
    leader = look(width, account=house.secretary)
    troubles = []
    for address in (
        reverse("task_list"),
        reverse("task_list") + "?xem=xong",
        reverse("task_new"),
        reverse("task", args=[task]),
        reverse("task_edit", args=[task]),
        reverse("task_drop", args=[task]),
        reverse("task_result", args=[task]),
        reverse("task_judge", args=[task]),
        reverse("kpi") + "?ky=2026-05",
        reverse("kpi_member", args=[house.one.pk]) + "?ky=2026-05",
        reverse("kpi_figures"),
        reverse("indicators"),
        reverse("indicator_new"),
        reverse("indicator", args=[criterion]),
        reverse("indicator_edit", args=[criterion]),
        reverse("indicator_period", args=[criterion]) + "?ky=2026",
    ):
        answer = leader.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        troubles += troubles_of(leader, address)
    leader.goto(reverse("task_judge", args=[task]))
    leader.get_by_role("button", name="Ghi đánh giá").click()
    troubles += troubles_of(leader, "judgement refused")
    own = look(width, account=house.member)
    for address in (reverse("task_list"), reverse("task", args=[task]),
                    reverse("kpi_member", args=[house.one.pk])):  # fmt: skip
        own.goto(address)
        troubles += troubles_of(own, f"member {address}")
    above = look(width, account=f.account(Role.PROVINCE_SPECIALIST, house.province))
    for address in (reverse("kpi"), reverse("task_new"),
                    reverse("kpi_figure", args=["kpi.lateness"])):  # fmt: skip
        above.goto(address)
        troubles += troubles_of(above, f"province {address}")
    assert troubles == []
