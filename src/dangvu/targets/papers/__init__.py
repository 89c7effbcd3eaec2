"""The month on paper: the workbook of a sheet, the urging letters, the list for praise."""

from dangvu.documents.offices import Office, Wording, accustomed, office_of
from dangvu.targets.papers.letters import AS_ABOVE, TYPE, body_letter, praise_list, urging_letter
from dangvu.targets.papers.offices import committee_of, subject_of
from dangvu.targets.papers.workbook import answer_text, sheet_workbook, state_text

__all__ = [
    "AS_ABOVE",
    "TYPE",
    "Office",
    "Wording",
    "accustomed",
    "answer_text",
    "body_letter",
    "committee_of",
    "office_of",
    "praise_list",
    "sheet_workbook",
    "state_text",
    "subject_of",
    "urging_letter",
]
