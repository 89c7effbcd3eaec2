"""How often: "hằng quý", "2 tháng một lần", "ít nhất mỗi quý một lần", "trước ngày 20 hằng tháng".

Patterns read text as those of ``days`` do.
"""

import re
from collections.abc import Iterator

from dangvu.rules.obligations.days import BEFORE, BY, HOUR, D, figure, is_inclusive
from dangvu.rules.obligations.facts import Due, Every, Recurrence

Found = tuple[int, int, Due | Recurrence]

_LEAST = r"\b(?P<least>(?:it nhat|toi thieu)\s+)?"
_MORE = r"(?P<more>(?:it nhat|toi thieu|tu|khong it hon)\s+)?"
_N = r"(?P<n>0?\d|mot|hai|ba|bon)"
_PERIOD = r"(?P<period>tuan|0?6 thang|thang|quy|nam(?! hoc)|nhiem ky)"
_ONCE = r"(?:\s*/\s*(?:(?:mot|0?1)\s+)?|,?\s+(?:mot|0?1)\s+)lan\b"
_OF = r"(?P<of>\d{1,2}|hai|ba|bon|sau|chin|muoi|nua)\s+(?P<unit>ngay|tuan|thang|quy|nam)"
_THINGS = (
    r"(?:lan|buoi|ky|cuoc|lop|dot|tin|bai|quan chung|dang vien|doan vien|hoi vien|nguoi|dong chi"
    r"|chuyen de|bai viet|van ban|mo hinh|viec|chi bo)"
)
_AGAIN = tuple(re.compile(pattern) for pattern in (
    rf"{_LEAST}(?:(?:cu|dinh ky|moi)\s+){{0,2}}{_OF}{_ONCE}",
    rf"{_LEAST}{_N}\s+lan\s*(?:/|moi|trong(?: mot)?)\s*{_PERIOD}\b",
    rf"\b(?P<least>it nhat|toi thieu)\s+{_N}\s+(?:\w+\s+){{0,4}}?\w+\s*(?:\smoi|/)\s*{_PERIOD}\b"
    r"(?!\s*\d)",
    rf"\bmoi\s+{_PERIOD}\s+(?:\w+\s+){{1,12}}?(?P<least>it nhat|toi thieu)\s+{_N}\b",
    rf"{_LEAST}moi\s+{_PERIOD}\b(?:\s+(?:\w+\s+){{0,3}}?{_MORE}{_N}"
    rf"\s+{_THINGS})?",
    rf"\b(?:mot|0?1)\s+{_PERIOD}\s+(?P<least>(?:it nhat|toi thieu)\s+)?{_N}\s+lan\b",
    rf"\b(?:cu|dinh ky|moi|cu moi)\s+{_OF}\b(?!\s*(?:\d|dau|cuoi))",
    rf"{_LEAST}(?:dinh ky\s+)?hang\s+{_PERIOD}\b",
    rf"(?<!\d )(?<!hai )(?<!ba ){_LEAST}{_PERIOD}\s+(?:mot|0?1)\s+lan\b",
    r"\b(?:dinh ky,?\s+)?(?P<period>0?6 thang|quy)\s*(?:,|va)\s*(?:mot |1 )?nam\b(?!\s+\d)",
    rf"\bdinh ky\s+(?:(?:theo|vao)\s+)?{_PERIOD}\b(?!\s*\d)",
    r"\b(?:(?:tai|vao|trong)\s+)?(?:(?:ky (?:hop|sinh hoat)|sinh hoat)\s+)?"
    r"(?:dau(?= moi)|cuoi|thang dau) (?:moi |cua )?(?P<period>quy|thang)\b"
    r"(?!\s*(?:[ivx]+\b|\d|nay))",
    r"\bngay (?:lam viec )?cuoi cung (?:(?:cua|hang|moi|trong) )*(?P<period>tuan|thang|quy|nam)\b"
    r"(?!\s*(?:\d|[ivx]+\b))",
))  # fmt: skip
_REVIEW = re.compile(
    r"\bdinh ky(?:\s+\w+){0,4}?\s+(?:gan voi|trong|theo|cung voi|vao)\s+(?:\w+\s+){0,3}?"
    r"(?:so ket|tong ket|so, tong ket)(?:,?\s+(?:va\s+)?(?:so ket|tong ket|nam|nhiem ky|6 thang"
    r"|quy))*|\b(?:gan voi|vao dip|trong)\s+(?:bao cao\s+)?"
    r"(?:so ket|tong ket)(?:,?\s+(?:va\s+)?(?:tong ket|so ket|nam|nhiem ky))*"
    r"|\bso ket\s+(?:6 thang|nam)?,?\s*(?:va )?tong ket(?:\s+(?:nam|nhiem ky))?"
    r"|\bdinh ky\s+(?:so ket|tong ket)(?:, (?:tong ket|so ket))?"
)
_DAY_OF_PERIOD = re.compile(
    rf"\b(?:(?P<how>{BEFORE}|{BY})\s*{HOUR}?(?:ngay\s+)?"
    rf"|(?:dinh ky\s+)?ngay\s+)(?:mung\s+)?(?!0?6 thang (?:dau|cuoi) nam)(?P<day>{D})\s+"
    r"(?P<last>(?:cua\s+)?thang cuoi(?: cua)?\s+(?:(?:hang|moi)\s+)?(?P<of>quy|6 thang|nam)"
    r"|(?:cua\s+)?(?:(?:hang|moi)\s+)thang|(?:cua\s+)?thang dau(?: cua)? quy sau"
    r"|(?:cua\s+)?thang (?:sau|ke tiep|tiep theo|lien ke))"
)
_MONTHLY = re.compile(r"\b(?:hang|moi) thang\b")
_BARE_DAY = re.compile(
    rf"(?:\b(?P<how>truoc|cham nhat(?: la| vao)?|vao)\s+|(?<=\())ngay\s+(?P<day>{D})\b"
    r"(?!\s*(?:[/.\-]\s?\d|,?\s*(?:cua |cac )?thang|(?:,|va|hoac|den)\s*(?:ngay )?\d"
    r"|,? (?:cua |hang |moi )))"
)
_WEEKDAY = r"(?P<{0}>thu (?:hai|ba|tu|nam|sau|bay)|chu nhat)"
_DAY_OF_WEEK = re.compile(
    rf"\b(?P<how>{BEFORE}|{BY})?\s*(?P<hour>{HOUR}|(?:het )?gio (?:hanh chinh|lam viec),?\s+)?"
    rf"(?:sang |chieu |ngay )*(?:{_WEEKDAY.format('wd')}\s+(?:hang|moi) tuan"
    rf"|(?:hang|moi) tuan,?\s+(?:\(|(?P<how2>vao|truoc|cham nhat)\s+)?(?P<hour2>{HOUR})?"
    rf"(?:sang |chieu |ngay )*{_WEEKDAY.format('wd2')})"
)
_WEEK_OF_MONTH = re.compile(
    r"\b(?:(?:trong|vao)\s+)?tuan\s+(?:thu\s+)?(?P<week>dau|nhat|hai|ba|[1-3])(?: tien)?\s+"
    r"(?:(?:cua|hang|moi)\s+)+thang\b(?!\s*\d)"
)
_WEEKDAYS = ("thu hai", "thu ba", "thu tu", "thu nam", "thu sau", "thu bay", "chu nhat")
WEEKS = {"dau": 1, "nhat": 1, "hai": 2, "ba": 3, "1": 1, "2": 2, "3": 3}
_COUNT = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "sau": 6, "chin": 9, "muoi": 10}
_PERIODS = {"tuan": Every.WEEK, "thang": Every.MONTH, "quy": Every.QUARTER, "nam": Every.YEAR,
            "6 thang": Every.HALF_YEAR, "nhiem ky": Every.TERM}  # fmt: skip
_WHOLE = {1: Every.MONTH, 3: Every.QUARTER, 6: Every.HALF_YEAR, 12: Every.YEAR, 60: Every.TERM}


def rhythms_in(text: str, shown: str) -> Iterator[Found]:
    """Everything that says how often without a day; places may overlap, the first holds."""
    for found in _REVIEW.finditer(text):
        yield *found.span(), Recurrence(Every.REVIEW, shown[slice(*found.span())].rstrip())
    for pattern in _AGAIN:
        for found in pattern.finditer(text):
            yield *found.span(), _again(found, shown[slice(*found.span())])


def _again(found: re.Match[str], words: str) -> Due | Recurrence:
    get = found.groupdict().get
    least = bool(get("least") or get("more"))
    if get("of"):
        counted = every(_number(get("of") or ""), get("unit") or "")
        if counted is None:
            return Due(None, True, words, "Nhịp này không có trong danh sách kỳ; chọn hạn lần đầu.")
        return Recurrence(counted[0], words, counted[1], least)
    period = (get("period") or "").lstrip("0")
    return Recurrence(_PERIODS[period], words, int(_number(get("n") or "1")) or 1, least)


def _number(word: str) -> float:
    return 0.5 if word == "nua" else _COUNT.get(word) or int(word)


def every(number: float, unit: str) -> tuple[Every, int] | None:
    """The rhythm of once in so many days, weeks, months, quarters or years, as a period and how
    often in it: every two months is six times a year. None: no period holds it evenly."""
    if unit in ("ngay", "tuan"):
        days = number * (7 if unit == "tuan" else 1)
        return {7: (Every.WEEK, 1), 10: (Every.MONTH, 3), 14: (Every.MONTH, 2),
                15: (Every.MONTH, 2), 30: (Every.MONTH, 1)}.get(int(days))  # fmt: skip
    months = number * {"thang": 1, "quy": 3, "nam": 12}[unit]
    if months in _WHOLE:
        return _WHOLE[int(months)], 1
    if months == 0.5:
        return Every.MONTH, 2
    return (Every.YEAR, int(12 // months)) if months and 12 % months == 0 else None


def days_of_periods(text: str, shown: str) -> Iterator[Found]:
    """Days of every month, quarter, year or week: "trước ngày 20 hằng tháng"."""
    if monthly := _MONTHLY.search(text):
        for bare in _BARE_DAY.finditer(text, max(0, monthly.start() - 90), monthly.end() + 90):
            if 1 <= (day := figure(bare["day"])) <= 31:
                words = shown[slice(*bare.span())]
                yield (*bare.span(), Recurrence(Every.MONTH, words, 1, False, day, None,
                                                is_inclusive(bare["how"] or "")))  # fmt: skip
    for found in _DAY_OF_PERIOD.finditer(text):
        kind = {None: Every.MONTH, "quy": Every.QUARTER, "6 thang": Every.HALF_YEAR}.get(
            found["of"], Every.YEAR
        )
        kind = Every.QUARTER if found["last"].endswith("quy sau") else kind
        if 1 <= (day := figure(found["day"])) <= 31:
            month = 12 if kind is Every.YEAR else None
            words = shown[slice(*found.span())]
            yield (*found.span(), Recurrence(kind, words, 1, False, day, month,
                                             is_inclusive(found["how"] or "")))  # fmt: skip
    for found in _DAY_OF_WEEK.finditer(text):
        day = 1 + _WEEKDAYS.index(found["wd"] or found["wd2"])
        inclusive = bool(found["hour"] or found["hour2"]) or is_inclusive(
            found["how"] or found["how2"] or ""
        )
        words = shown[slice(*found.span())].strip()
        yield *found.span(), Recurrence(Every.WEEK, words, 1, False, day, None, inclusive)
    for found in _WEEK_OF_MONTH.finditer(text):
        words = shown[slice(*found.span())]
        yield *found.span(), Recurrence(Every.MONTH, words, 1, False, 7 * WEEKS[found["week"]])
