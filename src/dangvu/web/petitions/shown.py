"""A petition as pages show it: its state in words, its way as a stepper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dangvu.office.vietnamese import day
from dangvu.orgs.queries import Unit
from dangvu.rules import petitions as rules
from dangvu.rules.petitions import OPEN, State
from dangvu.tasks.catalogue import Subject
from dangvu.tasks.queries.petitions import Line, Petition, PetitionStep

EXCERPT = 160


@dataclass(frozen=True)
class Mark:
    """A step of the way. ``state``: done, now or todo; ``said``: the state for a reader's ear."""

    name: str
    when: str
    state: str
    number: int

    @property
    def said(self) -> str:
        return {"done": "đã qua", "now": "đang ở bước này", "todo": "chưa đến"}[self.state]


@dataclass(frozen=True)
class Shown:
    """A line of a list in words."""

    line: Line
    chip: str
    words: str
    subject: str
    excerpt: str

    @property
    def row(self) -> Petition:
        return self.line.row

    @property
    def cited(self) -> str:
        return self.line.cited

    @property
    def holder(self) -> str:
        return body_of(self.line.row.holder)


def shown(line: Line) -> Shown:
    """A line with the chip of its state and the beginning of what it says."""
    row, text = line.row, " ".join(line.row.what.split())
    chip, words = state_chip(row, line.late_days)
    cut = text if len(text) <= EXCERPT else f"{text[:EXCERPT].rsplit(' ', 1)[0]}…"
    return Shown(line, chip, words, Subject(row.subject).label_vi, cut)


def state_chip(row: Petition, late_days: int) -> tuple[str, str]:
    """Kind and words of the chip of a petition's state."""
    if late_days:
        return "late", f"Quá hạn {late_days} ngày"
    state = State(row.state)
    if state is State.ANSWERED:
        return "done", state.label_vi
    return ("near" if state in OPEN else "plain"), state.label_vi


def body_of(unit: Unit) -> str:
    """Who speaks for an organisation: its committee, or the cell itself."""
    return unit.committee or unit.name


def lead(row: Petition) -> str:
    """Where a petition stands, as one sentence."""
    state = State(row.state)
    if row.answered_on is not None:
        return f"{body_of(row.holder)} đã trả lời ngày {day(row.answered_on)}."
    if state is State.WITHDRAWN:
        return "Kiến nghị này đã được rút, không còn phải trả lời."
    if state is State.JOINED:
        return (
            f"{body_of(row.holder)} xem xét chung với kiến nghị khác cùng nội dung; có trả lời thì "
            "trả lời cho tất cả."
        )
    return f"{body_of(row.holder)} trả lời, chậm nhất ngày {day(row.holder_due_on)}."


_STEP = {
    "raised": "Đã gửi {holder}",
    "taken": "{holder} nhận xem xét",
    "passed": "Chuyển lên {holder}",
    "sent_back": "Chuyển lại {holder}",
    "joined": "Gộp với kiến nghị khác",
    "answered": "{holder} trả lời",
    "withdrawn": "Đã rút",
}


def step_words(step: PetitionStep) -> str:
    """A step in words, with who holds the petition after it."""
    return _STEP[step.kind].format(holder=body_of(step.holder))


def marks(row: Petition, steps: Sequence[PetitionStep]) -> list[Mark]:
    """The way of a petition: what was done, who has it now and until when, the answer ahead."""
    way = [Mark(step_words(step), day(step.on), "done", n) for n, step in enumerate(steps, 1)]
    state = State(row.state)
    if state.open or state is State.JOINED:
        until = f"hạn {day(row.holder_due_on)}" if state.open else ""
        way.append(Mark(f"Chờ {body_of(row.holder)} trả lời", until, "now", len(way) + 1))
    return way


def due_words(row: Petition) -> str:
    """By when an answer was promised, and by when who holds it must give it, where that differs."""
    said = day(row.due_on)
    if State(row.state).open and row.holder_due_on != row.due_on:
        return f"{said}; {body_of(row.holder)} có hạn đến {day(row.holder_due_on)}"
    return said


def late_of(row: Petition, on: date) -> int:
    """By how many days whoever holds it is late."""
    return rules.late_days(State(row.state), row.holder_due_on, on)
