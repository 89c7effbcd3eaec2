"""What is done with a table: short ones within the request, long ones in steps."""

from dangvu.intake.actions.tables import (
    alone,
    amend,
    choose,
    commit,
    drop,
    follow_units,
    review,
    stage,
    undo,
)

__all__ = [
    "alone", "amend", "choose", "commit", "drop", "follow_units", "review", "stage", "undo",
]  # fmt: skip
