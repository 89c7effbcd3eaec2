"""What is written about admissions: the records, the cases, their steps, and what follows."""

from dangvu.admissions.actions.calendars import choose_figure, drop_day_off, set_day_off
from dangvu.admissions.actions.cases import (
    Helper,
    NewCase,
    PaperNote,
    drop_paper,
    edit_case,
    note_paper,
    open_case,
    read_paper,
    remark,
    remove_case,
    set_helpers,
)
from dangvu.admissions.actions.following import (
    follow_cells,
    follow_ended,
    follow_merge,
    follow_units,
    go_back,
)
from dangvu.admissions.actions.moving import call_back, return_case, send_case, take_case
from dangvu.admissions.actions.reading import note_case_read, note_cases_read
from dangvu.admissions.actions.recording import (
    LOCK,
    correct_admission,
    enter,
    record_admission,
    troubles,
    void_admission,
    withdraw_batch,
)
from dangvu.admissions.actions.reminding import blank_kept, remind, settle
from dangvu.admissions.actions.steps import (
    Outcome,
    Recording,
    record_step,
    record_steps,
    restand,
    take_back,
)

__all__ = [
    "LOCK", "Helper", "NewCase", "Outcome", "PaperNote", "Recording", "blank_kept", "call_back",
    "choose_figure", "correct_admission", "drop_day_off", "drop_paper", "edit_case", "enter",
    "follow_cells", "follow_ended", "follow_merge", "follow_units", "go_back", "note_case_read",
    "note_cases_read", "note_paper", "open_case", "read_paper", "record_admission", "record_step",
    "record_steps", "remark", "remind", "remove_case", "restand", "return_case", "send_case",
    "set_day_off", "set_helpers", "settle", "take_back", "take_case", "troubles",
    "void_admission", "withdraw_batch",
]  # fmt: skip
