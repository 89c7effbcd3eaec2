"""Passages of a paper that may ask for something: points under tasks, and sentences beside them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dangvu.rules.documents import DocumentType
from dangvu.rules.obligations.asking import ask, reports_to
from dangvu.rules.obligations.bodies import BODY, list_at
from dangvu.rules.obligations.dates import dates_in
from dangvu.rules.obligations.facts import Header
from dangvu.rules.obligations.outline import Point
from dangvu.rules.obligations.products import product_of
from dangvu.rules.obligations.text import is_shouted

QUIET = re.compile(
    r"(?:muc dich|yeu cau$|quan diem|muc tieu|chi tieu(?! va nhiem)|tinh hinh|(?:mot so )?ket qua"
    r"|danh gia (?:chung|ket|tinh|viec)|uu diem|nhung (?:ket qua|han che|uu diem)|han che|ton tai"
    r"|khuyet diem|nguyen nhan|bai hoc|doi tuong|thanh phan|(?:moc )?thoi gian(?! toi| qua)"
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
TELLS = re.compile(
    r"(?:(?:hoi nghi |ban thuong vu [^.;]{0,40}|thuong truc [^.;]{0,30}|dong chi [^.;]{0,40})?"
    r"(?:ghi nhan|danh gia cao|bieu duong (?:va|cac|nhung|tinh)|thong nhat(?! giao)|co ban"
    r"|nhat tri|dong y|da )"
    r"|(?:(?:\d+|sau) thang (?:dau|cuoi) nam|quy \w+|nam 20\d\d|den nay|tinh den)"
    r"[^.;:]{0,30},\s*toan\b"
    r"|sau \d+ nam|qua (?:theo doi|kiem tra|bao cao)|thoi gian qua|trong thoi gian qua"
    r"|mot so |tuy nhien|ben canh|nhin chung|nguyen nhan"
    r"|[^.;]{3,60} tu giai the|xet de nghi|theo de nghi"
    r"|cong nhan|thanh lap (?:to|ban|doan|doan|chi bo|dang bo|hoi dong)\b|chuan y|chi dinh"
    r"|phe chuan"
    r"|ban hanh kem theo|phe duyet|bai bo|thay the|dieu dong|tiep nhan va|khai tru|canh cao"
    r"|hop nhat|sap nhap|giai the|chia tach"
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
    r"|van de|phat sinh)|qua (?:thoi )?han\b",
    re.IGNORECASE,
)
SENT = re.compile(
    r"(?:cac )?(?:van ban|ket qua|danh sach|ho so|bien ban|ke hoach|noi dung|y kien|so lieu"
    r"|bao cao)\b[^.;:]{0,80}?\b(?:gui|bao cao|nop)\b",
    re.IGNORECASE,
)
REACH = re.compile(
    r"(?:[a-z ]{5,30}nay|van ban)\s+(?:duoc\s+)?(?:pho bien|quan triet|phat hanh)"
    r"(?:,?\s+(?:va\s+)?(?:pho bien|quan triet))?\s+(?:den|toi"
    r"|trong)\s+(?P<to>[^.;]+)",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?:ve|cong tac|doi voi|noi dung)\b[^:.;]{3,110}:\s+(?=[A-Z])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of one duty: offsets in the mended text, and whom it falls on if it names nobody."""

    no: str
    heading: str
    start: int
    begin: int
    end: int
    heir: tuple[str, ...]
    free: bool = False


def passages_of(points: list[Point], header: Header) -> Iterator[Passage]:
    """Passages that may ask for something. Points before the words that open the tasks, and those
    under headings that only tell, are left out."""
    concluding = header.kind is DocumentType.MINUTES
    opens = [i for i, p in enumerate(points) if _opens(p)
             and (not concluding or re.search(r"ket luan", p.plain, re.IGNORECASE))]  # fmt: skip
    active = not concluding and (not opens or points[opens[0]].level < 99)
    heir: tuple[str, ...] = header.addressees if len(header.addressees) <= 3 else ()
    quiet: Point | None = None
    listing = False
    for at, point in enumerate(points):
        listing = listing and point.level == 99
        if at in opens:
            active = True
            listing = point.level == 99 and bool(_LISTS.search(point.plain))
            heir = _opened_to(point) or heir
            quiet = None
        if point.level < 99 and quiet is not None and point.level <= quiet.level:
            quiet = None
        if point.level < 4 and _is_heading(point) and QUIET.match(_bare_heading(point.plain)):
            quiet = point
        if quiet is None and not (at in opens and point.level == 99):
            yield from _from_point(points, at, heir, active, listing)
        elif at in opens and _enumerates(point):
            yield Passage("", "", point.start, point.begin, point.end, heir, True)


_LISTS = re.compile(r"\b(?:yeu cau|de nghi|chi thi|giao nhiem vu|phan cong|nhu sau|sau day)"
                    r"(?: [^:.;]{0,60})?\s*:$", re.IGNORECASE)  # fmt: skip
_ASKS = re.compile(r"\b(?:yeu cau|de nghi|chi dao)\b", re.IGNORECASE)


def _opens(point: Point) -> bool:
    line = point.plain.rstrip()
    if is_shouted(line) or (point.level <= 3 and _is_heading(point)):
        return bool(_LOUD.search(line)) and not QUIET.match(_bare_heading(line))
    ending = line.endswith(":") or re.search(r"\b(?:sau|sau day|nhu sau)[.,]?$", line)
    if point.no.startswith("Điều"):
        return True
    return bool(
        point.level == 99 and ending and _OPENING.search(line[-400:])
        and not _BACKWARD.search(_ASKS.split(line[-160:])[-1])
    )  # fmt: skip


_ASKED_OF = re.compile(rf"\b(?:yeu cau|de nghi|giao)\s+(?={BODY.pattern})")


def _enumerates(point: Point) -> bool:
    """Whether opening words ask for something themselves and only list what it holds: "đề nghị các
    chi bộ báo cáo …, nội dung gồm:"."""
    line = point.plain.rstrip()
    listing = re.search(r"\b(?:noi dung|gom|bao gom|cu the|theo cac noi dung)[^:.;]{0,30}:$", line)
    asked = _ASKED_OF.search(line)
    return bool(listing and asked and product_of(line[asked.start() :])[0])


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
    points: list[Point], at: int, heir: tuple[str, ...], active: bool, listing: bool
) -> Iterator[Passage]:
    point = points[at]
    if point.level == 99:
        if not _goes_on(points, at):
            yield from _free(point, heir, listing)
        return
    if not active or is_shouted(point.plain) or point.level == 1:
        return
    end = _end_with_loose(points, at)
    heir = _inherited(point) or heir
    heading = _heading(point)
    if point.level >= 9 and not _stands_alone(point):
        return
    labelled = bool(point.children) and all(_is_label(child) for child in point.children)
    if point.parent and (_is_label(point) or _ROLL.search(point.parent.plain)):
        return
    if point.children and _is_heading(point) and not labelled:
        return
    own_end = end
    if reaching := REACH.search(point.plain):
        own_end = end = point.begin + reaching.start()
    if point.children:
        apart = [c for c in point.children if c.level < 9 or _stands_alone(c)]
        own_end = apart[0].start if apart and not labelled else point.last
    label = _LABEL.match(point.plain)
    begin = point.begin
    label = label or _headed(point)
    if label and not list_at(point.plain, _after_for(point.plain)):
        heading, begin = point.words[: label.end()].strip(" :"), point.begin + label.end()
    following = points[at + 1] if at + 1 < len(points) else None
    if following and following.start < own_end and following.level == 99 and _is_heading(point):
        heading, begin = point.words.strip(" :."), following.begin
        heir = _bodies_of(point) or heir
    yield Passage(point.no, heading, point.start, begin, own_end, heir)


_ROLL = re.compile(r"\bgom\b[^:]*\b(?:dong chi|thanh vien|ong, ba|ong \(ba\))[^:]*:\s*$", re.I)
_CHARGE_LABEL = re.compile(
    r"(?:(?:don vi|co quan|bo phan|nguoi)\s+)?(?:chu tri|phoi hop|thuc hien|phu trach|tham muu"
    r"|chuan bi)"
    r"(?: thuc hien)?\s*:|(?:thoi gian|thoi han|tien do|han)(?: hoan thanh| thuc hien)?\s*:"
    r"|(?:san pham|ket qua|kinh phi|dia diem|thanh phan|hinh thuc)[^:.;]{0,30}:",
    re.IGNORECASE,
)


def _is_label(point: Point) -> bool:
    """Whether a point only says who, when or what of the point above it: "Đơn vị chủ trì: …"."""
    return point.level >= 8 and bool(_CHARGE_LABEL.match(point.plain))


def _headed(point: Point) -> re.Match[str] | None:
    """A heading on the same line as the point: "Kiểm tra, giám sát: Ủy ban Kiểm tra …"."""
    label = re.match(r"[A-Z][^:.;]{3,80}:\s+(?=[A-Za-z])", point.plain)
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
    closing = (TELLS.match(point.plain) or _COURTESY.match(point.plain)
               or _CONDITION.match(point.plain) or REACH.search(point.plain)
               or ask(point.plain).how in ("opener", "subject")
               or (reports_to(point.plain) and ask(point.plain).how))  # fmt: skip
    return not closing and not (SENT.match(point.plain) and reports_to(point.plain))


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


def _free(point: Point, heir: tuple[str, ...], listing: bool) -> Iterator[Passage]:
    """Sentences outside the points that ask for something definite; of a paragraph under words
    that open a list (``listing``), the first sentence that says who does what."""
    if point.plain.startswith("(") or " | " in point.plain:
        return
    at = 0
    for stop in (*re.finditer(r"(?<=[a-z)0-9])[.;](?=\s+[A-Z(])", point.plain), None):
        end = stop.end() if stop else len(point.plain)
        line = point.plain[at:end].strip()
        lead = len(point.plain[at:end]) - len(point.plain[at:end].lstrip())
        told = listing and at == 0 and ask(line).how in ("opener", "subject")
        if _asks_freely(line) or (told and not _aside(line)):
            begin = point.begin + at + lead
            yield Passage("", "", begin, begin, point.begin + end, heir, True)
        at = end


def _aside(line: str) -> bool:
    return bool(
        TELLS.match(line) or _CONDITION.match(line) or REACH.search(line) or line.endswith(":")
    )


_FOLLOWS = re.compile(r"\s+(?:theo doi|don doc|giup|tong hop|huong dan)\b", re.IGNORECASE)


def _asks_freely(line: str) -> bool:
    if _aside(line):
        return False
    asked = ask(line)
    if SENT.match(line) and reports_to(line) and dates_in(line.lower(), line, None):
        return True
    product, _ = product_of(line)
    report, dated = reports_to(line), dates_in(line.lower(), line, None)
    definite = bool((product and report) or ((product or report) and dated))
    if asked.how in ("opener", "inside") or re.search(r"\b(?:yeu cau|de nghi|giao) ", line, re.I):
        named = asked.lead or _ASKED_OF.search(line)
        return bool(named) and (definite or not _COURTESY.match(line))
    charged = re.search(r"\b(?:chiu|co) trach nhiem\b", line, re.IGNORECASE) or (
        _FOLLOWS.match(line, list_at(line, 0)[-1][1])
        if asked.how == "subject" and list_at(line, 0)
        else None
    )
    return asked.how in ("verb", "subject") and bool(definite or (asked.lead and charged))
