"""Readers for the columns of a kind: one cell to plain JSON, or ``CellRefused``."""

import datetime as dt
import re
from collections.abc import Mapping

from dangvu.intake.catalogue import Reader, Reading
from dangvu.office.vietnamese import clean, fold, near
from dangvu.office.workbooks import (
    CellRefused,
    as_date,
    as_int,
    as_text,
    as_yes_no,
)
from dangvu.rules.months import Month

_MONTH = re.compile(r"(?:thang )?(\d{1,2}) ?[-/.] ?(\d{4})|thang (\d{1,2}) nam (\d{4})")
_MONTH_ISO = re.compile(r"(\d{4})-(\d{1,2})")


def text(max_length: int) -> Reader:
    """Clean text in NFC of at most that many characters."""

    def read(value: object, required: bool, by: Reading) -> str | None:
        return as_text(value, required=required, max_length=max_length)

    return read


def digits(length: int, what: str) -> Reader:
    """A number of that many digits, kept as text with its leading zeros.

    A cell that holds a number has lost them: they are put back where only zeros can be missing.
    Spaces and dots between digits do not count.
    """

    def read(value: object, required: bool, by: Reading) -> str | None:
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value).zfill(length)
        shown = as_text(value, required=required)
        if shown is None:
            return None
        plain = re.sub(r"[\s.'’-]", "", shown)
        if not (plain.isascii() and plain.isdigit()):
            raise CellRefused("not_digits", f"{what} “{shown}” phải gồm toàn chữ số.")
        if len(plain) != length:
            raise CellRefused(
                "wrong_length", f"{what} “{shown}” có {len(plain)} chữ số, cần {length}."
            )
        return plain

    return read


def whole(maximum: int) -> Reader:
    """A whole number from 0 to ``maximum``."""

    def read(value: object, required: bool, by: Reading) -> int | None:
        return as_int(value, required=required, minimum=0, maximum=maximum)

    return read


def day(value: object, required: bool, by: Reading) -> str | None:
    """A day, day first; "2026-05-21"."""
    read = as_date(value, required=required, on=by.on, date1904=by.date1904)
    return read.isoformat() if read else None


def yes_no(value: object, required: bool, by: Reading) -> bool | None:
    """Yes for "x", "Có", 1; no for "Không", 0; None when blank."""
    return as_yes_no(value, required=required)


def month(value: object, required: bool, by: Reading) -> str | None:
    """A month as its first day. Takes "5/2026", "tháng 5/2026", "2026-05" or a date cell.

    Excel turns a typed "5/2026" into the first of that month; any other day is refused, for it
    would be a guess.
    """
    if isinstance(value, dt.date):
        first = as_date(value, required=required, on=by.on, date1904=by.date1904)
        if first is None or first.day != 1:
            raise CellRefused("not_a_month", "Ô ghi một ngày, cần một tháng. Ghi như 5/2026.")
        return first.isoformat()
    shown = as_text(value, required=required)
    if shown is None:
        return None
    if found := _MONTH_ISO.fullmatch(shown):
        year, number = int(found[1]), int(found[2])
    elif found := _MONTH.fullmatch(fold(shown)):
        number, year = int(found[1] or found[3]), int(found[2] or found[4])
    else:
        raise CellRefused("not_a_month", f"“{shown}” không phải là tháng. Ghi như 5/2026.")
    if not 1 <= number <= 12:
        raise CellRefused("no_such_month", f"“{shown}”: không có tháng {number}.")
    if abs(year - by.on.year) > 10:
        raise CellRefused("absurd_year", f"“{shown}”: năm {year} không hợp lý.")
    return Month(year, number).first().isoformat()


def one_of(names: Mapping[str, str], what: str) -> Reader:
    """One of a list, by its words without accents or by its code; gives the code.

    ``names`` maps each accepted name to the code. Hyphens, dots and apostrophes do not count. What
    only looks alike is offered, never taken.
    """
    known = {code.lower(): code for code in names.values() if code}
    known |= {_loose(name): code for name, code in names.items()}
    shown_as = {_loose(name): name for name in names}

    def read(value: object, required: bool, by: Reading) -> str | None:
        word = as_text(value, required=required)
        if word is None:
            return None
        code = known.get(_loose(word))
        if code is None:
            alike = [shown_as[k] for k in near(_loose(word), shown_as, limit=3)]
            hint = f" Có phải: {', '.join(alike)}?" if alike else ""
            raise CellRefused("unknown_value", f"“{clean(word)}” không có trong {what}.{hint}")
        return code

    return read


def _loose(name: str) -> str:
    return " ".join(re.sub(r"['’‘ʼ`´]", "", fold(name)).replace("-", " ").replace(".", " ").split())


def person_name(value: object, required: bool, by: Reading) -> str | None:
    """A person's full name: at least two words, or one with an apostrophe as in K'Brêu. One in
    capitals throughout is written the usual way, for the record and the papers made from it."""
    name = as_text(value, required=required, max_length=120)
    if name is None:
        return None
    if len(name.split()) < 2 and not re.search("['’ʼ]", name):
        raise CellRefused("one_word_name", f"“{name}” chỉ có một chữ; ghi đủ họ, chữ đệm và tên.")
    if odd := next((c for c in name if not (c.isalpha() or c in " '’ʼ-.")), ""):
        raise CellRefused("odd_name", f"“{name}” có ký tự “{odd}” không dùng trong họ tên.")
    if name.isupper():
        name = re.sub(r"[^\W\d_]+", lambda word: word[0].capitalize(), name)
    return name
