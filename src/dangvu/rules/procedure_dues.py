"""What a case must do next and by when: the limits that run on a day (R2.15 to R2.21)."""

from collections.abc import Iterator
from datetime import date

from dangvu.rules.admissions import CEREMONY, Trigger
from dangvu.rules.basis import Dated, Rule
from dangvu.rules.formats import paper_date_text
from dangvu.rules.months import add_months
from dangvu.rules.procedure_history import History
from dangvu.rules.procedure_law import (
    CERTIFICATE,
    DECISION,
    EXTENSION,
    FRESHNESS,
    MEMBER_CV,
    NORMS,
    RECOGNITION_DECISION,
    REMARK,
)
from dangvu.rules.procedure_terms import Actor, Due, Side, Stage, Step
from dangvu.rules.quality import PROBATION, RECOGNITION
from dangvu.rules.timers import Timer, Unit
from dangvu.rules.workdays import Calendar

_WD, _M = Unit.WORKING_DAYS, Unit.MONTHS
_BEFORE_CELL = range(Stage.CLASS.position, Stage.CELL.position)
_BEFORE_DECISION = range(Stage.VETTING.position, Stage.DECIDED.position)


def dues(history: History, on: date, calendar: Calendar) -> tuple[Due, ...]:
    """Every limit that still runs, the earliest first; none once a case is over.

    A case that is paused or on its way to another unit keeps only what the law counts on: the
    validity of its papers.
    """
    side = history.side
    if side is not None and side.final:
        return ()
    found = [
        *_validities(history, on, calendar),
        *_lawful(history, on, calendar),
    ]
    if side not in (Side.PAUSED, Side.MOVED):
        found += _norms(history, on, calendar, {one.step for one in found})
        found += _remarks(history, on, calendar)
    return tuple(sorted(found, key=lambda due: (due.on, due.code)))


def probation_end(history: History) -> date | None:
    """The day the probation ends, which is that of the recognition (R2.17, R2.19)."""
    held = history.reached.get(Stage.CEREMONY)
    return None if held is None else add_months(held, PROBATION.at(held).value)


def fresh_until(history: History) -> date | None:
    """The last day on which vetting and opinions are fresh (R2.9)."""
    days = [history.day(step) for step in (Step.VETTING_BACK, Step.OPINIONS_IN)]
    ends = [add_months(day, history.law.row(FRESHNESS, day).value) for day in days if day]
    return min(ends, default=None)


def certificate_until(history: History) -> date | None:
    """The last day on which the awareness certificate is valid (R2.7)."""
    day = history.certificate_on
    return None if day is None else add_months(day, history.law.row(CERTIFICATE, day).value)


def decision_timer(history: History, calendar: Calendar, *, extended: bool = True) -> Timer | None:
    """The limit for the decision that comes next, of admission or of recognition (R2.15)."""
    recognising = Stage.RECOGNITION in history.reached
    voted = history.reached.get(Stage.RECOGNITION if recognising else Stage.CELL)
    if voted is None:
        return None
    rule = RECOGNITION_DECISION if recognising else DECISION
    limit = _timer(history, rule, voted, calendar)
    return _extended(history, limit, calendar) if extended else limit


def recognition_timer(history: History, calendar: Calendar) -> Timer | None:
    """The limit for the cell to consider recognition, from the end of probation (R2.19)."""
    ended = probation_end(history)
    return None if ended is None else _timer(history, RECOGNITION, ended, calendar)


def ceremony_timer(history: History, calendar: Calendar) -> Timer | None:
    """The limit for the ceremony (R2.16); None while the day it runs from is not known."""
    decided = history.reached.get(Stage.DECIDED)
    if decided is None:
        return None
    row = CEREMONY.at(decided)
    start: date | None = decided
    if row.value.trigger is Trigger.DECISION_RECEIVED:
        start = history.day(Step.DECISION_RECEIVED)
    if start is None:
        return None
    return Timer(CEREMONY.title_vi, start, row.value.working_days, row.basis, _WD, calendar)


def _timer(
    history: History, rule: Rule[int], start: date, calendar: Calendar, unit: Unit = _WD
) -> Timer:
    row: Dated[int] = history.law.row(rule, start)
    return Timer(rule.title_vi, start, row.value, row.basis, unit, calendar)


def _extended(history: History, limit: Timer, calendar: Calendar) -> Timer:
    """A limit made longer by the extensions given since it began, as far as the law allows."""
    given = [
        row.until
        for row in history.of(Step.EXTENDED)
        if row.until is not None and row.on >= limit.start
    ]
    if not given:
        return limit
    most = history.law.row(EXTENSION, limit.start).value
    more = min(most, max(0, calendar.between(limit.due_on, max(given))))
    title = f"{limit.title_vi} (đã gia hạn {more} ngày làm việc)"
    return Timer(title, limit.start, limit.n + more, limit.basis, _WD, calendar)


def _due(code: str, limit: Timer, on: date, who_vi: str, step: Step | None, note: str = "") -> Due:
    return Due(code, limit.title_vi, limit.due_on, who_vi, step, limit, limit.alert(on), note)


def _validities(history: History, on: date, calendar: Calendar) -> Iterator[Due]:
    """Until when papers may be used."""
    place = history.stage.position
    certificate = history.certificate_on
    if certificate is not None and place in _BEFORE_CELL:
        limit = _timer(history, CERTIFICATE, certificate, calendar, _M)
        yield _due("certificate", limit, on, Actor.CELL.label_vi, Step.CELL_VOTED)
    if place in _BEFORE_DECISION:
        starts = (history.day(Step.VETTING_BACK), history.day(Step.OPINIONS_IN))
        known = [day for day in starts if day is not None]
        limit = _timer(history, FRESHNESS, min(known), calendar, _M)
        yield _due("freshness", limit, on, Actor.COMMITTEE.label_vi, Step.DECIDED)


def _lawful(history: History, on: date, calendar: Calendar) -> Iterator[Due]:
    """The limits of the law that run at this stage."""
    stage = history.stage
    if Stage.CELL.position <= stage.position < Stage.DECIDED.position:
        limit = decision_timer(history, calendar)
        if limit is not None:
            who = history.competence(limit.start).decides_vi
            yield _due("decision", limit, on, who, Step.DECIDED)
    if stage is Stage.DECIDED:
        yield from _ceremony(history, on, calendar)
    if not stage.probation:
        return
    held = history.reached[Stage.CEREMONY]
    if not history.of(Step.CV_MEMBER):
        limit = _timer(history, MEMBER_CV, held, calendar)
        yield _due("member_cv", limit, on, Actor.CELL.label_vi, Step.CV_MEMBER)
    if stage is Stage.RECOGNITION:
        limit = decision_timer(history, calendar)
        if limit is not None:
            who = history.competence(limit.start).decides_vi
            yield _due("recognition_decision", limit, on, who, Step.RECOGNISED)
        return
    row = PROBATION.at(held)
    probation = Timer("Hết thời gian dự bị", held, row.value, row.basis, _M, calendar)
    step = Step.NEW_CLASS_DONE if stage is Stage.CEREMONY else None
    note = " Trước ngày này phải học xong lớp đảng viên mới." if step else ""
    if on <= probation.due_on:
        yield _due("probation", probation, on, Actor.CELL.label_vi, step, note)
    limit = _timer(history, RECOGNITION, probation.due_on, calendar)
    yield _due("recognition", limit, on, Actor.CELL.label_vi, Step.CELL_VOTED_RECOGNITION)


def _ceremony(history: History, on: date, calendar: Calendar) -> Iterator[Due]:
    limit = ceremony_timer(history, calendar)
    note = ""
    if limit is None:
        decided = history.since
        row = CEREMONY.at(decided)
        limit = Timer(CEREMONY.title_vi, decided, row.value.working_days, row.basis, _WD, calendar)
        note = (
            " Hạn tính từ ngày chi bộ nhận được quyết định; chưa ghi ngày nhận nên tạm tính từ"
            f" ngày quyết định {paper_date_text(decided)}."
        )
    yield _due("ceremony", limit, on, Actor.CELL.label_vi, Step.CEREMONY_HELD, note)


def _norms(
    history: History, on: date, calendar: Calendar, under_law: set[Step | None]
) -> Iterator[Due]:
    """How long the stage should take, where no law says."""
    passage = history.ahead()
    rule = NORMS.get(history.stage)
    if passage is None or rule is None or passage.step in under_law:
        return
    if history.stage.probation:
        return
    limit = _timer(history, rule, history.since, calendar)
    left = [step for step in history.first(passage) if not history.prepared(step, history.since)]
    step = left[0] if left else passage.step
    yield _due("norm", limit, on, step.by.label_vi, step)


def _remarks(history: History, on: date, calendar: Calendar) -> Iterator[Due]:
    """The helpers' next remark."""
    helped = history.day(Step.HELPERS)
    if helped is None or history.stage.position >= Stage.RECOGNITION.position:
        return
    start = max(filter(None, (helped, history.facts.remarked_on)))
    yield _due("remark", _timer(history, REMARK, start, calendar, _M), on, "Người giúp đỡ", None)
