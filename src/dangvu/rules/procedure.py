"""The way from a promising person to an official member (R2): where a case stands, what it may do.

A machine without side effects. ``standing`` folds the history of a case to its stage, what is due
and what is wrong on a day; ``decide`` says what stands against recording a step. The order in which
steps were recorded plays no part. Stages and their order are ``PROCEDURE``, the figures stand in
``procedure_law``, the papers are ``CHECKLIST``.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from dangvu.rules.basis import Basis, Confidence, Finding, Severity
from dangvu.rules.formats import date_text
from dangvu.rules.procedure_checks import (
    certificate,
    check,
    freshness,
    introducers,
    refuse,
    warn,
)
from dangvu.rules.procedure_dues import dues, fresh_until, probation_end
from dangvu.rules.procedure_history import (
    PASSAGE,
    PROCEDURE,
    STAGES_BASIS,
    History,
    Passage,
    live,
)
from dangvu.rules.procedure_law import LAW, Choice, Law
from dangvu.rules.procedure_papers import CHECKLIST, PAPER, Paper, When, missing, needed
from dangvu.rules.procedure_terms import (
    Actor,
    CaseFacts,
    Due,
    Introducer,
    IntroducerKind,
    Ratio,
    Readmission,
    Side,
    Stage,
    Standing,
    Step,
    Taken,
    Vote,
)
from dangvu.rules.timers import Alert
from dangvu.rules.workdays import DEFAULT, Calendar

__all__ = [
    "Actor",
    "CHECKLIST",
    "CaseFacts",
    "Choice",
    "Due",
    "Introducer",
    "IntroducerKind",
    "Law",
    "PAPER",
    "PROCEDURE",
    "Paper",
    "Passage",
    "Ratio",
    "Readmission",
    "Side",
    "Stage",
    "Standing",
    "Step",
    "Taken",
    "Vote",
    "When",
    "decide",
    "live",
    "missing",
    "needed",
    "official_on",
    "standing",
]

MOVE_BASIS = Basis("R2.10", "Hướng dẫn nghiệp vụ công tác đảng viên", "", Confidence.P)

RENEWED = {
    Step.HELPERS: (Stage.HELPED, Stage.RECOGNITION),
    Step.VETTING_SENT: (Stage.CV, Stage.COMMITTEE),
    Step.VETTING_BACK: (Stage.VETTING, Stage.COMMITTEE),
    Step.OPINIONS_IN: (Stage.OPINIONS, Stage.COMMITTEE),
    Step.CLASS_DONE: (Stage.CLASS, Stage.OPINIONS),
    Step.CELL_VOTED: (Stage.CELL, Stage.COMMITTEE),
}
"""Steps that may be taken again, and from which stage to which."""
BESIDE = {
    Step.DECISION_RECEIVED: (Stage.DECIDED, Stage.DECIDED),
    Step.CV_MEMBER: (Stage.CEREMONY, Stage.CARD),
    Step.SELF_REVIEW: (Stage.CEREMONY, Stage.NEW_CLASS),
    Step.HELPER_REMARK: (Stage.CEREMONY, Stage.NEW_CLASS),
    Step.PROBATION_OPINIONS: (Stage.CEREMONY, Stage.NEW_CLASS),
    Step.RETURNED: (Stage.APPLIED, Stage.RECOGNITION),
    Step.PAUSED: (Stage.SOURCE, Stage.COMMITTEE),
    Step.MOVE_SENT: (Stage.SOURCE, Stage.RECOGNITION),
    Step.NOT_AGREED: (Stage.OPINIONS, Stage.COMMITTEE),
    Step.WITHDREW: (Stage.SOURCE, Stage.COMMITTEE),
    Step.STRUCK_OFF: (Stage.CEREMONY, Stage.RECOGNITION),
    Step.CANCELLED: (Stage.DECIDED, Stage.CARD),
}
"""Steps beside the way, and from which stage to which."""
_EXTENDABLE = (Stage.CELL, Stage.APPRAISED, Stage.COMMITTEE, Stage.RECOGNITION)
STOPPED = {
    Side.RETURNED: (
        Step.RESUMED,
        Step.CV_DONE,
        Step.VETTING_SENT,
        Step.VETTING_BACK,
        Step.OPINIONS_IN,
        Step.CELL_VOTED,
        Step.NOT_AGREED,
        Step.WITHDREW,
        Step.STRUCK_OFF,
    ),
    Side.PAUSED: (Step.RESUMED, Step.MOVE_SENT, Step.WITHDREW),
    Side.MOVED: (Step.MOVE_TAKEN, Step.RESUMED, Step.WITHDREW),
}
"""What may be done with a case that is stopped."""


def standing(facts: CaseFacts, on: date, calendar: Calendar = DEFAULT, law: Law = LAW) -> Standing:
    """Where a case stands on a day. Rows of later days are left out."""
    history = History(_known(facts, on), law)
    side = _side(history, on)
    return Standing(
        stage=history.stage,
        side=side,
        since=history.since,
        next_steps=_next_steps(history, side),
        dues=dues(history, on, calendar),
        findings=tuple(_findings(history, side, on, calendar)),
        rule_on=history.since,
        elapsed_days=(on - history.since).days,
    )


def official_on(facts: CaseFacts, law: Law = LAW) -> date | None:
    """The day somebody becomes official: that on which the probation ends (R2.19)."""
    return probation_end(History(facts, law))


def decide(
    facts: CaseFacts,
    taken: Taken,
    on: date,
    calendar: Calendar = DEFAULT,
    law: Law = LAW,
) -> list[Finding]:
    """What stands against recording a step on a day, refusals first; empty: nothing."""
    history = History(facts, law)
    if taken.annuls is not None:
        found = list(_taking_back(history, taken, on))
    else:
        found = list(_days(history, taken, on)) or list(_turn(history, taken, on, calendar))
    return sorted(found, key=lambda finding: list(Severity).index(finding.severity))


# --- where it stands ------------------------------------------------------------------------


def _known(facts: CaseFacts, on: date) -> CaseFacts:
    """What had happened by a day."""
    return replace(facts, taken=tuple(row for row in facts.taken if row.on <= on))


def _side(history: History, on: date) -> Side | None:
    side = history.side
    until = fresh_until(history)
    under_way = Stage.VETTING.position <= history.stage.position < Stage.DECIDED.position
    if side is None and under_way and until is not None and on > until:
        return Side.EXPIRED
    return side


def _next_steps(history: History, side: Side | None) -> tuple[Step, ...]:
    """What may be recorded next, the way forward first."""
    if side is not None and side.final:
        return ()
    stage = history.stage
    renewed = [step for step, span in RENEWED.items() if _within(stage, span)]
    beside = [
        step
        for step, span in BESIDE.items()
        if _within(stage, span) and (step.with_reason or not history.of(step))
    ]
    if stage in _EXTENDABLE:
        beside.append(Step.EXTENDED)
    if side in STOPPED:
        open_now = {*renewed, *beside, Step.RESUMED, Step.MOVE_TAKEN, Step.CV_DONE}
        return tuple(step for step in STOPPED[side] if step in open_now)
    steps = [*_forward(history), *beside, *renewed]
    if side is Side.EXPIRED:
        again = (Step.VETTING_SENT, Step.VETTING_BACK, Step.OPINIONS_IN)
        steps = [step for step in again if step in steps] + steps
    return tuple(dict.fromkeys(steps))


def _forward(history: History) -> Iterator[Step]:
    """The steps that lead on: what must come first, else the step into the next stage."""
    passage = history.ahead()
    if passage is None:
        return
    waits = False
    for step in history.first(passage):
        rows = history.of(step)
        row = rows[-1] if rows else None
        if row is None or (step.voted and not history.passed(step, row.on, row.vote)):
            waits = True
            yield step
            if step.voted or step is Step.APPRAISED_RECOGNITION:
                return
    if not waits:
        yield passage.step


def _within(stage: Stage, span: tuple[Stage, Stage]) -> bool:
    return span[0].position <= stage.position <= span[1].position


def _findings(
    history: History, side: Side | None, on: date, calendar: Calendar
) -> Iterator[Finding]:
    """What is missing, too old or late, so that it can be mended before somebody returns it."""
    if side is not None and side.final:
        return
    facts, stage = history.facts, history.stage
    if facts.consent_on is None and stage.position < Stage.DECIDED.position:
        message = "Chưa ghi người được xem xét đồng ý cho lưu thông tin."
        yield warn("consent_not_noted", message, "consent_on")
    if facts.born_on is None and stage.position < Stage.CELL.position:
        yield warn("birth_missing", "Chưa ghi ngày sinh nên chưa xét được tuổi.", "born_on")
    if Stage.CLASS.position <= stage.position < Stage.CELL.position:
        yield from map(_softened, certificate(history, on))
    if Stage.APPLIED.position <= stage.position < Stage.CELL.position:
        yield from introducers(history, on)
    if Stage.VETTING.position <= stage.position < Stage.DECIDED.position:
        yield from freshness(history, on)
    moved, helped = history.day(Step.MOVE_TAKEN), history.day(Step.HELPERS)
    if moved is not None and helped is not None and helped < moved:
        message = f"Chuyển đến ngày {date_text(moved)}: chi bộ mới phân công lại người giúp đỡ."
        yield warn("helpers_after_move", message, "helpers", MOVE_BASIS)
    yield from _papers(history, on)
    short = history.short_votes()
    if short and stage.position <= Stage.CELL.position:
        message = f"Chi bộ đã {len(short)} lần biểu quyết không đủ tỷ lệ."
        if history.to_superior():
            message += " Cấp ủy cấp trên xem xét quyết định."
        yield warn("votes_short", message, "vote")
    for due in dues(history, on, calendar):
        if due.alert is Alert.DUE and on > due.on:
            basis = due.timer.basis if due.timer else None
            message = f"{due.title_vi}: quá hạn {date_text(due.on)}."
            yield warn(f"late_{due.code}", message, "", basis)


def _papers(history: History, on: date) -> Iterator[Finding]:
    passage = history.ahead()
    if passage is None or history.stage.position < Stage.CLASS.position:
        return
    facts = history.facts
    lack = missing(facts, passage.step, on, facts.authorised, history.law)
    for paper in lack:
        yield warn("paper_missing", f"Thiếu {paper.code} {paper.title_vi}.", "papers")


def _softened(finding: Finding) -> Finding:
    return replace(finding, severity=Severity.WARNING)


# --- whether a step may be recorded ---------------------------------------------------------


def _days(history: History, taken: Taken, on: date) -> Iterator[Finding]:
    """Days that cannot be."""
    facts, day = history.facts, date_text(taken.on)
    if taken.on > on:
        yield refuse("in_future", f"Ngày {day} sau ngày {date_text(on)}.")
    if facts.born_on is not None and taken.on < facts.born_on:
        yield refuse("before_birth", f"Ngày {day} trước ngày sinh {date_text(facts.born_on)}.")
    floating = taken.step in PASSAGE and PASSAGE[taken.step].floating
    if not floating and taken.on < facts.opened_on:
        message = f"Ngày {day} trước ngày đưa vào danh sách nguồn {date_text(facts.opened_on)}."
        yield refuse("before_opening", message, basis=STAGES_BASIS)


def _turn(history: History, taken: Taken, on: date, calendar: Calendar) -> Iterator[Finding]:
    """Whether it is the turn of a step, and what the law says of it."""
    side = _side(history, on)
    step = taken.step
    if step not in _next_steps(history, side):
        yield refuse("wrong_state", _why_not(history, side, step), "step", STAGES_BASIS)
        return
    floating = step in PASSAGE and PASSAGE[step].floating
    if not floating and taken.on < _not_before(history, step):
        before = date_text(_not_before(history, step))
        message = f"Ngày {date_text(taken.on)} trước bước liền trước, ngày {before}."
        yield refuse("before_previous", message, basis=STAGES_BASIS)
        return
    if step.with_reason and not taken.reason.strip():
        yield refuse("reason_missing", f"{step.label_vi}: phải ghi lý do.", "reason")
    yield from check(history, taken, calendar)


def _not_before(history: History, step: Step) -> date:
    """The earliest day of a step: that of the stage it follows, or of what must come first."""
    passage = PASSAGE.get(step)
    days = [history.reached[Stage.SOURCE]]
    for stage, day in history.reached.items():
        if passage is None or stage.position < passage.stage.position:
            days.append(day)
    if passage is not None:
        days += [row.on for one in history.first(passage) if (row := history.last(one))]
    return max(days)


def _why_not(history: History, side: Side | None, step: Step) -> str:
    here = f"hồ sơ đang ở bước “{history.stage.label_vi}”"
    if side is not None:
        here += f", {side.label_vi.casefold()}"
    message = f"“{step.label_vi}”: {here}."
    ahead = list(_forward(history)) if side is None else []
    if ahead and ahead[0] is not step:
        message += f" Bước tiếp theo là “{ahead[0].label_vi}”."
    return message


def _taking_back(history: History, taken: Taken, on: date) -> Iterator[Finding]:
    """Whether an earlier row may be taken back: nothing later may rest on it."""
    row = next((one for one in history.rows if one.id == taken.annuls), None)
    if row is None:
        yield refuse("nothing_to_take_back", "Bước này không còn hoặc đã được rút.", "annuls")
        return
    if not taken.reason.strip():
        yield refuse("reason_missing", "Rút lại một bước phải ghi lý do.", "reason")
    rest = [one for one in history.rows if one is not row]
    without = _without(history, row)
    resting = [
        one
        for one in rest
        if one.step in PASSAGE
        and PASSAGE[one.step].stage in history.reached
        and PASSAGE[one.step].stage not in without.reached
        and one.step is not row.step
    ]
    if resting:
        message = f"“{resting[0].step.label_vi}” dựa vào bước này; rút bước đó trước."
        yield refuse("rested_on", message, "annuls", STAGES_BASIS)


def _without(history: History, row: Taken) -> History:
    taken = tuple(one for one in history.rows if one is not row)
    return History(replace(history.facts, taken=taken), history.law)
