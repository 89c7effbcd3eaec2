"""Tables of admissions: each decision on record, the way there, classes, plans, the calendar."""

from dangvu.admissions.models.candidates import (
    Case,
    CaseHelper,
    CaseMove,
    CasePaper,
    CaseStep,
    HelperRemark,
    Reminder,
)
from dangvu.admissions.models.classes import Attendee, ClassSeats, PoliticalClass, RollCall
from dangvu.admissions.models.planning import DayOff, RuleChoice, SourcePlan
from dangvu.admissions.models.recorded import Admission
from dangvu.admissions.models.waits import Wait

__all__ = [
    "Admission", "Attendee", "Case", "CaseHelper", "CaseMove", "CasePaper", "CaseStep",
    "ClassSeats", "DayOff", "HelperRemark", "PoliticalClass", "Reminder", "RollCall", "RuleChoice",
    "SourcePlan", "Wait",
]  # fmt: skip
