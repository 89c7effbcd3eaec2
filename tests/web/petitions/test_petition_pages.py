"""Petitions on the screen: raised, answered, passed, joined without scripts; counted, printed."""

import io
import re
from datetime import date

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import factories as f

from dangvu.access.matrix import Role
from dangvu.documents.models import Paper
from dangvu.kernel import clock
from dangvu.kernel.models import Event
from dangvu.tasks.models import Directive, Petition, PetitionStep, Reach, TaskFigure

pytestmark = pytest.mark.django_db
WHAT = "Máy tính của chi bộ hỏng, không nhập được hồ sơ đảng viên từ đầu tháng 5."


@pytest.fixture(autouse=True)
def first_of_june(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: f.NOW)


class House:
    """A ward, a body, two cells; a member and a secretary with browsers."""

    def __init__(self) -> None:
        self.province = f.unit()
        self.ward = f.unit("Đảng bộ phường Một", self.province)
        self.body = f.unit("Đảng bộ cơ sở Khu phố 3", self.ward)
        self.cell = f.unit("Chi bộ Tổ dân phố 12", self.body)
        self.person = f.person(self.cell, "Trần Văn Nêu")
        self.member = f.signed_in(f.account(Role.MEMBER, self.cell, person_id=self.person.pk))
        self.secretary = f.signed_in(f.account(Role.CELL_SECRETARY, self.cell))
        self.officer = f.signed_in(f.account(Role.COMMUNE_OFFICER, self.body))

    def raised(self, what: str = WHAT, **more: object) -> Petition:
        f.own()
        row = Petition.objects.create(
            **{
                "unit": self.cell, "unit_path": self.cell.path, "person": self.person,
                "year": 2026, "subject": "means", "what": what, "raised_on": date(2026, 6, 1),
                "due_on": date(2026, 7, 1), "holder": self.cell, "holder_path": self.cell.path,
                "holder_due_on": date(2026, 7, 1), "top_path": self.cell.path,
                "recorded_at": f.NOW, "recorded_by": "Trần Văn Nêu", **more,
            }
        )  # fmt: skip
        PetitionStep.objects.create(
            petition=row, person=row.person, unit_path=row.unit_path, kind="raised",
            on=row.raised_on, holder=row.unit, recorded_at=f.NOW, recorded_by="x",
        )  # fmt: skip
        row.refresh_from_db()
        return row


@pytest.fixture
def house() -> House:
    return House()


def said(client: Client, address: str) -> str:
    """What a page says, without tags."""
    f.own()
    answer = client.get(address)
    assert answer.status_code == 200, address
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.text))


def seen(client: Client, address: str) -> str:
    """The mark of the last step that a page holds."""
    f.own()
    found = re.search(r'name="seen" value="(\d+)"', client.get(address).text)
    assert found, address
    return found[1]


def send(client: Client, name: str, row: Petition, **typed: str):
    f.own()
    address = reverse(name, args=[row.pk])
    typed = {"seen": seen(client, reverse("petition", args=[row.pk])), **typed}
    f.own()
    answer = client.post(address, typed)
    f.own()
    return answer


def test_from_the_member_to_the_answer_and_back(house) -> None:
    f.own()
    answer = house.member.post(reverse("petition_new"), {"subject": "means", "what": WHAT})
    f.own()
    row = Petition.objects.get()
    assert answer["Location"] == reverse("petition", args=[row.pk])
    page = said(house.member, answer["Location"])
    assert "Đã gửi, số KN 01/2026. Trả lời chậm nhất ngày 01/07/2026." in page
    assert "Chờ Chi bộ Tổ dân phố 12 trả lời" in page
    listed = said(house.secretary, reverse("petition_list"))
    assert "phải trả lời 1 kiến nghị" in listed
    assert "Trần Văn Nêu, Chi bộ Tổ dân phố 12" in listed
    form = said(house.secretary, reverse("petition_answer", args=[row.pk]))
    assert "không nhập được hồ sơ" in form
    send(house.secretary, "petition_answer", row, answer="Đã xin cấp máy, tháng 7 có.")
    assert "không còn kiến nghị nào" in said(house.secretary, reverse("petition_list"))
    assert "Trả lời mới" in said(house.member, reverse("petition_list"))
    page = said(house.member, reverse("petition", args=[row.pk]))
    assert "Đã xin cấp máy, tháng 7 có." in page
    assert "Trả lời mới" not in said(house.member, reverse("petition_list"))
    f.own()
    assert Event.objects.filter(action="read_petition").count() >= 1
    assert not Event.objects.filter(action="read_petition", account_name__contains="Nêu").exists()


def test_it_names_the_directive_it_is_about(house) -> None:
    f.own()
    paper = Paper.objects.create(
        unit=house.ward, unit_path=house.ward.path, bundle="b", type="CT", organ="ĐU",
        kind="own", title="về tạo nguồn phát triển đảng", number_symbol="07-CT/ĐU",
        payload={}, content=b"PK", sha256="0" * 64, drafted_at=f.NOW, drafted_by="x",
    )  # fmt: skip
    directive = Directive.objects.create(
        paper=paper, unit=house.ward, unit_path=house.ward.path, state="in_force",
        recorded_at=f.NOW, recorded_by="x", confirmed_at=f.NOW,
    )  # fmt: skip
    Reach.objects.create(directive=directive, unit=house.cell, unit_path=house.cell.path)
    address = f"{reverse('petition_new')}?van-ban={directive.pk}"
    f.own()
    assert f'<option value="{directive.pk}" selected>07-CT/ĐU' in house.member.get(address).text
    f.own()
    typed = {"subject": "rules", "what": WHAT, "directive": str(directive.pk)}
    answer = house.member.post(reverse("petition_new"), typed)
    assert "07-CT/ĐU, về tạo nguồn phát triển đảng" in said(house.member, answer["Location"])
    f.own()
    assert Petition.objects.get().directive_id == directive.pk


def test_what_is_missing_is_said_and_what_was_typed_stays(house) -> None:
    f.own()
    answer = house.member.post(reverse("petition_new"), {"what": WHAT})
    assert answer.status_code == 422
    assert "Chưa chọn." in answer.text
    assert WHAT in answer.text
    f.own()
    assert not Petition.objects.exists()


def test_a_form_sent_twice_is_told(house) -> None:
    for _ in range(2):
        f.own()
        answer = house.member.post(reverse("petition_new"), {"subject": "means", "what": WHAT})
    page = said(house.member, answer["Location"])
    assert "Kiến nghị này đã gửi rồi, số KN 01/2026." in page
    f.own()
    assert Petition.objects.count() == 1


def test_it_goes_up_with_the_nearest_chosen_and_comes_back(house) -> None:
    row = house.raised()
    address = reverse("petition_pass", args=[row.pk])
    f.own()
    page = house.secretary.get(address).text
    assert re.search(rf'value="{house.body.pk}"[^>]*checked', page)
    send(house.secretary, "petition_pass", row, unit=str(house.body.pk), reason="Vượt thẩm quyền")
    assert "Chuyển lên" in said(house.member, reverse("petition", args=[row.pk]))
    assert "Vượt thẩm quyền" in said(house.member, reverse("petition", args=[row.pk]))
    assert "phải trả lời 1 kiến nghị" in said(house.officer, reverse("petition_list"))
    elsewhere = said(house.secretary, reverse("petition_list") + "?xem=noi-khac")
    assert "Đảng ủy cơ sở Khu phố 3 giữ" in elsewhere
    send(house.officer, "petition_send_back", row, reason="Chi bộ làm được")
    assert "phải trả lời 1 kiến nghị" in said(house.secretary, reverse("petition_list"))


def test_who_comes_second_is_told_and_what_was_typed_is_not_written(house) -> None:
    row = house.raised()
    f.own()
    mark = seen(house.secretary, reverse("petition", args=[row.pk]))
    send(house.secretary, "petition_take", row)
    f.own()
    answer = house.secretary.post(
        reverse("petition_answer", args=[row.pk]), {"seen": mark, "answer": "Xong"}
    )
    page = said(house.secretary, answer["Location"])
    assert "Kiến nghị này vừa có người xử lý: nhận xem xét." in page
    f.own()
    row.refresh_from_db()
    assert row.answer == ""


def test_two_that_ask_the_same_are_joined_and_answered_at_once(house) -> None:
    head, row = house.raised(), house.raised("Cũng việc máy tính.")
    choosing = said(house.secretary, reverse("petition_join", args=[row.pk]))
    assert "KN 01/2026, Chi bộ Tổ dân phố 12" in choosing
    send(house.secretary, "petition_join", row, other=str(head.pk))
    assert "Đã gộp thêm 1 kiến nghị" in said(house.secretary, reverse("petition_list"))
    send(house.secretary, "petition_answer", head, answer="Có máy mới.")
    f.own()
    assert set(Petition.objects.values_list("answer", flat=True)) == {"Có máy mới."}


def test_nothing_to_join_says_so(house) -> None:
    row = house.raised()
    page = said(house.secretary, reverse("petition_join", args=[row.pk]))
    assert "Không có kiến nghị nào khác để gộp" in page


def test_the_member_withdraws(house) -> None:
    row = house.raised()
    send(house.member, "petition_withdraw", row, reason="Đã có máy")
    page = said(house.member, reverse("petition", args=[row.pk]))
    assert "Kiến nghị này đã được rút" in page
    assert "Rút kiến nghị này" not in page


def test_the_secretary_writes_one_down_for_a_member(house) -> None:
    choosing = said(house.secretary, reverse("petition_new"))
    assert "Trần Văn Nêu" in choosing
    f.own()
    house.secretary.post(
        f"{reverse('petition_new')}?dang-vien={house.person.pk}",
        {"subject": "work", "what": "Việc được giao quá nhiều."},
    )
    f.own()
    assert not Petition.objects.get().by_member
    found = said(house.officer, reverse("petition_new") + "?ten=neu")
    assert "Trần Văn Nêu" in found


def test_the_slip_holds_question_and_answer(house) -> None:
    row = house.raised(wish="Cấp máy tính.")
    assert "Chưa có trả lời đến ngày 01/06/2026." in said(
        house.member, reverse("petition_slip", args=[row.pk])
    )
    send(house.secretary, "petition_answer", row, answer="Tháng 7 có máy.")
    slip = said(house.secretary, reverse("petition_slip", args=[row.pk]))
    assert "Phiếu vướng mắc, kiến nghị số KN 01/2026" in slip
    assert "Tháng 7 có máy." in slip


def test_figures_are_shown_and_taken_away(house) -> None:
    house.raised()
    house.raised("Việc khác", subject="work", holder_due_on=date(2026, 5, 20))
    address = reverse("petition_counts")
    page = said(house.officer, address)
    assert "2 kiến nghị đã gửi, 0 đã trả lời, 2 chưa trả lời, 1 quá hạn" in page
    f.own()
    answer = house.officer.post(f"{reverse('petition_counts_file')}?nam=2026")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["Theo loại", "Theo cấp"]
    assert "Trần" not in str([c.value for row in book.active.rows for c in row])
    f.own()
    event = Event.objects.get(action="export_petitions")
    assert event.data == {"year": 2026, "count": 2}
    assert "chưa có kiến nghị nào gửi trong năm" in said(house.officer, f"{address}?nam=2024")


def test_a_superior_sees_the_late_beneath_as_numbers(house) -> None:
    house.raised(holder_due_on=date(2026, 5, 20))
    page = said(house.officer, reverse("petition_list"))
    assert "Cấp dưới đang quá hạn trả lời" in page
    assert "Máy tính" not in page
    assert "Nêu" not in page


def test_the_province_chooses_other_days(house) -> None:
    specialist = f.signed_in(f.account(Role.PROVINCE_SPECIALIST, house.province))
    address = reverse("petition_days")
    assert "Chọn số ngày khác" not in said(house.secretary, address)
    typed = {
        "name": "petitions.cell_days", "value": "15", "since": "01/06/2026", "reason": "Quy chế",
    }  # fmt: skip
    f.own()
    assert house.secretary.post(address, typed).status_code == 403
    f.own()
    assert specialist.post(address, {**typed, "value": "x"}).status_code == 422
    f.own()
    assert specialist.post(address, typed).status_code == 302
    f.own()
    assert TaskFigure.objects.get().value == "15"
    assert "chậm nhất ngày 16/06/2026" in said(house.member, reverse("petition_new"))


@pytest.mark.parametrize(
    ("who", "name", "most"),
    [
        ("secretary", "petition_list", 15),
        ("member", "petition_list", 11),
        ("officer", "petition_counts", 16),
        ("secretary", "petition_new", 12),
    ],
)
def test_pages_ask_as_much_for_three_as_for_one(house, who: str, name: str, most: int) -> None:
    client, address = getattr(house, who), reverse(name)
    numbers = []
    for what in ("Một", "Hai", "Ba"):
        house.raised(what)
        f.person(house.cell, f"Lê {what}")
        f.own()
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        numbers.append(len(asked))
    assert [numbers[0], numbers[2]] == [most] * 2


def test_one_page_asks_as_much_with_three_joined_as_with_one(house) -> None:
    head = house.raised()
    numbers = []
    for n in range(3):
        house.raised(f"Việc {n}", state="joined", joined_to=head)
        f.own()
        with CaptureQueriesContext(connection) as asked:
            house.secretary.get(reverse("petition", args=[head.pk]))
        numbers.append(len(asked))
    assert [numbers[0], numbers[2]] == [14] * 2
