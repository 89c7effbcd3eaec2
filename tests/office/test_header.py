from collections.abc import Callable

import pytest

from dangvu.office.workbooks import (
    BookRefused,
    Column,
    HeaderMatch,
    find_header,
    find_sheet,
    read_book,
)

WANTED = (
    Column("body", "Đảng bộ", ("Tên đảng bộ", "Đơn vị")),
    Column("target", "Chỉ tiêu năm", ("Chỉ tiêu", "Chỉ tiêu được giao")),
    Column("note", "Ghi chú", required=False),
)


@pytest.fixture
def header(book: Callable[..., bytes]) -> Callable[..., HeaderMatch]:
    def find(
        rows: list[list[object]], wanted: tuple[Column, ...] = WANTED, **options: object
    ) -> HeaderMatch:
        return find_header(read_book(book(rows, **options), "a.xlsx").sheets[0], wanted)

    return find


def test_title_lines_may_stand_above(header: Callable[..., HeaderMatch]) -> None:
    match = header(
        [
            ["TỈNH ỦY LÂM ĐỒNG"],
            ["CHỈ TIÊU KẾT NẠP ĐẢNG VIÊN NĂM 2026", None, None],
            [],
            ["TT", "Đảng bộ", "Chỉ tiêu năm"],
            [1, "xã A", 20],
            [],
            [2, "xã B", 30],
        ],
        merge=["A2:C2"],
    ).require()
    assert (match.first_row, match.last_row) == (4, 4)
    assert match.columns == {"body": 1, "target": 2}
    assert [(r.number, match.value(r, "body")) for r in match.data_rows] == [
        (5, "xã A"),
        (7, "xã B"),
    ]
    assert match.ref(match.data_rows[1], "target") == "C7"
    assert match.ref(match.data_rows[1], "note") == "7"
    assert match.value(match.data_rows[1], "note") is None
    assert match.others == ("TT",)


@pytest.mark.parametrize(
    "title", ["ĐƠN VỊ", "don vi", "  Đơn  vị\n(ghi rõ)", "Đơn vị *", "Tên đảng bộ", "Đơn vị"]
)
def test_titles_match_whatever_their_dress(header: Callable[..., HeaderMatch], title: str) -> None:
    assert header([[title, "CHỈ TIÊU (đồng chí)"], ["xã A", 1]]).require().columns == {
        "body": 0,
        "target": 1,
    }


def test_two_rows_with_merged_cells(header: Callable[..., HeaderMatch]) -> None:
    months = tuple(Column(f"m{m}", f"T{m}", (f"Tháng {m}",)) for m in (1, 2, 3))
    match = header(
        [
            ["TT", "Đảng bộ", "Chỉ tiêu", "Kết nạp", None, None, "Ghi chú"],
            [None, None, None, "Tháng 1", "Tháng 2", "T3", None],
            [1, "xã A", 20, 1, 2, 3, "x"],
        ],
        (*WANTED, *months),
        merge=["A1:A2", "B1:B2", "C1:C2", "D1:F1", "G1:G2"],
    ).require()
    assert match.last_row == 2
    assert match.columns == {"body": 1, "target": 2, "m1": 3, "m2": 4, "m3": 5, "note": 6}
    assert [r.number for r in match.data_rows] == [3]


def test_upper_and_lower_titles_may_be_joined(header: Callable[..., HeaderMatch]) -> None:
    wanted = (
        Column("body", "Đảng bộ"),
        Column("a", "Chỉ tiêu giao"),
        Column("b", "Chỉ tiêu điều chỉnh"),
    )
    match = header(
        [["Đảng bộ", "Chỉ tiêu", None], [None, "giao", "điều chỉnh"], ["xã A", 20, 22]],
        wanted,
        merge=["A1:A2", "B1:C1"],
    ).require()
    assert match.columns == {"body": 0, "a": 1, "b": 2}


def test_a_tall_header_whose_second_row_is_not_wanted_is_not_read_as_data(
    header: Callable[..., HeaderMatch],
) -> None:
    match = header(
        [["Đảng bộ", "Chỉ tiêu", "Nguồn", None], [None, None, "Nữ", "DTTS"], ["xã A", 20, 1, 2]],
        merge=["A1:A2", "B1:B2", "C1:D1"],
    ).require()
    assert [r.number for r in match.data_rows] == [3]


def test_a_title_merged_over_two_columns_is_one_column(header: Callable[..., HeaderMatch]) -> None:
    match = header([["Đảng bộ", None, "Chỉ tiêu"], ["xã", "A", 20]], merge=["A1:B1"]).require()
    assert match.columns == {"body": 0, "target": 2}
    assert match.twice == ()


@pytest.mark.parametrize(
    "numbers", [[1, 2, 3], ["(1)", "(2)", "(3)"], ["A", "B", 1], ["(A)", "(1)", "(2)"]]
)
def test_a_row_of_column_numbers_is_skipped(
    header: Callable[..., HeaderMatch], numbers: list[object]
) -> None:
    match = header([["TT", "Đảng bộ", "Chỉ tiêu"], numbers, [1, "xã A", 20]])
    expected = [3] if numbers != ["A", "B", 1] else [2, 3]
    assert [r.number for r in match.data_rows] == expected


def test_missing_columns_are_named_with_what_is_there(header: Callable[..., HeaderMatch]) -> None:
    match = header([["Đảng bộ", "Chỉ tiêu nam 2026", "Kết quả", "Ghi chú"], ["xã A", 1, 2, None]])
    assert [c.key for c in match.missing] == ["target"]
    with pytest.raises(BookRefused) as refused:
        match.require()
    assert refused.value.code == "header"
    for word in ("Trang “Chỉ tiêu”", "“Chỉ tiêu năm”", "dòng tiêu đề 1", "“Chỉ tiêu nam 2026”"):
        assert word in refused.value.message_vi


def test_likeness_alone_never_matches(header: Callable[..., HeaderMatch]) -> None:
    match = header([["Đảng bộ", "Chỉ tiêu năn", "Ghi chú"], ["xã A", 1, None]])
    assert "target" not in match.columns


def test_a_title_seen_twice_is_a_problem(header: Callable[..., HeaderMatch]) -> None:
    match = header([["Đảng bộ", "Chỉ tiêu", "Chỉ tiêu năm"], ["xã A", 1, 2]])
    assert match.problems() == [
        "Trang “Chỉ tiêu”: cột “Chỉ tiêu năm” xuất hiện nhiều lần, ở cột B và cột C. Đồng chí giữ "
        "lại một cột."
    ]


def test_no_header_at_all(header: Callable[..., HeaderMatch]) -> None:
    match = header([["xã A", 20], ["xã B", 30]])
    assert match.first_row == 0
    assert "không tìm thấy dòng tiêu đề" in match.problems()[0]


def test_the_sheet_with_the_table_is_found_among_others(book: Callable[..., bytes]) -> None:
    import io

    import openpyxl

    workbook = openpyxl.Workbook()
    workbook.active.append(["Hướng dẫn ghi biểu"])  # type: ignore[union-attr]
    table = workbook.create_sheet("Phụ lục")
    table.append(["Đảng bộ", "Chỉ tiêu"])
    table.append(["xã A", 20])
    workbook.create_sheet("Trống")
    out = io.BytesIO()
    workbook.save(out)
    assert find_sheet(read_book(out.getvalue(), "a.xlsx"), WANTED).sheet.name == "Phụ lục"
