"""Duties of a paper: what the passages that may ask for something ask."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from dangvu.rules.documents import DocumentType
from dangvu.rules.obligations.asking import Ask, ask, later_doers, reports_to
from dangvu.rules.obligations.bodies import audience_of
from dangvu.rules.obligations.dates import dates_in, on_day
from dangvu.rules.obligations.days import DAY, day_of
from dangvu.rules.obligations.facts import Audience, Due, Duty, Header, Product, Recurrence
from dangvu.rules.obligations.outline import outline
from dangvu.rules.obligations.passages import QUIET, REACH, SENT, TELLS, Passage, passages_of
from dangvu.rules.obligations.products import product_named, product_of
from dangvu.rules.obligations.tables import Row, rows_in
from dangvu.rules.obligations.text import SUPERSCRIPTS, Paragraph, Text, plain

_NO_DUTIES = frozenset({DocumentType.REPORT, DocumentType.SUBMISSION})
_LABELLED = re.compile(r"(?:noi dung|phuong phap|hinh thuc|so luong)[^.:]{0,30}:\s*", re.IGNORECASE)
_NAMED = {
    "opener": "Lời giao việc nêu đích danh đơn vị",
    "subject": "Đơn vị là chủ ngữ của việc phải làm",
    "inside": "Lời giao việc ở giữa câu",
    "verb": "Câu mở đầu bằng việc phải làm",
    "sent": "Câu hẹn ngày gửi kết quả",
    "bare": "Một điểm đánh số trong phần nhiệm vụ",
    "modal": "Câu có “phải”, “cần”, “có trách nhiệm”",
}


def duties_in(
    text: Text, body: Sequence[Paragraph], header: Header
) -> tuple[tuple[Duty, ...], str]:
    """The duties, in the order of the text; and whom the paper itself must reach."""
    points = outline(body)
    bare = plain(text.text).translate(_RAISED)
    reach = next((text.text[p.begin + m.start("to") : p.begin + m.end("to")].strip()
                  for p in points if (m := REACH.search(p.plain))), "")  # fmt: skip
    if header.kind in _NO_DUTIES:
        return (), reach
    found = [duty for passage in passages_of(points, header)
             for duty in _by_doer(text, bare, passage, header)]  # fmt: skip
    found += [_of_row(text, row, header) for row in rows_in(body)]
    return tuple(sorted(found, key=lambda duty: duty.span)), reach


_RAISED = str.maketrans(dict.fromkeys(SUPERSCRIPTS, "^"))


def _by_doer(text: Text, bare: str, passage: Passage, header: Header) -> Iterator[Duty]:
    """The duties of a passage: one of each body that acts in a clause of its own. What is said of
    all of them at the end ("tất cả hoàn thành trước ngày …") holds for each."""
    found = [duty for part in _parts(bare, passage) if (duty := _duty(text, bare, part, header))]
    last = found[-1].due if found and _OF_ALL.search(plain(found[-1].what)) else None
    return (duty if duty.due else replace(duty, due=last) for duty in found)


_OF_ALL = re.compile(
    r"[;.,]\s+(?:tat ca|cac (?:nhiem vu|noi dung|viec|cong viec) (?:tren|nay))\b[^.;]{0,40}"
    r"\b(?:hoan thanh|xong)\b", re.IGNORECASE)  # fmt: skip


def _parts(bare: str, passage: Passage) -> Iterator[Passage]:
    line, doers = bare[passage.begin : passage.end], frozenset(map(_small, passage.heir))
    if _LABELS_BELOW.search(line):
        yield passage
        return
    doers = frozenset(_small(line[a:b]) for a, b in ask(line).lead) or doers
    begin = 0
    for at, places in later_doers(line):
        others = frozenset(_small(line[a:b]) for a, b in places)
        inside = line.count("(", 0, at) > line.count(")", 0, at)
        if not inside and not others <= doers and (_named(others) or _definite(line[at:])):
            yield replace(passage, begin=passage.begin + begin, end=passage.begin + at)
            passage = replace(passage, start=passage.begin + at)
            begin, doers = at, others
    yield replace(passage, begin=passage.begin + begin)


def _named(names: frozenset[str]) -> bool:
    return any(audience_of(name) in _OWN_TASK for name in names)


def _definite(clause: str) -> bool:
    """Whether a clause asks a class of bodies for something with a day, a rhythm or a product; a
    general demand ("cấp ủy, chi bộ phải nắm rõ …") stays with the point it stands in."""
    clause = _PAUSE.split(clause, maxsplit=1)[0]
    return bool(product_of(clause)[0] or dates_in(clause.lower(), clause, None))


_PAUSE = re.compile(r"(?:;|(?<=[a-z)0-9])\.)\s+|\n|$")
_OWN_TASK = (Audience.NAMED, Audience.FRONT, Audience.ORGANS)
_LABELS_BELOW = re.compile(r"\n[-+•*a-z]")


def _small(name: str) -> str:
    return plain(name).lower()


def _asked(line: str, passage: Passage, header: Header) -> tuple[Ask, int] | None:
    """What a passage asks and where its asking begins; None where it asks for nothing."""
    skip = _telling(line)
    asked = ask(line[skip:])
    if not asked.how and (passage.free or (SENT.match(line) and reports_to(line))):
        asked = Ask((), asked.join, "sent", 0.8)
    if labelled := _LABELLED.match(line):
        asked = ask(line[labelled.end() :])
        if asked.how not in ("opener", "subject", "verb"):
            return None
        skip = labelled.end()
    decided = header.kind is DocumentType.DECISION and passage.no == "Điều 1"
    if decided and asked.how in ("modal", "verb", ""):
        return None
    if asked.how in ("modal", "") and _DONE.match(line):
        return None
    whole = len(line) - skip > 30 and line.rstrip().endswith((".", ";"))
    if not asked.how and passage.no and whole:
        asked = Ask((), asked.join, "bare", 0.5)
    if asked.how in ("bare", "modal") and QUIET.match(line):
        return None
    if (
        _QUIET_LABEL.match(line)
        or QUIET.match(plain(passage.heading))
        or not asked.how
        or len(line) - skip < 12
    ):
        return None
    return asked, skip


_DONE = re.compile(r"[^.;]{0,90}\bda \w", re.IGNORECASE)


def _duty(text: Text, bare: str, passage: Passage, header: Header) -> Duty | None:
    words = text.text[passage.begin : passage.end].replace("\n", " ")
    line = bare[passage.begin : passage.end].replace("\n", " ")
    if (found := _asked(line, passage, header)) is None:
        return None
    asked, skip = found
    own = tuple(words[skip + a : skip + b] for a, b in asked.lead)
    lead = own or passage.heir
    dated = [what for _, _, what in dates_in(line.lower(), words, _since(header), header.issued_on)]
    dated = dated or _by_heading(passage.heading, header)
    due = _main_due([one for one in dated if isinstance(one, Due)])
    if due is None and product_of(line)[0] is Product.ATTENDANCE:
        due = on_day(line.lower(), words, header.issued_on) or _held_on(text, bare)
    again = _most_definite([one for one in dated if isinstance(one, Recurrence)])
    product, several = product_of(line[skip:])
    if product is None and re.match(r"bao cao\b", plain(passage.heading), re.IGNORECASE):
        product = Product.REPORT
    report = reports_to(line)
    doubts = list(_doubts(asked, lead, own, due, product, several))
    confidence = asked.strength - 0.07 * len(doubts) - (0.1 if passage.free else 0)
    more = tuple(one for one in dated if one is not due and not _covers(again, one))
    doubts += (
        f"Còn kỳ hạn khác trong câu: “{one.text}”. Tách thành nhiệm vụ riêng nếu cần."
        for one in more
    )
    return Duty(
        passage.no,
        passage.heading,
        lead,
        tuple(words[skip + a : skip + b] for a, b in asked.join),
        audience_of(plain(lead[0])) if lead else None,
        _unsigned(words.strip()),
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


def _main_due(found: list[Due]) -> Due | None:
    """The first; but one that names a day comes before one that names a year only: "lộ trình đến
    năm 2027, gửi … trước ngày 20/8/2026"."""
    if not found:
        return None
    vague = re.search(r"\bnăm\s+\d{4}$", found[0].text) and "tháng" not in found[0].text
    if found[0].on is None:
        return next((one for one in found if one.on), found[0])
    dayful = next((one for one in found if re.search(r"\d\s*/\s*\d|ngày", one.text)), None)
    return dayful if vague and dayful else found[0]


def _unsigned(words: str) -> str:
    """Words without what follows the closing "./." on their line, such as a scribe's mark."""
    return re.sub(r"(\./\.?)\s+\S{1,12}$", r"\1", words)


def _most_definite(found: list[Recurrence]) -> Recurrence | None:
    """The first; but one of the same period that names the day comes before it, and one that
    counts ("ít nhất mỗi quý một lần") before one that does not ("hằng năm")."""
    if not found:
        return None
    dated = next((one for one in found if one.every is found[0].every and one.day), None)
    counted = next((one for one in found if one.at_least or one.times > 1), None)
    return dated or counted or found[0]


def _covers(again: Recurrence | None, other: Due | Recurrence) -> bool:
    return isinstance(other, Recurrence) and again is not None and other.every is again.every


def _of_row(text: Text, row: Row, header: Header) -> Duty:
    """The duty a row of a table of tasks gives."""
    when = (
        "trong " + row.when
        if re.match(r"(?i:quý|quy|tháng|thang|\d|năm|nam)", row.when)
        else row.when
    )
    dated = [
        what for _, _, what in dates_in(plain(when).lower(), when, _since(header), header.issued_on)
    ]
    due = next((one for one in dated if isinstance(one, Due)), None)
    due = replace(due, text=row.when) if due else None
    again = _most_definite([one for one in dated if isinstance(one, Recurrence)])
    doubts = ("Thời hạn trong bảng không đọc được.",) if row.when and not dated else ()
    product = product_named(plain(row.product)) or product_of(plain(row.what))[0]
    return Duty(
        row.no, "", row.lead, row.join, audience_of(plain(row.lead[0])) if row.lead else None,
        row.what, product, due, again, "", text.span(row.start, row.end),
        0.9 if row.lead else 0.6, (), doubts, ("Một dòng của bảng phân công",),
    )  # fmt: skip


def _by_heading(heading: str, header: Header) -> list[Due | Recurrence]:
    """What a heading that is a time says: "Tháng 02/2026: …"."""
    line = plain(heading).lower()
    if stage := _STAGE.match(line):
        line, heading = line[stage.end() :].rstrip(" )"), heading[stage.end() :].rstrip(" )")
    if not re.match(
        r"(?:trong |truoc |den |tu |cham nhat |muon nhat )?(?:het )?"
        r"(?:(?:thang|quy|ngay|nam|tuan|6 thang)\b|\d{1,2}\s?/\s?\d)",
        line,
    ):
        return []
    prefix = "" if re.match(r"trong|truoc|den|cham|muon|tu ", line) else "trong "
    return [what for _, _, what in dates_in(prefix + line, prefix + heading, _since(header))]


_STAGE = re.compile(r"(?:dot|buoc|giai doan|vong|lan)\s+\w+\s*[,:(-]\s*")


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


_QUIET_LABEL = re.compile(rf"(?:{QUIET.pattern})[^.:]{{0,40}}:", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[a-z)0-9%])[.;](?=\s+[A-Z])")


def _telling(line: str) -> int:
    """Where the first sentence that does not merely tell begins; the whole length if none."""
    at = 0
    while TELLS.match(line, at):
        stop = _SENTENCE_END.search(line, at)
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
