"""Duties whose product is the target of admissions: what stands now goes over into them."""

from datetime import date

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import require
from dangvu.kernel import audit, clock
from dangvu.rules.months import Month
from dangvu.targets import queries
from dangvu.targets.models import Campaign
from dangvu.tasks.actions.measuring import ADMISSIONS, note_admissions
from dangvu.tasks.queries.directives import superiors_measured


def measure_duties(actor: Actor, unit_id: int) -> None:
    """Target and result of every body under a unit, as they stand today, go into the duties that
    follow them."""
    _measure(actor, unit_id, clock.today())


def measure_all(actor: Actor, on: date) -> int:
    """The day's job: every duty in the actor's branch that follows admissions is measured as its
    superior's sheet stands. May run as often as one likes. The statements of a sheet for each
    superior with a campaign; how many duties. Writes one event."""
    require(actor, Action.CLOSE_MONTH)
    superiors = superiors_measured(actor, ADMISSIONS)
    campaigns = Campaign.objects.filter(unit__in=superiors, starts_on__lte=on, ends_on__gte=on)
    measuring = campaigns.order_by("unit_id").values_list("unit_id", flat=True).distinct()
    number = sum(_measure(actor, unit_id, on) for unit_id in list(measuring))
    audit.record(
        actor, "measure_duties", subject=("unit", actor.unit_id), unit_path=actor.unit_path,
        data={"count": number},
    )  # fmt: skip
    return number


def _measure(actor: Actor, unit_id: int, on: date) -> int:
    now = queries.sheet(actor, unit_id, Month.of(on), on)
    return note_admissions({x.unit_id: (x.target, x.cumulative) for x in now.lines}, on)
