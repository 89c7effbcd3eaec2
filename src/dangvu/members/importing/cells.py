"""The cells a row of a members' workbook is kept in, and how SQL reads them."""

from dangvu.intake.catalogue import Reader
from dangvu.intake.readers import day, text
from dangvu.members import national
from dangvu.members.catalogue import MEMBER_FIELDS, MemberField, Sensitivity
from dangvu.office.workbooks import Column

NOT_TAKEN = frozenset({"health", "dossier_types", "youth_union"})
"""Fields that no workbook brings in: sealed ones but the citizen number, and lists."""
APART = frozenset({"citizen", "unit", "status"})
"""Fields that stand elsewhere than in a column of the same name."""

TAKEN: tuple[MemberField, ...] = tuple(f for f in MEMBER_FIELDS if f.code not in NOT_TAKEN)
PLAIN: tuple[MemberField, ...] = tuple(f for f in TAKEN if f.code not in APART)
"""Fields that go from cell to column as they are."""
OF_PERSON = tuple(f for f in PLAIN if f.of_person)
OF_PARTICULARS = tuple(f for f in PLAIN if not f.of_person)

MORE_LABELS = {
    national.LEFT_ON: "Ngày rời, mất, miễn sinh hoạt",
    national.REMOVAL: "Đề nghị xóa",
    national.VERDICT: "Kết quả kiểm tra",
    national.VERDICT_DETAIL: "Chi tiết lỗi",
}
MORE_READERS: dict[str, Reader] = {
    national.LEFT_ON: day,
    national.REMOVAL: text(40),
    national.VERDICT: text(200),
    national.VERDICT_DETAIL: text(1000),
}
DERIVED = ("search_key", "sort_key", "official", "leaving", "present")
"""Cells made from others: keys of the name, whether a full member, the event of leaving, and
whether the state is told by the official date alone."""

CELLS: tuple[str, ...] = (
    *(f.code for f in PLAIN), "unit", "status", *MORE_READERS, *DERIVED,
)  # fmt: skip
AT = {code: index for index, code in enumerate(CELLS)}

NONE = "-"
"""Stands in a cell of a list for its "none", which is not the same as nothing written."""

LABELS = {f.code: f.label for f in TAKEN} | MORE_LABELS
DATES = frozenset(f.code for f in TAKEN if f.kind == "date") | {national.LEFT_ON}

_GROUPS = {
    "birth": ("Nơi đăng ký khai sinh", "Khai sinh", "Nơi sinh"),
    "home": ("Quê quán", "Quê quán theo mô hình 2 cấp"),
    "residence": ("Thường trú", "Nơi thường trú", "Thường trú theo mô hình 2 cấp"),
}
_PARTS = {
    "country": ("quốc gia",),
    "province": ("tỉnh", "tỉnh, thành phố", "tỉnh thành"),
    "detail": ("địa chỉ", "chi tiết", "địa chỉ chi tiết"),
    "before": ("theo đơn vị trước 01/7/2025",),
}


def _aliases(field: MemberField) -> tuple[str, ...]:
    place, _, part = field.code.partition("_")
    if place not in _GROUPS or part not in _PARTS:
        return field.aliases
    made = tuple(f"{group} {word}" for group in _GROUPS[place] for word in _PARTS[part])
    # A column headed by the place alone holds its address.
    return made + (_GROUPS[place][:1] if part == "detail" else ())


COLUMNS: tuple[Column, ...] = (
    *(
        Column(f.code, f.label, _aliases(f), required=f.code in ("full_name", "birth_on", "unit"))
        for f in TAKEN
    ),
    Column(national.LEFT_ON, "Ngày rời/mất/miễn sinh hoạt",
           ("Ngày rời/mất/miễn", "Ngày rời", "Ngày mất"), required=False),
    Column(national.REMOVAL, "Đề nghị xóa", (), required=False),
    Column(national.VERDICT, "Kết quả kiểm tra", (), required=False),
    Column(national.VERDICT_DETAIL, "Chi tiết lỗi", (), required=False),
)  # fmt: skip


def cell(code: str, line: str = "l") -> str:
    """SQL for the text of a cell, NULL where nothing stood there."""
    return f"nullif({line}.cells[{AT[code] + 1}], '')"


def typed(code: str, line: str = "l") -> str:
    """SQL for the value of a cell as its column holds it, NULL where nothing stood there."""
    if code in DATES:
        return f"{cell(code, line)}::date"
    field = next((f for f in PLAIN if f.code == code), None)
    if field is not None and field.kind == "code":
        raw = cell(code, line)
        return f"(CASE {raw} WHEN '{NONE}' THEN '' ELSE {raw} END)"
    return cell(code, line)


def sealed(field: MemberField) -> bool:
    """Whether values of a field stand sealed."""
    return field.sensitivity is Sensitivity.SEALED
