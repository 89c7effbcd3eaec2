"""Tables of directives, duties, dissemination, reports, members' tasks and obstacles."""

from dangvu.tasks.models.directives import (
    Assignment,
    Directive,
    Duty,
    InspectionWish,
    Urging,
)
from dangvu.tasks.models.dissemination import Learned, Reach, Session
from dangvu.tasks.models.obstacles import Petition, PetitionBook, PetitionStep
from dangvu.tasks.models.people import (
    Indicator,
    IndicatorValue,
    MemberTask,
    TaskFigure,
    TaskResult,
)
from dangvu.tasks.models.reports import Digest, Extension, Report

__all__ = [
    "Assignment", "Digest", "Directive", "Duty", "Extension", "Indicator", "IndicatorValue",
    "InspectionWish", "Learned", "MemberTask", "Petition", "PetitionBook", "PetitionStep", "Reach",
    "Report", "Session", "TaskFigure", "TaskResult", "Urging",
]  # fmt: skip
