"""The table of admissions by COPY. The row's fields are the columns."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from dangvu.kernel.copying import copy_rows


class AdmissionRow(NamedTuple):
    """An admission that stands (none is loaded voided)."""

    id: int
    person_id: int
    unit_id: int
    unit_path: str
    counted_path: str
    decision_number: str
    decision_on: date
    issuer: str
    ceremony_on: date | None
    female: bool
    ethnic_minority: bool
    religious: bool
    youth_union: bool
    source_group: str
    recorded_at: datetime
    recorded_by: str
    note: str = ""
    void_reason: str = ""


def load_admissions(rows: Iterable[AdmissionRow]) -> int:
    """Writes admissions of persons already written."""
    return copy_rows("admissions_admission", AdmissionRow._fields, rows)


# ------------------------------------------------------------------ the way there


class CaseRow(NamedTuple):
    """A case as it stands; ``stage`` to ``rule_on`` are what its steps come to."""

    id: int
    unit_id: int
    unit_path: str
    full_name: str
    search_key: str
    sort_key: str
    birth_on: date
    sex: str
    ethnic_group: str
    religious: bool
    youth_union: bool
    trade_union: bool
    occupation: str
    source_group: str
    area: str
    introduced_by: str
    in_charge_id: int | None
    consent_on: date | None
    opened_on: date
    stage: str
    side: str
    stage_since: date
    due_on: date | None
    due_code: str
    red_on: date | None
    rule_on: date
    person_id: int | None
    admission_id: int | None
    certificate_number: str
    certificate_on: date | None
    new_certificate_number: str
    new_certificate_on: date | None
    closed_on: date | None
    retain_until: date | None
    recorded_at: datetime
    recorded_by: str
    readmission: bool = False
    readmitted_before: int = 0
    left_how: str = ""
    readmission_paper: str = ""


class StepRow(NamedTuple):
    """A step of a case; ``vote`` as JSON."""

    case_id: int
    unit_path: str
    unit_id: int
    step: str
    on: date
    until: date | None
    number: str
    issuer: str
    reason: str
    vote: str | None
    recorded_at: datetime
    recorded_by: str
    ordinal: int = 1


class HelperRow(NamedTuple):
    """Who introduces or helps the person of a case."""

    id: int
    case_id: int
    unit_path: str
    person_id: int | None
    name: str
    role: str
    kind: str
    official_on: date | None
    same_unit_since: date | None
    since: date
    until: date | None


class RemarkRow(NamedTuple):
    """A helper's remark."""

    helper_id: int
    unit_path: str
    on: date
    text: str
    recorded_at: datetime
    recorded_by: str


class CasePaperRow(NamedTuple):
    """A paper of the checklist, noted with where it is kept."""

    case_id: int
    unit_path: str
    code: str
    on: date
    number: str
    kept_at: str
    recorded_at: datetime
    recorded_by: str
    note: str = ""
    file_name: str = ""


class ClassRow(NamedTuple):
    """A class, planned or held."""

    id: int
    unit_id: int
    unit_path: str
    kind: str
    name: str
    opens_on: date
    ends_on: date
    sessions: int
    seats: int
    organiser: str
    recorded_at: datetime
    recorded_by: str


class SeatsRow(NamedTuple):
    """Places of a class given to a unit."""

    political_class_id: int
    unit_id: int
    unit_path: str
    seats: int


class AttendeeRow(NamedTuple):
    """A person of a case on the roster of a class; ``present`` as the database writes an array."""

    political_class_id: int
    case_id: int
    unit_path: str
    present: str
    passed: bool | None
    certificate_number: str
    certificate_on: date | None
    recorded_at: datetime
    recorded_by: str


def load_cases(
    cases: Iterable[CaseRow],
    steps: Iterable[StepRow],
    helpers: Iterable[HelperRow],
    remarks: Iterable[RemarkRow],
    papers: Iterable[CasePaperRow],
) -> int:
    """Writes cases of units, persons and admissions already written; gives back how many."""
    written = copy_rows("admissions_case", CaseRow._fields, cases)
    copy_rows("admissions_casestep", StepRow._fields, steps)
    copy_rows("admissions_casehelper", HelperRow._fields, helpers)
    copy_rows("admissions_helperremark", RemarkRow._fields, remarks)
    copy_rows("admissions_casepaper", CasePaperRow._fields, papers)
    return written


def load_classes(
    classes: Iterable[ClassRow], seats: Iterable[SeatsRow], attendees: Iterable[AttendeeRow]
) -> int:
    """Writes classes with the rosters of cases already written; gives back how many classes."""
    written = copy_rows("admissions_politicalclass", ClassRow._fields, classes)
    copy_rows("admissions_classseats", SeatsRow._fields, seats)
    copy_rows("admissions_attendee", AttendeeRow._fields, attendees)
    return written
