"""The month on paper: the workbook of a sheet, the urging letters, the list for praise."""

from dangvu.targets.papers.letters import (
    Office,
    Wording,
    body_letter,
    office_of,
    praise_list,
    urging_letter,
)
from dangvu.targets.papers.workbook import answer_text, sheet_workbook, state_text

__all__ = [
    "Office",
    "Wording",
    "answer_text",
    "body_letter",
    "office_of",
    "praise_list",
    "sheet_workbook",
    "state_text",
    "urging_letter",
]
