"""The figures of today behind duties that follow them: not kept, pages of the month say it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import permits
from dangvu.orgs.queries import Unit
from dangvu.rules.months import Month
from dangvu.targets.own_line import own_line
from dangvu.targets.queries import sheet
from dangvu.tasks.actions.measuring import ADMISSIONS

if TYPE_CHECKING:
    from dangvu.tasks.models import Assignment, Duty


@dataclass(frozen=True)
class Live:
    """Result and target as they stand today, and the page of the month they are on."""

    result: int
    target: int | None
    url: str


def live_of(actor: Actor, row: Assignment, today: date) -> Live | None:
    """Admissions of a duty's unit today; nothing for other duties, for organs, and for who sees no
    figures. The statements of ``own_line``, none for other duties."""
    if row.duty.indicator != ADMISSIONS or row.organ:
        return None
    if not permits(actor, Action.VIEW_FIGURES, row.unit_path):
        return None
    month = Month.of(today)
    own = own_line(actor, row.unit_id, month, today)
    if own is None:
        return None
    url = reverse("own_month", args=[month, row.unit_id])
    return Live(own.line.cumulative, own.line.target, url)


@dataclass(frozen=True)
class LiveSheet:
    """Admissions of today by unit, for the duties that follow them; ``url`` the month's page."""

    duties: frozenset[int]
    by_unit: Mapping[int, Live]
    url: str

    def at(self, duty_id: int, unit_id: int, organ: str) -> Live | None:
        """What stands in a cell of the sheet."""
        if organ or duty_id not in self.duties:
            return None
        return self.by_unit.get(unit_id)


NOTHING = LiveSheet(frozenset(), {}, "")


def live_sheet(actor: Actor, duties: Sequence[Duty], top: Unit, today: date) -> LiveSheet:
    """Admissions of today of every unit directly under one. The statements of the month's sheet
    where one of the duties follows admissions, else none."""
    following = frozenset(duty.pk for duty in duties if duty.indicator == ADMISSIONS)
    if not following or not permits(actor, Action.VIEW_FIGURES, top.path):
        return NOTHING
    month = Month.of(today)
    url = reverse("month_of", args=[month, top.pk])
    lines = sheet(actor, top.pk, month, today).lines
    found = {line.unit_id: Live(line.cumulative, line.target, url) for line in lines}
    return LiveSheet(following, found, url)
