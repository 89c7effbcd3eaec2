"""Words of duties and what comes of them, as they are kept and shown."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dangvu.rules.duties import Stage

__all__ = [
    "Owing", "SessionForm", "Shortfall", "Stage", "Subject",
]  # fmt: skip


@dataclass(frozen=True)
class Owing:
    """One line of what somebody owes, in words without the name of a member.

    ``kind`` and ``key`` say what it is and which, so that a page finds the address and the button;
    ``due_on``: last day still in time, None where no day was set; ``title`` what is to be done;
    ``meta`` under which paper, for whom; ``product`` what is to be handed in. ``late`` is found
    for the day that was asked. ``under`` is the directive it comes from (0: none) and ``cited``
    that directive in few words ("Chỉ thị 07-CT/TU"): many lines under one are put together.
    """

    kind: str
    key: int
    due_on: date | None
    title: str
    meta: str
    product: str
    late: bool
    under: int = 0
    cited: str = ""


class SessionForm(StrEnum):
    """How a paper was made known."""

    IN_PERSON = "in_person"
    ONLINE = "online"
    CELL_MEETING = "cell_meeting"
    PAPER = "paper"
    OTHER = "other"

    @property
    def label_vi(self) -> str:
        return {
            "in_person": "Hội nghị trực tiếp",
            "online": "Hội nghị trực tuyến",
            "cell_meeting": "Trong buổi sinh hoạt chi bộ",
            "paper": "Sao gửi văn bản",
            "other": "Hình thức khác",
        }[self.value]


class Shortfall(StrEnum):
    """Why a task was not done, or not in time (seed: causes of non-completion)."""

    WORKLOAD = "workload"
    COORDINATION = "coordination"
    RULES = "rules"
    MEANS = "means"
    SKILL = "skill"
    LATE_INPUT = "late_input"
    HEALTH = "health"
    SUBJECTIVE = "subjective"
    OTHER = "other"

    @property
    def label_vi(self) -> str:
        return {
            "workload": "Khối lượng việc lớn, nhiều việc cùng lúc",
            "coordination": "Phối hợp giữa các cơ quan chậm",
            "rules": "Vướng quy định, thủ tục",
            "means": "Thiếu kinh phí, phương tiện",
            "skill": "Chưa quen việc, cần bồi dưỡng",
            "late_input": "Thông tin, hồ sơ đầu vào chậm",
            "health": "Sức khỏe, hoàn cảnh",
            "subjective": "Chưa tập trung thực hiện",
            "other": "Nguyên nhân khác",
        }[self.value]


class Subject(StrEnum):
    """What an obstacle is about."""

    WORK = "work"
    RULES = "rules"
    MEANS = "means"
    COORDINATION = "coordination"
    CELL_LIFE = "cell_life"
    LIVELIHOOD = "livelihood"
    OTHER = "other"

    @property
    def label_vi(self) -> str:
        return {
            "work": "Việc được giao",
            "rules": "Cơ chế, chính sách, thủ tục",
            "means": "Kinh phí, phương tiện, nhân lực",
            "coordination": "Phối hợp công tác",
            "cell_life": "Sinh hoạt chi bộ",
            "livelihood": "Đời sống, chế độ",
            "other": "Việc khác",
        }[self.value]
