"""Workbooks of any number of rows: what goes in comes out, nothing runs, memory stays flat."""

import tracemalloc
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dangvu.office.separated import safe, write_separated
from dangvu.office.vietnamese import clean
from dangvu.office.workbooks import TableColumn, read_book
from dangvu.office.workbooks.large import LargeSheet, write_large

COLUMNS = (
    TableColumn("Họ và tên"),
    TableColumn("Số thẻ", "code"),
    TableColumn("Quốc gia", group="Quê quán"),
    TableColumn("Tỉnh", group="Quê quán"),
    TableColumn("Sinh ngày", "date"),
    TableColumn("Số", "whole"),
)
SHEET = LargeSheet(
    "DANHSACH", COLUMNS, lists={"TINH": ("Lâm Đồng", "Hà Nội")}, list_of={3: "TINH"},
    watermark="Xuất lúc 07:30 01/06/2026 & người xuất: A", about=("Lý do: thử.",),
)  # fmt: skip


def written(sheet, rows):
    out = BytesIO()
    write_large(out, sheet, rows)
    return openpyxl.load_workbook(BytesIO(out.getvalue()))


def test_two_header_rows_hidden_lists_and_drop_downs():
    book = written(SHEET, [["Nguyễn Văn An", "001", "Việt Nam", "Lâm Đồng", date(1980, 1, 2), 7]])
    page = book["DANHSACH"]
    assert book.sheetnames == ["DANHSACH", "TINH", "Thông tin xuất"]
    assert book["TINH"].sheet_state == "hidden"
    assert [c.value for c in page[1]][2] == "Quê quán"
    assert [c.value for c in page[2]][2:4] == ["Quốc gia", "Tỉnh"]
    assert [c.value for c in page[3]][:2] == ["Nguyễn Văn An", "001"]
    assert page["E3"].value.date() == date(1980, 1, 2)
    assert page["E3"].number_format == "dd/mm/yyyy"
    assert page["B3"].number_format == "@"
    rule = page.data_validations.dataValidation[0]
    assert (str(rule.sqref).split(":")[0], rule.formula1) == ("D3", "'TINH'!$A$1:$A$2")
    assert page.print_title_rows == "$1:$2"
    assert page.freeze_panes == "C3"


def test_the_watermark_stands_on_every_page_and_on_a_sheet():
    book = written(SHEET, [["A", "", "", "", None, 1]])
    page = book["DANHSACH"]
    assert "người xuất: A" in page.oddHeader.right.text
    assert "người xuất: A" in page.oddFooter.left.text
    told = book["Thông tin xuất"]
    assert [row[0].value for row in told] == [SHEET.watermark, "Lý do: thử."]


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30).map(clean)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(TEXT, st.from_regex(r"\A0[0-9]{11}\Z")), max_size=20))
def test_what_goes_in_comes_out(pairs):
    rows = [[name, card, "", "", None, 3] for name, card in pairs]
    page = written(SHEET, rows)["DANHSACH"]
    got = [(row[0].value or "", row[1].value) for row in page.iter_rows(min_row=3)]
    assert got[: len(pairs)] == [
        ("".join(c for c in name if c not in "\ufffe\uffff"), card) for name, card in pairs
    ]


def test_nothing_is_a_formula():
    page = written(SHEET, [["=1+1", "+84", "@x", "-2", None, 1]])["DANHSACH"]
    assert [c.data_type for c in page[3][:4]] == ["s"] * 4
    assert page["A3"].value == "=1+1"


def test_our_own_reader_reads_it():
    out = BytesIO()
    write_large(
        out, SHEET, [["Nguyễn Văn An", "012345678901", "Việt Nam", "", date(1980, 1, 2), 7]]
    )
    rows = read_book(out.getvalue(), "a.xlsx").sheets[0].rows
    assert rows[-1].number == 3
    assert rows[-1].cells[1] == "012345678901"


def test_titles_a_numbered_header_and_days_excel_cannot_count():
    sheet = LargeSheet(
        "7", COLUMNS, title="DANH SÁCH", above=("A\nB", "C"), subtitles=("x",), numbered=True
    )
    page = written(sheet, [["A", "", "", "", date(1899, 5, 1), 1]])["7"]
    values = [[c.value for c in row] for row in page.iter_rows()]
    assert [1, 2, 3, 4, 5, 6] in values
    assert values[-1][4] == "01/05/1899"
    assert "DANH SÁCH" in [v for row in values for v in row]


def test_rows_are_as_high_as_their_text():
    fitted = LargeSheet("A", COLUMNS, fitted=True)
    long = "Nguyễn Thị Minh Khai, sinh năm 1950, quê ở xã Rất Dài tỉnh Lâm Đồng"
    page = written(fitted, [["A", "", "", "", None, 1], [f"{long}\nB", "", "", "", None, 1]])["A"]
    assert page.row_dimensions[3].height is None
    assert page.row_dimensions[4].height == 60


def test_rows_of_another_width_are_refused():
    with pytest.raises(ValueError, match="a row of 1 cells"):
        write_large(BytesIO(), SHEET, [["A"]])


def test_memory_does_not_grow_with_the_rows():
    row = ["Nguyễn Văn An", "012345678901", "Việt Nam", "Lâm Đồng", date(1980, 1, 2), 7]

    def peak(rows):
        with open("/dev/null", "wb") as out:
            tracemalloc.start()
            write_large(out, SHEET, (row for _ in range(rows)))
            found = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        return found

    assert peak(12_000) < peak(4_000) * 1.3


# ------------------------------------------------------------------ separated text


def test_separated_text_has_its_mark_and_quotes():
    out = BytesIO()
    count = write_separated(out, ["Tên", "Ngày"], [["A; b, c", date(2026, 6, 1)]], last=["=x"])
    text = out.getvalue().decode("utf-8-sig")
    assert out.getvalue().startswith(b"\xef\xbb\xbf")
    assert count == 1
    assert text == '"Tên";"Ngày"\r\n"A; b, c";"01/06/2026"\r\n"\'=x"\r\n'


@given(st.text())
def test_no_cell_begins_a_formula(text):
    assert not safe(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
