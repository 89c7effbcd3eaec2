"""Bringing a table in through the pages: nothing silent, nothing lost, nothing written unasked."""

import io
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests import factories as f
from tests.intake.bad_files import BAD_FILES, BAD_NAMES, BAD_NUMBERS
from tests.intake.world import ADMISSION_HEAD, COUNT_HEAD, TARGET_HEAD, pasted, person, workbook

from dangvu.access.matrix import Role
from dangvu.admissions.models import Admission
from dangvu.intake.models import Batch
from dangvu.kernel.models import Event
from dangvu.targets.models import Target

GOOD = (1, "xã Đạ Huoai", 20)
BAD = (2, "xã Đạ Tẻh", -3)
DOUBTFUL = (3, "Bảo Lâm", 12)


@pytest.fixture
def browser_of(world):
    """A signed-in browser: ``browser_of(Role.COMMUNE_OFFICER, world.huoai)``."""

    def opened(role=Role.PROVINCE_SPECIALIST, place=None):
        return f.signed_in(f.account(role, place or world.province))

    return opened


@pytest.fixture
def page(browser_of):
    return browser_of()


def start(world, kind="targets", unit=None) -> str:
    return reverse("import_start", args=[kind, (unit or world.province).pk])


def upload(page, world, data: bytes, name="chi-tieu-2026.xlsx", **more):
    sent = {"how": "file", "campaign": world.campaign.pk, **more}
    return page.post(start(world), {**sent, "workbook": SimpleUploadedFile(name, data)})


def paste(page, world, *rows, head=TARGET_HEAD, kind="targets", **more):
    sent = {"how": "paste", "table": pasted(head, *rows), "campaign": world.campaign.pk, **more}
    return page.post(start(world, kind), sent)


def text(answer) -> str:
    return answer.content.decode()


def the_batch() -> Batch:
    f.own()
    return Batch.objects.latest("pk")


class Endless:
    """A body that is made while it is read, and notes how much was asked for at once."""

    def __init__(self, left: int) -> None:
        self.left, self.largest = left, 0

    def read(self, size: int = -1) -> bytes:
        size = min(size, self.left)
        self.left -= size
        self.largest = max(self.largest, size)
        return bytes(size)

    readline = read


class TestComingIn:
    def test_the_page_offers_file_paste_and_model(self, world, page) -> None:
        answer = page.get(start(world))
        assert answer.status_code == 200
        for words in ("Nộp tệp Excel", "Hoặc dán bảng", "Tải bảng mẫu", "149-TB/TU"):
            assert words in text(answer)

    def test_a_good_file_leads_to_its_preview(self, world, page) -> None:
        answer = upload(page, world, workbook(TARGET_HEAD, GOOD))
        assert answer["Location"] == reverse("import_batch", args=[the_batch().pk])
        shown = text(page.get(answer["Location"]))
        assert "Đọc 1 dòng: nhận 1. Chưa ghi gì vào hệ thống." in shown
        assert "Ghi cả 1 dòng" in shown

    @pytest.mark.parametrize(("make", "code"), BAD_FILES.values(), ids=BAD_FILES)
    def test_a_bad_file_is_told_beside_the_field(self, world, page, make, code: str) -> None:
        data = make()
        answer = upload(page, world, data)
        if code == "too_large":
            assert answer.status_code == 413
            assert "20,0 MB" in text(answer)
        else:
            assert answer.status_code == 422
            assert 'aria-invalid="true"' in text(answer)
            assert "chỗ cần sửa" in text(answer)
        f.own()
        assert not Batch.objects.exists()

    def test_what_was_pasted_is_not_lost(self, world, page) -> None:
        sent = {"how": "paste", "table": "a\tb\n1\t2", "campaign": world.campaign.pk}
        answer = page.post(start(world), sent)
        assert answer.status_code == 422
        assert "a\tb\n1\t2" in text(answer)
        assert "không tìm thấy dòng tiêu đề" in text(answer)

    def test_a_wrong_campaign_is_told(self, world, page) -> None:
        answer = paste(page, world, GOOD, campaign=999)
        assert answer.status_code == 422

    def test_no_file_chosen(self, world, page) -> None:
        answer = page.post(start(world), {"how": "file", "campaign": world.campaign.pk})
        assert answer.status_code == 422

    def test_without_a_campaign_the_page_says_what_comes_first(self, world, browser_of) -> None:
        page = browser_of(Role.COMMUNE_OFFICER, world.huoai)
        answer = page.get(start(world, unit=world.huoai))
        assert "Chưa nhập được" in text(answer)
        sent = {"how": "paste", "table": pasted(TARGET_HEAD, GOOD)}
        page.post(start(world, unit=world.huoai), sent)
        f.own()
        assert not Batch.objects.exists()

    def test_an_address_may_name_the_campaign(self, world, page) -> None:
        answer = page.get(start(world) + f"?campaign={world.campaign.pk}")
        assert f'<option value="{world.campaign.pk}" selected>' in text(answer)

    @pytest.mark.parametrize(
        ("kind", "megabytes", "said"),
        [
            ("multipart/form-data; boundary=x", 100, "vượt mức 20,0 MB"),
            ("application/x-www-form-urlencoded", 6, ".xlsx"),
        ],
    )
    def test_a_heavy_body_is_refused_by_its_declared_size_and_never_held(
        self, world, page, kind: str, megabytes: int, said: str
    ) -> None:
        body = Endless(megabytes * 1024 * 1024)
        more = {"CONTENT_TYPE": kind, "CONTENT_LENGTH": str(body.left), "wsgi.input": body}
        answer = page.generic("POST", start(world), **more)
        assert answer.status_code == 413
        assert said in text(answer)
        assert (body.left, body.largest) == (0, 256 * 1024)


class TestPreview:
    @pytest.mark.parametrize(("value", "code"), BAD_NUMBERS.values(), ids=BAD_NUMBERS)
    def test_a_bad_number_is_shown_with_sheet_cell_value_why_and_mend(
        self, world, page, value, code: str
    ) -> None:
        data = workbook(TARGET_HEAD, (1, "xã Đạ Huoai", value), above=["PHỤ LỤC"])
        shown = text(page.get(upload(page, world, data)["Location"]))
        rows = shown.split('id="i-sua"')[1].split("</table>")[0]
        assert "Phụ lục" in rows
        assert "C3" in rows
        assert "Chỉ tiêu" in rows
        assert "Ghi cả" not in shown

    @pytest.mark.parametrize(("value", "code"), BAD_NAMES.values(), ids=BAD_NAMES)
    def test_a_bad_name_is_shown(self, world, page, value, code: str) -> None:
        shown = text(
            page.get(upload(page, world, workbook(TARGET_HEAD, (1, value, 2)))["Location"])
        )
        assert "B2" in shown.split('id="i-sua"')[1]

    def test_doubtful_names_are_chosen_and_only_then_written(self, world, page) -> None:
        url = paste(page, world, GOOD, DOUBTFUL)["Location"]
        shown = text(page.get(url))
        assert "Tên chưa rõ, đồng chí chọn đơn vị" in shown
        assert "Ghi 1 dòng đúng" in shown
        picked = {"row_3": world.bao_lam_2.pk}
        answer = page.post(reverse("import_choose", args=[the_batch().pk]), picked, follow=True)
        assert "nhận 2 dòng" in text(answer)
        assert f'<option value="{world.bao_lam_2.pk}" selected>' in text(answer)
        page.post(reverse("import_commit", args=[the_batch().pk]), {"rows": "all"})
        f.own()
        assert set(Target.objects.values_list("unit_id", flat=True)) == {
            world.huoai.pk,
            world.bao_lam_2.pk,
        }

    def test_what_was_not_offered_cannot_be_picked(self, world, page) -> None:
        paste(page, world, DOUBTFUL)
        address = reverse("import_choose", args=[the_batch().pk])
        answer = page.post(address, {"row_2": world.huoai.pk, "row_x": "1"}, follow=True)
        assert "không có trong danh sách" in text(answer)

    def test_the_whole_table_is_summed_and_missing_bodies_listed(self, world, page) -> None:
        shown = text(page.get(paste(page, world, GOOD)["Location"]))
        assert "4 đơn vị trực thuộc chưa có trong bảng" in shown
        assert "thiếu 80" in shown
        assert "Đảng bộ phường Xuân Hương - Đà Lạt" in shown

    def test_many_problems_come_in_pages(self, world, page) -> None:
        rows = [(n, f"Đơn vị lạ {n}", n) for n in range(130)]
        url = paste(page, world, *rows)["Location"]
        first = text(page.get(url))
        assert "Đơn vị lạ 5”" in first
        assert "Đơn vị lạ 120”" not in first
        assert "Đơn vị lạ 120”" in text(page.get(url + "?sau=101"))

    def test_all_rows_to_be_written_can_be_read(self, world, page) -> None:
        for n in range(15):
            f.unit(f"Đảng bộ xã Thử {n:02}", world.province)
        url = paste(page, world, *[(n, f"xã Thử {n:02}", 7000 + n) for n in range(15)])["Location"]
        assert "7014" not in text(page.get(url))
        assert "7014" in text(page.get(url + "?xem=nhan"))

    def test_reading_names_leaves_an_event(self, world, page) -> None:
        page.get(paste(page, world, person(), head=ADMISSION_HEAD, kind="admissions")["Location"])
        f.own()
        assert Event.objects.filter(action="view_import", kind="read").count() == 1


class TestTheThreeButtons:
    def test_write_the_good_rows_and_take_them_back(self, world, page) -> None:
        paste(page, world, GOOD, BAD)
        address = reverse("import_commit", args=[the_batch().pk])
        done = text(page.post(address, {"rows": "valid"}, follow=True))
        assert "1 mới, 0 thay đổi, 0 không đổi; 1 dòng chưa ghi" in done
        assert Target.objects.count() == 1
        undo = reverse("import_undo", args=[the_batch().pk])
        back = text(page.post(undo, follow=True))
        assert "Đã hoàn tác" in back
        f.own()
        assert not Target.objects.exists()

    def test_all_means_all(self, world, page) -> None:
        paste(page, world, GOOD, BAD)
        address = reverse("import_commit", args=[the_batch().pk])
        answer = page.post(address, {"rows": "all"}, follow=True)
        assert "Còn 1 dòng cần sửa" in text(answer)
        f.own()
        assert not Target.objects.exists()

    def test_take_the_sheet_with_its_errors(self, world, page) -> None:
        upload(page, world, workbook(TARGET_HEAD, GOOD, BAD))
        answer = page.get(reverse("import_returned", args=[the_batch().pk]))
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content))["Phụ lục"]
        assert "số âm" in sheet["D3"].value
        f.own()
        assert Event.objects.get(action="return_import").kind == "export"

    def test_write_nothing(self, world, page) -> None:
        paste(page, world, GOOD)
        dropped = the_batch()
        answer = page.post(reverse("import_drop", args=[dropped.pk]), follow=True)
        assert "Không ghi gì vào hệ thống" in text(answer)
        assert "Đã bỏ" in text(page.get(reverse("import_batch", args=[dropped.pk])))
        f.own()
        assert not Target.objects.exists()

    def test_the_same_file_again_is_refused_with_when_and_by_whom(self, world, page) -> None:
        data = workbook(TARGET_HEAD, GOOD)
        upload(page, world, data)
        page.post(reverse("import_commit", args=[the_batch().pk]), {"rows": "all"})
        again = upload(page, world, data, "ten-moi.xlsx")
        assert again.status_code == 422
        assert "đã nhập lúc" in text(again)

    def test_a_change_since_the_preview_shows_the_new_one(self, world, page) -> None:
        paste(page, world, person(), head=ADMISSION_HEAD, kind="admissions")
        f.person(world.cell, "Nguyễn Thị Thử", birth_on=date(2001, 2, 5))
        address = reverse("import_commit", args=[the_batch().pk])
        answer = text(page.post(address, {"rows": "all"}, follow=True))
        assert "vừa thay đổi" in answer
        assert "Người này đã có" in answer
        assert "Ghi cả" not in answer

    def test_an_adjustment_gets_its_reason_on_the_preview(self, world, page) -> None:
        from dangvu.access.scope import entered
        from dangvu.rules.months import Month
        from dangvu.targets.actions import close_month

        paste(page, world, GOOD)
        page.post(reverse("import_commit", args=[the_batch().pk]), {"rows": "all"})
        actor = world.specialist()
        with entered(actor):
            close_month(actor, world.province.pk, Month(2026, 4), today=date(2026, 6, 1))
        url = paste(page, world, (1, "xã Đạ Huoai", 26))["Location"]
        waiting = text(page.get(url))
        assert "1 dòng chờ thông tin này mới ghi được" in waiting
        assert '<details class="why" open>' in waiting
        assert 'id="i-sua"' not in waiting
        address = reverse("import_amend", args=[the_batch().pk])
        bad = text(page.post(address, {"reason": "x", "effective_on": "hôm qua"}, follow=True))
        assert "không phải là ngày" in bad
        good = text(page.post(address, {"reason": "Giao thêm"}, follow=True))
        assert "Ghi thành một lần điều chỉnh" in good
        assert 'value="Giao thêm"' in good


class TestWhoMay:
    @pytest.mark.parametrize("kind", ["targets", "counts", "admissions"])
    @pytest.mark.parametrize("role", list(Role))
    def test_each_role_and_kind(self, world, browser_of, role, kind) -> None:
        from dangvu.access.matrix import Reach, reach
        from dangvu.web.intake.kinds import KINDS

        may = reach(role, KINDS[kind].action) is not Reach.NONE
        for name in ("import_start", "import_model"):
            answer = browser_of(role).get(reverse(name, args=[kind, world.province.pk]))
            assert answer.status_code == (200 if may else 403), name

    def test_another_branch_is_404(self, world, browser_of, page) -> None:
        paste(page, world, (1, "xã Đạ Tẻh", "4/2026", 2), head=COUNT_HEAD, kind="counts")
        officer = browser_of(Role.COMMUNE_OFFICER, world.huoai)
        assert officer.get(start(world, "counts", world.teh)).status_code == 404
        assert officer.get(reverse("import_batch", args=[the_batch().pk])).status_code == 404
        for name in ("choose", "amend", "commit", "drop", "undo"):
            answer = officer.post(reverse(f"import_{name}", args=[the_batch().pk]))
            assert answer.status_code == 404, name
        answer = officer.get(reverse("import_returned", args=[the_batch().pk]))
        assert answer.status_code == 404

    def test_unknown_kinds_and_batches_are_404(self, world, page) -> None:
        assert page.get(f"/nhap/la/{world.province.pk}/").status_code == 404
        assert page.get("/nhap/lan/999999/").status_code == 404

    def test_changing_takes_a_post(self, world, page) -> None:
        paste(page, world, GOOD)
        for name in ("choose", "amend", "commit", "drop", "undo"):
            answer = page.get(reverse(f"import_{name}", args=[the_batch().pk]))
            assert answer.status_code == 405, name


def test_a_list_of_persons_from_paste_to_records(world, browser_of) -> None:
    page = browser_of(Role.COMMUNE_OFFICER, world.huoai)
    address = start(world, "admissions", world.huoai)
    table = pasted(ADMISSION_HEAD, person(), person("LÊ VĂN HAI", "Thôn 1"))
    url = page.post(address, {"how": "paste", "table": table})["Location"]
    assert "ghi thành Lê Văn Hai" in text(page.get(url))
    done = text(page.post(url + "ghi/", {"rows": "all"}, follow=True))
    assert "2 mới" in done
    f.own()
    assert Admission.objects.count() == 2


@pytest.mark.browser
class TestLookedAt:
    @pytest.fixture
    def pages(self, world, page) -> dict[str, str]:
        found = {"start": text(page.get(start(world)))}
        url = paste(page, world, GOOD, BAD, DOUBTFUL)["Location"]
        found["preview"] = text(page.get(url))
        found["done"] = text(page.post(url + "ghi/", {"rows": "valid"}, follow=True))
        found["refused"] = text(page.post(start(world), {"how": "paste", "table": "a\tb"}))
        return found

    def test_axe_finds_nothing_and_nothing_runs_off_the_side(self, pages, look) -> None:
        from axe_playwright_python.sync_playwright import Axe

        for name, html in pages.items():
            for width in (1440, 390):
                seen = look(html, width)
                violations = Axe().run(seen).response["violations"]
                assert [v["id"] for v in violations] == [], (name, width)
                assert seen.complaints == [], (name, width)
                assert seen.evaluate("document.documentElement.scrollWidth") <= width, name
