"""Whole tables of the tree by COPY. One row type per table, its fields the columns."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from dangvu.kernel.copying import copy_rows
from dangvu.orgs.models import Locality, Unit
from dangvu.orgs.models import label as path_label

label = path_label
"""The path label of a unit, by its id."""


class LocalityRow(NamedTuple):
    """A province or commune of the State."""

    code: str
    parent_code: str
    name: str
    full_name: str
    kind: str
    area_km2: Decimal | None
    population: int | None
    merged_from: str
    search_key: str


class UnitRow(NamedTuple):
    """A unit; ``path`` ends with the label of ``id``."""

    id: int
    parent_id: int | None
    path: str
    depth: int
    type: str
    kind: str
    model: str
    name: str
    short_name: str
    committee: str
    code: str
    register_code: str
    locality_code: str
    attributes: list[str]
    position: int
    valid_from: date
    valid_until: date | None = None


class LabelRow(NamedTuple):
    """A name or code a unit bears or bore."""

    unit_id: int
    kind: str
    text: str
    search_key: str
    valid_from: date | None = None
    valid_until: date | None = None


class PlacementRow(NamedTuple):
    """Under which parent a unit stood, and when."""

    unit_id: int
    parent_id: int | None
    valid_from: date
    valid_until: date | None = None


class ChangeRow(NamedTuple):
    """A decision that changed the tree."""

    id: int
    kind: str
    effective_on: date
    decision_number: str
    decision_on: date
    issuer: str
    note: str
    recorded_at: datetime
    recorded_by: str


class ChangedUnitRow(NamedTuple):
    """A unit in a change."""

    change_id: int
    unit_id: int
    side: str
    name_then: str
    parent_before_id: int | None = None
    parent_after_id: int | None = None


def load_localities(rows: Iterable[LocalityRow]) -> int:
    """Writes provinces and communes."""
    return copy_rows("orgs_locality", LocalityRow._fields, rows)


def load_units(rows: Iterable[UnitRow]) -> int:
    """Writes units."""
    return copy_rows("orgs_unit", UnitRow._fields, rows)


def load_labels(rows: Iterable[LabelRow]) -> int:
    """Writes names and codes."""
    return copy_rows("orgs_unitlabel", LabelRow._fields, rows)


def load_placements(rows: Iterable[PlacementRow]) -> int:
    """Writes spells under parents; they may not overlap."""
    return copy_rows("orgs_placement", PlacementRow._fields, rows)


def load_changes(changes: Iterable[ChangeRow], units: Iterable[ChangedUnitRow]) -> int:
    """Writes decisions and the units they changed; gives back how many decisions."""
    written = copy_rows("orgs_change", ChangeRow._fields, changes)
    copy_rows("orgs_changedunit", ChangedUnitRow._fields, units)
    return written


def is_empty() -> bool:
    """Whether no unit stands in the database."""
    return not Unit.objects.exists()


def top() -> tuple[int, str] | None:
    """Id and path of the unit on top of the tree; None while no unit stands."""
    return Unit.objects.filter(parent=None).order_by("id").values_list("id", "path").first()


def has_localities() -> bool:
    """Whether the provinces and communes of the State are there."""
    return Locality.objects.exists()
