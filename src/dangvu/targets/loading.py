"""Whole tables of targets by COPY. One row type per table, its fields the columns."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from dangvu.kernel.copying import copy_rows
from dangvu.targets.models import Finding

Cause: TypeAlias = Finding.Cause
Outcome: TypeAlias = Finding.Outcome


class CampaignRow(NamedTuple):
    """A period's targets given by one decision; ``ratio`` in per cent of the base."""

    id: int
    unit_id: int
    name: str
    starts_on: date
    ends_on: date
    decision_number: str
    decision_on: date
    issuer: str
    total: int | None
    base_on: date
    ratio: Decimal | None
    created_at: datetime


class TargetRow(NamedTuple):
    """What one unit owes."""

    id: int
    campaign_id: int
    unit_id: int
    unit_path: str
    assigned: int
    base_members: int | None
    plan: list[int] | None
    counted_from: str


class AdjustmentRow(NamedTuple):
    """A change of a target from a day on."""

    target_id: int
    delta: int
    effective_on: date
    reason: str
    paper: str
    recorded_at: datetime
    recorded_by: str


class SubTargetRow(NamedTuple):
    """The part of a target from one source group."""

    target_id: int
    source_group: str
    number: int


class MonthlyCountRow(NamedTuple):
    """What a unit reported for a month."""

    unit_id: int
    unit_path: str
    month: date
    admitted: int
    female: int | None
    ethnic_minority: int | None
    religious: int | None
    youth_union: int | None
    reported_at: datetime
    reported_by: str


class PolicyRow(NamedTuple):
    """How bodies are classed from a day on."""

    unit_id: int
    since: date
    mode: str
    high_from: Decimal
    medium_from: Decimal
    date_basis: str
    zero_months: int
    reason: str
    paper: str
    recorded_at: datetime
    recorded_by: str


class FindingRow(NamedTuple):
    """Why a unit lags in a month, and what is done about it."""

    unit_id: int
    unit_path: str
    month: date
    cause: str
    detail: str
    remedy: str
    responsible: str
    due_on: date
    outcome: str
    follow_up: str
    followed_up_on: date | None
    recorded_at: datetime
    recorded_by: str
    suggested: str = ""


class AccountabilityRow(NamedTuple):
    """The paper of a review of responsibility."""

    unit_id: int
    unit_path: str
    month: date
    paper_number: str
    paper_on: date
    issuer: str
    note: str
    recorded_at: datetime
    recorded_by: str


def load_campaigns(rows: Iterable[CampaignRow]) -> int:
    """Writes campaigns."""
    return copy_rows("targets_campaign", CampaignRow._fields, rows)


def load_targets(
    rows: Iterable[TargetRow],
    adjustments: Iterable[AdjustmentRow],
    parts: Iterable[SubTargetRow],
) -> int:
    """Writes targets of campaigns already written, their adjustments and parts."""
    written = copy_rows("targets_target", TargetRow._fields, rows)
    copy_rows("targets_adjustment", AdjustmentRow._fields, adjustments)
    copy_rows("targets_subtarget", SubTargetRow._fields, parts)
    return written


def load_monthly_counts(rows: Iterable[MonthlyCountRow]) -> int:
    """Writes reported counts."""
    return copy_rows("targets_monthlycount", MonthlyCountRow._fields, rows)


def load_policies(rows: Iterable[PolicyRow]) -> int:
    """Writes classification policies."""
    return copy_rows("targets_policy", PolicyRow._fields, rows)


def load_findings(rows: Iterable[FindingRow]) -> int:
    """Writes causes and remedies."""
    return copy_rows("targets_finding", FindingRow._fields, rows)


def load_accountabilities(rows: Iterable[AccountabilityRow]) -> int:
    """Writes papers of reviews of responsibility."""
    return copy_rows("targets_accountability", AccountabilityRow._fields, rows)
