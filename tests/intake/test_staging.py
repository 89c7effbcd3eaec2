"""Reading and judging: what stands in a row is told exactly, and nothing of it is a record yet."""

import unicodedata
from datetime import date

import pytest
from django.http import Http404
from tests import factories as f
from tests.intake.bad_files import BAD_FILES, BAD_NAMES, BAD_NUMBERS, GOOD_NAMES, GOOD_NUMBERS
from tests.intake.world import ADMISSION_HEAD, COUNT_HEAD, TARGET_HEAD, pasted, person, workbook

from dangvu.access.matrix import Role
from dangvu.access.scope import Refused
from dangvu.intake.models import Batch, Row
from dangvu.kernel.models import Event
from dangvu.kernel.refusals import Impossible
from dangvu.office.workbooks import BookRefused
from dangvu.targets.models import Target


@pytest.mark.parametrize(("make", "code"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_is_refused_whole_and_leaves_nothing(desk, make, code: str) -> None:
    with pytest.raises(BookRefused) as caught:
        desk("targets").stage(make())
    assert caught.value.code == code
    assert caught.value.message_vi.endswith(".")
    f.own()
    assert not Batch.objects.exists()


def test_a_refused_header_names_the_sheet_and_what_was_seen(desk) -> None:
    with pytest.raises(BookRefused) as caught:
        desk("targets").stage(BAD_FILES["a header missing"][0]())
    assert "Phụ lục" in caught.value.message_vi
    assert "“Chỉ tiêu”" in caught.value.message_vi


@pytest.mark.parametrize(("value", "code"), BAD_NUMBERS.values(), ids=BAD_NUMBERS)
def test_a_bad_number_is_told_with_its_cell(desk, value, code: str) -> None:
    desk = desk("targets")
    data = workbook(TARGET_HEAD, (1, "xã Đạ Huoai", value), (2, "xã Đạ Tẻh", 5), above=["PHỤ LỤC"])
    rows = desk.rows(batch := desk.stage(data))
    assert [(p.code, p.column) for p in rows[3].problems] == [(code, "target")]
    assert rows[3].problems[0].message.endswith(".")
    assert rows[3].problems[0].mend
    assert rows[4].accepted
    assert batch.summary["accepted"] == 1
    assert batch.summary["columns"]["target"] == 2


@pytest.mark.parametrize(("value", "code"), BAD_NAMES.values(), ids=BAD_NAMES)
def test_a_bad_name_is_told(desk, value, code: str) -> None:
    desk = desk("targets")
    batch = desk.stage(workbook(TARGET_HEAD, (1, value, 20)))
    assert desk.codes(batch)[2] == [code]


@pytest.mark.parametrize(("value", "read"), GOOD_NUMBERS.values(), ids=GOOD_NUMBERS)
def test_numbers_as_offices_write_them_are_read(desk, value, read: int) -> None:
    desk = desk("targets")
    row = desk.rows(desk.stage(workbook(TARGET_HEAD, (1, "xã Đạ Huoai", value))))[2]
    assert (row.accepted, row.get("target")) == (True, read)


@pytest.mark.parametrize("name", [*GOOD_NAMES, unicodedata.normalize("NFD", "xã Đạ Huoai")])
def test_names_match_without_accents_spaces_and_titles(world, desk, name: str) -> None:
    desk = desk("targets")
    row = desk.rows(desk.stage(pasted(TARGET_HEAD, (1, name, 20))))[2]
    assert (row.accepted, row.get("unit")) == (True, world.huoai.pk)


def test_every_problem_of_every_row_is_told_at_once(desk) -> None:
    desk = desk("targets")
    batch = desk.stage(
        workbook(TARGET_HEAD, (1, "xã Đạ Huoai", -3), (2, "xã Lạ", "nhiều"), (3, "Bảo Lâm", 4))
    )
    assert desk.codes(batch) == {
        2: ["negative"],
        3: ["not_a_number", "unknown"],
        4: ["near_name"],
    }
    wanted = {"read": 3, "accepted": 0, "refused": 2, "doubtful": 1}
    assert wanted.items() <= batch.summary.items()


def test_formulas_and_merged_cells_are_told(desk) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    for row in (TARGET_HEAD, (1, "xã Đạ Huoai", "=SUM(1,2)"), (2, "xã Đạ Tẻh", 5), (3, None, None)):
        sheet.append(row)
    sheet.merge_cells("C3:C4")
    from io import BytesIO

    book.save(out := BytesIO())
    desk = desk("targets")
    codes = desk.codes(desk.stage(out.getvalue()))
    assert codes[2] == ["formula_without_value"]
    assert codes[4] == ["empty", "merged"]


@pytest.mark.parametrize("epoch", ["1900", "1904"])
def test_days_come_as_cells_and_as_text_under_both_day_zeros(desk, epoch: str) -> None:
    desk = desk("admissions")
    row = person(**{"Ngày sinh": date(2001, 2, 5), "Ngày quyết định": "10/4/2026"})
    data = workbook(ADMISSION_HEAD, row, date_1904=epoch == "1904")
    read = desk.rows(desk.stage(data))[2]
    assert (read.day("birth_on"), read.day("decision_on")) == (date(2001, 2, 5), date(2026, 4, 10))
    assert read.accepted


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("04/28/2001", "no_such_month"),
        ("31/02/2001", "no_such_day"),
        ("2001", "year_only"),
        ("5/2/01", "short_year"),
        ("hôm qua", "not_a_day"),
        (date(2090, 1, 1), "absurd_year"),
    ],
)
def test_a_day_that_could_mean_two_things_is_refused(desk, typed, code: str) -> None:
    desk = desk("admissions")
    data = workbook(ADMISSION_HEAD, person(**{"Ngày sinh": typed}))
    problem = desk.rows(desk.stage(data))[2].problems[0]
    assert (problem.code, problem.column) == (code, "birth_on")


def test_a_bare_serial_number_is_a_day_of_its_own_day_zero(desk) -> None:
    desk = desk("admissions")
    data = workbook(ADMISSION_HEAD, person(**{"Ngày sinh": 36927}))
    assert desk.rows(desk.stage(data))[2].day("birth_on") == date(2001, 2, 5)


def test_days_that_excel_may_have_swapped_are_warned_of(desk) -> None:
    desk = desk("admissions")
    rows = [
        person(f"Nguyễn Thị {name}", **{"Ngày sinh": born})
        for name, born in zip(
            "ABC", (date(2001, 5, 2), date(2001, 7, 3), "21/05/2001"), strict=True
        )
    ]
    batch = desk.stage(workbook(ADMISSION_HEAD, *rows))
    assert [r["code"] for r in batch.summary["reading"]] == ["swapped_days"]


def test_two_hundred_thousand_formatted_rows_are_nothing(desk) -> None:
    from tests.office.conftest import raw_members, zipped

    def cells(number: int, *values: object) -> str:
        inside = "".join(
            f'<c r="{c}{number}" t="inlineStr"><is><t>{v}</t></is></c>'
            for c, v in zip("ABC", values, strict=False)
        )
        return f'<row r="{number}">{inside}</row>'

    head = cells(1, *TARGET_HEAD) + cells(2, "1", "xã Đạ Huoai", "20")
    blank = "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(3, 200_001))
    batch = desk("targets").stage(zipped(raw_members(head + blank)))
    assert batch.summary["read"] == 1


def test_a_row_of_totals_is_compared_not_imported(desk) -> None:
    batch = desk("targets").stage(
        workbook(TARGET_HEAD, (1, "xã Đạ Huoai", 20), (2, "xã Đạ Tẻh", 30), (None, "Tổng cộng", 55))
    )
    assert batch.summary["read"] == 2
    remark = next(r for r in batch.summary["remarks"] if r["code"] == "stated_sum")
    assert "55" in remark["message"]
    assert "thiếu 5" in remark["message"]


def test_a_body_whose_name_begins_like_a_total_is_a_body(world, desk) -> None:
    f.unit("Đảng bộ Tổng công ty Lâm nghiệp", world.province)
    desk = desk("targets")
    batch = desk.stage(pasted(TARGET_HEAD, ("", "Tổng công ty Lâm nghiệp", 3)))
    assert batch.summary["accepted"] == 1


def test_headings_inside_the_table_are_left_out_and_told(desk) -> None:
    batch = desk("targets").stage(
        pasted(TARGET_HEAD, ("I", "Khối các phường", ""), (1, "xã Đạ Huoai", 20))
    )
    assert batch.summary["read"] == 1
    assert "Khối các phường" in batch.summary["reading"][0]["message"]


def test_titles_two_header_rows_and_another_sheet(desk) -> None:
    from io import BytesIO

    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "Thuyết minh"
    book.active.append(["Bảng này kèm theo thông báo"])
    sheet = book.create_sheet("Phụ lục")
    sheet.append(["PHỤ LỤC GIAO CHỈ TIÊU"])
    sheet.append(["TT", "Tên đảng bộ", "Chỉ tiêu năm 2026", "Kế hoạch theo tháng", None])
    sheet.append([None, None, None, "Tháng 1", "Tháng 2"])
    sheet.append([1, "xã Đạ Huoai", 3, 1, 2])
    for area in ("A2:A3", "B2:B3", "C2:C3", "D2:E2"):
        sheet.merge_cells(area)
    book.save(out := BytesIO())
    desk = desk("targets")
    batch = desk.stage(out.getvalue())
    row = desk.rows(batch)[4]
    assert row.get("plan") == [1, 2, *[0] * 10]
    assert (batch.sheet, batch.header_row) == ("Phụ lục", 3)
    assert "other_sheets" in [r["code"] for r in batch.summary["reading"]]


def test_a_pasted_table_takes_the_same_way(world, desk) -> None:
    desk = desk("targets")
    batch = desk.stage(pasted(TARGET_HEAD, (1, "xã Đạ Huoai", "1.020"), (2, "x. Lạ", -1)))
    assert desk.codes(batch) == {2: [], 3: ["negative", "unknown"]}
    assert (batch.file_name, batch.header_row) == ("", 0)
    with pytest.raises(BookRefused, match="dán"):
        desk.stage("  \n ")


def test_nothing_is_written_by_staging_but_the_batch_and_its_event(desk) -> None:
    desk("targets").stage(workbook(TARGET_HEAD, (1, "xã Đạ Huoai", 20)))
    f.own()
    assert not Target.objects.exists()
    assert Row.objects.count() == 1
    event = Event.objects.get(action="stage_import")
    assert event.data["accepted"] == 1
    assert "Huoai" not in str(event.data)


def test_the_number_of_statements_does_not_grow_with_the_rows(
    world, desk, django_assert_num_queries
) -> None:
    def statements(rows: int) -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        table = [person(f"Nguyễn Văn {'ABCDEFGHIK'[n % 10]}{'x' * (n // 10)}") for n in range(rows)]
        one = desk("admissions")
        with CaptureQueriesContext(
            connection,
        ) as seen:
            batch = one.stage(pasted(ADMISSION_HEAD, *table))
        with CaptureQueriesContext(connection) as more:
            one.commit(batch)
        return len(seen) + len(more)

    few = statements(3)
    f.own()
    from dangvu.admissions.models import Admission
    from dangvu.members.models import Person

    Admission.objects.all().delete()
    Person.objects.all().delete()
    assert statements(60) == few


class TestWhoMay:
    def test_another_branch_is_not_there(self, world, desk) -> None:
        with pytest.raises(Http404):
            desk("counts", world.officer(world.huoai), world.teh).stage(pasted(COUNT_HEAD, (1,)))

    @pytest.mark.parametrize(
        "role", [Role.AUDITOR, Role.MEMBER, Role.CLERK, Role.INSPECTION_OFFICER]
    )
    def test_a_role_without_the_right_is_refused_with_the_reason(self, world, desk, role) -> None:
        reader = f.actor(role, world.province)
        with pytest.raises(Refused, match="không có quyền"):
            desk("admissions", reader).stage(pasted(ADMISSION_HEAD, person()))

    def test_a_batch_of_another_branch_cannot_be_touched(self, world, desk) -> None:
        mine = desk("counts").stage(pasted(COUNT_HEAD, (1, "xã Đạ Tẻh", "4/2026", 2)))
        other = desk("counts", world.officer(world.huoai), world.huoai)
        for act in (other.commit, other.drop, other.undo):
            with pytest.raises(Http404):
                act(mine)

    def test_rows_of_other_branches_are_not_even_seen_by_the_database(self, world, desk) -> None:
        from dangvu.access.scope import entered

        desk("counts", world.officer(world.teh), world.teh).stage(
            pasted(COUNT_HEAD, (1, "xã Đạ Tẻh", "4/2026", 2))
        )
        huoai, auditor = world.officer(world.huoai), f.actor(Role.AUDITOR, world.province)
        for reader in (huoai, auditor):
            with entered(reader):
                assert not Batch.objects.exists()
                assert not Row.objects.exists()
        with entered(world.specialist()):
            assert Row.objects.count() == 1

    def test_without_a_campaign_there_is_nothing_to_import_into(self, world, desk) -> None:
        with pytest.raises(Impossible) as caught:
            desk("targets", world.officer(), world.huoai).stage(pasted(TARGET_HEAD, (1, "x", 1)))
        assert caught.value.code == "not_ready"
