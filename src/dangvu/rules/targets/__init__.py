"""Targets of admitting members: the class of a body in a month, and why (R11.5, R11.6).

``classify(facts, policy)`` places a body, ``explain`` says why in Vietnamese, ``change`` compares
two months, ``tally`` counts a sheet; ``even_plan``, ``apportion`` and the ``check_*`` functions
keep targets and plans in order. One module each: ``facts`` (what goes in), ``classes`` (the
decision), ``plans``, ``explaining``, ``deadlines``.
"""

from dangvu.rules.months import Month
from dangvu.rules.targets.classes import (
    Change,
    Class,
    Counts,
    Reason,
    Verdict,
    change,
    classify,
    needed,
    tally,
    zero_streak,
)
from dangvu.rules.targets.deadlines import (
    CASCADE_DUE,
    CAUSES_DUE,
    CLOSING_DUE,
    COUNTS_DUE,
    DEADLINES,
    LETTER_DUE,
    PLAN_DUE,
    REVIEW_DUE,
    due_after_decision,
    due_after_letter,
    due_after_month,
)
from dangvu.rules.targets.explaining import (
    Explanation,
    bands_text,
    explain,
    pace_text,
    percent_text,
    short_text,
)
from dangvu.rules.targets.facts import (
    DEFAULT_POLICY,
    DateBasis,
    Facts,
    Mode,
    Policy,
    check_policy,
    counted_on,
    policy_in_force,
)
from dangvu.rules.targets.plans import (
    apportion,
    check_cascade,
    check_plan,
    check_subtargets,
    even_plan,
)

__all__ = [
    "CASCADE_DUE",
    "CAUSES_DUE",
    "CLOSING_DUE",
    "COUNTS_DUE",
    "DEADLINES",
    "DEFAULT_POLICY",
    "LETTER_DUE",
    "PLAN_DUE",
    "REVIEW_DUE",
    "Change",
    "Class",
    "Counts",
    "DateBasis",
    "Explanation",
    "Facts",
    "Mode",
    "Month",
    "Policy",
    "Reason",
    "Verdict",
    "apportion",
    "bands_text",
    "change",
    "check_cascade",
    "check_plan",
    "check_policy",
    "check_subtargets",
    "classify",
    "counted_on",
    "due_after_decision",
    "due_after_letter",
    "due_after_month",
    "even_plan",
    "explain",
    "needed",
    "pace_text",
    "percent_text",
    "policy_in_force",
    "short_text",
    "tally",
    "zero_streak",
]
