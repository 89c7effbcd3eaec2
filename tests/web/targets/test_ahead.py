"""What is ahead, on the pages: the month, a body, classes that are tried, the plan of sources."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import factories as make
from tests.admissions.test_flow import case
from tests.web.targets.test_months import World, text

from dangvu.access.matrix import Role
from dangvu.admissions.models import SourcePlan
from dangvu.kernel.models import Event
from dangvu.targets.models import Closing, Finding

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    made = World()
    for nth in range(24):
        last = 60 + nth
        case(made.cells[0], last + 270, class_done=last + 180, applied=last + 120,
             vetting_sent=last + 90, vetting_back=last + 50, cell_voted=last + 30,
             decided=last)  # fmt: skip
    for _ in range(11):
        case(made.cells[1], 400, class_done=300, applied=260, vetting_sent=200)
    return made


def body(world: World, n: int) -> str:
    return f"{world.sheet}dang-bo/{world.communes[n].pk}/"


def test_the_month_says_of_each_body_whether_it_is_still_in_time(world):
    shown = text(world.browser(Role.PROVINCE_SPECIALIST).get(world.sheet))
    assert "Còn kịp không?" in shown
    assert "nghẽn: thẩm tra" in shown
    assert "Thử mở thêm lớp" in shown


def test_a_body_shows_its_funnel_its_bottleneck_and_its_last_days(world):
    shown = text(world.browser(Role.PROVINCE_SPECIALIST).get(body(world, 1)))
    assert "Điểm nghẽn" in shown
    assert "11 người chờ kết quả thẩm tra" in shown
    assert "07/10/2026" in shown
    assert "lùi 60 ngày làm việc" in shown
    assert "Nông dân" in shown
    assert "Nguyễn Văn Nguồn" in shown


def test_who_may_not_see_cases_sees_figures_and_no_name(world):
    shown = text(world.browser(Role.AUDITOR).get(body(world, 1)))
    assert "11 người chờ kết quả thẩm tra" in shown
    assert "Nguyễn Văn Nguồn" not in shown
    assert "Hồ sơ chờ lâu nhất" not in shown


def test_a_body_without_cases_says_so_and_until_when(world):
    shown = text(world.browser(Role.PROVINCE_SPECIALIST).get(body(world, 2)))
    assert "Chưa có hồ sơ nguồn nào của đơn vị này" in shown
    assert "chi bộ họp xét trước 07/10/2026" in shown


def test_a_suggested_cause_is_confirmed_or_overruled_and_it_is_seen_which(world):
    browser = world.browser(Role.PROVINCE_SPECIALIST)
    shown = text(browser.get(body(world, 1)))
    assert "Phần mềm gợi ý" in shown
    entered = {"suggested": "vetting", "remedy": "Cử người đi thẩm tra", "due_on": "15/06/2026",
               "responsible": "Bí thư", "detail": ""}  # fmt: skip
    url = f"{body(world, 1)}nguyen-nhan/"
    assert browser.post(url, {**entered, "cause": "leadership"}).status_code == 302
    made = Finding.objects.get()
    assert (made.cause, made.suggested) == ("leadership", "vetting")
    after = text(browser.get(body(world, 1)))
    assert "phần mềm gợi ý: hồ sơ chờ thẩm tra lâu" in after
    assert browser.post(url, {**entered, "cause": "vetting"}).status_code == 302
    assert "phần mềm gợi ý, cán bộ xác nhận" in text(browser.get(body(world, 1)))


def test_a_closed_month_keeps_what_was_ahead_then(world):
    browser = world.browser(Role.PROVINCE_SPECIALIST)
    assert browser.post(world.sheet + "chot/", {"seen_revision": 0}).status_code == 302
    make.own()
    line = Closing.objects.get().rows.get(unit=world.communes[1]).line
    assert line["ahead"]["bottleneck"] == "vetting"
    for _ in range(9):
        case(world.cells[1], 300, class_done=200, applied=150, vetting_sent=140, vetting_back=60,
             cell_voted=20)  # fmt: skip
    frozen = line["ahead"]["expected"]
    shown = text(browser.get(world.sheet))
    assert f"{frozen} <span" in shown


# --- what if --------------------------------------------------------------------------------


def test_classes_are_tried_and_nothing_is_written(world):
    for _ in range(30):
        case(world.cells[2], 20)
    browser = world.browser(Role.PROVINCE_SPECIALIST)
    page = f"{world.sheet}thu-mo-lop/"
    assert "Số lớp" in text(browser.get(page))
    events = Event.objects.count()
    shown = text(browser.get(page, {"classes": "1", "seats": "40", "month": "2026-07"}))
    assert "30 chỗ có người trong nguồn" in shown
    assert "10 chỗ còn trống" in shown
    assert "Thử 2" in shown
    assert Event.objects.count() == events


def test_a_class_that_cannot_be_is_told(world):
    browser = world.browser(Role.PROVINCE_SPECIALIST)
    page = f"{world.sheet}thu-mo-lop/"
    for wrong in ({"classes": "0", "seats": "40", "month": "2026-07"},
                  {"classes": "1", "seats": "40", "month": "2027-07"}):  # fmt: skip
        assert browser.get(page, wrong).status_code == 422


@pytest.mark.parametrize("communes", [1, 3])
def test_trying_takes_the_same_statements_whatever_it_holds(communes):
    world = World(communes)
    for cell in world.cells:
        for _ in range(communes):
            case(cell, 20)
    browser = world.browser(Role.PROVINCE_SPECIALIST)
    wanted = {"classes": "1", "seats": "40", "month": "2026-07"}
    with CaptureQueriesContext(connection) as caught:
        assert browser.get(f"{world.sheet}thu-mo-lop/", wanted).status_code == 200
    assert len(caught) == 20


# --- the plan of sources --------------------------------------------------------------------


def plan_of(world: World, n: int = 0) -> str:
    return f"/ke-hoach-nguon/{world.communes[n].pk}/"


def test_a_plan_is_entered_by_group_and_laid_beside_what_was_found(world):
    officer = world.browser(Role.COMMUNE_OFFICER, world.communes[0])
    case(world.cells[0], 20)
    numbers = {f"m{month}": "2" for month in range(1, 7)}
    assert officer.post(plan_of(world), {"group": "farmer", **numbers}).status_code == 302
    make.own()
    assert sum(SourcePlan.objects.values_list("planned", flat=True)) == 12
    shown = text(officer.get(plan_of(world)))
    assert "Nông dân" in shown
    assert "Kế hoạch tạo nguồn năm 2026" in shown
    again = {"group": "farmer", "m12": "5"}
    assert officer.post(plan_of(world), again).status_code == 302
    make.own()
    assert list(SourcePlan.objects.values_list("month", "planned")) == [(12, 5)]
    told = Event.objects.filter(action="plan_sources").latest("id")
    assert told.data["planned"] == 5
    assert told.data["before"] == 12


def test_next_year_is_planned_and_a_past_year_is_not(world):
    officer = world.browser(Role.COMMUNE_OFFICER, world.communes[0])
    sent = {"group": "teacher", "m1": "3"}
    assert officer.post(plan_of(world) + "?nam=2027", sent).status_code == 302
    make.own()
    assert SourcePlan.objects.get().year == 2027
    assert officer.post(plan_of(world) + "?nam=2025", sent).status_code == 422


def test_bad_numbers_stay_on_the_form(world):
    officer = world.browser(Role.COMMUNE_OFFICER, world.communes[0])
    answer = officer.post(plan_of(world), {"group": "teacher", "m1": "-3"})
    assert answer.status_code == 422
    assert SourcePlan.objects.count() == 0


def test_another_commune_has_no_such_page(world):
    officer = world.browser(Role.COMMUNE_OFFICER, world.communes[0])
    assert officer.get(plan_of(world, 1)).status_code == 404
    assert officer.post(plan_of(world, 1), {"group": "teacher", "m1": "3"}).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_plan_takes_the_same_statements_whatever_it_holds(number):
    world = World(1)
    for nth in range(number):
        case(world.cells[0], 20 + nth)
        SourcePlan.objects.create(
            unit=world.communes[0], unit_path=world.communes[0].path, year=2026, month=nth + 1,
            source_group="farmer", planned=2, recorded_at=make.NOW, recorded_by="test",
        )  # fmt: skip
    officer = world.browser(Role.COMMUNE_OFFICER, world.communes[0])
    with CaptureQueriesContext(connection) as caught:
        assert officer.get(plan_of(world)).status_code == 200
    assert len(caught) == 12
