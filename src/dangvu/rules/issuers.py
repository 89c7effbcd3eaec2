"""Names of issuing bodies: as a head prints them, as a citation writes them, and whether two mean
one body (R0.0, R13.2, R13.5, R13.11)."""

import re
import unicodedata
from collections.abc import Iterable

from dangvu.rules.documents import Issuer
from dangvu.rules.obligations.text import plain
from dangvu.rules.organisations import CELLS, OrgType

#: Words of a body's name that a citation writes small, after the first word.
_KINDS = (
    "trung ương", "ban chấp hành", "ban thường vụ", "ban tổ chức", "ban tuyên giáo và dân vận",
    "ban tuyên giáo", "ban dân vận", "ban nội chính", "ban chỉ đạo", "ban bí thư", "bộ chính trị",
    "ủy ban kiểm tra", "ủy ban nhân dân", "văn phòng", "thường trực", "tỉnh ủy", "thành ủy",
    "huyện ủy", "thị ủy", "quận ủy", "đảng ủy", "đảng bộ", "chi bộ", "chi ủy", "đại hội",
    "tỉnh", "thành phố", "huyện", "xã", "phường", "thị trấn", "đặc khu", "và", "của", "các",
    "cơ quan", "bộ phận", "trường", "khu phố", "thôn", "tổ dân phố", "công an", "quân sự",
)  # fmt: skip
#: Among them those that begin with a capital wherever they stand.
_PROPER = frozenset(
    {
        "trung ương", "ban chấp hành", "ban thường vụ", "ban tổ chức", "ban tuyên giáo và dân vận",
        "ban tuyên giáo", "ban dân vận", "ban nội chính", "ban chỉ đạo", "ban bí thư",
        "bộ chính trị", "ủy ban kiểm tra", "ủy ban nhân dân", "văn phòng", "thường trực",
        "tỉnh ủy", "thành ủy", "huyện ủy", "thị ủy", "quận ủy", "đảng ủy", "đảng bộ", "chi bộ",
        "chi ủy", "đại hội", "công an",
    }
)  # fmt: skip
_SPELT = {
    "ban tổ chức": "Ban Tổ chức", "ban thường vụ": "Ban Thường vụ",
    "ban chấp hành": "Ban Chấp hành", "ban tuyên giáo và dân vận": "Ban Tuyên giáo và Dân vận",
    "ban tuyên giáo": "Ban Tuyên giáo", "ban dân vận": "Ban Dân vận",
    "ban nội chính": "Ban Nội chính", "ban chỉ đạo": "Ban Chỉ đạo", "ban bí thư": "Ban Bí thư",
    "bộ chính trị": "Bộ Chính trị", "ủy ban kiểm tra": "Ủy ban Kiểm tra",
    "ủy ban nhân dân": "Ủy ban nhân dân", "công an": "Công an", "trung ương": "Trung ương",
}  # fmt: skip
_BY_LENGTH = sorted(_KINDS, key=lambda kind: -len(kind.split()))
#: Organs that are named by whose they are: alone they are nobody's.
_ORGAN = re.compile(r"(?i)(ban |văn phòng|ủy ban kiểm tra|uỷ ban kiểm tra|thường trực)")
_OWNER = re.compile(r"(?i)\b(trung ương|tỉnh|thành|huyện|thị|quận|đảng|chi)\b")
#: A standing board's papers carry the committee's name (R13.2), so the board tells nothing apart.
_BOARD = re.compile(r"^(?:ban thuong vu|bch|btv)\s+")


def written(name: str) -> str:
    """A name printed in capitals as a sentence writes it: "TỈNH ỦY LÂM ĐỒNG" is "Tỉnh ủy Lâm Đồng".
    One that is not all capitals stays."""
    tidy = " ".join(unicodedata.normalize("NFC", name).split())
    if tidy != tidy.upper():
        return tidy
    words, out, at = tidy.lower().replace("uỷ", "ủy").split(), [], 0
    while at < len(words):
        kind = next((k for k in _BY_LENGTH if words[at : at + len(k.split())] == k.split()), "")
        if not kind:
            out.append(words[at].capitalize())
            at += 1
            continue
        shown = _SPELT.get(kind, kind)
        if kind in _PROPER or not out:
            shown = shown[:1].upper() + shown[1:]
        out.append(shown)
        at += len(kind.split())
    return " ".join(out)


def full_name(superior: str, issuer: str) -> str:
    """The issuer of a head (R13.2): an organ is named with whose organ it is, "Ban Tổ chức Tỉnh ủy
    Lâm Đồng"; a committee by itself."""
    name, above = written(issuer), written(superior)
    rest = _ORGAN.sub("", name, count=1)
    if above and _ORGAN.match(name) and not _OWNER.search(rest):
        return f"{name} {above}"
    return name


def canonical(issuer: str) -> str:
    """What an issuer is compared by: no accents, no capitals, a standing board as its committee."""
    tidy = " ".join(unicodedata.normalize("NFC", issuer).split())
    return _BOARD.sub("", plain(tidy).casefold())


def same_issuer(one: str, other: str) -> bool:
    """Whether two names may mean one body: equal, or one says less than the other ("Tỉnh ủy" and
    "Tỉnh ủy Lâm Đồng"). A name that is not known contradicts none."""
    first, second = canonical(one).split(), canonical(other).split()
    return _within(first, second) or _within(second, first)


def _within(few: list[str], many: Iterable[str]) -> bool:
    left = iter(many)
    return all(word in left for word in few)


def competence_of(org_type: str, issuer: str, organ: str = "") -> Issuer:
    """Under which row of the table of competence (R13.11) a body's papers fall."""
    if organ == "CB" or org_type in CELLS:
        return Issuer.CELL
    if org_type != OrgType.GRASSROOTS or organ not in {"", "ĐU"}:
        return Issuer.OTHER
    standing = plain(unicodedata.normalize("NFC", issuer)).casefold().find("ban thuong vu") >= 0
    return Issuer.GRASSROOTS_STANDING if standing else Issuer.GRASSROOTS_COMMITTEE
