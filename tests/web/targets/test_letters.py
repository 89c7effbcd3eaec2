"""The page that drafts letters: what is asked, what is kept on a mistake, where it leads."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import factories as make
from tests.targets.world import campaign, target, world

from dangvu.access.matrix import Role
from dangvu.access.scope import entered
from dangvu.documents.models import Paper
from dangvu.kernel import clock
from dangvu.rules.months import Month
from dangvu.targets.actions import close_month

pytestmark = pytest.mark.django_db
MAY = Month(2026, 5)


@pytest.fixture(autouse=True)
def _first_of_june(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: make.NOW)


@pytest.fixture
def place():
    made = world()
    for month in range(1, 6):
        make.admission(made.cells[0], date(2026, month, 8))
    return made


def browser(place, role=Role.PROVINCE_SPECIALIST):
    return make.signed_in(make.account(role, place.province))


def page(place) -> str:
    return f"/thang/2026-05/{place.province.pk}/cong-van/"


def filled(**changes):
    return {
        "seen": "0",
        "classes": ["low"],
        "each": "common",
        "subject": "về việc đôn đốc",
        "report_due": "15/06/2026",
        "place": "Lâm Đồng",
        "authority": "K/T TRƯỞNG BAN",
        "post": "PHÓ TRƯỞNG BAN",
        "signer": "Người Ký",
        "recipients": "Như trên\n- Thường trực Tỉnh ủy (b/c),\n\nLưu Văn phòng Ban.",
        **changes,
    }


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def sent(place, follow=False, **changes):
    return browser(place).post(page(place), filled(**changes), follow=follow)


def test_it_begins_with_the_low_and_the_habits_of_the_office(place):
    answer = browser(place).get(page(place))
    shown = text(answer)
    assert answer.context["form"]["classes"].value() == ["low"]
    assert answer.context["form"]["each"].value() == "common"
    assert "Thấp (2)" in shown
    assert "Trong đó 2 chưa kết nạp" in shown
    assert "15/06/2026" in shown
    assert "đề xuất của phần mềm, sửa được" in shown
    assert "Số liệu chưa chốt" in shown
    assert "Lưu Văn phòng Ban" in shown


def test_a_body_named_in_the_address_is_ticked_alone(place):
    one = place.communes[1]
    answer = browser(place).get(f"{page(place)}?don-vi={one.pk}")
    form = answer.context["form"]
    assert form["bodies"].value() == [str(one.pk)]
    assert form["classes"].value() == []
    assert form["each"].value() == "each"


def test_posting_drafts_and_leads_to_the_papers(place):
    answer = sent(place, follow=True)
    make.own()
    (paper,) = Paper.objects.all()
    assert answer.redirect_chain[0] == (f"/van-ban/tap/{paper.bundle}/", 302)
    assert answer.redirect_chain[-1] == (f"/van-ban/{paper.pk}/", 302)
    assert "Đã soạn 1 dự thảo" in text(answer)
    assert paper.payload["signature"]["name"] == "Người Ký"
    assert [r["line"] for r in paper.payload["recipients"]] == [
        "- Như trên,", "- Thường trực Tỉnh ủy (b/c),", "- Lưu Văn phòng Ban.",
    ]  # fmt: skip


def test_classes_and_single_bodies_add_up(place):
    sent(place, classes=["zero"], bodies=[str(place.communes[0].pk)], each="each")
    make.own()
    assert Paper.objects.count() == 3


@pytest.mark.parametrize(
    ("changes", "field", "told"),
    [
        ({"classes": []}, "classes", "Chưa chọn nơi nào"),
        ({"classes": ["medium"]}, "classes", ""),
        ({"bodies": ["999999"]}, "bodies", ""),
        ({"subject": ""}, "subject", "Chưa điền"),
        ({"report_due": "31/05/2026"}, "report_due", "Hạn báo cáo đã qua"),
        ({"report_due": "31/06/2026"}, "report_due", ""),
        ({"recipients": "Như trên"}, "recipients", "Dòng cuối chưa phải nơi lưu"),
        ({"recipients": "x" * 201 + "\nLưu Ban"}, "recipients", "không đọc được"),
        ({"each": "both"}, "each", ""),
    ],
)
def test_a_mistake_keeps_everything_typed(place, changes, field, told):
    answer = sent(place, signer="Chữ Đã Gõ", **changes)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    shown = text(answer)
    assert told in shown
    assert "Chữ Đã Gõ" in shown
    make.own()
    assert not Paper.objects.exists()


def test_a_collective_does_not_sign_by_proxy(place):
    commune = place.communes[0]
    make.own()
    client = make.signed_in(make.account(Role.COMMUNE_OFFICER, commune))
    target(campaign(commune), place.cells[0])
    answer = client.post(
        f"/thang/2026-05/{commune.pk}/cong-van/",
        filled(classes=[], bodies=[str(place.cells[0].pk)]),
    )
    assert answer.status_code == 422
    assert "ký T/M, không ký K/T" in text(answer)


def test_figures_closed_meanwhile_are_shown_before_they_are_quoted(place):
    make.own()
    with entered(place.specialist):
        close_month(place.specialist, place.province.pk, MAY, today=date(2026, 6, 1))
    answer = sent(place)
    assert answer.status_code == 422
    assert "vừa chốt tháng này, bản chốt lần 1" in text(answer)
    assert 'name="seen" value="1"' in text(answer)
    make.own()
    assert not Paper.objects.exists()
    sent(place, seen="1")
    make.own()
    assert Paper.objects.get().about["revision"] == 1


def test_an_older_revision_may_be_quoted(place):
    for reason in ("", "bổ sung"):
        make.own()
        with entered(place.specialist):
            close_month(
                place.specialist, place.province.pk, MAY, today=date(2026, 6, 1),
                seen_revision=1 if reason else 0, reason=reason,
            )  # fmt: skip
        make.admission(place.cells[1], date(2026, 5, 9))
    browser(place).post(f"{page(place)}?ban=1", filled(seen="1"))
    make.own()
    paper = Paper.objects.get()
    assert (paper.about["revision"], paper.payload["admitted"]) == (1, "5")


def test_a_day_off_is_pointed_out(place):
    answer = sent(place, follow=True, report_due="14/06/2026")
    assert "rơi vào ngày nghỉ" in text(answer)


def test_without_targets_there_is_nothing_to_urge(place):
    make.own()
    place.campaign.targets.all().delete()
    place.campaign.delete()
    assert "Chưa giao chỉ tiêu cho thời gian này" in text(browser(place).get(page(place)))


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.PROVINCE_SPECIALIST, 200),
        (Role.CLERK, 200),
        (Role.AUDITOR, 403),
        (Role.PROPAGANDA_OFFICER, 403),
        (Role.MEMBER, 403),
    ],
)
def test_who_may_draft(place, role, status):
    assert browser(place, role).get(page(place)).status_code == status


def test_the_list_for_praise_is_drafted_from_its_page(place):
    client = browser(place)
    address = f"/thang/2026-05/{place.province.pk}/bieu-duong/"
    assert "Soạn danh sách Word" in text(client.get(address))
    answer = client.post(f"{address}soan/", follow=True)
    make.own()
    (paper,) = Paper.objects.all()
    assert paper.payload["total"] == "1"
    assert "không lấy số riêng" in text(answer)
    assert client.get(f"{address}soan/").status_code == 405


def test_the_page_takes_as_many_statements_for_many_bodies(place):
    def statements() -> int:
        client = browser(place)
        client.get(page(place))
        with CaptureQueriesContext(connection) as caught:
            client.get(page(place))
        return len(caught)

    few = statements()
    for i in range(3, 9):
        make.unit(f"Đảng bộ xã Thử {i}", place.province)
    assert statements() == few == 21
