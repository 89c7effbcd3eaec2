"""Days by which, and how often: "trước ngày 30/6/2026", "hằng quý", "ít nhất mỗi quý một lần".

All patterns read text without accents, in small letters, so that a letter misread by a scanner's
program does not hide a date.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from dangvu.rules.months import Month
from dangvu.rules.obligations.facts import Due, Every, Recurrence

_D = r"[0-9oil]{1,2}"
_Y = r"(?:19|20|2o)[0-9oil]{2}"
DAY = (
    rf"(?:(?P<d>{_D})\s?[/.\-]\s?(?P<m>{_D})\s?[/.\-]\s?(?P<y>{_Y})"
    rf"|(?P<d2>{_D})\s+thang\s+(?P<m2>{_D})(?:\s+nam\s+(?P<y2>{_Y}))?"
    rf"|(?P<d3>{_D})\s?/\s?(?P<m3>{_D})(?![\d/%]))"
)
PERIOD = (
    rf"(?:(?P<part>(?:nua dau|nua cuoi|dau|giua|cuoi|thuong tuan|trung tuan|ha tuan)(?: cua)?\s+)?"
    rf"(?:thang\s+{_D}\s*(?:,|va|hoac|-)\s*)*(?:thang\s+)(?P<pm>{_D})(?:\s*/\s*|\s+nam\s+|\s*-\s*)?(?P<py>{_Y})?"
    rf"|quy\s+(?:(?:iv|i{{1,3}}|[1-4])\s*(?:,|va|-)\s*(?:quy\s+)?)*(?P<q>iv|i{{1,3}}|[1-4])\b(?:\s*/\s*|\s+nam\s+|\s*-\s*)?(?P<qy>{_Y})?"
    rf"|(?:0?6 thang|nua) (?P<half>dau|cuoi) nam(?:\s+(?P<hy>{_Y}))?"
    rf"|nam\s+(?P<yy>{_Y}))"
)
_HOUR = r"(?:\d{1,2}\s*(?:gio|h)(?:\s*\d{2})?(?:\s*phut)?,?\s*)?"
_BEFORE = r"truoc"
_BY = (
    r"(?:cham nhat|muon nhat)(?:\s+(?:la|den|vao|trong|truoc))*"
    r"|(?:den|cho den|cho toi)(?:\s+het)?|het|khong qua|khong muon hon|(?:hoan thanh|xong|ket thuc)"
    r"\s+(?:trong|vao)|vao|trong|han(?:\s+(?:cuoi|chot))?(?:\s+la)?|(?:thoi gian"
    r"|thoi han)(?:\s+(?:gui|nop|hoan thanh|thuc hien|to chuc|du kien))*(?:\s+(?:la|vao|trong))?"
    r"|den truoc|cuoi"
    rf"|tu\s+(?:ngay\s+)?{_D}\s*-"
    r"|du kien(?:\s+(?:vao|trong|den|to chuc|hoan thanh))*"
    r"|du\s+(?:(?:ky|buoi)\s+)?(?:hop|sinh hoat)(?: chi bo| thuong ky| dinh ky)*"
    r"|(?:trong\s+)?tuan\s+(?:thu\s+\w+|dau|cuoi)(?:\s+cua)?"
    r"|ky (?:hop|sinh hoat)(?: chi bo| thuong ky)*"
    r"|(?:trong|tai|vao|trinh)\s+(?:(?:ky|buoi|phien|cuoc|hoi nghi)\s+)?"
    r"(?:hop|sinh hoat|hoi nghi|giao ban)"
    r"(?: chi bo| thuong ky| dinh ky| ban chap hanh| ban thuong vu)*"
)
_AT_HOUR = re.compile(r"\s*:?\s*\d{1,2}\s*(?:gio|h)\b")
_WHEN = rf"(?P<how>{_BEFORE}|{_BY})\s*:?\s*{_HOUR}"
_AGAIN = r"(?:hang|cua|moi)\s+"
FIXED = re.compile(
    rf"\b{_WHEN}(?:(?:het\s+)?(?:(?:cac\s+|0?\d\s+)?ngay\s+)?(?:{_D}\s*(?:,|va|-)\s*(?:ngay\s+)?){{0,4}}{DAY}|{PERIOD})(?P<again>,?\s+(?:hang|moi)\s+nam)?"
)
_ON_DAY = re.compile(rf"\bngay\s+{DAY}")
RELATIVE = re.compile(
    r"\b(?:(?P<how>trong(?: vong| thoi han| thoi gian)?|cham nhat(?: la| sau)?|sau|khong qua)\s+)"
    r"(?P<n>\d{1,3})\s+(?P<unit>ngay lam viec|ngay|thang|tuan|gio)\b"
    r"(?:\s*,?\s*(?:ke tu|tu|sau|tinh tu)\s+(?P<from>[^,.;:()]{3,60}))?"
)
AHEAD = re.compile(
    r"\btruoc\s+(?:khi|ngay|ky|buoi|cuoc|hoi nghi)\s+[^,.;:]{3,50}?\s\d{1,2}"
    r"\s+(?:ngay|tuan|thang)\b(?!\s+\d)"
    r"|\btruoc\s+(?:(?:it nhat|toi thieu)\s+)?\d{1,2}\s+ngay(?:\s+lam viec)?(?=\s*[,.;:)]|$)"
)
_EVENT = re.compile(
    r"\b(?:truoc (?:khi (?:khai giang|khai mac|to chuc|ket thuc|het|dien ra|vao|buoc vao|hop)"
    r"|(?:(?:cac |ngay )?(?:ky hop|hoi nghi|dai hoi|phien hop|cuoc hop|buoi hop|khai giang"
    r"|khai mac|le|tet|mua)))\b[^,.;:()]{0,50}"
    r"|(?:ngay )?(?:sau )?khi (?:ket thuc|hoan thanh|co ket qua)\b[^,.;:()]{3,50}"
    r"|ngay sau (?:khi|hoi nghi|ky hop|dai hoi|cuoc hop|le)\b[^,.;:()]{0,50}"
    r"|(?:^|[,.;]\s+)(?:giua|vao giua) nhiem ky\b"
    r"|\b(?:trong|het|cuoi|dau) nam hoc(?: \d{4}\s*-\s*\d{4})?)"
)
YEARLY = re.compile(rf"(?<![/\d])\b(?:ngay\s+{DAY}|{PERIOD})(?P<again>,?\s+(?:hang|moi)\s+nam)")
BRACKETED = re.compile(rf"(?<=\()(?:du kien\s+)?(?:(?:ngay\s+)?{DAY}|{PERIOD})(?=\))")
MONTHLY_DAY = re.compile(
    rf"\b(?:(?P<how>{_BEFORE}|{_BY})\s*{_HOUR}(?:ngay\s+)?"
    rf"|(?:dinh ky\s+)?ngay\s+)(?:mung\s+)?(?!0?6 thang (?:dau|cuoi) nam)(?P<day>{_D})\s+"
    r"(?P<last>(?:cua\s+)?thang cuoi(?: cua)?\s+(?:(?:hang|moi)\s+)?(?P<of>quy|6 thang|nam)"
    r"|(?:cua\s+)?(?:(?:hang|moi)\s+)thang|thang dau(?: cua)? quy sau"
    r"|(?:cua\s+)?thang (?:sau|ke tiep|tiep theo|lien ke))"
)
_MONTHLY = re.compile(r"\b(?:hang|moi) thang\b")
_BARE_DAY = re.compile(
    rf"\b(?P<how>{_BEFORE}|cham nhat(?: la| vao)?|vao)\s+ngay\s+(?P<day>{_D})\b"
    r"(?!\s*(?:[/.\-]\s?\d|,?\s*(?:cua |cac )?thang|(?:,|va|hoac|den)\s*(?:ngay )?\d"
    r"|,? (?:cua |hang |moi )))"
)
_COUNT = {"mot": 1, "hai": 2, "ba": 3, "bon": 4} | {str(n): n for n in range(1, 10)}
_PERIODS = {"tuan": Every.WEEK, "thang": Every.MONTH, "quy": Every.QUARTER, "nam": Every.YEAR,
            "6 thang": Every.HALF_YEAR, "nhiem ky": Every.TERM}  # fmt: skip
AGAIN = re.compile(
    r"\b(?P<least>(?:it nhat|toi thieu)\s+)?(?:(?P<lead>0?\d|mot|hai|ba)"
    r"\s+lan\s*(?:/|moi|trong(?: mot)?)\s*"
    r"(?P<p1>tuan|thang|quy|nam)"
    r"|(?:dinh ky\s+)?(?P<months>0?[136]|12)\s+thang\s*(?:/\s*(?:(?:mot|0?1)\s+)?|(?:mot"
    r"|0?1)\s+)lan"
    r"|moi\s+(?P<p8>tuan|6 thang|thang|quy|nam)\s+(?:\w+\s+){1,12}?(?:it nhat|toi thieu)\s+"
    r"(?P<n4>0?\d|mot|hai|ba)\b"
    r"|moi\s+(?P<p2>tuan|6 thang|thang|quy|nam)(?:\s+(?:\w+\s+){0,3}?(?:(?:it nhat|toi thieu)\s+)?"
    r"(?P<n2>0?\d|mot|hai|ba)\s+(?:lan|buoi|ky|cuoc|lop|dot|tin|bai|quan chung|dang vien"
    r"|doan vien|hoi vien|nguoi|dong chi|chuyen de|bai viet|van ban|mo hinh|viec|chi bo))?"
    r"|(?:dinh ky\s+)?(?:hang|hăng)\s+(?P<p3>tuan|thang|quy|nam)"
    r"|(?:dinh ky\s+)?(?:0?6|sau)\s+thang\s*(?:/|,)?\s*(?:mot|1)\s+lan"
    r"|dinh ky\s+(?:(?:theo|vao)\s+)?(?P<p4>tuan|quy|0?6 thang|thang|nam)\b(?!\s*\d)"
    r"|(?:dinh ky,?\s+)?(?:0?6 thang|quy)\s*(?:,|va)\s*(?:mot |1 )?nam\b(?!\s+\d)"
    r"|(?:it nhat|toi thieu)\s+(?P<n3>0?\d|mot|hai|ba)\s+(?:\w+\s+){0,4}?\w+\s*(?:\smoi|/)\s*"
    r"(?P<p6>tuan|thang|quy|nam)\b(?!\s*\d)"
    r"|(?:(?:tai|vao|trong)\s+)?(?:(?:ky (?:hop|sinh hoat)|sinh hoat)\s+)?"
    r"(?:cuoi|thang dau) (?:moi |cua )?"
    r"(?P<p7>quy|thang)\b(?!\s*(?:[ivx]+\b|\d|nay))"
    r"|ngay (?:lam viec )?cuoi cung (?:(?:cua|hang|moi|trong) )*(?P<p9>tuan|thang|quy|nam)\b"
    r"(?!\s*(?:\d|[ivx]+\b))"
    r"|(?P<p5>tuan|thang|quy|nam)\s+(?:mot|1)\s+lan)"
)
REVIEW = re.compile(
    r"\bdinh ky(?:\s+\w+){0,4}?\s+(?:gan voi|trong|theo|cung voi|vao)\s+(?:\w+\s+){0,3}?"
    r"(?:so ket|tong ket|so, tong ket)(?:,?\s+(?:va\s+)?(?:so ket|tong ket|nam|nhiem ky|6 thang"
    r"|quy))*|\b(?:gan voi|vao dip|trong)\s+(?:bao cao\s+)?"
    r"(?:so ket|tong ket)(?:,?\s+(?:va\s+)?(?:tong ket|so ket|nam|nhiem ky))*"
    r"|\bso ket\s+(?:6 thang|nam)?,?\s*(?:va )?tong ket(?:\s+(?:nam|nhiem ky))?"
    r"|\bdinh ky\s+(?:so ket|tong ket)(?:, (?:tong ket|so ket))?"
)
_WEAK = re.compile(rf"\b(?:hoan thanh|dat)\b[^.;]{{0,110}}?(?P<p>nam\s+(?P<yy>{_Y}))(?!\s*[-–])")


def figure(text: str) -> int:
    """Digits, with letters a scanner takes for them."""
    return int(text.translate(str.maketrans("oil", "011")))


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


def _day_and_month(found: re.Match[str]) -> tuple[int, int] | None:
    """Day and month of a match of ``DAY``; they must be on the calendar of a leap year."""
    get = found.groupdict().get
    d, m = (get("d") or get("d2") or get("d3")), (get("m") or get("m2") or get("m3"))
    try:
        on = date(2024, figure(m or "0"), figure(d or "0"))
    except ValueError:
        return None
    return on.day, on.month


def _period(found: re.Match[str], issued: date | None) -> tuple[Month, Month] | None:
    """First and last month of a match of ``PERIOD``."""
    get = found.groupdict().get
    year = get("py") or get("qy") or get("hy") or get("yy")
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
    return (Month(y, 1), Month(y, 12)) if get("yy") else None


Found = tuple[int, int, Due | Recurrence]


def dates_in(text: str, shown: str, issued: date | None, signed: date | None = None) -> list[Found]:
    """Every due date and recurrence of a passage, in order, none within another.

    Days without a year are reckoned from ``issued``; what was over when the paper was ``signed``
    (``issued`` where not told) is no due date.

    ``text``: without accents, in small letters; ``shown``: the same letters as written.
    """
    taken: list[Found] = []
    for found in (*_monthly_days(text, shown), *_fixed(text, shown, issued, signed or issued),
                  *_relative(text, shown, issued), *_yearly(text, shown, issued),
                  *_again(text, shown),
                  *_bracketed(text, shown, issued, signed or issued),
                  *_events(text, shown)):  # fmt: skip
        if all(found[1] <= a or found[0] >= b for a, b, _ in taken):
            taken.append(found)
    if not any(isinstance(what, Due) for _, _, what in taken) and (weak := _WEAK.search(text)):
        last = date(figure(weak["yy"]), 12, 31)
        if issued is None or last >= issued:
            doubt = f"Chỉ nêu năm; hiểu là hết năm {last.year}."
            at = weak.span("p")
            taken.append((*at, Due(last, True, shown[slice(*at)], doubt)))
    return sorted(taken, key=lambda found: found[0])


def _within(month: Month, part: str | None) -> date:
    """The last day of the part of a month that is named: "nửa đầu", "đầu", "giữa"."""
    days = {"nua dau": 15, "dau": 10, "giua": 20, "thuong tuan": 10, "trung tuan": 20}
    days |= {"tuan 1": 7, "tuan 2": 14, "tuan 3": 21}
    day = days.get((part or "").removesuffix(" cua ").strip())
    return month.first().replace(day=day) if day else month.last()


def _week(how: str) -> str:
    """The week of a month that is named: "trong tuần thứ hai của"."""
    found = re.search(r"\btuan\s+(?:thu\s+)?(dau|nhat|hai|ba|[1-3])\b", how)
    return f"tuan {_WEEKS.get(found[1], found[1])}" if found else ""


_WEEKS = {"dau": "1", "nhat": "1", "hai": "2", "ba": "3"}


def on_day(text: str, shown: str) -> Due | None:
    """The day something is held on: "dự hội nghị, ngày 08/4/2026"."""
    for found in _ON_DAY.finditer(text):
        if on := day_of(found, None)[0]:
            return Due(on, True, shown[slice(*found.span())])
    return None


def _ahead(period: tuple[Month, Month], issued: date | None) -> tuple[Month, Month]:
    """A period named without a year, of the next year where this year's is over."""
    if issued is None or period[1].last() >= issued:
        return period
    return Month.at(period[0].index + 12), Month.at(period[1].index + 12)


def _inclusive(how: str) -> bool:
    return not re.match(r"truoc|den truoc|.*\btruoc$", how)


def _fixed(text: str, shown: str, issued: date | None, signed: date | None) -> Iterator[Found]:
    for found in FIXED.finditer(text):
        if re.match(r"trong|vao|den|het|cuoi|ky|tai", found["how"]) and _is_history(
            text, found, signed
        ):
            continue
        words = shown[found.start() : found.end()]
        how = _inclusive(found["how"]) or bool(_AT_HOUR.match(text, found.end("how")))
        on, doubt = day_of(found, issued)
        yearly = found["again"] or (
            not re.search(_Y, found[0])
            and re.search(r"\b(?:hang|moi) nam\b[^.;]{0,120}$", text[: found.start()])
        )
        if yearly and (day := _day_and_month(found)):
            yield *found.span(), Recurrence(Every.YEAR, words, 1, False, *day, how)
            continue
        period = _period(found, issued) if on is None and not doubt else None
        if period and yearly:
            ends = period[1].last() if how else period[0].first()
            yield *found.span(), Recurrence(Every.YEAR, words, 1, False, ends.day, ends.month, how)
            continue
        if period:
            first, last = _ahead(period, issued) if not re.search(_Y, found[0]) else period
            on = _within(last, found["part"] or _week(found["how"])) if how else first.first()
            year_said = re.search(_Y, found[0])
            doubt = "" if year_said else f"Thời hạn không ghi năm; hiểu là năm {on.year}."
            if on not in (first.first(), last.last()):
                doubt = f"Chỉ nói một phần của tháng; hiểu là ngày {on.day:02}/{on.month:02}."
        if on or doubt:
            yield *found.span(), Due(on, how, words, doubt)


def _is_history(text: str, found: re.Match[str], issued: date | None) -> bool:
    """ "trong năm 2025" of a paper of 2026 tells what was; "đến nay" and "từ … đến" too."""
    before = text[max(0, found.start() - 60) : found.start()]
    if re.search(r"\bso lieu\b.*\btu\s+(?:ngay\s+|thang\s+|nam\s+)?[\d/.]+\s*$", before):
        return True
    if not re.search(_Y, found[0]):
        return False
    on, _ = day_of(found, issued)
    period = None if on else _period(found, issued)
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
        period = _period(found, issued or date(2000, 1, 1))
        last = period[1].last() if period else None
        day = _day_and_month(found) or (last and (last.day, last.month))
        if day:
            words = shown[slice(*found.span())]
            yield *found.span(), Recurrence(Every.YEAR, words, 1, False, *day)


def _bracketed(text: str, shown: str, issued: date | None, signed: date | None) -> Iterator[Found]:
    """A day or a period alone in brackets: "mở thêm 02 lớp (tháng 8, tháng 9)"."""
    for found in BRACKETED.finditer(text):
        period = _period(found, issued)
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


def _monthly_days(text: str, shown: str) -> Iterator[Found]:
    if monthly := _MONTHLY.search(text):
        for bare in _BARE_DAY.finditer(text, max(0, monthly.start() - 90), monthly.end() + 90):
            if 1 <= (day := figure(bare["day"])) <= 31:
                words = shown[slice(*bare.span())]
                yield (*bare.span(), Recurrence(Every.MONTH, words, 1, False, day, None,
                                                _inclusive(bare["how"])))  # fmt: skip
    for found in MONTHLY_DAY.finditer(text):
        every = {None: Every.MONTH, "quy": Every.QUARTER, "6 thang": Every.HALF_YEAR}.get(
            found["of"], Every.YEAR
        )
        every = Every.QUARTER if found["last"].endswith("quy sau") else every
        day = figure(found["day"])
        if 1 <= day <= 31:
            month = 12 if every is Every.YEAR else None
            words = shown[found.start() : found.end()]
            yield (
                *found.span(),
                Recurrence(every, words, 1, False, day, month, _inclusive(found["how"] or "")),
            )


def _again(text: str, shown: str) -> Iterator[Found]:
    for found in REVIEW.finditer(text):
        yield *found.span(), Recurrence(Every.REVIEW, shown[found.start() : found.end()].rstrip())
    for found in AGAIN.finditer(text):
        get = found.groupdict().get
        period = next(
            (get(p) for p in ("p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9") if get(p)), None
        )
        if get("months"):
            period = {"1": "thang", "3": "quy", "6": "6 thang"}.get(
                (get("months") or "").lstrip("0"), "nam"
            )
        if period is None:
            period = "quy" if "quy" in found[0] else "6 thang"
        times = _COUNT.get(
            (get("lead") or get("n2") or get("n3") or get("n4") or "").lstrip("0"), 1
        )
        least = bool(get("least")) or bool(re.search(r"it nhat|toi thieu", found[0]))
        yield (
            *found.span(),
            Recurrence(_PERIODS[period.lstrip("0")], shown[found.start() : found.end()], times,
                       least),
        )  # fmt: skip
