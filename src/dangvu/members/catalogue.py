"""The record of a member: each field once, and the lists it chooses from.

Form, record page, filters, import, exports and official papers read ``MEMBER_FIELDS``. Ethnic
groups go by the codes of 1979, religions by those of 2008; codes of the other lists are ours, and
each row of them says how sure it is (``listed``).
"""

import csv
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from dangvu.intake import readers
from dangvu.intake.catalogue import Field, Reader
from dangvu.office.vietnamese import fold
from dangvu.rules.membership import Status

KINH = "01"
NO_RELIGION = "Không"
_OTHER = "56"
_MORE_RELIGIONS = {
    "Thiên Chúa giáo": "02",
    "Công Giáo (Thiên Chúa)": "02",
    "Phật": "01",
    "Hòa Hảo": "03",
    "Đạo Cao Đài": "05",
    "Đạo Tin lành": "08",
}
_NO_RELIGION_NAMES = (NO_RELIGION, "Không có", "Không theo tôn giáo", "Không tôn giáo", "Lương")


def _rows(name: str) -> list[dict[str, str]]:
    text = files("dangvu.members").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def ethnic_groups() -> Mapping[str, str]:
    """Code to name, in the order of the list: "01" is Kinh."""
    return MappingProxyType({r["code_1979"]: r["name"] for r in _rows("ethnic_groups.csv")})


@cache
def ethnic_names() -> Mapping[str, str]:
    """Every name an ethnic group goes by to its code; names that two groups share are left out."""
    rows = _rows("ethnic_groups.csv")
    others = [
        (other.strip(), row["code_1979"])
        for row in rows
        for other in row["other_names"].split(",")
        if other.strip() and row["code_1979"] != _OTHER
    ]
    shared = Counter(name for name, _ in others)
    names = {name: code for name, code in others if shared[name] == 1} | {"Khác": _OTHER}
    return MappingProxyType(names | {row["name"]: row["code_1979"] for row in rows})


@cache
def syllables() -> tuple[str, ...]:
    """The syllables that names are usually made of, as they are searched: without accents."""
    files_ = ("names_family.csv", "names_middle.csv", "names_given.csv")
    names = (next(iter(row.values())) for name in files_ for row in _rows(name))
    return tuple(sorted({word for name in names for word in fold(name).split() if word.isalnum()}))


@cache
def religions() -> Mapping[str, str]:
    """Code to name; the empty code stands for none."""
    rows = [r for r in _rows("religions.csv") if r["code_2008"]]
    return MappingProxyType({"": NO_RELIGION} | {r["code_2008"]: r["name"] for r in rows})


@cache
def religion_names() -> Mapping[str, str]:
    """Every name a religion goes by to its code, and the words for none to the empty code."""
    own = {name: code for code, name in religions().items()}
    return MappingProxyType(own | _MORE_RELIGIONS | dict.fromkeys(_NO_RELIGION_NAMES, ""))


# --------------------------------------------------------------------------- lists of codes


@dataclass(frozen=True)
class Listed:
    """A row of a code list. ``confirmed``: it was seen in a source."""

    code: str
    name: str
    confirmed: bool


@cache
def listed(list_id: str) -> tuple[Listed, ...]:
    """The rows of one list in its order."""
    rows = [r for r in _rows("reference_lists.csv") if r["list_id"] == list_id]
    return tuple(Listed(r["code"], r["name_vi"], r["status"] == "confirmed") for r in rows)


def _names(list_id: str) -> Callable[[], Mapping[str, str]]:
    return lambda: {row.code: row.name for row in listed(list_id)}


SEXES = MappingProxyType({"M": "Nam", "F": "Nữ"})
general_education = _names("general_education")
professional_levels = _names("professional_level")
academic_titles = _names("academic_title")
theory_levels = _names("political_theory_level")
occupations = _names("occupation_component")

_MORE = {
    "general_education": {
        "10/10": "THPT", "12/12": "THPT", "9/12": "THCS", "7/10": "THCS", "Cấp 3": "THPT",
        "Cấp 2": "THCS", "Cấp 1": "TH", "Hoàn thành THCS": "THCS", "Tốt nghiệp THPT": "THPT",
    },
    "professional": {
        "Trung cấp": "TC", "Trung học chuyên nghiệp": "TC", "Cử nhân": "DH", "Kỹ sư": "DH",
        "Đại học trở lên": "DH", "Thạc sỹ": "THS", "Cao học": "THS", "Tiến sỹ": "TS",
        "Công nhân kỹ thuật": "SC",
    },
    "academic_title": {"Phó giáo sư": "PGS", "Giáo sư": "GS"},
    "theory": {"Cao cấp, cử nhân": "CC", "Cao cấp lý luận chính trị": "CC"},
    "occupation": {"Hưu trí": "HUU", "Công nhân": "CN", "Nông dân": "ND", "Quân đội": "QD",
                   "Công an": "CA", "Học sinh, sinh viên": "HSSV", "Khác": "KHAC"},
}  # fmt: skip


def _listed(field: str, names: Callable[[], Mapping[str, str]], what: str) -> Reader:
    """One of a list; ``Không``, ``Chưa qua`` and the like stand for none."""
    known = {name: code for code, name in names().items()} | _MORE.get(field, {})
    none = dict.fromkeys(("Không", "Không có", "Chưa qua", "Chưa qua đào tạo", "Chưa"), "")
    return readers.one_of(known | none, what)


# --------------------------------------------------------------------------- the fields


class Sensitivity(StrEnum):
    """Who sees a value. ``MASKED``: hidden until revealed with a reason (R14.2, R14.3).
    ``SEALED``: masked, and sealed in the database too."""

    OPEN = "open"
    MASKED = "masked"
    SEALED = "sealed"

    @property
    def hidden(self) -> bool:
        return self is not Sensitivity.OPEN


class Section(StrEnum):
    """A part of the record, in the order of the page."""

    IDENTITY = "identity"
    PARTY = "party"
    PLACES = "places"
    EDUCATION = "education"
    WORK = "work"
    DOSSIER = "dossier"

    @property
    def label(self) -> str:
        return {
            "identity": "Nhận dạng",
            "party": "Vào Đảng, thẻ đảng",
            "places": "Nơi sinh, quê quán, cư trú",
            "education": "Trình độ",
            "work": "Nghề nghiệp, công tác",
            "dossier": "Hồ sơ giấy và ghi chú",
        }[self.value]


@dataclass(frozen=True)
class MemberField:
    """One field of the record.

    ``code`` is the attribute of ``Person`` (``of_person``) or ``Particulars``; a sealed one stands
    in ``<code>_sealed`` there (the citizen number: also as ``citizen_key``). ``kind`` is text,
    date, code, digits, flag or numbers. ``choices`` gives code to name. ``national`` is the column
    of the national workbook, 1 to 31 (0: not in it). ``editable``: changed on the record itself;
    the others follow from events. ``confirmed``: the list it chooses from was seen in a source.
    """

    code: str
    label: str
    section: Section
    read: Reader
    kind: str = "text"
    of_person: bool = False
    aliases: tuple[str, ...] = ()
    required: bool = False
    sensitivity: Sensitivity = Sensitivity.OPEN
    choices: Callable[[], Mapping[str, str]] | None = None
    national: int = 0
    editable: bool = True
    confirmed: bool = True
    max_length: int = 0

    def shown(self, value: object) -> str:
        """A code in words; anything else as text."""
        if value is None or value == "":
            return ""
        return self.choices().get(str(value), str(value)) if self.choices else str(value)

    def column(self) -> Field:
        """The field as a column of a workbook."""
        return Field(
            self.code, self.label, self.read, self.aliases, required=self.required,
            kind={"date": "date", "digits": "code"}.get(self.kind, "text"),
            choices=tuple(self.choices().values()) if self.choices else (),
        )  # fmt: skip


def _text(
    code: str, label: str, section: Section, length: int, *aliases: str, national: int = 0
) -> MemberField:
    return MemberField(
        code, label, section, readers.text(length), aliases=aliases, national=national,
        max_length=length,
    )  # fmt: skip


def _place(code: str, label: str, first: int) -> tuple[MemberField, ...]:
    """Country, province and detail of a place since 1 July 2025, and as it was written before."""
    at = Section.PLACES
    return (
        _text(f"{code}_country", f"{label}: quốc gia", at, 80, national=first),
        _text(f"{code}_province", f"{label}: tỉnh, thành phố", at, 80, national=first + 1),
        _text(f"{code}_detail", f"{label}: địa chỉ", at, 300, national=first + 2),
        _text(f"{code}_before", f"{label}: theo đơn vị trước 01/7/2025", at, 300),
    )


_ID, _PARTY, _EDU, _WORK, _FILE = (
    Section.IDENTITY,
    Section.PARTY,
    Section.EDUCATION,
    Section.WORK,
    Section.DOSSIER,
)

MEMBER_FIELDS: tuple[MemberField, ...] = (
    _text("national_id", "ID", _ID, 40, "Mã đảng viên", national=2),
    MemberField("full_name", "Họ và tên", _ID, readers.person_name, of_person=True, required=True,
                aliases=("Họ tên", "Họ và tên đảng viên"), national=3, max_length=120),
    _text("other_name", "Tên gọi khác", _ID, 120, "Bí danh", national=4),
    _text("birth_name", "Họ và tên khai sinh", _ID, 120),
    MemberField("sex", "Giới tính", _ID,
                readers.one_of({"Nam": "M", "Nữ": "F"}, "danh mục giới tính"), "code",
                of_person=True, required=True, choices=lambda: SEXES, national=5),
    MemberField("birth_on", "Sinh ngày", _ID, readers.day, "date", of_person=True, required=True,
                aliases=("Ngày sinh", "Ngày, tháng, năm sinh"), national=6),
    MemberField("ethnic_group", "Dân tộc", _ID, readers.one_of(ethnic_names(), "danh mục dân tộc"),
                "code", of_person=True, required=True, sensitivity=Sensitivity.MASKED,
                choices=ethnic_groups, national=7),
    MemberField("religion", "Tôn giáo", _ID, readers.one_of(religion_names(), "danh mục tôn giáo"),
                "code", of_person=True, required=True, sensitivity=Sensitivity.MASKED,
                choices=religions, national=8),
    MemberField("citizen", "Số định danh cá nhân", _ID,
                readers.digits(12, "Số định danh cá nhân"), "digits",
                required=True, sensitivity=Sensitivity.SEALED, national=9, max_length=12,
                aliases=("Số CCCD", "Căn cước công dân", "CCCD", "Số định danh")),
    MemberField("identity_old", "Số CMND cũ", _ID, readers.text(12), "digits", national=26,
                sensitivity=Sensitivity.MASKED, aliases=("Số CMND", "CMND"), max_length=12),
    MemberField("phone", "Số điện thoại", _ID, readers.text(20), "digits", max_length=20,
                sensitivity=Sensitivity.MASKED, aliases=("Điện thoại",)),
    MemberField("health", "Sức khỏe", _ID, readers.text(200), sensitivity=Sensitivity.SEALED,
                max_length=200),
    MemberField("card_number", "Số thẻ Đảng", _PARTY, readers.digits(12, "Số thẻ Đảng"), "digits",
                of_person=True, required=True, national=10, max_length=12,
                aliases=("Số thẻ đảng viên", "Số TĐV")),
    _text("card_place", "Nơi cấp thẻ", _PARTY, 200, national=11),
    MemberField("card_on", "Ngày cấp thẻ", _PARTY, readers.day, "date", national=12),
    MemberField("card_old", "Số thẻ theo Quyết định 85", _PARTY, readers.text(20), "digits",
                national=13, max_length=20, aliases=("Số thẻ theo QĐ 85", "Số thẻ cũ")),
    MemberField("unit", "Tổ chức Đảng đang sinh hoạt", _PARTY, readers.text(300), of_person=True,
                required=True, national=14, editable=False,
                aliases=("Tổ chức đảng", "Chi bộ", "Đơn vị", "Tổ chức Đảng")),
    MemberField("joined_on", "Ngày vào Đảng", _PARTY, readers.day, "date", of_person=True,
                required=True, national=24, editable=False, aliases=("Ngày kết nạp",)),
    MemberField("official_on", "Ngày chính thức", _PARTY, readers.day, "date", of_person=True,
                national=25, editable=False, aliases=("Ngày công nhận chính thức",)),
    _text("joined_place", "Nơi kết nạp", _PARTY, 200),
    _text("official_place", "Nơi công nhận chính thức", _PARTY, 200),
    _text("introducers", "Người giới thiệu", _PARTY, 300),
    MemberField("youth_union_on", "Ngày vào Đoàn", _PARTY, readers.day, "date"),
    MemberField("youth_union", "Đoàn viên", _PARTY, readers.yes_no, "flag", of_person=True),
    MemberField("status", "Trạng thái hoạt động", _PARTY, readers.text(60), "code", of_person=True,
                required=True, national=27, editable=False, aliases=("Trạng thái",),
                choices=lambda: {s.value: s.label for s in Status}),
    *_place("birth", "Nơi đăng ký khai sinh", 15),
    *_place("home", "Quê quán", 18),
    *_place("residence", "Nơi thường trú", 21),
    MemberField("general_education", "Giáo dục phổ thông", _EDU,
                _listed("general_education", general_education, "danh mục giáo dục phổ thông"),
                "code", of_person=True, choices=general_education, confirmed=False,
                aliases=("Trình độ văn hóa", "Văn hóa", "Trình độ giáo dục phổ thông")),
    MemberField("professional", "Chuyên môn", _EDU,
                _listed("professional", professional_levels, "danh mục trình độ chuyên môn"),
                "code", of_person=True, choices=professional_levels, confirmed=False,
                aliases=("Trình độ chuyên môn", "Chuyên môn nghiệp vụ")),
    _text("professional_field", "Chuyên ngành", _EDU, 200, "Ngành đào tạo"),
    MemberField("academic_title", "Chức danh khoa học", _EDU,
                _listed("academic_title", academic_titles, "danh mục chức danh khoa học"),
                "code", of_person=True, choices=academic_titles, aliases=("Học hàm",)),
    MemberField("theory", "Lý luận chính trị", _EDU,
                _listed("theory", theory_levels, "danh mục lý luận chính trị"),
                "code", of_person=True, choices=theory_levels,
                aliases=("Trình độ lý luận chính trị", "LLCT")),
    _text("languages", "Ngoại ngữ, tin học, tiếng dân tộc", _EDU, 200, "Ngoại ngữ"),
    MemberField("occupation", "Nhóm nghề nghiệp", _WORK,
                _listed("occupation", occupations, "danh mục nghề nghiệp"), "code", of_person=True,
                choices=occupations, confirmed=False,
                aliases=("Nghề nghiệp", "Nghề nghiệp hiện nay")),
    _text("occupation_before", "Nghề nghiệp trước khi vào Đảng", _WORK, 200),
    _text("workplace", "Nơi công tác", _WORK, 200, "Đơn vị công tác", "Cơ quan công tác"),
    _text("position", "Chức vụ công tác", _WORK, 200, "Chức vụ"),
    _text("background", "Thành phần gia đình, bản thân", _WORK, 40),
    _text("service", "Bộ đội, công an, hưu trí", _WORK, 40),
    _text("dossier_number", "Số lý lịch", _FILE, 40, "Số LL"),
    _text("dossier_place", "Nơi lưu hồ sơ giấy", _FILE, 200),
    MemberField("dossier_types", "Giấy tờ có trong hồ sơ", _FILE, readers.text(400), "numbers"),
    _text("note", "Ghi chú", _FILE, 500),
)  # fmt: skip


@cache
def by_code() -> Mapping[str, MemberField]:
    """The fields by their codes."""
    return MappingProxyType({field.code: field for field in MEMBER_FIELDS})


@cache
def national_columns() -> tuple[MemberField, ...]:
    """The fields that stand in the national workbook, in the order of its columns."""
    return tuple(sorted((f for f in MEMBER_FIELDS if f.national), key=lambda f: f.national))
