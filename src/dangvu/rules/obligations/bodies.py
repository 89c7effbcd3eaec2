"""Bodies as papers name them: a head word ("Ban Tổ chức", "các chi bộ") and what belongs to it."""

import re
from functools import lru_cache

from dangvu.rules.obligations.facts import Audience
from dangvu.rules.obligations.verbs import MODALS, VERBS, words

_HEADS = words(r"""
    ban thuong vu
    ban chap hanh(?: dang bo)?
    (?:tap the )?thuong truc
    ban to chuc
    ban tuyen giao va dan van
    ban tuyen giao
    ban dan van
    ban noi chinh
    ban xay dung dang
    ban chi dao(?! cua)
    ban dang(?=\s*[,;.]|\s+(?:va|theo|tinh|huyen|dang|chu|phoi|tham|huong)\b)
    ban(?=(?-i: cua (?:Tinh|Huyen|Thanh|Dang) uy))
    ban tham muu(?:, giup viec)?
    co quan thuong truc ban chi dao
    ban can su dang
    ban giam hieu
    ban giam doc
    ban cong tac mat tran
    ban chi huy quan su
    bo chi huy (?:quan su|bo doi bien phong)
    bo doi bien phong
    (?:co quan )?uy ban kiem tra
    uy ban mat tran to quoc(?: viet nam)?
    uy ban mtt?q(?: viet nam)?
    mat tran to quoc(?: viet nam)?
    mat tran(?= va )
    uy ban nhan dan
    ubnd
    ub ?mttq(?: viet nam)?
    btv
    vp(?= (?:dang uy|tinh uy))
    don bien phong
    dan quan
    ubkt
    hoi dong nhan dan
    hdnd
    van phong(?: hdnd va ubnd| hoi dong nhan dan va uy ban nhan dan)?
    dang uy(?: co so)?
    dang bo(?: co so)?
    tinh uy
    huyen uy
    thanh uy
    thi uy
    chi bo
    chi uy
    cap uy(?:, (?:to chuc(?: co so)? dang|chi huy|chinh quyen))?
    to chuc co so dang
    tccs dang
    to chuc dang
    to dang
    dang uy vien
    cap uy vien
    (?:can bo, )?dang vien(?! (?:moi|du bi))
    (?:cac )?dong chi
    d/c
    bi thu
    pho bi thu(?: thuong truc)?
    uy vien(?: ban thuong vu| ban chap hanh| thuong vu)?
    chu tich
    truong ban
    chinh quyen
    quan chung
    to giam sat
    to kiem tra
    to tham tra
    to dan pho
    chi, dang bo(?: co so)?
    doan (?:phuong|xa|truong|co so)
    chuyen vien
    can bo chu chot
    so, (?:ban, )?nganh(?:, doan the)?
    (?:pho )?chanh van phong
    (?:pho )?chu nhiem
    (?:pho )?giam doc
    chi huy truong
    chinh tri vien
    can bo, cong chuc(?:, vien chuc)?
    cong chuc
    vien chuc
    (?:doi ngu )?bao cao vien
    doi ngu can bo(?:, (?:dang vien|cong chuc))*
    luc luong (?:vu trang|cong an|quan su|dan quan tu ve)
    tuyen truyen vien
    thanh vien(?= (?:to|doan|ban|tieu ban))
    ban bien tap
    doan chu tich
    ke toan
    thu quy
    chu dau tu
    nha thau
    ho dan
    doan vien
    hoi vien
    ban thanh tra nhan dan
    ban van dong
    to bien tap
    doan cong tac
    co quan quan ly can bo
    nguoi(?=\s+(?:co|xin|duoc|giu|lam|chiu)\b)
    ban, nganh(?:, doan the)?
    tram y te
    truong(?= cac (?:ban|phong|doan the|nganh|co quan))
    (?:to )?truong(?= (?:thon|khu pho|ban dan cu|to dan pho|buon))
    truong (?:thon|khu pho|buon)
    thuong vu(?= (?:dang uy|tinh uy|huyen uy|thanh uy|doan)\b)
    canh sat khu vuc
    lanh dao(?-i:\s+(?:Phong|Ban|Van phong)(?=\s*[,.;)]|\s+(?:vao|truoc|de|ve)\b))
    thanh tra
    cau lac bo
    to cong nghe so cong dong
    to tiep dan
    ho gia dinh
    ban quan ly
    tieu ban
    xi nghiep
    ban dan chinh
    bo phan(?=\s+(?:tuyen giao|to chuc|tai chinh|van phong|chuyen mon|giup viec|mot cua|tham muu))
    phong(?=\s+(?:lien quan|chuyen mon|nghiep vu|co lien quan))
    (?:pho )?truong phong
    thu truong
    hieu truong
    chi doan
    chi hoi
    nguoi dung dau
    doan thanh nien
    doan tncs ho chi minh
    hoi lien hiep phu nu
    hoi lien hiep thanh nien
    hoi nong dan
    hoi cuu chien binh
    cong doan
    lien doan lao dong
    huyen doan
    tinh doan
    thanh doan
    doan the
    to chuc chinh tri - xa hoi
    trung tam chinh tri
    trung tam phuc vu hanh chinh cong
    truong chinh tri
    bao va phat thanh, truyen hinh
    (?:co quan )?bao, dai
    bao va dai
    dai phat thanh
    co quan bao chi
    co quan tham muu, giup viec
    co quan tham muu
    co quan, don vi(?:, dia phuong)?
    co quan
    don vi
    chi cuc
    kho bac nha nuoc
    toa an nhan dan
    vien kiem sat nhan dan
    benh vien
    cong ty
    nha truong
    hat kiem lam
    dia phuong
    cong an
    to cong tac
    to giup viec
    doan kiem tra
    doan giam sat
    doanh nghiep
    truong hoc
    hop tac xa
    quy tin dung
    dai bieu
""")
_HEADS += (
    r"|(?-i:(?:[Pp]hong|[Ss]o|[Tt]rung tam|[Tt]ruong|[Hh]oi|[Dd]oan|[Bb]an|[Tt]o|[Tt]ram"
    r"|[Tt]hon|[Bb]uon|Doi|Vien|Cuc|Bao|Dai|[Nn]ha may|[Xx]i nghiep|Khoa)(?=\s+[A-Z][a-z']))"
)
_TAILS = words(r"""
    cap uy
    truc thuoc
    co so
    cap tren
    cap duoi
    cap minh
    cung cap(?=\s*(?:va\b|[,.;)]|$))
    cac cap
    cap tinh
    cap xa
    cap huyen
    cac
    bo phan
    quan su
    chinh tri
    cong an
    nong truong
    xa, phuong, dac khu
    xa, phuong
    xa, thi tran
    xa
    phuong
    dac khu
    thi tran
    thi xa
    tinh(?! hinh| than)
    huyen
    thanh pho
    thon, to dan pho
    thon
    to dan pho
    trong dang bo
    trong (?:toan )?(?:tinh|xa|phuong|dac khu|huyen|thanh pho)
    khu vuc
    trong toan dang bo
    thuoc
    thuoc quyen quan ly
    lien quan
    co lien quan
    chu quan
    chuc nang
    doanh nghiep
    don vi su nghiep
    su nghiep
    luc luong vu trang
    truong hoc
    truong(?=\s)
    co quan
    nhan dan
    khoi
    dang(?! ky)
    doan
    hoi
    tren dia ban
    nong thon
    do thi
    cua(?-i: (?:Tinh|Huyen|Thanh|Dang) uy)
    trong(?-i: Ban (?:Thuong vu|Chap hanh))
    trong (?:cap uy|chi uy)
    chinh thuc(?=\s)
    tren dia ban (?:tinh|xa|phuong|dac khu)
    khu pho
    ngoai nha nuoc
    cap tren truc tiep
    duoc kiem tra
    duoc giam sat
    duoc trieu tap
    duoc moi
    duoc phan cong(?=\s*[,.;:)]|$)
    vien
    bi thu
    pho bi thu
    truong ban
    chi bo
    cong tac dang
    chinh tri - xa hoi
    chuyen mon
    nghiep vu
    va phat trien nong thon
    va dao tao
    va moi truong
    va du lich
    va cong nghe
    va dan van
    - xa hoi
    cong tac mat tran
    nganh
    xay dung dang
    bao chi
    tu tinh den co so
    so \d{1,3}
    tu huyen den co so
    tu xa den thon
    noi cu tru
    noi cong tac
    so, ban, nganh
    so, nganh
    ban, nganh
    phong thu khu vuc
    van kien
    nhan su
    phong thu
    cong cong
    dich vu
    tong hop(?=\s+(?:xa|phuong|dac khu)\b)
    noi sinh hoat
""")
_NAMES = words(r"""
    Van hoa
    Kinh te
    Noi vu
    Tai chinh
    Giao duc
    Dao tao
    Nong nghiep
    Nong thon
    Moi truong
    Giao thong
    Thong tin
    Truyen thong
    The thao
    Quan su
    Chi huy
    Chi dao
    Da khoa
    Phong thu
    Xa hoi
    Thanh tra
    Xay dung
    Quan ly
    Ke hoach
    Dau tu
    Lao dong
    Tu phap
    Khoa hoc
    Cong nghe
    Du lich
    To chuc
    Thanh nien
    Cong san(?: Ho Chi Minh)?
    Phu nu
    Cuu chien binh
    Dan toc
    Ton giao
    Ngoai vu
    Cong thuong
    Bao hiem xa hoi
    Dan van
    Tuyen giao
    Kiem tra
    Noi chinh
    Co yeu
    Tong hop
    Hanh chinh
    Quan tri
    Can bo
    Cong tac dang va cong tac chinh tri
    Cong tac
    Bao ve
    Truyen hinh
    Phat thanh
    Chinh tri
    Lien hiep
    Nong dan
    Tieu hoc
    Trung hoc
    Trung hoc co so
    Trung hoc pho thong
    Mam non
    Y te
    Nguoi cao tuoi
    Chu thap do
    Dich vu cong
    Phuc vu hanh chinh cong
    Nghiep vu
    To chuc dang, dang vien
    Co so dang, dang vien
    Khu cong nghiep
""")
_DETS = (
    r"cac|\d{1,3}(?=\s+(?:chi bo|dang bo|dang uy|co quan|don vi))"
    r"|hai|ba|nhung|moi|tung|toan the|toan bo|tat ca|tap the|dong chi"
)
_CAP = (
    r"[A-Z][A-Za-z]*(?:'[A-Za-z]*)?(?:[-.][A-Z][A-Za-z]*)*|\d{1,3}(?=[,.;:)]|\s+[A-Z(,.;]"
    r"|\s+(?!(?:dang|quan|chi|nguoi|can|cuoc|lop|lan|ngay|thang|dong|doan|hoi|to|buoi"
    r"|nam(?! (?:ro|chac|bat|tinh)\b))\b)[a-z])"
)
_NOT_NAME = (
    r"(?!(?:De|Can|Theo|Thuc|Truoc|Trong|Voi|Khi|Tu|Va|Ngay|Han|Thoi (?:gian|han)|San pham)[\s:])"
)
#: A name of two syllables whose second is small, before what a body does or an end: "Tuyên truyền".
_PAIR = (
    rf"[A-Z][a-z]+\s+(?!(?i:{VERBS}|{MODALS})\b)(?!(?:va|cua|ve|theo|da|thuc)\b)[a-z]+"
    rf"(?=\s*[,.;:)]|\s*$|\s+va\s|\s+(?:tinh|xa|phuong|dac khu|huyen|thanh pho|khu vuc)\b"
    rf"|\s+(?i:{VERBS}|{MODALS})\b)"
)
_PIECE = rf"(?:(?:{_NAMES})\b|(?i:{_HEADS})\b|(?i:{_TAILS})\b|{_NOT_NAME}(?:{_PAIR}|{_CAP}))"
_JOINT = (
    rf"(?:(?:(?i:va)|-)\s+(?={_CAP})(?!(?i:{_HEADS})\b)"
    r"|-\s+(?=(?:Dang|Doan|Hoi) vien\b|Can bo\b))?"
)
_BODY = rf"(?:(?i:{_DETS})\s+)*(?i:{_HEADS})\b(?:\s+{_JOINT}{_PIECE})*"
BODY = re.compile(_BODY)
_SEPARATOR = re.compile(r"\s*[,;]\s*(?:va\s+|cung\s+)?|\s+va\s+", re.IGNORECASE)


_PERSON = re.compile(
    r"(?i:dong chi|d/c)\s+(?!(?:Tinh|Huyen|Thanh|Dang) uy|Uy vien|Bi thu"
    r"|Pho (?:[Bb]i|[Cc]h|[Tt]ruong|[Gg])|Truong (?:[BPDTKL]|[bpdtkn])|Chu (?:tich|nhiem)"
    r"|Thuong (?:truc|vu))"
    r"[A-Z]"
)
_OF_KINDS = re.compile(
    r"\bthuoc\s|chi bo (?:co quan|doanh nghiep|truong hoc|don vi su nghiep)$", re.IGNORECASE
)
_KINDS = re.compile(
    r"(?:\s*,\s*|\s+va\s+)(?:doanh nghiep|don vi su nghiep(?: cong lap)?|luc luong vu trang"
    r"|truong hoc|co quan|hop tac xa)\b",
    re.IGNORECASE,
)
_POST = re.compile(
    r"(?:pho |quyen |chi |dang )?(?:bi thu|uy vien|chu tich|truong (?:ban|phong)|chu nhiem|giam doc"
    r"|chanh van phong)",
    re.IGNORECASE,
)


MOST = 40
"""Bodies read of one list: papers name fewer, and a text made to be long stays cheap."""


def list_at(text: str, at: int) -> list[tuple[int, int]]:
    """Places of the bodies named one after another from ``at`` on (``text`` without accents)."""
    found: list[tuple[int, int]] = []
    hit = BODY.match(text, at)
    while hit and len(found) < MOST:
        if not (found and _POST.match(text, hit.start()) and _PERSON.match(text, found[-1][0])):
            found.append(hit.span())
        end = hit.end()
        if found[-1][1] == end and _OF_KINDS.search(hit[0]):
            while kind := _KINDS.match(text, end):
                end = kind.end()
            found[-1] = (hit.start(), end)
        between = _SEPARATOR.match(text, end)
        hit = BODY.match(text, between.end()) if between else None
    return found


_CLASSES = (
    (
        Audience.MEMBERS,
        r"(?:moi|tung|cac|toan the|tat ca)?\s*(?:dong chi )?(?:can bo, )?dang vien\b.*",
    ),
    (
        Audience.BODIES,
        r".*\b(?:ban thuong vu|dang uy|dang bo|cap uy|huyen uy)\b.*\b(?:cac|truc thuoc)\b.*"
        r"|cac (?:dang uy|dang bo|huyen uy|ban thuong vu).*|(?:cac )?cap uy truc thuoc.*",
    ),
    (Audience.GRASSROOTS, r".*(?:to chuc co so dang|tccs dang|(?:dang uy|cap uy|dang bo) co so).*"),
    (
        Audience.CELLS,
        r"(?:cac |tung |moi |cap uy )*(?:chi bo|chi uy|bi thu chi bo)(?! (?-i:[A-Z])).*",
    ),
    (Audience.COMMITTEES, r"(?:cac )?(?:cap uy|to chuc dang).*"),
    (Audience.FRONT, r"(?:uy ban )?mat tran.*|(?:cac )?(?:doan the|to chuc chinh tri).*"),
    (Audience.ORGANS, r"(?:cac )(?:co quan|don vi|so|phong|ban).*"),
)
_ORDER = (
    Audience.GRASSROOTS, Audience.MEMBERS, Audience.CELLS, Audience.BODIES,
    Audience.COMMITTEES, Audience.FRONT, Audience.ORGANS,
)  # fmt: skip


@lru_cache(maxsize=4096)
def audience_of(name: str) -> Audience:
    """The class a body's name (without accents) speaks of; ``NAMED`` for one body alone."""
    patterns = dict(_CLASSES)
    for kind in _ORDER:
        if re.fullmatch(patterns[kind], name.strip(), re.IGNORECASE):
            return kind
    return Audience.NAMED
