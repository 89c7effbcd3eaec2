"""Workbooks of invented members in the national layout."""

from collections.abc import Mapping, Sequence
from io import BytesIO

import xlsxwriter

from dangvu.members import national

AT = {column.code: column.number - 1 for column in national.columns()}


def row(number: int, cell: str, **more: object) -> dict[str, object]:
    """A member who is in order; ``more`` replaces cells."""
    return {
        "number": number, "full_name": "Nguyễn Thị Thử", "sex": "Nữ", "birth_on": "01/02/1980",
        "ethnic_group": "Kinh", "religion": "Không", "citizen": f"068180{number:06d}",
        "card_number": f"{number:012d}", "card_place": "Tỉnh ủy Lâm Đồng", "card_on": "05/03/2012",
        "unit": cell, "birth_country": "Việt Nam", "birth_province": "Lâm Đồng",
        "birth_detail": "Xã Đạ Huoai", "home_country": "Việt Nam", "home_province": "Huế",
        "home_detail": "Xã Phú Lộc", "residence_country": "Việt Nam",
        "residence_province": "Lâm Đồng", "residence_detail": "Thôn 1, xã Đạ Huoai",
        "joined_on": "03/02/2010", "official_on": "03/02/2011", "status": "Chính thức", **more,
    }  # fmt: skip


def book(rows: Sequence[Mapping[str, object]]) -> bytes:
    """The national workbook with those rows under its two header rows."""
    out = BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheet = made.add_worksheet(national.SHEET)
    for column in national.columns():
        at = column.number - 1
        sheet.write(0, at, column.group or column.header)
        sheet.write(1, at, column.header if column.group else "")
    for index, cells in enumerate(rows, start=2):
        for code, value in cells.items():
            if value not in (None, ""):
                sheet.write(index, AT[code], value)
    for name, words in national.lists().items():
        hidden = made.add_worksheet(name)
        hidden.hide()
        hidden.write_column(0, 0, words)
    made.close()
    return out.getvalue()
