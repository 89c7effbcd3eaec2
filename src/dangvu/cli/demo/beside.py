"""What is on record beside the history: badges, discipline, dues of 2026, guests."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from random import Random

from dangvu.cli.demo.histories import Story
from dangvu.cli.demo.lives import Lives
from dangvu.cli.demo.times import BY, at
from dangvu.cli.demo.units import BodyUnit, Cell
from dangvu.members.loading import (
    BadgeRow,
    DisciplineRow,
    DuesRow,
    Form,
    PersonRow,
    StayRow,
)
from dangvu.rules.badges import AWARD_DAYS, MILESTONES
from dangvu.rules.membership import EventKind

FORGOTTEN = 0.03
"""Badges that were due and are not on record."""
DISCIPLINED = 0.0012
HOSTED = 0.6
"""How many of those who are away from their cell are guests of another one of the body."""
PAYING_BODIES = ("LD001", "LD005", "LD017", "LD022", "LD101")
"""Bodies that keep their dues on the system."""
MONTHS = tuple(date(2026, month, 1) for month in range(1, 6))
_FORMS = ((0.62, Form.REPRIMAND), (0.93, Form.WARNING), (1.0, Form.DISMISSAL))


def badges(people: Iterable[PersonRow], rng: Random, on: date) -> Iterator[BadgeRow]:
    """The badges members have been awarded."""
    milestones = MILESTONES.at(on).value
    for person in people:
        joined = person.joined_on
        for years in milestones:
            if joined.year + years > on.year:
                break
            awarded = award_day(joined, years)
            if awarded > on or rng.random() < FORGOTTEN:
                continue
            number = f"{(person.id * 104_729 + years) % 10**7:07}"
            yield BadgeRow(
                person.id, person.unit_path, years, awarded, number,
                f"{100 + years * 3}-QĐ/TU", "", at(awarded),
            )  # fmt: skip


def award_day(joined: date, years: int) -> date:
    """The first day badges are handed out on or after so many years."""
    year, reached = joined.year + years, (joined.month, joined.day)
    days = AWARD_DAYS.at(joined).value
    later = next((day for day in days if (day.month, day.day) >= reached), None)
    return later.in_year(year) if later else days[0].in_year(year + 1)


def disciplines(
    body: BodyUnit, lives: Iterable[Lives], rng: Random, on: date
) -> Iterator[DisciplineRow]:
    """Forms of discipline, those that expelled somebody among them."""
    issuer = f"Ban Thường vụ {body.place.committee}"
    for one in lives:
        for person, story in one.told:
            row = _expelled(story) or _disciplined(rng, on)
            if row is not None:
                form, decided, ended, number = row
                yield DisciplineRow(
                    person.id, person.unit_path, form, number, decided, issuer, ended,
                    at(decided), BY,
                )  # fmt: skip


_Decided = tuple[Form, date, date | None, str]


def _expelled(story: Story) -> _Decided | None:
    last = story[-1]
    if last.kind is not EventKind.EXPELLED:
        return None
    return Form.EXPULSION, last.on, None, last.number


def _disciplined(rng: Random, on: date) -> _Decided | None:
    chance = rng.random()
    if chance >= DISCIPLINED:
        return None
    form = next(form for below, form in _FORMS if chance / DISCIPLINED < below)
    decided = on - timedelta(days=int(20 + rng.random() * 700))
    ended = decided + timedelta(days=365)
    return form, decided, ended if ended < on else None, f"{rng.randint(1, 90):02}-QĐ/UBKT"


def dues(people: Iterable[PersonRow], rng: Random) -> Iterator[DuesRow]:
    """The months of 2026; a few have left three unpaid."""
    for person in people:
        chance = rng.random()
        late = 3 if chance < 0.006 else 1 if chance < 0.05 else 0
        for index, month in enumerate(MONTHS):
            if person.joined_on > month:
                continue
            paid = month + timedelta(days=4 + int(chance * 20))
            unpaid = index >= len(MONTHS) - late
            yield DuesRow(
                person.id, person.unit_path, month, None if unpaid else paid, "",
                at(month + timedelta(days=27)),
            )  # fmt: skip


def guests(
    cells: Sequence[Cell], lives: dict[int, Lives], sure: int | None, rng: Random
) -> Iterator[StayRow]:
    """Guests of cells: members of the same body who are away from their own. ``sure``: a cell that
    has one where anybody of the body is away."""
    hosts = [cell for cell in cells if cell.ended is None]
    for cell in cells:
        others = [one for one in hosts if one is not cell]
        for person, story in lives[cell.id].told:
            last = story[-1]
            if last.kind is not EventKind.AWAY or not others or rng.random() >= HOSTED:
                continue
            host = next((one for one in others if one.id == sure), rng.choice(others))
            sure = None
            yield StayRow(
                person.id, host.id, host.path, person.full_name, person.sort_key,
                person.card_number, cell.node.full_name, last.on,
            )  # fmt: skip
