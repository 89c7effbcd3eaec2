"""When classes are held: the centre of each former district holds one of each kind every few
months, and all bodies of the district send people. Invented, all of it."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from dangvu.cli.demo.places import Place
from dangvu.cli.demo.plan import rng_of
from dangvu.rules.workdays import add_working_days, is_working_day, working_days_between

AWARENESS, NEW_MEMBER = "awareness", "new_member"
FIRST, LAST = date(2022, 6, 1), date(2026, 12, 10)
EVERY = {AWARENESS: 74, NEW_MEMBER: 108}
"""Days from one class of a centre to the next."""
DAYS = {AWARENESS: 4, NEW_MEMBER: 5}
"""Working days a class takes."""
A_DAY = 2
"""Sessions a day."""
UNDER_WAY = "Đà Lạt"
"""The centre that holds a class on the demo's day."""
_NAMES = {AWARENESS: "Lớp bồi dưỡng nhận thức về Đảng", NEW_MEMBER: "Lớp bồi dưỡng đảng viên mới"}
_SYMBOLS = {AWARENESS: "NTVĐ", NEW_MEMBER: "ĐVM"}
_PROVINCIAL = "Trường Chính trị tỉnh Lâm Đồng"


@dataclass(slots=True, eq=False)
class Session:
    """A class of a centre; ``number`` within its year."""

    centre: str
    kind: str
    number: int
    opens_on: date
    ends_on: date

    @property
    def name(self) -> str:
        return f"{_NAMES[self.kind]} khóa {self.number} năm {self.opens_on.year}"

    @property
    def sessions(self) -> int:
        return DAYS[self.kind] * A_DAY

    def sessions_by(self, on: date) -> int:
        """Sessions held before a day."""
        if on <= self.opens_on:
            return 0
        return min(working_days_between(self.opens_on, on) * A_DAY, self.sessions)

    def certificate(self, place: int) -> str:
        """The number of the certificate of whoever is at a place of the roster."""
        return f"{self.number}{place:03}/{self.opens_on.year}-{_SYMBOLS[self.kind]}"


@dataclass(frozen=True)
class Centre:
    """The classes of one centre, by kind, the earliest first."""

    name: str
    classes: dict[str, tuple[Session, ...]]

    def before(self, kind: str, on: date) -> Session:
        """The last class of a kind that ended before a day."""
        found = self.classes[kind]
        return found[max(bisect_left(_ends(found), on) - 1, 0)]

    def after(self, kind: str, on: date) -> Session | None:
        """The first class of a kind that opens after a day."""
        found = self.classes[kind]
        index = bisect_right(_openings(found), on)
        return found[index] if index < len(found) else None


@cache
def _ends(classes: tuple[Session, ...]) -> Sequence[date]:
    return [one.ends_on for one in classes]


@cache
def _openings(classes: tuple[Session, ...]) -> Sequence[date]:
    return [one.opens_on for one in classes]


class Schools:
    """All centres; each is made when it is first asked for."""

    def __init__(self, seed: int, on: date) -> None:
        self.seed, self.on = seed, on
        self.centres: dict[str, Centre] = {}

    def of(self, place: Place) -> Centre:
        """The centre a body sends people to."""
        name = _centre_name(place)
        if name not in self.centres:
            self.centres[name] = Centre(
                name, {kind: tuple(self._held(name, kind)) for kind in (AWARENESS, NEW_MEMBER)}
            )
        return self.centres[name]

    def _held(self, name: str, kind: str) -> list[Session]:
        rng = rng_of(self.seed, name, kind)
        found: list[Session] = []
        day = FIRST + timedelta(days=rng.randrange(EVERY[kind]))
        while day < LAST:
            if name.endswith(UNDER_WAY) and abs((day - self.on).days) < EVERY[kind] // 2:
                day = add_working_days(self.on, -1)
            opens = day if is_working_day(day) else add_working_days(day, 1)
            number = sum(one.opens_on.year == opens.year for one in found) + 1
            ends = add_working_days(opens, DAYS[kind] - 1)
            found.append(Session(name, kind, number, opens, ends))
            day += timedelta(days=EVERY[kind] + rng.randint(-12, 12))
        return found


def _centre_name(place: Place) -> str:
    if place.commune is None:
        return _PROVINCIAL
    district = place.commune.former_district
    for word in ("Huyện", "Thành phố", "Thị xã"):
        district = district.removeprefix(word)
    return f"Trung tâm Chính trị khu vực {district.strip()}"
