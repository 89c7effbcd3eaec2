"""Duties of a paper: which points ask for something, and what they ask."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from dangvu.rules.documents import DocumentType
from dangvu.rules.obligations.asking import Ask, ask, product_of, reports_to
from dangvu.rules.obligations.bodies import BODY, audience_of, list_at
from dangvu.rules.obligations.dates import DAY, dates_in, day_of
from dangvu.rules.obligations.facts import Due, Duty, Header, Product, Recurrence
from dangvu.rules.obligations.outline import Point, outline
from dangvu.rules.obligations.tables import Row, rows_in
from dangvu.rules.obligations.text import Paragraph, Text, is_shouted, plain

_NO_DUTIES = frozenset({DocumentType.REPORT, DocumentType.SUBMISSION})
_QUIET = re.compile(
    r"(?:muc dich|yeu cau$|quan diem|muc tieu|chi tieu(?! va nhiem)|tinh hinh|(?:mot so )?ket qua"
    r"|danh gia (?:chung|ket|tinh|viec)|uu diem|nhung (?:ket qua|han che|uu diem)|han che|ton tai"
    r"|khuyet diem|nguyen nhan|bai hoc|doi tuong|thanh phan|thoi gian(?! toi| qua)"
    r"|noi dung (?:kiem tra|giam sat)$|dia diem|kinh phi|pham vi"
    r"|can cu|dac diem|boi canh|thuc trang|su can thiet|dien bien|quy dinh chung|nguyen tac"
    r"|giai thich"
    r"|hieu luc|uu, khuyet)",
    re.IGNORECASE,
)
_LOUD = re.compile(
    r"\b(?:nhiem vu|giai phap|to chuc thuc hien|phan cong|noi dung(?: thuc hien| trong tam)?"
    r"|tien do"
    r"|trach nhiem|quyet dinh|yeu cau|cong viec|ket luan|che do bao cao|huong dan|trinh tu"
    r"|quy trinh)\b",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"\b(?:yeu cau|de nghi|chi dao|giao|thong nhat|ket luan|thuc hien|trien khai|tap trung|nhu sau"
    r"|nhiem vu|giai phap|huong dan|quyet dinh|phan cong|luu y|noi dung sau|quy dinh)\b",
    re.IGNORECASE,
)
_BACKWARD = re.compile(
    r"\b(?:nguyen nhan|han che,|ton tai|ket qua (?:cu the|nhu sau|dat duoc)|cu the nhu sau:$"
    r"|da dat|neu tren chu yeu)\b",
    re.IGNORECASE,
)
_TELLS = re.compile(
    r"(?:(?:hoi nghi |ban thuong vu [^.;]{0,40}|thuong truc [^.;]{0,30}|dong chi [^.;]{0,40})?"
    r"(?:ghi nhan|danh gia cao|bieu duong (?:va|cac|nhung|tinh)|thong nhat(?! giao)|co ban"
    r"|nhat tri|dong y|da )"
    r"|sau \d+ nam|qua (?:theo doi|kiem tra|bao cao)|thoi gian qua|trong thoi gian qua"
    r"|mot so |tuy nhien|ben canh|nhin chung|nguyen nhan"
    r"|cong nhan|thanh lap (?:to|ban|doan|doan|chi bo|dang bo|hoi dong)\b|chuan y|chi dinh"
    r"|phe chuan"
    r"|ban hanh kem theo|phe duyet|bai bo|thay the|dieu dong|tiep nhan va|khai tru|canh cao"
    r"|khien trach|ky luat|xoa ten"
    r"|tang huy hieu|ket nap (?:quan chung|ong|ba|dong chi)|chuyen [^.;]{3,60} (?:thanh"
    r"|ve) (?:chi bo|dang bo)"
    r"|(?:quyet dinh|quy dinh|quy che|chi thi|ke hoach|huong dan|thong bao|ket luan|nghi quyet"
    r"|cong van|van ban|chuong trinh) nay\b"
    r"|tren day la|van ban nay|luu\b|noi nhan|can cu (?!.*\b(?:yeu cau|de nghi|giao|xay dung)\b))",
    re.IGNORECASE,
)
_COURTESY = re.compile(
    r"(?:(?:nhan duoc|vay)[^,]{0,60},\s*)?(?:[^.,;:]{0,80}\s)?(?:kinh )?(?:de nghi|yeu cau"
    r"|rat mong|mong)\s.*\b(?:quan tam|phoi hop|xem xet|tao dieu kien|cho y kien|chap thuan|som"
    r"|nghiem tuc|trien khai|thuc hien|chi dao)\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"(?:trong qua trinh|qua trinh)[^.;]{0,60}(?:neu|co|gap)[^.;]{0,60}(?:kho khan|vuong mac"
    r"|van de|phat sinh)",
    re.IGNORECASE,
)
_SENT = re.compile(
    r"(?:cac )?(?:van ban|ket qua|danh sach|ho so|bien ban|ke hoach|noi dung|y kien|so lieu"
    r"|bao cao)\b[^.;:]{0,80}?\b(?:gui|bao cao|nop)\b",
    re.IGNORECASE,
)
REACH = re.compile(
    r"(?:[a-z ]{5,30}nay|van ban)\s+(?:duoc\s+)?(?:pho bien|quan triet|phat hanh)\s+(?:den|toi"
    r"|trong)\s+(?P<to>[^.;]+)",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"(?:noi dung|phuong phap|hinh thuc|so luong)[^.:]{0,30}:\s*", re.IGNORECASE)
_LABEL = re.compile(r"(?:ve|cong tac|doi voi|noi dung)\b[^:.;]{3,110}:\s+(?=[A-Z])", re.IGNORECASE)
_NAMED = {
    "opener": "Lời giao việc nêu đích danh đơn vị",
    "subject": "Đơn vị là chủ ngữ của việc phải làm",
    "inside": "Lời giao việc ở giữa câu",
    "verb": "Câu mở đầu bằng việc phải làm",
    "sent": "Câu hẹn ngày gửi kết quả",
    "bare": "Một điểm đánh số trong phần nhiệm vụ",
    "modal": "Câu có “phải”, “cần”, “có trách nhiệm”",
}


@dataclass(frozen=True, slots=True)
class _Passage:
    """Words of one duty: offsets in the mended text, and whom it falls on if it names nobody."""

    no: str
    heading: str
    start: int
    begin: int
    end: int
    heir: tuple[str, ...]
    free: bool = False


def duties_in(
    text: Text, body: Sequence[Paragraph], header: Header
) -> tuple[tuple[Duty, ...], str]:
    """The duties, in the order of the text; and whom the paper itself must reach."""
    points = outline(body)
    bare = plain(text.text)
    reach = next((text.text[p.begin + m.start("to") : p.begin + m.end("to")].strip()
                  for p in points if (m := REACH.search(p.plain))), "")  # fmt: skip
    if header.kind in _NO_DUTIES:
        return (), reach
    found = [duty for passage in _passages(points, header)
             if (duty := _duty(text, bare, passage, header))]  # fmt: skip
    found += [_of_row(text, row, header) for row in rows_in(body)]
    return tuple(sorted(found, key=lambda duty: duty.span)), reach


# --- which passages ---------------------------------------------------------------------------


def _passages(points: list[Point], header: Header) -> Iterator[_Passage]:
    """Passages that may ask for something. Points before the words that open the tasks, and those
    under headings that only tell, are left out."""
    concluding = header.kind is DocumentType.MINUTES
    opens = [i for i, p in enumerate(points) if _opens(p)
             and (not concluding or re.search(r"ket luan", p.plain, re.IGNORECASE))]  # fmt: skip
    active = not concluding and (not opens or points[opens[0]].level < 99)
    heir: tuple[str, ...] = header.addressees if len(header.addressees) <= 3 else ()
    quiet: Point | None = None
    for at, point in enumerate(points):
        if at in opens:
            active = True
            heir = _opened_to(point) or heir
            quiet = None
        if point.level < 99 and quiet is not None and point.level <= quiet.level:
            quiet = None
        if point.level < 4 and _is_heading(point) and _QUIET.match(_bare_heading(point.plain)):
            quiet = point
        if quiet is None and not (at in opens and point.level == 99):
            yield from _from_point(points, at, heir, active)


def _opens(point: Point) -> bool:
    line = point.plain.rstrip()
    if is_shouted(line) or (point.level <= 3 and _is_heading(point)):
        return bool(_LOUD.search(line)) and not _QUIET.match(_bare_heading(line))
    ending = line.endswith(":") or re.search(r"\b(?:sau|sau day|nhu sau)[.,]?$", line)
    if point.no.startswith("Điều"):
        return True
    return bool(
        point.level == 99 and ending and _OPENING.search(line[-400:])
        and not _BACKWARD.search(line[-160:])
    )  # fmt: skip


def _opened_to(point: Point) -> tuple[str, ...]:
    """Whom the opening words ask: "… đề nghị Ban Thường vụ các đảng ủy trực thuộc thực hiện …"."""
    asks = re.finditer(r"\b(?:yeu cau|de nghi|chi dao|giao)\s+", point.plain, re.IGNORECASE)
    for hit in reversed(list(asks)):
        if named := list_at(point.plain, hit.end()):
            return tuple(point.words[a:b] for a, b in named)
    return ()


def _bare_heading(line: str) -> str:
    return re.sub(r"^(?:ve|mot so|nhung|cac)\s+", "", line.strip().lower())


def _is_heading(point: Point) -> bool:
    """Whether the point's own words only announce what is under it."""
    line = point.plain.rstrip()
    if not line or is_shouted(line):
        return True
    return (len(line) < 130 and not line.endswith((".", ";"))) or line.endswith(":")


def _from_point(
    points: list[Point], at: int, heir: tuple[str, ...], active: bool
) -> Iterator[_Passage]:
    point = points[at]
    if point.level == 99:
        if not _goes_on(points, at):
            yield from _free(point, heir, active)
        return
    if not active or is_shouted(point.plain) or point.level == 1:
        return
    end = _end_with_loose(points, at)
    heir = _inherited(point) or heir
    heading = _heading(point)
    if point.level >= 9 and not _stands_alone(point):
        return
    if point.children and _is_heading(point):
        return
    own_end = end
    if reaching := REACH.search(point.plain):
        own_end = end = point.begin + reaching.start()
    if point.children:
        apart = [c for c in point.children if c.level < 9 or _stands_alone(c)]
        own_end = apart[0].start if apart else point.last
    label = _LABEL.match(point.plain)
    begin = point.begin
    label = label or _headed(point)
    if label and not list_at(point.plain, _after_for(point.plain)):
        heading, begin = point.words[: label.end()].strip(" :"), point.begin + label.end()
    following = points[at + 1] if at + 1 < len(points) else None
    if following and following.start < own_end and following.level == 99 and _is_heading(point):
        heading, begin = point.words.strip(" :."), following.begin
        heir = _bodies_of(point) or heir
    yield _Passage(point.no, heading, point.start, begin, own_end, heir)


def _headed(point: Point) -> re.Match[str] | None:
    """A heading on the same line as the point: "Kiểm tra, giám sát: Ủy ban Kiểm tra …"."""
    label = re.match(r"[A-Z][^:.;]{3,80}:\s+(?=[A-Z])", point.plain)
    if not label or ask(label[0]).how in ("opener", "subject"):
        return None
    return label if ask(point.plain[label.end() :]).how in ("opener", "subject") else None


def _after_for(line: str) -> int:
    hit = re.match(r"doi voi\s+", line, re.IGNORECASE)
    return hit.end() if hit else 0


def _end_with_loose(points: list[Point], at: int) -> int:
    """Where a point ends: loose paragraphs after it that go on with it belong to it."""
    end = points[at].end
    for later in range(at + 1, len(points)):
        if points[later].level != 99 or not _goes_on(points, later):
            break
        end = points[later].end
    return end


def _goes_on(points: list[Point], at: int) -> bool:
    """Whether a free paragraph belongs to the point above it."""
    point = points[at]
    if at == 0 or _opens(point) or point.plain.startswith("(") or " | " in point.plain:
        return False
    above = points[at - 1]
    if 1 < above.level < 99 and _is_heading(above) and not above.plain.endswith(":"):
        return True
    if above.level == 99 and not _goes_on(points, at - 1):
        return False
    if above.level == 1 or is_shouted(above.plain):
        return False
    closing = (_TELLS.match(point.plain) or _COURTESY.match(point.plain)
               or _CONDITION.match(point.plain) or REACH.search(point.plain)
               or ask(point.plain).how in ("opener", "subject")
               or (reports_to(point.plain) and ask(point.plain).how))  # fmt: skip
    return not closing and not (_SENT.match(point.plain) and reports_to(point.plain))


def _stands_alone(dash: Point) -> bool:
    """A dash is a duty where it names its own body, or where the point above only announces."""
    above = dash.parent
    if above is None or _is_heading(above) or above.level == 1:
        return True
    return ask(dash.plain).how in ("opener", "subject")


def _inherited(point: Point) -> tuple[str, ...]:
    """Bodies that a heading above names: "1. Ban Tổ chức Tỉnh ủy", "Giao Ban Tổ chức:"."""
    return next((named for above in point.ancestors if (named := _bodies_of(above))), ())


def _bodies_of(above: Point) -> tuple[str, ...]:
    """The bodies a heading names, and little else."""
    if _is_heading(above) and not (is_shouted(above.plain) and _LOUD.search(above.plain)):
        asked = ask(above.plain)
        charge = re.match(
            r"(?:trach nhiem|nhiem vu|quyen han)(?:,? (?:va )?(?:quyen han|nhiem vu"
            r"|trach nhiem))? cua\s+",
            above.plain, re.IGNORECASE,
        )  # fmt: skip
        begin = charge.end() if charge else 0
        announced = asked.how == "subject" and above.plain.endswith(":")
        named = (
            asked.lead if asked.how == "opener" or announced else tuple(list_at(above.plain, begin))
        )
        rest = above.plain[named[-1][1] :].strip(" .:()") if named else "x"
        if named and (asked.how == "opener" or announced or len(rest) < 40):
            return tuple(above.words[a:b] for a, b in named)
    return ()


def _heading(point: Point) -> str:
    return next((above.words.strip(" :.") for above in point.ancestors if _is_heading(above)), "")


def _free(point: Point, heir: tuple[str, ...], active: bool) -> Iterator[_Passage]:
    """Sentences outside the points that ask for something definite."""
    if point.plain.startswith("(") or " | " in point.plain:
        return
    at = 0
    for stop in (*re.finditer(r"(?<=[a-z)0-9])[.;](?=\s+[A-Z(])", point.plain), None):
        end = stop.end() if stop else len(point.plain)
        line = point.plain[at:end].strip()
        lead = len(point.plain[at:end]) - len(point.plain[at:end].lstrip())
        if _asks_freely(line):
            begin = point.begin + at + lead
            yield _Passage("", "", begin, begin, point.begin + end, heir, True)
        at = end


def _asks_freely(line: str) -> bool:
    if _TELLS.match(line) or _CONDITION.match(line) or REACH.search(line) or line.endswith(":"):
        return False
    asked = ask(line)
    if _SENT.match(line) and reports_to(line) and dates_in(line.lower(), line, None):
        return True
    product, _ = product_of(line)
    report, dated = reports_to(line), dates_in(line.lower(), line, None)
    definite = bool((product and report) or ((product or report) and dated))
    if asked.how in ("opener", "inside") or re.search(r"\b(?:yeu cau|de nghi|giao) ", line, re.I):
        named = asked.lead or re.search(rf"\b(?:yeu cau|de nghi|giao)\s+(?={BODY.pattern})", line)
        return bool(named) and (definite or not _COURTESY.match(line))
    charged = re.search(r"\b(?:chiu|co) trach nhiem\b", line, re.IGNORECASE)
    return asked.how in ("verb", "subject") and bool(definite or (asked.lead and charged))


# --- what a passage asks -----------------------------------------------------------------------


def _duty(text: Text, bare: str, passage: _Passage, header: Header) -> Duty | None:
    words = text.text[passage.begin : passage.end].replace("\n", " ")
    line = bare[passage.begin : passage.end].replace("\n", " ")
    skip = _telling(line)
    asked = ask(line[skip:])
    if passage.free and not asked.how:
        asked = Ask((), asked.join, "sent", 0.8)
    if labelled := _LABELLED.match(line):
        asked = ask(line[labelled.end() :])
        if asked.how not in ("opener", "subject", "verb"):
            return None
        skip = labelled.end()
    if asked.how in ("modal", "") and re.match(r"[^.;]{0,90}\bda \w", line, re.IGNORECASE):
        return None
    if (
        not asked.how
        and passage.no
        and len(line) - skip > 30
        and line.rstrip().endswith((".", ";"))
    ):
        asked = Ask((), asked.join, "bare", 0.5)
    if re.match(rf"(?:{_QUIET.pattern})[^.:]{{0,40}}:", line, re.IGNORECASE):
        return None
    if not asked.how or len(line) - skip < 12:
        return None
    own = tuple(words[skip + a : skip + b] for a, b in asked.lead)
    lead = own or passage.heir
    dated = [what for _, _, what in dates_in(line.lower(), words, _since(header))]
    dated = dated or _by_heading(passage.heading, header)
    due = next((one for one in dated if isinstance(one, Due)), None)
    due = due or (_held_on(text, bare) if product_of(line)[0] is Product.ATTENDANCE else None)
    again = _most_definite([one for one in dated if isinstance(one, Recurrence)])
    product, several = product_of(line[skip:])
    report = reports_to(line)
    doubts = list(_doubts(asked, lead, own, due, product, several))
    confidence = asked.strength - 0.07 * len(doubts) - (0.1 if passage.free else 0)
    more = tuple(one for one in dated if one is not due and not _covers(again, one))
    if more:
        doubts.append(
            "Còn kỳ hạn khác trong cùng một việc: " + "; ".join(m.text for m in more) + "."
        )
    return Duty(
        passage.no,
        passage.heading,
        lead,
        tuple(words[skip + a : skip + b] for a, b in asked.join),
        audience_of(plain(lead[0])) if lead else None,
        words.strip(),
        product,
        due,
        again,
        words[report[0] : report[1]] if report else "",
        text.span(passage.start, len(text.text[: passage.end].rstrip())),
        round(max(confidence, 0.1), 2),
        more,
        tuple(doubts),
        (_NAMED[asked.how],),
    )  # fmt: skip


def _most_definite(found: list[Recurrence]) -> Recurrence | None:
    """The first; but one of the same period that names the day comes before it."""
    if not found:
        return None
    return next((one for one in found if one.every is found[0].every and one.day), found[0])


def _covers(again: Recurrence | None, other: Due | Recurrence) -> bool:
    return isinstance(other, Recurrence) and again is not None and other.every is again.every


def _of_row(text: Text, row: Row, header: Header) -> Duty:
    """The duty a row of a table of tasks gives."""
    when = (
        "trong " + row.when
        if re.match(r"(?i:quý|quy|tháng|thang|\d|năm|nam)", row.when)
        else row.when
    )
    dated = [what for _, _, what in dates_in(plain(when).lower(), when, _since(header))]
    due = next((one for one in dated if isinstance(one, Due)), None)
    due = replace(due, text=row.when) if due else None
    again = _most_definite([one for one in dated if isinstance(one, Recurrence)])
    line = plain(f"{row.what}. {row.product}")
    doubts = ("Thời hạn trong bảng không đọc được.",) if row.when and not dated else ()
    return Duty(
        row.no, "", row.lead, row.join, audience_of(plain(row.lead[0])) if row.lead else None,
        row.what, product_of(line)[0], due, again, "", text.span(row.start, row.end),
        0.9 if row.lead else 0.6, (), doubts, ("Một dòng của bảng phân công",),
    )  # fmt: skip


def _by_heading(heading: str, header: Header) -> list[Due | Recurrence]:
    """What a heading that is a time says: "Tháng 02/2026: …"."""
    line = plain(heading).lower()
    if not re.match(
        r"(?:trong |truoc |den |cham nhat )?(?:thang|quy|ngay|nam|tuan|6 thang)\b", line
    ):
        return []
    prefix = "" if re.match(r"trong|truoc|den|cham", line) else "trong "
    return [what for _, _, what in dates_in(prefix + line, prefix + heading, _since(header))]


def _since(header: Header) -> date | None:
    """The day from which days without a year are reckoned: the issue, or the beginning of a later
    year that the subject names."""
    year = re.search(r"\bnam (20\d\d)$", plain(header.subject).lower())
    if year and header.issued_on and int(year[1]) > header.issued_on.year:
        return date(int(year[1]), 1, 1)
    return header.issued_on


_HELD = re.compile(rf"\bthoi gian\s*:?[^.;\n]{{0,60}}?(?P<w>ngay\s+{DAY})")


def _held_on(text: Text, bare: str) -> Due | None:
    """The day of the meeting that an invitation names on a line of its own."""
    found = _HELD.search(bare.lower())
    on = day_of(found, None)[0] if found else None
    return Due(on, True, text.text[slice(*found.span("w"))]) if found and on else None


def _telling(line: str) -> int:
    """Where the first sentence that does not merely tell begins; the whole length if none."""
    at = 0
    while _TELLS.match(line, at):
        stop = re.compile(r"(?<=[a-z)0-9%])[.;](?=\s+[A-Z])").search(line, at)
        if not stop:
            inside = re.compile(
                r"[,;:]\s+(?:dong thoi\s+|va\s+)?(?=(?:giao|yeu cau|de nghi)\s)"
            ).search(line, at)
            return inside.end() if inside else len(line)
        at = stop.end() + 1
    return at


def _doubts(
    asked: Ask, lead: tuple[str, ...], own: tuple[str, ...], due: Due | None,
    product: Product | None, several: bool,
) -> Iterator[str]:  # fmt: skip
    if not lead:
        yield "Không thấy nêu ai làm."
    if asked.how in ("modal", "bare"):
        yield "Câu nói về yêu cầu chung, chưa chắc là một việc phải làm."
    if due and due.doubt_vi:
        yield due.doubt_vi
    if several:
        yield (
            f"Có thể có nhiều sản phẩm; đang hiểu là {product.label_vi.lower()}." if product else ""
        )
