"""Writes one body's members into the register: records, histories, and what stands beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dangvu.admissions.loading import AdmissionRow
from dangvu.cli.demo import beside
from dangvu.cli.demo.histories import Historian, Story
from dangvu.cli.demo.lives import Fate, Lives
from dangvu.cli.demo.people import Cast, Registrar, Residents
from dangvu.cli.demo.plan import rng_of
from dangvu.cli.demo.records import Recorder
from dangvu.cli.demo.twins import make_twins
from dangvu.cli.demo.units import BodyUnit
from dangvu.members import loading


@dataclass(frozen=True)
class Written:
    """What was written of a body: everybody's row and story, and who came after it was founded."""

    told: dict[int, tuple[loading.PersonRow, Story]]
    late: set[int]


class Scribe:
    """Writes the register of one body after another."""

    def __init__(self, historian: Historian, seed: int, on: date) -> None:
        self.historian, self.seed, self.on = historian, seed, on

    def write(
        self,
        body: BodyUnit,
        found: Mapping[int, Residents],
        admissions: Sequence[AdmissionRow],
        registrar: Registrar,
        casts: Mapping[int, Cast],
    ) -> Written:
        """Everything about the members of a body.

        Statuses in ``found`` become those of the day.
        """
        rng = rng_of(self.seed, body.place.register_code, "lives")
        twins = make_twins(body, found, casts, rng)
        decisions = {row.person_id: (row.decision_number, row.issuer) for row in admissions}
        fate = Fate(body, decisions, rng, self.on)
        lives = {
            cell.id: fate.lives(cell, found[cell.id], registrar, cell.id in casts)
            for cell in body.cells
        }
        sources = {row.person_id: row.source_group for row in admissions}
        recorder = Recorder(body, rng, self.on, sources, twins)
        particulars = self._record(body, lives, recorder)
        told = [pair for one in lives.values() for pair in one.told]
        loading.load_people(person for person, _ in told)
        loading.load_particulars(particulars)
        loading.load_events(self.historian.events(told))
        loading.load_spells(self.historian.spells(told))
        self._beside(body, lives, casts)
        late = {person for one in lives.values() for person in one.late}
        return Written({person.id: (person, story) for person, story in told}, late)

    def _record(
        self, body: BodyUnit, lives: Mapping[int, Lives], recorder: Recorder
    ) -> list[loading.ParticularsRow]:
        """Completes the rows of persons where they stand, and gives the rows beside them."""
        rows = []
        for cell in body.cells:
            one = lives[cell.id]
            for index, (person, story) in enumerate(one.told):
                person, more = recorder.record(cell, person)
                one.told[index] = person, story
                rows.append(more)
        return rows

    def _beside(self, body: BodyUnit, lives: dict[int, Lives], casts: Mapping[int, Cast]) -> None:
        rng, on = rng_of(self.seed, body.place.register_code, "beside"), self.on
        people = [person for one in lives.values() for person, _ in one.told]
        gone = {person.id for one in lives.values() for person in one.departed}
        present = [person for person in people if person.id not in gone]
        pays = body.place.register_code in beside.PAYING_BODIES
        loading.load_facts(
            beside.badges(present, rng, on),
            beside.disciplines(body, lives.values(), rng, on),
            beside.dues(present if pays else (), rng),
        )
        sure = next((cell.id for cell in body.cells if cell.id in casts), None)
        loading.load_stays(beside.guests(body.cells, lives, sure, rng))
