"""What happened to members since the tree was founded: by chance, with invented decisions.

Members of long standing were taken over on the founding day of their cell; some have come from
elsewhere since, changed cells, are away or excused for a time, or have left. Who left stands beside
the members the demo counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from dangvu.cli.demo.histories import Story, Told, origin
from dangvu.cli.demo.people import Registrar, Residents
from dangvu.cli.demo.units import BodyUnit, Cell
from dangvu.members.loading import PersonRow, Status
from dangvu.rules.membership import EventKind

E = EventKind

Decisions = Mapping[int, tuple[str, str]]
"""Number and issuer of the decision that admitted somebody, by person."""

OFFICERS_FROM = 3
"""The first members of a cell are left in peace: every cell keeps enough to meet."""
DEPARTED = 0.011
"""How many left within the year, for each member."""
EXCUSED_LATELY = 0.2
_TURNS = (
    (0.0060, E.AWAY, Status.AWAY, "Đi làm việc, học tập dưới 12 tháng ở nơi khác."),
    (0.0085, E.ABROAD, Status.ABROAD, "Đi học tập, lao động ở nước ngoài."),
    (0.0090, E.SUSPENDED, Status.SUSPENDED, ""),
)
_RETURNED, _MOVED, _CAME_IN = 0.0105, 0.0145, 0.0180
_WAYS_OUT = (
    (0.45, E.DIED, Status.DIED, ""),
    (0.78, E.WENT_OUT, Status.GONE, "Chuyển công tác, nơi cư trú ra ngoài tỉnh."),
    (0.90, E.STRUCK_OFF, Status.LEFT, "Bỏ sinh hoạt đảng nhiều tháng không có lý do chính đáng."),
    (0.96, E.WITHDREW, Status.LEFT, "Có đơn xin ra khỏi Đảng."),
    (1.00, E.EXPELLED, Status.LEFT, ""),
)


@dataclass
class Lives:
    """The members of a cell as they are today, with their stories; ``departed`` are no members.

    ``late``: who came into the cell after it was founded, otherwise than by admission.
    """

    told: list[tuple[PersonRow, Story]]
    late: set[int]
    departed: list[PersonRow]


class Fate:
    """Draws the lives of one body's members."""

    def __init__(self, body: BodyUnit, decisions: Decisions, rng: Random, on: date) -> None:
        self.body, self.decisions, self.rng, self.on = body, decisions, rng, on
        self.steady = [cell for cell in body.cells if cell.ended is None]
        self._number = 0

    def lives(self, cell: Cell, here: Residents, registrar: Registrar, sure: bool) -> Lives:
        """Tells the story of everybody in a cell; who has another status by it stands changed in
        ``here``, too. ``sure``: somebody has left this cell."""
        found = Lives([], set(), [])
        standing = len(here.people) - len(here.arrivals)
        for index, person in enumerate(here.people[:standing]):
            if cell.ended is None and index >= OFFICERS_FROM:
                person, story = self._life(cell, person, found.late)
                here.people[index] = person
            else:
                story = self._taken_over(cell, person)
            found.told.append((person, story))
        for arrival in here.arrivals:
            found.told.append((arrival.person, self._admitted(cell, arrival.person)))
        if cell.ended is None:
            number = int(cell.node.size * DEPARTED + self.rng.random())
            self._departures(cell, registrar, max(number, int(sure)), found)
        return found

    def _day(self, after: date) -> date:
        """A working day of the week between a day and the demo's."""
        days = max((self.on - after).days - 14, 1)
        day = after + timedelta(days=7 + int(self.rng.random() * days))
        return day - timedelta(days=max(day.weekday() - 4, 0))

    def _decision(self) -> tuple[str, str]:
        self._number += 1
        return f"{100 + self._number}-QĐ/ĐU", f"Ban Thường vụ {self.body.place.committee}"

    def _told(self, kind: EventKind, on: date, note: str, unit_id: int | None = None) -> Told:
        number, issuer = self._decision()
        return Told(kind, on, unit_id, number=number, issuer=issuer, note=note)

    def _taken_over(self, cell: Cell, person: PersonRow) -> Story:
        unit_id, later = origin(self.body, cell, person.id)
        status = None if person.status == Status.OFFICIAL else Status(person.status)
        start = Told(E.TAKEN_OVER, self.body.founded, unit_id, True, status)
        return (start, *later)

    def _life(self, cell: Cell, person: PersonRow, late: set[int]) -> tuple[PersonRow, Story]:
        founded, chance = self.body.founded, self.rng.random()
        start = Told(E.TAKEN_OVER, founded, cell.id, True)
        if person.status == Status.EXEMPT:
            if chance >= EXCUSED_LATELY:
                return person, (start._replace(status=Status.EXEMPT),)
            note = "Tuổi cao, sức khỏe yếu; có đơn đề nghị."
            return person, (start, self._told(E.EXEMPTED, self._day(founded), note))
        if chance >= _CAME_IN:
            return person, (start,)
        for below, kind, status, note in _TURNS:
            if chance < below:
                told = self._told(kind, self._day(founded), note)
                return person._replace(status=status), (start, told)
        if chance < _RETURNED:
            left = self._day(founded)
            back = left + (self.on - left) * (0.3 + self.rng.random() * 0.6)
            away = self._told(E.AWAY, left, "Đi học tập trung.")
            return person, (start, away, self._told(E.RESUMED, back, ""))
        late.add(person.id)
        if chance < _MOVED and len(self.steady) > 1:
            before = self.rng.choice([one for one in self.steady if one is not cell])
            moved = self._told(E.MOVED, self._day(founded), "", cell.id)
            return person, (start._replace(unit_id=before.id), moved)
        came = self._told(E.CAME_IN, self._day(founded), "Từ tỉnh khác chuyển đến.", cell.id)
        return person, (came._replace(official=True),)

    def _admitted(self, cell: Cell, person: PersonRow) -> Story:
        number, issuer = self.decisions[person.id]
        unit_id, later = origin(self.body, cell, person.id)
        admitted_on = person.joined_on
        if later and admitted_on >= later[0].on:
            unit_id, later = cell.id, ()
        story = [Told(E.ADMITTED, admitted_on, unit_id, number=number, issuer=issuer), *later]
        if person.official_on:
            number, issuer = self._decision()
            story.append(Told(E.RECOGNISED, person.official_on, number=number, issuer=issuer))
        return tuple(sorted(story, key=lambda one: one.on))

    def _departures(self, cell: Cell, registrar: Registrar, number: int, found: Lives) -> None:
        for _ in range(number):
            chance = self.rng.random()
            _, kind, status, note = next(way for way in _WAYS_OUT if chance < way[0])
            person = registrar.former(self.body, cell, self.rng, old=kind is E.DIED)
            person = person._replace(status=status)
            start = Told(E.TAKEN_OVER, self.body.founded, cell.id, True)
            gone = self._told(kind, self._day(self.body.founded), note)
            if kind is E.DIED:
                gone = gone._replace(number="", issuer="")
            found.told.append((person, (start, gone)))
            found.departed.append(person)
