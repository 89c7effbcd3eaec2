"""Whole tables of members by COPY. One row type per table, its fields the columns."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple, TypeAlias

from dangvu.kernel.copying import copy_rows
from dangvu.members import models

Sex: TypeAlias = models.Sex
Status: TypeAlias = models.Status
PostKind: TypeAlias = models.Post.Kind


class PersonRow(NamedTuple):
    """A member. The headcount of the units follows by trigger."""

    id: int
    unit_id: int
    unit_path: str
    full_name: str
    search_key: str
    sort_key: str
    sex: str
    birth_on: date
    ethnic_group: str
    religion: str
    occupation: str
    youth_union: bool
    status: str
    joined_on: date
    official_on: date | None
    recorded_at: datetime
    card_number: str = ""
    citizen_key: bytes | None = None
    general_education: str = ""
    professional: str = ""
    academic_title: str = ""
    theory: str = ""
    source_group: str = ""


class EventRow(NamedTuple):
    """An event of a member's history."""

    person_id: int
    unit_path: str
    kind: str
    unit_id: int | None
    effective_on: date
    official: bool
    status: str
    decision_number: str
    decision_on: date | None
    issuer: str
    note: str
    annuls: bool
    recorded_at: datetime
    recorded_by: str


class SpellRow(NamedTuple):
    """A spell of membership, as ``rules.membership`` draws it from the events."""

    person_id: int
    unit_id: int
    unit_path: str
    seen_path: str
    status: str
    official: bool
    valid_from: date
    valid_until: date | None
    opened_by: str
    closed_by: str
    from_path: str
    to_path: str


class PostRow(NamedTuple):
    """A post held in a unit's committee."""

    person_id: int
    unit_id: int
    unit_path: str
    kind: str
    valid_from: date
    valid_until: date | None = None


def load_people(rows: Iterable[PersonRow]) -> int:
    """Writes members; in the order of their paths the table stays readable branch by branch."""
    return copy_rows("members_person", PersonRow._fields, rows)


def load_events(rows: Iterable[EventRow]) -> int:
    """Writes events."""
    return copy_rows("members_event", EventRow._fields, rows)


def load_spells(rows: Iterable[SpellRow]) -> int:
    """Writes spells."""
    return copy_rows("members_spell", SpellRow._fields, rows)


def load_posts(rows: Iterable[PostRow]) -> int:
    """Writes posts."""
    return copy_rows("members_post", PostRow._fields, rows)
