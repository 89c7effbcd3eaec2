"""The rest of the record: numbers, places, schooling, work, papers. Invented, with a few faults.

A few per cent of the records are as real registers are before they are cleaned: no card, no
citizen number, days that cannot be.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from dangvu.cli.demo import schooling
from dangvu.cli.demo.groups import KINH
from dangvu.cli.demo.homelands import COUNTRY, Spot, birthplace, spot
from dangvu.cli.demo.times import FOUNDED
from dangvu.cli.demo.units import BodyUnit, Cell
from dangvu.kernel.sealing import find_key, seal
from dangvu.members.loading import ParticularsRow, PersonRow, Status
from dangvu.rules.organisations import OrgKind

DALAT = "24781"
_SERIAL = 1_000_000
_CARD_AGE = timedelta(days=120)
_DOSSIERS = {
    True: ("{1,2,3,5,7,19,38,39,42,43,45,46,47,48,50}", "{1,2,3,5,7,38,39,40,42,43,45,46}",
           "{1,2,5,7,38,39,43,45}", "{1,5,38,39,40,41,42,43,44,45}"),
    False: ("{1,2,3,5,7,19}", "{2,3,4,5,7,19,85,86}", "{1,2,3,4,5,7,19,61,70,86,87}",
            "{2,3,5,19}", "{3,4,19,61}", "{}"),
}  # fmt: skip
_BACKGROUNDS = ("Nông dân", "Nông dân", "Nông dân", "Công chức", "Công nhân", "Bần nông",
                "Trung nông")  # fmt: skip
_ILLNESS = ("Sức khỏe yếu", "Bệnh dài ngày", "Thương tật 41 %", "Bình thường")


@dataclass
class Twin:
    """A member who is on record twice: the other record takes these over."""

    citizen: str = ""
    card: str = ""


@dataclass
class Recorder:
    """Writes the records of one body's members.

    ``twins``: by person, what both records of one and the same person share; the earlier one sets
    it, the later one takes it. ``sources``: source groups of those whose admission is on record.
    """

    body: BodyUnit
    rng: Random
    on: date
    sources: dict[int, str]
    twins: dict[int, Twin] = field(default_factory=dict)

    def __post_init__(self) -> None:
        commune = self.body.place.commune
        self.commune = commune
        self.residence = spot(commune.code if commune else DALAT)
        self.committee = self.body.place.committee
        former = commune.former_province if commune else "Lâm Đồng"
        self.former_committee = f"Tỉnh ủy {former}"

    def record(self, cell: Cell, person: PersonRow) -> tuple[PersonRow, ParticularsRow]:
        """The member's row completed, and the row beside it."""
        rng = self.rng
        native = person.ethnic_group != KINH
        born = birthplace(rng, self.commune, native)
        home = born if native or rng.random() < 0.6 else birthplace(rng, None, False)
        citizen = self._citizen(person, born)
        card, card_on = self._card(person)
        twin = self.twins.get(person.id)
        if twin is not None:
            citizen, card = twin.citizen or citizen, twin.card or card
            twin.citizen, twin.card = citizen, card
        person = self._faults(person)
        age = self.on.year - person.birth_on.year
        learnt = schooling.learnt(rng, person.occupation, cell.node.kind, age)
        source = self.sources.get(person.id) or schooling.source_of(person.occupation)
        person = person._replace(
            card_number=card, citizen_key=find_key(citizen), general_education=learnt.general,
            professional=learnt.professional, academic_title=learnt.title, theory=learnt.theory,
            source_group=source,
        )  # fmt: skip
        return person, self._particulars(cell, person, born, home, citizen, card_on, learnt)

    def _citizen(self, person: PersonRow, born: Spot) -> str:
        """Province, century and sex, year, and a number no other member has."""
        chance = self.rng.random()
        if chance < 0.008:
            return ""
        year = person.birth_on.year + (1 if chance < 0.011 else 0)
        century = 2 * (year // 100 - 19) + (person.sex == "F")
        serial = (person.id * 611_953 + 48_611) % _SERIAL
        return f"0{born.province_code}{century}{year % 100:02}{serial:06}"

    def _card(self, person: PersonRow) -> tuple[str, date | None]:
        given = person.official_on
        if given is None or given > self.on - _CARD_AGE:
            return "", None
        chance = self.rng.random()
        if chance < 0.012:
            return "", None
        number = f"{(person.id * 7_368_787 + 1_299_709) % 10**8:08}"
        card = number if chance < 0.017 else f"6826{number}"
        return card, given + timedelta(days=90 + int(self.rng.random() * 29))

    def _faults(self, person: PersonRow) -> PersonRow:
        """Days that cannot be, now and then, where no admission on record says better."""
        if person.id in self.sources or person.official_on is None:
            return person
        chance = self.rng.random()
        if chance < 0.003:
            return person._replace(official_on=person.joined_on + timedelta(days=121))
        if chance < 0.005:
            return person._replace(
                birth_on=person.joined_on - timedelta(days=365 * 16 + int(chance * 50_000))
            )
        if chance < 0.006:
            return person._replace(official_on=None)
        return person

    def _particulars(
        self, cell: Cell, person: PersonRow, born: Spot, home: Spot, citizen: str,
        card_on: date | None, learnt: schooling.Learnt,
    ) -> ParticularsRow:  # fmt: skip
        rng, new = self.rng, person.id in self.sources
        here, node, age = self.residence, cell.node, self.on.year - person.birth_on.year
        block = f"{node.name}, " if node.kind is OrgKind.NEIGHBOURHOOD else ""
        issuer = "Tỉnh ủy Lâm Đồng" if card_on and card_on >= FOUNDED else self.former_committee
        types = _DOSSIERS[new]
        old = f"{(person.id * 15_485_863) % 10**9:09}" if age > 30 and rng.random() < 0.7 else ""
        works = schooling.work(rng, person.occupation, node)
        lacks_residence = rng.random() < 0.015
        return ParticularsRow(
            person_id=person.id,
            unit_path=person.unit_path,
            citizen_sealed=seal(citizen),
            identity_old=old,
            birth_name=person.full_name,
            card_place=issuer if card_on else "",
            card_on=card_on,
            card_old=f"{(person.id * 32_452_843) % 10**8:08}" if card_on and age > 45 else "",
            birth_country=COUNTRY, birth_province=born.province, birth_detail=born.detail,
            birth_before=born.before,
            home_country=COUNTRY, home_province=home.province, home_detail=home.detail,
            home_before=home.before,
            residence_country=COUNTRY,
            residence_province="" if lacks_residence else here.province,
            residence_detail=f"{block}{here.detail}",
            residence_before=f"{block}{here.before}",
            professional_field=learnt.field,
            languages=learnt.languages,
            occupation_before=works.before,
            workplace=works.place,
            position=works.position,
            background=_BACKGROUNDS[int(rng.random() * len(_BACKGROUNDS))],
            service=works.service,
            youth_union_on=person.birth_on + timedelta(days=5900) if age < 60 else None,
            joined_place=node.full_name if new else "",
            dossier_number=f"{person.id:06}",
            dossier_place=f"Văn phòng {self.committee}",
            dossier_types=types[int(rng.random() ** 1.5 * len(types))],
            health_sealed=self._health(person),
        )  # fmt: skip

    def _health(self, person: PersonRow) -> bytes | None:
        if person.status != Status.EXEMPT and self.rng.random() >= 0.02:
            return None
        return seal(_ILLNESS[int(self.rng.random() * len(_ILLNESS))])
