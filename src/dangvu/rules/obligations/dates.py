"""Days by which, and how often: "trước ngày 30/6/2026", "hằng quý", "ít nhất mỗi quý một lần"."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from dangvu.rules.months import Month
from dangvu.rules.obligations.days import (
    BEFORE,
    BY,
    DAY,
    HOUR,
    PERIOD,
    D,
    Y,
    day_and_month,
    day_of,
    figure,
    in_digits,
    is_inclusive,
    period_of,
    within,
)
from dangvu.rules.obligations.facts import Due, Every, Recurrence
from dangvu.rules.obligations.rhythms import WEEKS, Found, days_of_periods, rhythms_in

#: What may stand between "trước" and the day: "17 giờ, thứ Sáu, ngày".
_UP_TO = (
    rf"(?:(?:{HOUR}|het|gio(?: hanh chinh| lam viec)?|sang|chieu|toi|(?:dau|cuoi) gio|buoi"
    r"|thu (?:hai|ba|tu|nam|sau|bay)|chu nhat|(?:cac |0?\d )?ngay|\()[\s,]*){0,5}"
)
_AGAIN = r"(?P<again>,?\s+(?:hang|moi)\s+nam)?"
#: A part of a month or quarter needs no word before it: "xong đầu quý IV/2026".
_PARTLY = r"(?<!tu )(?<!thang )(?=(?:dau|giua|nua dau|nua cuoi)\s+(?:thang|quy)\s+[\divx])"
FIXED = re.compile(
    rf"\b(?P<how>{BEFORE}|{BY}|{_PARTLY})\s*:?\s*(?P<to>{_UP_TO})"
    rf"(?:(?:{D}\s*(?:,|va|-)\s*(?:ngay\s+)?){{0,4}}{DAY}|{PERIOD}){_AGAIN}"
)
_ALSO = re.compile(
    rf"\s*(?:,|va|hoac)\s*(?:(?:truoc|cham nhat|vao)\s+)?(?P<day>(?:ngay\s+)?{DAY}{_AGAIN})(?!\d)"
)
_NOW = re.compile(
    r"(?:\b(?P<how>truoc|trong|den(?: het)?|vao|het|cham nhat(?: la| vao| trong)?)\s+(?:dip\s+)?"
    r"|(?:^|(?<=[;,.] ))(?=cuoi nam\s+[a-z]))"
    r"(?P<p>cuoi nam(?: nay)?(?!\s+(?:\d|hoc))|nam nay|(?:cuoi )?(?:thang|quy) (?:nay|toi)"
    r"|nam(?=\s*(?:[.;]|$)))"
)
_ON_DAY = re.compile(rf"\bngay\s+{DAY}")
RELATIVE = re.compile(
    r"\b(?:(?P<how>trong(?: vong| thoi han| thoi gian)?|cham nhat(?: la| sau)?|sau|khong qua)\s+)"
    r"(?P<n>\d{1,3})\s+(?P<unit>ngay lam viec|ngay|thang|tuan|gio)\b"
    r"(?:\s*,?\s*(?:ke tu|tu|sau|tinh tu|truoc(?= khi| ngay| ky))\s+(?P<from>[^,.;:()]{3,60}))?"
)
AHEAD = re.compile(
    r"\btruoc\s+(?:khi|ngay|ky|buoi|cuoc|hoi nghi|cho)\s+[^,.;:]{3,50}?\s\d{1,2}"
    r"\s+(?:ngay|tuan|thang)\b(?!\s+\d)"
    r"|\b(?:it nhat |toi thieu )?\d{1,2} (?:ngay|gio|tuan)(?: lam viec)? truoc (?:khi|ngay|ky|buoi)"
    r"\s[^,.;:()\d]{2,50}"
    r"|\bsau (?:khi |dai hoi|hoi nghi|ky hop|moi )[^,.;:()\d]{0,40}\d{1,2} ngay"
    r"(?: lam viec)?(?!\s*\d)"
    r"|\btruoc\s+(?:(?:it nhat|toi thieu)\s+)?\d{1,2}\s+ngay(?:\s+lam viec)?(?=\s*[,.;:)]|$)"
)
_EVENT = re.compile(
    r"\b(?:truoc (?:khi (?:khai giang|khai mac|to chuc|ket thuc|het|dien ra|vao|buoc vao|hop)"
    r"|(?:(?:cac |ngay )?(?:ky hop|hoi nghi|dai hoi|phien hop|cuoc hop|buoi hop|khai giang"
    r"|khai mac|le|tet|mua|vu)))\b[^,.;:()]{0,50}"
    r"|(?:ngay )?(?:sau )?khi (?:ket thuc|hoan thanh|co ket qua)\b[^,.;:()]{3,50}"
    r"|ngay sau (?:khi|hoi nghi|ky hop|dai hoi|cuoc hop|le)\b[^,.;:()]{0,50}"
    r"|(?:^|[,.;]\s+)(?:giua|vao giua) nhiem ky\b"
    r"|\b(?:trong(?: ca| suot)?|het|truoc khi ket thuc) nhiem ky(?: nay)?(?=\s*[,.;)]|$)"
    r"|\b(?:truoc|trong|vao|het|cham nhat) (?:(?:ngay|mung|ram) (?:\d{1,2} )?)*thang (?:chap|gieng)"
    r"(?: am lich)?"
    r"|\b(?:trong|het|cuoi|dau) nam hoc(?: \d{4}\s*-\s*\d{4})?)"
)
YEARLY = re.compile(rf"(?<![/\d])\b(?:ngay\s+{DAY}|{PERIOD})(?P<again>,?\s+(?:hang|moi)\s+nam)")
BRACKETED = re.compile(rf"(?<=\()(?:du kien\s+)?(?:(?:ngay\s+)?{DAY}|{PERIOD})(?=\))")
_WEAK = re.compile(rf"\b(?:hoan thanh|dat)\b[^.;]{{0,110}}?(?P<p>nam\s+(?P<yy>{Y}))(?!\s*[-–])")


def dates_in(text: str, shown: str, issued: date | None, signed: date | None = None) -> list[Found]:
    """Every due date and recurrence of a passage, in order, none within another.

    Days without a year are reckoned from ``issued``; what was over when the paper was ``signed``
    (``issued`` where not told) is no due date.

    ``text``: without accents, in small letters; ``shown``: the same letters as written.
    """
    taken: list[Found] = []
    text = in_digits(text, shown)
    for found in (*days_of_periods(text, shown), *_fixed(text, shown, issued, signed or issued),
                  *_relative(text, shown, issued), *_yearly(text, shown, issued),
                  *rhythms_in(text, shown),
                  *_bracketed(text, shown, issued, signed or issued),
                  *_events(text, shown), *_now(text, shown, issued)):  # fmt: skip
        if all(found[1] <= a or found[0] >= b for a, b, _ in taken):
            taken.append(found)
    if not any(isinstance(what, Due) for _, _, what in taken):
        taken += _bare_days(text, shown, issued, taken)
    if not any(isinstance(what, Due) for _, _, what in taken) and (weak := _WEAK.search(text)):
        last = date(figure(weak["yy"]), 12, 31)
        if issued is None or last >= issued:
            doubt = f"Chỉ nêu năm; hiểu là hết năm {last.year}."
            at = weak.span("p")
            taken.append((*at, Due(last, True, shown[slice(*at)], doubt)))
    return sorted(taken, key=lambda found: found[0])


_BARE_DAY = re.compile(
    rf"\b(?:bao cao|gui|nop|hoan thanh|xong|to chuc|khai mac|hop)\b[^.;,()]{{0,60}}?"
    rf"(?P<w>\bngay\s+{DAY})(?=\s*(?:[.;,)]|$))"
)


def _bare_days(text: str, shown: str, issued: date | None, taken: list[Found]) -> Iterator[Found]:
    """A day without a word before it, at the end of what is to be done: "báo cáo chi ủy ngày
    20/9"."""
    for found in _BARE_DAY.finditer(text):
        on, doubt = day_of(found, issued)
        free = all(found.end("w") <= a or found.start("w") >= b for a, b, _ in taken)
        if free and on and issued and on >= issued:
            yield *found.span("w"), Due(on, True, shown[slice(*found.span("w"))], doubt)


def _week(how: str) -> str:
    """The week of a month that is named: "trong tuần thứ hai của"."""
    found = re.search(r"\btuan\s+(?:thu\s+)?(dau|nhat|hai|ba|[1-3])\b", how)
    return f"tuan {WEEKS[found[1]]}" if found else ""


def on_day(text: str, shown: str, signed: date | None) -> Due | None:
    """The day something is held on: "dự hội nghị, ngày 08/4/2026"; days before the paper was
    ``signed`` are those of papers it names."""
    for found in _ON_DAY.finditer(text):
        if (on := day_of(found, None)[0]) and not (signed and on < signed):
            return Due(on, True, shown[slice(*found.span())])
    return None


def _ahead(period: tuple[Month, Month], issued: date | None) -> tuple[Month, Month]:
    """A period named without a year, of the next year where this year's is over."""
    if issued is None or period[1].last() >= issued:
        return period
    return Month.at(period[0].index + 12), Month.at(period[1].index + 12)


def _fixed(text: str, shown: str, issued: date | None, signed: date | None) -> Iterator[Found]:
    for found in FIXED.finditer(text):
        if not found["how"].startswith(("truoc", "cham", "muon", "khong", "han", "thoi")) and (
            _is_history(text, found, signed)
        ):
            continue
        also = _ALSO.match(text, found.end()) if found["d"] or found["d2"] or found["d3"] else None
        if also and (twice := _twice_a_year(text, found, also)):
            yield found.start(), also.end(), replace(twice, text=shown[found.start() : also.end()])
            continue
        if what := _when(text, shown, found, issued):
            yield *found.span(), what
        if also and isinstance(what, Due) and (on := day_of(also, issued)[0]):
            at = also.start("day"), also.end()
            yield *at, Due(on, what.inclusive, shown[slice(*at)])


def _in_time(text: str, found: re.Match[str]) -> bool:
    """Whether the day itself is still in time; before an hour of it, it is."""
    return is_inclusive(found["how"]) or bool(re.search(r"\d\s*(?:gio|h)", found["to"]))


def _is_yearly(text: str, found: re.Match[str]) -> bool:
    return bool(found["again"]) or (
        not re.search(Y, found[0])
        and bool(re.search(r"\b(?:hang|moi) nam\b[^.;]{0,120}$", text[: found.start()]))
    )


def _twice_a_year(text: str, found: re.Match[str], also: re.Match[str]) -> Recurrence | None:
    """ "trước ngày 15/6 và ngày 15/12 hằng năm"."""
    one, other = day_and_month(found), day_and_month(also)
    if not (also["again"] or _is_yearly(text, found)) or one is None or other is None:
        return None
    if (one[1], other[1]) != (6, 12):
        return None
    return Recurrence(Every.HALF_YEAR, "", 1, False, one[0], None, _in_time(text, found))


def _when(
    text: str, shown: str, found: re.Match[str], issued: date | None
) -> Due | Recurrence | None:
    """What a match of ``FIXED`` says: a last day, or a day of every year."""
    words, inclusive = shown[slice(*found.span())], _in_time(text, found)
    on, doubt = day_of(found, issued)
    yearly = _is_yearly(text, found)
    if yearly and (day := day_and_month(found)):
        return Recurrence(Every.YEAR, words, 1, False, *day, inclusive)
    period = period_of(found, issued) if on is None and not doubt else None
    if period and yearly:
        ends = period[1].last() if inclusive else period[0].first()
        return Recurrence(Every.YEAR, words, 1, False, ends.day, ends.month, inclusive)
    if period:
        year_said = re.search(Y, found[0])
        first, last = period if year_said else _ahead(period, issued)
        part = (found["part"] or _week(found["how"])).strip()
        on = within(first, last, part) if inclusive or part else first.first()
        doubt = "" if year_said else f"Thời hạn không ghi năm; hiểu là năm {on.year}."
        if found["till"] or on not in (first.first(), last.last()):
            doubt = f"Chỉ nói một khoảng thời gian; hiểu là ngày {on:%d/%m/%Y}."
    return Due(on, inclusive, words, doubt) if on or doubt else None


def _is_history(text: str, found: re.Match[str], issued: date | None) -> bool:
    """ "trong năm 2025" of a paper of 2026 tells what was; "đến nay" and "từ … đến" too."""
    before = text[max(0, found.start() - 60) : found.start()]
    if re.search(r"\bso lieu\b.*\btu\s+(?:ngay\s+|thang\s+|nam\s+)?[\d/.]+\s*$", before):
        return True
    if not re.search(Y, found[0]):
        return False
    on, _ = day_of(found, issued)
    period = None if on else period_of(found, issued)
    last = on or (period[1].last() if period else None)
    return bool(last and issued and last < issued)


def _relative(text: str, shown: str, issued: date | None) -> Iterator[Found]:
    for ahead in AHEAD.finditer(text):
        doubt = "Thời hạn tính lùi từ một việc, chưa có ngày cụ thể."
        yield *ahead.span(), Due(None, True, shown[slice(*ahead.span())], doubt)
    for found in RELATIVE.finditer(text):
        ends = found["how"] == "sau" and re.match(r"\s*(?:[.;]|$)", text[found.end() :])
        if (
            not (found["from"] or ends)
            and not re.match(r"trong (?:vong|thoi han)|cham nhat|khong qua", found["how"])
            and found["unit"] != "ngay lam viec"
        ):
            continue
        on, doubt = None, "Thời hạn tính từ một việc, chưa có ngày cụ thể."
        own = re.match(r"(?:khi |ngay )?(?:ky|ban hanh|van ban|ngay ban hanh|ngay ky)",
                       found["from"] or "")  # fmt: skip
        if own and issued and found["unit"] in ("ngay", "tuan"):
            days = int(found["n"]) * (7 if found["unit"] == "tuan" else 1)
            on, doubt = issued + timedelta(days=days), "Tính từ ngày ký văn bản."
        yield *found.span(), Due(on, True, shown[found.start() : found.end()].rstrip(), doubt)


def _yearly(text: str, shown: str, issued: date | None) -> Iterator[Found]:
    """A day or a month of every year without a word before it: "tháng 9 hằng năm lập danh sách"."""
    for found in YEARLY.finditer(text):
        period = period_of(found, issued or date(2000, 1, 1))
        last = period[1].last() if period else None
        day = day_and_month(found) or (last and (last.day, last.month))
        if day:
            words = shown[slice(*found.span())]
            yield *found.span(), Recurrence(Every.YEAR, words, 1, False, *day)


def _bracketed(text: str, shown: str, issued: date | None, signed: date | None) -> Iterator[Found]:
    """A day or a period alone in brackets: "mở thêm 02 lớp (tháng 8, tháng 9)"."""
    for found in BRACKETED.finditer(text):
        period = period_of(found, issued)
        on = day_of(found, issued)[0] or (period[1].last() if period else None)
        if on and not (signed and on < signed):
            doubt = f"Chỉ ghi trong ngoặc; hiểu là đến {on:%d/%m/%Y}."
            yield *found.span(), Due(on, True, shown[slice(*found.span())], doubt)


def _events(text: str, shown: str) -> Iterator[Found]:
    """A deadline that hangs on an event: "trước kỳ họp thứ 9", "ngay sau khi kết thúc kiểm tra"."""
    for found in _EVENT.finditer(text):
        words = shown[slice(*found.span())].strip(" ,.;")
        doubt = "Thời hạn tính theo một việc, chưa có ngày cụ thể."
        yield *found.span(), Due(None, not found[0].startswith("truoc"), words, doubt)


def _now(text: str, shown: str, issued: date | None) -> Iterator[Found]:
    """A period told from the paper's own day: "trong tháng này", "trước cuối năm"."""
    if issued is None or re.search(r"\b(?:hang|moi) nam\b", text):
        return
    here = Month(issued.year, issued.month)
    for found in _NOW.finditer(text):
        months = 12 if "nam" in found["p"] else 3 if "quy" in found["p"] else 1
        first = here.index - here.index % months + months * found["p"].endswith("toi")
        on = Month.at(first + months - 1).last()
        doubt = f"Tính theo ngày văn bản; hiểu là đến {on:%d/%m/%Y}."
        yield (
            *found.span(),
            Due(on, is_inclusive(found["how"] or ""), shown[slice(*found.span())], doubt),
        )
