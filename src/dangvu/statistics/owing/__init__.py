"""One list of what an actor owes: duties of papers, targets, cases, transfers, reports, tasks,
obstacles; in words without a name, so that a page, an e-mail and a calendar say the same."""

from dangvu.statistics.owing.items import Agenda, Group, Item, distance
from dangvu.statistics.owing.listing import agenda, grouped, owed_by

__all__ = ["Agenda", "Group", "Item", "agenda", "distance", "grouped", "owed_by"]
