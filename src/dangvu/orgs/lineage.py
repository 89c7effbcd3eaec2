"""What became of a unit: its decisions, the names it bore, the superiors it stood under."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from dangvu.access.actor import Actor
from dangvu.orgs.models import Change, ChangedUnit, Placement, Unit, UnitLabel
from dangvu.orgs.queries import standing, units


@dataclass(frozen=True)
class Party:
    """A unit as it took part in a change. ``within_reach``: its page opens; ``founded``: the change
    made it."""

    unit_id: int
    name_then: str
    within_reach: bool
    founded: bool


@dataclass(frozen=True)
class Entry:
    """One decision in a unit's history. ``side`` is the unit's own part in it."""

    change_id: int
    kind: str
    label: str
    side: str
    effective_on: date
    decision: str
    decision_on: date
    issuer: str
    note: str
    recorded_by: str
    recorded_at: datetime
    before: tuple[Party, ...]
    after: tuple[Party, ...]
    moved: tuple[Party, ...]


@dataclass(frozen=True)
class Spell:
    """A name, code or superior with its time, half-open."""

    text: str
    valid_from: date | None
    valid_until: date | None
    unit_id: int | None = None

    @property
    def last_day(self) -> date | None:
        """The last day within; None while it holds."""
        return self.valid_until - timedelta(days=1) if self.valid_until else None


@dataclass(frozen=True)
class History:
    """Decisions newest first; names, codes and superiors oldest first."""

    entries: tuple[Entry, ...]
    names: tuple[Spell, ...]
    codes: tuple[Spell, ...]
    superiors: tuple[Spell, ...]


@dataclass(frozen=True)
class UnitOn:
    """A unit as it was on a day: what it was called, and what it stood under."""

    unit_id: int
    name: str
    parent_id: int | None
    parent_name: str


def history(actor: Actor, found: Unit) -> History:
    """A unit's history. ``found`` comes from ``queries.unit``. Six statements."""
    own = ChangedUnit.objects.filter(unit=found).values_list("change_id", "side")
    sides: dict[int, set[str]] = {}
    for change_id, side in own:
        sides.setdefault(change_id, set()).add(side)
    parties = list(
        ChangedUnit.objects.filter(change_id__in=sides).order_by("name_then", "id")
        .values_list("change_id", "side", "unit_id", "name_then", "parent_before_id")
    )  # fmt: skip
    reach = set(units(actor).filter(pk__in={p[2] for p in parties}).values_list("pk", flat=True))
    changes = Change.objects.filter(pk__in=sides).order_by("-effective_on", "-id")
    entries = tuple(_entry(change, sides[change.pk], parties, reach) for change in changes)
    labels = list(found.labels.order_by("valid_from", "id"))
    spells = list(
        Placement.objects.filter(unit=found).exclude(parent=None).order_by("valid_from")
        .values_list("parent__name", "valid_from", "valid_until", "parent_id")
    )  # fmt: skip
    return History(
        entries=entries,
        names=_spells(labels, UnitLabel.Kind.NAME),
        codes=_spells(labels, UnitLabel.Kind.CODE),
        superiors=tuple(Spell(*spell) for spell in spells),
    )


def _spells(labels: list[UnitLabel], kind: UnitLabel.Kind) -> tuple[Spell, ...]:
    return tuple(Spell(x.text, x.valid_from, x.valid_until) for x in labels if x.kind == kind)


def _entry(
    change: Change,
    own: set[str],
    parties: Sequence[tuple[int, str, int, str, int | None]],
    reach: set[int],
) -> Entry:
    def on(side: ChangedUnit.Side) -> tuple[Party, ...]:
        return tuple(
            Party(unit_id, name, unit_id in reach, above is None)
            for change_id, its_side, unit_id, name, above in parties
            if change_id == change.pk and its_side == side
        )

    order = [ChangedUnit.Side.BEFORE, ChangedUnit.Side.AFTER, ChangedUnit.Side.MOVED]
    return Entry(
        change_id=change.pk,
        kind=change.kind,
        label=Change.Kind(change.kind).label,
        side=next(side for side in order if side in own),
        effective_on=change.effective_on,
        decision=change.decision_number,
        decision_on=change.decision_on,
        issuer=change.issuer,
        note=change.note,
        recorded_by=change.recorded_by,
        recorded_at=change.recorded_at,
        before=on(ChangedUnit.Side.BEFORE),
        after=on(ChangedUnit.Side.AFTER),
        moved=on(ChangedUnit.Side.MOVED),
    )


def unit_on(actor: Actor, unit_id: int, on: date) -> UnitOn | None:
    """A unit within reach as it was on a day; None outside reach or where it did not exist.

    Four statements.
    """
    found = units(actor).filter(standing(on), pk=unit_id).first()
    if found is None:
        return None
    spell = (
        Placement.objects.filter(standing(on), unit=found)
        .values_list("parent_id", flat=True).first()
    )  # fmt: skip
    wanted = [unit_id, *([spell] if spell else [])]
    called = _names_on(wanted, on)
    return UnitOn(unit_id, called[unit_id], spell, called.get(spell or 0, ""))


def _names_on(unit_ids: list[int], on: date) -> dict[int, str]:
    """What units were called on a day; their present name where no label says otherwise."""
    since = Q(valid_from=None) | Q(valid_from__lte=on)
    until = Q(valid_until=None) | Q(valid_until__gt=on)
    labels = UnitLabel.objects.filter(since, until, unit_id__in=unit_ids, kind=UnitLabel.Kind.NAME)
    called = dict(Unit.objects.filter(pk__in=unit_ids).values_list("id", "name"))
    return called | dict(labels.values_list("unit_id", "text"))
