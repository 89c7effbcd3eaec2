"""Members and their admissions, cell by cell. Every person is invented."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random

from dangvu.cli.demo.arrivals import Arrivals
from dangvu.cli.demo.groups import ethnic_group, religion
from dangvu.cli.demo.mixture import NEW_YOUTH, Mixture
from dangvu.cli.demo.names import full_name, keys
from dangvu.cli.demo.sources import OCCUPATIONS, Source, occupation, source
from dangvu.cli.demo.times import at
from dangvu.cli.demo.units import BodyUnit, Cell
from dangvu.cli.demo.ways import recognised_on
from dangvu.members.loading import PersonRow, Sex, Status
from dangvu.rules.months import Month, add_months
from dangvu.rules.workdays import is_working_day

NEWCOMERS_SINCE = date(2024, 1, 1)
"""Members who joined before this day have no admission record in the demo."""
YEAR = timedelta(days=365.25)


@dataclass(slots=True)
class Arrival:
    """A person of the cell who was admitted in a month of the plan."""

    person: PersonRow
    decided_on: date
    ceremony_on: date | None
    source: Source


@dataclass(frozen=True)
class Named:
    """A person the story needs: name, sex, year of birth; the rest by chance."""

    name: str
    sex: str
    born: int


@dataclass(frozen=True)
class Cast:
    """The persons of one cell the story names: two of long standing, and one who was admitted in
    ``month``."""

    secretary: Named
    deputy: Named
    newcomer: Named
    month: Month


@dataclass(frozen=True)
class Setting:
    """What all cells share. ``casts``: by the id of the cell."""

    on: date
    mixture: Mixture
    arrivals: Arrivals
    casts: dict[int, Cast]


@dataclass
class Residents:
    """The members of one cell, those of long standing first."""

    people: list[PersonRow]
    arrivals: list[Arrival]


class Registrar:
    """Makes members, body by body; numbers run on."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.last_id = 0
        self.members = 0
        self.recorded_at = at(setting.on - timedelta(days=60))

    def residents(self, body: BodyUnit, cell: Cell, rng: Random) -> Residents:
        """The members of a cell."""
        months = self.setting.arrivals.of(cell)
        cast = self.setting.casts.get(cell.id)
        found = Residents([], [])
        for index in range(cell.node.size - len(months)):
            named = (cast.secretary, cast.deputy)[index] if cast and index < 2 else None
            found.people.append(self._member(body, cell, rng, index < 3, named))
        chosen = months.index(cast.month) if cast and cast.month in months else len(months) - 1
        for index, month in enumerate(months):
            newcomer = cast.newcomer if cast and index == chosen else None
            found.arrivals.append(self._newcomer(body, cell, rng, month, newcomer))
        found.people += [arrival.person for arrival in found.arrivals]
        self.members += len(found.people)
        return found

    def former(self, body: BodyUnit, cell: Cell, rng: Random, *, old: bool) -> PersonRow:
        """Somebody who was a member of a cell; not one of its size."""
        born = self.setting.on - YEAR * rng.uniform(68, 92) if old else None
        return self._member(body, cell, rng, True, None, born)

    def _member(
        self, body: BodyUnit, cell: Cell, rng: Random, official: bool, named: Named | None,
        born: date | None = None,
    ) -> PersonRow:  # fmt: skip
        """A member of long standing."""
        mixture, node = self.setting.mixture, cell.node
        young = not named and not born and rng.random() < mixture.youth_of(node)
        if named:
            born = date(named.born, rng.randint(1, 12), rng.randint(1, 28))
        elif born is None:
            born = self.setting.on - YEAR * (rng.uniform(20.7, 31) if young else _older(rng))
        joined = born + timedelta(days=_days_before_joining(rng, born))
        age = (self.setting.on - born).days / 365.25
        official_on = joined + timedelta(days=rng.randint(369, 390))
        status = Status.OFFICIAL
        if not official and rng.random() < (0.42 if age > 76 else 0.1 if age > 66 else 0.006):
            status = Status.EXEMPT
        sex = named.sex if named else _sex(rng, mixture.women_of(node, new=False))
        return self._row(
            body, cell, rng, sex, born, node.ethnic, node.religious, young,
            occupation(rng, node.kind, age), status, joined, official_on, named,
        )  # fmt: skip

    def _newcomer(
        self, body: BodyUnit, cell: Cell, rng: Random, month: Month, named: Named | None
    ) -> Arrival:
        mixture, node, on = self.setting.mixture, cell.node, self.setting.on
        days = working_days(month)
        decided = days[int(rng.random() * len(days))]
        ceremony = decided + timedelta(days=rng.randint(4, 24))
        if named:
            decided, ceremony = days[-8], days[-8] + timedelta(days=15)
        held = ceremony if ceremony < on else None
        probation_ends = add_months(ceremony, 12)
        official = held and recognised_on(ceremony) <= on
        status = Status.OFFICIAL if official else Status.PROBATIONARY
        young = bool(named) or rng.random() < NEW_YOUTH
        came_from = source(rng, node, body.place.register_code, young)
        least, most = came_from.ages if young else (max(came_from.ages[0], 30.5), 48)
        born = decided - YEAR * rng.uniform(least, max(most, least + 1))
        if named:
            born = date(named.born, rng.randint(1, 12), rng.randint(1, 28))
        sex = named.sex if named else _sex(rng, mixture.women_of(node, new=True))
        person = self._row(
            body, cell, rng, sex, born, min(node.ethnic * mixture.new_ethnic, 0.95),
            min(node.religious * mixture.new_religious, 0.95), young,
            OCCUPATIONS[came_from.group], status, decided,
            probation_ends if status is Status.OFFICIAL else None, named,
        )  # fmt: skip
        return Arrival(person, decided, held, came_from)

    def _row(
        self, body: BodyUnit, cell: Cell, rng: Random, sex: str, born: date, ethnic: float,
        religious: float, young: bool, works_as: str, status: Status, joined: date,
        official_on: date | None, named: Named | None,
    ) -> PersonRow:  # fmt: skip
        commune = body.place.commune
        group = ethnic_group(rng, commune, ethnic) if named is None else "01"
        name = named.name if named else full_name(rng, group, sex, born.year)
        search_key, sort_key = keys(name)
        self.last_id += 1
        return PersonRow(
            self.last_id, cell.id, cell.path, name, search_key, sort_key, sex, born, group,
            religion(rng, group, religious), works_as, young, status, joined, official_on,
            self.recorded_at,
        )  # fmt: skip


def _sex(rng: Random, women: float) -> str:
    return Sex.FEMALE if rng.random() < women else Sex.MALE


def _older(rng: Random) -> float:
    """Age of a member who is no longer in the youth union."""
    chance = rng.random()
    if chance < 0.37:
        return rng.uniform(30.5, 40)
    if chance < 0.62:
        return rng.uniform(40, 50)
    if chance < 0.79:
        return rng.uniform(50, 60)
    if chance < 0.91:
        return rng.uniform(60, 70)
    return rng.uniform(70, 80) if chance < 0.975 else rng.uniform(80, 95)


def _days_before_joining(rng: Random, born: date) -> float:
    """Days of life of a member of long standing on the day of admission."""
    latest = (NEWCOMERS_SINCE - born).days - 1
    adult = 18.2 * 365.25
    days = rng.gauss(27, 5) * 365.25
    return days if adult <= days <= latest else rng.uniform(adult, min(latest, adult + 4000))


@cache
def working_days(month: Month) -> tuple[date, ...]:
    """The working days of a month; decisions are dated on them."""
    first = month.first()
    days = (first + timedelta(days=shift) for shift in range((month.last() - first).days + 1))
    return tuple(day for day in days if is_working_day(day))
