"""The parts of the work on duties, as the bar on each of their pages."""

from dataclasses import dataclass

from dangvu.access.matrix import Action, Reach, Role, reach
from dangvu.web.shell.addresses import address

#: Key of the part, what it is called, the name of its address, the action it needs.
PARTS: tuple[tuple[str, str, str, Action], ...] = (
    ("directives", "Văn bản chỉ đạo", "directive_list", Action.VIEW_DUTIES),
    ("reports", "Báo cáo", "report_list", Action.REPORT_DUTY),
    ("tasks", "Việc đảng viên", "task_list", Action.VIEW_TASKS),
    ("petitions", "Kiến nghị", "petition_list", Action.VIEW_PETITIONS),
    ("indicators", "Tiêu chí", "indicators", Action.SET_INDICATORS),
    ("inspection", "Đề nghị kiểm tra", "inspection_list", Action.PICK_FOR_INSPECTION),
)


@dataclass(frozen=True)
class Part:
    """A part within reach of a role."""

    label: str
    url: str
    current: bool


def parts(role: Role, current: str) -> list[Part]:
    """The parts a role reaches; ``current`` is the key of the one it is in."""
    return [
        Part(label, address(name), key == current)
        for key, label, name, action in PARTS
        if reach(role, action) is not Reach.NONE and address(name)
    ]
