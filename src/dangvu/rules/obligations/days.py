"""How papers name days and periods: the patterns, and what a match of them stands for.

All patterns read text without accents, in small letters, so that a letter misread by a scanner's
program does not hide a date.
"""

import re
from datetime import date

from dangvu.rules.months import Month

D = r"[0-9oil]{1,2}"
Y = r"(?:19|20|2o)[0-9oil]{2}"
DAY = (
    rf"(?:(?P<d>{D})\s?[/.\-]\s?(?P<m>{D})\s?[/.\-]\s?(?P<y>{Y})"
    rf"|(?<!trong )(?P<d2>{D})\s+thang\s+(?P<m2>{D})(?:\s+nam\s+(?P<y2>{Y}))?"
    rf"|(?P<d3>{D})\s?/\s?(?P<m3>{D})(?![\d/%]))"
)
_PART = r"(?:nua dau|nua cuoi|dau|giua|cuoi|thuong tuan|trung tuan|ha tuan)"
_OF_YEAR = r"(?:\s*/\s*|\s+nam\s+|\s*-\s*)?"
PERIOD = (
    rf"(?:(?P<part>{_PART}(?: cua)?\s+)?(?:"
    rf"(?:0?\d\s+)?thang\s+(?:{D}\s*(?:,|va|hoac|-)\s*(?:thang\s+"
    rf"|(?=(?:{D}\s*(?:,|va|-)\s*){{0,4}}{D}\s*(?:/|nam)\s*{Y}))){{0,6}}(?P<pm>{D}){_OF_YEAR}(?P<py>{Y})?"
    rf"|quy\s+(?:(?:iv|i{{1,3}}|[1-4])\s*(?:,|va|-)\s*(?:quy\s+)?){{0,3}}(?P<q>iv|i{{1,3}}|[1-4])\b"
    rf"{_OF_YEAR}(?P<qy>{Y})?"
    rf"|nam\s+(?P<yy>{Y})(?!\s*[-–]\s*{Y}))"
    rf"|(?:0?6 thang|nua) (?P<half>dau|cuoi) nam(?:\s+(?P<hy>{Y}))?"
    rf"|(?:giai doan|nhiem ky)\s+{Y}\s*-\s*(?P<till>{Y}))"
)
HOUR = r"(?:\d{1,2}\s*(?:gio|h)(?:\s*\d{2})?(?:\s*phut)?,?\s*)"
BEFORE = (
    r"truoc(?:\s+(?:ky|buoi|phien|cuoc)\s+(?:hop|sinh hoat)(?: chi bo| thuong ky| dinh ky| cua)*"
    rf"|\s+(?:ngay|dip|le|tet|ky niem)(?:\s+[a-z]+){{0,8}}?(?=\s+\(?(?:ngay\s+)?{D}\s?/\s?\d))?"
)
BY = (
    r"(?:cham nhat|muon nhat)(?:\s+(?:la|den|vao|trong|truoc))*"
    r"|truoc khi (?:ket thuc|het)"
    r"|(?:(?<!tinh )den|cho den|cho toi|toi)(?:\s+(?:truoc|het))*|het|khong qua|khong muon hon"
    r"|(?:hoan thanh|xong|ket thuc)\s+(?:trong|vao)|vao(?: luc| hoi)?|(?:luc|hoi)(?=\s+\d)|trong"
    r"|han(?:\s+(?:cuoi cung|cuoi|chot|gui|nop|bao cao|hoan thanh|xong))*"
    r"(?:\s+(?:la|vao|den|truoc))?"
    r"|(?:thoi gian|thoi han)(?:\s+(?:gui|nop|hoan thanh|thuc hien|to chuc|du kien))*"
    r"(?:\s+(?:la|vao|trong))?"
    r"|cuoi|(?:sang|chieu)(?=\s+(?:ngay|thu)\b)"
    rf"|tu\s+(?:ngay\s+)?{D}\s*-"
    r"|du kien(?:\s+(?:vao|trong|den|to chuc|hoan thanh))*"
    r"|du\s+(?:(?:ky|buoi)\s+)?(?:hop|sinh hoat)(?: chi bo| thuong ky| dinh ky)*"
    r"|(?:trong\s+)?tuan\s+(?:thu\s+\w+|dau|cuoi)(?:\s+cua)?"
    r"|ky (?:hop|sinh hoat)(?: chi bo| thuong ky)*"
    r"|(?:trong|tai|vao|trinh)\s+(?:(?:ky|buoi|phien|cuoc|hoi nghi)\s+)?"
    r"(?:hop|sinh hoat|hoi nghi|giao ban)"
    r"(?: chi bo| thuong ky| dinh ky| ban chap hanh| ban thuong vu)*"
)


def figure(text: str) -> int:
    """Digits, with letters a scanner takes for them."""
    return int(text.translate(str.maketrans("oil", "011")))


def is_inclusive(how: str) -> bool:
    """Whether the words before a day leave that day in time: all but "trước"."""
    return not re.match(r"truoc(?! khi)|den truoc|.*\btruoc$", how)


def day_of(found: re.Match[str], issued: date | None) -> tuple[date | None, str]:
    """The day a match of ``DAY`` names, and the doubt about it. Without a year: the paper's, or
    the next where that day was over."""
    get = found.groupdict().get
    d, m = (get("d") or get("d2") or get("d3")), (get("m") or get("m2") or get("m3"))
    y = get("y") or get("y2")
    if d is None or m is None:
        return None, ""
    try:
        if y:
            return date(figure(y), figure(m), figure(d)), ""
        if issued is None:
            return None, "Thời hạn không ghi năm."
        on = date(issued.year, figure(m), figure(d))
        on = on if on >= issued else on.replace(year=on.year + 1)
        return on, f"Thời hạn không ghi năm; hiểu là năm {on.year}."
    except ValueError:
        return None, "Ngày ghi trong văn bản không có trên lịch."


def day_and_month(found: re.Match[str]) -> tuple[int, int] | None:
    """Day and month of a match of ``DAY``; they must be on the calendar of a leap year."""
    get = found.groupdict().get
    d, m = (get("d") or get("d2") or get("d3")), (get("m") or get("m2") or get("m3"))
    try:
        on = date(2024, figure(m or "0"), figure(d or "0"))
    except ValueError:
        return None
    return on.day, on.month


def period_of(found: re.Match[str], issued: date | None) -> tuple[Month, Month] | None:
    """First and last month of a match of ``PERIOD``."""
    get = found.groupdict().get
    year = get("py") or get("qy") or get("hy") or get("yy") or get("till")
    if year is None and issued is None:
        return None
    y = figure(year) if year else issued.year if issued else 0
    if get("pm"):
        m = figure(get("pm") or "")
        return (Month(y, m), Month(y, m)) if 1 <= m <= 12 else None
    if get("q"):
        q = {"i": 1, "ii": 2, "iii": 3, "iv": 4}.get(get("q") or "") or int(get("q") or 1)
        return Month(y, 3 * q - 2), Month(y, 3 * q)
    if get("half"):
        return (Month(y, 1), Month(y, 6)) if get("half") == "dau" else (Month(y, 7), Month(y, 12))
    return (Month(y, 1), Month(y, 12)) if get("yy") or get("till") else None


def within(first: Month, last: Month, part: str) -> date:
    """The last day of the part of a period that is named: the first ten days of a month, the first
    of the three months of a quarter, the first quarter of a year, and so on."""
    part = part.removesuffix(" cua").strip()
    if first == last:
        day = _DAYS.get(part)
        return first.first().replace(day=day) if day else last.last()
    months = last.index - first.index + 1
    share = {"dau": months // 3 if months == 3 else 3, "nua dau": months // 2,
             "giua": 2 if months == 3 else months // 2}.get(part, months)  # fmt: skip
    return Month.at(first.index + share - 1).last()


_DAYS = {"nua dau": 15, "dau": 10, "giua": 20, "thuong tuan": 10, "trung tuan": 20,
         "tuan 1": 7, "tuan 2": 14, "tuan 3": 21}  # fmt: skip


_MONTHS = {"gieng": 1, "hai": 2, "ba": 3, "tu": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8,
           "chin": 9, "muoi": 10, "muoi mot": 11, "muoi hai": 12, "nhat": 1, "mot": 1}  # fmt: skip
_SPELT = re.compile(
    r"(?:(?<=\bthang )(?:gieng(?=\s+nam)|mot|hai|ba|tu|nam|sau|bay|tam|chin|muoi(?: mot| hai)?)"
    r"|(?<=\bquy )(?:nhat|mot|hai|ba|tu))\b"
)


def in_digits(text: str, shown: str) -> str:
    """``text`` with months and quarters written out ("tháng Tư") as figures, letter for letter.
    They are told from other words by their capital, or by the year after them."""

    def digits(word: re.Match[str]) -> str:
        named = shown[word.start()].isupper() or re.match(rf"\s+nam\s+{Y}", text[word.end() :])
        return str(_MONTHS[word[0]]).rjust(len(word[0])) if named else word[0]

    return _SPELT.sub(digits, text)
