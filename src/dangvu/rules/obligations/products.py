"""What a duty is to bring forth, by the words that name it."""

import re

from dangvu.rules.obligations.facts import Product

_PRODUCTS = (
    (Product.ATTENDANCE, r"\b(?:tham du|du (?:hop|hoi nghi)|(?:den|toi|ve) du"
        r"|cu [^.;]{3,60} (?:tham gia (?:lop|hoi nghi|tap huan|cuoc|dot)|du|tham du))\b"),
    (Product.LIST, r"\blap (?:\w+ ){0,2}?danh muc\b"
        r"|\b(?:lap|gui|nop|bao cao|tong hop|phe duyet|ra soat,? lap|cung cap|cong khai"
        r"|xay dung) (?:\w+ ){0,3}?danh sach\b|\bdanh sach\b[^.;]{0,80}\b(?:gui|bao cao)\b"),
    (Product.COUNT, r"\b(?:thong ke|bao cao|tong hop|gui|cung cap) (?:\w+ ){0,2}?(?:so luong"
        r"|so lieu|thong ke|(?<!mau )bieu(?! mau))\b|(?<!bieu )\bthong ke\b(?! muc)"),
    (Product.MINUTES, r"\b(?:gui|lap|(?<!viec )ghi|hoan thien|nop) (?:\w+ ){0,2}?bien ban\b"
        r"|\b(?:co|kem|lap thanh) (?:theo )?bien ban\b|\bbien ban\b[^.;]{0,60}\b(?:gui|nop)\b"),
    (Product.PLAN, r"\bcu the hoa [^.;]{0,50}ke hoach\b|\b(?:xay dung|bo sung|ban hanh|lap|gui"
        r"|tham muu(?: ban hanh| xay dung)?|dang ky|du thao|soan thao|chuan bi"
        r"|hoan thien) (?:\w+ ){0,4}?(?:ke hoach"
        r"|chuong trinh (?:hanh dong|cong tac|kiem tra)|lo trinh)\b"),
    (Product.REPORT, r"(?<!nghien cuu )(?<!nghe )(?<!tiep thu )(?<!goi y )(?<!chat luong )"
        r"(?<!de cuong )(?<!cham )"
        r"(?<!mau )(?<!che do )(?<!chua )(?<!duyet )"
        r"(?<!duyet cac )\b(?:bao cao(?! ly do)|co van ban bao cao"
        r"|gui bao cao)\b(?! vien| chinh tri| so ket\b.*\bde\b)"
        r"|\b(?:chuan bi|xay dung|hoan thien)(?: du thao)? bao cao chinh tri\b"),
    (Product.PAPER, r"\b(?:ban hanh|xay dung(?! dang| nong thon| do thi)"
        r"|tham muu(?: ban hanh| xay dung| trinh)?(?! cu the)|soan thao"
        r"|bo sung, sua doi|sua doi, bo sung|ra soat, bo sung|(?<!muc do )hoan thien|hoan chinh"
        r"|lap|nop|co(?= phuong an (?:bao|xu|phong|ung|so))"
        r"|lam(?= (?:de an|ho so|to trinh))|(?<!giai )trinh) (?:\w+ ){0,4}?"
        r"(?:quy che|nghi quyet|huong dan|quyet dinh"
        r"|quy dinh|van ban|to trinh|de an|quy trinh|ho so|ly lich|phuong an"
        r"|(?:bo )?tieu chi|noi quy)\b"
        r"|\b(?:co|ra) (?:ket luan|nghi quyet|to trinh|thong bao|quyet dinh|cong van"
        r"|van ban(?! bao cao))\b"
        r"|^ho so\b[^.;]{0,160}\b(?:gui|nop)\b"
        r"|\b(?:gui|chuyen) (?:(?!du )\w+ ){0,2}?(?:nghi quyet|cong van|to trinh"
        r"|phieu|ban (?:cam ket|kiem diem|tu kiem diem|dang ky)"
        r"|bai (?:du thi|thu hoach|tham luan))\b"
        r"|\b(?:hoan thanh|gui|chuyen) (?:\w+ ){0,2}?(?:ho so|ly lich)\b(?! dang vien di)"
        r"|\bban hanh (?:\w+ ){0,3}?huong dan\b"),
    (Product.INDICATOR, r"\bchi tieu\b[^.;]{0,60}\b(?:ket nap|giao|duoc giao|de ra|phat trien)"
        r"|(?<!khong )(?<!chua )\b(?:hoan thanh|dat|vuot|giao|thuc hien) (?:\w+ ){0,4}?"
        r"(?:chi tieu|ty le)\b"
        r"|\bphan dau (?!den )[^.;]{0,60}?\d+(?:[.,]\d+)?\s*(?:%|tan|dang vien|ty|trieu|nguoi|ha|ho"
        r"|quan chung|chi bo)\b"
        r"|\bden (?:het|cuoi|truoc)? ?(?:nam|thang|quy|nhiem ky)\b[^.;]{0,30}?, (?:co |phan dau )?"
        r"(?:it nhat |tren |tu )?\d+(?:[.,]\d+)?\s*%"
        r"|\b(?:ket nap|dat)(?: them| it nhat| toi thieu| moi| tu| tren)* ?\d"),
)  # fmt: skip
_PRODUCT = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _PRODUCTS)


_NOUNS = (
    (Product.LIST, r"danh sach"), (Product.MINUTES, r"bien ban"),
    (Product.COUNT, r"so lieu|thong ke|bieu tong hop"),
    (Product.REPORT, r"bao cao"), (Product.PLAN, r"ke hoach|chuong trinh|lo trinh"),
    (Product.PAPER, r"quyet dinh|nghi quyet|huong dan|quy che|quy dinh|cong van|van ban|to trinh"
        r"|de an|ho so|phuong an|ket luan|thong bao|quy trinh|tai lieu"),
    (Product.INDICATOR, r"chi tieu|\d+\s*%|ty le"), (Product.ATTENDANCE, r"tham du|co mat"),
)  # fmt: skip


def product_named(cell: str) -> Product | None:
    """The product that the words of a table's cell are, without accents: "Báo cáo", "Danh sách"."""
    return next((kind for kind, noun in _NOUNS if re.search(noun, cell, re.IGNORECASE)), None)


_IF = re.compile(
    r"(?<=[a-z0-9)])[.;]\s+(?:neu|truong hop|khi|trong qua trinh)\b[^.;]{0,60}"
    r"\b(?:kho khan|vuong mac|phat sinh)\b[^.;]*", re.IGNORECASE)  # fmt: skip


def product_of(plain: str) -> tuple[Product | None, bool]:
    """The product the words name, and whether they name several. The first named wins; a list or
    a count that is reported is a list or a count."""
    plain = _IF.sub(lambda hit: "." * len(hit[0]), plain)
    found = {kind: hit.start() for kind, pattern in _PRODUCT if (hit := pattern.search(plain))}
    if not found:
        return None, False
    if Product.REPORT in found and (Product.LIST in found or Product.COUNT in found):
        del found[Product.REPORT]
    first = min(found, key=lambda kind: found[kind])
    return first, len(found) > 1
