"""What members have learnt and what they work at, by occupation and age. Invented shares."""

from bisect import bisect
from itertools import accumulate
from random import Random
from typing import NamedTuple

from dangvu.cli.demo.layout import Node
from dangvu.rules.admissions import SourceGroup
from dangvu.rules.organisations import OrgKind

S = SourceGroup

_CODES = ("", "SC", "TC", "CD", "DH", "THS", "TS")
_SHARES = {
    "CBCC": (1, 1, 8, 6, 68, 15, 1),
    "VCSN": (0, 0, 5, 14, 68, 11, 2),
    "VCKD": (2, 3, 12, 15, 60, 8, 0),
    "CN": (18, 22, 25, 15, 19, 1, 0),
    "ND": (62, 12, 15, 5, 6, 0, 0),
    "QD": (8, 10, 22, 14, 42, 4, 0),
    "CA": (1, 2, 28, 14, 50, 5, 0),
    "HSSV": (96, 0, 0, 2, 2, 0, 0),
    "HUU": (28, 10, 26, 12, 22, 2, 0),
    "KHAC": (40, 14, 20, 10, 15, 1, 0),
}
_THEORY = ("", "SC", "TC", "CC", "CN")
_THEORY_OF = {"CBCC": (18, 30, 37, 14, 1), "HUU": (40, 30, 22, 8, 0), "ND": (62, 32, 6, 0, 0)}
_THEORY_ELSE = (48, 34, 16, 2, 0)
_PROFESSIONAL = {code: tuple(accumulate(shares)) for code, shares in _SHARES.items()}
_THEORIES = {code: tuple(accumulate(shares)) for code, shares in _THEORY_OF.items()}
_OTHER_THEORY = tuple(accumulate(_THEORY_ELSE))
_FIELDS = {
    OrgKind.SCHOOL_CELL: ("Sư phạm Toán", "Sư phạm Ngữ văn", "Giáo dục tiểu học",
                          "Giáo dục mầm non", "Sư phạm Lịch sử", "Sư phạm Tiếng Anh"),
    OrgKind.HEALTH_CELL: ("Y đa khoa", "Điều dưỡng", "Dược học", "Y học dự phòng"),
    OrgKind.POLICE_CELL: ("Nghiệp vụ công an", "Luật"),
    OrgKind.MILITARY_CELL: ("Quân sự cơ sở", "Chỉ huy tham mưu"),
}  # fmt: skip
_OTHER_FIELDS = ("Luật", "Quản lý nhà nước", "Kế toán", "Nông học", "Quản trị kinh doanh",
                 "Lâm nghiệp", "Công nghệ thông tin", "Quản lý đất đai",
                 "Xây dựng Đảng")  # fmt: skip
_LANGUAGES = ("", "", "", "Tiếng Anh bậc 2", "Tiếng Anh bậc 3", "Tiếng Anh chứng chỉ B",
              "Tiếng Anh bậc 4", "Tiếng K'Ho; tin học cơ bản", "Tin học cơ bản")  # fmt: skip
_POSITIONS = {
    "CBCC": ("Chuyên viên", "Chuyên viên", "Phó Trưởng phòng", "Trưởng phòng", "Văn phòng"),
    "VCSN": ("Giáo viên", "Giáo viên", "Nhân viên", "Tổ trưởng chuyên môn", "Phó Hiệu trưởng"),
    "CA": ("Cán bộ", "Trưởng Công an"),
    "QD": ("Trợ lý", "Chiến sĩ", "Chỉ huy phó"),
    "CN": ("Công nhân", "Tổ trưởng sản xuất"),
}
_BEFORE = {"ND": "Làm nông", "CN": "Công nhân", "HSSV": "Học sinh", "CBCC": "Sinh viên",
           "VCSN": "Sinh viên", "QD": "Thanh niên", "CA": "Thanh niên"}  # fmt: skip
_SERVICE = {"QD": "Bộ đội", "CA": "Công an", "HUU": "Hưu trí"}
_SOURCES = {
    "CBCC": S.OFFICIAL, "VCSN": S.TEACHER, "VCKD": S.ENTERPRISE_WORKER, "CN": S.ENTERPRISE_WORKER,
    "ND": S.FARMER, "QD": S.ARMY, "CA": S.POLICE, "HSSV": S.STUDENT,
}  # fmt: skip


class Learnt(NamedTuple):
    """Codes of the lists of ``members.catalogue``, and words."""

    general: str
    professional: str
    field: str
    title: str
    theory: str
    languages: str


class Work(NamedTuple):
    """Where somebody works, as what, what they did before joining, and of which service."""

    place: str
    position: str
    before: str
    service: str


def _pick(rng: Random, words: tuple[str, ...]) -> str:
    return words[int(rng.random() * len(words))]


def _drawn(rng: Random, codes: tuple[str, ...], sums: tuple[int, ...]) -> str:
    return codes[bisect(sums, rng.random() * sums[-1])]


def learnt(rng: Random, occupation: str, kind: OrgKind, age: int) -> Learnt:
    """What somebody has learnt."""
    professional = _drawn(rng, _CODES, _PROFESSIONAL[occupation])
    theory = _drawn(rng, _THEORY, _THEORIES.get(occupation, _OTHER_THEORY)) if age > 26 else ""
    general = "THPT"
    if not professional and rng.random() < (0.55 if age > 55 else 0.12):
        general = "TH" if age > 65 and rng.random() < 0.3 else "THCS"
    field = _pick(rng, _FIELDS.get(kind, _OTHER_FIELDS)) if professional else ""
    title = "PGS" if professional == "TS" and rng.random() < 0.2 else ""
    languages = _pick(rng, _LANGUAGES) if professional in ("CD", "DH", "THS", "TS") else ""
    return Learnt(general, professional, field, title, theory, languages)


def work(rng: Random, occupation: str, node: Node) -> Work:
    """What somebody works at."""
    at_home = node.kind is OrgKind.NEIGHBOURHOOD or occupation == "HUU"
    position = "" if at_home else _pick(rng, _POSITIONS.get(occupation, ("",)))
    place = "" if at_home else node.name[:1].upper() + node.name[1:]
    return Work(place, position, _BEFORE.get(occupation, ""), _SERVICE.get(occupation, ""))


def source_of(occupation: str) -> str:
    """The source group of somebody whose admission is not on record, where it can be told."""
    return _SOURCES.get(occupation, "")
