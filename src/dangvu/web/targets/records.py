"""The named records behind a figure of the month."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dangvu.access.matrix import Action
from dangvu.members.actions import note_reading
from dangvu.rules.admissions import Breakdown, SourceGroup
from dangvu.rules.months import Month
from dangvu.targets import queries
from dangvu.targets.sheets import Line
from dangvu.web.components.ids import ids
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request
from dangvu.web.targets.months import shown_sheet

PAGE = 100
SOURCES = {group.value: group.label_vi for group in SourceGroup}
PARTS = {part.value: part.label_vi for part in Breakdown}


@dataclass(frozen=True)
class Part:
    """The part of a figure that is asked for: a month on its own, a breakdown, a source group."""

    first: Month | None
    breakdown: str
    source: str

    @classmethod
    def read(cls, words: Any) -> "Part":
        """From the address; what is not understood is left out."""
        try:
            first = Month.parse(words["tu"]) if words.get("tu") else None
        except ValueError:
            first = None
        breakdown, source = words.get("trong", ""), words.get("nguon", "")
        return cls(
            first,
            breakdown if breakdown in PARTS else "",
            source if source in SOURCES else "",
        )

    def of(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The records of this part."""
        if self.breakdown:
            rows = rows.filter(**{self.breakdown: True})
        return rows.filter(source_group=self.source) if self.source else rows

    def figure(self, line: Line, month: Month) -> int | None:
        """What the sheet says of this part; None where the sheet has no such figure."""
        if self.breakdown or self.source:
            if self.first or (self.breakdown and self.source):
                return None
            parts = line.breakdowns if self.breakdown else line.groups
            return parts.get(self.breakdown or self.source, 0)
        return line.month if self.first == month else line.cumulative

    @property
    def words(self) -> str:
        """The part in words, to stand after the number of persons."""
        named = [PARTS.get(self.breakdown, ""), SOURCES.get(self.source, "")]
        return ", ".join(name for name in named if name)


@gate(Action.VIEW_ADMISSIONS)
@require_GET
def records(request: Request, month: Month, unit_id: int) -> HttpResponse:
    """The named admissions behind a figure; each look leaves an event."""
    shown = shown_sheet(request, month, unit_id)
    body = ids(request.GET.getlist("dang-bo"))
    line = shown.line(body[0]) if body else None
    part = Part.read(request.GET)
    found = queries.records_behind(request.actor, shown, line.unit_id if line else None, part.first)
    page = Paginator(part.of(found), PAGE).get_page(request.GET.get("trang"))
    about = line or shown.total
    note_reading(
        request.actor,
        [row.person_id for row in page],
        about.unit_id,
        about.path,
        "view_admissions_behind",
    )
    figure = part.figure(about, month)
    return render(
        request,
        "targets/records.html",
        {
            "shown": shown,
            "line": line,
            "about": about,
            "page": page,
            "part": part,
            "rows": [(row, SOURCES.get(row.source_group, "")) for row in page],
            "figure": page.paginator.count if figure is None else figure,
            "month": month,
        },
    )
