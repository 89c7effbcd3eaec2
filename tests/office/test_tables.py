import datetime as dt
import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest

from dangvu.office.workbooks import Column, TableColumn, find_header, read_book, write_table

COLUMNS = (
    TableColumn("TT", "centre"),
    TableColumn("Đảng bộ"),
    TableColumn("Mã", "code"),
    TableColumn("T1", "whole", group="Kết nạp"),
    TableColumn("T2", "whole", group="Kết nạp"),
    TableColumn("Đạt", "percent"),
    TableColumn("Nhịp độ", "decimal", places=2),
    TableColumn("Ngày chốt", "date"),
    TableColumn("Xếp loại", choices=("Cao", "Trung bình", "Thấp")),
)
ROWS = (
    (1, "Đảng bộ xã Đạ Tẻh", "007", 3, 0, Decimal("28.05"), 0.68, dt.date(2026, 5, 31), "Thấp"),
    (2, "=1+1", "0012", 1234, None, None, None, None, "http://example.test"),
)


def sheet_of(data: bytes) -> openpyxl.worksheet.worksheet.Worksheet:
    return openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]


def written(**options: object) -> bytes:
    return write_table("Kết quả tháng 5/2026", COLUMNS, ROWS, **options)  # type: ignore[arg-type]


def test_what_was_written_is_read_back() -> None:
    sheet = read_book(written(subtitles=["128 đảng bộ"]), "a.xlsx").sheets[0]
    wanted = [Column(str(i), c.title) for i, c in enumerate(COLUMNS)]
    match = find_header(sheet, wanted).require()
    assert match.data_rows[0].cells == (
        1,
        "Đảng bộ xã Đạ Tẻh",
        "007",
        3,
        0,
        28.05,
        0.68,
        dt.date(2026, 5, 31),
        "Thấp",
    )
    assert [match.value(match.data_rows[1], str(i)) for i in (1, 2, 3, 4)] == [
        "=1+1",
        "0012",
        1234,
        None,
    ]


def test_text_is_never_a_formula_or_a_link() -> None:
    with zipfile.ZipFile(io.BytesIO(written())) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
        assert "=1+1" in archive.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in xml
    assert "hyperlink" not in xml


def test_prints_on_a4_landscape_with_the_header_on_each_page() -> None:
    sheet = sheet_of(written(subtitles=["128 đảng bộ"]))
    header = next(r[0].row for r in sheet.iter_rows() if r[0].value == "TT")
    assert sheet.page_setup.orientation == "landscape"
    assert int(sheet.page_setup.paperSize) == 9
    assert sheet.page_setup.fitToWidth in (None, 1)
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.print_title_rows == f"${header}:${header + 1}"
    assert sheet.freeze_panes == f"C{header + 2}"
    assert "&P/&N" in sheet.oddFooter.center.text
    assert sheet_of(written(landscape=False)).page_setup.orientation == "portrait"


def test_figures_carry_formats_not_text() -> None:
    row = next(r for r in sheet_of(written()).iter_rows() if r[0].value == 1)
    assert [row[i].number_format for i in (3, 5, 6, 7)] == [
        "#,##0",
        '#,##0.0" %"',
        "#,##0.00",
        "dd/mm/yyyy",
    ]
    assert {c.font.name for c in row} == {"Times New Roman"}


def test_a_total_and_notes_close_the_table() -> None:
    total = (None, "Tổng cộng", None, 1237, 0, 28.0, 0.68, None, None)
    sheet = sheet_of(written(total=total, notes=["Ghi chú: số liệu đã chốt."]))
    rows = [r for r in sheet.iter_rows() if any(c.value is not None for c in r)]
    assert rows[-2][1].value == "Tổng cộng"
    assert rows[-2][1].font.bold
    assert rows[-1][0].value == "Ghi chú: số liệu đã chốt."


def test_a_form_to_fill_in_offers_the_choices() -> None:
    data = write_table(
        "Biểu nhập", COLUMNS, (), blank_rows=20, sheet_name="Biểu [nhập]: tháng 5/2026 dài quá mức"
    )
    book = openpyxl.load_workbook(io.BytesIO(data))
    rule = book.worksheets[0].data_validations.dataValidation[0]
    assert rule.type == "list"
    assert len(book.worksheets[0].title) <= 31
    assert [c.value for c in book["Danh mục"]["A"]] == ["Cao", "Trung bình", "Thấp"]
    assert book["Danh mục"].sheet_state == "hidden"


def test_the_same_table_gives_the_same_bytes() -> None:
    assert written() == written()


def test_rows_of_another_width_are_refused() -> None:
    with pytest.raises(ValueError, match="9 columns"):
        write_table("Bảng", COLUMNS, [(1, 2)])
    with pytest.raises(ValueError, match="9 columns"):
        written(total=(1,))
