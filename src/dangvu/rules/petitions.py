"""Obstacles and recommendations of members (R10.4): what may be done with one, and by when.

A petition is raised with the cell, taken, answered there or passed up with a reason, joined to
another that asks the same, or withdrawn by who raised it. An answer ends it. Nothing is deleted.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from dangvu.rules.basis import BEGINNING, Basis, Confidence, Dated, Rule
from dangvu.rules.months import Month
from dangvu.rules.organisations import CELLS, OrgType

BASIS = Basis("R10.4", "Quy định thi hành Điều lệ Đảng, quyền của đảng viên", "", Confidence.V)


class State(StrEnum):
    """Where a petition stands."""

    RAISED = "raised"
    HELD = "held"
    PASSED = "passed"
    JOINED = "joined"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"

    @property
    def label_vi(self) -> str:
        return {
            "raised": "Mới gửi",
            "held": "Đang xem xét",
            "passed": "Đã chuyển cấp trên",
            "joined": "Gộp vào kiến nghị khác",
            "answered": "Đã trả lời",
            "withdrawn": "Đã rút",
        }[self.value]

    @property
    def open(self) -> bool:
        """Whether somebody owes an answer to it. One that is joined gets that of the other."""
        return self in OPEN


OPEN = frozenset({State.RAISED, State.HELD, State.PASSED})


class Deed(StrEnum):
    """What is done with a petition."""

    TAKE = "take"
    PASS_UP = "pass_up"
    SEND_BACK = "send_back"
    JOIN = "join"
    ANSWER = "answer"
    WITHDRAW = "withdraw"

    @property
    def label_vi(self) -> str:
        return {
            "take": "Nhận xem xét",
            "pass_up": "Chuyển cấp trên",
            "send_back": "Chuyển lại cấp dưới",
            "join": "Gộp vào kiến nghị khác",
            "answer": "Trả lời",
            "withdraw": "Rút",
        }[self.value]

    @property
    def by_vi(self) -> str:
        """Who does it."""
        return "Đảng viên đã gửi" if self is Deed.WITHDRAW else "Cấp đang giữ kiến nghị"


FLOW: Mapping[Deed, tuple[frozenset[State], State]] = {
    Deed.TAKE: (frozenset({State.RAISED, State.PASSED}), State.HELD),
    Deed.PASS_UP: (OPEN, State.PASSED),
    Deed.SEND_BACK: (frozenset({State.HELD, State.PASSED}), State.HELD),
    Deed.JOIN: (OPEN, State.JOINED),
    Deed.ANSWER: (OPEN, State.ANSWERED),
    Deed.WITHDRAW: (OPEN, State.WITHDRAWN),
}
"""From which states each deed may be done, and the state it leads to."""

NEEDS_REASON = frozenset({Deed.PASS_UP, Deed.SEND_BACK})


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides on the next deed. ``at_cell``: the cell where it was raised holds it; ``top``:
    no organisation stands above the one that holds it; ``holds``: who acts may act for the one
    that holds it; ``raised_it``: who acts is the member who raised it, or the cell that wrote it
    down for the member; ``own``: that member alone; ``others``: how many were joined to it."""

    state: State
    at_cell: bool
    top: bool = False
    holds: bool = False
    raised_it: bool = False
    own: bool = False
    others: int = 0


@dataclass(frozen=True, slots=True)
class No:
    """Why a deed may not be done: a stable code and a Vietnamese sentence with the way out."""

    code: str
    message_vi: str


def objection(standing: Standing, deed: Deed) -> No | None:
    """Why ``deed`` may not be done now, or None where it may."""
    if standing.state not in FLOW[deed][0]:
        return No("not_now", f"Kiến nghị này {_NOW[standing.state]}, không {_DOING[deed]} được.")
    if deed is Deed.WITHDRAW:
        if standing.raised_it:
            return None
        return No("not_own", "Chỉ đảng viên đã gửi mới rút được kiến nghị của mình.")
    if not standing.holds:
        return No("not_holder", "Kiến nghị đang do tổ chức khác giữ.")
    if deed is Deed.ANSWER and standing.own:
        return No(
            "own_petition",
            "Kiến nghị của chính đồng chí thì do người khác trả lời. Đồng chí chuyển lên cấp trên.",
        )
    if deed is Deed.PASS_UP and standing.top:
        return No("no_superior", "Không còn cấp trên trong hệ thống. Đồng chí trả lời ở cấp này.")
    if deed is Deed.SEND_BACK and standing.at_cell:
        return No("at_cell", "Kiến nghị đang ở chính chi bộ của đảng viên.")
    if deed is Deed.JOIN and standing.others:
        return No(
            "has_joined",
            f"Đã có {standing.others} kiến nghị gộp vào kiến nghị này. Gộp kiến nghị kia vào đây.",
        )
    return None


_NOW = {
    State.RAISED: "mới gửi, chưa ai nhận",
    State.HELD: "đang được xem xét",
    State.PASSED: "đã chuyển cấp trên",
    State.JOINED: "đã gộp vào kiến nghị khác",
    State.ANSWERED: "đã được trả lời",
    State.WITHDRAWN: "đã được rút",
}
_DOING = {
    Deed.TAKE: "nhận",
    Deed.PASS_UP: "chuyển lên",
    Deed.SEND_BACK: "chuyển lại",
    Deed.JOIN: "gộp",
    Deed.ANSWER: "trả lời",
    Deed.WITHDRAW: "rút",
}


def possible(standing: Standing) -> tuple[Deed, ...]:
    """The deeds that may be done now, in the order they are offered."""
    return tuple(deed for deed in Deed if objection(standing, deed) is None)


def after(deed: Deed) -> State:
    """The state a deed leads to."""
    return FLOW[deed][1]


# --- by when ----------------------------------------------------------------------------------


class Level(StrEnum):
    """Who holds a petition, as far as its day goes."""

    CELL = "cell"
    GRASSROOTS = "grassroots"
    ABOVE = "above"

    @property
    def label_vi(self) -> str:
        return {"cell": "Chi bộ", "grassroots": "Đảng ủy cơ sở", "above": "Cấp trên cơ sở"}[
            self.value
        ]


_GRASSROOTS = frozenset({OrgType.GRASSROOTS, OrgType.SUBORDINATE, OrgType.SECTION})


def level_of(org_type: str) -> Level:
    """The level of an organisation of that type."""
    kind = OrgType(org_type)
    if kind in CELLS or kind is OrgType.GROUP:
        return Level.CELL
    return Level.GRASSROOTS if kind in _GRASSROOTS else Level.ABOVE


def _ours(value: int, mark: Confidence) -> tuple[Dated[int], ...]:
    return (Dated(value, BEGINNING, None, Basis("R10.4", "Mức của phần mềm", "", mark)),)


CELL_DAYS: Rule[int] = Rule(
    "petitions.cell_days",
    "Chi bộ trả lời kiến nghị của đảng viên, kể từ ngày nhận",
    "ngày",
    _ours(30, Confidence.D),
)
GRASSROOTS_DAYS: Rule[int] = Rule(
    "petitions.grassroots_days",
    "Đảng ủy cơ sở trả lời kiến nghị, kể từ ngày nhận",
    "ngày",
    _ours(30, Confidence.D),
)
ABOVE_DAYS: Rule[int] = Rule(
    "petitions.above_days",
    "Cấp trên cơ sở trả lời kiến nghị, kể từ ngày nhận",
    "ngày",
    _ours(30, Confidence.K),
)
RULES = (CELL_DAYS, GRASSROOTS_DAYS, ABOVE_DAYS)
DAYS_OF: Mapping[Level, Rule[int]] = {
    Level.CELL: CELL_DAYS,
    Level.GRASSROOTS: GRASSROOTS_DAYS,
    Level.ABOVE: ABOVE_DAYS,
}
MEETING = Basis("R8.1", "Điều lệ Đảng", "Điều 24", Confidence.V)
"""A cell meets once a month; recommendations are answered there (R8.3)."""


def next_meeting_by(received_on: date) -> date:
    """The day by which the cell has met again after ``received_on``, since it meets every month:
    the last of the month after."""
    return Month.of(received_on).next().last()


def due_on(level: Level, received_on: date, days: int) -> date:
    """The last day on which an answer of that level is in time: ``days`` calendar days after it
    received the petition, and a cell not later than its next monthly meeting."""
    last = received_on + timedelta(days=days)
    return min(last, next_meeting_by(received_on)) if level is Level.CELL else last


def late_days(state: State, holder_due_on: date, on: date) -> int:
    """By how many days whoever holds it is late; 0 in time, or where nothing is owed."""
    return max(0, (on - holder_due_on).days) if state.open else 0


# --- its way ----------------------------------------------------------------------------------


def cited(number: int, year: int) -> str:
    """ "KN 03/2026": how a petition is named."""
    return f"KN {number:02d}/{year}"


@dataclass(frozen=True, slots=True)
class Move:
    """A step that may have changed who holds a petition."""

    kind: str
    holder: int


def came_from(moves: Iterable[Move]) -> int | None:
    """Who held it before who holds it now, on its way up; None where it never went up."""
    line: list[int] = []
    for move in moves:
        if move.kind == "raised":
            line = [move.holder]
        elif move.kind == "passed":
            line.append(move.holder)
        elif move.kind == "sent_back" and move.holder in line:
            line = line[: line.index(move.holder) + 1]
    return line[-2] if len(line) > 1 else None
