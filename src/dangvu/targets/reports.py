"""Reading reported counts, and holding them against the records."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.admissions.arriving import own_months
from dangvu.orgs import queries as orgs
from dangvu.rules.admissions import Breakdown
from dangvu.rules.months import Month
from dangvu.rules.targets import DateBasis
from dangvu.targets.models import MonthlyCount, Target
from dangvu.targets.queries import policy_on


@dataclass(frozen=True)
class MonthReport:
    """A month of one unit: what holds now of its reports, what it replaced, what records say."""

    month: Month
    report: MonthlyCount | None
    earlier: tuple[MonthlyCount, ...]
    records: int

    @property
    def reported(self) -> int | None:
        """What is reported now; None where nothing is."""
        return None if self.report is None else self.report.admitted

    @property
    def difference(self) -> int | None:
        """Records less the report; None without a report, 0 where they agree."""
        return None if self.report is None else self.records - self.report.admitted

    @property
    def parts(self) -> list[tuple[str, int]]:
        """The breakdowns that were reported."""
        if self.report is None:
            return []
        named = [(part.label_vi, getattr(self.report, part.value)) for part in Breakdown]
        return [(label, number) for label, number in named if number is not None]


@dataclass(frozen=True)
class UnitReports:
    """The months of a unit, newest first. ``counted_from`` tells which side its class rests on;
    None where nothing was given to it for the latest month. ``below_another``: it has a superior to
    report to."""

    unit_id: int
    unit_name: str
    unit_path: str
    months: tuple[MonthReport, ...]
    counted_from: str | None
    target_id: int | None
    below_another: bool

    @property
    def has_records(self) -> bool:
        """Whether any record stands in these months: then reports are to be held against them."""
        return any(month.records for month in self.months)

    @property
    def missing(self) -> tuple[Month, ...]:
        """Months without a report, oldest first."""
        return tuple(m.month for m in reversed(self.months) if m.report is None)


def unit_reports(actor: Actor, unit_id: int, first: Month, last: Month) -> UnitReports:
    """The reports of a unit within reach from one month to another, with the records beside them.

    At most eight statements, whatever the number of months or reports.
    """
    unit = orgs.unit(actor, unit_id, Action.VIEW_FIGURES)
    parent = unit.parent
    rows: dict[date, list[MonthlyCount]] = defaultdict(list)
    found = MonthlyCount.objects.filter(
        unit=unit, month__gte=first.first(), month__lte=last.first()
    )
    for row in found.order_by("-reported_at", "-id"):
        rows[row.month].append(row)
    policy = policy_on(parent.path if parent else unit.path, last.last())
    records = own_months(
        unit.path,
        parent.path if parent else "",
        [body.id for body in orgs.bodies(parent, last.last())] if parent else (),
        first.first(),
        last.next().first(),
        by_ceremony=policy.date_basis is DateBasis.CEREMONY,
    )
    target = (
        Target.objects.filter(
            unit=unit, campaign__starts_on__lte=last.last(), campaign__ends_on__gte=last.first()
        )
        .order_by("campaign__ends_on")
        .first()
    )
    months = [
        MonthReport(
            month=month,
            report=next((r for r in rows[month.first()] if r.replaced_at is None), None),
            earlier=tuple(r for r in rows[month.first()] if r.replaced_at is not None),
            records=records.get(month.first(), 0),
        )
        for month in reversed(first.through(last))
    ]
    return UnitReports(
        unit_id=unit.pk,
        unit_name=unit.name,
        unit_path=unit.path,
        months=tuple(months),
        counted_from=target.counted_from if target else None,
        target_id=target.pk if target else None,
        below_another=parent is not None,
    )


def reported_months(unit_ids: Collection[int], first: Month, last: Month) -> dict[int, set[Month]]:
    """The months each unit has a report for. One statement; the caller has asked the scope."""
    found: dict[int, set[Month]] = {unit_id: set() for unit_id in unit_ids}
    rows = MonthlyCount.objects.filter(
        unit_id__in=list(found),
        month__gte=first.first(),
        month__lte=last.first(),
        replaced_at=None,
    )
    for unit_id, month in rows.values_list("unit_id", "month"):
        found[unit_id].add(Month.of(month))
    return found
