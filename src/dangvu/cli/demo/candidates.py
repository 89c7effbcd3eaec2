"""Persons on their way: a case for each admission on record, and those under way on the demo's day.

Who is under way is drawn as who will be admitted in the months to come, each way cut off on the
demo's day: so the stock at each stage fits the years before. Then a few come to a halt: stuck,
returned, paused, with a certificate that runs out; and some never come further than the lists.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from dangvu.admissions.loading import AdmissionRow
from dangvu.cli.demo.groups import ethnic_group
from dangvu.cli.demo.mixture import NEW_YOUTH, Mixture
from dangvu.cli.demo.names import full_name, keys
from dangvu.cli.demo.people import YEAR, Arrival
from dangvu.cli.demo.schoolrooms import AWARENESS, Centre, Session
from dangvu.cli.demo.sources import source
from dangvu.cli.demo.units import BodyUnit, Cell
from dangvu.cli.demo.ways import Done, Road, Way, after, approach, back
from dangvu.rules.admissions import SourceGroup
from dangvu.rules.organisations import OrgType
from dangvu.rules.procedure import Step

HORIZON = 540
"""Days from the demo's day within which those under way would be admitted."""
IDLE = 0.4
"""Persons on the lists who come no further, for each one of the target."""
STUCK, RETURNED, PAUSED, OLD_CERTIFICATE = 0.06, 0.085, 0.095, 0.12
"""Bounds of chance of what befalls a case under way."""
SLOWEST = 1.9
YEARS_OF_CERTIFICATE = 5


@dataclass(slots=True)
class Candidate:
    """Somebody on the way, and how far."""

    name: str
    search_key: str
    sort_key: str
    sex: str
    born: date
    ethnic_group: str
    religious: bool
    youth: bool
    group: SourceGroup
    steps: list[Done]
    awareness: Session | None = None
    new_member: Session | None = None
    admission: AdmissionRow | None = None
    reason: str = ""
    until: date | None = None


class Recruiter:
    """Draws the candidates of one body."""

    def __init__(
        self, body: BodyUnit, centre: Centre, mixture: Mixture, on: date, rng: Random
    ) -> None:
        self.body, self.centre, self.mixture, self.on, self.rng = body, centre, mixture, on, rng
        pace = body.plan.course.pace
        slow = min(max(1.9 - pace, 0.9), SLOWEST)
        self.roads = [Road(centre, slow, section) for section in (False, True)]
        sections = (head for head in body.heads if head.type is OrgType.SUBORDINATE)
        self.sections = {cell.id for head in sections for cell in head.cells}
        self.share = 0.25 if body.plan.course.zero else min(max(pace, 0.35), 1.15)

    def admitted(
        self, cell: Cell, arrivals: Sequence[Arrival], rows: Mapping[int, AdmissionRow],
        carded: Container[int],
    ) -> Iterator[Candidate]:  # fmt: skip
        """Those of a cell whose admission is on record. ``carded``: persons who have a card."""
        road = self._road(cell)
        for arrival in arrivals:
            person, row = arrival.person, rows[arrival.person.id]
            way = approach(road, arrival.decided_on, person.birth_on, self.rng)
            official = "carded" if person.id in carded else person.official_on and "recognised"
            later = after(
                road, arrival.decided_on, arrival.ceremony_on, official or "", self.on, self.rng
            )
            yield Candidate(
                person.full_name, person.search_key, person.sort_key, person.sex, person.birth_on,
                person.ethnic_group, bool(person.religion), person.youth_union,
                arrival.source.group, [*way.steps, *later.steps], way.awareness,
                later.new_member, row,
            )  # fmt: skip

    def under_way(self, cells: Sequence[Cell]) -> Iterator[tuple[Cell, Candidate]]:
        """Those who are not admitted yet, with their cells."""
        rng, on = self.rng, self.on
        rate = self.body.plan.target * self.share / 365
        weights = [cell.node.size for cell in cells]
        for cell in rng.choices(cells, weights, k=round(rate * HORIZON)):
            decided = on + timedelta(days=1 + int(rng.random() * HORIZON))
            one, way = self._drawn(cell, decided)
            if one.steps:
                self._befall(one, way)
                yield cell, one
        idle = round(self.body.plan.target * IDLE * max(self.share, 0.5))
        for cell in rng.choices(cells, weights, k=idle):
            one, _ = self._drawn(cell, on + timedelta(days=int(rng.random() * 150)))
            self._idle(one)
            yield cell, one

    def ended(self, cells: Sequence[Cell], number: int) -> Iterator[tuple[Cell, Candidate]]:
        """Those who gave it up or were not agreed to."""
        rng = self.rng
        for cell in rng.choices(cells, [cell.node.size for cell in cells], k=number):
            one, way = self._drawn(cell, self.on - timedelta(days=int(rng.random() * 640)))
            step = Step.NOT_AGREED if rng.random() < 0.3 else Step.WITHDREW
            done = 10 if step is Step.NOT_AGREED else rng.randint(2, 8)
            one.steps = list(way.steps[:done])
            last = one.steps[-1].on
            one.steps.append(Done(step, min(last + timedelta(days=rng.randint(8, 90)), self.on)))
            one.reason = (
                "Nghị quyết chi bộ không đủ số phiếu tán thành theo quy định"
                if step is Step.NOT_AGREED
                else rng.choice(("Chuyển đi làm ăn xa", "Tự nguyện xin thôi", "Lý do gia đình"))
            )
            yield cell, one

    def _road(self, cell: Cell) -> Road:
        return self.roads[cell.id in self.sections]

    def _drawn(self, cell: Cell, decided: date) -> tuple[Candidate, Way]:
        """Somebody of a cell as of the demo's day, and the whole way to a decision."""
        rng, node, mixture = self.rng, cell.node, self.mixture
        young = rng.random() < NEW_YOUTH
        came = source(rng, node, self.body.place.register_code, young)
        least, most = came.ages if young else (max(came.ages[0], 30.5), 48)
        born = decided - YEAR * rng.uniform(least + 0.15, max(most, least + 1))
        way = approach(self._road(cell), decided, born, rng)
        sex = "F" if rng.random() < mixture.women_of(node, new=True) else "M"
        group = ethnic_group(
            rng, self.body.place.commune, min(node.ethnic * mixture.new_ethnic, 0.95)
        )
        name = full_name(rng, group, sex, born.year)
        religious = rng.random() < min(node.religious * mixture.new_religious, 0.95)
        steps = [step for step in way.steps if step.on <= self.on]
        room = way.awareness if len(steps) > 2 else None
        one = Candidate(
            name, *keys(name), sex, born, group, religious, young, came.group, steps, room
        )
        return one, way

    def _befall(self, one: Candidate, way: Way) -> None:
        rng, chance = self.rng, self.rng.random()
        if chance >= OLD_CERTIFICATE:
            return
        if chance < STUCK:
            shift = timedelta(days=60 + int(rng.random() * 160))
            one.steps = [Done(step, on - shift) for step, on in one.steps]
            self._seat(one)
        elif chance < RETURNED and len(one.steps) >= 8:
            self._halt(one, Step.RETURNED, rng.choice(_FAULTS))
        elif chance < PAUSED and len(one.steps) >= 4:
            self._halt(one, Step.PAUSED, "Đi học tập, công tác xa nơi cư trú")
            one.until = self.on + timedelta(days=rng.randint(20, 120))
        elif 3 <= len(one.steps) < 10:
            years = YEARS_OF_CERTIFICATE * 365 - 60 + int(rng.random() * 150)
            shift = one.steps[2].on - (self.on - timedelta(days=years))
            one.steps[:3] = [Done(step, back(on - shift, 0)) for step, on in one.steps[:3]]
            one.awareness = None

    def _seat(self, one: Candidate) -> None:
        """Puts somebody whose days were moved into the class nearest before."""
        if len(one.steps) > 2:
            room = self.centre.before(AWARENESS, one.steps[2].on + timedelta(days=1))
            one.steps[2], one.awareness = Done(Step.CLASS_DONE, room.ends_on), room
            one.steps[:2] = [
                Done(step, min(on, back(room.opens_on, 20 - 9 * index)))
                for index, (step, on) in enumerate(one.steps[:2])
            ]

    def _halt(self, one: Candidate, step: Step, reason: str) -> None:
        last = one.steps[-1].on
        on = last + timedelta(days=self.rng.randint(2, 25))
        one.steps.append(Done(step, min(on, self.on)))
        one.reason = reason

    def _idle(self, one: Candidate) -> None:
        one.steps = one.steps[: 1 if self.rng.random() < 0.6 else 2]
        shift = timedelta(days=int(self.rng.random() ** 2 * 150))
        one.steps = [Done(step, back(on - shift, 0)) for step, on in one.steps]
        one.awareness = None


_FAULTS = (
    "Thiếu ý kiến nhận xét của chi ủy nơi cư trú",
    "Lý lịch khai chưa rõ quá trình công tác của bản thân",
    "Biên bản kiểm phiếu chưa ghi rõ số đảng viên chính thức vắng mặt",
    "Giấy giới thiệu của đảng viên chính thức chưa ký",
    "Công văn thẩm tra lý lịch chưa có xác nhận của cấp ủy nơi vợ (chồng) cư trú",
)
