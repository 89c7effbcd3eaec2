"""A long table read row by row says the same as the grid, and refuses the same."""

import io
import tracemalloc
from collections.abc import Callable, Sequence
from datetime import date, datetime

import openpyxl
import pytest
import xlsxwriter

from dangvu.office.archives import Limits, Package
from dangvu.office.workbooks import BookRefused, read_book
from dangvu.office.workbooks.scanning import CellFault, scan
from dangvu.office.workbooks.streaming import HEAD, measure, open_streams

Make = Callable[..., bytes]


def typed(*rows: Sequence[object], **options: object) -> bytes:
    """A workbook whose days, numbers and texts stand as such."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True, **options})
    sheet = made.add_worksheet("Một")
    as_day = made.add_format({"num_format": "dd/mm/yyyy"})
    for at, row in enumerate(rows):
        for place, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(
                    at, place, datetime.combine(value, datetime.min.time()), as_day
                )
            elif value is not None:
                sheet.write(at, place, value)
    made.close()
    return out.getvalue()


def edited(data: bytes, change: Callable[[openpyxl.Workbook], None]) -> bytes:
    opened = openpyxl.load_workbook(io.BytesIO(data))
    change(opened)
    out = io.BytesIO()
    opened.save(out)
    return out.getvalue()


def test_rows_come_as_they_stand_each_once() -> None:
    data = typed(["Mã", "Ngày", "Số"], ["007", date(1980, 2, 1), 12], [], ["008", None, 1.5])
    (stream,) = open_streams(data, "a.xlsx")
    rows = [(n, [c if c != "" else None for c in cells]) for n, cells in stream.rows()]
    assert rows == [
        (1, ["Mã", "Ngày", "Số"]),
        (2, ["007", date(1980, 2, 1), 12]),
        (4, ["008", None, 1.5]),
    ]
    assert (stream.name, stream.last_row, stream.date1904) == ("Một", 4, False)
    assert list(stream.rows()) == list(stream.rows())


def test_the_head_says_what_the_grid_says(book: Make) -> None:
    rows = [["BẢNG"], ["Mã", "Đảng bộ", "Số"], *(["007", f"xã {n}", n] for n in range(60))]
    data = book(rows)
    (stream,) = open_streams(data, "a.xlsx")
    whole = read_book(data, "a.xlsx").sheets[0]
    assert len(stream.head.rows) == HEAD
    assert [(r.number, r.cells) for r in stream.head.rows] == [
        (r.number, r.cells) for r in whole.rows[:HEAD]
    ]
    assert stream.head.columns == whole.columns
    assert len(list(stream.rows())) == len(whole.rows) == 62


def test_a_table_away_from_the_corner_keeps_its_columns_and_rows() -> None:
    data = typed([], [], [None, None, "Mã"], [None, None, "007"])
    (stream,) = open_streams(data, "a.xlsx")
    assert [(n, cells[2]) for n, cells in stream.rows()] == [(3, "Mã"), (4, "007")]


def test_days_of_a_1904_workbook_are_told_apart() -> None:
    data = typed(["Ngày"], [date(1980, 2, 1)], date_1904=True)
    (stream,) = open_streams(data, "a.xlsx")
    assert stream.date1904
    assert [cells for _, cells in stream.rows()][1] == [date(1980, 2, 1)]


def test_hidden_and_empty_sheets_are_passed_over(book: Make) -> None:
    def more(opened: openpyxl.Workbook) -> None:
        opened.create_sheet("Danh mục").append(["Kinh"])
        opened["Danh mục"].sheet_state = "hidden"
        opened.create_sheet("Trống")

    streams = open_streams(edited(book([["Mã"], ["1"]]), more), "a.xlsx")
    assert [s.name for s in streams] == ["Chỉ tiêu"]


@pytest.mark.parametrize(
    ("value", "code"), [("=1/0", "formula_without_value"), ("#N/A", "cell_error")]
)
def test_a_cell_without_a_value_is_told_wherever_it_stands(
    book: Make, value: str, code: str
) -> None:
    def spoil(opened: openpyxl.Workbook) -> None:
        for row in (3, 70):
            opened["Chỉ tiêu"].cell(row, 3).value = value

    rows = [["Mã", "Đảng bộ", "Số"], *(["007", f"xã {n}", n] for n in range(60))]
    (stream,) = open_streams(edited(book(rows), spoil), "a.xlsx")
    faults = [(n, c.code) for n, cells in stream.rows() for c in cells if isinstance(c, CellFault)]
    assert faults == [(3, code), (70, code)]


def test_cells_under_a_merge_do_not_pass_for_empty(book: Make) -> None:
    rows = [["Mã", "Đảng bộ"], *(["007", f"xã {n}"] for n in range(60))]
    data = edited(book(rows), lambda opened: opened["Chỉ tiêu"].merge_cells("B50:B51"))
    (stream,) = open_streams(data, "a.xlsx")
    found = {n: cells[1] for n, cells in stream.rows()}
    assert isinstance(found[51], CellFault)
    assert found[51].code == "merged"
    assert found[50] == "xã 48"


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(max_rows=20), "too_many_rows"),
        (Limits(max_columns=2), "too_many_columns"),
        (Limits(max_cells=60), "too_far"),
        (Limits(max_bytes=100), "too_large"),
        (Limits(max_unpacked=1000), "zip_bomb"),
    ],
)
def test_too_much_is_refused_before_it_is_read(book: Make, limits: Limits, code: str) -> None:
    data = book([["Mã", "Đảng bộ", "Số"], *(["007", f"xã {n}", n] for n in range(30))])
    with pytest.raises(BookRefused) as refused:
        open_streams(data, "a.xlsx", limits)
    assert refused.value.code == code


@pytest.mark.parametrize("data", [b"", b"not a workbook", b"PK\x03\x04 broken"])
def test_what_is_no_workbook_is_refused_as_the_grid_refuses_it(data: bytes) -> None:
    with pytest.raises(BookRefused) as streamed:
        open_streams(data, "a.xlsx")
    with pytest.raises(BookRefused) as whole:
        read_book(data, "a.xlsx")
    assert streamed.value.code == whole.value.code


def test_the_quick_measure_says_what_the_exact_one_says(book: Make) -> None:
    data = book([["Mã", "Đảng bộ", "Số"], *(["007", f"xã {n}", n] for n in range(500))])
    package = Package(data)
    from dangvu.office.workbooks.parts import sheet_parts

    part = sheet_parts(package)[0][0]
    quick = measure(part, package, Limits())
    exact = scan(part.name, package.stream(part.path), Limits())
    assert (quick.last_row, quick.columns, quick.filled_rows) == (
        exact.last_row, exact.columns, exact.filled_rows,
    )  # fmt: skip


def test_reading_does_not_hold_what_was_read() -> None:
    data = typed(*([f"{n:012d}", f"xã số {n}", "Kinh", "Không"] * 8 for n in range(3000)))
    (stream,) = open_streams(data, "a.xlsx")
    tracemalloc.start()
    assert sum(1 for _ in stream.rows()) == 3000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000
