"""The month's pages: who gets which answer, what is shown, and at what number of statements."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import factories as make

from dangvu.access.matrix import Role
from dangvu.kernel.models import Event
from dangvu.targets.models import Accountability, Campaign, Finding, Target

pytestmark = pytest.mark.django_db


class World:
    """A province with communes; the first admitted somebody each month, the others nobody."""

    def __init__(self, communes: int = 3) -> None:
        self.province = make.unit()
        self.communes = [make.unit(f"Đảng bộ xã Thử {i}", self.province) for i in range(communes)]
        self.cells = [make.unit("Chi bộ Thôn 1", commune) for commune in self.communes]
        self.campaign = Campaign.objects.create(
            unit=self.province,
            name="Chỉ tiêu 2026",
            starts_on=date(2026, 1, 1),
            ends_on=date(2026, 12, 31),
            decision_number="11-TB/TU",
            decision_on=date(2026, 1, 30),
            issuer="Ban Thường vụ Tỉnh ủy",
            base_on=date(2025, 12, 31),
            created_at=make.NOW,
        )
        for commune in self.communes:
            Target.objects.create(
                campaign=self.campaign, unit=commune, unit_path=commune.path, assigned=10
            )
        for month in range(1, 6):
            make.admission(self.cells[0], date(2026, month, 8))
        self.sheet = f"/thang/2026-05/{self.province.pk}/"

    def browser(self, role: Role, place=None):
        return make.signed_in(make.account(role, place or self.province))


@pytest.fixture
def world() -> World:
    return World()


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_the_sheet_opens_with_the_answer(world):
    shown = text(world.browser(Role.PROVINCE_SPECIALIST).get(world.sheet))
    assert "Đã kết nạp 5 trên chỉ tiêu 30" in shown
    assert "Xã" not in shown or "Thử 0" in shown
    assert "Chưa chốt" in shown


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.PROVINCE_SPECIALIST, 200),
        (Role.INSPECTION_OFFICER, 200),
        (Role.PROPAGANDA_OFFICER, 200),
        (Role.CLERK, 200),
        (Role.AUDITOR, 200),
        (Role.IT_ADMINISTRATOR, 403),
        (Role.MEMBER, 403),
    ],
)
def test_who_may_see_the_sheet(world, role, status):
    assert world.browser(role).get(world.sheet).status_code == status


def test_an_officer_reaches_the_own_commune_only(world):
    officer = world.browser(Role.COMMUNE_OFFICER, world.communes[0])
    assert officer.get(world.sheet).status_code == 404
    assert officer.get(f"/thang/2026-05/{world.communes[0].pk}/").status_code == 200
    assert officer.get(f"/thang/2026-05/{world.communes[1].pk}/").status_code == 404


@pytest.mark.parametrize("address", ["", "?class=high", "?sort=-pace", "?q=thu+1", "?full=1",
                                     "?sort=nonsense&zero=x", "phu-luc/", "bieu-duong/", "excel/",
                                     "ban-chot/", "chot/"])  # fmt: skip
def test_every_page_of_the_month_answers(world, address):
    answer = world.browser(Role.PROVINCE_SPECIALIST).get(world.sheet + address)
    assert answer.status_code == 200


def test_names_behind_a_figure_are_for_those_who_may_read_them_and_leave_an_event(world):
    address = f"{world.sheet}danh-sach/?dang-bo={world.communes[0].pk}"
    shown = text(world.browser(Role.PROVINCE_SPECIALIST).get(address))
    assert shown.count("Nguyễn Thị Thử") == 5
    make.own()
    assert Event.objects.filter(action="view_admissions_behind", kind="read").count() == 1
    refused = world.browser(Role.AUDITOR).get(address)
    assert refused.status_code == 403
    assert "Nguyễn Thị Thử" not in text(refused)


def test_a_cause_with_a_bad_day_keeps_what_was_typed(world):
    browser = world.browser(Role.PROVINCE_SPECIALIST)
    address = f"{world.sheet}dang-bo/{world.communes[1].pk}/nguyen-nhan/"
    entered = {
        "cause": "no_source",
        "remedy": "Rà lại nguồn ở ba chi bộ",
        "responsible": "Bí thư",
        "due_on": "31/02/2026",
    }
    answer = browser.post(address, entered)
    assert answer.status_code == 422
    assert "Rà lại nguồn ở ba chi bộ" in text(answer)
    make.own()
    assert not Finding.objects.exists()
    answer = browser.post(address, entered | {"due_on": "28/06/2026"})
    assert answer.status_code == 302
    make.own()
    assert Finding.objects.get().due_on == date(2026, 6, 28)


def test_a_review_is_asked_for_and_recorded(world):
    browser = world.browser(Role.PROVINCE_SPECIALIST)
    body = f"{world.sheet}dang-bo/{world.communes[1].pk}/"
    assert "đến mức phải kiểm điểm" in text(browser.get(body))
    paper = {"paper_number": "12-BC/ĐU", "paper_on": "20/05/2026", "issuer": "Đảng ủy xã Thử 1"}
    assert browser.post(body + "kiem-diem/", paper).status_code == 302
    make.own()
    assert Accountability.objects.get().paper_number == "12-BC/ĐU"
    assert "đến mức phải kiểm điểm.</b>" not in text(browser.get(body))


def test_a_cell_secretary_cannot_write_for_another_cell(world):
    browser = world.browser(Role.CELL_SECRETARY, world.cells[0])
    address = f"/thang/2026-05/{world.communes[1].pk}/dang-bo/{world.cells[1].pk}/nguyen-nhan/"
    entered = {"cause": "no_source", "remedy": "x", "responsible": "y", "due_on": "28/06/2026"}
    assert browser.post(address, entered).status_code == 404
    make.own()
    assert not Finding.objects.exists()


def test_closing_by_the_page_and_then_opening_the_revision(world):
    browser = world.browser(Role.PROVINCE_SPECIALIST)
    assert browser.post(world.sheet + "chot/", {"seen_revision": 0}).status_code == 302
    assert "Đã chốt lần 1" in text(browser.get(world.sheet))
    make.admission(world.cells[1], date(2026, 5, 20))
    assert "Đã kết nạp 5 trên" in text(browser.get(world.sheet))
    assert "Đã kết nạp 6 trên" in text(browser.get(world.sheet + "?ban=0"))
    again = browser.post(world.sheet + "chot/", {"seen_revision": 1, "reason": ""})
    assert again.status_code == 422
    assert browser.post(
        world.sheet + "chot/", {"seen_revision": 1, "reason": "bổ sung hồ sơ"}
    ).status_code == 302  # fmt: skip
    assert "Đã kết nạp 5 trên" in text(browser.get(world.sheet + "?ban=1"))


@pytest.mark.parametrize("communes", [1, 3])
def test_the_sheet_takes_the_same_statements_whatever_it_holds(communes):
    world = World(communes)
    browser = world.browser(Role.PROVINCE_SPECIALIST)
    browser.get(world.sheet)
    with CaptureQueriesContext(connection) as caught:
        assert browser.get(world.sheet).status_code == 200
    assert len(caught) == 21


@pytest.mark.parametrize("communes", [1, 3])
def test_a_body_takes_the_same_statements_whatever_it_holds(communes):
    world = World(communes)
    browser = world.browser(Role.PROVINCE_SPECIALIST)
    with CaptureQueriesContext(connection) as caught:
        page = browser.get(f"{world.sheet}dang-bo/{world.communes[0].pk}/")
    assert page.status_code == 200
    assert len(caught) == 26


def test_a_part_of_a_figure_opens_to_just_that_part(world):
    make.admission(world.cells[0], date(2026, 5, 9), female=False, source_group="teacher")
    browser = world.browser(Role.PROVINCE_SPECIALIST)
    records = f"{world.sheet}danh-sach/"
    assert "6 người kết nạp đến" in text(browser.get(records))
    women = text(browser.get(records + "?trong=female"))
    assert "5 người kết nạp (nữ) đến" in women
    assert women.count("Nguyễn Thị Thử") == 5
    teachers = text(browser.get(records + "?nguon=teacher"))
    assert teachers.count("Nguyễn Thị Thử") == 1
    assert text(browser.get(records + "?trong=nonsense")).count("Nguyễn Thị Thử") == 6
