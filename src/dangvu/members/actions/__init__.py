"""Writing about members. What other rooms call stands here."""

from dangvu.members.actions.entering import (
    NewMember,
    amend_person,
    enter_people,
    mark_mistaken,
    remove_people,
)
from dangvu.members.actions.following import (
    follow_cells,
    follow_units,
    leave_ended_units,
    split_spells,
)
from dangvu.members.actions.history import Decided, annul_last, record_event
from dangvu.members.actions.posts import appoint, end_post
from dangvu.members.actions.reading import note_reading
from dangvu.members.actions.records import edit_record

__all__ = [
    "Decided", "NewMember", "amend_person", "annul_last", "appoint", "edit_record", "end_post",
    "enter_people", "follow_cells", "follow_units", "leave_ended_units", "mark_mistaken",
    "note_reading", "record_event", "remove_people", "split_spells",
]  # fmt: skip
