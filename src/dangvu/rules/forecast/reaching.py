"""How many people reach the decision by a day, and how sure that is.

Everybody in the stock is one chance, found by the waiting behind them and the paces before them;
those who are yet to be found come at last year's rate. The sum of independent chances has a mean
and a variance (Poisson-binomial); to the variance comes what whole units have in common. The
interval is that of the distribution of counts with this mean and variance (binomial, Poisson or
negative binomial, whichever fits): the same figures always give the same interval.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import sqrt
from operator import mul
from statistics import NormalDist

from dangvu.rules.basis import BEGINNING, Basis, Confidence, Dated, Rule
from dangvu.rules.forecast.flow import LONGEST, PHASES, TICK, Paces, Phase, Tallies

_OWN = Basis("R11.6", "Cách dự báo của phần mềm", "", Confidence.D)

LEVEL: Rule[int] = Rule(
    "forecast.level",
    "Khoảng dự kiến chứa kết quả thật trong bao nhiêu phần trăm trường hợp",
    "%",
    (Dated(80, BEGINNING, None, _OWN),),
)
SPREAD: Rule[int] = Rule(
    "forecast.spread",
    "Sai lệch chung của một đơn vị so với nhịp đã thấy",
    "%",
    (Dated(15, BEGINNING, None, _OWN),),
)


@dataclass(frozen=True, slots=True)
class Expected:
    """People reaching the decision: the mean, its variance, and the interval around it."""

    mean: float
    variance: float
    low: int
    high: int

    @property
    def people(self) -> int:
        """The mean in whole people."""
        return int(self.mean + 0.5)


def expected(mean: float, variance: float, level: int) -> Expected:
    """A mean and a variance with the interval that holds ``level`` per cent."""
    low, high = interval(mean, variance, level)
    return Expected(mean, variance, low, high)


class Outlook:
    """What a stock leads to under its paces, up to ``end`` at the latest.

    ``spread``: what units have in common beyond chance, as a share of the mean.
    """

    def __init__(
        self, tallies: Tallies, paces: Paces, on: date, end: date, *, level: int, spread: float
    ) -> None:
        self.tallies, self.paces = tallies, paces
        self.on, self.end, self.last = on, end, self._ticks(on, end)
        self.level, self.spread = level, spread
        self._known: dict[int, tuple[float, float]] = {}

    @staticmethod
    def _ticks(on: date, day: date) -> int:
        return max(0, min(round((day - on).days / TICK), LONGEST))

    @cached_property
    def within(self) -> dict[Phase, list[float]]:
        """For each phase: the chance to be decided within so many ticks of coming into it."""
        ahead = [1.0] * (self.last + 1)
        found = {}
        for phase in reversed(PHASES):
            flow = self.paces[phase].flow
            backwards = ahead[::-1]
            ahead = [
                sum(map(mul, flow, backwards[self.last - tick :])) for tick in range(self.last + 1)
            ]
            found[phase] = ahead
        return found

    def chances(self, phase: Phase, waited: Iterable[int], tick: int) -> list[float]:
        """The chances to be decided within ``tick`` ticks of those who have waited so many of
        them. Of the running tick half is over."""
        place, pace = phase.place + 1, self.paces[phase]
        after = self.within[PHASES[place]][tick::-1] if place < len(PHASES) else [1.0] * (tick + 1)
        stays, flow, found = pace.stays, pace.flow, []
        for so_long in waited:
            still = (stays[so_long] + stays[so_long + 1]) / 2
            reached = sum(map(mul, flow[so_long : so_long + tick + 1], after))
            reached -= flow[so_long] * after[0] / 2
            found.append(min(reached / still, 1.0) if still > 1e-12 else 0.0)
        return found

    def by(self, day: date, *, found_later: bool = True) -> Expected:
        """People reaching the decision from the day of the stock until ``day``."""
        return expected(*self.moments(day, found_later=found_later), self.level)

    def moments(self, day: date, *, found_later: bool = True) -> tuple[float, float]:
        """Mean and variance of the same."""
        if day <= self.on:
            return 0.0, 0.0
        tick = min(self._ticks(self.on, day), self.last)
        mean, variance = self._of_stock(tick)
        if found_later:
            came = sum(
                tally.fresh * TICK / 365 * sum(self.within[phase][:tick])
                for phase, tally in self.tallies.items()
                if tally.fresh
            )
            mean, variance = mean + came, variance + came
        return mean, variance + (self.spread * mean) ** 2

    def _of_stock(self, tick: int) -> tuple[float, float]:
        if tick not in self._known:
            mean = variance = 0.0
            for phase, tally in self.tallies.items():
                waiting = [(n, people) for n, people in enumerate(tally.waiting) if people]
                chances = self.chances(phase, [n for n, _ in waiting], tick)
                for (_, people), chance in zip(waiting, chances, strict=True):
                    mean += people * chance
                    variance += people * chance * (1 - chance)
            self._known[tick] = mean, variance
        return self._known[tick]


def together(parts: Iterable[Expected], spread: float, level: int) -> Expected:
    """Several units together: what is particular to each evens out, a quarter of the spread is
    common to all."""
    parts = list(parts)
    mean = sum(part.mean for part in parts)
    common = (spread / 4 * mean) ** 2 if len(parts) > 1 else 0.0
    return expected(mean, sum(part.variance for part in parts) + common, level)


def interval(mean: float, variance: float, level: int) -> tuple[int, int]:
    """The middle ``level`` per cent of the count with this mean and variance, both ends included.

    Counts follow p(k) = p(k - 1) (a + b / k), a = 1 - mean / variance: binomial below the mean,
    Poisson at it, negative binomial above.
    """
    if mean <= 1e-9:
        return 0, 0
    variance = max(variance, mean * 0.02)
    tail = (100 - level) / 200
    if mean > 400:
        around = NormalDist(mean, sqrt(variance))
        return max(0, round(around.inv_cdf(tail))), round(around.inv_cdf(1 - tail))
    weights = _weights(mean, variance)
    whole, so_far, low = sum(weights), 0.0, None
    for count, weight in enumerate(weights):
        so_far += weight / whole
        if low is None and so_far > tail:
            low = count
        if so_far >= 1 - tail:
            return low or 0, count
    return low or 0, len(weights) - 1


def _weights(mean: float, variance: float) -> list[float]:
    """p(0), p(1), ... up to a factor, from the mode outwards so that nothing runs out of range."""
    a = 1 - mean / variance
    b = mean * mean / variance - a
    mode = max(0, int((a + b) / (1 - a)))
    while mode and a + b / mode <= 0:
        mode -= 1
    far = int(mean + 9 * sqrt(variance)) + 12
    down, weight = [1.0], 1.0
    for count in range(mode, 0, -1):
        weight /= a + b / count
        down.append(weight)
    up, weight = [], 1.0
    for count in range(mode + 1, far):
        weight *= max(a + b / count, 0.0)
        if weight < 1e-12:
            break
        up.append(weight)
    return down[::-1] + up
