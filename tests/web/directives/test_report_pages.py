"""Pages of making a paper known, of reports and more time, of the answers of many: they work
without scripts, count once, and ask as often for many as for one."""

from datetime import date
from io import BytesIO

import docx
import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import factories as f
from tests.tasks.duties_world import TODAY, World, plan_duty

from dangvu.access.matrix import Role
from dangvu.documents.models import Paper
from dangvu.kernel.models import Event
from dangvu.tasks.models import Assignment, Extension, Learned, Report, Session

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings) -> World:
    settings.DEMO_TODAY = TODAY.isoformat()
    made = World()
    made.people = [f.person(made.cell, name, joined_on=date(2025, 9, 1))
                   for name in ("Lê Văn An", "Trần Thị Bình")]  # fmt: skip
    return made


def browser(role: Role, place, **more):
    return f.signed_in(f.account(role, place, **more))


def officer(world):
    return browser(Role.COMMUNE_OFFICER, world.one)


def specialist(world):
    return browser(Role.PROVINCE_SPECIALIST, world.province)


def begun(world, place=None, page=None) -> Report:
    held = world.of(place or world.one)
    (page or officer(world)).post(reverse("report_new", args=[held.pk]))
    f.own()
    return Report.objects.get(assignment=held)


SENT = {"do": "send", "results": "Đã ban hành kế hoạch", "difficulties": "- Thiếu kinh phí",
        "signed_post": "PHÓ BÍ THƯ", "signed_by": "Nguyễn Văn Ký"}  # fmt: skip


def sent(world, place=None, **more) -> Report:
    place = place or world.one
    page = browser(Role.COMMUNE_OFFICER, place)
    row = begun(world, place, page)
    own = {"own-0": "Số hội nghị", "number-0": "3", "unit-0": "buổi"}
    page.post(reverse("report", args=[row.pk]), {**SENT, **own, **more})
    f.own()
    row.refresh_from_db()
    return row


# ------------------------------------------------------------------ made known


@pytest.fixture
def known(world):
    return world.given(plan_duty(audience="cells"), audience_text="phổ biến đến chi bộ")


def roll_call(world, known, **more) -> dict[str, object]:
    page = browser(Role.CELL_SECRETARY, world.cell)
    form = page.get(reverse("session_new", args=[known.pk, world.cell.pk]))
    return {
        "page": page,
        "address": form.request["PATH_INFO"],
        "sent": {"token": str(form.context["token"]), "on": "28/05/2026", "form": "cell_meeting",
                 "paper_number": "", "note": "", **more},
    }  # fmt: skip


def test_a_cell_ticks_who_was_there_and_a_page_sent_twice_counts_once(world, known) -> None:
    ticked = [world.people[0].pk]
    asked = roll_call(world, known, present=ticked)
    for _ in range(2):
        answer = asked["page"].post(asked["address"], asked["sent"])
        assert answer.status_code == 302
    f.own()
    row = Session.objects.get()
    assert (row.attended, row.expected) == (1, 2)
    assert list(Learned.objects.values_list("person_id", flat=True)) == ticked
    html = asked["page"].get(answer.url).content.decode()
    assert "Chưa nắm nội dung: 1 đồng chí" in html
    assert "1 trên 2 đảng viên nắm nội dung" in html


def test_one_button_marks_everybody_without_a_script(world, known) -> None:
    asked = roll_call(world, known, all="1", on="nói sai")
    answer = asked["page"].post(asked["address"], asked["sent"])
    html = answer.content.decode()
    assert answer.status_code == 200
    assert html.count(" checked") == 2
    assert "nói sai" in html
    f.own()
    assert not Session.objects.exists()


def test_what_was_ticked_stays_where_the_day_cannot_be_read(world, known) -> None:
    asked = roll_call(world, known, present=[world.people[1].pk], on="32/13")
    answer = asked["page"].post(asked["address"], asked["sent"])
    assert answer.status_code == 422
    assert answer.content.decode().count(" checked") == 1
    assert str(answer.context["token"]) == asked["sent"]["token"]


def test_the_tree_is_gone_down_to_the_cell(world, known) -> None:
    page = specialist(world)
    address = reverse("dissemination", args=[known.pk])
    top = page.get(address)
    assert world.one.short_name in top.content.decode()
    below = page.get(f"{address}?don-vi={world.body.pk}").content.decode()
    assert world.cell.name in below
    assert page.get(f"{address}?don-vi={world.body.pk}&xem=chua").status_code == 200
    clerk = browser(Role.CLERK, world.province)
    html = clerk.get(f"{address}?don-vi={world.cell.pk}").content.decode()
    assert "Lê Văn An" not in html


def test_a_member_reads_the_paper_and_says_so(world, known) -> None:
    page = browser(Role.MEMBER, world.cell, person_id=world.people[0].pk)
    address = reverse("acknowledge", args=[known.pk])
    assert page.get(reverse("dissemination", args=[known.pk])).url == address
    html = page.get(address).content.decode()
    assert "Tôi đã đọc, nắm nội dung" in html
    assert "Các cấp ủy trực thuộc xây dựng kế hoạch" in html
    assert page.post(address).status_code == 302
    assert "Đồng chí đã xác nhận" in page.get(address).content.decode()


@pytest.mark.parametrize("cells", [1, 3])
def test_coverage_asks_as_often_for_many_as_for_one(world, known, cells: int) -> None:
    for n in range(cells):
        f.unit(f"Chi bộ Tổ dân phố {n + 30}", world.body)
    page = specialist(world)
    address = f"{reverse('dissemination', args=[known.pk])}?don-vi={world.body.pk}"
    page.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert page.get(address).status_code == 200
    assert len(queries) == COVERAGE


COVERAGE = 19

# ------------------------------------------------------------------ reports


def test_a_report_is_filled_in_corrected_kept_and_sent(world) -> None:
    world.given()
    page = officer(world)
    row = begun(world, page=page)
    address = reverse("report", args=[row.pk])
    html = page.get(address).content.decode()
    assert "Đảng viên cuối kỳ" in html
    assert "Sổ đảng viên, đến 01/06/2026" in html
    at = [one["code"] for one in row.figures].index("members_end")
    kept = page.post(address, {"do": "keep", f"value-{at}": "3", "results": "Đang làm"})
    assert "Nháp đã lưu" in kept.content.decode()
    f.own()
    row.refresh_from_db()
    assert row.results == "Đang làm"
    assert row.figures[at]["source"] == "Đơn vị sửa; sổ đảng viên ghi 2"
    assert page.post(address, {**SENT, "signed_by": ""}).status_code == 422
    assert page.post(address, SENT).status_code == 302
    f.own()
    row.refresh_from_db()
    assert (row.state, row.late_days) == ("sent", 1)
    assert "Chờ nhận" in page.get(address).content.decode()


def test_fresh_figures_leave_what_the_unit_added(world) -> None:
    world.given()
    page = officer(world)
    row = begun(world, page=page)
    address = reverse("report", args=[row.pk])
    page.post(address, {"do": "save", "own-0": "Số hội nghị", "number-0": "1.250,5"})
    f.own()
    f.person(world.cell, joined_on=date(2026, 5, 20))
    page.post(address, {"do": "refresh"})
    f.own()
    row.refresh_from_db()
    found = {one["code"]: one["value"] for one in row.figures}
    assert (found["members_end"], found["own:so hoi nghi"]) == ("3", "1250.5")


def test_a_superior_takes_it_or_says_what_to_mend(world) -> None:
    world.given()
    row = sent(world)
    page = specialist(world)
    assert "Xem báo cáo" not in page.get(reverse("report_list")).content.decode()
    html = page.get(reverse("report", args=[row.pk])).content.decode()
    assert "Nhận báo cáo" in html
    assert "Số hội nghị" in html
    decide = reverse("report_decide", args=[row.pk])
    assert page.post(decide, {"do": "return", "reason": ""}).status_code == 422
    page.post(decide, {"do": "return", "reason": "Thiếu số liệu"})
    back = officer(world).get(reverse("report", args=[row.pk])).content.decode()
    assert "Cần sửa: Thiếu số liệu" in back
    again = sent(world)
    assert again.rounds == 2
    page.post(decide, {"do": "accept"})
    f.own()
    assert world.of(world.one).stage == "done"
    assert "đã xử lý báo cáo này" in page.post(decide, {"do": "accept"}, follow=True
                                              ).content.decode()  # fmt: skip


def test_somebody_elses_page_is_not_written_over(world) -> None:
    world.given()
    row = begun(world)
    page = officer(world)
    address = reverse("report", args=[row.pk])
    seen = page.get(address).context["seen"]
    officer(world).post(address, {"do": "save", "results": "Của người khác"})
    answer = page.post(address, {"do": "save", "results": "Đè lên", "seen": seen}, follow=True)
    assert "vừa lưu báo cáo này" in answer.content.decode()
    f.own()
    row.refresh_from_db()
    assert row.results == "Của người khác"


def test_more_time_is_asked_and_answered_on_pages(world) -> None:
    world.given()
    held = world.of(world.one)
    page = officer(world)
    ask = reverse("extension_ask", args=[held.pk])
    assert page.post(ask, {"until": "20/05/2026", "reason": "x"}).status_code == 422
    assert page.post(ask, {"until": "15/06/2026", "reason": "Chờ số liệu"}).status_code == 302
    assert "Đang chờ trả lời" in page.get(ask).content.decode()
    f.own()
    made = Extension.objects.get()
    answer = reverse("extension_decide", args=[made.pk])
    superior = specialist(world)
    assert "Xin gia hạn" in superior.get(reverse("report_list")).content.decode()
    assert superior.post(answer, {"do": "refuse", "until": "15/06/2026"}).status_code == 422
    superior.post(answer, {"do": "grant", "until": "12/06/2026", "answer": ""})
    f.own()
    assert world.of(world.one).due_on == date(2026, 6, 12)


def test_who_answers_may_move_the_days_beneath_too_and_sees_how_many(world) -> None:
    world.given()
    row = world.of(world.one)
    page = officer(world)
    page.post(reverse("assignment_deed", args=[row.pk]), {"deed": "all"})
    page.post(reverse("extension_ask", args=[row.pk]),
              {"until": "15/06/2026", "reason": "Chờ số liệu"})  # fmt: skip
    f.own()
    answer = reverse("extension_decide", args=[Extension.objects.get().pk])
    superior = specialist(world)
    assert "3 việc của 3 đơn vị đang cùng hạn này" in superior.get(answer).text
    said = superior.post(
        answer, {"do": "grant", "until": "15/06/2026", "below": "on"}, follow=True
    ).text
    assert "và 3 việc bên dưới đến 15/06/2026" in said
    f.own()
    assert world.of(world.cell).due_on == date(2026, 6, 15)


# ------------------------------------------------------------------ the answers of many


def many(world, number: int) -> int:
    """That many bodies answered; the id of their duty."""
    world.given()
    duty = sent(world).root_id
    for n in range(number - 1):
        place = f.unit(f"Đảng bộ phường {n + 3}", world.province)
        Assignment.objects.create(
            directive_id=world.of(world.one).directive_id, duty_id=duty, root_id=duty, unit=place,
            unit_path=place.path, due_on=date(2026, 5, 29),
        )  # fmt: skip
        sent(world, place)
    return duty


@pytest.mark.parametrize("number", [1, 3])
def test_lists_ask_as_often_for_many_as_for_one(world, number: int) -> None:
    duty = many(world, number)
    page = specialist(world)
    for address, statements in (
        (reverse("duty_rollup", args=[duty]), ROLLUP),
        (reverse("report_list"), LISTING),
    ):
        page.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert page.get(address).status_code == 200
        assert len(queries) == statements, address


ROLLUP, LISTING = 13, 13


def test_the_answers_are_taken_along_as_a_workbook(world) -> None:
    duty = many(world, 2)
    answer = specialist(world).get(reverse("duty_rollup_file", args=[duty]))
    book = openpyxl.load_workbook(BytesIO(answer.content))
    figures, words = book.worksheets
    cells = [[cell.value for cell in row] for row in figures.iter_rows()]
    head = next(n for n, row in enumerate(cells) if row[0] == "TT")
    at = cells[head].index("Số hội nghị (buổi)")
    total = next(row for row in cells if row[1] == "Tổng cộng")
    assert total[at] == 6
    assert any("Thiếu kinh phí" in str(cell.value) for row in words.iter_rows() for cell in row)
    f.own()
    assert Event.objects.filter(action="export_answers").count() == 1


def test_the_summary_is_drafted_from_the_answers(world) -> None:
    duty = many(world, 2)
    page = specialist(world)
    address = reverse("duty_rollup_draft", args=[duty])
    form = page.get(address).context["form"]
    words = {name: form[name].value() or "" for name in form.fields}
    answer = page.post(address, {**words, "signer": "Trần Văn Mẫu",
                                 "assessment": "Các nơi làm nghiêm túc."})  # fmt: skip
    assert answer.status_code == 302
    f.own()
    paper = Paper.objects.get(kind="bao_cao_tong_hop")
    assert (paper.type, paper.state) == ("BC", "draft")
    document = docx.Document(BytesIO(bytes(paper.content)))
    text = "\n".join(one.text for one in document.paragraphs)
    assert "2 trên 3 nơi đã báo cáo" in text
    assert "Chưa báo cáo: phường Hai" in text
    assert "Thiếu kinh phí (phường Một; phường 3)" in text
    assert "Các nơi làm nghiêm túc." in text
    assert paper.payload["figures"][0]["label"] == "Đảng viên đầu kỳ"
