"""What is missing, too old or late about a case: to be mended before somebody returns it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from dangvu.rules.basis import Basis, Confidence, Finding, Severity
from dangvu.rules.formats import date_text
from dangvu.rules.procedure_checks import age_ahead, certificate, freshness, introducers, warn
from dangvu.rules.procedure_history import History
from dangvu.rules.procedure_papers import missing
from dangvu.rules.procedure_terms import Due, Stage, Step

_MOVE = Basis("R2.10", "Hướng dẫn nghiệp vụ công tác đảng viên", "", Confidence.P)


def findings(history: History, on: date, running: tuple[Due, ...]) -> Iterator[Finding]:
    """Everything to be seen to on a day; ``running``: what is due."""
    place = history.stage.position
    if place < Stage.CELL.position:
        yield from _person(history, on)
    if place < Stage.DECIDED.position and history.facts.consent_on is None:
        message = "Chưa ghi người được xem xét đồng ý cho lưu thông tin."
        yield warn("consent_not_noted", message, "consent_on")
    if Stage.VETTING.position <= place < Stage.DECIDED.position:
        yield from freshness(history, on)
    yield from _helpers(history)
    yield from _papers(history, on)
    if place <= Stage.CELL.position:
        yield from _votes(history)
    yield from _late(on, running)


def _person(history: History, on: date) -> Iterator[Finding]:
    """What the cell will ask when it considers."""
    if history.facts.born_on is None:
        yield warn("birth_missing", "Chưa ghi ngày sinh nên chưa xét được tuổi.", "born_on")
    yield from age_ahead(history, on)
    if history.stage.position >= Stage.CLASS.position:
        for finding in certificate(history, on):
            yield replace(finding, severity=Severity.WARNING)
    if history.stage.position >= Stage.APPLIED.position:
        yield from introducers(history, on)


def _helpers(history: History) -> Iterator[Finding]:
    moved, helped = history.day(Step.MOVE_TAKEN), history.day(Step.HELPERS)
    if moved is not None and helped is not None and helped < moved:
        message = f"Chuyển đến ngày {date_text(moved)}: chi bộ mới phân công lại người giúp đỡ."
        yield warn("helpers_after_move", message, "helpers", _MOVE)


def _papers(history: History, on: date) -> Iterator[Finding]:
    passage, facts = history.ahead(), history.facts
    if passage is None or history.stage.position < Stage.CLASS.position:
        return
    for paper in missing(facts, passage.step, on, facts.authorised, history.law):
        yield warn("paper_missing", f"Thiếu {paper.code} {paper.title_vi}.", "papers")


def _votes(history: History) -> Iterator[Finding]:
    short = history.short_votes()
    if not short:
        return
    message = f"Chi bộ đã {len(short)} lần biểu quyết không đủ tỷ lệ."
    if history.to_superior():
        message += " Cấp ủy cấp trên xem xét quyết định."
    yield warn("votes_short", message, "vote")


def _late(on: date, running: tuple[Due, ...]) -> Iterator[Finding]:
    for due in running:
        if on > due.on:
            message = f"{due.title_vi}: đã qua ngày {date_text(due.on)}."
            yield warn(f"late_{due.code}", message, "", due.timer.basis)
