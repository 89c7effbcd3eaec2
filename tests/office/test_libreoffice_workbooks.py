"""Workbooks that another program really wrote, and ours as another program reads them."""

import io
from collections.abc import Callable

import openpyxl
import pytest

from dangvu.office.workbooks import (
    BookRefused,
    Column,
    TableColumn,
    find_sheet,
    read_book,
    write_back,
    write_table,
)

pytestmark = pytest.mark.office_suite
COLUMNS = (TableColumn("Mã", "code"), TableColumn("Đảng bộ"), TableColumn("Chỉ tiêu", "whole"))
WANTED = (Column("code", "Mã"), Column("body", "Đảng bộ"), Column("target", "Chỉ tiêu"))


@pytest.fixture(scope="module")
def ours() -> bytes:
    rows = [("007", "xã Đạ Tẻh", 20), ("008", "phường B'Lao", 1234)]
    table = write_table("Chỉ tiêu năm 2026", COLUMNS, rows, sheet_name="Chỉ tiêu")
    return write_back(table, "Chỉ tiêu", 3, {4: "Cột C: xem lại."}, summary=["Cần sửa 1 dòng."])


@pytest.fixture(scope="module")
def saved(convert: Callable[..., dict[str, bytes]], ours: bytes) -> dict[str, bytes]:
    return {
        target: convert({"bang.xlsx": ours}, target)[f"bang.{target}"]
        for target in ("xlsx", "xls", "ods", "pdf")
    }


def test_what_libreoffice_saves_is_read_alike(saved: dict[str, bytes]) -> None:
    match = find_sheet(read_book(saved["xlsx"], "bang.xlsx"), WANTED).require()
    assert [[match.value(r, c.key) for c in WANTED] for r in match.data_rows] == [
        ["007", "xã Đạ Tẻh", 20],
        ["008", "phường B'Lao", 1234],
    ]


def test_a_return_saved_by_libreoffice_is_replaced_when_returned_again(
    saved: dict[str, bytes],
) -> None:
    again = write_back(saved["xlsx"], "Chỉ tiêu", 3, {5: "Dòng sau."})
    sheet = openpyxl.load_workbook(io.BytesIO(again))["Chỉ tiêu"]
    assert [sheet.cell(r, 4).value for r in (3, 4, 5)] == ["Lỗi", None, "Dòng sau."]
    assert sheet["A4"].value == "007"


@pytest.mark.parametrize(
    ("kind", "code", "word"), [("xls", "old_excel", ".xls"), ("ods", "not_a_workbook", ".ods")]
)
def test_older_and_other_kinds_are_refused_by_name(
    saved: dict[str, bytes], kind: str, code: str, word: str
) -> None:
    with pytest.raises(BookRefused) as refused:
        read_book(saved[kind], f"bang.{kind}")
    assert refused.value.code == code
    assert word in refused.value.message_vi


def test_it_prints(saved: dict[str, bytes]) -> None:
    assert saved["pdf"].startswith(b"%PDF")
