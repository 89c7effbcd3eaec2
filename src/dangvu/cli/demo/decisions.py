"""The records of admission: numbers and issuers of decisions, and where each counts."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from dangvu.admissions.loading import AdmissionRow
from dangvu.cli.demo.groups import KINH
from dangvu.cli.demo.people import Arrival, Residents
from dangvu.cli.demo.places import Place
from dangvu.cli.demo.times import BY, FOUNDED, at
from dangvu.cli.demo.units import BodyUnit, Cell
from dangvu.members.loading import Sex

_DISTRICTS = {
    "Huyện": ("Huyện ủy", "HU"),
    "Thành phố": ("Thành ủy", "TU"),
    "Thị xã": ("Thị ủy", "TU"),
}
_BEFORE_COMMUNES = ("Ban Thường vụ Đảng ủy Khối các cơ quan và doanh nghiệp tỉnh", "ĐUK")


class Register:
    """Numbers decisions issuer by issuer, in time within a body."""

    def __init__(self) -> None:
        self.last_id = 0
        self._numbers: dict[str, int] = defaultdict(int)

    def admissions(self, body: BodyUnit, residents: dict[int, Residents]) -> Iterator[AdmissionRow]:
        """The admissions of one body, oldest first."""
        arrivals = [
            (arrival, cell) for cell in body.cells for arrival in residents[cell.id].arrivals
        ]
        arrivals.sort(key=lambda pair: (pair[0].decided_on, pair[0].person.id))
        for arrival, cell in arrivals:
            yield self._row(body.place, arrival, cell)

    def _row(self, place: Place, arrival: Arrival, cell: Cell) -> AdmissionRow:
        issuer, symbol = _issuer(place, arrival)
        self._numbers[issuer] += 1
        self.last_id += 1
        person = arrival.person
        return AdmissionRow(
            self.last_id, person.id, cell.id, cell.path, _counted_path(cell, arrival),
            f"{self._numbers[issuer]:02}-QĐ/{symbol}", arrival.decided_on, issuer,
            arrival.ceremony_on, person.sex == Sex.FEMALE, person.ethnic_group != KINH,
            bool(person.religion), person.youth_union, arrival.source.group,
            at(arrival.decided_on + timedelta(days=2)), BY,
        )  # fmt: skip


def _issuer(place: Place, arrival: Arrival) -> tuple[str, str]:
    """Who decided: the body; before it was founded, the committee of the former district."""
    if arrival.decided_on >= FOUNDED or place.register_code in ("LD003", "LD004"):
        return f"Ban Thường vụ {place.committee}", "ĐU"
    if place.commune is None:
        return _BEFORE_COMMUNES
    for kind, (committee, symbol) in _DISTRICTS.items():
        if place.commune.former_district.startswith(kind):
            name = place.commune.former_district.removeprefix(kind).strip()
            return f"Ban Thường vụ {committee} {name}", symbol
    return f"Ban Thường vụ {place.committee}", "ĐU"


def _counted_path(cell: Cell, arrival: Arrival) -> str:
    """Where the cell stood on the day of the decision."""
    if cell.ended and arrival.decided_on < cell.ended[0]:
        return cell.ended[1][arrival.person.id % len(cell.ended[1])]
    return cell.path
