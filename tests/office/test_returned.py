import io
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator

import openpyxl
import pytest
from openpyxl.styles import Font

from dangvu.office import archives
from dangvu.office.workbooks import BookRefused, read_book, write_back
from dangvu.office.workbooks.returned import write_back_long

Make = Callable[..., bytes]
ROWS = [
    ["BẢNG CHỈ TIÊU"],
    ["Mã", "Đảng bộ", "Chỉ tiêu"],
    ["007", "xã A", 20],
    ["008", "xã B", -1],
    ["009", "xã C", 30],
]


def columns_of(data: bytes, sheet: str = "Chỉ tiêu") -> dict[str, list[object]]:
    opened = openpyxl.load_workbook(io.BytesIO(data))[sheet]
    return {c[0].column_letter: [x.value for x in c] for c in opened.columns}


def test_errors_stand_beside_their_rows_and_values_stay(book: Make) -> None:
    back = write_back(
        book(ROWS),
        "Chỉ tiêu",
        2,
        {4: "Cột C: “-1” là số âm."},
        summary=["Đọc 3 dòng: nhận 2, cần sửa 1."],
    )
    columns = columns_of(back)
    assert columns["A"][2:] == ["007", "008", "009"]
    assert columns["D"] == [None, "Lỗi", None, "Cột C: “-1” là số âm.", None]
    assert columns_of(back, "Tổng hợp lỗi")["A"][:2] == [
        "Kết quả kiểm tra trang “Chỉ tiêu”",
        "Đọc 3 dòng: nhận 2, cần sửa 1.",
    ]
    assert columns_of(back, "Tổng hợp lỗi")["B"][-1] == "Cột C: “-1” là số âm."


def test_our_own_reader_takes_it_back(book: Make) -> None:
    back = write_back(book(ROWS), "Chỉ tiêu", 2, {3: "một", 5: "ba"})
    read = read_book(back, "a.xlsx")
    assert [s.name for s in read.sheets] == ["Chỉ tiêu", "Tổng hợp lỗi"]
    assert [r.cells[3] for r in read.sheets[0].rows] == [None, "Lỗi", "một", None, "ba"]


def test_a_second_return_replaces_the_first(book: Make) -> None:
    first = write_back(book(ROWS), "Chỉ tiêu", 2, {3: "cũ", 4: "cũ"}, summary=["lần một"])
    second = write_back(first, "Chỉ tiêu", 2, {5: "mới"}, summary=["lần hai"])
    assert columns_of(second)["D"] == [None, "Lỗi", None, None, "mới"]
    assert "E" not in columns_of(second)
    assert "lần hai" in columns_of(second, "Tổng hợp lỗi")["A"]
    assert len(openpyxl.load_workbook(io.BytesIO(second)).sheetnames) == 2


def test_a_second_return_after_excel_saved_the_first(book: Make) -> None:
    first = write_back(book(ROWS), "Chỉ tiêu", 2, {3: "cũ"})
    saved = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(first)).save(saved)
    second = write_back(saved.getvalue(), "Chỉ tiêu", 2, {5: "mới"})
    assert columns_of(second)["D"] == [None, "Lỗi", None, None, "mới"]
    assert "E" not in columns_of(second)


def test_everything_else_stays_byte_for_byte(book: Make) -> None:
    original = openpyxl.load_workbook(io.BytesIO(book(ROWS)))
    sheet = original["Chỉ tiêu"]
    sheet["C5"] = "=SUM(C3:C4)"
    sheet["B3"].font = Font(bold=True, color="FF0000")
    sheet.column_dimensions["B"].width = 44
    sheet.merge_cells("A1:C1")
    sheet.freeze_panes = "A3"
    other = original.create_sheet("Khác")
    other.append(["nguyên vẹn"])
    out = io.BytesIO()
    original.save(out)
    back = write_back(out.getvalue(), "Chỉ tiêu", 2, {3: "sửa"})
    opened = openpyxl.load_workbook(io.BytesIO(back))
    again = opened["Chỉ tiêu"]
    assert again["C5"].value == "=SUM(C3:C4)"
    assert again["B3"].font.bold
    assert again.column_dimensions["B"].width == 44
    assert [str(m) for m in again.merged_cells.ranges] == ["A1:C1"]
    assert again.freeze_panes == "A3"
    with zipfile.ZipFile(out) as before, zipfile.ZipFile(io.BytesIO(back)) as after:
        untouched = [n for n in before.namelist() if n.endswith("sheet2.xml") or "theme" in n]
        assert untouched
        assert all(before.read(n) == after.read(n) for n in untouched)


@pytest.mark.parametrize(
    "cols",
    [
        "",
        '<cols><col min="1" max="16384" width="9"/></cols>',
        '<cols><col min="1" max="2" width="9"/><col min="3" max="3" width="5"/></cols>',
        '<cols><col min="5" max="9" width="9"/></cols>',
    ],
)
def test_column_widths_never_overlap(raw_book: Make, cols: str) -> None:
    rows = (
        '<row r="1" spans="1:2"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c '
        'r="B1"><v>1</v></c></row>'
        '<row r="2"/><row r="3"><c r="A3"/><c r="E3" s="0"/></row>'
    )
    before = f'<dimension ref="A1:B3"/>{cols}'
    back = write_back(raw_book(rows, before=before), "Bảng", 1, {2: "hai", 3: "ba", 7: "bảy"})
    sheet = openpyxl.load_workbook(io.BytesIO(back))["Bảng"]
    assert [sheet.cell(r, 3).value for r in (1, 2, 3, 7)] == ["Lỗi", "hai", "ba", "bảy"]
    with zipfile.ZipFile(io.BytesIO(back)) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    import re

    spans = [(int(a), int(b)) for a, b in re.findall(r'<col min="(\d+)" max="(\d+)"', xml)]
    assert spans == sorted(spans)
    assert all(high < low for (_, high), (low, _) in zip(spans, spans[1:], strict=False))
    row3 = re.search(r'<row r="3".*?</row>', xml)
    assert row3 is not None
    assert re.findall(r' r="([A-Z]+)3"', row3.group(0)) == ["A", "C", "E"]


def test_odd_text_is_made_safe(book: Make) -> None:
    back = write_back(book(ROWS), "Chỉ tiêu", 2, {3: "<b> & \x00\x0b“a”\n=1+1" + "x" * 40_000})
    text = columns_of(back)["D"][2]
    assert isinstance(text, str)
    assert text.startswith("<b> & “a”\n=1+1x")
    assert len(text) <= 32_767


def test_the_same_return_gives_the_same_bytes(book: Make) -> None:
    original = book(ROWS)
    assert write_back(original, "Chỉ tiêu", 2, {3: "a"}) == write_back(
        original, "Chỉ tiêu", 2, {3: "a"}
    )


def test_unknown_sheet_and_unreadable_file(book: Make) -> None:
    with pytest.raises(KeyError):
        write_back(book(ROWS), "không có", 2, {})
    with pytest.raises(BookRefused):
        write_back(b"PK\x03\x04", "Chỉ tiêu", 2, {})


def test_where_the_pieces_of_a_file_are_cut_makes_no_difference(
    book: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = book(ROWS)
    errors = {3: "một", 5: "ba", 9: "dưới bảng"}
    whole = write_back(original, "Chỉ tiêu", 2, errors)
    monkeypatch.setattr(archives, "_CHUNK", 61)
    assert write_back(original, "Chỉ tiêu", 2, errors) == whole


def test_rows_are_as_high_as_what_is_told_in_them(book: Make) -> None:
    long = "Không có đơn vị tên ấy trong các chi bộ thuộc đảng bộ. " * 4
    back = write_back(book(ROWS), "Chỉ tiêu", 2, {3: "ngắn", 4: long})
    heights = openpyxl.load_workbook(io.BytesIO(back))
    sheet, summary = heights["Chỉ tiêu"].row_dimensions, heights["Tổng hợp lỗi"].row_dimensions
    assert (sheet[3].height, sheet[4].height) == (None, 45)
    assert [row.height for row in summary.values() if row.height] == [30]
    again = write_back(back, "Chỉ tiêu", 2, {4: long})
    assert openpyxl.load_workbook(io.BytesIO(again))["Chỉ tiêu"].row_dimensions[4].height == 45


def test_memory_does_not_grow_with_the_table(book: Make) -> None:
    rows = [["Mã", "Đảng bộ"], *([f"{n:06d}", f"xã số {n} của tỉnh"] for n in range(3_000))]
    original = book(rows)

    def errors() -> Iterator[tuple[int, str]]:
        return ((n, f"Dòng {n}: " + "không có đơn vị tên ấy. " * 100) for n in range(2, 3_002))

    tracemalloc.start()
    back = write_back_long(original, "Chỉ tiêu", 1, errors, ["Đọc 3.000 dòng."])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    unpacked = sum(m.file_size for m in zipfile.ZipFile(io.BytesIO(back)).infolist())
    assert unpacked > 15_000_000
    assert peak < 8_000_000
