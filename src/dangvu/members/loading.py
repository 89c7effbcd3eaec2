"""Whole tables of members by COPY. One row type per table, its fields the columns."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple, TypeAlias

from dangvu.kernel.copying import copy_rows
from dangvu.members import models

Sex: TypeAlias = models.Sex
Status: TypeAlias = models.Status
PostKind: TypeAlias = models.Post.Kind
Form: TypeAlias = models.Discipline.Form


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


class ParticularsRow(NamedTuple):
    """The rest of a member's record. What is sealed comes sealed (``kernel.sealing``);
    ``dossier_types`` is an array as PostgreSQL writes it: "{1,2,5}"."""

    person_id: int
    unit_path: str
    citizen_sealed: bytes | None = None
    identity_old: str = ""
    national_id: str = ""
    other_name: str = ""
    birth_name: str = ""
    card_place: str = ""
    card_on: date | None = None
    card_old: str = ""
    birth_country: str = ""
    birth_province: str = ""
    birth_detail: str = ""
    birth_before: str = ""
    home_country: str = ""
    home_province: str = ""
    home_detail: str = ""
    home_before: str = ""
    residence_country: str = ""
    residence_province: str = ""
    residence_detail: str = ""
    residence_before: str = ""
    professional_field: str = ""
    languages: str = ""
    occupation_before: str = ""
    workplace: str = ""
    position: str = ""
    background: str = ""
    service: str = ""
    youth_union_on: date | None = None
    joined_place: str = ""
    official_place: str = ""
    introducers: str = ""
    dossier_number: str = ""
    dossier_place: str = ""
    dossier_types: str = "{}"
    health_sealed: bytes | None = None
    phone: str = ""
    note: str = ""


class StayRow(NamedTuple):
    """A guest of a cell."""

    person_id: int | None
    unit_id: int
    unit_path: str
    full_name: str
    sort_key: str
    card_number: str
    home_name: str
    valid_from: date
    valid_until: date | None = None


class BadgeRow(NamedTuple):
    """A badge awarded."""

    person_id: int
    unit_path: str
    years: int
    awarded_on: date
    number: str
    decision_number: str
    early: str
    recorded_at: datetime


class DisciplineRow(NamedTuple):
    """A form of discipline decided."""

    person_id: int
    unit_path: str
    form: str
    decision_number: str
    decided_on: date
    issuer: str
    ended_on: date | None
    recorded_at: datetime
    recorded_by: str


class DuesRow(NamedTuple):
    """A month's dues of one member."""

    person_id: int
    unit_path: str
    month: date
    paid_on: date | None
    reason: str
    recorded_at: datetime


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


def load_particulars(rows: Iterable[ParticularsRow]) -> int:
    """Writes the rest of the records."""
    return copy_rows("members_particulars", ParticularsRow._fields, rows)


def load_facts(
    badges: Iterable[BadgeRow], disciplines: Iterable[DisciplineRow], dues: Iterable[DuesRow]
) -> None:
    """Writes what is on record beside the history."""
    copy_rows("members_badge", BadgeRow._fields, badges)
    copy_rows("members_discipline", DisciplineRow._fields, disciplines)
    copy_rows("members_duesmonth", DuesRow._fields, dues)


def load_stays(rows: Iterable[StayRow]) -> int:
    """Writes guests."""
    return copy_rows("members_stay", StayRow._fields, rows)


def load_posts(rows: Iterable[PostRow]) -> int:
    """Writes posts."""
    return copy_rows("members_post", PostRow._fields, rows)
