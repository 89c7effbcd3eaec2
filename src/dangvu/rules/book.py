"""Every dated figure of the software in one place, and which of them are time limits."""

import dataclasses
import re
from datetime import date
from enum import Enum
from types import MappingProxyType
from typing import Any

from dangvu.rules import (
    admissions,
    badges,
    documents,
    dues,
    forecast,
    kpi,
    organisations,
    procedure_law,
    quality,
    timers,
    transfers,
)
from dangvu.rules.admissions import Deadline
from dangvu.rules.basis import Basis, Dated, Rule
from dangvu.rules.targets import DEADLINES as TARGET_DEADLINES
from dangvu.rules.timers import Timer, Unit
from dangvu.rules.workdays import DEFAULT, Calendar

RULES: tuple[Rule, ...] = (
    *procedure_law.RULES,
    admissions.AGE,
    admissions.CEREMONY,
    admissions.PLAUSIBLE_AGE,
    *quality.FIGURES,
    *transfers.RULES,
    *documents.RULES,
    documents.COMPETENCE,
    *organisations.RULES,
    organisations.MODELS,
    *badges.RULES,
    *dues.RULES,
    *TARGET_DEADLINES,
    *forecast.RULES,
    *kpi.RULES,
    timers.ALERTS,
)

_IN_WORKING_DAYS: tuple[Rule, ...] = (
    admissions.CEREMONY,
    procedure_law.DECISION,
    procedure_law.RECOGNITION_DECISION,
    procedure_law.EXTENSION,
    procedure_law.MEMBER_CV,
    quality.RECOGNITION,
    transfers.COMPLETE,
    transfers.PRESENT,
    *procedure_law.NORMS.values(),
)
_IN_MONTHS: tuple[Rule, ...] = (
    procedure_law.CERTIFICATE,
    procedure_law.FRESHNESS,
    procedure_law.INTRODUCER,
    procedure_law.READMISSION_WAIT,
    procedure_law.READMISSION_CLEARED,
    procedure_law.REMARK,
    procedure_law.RETENTION,
    quality.PROBATION,
)
LIMITS: dict[str, tuple[Rule, Unit]] = {
    **{rule.name: (rule, Unit.WORKING_DAYS) for rule in _IN_WORKING_DAYS},
    **{rule.name: (rule, Unit.MONTHS) for rule in _IN_MONTHS},
}
"""The rules that are time limits, with what they are counted in, by name."""


def limit_named(name: str) -> tuple[Rule, Unit] | None:
    """A time limit by its name, or by the last part of it where only one is called so."""
    if name in LIMITS:
        return LIMITS[name]
    found = [limit for full, limit in LIMITS.items() if full.partition(".")[2] == name]
    return found[0] if len(found) == 1 else None


def limit_timer(rule: Rule, unit: Unit, trigger: date, calendar: Calendar = DEFAULT) -> Timer:
    """The limit from a day, by the version in force on it (R0.1)."""
    row = rule.at(trigger)
    n = row.value.working_days if isinstance(row.value, Deadline) else row.value
    return Timer(rule.title_vi, trigger, n, row.basis, unit, calendar)


def version(basis: Basis, since: date) -> str:
    """How a version of a rule is called: the number of its paper, else the day it began."""
    number = re.search(r"\d+-\w+/\w+", basis.source)
    if number:
        return number[0]
    return "" if since == date.min else since.isoformat()


def plain(value: object) -> Any:
    """A value of a rule as JSON knows it."""
    if isinstance(value, Enum):
        return value.value
    if dataclasses.is_dataclass(value):
        return {
            field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)
        }
    if isinstance(value, dict | MappingProxyType):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def row_of(row: Dated) -> dict[str, Any]:
    """A row of a rule with the keys scripts rely on."""
    return {
        "value": plain(row.value),
        "since": None if row.since == date.min else row.since.isoformat(),
        "until": row.until.isoformat() if row.until else None,
        "version": version(row.basis, row.since),
        "rule": row.basis.rule,
        "source": row.basis.source,
        "article": row.basis.article,
        "confidence": row.basis.confidence.value,
        "confirmed": row.basis.confidence.confirmed,
    }
