"""Histories as rows: the events that were told, and the spells that follow from them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from dangvu.cli.demo.times import BY
from dangvu.cli.demo.units import BodyUnit, Cell, Tree
from dangvu.members.loading import EventRow, PersonRow, SpellRow, Status
from dangvu.orgs.loading import label
from dangvu.rules.membership import EventKind, Happening, Spell, spells


class Told(NamedTuple):
    """An event as it is told of somebody. ``unit_id``: the cell of a placing event."""

    kind: EventKind
    on: date
    unit_id: int | None = None
    official: bool = False
    status: Status | None = None
    number: str = ""
    issuer: str = ""
    note: str = ""


Story = tuple[Told, ...]
Span = tuple[date, str]
_Piece = tuple[Spell, str, date, date | None, str, str]


def origin(body: BodyUnit, cell: Cell, person_id: int) -> tuple[int, Story]:
    """The cell somebody of today's cell was in when the body was founded, and how they came on."""
    if cell.ended is None:
        return cell.id, ()
    day, before = cell.ended
    path = before[person_id % len(before)]
    unit_id = int(path[-len(label(1)) :], 36)
    if unit_id == cell.id:
        return cell.id, ()
    note = "Theo quyết định hợp nhất chi bộ."
    return unit_id, (Told(EventKind.REORGANISED, day, cell.id, note=note),)


def spans(tree: Tree) -> dict[int, list[Span]]:
    """Where each cell stood in the tree, the earliest first; the first holds for the days before,
    too."""
    found: dict[int, list[Span]] = {}
    for body in tree.bodies:
        for cell in body.cells:
            found[cell.id] = [(date.min, cell.path)]
            day, before = cell.ended or (date.min, ())
            for path in before:
                unit_id = int(path[-len(label(1)) :], 36)
                found[unit_id] = [(date.min, path)]
                if unit_id == cell.id:
                    found[unit_id].append((day, cell.path))
    return found


class Historian:
    """Writes histories down."""

    def __init__(self, tree: Tree, recorded_at: datetime) -> None:
        self.spans = spans(tree)
        self.recorded_at = recorded_at
        self._templates = lru_cache(maxsize=2048)(self._drawn)

    def events(self, told: Iterable[tuple[PersonRow, Story]]) -> Iterator[EventRow]:
        """The events of persons."""
        for person, story in told:
            for one in story:
                yield EventRow(
                    person.id, person.unit_path, one.kind, one.unit_id, one.on, one.official,
                    one.status or "", one.number, one.on if one.number else None, one.issuer,
                    one.note, False, self.recorded_at, BY,
                )  # fmt: skip

    def spells(self, told: Iterable[tuple[PersonRow, Story]]) -> Iterator[SpellRow]:
        """The spells of persons."""
        for person, story in told:
            for template in self._templates(tuple(one[:5] for one in story)):
                yield SpellRow(person.id, *template)

    def _drawn(self, story: Sequence[tuple]) -> list[tuple]:
        happenings = [
            Happening(kind, on, order, unit_id, official, status)
            for order, (kind, on, unit_id, official, status) in enumerate(story)
        ]
        pieces = [piece for spell in spells(happenings) for piece in self._pieces(spell)]
        rows = []
        for index, (spell, path, since, until, opened, closed) in enumerate(pieces):
            before = pieces[index - 1] if index else None
            after = pieces[index + 1] if index + 1 < len(pieces) else None
            unit_id = int(str(spell.place))
            rows.append(
                (
                    unit_id, path, self.spans[unit_id][-1][1], spell.status, spell.official, since,
                    until, opened, closed,
                    before[1] if before and before[0].status.counted else "",
                    after[1] if after and after[0].status.counted else "",
                )
            )  # fmt: skip
        return rows

    def _pieces(self, spell: Spell) -> Iterator[_Piece]:
        """The spell, cut where its cell came to stand elsewhere."""
        places = self.spans[int(str(spell.place))]
        closed = spell.closed_by or ""
        if not spell.status.counted:
            yield spell, places[-1][1], spell.since, spell.until, spell.opened_by, closed
            return
        since, opened = spell.since, spell.opened_by
        path = next(path for day, path in reversed(places) if day <= since)
        for day, after in places:
            if since < day and (spell.until is None or day < spell.until):
                yield spell, path, since, day, opened, EventKind.REORGANISED
                since, opened, path = day, EventKind.REORGANISED, after
        yield spell, path, since, spell.until, opened, closed
