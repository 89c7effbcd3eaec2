"""Files no office means to send, each with the code of its refusal; and rows that need mending."""

from collections.abc import Callable
from datetime import date

from tests.intake.world import TARGET_HEAD, workbook
from tests.office.conftest import raw_members, zipped

MB = 1024 * 1024
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
GOOD_ROW = (1, "xã Đạ Huoai", 20)


def ole(*streams: str) -> bytes:
    return OLE + b"".join(name.encode("utf-16-le") + bytes(64) for name in streams)


def good() -> bytes:
    return workbook(TARGET_HEAD, GOOD_ROW)


def truncated() -> bytes:
    return good()[:-900]


def bomb() -> bytes:
    return zipped({**raw_members(""), "xl/media/image1.png": bytes(60 * MB)})


BAD_FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "wrong headers": (lambda: workbook(("TT", "Cột A", "Cột B"), (1, 2, 3)), "header"),
    "a header missing": (lambda: workbook(("TT", "Đảng bộ", "Số"), GOOD_ROW), "header"),
    "a header twice": (
        lambda: workbook((*TARGET_HEAD, "Chỉ tiêu giao"), (*GOOD_ROW, 20)),
        "header",
    ),
    "an empty sheet": (lambda: zipped(raw_members("")), "empty"),
    "a header alone": (lambda: workbook(TARGET_HEAD), "empty"),
    "nothing at all": (lambda: b"", "empty"),
    "a password": (lambda: ole("EncryptionInfo", "EncryptedPackage"), "encrypted"),
    "an old workbook": (lambda: ole("Workbook"), "old_excel"),
    "a corrupt file": (truncated, "corrupt"),
    "a zip bomb": (bomb, "zip_bomb"),
    "text by another name": ("TT,Đảng bộ\n1,x".encode, "not_a_workbook"),
    "a page by another name": (lambda: b"<html><table></table></html>", "not_a_workbook"),
    "a hundred megabytes": (lambda: b"PK\x03\x04" + bytes(100 * MB), "too_large"),
}

# What stands in the cell of "Chỉ tiêu" or "Đảng bộ" -> the code and the cell the problem names.
BAD_NUMBERS: dict[str, tuple[object, str]] = {
    "negative": (-3, "negative"),
    "negative in text": ("-3", "negative"),
    "absurd": (2_000_000, "absurd"),
    "a fraction": (1.5, "not_whole"),
    "a decimal comma": ("28,5", "not_whole"),
    "an English comma": ("1,234", "ambiguous_comma"),
    "a decimal point": ("1.5", "decimal_point"),
    "with its unit": ("20 người", "has_unit"),
    "words": ("hai mươi", "not_a_number"),
    "a day": (date(2026, 5, 21), "not_a_number"),
    "blank": (None, "empty"),
}
BAD_NAMES: dict[str, tuple[object, str]] = {
    "unknown": ("xã Không Ở Đây", "unknown"),
    "blank": (None, "empty"),
}
GOOD_NUMBERS: dict[str, tuple[object, int]] = {
    "a number": (1234, 1234),
    "a thousands dot": ("1.234", 1234),
    "trailing spaces": (" 45 \u00a0", 45),
    "zero": (0, 0),
}
GOOD_NAMES = (
    "Đảng bộ xã Đạ Huoai",
    "xã Đạ Huoai",
    "X. Đạ Huoai",
    "DA HUOAI",
    "  Đạ  Huoai\u00a0",
    "LD101",
)
