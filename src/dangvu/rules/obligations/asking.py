"""Who is asked, together with whom, for what product, and to whom it is reported: one passage."""

import re
from dataclasses import dataclass

from dangvu.rules.obligations.bodies import list_at, words
from dangvu.rules.obligations.facts import Product

Places = tuple[tuple[int, int], ...]

_VERBS = words(r"""
    tiep tuc
    tang cuong
    day manh
    nang cao
    chu dong
    chi dao
    lanh dao
    to chuc
    xay dung
    ban hanh
    ra soat
    xac dinh
    thuc hien
    trien khai
    quan triet
    tuyen truyen
    pho bien
    kiem tra
    giam sat
    theo doi
    don doc
    huong dan
    bao cao
    gui
    lap
    phan cong
    bo tri
    tham muu
    phoi hop
    chu tri
    thong ke
    tong hop
    ket nap
    boi duong
    tao nguon
    phat hien
    gioi thieu
    cu(?= (?:can bo|dai bieu|dong chi|nguoi|dang vien|cap uy|quan chung))
    chuan bi
    danh gia
    so ket
    tong ket
    kien nghi
    cap nhat
    hoan thanh
    hoan thien
    khac phuc
    doi moi
    quan tam
    chu trong
    coi trong
    tap trung
    kip thoi
    khan truong
    nghiem tuc
    thuong xuyen
    dinh ky
    (?:hang|moi) (?:tuan|thang|quy|nam)
    cu the hoa
    bao dam
    dam bao
    lam tot
    lam ro
    duy tri
    giu vung
    phat huy
    giao(?= chi tieu)
    giao duc
    quan ly
    dua
    mo(?= (?:lop|dot|cac lop))
    thanh lap
    kien toan
    cung co
    dang ky
    doi chieu
    tiep nhan
    giai quyet
    tra loi
    xu ly
    tham dinh
    tham tra
    thao go
    giup do
    cong khai
    niem yet
    cung cap
    chuyen
    nop
    thu
    kiem diem
    xem xet
    neu cao
    guong mau
    van dong
    phat dong
    phat trien
    nghien cuu
    hoc tap
    xac minh
    luu(?: giu)?
    so hoa
    nhap
    hop
    sinh hoat
    chap hanh
    tham gia
    dieu chinh
    sap xep
    bo sung
    can cu
    gan(?= voi)
    dong gop
    khai thac
    cham dut
    han che
    ngan chan
    phan dau
    trinh
    y kien
    in(?= an)
    phat hanh
    don gian hoa
    ky(?= cam ket)
    phan tich
    de xuat
    de ra
    nhan rong
    khen thuong
    bieu duong
    dat
    phu trach
    lam viec
    doi thoai
    khao sat
    sua doi
    chinh sua
    chan chinh
    rut kinh nghiem
    cam ket
    xin y kien
    cho y kien
    bien soan
    dong vien
    tham hoi
    hoan chinh
    bam sat
    phat dong
    ho tro
    du thao
    viet
    du(?= sinh hoat)
    doc
    kien quyet
    tich cuc
    nghiem
    khong ngung
    chon
    lua chon
    thong bao
    cong bo
    long ghep
    lay y kien
    uu tien
    phan loai
    khong(?= (?:de|to chuc|ket nap|bo tri|giao|ban hanh|chuyen))
    tiep thu
    giai trinh
    dien
    bau
    cap
    tap huan
    dao tao
    nam(?= (?:ro|chac|bat|tinh|tam))
    du(?= (?:hop|hoi nghi|day du))
    co mat
""")
_MODAL = words(r"""
    phai
    can
    co trach nhiem
    chiu trach nhiem
    co nhiem vu
    co giai phap
    co ke hoach
    duoc phep
    co van ban
    truc tiep
    tich cuc
    nghiem khac
    chu tri
    la (?:dau moi|co quan|don vi)
    lam dau moi
    lam(?= don)
    khong duoc
    se
""")
_ADVERB = (
    r"(?:(?:dinh ky\s+)?(?:(?:hang|moi)\s+(?:tuan|thang|quy|nam)|dinh ky),?\s+"
    r"|(?:can cu|theo|thong qua|tren co so|truoc(?: het)?|trong|sau(?! day)|khi|thoi gian toi"
    r"|truoc mat|ngoai"
    r"|cham nhat|song song|ket hop|voi|nham|de|tu|ngay|dong thoi|do do|ben canh"
    r"|truong hop)\b[^.;]{0,140}?,\s*)"
)
_ADVERBIAL = re.compile(_ADVERB, re.IGNORECASE)
STARTS = re.compile(rf"(?:(?:{_VERBS}|{_MODAL})\b)", re.IGNORECASE)
MODAL = re.compile(rf"\b(?:{_MODAL})\b", re.IGNORECASE)
_OPENER = re.compile(
    r"(?:dong thoi,?\s+|do do,?\s+|thong nhat\s+|nay\s+|ban thuong vu [^.,;]{2,60}?\s)?"
    r"(?P<word>giao(?: nhiem vu)?|de nghi|yeu cau|phan cong|uy quyen|kinh de nghi"
    r"|(?:tran trong )?kinh moi|moi(?= (?:cac )?(?:dong chi|dai bieu))"
    r"|doi voi|trien tap|trieu tap)\s+(?:cho\s+)?",
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
    r"\b(?:phoi hop(?:\s+(?:chat che|dong bo|thuong xuyen|thuc hien|kip thoi))?\s*(?:voi"
    r"|cung(?: voi)?)?"
    r"|cung(?: voi)?|co su (?:tham gia|phoi hop) cua)\s+",
    re.IGNORECASE,
)
_AFTER_LIST = re.compile(
    r"(?:,\s*(?:pho |quyen )?(?:bi thu|uy vien|chu tich|truong ban)[^,:;.]{0,40})?"
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
    if (found := _described(plain)) and _QUALIFIED.match(plain, list_at(plain, 0)[-1][1]):
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
    if STARTS.match(plain) or (at and STARTS.match(plain, at)):
        return (), "verb", 0.85
    if found := _described(plain):
        return found, "subject", 0.7
    return _lead_within(plain, at)


def _told(plain: str, at: int) -> Places:
    """Bodies after words that give a task; who gives it may stand before."""
    issuer = list_at(plain, at)
    begin = issuer[-1][1] if issuer else at
    space = re.compile(r"\s*").match(plain, begin)
    opener = _OPENER.match(plain, space.end() if space else begin)
    if opener is None:
        return ()
    named = list_at(plain, opener.end())
    told_apart = _RELATIVE.match(plain, named[-1][1]) if named else None
    if told_apart:
        named[-1] = (named[-1][0], told_apart.end())
    if opener["word"].lower() == "phan cong" and named and _PERSONS.match(plain, named[0][0]):
        return ()
    return tuple(named)


_PERSONS = re.compile(r"(?:cac |tung |mot |nhung )*(?:dong chi|dang vien|can bo|cap uy vien)"
                      r"(?!\s+(?-i:[A-Z]))", re.I)  # fmt: skip
_QUALIFIED = re.compile(
    r"\s*(?:chua|co|khong|da|dang|duoc|bi|con|de|o|la|thuoc|trong)\b(?! trach nhiem)[^.,;:]{3,90}?"
    r"(?=\s+(?:phai|can|co trach nhiem|chiu trach nhiem|khong duoc)\b)",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"\s+(?:chua|khong|bi|de xay ra)\s[^.,;:]{3,80}(?=,)", re.IGNORECASE)
_NO_VERB = re.compile(
    r"\s*(?:[,.;(]|(?:cua|ve|theo|da|duoc|la|thi|con|o|bi|chua|dat|tai|voi|va|do|co|trong|tu)\b|$)",
    re.IGNORECASE,
)


_ASSIGNED = re.compile(r"\s+(?:duoc phan cong|neu tren|noi tren|co ten tren)(?=\s+[a-z])")
_UNNAMED = re.compile(rf"(?:\s+[a-z]+){{1,3}}?(?=\s+(?:{_VERBS}|{_MODAL})\b)")


def _described(plain: str) -> Places:
    """Bodies that a passage begins with, told apart by a clause, or before a verb not listed."""
    named = list_at(plain, 0)
    if not named:
        return ()
    end = named[-1][1]
    if told_apart := _QUALIFIED.match(plain, end):
        return (*named[:-1], (named[-1][0], told_apart.end()))
    if re.compile(r"\s+(?:co|chua|duoc|dang|thuoc|la)\s", re.I).match(plain, end):
        return tuple(named)
    return () if _NO_VERB.match(plain, end) else tuple(named)


def _subject(plain: str, at: int) -> Places:
    """Bodies at ``at`` followed by what they are to do."""
    named = list_at(plain, at)
    while named:
        after = _AFTER_LIST.match(plain, named[-1][1])
        end = after.end() if after else named[-1][1]
        adverb = _ADVERBIAL.match(plain, end)
        if STARTS.match(plain, end) or (adverb and STARTS.match(plain, adverb.end())):
            return tuple(named)
        if ":" in plain[named[-1][1] : end]:
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
    hit = re.search(r"(?<=[a-z)])\.(?=\s+[A-Z]|$)", plain)
    return hit.start() if hit else len(plain)


def _joined(plain: str, lead: Places) -> Places:
    found: list[tuple[int, int]] = []
    for hit in _JOIN.finditer(plain):
        for place in list_at(plain, hit.end()):
            if place not in lead and place not in found and not _within(place, (*lead, *found)):
                found.append(place)
    return tuple(found)


def _within(place: tuple[int, int], others: Places) -> bool:
    return any(a <= place[0] < b for a, b in others)


_REPORT = re.compile(r"\b(?:bao cao|gui|nop|phan anh|phan hoi)\b", re.IGNORECASE)
_TO = re.compile(
    r"\b(?:ve|cho|len|voi|gui|toi|den|trinh|bao cao|(?<!thong )qua)\s+(?:ngay |kip thoi |day du )?",
    re.IGNORECASE,
)
_MEMBERS = re.compile(
    r"(?:cac |tung |moi )*(?:dong chi (?!bi thu|pho bi thu|chu tich|truong)|dang vien|can bo)", re.I
)
_VIA = re.compile(r"\s*[,(]?\s*(?:thong qua|qua)\s+", re.IGNORECASE)


def reports_to(plain: str) -> tuple[int, int] | None:
    """The place of the words that name whom to report to, with the way ("qua Ban Tổ chức …")."""
    for hit in _REPORT.finditer(plain):
        stop = re.compile(r"[;:]|\.(?=\s|$)").search(plain, hit.end())
        limit = min(stop.start() if stop else len(plain), hit.end() + 160)
        for to in (m for m in _TO.finditer(plain, hit.start(), limit)):
            named = list_at(plain, to.end())
            far = "," in plain[hit.end() : to.start()] and to[0].lower().startswith(("voi", "den"))
            if far or not named or named[0][0] >= limit or _MEMBERS.match(plain, named[0][0]):
                continue
            end = named[-1][1]
            via = _VIA.match(plain, end)
            if via and (through := list_at(plain, via.end())):
                end = through[-1][1] + (plain[through[-1][1] :][:1] == ")")
            return named[0][0], end
    return None


_PRODUCTS = (
    (Product.ATTENDANCE, r"\b(?:tham du|du (?:hop|hoi nghi)|(?:den|toi|ve) du"
        r"|cu [^.;]{3,60} (?:tham gia|du|tham du))\b"),
    (Product.LIST, r"\b(?:lap|gui|nop|bao cao|tong hop|phe duyet|ra soat,? lap|cung cap|cong khai"
        r"|xay dung) (?:\w+ ){0,3}?danh sach\b|\bdanh sach\b[^.;]{0,80}\b(?:gui|bao cao)\b"),
    (Product.COUNT, r"\b(?:thong ke|bao cao|tong hop|gui|cung cap) (?:\w+ ){0,2}?(?:so luong"
        r"|so lieu|thong ke|bieu)\b|(?<!bieu )\bthong ke\b(?! muc)"),
    (Product.MINUTES, r"\b(?:gui|lap|(?<!viec )ghi|hoan thien|nop) (?:\w+ ){0,2}?bien ban\b"),
    (Product.PLAN, r"\bcu the hoa [^.;]{0,50}ke hoach\b|\b(?:xay dung|bo sung|ban hanh|lap|gui"
        r"|tham muu(?: ban hanh| xay dung)?|dang ky) (?:\w+ ){0,4}?(?:ke hoach"
        r"|chuong trinh (?:hanh dong|cong tac|kiem tra)|lo trinh)\b"),
    (Product.REPORT, r"(?<!nghien cuu )(?<!nghe )(?<!tiep thu )\b(?:bao cao|co van ban bao cao"
        r"|gui bao cao)\b(?! vien| chinh tri| so ket\b.*\bde\b)"),
    (Product.PAPER, r"\b(?:ban hanh|xay dung|tham muu (?:ban hanh|xay dung|trinh)|soan thao"
        r"|bo sung, sua doi|sua doi, bo sung|ra soat, bo sung|hoan thien|hoan chinh|lap|nop"
        r"|trinh) (?:\w+ ){0,4}?(?:quy che|nghi quyet|huong dan|quyet dinh|quy dinh|van ban"
        r"|to trinh|de an|quy trinh|ho so)\b|\bban hanh (?:\w+ ){0,3}?huong dan\b"),
    (Product.INDICATOR, r"\bchi tieu\b[^.;]{0,60}\b(?:ket nap|giao|duoc giao|de ra|phat trien)"
        r"|\b(?:hoan thanh|dat|vuot|giao|thuc hien) (?:\w+ ){0,4}?(?:chi tieu|ty le)\b"
        r"|\b(?:ket nap|dat)(?: it nhat| moi| tu| tren)? ?\d"),
)  # fmt: skip
_PRODUCT = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _PRODUCTS)


def product_of(plain: str) -> tuple[Product | None, bool]:
    """The product the words name, and whether they name several. The first named wins; a list or
    a count that is reported is a list or a count."""
    found = {kind: hit.start() for kind, pattern in _PRODUCT if (hit := pattern.search(plain))}
    if not found:
        return None, False
    if Product.REPORT in found and (Product.LIST in found or Product.COUNT in found):
        del found[Product.REPORT]
    first = min(found, key=lambda kind: found[kind])
    return first, len(found) > 1
