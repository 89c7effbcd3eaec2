"""Admissions: what every published report splits by, and whether one record can stand.

The checks here see one record, not the procedure before it. Where a rule speaks of a day the
record does not hold (the cell's meeting), the finding says so instead of guessing.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dangvu.rules.basis import (
    BEGINNING,
    Basis,
    Confidence,
    Dated,
    Finding,
    Rule,
    Severity,
)
from dangvu.rules.charter import through
from dangvu.rules.documents import DocumentType, UnreadableNumber, parse_number
from dangvu.rules.formats import date_text
from dangvu.rules.months import Month
from dangvu.rules.workdays import add_working_days, unsure_vi


class SourceGroup(StrEnum):
    """Where a new member comes from: one group a person, in the order of the reports (R11.4)."""

    STUDENT = "student"
    VILLAGE_CADRE = "village_cadre"
    TEACHER = "teacher"
    HEALTH_WORKER = "health_worker"
    MILITIA = "militia"
    RESERVIST = "reservist"
    POLICE = "police"
    ARMY = "army"
    ENTERPRISE_WORKER = "enterprise_worker"
    COOPERATIVE = "cooperative"
    FARMER = "farmer"
    OFFICIAL = "official"
    OTHER = "other"

    @property
    def label_vi(self) -> str:
        return _SOURCE_LABELS[self]


_SOURCE_LABELS = {
    SourceGroup.STUDENT: "Học sinh, sinh viên",
    SourceGroup.VILLAGE_CADRE: "Trưởng thôn, tổ trưởng dân phố, cán bộ thôn",
    SourceGroup.TEACHER: "Giáo viên",
    SourceGroup.HEALTH_WORKER: "Nhân viên y tế",
    SourceGroup.MILITIA: "Dân quân tự vệ",
    SourceGroup.RESERVIST: "Quân nhân dự bị",
    SourceGroup.POLICE: "Công an",
    SourceGroup.ARMY: "Quân đội",
    SourceGroup.ENTERPRISE_WORKER: "Công nhân, người lao động trong doanh nghiệp",
    SourceGroup.COOPERATIVE: "Thành viên, người lao động hợp tác xã",
    SourceGroup.FARMER: "Nông dân",
    SourceGroup.OFFICIAL: "Cán bộ, công chức, viên chức khác",
    SourceGroup.OTHER: "Nguồn khác",
}
SOURCES_BASIS = Basis(
    "R11.4", "Công văn đôn đốc phát triển đảng viên, ngày 21/5/2026", "mục 2", Confidence.S
)


class Breakdown(StrEnum):
    """What published reports split new members by; one person may be in several (R11.4)."""

    FEMALE = "female"
    ETHNIC_MINORITY = "ethnic_minority"
    RELIGIOUS = "religious"
    YOUTH_UNION = "youth_union"

    @property
    def label_vi(self) -> str:
        return {
            "female": "Nữ",
            "ethnic_minority": "Dân tộc thiểu số",
            "religious": "Có đạo",
            "youth_union": "Đoàn viên TNCS Hồ Chí Minh",
        }[self.value]


BREAKDOWNS_BASIS = Basis(
    "R11.4", "Báo cáo kết nạp đảng viên đã công bố của các tỉnh", "", Confidence.V
)


# --- figures --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AgeBand:
    """Ages at which a person may be admitted, both ends included, in months of life."""

    from_months: int
    to_months: int


class Trigger(StrEnum):
    """What sets a deadline running."""

    DECISION_ISSUED = "decision_issued"
    DECISION_RECEIVED = "decision_received"

    @property
    def label_vi(self) -> str:
        return {
            "decision_issued": "ngày ban hành quyết định",
            "decision_received": "ngày chi bộ nhận được quyết định",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Deadline:
    """A number of working days, and from what day they run."""

    working_days: int
    trigger: Trigger


_BAND = AgeBand(18 * 12, 60 * 12)
AGE: Rule[AgeBand] = Rule(
    "admissions.age",
    "Tuổi khi chi bộ xét kết nạp (tính theo tháng)",
    "tháng tuổi",
    through("R2.1", _BAND, {"208": Confidence.V}),
)
CEREMONY: Rule[Deadline] = Rule(
    "admissions.ceremony",
    "Thời hạn tổ chức lễ kết nạp",
    "ngày làm việc",
    through(
        "R2.16",
        Deadline(30, Trigger.DECISION_RECEIVED),
        {"294": Confidence.P, "208": Confidence.V},
        last=Deadline(30, Trigger.DECISION_ISSUED),
    ),
)
PLAUSIBLE_AGE: Rule[AgeBand] = Rule(
    "admissions.plausible_age",
    "Tuổi ngoài khoảng này coi là gõ sai ngày sinh",
    "tháng tuổi",
    (
        Dated(
            AgeBand(15 * 12, 100 * 12),
            BEGINNING,
            None,
            Basis("R2.1", "Mức kiểm tra của phần mềm", "", Confidence.D),
        ),
    ),
)


# --- one record -----------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class AdmissionFacts:
    """One admission as recorded. ``on``: the day of the check.

    ``considered_on``: the day the cell considered the person, where the record holds it.
    ``received_on``: the day the cell received the decision, likewise. ``note``: what the record
    says to explain itself, such as the provincial committee's decision for a person over the age.
    """

    on: date
    decided_on: date
    born_on: date | None = None
    ceremony_on: date | None = None
    considered_on: date | None = None
    received_on: date | None = None
    decision_number: str = ""
    note: str = ""


def check_admission(facts: AdmissionFacts) -> list[Finding]:
    """Everything wrong or worth knowing about one record; refusals first.

    Refused: a decision or ceremony in the future, a ceremony before its decision, a birth that
    cannot be, an age outside a confirmed band (over it, unless a note explains). Warned: the same
    where the rule is not confirmed or the record lacks the day the rule speaks of; an odd number
    of the decision. Noted: a late ceremony.
    """
    findings = [
        *_check_days(facts),
        *_check_number(facts.decision_number),
        *_check_age(facts),
        *_check_ceremony(facts),
    ]
    return sorted(findings, key=lambda finding: list(Severity).index(finding.severity))


def ceremony_deadline(facts: AdmissionFacts) -> date | None:
    """The last day for the ceremony (R2.16); None where the day it runs from is not recorded."""
    deadline = CEREMONY.at(facts.decided_on).value
    by_issue = deadline.trigger is Trigger.DECISION_ISSUED
    start = facts.decided_on if by_issue else facts.received_on
    return None if start is None else add_working_days(start, deadline.working_days)


def age_in_months(born_on: date, on: date) -> int:
    """Full months of life on a day: the month counts from its day of birth on.

    A person born on the 31st completes a month on the last day of a shorter one.
    """
    complete = on.day >= born_on.day or on == Month.of(on).last()
    return calendar_months(born_on, on) - (not complete)


def calendar_months(born_on: date, on: date) -> int:
    """Months between two days by the names of the months alone, days left out."""
    return Month.of(on).index - Month.of(born_on).index


def _refuse(code: str, field: str, message: str) -> Finding:
    return Finding(code, message, Severity.REFUSAL, field)


def _check_days(facts: AdmissionFacts) -> list[Finding]:
    findings = []
    decided = date_text(facts.decided_on)
    if facts.decided_on > facts.on:
        message = f"Ngày quyết định {decided} sau ngày {date_text(facts.on)}."
        findings.append(_refuse("decision_in_future", "decided_on", message))
    if facts.ceremony_on is not None:
        ceremony = date_text(facts.ceremony_on)
        if facts.ceremony_on > facts.on:
            message = f"Ngày lễ kết nạp {ceremony} sau ngày {date_text(facts.on)}."
            findings.append(_refuse("ceremony_in_future", "ceremony_on", message))
        if facts.ceremony_on < facts.decided_on:
            message = f"Ngày lễ kết nạp {ceremony} trước ngày quyết định {decided}."
            findings.append(_refuse("ceremony_before_decision", "ceremony_on", message))
    if facts.considered_on is not None and facts.considered_on > facts.decided_on:
        considered = date_text(facts.considered_on)
        message = f"Ngày chi bộ xét {considered} sau ngày quyết định {decided}."
        findings.append(_refuse("considered_after_decision", "considered_on", message))
    if facts.received_on is not None and facts.received_on < facts.decided_on:
        received = date_text(facts.received_on)
        message = f"Ngày chi bộ nhận quyết định {received} trước ngày quyết định {decided}."
        findings.append(_refuse("received_before_decision", "received_on", message))
    return findings


def _check_number(text: str) -> list[Finding]:
    if not text.strip():
        return []
    field = "decision_number"
    try:
        number = parse_number(text)
    except UnreadableNumber as unreadable:
        return [Finding("number_unreadable", str(unreadable), field=field)]
    if number.number is None:
        return [Finding("number_blank", "Quyết định chưa có số.", field=field)]
    if number.abbreviation != DocumentType.DECISION.abbreviation:
        message = f"Kết nạp bằng quyết định (QĐ), không phải {number.abbreviation}."
        return [Finding("not_a_decision", message, field=field)]
    return []


def _check_age(facts: AdmissionFacts) -> list[Finding]:
    """Age on the day the cell considered, or, where that is not recorded, on the decision's.

    Too young on the later day is too young on the earlier; too old is not, and says so. Whether
    days count beside months is not settled: between the two readings there is only a warning.
    """
    if facts.born_on is None:
        return []
    at = facts.considered_on or facts.decided_on
    full, by_month = age_in_months(facts.born_on, at), calendar_months(facts.born_on, at)
    plausible = PLAUSIBLE_AGE.at(at)
    if not plausible.value.from_months <= full <= plausible.value.to_months:
        born = date_text(facts.born_on)
        message = f"Ngày sinh {born} không hợp lý với ngày {date_text(at)}; xem lại năm sinh."
        finding = Finding(
            "birth_implausible", message, Severity.REFUSAL, "born_on", plausible.basis
        )
        return [finding]
    row = AGE.at(at)
    severity = Severity.REFUSAL if row.basis.confidence.confirmed else Severity.WARNING
    day = "ngày chi bộ xét" if facts.considered_on else "ngày quyết định"
    age = f"{full // 12} tuổi {full % 12} tháng tại {day} {date_text(at)}"
    low, high = row.value.from_months // 12, row.value.to_months // 12
    if by_month < row.value.from_months:
        message = f"Mới {age}; phải đủ {low} tuổi khi chi bộ xét."
        return [Finding("age_under", message, severity, "born_on", row.basis)]
    if full < row.value.from_months:
        message = f"Mới {age}: tính theo tháng thì đủ {low} tuổi, tính cả ngày thì chưa."
        return [Finding("age_edge", message, Severity.WARNING, "born_on", row.basis)]
    if full > row.value.to_months:
        return [_over_age(facts, row, severity, f"Đã {age}, quá {high} tuổi")]
    if by_month > row.value.to_months and not facts.note.strip():
        message = f"{age}: tính theo tháng thì quá {high} tuổi, tính cả ngày thì chưa."
        return [Finding("age_edge", message, Severity.WARNING, "born_on", row.basis)]
    return []


def _over_age(facts: AdmissionFacts, row: Dated[AgeBand], severity: Severity, what: str) -> Finding:
    if facts.note.strip():
        return Finding("age_over", f"{what}; đã có ghi chú.", Severity.NOTE, "born_on", row.basis)
    mend = "ghi quyết định của Tỉnh ủy cho trường hợp này vào ghi chú"
    if facts.considered_on is None:
        mend += ", hoặc ghi ngày chi bộ xét nếu khi đó chưa quá tuổi"
    return Finding("age_over", f"{what}; đồng chí {mend}.", severity, "note", row.basis)


def _check_ceremony(facts: AdmissionFacts) -> list[Finding]:
    """Lateness of the ceremony (R2.16): a note, for the superior may have agreed."""
    row = CEREMONY.at(facts.decided_on)
    days, trigger = row.value.working_days, row.value.trigger.label_vi
    known = ceremony_deadline(facts)
    deadline = known or add_working_days(facts.decided_on, days)
    held = facts.ceremony_on
    if (held or facts.on) <= deadline:
        return []
    state = f"Lễ kết nạp ngày {date_text(held)}" if held else "Chưa ghi lễ kết nạp"
    message = f"{state}, quá hạn {date_text(deadline)} ({days} ngày làm việc từ {trigger})"
    if known is None:
        message += " nếu chi bộ nhận quyết định ngay ngày ban hành; ghi ngày nhận để tính đúng"
    message += ". Quá hạn thì phải báo cáo và được cấp ủy cấp trên đồng ý."
    message = f"{message} {unsure_vi(facts.decided_on, deadline)}".rstrip()
    return [Finding("ceremony_late", message, Severity.NOTE, "ceremony_on", row.basis)]
