"""Keeping what was found in the records of a month."""

from collections.abc import Mapping

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import may
from dangvu.kernel import audit, clock
from dangvu.kernel.desks import Tell
from dangvu.members import queries
from dangvu.members.models import QualityMark
from dangvu.members.queries import quality
from dangvu.members.queries.quality import Tally
from dangvu.orgs.queries import unit_for_entry, units
from dangvu.rules.months import Month

_KEPT = ("unit_path", "marked_on", "members", "refused", "doubtful", "score", "counts",
         "marked_at", "marked_by")  # fmt: skip


def mark_quality(actor: Actor, unit_id: int, tell: Tell | None = None) -> int:
    """Keeps what is found today in a branch and in each unit one level below, as the mark of this
    month; a mark of the same month is replaced. Gives back of how many units.

    ``tell`` is told how many members have been looked at: the branch is then read part by part.

    Raises ``Refused`` for a role that does not edit records. Leaves one event.
    """
    unit = unit_for_entry(actor, unit_id, Action.VIEW_MEMBERS)
    may(actor, Action.EDIT_MEMBERS, unit.path)
    found = quality.tallies(unit.path, clock.today()) if tell is None else _parts(unit.path, tell)
    whole: Mapping[str, Tally] = {**found, unit.path: quality.added(found.values())}
    places = units(actor).filter(path__in=list(whole)).values_list("id", "path")
    marks = [_mark(actor, pk, path, whole[path]) for pk, path in places]
    QualityMark.objects.bulk_create(
        marks, update_conflicts=True, unique_fields=["unit", "month"], update_fields=list(_KEPT)
    )
    month = Month.of(clock.today())
    audit.record(
        actor, "mark_quality", subject=("unit", unit.pk), unit_path=unit.path,
        data={"month": month.iso, "units": len(marks)},
    )  # fmt: skip
    return len(marks)


def mark_once(actor: Actor, unit_id: int) -> int:
    """The mark of this month, unless it was made: then nothing is looked at and 0 given back."""
    unit = unit_for_entry(actor, unit_id, Action.VIEW_MEMBERS)
    if quality.is_marked(actor, unit, Month.of(clock.today()).first()):
        return 0
    return mark_quality(actor, unit_id)


def _parts(path: str, tell: Tell) -> dict[str, Tally]:
    parts, done = queries.parts(path), 0
    found: dict[str, Tally] = {}
    for part, members in parts:
        tell("Kiểm tra hồ sơ", done, sum(n for _, n in parts))
        found |= quality.tallies(path, clock.today(), part)
        done += members
    return found


def _mark(actor: Actor, unit_id: int, path: str, found: Tally) -> QualityMark:
    today = clock.today()
    return QualityMark(
        unit_id=unit_id,
        unit_path=path,
        month=Month.of(today).first(),
        marked_on=today,
        members=found.members,
        refused=found.refused,
        doubtful=found.doubtful,
        score=found.score,
        counts=dict(found.counts),
        marked_at=clock.now(),
        marked_by=actor.name,
    )
