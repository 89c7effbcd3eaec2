"""What one line of the list holds, and a list by time."""

from dataclasses import dataclass
from datetime import date

from dangvu.office.vietnamese import number
from dangvu.rules.months import Month
from dangvu.rules.workdays import working_days_between
from dangvu.tasks.catalogue import Owing

LONGEST_TITLE = 120


@dataclass(frozen=True)
class Item(Owing):
    """One line of what is owed, from whichever source.

    ``month`` is the month it is about. ``said`` is how far off the day is; ``note`` stands in small
    print beneath the product. ``confirmed`` is false where the day is the software's own. ``many``:
    how many duties the line stands for; ``place`` the unit beneath that has it.
    """

    month: Month | None = None
    place: str = ""
    said: str = ""
    note: str = ""
    confirmed: bool = True
    many: int = 1

    @property
    def outside(self) -> str:
        """The title as it may leave the house, in an e-mail or a calendar: what somebody typed
        about a member, an obstacle or a remedy stays inside."""
        return _OUTSIDE.get(self.kind, self.title)


_OUTSIDE = {
    "remedy_own": "Giải pháp của đơn vị đến hạn",
    "remedy_below": "Giải pháp của cấp dưới đến hạn",
    "member_task": "Việc được giao cho đồng chí",
    "task_result": "Kết quả việc của đảng viên chờ xem",
    "task_judge": "Việc của đảng viên chờ đánh giá",
}


@dataclass(frozen=True)
class Group:
    """Lines of one time: late, within seven days, later this month, afterwards, without a day."""

    key: str
    title: str
    items: tuple[Item, ...]

    @property
    def said(self) -> str:
        """How many there are."""
        return f"{number(sum(item.many for item in self.items))} việc"


@dataclass(frozen=True)
class Agenda:
    """Everything owed, by time."""

    groups: tuple[Group, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for group in self.groups for item in group.items)

    @property
    def number(self) -> int:
        return sum(item.many for item in self.items)

    @property
    def late(self) -> int:
        return sum(item.many for item in self.items if item.late)

    @property
    def unconfirmed(self) -> bool:
        """Whether some of the days are the software's own."""
        return not all(item.confirmed for item in self.items)


def shortened(text: str) -> str:
    """A title of at most a few lines on a telephone, cut between words, without its full stop."""
    text = text.rstrip(" .")
    if len(text) <= LONGEST_TITLE:
        return text
    return f"{text[:LONGEST_TITLE].rsplit(' ', 1)[0].rstrip(' ,;.')}…"


def distance(due_on: date, today: date) -> str:
    """How far off a day is, in working days (R0.2)."""
    if due_on == today:
        return "Hạn hôm nay"
    days = working_days_between(today, due_on)
    if due_on > today:
        return f"Còn {number(days)} ngày làm việc" if days else "Hạn trong ngày nghỉ tới"
    return f"Quá {number(-days)} ngày làm việc" if days else "Vừa quá hạn, trong ngày nghỉ"
