"""What is written about targets and months. One module each: giving targets, reported counts, the
month, urging letters."""

from dangvu.targets.actions.assigning import (
    CampaignFacts,
    Given,
    adjust_target,
    assign_targets,
    cascade,
    correct_campaign,
    open_campaign,
    set_counted_from,
    set_plan,
    set_subtargets,
)
from dangvu.targets.actions.counting import report_counts
from dangvu.targets.actions.months import (
    Bands,
    Cause,
    close_month,
    follow_up_finding,
    record_accountability,
    record_finding,
    set_policy,
)
from dangvu.targets.actions.urging import draft_praise, draft_urging

__all__ = [
    "Bands",
    "CampaignFacts",
    "Cause",
    "Given",
    "adjust_target",
    "assign_targets",
    "cascade",
    "close_month",
    "correct_campaign",
    "draft_praise",
    "draft_urging",
    "follow_up_finding",
    "open_campaign",
    "record_accountability",
    "record_finding",
    "report_counts",
    "set_counted_from",
    "set_plan",
    "set_policy",
    "set_subtargets",
]
