"""Criteria a unit is judged by besides its duties, period by period."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.http import Http404

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import visible
from dangvu.kernel.branches import beneath
from dangvu.tasks.models import Indicator, IndicatorValue


def indicators(actor: Actor) -> QuerySet[Indicator]:
    """Criteria within reach; who sees duties sees them."""
    return visible(Indicator.objects.select_related("unit"), actor, Action.VIEW_DUTIES)


def indicator(actor: Actor, indicator_id: int, *, held: bool = False) -> Indicator:
    """One criterion within reach; 404 outside it. ``held``: nobody else changes it until the
    transaction ends."""
    rows = indicators(actor).filter(pk=indicator_id)
    found = (rows.select_for_update(of=("self",)) if held else rows).first()
    if found is None:
        raise Http404("Không có tiêu chí này trong phạm vi của đồng chí.")
    return found


@dataclass(frozen=True)
class Point:
    """A period of a criterion; ``share`` is how much of the target was reached, in per cent, None
    where it cannot be said."""

    row: IndicatorValue
    share: Decimal | None
    reached: bool | None


def reached(row: IndicatorValue, *, more_is_better: bool) -> Point:
    """How far the target of a period was reached. Of what should be less, the target's part of the
    result; nothing is said of a target or result that is not above zero."""
    target, result = row.target, row.result
    if target is None or result is None:
        return Point(row, None, None)
    met = result >= target if more_is_better else result <= target
    if target <= 0 or result <= 0:
        return Point(row, None, met)
    share = result / target * 100 if more_is_better else target / result * 100
    return Point(row, share, met)


def points(found: Indicator) -> list[Point]:
    """Every period of a criterion, the latest first. One statement."""
    rows = IndicatorValue.objects.filter(indicator=found).order_by("-starts_on")
    return [reached(row, more_is_better=found.more_is_better) for row in rows]


@dataclass(frozen=True)
class Shown:
    """A criterion with its latest period."""

    row: Indicator
    last: Point | None


MOST = 200


def listing(actor: Actor, path: str, *, ended: bool = False) -> list[Shown]:
    """The criteria of a branch with the latest period of each. Two statements."""
    rows = indicators(actor).filter(beneath(path), ended_on__isnull=not ended)
    found = list(rows.order_by("unit_path", "id")[:MOST])
    latest = IndicatorValue.objects.filter(indicator__in=found)
    last = {
        row.indicator_id: row
        for row in latest.order_by("indicator_id", "-starts_on").distinct("indicator_id")
    }
    return [
        Shown(row, reached(last[row.pk], more_is_better=row.more_is_better)
              if row.pk in last else None)
        for row in found
    ]  # fmt: skip


def value_of(found: Indicator, starts_on: date) -> IndicatorValue | None:
    """What is recorded of a period that begins on a day. One statement."""
    return IndicatorValue.objects.filter(indicator=found, starts_on=starts_on).first()
