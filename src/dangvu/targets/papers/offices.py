"""Whom the letters of a month greet, and what they say they are about."""

from collections.abc import Sequence

from dangvu.documents.offices import Office
from dangvu.rules.organisations import OrgType
from dangvu.targets.sheets import Line, Sheet

#: How many bodies a letter greets by name; more are greeted together.
GREETED_BY_NAME = 3
_CELLS = {kind.value for kind in OrgType if kind.is_cell}


def subject_of(shown: Sheet) -> str:
    """What an urging letter of a month says it is about, unless its drafter says otherwise."""
    return f"về việc đôn đốc công tác kết nạp đảng viên năm {shown.month.year}"


def committee_of(line: Line) -> str:
    """The committee of a body as a letter addresses it; a cell is addressed itself."""
    if line.unit_type in _CELLS:
        return line.unit_name
    name = line.unit_name
    if name.startswith("Đảng bộ"):
        name = "Đảng ủy" + name.removeprefix("Đảng bộ")
    return f"Ban Thường vụ {name}" if line.unit_type == OrgType.SUPERIOR else name


def greeting(office: Office, lines: Sequence[Line], chosen: Sequence[Line]) -> str:
    """Whom a letter to the bodies chosen greets: each by name while they are few, a whole class by
    its name, else those named under the annex (``named_below``)."""
    if len(chosen) == len(lines):
        return office.addressees
    if len(chosen) <= GREETED_BY_NAME:
        return "; ".join(committee_of(line) for line in chosen)
    if words := class_words(lines, chosen):
        return f"{office.addressees} ({words})"
    return f"{office.addressees} (có tên ở phần ghi chú của Phụ lục)"


def named_below(lines: Sequence[Line], chosen: Sequence[Line]) -> str:
    """The note under the annex that names whom the letter goes to; empty where the greeting
    does."""
    few = len(chosen) <= GREETED_BY_NAME
    if few or len(chosen) == len(lines) or class_words(lines, chosen):
        return ""
    return f"Công văn gửi {len(chosen)} nơi: {'; '.join(line.unit_name for line in chosen)}."


def class_words(lines: Sequence[Line], chosen: Sequence[Line]) -> str:
    """ "nhóm xếp loại thấp", where the bodies chosen are exactly one or two whole classes or all
    those at zero; else empty."""
    ids = {line.unit_id for line in chosen}
    taken = {line.cls for line in chosen}
    if "none" not in taken and ids == {line.unit_id for line in lines if line.cls in taken}:
        named = (("high", "cao"), ("medium", "trung bình"), ("low", "thấp"))
        words = [word for cls, word in named if cls in taken]
        return f"nhóm xếp loại {' và '.join(words)}" if 0 < len(words) < len(named) else ""
    at_zero = {line.unit_id for line in lines if line.zero}
    return "nhóm chưa kết nạp được đảng viên" if ids and ids == at_zero else ""


def noun_for(lines: Sequence[Line]) -> str:
    """What the lines of a sheet are called together."""
    cells = {line.unit_type in _CELLS for line in lines}
    if cells == {True}:
        return "chi bộ"
    return "đảng bộ" if cells == {False} else "tổ chức đảng"
