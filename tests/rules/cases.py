"""A sound case, and walking one: what the tests of the procedure share."""

from dataclasses import replace
from datetime import date, timedelta

from dangvu.rules.basis import Finding, refused
from dangvu.rules.procedure import (
    CaseFacts,
    Introducer,
    IntroducerKind,
    Stage,
    Step,
    Taken,
    Vote,
    decide,
    needed,
    standing,
)

DAY = timedelta(days=1)
OPENED = date(2026, 1, 5)
ENOUGH = Vote(agreed=8, disagreed=1, blank=1, official=13, away=1, exempt_absent=1, present=10)
SHORT = replace(ENOUGH, agreed=7, disagreed=2)
_MEMBER = Introducer(IntroducerKind.MEMBER, date(2010, 1, 1), date(2020, 1, 1))


def case(**facts) -> CaseFacts:
    """Somebody born in 2000 in a unit without Youth Union and trade union; nothing wrong."""
    sound = {
        "opened_on": OPENED,
        "born_on": date(2000, 3, 1),
        "certificate_on": date(2026, 2, 1),
        "consent_on": OPENED,
        "introducers": (_MEMBER, _MEMBER),
    }
    return CaseFacts(**(sound | facts))


def taken(step: Step, on: date, **more) -> Taken:
    """A step with all it needs."""
    vote = ENOUGH if step.voted else None
    return Taken(step, on, **({"vote": vote, "number": "05-QĐ/ĐU", "reason": "thử"} | more))


def then(facts: CaseFacts, step: Step, on: date, **more) -> CaseFacts:
    """The case with another step recorded. It must not be refused."""
    row = taken(step, on, id=len(facts.taken) + 1, **more)
    found = decide(facts, row, on)
    assert not refused(found), [finding.message_vi for finding in found]
    return replace(facts, taken=(*facts.taken, row))


def walked(stage: Stage, start: date = date(2026, 1, 12), **facts) -> CaseFacts:
    """A case walked to a stage, a step every seven days, recognition when its time has come."""
    found, on = case(**facts), start
    while (here := standing(found, on)).stage is not stage:
        if here.next_steps[0] is Step.CELL_VOTED_RECOGNITION:
            on = max(on, next(due.on for due in here.dues if due.code == "recognition"))
        found = then(found, here.next_steps[0], on)
        on += 7 * DAY
    return found


def codes(findings: list[Finding] | tuple[Finding, ...]) -> list[str]:
    return [finding.code for finding in findings]


def dues_of(facts: CaseFacts, on: date, **more) -> dict[str, date]:
    return {due.code: due.on for due in standing(facts, on, **more).dues}


def last(facts: CaseFacts) -> date:
    return max(row.on for row in facts.taken)


def considered(facts: CaseFacts, on: date | None = None, **more) -> list[str]:
    day = on or last(facts) + DAY
    return codes(decide(facts, taken(Step.CELL_VOTED, day, reason="", **more), day))


PAPERS = frozenset(paper.code for paper in needed(case(), OPENED, authorised=False))
