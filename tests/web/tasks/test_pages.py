"""Pages of members' tasks and of criteria: what they say, what they refuse, how often they ask."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from tests import factories as f
from tests.web.tasks.house import task

from dangvu.access.matrix import Role
from dangvu.kernel.models import Event
from dangvu.members.models import Person
from dangvu.tasks.models import Indicator, IndicatorValue, MemberTask, TaskFigure, TaskResult

pytestmark = pytest.mark.django_db

WORDS = {
    "what": "Phụ trách nhóm hộ số 3", "product": "Sổ theo dõi", "quantity": "12",
    "quantity_unit": "hộ", "given_on": "01/06/2026", "due_on": "30/06/2026",
    "weight": "important", "quality_wanted": "",
}  # fmt: skip


def secretary(house):
    return f.signed_in(house.secretary)


def member(house):
    return f.signed_in(house.member)


# ------------------------------------------------------------------ the way of a task


def test_many_are_given_a_task_on_one_form(house) -> None:
    words = {**WORDS, "persons": [house.one.pk, house.two.pk]}
    answer = secretary(house).post(reverse("task_new"), words, follow=True)
    assert "Đã giao việc cho 2 đồng chí." in answer.text
    f.own()
    given = MemberTask.objects.filter(what=WORDS["what"])
    assert {(row.quantity, row.weight) for row in given} == {(Decimal(12), "important")}


def test_everybody_is_given_a_task_by_one_box(house) -> None:
    page = secretary(house)
    assert "Chưa chọn ai." in page.post(reverse("task_new"), WORDS).text
    page.post(reverse("task_new"), {**WORDS, "everybody": "on"})
    f.own()
    given = MemberTask.objects.filter(what=WORDS["what"]).values_list("person", flat=True)
    assert {house.one.pk, house.two.pk} <= set(given)
    assert len(given) == Person.objects.filter(unit=house.cell).count()


def test_what_was_typed_stays_when_it_is_refused(house) -> None:
    words = {**WORDS, "persons": [house.one.pk], "due_on": "30/05/2026"}
    answer = secretary(house).post(reverse("task_new"), words)
    assert answer.status_code == 422
    assert "Hạn 30/05/2026 trước ngày giao 01/06/2026." in answer.text
    assert "Phụ trách nhóm hộ số 3" in answer.text


def test_above_a_cell_the_cell_is_chosen_first(house) -> None:
    officer = f.signed_in(f.account(Role.COMMUNE_OFFICER, house.ward))
    page = officer.get(reverse("task_new"), {"nhiem-vu": "7"})
    assert f"?don-vi={house.cell.pk}&amp;nhiem-vu=7" in page.text
    assert "Lê Văn Một" in officer.get(reverse("task_new"), {"don-vi": house.cell.pk}).text


def test_from_the_members_word_to_the_judgement(house) -> None:
    own = member(house)
    assert "Vận động 10 hộ" in own.get(reverse("task_list")).text
    told = {"quantity": "10", "on": "19/05/2026", "evidence": "Danh sách gửi đồng chí bí thư"}
    said = own.post(reverse("task_result", args=[house.task.pk]), told, follow=True).text
    assert "Đã gửi kết quả. Chi bộ sẽ xem và đánh giá." in said
    assert "Đã báo, chờ chi bộ xem" in said
    f.own()
    result = TaskResult.objects.get()
    leader = secretary(house)
    assert "Xem kết quả mới (1)" in leader.get(reverse("task_list")).text
    page = leader.post(
        reverse("task_seen", args=[house.task.pk]), {"result": result.pk}, follow=True
    )
    assert "Đã ghi nhận 1 kết quả." in page.text
    again = leader.post(
        reverse("task_seen", args=[house.task.pk]), {"result": result.pk}, follow=True
    )
    assert "đã có người xem" in again.text
    form = leader.get(reverse("task_judge", args=[house.task.pk])).text
    assert 'value="19/05/2026"' in form
    found = {"done": "yes", "done_on": "19/05/2026", "quantity_done": "8", "quality": "flawed"}
    refused = leader.post(reverse("task_judge", args=[house.task.pk]), found)
    assert refused.status_code == 422
    assert "chọn nguyên nhân" in refused.text
    found["shortfall"] = "means"
    page = leader.post(reverse("task_judge", args=[house.task.pk]), found, follow=True).text
    assert "Mức hoàn thành việc: 85,0\u00a0%" in page
    assert "(80,0 + 75,0 + 100,0) : 3 = 85,0\u00a0%" in page
    assert "Không phải điểm về phẩm chất" in page
    assert (
        "Vận động 10 hộ"
        in own.get(reverse("kpi_member", args=[house.one.pk]), {"ky": "2026-05"}).text
    )


def test_a_judgement_without_a_day_is_refused_at_the_day(house) -> None:
    answer = secretary(house).post(
        reverse("task_judge", args=[house.task.pk]), {"done": "yes", "quantity_done": "10"}
    )
    assert answer.status_code == 422
    assert "Việc đã hoàn thành thì ghi ngày hoàn thành." in answer.text


def test_a_task_is_changed_and_taken_back(house) -> None:
    leader = secretary(house)
    words = {**WORDS, "given_on": "04/05/2026"}
    assert leader.post(reverse("task_edit", args=[house.task.pk]), words).status_code == 302
    page = leader.post(
        reverse("task_drop", args=[house.task.pk]), {"reason": "Chuyển việc"}, follow=True
    )
    assert "Thôi giao từ 01/06/2026:" in page.text
    late = leader.post(reverse("task_drop", args=[house.task.pk]), {"reason": "lần nữa"})
    assert late.status_code == 422


def test_a_member_finds_no_task_of_another(house) -> None:
    other = task(house, house.two)
    own = member(house)
    for name in ("task", "task_result"):
        assert own.get(reverse(name, args=[other.pk])).status_code == 404
    assert own.get(reverse("kpi_member", args=[house.two.pk])).status_code == 404


def test_reading_tasks_of_others_leaves_an_event_and_the_own_none(house) -> None:
    secretary(house).get(reverse("task", args=[house.task.pk]))
    f.own()
    event = Event.objects.get(action="read_tasks")
    assert (event.kind, event.data["persons"]) == ("read", [house.one.pk])
    member(house).get(reverse("task", args=[house.task.pk]))
    member(house).get(reverse("kpi_member", args=[house.one.pk]))
    f.own()
    assert Event.objects.filter(action="read_tasks").count() == 1


# ------------------------------------------------------------------ summaries


def test_a_period_counts_by_name_and_says_how_it_is_reckoned(house) -> None:
    page = secretary(house).get(reverse("kpi"), {"ky": "2026-05"}).text
    assert "1 việc đến hạn trong kỳ" in page
    assert "không xếp theo kết quả" in page
    assert "Lê Văn Một" in page
    above = f.signed_in(f.account(Role.COMMUNE_OFFICER, house.ward))
    page = above.get(reverse("kpi"), {"ky": "2026-q2"}).text
    assert "Chi bộ Tổ 12" in page
    assert "Lê Văn Một" not in page


def test_a_file_is_taken_with_a_reason(house) -> None:
    leader = secretary(house)
    address = f"{reverse('kpi_file')}?ky=2026"
    assert "Ghi lý do tải bảng" in leader.post(address, {"reason": " "}, follow=True).text
    f.own()
    assert not Event.objects.filter(action="export_tasks").exists()
    book = openpyxl.load_workbook(BytesIO(leader.post(address, {"reason": "Họp"}).content))
    assert book.sheetnames == ["Tổng hợp", "Từng việc"]
    words = [str(cell.value) for row in book["Từng việc"] for cell in row if cell.value]
    assert "Lê Văn Một" in words
    f.own()
    event = Event.objects.get(action="export_tasks")
    assert (event.reason, event.data["period"]) == ("Họp", "2026")


def test_a_figure_is_chosen_by_the_province_with_a_reason(house) -> None:
    province = f.signed_in(f.account(Role.PROVINCE_SPECIALIST, house.province))
    address = reverse("kpi_figure", args=["kpi.weight.central"])
    words = {"value": "x", "since": "01/06/2026", "reason": "Quy chế 5"}
    assert "Không đọc được số" in province.post(address, words).text
    page = province.post(address, {**words, "value": "2,5"}, follow=True).text
    assert "Tỉnh chọn từ 01/06/2026: Quy chế 5" in page
    f.own()
    assert TaskFigure.objects.get().value == "2,5"
    lateness = reverse("kpi_figure", args=["kpi.lateness"])
    assert province.post(lateness, {**words, "value": "by_days"}).status_code == 302


# ------------------------------------------------------------------ criteria


def test_a_criterion_has_periods_and_says_who_was_first(house) -> None:
    leader = secretary(house)
    page = leader.get(reverse("indicators")).text
    assert "Tốc độ tăng trưởng kinh tế" in page
    words = {"name": "Thu ngân sách", "measure": "tỷ đồng", "better": "more", "source": "Kho bạc"}
    page = leader.post(reverse("indicator_new"), words, follow=True).text
    assert "Đã thêm tiêu chí." in page
    twice = leader.post(reverse("indicator_new"), {**words, "name": "thu ngân sách"})
    assert "Đơn vị đã có tiêu chí" in twice.text
    f.own()
    criterion = Indicator.objects.get(name="Thu ngân sách")
    address = f"{reverse('indicator_period', args=[criterion.pk])}?ky=2026-05"
    page = leader.post(address, {"target": "40", "result": "31,5", "seen": ""}, follow=True).text
    assert "Đã ghi tháng 5/2026." in page
    assert "78,8\u00a0%" in page
    late = leader.post(address, {"target": "50", "result": "", "seen": ""}, follow=True).text
    assert "Có người vừa ghi kỳ này." in late
    across = f"{reverse('indicator_period', args=[criterion.pk])}?ky=2026-q2"
    assert "nằm chồng lên một kỳ khác" in leader.post(across, {"target": "9", "seen": ""}).text
    f.own()
    assert IndicatorValue.objects.get(indicator=criterion).target == 40


def test_of_what_should_be_less_the_share_is_turned(house) -> None:
    page = secretary(house).get(reverse("indicator", args=[house.criterion.pk])).text
    assert "50,0\u00a0%" in page
    assert "Chưa đạt" in page


def test_a_criterion_ends_and_stays_to_be_read(house) -> None:
    leader = secretary(house)
    end = reverse("indicator_end", args=[house.criterion.pk])
    assert "thôi dùng" in leader.post(end, follow=True).text
    assert "Tiêu chí này đã thôi dùng." in leader.post(end, follow=True).text
    address = f"{reverse('indicator_period', args=[house.criterion.pk])}?ky=2026-05"
    assert leader.post(address, {"target": "1", "seen": ""}).status_code == 422


# ------------------------------------------------------------------ how often pages ask


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("name", "statements"), [("task_list", 16), ("kpi", 18), ("indicators", 13), ("task_new", 13)]
)
def test_lists_ask_equally_often(
    house, django_assert_num_queries, name: str, statements: int, count: int
) -> None:
    for number in range(count - 1):
        person = f.person(house.cell, f"Người {number}")
        task(house, person, due_on=date(2026, 6, 10))
        Indicator.objects.create(
            unit=house.cell, unit_path=house.cell.path, name=f"Chỉ số {number}", measure="%",
            recorded_at=f.NOW, recorded_by="x",
        )  # fmt: skip
    leader = secretary(house)
    leader.get(reverse(name))
    f.own()
    with django_assert_num_queries(statements):
        assert leader.get(reverse(name), {"ky": "2026"}).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "statements"), [("task_list", 13), ("kpi_member", 13)])
def test_a_members_pages_ask_equally_often(
    house, django_assert_num_queries, name: str, statements: int, count: int
) -> None:
    for number in range(count - 1):
        task(house, house.one, what=f"Việc {number}", due_on=date(2026, 6, 10))
    own = member(house)
    address = reverse(name, args=[house.one.pk] if name == "kpi_member" else [])
    own.get(address)
    f.own()
    with django_assert_num_queries(statements):
        assert own.get(address).status_code == 200
