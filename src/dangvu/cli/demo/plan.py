"""The 128 bodies in numbers: members, targets, admissions of each month. Nobody has a name yet."""

from dataclasses import dataclass
from random import Random

from dangvu.cli.demo.calibration import Course, courses, fit
from dangvu.cli.demo.places import Place, places
from dangvu.rules.months import Month
from dangvu.rules.targets import apportion

MEMBERS = 119_396
"""Members of the province on 2 October 2025, as published."""
FEWEST, MOST = 3_000, 1_300_000
SMALLEST_BODY = 16

# As published in August 2025, Công an "more than 4,000"; Quân sự invented.
KNOWN_MEMBERS = {"LD001": 2284, "LD002": 12454, "LD003": 3300, "LD004": 4100, "LD024": 1063}
# Invented, for a province of ``MEMBERS``.
KNOWN_TARGETS = {"LD001": 86, "LD002": 312, "LD003": 138, "LD004": 154, "LD017": 104}
TARGETS_OF_COMMUNES = (16, 104)
REPORTING = ("LD038", "LD081", "LD087", "LD128")
"""Bodies not on the system yet: they send counts. The first began with records in April."""
RECORDS_SINCE = Month(2026, 4)
HISTORY = Month(2024, 1).through(Month(2025, 12))
FIRST_MONTH = Month(2025, 7)
THIS_YEAR = Month(2026, 1).through(Month(2026, 5))
MOST_OF_MEMBERS = 0.09
"""Share of a body's members that may have come in one of the earlier years."""
_SEASONS = (90, 60, 95, 90, 125, 110, 105, 105, 130, 105, 115, 130)


@dataclass(frozen=True)
class BodyPlan:
    """A body in numbers. ``target``: with its adjustment, if any.

    ``earlier_target``: for July to December 2025. ``counts``: persons admitted by month, January
    2024 to May 2026, as the body would count them. ``recorded``: those of them whose records are
    on the system.
    """

    place: Place
    course: Course
    members: int
    target: int
    earlier_target: int
    counts: dict[Month, int]
    recorded: dict[Month, int]

    @property
    def reports(self) -> bool:
        return self.place.register_code in REPORTING

    @property
    def base_members(self) -> int:
        """Members on 31 December 2025."""
        return self.members - sum(self.recorded.get(month, 0) for month in THIS_YEAR)

    def total(self, first: Month, last: Month) -> int:
        """Persons admitted from one month through another, by the body's own count."""
        return sum(self.counts[month] for month in first.through(last))


def rng_of(seed: int, *words: object) -> Random:
    """The source of chance for one purpose: what one body gets does not depend on another."""
    return Random(":".join(map(str, (seed, *words))))


def body_plans(members: int, seed: int) -> tuple[BodyPlan, ...]:
    """The 128 bodies for a province of so many members. Raises ``ValueError`` out of range."""
    if not FEWEST <= members <= MOST:
        raise ValueError(f"The demo takes {FEWEST} to {MOST} members, not {members}.")
    sizes = _sizes(members, seed)
    chosen = courses(places(), rng_of(seed, "courses"))
    return tuple(
        _plan(place, size, chosen[place.register_code], members, seed)
        for place, size in zip(places(), sizes, strict=True)
    )


def _sizes(members: int, seed: int) -> tuple[int, ...]:
    """Members of each body: those published, else by population, small communes a little more."""
    rng = rng_of(seed, "sizes")
    open_weights = {
        place.register_code: place.commune.population**0.8 * rng.uniform(0.85, 1.15)
        for place in places()
        if place.commune and place.register_code not in KNOWN_MEMBERS
    }
    rest = (MEMBERS - sum(KNOWN_MEMBERS.values())) / sum(open_weights.values())
    weights = [
        KNOWN_MEMBERS.get(place.register_code) or open_weights[place.register_code] * rest
        for place in places()
    ]
    spare = members - SMALLEST_BODY * len(weights)
    scale = members / MEMBERS
    above = [max(round(weight * scale * 1000) - SMALLEST_BODY * 1000, 0) for weight in weights]
    return tuple(SMALLEST_BODY + share for share in apportion(spare, above))


def _plan(place: Place, size: int, course: Course, members: int, seed: int) -> BodyPlan:
    rng = rng_of(seed, place.register_code, "plan")
    scale = members / MEMBERS
    known = KNOWN_TARGETS.get(place.register_code)
    low, high = (round(edge * scale) for edge in TARGETS_OF_COMMUNES)
    ratio = rng.uniform(0.037, 0.050)
    wanted = round(known * scale) if known else min(max(round(size * ratio), low), high)
    year = fit(wanted, course, rng)
    counts = _history(size, wanted, course, rng)
    counts |= dict(zip(THIS_YEAR, year.months, strict=True))
    earlier = sum(counts[month] for month in FIRST_MONTH.through(HISTORY[-1]))
    reach = rng.uniform(0.72, 1.04) if course.may.rank == 1 else rng.uniform(0.94, 1.18)
    recorded = counts
    if place.register_code in REPORTING:
        since = RECORDS_SINCE if place.register_code == REPORTING[0] else THIS_YEAR[-1].next()
        recorded = {month: n for month, n in counts.items() if month >= since}
    return BodyPlan(
        place=place,
        course=course,
        members=size,
        target=year.target,
        earlier_target=max(round(earlier / reach), 1),
        counts=counts,
        recorded=recorded,
    )


def _history(size: int, wanted: int, course: Course, rng: Random) -> dict[Month, int]:
    """Persons admitted in each month of 2024 and 2025."""
    counts: dict[Month, int] = {}
    for year, share in ((2024, 0.90), (2025, 0.94)):
        total = round(wanted * share * rng.uniform(0.9, 1.1))
        total = min(total, int(size * MOST_OF_MEMBERS))
        months = apportion(total, [rng.randint(50, 150) * weight for weight in _SEASONS])
        counts |= dict(zip(Month(year, 1).through(Month(year, 12)), months, strict=True))
    if course.zero and rng.random() < 0.4:
        # Some have had nobody since the autumn before.
        moved = counts[Month(2025, 12)] + counts[Month(2025, 11)]
        counts[Month(2025, 12)] = counts[Month(2025, 11)] = 0
        counts[Month(2025, 9)] += moved
    return counts
