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
