"""Will the target be met: the stock and flow of cases laid beside the lines of a month sheet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from dangvu.admissions.cases.facts import calendar_days
from dangvu.admissions.flow import tallies
from dangvu.rules.forecast import (
    LENT,
    LEVEL,
    PHASES,
    SPREAD,
    Bottleneck,
    Expected,
    Gain,
    Judgement,
    LastDay,
    Outlook,
    Pace,
    Paces,
    Phase,
    Suggestion,
    Tallies,
    Tally,
    added,
    held_up,
    judge,
    last_days,
    lent_paces,
    paces_of,
    quick_days,
    suggest,
    together,
    usual_days,
    with_class,
)
from dangvu.rules.months import Month
from dangvu.rules.procedure_law import DECISION
from dangvu.rules.targets import apportion
from dangvu.rules.workdays import Calendar
from dangvu.targets.sheets import Ahead, Line, Sheet


@dataclass(frozen=True)
class PhaseLine:
    """One phase of one body: people in it now, the median days here and above, and on how many
    people seen the figure here rests."""

    phase: Phase
    people: int
    days: int | None
    seen: int
    usual: int
    stuck: Bottleneck | None


@dataclass(frozen=True)
class Projection:
    """What is ahead of one body until the period's end.

    ``reached``: people still to be decided, beyond those already admitted. ``in_stock``: the same
    without anybody yet to be found. ``known``: whether any case of the body is on record; without
    one nothing is projected and ``judgement`` rests on nobody being on the way.
    """

    line: Line
    tallies: Tallies
    paces: Paces
    reached: Expected
    in_stock: Expected
    judgement: Judgement
    days: tuple[LastDay, ...]
    quick: tuple[LastDay, ...]
    held_up: tuple[Bottleneck, ...]
    suggestion: Suggestion | None
    phases: tuple[PhaseLine, ...]
    outlook: Outlook

    @property
    def known(self) -> bool:
        return bool(self.tallies)

    @property
    def people(self) -> int:
        """People on the way now."""
        return sum(tally.people for tally in self.tallies.values())

    @property
    def bottleneck(self) -> Bottleneck | None:
        return self.held_up[0] if self.held_up else None

    @cached_property
    def ahead(self) -> Ahead | None:
        """The part a month sheet shows and a closing freezes; None where no case is on record."""
        if not self.known:
            return None
        done, stuck, cause = self.line.cumulative, self.bottleneck, self.suggestion
        return Ahead(
            expected=done + self.reached.people,
            low=done + self.reached.low,
            high=done + self.reached.high,
            verdict=self.judgement.verdict.value,
            text=self.judgement.text_vi,
            people=self.people,
            bottleneck=stuck.phase.value if stuck else "",
            held=stuck.people if stuck else 0,
            over_days=stuck.over_days if stuck else 0,
            cause=cause.cause if cause else "",
            detail=cause.detail_vi if cause else "",
        )

    def by_month(self) -> list[tuple[Month, Expected]]:
        """What is admitted in all by the end of each month to come."""
        done = self.line.cumulative
        found = []
        for month in _months_ahead(self.outlook):
            part = self.outlook.by(month.last())
            found.append(
                (month, replace(part, mean=done + part.mean, low=done + part.low,
                                high=done + part.high))
            )  # fmt: skip
        return found


def _months_ahead(outlook: Outlook) -> Iterable[Month]:
    first = Month.of(outlook.on)
    if outlook.on == first.last():
        first = first.next()
    return first.through(Month.of(outlook.end))


@dataclass(frozen=True)
class Forecast:
    """A sheet with what is ahead. ``tallies``: by body; ``beside``: under none of them; ``whole``:
    everybody under the unit, whose paces are lent to the bodies."""

    sheet: Sheet
    tallies: Mapping[int, Tallies]
    beside: Tallies
    whole: Tallies
    above: Paces
    calendar: Calendar

    @cached_property
    def usual(self) -> dict[Phase, int]:
        """The median days of each phase in the unit of the sheet."""
        return usual_days(self.above, self.sheet.on)

    @cached_property
    def quick(self) -> dict[Phase, int]:
        """The days of its quickest quarter."""
        return quick_days(self.above, self.sheet.on)

    @property
    def spread(self) -> float:
        return SPREAD.at(self.sheet.on).value / 100

    @cached_property
    def bodies(self) -> dict[int, Projection]:
        """Every body's projection."""
        return {line.unit_id: self.of(line) for line in self.sheet.lines}

    @cached_property
    def total(self) -> Projection:
        """The whole unit against the sheet's target."""
        return self.whole_of(self.sheet.total)

    def whole_of(self, line: Line) -> Projection:
        """The whole unit, its bodies together, against the target of ``line``."""
        shown, parts = self.sheet, [(p.reached, p.in_stock) for p in self.bodies.values()]
        level = LEVEL.at(shown.on).value
        if self.beside or not parts:
            rest = Outlook(self.beside, self.above, shown.on, shown.period_end, level=level,
                           spread=self.spread)  # fmt: skip
            parts.append((rest.by(shown.period_end), rest.by(shown.period_end, found_later=False)))
        reached, in_stock = (
            together(part, self.spread, level) for part in zip(*parts, strict=True)
        )
        return self._projection(line, self.whole, self.above, reached, in_stock)

    def of(self, line: Line) -> Projection:
        """The projection of one line."""
        found = self.tallies.get(line.unit_id, {})
        paces = lent_paces(found, self.above, LENT.at(self.sheet.on).value)
        return self._projection(line, found, paces)

    def _projection(
        self,
        line: Line,
        found: Tallies,
        paces: Paces,
        reached: Expected | None = None,
        in_stock: Expected | None = None,
    ) -> Projection:
        shown, end = self.sheet, self.sheet.period_end
        outlook = Outlook(
            found, paces, shown.on, end, level=LEVEL.at(shown.on).value, spread=self.spread
        )
        reached = reached or outlook.by(end)
        short = max((line.remaining or 0) - reached.people, 0)
        days = last_days(end, self.usual, DECISION.at(shown.on), short, paces, self.calendar)
        quick = last_days(end, self.quick, None, short, paces, self.calendar)
        stuck = held_up(found, self.usual)
        judgement = judge(
            line.remaining, reached, found, days, quick, shown.on, stuck[0] if stuck else None
        )
        taught = found.get(Phase.CLASS, Tally()).taught
        return Projection(
            line=line,
            tallies=found,
            paces=paces,
            reached=reached,
            in_stock=in_stock or outlook.by(end, found_later=False),
            judgement=judgement,
            days=days,
            quick=quick,
            held_up=tuple(stuck),
            suggestion=suggest(judgement, line.remaining, found, stuck, class_held=bool(taught)),
            phases=tuple(self._phase(phase, found, paces[phase], stuck) for phase in PHASES),
            outlook=outlook,
        )

    def _phase(
        self, phase: Phase, found: Tallies, pace: Pace, stuck: list[Bottleneck]
    ) -> PhaseLine:
        return PhaseLine(
            phase=phase,
            people=found[phase].people if phase in found else 0,
            days=pace.median,
            seen=pace.seen,
            usual=self.usual[phase],
            stuck=next((one for one in stuck if one.phase is phase), None),
        )


def forecast(shown: Sheet) -> Forecast:
    """What is ahead of every body of a sheet, as of the sheet's day. Two statements, whatever the
    number of bodies and cases; the sheet was read within reach."""
    by_body, beside = tallies(shown.unit_path, [line.unit_id for line in shown.lines], shown.on)
    units = [found for found in (*by_body.values(), beside) if found]
    whole = added(units) if units else {}
    return Forecast(shown, by_body, beside, whole, paces_of(whole), calendar_days())


def with_ahead(shown: Sheet) -> Sheet:
    """A computed sheet whose lines say what is ahead; a published one stays as it was."""
    if shown.revision is not None or not shown.lines:
        return shown
    found = forecast(shown)
    lines = tuple(replace(line, ahead=found.bodies[line.unit_id].ahead) for line in shown.lines)
    return replace(shown, lines=lines, total=replace(shown.total, ahead=found.total.ahead))


# ------------------------------------------------------------------ what if


@dataclass(frozen=True)
class Trial:
    """Classes that are tried: seats of each body and what they would bring."""

    seats: int
    ends_on: date
    gains: tuple[tuple[Line, int, Gain, Projection], ...]

    @property
    def taken(self) -> int:
        return sum(gain.taken for _, _, gain, _ in self.gains)

    @property
    def empty(self) -> int:
        return self.seats - self.taken

    @property
    def admitted(self) -> float:
        return sum(gain.admitted for _, _, gain, _ in self.gains)

    @property
    def more(self) -> float:
        return sum(gain.more for _, _, gain, _ in self.gains)


def with_classes(found: Forecast, seats: int, ends_on: date) -> Trial:
    """Seats of classes that end on a day, shared among the bodies by who waits for one: by what
    each still lacks first, and what is left by its list."""
    lines = [line for line in found.sheet.lines if line.target is not None]
    waiting = {line.unit_id: _sources(found.tallies.get(line.unit_id, {})) for line in lines}
    lacks = {
        line.unit_id: min(found.bodies[line.unit_id].days[0].need, waiting[line.unit_id])
        for line in lines
    }
    given = _share(seats, lacks)
    rest = {unit: waiting[unit] - given[unit] for unit in waiting}
    more = _share(seats - sum(given.values()), rest)
    gains = []
    for line in lines:
        one, own = found.bodies[line.unit_id], given[line.unit_id] + more[line.unit_id]
        gains.append(
            (line, own, with_class(one.outlook, own, ends_on, found.sheet.period_end), one)
        )
    return Trial(seats, ends_on, tuple(gains))


def _sources(found: Tallies) -> int:
    return found[Phase.SOURCE].people if Phase.SOURCE in found else 0


def _share(total: int, wanted: Mapping[int, int]) -> dict[int, int]:
    """Whole shares in proportion, nobody more than wanted."""
    whole = sum(wanted.values())
    if not wanted or not whole:
        return dict.fromkeys(wanted, 0)
    shares = apportion(min(total, whole), list(wanted.values()))
    return dict(zip(wanted, shares, strict=True))
