"""One cell to one typed value, strictly: what cannot be read with certainty is refused with the
mending.
"""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from dangvu.office.vietnamese import (
    Unreadable,
    clean,
    day,
    decimal,
    fold,
    number,
    parse_day,
    parse_number,
    within_reason,
)
from dangvu.office.workbooks.scanning import CellFault

_DAY_ZERO_1900 = dt.date(1899, 12, 30)
_DAY_ZERO_1904 = dt.date(1904, 1, 1)
_FIRST_SERIAL_YEAR = 1930
_EXACT_UP_TO = 10**15
_YES = {"x", "co", "v", "✓", "✔", "1", "yes", "y", "true", "dung", "roi", "c"}
_NO = {"khong", "0", "no", "n", "false", "sai", "chua", "k", "-"}


class CellRefused(ValueError):
    """A cell whose value cannot be taken. `code` is stable; `message_vi` says why and how to mend
    it.
    """

    def __init__(self, code: str, message_vi: str) -> None:
        super().__init__(message_vi)
        self.code = code
        self.message_vi = message_vi


def _blank(value: object, required: bool, what: str) -> bool:
    """True when there is nothing to read; faults and missing required values are refused here."""
    if isinstance(value, CellFault):
        raise CellRefused(value.code, value.message_vi)
    if value is None or (isinstance(value, str) and not clean(value)):
        if required:
            raise CellRefused("empty", f"Ô để trống, cần {what}.")
        return True
    return False


def as_text(value: object, *, required: bool = False, max_length: int | None = None) -> str | None:
    """Clean text (NFC, single spaces) or None. A whole figure becomes its digits; a day or a
    fraction is refused, because Excel has by then replaced what was typed.
    """
    if _blank(value, required, "nội dung"):
        return None
    if isinstance(value, bool):
        text = "Có" if value else "Không"
    elif isinstance(value, int | float) and abs(value) >= _EXACT_UP_TO:
        raise CellRefused(
            "rounded", "Excel đã làm tròn con số dài này. Định dạng ô là Văn bản (Text) rồi gõ lại."
        )
    elif isinstance(value, int | float) and float(value).is_integer():
        text = str(int(value))
    elif isinstance(value, float):
        raise CellRefused(
            "number_in_text",
            f"Ô ghi số {decimal(value, 4).rstrip('0')}, trong khi cột này cần chữ.",
        )
    elif isinstance(value, dt.date | dt.time | dt.timedelta):
        raise CellRefused(
            "date_in_text",
            f"Excel đã tự đổi ô này thành {_shown(value)}. Đồng chí định dạng ô là Văn bản (Text) "
            "rồi gõ lại.",
        )
    else:
        text = clean(str(value))
    if max_length is not None and len(text) > max_length:
        raise CellRefused("too_long", f"Ô dài {len(text)} ký tự, nhiều nhất được {max_length}.")
    return text


def as_int(
    value: object,
    *,
    required: bool = False,
    minimum: int | None = 0,
    maximum: int | None = 1_000_000,
) -> int | None:
    """A whole number or None. Text may hold thousands dots. `minimum` None admits negatives."""
    read = as_decimal(value, required=required, minimum=None, maximum=None)
    if read is None:
        return None
    if read != read.to_integral_value():
        hint = ""
        thousands = read * 1000
        if (
            isinstance(value, float)
            and 1 <= abs(read) < 1000
            and thousands == thousands.to_integral_value()
        ):
            meant = f"{number(thousands)}, đồng chí gõ lại {int(thousands)}"
            hint = f" Nếu ý là {meant}, không gõ dấu chấm."
        raise CellRefused("not_whole", f"“{_figure(read)}” không phải số nguyên.{hint}")
    _check_range(read, minimum, maximum)
    return int(read)


def as_decimal(
    value: object,
    *,
    required: bool = False,
    minimum: float | None = 0,
    maximum: float | None = None,
) -> Decimal | None:
    """A figure or None, from a number cell or from text with thousands dots and a decimal comma."""
    if _blank(value, required, "một con số"):
        return None
    if isinstance(value, (bool, dt.date | dt.time | dt.timedelta)):
        raise CellRefused("not_a_number", f"Ô ghi {_shown(value)}, trong khi cột này cần con số.")
    if isinstance(value, int | float):
        read = Decimal(repr(value))
        if not read.is_finite():
            raise CellRefused("not_a_number", "Ô không chứa con số dùng được.")
    else:
        try:
            read = parse_number(str(value))
        except Unreadable as reason:
            raise CellRefused(reason.code, reason.message_vi) from reason
    _check_range(read, minimum, maximum)
    return read


def _figure(value: Decimal) -> str:
    exponent = value.normalize().as_tuple().exponent
    return decimal(value, min(6, max(0, -exponent)) if isinstance(exponent, int) else 0)


def _check_range(value: Decimal, minimum: float | None, maximum: float | None) -> None:
    shown = _figure(value)
    if minimum is not None and value < Decimal(repr(minimum)):
        if minimum == 0:
            raise CellRefused("negative", f"“{shown}” là số âm, cột này không nhận số âm.")
        raise CellRefused(
            "too_small", f"“{shown}” nhỏ hơn mức thấp nhất {_figure(Decimal(repr(minimum)))}."
        )
    if maximum is not None and value > Decimal(repr(maximum)):
        raise CellRefused(
            "absurd",
            f"“{shown}” lớn hơn mức cao nhất {_figure(Decimal(repr(maximum)))}. Đồng chí xem lại.",
        )


def as_date(
    value: object, *, required: bool = False, on: dt.date | None = None, date1904: bool = False
) -> dt.date | None:
    """A day or None, from a date cell, text in day/month/year, or a bare serial number.

    `on` is the day of reading (bounds the years, see `parse_day`); `date1904` comes from the book.
    A serial is taken only when it falls in 1930 or later, so that a year or a mistyped number is
    refused.
    """
    if _blank(value, required, "một ngày (ngày/tháng/năm)"):
        return None
    try:
        if isinstance(value, dt.datetime):
            return within_reason(value.date(), on)
        if isinstance(value, dt.date):
            return within_reason(value, on)
        if isinstance(value, bool | dt.time | dt.timedelta):
            raise CellRefused(
                "not_a_day", f"Ô ghi {_shown(value)}, không phải là ngày. Ghi theo ngày/tháng/năm."
            )
        if isinstance(value, int | float):
            return _serial_day(value, on, date1904)
        return parse_day(str(value), on)
    except Unreadable as reason:
        raise CellRefused(reason.code, reason.message_vi) from reason


def _serial_day(value: float, on: dt.date | None, date1904: bool) -> dt.date:
    shown = f"{value:g}" if isinstance(value, float) else str(value)
    if isinstance(value, int) and 1900 <= value <= 2100:
        raise CellRefused(
            "year_only", f"“{shown}” chỉ có năm. Ghi đủ ngày/tháng/năm, ví dụ 21/05/{shown}."
        )
    refused = CellRefused(
        "not_a_day",
        f"“{shown}” là con số, không phải ngày. Đồng chí gõ lại theo ngày/tháng/năm, ví dụ "
        "21/05/2026.",
    )
    try:
        read = (_DAY_ZERO_1904 if date1904 else _DAY_ZERO_1900) + dt.timedelta(days=int(value))
    except OverflowError:
        raise refused from None
    if read.year < _FIRST_SERIAL_YEAR or read.year > ((on.year + 10) if on else 2100):
        raise refused
    return read


def as_yes_no(value: object, *, required: bool = False) -> bool | None:
    """True for "x", "Có", 1 …; False for "Không", "chưa", 0 …; None when blank."""
    if _blank(value, required, "“Có” hoặc “Không”"):
        return None
    if isinstance(value, bool):
        return value
    word = fold(str(value))
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise CellRefused(
        "not_yes_no", f"“{_shown(value)}” không rõ là có hay không. Ghi “x” hoặc “Có”, “Không”."
    )


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "ĐÚNG" if value else "SAI"
    if isinstance(value, dt.date):
        return f"ngày {day(value)}"
    if isinstance(value, dt.time):
        return f"giờ {value:%H:%M}"
    if isinstance(value, dt.timedelta):
        return "một khoảng thời gian"
    return clean(str(value))


def date_column_doubt(values: Iterable[object]) -> str | None:
    """A warning when Excel has probably swapped day and month in part of one column, otherwise
    None.

    On a machine set to month/day, "05/02/2026" typed as 5 February becomes a date cell of 2 May
    while "21/05/2026" stays text. So: text days beyond 12 beside date cells that never pass the
    12th.
    """
    text_beyond, cells, cells_beyond = 0, 0, 0
    for value in values:
        if isinstance(value, dt.date):
            cells += 1
            cells_beyond += value.day > 12
        elif isinstance(value, str):
            try:
                text_beyond += parse_day(value).day > 12
            except Unreadable:
                continue
    if text_beyond and cells and not cells_beyond:
        return (
            f"Cột có {cells} ô ngày không ô nào quá ngày 12, bên cạnh {text_beyond} ô chữ có ngày "
            "sau 12: có thể máy "
            "của đồng chí đã đổi chỗ ngày và tháng. Đồng chí định dạng cả cột là Văn bản, gõ lại "
            "ngày/tháng/năm."
        )
    return None
