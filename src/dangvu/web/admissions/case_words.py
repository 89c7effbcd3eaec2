"""A case in words and marks: the stepper, its limits drawn, its papers, its votes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from dangvu.office.vietnamese import day, percent
from dangvu.rules.procedure import (
    CHECKLIST,
    CaseFacts,
    Due,
    Law,
    Ratio,
    Side,
    Stage,
    Standing,
    Step,
    Taken,
    Vote,
    missing,
    needed,
)
from dangvu.rules.procedure_history import History
from dangvu.rules.timers import ALERTS, Timer, Unit
from dangvu.web.components.clock import Limit
from dangvu.web.components.limits import chip_of, distance

if TYPE_CHECKING:
    from dangvu.admissions.models import CasePaper

#: The nine marks of the stepper, each with the stages it gathers.
GROUPS: tuple[tuple[str, tuple[Stage, ...]], ...] = (
    ("Nguồn", (Stage.SOURCE, Stage.SYMPATHISER)),
    ("Lớp nhận thức", (Stage.CLASS,)),
    ("Phân công giúp đỡ", (Stage.HELPED,)),
    ("Đơn, lý lịch", (Stage.APPLIED, Stage.CV)),
    ("Thẩm tra, ý kiến", (Stage.VETTING, Stage.OPINIONS)),
    ("Chi bộ nghị quyết", (Stage.CELL,)),
    ("Quyết định kết nạp", (Stage.APPRAISED, Stage.COMMITTEE, Stage.DECIDED)),
    ("Lễ kết nạp", (Stage.CEREMONY,)),
    ("Công nhận chính thức", (Stage.NEW_CLASS, Stage.RECOGNITION, Stage.OFFICIAL)),
)


@dataclass(frozen=True)
class Mark:
    """One mark of the stepper. ``state``: done, now, or nothing yet."""

    number: int
    name: str
    state: str
    when: str

    @property
    def said(self) -> str:
        return {"done": "đã xong", "now": "đang chờ"}.get(self.state, "chưa đến")


def marks(standing: Standing, history: History) -> list[Mark]:
    """The stepper of a case: what is done with its day, what it waits for with its limit."""
    found, waiting = [], True
    for place, (name, stages) in enumerate(GROUPS, 1):
        days = [history.reached[stage] for stage in stages if stage in history.reached]
        state, when = "", ""
        if standing.stage.position >= stages[-1].position:
            state, when = "done", day(max(days)) if days else ""
        elif waiting:
            waiting, state = False, "now"
            due = standing.next_due
            when = f"hạn {day(due.on)}" if due else "chưa có hạn"
        found.append(Mark(place, name, state, when))
    return found


@dataclass(frozen=True)
class Told:
    """A limit as the page tells it: chip, words, drawing."""

    due: Due
    chip: str
    words: str
    limit: Limit

    @property
    def title(self) -> str:
        """What is due; where no law sets a limit, the step that comes next."""
        if self.due.code == "norm" and self.due.step:
            return self.due.step.label_vi
        return self.due.title_vi


def told(due: Due, today: date) -> Told:
    """A limit on a day."""
    words = distance(due.on, today, due.timer.calendar.between)
    return Told(due, chip_of(due.on, today, due.alert), words, _limit(due.timer, today))


def _limit(timer: Timer, today: date) -> Limit:
    """A limit drawn; of one in months the days of the calendar are counted."""
    working = timer.unit is Unit.WORKING_DAYS
    days = timer.used(timer.due_on)
    unit_vi = (Unit.WORKING_DAYS if working else Unit.DAYS).label_vi
    reminders = []
    for share in ALERTS.at(today).value[:2]:
        shift = -(-days * share // 100)
        on = timer.calendar.add(timer.start, shift) if working else None
        reminders.append((on or timer.start + timedelta(days=shift), share))
    return Limit(timer.start, timer.due_on, today, timer.used(today), days, tuple(reminders),
                 "bắt đầu", unit_vi)  # fmt: skip


@dataclass(frozen=True)
class Counted:
    """A vote with its base and what the ratio asks of it (R1.18, R2.11)."""

    vote: Vote
    ratio: Ratio
    basis: str = ""

    @property
    def needed(self) -> int:
        return self.ratio.needed(self.vote.base)

    @property
    def won(self) -> bool:
        return self.vote.reaches(self.ratio)

    @property
    def share(self) -> str:
        base = self.vote.base
        return percent(100 * self.vote.agreed / base) if base > 0 else "–"

    @property
    def left_out(self) -> int:
        return self.vote.away + self.vote.exempt_absent


def counted(history: History, step: Step, on: date, vote: Vote | None) -> Counted | None:
    """A vote of a step on a day against the ratio in force; None where nobody may vote."""
    if vote is None or vote.base <= 0:
        return None
    ratio, basis = history.ratio(step, on)
    return Counted(vote, ratio, basis.text_vi)


@dataclass(frozen=True)
class PaperLine:
    """A paper of the checklist: have, missing, expired, or not its turn yet."""

    code: str
    title: str
    state: str
    more: str
    paper_id: int | None
    mark: str

    @property
    def said(self) -> str:
        return {"have": "Có", "missing": "Thiếu", "expired": "Hết hạn"}.get(self.state, "Chưa đến")

    @property
    def style(self) -> str:
        return {"have": "ok", "missing": "alarm", "expired": "alarm"}.get(self.state, "soft")

    @property
    def symbol(self) -> str:
        return {"have": "co", "missing": "thieu", "expired": "thieu"}.get(self.state, "cho")


def checklist(
    facts: CaseFacts, standing: Standing, papers: Sequence[CasePaper], today: date, law: Law
) -> list[PaperLine]:
    """The papers of a case by the version of the rules it keeps, and what stands of each."""
    in_hand = {paper.code: paper for paper in papers}
    following = standing.next_steps[0] if standing.next_steps else Step.CARD_GIVEN
    history = History(facts, law)
    ahead = history.ahead()
    lack = {
        paper.code
        for paper in missing(
            facts, ahead.step if ahead else following, today, facts.authorised, law
        )
    }
    expired = {finding.code for finding in standing.findings} & _EXPIRING.keys()
    old = {code for one in expired for code in _EXPIRING[one]}
    wanted = {paper.code for paper in needed(facts, standing.rule_on, facts.authorised, law)}
    lines = []
    for paper in CHECKLIST:
        held = in_hand.get(paper.code)
        if paper.code not in wanted and held is None:
            continue
        state = "later"
        if held is not None:
            state = "expired" if paper.code in old else "have"
        elif paper.code in lack:
            state = "missing"
        more = _kept(held) if held else _hint(paper.handwritten)
        mark = "" if paper.confidence.confirmed else paper.confidence.label_vi
        lines.append(
            PaperLine(paper.code, paper.title_vi, state, more, held.pk if held else None, mark)
        )
    return lines


_EXPIRING: dict[str, Collection[str]] = {
    "certificate_expired": ("CN-NTVĐ",),
    "dossier_expired": ("TT-LL", "5-KNĐ", "5B-KNĐ", "5C-KNĐ"),
}


def _kept(paper: CasePaper) -> str:
    parts = [
        f"số {paper.number}" if paper.number else "",
        f"ngày {day(paper.on)}" if paper.on else "",
        f"bản giấy ở {paper.kept_at}" if paper.kept_at else "",
        "có bản chụp" if paper.file_name else "",
        paper.note,
    ]
    text = ", ".join(part for part in parts if part)
    return f"{text[:1].upper()}{text[1:]}" if text else ""


def _hint(handwritten: bool) -> str:
    return "Người xin vào Đảng tự viết tay" if handwritten else ""


def side_words(side: Side | None, taken: Iterable[Taken]) -> tuple[str, str, date | None] | None:
    """Why a case stands still: what it is called, the reason and day of the last step that says."""
    if side is None:
        return None
    last = sorted(
        (one for one in taken if one.reason and one.step.with_reason), key=lambda one: one.on
    )
    return (side.label_vi, last[-1].reason, last[-1].on) if last else (side.label_vi, "", None)
