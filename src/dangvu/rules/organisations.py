"""Party organisations: types and their order in both models, kinds, codes, localities, size."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from dangvu.rules.basis import (
    BEGINNING,
    Basis,
    Confidence,
    Dated,
    Finding,
    Rule,
    Severity,
)

MODEL_208_SINCE = date(2026, 7, 26)
_208 = "Quy định số 208-QĐ/TW, ngày 26/7/2026"
_294 = "Quy định số 294-QĐ/TW, ngày 26/5/2025"
_CHARTER = "Điều lệ Đảng"


class OrgType(StrEnum):
    """Where an organisation stands in the Party's order."""

    CENTRAL = "TRUNG_UONG"
    PROVINCIAL = "DANG_BO_TINH"
    SUPERIOR = "DANG_BO_CAP_TREN_TRUC_TIEP"
    GRASSROOTS = "DANG_BO_CO_SO"
    SUBORDINATE = "DANG_BO_TRUC_THUOC_CO_SO"
    SECTION = "DANG_BO_BO_PHAN"
    GRASSROOTS_CELL = "CHI_BO_CO_SO"
    SUBORDINATE_CELL = "CHI_BO_TRUC_THUOC"
    CELL = "CHI_BO"
    GROUP = "TO_DANG"

    @property
    def label_vi(self) -> str:
        return _TYPE_LABELS[self]

    @property
    def is_cell(self) -> bool:
        """Whether members belong to it directly."""
        return self in CELLS


_TYPE_LABELS = {
    OrgType.CENTRAL: "Trung ương",
    OrgType.PROVINCIAL: "Đảng bộ tỉnh, thành phố",
    OrgType.SUPERIOR: "Đảng bộ cấp trên trực tiếp của tổ chức cơ sở đảng",
    OrgType.GRASSROOTS: "Đảng bộ cơ sở",
    OrgType.SUBORDINATE: "Đảng bộ trực thuộc cơ sở",
    OrgType.SECTION: "Đảng bộ bộ phận",
    OrgType.GRASSROOTS_CELL: "Chi bộ cơ sở",
    OrgType.SUBORDINATE_CELL: "Chi bộ trực thuộc",
    OrgType.CELL: "Chi bộ",
    OrgType.GROUP: "Tổ đảng",
}
CELLS = frozenset({OrgType.GRASSROOTS_CELL, OrgType.SUBORDINATE_CELL, OrgType.CELL})


class Model(StrEnum):
    """The two orders beneath a province that live side by side in 2025-2026 (R1.2-R1.4).

    M294: a commune's body stands above grassroots organisations. M208: it is itself one.
    """

    M294 = "294"
    M208 = "208"

    @property
    def label_vi(self) -> str:
        return {
            "294": "Đảng bộ xã là cấp trên trực tiếp của tổ chức cơ sở đảng",
            "208": "Đảng bộ xã là đảng bộ cơ sở",
        }[self.value]


MODELS: Rule[tuple[Model, ...]] = Rule(
    "organisations.models",
    "Mô hình tổ chức đảng ở cấp xã",
    "",
    (
        Dated(
            (Model.M294,),
            BEGINNING,
            date(2025, 7, 1),
            Basis(
                "R1.1",
                "Quy định trước 01/7/2025, khi còn cấp huyện",
                "xếp theo cùng một khung với mô hình 294",
                Confidence.K,
            ),
        ),
        Dated(
            (Model.M294,),
            date(2025, 7, 1),
            MODEL_208_SINCE,
            Basis("R1.3", _294, "", Confidence.V),
        ),
        Dated(
            (Model.M208, Model.M294),
            MODEL_208_SINCE,
            None,
            Basis("R1.4", _208, "nơi chưa sắp xếp xong còn theo mô hình trước", Confidence.L),
        ),
    ),
)
"""Models an organisation may follow on a day, the one to be reached first."""

_PARENTS: Mapping[Model, Mapping[OrgType, frozenset[OrgType]]] = {
    Model.M294: {
        OrgType.PROVINCIAL: frozenset({OrgType.CENTRAL}),
        OrgType.SUPERIOR: frozenset({OrgType.PROVINCIAL}),
        OrgType.GRASSROOTS: frozenset({OrgType.SUPERIOR, OrgType.PROVINCIAL}),
        OrgType.GRASSROOTS_CELL: frozenset({OrgType.SUPERIOR, OrgType.PROVINCIAL}),
        OrgType.SECTION: frozenset({OrgType.GRASSROOTS}),
        OrgType.SUBORDINATE_CELL: frozenset({OrgType.GRASSROOTS, OrgType.SECTION}),
        OrgType.GROUP: frozenset({OrgType.GRASSROOTS_CELL, OrgType.SUBORDINATE_CELL}),
    },
    Model.M208: {
        OrgType.PROVINCIAL: frozenset({OrgType.CENTRAL}),
        OrgType.SUPERIOR: frozenset({OrgType.PROVINCIAL}),
        OrgType.GRASSROOTS: frozenset({OrgType.PROVINCIAL, OrgType.SUPERIOR}),
        OrgType.SUBORDINATE: frozenset({OrgType.GRASSROOTS}),
        OrgType.CELL: frozenset({OrgType.SUPERIOR, OrgType.GRASSROOTS, OrgType.SUBORDINATE}),
        OrgType.GROUP: frozenset({OrgType.CELL}),
    },
}
PARENTS = MappingProxyType(_PARENTS)
"""Which types a type may stand under, by model. The top, CENTRAL, stands under none."""

_FRAME = Basis("R1.2", "Khung chung của hệ thống tổ chức đảng", "", Confidence.K)
_PARENT_BASES = {
    Model.M294: dict.fromkeys(
        (OrgType.SUPERIOR, OrgType.GRASSROOTS, OrgType.GRASSROOTS_CELL),
        Basis("R1.3", _294, "", Confidence.V),
    ),
    Model.M208: dict.fromkeys(
        (OrgType.GRASSROOTS, OrgType.SUBORDINATE, OrgType.CELL),
        Basis("R1.2", _208, "", Confidence.V),
    ),
}


def parents_basis(kind: OrgType, model: Model) -> Basis:
    """Where ``allowed_parents`` of a type comes from; most upper and lower levels unconfirmed."""
    return _PARENT_BASES[model].get(kind, _FRAME)


def allowed_parents(kind: OrgType, model: Model) -> frozenset[OrgType]:
    """The types one may stand under in a model; empty for the top and for types foreign to it."""
    return PARENTS[model].get(kind, frozenset())


def types_of(model: Model) -> tuple[OrgType, ...]:
    """The types that occur in a model, top first."""
    return tuple(kind for kind in OrgType if kind is OrgType.CENTRAL or kind in PARENTS[model])


def check_parent(kind: OrgType, parent: OrgType | None, on: date) -> list[Finding]:
    """Whether a unit of one type may stand under another on a day.

    Sound in any model that holds on the day is sound; empty means it may. Under the model being
    left, a note says which model the place belongs to.
    """
    if kind is OrgType.CENTRAL or parent is None:
        if kind is OrgType.CENTRAL and parent is None:
            return []
        message = (
            "Trung ương không trực thuộc tổ chức nào."
            if parent
            else f"{kind.label_vi} phải có tổ chức cấp trên."
        )
        return [Finding("parent_wrong", message, Severity.REFUSAL, "parent")]
    row = MODELS.at(on)
    fitting = [model for model in row.value if parent in allowed_parents(kind, model)]
    if not fitting:
        message = f"{kind.label_vi} không đặt dưới {parent.label_vi.lower()}."
        basis = parents_basis(kind, row.value[0])
        return [Finding("parent_wrong", message, Severity.REFUSAL, "parent", basis)]
    if row.value[0] not in fitting:
        message = f"{kind.label_vi} dưới {parent.label_vi.lower()} là theo mô hình trước 26/7/2026."
        return [Finding("model_left", message, Severity.NOTE, "parent", row.basis)]
    return []


# --- kinds ----------------------------------------------------------------------------------


class OrgKind(StrEnum):
    """What an organisation is made of (R1.10): grassroots organisations first, then cells."""

    COMMUNE = "commune"
    WARD = "ward"
    SPECIAL_ZONE = "special_zone"
    AGENCY = "agency"
    EDUCATION = "education"
    HEALTH = "health"
    PUBLIC_SERVICE = "public_service"
    STATE_ENTERPRISE = "state_enterprise"
    STATE_CONTROLLED = "state_controlled"
    PRIVATE_ENTERPRISE = "private_enterprise"
    JOINT_STOCK = "joint_stock"
    LIMITED_COMPANY = "limited_company"
    FOREIGN_INVESTED = "foreign_invested"
    COOPERATIVE = "cooperative"
    CREDIT_FUND = "credit_fund"
    ARMY = "army"
    POLICE = "police"
    ABROAD = "abroad"
    OTHER = "other"
    NEIGHBOURHOOD = "neighbourhood"
    OFFICE_CELL = "office_cell"
    SCHOOL_CELL = "school_cell"
    HEALTH_CELL = "health_cell"
    POLICE_CELL = "police_cell"
    MILITARY_CELL = "military_cell"
    ENTERPRISE_CELL = "enterprise_cell"

    @property
    def label_vi(self) -> str:
        return _KIND_LABELS[self]

    @property
    def is_cell_kind(self) -> bool:
        """Whether it says what a cell is made of, rather than a grassroots organisation."""
        return self in CELL_KINDS

    @property
    def territorial(self) -> bool:
        """Whether its body covers a commune-level area, and so can stand on the map."""
        return self in TERRITORIAL


_KIND_LABELS = {
    OrgKind.COMMUNE: "Xã",
    OrgKind.WARD: "Phường",
    OrgKind.SPECIAL_ZONE: "Đặc khu",
    OrgKind.AGENCY: "Cơ quan hành chính",
    OrgKind.EDUCATION: "Đơn vị sự nghiệp giáo dục",
    OrgKind.HEALTH: "Đơn vị sự nghiệp y tế",
    OrgKind.PUBLIC_SERVICE: "Đơn vị sự nghiệp khác",
    OrgKind.STATE_ENTERPRISE: "Doanh nghiệp nhà nước",
    OrgKind.STATE_CONTROLLED: "Doanh nghiệp vốn nhà nước chi phối",
    OrgKind.PRIVATE_ENTERPRISE: "Doanh nghiệp tư nhân",
    OrgKind.JOINT_STOCK: "Công ty cổ phần ngoài nhà nước",
    OrgKind.LIMITED_COMPANY: "Công ty trách nhiệm hữu hạn ngoài nhà nước",
    OrgKind.FOREIGN_INVESTED: "Doanh nghiệp có vốn đầu tư nước ngoài",
    OrgKind.COOPERATIVE: "Hợp tác xã",
    OrgKind.CREDIT_FUND: "Quỹ tín dụng nhân dân",
    OrgKind.ARMY: "Quân đội",
    OrgKind.POLICE: "Công an",
    OrgKind.ABROAD: "Ngoài nước",
    OrgKind.OTHER: "Loại hình khác",
    OrgKind.NEIGHBOURHOOD: "Chi bộ thôn, tổ dân phố",
    OrgKind.OFFICE_CELL: "Chi bộ cơ quan",
    OrgKind.SCHOOL_CELL: "Chi bộ trường học",
    OrgKind.HEALTH_CELL: "Chi bộ trạm y tế",
    OrgKind.POLICE_CELL: "Chi bộ công an",
    OrgKind.MILITARY_CELL: "Chi bộ quân sự",
    OrgKind.ENTERPRISE_CELL: "Chi bộ doanh nghiệp, hợp tác xã",
}
TERRITORIAL = frozenset({OrgKind.COMMUNE, OrgKind.WARD, OrgKind.SPECIAL_ZONE})
CELL_KINDS = frozenset(
    {
        OrgKind.NEIGHBOURHOOD,
        OrgKind.OFFICE_CELL,
        OrgKind.SCHOOL_CELL,
        OrgKind.HEALTH_CELL,
        OrgKind.POLICE_CELL,
        OrgKind.MILITARY_CELL,
        OrgKind.ENTERPRISE_CELL,
    }
)
NON_STATE_ENTERPRISES = frozenset(
    {
        OrgKind.PRIVATE_ENTERPRISE,
        OrgKind.JOINT_STOCK,
        OrgKind.LIMITED_COMPANY,
        OrgKind.FOREIGN_INVESTED,
        OrgKind.COOPERATIVE,
        OrgKind.CREDIT_FUND,
    }
)
KINDS_BASIS = Basis("R1.10", "Loại hình tổ chức cơ sở đảng dùng khi thống kê", "", Confidence.K)


class Locality(StrEnum):
    """What makes admitting members harder where an organisation stands."""

    FEW_MEMBERS = "few_members"
    REMOTE = "remote"
    ETHNIC_MINORITY = "ethnic_minority"
    RELIGIOUS = "religious"
    DIFFICULT = "difficult"

    @property
    def label_vi(self) -> str:
        return {
            "few_members": "Ít đảng viên",
            "remote": "Vùng sâu, vùng xa",
            "ethnic_minority": "Đồng bào dân tộc thiểu số",
            "religious": "Đồng bào theo tôn giáo",
            "difficult": "Địa bàn khó khăn",
        }[self.value]


LOCALITY_BASIS = Basis(
    "R10.1", "Công văn đôn đốc phát triển đảng viên, ngày 21/5/2026", "mục 2", Confidence.S
)


# --- codes ----------------------------------------------------------------------------------

_DOTTED = re.compile(r"([0-9]{2})\.([0-9]{3})\.([0-9]{3})\.([0-9]{3})\.([0-9]{3})")
_COMPACT = re.compile(r"([0-9]{2})([0-9]{3})([0-9]{3})([0-9]{3})([0-9]{3})")


@dataclass(frozen=True, order=True, slots=True)
class OrgCode:
    """The national code of an organisation (R1.21), five parts of 2, 3, 3, 3, 3 digits.

    ``m1`` province, ``m2`` superior body, ``m3`` grassroots organisation, ``m4`` body between
    ("000" if none), ``m5`` cell. Raises ``ValueError`` for parts of another length.
    """

    m1: str
    m2: str
    m3: str
    m4: str
    m5: str

    def __post_init__(self) -> None:
        if not _DOTTED.fullmatch(self.dotted):
            raise ValueError(f"Mã tổ chức đảng “{self.dotted}” không đúng dạng {_CODE_EXAMPLE}.")

    @classmethod
    def parse(cls, text: str) -> "OrgCode":
        """Reads "38.168.053.000.001" or the same 14 digits without dots. Raises ``ValueError``."""
        plain = text.strip()
        found = _DOTTED.fullmatch(plain) or _COMPACT.fullmatch(plain)
        if found is None:
            raise ValueError(f"Mã tổ chức đảng “{plain}” không đúng dạng {_CODE_EXAMPLE}.")
        return cls(*found.groups())

    @property
    def dotted(self) -> str:
        """As shown: "38.168.053.000.001"."""
        return ".".join((self.m1, self.m2, self.m3, self.m4, self.m5))

    @property
    def compact(self) -> str:
        """As stored: 14 digits."""
        return self.dotted.replace(".", "")

    def __str__(self) -> str:
        return self.dotted


_CODE_EXAMPLE = "38.168.053.000.001 (14 chữ số)"
CODE_BASIS = Basis(
    "R1.21", "Công văn số 1361-CV/BTCTW, ngày 30/6/2026", "cấu tạo mã tổ chức đảng", Confidence.V
)


# --- size -----------------------------------------------------------------------------------


def _size(name: str, title_vi: str, value: int, basis: Basis) -> Rule[int]:
    return Rule(
        f"organisations.{name}",
        title_vi,
        "đảng viên chính thức",
        (Dated(value, BEGINNING, None, basis),),
    )


CELL_MINIMUM = _size(
    "cell_minimum",
    "Số đảng viên chính thức ít nhất của một chi bộ",
    3,
    Basis("R1.11", _CHARTER, "Điều 24, khoản 1", Confidence.V),
)
GRASSROOTS_MINIMUM = _size(
    "grassroots_minimum",
    "Số đảng viên chính thức thông thường để lập đảng bộ cơ sở",
    30,
    Basis("R1.12", _CHARTER, "Điều 21", Confidence.K),
)
CELL_COMMITTEE_FROM = _size(
    "cell_committee_from",
    "Số đảng viên chính thức từ đó chi bộ bầu chi ủy",
    9,
    Basis("R1.13", _CHARTER, "Điều 24", Confidence.K),
)
RULES: tuple[Rule[int], ...] = (CELL_MINIMUM, GRASSROOTS_MINIMUM, CELL_COMMITTEE_FROM)


def check_size(kind: OrgType, official: int, on: date) -> list[Finding]:
    """Whether an organisation has enough official members on a day (R1.11, R1.12).

    Takes the number of official members in the whole organisation. A cell below the minimum is a
    warning (it cannot meet), a small grassroots body a note; nothing is refused.
    """
    if kind.is_cell:
        row = CELL_MINIMUM.at(on)
        if official < row.value:
            message = (
                f"Chi bộ có {official} đảng viên chính thức, dưới {row.value}: chưa đủ để họp và "
                "quyết định; cấp trên chuyển thêm đảng viên đến hoặc sáp nhập."
            )
            return [Finding("cell_too_small", message, basis=row.basis)]
    if kind is OrgType.GRASSROOTS:
        row = GRASSROOTS_MINIMUM.at(on)
        if official < row.value:
            message = (
                f"Đảng bộ cơ sở có {official} đảng viên chính thức, dưới {row.value}; thông thường "
                "chỉ lập chi bộ cơ sở."
            )
            return [Finding("grassroots_small", message, Severity.NOTE, basis=row.basis)]
    return []


def needs_committee(official: int, on: date) -> bool:
    """Whether a cell of so many official members elects a committee (R1.13, unconfirmed)."""
    return official >= CELL_COMMITTEE_FROM.at(on).value
