"""How many each body was asked for and admitted, so that the ordinary rules give the month wanted.

The published month has 25 bodies high, 22 medium and 81 low (R11.2), some at zero. Here a course
is chosen for each body, then the target and the counts nearest to the plausible ones that
``rules.targets.classify`` puts into that course. No class is written: the pages compute it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from dangvu.cli.demo.places import Place
from dangvu.rules.targets import (
    DEFAULT_POLICY,
    Class,
    Facts,
    Month,
    apportion,
    classify,
)

APRIL, MAY = Month(2026, 4), Month(2026, 5)
HIGH, MEDIUM, LOW = Class.HIGH, Class.MEDIUM, Class.LOW
LEAST_TARGET = 3
_EARLY_MONTHS = (120, 70, 120, 110)
"""Weights of January to April: few decisions in the month of Tết."""


@dataclass(frozen=True, slots=True)
class Course:
    """Where a body stands at the end of April and of May, and how fast.

    ``pace``: wanted in May, 1 is in time. ``dry``: nobody since March; ``zero``: nobody this year.
    """

    april: Class
    may: Class
    pace: float
    dry: bool = False
    zero: bool = False


@dataclass(frozen=True, slots=True)
class Year:
    """A body's target for 2026 and persons admitted from January to May."""

    target: int
    months: tuple[int, ...]

    @property
    def admitted(self) -> int:
        return sum(self.months)


# The four provincial bodies and phường Xuân Hương - Đà Lạt, always alike.
FIXED = {
    "LD001": Course(MEDIUM, HIGH, 1.04),
    "LD002": Course(MEDIUM, MEDIUM, 0.98),
    "LD003": Course(HIGH, HIGH, 1.07),
    "LD004": Course(HIGH, HIGH, 1.13),
    "LD017": Course(MEDIUM, MEDIUM, 0.88),
    "LD038": Course(LOW, LOW, 0.48),
    "LD081": Course(LOW, LOW, 0.36),
    "LD087": Course(MEDIUM, MEDIUM, 0.84),
    "LD128": Course(HIGH, HIGH, 1.16),
}
# How many bodies go which way from April to May: 19 high, 26 medium, 83 low, then 25, 22, 81.
MOVES = {
    (HIGH, HIGH): 18,
    (MEDIUM, HIGH): 7,
    (HIGH, MEDIUM): 1,
    (MEDIUM, MEDIUM): 15,
    (LOW, MEDIUM): 6,
    (MEDIUM, LOW): 4,
    (LOW, LOW): 77,
}
ZERO_BODIES = 7
DRY_BODIES = 19
_PACES = {
    (HIGH, HIGH): (1.03, 1.36),
    (MEDIUM, HIGH): (1.0, 1.12),
    (HIGH, MEDIUM): (0.94, 0.99),
    (MEDIUM, MEDIUM): (0.74, 0.97),
    (LOW, MEDIUM): (0.70, 0.80),
    (MEDIUM, LOW): (0.58, 0.69),
    (LOW, LOW): (0.18, 0.58),
}


def courses(places: tuple[Place, ...], rng: Random) -> dict[str, Course]:
    """A course for each body, by register code. Remote and small communes more often lag."""
    left = dict(MOVES)
    for course in FIXED.values():
        left[course.april, course.may] -= 1
    free = [place for place in places if place.register_code not in FIXED]
    free.sort(key=lambda place: _hardship(place) + rng.random() * 1.6)
    lagging = left[LOW, LOW]
    front, back = free[:-lagging], free[-lagging:]
    moves = [pair for pair, number in left.items() if pair != (LOW, LOW) for _ in range(number)]
    rng.shuffle(moves)
    chosen = dict(FIXED)
    for place, pair in zip(front, moves, strict=True):
        chosen[place.register_code] = Course(*pair, rng.uniform(*_PACES[pair]))
    rng.shuffle(back)
    back.sort(key=lambda place: -_hardship(place) + rng.random() * 2)
    for index, place in enumerate(back):
        zero = index < ZERO_BODIES
        dry = not zero and index % 3 == 0 and index // 3 - 3 < DRY_BODIES
        pace = 0.0 if zero else rng.uniform(*_PACES[LOW, LOW])
        chosen[place.register_code] = Course(LOW, LOW, pace, dry, zero)
    _complete_dry(chosen)
    return chosen


def _hardship(place: Place) -> float:
    commune = place.commune
    if commune is None:
        return 0.0
    return commune.remote + commune.difficult + (commune.kind != "phường") * 0.5


def _complete_dry(chosen: dict[str, Course]) -> None:
    """Exactly ``DRY_BODIES`` bodies without anybody since March, beside those at zero."""
    plain = [c for c, course in chosen.items()
             if course.april is LOW and course.may is LOW and not course.zero
             and c not in FIXED]  # fmt: skip
    plain.sort(key=lambda code: (not chosen[code].dry, code))
    for index, code in enumerate(plain):
        course = chosen[code]
        chosen[code] = Course(LOW, LOW, course.pace, dry=index < DRY_BODIES)


def fit(wanted: int, course: Course, rng: Random) -> Year:
    """The year nearest to a wanted target that the default policy puts into the course."""
    for target in _around(wanted, LEAST_TARGET, wanted + 40):
        for may in _totals(target, course):
            if _class(MAY, target, may) is not course.may:
                continue
            for april in _aprils(may, course):
                if _class(APRIL, target, april) is course.april:
                    return Year(target, _months(april, may, course, rng))
    raise ValueError(f"no target near {wanted} for {course}")


def _class(month: Month, target: int, admitted: int) -> Class:
    months = (admitted,) + (0,) * (month.number - 1)
    return classify(Facts.of_year(month, target=target, months=months), DEFAULT_POLICY).cls


def _around(middle: int, least: int, most: int) -> Iterator[int]:
    """Numbers from the middle outwards, within bounds."""
    middle = min(max(middle, least), most)
    yield middle
    for step in range(1, most - least + 1):
        if middle + step <= most:
            yield middle + step
        if middle - step >= least:
            yield middle - step


def _totals(target: int, course: Course) -> Iterator[int]:
    if course.zero:
        return iter((0,))
    elapsed = MAY.last().timetuple().tm_yday / 365
    return _around(round(course.pace * elapsed * target), 1, target)


def _aprils(may: int, course: Course) -> Iterator[int]:
    if course.dry or course.zero:
        return iter((may,))
    return _around(round(may * 0.78), 0, may)


def _months(april: int, may: int, course: Course, rng: Random) -> tuple[int, ...]:
    """January to May: ``april`` persons by the end of April, ``may`` by the end of May."""
    if course.dry:
        early = apportion(april, (rng.randint(50, 100), rng.randint(25, 75)))
        return (*early, 0, 0, 0)
    months = [*apportion(april, [rng.randint(55, 145) * w for w in _EARLY_MONTHS]), may - april]
    if may and not any(months[2:]):
        # One at least since March, or the body would count as dry.
        source = 0 if months[0] >= months[1] else 1
        months[source] -= 1
        months[rng.choice((2, 3))] += 1
    return tuple(months)
