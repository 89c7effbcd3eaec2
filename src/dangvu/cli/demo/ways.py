"""The way of one person to the Party, as days: drawn back from the day of the decision, and on from
it to the card. Nobody's name, no row of a table; all of it by chance."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from dangvu.cli.demo.schoolrooms import AWARENESS, NEW_MEMBER, Centre, Session
from dangvu.rules.months import add_months
from dangvu.rules.procedure import Step
from dangvu.rules.workdays import is_working_day

S = Step
_DAY = timedelta(days=1)
LEAST_MONTHS = 18 * 12
"""Nobody of the demo is considered younger."""


class Done(NamedTuple):
    """A step of a case and its day."""

    step: Step
    on: date


@dataclass(frozen=True, slots=True)
class Way:
    """The steps up to a day, and the classes that were attended."""

    steps: tuple[Done, ...]
    awareness: Session | None = None
    new_member: Session | None = None


def back(day: date, days: float) -> date:
    """So many days before, or the last working day before that."""
    found = day - timedelta(days=int(days))
    while not is_working_day(found):
        found -= _DAY
    return found


def ahead(day: date, days: float) -> date:
    """So many days after, or the next working day."""
    found = day + timedelta(days=int(days))
    while not is_working_day(found):
        found += _DAY
    return found


@dataclass(frozen=True, slots=True)
class Road:
    """What the ways of one cell share. ``slow``: what work on the dossier is multiplied by, 1 is
    brisk; ``section``: a committee stands between cell and grassroots committee."""

    centre: Centre
    slow: float
    section: bool


def approach(road: Road, decided: date, born: date, rng: Random) -> Way:
    """From the source list to the decision, in time."""
    centre, slow = road.centre, road.slow
    chance = rng.random
    late = chance() < 0.04
    committee = back(decided, chance() * 7)
    cell = back(committee, 92 + chance() * 20 if late else 12 + chance() * 34 * slow)
    grown = add_months(born, LEAST_MONTHS)
    if cell < grown:
        cell = min(ahead(grown, 1), committee)
    opinions = back(cell, 3 + chance() * 18)
    vetted = back(opinions, 2 + chance() * 12)
    sent = back(vetted, 15 + chance() * 44 * slow)
    cv = back(sent, 2 + chance() * 12)
    applied = back(cv, 5 + chance() * 24)
    helped = back(applied, 40 + chance() * 110 * slow)
    room = centre.before(AWARENESS, helped - timedelta(days=4))
    listed = back(room.opens_on, 8 + chance() * 45)
    sourced = back(listed, 12 + chance() * 80 * slow)
    looked_over = [max(cell, back(committee, 2 + chance() * 6))] if road.section else []
    steps = (
        Done(S.SOURCED, sourced), Done(S.LISTED, listed), Done(S.CLASS_DONE, room.ends_on),
        Done(S.HELPERS, helped), Done(S.APPLIED, applied), Done(S.CV_DONE, cv),
        Done(S.VETTING_SENT, sent), Done(S.VETTING_BACK, vetted), Done(S.OPINIONS_IN, opinions),
        Done(S.CELL_VOTED, cell), *(Done(S.APPRAISED, day) for day in looked_over),
        Done(S.COMMITTEE_VOTED, committee), Done(S.DECIDED, decided),
    )  # fmt: skip
    return Way(steps, room)


def after(
    road: Road, decided: date, ceremony: date | None, official: str, on: date, rng: Random
) -> Way:
    """From the decision on, as far as it has come by a day. ``official``: "recognised", "carded",
    or nothing yet."""
    received = ahead(decided, 1 + rng.random() * 3)
    if ceremony is None:
        steps = [Done(S.DECISION_RECEIVED, received)] if received <= on else []
        return Way(tuple(steps))
    received = min(received, ceremony)
    written = ahead(ceremony, 5 + rng.random() * 34)
    room = road.centre.after(NEW_MEMBER, ceremony + timedelta(days=10 + int(rng.random() * 60)))
    steps = [
        Done(S.DECISION_RECEIVED, received), Done(S.CEREMONY_HELD, ceremony),
        Done(S.CV_MEMBER, written),
    ]  # fmt: skip
    if room is not None:
        steps.append(Done(S.NEW_CLASS_DONE, room.ends_on))
    if official or add_months(ceremony, 12) <= on:
        steps += _recognition(road, ceremony, rng)
        if official == "carded":
            steps.append(Done(S.CARD_GIVEN, ahead(recognised_on(ceremony), 3 + rng.random() * 25)))
    return Way(tuple(one for one in steps if one.on <= on), new_member=room)


RECOGNISED_WITHIN = range(31, 59)
"""Days after the 12 months in which the decision on recognition is made."""


def recognised_on(ceremony: date) -> date:
    """The day of the decision that recognises; the same whenever it is asked."""
    return ahead(
        add_months(ceremony, 12),
        RECOGNISED_WITHIN.start + ceremony.toordinal() % len(RECOGNISED_WITHIN),
    )


def _recognition(road: Road, ceremony: date, rng: Random) -> Iterator[Done]:
    end, decided = add_months(ceremony, 12), recognised_on(ceremony)
    cell = ahead(end, 6 + rng.random() * 12)
    yield Done(S.SELF_REVIEW, back(end, 1 + rng.random() * 9))
    yield Done(S.HELPER_REMARK, back(end, 0))
    yield Done(S.PROBATION_OPINIONS, min(ahead(end, 2 + rng.random() * 3), cell))
    yield Done(S.CELL_VOTED_RECOGNITION, cell)
    if road.section:
        yield Done(S.APPRAISED_RECOGNITION, max(cell, back(decided, 7)))
    yield Done(S.COMMITTEE_VOTED_RECOGNITION, back(decided, 1 + rng.random() * 5))
    yield Done(S.RECOGNISED, decided)
