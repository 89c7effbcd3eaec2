"""Cases on the screen: who sees whom, a person put on the list, steps, votes, moves, the month."""

from datetime import date

import pytest
from django.urls import reverse
from tests import factories as f

from dangvu.access.matrix import Role
from dangvu.access.scope import entered
from dangvu.admissions.actions.cases import (
    Helper,
    NewCase,
    PaperNote,
    note_paper,
    open_case,
    set_helpers,
)
from dangvu.admissions.actions.steps import Recording, record_step
from dangvu.admissions.models import Case, CaseMove, CaseStep
from dangvu.kernel import clock
from dangvu.kernel.models import Event
from dangvu.rules.procedure import PAPER, Step

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def first_of_june(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: f.NOW)


class House:
    """A ward of two cells, its officer and a secretary, and a ward beside it."""

    def __init__(self) -> None:
        self.province = f.unit()
        self.ward = f.unit("Đảng bộ phường Một", self.province)
        body = f.unit("Đảng bộ cơ sở Khu phố 3", self.ward)
        self.cell = f.unit("Chi bộ Tổ dân phố 12", body, since=date(2020, 1, 1))
        self.other = f.unit("Chi bộ Tổ dân phố 13", body, since=date(2020, 1, 1))
        self.beside = f.unit("Đảng bộ phường Hai", self.province)
        self.officer = f.actor(Role.COMMUNE_OFFICER, self.ward)
        self.helper = f.person(
            self.cell, "Trần Thị Lệ", status="CHINH_THUC", joined_on=date(2015, 1, 1),
            official_on=date(2016, 1, 1), birth_on=date(1985, 1, 1),
        )  # fmt: skip

    def browser(self, role=Role.CELL_SECRETARY, place=None):
        return f.signed_in(f.account(role, place or self.cell))

    def case(self, name="Nguyễn Thị Nguồn", **more) -> Case:
        f.own()
        new = NewCase(
            **{
                "unit_id": self.cell.pk, "full_name": name, "sex": "F",
                "birth_on": date(2000, 5, 1), "ethnic_group": "01", "source_group": "teacher",
                "introduced_by": "youth", "opened_on": date(2026, 1, 5),
                "consent_on": date(2026, 1, 5), **more,
            }
        )  # fmt: skip
        with entered(self.officer):
            return open_case(self.officer, new)

    def take(self, case: Case, step: Step, on: date, **more) -> None:
        f.own()
        with entered(self.officer):
            record_step(self.officer, case.pk, Recording(step, on, **more))

    def to_opinions(self, name="Nguyễn Thị Nguồn") -> Case:
        """A case that waits for the vote of the cell."""
        case = self.case(name)
        self.take(case, Step.LISTED, date(2026, 1, 10), number="1")
        self.take(case, Step.CLASS_DONE, date(2026, 2, 1), number="7/CN")
        f.own()
        with entered(self.officer):
            helper = Helper("helper", date(2026, 2, 5), self.helper.pk)
            set_helpers(self.officer, case.pk, [helper], date(2026, 2, 5))
        for step, on in (
            (Step.APPLIED, date(2026, 2, 20)), (Step.CV_DONE, date(2026, 2, 25)),
            (Step.VETTING_SENT, date(2026, 3, 1)), (Step.VETTING_BACK, date(2026, 4, 1)),
            (Step.OPINIONS_IN, date(2026, 4, 10)),
        ):  # fmt: skip
            self.take(case, step, on)
        return case


@pytest.fixture
def house():
    return House()


class TestWhoSees:
    def test_the_cell_sees_its_own_and_the_reading_is_noted(self, house) -> None:
        mine, other = house.case("Lê Thị Trong"), house.case("Lê Thị Kia", unit_id=house.other.pk)
        page = house.browser()
        board = page.get(reverse("case_board")).text
        assert "Lê Thị Trong" in board
        assert "Lê Thị Kia" not in board
        assert page.get(reverse("case", args=[other.pk])).status_code == 404
        assert "Lê Thị Trong" in page.get(reverse("case", args=[mine.pk])).text
        f.own()
        told = Event.objects.filter(kind="read").order_by("pk").values_list("action", flat=True)
        assert list(told) == ["read_cases", "read_case"]

    def test_inspection_looks_and_records_nothing(self, house) -> None:
        case = house.case()
        page = house.browser(Role.INSPECTION_OFFICER, house.province)
        shown = page.get(reverse("case", args=[case.pk])).text
        assert "Đưa vào danh sách cảm tình" not in shown
        assert page.get(reverse("case_step", args=[case.pk, "listed"])).status_code == 403

    def test_links_lead_nowhere_that_is_closed(self, house) -> None:
        clerk = house.browser(Role.CLERK, house.ward)
        shown = clerk.get(reverse("case_board")).text.split('aria-label="Nguồn và hồ sơ"')[1]
        addresses = [part.split('"')[0] for part in shown.split("</nav>")[0].split('href="')[1:]]
        assert len(addresses) > 4
        assert {clerk.get(address).status_code for address in addresses} == {200}


class TestNew:
    def typed(self, house, **more) -> dict:
        return {
            "full_name": "Hoàng Thị Mới", "sex": "F", "birth_on": "12/03/2002",
            "ethnic_group": "01", "source_group": "health_worker", "introduced_by": "youth",
            "unit": house.cell.pk, "opened_on": "01/06/2026", "consent_on": "01/06/2026",
            "area": "Trạm y tế", **more,
        }  # fmt: skip

    def test_a_secretary_puts_a_person_on_the_list(self, house) -> None:
        page = house.browser()
        answer = page.post(reverse("case_new"), self.typed(house))
        f.own()
        made = Case.objects.get()
        assert answer["Location"] == reverse("case", args=[made.pk])
        assert (made.full_name, made.stage, made.area) == ("Hoàng Thị Mới", "NGUON", "Trạm y tế")

    def test_what_cannot_be_is_told_at_the_field_and_nothing_is_lost(self, house) -> None:
        page = house.browser()
        answer = page.post(reverse("case_new"), self.typed(house, birth_on="12/03/2030"))
        assert answer.status_code == 422
        assert "trước ngày sinh" in answer.text
        assert "Hoàng Thị Mới" in answer.text

    def test_the_person_asks_to_be_taken_off(self, house) -> None:
        case = house.case("Đỗ Thị Thôi")
        page = house.browser()
        address = reverse("case_remove", args=[case.pk])
        assert page.post(address, {"reason": "đơn ngày 1/6"}).status_code == 422
        page.post(address, {"reason": "đơn ngày 1/6", "sure": "on"})
        assert "Đỗ Thị Thôi" not in page.get(reverse("case_list"), {"tinh-trang": "all"}).text


class TestSteps:
    def test_a_step_is_recorded_and_taken_back(self, house) -> None:
        case = house.case()
        page = house.browser()
        address = reverse("case_step", args=[case.pk, "listed"])
        assert page.post(address, {"on": "10/01/2026", "number": "1"}).status_code == 302
        f.own()
        case.refresh_from_db()
        assert case.stage == "CAM_TINH"
        row = CaseStep.objects.get(step="listed")
        back = reverse("case_take_back", args=[case.pk, row.pk])
        assert "10/01/2026" in page.get(back).text
        assert page.get(reverse("case", args=[case.pk])).text.count("Bỏ ghi việc này") == 1
        assert page.post(back, {"reason": "nhầm người"}).status_code == 302
        f.own()
        case.refresh_from_db()
        assert case.stage == "NGUON"

    def test_a_day_before_the_step_before_is_refused_with_the_rule(self, house) -> None:
        case = house.case()
        answer = house.browser().post(
            reverse("case_step", args=[case.pk, "listed"]), {"on": "01/01/2026"}
        )
        assert answer.status_code == 422
        assert "trước ngày đưa vào danh sách nguồn 05/01/2026" in answer.text

    def test_who_was_second_is_told(self, house) -> None:
        case = house.case()
        page = house.browser()
        address = reverse("case_step", args=[case.pk, "listed"])
        given = {"on": "10/01/2026", "number": "1", "last": "0"}
        page.post(address, given)
        answer = page.post(address, given, follow=True)
        assert "vừa có người ghi rồi" in answer.text

    def test_the_vote_shows_its_base_and_ratio_before_it_is_recorded(self, house) -> None:
        case = house.to_opinions()
        page = house.browser()
        address = reverse("case_step", args=[case.pk, "cell_voted"])
        ballots = {
            "on": "20/05/2026", "number": "3-NQ/CB", "official": "15", "away": "0",
            "exempt_absent": "1", "present": "13", "agreed": "9", "disagreed": "4", "blank": "0",
        }  # fmt: skip
        tried = page.post(address, {**ballots, "try": "1"}).text
        assert "64,3" in tried
        assert "Cần ít nhất</dt><dd>10" in tried
        assert "Chưa đủ tỷ lệ" in tried
        f.own()
        assert not CaseStep.objects.filter(step="cell_voted").exists()
        good = {**ballots, "agreed": "10", "disagreed": "3"}
        first = page.post(address, good)
        assert "Đồng chí xem lại" in first.text
        seen = first.text.split('name="seen" value="')[1].split('"')[0]
        assert page.post(address, {**good, "seen": seen}).status_code == 302
        f.own()
        case.refresh_from_db()
        assert case.stage == "NQ_CHI_BO"
        shown = page.get(reverse("case", args=[case.pk])).text
        assert "10 (71,4" in shown
        assert "60 ngày làm việc từ 20/5/2026" in shown
        assert "Đang chờ cấp ủy cơ sở: cấp ủy biểu quyết kết nạp." in shown

    def test_ballots_that_do_not_add_up_are_told(self, house) -> None:
        case = house.to_opinions()
        answer = house.browser().post(
            reverse("case_step", args=[case.pk, "cell_voted"]),
            {"on": "20/05/2026", "number": "3", "official": "15", "present": "13", "agreed": "9",
             "disagreed": "1"},
        )  # fmt: skip
        assert answer.status_code == 422
        assert "Có 10 phiếu mà 13 người dự họp" in answer.text

    def test_one_list_for_many_names_whom_the_rules_refuse(self, house) -> None:
        first = house.case("Lê Thị Một")
        second = house.case("Lê Thị Hai", opened_on=date(2026, 3, 1))
        page = house.browser()
        answer = page.post(
            reverse("case_bulk") + "?viec=listed",
            {"on": "10/02/2026", "number": "5", "all": "1"},
        )
        assert answer.status_code == 422
        assert "Lê Thị Hai</b>: Ngày 10/02/2026 trước" in answer.text
        f.own()
        assert [Case.objects.get(pk=c.pk).stage for c in (first, second)] == ["CAM_TINH", "NGUON"]


class TestMoves:
    def test_both_sides_confirm(self, house) -> None:
        case = house.case()
        page = house.browser()
        address = reverse("case_move", args=[case.pk])
        found = page.post(address, {"text": "to dan pho 13", "find": "1"}).text
        assert "Chi bộ Tổ dân phố 13" in found
        answer = page.post(
            address,
            {"text": "to dan pho 13", "cell": house.other.pk, "on": "01/06/2026",
             "reason": "đổi nơi làm"},
        )  # fmt: skip
        assert answer.status_code == 302, answer.text
        f.own()
        move = CaseMove.objects.get()
        there = house.browser(place=house.other)
        assert "Chờ tiếp nhận từ nơi khác" in there.get(reverse("case_board")).text
        taking = reverse("case_move_in", args=[move.pk])
        assert there.post(taking, {"do": "take", "on": "01/06/2026"}).status_code == 302
        assert there.get(reverse("case", args=[case.pk])).status_code == 200
        assert page.get(reverse("case", args=[case.pk])).status_code == 404

    def test_it_comes_back_and_the_sender_goes_on(self, house) -> None:
        case = house.case()
        page, there = house.browser(), house.browser(place=house.other)
        page.post(
            reverse("case_move", args=[case.pk]),
            {"text": "to dan pho 13", "cell": house.other.pk, "on": "01/06/2026", "reason": "x"},
        )
        f.own()
        move = CaseMove.objects.get()
        there.post(
            reverse("case_move_in", args=[move.pk]), {"do": "back", "reason": "không về đây"}
        )
        recall = reverse("case_call_back", args=[case.pk])
        assert "không về đây" in page.get(recall).text
        assert page.post(recall, {"on": "01/06/2026", "reason": "ở lại"}).status_code == 302
        f.own()
        case.refresh_from_db()
        assert case.side == ""


class TestLists:
    @pytest.mark.parametrize(
        "name", ["case_board", "case_list", "case_red", "case_calendar", "case_bulk", "rules_page"]
    )
    def test_the_number_of_statements_does_not_grow(
        self, house, name, django_assert_num_queries
    ) -> None:
        page = house.browser(Role.COMMUNE_OFFICER, house.ward)
        house.to_opinions("Lê Thị Một")
        page.get(reverse(name))
        with django_assert_num_queries(STATEMENTS[name]):
            page.get(reverse(name))
        for n in range(2):
            house.to_opinions(f"Lê Thị Thêm{n}")
        with django_assert_num_queries(STATEMENTS[name]):
            page.get(reverse(name))

    def test_the_case_page_takes_as_many_for_one_paper_as_for_three(
        self, house, django_assert_num_queries
    ) -> None:
        case = house.to_opinions()
        page = house.browser()
        address = reverse("case", args=[case.pk])
        page.get(address)
        with django_assert_num_queries(STATEMENTS["case"]):
            page.get(address)
        f.own()
        with entered(house.officer):
            for code in list(PAPER)[:3]:
                note_paper(house.officer, case.pk, PaperNote(code, kept_at="tủ 2"))
        with django_assert_num_queries(STATEMENTS["case"]):
            page.get(address)

    def test_what_is_late_is_red_and_in_the_month(self, house) -> None:
        house.case("Lê Thị Trễ")
        page = house.browser()
        red = page.get(reverse("case_red")).text
        assert "Lê Thị Trễ" in red
        assert "Quá hạn" in red
        f.own()
        due = Case.objects.get().due_on
        assert due is not None
        month = page.get(reverse("case_calendar"), {"thang": f"{due:%Y-%m}"}).text
        assert "Lê Thị Trễ" in month


class TestHome:
    def test_what_is_late_is_a_duty_without_a_name(self, house) -> None:
        house.case("Lê Thị Trễ")
        shown = house.browser().get("/").text
        assert "1 hồ sơ kết nạp quá hạn: làm bước tiếp theo" in shown
        assert "Lê Thị Trễ" not in shown
        assert "hồ sơ kết nạp" not in house.browser(Role.AUDITOR, house.province).get("/").text


class TestFeed:
    def test_a_program_reads_days_and_no_name(self, house) -> None:
        house.case("Lê Thị Riêng")
        page = house.browser()
        shown = page.post(reverse("my_calendar"), {"do": "make"}).text
        address = shown.split("<code>")[1].split("</code>")[0]
        path = address.split("testserver", 1)[1]
        f.own()
        anybody = f.signed_in(f.account(Role.AUDITOR, house.province))
        anybody.logout()
        answer = anybody.get(path)
        assert answer.status_code == 200
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        text = answer.content.decode().replace("\r\n ", "")
        assert "BEGIN:VEVENT" in text
        assert "L.T.R." in text
        assert "Riêng" not in text
        f.own()
        assert Event.objects.filter(action="read_feed").count() == 1
        page.post(reverse("my_calendar"), {"do": "end"})
        assert anybody.get(path).status_code == 404


class TestFigures:
    def test_the_province_chooses_what_is_not_confirmed_and_limits_follow(self, house) -> None:
        case = house.case()
        before = Case.objects.get(pk=case.pk).due_on
        page = house.browser(Role.PROVINCE_SPECIALIST, house.province)
        address = reverse("rule_choice", args=["procedure.norm.source"])
        answer = page.post(
            address, {"value": "200", "since": "01/01/2026", "reason": "hướng dẫn số 5"}
        )
        assert answer.status_code == 302
        f.own()
        case.refresh_from_db()
        assert case.due_on > before
        assert "Tỉnh chọn từ 01/01/2026: hướng dẫn số 5" in page.get(reverse("rules_page")).text

    def test_a_day_off_is_recorded_and_dropped(self, house) -> None:
        page = house.browser(Role.PROVINCE_SPECIALIST, house.province)
        address = reverse("calendar_days")
        given = {"on": "22/06/2026", "working": "0", "name": "Nghỉ bù", "reason": "thông báo 7"}
        assert page.post(address, given).status_code == 302
        assert "Nghỉ bù" in page.get(address).text
        page.post(address, {"drop": "2026-06-22", "reason": "nhầm"})
        assert "Nghỉ bù" not in page.get(address).text.split("Ngày nghỉ theo lịch chung")[0]

    def test_others_look_at_the_calendar_and_change_nothing(self, house) -> None:
        page = house.browser()
        given = {"on": "22/06/2026", "working": "0", "name": "Nghỉ bù", "reason": "x"}
        assert "Ghi một ngày" not in page.get(reverse("calendar_days")).text
        assert page.post(reverse("calendar_days"), given).status_code == 403


STATEMENTS = {
    "case_board": 17, "case_list": 13, "case_red": 15, "case_calendar": 13, "case_bulk": 11,
    "rules_page": 14, "case": 22,
}  # fmt: skip
