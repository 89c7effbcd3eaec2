"""Who is asked, together with whom, and to whom it is reported: one passage."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dangvu.rules.obligations.bodies import BODY, audience_of, list_at
from dangvu.rules.obligations.facts import Audience
from dangvu.rules.obligations.verbs import MODALS, VERBS

_DOES = rf"(?:{VERBS}|{MODALS})\b"
Places = tuple[tuple[int, int], ...]

_ADVERB = (
    r"(?:(?:dinh ky\s+)?(?:(?:hang|moi)\s+(?:tuan|thang|quy|nam)|dinh ky),?\s+"
    r"|(?:can cu|theo|thong qua|tren co so|truoc(?: het)?|trong|sau(?! day)|khi|thoi gian toi"
    r"|truoc mat|ngoai"
    r"|doi voi|cham nhat|song song|ket hop|voi|nham|de|tu|ngay|dong thoi|do do|ben canh"
    r"|truong hop)\b[^.;]{0,140}?,\s*)"
)
_ADVERBIAL = re.compile(_ADVERB, re.IGNORECASE)
STARTS = re.compile(rf"(?:(?:{VERBS}|{MODALS})\b)", re.IGNORECASE)
MODAL = re.compile(rf"\b(?:{MODALS})\b", re.IGNORECASE)
_OPENER = re.compile(
    r"(?:dong thoi,?\s+|do do,?\s+|thong nhat\s+|nay\s+|ban thuong vu [^.,;]{2,60}?\s)?"
    r"(?P<word>giao(?: nhiem vu)?|de nghi|yeu cau|phan cong|uy quyen|kinh de nghi"
    r"|(?:tran trong )?kinh moi|moi(?= (?:cac )?(?:dong chi|dai bieu))"
    r"|rieng(?: doi voi)?|doi voi|trien tap|trieu tap)\s+(?:cho\s+)?",
    re.IGNORECASE,
)
_INSIDE = re.compile(
    r"(?:(?<=[,;.:]\s)|\b(?:va|dong thoi|thi|nay)\s+)(?P<word>giao(?: cho)?|de nghi|yeu cau)\s+"
    r"|(?<!xet )(?<!ho so )(?<!theo )(?<!duoc )\b(?:de nghi|yeu cau)\s+",
    re.IGNORECASE,
)
_PASSIVE = re.compile(r"\b(?:do|giao cho|giao)\s+(?=[A-Zc])", re.IGNORECASE)
_TARGET = re.compile(
    r"(?:giao|phan bo)\s+(?:bo sung\s+)?chi tieu\b[^.;]{0,160}?\b(?:cho|doi voi)\s+", re.IGNORECASE
)
_JOIN = re.compile(
    r"[,;]\s+(?=[^().;]{3,80}\(phoi hop\))|;\s+(?=[^().;]{3,80}\sphoi hop\s*\))"
    r"|\b(?:phoi hop(?:\s+(?:chat che|dong bo|thuong xuyen|thuc hien|kip thoi))?\s*(?:voi"
    r"|cung(?: voi)?)?"
    r"|cung(?: voi)?|co su (?:tham gia|phoi hop) cua"
    r"|(?:don vi|co quan)?\s*phoi hop(?: thuc hien)?\s*:|phoi hop(?=\s+(?:cac\s|(?-i:[A-Z]))))\s+",
    re.IGNORECASE,
)
_AFTER_LIST = re.compile(
    r"(?:,\s*(?:pho |quyen )?(?:bi thu|uy vien|chu tich|truong ban|chu nhiem|giam doc|chanh|truong"
    r"|(?:chi|dang|cap) uy vien)"
    rf"[^:;.]{{0,60}}?(?=\s*[:(]|,|\s+{_DOES}))?"
    r"\s*(?:\([^()]{2,80}\))?\s*[,:]?\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Ask:
    """Who a passage asks. ``how`` is the rule that was met: opener, subject, inside, verb, modal,
    bare or "" for nothing asked; ``strength`` from 0 to 1."""

    lead: Places
    join: Places
    how: str
    strength: float


def ask(plain: str) -> Ask:
    """Reads a passage without accents. Bodies asked in the first sentence lead."""
    lead, how, strength = _lead(plain)
    join = _joined(plain, lead)
    return Ask(lead, join, how, strength)


def _lead(plain: str) -> tuple[Places, str, float]:
    if target := _TARGET.match(plain):
        if named := list_at(plain, target.end()):
            return tuple(named), "opener", 0.9
    at, strength = 0, 0.95
    if found := _at_once(plain):
        return found, "subject", 0.85
    for _ in range(4):
        if found := _told(plain, at):
            return found, "opener", strength
        if found := _subject(plain, at):
            return found, "subject", strength - 0.02
        adverb = _ADVERBIAL.match(plain, at)
        if not adverb:
            break
        at, strength = adverb.end(), 0.87
    if found := _after_clause(plain, at) or _class_named(plain, at):
        return found, "subject", 0.8
    if found := _charged(plain) or _in_second(plain, at):
        return found, "inside", 0.85
    if STARTS.match(plain) or (at and STARTS.match(plain, at)):
        return (), "verb", 0.85
    if found := _described(plain):
        return found, "subject", 0.7
    return _lead_within(plain, at)


def _at_once(plain: str) -> Places:
    """Bodies after a label for who acts ("Phụ trách: đồng chí …"), or told apart by a clause."""
    if _CHARGE_FIRST.match(plain):
        return _charged(plain)
    described = _described(plain)
    return described if described and _QUALIFIED.match(plain, list_at(plain, 0)[-1][1]) else ()


def later_doers(plain: str) -> Iterator[tuple[int, Places]]:
    """Later clauses that say who acts, with the bodies: "Rà soát hồ sơ; các chi ủy xác minh"."""
    for pause in _LATER.finditer(plain):
        begin = pause.end()
        if found := _told(plain, begin) or _subject(plain, begin) or _class_named(plain, begin):
            yield begin, found


_LATER = re.compile(r"(?:;|(?<=[a-z)0-9])\.)\s+(?=\S)")


def _in_second(plain: str, at: int) -> Places:
    """Bodies of the second sentence where the first is a short task without a body: "Bồi dưỡng lý
    luận chính trị. Trong năm 2026, Ban Tuyên giáo … mở 02 lớp"."""
    stop = _FULL_STOP.search(plain, at, at + 160)
    if stop is None or not STARTS.match(plain, at) or BODY.search(plain, at, stop.start()):
        return ()
    begin = stop.end() + 1
    adverb = _ADVERBIAL.match(plain, begin)
    return _subject(plain, adverb.end() if adverb else begin)


def _after_clause(plain: str, at: int) -> Places:
    """Bodies after a first clause that names none: "Kiến nghị vượt thẩm quyền, chi bộ chuyển …"."""
    clause = _CLAUSE.match(plain, at)
    return _subject(plain, clause.end()) if clause and not BODY.search(clause[0]) else ()


def _class_named(plain: str, at: int) -> Places:
    """A class of doers that no list knows: "Các chủ rừng xây dựng …", after an opener too."""
    opener = _OPENER.match(plain, at)
    if opener and _PERSONS.match(plain, opener.end()):
        return ()
    hit = _CLASS.match(plain, opener.end() if opener else at)
    return (hit.span("who"),) if hit else ()


_CLASS = re.compile(
    r"(?P<who>(?:cac|moi|tung|nhung)\s+(?!(?:chi tieu|nhiem vu|noi dung|van ban|ket qua|hoat dong"
    r"|giai phap|ho so|y kien|so lieu|khoan|muc tieu|truong hop|hinh thuc|tieu chi|cuoc|buoi|ky|lan"
    r"|nam|quy|thang|tuan|viec|cong viec|de an|ke hoach|chuong trinh|phong trao|bien phap|quy dinh"
    r"|yeu to|kho khan|khau|buoc|loai|mat|linh vuc|vu viec|to chuc|nguon|tai lieu|bao cao)\b)"
    rf"(?!{_DOES})\w+(?:\s+(?!{_DOES})\w+){{0,5}})(?=\s+{_DOES})",
    re.IGNORECASE,
)


def _charged(plain: str) -> Places:
    """Bodies named at the end of a task: "…; Phòng Kinh tế chủ trì", "(Ban Tổ chức chủ trì)",
    "Đơn vị chủ trì: Ban Tổ chức"."""
    for hit in _CHARGE.finditer(plain):
        named = list_at(plain, hit.end())
        does = STARTS if hit["by"] else _LEADS
        alone = hit[0] == "(" and _ALONE.match(plain, named[-1][1]) if named else None
        if alone and not _REPORT.search(plain, 0, hit.start()):
            return tuple(named)
        if named and (hit["label"] or does.match(plain, named[-1][1] + 1 * bool(hit["by"]))):
            return tuple(named)
    return ()


_CHARGE = re.compile(
    r"[;,(.]\s+(?=[A-Zcbd])|\((?P<by>(?:do|giao) )?"
    r"|(?P<label>(?:don vi|co quan|nguoi)?\s*(?:chu tri|thuc hien|phu trach|chuan bi"
    r"|(?:chiu )?trach nhiem)"
    r"(?: chinh| thuc hien)?\s*:\s*)",
    re.IGNORECASE,
)
_CHARGE_FIRST = re.compile(
    r"(?:(?:don vi|co quan|nguoi|dong chi)\s+)?(?:chu tri|thuc hien|phu trach|chuan bi"
    r"|(?:chiu )?trach nhiem)(?: chinh| thuc hien)?\s*:",
    re.IGNORECASE,
)
_ALONE = re.compile(
    r"\s*(?:[,;]\s*(?:xong |hoan thanh )?"
    r"(?:truoc|cham nhat|trong|thang|quy|han|ngay)\b[^()]{0,60})?"
    r"\)\s*[.;]?\s*$", re.IGNORECASE)  # fmt: skip
_LEADS = re.compile(
    r"\s+(?:(?:lam |la )?(?:chu tri|dau moi)\b"
    r"|(?:chiu trach nhiem|phu trach)(?: chinh| chung)?\s*(?:[.;)]|$))",
    re.IGNORECASE,
)


def _told(plain: str, at: int) -> Places:
    """Bodies after words that give a task; who gives it may stand before."""
    issuer = list_at(plain, at)
    begin = issuer[-1][1] if issuer else at
    space = _SPACE.match(plain, begin)
    opener = _OPENER.match(plain, space.end() if space else begin)
    if opener is None:
        return ()
    named = list_at(plain, opener.end())
    if named and opener["word"].lower().endswith("doi voi"):
        if _of_a_class(plain, named) and (doers := _subject(plain, named[1][0])):
            return doers
        end = named[-1][1]
        for _ in range(3):
            if (clause := _CLAUSE_END.match(plain, end)) is None:
                break
            end = clause.end()
            if doers := _subject(plain, end):
                return doers
    told_apart = None
    if named:
        told_apart = next(
            (hit for apart in (_RELATIVE, _APART, _WHICH, _ASSIGNED)
             if (hit := apart.match(plain, named[-1][1]))), None,
        )  # fmt: skip
    if told_apart:
        named[-1] = (named[-1][0], told_apart.end())
    if opener["word"].lower() == "phan cong" and named and _PERSONS.match(plain, named[0][0]):
        return ()
    return tuple(named)


def _of_a_class(plain: str, named: list[tuple[int, int]]) -> bool:
    """Whether a list is a class that is spoken of, then one body that acts: "Đối với các chi bộ
    doanh nghiệp, Ban Xây dựng Đảng …"."""
    kinds = [audience_of(plain[a:b]) is Audience.NAMED for a, b in named[:2]]
    return kinds == [False, True] and plain[named[0][1]] == ","


_PERSONS = re.compile(r"(?:cac |tung |mot |nhung )*(?:dong chi|dang vien|can bo|cap uy vien)"
                      r"(?!\s+(?:(?-i:[A-Z])|uy vien))", re.I)  # fmt: skip
_QUALIFIED = re.compile(
    r"\s*(?:chua|co|khong|da|dang|duoc|bi|con|de|o|la|thuoc|trong)\b(?! trach nhiem)[^.,;:]{3,90}?"
    r"(?=\s+(?:phai|can|co trach nhiem|chiu trach nhiem|khong duoc)\b)",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"\s+(?:chua|khong|bi|de xay ra)\s[^.,;:]{3,80}(?=,)", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[^.;:,]{0,100}[,:]\s+")
_NO_VERB = re.compile(
    r"\s*(?:[,.;(]|(?:cua|ve|theo|da|duoc|la|thi|con|o|bi|chua|dat|tai|voi|va|do|co|trong|tu)\b|$)",
    re.IGNORECASE,
)


_ASSIGNED = re.compile(r"\s+(?:duoc phan cong|neu tren|noi tren|co ten tren)(?=\s+[a-z])")
_TO_COLON = re.compile(
    rf"(?:(?:\s+(?!{_DOES})\w+){{1,5}}|(?:\s+\w+){{1,5}}?\s+(?:xa|phuong|tinh|dac khu|huyen))"
    r"(?=\s*:\s)",
    re.IGNORECASE,
)
_COLON = re.compile(r"\s*:\s+")
_WHICH = re.compile(r"\s+nao(?=\s)")
_SPACE = re.compile(r"\s*")
_TOLD_OF = re.compile(r"\s+(?:co|chua|duoc|dang|thuoc|la)\s", re.IGNORECASE)
_FULL_STOP = re.compile(r"(?<=[a-z)])\.(?=\s+[A-Z]|$)")
_PAUSE = re.compile(r"[;:]|\.(?=\s|$)")
_CLAUSE = re.compile(r"[^.;:,]{3,80},\s+")
#: What tells bodies apart: "phụ trách địa bàn", "có rừng", before what they are to do.
_APART = re.compile(
    r"\s+(?:(?:duoc phan cong )?phu trach\s+(?:cac )?(?:dia ban|co so|chi bo|xa|phuong|don vi"
    rf"|dang bo|khu vuc|thon)(?:\s+(?!{_DOES})[a-z]+){{0,3}}"
    rf"|(?:chua|da|bi|khong|duoc)\s+(?!(?:{MODALS})\b)(?:{_DOES}\s+)"
    rf"(?:(?!{_DOES})[a-z]+\s+){{0,4}}?(?:(?!{_DOES})[a-z]+)"
    rf"|(?!(?:{MODALS})\b)(?:chua co|co|con|thuoc|o|tai|xin|giu)"
    rf"(?:\s+(?!{_DOES}|(?:de|nham|ve|theo|hinh thuc|bien phap|ke hoach|giai phap"
    rf"|nghi quyet|van ban|ket luan|y kien)\b)\w+){{1,4}})"
    rf"(?=,?\s+{_DOES}|\s*:\s)",
    re.IGNORECASE,
)
_BY_RULE = re.compile(rf"\s*,?\s+(?:theo|can cu)\s+[^,.;:]{{3,60}}?,?(?=\s+{_DOES})", re.IGNORECASE)
_CHARGED_WITH = re.compile(
    r"\s+(?:duoc (?:phan cong|giao)) (?:phu trach|theo doi|giup do|quan ly)\s+(?:cac )?"
    rf"\w+(?:\s+(?!{_DOES})\w+){{0,4}}(?=,?\s+{_DOES})",
    re.IGNORECASE,
)
_ROLES = re.compile(
    r"\s*\((?:chu tri|chu tri chinh|dau moi)\)(?:\s*(?:,|va|;)\s*[^().;]{3,80}\(phoi hop\))*,?\s*",
    re.IGNORECASE,
)
_LED_BY = re.compile(
    r"\s*[,(]?\s*do\s+[^.;:()]{3,80}?\s+(?:lam|la)\s+(?:to truong|truong doan|truong ban"
    r"|doan truong|chu tich|chu nhiem|truong tieu ban)\s*[,)]?\s*",
    re.IGNORECASE,
)
_UNNAMED = re.compile(rf"(?:\s+[a-z]+){{1,3}}?(?=\s+(?:{VERBS}|{MODALS})\b)")


def _described(plain: str) -> Places:
    """Bodies that a passage begins with, told apart by a clause, or before a verb not listed."""
    named = list_at(plain, 0)
    if not named:
        return ()
    end = named[-1][1]
    if told_apart := _QUALIFIED.match(plain, end):
        return (*named[:-1], (named[-1][0], told_apart.end()))
    if _TOLD_OF.match(plain, end):
        return tuple(named)
    return () if _NO_VERB.match(plain, end) else tuple(named)


def _subject(plain: str, at: int) -> Places:
    """Bodies at ``at`` followed by what they are to do."""
    named = list_at(plain, at)
    while named:
        if apart := next(
            (hit for kind in (_CHARGED_WITH, _APART, _WHICH)
             if (hit := kind.match(plain, named[-1][1]))), None,
        ):  # fmt: skip
            return (*named[:-1], (named[-1][0], apart.end()))
        label = _TO_COLON.match(plain, named[-1][1])
        end = label.end() if label else named[-1][1]
        if (spoken := _COLON.match(plain, end)) and (doers := _subject(plain, spoken.end())):
            return doers
        if label:
            return (*named[:-1], (named[-1][0], end))
        if (roles := _ROLES.match(plain, named[-1][1])) and STARTS.match(plain, roles.end()):
            return tuple(named)
        if (led := _LED_BY.match(plain, named[-1][1])) and STARTS.match(plain, led.end()):
            return tuple(named)
        after = _AFTER_LIST.match(plain, named[-1][1])
        end = after.end() if after else named[-1][1]
        adverb = _ADVERBIAL.match(plain, end)
        if STARTS.match(plain, end) or (adverb and STARTS.match(plain, adverb.end())):
            return tuple(named)
        if ":" in plain[named[-1][1] : end] or _BY_RULE.match(plain, named[-1][1]):
            return tuple(named)
        wider = _UNNAMED.match(plain, named[-1][1])
        if assigned := _ASSIGNED.match(plain, named[-1][1]):
            return (*named[:-1], (named[-1][0], assigned.end()))
        if wider and not _NO_VERB.match(plain, named[-1][1]):
            return (*named[:-1], (named[-1][0], wider.end()))
        named = named[:-1] if len(named) > 1 else []
    return ()


def _lead_within(plain: str, at: int) -> tuple[Places, str, float]:
    first = plain[: _sentence_end(plain)]
    for inside in _INSIDE.finditer(plain):
        if named := list_at(plain, inside.end()):
            return tuple(named), "inside", 0.8
    for passive in _PASSIVE.finditer(first):
        if found := _subject(plain, passive.end()):
            return found, "inside", 0.75
    if MODAL.search(first):
        return (), "modal", 0.6
    return (), "", 0.0


def _sentence_end(plain: str) -> int:
    hit = _FULL_STOP.search(plain)
    return hit.start() if hit else len(plain)


def _joined(plain: str, lead: Places) -> Places:
    found: list[tuple[int, int]] = []
    for hit in _JOIN.finditer(plain):
        named = list_at(plain, hit.end())
        if not named and (some := _CLASS_JOINED.match(plain, hit.end())):
            named = [some.span("who")]
        for place in named:
            if place not in lead and place not in found and not _within(place, (*lead, *found)):
                found.append(place)
    return tuple(found)


_CLASS_JOINED = re.compile(
    rf"(?P<who>(?:(?:cac|nhung)\s+\w+|(?-i:[A-Z])\w*)(?:\s+(?!{_DOES})\w+){{0,5}}?)(?=\s+(?:{_DOES}|de\b|trong\b)|\s*[,;.)])",
    re.IGNORECASE,
)


def _within(place: tuple[int, int], others: Places) -> bool:
    return any(a <= place[0] < b for a, b in others)


_SUBMIT = (
    r"(?<!quy )(?<!chuong )(?<!to )(?<!cong )(?<!tien )(?<!lo )(?<!giao )(?<!lich )"
    r"(?:(?<!qua )|(?<=ket qua ))trinh(?! do)"
)
_DIRECTLY = re.compile(r"\b(?:nop|gui|chuyen)\s+", re.IGNORECASE)
_REPORT = re.compile(
    rf"\b(?:bao cao|gui|nop|phan anh|phan hoi|thong tin (?:tinh hinh|ket qua|kip thoi)"
    rf"|co (?:cong van|van ban|to trinh)|{_SUBMIT})\b",
    re.IGNORECASE,
)
_TO = re.compile(
    rf"\b(?:ve|cho|len|voi|gui|toi|den|sang|{_SUBMIT}|bao cao|(?<!thong )qua)\s+"
    r"(?:ngay |kip thoi |day du )?"
    r"(?:(?:qua |dia chi )*(?:hop )?(?:thu dien tu|e?-?mail)(?: cong vu)?(?: cua)? "
    r"|(?:so )?tai khoan(?: cua)? )?",
    re.IGNORECASE,
)
_MEMBERS = re.compile(
    r"(?:cac |tung |moi )*(?:dong chi (?!bi thu|pho bi thu|chu tich|truong|(?-i:[A-Z]))"
    r"|dang vien|can bo|doan vien|hoi vien|nhan dan|cong chuc|vien chuc|ho dan|quan chung)",
    re.I,
)
_BRACKET = re.compile(r"\s*\((?=[Pp]hong\s|[Bb]an\s|[Vv]an phong\b)")
_VIA = re.compile(r"\s*[,(]?\s*(?:thong qua|qua)\s+", re.IGNORECASE)


def reports_to(plain: str) -> tuple[int, int] | None:
    """The place of the words that name whom to report to, with the way ("qua Ban Tổ chức …")."""
    for hit in _REPORT.finditer(plain):
        stop = _PAUSE.search(plain, hit.end())
        limit = min(stop.start() if stop else len(plain), hit.end() + 160)
        for to in (m for m in _TO.finditer(plain, hit.start(), limit)):
            named = list_at(plain, to.end())
            far = "," in plain[hit.end() : to.start()] and to[0].lower().startswith(("voi", "den"))
            if far or not named or named[0][0] >= limit or _MEMBERS.match(plain, named[0][0]):
                continue
            end = named[-1][1]
            via = _VIA.match(plain, end)
            via = via or _BRACKET.match(plain, end)
            closed = plain.find(")", via.end(), via.end() + 80) if via else -1
            if via and "(" in via[0] and closed > 0:
                end = closed + 1
            elif via and (through := list_at(plain, via.end())):
                end = through[-1][1] + (plain[through[-1][1] :][:1] == ")")
            return named[0][0], end
    for hit in _DIRECTLY.finditer(plain):
        named = list_at(plain, hit.end())
        if named and not _MEMBERS.match(plain, named[0][0]):
            return named[0][0], named[-1][1]
    return None
