"""Bringing a long table in through the pages: units chosen once for a text, progress, columns."""

from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import factories as f
from tests.members.books import book, row

from dangvu.access.matrix import Role
from dangvu.intake.models import Batch, Job, Line, UnitChoice
from dangvu.kernel.models import Event
from dangvu.office.workbooks import TableColumn, write_table

UNITS_STATEMENTS = 21
PREVIEW_STATEMENTS = 20
START_STATEMENTS = 11
CELL = "Chi bộ Thôn 1"


@pytest.fixture(autouse=True)
def day(settings: object) -> None:
    settings.DEMO_TODAY = "2026-06-15"  # type: ignore[attr-defined]


@pytest.fixture
def page(world):
    return f.signed_in(f.account(Role.COMMUNE_OFFICER, world.huoai))


def upload(page, world, data: bytes) -> str:
    """The address of the batch a workbook makes."""
    sent = {"as_of": "01/06/2026", "workbook": SimpleUploadedFile("xa.xlsx", data)}
    return page.post(reverse("import_start", args=["members", world.huoai.pk]), sent)["Location"]


def text(answer) -> str:
    return answer.content.decode()


def the_batch() -> Batch:
    f.own()
    return Batch.objects.latest("pk")


def people(*cells: str) -> bytes:
    names = ("Lê Văn Mẫu", "Trần Thị Mẫu", "Phạm Văn Mẫu", "Đỗ Thị Mẫu", "Vũ Văn Mẫu")
    return book([row(n, cell, full_name=names[n % 5], birth_on=f"0{1 + n % 9}/02/19{60 + n % 30}")
                 for n, cell in enumerate(cells, start=1)])  # fmt: skip


def statements(page, address: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert page.get(address).status_code == 200
    return len(caught)


def units(batch: Batch) -> str:
    return reverse("import_units", args=[batch.pk])


class TestUnitsChosen:
    def test_a_text_is_asked_once_for_all_its_rows(self, world, page) -> None:
        url = upload(page, world, people("Cb thôn một", "Cb thôn một", CELL, "Chi bộ Lạ"))
        shown = text(page.get(url))
        assert "2 tên, ở 3 dòng" in shown
        assert "Cb thôn một" not in shown.partition('id="i-sua"')[2]
        asked = text(page.get(units(the_batch())))
        assert asked.index("Cb thôn một") < asked.index("Chi bộ Lạ")
        assert asked.count('name="chu_') == 2

    def test_the_answer_is_remembered_and_the_book_read_again(self, world, page) -> None:
        upload(page, world, people("Cb thôn một", "Cb thôn một", CELL))
        sent = {"chu_0": "Cb thôn một", "ten_0": "chi bo thon 1", "read": ""}
        answer = page.post(units(the_batch()), sent, follow=True)
        assert "Đã nhớ 1 lựa chọn" in text(answer)
        assert the_batch().summary["new"] == 3
        assert set(Line.objects.values_list("place", flat=True)) == {world.cell.pk}
        event = Event.objects.get(action="choose_units")
        assert event.unit_path == world.huoai.path
        upload(page, world, people("Cb thôn một"))
        assert the_batch().summary["refused"] == 0

    def test_one_of_several_is_picked(self, world, page) -> None:
        first = f.unit("Chi bộ Thôn 9", world.huoai, type="CHI_BO")
        f.unit("Chi bộ thôn 9", world.huoai, type="CHI_BO")
        upload(page, world, people("chi bo thon 9", CELL))
        shown = text(page.get(units(the_batch())))
        assert f'<option value="{first.pk}">' in shown
        page.post(units(the_batch()), {"chu_0": "chi bo thon 9", "chon_0": first.pk})
        assert the_batch().summary["new"] == 2

    def test_what_was_chosen_may_be_taken_back(self, world, page) -> None:
        upload(page, world, people("Cb thôn một", CELL))
        page.post(units(the_batch()), {"chu_0": "Cb thôn một", "ten_0": CELL})
        shown = text(page.get(units(the_batch())))
        assert "Mọi tên trong xa.xlsx đã rõ đơn vị" in shown
        assert 'name="bo" value="Cb thôn một"' in shown
        page.post(units(the_batch()), {"bo": "Cb thôn một"})
        assert the_batch().summary["refused"] == 1
        assert not UnitChoice.objects.exists()

    @pytest.mark.parametrize("said", ["beyond", "nonsense", "several"])
    def test_what_is_no_single_unit_of_the_branch_is_told_at_its_place(
        self, world, page, said: str
    ) -> None:
        upload(page, world, people("Cb thôn một"))
        f.unit("Chi bộ Thôn 9", world.huoai, type="CHI_BO")
        f.unit("Chi bộ thôn 9", world.huoai, type="CHI_BO")
        sent = {
            "beyond": {"chon_0": str(world.police.pk)},
            "nonsense": {"ten_0": "Chi bộ không đâu có"},
            "several": {"ten_0": "chi bo thon 9"},
        }[said]
        answer = page.post(units(the_batch()), {"chu_0": "Cb thôn một", **sent})
        assert answer.status_code == 422
        assert "Chưa nhớ lựa chọn nào" in text(answer)
        assert 'aria-invalid="true"' in text(answer)
        f.own()
        assert not UnitChoice.objects.exists()

    def test_many_texts_come_in_pages_and_each_page_is_remembered(self, world, page) -> None:
        upload(page, world, people(*(f"Tổ chức {n:03}" for n in range(60))))
        shown = text(page.get(units(the_batch())))
        assert "Tổ chức 049”" in shown
        assert "Tổ chức 050”" not in shown
        sent = {"chu_0": "Tổ chức 000", "ten_0": CELL, "tu": "0", "next": ""}
        answer = page.post(units(the_batch()), sent)
        assert answer["Location"].endswith("?tu=50")
        assert "Tổ chức 050”" in text(page.get(answer["Location"]))
        assert the_batch().summary["refused"] == 60
        assert UnitChoice.objects.count() == 1

    def test_nobody_beyond_reach_sees_or_chooses(self, world, page) -> None:
        upload(page, world, people("Cb thôn một"))
        other = f.signed_in(f.account(Role.COMMUNE_OFFICER, world.teh, "khac"))
        assert other.get(units(the_batch())).status_code == 404
        assert other.post(units(the_batch()), {"chu_0": "Cb thôn một"}).status_code == 404

    @pytest.mark.parametrize("texts", [1, 3])
    def test_statements_do_not_grow_with_the_texts(self, world, page, texts: int) -> None:
        upload(page, world, people(*(f"Tổ chức {n}" for n in range(texts)), "Đã chọn", CELL))
        page.post(units(the_batch()), {"chu_0": "Đã chọn", "ten_0": CELL})
        assert statements(page, units(the_batch())) == UNITS_STATEMENTS


class TestPreview:
    @pytest.mark.parametrize("rows", [1, 3])
    def test_statements_do_not_grow_with_the_rows(self, world, page, rows: int) -> None:
        upload(page, world, people(*[CELL] * rows))
        page.post(reverse("import_commit", args=[the_batch().pk]), {"rows": "all"})
        data = [
            *(row(n, CELL, full_name="Bùi Văn Mẫu") for n in range(1, rows + 1)),
            *(row(n + 20, CELL, full_name="Hồ Văn Mẫu") for n in range(rows)),
            *(row(n + 40, CELL, full_name="Hồ Thị Mẫu", sex="lạ") for n in range(rows)),
            *(row(n + 60, f"Tổ chức {n}") for n in range(rows)),
        ]
        url = upload(page, world, book(data))
        assert statements(page, url) == PREVIEW_STATEMENTS

    @pytest.mark.parametrize("batches", [1, 3])
    def test_statements_of_the_start_do_not_grow_with_the_batches(
        self, world, page, batches: int
    ) -> None:
        for n in range(batches):
            upload(page, world, people(*[CELL] * (n + 1)))
        address = reverse("import_start", args=["members", world.huoai.pk])
        assert statements(page, address) == START_STATEMENTS

    def test_the_workbook_comes_back_with_its_errors(self, world, page) -> None:
        upload(page, world, people(CELL, "Chi bộ Lạ"))
        answer = page.get(reverse("import_returned", args=[the_batch().pk]))
        read = openpyxl.load_workbook(BytesIO(answer.content))
        told = [r[31] for r in read["DANHSACH"].iter_rows(min_row=2, values_only=True)]
        assert told[:2] == ["Lỗi", None]
        assert "Không có đơn vị tên “Chi bộ Lạ”" in told[2]
        assert read.sheetnames[-1] == "Tổng hợp lỗi"


class TestProgress:
    @pytest.fixture
    def busy(self, world, page) -> Batch:
        upload(page, world, people(CELL))
        batch = the_batch()
        Job.objects.create(
            batch_id=batch.pk, unit_path=batch.unit_path, step=Job.Step.WRITE,
            state=Job.State.RUNNING, account_id=batch.account_id, assignment_id=1,
            stage="Ghi hồ sơ đảng viên", done=50, total=200, asked_at=f.NOW, beat_at=f.NOW,
        )  # fmt: skip
        return batch

    def test_the_page_asks_for_its_fragment_and_refreshes_without_scripts(
        self, page, busy: Batch
    ) -> None:
        shown = text(page.get(reverse("import_batch", args=[busy.pk])))
        assert '<noscript><meta http-equiv="refresh"' in shown
        assert f'hx-get="{reverse("import_progress", args=[busy.pk])}"' in shown
        assert "50 trên 200 dòng" in shown

    def test_the_fragment_tells_how_far_it_is_until_it_is_over(self, page, busy: Batch) -> None:
        address = reverse("import_progress", args=[busy.pk])
        answer = page.get(address)
        assert "Ghi hồ sơ đảng viên" in text(answer)
        assert "<html" not in text(answer)
        f.own()
        Job.objects.update(state=Job.State.DONE)
        over = page.get(address)
        assert (over["HX-Refresh"], over.content) == ("true", b"")

    def test_one_finds_back_to_it_from_the_start_and_from_home(
        self, world, page, busy: Batch
    ) -> None:
        link = reverse("import_batch", args=[busy.pk])
        start = text(page.get(reverse("import_start", args=["members", world.huoai.pk])))
        assert "Đang xử lý, xem tiến độ" in start
        home = text(page.get(reverse("home")))
        assert "Danh sách đảng viên đang được xử lý" in home
        assert f'href="{link}"' in start
        assert f'href="{link}"' in home

    def test_nothing_else_is_done_meanwhile(self, page, busy: Batch) -> None:
        sent = {"chu_0": "x", "ten_0": CELL}
        assert "đang được xử lý" in text(page.post(units(busy), sent))
        assert not UnitChoice.objects.exists()


class TestColumns:
    TITLES = ("Tên đầy đủ", "NS", "Phái", "DT", "Đạo", "Căn cước", "Thẻ", "CB", "Vào", "Chính")
    FIELDS = ("full_name", "birth_on", "sex", "ethnic_group", "religion", "citizen", "card_number",
              "unit", "joined_on", "official_on")  # fmt: skip

    @pytest.fixture
    def strange(self, world, page) -> Batch:
        whole = row(1, CELL)
        columns = [TableColumn(t) for t in self.TITLES]
        upload(page, world, write_table("DS", columns, [[whole[c] for c in self.FIELDS]]))
        return the_batch()

    def test_columns_said_once_are_remembered(self, world, page, strange: Batch) -> None:
        shown = text(page.get(reverse("import_batch", args=[strange.pk])))
        assert "Ghép cột của tệp này" in shown
        at = {f"cot_{code}": str(n) for n, code in enumerate(self.FIELDS)}
        answer = page.post(
            reverse("import_columns", args=[strange.pk]), {**at, "name": "Của xã"}, follow=True
        )
        assert "Đã nhớ cách ghép cột “Của xã”" in text(answer)
        assert the_batch().summary["new"] == 1

    def test_a_column_used_twice_or_missing_is_told(self, page, strange: Batch) -> None:
        address = reverse("import_columns", args=[strange.pk])
        twice = {"cot_full_name": "0", "cot_birth_on": "0", "cot_unit": "7", "name": "a"}
        answer = page.post(address, twice)
        assert answer.status_code == 422
        assert "Một cột chỉ dùng được cho một mục" in text(answer)
        assert page.post(address, {"name": "a"}).status_code == 422


def test_axe_finds_nothing_and_nothing_runs_off_the_side(world, page, look) -> None:
    from axe_playwright_python.sync_playwright import Axe

    f.unit("Chi bộ Thôn 9", world.huoai, type="CHI_BO")
    f.unit("Chi bộ thôn 9", world.huoai, type="CHI_BO")
    url = upload(page, world, people("Cb thôn một", "chi bo thon 9", "Chi bộ Lạ", CELL))
    batch = the_batch()
    page.post(units(batch), {"chu_0": "Cb thôn một", "ten_0": CELL})
    found = {
        "preview": text(page.get(url)),
        "units": text(page.get(units(batch))),
        "refused": text(page.post(units(batch), {"chu_0": "Chi bộ Lạ", "ten_0": "không có"})),
        "columns": text(page.get(reverse("import_columns", args=[batch.pk]))),
    }
    for name, html in found.items():
        for width in (1440, 390):
            seen = look(html, width)
            violations = Axe().run(seen).response["violations"]
            assert [v["id"] for v in violations] == [], (name, width)
            assert seen.complaints == [], (name, width)
            assert seen.evaluate("document.documentElement.scrollWidth") <= width, name
