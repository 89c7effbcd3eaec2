"""What stands against recording a step of a case: facts that cannot be, and rules it would break.

Refused is what R2 forbids on the way into the Party: a wrong age, no valid certificate, too early a
recognition; a province changes a figure that is not confirmed by choosing another, with a reason.
Everything else unconfirmed warns.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from dangvu.rules.admissions import AGE, AdmissionFacts, check_admission
from dangvu.rules.basis import Basis, Confidence, Finding, Severity, firm
from dangvu.rules.formats import date_text
from dangvu.rules.months import add_months
from dangvu.rules.organisations import CELL_MINIMUM
from dangvu.rules.procedure_dues import (
    ceremony_timer,
    certificate_until,
    decision_timer,
    fresh_until,
    probation_end,
    recognition_timer,
)
from dangvu.rules.procedure_history import PASSAGE, History
from dangvu.rules.procedure_law import (
    CERTIFICATE,
    EXTENSION,
    FRESHNESS,
    INTRODUCER,
    INTRODUCERS,
    READMISSION_CLEARED,
    READMISSION_TIMES,
    READMISSION_WAIT,
)
from dangvu.rules.procedure_papers import CHECKLIST_BASIS, When, introduced_by, missing
from dangvu.rules.procedure_terms import Actor, Introducer, IntroducerKind, Stage, Step, Taken
from dangvu.rules.quality import PROBATION
from dangvu.rules.timers import Timer
from dangvu.rules.workdays import Calendar

_NEW_CLASS = Basis("R2.18", "Hướng dẫn nghiệp vụ công tác đảng viên", "", Confidence.V)
_BASE = Basis("R1.18", "Quy định số 294-QĐ/TW, ngày 26/5/2025", "mục 9.3.2", Confidence.P)
_ATTEMPTS = Basis("R2.13", "Hướng dẫn thi hành Điều lệ Đảng", "", Confidence.P)


def refuse(code: str, message: str, field: str = "on", basis: Basis | None = None) -> Finding:
    return Finding(code, message, Severity.REFUSAL, field, basis)


def warn(code: str, message: str, field: str = "on", basis: Basis | None = None) -> Finding:
    return Finding(code, message, Severity.WARNING, field, basis)


def check(history: History, taken: Taken, calendar: Calendar) -> Iterator[Finding]:
    """What the law says of a step that is otherwise in its turn."""
    if taken.step.voted:
        yield from _vote(history, taken)
    passage = PASSAGE.get(taken.step)
    if passage is not None and passage.gathers:
        yield from _papers(history, taken)
    special = _CHECKS.get(taken.step)
    if special is not None:
        yield from special(history, taken, calendar)


def _vote(history: History, taken: Taken) -> Iterator[Finding]:
    vote = taken.vote
    if vote is None:
        yield refuse("vote_missing", "Ghi kết quả biểu quyết: số phiếu từng loại.", "vote", _BASE)
        return
    if vote.fault():
        yield refuse("vote_wrong", vote.fault(), "vote", _BASE)
        return
    least = CELL_MINIMUM.at(taken.on)
    if taken.step.by is Actor.CELL and vote.official < least.value:
        message = f"Chi bộ có {vote.official} đảng viên chính thức, dưới {least.value} người."
        yield Finding("cell_too_small", message, firm(least.basis), "vote", least.basis)
    ratio, basis = history.ratio(taken.step, taken.on)
    if vote.reaches(ratio):
        return
    message = (
        f"Tán thành {vote.agreed}/{vote.base}, chưa đủ tỷ lệ {ratio.label_vi} "
        f"(cần ít nhất {ratio.needed(vote.base)}); báo cáo đầy đủ kết quả lên cấp ủy cấp trên."
    )
    yield warn("vote_short", message, "vote", basis)


def _papers(history: History, taken: Taken) -> Iterator[Finding]:
    authorised = history.facts.authorised
    lack = missing(history.facts, taken.step, taken.on, authorised, history.law)
    if lack:
        names = "; ".join(f"{paper.code} {paper.title_vi}" for paper in lack)
        yield warn("papers_missing", f"Hồ sơ còn thiếu: {names}.", "papers", CHECKLIST_BASIS)


# --- the cell considers ---------------------------------------------------------------------


def _cell(history: History, taken: Taken, calendar: Calendar) -> Iterator[Finding]:
    yield from _age(history, taken)
    yield from certificate(history, taken.on)
    yield from introducers(history, taken.on)
    yield from freshness(history, taken.on)
    yield from readmission(history, taken.on)


def _age(history: History, taken: Taken) -> Iterator[Finding]:
    if history.facts.born_on is None:
        yield refuse("birth_missing", "Chưa ghi ngày sinh nên chưa xét được tuổi.", "born_on")
        return
    record = AdmissionFacts(
        on=taken.on,
        decided_on=taken.on,
        considered_on=taken.on,
        born_on=history.facts.born_on,
        note=taken.reason,
    )
    for finding in check_admission(record):
        if finding.code in ("age_under", "age_over", "birth_implausible"):
            noted = finding.severity is Severity.NOTE
            yield finding if noted else replace(finding, severity=Severity.REFUSAL)
        elif finding.code == "age_edge":
            yield finding


def age_ahead(history: History, on: date) -> Iterator[Finding]:
    """What the age asks before the cell considers: to wait, or to hurry (R2.1)."""
    born, row = history.facts.born_on, AGE.at(on)
    if born is None:
        return
    youngest = add_months(born, row.value.from_months)
    oldest = add_months(born, row.value.to_months)
    if on < youngest:
        message = f"Đủ {row.value.from_months // 12} tuổi từ ngày {date_text(youngest)}."
        yield warn("age_under", message, "born_on", row.basis)
    elif on > oldest:
        message = (
            f"Quá {row.value.to_months // 12} tuổi từ ngày {date_text(oldest)}; chỉ kết nạp khi "
            "Tỉnh ủy quyết định."
        )
        yield warn("age_over", message, "born_on", row.basis)
    elif add_months(on, 12) > oldest:
        message = (
            f"Ngày {date_text(oldest)} đủ {row.value.to_months // 12} tuổi; chi bộ phải xét trước."
        )
        yield warn("age_soon", message, "born_on", row.basis)


def certificate(history: History, on: date) -> Iterator[Finding]:
    """The awareness class, attended not too long before a day (R2.7)."""
    day, until = history.certificate_on, certificate_until(history)
    if day is None or until is None:
        message = "Chưa có giấy chứng nhận học lớp nhận thức về Đảng."
        yield refuse("certificate_missing", message, "certificate_on", CERTIFICATE.at(on).basis)
        return
    row = history.law.row(CERTIFICATE, day)
    if day > on:
        message = f"Giấy chứng nhận ngày {date_text(day)} sau ngày {date_text(on)}."
        yield refuse("certificate_later", message, "certificate_on", row.basis)
    elif on > until:
        message = (
            f"Giấy chứng nhận ngày {date_text(day)} chỉ có giá trị {row.value} tháng, đến hết ngày "
            f"{date_text(until)}; phải học lại trước khi chi bộ xét."
        )
        yield refuse("certificate_expired", message, "certificate_on", row.basis)


def introducers(history: History, on: date) -> Iterator[Finding]:
    """Who introduces, how many, and for how long the members among them were near (R2.4, R2.5)."""
    facts, law = history.facts, history.law
    basis = law.row(INTRODUCERS, on).basis
    way = introduced_by(facts, on, law)
    members = [one for one in facts.introducers if one.kind is IntroducerKind.MEMBER]
    wanted = law.row(INTRODUCERS, on).value if way is When.TWO_MEMBERS else 1
    if len(members) < wanted:
        message = f"Cần {wanted} đảng viên chính thức giới thiệu, mới ghi {len(members)}."
        yield warn("introducers_missing", message, "introducers", basis)
    body = {When.YOUTH: IntroducerKind.YOUTH, When.UNION: IntroducerKind.UNION}.get(way)
    if body is not None and all(one.kind is not body for one in facts.introducers):
        message = f"Còn thiếu giới thiệu của {body.label_vi}."
        yield warn("introducers_missing", message, "introducers", basis)
    for one in members:
        yield from _introducer(history, one, on)


def _introducer(history: History, one: Introducer, on: date) -> Iterator[Finding]:
    row = history.law.row(INTRODUCER, on)
    if one.official_on is None or one.official_on > on:
        message = "Người giới thiệu phải là đảng viên chính thức."
        yield warn("introducer_not_official", message, "introducers", row.basis)
    if one.same_unit_since is not None:
        from_day = add_months(one.same_unit_since, row.value)
        if on < from_day:
            message = (
                f"Người giới thiệu cùng đơn vị từ {date_text(one.same_unit_since)}, đến ngày "
                f"{date_text(from_day)} mới đủ {row.value} tháng."
            )
            yield warn("introducer_too_new", message, "introducers", row.basis)


def freshness(history: History, on: date) -> Iterator[Finding]:
    """Vetting and opinions not too old on a day (R2.9)."""
    until = fresh_until(history)
    if until is not None and on > until:
        row = history.law.row(FRESHNESS, on)
        message = (
            f"Kết quả thẩm tra, ý kiến nhận xét đã quá {row.value} tháng (đến hết ngày "
            f"{date_text(until)}); phải thẩm tra, lấy ý kiến bổ sung."
        )
        yield Finding("dossier_expired", message, firm(row.basis), "on", row.basis)


def readmission(history: History, on: date) -> Iterator[Finding]:
    """What a former member must fulfil besides (R2.23)."""
    former, law = history.facts.readmission, history.law
    if former is None:
        return
    wait = law.row(READMISSION_WAIT, on)
    if former.barred:
        message = f"Không xem xét kết nạp lại: {former.barred}."
        yield Finding("readmission_barred", message, firm(wait.basis), "readmission", wait.basis)
    times = law.row(READMISSION_TIMES, on)
    if former.before >= times.value:
        message = f"Chỉ được kết nạp lại {times.value} lần."
        yield Finding("readmission_again", message, firm(times.basis), "readmission", times.basis)
    if former.left_on is None:
        message = "Kết nạp lại: chưa ghi ngày ra khỏi Đảng."
        yield refuse("left_missing", message, "readmission", wait.basis)
    elif on < add_months(former.left_on, wait.value):
        message = (
            f"Ra khỏi Đảng ngày {date_text(former.left_on)}; đủ {wait.value} tháng vào ngày "
            f"{date_text(add_months(former.left_on, wait.value))}."
        )
        yield Finding("readmission_early", message, firm(wait.basis), "readmission", wait.basis)
    cleared = law.row(READMISSION_CLEARED, on)
    if former.cleared_on and on < add_months(former.cleared_on, cleared.value):
        message = (
            f"Xóa án tích ngày {date_text(former.cleared_on)}; đủ {cleared.value} tháng vào ngày "
            f"{date_text(add_months(former.cleared_on, cleared.value))}."
        )
        severity = firm(cleared.basis)
        yield Finding("cleared_early", message, severity, "readmission", cleared.basis)
    if former.consent_on is None or former.consent_on > on:
        message = "Kết nạp lại phải được Ban Thường vụ Tỉnh ủy đồng ý bằng văn bản trước."
        yield Finding("consent_missing", message, firm(wait.basis), "readmission", wait.basis)


# --- decisions ------------------------------------------------------------------------------


def _late(code: str, limit: Timer | None, taken: Taken, note: str = "") -> Iterator[Finding]:
    if limit is not None and limit.overdue(taken.on):
        message = f"Quá hạn: {limit.brief()}.{note}"
        yield warn(code, message, "on", limit.basis)


def _number(taken: Taken) -> Iterator[Finding]:
    if not taken.number.strip():
        yield refuse("number_missing", f"{taken.step.label_vi}: ghi số quyết định.", "number")


def _committee(history: History, taken: Taken, calendar: Calendar) -> Iterator[Finding]:
    if history.to_superior() and not taken.reason.strip():
        message = (
            f"Chi bộ đã {len(history.short_votes())} lần biểu quyết không đủ tỷ lệ; cấp trên xem "
            "xét quyết định và ghi lý do."
        )
        yield refuse("reason_missing", message, "reason", _ATTEMPTS)
    yield from _late("decision_late", decision_timer(history, calendar), taken)


def _decided(history: History, taken: Taken, calendar: Calendar) -> Iterator[Finding]:
    """Age and certificate are asked again: the record may have been corrected since the vote."""
    yield from _number(taken)
    considered = history.last(Step.CELL_VOTED)
    if considered is not None:
        yield from _age(history, considered)
        yield from certificate(history, considered.on)
    yield from freshness(history, taken.on)
    yield from _late("decision_late", decision_timer(history, calendar), taken)


def _ceremony(history: History, taken: Taken, calendar: Calendar) -> Iterator[Finding]:
    limit = ceremony_timer(history, calendar)
    note = " Phải báo cáo và được cấp ủy cấp trên đồng ý."
    yield from _late("ceremony_late", limit, taken, note)


def _recognition(history: History, taken: Taken, calendar: Calendar) -> Iterator[Finding]:
    yield from _probation_over(history, taken)
    day = history.new_certificate_on
    if day is None or day > taken.on:
        message = "Chưa có giấy chứng nhận học lớp đảng viên mới."
        yield refuse("new_class_missing", message, "new_certificate_on", _NEW_CLASS)
    yield from _late("recognition_late", recognition_timer(history, calendar), taken)


def _probation_over(history: History, taken: Taken) -> Iterator[Finding]:
    ended = probation_end(history)
    if ended is not None and taken.on < ended:
        row = PROBATION.at(history.reached[Stage.CEREMONY])
        message = f"Thời gian dự bị {row.value} tháng, đến hết ngày {date_text(ended)}."
        yield refuse("probation_running", message, "on", row.basis)


def _recognised(history: History, taken: Taken, calendar: Calendar) -> Iterator[Finding]:
    yield from _number(taken)
    yield from _probation_over(history, taken)
    limit = decision_timer(history, calendar)
    yield from _late("recognition_decision_late", limit, taken)


def _extended(history: History, taken: Taken, calendar: Calendar) -> Iterator[Finding]:
    limit = decision_timer(history, calendar)
    lawful = decision_timer(history, calendar, extended=False)
    if taken.until is None:
        yield refuse("until_missing", "Gia hạn phải ghi hạn mới.", "until")
        return
    if limit is None or lawful is None:
        return
    if taken.until <= limit.due_on:
        message = f"Hạn mới {date_text(taken.until)} không sau hạn cũ {date_text(limit.due_on)}."
        yield refuse("until_early", message, "until", limit.basis)
    row = history.law.row(EXTENSION, limit.start)
    most = calendar.add(lawful.due_on, row.value)
    if taken.until > most:
        message = f"Gia hạn nhiều nhất {row.value} ngày làm việc, đến hết ngày {date_text(most)}."
        yield Finding("until_late", message, firm(row.basis), "until", row.basis)


_CHECKS = {
    Step.CELL_VOTED: _cell,
    Step.COMMITTEE_VOTED: _committee,
    Step.DECIDED: _decided,
    Step.CEREMONY_HELD: _ceremony,
    Step.CELL_VOTED_RECOGNITION: _recognition,
    Step.RECOGNISED: _recognised,
    Step.EXTENDED: _extended,
}
