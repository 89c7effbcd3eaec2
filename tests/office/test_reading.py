"""Every kind of bad workbook: read right, or refused with a sentence that names the place."""

import datetime as dt
import io
import struct
import time
import zipfile
import zlib
from collections.abc import Callable

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dangvu.office.archives import MB
from dangvu.office.workbooks import (
    BookRefused,
    CellFault,
    CellRefused,
    Limits,
    as_date,
    as_int,
    as_text,
    cell_ref,
    check_size,
    column_letters,
    read_book,
    read_limited,
)

Make = Callable[..., bytes]


def refusal(
    data: bytes, filename: str = "chi-tieu.xlsx", limits: Limits | None = None
) -> BookRefused:
    with pytest.raises(BookRefused) as caught:
        read_book(data, filename, limits)
    assert caught.value.message_vi.endswith(".")
    return caught.value


def ole(*streams: str) -> bytes:
    """The head of a compound file with directory entries of these names."""
    directory = b"".join(
        s.encode("utf-16-le").ljust(64, b"\x00").ljust(128, b"\x00") for s in streams
    )
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504 + directory


class TestOrdinary:
    def test_values_keep_their_types_and_rows_their_numbers(self, book: Make) -> None:
        data = book(
            [
                [],
                ["BẢNG CHỈ TIÊU"],
                [None, None],
                ["TT", "Đảng bộ", "Chỉ tiêu", "Ngày", "Mã"],
                [1, "  xã Đạ Tẻh ", 27, dt.date(2026, 5, 21), "007"],
                [2, "xã Cát Tiên", 1.5, dt.datetime.fromisoformat("2026-05-21T07:30"), True],
                ["   ", "\u00a0"],
            ]
        )
        read = read_book(data, "a.xlsx")
        sheet = read.sheets[0]
        assert [r.number for r in sheet.rows] == [2, 4, 5, 6]
        assert sheet.rows[2].cells == (1, "  xã Đạ Tẻh ", 27, dt.date(2026, 5, 21), "007")
        assert isinstance(sheet.rows[2].cells[2], int)
        assert sheet.rows[3].cells[2:] == (1.5, dt.datetime.fromisoformat("2026-05-21T07:30"), True)
        assert read.sheet("Chỉ tiêu") is sheet
        assert read.sheet("khác") is None

    def test_rows_are_as_wide_as_the_sheet_and_start_at_column_a(self) -> None:
        out = io.BytesIO()
        workbook = openpyxl.Workbook()
        workbook.active["D47"] = "giá trị"  # type: ignore[index]
        workbook.active["B50"] = 5  # type: ignore[index]
        workbook.save(out)
        sheet = read_book(out.getvalue(), "a.xlsx").sheets[0]
        assert [(r.number, r.cells) for r in sheet.rows] == [
            (47, (None, None, None, "giá trị")),
            (50, (None, 5, None, None)),
        ]

    def test_hidden_sheets_are_told_apart(self) -> None:
        workbook = openpyxl.Workbook()
        workbook.active.append(["a"])  # type: ignore[union-attr]
        hidden = workbook.create_sheet("Danh mục")
        hidden.append(["b"])
        hidden.sheet_state = "hidden"
        out = io.BytesIO()
        workbook.save(out)
        read = read_book(out.getvalue(), "a.xlsx")
        assert [s.hidden for s in read.sheets] == [False, True]
        assert [s.name for s in read.visible] == ["Sheet"]

    def test_addresses(self) -> None:
        assert cell_ref(3, 47) == "D47"
        assert [column_letters(i) for i in (0, 25, 26, 701, 702, 16383)] == [
            "A",
            "Z",
            "AA",
            "ZZ",
            "AAA",
            "XFD",
        ]

    @pytest.mark.parametrize("epoch", ["1900", "1904"])
    def test_both_day_zeros(self, epoch: str) -> None:
        workbook = openpyxl.Workbook()
        if epoch == "1904":
            workbook.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        serial = 46163 if epoch == "1900" else 46163 - 1462
        workbook.active.append([dt.date(2026, 5, 21), serial])  # type: ignore[union-attr]
        out = io.BytesIO()
        workbook.save(out)
        read = read_book(out.getvalue(), "a.xlsx")
        assert read.date1904 is (epoch == "1904")
        as_cell, as_serial = read.sheets[0].rows[0].cells
        assert as_date(as_cell) == dt.date(2026, 5, 21)
        assert as_date(as_serial, date1904=read.date1904) == dt.date(2026, 5, 21)

    def test_cells_without_addresses_and_prefixed_elements_are_read(
        self, raw_parts: Callable, make_zip: Make
    ) -> None:
        parts = raw_parts("")
        parts["xl/worksheets/sheet1.xml"] = (
            "<x:worksheet "
            'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
            '<x:row r="3"><x:c r="A3" t="inlineStr"><x:is><x:t>Tên</x:t></x:is></x:c>'
            '<x:c r="B3"><x:v>5</x:v></x:c><x:c '
            'r="C3"><x:f>A1</x:f></x:c></x:row></x:sheetData></x:worksheet>'
        )
        row = read_book(make_zip(parts), "a.xlsx").sheets[0].rows[0]
        assert (row.number, row.cells[:2]) == (3, ("Tên", 5))
        assert isinstance(row.cells[2], CellFault)


class TestFaultsInCells:
    def test_a_formula_never_calculated_names_its_cell(self, book: Make) -> None:
        sheet = read_book(book([["Đảng bộ", "Chỉ tiêu"], ["xã A", "=1+1"]]), "a.xlsx").sheets[0]
        fault = sheet.rows[1].cells[1]
        assert isinstance(fault, CellFault)
        assert fault.code == "formula_without_value"
        assert "Ô B2" in fault.message_vi
        with pytest.raises(CellRefused, match="B2"):
            as_int(fault)

    def test_a_calculated_formula_gives_its_value(self, raw_book: Make) -> None:
        rows = (
            '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>""</f><v></v></c>'
            '<c r="C1" t="str"><f>"a"</f><v>a</v></c></row>'
        )
        assert read_book(raw_book(rows), "a.xlsx").sheets[0].rows[0].cells == (2, None, "a")

    @pytest.mark.parametrize("error", ["#REF!", "#DIV/0!", "#N/A", "#NAME?", "#VALUE!"])
    def test_an_error_is_not_an_empty_cell(self, raw_book: Make, error: str) -> None:
        data = raw_book(
            f'<row r="7"><c r="A7"><v>1</v></c><c r="C7" t="e"><f>B1/0</f><v>{error}</v></c></row>'
        )
        row = read_book(data, "a.xlsx").sheets[0].rows[0]
        fault = row.cells[2]
        assert isinstance(fault, CellFault)
        assert "C7" in fault.message_vi
        assert error in fault.message_vi

    def test_a_row_of_nothing_but_faults_is_kept(self, raw_book: Make) -> None:
        data = raw_book(
            '<row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c r="B9"><f>A1</f></c></row>'
        )
        rows = read_book(data, "a.xlsx").sheets[0].rows
        assert [r.number for r in rows] == [1, 9]
        assert isinstance(rows[1].cells[1], CellFault)

    def test_cells_under_a_merge_say_so(self, book: Make) -> None:
        rows = [["Đảng bộ", "T1", "T2"], ["xã A", 1, 2], [None, 3, 4]]
        sheet = read_book(book(rows, merge=["A2:A3"]), "a.xlsx").sheets[0]
        assert sheet.merged == ((2, 0, 3, 0),)
        with pytest.raises(CellRefused) as refused:
            as_text(sheet.rows[2].cells[0])
        assert refused.value.code == "merged"
        assert "A3" in str(refused.value)
        assert "A2" in str(refused.value)
        assert as_text(sheet.rows[1].cells[0]) == "xã A"


class TestNotAWorkbook:
    @pytest.mark.parametrize(
        ("data", "code", "word"),
        [
            (b"", "empty", "không có nội dung"),
            (b" \r\n", "empty", "không có nội dung"),
            (ole("Root Entry", "EncryptionInfo", "EncryptedPackage"), "encrypted", "mật khẩu"),
            (ole("Root Entry", "Workbook"), "old_excel", ".xlsx"),
            (ole("Root Entry", "WordDocument"), "not_a_workbook", ".xlsx"),
            (ole("Root Entry"), "not_a_workbook", ".xlsx"),
            (b"<html><table><tr><td>1</td></tr></table></html>", "not_a_workbook", "trang web"),
            ("TT,Đảng bộ\n1,xã A\n".encode(), "not_a_workbook", "csv"),
            (b"%PDF-1.7\n\x00", "not_a_workbook", ".xlsx"),
            (b"\x89PNG\r\n\x1a\n\x00\x00", "not_a_workbook", ".xlsx"),
            (b"PK\x03\x04 only the name of a zip", "corrupt", "hỏng"),
        ],
    )
    def test_what_it_is_comes_from_its_bytes(self, data: bytes, code: str, word: str) -> None:
        refused = refusal(data, "chi-tieu.xlsx")
        assert refused.code == code
        assert word in refused.message_vi

    @pytest.mark.parametrize(
        ("member", "code", "word"),
        [
            ("word/document.xml", "not_a_workbook", "Word"),
            ("ppt/presentation.xml", "not_a_workbook", "trình chiếu"),
            ("mimetype", "not_a_workbook", ".ods"),
            ("xl/workbook.bin", "not_a_workbook", ".xlsb"),
            ("xl/vbaProject.bin", "macros", "macro"),
            ("hinh.jpg", "not_a_workbook", "tệp nén"),
        ],
    )
    def test_other_packages_are_named(
        self, make_zip: Make, member: str, code: str, word: str
    ) -> None:
        refused = refusal(make_zip({member: "x"}))
        assert refused.code == code
        assert word in refused.message_vi

    def test_an_empty_workbook(self, book: Make) -> None:
        assert refusal(book([])).code == "empty"
        assert refusal(book([[None], ["  "]])).code == "empty"

    def test_a_truncated_file(self, book: Make) -> None:
        data = book([["Đảng bộ"]] * 50)
        for cut in (len(data) // 2, len(data) - 10):
            assert refusal(data[:cut]).code == "corrupt"

    def test_damage_inside_a_member(self, book: Make) -> None:
        data = bytearray(book([["Đảng bộ", n] for n in range(200)]))
        with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
            at = archive.getinfo("xl/worksheets/sheet1.xml").header_offset + 90
        data[at : at + 20] = b"\xff" * 20
        assert refusal(bytes(data)).code == "corrupt"

    def test_rows_cut_off_in_the_middle(self, raw_parts: Callable, make_zip: Make) -> None:
        parts = raw_parts('<row r="1"><c r="A1"><v>1</v></c></row>')
        parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].split("</row>")[0]
        assert refusal(make_zip(parts)).code == "corrupt"

    def test_entities_are_refused(self, raw_parts: Callable, make_zip: Make) -> None:
        parts = raw_parts('<row r="1"><c r="A1"><v>1</v></c></row>')
        laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace("?>", "?>" + laughs)
        assert refusal(make_zip(parts)).code == "doctype"

    @settings(
        max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
    )
    @given(position=st.floats(0, 1), garbage=st.binary(min_size=1, max_size=40))
    def test_any_damage_is_read_or_refused(
        self, book: Make, position: float, garbage: bytes
    ) -> None:
        data = bytearray(book([["TT", "Đảng bộ", "Chỉ tiêu"], [1, "xã A", 20]]))
        at = int(position * (len(data) - 1))
        data[at : at + len(garbage)] = garbage
        try:
            read_book(bytes(data), "a.xlsx")
        except BookRefused as refused:
            assert refused.code


class TestTooMuch:
    def test_size_is_refused_before_reading(self) -> None:
        check_size(20 * MB)
        with pytest.raises(BookRefused) as refused:
            check_size(100 * MB)
        assert refused.value.code == "too_large"
        assert "100,0 MB" in refused.value.message_vi
        assert "20,0 MB" in refused.value.message_vi

    def test_a_stream_is_dropped_at_the_limit(self) -> None:
        class Endless(io.RawIOBase):
            given = 0

            def read(self, size: int = -1) -> bytes:
                self.given += size
                return b"\x00" * size

        stream = Endless()
        with pytest.raises(BookRefused) as refused:
            read_limited(stream)  # type: ignore[arg-type]
        assert refused.value.code == "too_large"
        assert stream.given <= 20 * MB + 1
        assert read_limited(io.BytesIO(b"abc")) == b"abc"

    def test_a_hundred_megabytes_in_memory_are_refused_at_once(self) -> None:
        started = time.perf_counter()
        assert refusal(b"PK\x03\x04" + bytes(100 * MB)).code == "too_large"
        assert time.perf_counter() - started < 0.5

    def test_two_hundred_thousand_empty_formatted_rows_vanish(self, raw_book: Make) -> None:
        filled = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="B2"><v>2</v></c></row>'
        styled = "".join(
            f'<row r="{n}" spans="1:4">'
            + "".join(f'<c r="{c}{n}" s="0"/>' for c in "ABCD")
            + "</row>"
            for n in range(3, 200_001)
        )
        data = raw_book(filled + styled)
        started = time.perf_counter()
        rows = read_book(data, "a.xlsx").sheets[0].rows
        assert [r.number for r in rows] == [1, 2]
        assert time.perf_counter() - started < 5

    def test_too_many_filled_rows(self, book: Make) -> None:
        refused = refusal(book([[n] for n in range(60)]), limits=Limits(max_rows=50))
        assert refused.code == "too_many_rows"
        assert "Chỉ tiêu" in refused.message_vi

    def test_a_stray_cell_far_away_does_not_fill_the_memory(self, raw_book: Make) -> None:
        first = '<row r="1"><c r="A1"><v>1</v></c></row>'
        far_down = f'{first}<row r="1048576"><c r="Z1048576"><v>1</v></c></row>'
        refused = refusal(raw_book(far_down))
        assert refused.code == "too_far"
        assert "1.048.576" in refused.message_vi
        refused = refusal(
            raw_book('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>')
        )
        assert refused.code == "too_many_columns"
        assert "XFD" in refused.message_vi

    @pytest.mark.parametrize(
        "rows",
        [
            '<row r="99999999"><c r="A99999999"><v>1</v></c></row>',
            '<row r="1"><c r="ZZZZZZZ1"><v>1</v></c></row>',
            '<row r="1"><c r="&#88;FD1"><v>1</v></c></row>',
            '<row r="1"><c r="ZZZ1"/>' + "<c><v>1</v></c>" * 5 + "</row>",
        ],
    )
    def test_impossible_addresses(self, raw_book: Make, rows: str) -> None:
        assert refusal(raw_book(rows)).code in ("corrupt", "too_many_columns")

    def test_a_zip_bomb_that_admits_its_size(self, raw_parts: Callable, make_zip: Make) -> None:
        parts = raw_parts('<row r="1"><c r="A1"><v>1</v></c></row>')
        bomb = make_zip({**parts, "xl/media/image1.png": bytes(60 * MB)})
        assert refusal(bomb).code == "zip_bomb"
        assert (
            refusal(make_zip({**parts, "xl/sharedStrings.xml": " " * 30 * MB})).code == "zip_bomb"
        )

    def test_a_zip_bomb_that_lies_about_its_size(self, raw_parts: Callable, make_zip: Make) -> None:
        parts = raw_parts('<row r="1"><c r="A1"><v>1</v></c></row>')
        honest = make_zip({**parts, "xl/media/image1.png": bytes(50 * MB)})
        size, small = struct.pack("<L", 50 * MB), struct.pack("<L", 900)
        lying = honest.replace(size, small)
        assert lying != honest
        started = time.perf_counter()
        assert refusal(lying).code in ("zip_bomb", "corrupt")
        assert time.perf_counter() - started < 1

    def test_a_lie_told_in_the_sheet_itself(self, raw_parts: Callable) -> None:
        parts = raw_parts('<row r="1"><c r="A1"><v>1</v></c></row>')
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in parts.items():
                if name.endswith("sheet1.xml"):
                    data = data.replace("<sheetData>", "<sheetData>" + " " * 40 * MB)
                archive.writestr(name, data)
            true_size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
        lying = out.getvalue().replace(struct.pack("<L", true_size), struct.pack("<L", 5000))
        assert refusal(lying).code in ("zip_bomb", "corrupt")

    def test_many_members_and_many_copies(self, raw_parts: Callable, make_zip: Make) -> None:
        parts = raw_parts('<row r="1"><c r="A1"><v>1</v></c></row>')
        assert (
            refusal(make_zip({**parts, **{f"xl/x{n}.bin": "" for n in range(2500)}})).code
            == "zip_bomb"
        )
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, data in parts.items():
                archive.writestr(name, data)
            with pytest.warns(UserWarning, match="Duplicate"):
                archive.writestr("xl/workbook.xml", "<other/>")
        assert refusal(out.getvalue()).code == "corrupt"

    def test_a_zip_with_a_password(self, book: Make) -> None:
        data = bytearray(book([["a"]]))
        at = data.find(b"PK\x01\x02")
        data[at + 8] |= 1
        assert refusal(bytes(data)).code == "encrypted"

    def test_an_unknown_compression(self, raw_parts: Callable) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_BZIP2) as archive:
            for name, data in raw_parts('<row r="1"><c r="A1"><v>1</v></c></row>').items():
                archive.writestr(name, data)
        assert refusal(out.getvalue()).code == "corrupt"

    def test_a_checksum_that_does_not_fit(self, raw_parts: Callable, make_zip: Make) -> None:
        parts = raw_parts('<row r="1"><c r="A1"><v>1</v></c></row>')
        data = make_zip(parts)
        crc = struct.pack("<L", zlib.crc32(parts["xl/worksheets/sheet1.xml"].encode()))
        assert refusal(data.replace(crc, b"\x00\x01\x02\x03")).code == "corrupt"
