"""Will the target be met? Stock and flow of the way to the decision (R11.6).

``Tally`` holds a unit's people by phase and waiting, ``paces_of`` and ``lent_paces`` read the
speed of each phase here and in the unit above, ``Outlook`` projects, ``last_days`` works back
through the calendar, ``judge``, ``held_up`` and ``suggest`` say what it means, ``with_class`` tries
a class. Nothing is said about a person, and the same figures always give the same answer.
"""

from dangvu.rules.forecast.flow import (
    LENT,
    LONGEST,
    PHASES,
    TICK,
    WINDOW,
    Pace,
    Paces,
    Phase,
    Tallies,
    Tally,
    added,
    lent_pace,
    lent_paces,
    pace_of,
    paces_of,
    ticks,
)
from dangvu.rules.forecast.judging import (
    CLASS_DAYS,
    USUAL,
    Begin,
    Bottleneck,
    Gain,
    Judgement,
    LastDay,
    Suggestion,
    Verdict,
    held_up,
    judge,
    last_days,
    quick_days,
    suggest,
    usual_days,
    with_class,
)
from dangvu.rules.forecast.reaching import (
    LEVEL,
    SPREAD,
    Expected,
    Outlook,
    expected,
    interval,
    together,
)

RULES = (WINDOW, LENT, LEVEL, SPREAD, CLASS_DAYS, USUAL)

__all__ = [
    "CLASS_DAYS",
    "LENT",
    "LEVEL",
    "LONGEST",
    "PHASES",
    "RULES",
    "SPREAD",
    "TICK",
    "USUAL",
    "WINDOW",
    "Begin",
    "Bottleneck",
    "Expected",
    "Gain",
    "Judgement",
    "LastDay",
    "Outlook",
    "Pace",
    "Paces",
    "Phase",
    "Suggestion",
    "Tallies",
    "Tally",
    "Verdict",
    "added",
    "expected",
    "held_up",
    "interval",
    "judge",
    "last_days",
    "lent_pace",
    "lent_paces",
    "pace_of",
    "paces_of",
    "quick_days",
    "suggest",
    "ticks",
    "together",
    "usual_days",
    "with_class",
]
