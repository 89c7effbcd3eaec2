"""The papers of a case on the screen: printed, as a set, noted, refused when secret, taken off."""

import io
import zipfile
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests import factories as f
from tests.admissions.case_world import CaseWorld

from dangvu.access.matrix import Role
from dangvu.access.scope import entered
from dangvu.admissions.actions import PaperNote, note_paper, remove_case
from dangvu.admissions.models import Case, CasePaper
from dangvu.documents.models import Model
from dangvu.kernel import clock
from dangvu.kernel.models import Event
from dangvu.office.letters import packaged_model
from dangvu.rules.procedure import Step

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 giay"


@pytest.fixture(autouse=True)
def _a_day_after_all(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: f.NOW.replace(year=2027))


@pytest.fixture
def world() -> CaseWorld:
    return CaseWorld()


def browser(world: CaseWorld, role: Role = Role.CELL_SECRETARY, place=None):
    f.own()
    return f.signed_in(f.account(role, place or world.cell))


def page(case: Case) -> str:
    return reverse("case_papers", args=[case.pk])


def note(client, case: Case, **more):
    told = {"code": "1-KNĐ", "number": "", "on": "", "kept_at": "", "note": "", **more}
    return client.post(reverse("case_paper_note", args=[case.pk]), told)


def words(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("word/document.xml").decode()


def exports() -> list[dict]:
    f.own()
    rows = Event.objects.filter(action="export_case_papers").order_by("pk")
    return [row.data for row in rows]


class TestPrinting:
    def test_one_paper_is_filled_and_leaves_an_event(self, world) -> None:
        case = world.at(Step.CELL_VOTED)
        answer = browser(world).get(reverse("case_paper_file", args=[case.pk, "knd_6"]))
        assert "6-knd-nguyen-thi-nguon" in answer["Content-Disposition"]
        assert "02-NQ/CB" in words(answer.content)
        assert exports() == [{"count": 1, "paper": "6-KNĐ"}]

    def test_a_set_is_a_zip_of_what_the_case_needs(self, world) -> None:
        case = world.at(Step.RECOGNISED)
        client = browser(world)
        for which, there, absent in (
            ("ket-nap", "9-knd", "16-knd"),
            ("chinh-thuc", "16-knd", "9-knd"),
        ):
            f.own()
            answer = client.get(reverse("case_papers_set", args=[case.pk, which]))
            names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
            assert any(name.startswith(there) for name in names)
            assert not any(name.startswith(absent) for name in names)
            assert all(name.endswith(f"-{case.pk}.docx") for name in names)
        assert [data["count"] for data in exports()] == [12, 7]

    def test_the_office_above_lends_its_model(self, world) -> None:
        case = world.open()
        f.own()
        with zipfile.ZipFile(io.BytesIO(packaged_model("knd_6"))) as old:
            parts = {name: old.read(name) for name in old.namelist()}
        parts["word/document.xml"] = parts["word/document.xml"].replace(
            "chi bộ thống nhất".encode(), "chi bộ nhất trí".encode()
        )
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as new:
            for name, data in parts.items():
                new.writestr(name, data)
        Model.objects.create(
            unit=world.ward, kind="knd_6", version=1, content=out.getvalue(), sha256="x",
            created_at=f.NOW, created_by="x",
        )  # fmt: skip
        answer = browser(world).get(reverse("case_paper_file", args=[case.pk, "knd_6"]))
        assert "chi bộ nhất trí" in words(answer.content)

    def test_outside_reach_and_without_a_form_there_is_nothing(self, world) -> None:
        case = world.open()
        client = browser(world, Role.COMMUNE_OFFICER, world.other_ward)
        for address in (
            page(case),
            reverse("case_paper_file", args=[case.pk, "knd_6"]),
            reverse("case_papers_set", args=[case.pk, "ket-nap"]),
        ):
            f.own()
            assert client.get(address).status_code == 404
        mine = browser(world)
        assert mine.get(reverse("case_paper_file", args=[case.pk, "khong-co"])).status_code == 404
        assert mine.get(reverse("case_papers_set", args=[case.pk, "khac"])).status_code == 404
        assert exports() == []

    def test_of_who_asked_to_be_taken_off_nothing_is_printed(self, world) -> None:
        case = world.open()
        with entered(world.officer):
            remove_case(world.officer, case.pk, "người ấy đề nghị")
        client = browser(world)
        assert client.get(page(case)).status_code == 404
        assert client.get(reverse("case_paper_file", args=[case.pk, "knd_6"])).status_code == 404


class TestTheList:
    def test_it_shows_what_is_needed_and_how_sure_the_titles_are(self, world) -> None:
        shown = browser(world).get(page(world.open())).text
        assert "Nghị quyết đề nghị kết nạp đảng viên của chi bộ" in shown
        assert "3-KNĐ, theo văn bản trước" in shown
        assert "16-KNĐ, chưa xác nhận" in shown
        assert "Tải hướng dẫn viết tay" in shown
        assert "mẫu khác, hồ sơ này không cần" in shown

    def test_who_only_looks_is_offered_no_entry(self, world) -> None:
        shown = browser(world, Role.INSPECTION_OFFICER, world.ward).get(page(world.open())).text
        assert "Tải tệp Word" in shown
        assert "Ghi đã có" not in shown

    def test_the_case_page_leads_there(self, world) -> None:
        case = world.open()
        assert page(case) in browser(world).get(reverse("case", args=[case.pk])).text

    @pytest.mark.parametrize("papers", [1, 3])
    def test_the_number_of_statements(self, world, django_assert_num_queries, papers) -> None:
        case = world.open()
        with entered(world.officer):
            for code in ("1-KNĐ", "2-KNĐ", "4-KNĐ")[:papers]:
                note_paper(world.officer, case.pk, PaperNote(code, kept_at="tủ 1"))
        client = browser(world)
        with django_assert_num_queries(18):
            client.get(page(case))


class TestInHand:
    def test_where_it_is_kept_is_enough(self, world) -> None:
        case = world.open()
        client = browser(world)
        answer = note(client, case, kept_at="tủ chi ủy", on="03/11/2025", number="1")
        assert answer.status_code == 302
        f.own()
        shown = client.get(page(case)).text
        assert "Số 1, 03/11/2025, lưu ở tủ chi ủy" in " ".join(shown.split())

    def test_a_scan_is_kept_sealed_and_given_back_with_an_event(self, world) -> None:
        case = world.open()
        client = browser(world)
        note(client, case, file=SimpleUploadedFile("đơn.pdf", PDF))
        f.own()
        row = CasePaper.objects.get()
        assert PDF not in bytes(row.content)
        answer = client.get(reverse("case_paper_scan", args=[case.pk, row.pk]))
        assert answer.content == PDF
        assert answer["Content-Disposition"].startswith("attachment")
        f.own()
        assert Event.objects.filter(action="read_case_paper").count() == 1

    @pytest.mark.parametrize(
        "more",
        [
            {"secret": "on"},
            {"number": "12 Tối mật"},
            {"note": "tài liệu mật"},
        ],
    )
    def test_what_is_secret_does_not_come_in(self, world, more) -> None:
        case = world.open()
        answer = note(browser(world), case, file=SimpleUploadedFile("a.pdf", PDF), **more)
        assert answer.status_code == 422
        assert "Tài liệu có dấu mật không được đưa lên hệ thống" in answer.text
        f.own()
        assert not CasePaper.objects.exists()

    def test_of_what_is_secret_the_place_may_be_noted(self, world) -> None:
        case = world.open()
        answer = note(browser(world), case, code="TT-LL", secret="on", kept_at="tủ mật")
        assert answer.status_code == 302

    @pytest.mark.parametrize(
        ("sent", "told"),
        [
            ({}, "Đính tệp, hoặc ghi bản giấy lưu ở đâu."),
            ({"file": SimpleUploadedFile("a.exe", b"MZ")}, "Nhận tệp PDF, JPG, PNG hoặc DOCX."),
            ({"file": SimpleUploadedFile("a.pdf", b"PK")}, "Nhận tệp PDF, JPG, PNG hoặc DOCX."),
            (
                {"file": SimpleUploadedFile("a.pdf", PDF + b"x" * 10 * 1024 * 1024)},
                "Tệp lớn hơn 10 MB.",
            ),
            ({"kept_at": "tủ", "on": "01/01/2031"}, "chưa đến"),
        ],
    )
    def test_what_cannot_be_is_told(self, world, sent, told) -> None:
        answer = note(browser(world), world.open(), **sent)
        assert answer.status_code == 422
        assert told in answer.text

    def test_one_is_taken_off_with_a_reason_and_only_from_its_own_case(self, world) -> None:
        case, other = world.open(), world.open(full_name="Mai Thị Khác")
        client = browser(world)
        note(client, case, kept_at="tủ chi ủy")
        f.own()
        row = CasePaper.objects.get()
        assert client.get(reverse("case_paper_drop", args=[other.pk, row.pk])).status_code == 404
        address = reverse("case_paper_drop", args=[case.pk, row.pk])
        assert client.post(address, {"reason": ""}).status_code == 422
        assert client.post(address, {"reason": "đính nhầm"}).status_code == 302
        f.own()
        assert not CasePaper.objects.exists()

    def test_who_only_looks_notes_nothing(self, world) -> None:
        case = world.open()
        client = browser(world, Role.INSPECTION_OFFICER, world.ward)
        assert note(client, case, kept_at="tủ", on=str(date(2026, 1, 1))).status_code == 403
