"""Reading cases: one of them, lists, the board, what is due, and what the rules are asked."""

from dangvu.admissions.cases.facts import (
    calendar_days,
    facts_of,
    law_chosen,
    standing_of,
    standings_of,
)
from dangvu.admissions.cases.lists import (
    PAGE,
    Board,
    CaseLine,
    CasePage,
    Column,
    Entry,
    Filter,
    RedList,
    Touched,
    board,
    calendar,
    cases,
    red_list,
    touched,
)
from dangvu.admissions.cases.reading import (
    History,
    anywhere,
    case,
    case_for_entry,
    helpers_of,
    history_of,
    moves,
    moves_under_way,
    open_cases,
    papers_of,
    reachable,
    reminders,
)

__all__ = [
    "PAGE", "Board", "CaseLine", "CasePage", "Column", "Entry", "Filter", "History", "RedList",
    "Touched", "anywhere", "board", "calendar", "calendar_days", "case",
    "case_for_entry", "cases", "facts_of", "helpers_of", "history_of", "law_chosen", "moves",
    "moves_under_way", "open_cases",
    "papers_of", "reachable", "red_list", "reminders", "standing_of", "standings_of", "touched",
]  # fmt: skip
