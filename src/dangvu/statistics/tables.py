"""A form of one unit and period with its figures: computed, frozen, and as a role may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.http import Http404

from dangvu.access.actor import Actor
from dangvu.rules.forms_tctw import Column, Form, Line, Revision
from dangvu.rules.statistics import Dimension, Movement, Period, Side, Split, guarded
from dangvu.statistics import queries
from dangvu.statistics.asked import Counts
from dangvu.statistics.models import Frozen
from dangvu.statistics.queries import Branch, Spells

Values = Mapping[str, int]
FEW_CODES = {Dimension.OFFICIAL, Dimension.SEX}
"""Columns of these alone are counted together and summed here: fewer sets for the database."""


@dataclass(frozen=True)
class Row:
    """A line with its figures by column. A column without one prints a dash; ``kept_back`` are the
    columns whose number the reader may not see, ``few`` those of them whose number is small."""

    line: Line
    values: Values
    kept_back: frozenset[str] = frozenset()
    few: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Kept:
    """A frozen revision, as a page tells of it."""

    number: int
    frozen_by: str
    frozen_at: datetime
    reason: str


@dataclass(frozen=True)
class FormTable:
    """A form filled in. ``revision`` is None while it is computed from the records."""

    unit_id: int
    unit_path: str
    unit_name: str
    form: Form
    period: Period
    rows: tuple[Row, ...]
    change: Revision
    revision: Kept | None = None
    movement: Movement | None = None
    counts: Counts | None = None

    @property
    def columns(self) -> list[Column]:
        return [column for column in self.form.columns if not column.hidden]

    @property
    def shown(self) -> list[Row]:
        """The lines an office has not hidden."""
        return [row for row in self.rows if not row.line.hidden]

    @property
    def on_a_day(self) -> bool:
        """Whether it tells of a day and not of a period."""
        return self.form.counts == "members"

    def row(self, code: str) -> Row | None:
        return next((row for row in self.rows if row.line.code == code), None)


def computed(actor: Actor, of: Branch, number: int, period: Period) -> FormTable:
    """A form from the records, for whoever sees its figures."""
    change = queries.revision_on(of.unit, number, period.last)
    form = queries.form(number, change)
    movement, counts = None, None
    if form.counts == "movement":
        movement = queries.movement(of, period)
        rows = [Row(line, _moved(movement, line)) for line in form.lines]
    else:
        counts, rows = _counted(of, form, period)
    made = FormTable(
        of.unit.pk, of.path, of.unit.name, form, period, tuple(rows), change, None, movement, counts
    )
    return for_reader(actor, made)


def _moved(movement: Movement, line: Line) -> Values:
    if line.side is Side.RECOGNISED:
        return {"official": movement.recognised, "probationary": -movement.recognised}
    if line.side is Side.GUESTS:
        return {"total": movement.guests}
    parts: dict[Side, Split] = {
        Side.START: movement.start,
        Side.END: movement.end,
        Side.CAME: movement.came.get(line.part, Split()) if line.part else movement.all_came,
        Side.WENT: movement.went.get(line.part, Split()) if line.part else movement.all_went,
    }
    split = parts.get(line.side or Side.END, Split())
    return {
        "total": split.total,
        "official": split.official,
        "probationary": split.probationary,
    }


def _counted(of: Branch, form: Form, period: Period) -> tuple[Counts, list[Row]]:
    """Every line and column from one reading of the members."""
    split = tuple(dict.fromkeys(c.dimension for c in form.columns if c.dimension))
    together = set(split) <= FEW_CODES
    sets = {
        (line.code, column.code): _dims(line, split if together else (column.dimension,))
        for line in form.lines
        for column in form.columns
        if not line.head
    }
    found = queries.counts(of, period, sets.values(), admitted=form.counts == "admitted")
    taken = taken_codes(form)
    rows = []
    for line in form.lines:
        values = {}
        for column in form.columns if not line.head else ():
            dims = sets[line.code, column.code]
            values[column.code] = sum(
                n
                for codes, n in found[dims].items()
                if _matches(line, column, dict(zip(dims, codes, strict=True)), taken)
            )
        rows.append(Row(line, values))
    return found, rows


def _dims(line: Line, split: Sequence[Dimension | None]) -> tuple[Dimension, ...]:
    return tuple(dict.fromkeys(d for d in (line.dimension, *split) if d))


def taken_codes(form: Form) -> dict[Dimension, set[str]]:
    """The codes of each dimension that have a line of their own; the rest line counts others."""
    found: dict[Dimension, set[str]] = {}
    for line in form.lines:
        if line.dimension and not line.rest and not line.added:
            found.setdefault(line.dimension, set()).update(line.codes)
    return found


def _matches(
    line: Line,
    column: Column,
    codes: Mapping[Dimension, str],
    taken: Mapping[Dimension, set[str]],
) -> bool:
    if line.dimension:
        named = taken.get(line.dimension, ()) if line.rest else line.codes
        if (line.rest or line.but) is (codes[line.dimension] in named):
            return False
    if column.dimension:
        return (codes[column.dimension] in column.codes) is not column.but
    return True


# ------------------------------------------------------------------ as a role may see it


def for_reader(actor: Actor, table: FormTable) -> FormTable:
    """The form without the small numbers of sensitive groups, for who sees no record (R14.2)."""
    if queries.sees_names(actor):
        return table
    least = queries.small(table.period.last)
    blocks: dict[Any, list[int]] = {}
    for place, row in enumerate(table.rows):
        of = (row.line.dimension, row.line.head, row.line.added)
        blocks.setdefault(of, []).append(place)
    shown: dict[int, Row] = {}
    for places in blocks.values():
        block = [table.rows[place] for place in places]
        shown |= zip(places, _guarded(block, table.form.columns, least), strict=True)
    return replace(table, rows=tuple(shown[place] for place in range(len(table.rows))))


def _guarded(block: Sequence[Row], columns: Sequence[Column], least: int) -> list[Row]:
    """Lines of one dimension as they are shown. What an office added overlaps with what stood there
    and could be taken from it: of sensitive groups none of it is shown."""
    line = block[0].line
    whole = line.dimension is not None and line.dimension.sensitive
    # The total first, wherever it stands on the form: the others are parts of it.
    ours = sorted((c for c in columns if not c.added), key=lambda c: c.dimension is not None)
    secret = [whole or bool(c.dimension and c.dimension.sensitive) for c in ours]
    added = {
        c.code
        for c in columns
        if (c.added or line.added) and (whole or (c.dimension and c.dimension.sensitive))
    }
    if line.head or line.side or not (any(secret) or added):
        return list(block)
    figures = [[row.values.get(c.code, 0) for c in ours] for row in block]
    found = []
    for row, marks in zip(block, guarded(figures, least, secret), strict=True):
        small = {c.code for c, mark in zip(ours, marks, strict=True) if mark} - added
        few = frozenset(code for code in small if 0 < row.values.get(code, 0) < least)
        kept = frozenset(small | added)
        values = {code: value for code, value in row.values.items() if code not in kept}
        found.append(replace(row, values=values, kept_back=kept, few=few))
    return found


# ------------------------------------------------------------------ frozen


def of_frozen(actor: Actor, of: Branch, kept: Frozen) -> FormTable:
    """A frozen form as it was published. One statement, for its lines."""
    change = Revision.from_json(kept.definition)
    form = queries.form(kept.form, change)
    rows = []
    for code, stored in kept.lines.order_by("position").values_list("code", "line"):
        line = form.line(code) or Line(code, stored["title"], level=stored["level"])
        line = replace(line, title=stored["title"], mark=stored["mark"])
        rows.append(Row(line, stored["values"]))
    made = FormTable(
        of.unit.pk, of.path, of.unit.name, form, Period(kept.first, kept.last), tuple(rows), change,
        Kept(kept.revision, kept.frozen_by, kept.frozen_at, kept.reason),
    )  # fmt: skip
    return for_reader(actor, made)


def table(
    actor: Actor, of: Branch, number: int, period: Period, revision: int | None = None
) -> FormTable:
    """A form as it stands: the last frozen revision, else computed; ``revision`` 0 computes anew,
    another number names a frozen one (404 where there is none)."""
    queries.form(number)
    if revision != 0:
        rows = queries.frozen(actor, of.unit, number, period)
        kept = (rows.filter(revision=revision) if revision else rows).first()
        if kept is not None:
            return of_frozen(actor, of, kept)
        if revision:
            raise Http404("Không có bản chốt này.")
    return computed(actor, of, number, period)


def differences(before: FormTable, after: FormTable) -> list[dict[str, Any]]:
    """Where the figures of two forms differ: line, column, before, after."""
    found = []
    there = {row.line.code: row for row in before.rows}
    names = {column.code: column.title for column in after.form.columns}
    for row in after.rows:
        was = there.get(row.line.code)
        for column, value in row.values.items():
            old = was.values.get(column) if was else None
            if old != value:
                found.append(
                    {"line": row.line.title, "column": names.get(column, column),
                     "before": old, "after": value}
                )  # fmt: skip
    return found


# ------------------------------------------------------------------ the names behind a cell


def behind(
    actor: Actor, of: Branch, form: Form, period: Period, line: Line, column: Column | None
) -> Spells:
    """The spells behind a figure that the actor may see. Guests: ``queries.guests``."""
    on: date | None = period.last
    if form.counts == "movement":
        rows = queries.moved(actor, of, period, line.side or Side.END, line.part)
    elif form.counts == "admitted":
        rows, on = queries.admitted_in(actor, of, period), None
    else:
        rows = queries.members_on(actor, of, period.last)
    if line.dimension:
        codes = taken_codes(form).get(line.dimension, set()) if line.rest else line.codes
        rows = queries.of_codes(rows, line.dimension, sorted(codes), on, but=line.rest or line.but)
    if column and column.dimension:
        rows = queries.of_codes(rows, column.dimension, column.codes, on, but=column.but)
    return rows


def today_of(period: Period, today: date) -> Period:
    """The period as far as it has come: figures of days to come are nobody's."""
    return Period(period.first, min(period.last, max(today, period.first)))
