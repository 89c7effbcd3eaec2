"""Duties whose product is the target of admissions: what stands now goes over into them."""

from dangvu.access.actor import Actor
from dangvu.kernel import clock
from dangvu.rules.months import Month
from dangvu.targets import queries
from dangvu.tasks.actions.measuring import note_admissions


def measure_duties(actor: Actor, unit_id: int) -> None:
    """Target and result of every body under a unit, as they stand today, go into the duties that
    follow them."""
    today = clock.today()
    now = queries.sheet(actor, unit_id, Month.of(today), today)
    note_admissions({line.unit_id: (line.target, line.cumulative) for line in now.lines}, today)
