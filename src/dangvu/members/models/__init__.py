"""Tables of the register: who is a member, their history, and the work on their records."""

from dangvu.members.models.earlier import Earlier
from dangvu.members.models.facts import Badge, Discipline, DuesMonth
from dangvu.members.models.history import Event, Spell, Stay
from dangvu.members.models.people import (
    BranchCount,
    Headcount,
    Particulars,
    Person,
    Post,
    Sex,
)
from dangvu.members.models.quality import QualityMark
from dangvu.members.models.transfers import Hop, LetterBook, Transfer
from dangvu.members.models.work import (
    ChangeRequest,
    Export,
    Merge,
    Pair,
    SavedFilter,
    Verdict,
)
from dangvu.rules.membership import Status

__all__ = [
    "Badge", "BranchCount", "ChangeRequest", "Discipline", "DuesMonth", "Earlier", "Event",
    "Export", "Headcount", "Hop", "LetterBook", "Merge", "Pair", "Particulars", "Person", "Post",
    "QualityMark", "SavedFilter", "Sex", "Spell", "Status", "Stay", "Transfer", "Verdict",
]  # fmt: skip
