"""Members on a day by any two attributes and a filter: table, bars, workbook."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import may, permits
from dangvu.kernel import audit, clock
from dangvu.office.vietnamese import number
from dangvu.rules.statistics import Dimension, Period, masked
from dangvu.statistics import papers, queries
from dangvu.statistics.asked import Counts
from dangvu.statistics.catalogue import lists, named
from dangvu.statistics.queries import Branch
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request
from dangvu.web.statistics.asked import read
from dangvu.web.statistics.forms_pages import XLSX
from dangvu.web.statistics.waiting import again_token, patient

MOST_COLUMNS = 10
"""Columns a page has room for; the workbook has them all."""
REST = "*"


@dataclass(frozen=True)
class Wanted:
    """What a pivot is asked for: rows, perhaps columns, perhaps a filter, the day."""

    row: Dimension
    column: Dimension | None
    only: Dimension | None
    code: str
    on: date
    units: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, words: Any, today: date) -> "Wanted":
        """From the address; what is not understood is left out."""
        row = _dimension(words.get("dong")) or Dimension.AGE
        column = _dimension(words.get("cot", Dimension.SEX.value))
        only, _, code = words.get("loc", "").partition("=")
        narrowed = _dimension(only)
        if narrowed is not None and code not in lists().get(narrowed, {}):
            narrowed, code = None, ""
        on = read(words, today, on_a_day=True).period.last if words.get("den") else today
        return cls(row, None if column is row else column, narrowed, code, on)

    @property
    def words(self) -> str:
        return urlencode(
            {
                "dong": self.row.value,
                "cot": self.column.value if self.column else "",
                "loc": f"{self.only.value}={self.code}" if self.only else "",
                "den": self.on.isoformat(),
            }
        )

    @property
    def sensitive(self) -> bool:
        return any(d.sensitive for d in (self.row, self.column, self.only) if d)

    def named(self, dimension: Dimension, code: str) -> str:
        """A code in words; of a unit its name."""
        if dimension is Dimension.UNIT:
            return self.units.get(code) or (code or "Chính đơn vị này")
        return named(dimension, code)

    @property
    def title(self) -> str:
        """What stands against what."""
        against = f" theo {self.column.label_vi.lower()}" if self.column else ""
        return self.row.label_vi + against

    @property
    def about(self) -> str:
        """What is shown, in words."""
        words = f"Đảng viên tính đến {self.on:%d/%m/%Y}"
        return words + (f", chỉ {self.named(self.only, self.code)}" if self.only else "")


def _dimension(text: str | None) -> Dimension | None:
    return next((d for d in Dimension if d.value == text), None)


Shown = int | str


@dataclass(frozen=True)
class Pivot:
    """A pivot filled in. Words among the figures: what is kept back from this reader."""

    rows: list[tuple[str, str]]
    columns: list[tuple[str, str]]
    figures: list[list[Shown]]
    row_sums: list[Shown]
    column_sums: list[Shown]
    total: Shown
    counts: Counts | None = None

    @property
    def most(self) -> int:
        return max((n for n in self.row_sums if isinstance(n, int)), default=0)


def made(actor: Actor, of: Branch, wanted: Wanted) -> Pivot:
    """The pivot an address asks for. Three statements, four with units."""
    dims = (wanted.row, wanted.column) if wanted.column else (wanted.row,)
    only = [(wanted.only, wanted.code)] if wanted.only else []
    counts = queries.counts(of, Period(wanted.on, wanted.on), [dims], only=only)
    found = counts[dims]
    if Dimension.UNIT in dims:
        place = dims.index(Dimension.UNIT)
        wanted.units.update(queries.unit_names({codes[place] for codes in found}))
    rows = _codes(wanted, wanted.row, {codes[0] for codes in found})
    columns = _codes(wanted, wanted.column, {codes[-1] for codes in found}) if wanted.column else []
    figures = [[found.get((r, c), 0) for c, _ in columns] for r, _ in rows]
    row_sums = [sum(line) for line in figures] if columns else [found.get((r,), 0) for r, _ in rows]
    column_sums = [sum(line[c] for line in figures) for c in range(len(columns))]
    if wanted.sensitive and not queries.sees_names(actor):
        guarded = _kept_back(rows, columns, figures, row_sums, column_sums, wanted.on)
        return replace(guarded, counts=counts)
    return Pivot(
        rows, columns, [list(line) for line in figures], list(row_sums), list(column_sums),
        sum(row_sums), counts,
    )  # fmt: skip


def _kept_back(
    rows: list[tuple[str, str]],
    columns: list[tuple[str, str]],
    figures: Sequence[Sequence[int]],
    row_sums: Sequence[int],
    column_sums: Sequence[int],
    on: date,
) -> Pivot:
    """The pivot without small numbers, nor sums that would give them away."""
    least = queries.small(on)
    sums = [line[0] for line in _worded([[n] for n in row_sums], least)]
    below = _worded([list(column_sums)], least)[0] if columns else []
    inner = _worded(figures, least) if columns else [[] for _ in rows]
    total = sum(row_sums)
    return Pivot(rows, columns, inner, sums, below, papers.LESS if 0 < total < least else total)


def _worded(table: Sequence[Sequence[int]], least: int) -> list[list[Shown]]:
    """A table with words for what is kept back: that it is small, or only not shown."""
    return [
        [
            value if shown is not None else papers.LESS if value < least else papers.KEPT_BACK
            for value, shown in zip(row, line, strict=True)
        ]
        for row, line in zip(table, masked(table, least), strict=True)
    ]


def narrowed(shown: Pivot) -> Pivot:
    """The pivot as wide as a page: the columns with most members, the others in one."""
    if len(shown.columns) <= MOST_COLUMNS:
        return shown
    places = range(len(shown.columns))
    largest = sorted(places, key=lambda c: -_known(shown.column_sums[c]))[: MOST_COLUMNS - 1]
    kept = sorted(largest)
    rest = [c for c in places if c not in kept]

    def folded(line: Sequence[Shown]) -> list[Shown]:
        others = [line[c] for c in rest]
        known = [n for n in others if isinstance(n, int)]
        others_shown: Shown = papers.KEPT_BACK if len(known) < len(others) else sum(known)
        return [*(line[c] for c in kept), others_shown]

    return replace(
        shown,
        columns=[*(shown.columns[c] for c in kept), (REST, f"{len(rest)} mục khác")],
        figures=[folded(line) for line in shown.figures],
        column_sums=folded(shown.column_sums),
    )


def _known(figure: Shown) -> int:
    return figure if isinstance(figure, int) else 0


def _codes(wanted: Wanted, dimension: Dimension | None, there: set[str]) -> list[tuple[str, str]]:
    """The codes that occur, in the order of their list, units by name; each with its words."""
    if dimension is None:
        return []
    known = [code for code in lists().get(dimension, {}) if code in there]
    rest = sorted(there - set(known), key=lambda code: wanted.named(dimension, code))
    return [(code, wanted.named(dimension, code)) for code in [*known, *rest]]


@gate(Action.VIEW_FIGURES)
@require_GET
@patient
def pivot(request: Request, unit_id: int) -> HttpResponse:
    """The pivot as table and bars; each figure opens the names it counts."""
    of = queries.branch(request.actor, unit_id)
    wanted = Wanted.read(request.GET, clock.today())
    shown = narrowed(made(request.actor, of, wanted))
    opens = queries.sees_names(request.actor)
    context = {
        "of": of,
        "wanted": wanted,
        "shown": shown,
        "lines": _lines(shown, wanted, opens=opens),
        "dimensions": list(Dimension),
        "filters": _filters(wanted),
        "may_export": permits(request.actor, Action.EXPORT, of.path),
        "total": _text(shown.total),
        "counts": shown.counts,
        "again_token": again_token(shown.counts),
        "sums": [_text(n) for n in shown.column_sums],
    }
    return render(request, "statistics/pivot.html", context)


def _lines(shown: Pivot, wanted: Wanted, *, opens: bool) -> list[dict[str, Any]]:
    base = f"danh-sach/?{wanted.words}"
    lines = []
    for (code, name), figures, total in zip(shown.rows, shown.figures, shown.row_sums, strict=True):
        at = f"{base}&{urlencode({'r': code})}"
        cells = [
            (_text(n), column, f"{at}&{urlencode({'c': c})}" if opens and n and c != REST else "")
            for n, (c, column) in zip(figures, shown.columns, strict=True)
        ]
        lines.append(
            {"name": name, "cells": cells, "text": _text(total), "total": _known(total),
             "url": at if opens and total else ""}
        )  # fmt: skip
    return lines


def _filters(wanted: Wanted) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """The filters offered, by dimension: value, words, whether it is chosen."""
    found = []
    for dimension, names in lists().items():
        options = [
            (f"{dimension.value}={code}", name,
             (wanted.only, wanted.code) == (dimension, code))
            for code, name in names.items()
        ]  # fmt: skip
        found.append((dimension.label_vi, options))
    return found


@gate(Action.EXPORT)
@require_GET
@patient
def workbook(request: Request, unit_id: int) -> HttpResponse:
    """The pivot as .xlsx. Leaves an event."""
    of = queries.branch(request.actor, unit_id)
    may(request.actor, Action.EXPORT, of.path)
    wanted = Wanted.read(request.GET, clock.today())
    shown = made(request.actor, of, wanted)
    heads = [wanted.row.label_vi, *(name for _, name in shown.columns), "Tổng số"]
    rows = [
        [name, *figures, total]
        for (_, name), figures, total in zip(shown.rows, shown.figures, shown.row_sums, strict=True)
    ]
    total = ["Tổng số", *shown.column_sums, shown.total]
    content = papers.pivot_workbook(
        wanted.title,
        [of.unit.name, wanted.about], heads, rows, total, request.actor.name, clock.now(),
    )  # fmt: skip
    facts: Mapping[str, Any] = {"until": wanted.on.isoformat(), "format": "xlsx"}
    audit.record(
        request.actor, "export_statistics", kind=audit.Kind.EXPORT, subject=("unit", of.unit.pk),
        unit_path=of.path, data=dict(facts),
    )  # fmt: skip
    name = f"bang-cheo-{of.unit.pk}-{wanted.on.isoformat()}.xlsx"
    return HttpResponse(
        content,
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _text(figure: Shown) -> str:
    return figure if isinstance(figure, str) else number(figure)
