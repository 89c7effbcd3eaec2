"""Writing statistics: freezing, changing a form, holding numbers together, counting at length."""

from dangvu.statistics.actions.filing import Held, freeze_form, reconcile, revise_form
from dangvu.statistics.actions.reckoning import ask_counts, ask_quality

__all__ = ["Held", "ask_counts", "ask_quality", "freeze_form", "reconcile", "revise_form"]
