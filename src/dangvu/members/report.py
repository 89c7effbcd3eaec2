"""Writes ``docs/register.md``: the record's fields, what happens to a member, who sees what.

Run by ``make docs``, below docs/ of the current folder.
"""

import sys
from pathlib import Path

from dangvu.access.matrix import ACTION_LABELS, ROLE_LABELS, Action, Reach, Role, reach
from dangvu.members.catalogue import MEMBER_FIELDS, MemberField, Section, Sensitivity
from dangvu.rules.markdown import table
from dangvu.rules.membership import ENTERING, LEAVING, TURNING, EventKind, Status

_HEAD = "<!-- Sinh từ mã nguồn bằng `python -m dangvu.members.report`; đừng sửa tay. -->"
_SENSITIVITY = {
    Sensitivity.OPEN: "",
    Sensitivity.MASKED: "che",
    Sensitivity.SEALED: "che, niêm phong trong cơ sở dữ liệu",
}
_ACTIONS = (
    Action.VIEW_MEMBERS, Action.REVEAL, Action.REQUEST_CHANGE, Action.EDIT_MEMBERS,
    Action.RECORD_DUES, Action.TRANSFER_MEMBERS, Action.IMPORT_MEMBERS, Action.MERGE_MEMBERS,
    Action.VIEW_DISCIPLINE, Action.RECORD_DISCIPLINE, Action.FREEZE_STATISTICS,
)  # fmt: skip


def page() -> str:
    """The page as Markdown."""
    parts = [_HEAD, "# Sổ đảng viên", "## Trường của hồ sơ",
             "Cột quốc gia: số cột trong tệp 31 cột. Trường che chỉ hiện khi có quyền và ghi lý "
             "do; lần xem để lại dấu trong nhật ký (R14.2, R14.3)."]  # fmt: skip
    for section in Section:
        fields = [f for f in MEMBER_FIELDS if f.section is section]
        head = ("Trường", "Mã", "Cột quốc gia", "Danh mục", "Nhạy cảm", "Sửa ở đâu")
        parts += [f"### {section.label}", table(head, map(_field, fields))]
    parts += [
        "## Trạng thái", table(("Trạng thái", "Mã", "Có tính là đảng viên"), map(_status, Status)),
        "## Biến động",
        "Lịch sử của một người là kết quả xếp các biến động theo ngày hiệu lực. Biến động sai được "
        "đính chính bằng biến động mới; không dòng nào bị ghi đè.",
        table(("Biến động", "Mã", "Kết quả"), ((k.label, k.value, _result(k)) for k in EventKind)),
        "## Vai trò", table(("Vai trò", *(ACTION_LABELS[a] for a in _ACTIONS)), map(_role, Role)),
    ]  # fmt: skip
    return "\n\n".join(parts) + "\n"


def _field(field: MemberField) -> tuple[str, ...]:
    listed = "" if field.choices is None else "có" if field.confirmed else "có, chưa xác nhận"
    return (
        field.label + (" (bắt buộc)" if field.required else ""),
        f"`{field.code}`",
        str(field.national or ""),
        listed,
        _SENSITIVITY[field.sensitivity],
        "trên hồ sơ" if field.editable else "theo biến động",
    )


def _status(status: Status) -> tuple[str, ...]:
    return status.label, status.value, "có" if status.counted else "không"


def _result(kind: EventKind) -> str:
    if kind in ENTERING:
        return "là đảng viên của chi bộ ghi trong biến động"
    if kind in LEAVING:
        return LEAVING[kind].label.lower()
    if kind in TURNING:
        return TURNING[kind].label.lower()
    return {
        EventKind.RECOGNISED: "đảng viên chính thức",
        EventKind.RESUMED: "sinh hoạt bình thường",
        EventKind.MOVED: "sang chi bộ khác, mọi điều khác giữ nguyên",
        EventKind.REORGANISED: "theo chi bộ mới, mọi điều khác giữ nguyên",
        EventKind.VOIDED: "chưa từng là đảng viên",
    }[kind]


def _role(role: Role) -> tuple[str, ...]:
    words = {Reach.NONE: "", Reach.SELF: "của mình", Reach.UNIT: "đơn vị", Reach.BRANCH: "nhánh"}
    return ROLE_LABELS[role], *(words[reach(role, action)] for action in _ACTIONS)


def main() -> int:
    """Writes the page."""
    Path("docs", "register.md").write_text(page(), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
