"""Tables of targets taken in: the annex of a decision, and monthly counts."""

from dangvu.targets.importing.annex import TARGETS
from dangvu.targets.importing.counts import COUNTS

__all__ = ["COUNTS", "TARGETS"]
