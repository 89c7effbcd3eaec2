"""How people move from waiting to waiting on the way to the decision, here and in the unit above.

Only stock, stage and lead time: nothing here knows a person. Time runs in ticks of half a month.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import accumulate
from operator import mul

from dangvu.rules.basis import BEGINNING, Basis, Confidence, Dated, Rule

TICK = 15
"""Days of a tick. A wait of ``d`` days counts as the nearest number of ticks."""

LONGEST = 48
"""Ticks after which waits are no longer told apart: 24 months."""

_OWN = Basis("R11.6", "Cách dự báo của phần mềm", "", Confidence.D)

WINDOW: Rule[int] = Rule(
    "forecast.window",
    "Số tháng nhìn lại để tính số ngày ở mỗi bước và tỷ lệ đi tiếp",
    "tháng",
    (Dated(24, BEGINNING, None, _OWN),),
)
LENT: Rule[int] = Rule(
    "forecast.lent",
    "Số người của cấp trên được tính thêm vào nhịp của một đơn vị ít người",
    "người",
    (Dated(8, BEGINNING, None, _OWN),),
)


class Phase(StrEnum):
    """What a person on the way waits for, up to the decision; in order."""

    SOURCE = "source"
    CLASS = "class"
    PAPERS = "papers"
    VETTING = "vetting"
    MEETING = "meeting"
    DECISION = "decision"

    @property
    def label_vi(self) -> str:
        return _LABELS[self][0]

    @property
    def waits_vi(self) -> str:
        """What has to happen next, to stand after "chờ"."""
        return _LABELS[self][1]

    @property
    def short_vi(self) -> str:
        """What it waits for, in a column's width."""
        return _LABELS[self][2]

    @property
    def place(self) -> int:
        """0 for the first."""
        return _PLACES[self]


_LABELS = {
    Phase.SOURCE: ("Nguồn được giới thiệu", "học lớp nhận thức", "học lớp"),
    Phase.CLASS: ("Đã học lớp nhận thức", "làm đơn", "làm đơn"),
    Phase.PAPERS: ("Có đơn, khai lý lịch", "gửi thẩm tra", "gửi thẩm tra"),
    Phase.VETTING: ("Đang thẩm tra lý lịch", "kết quả thẩm tra", "thẩm tra"),
    Phase.MEETING: ("Chờ chi bộ họp xét", "nghị quyết chi bộ", "họp xét"),
    Phase.DECISION: ("Chờ quyết định kết nạp", "quyết định", "quyết định"),
}
PHASES: tuple[Phase, ...] = tuple(Phase)
_PLACES = {phase: place for place, phase in enumerate(PHASES)}
_NONE = (0,) * (LONGEST + 1)


def ticks(days: int) -> int:
    """Days as ticks, at most ``LONGEST``."""
    return min((max(days, 0) + TICK // 2) // TICK, LONGEST)


@dataclass(frozen=True, slots=True)
class Tally:
    """People of one phase in one unit, by ticks of waiting (``LONGEST + 1`` numbers each).

    ``waiting``: in the phase now, by how long. Of those who came into it within the window:
    ``moved`` went on after so long, ``lost`` left the way, ``open`` wait still. ``fresh``: cases
    that began in this phase in the last 12 months. ``taught``: of the phase after the class, who
    came into it in the last half year.
    """

    waiting: Sequence[int] = _NONE
    moved: Sequence[int] = _NONE
    lost: Sequence[int] = _NONE
    open: Sequence[int] = _NONE
    fresh: int = 0
    taught: int = 0

    @property
    def people(self) -> int:
        return sum(self.waiting)

    def at_risk(self) -> list[int]:
        """Of those who came within the window: how many had waited at least so long."""
        rows = zip(self.moved, self.lost, self.open, strict=True)
        ends = [sum(row) for row in rows]
        return list(accumulate(reversed(ends)))[::-1]


Tallies = dict[Phase, Tally]


def added(units: Iterable[Tallies]) -> Tallies:
    """The tallies of several units together."""
    sums = {phase: [[0] * (LONGEST + 1) for _ in range(4)] for phase in PHASES}
    fresh = dict.fromkeys(PHASES, 0)
    for unit in units:
        for phase, tally in unit.items():
            fresh[phase] += tally.fresh
            parts = (tally.waiting, tally.moved, tally.lost, tally.open)
            for into, part in zip(sums[phase], parts, strict=True):
                if part is not _NONE:
                    into[:] = map(int.__add__, into, part)
    found = {}
    for phase, (waiting, moved, lost, still) in sums.items():
        found[phase] = Tally(waiting, moved, lost, still, fresh[phase])
    return found


@dataclass(frozen=True, slots=True)
class Pace:
    """How one phase is left: the chance to go on, or to leave the way, in each tick for those who
    have waited so long.

    ``seen``: persons seen going on within the window; ``relative``: speed against the unit above
    (1: the same) after the loan; ``on`` and ``off`` have ``LONGEST + 1`` chances each.
    """

    on: tuple[float, ...]
    off: tuple[float, ...]
    seen: int = 0
    relative: float = 1.0
    flow: tuple[float, ...] = field(init=False)
    stays: tuple[float, ...] = field(init=False)

    def __post_init__(self) -> None:
        flow, stays, still = [], [1.0], 1.0
        for on, off in zip(self.on, self.off, strict=True):
            flow.append(still * on)
            still *= 1 - on - off
            stays.append(still)
        object.__setattr__(self, "flow", tuple(flow))
        object.__setattr__(self, "stays", tuple(stays))

    @property
    def share(self) -> float:
        """Of those who come into the phase, the part that goes on within the window."""
        return sum(self.flow)

    @property
    def median(self) -> int | None:
        """Days after which half of those who go on have gone; None where nobody goes on."""
        return self.after(0.5)

    def after(self, part: float) -> int | None:
        """Days after which a part of those who go on have gone."""
        if not self.share:
            return None
        wanted, so_far = self.share * part, 0.0
        for tick, gone in enumerate(self.flow):
            if gone and so_far + gone >= wanted:
                return max(round(TICK * (tick - 0.5 + (wanted - so_far) / gone)), 0)
            so_far += gone
        return TICK * LONGEST


#: What is assumed where nobody was ever seen: half go on within three months, a tenth is lost in
#: a year. Replaced by what is seen as soon as anybody is.
_UNSEEN_ON, _UNSEEN_OFF, _UNSEEN_WEIGHT = 0.109, 0.004, 1.0


def pace_of(tally: Tally) -> Pace:
    """The pace of a unit large enough to speak for itself: what was seen, tick by tick.

    Each tick is joined with its neighbours until some twenty persons were at risk, so that a late
    tick with one person left does not say 0 or all.
    """
    at_risk = tally.at_risk()
    on, off = [], []
    for tick in range(LONGEST + 1):
        reach = 0
        while True:
            low, high = max(tick - reach, 0), min(tick + reach, LONGEST) + 1
            risk = sum(at_risk[low:high])
            if risk >= 20 or reach >= LONGEST:
                break
            reach += 1
        weight = _UNSEEN_WEIGHT
        moved = sum(tally.moved[low:high]) + weight * _UNSEEN_ON
        lost = sum(tally.lost[low:high]) + weight * _UNSEEN_OFF
        on.append(moved / (risk + weight))
        off.append(lost / (risk + weight))
    return Pace(tuple(on), tuple(off), sum(tally.moved))


def lent_pace(tally: Tally, above: Pace, lent: float) -> Pace:
    """The pace of a unit, drawn to the one above by the loan of ``lent`` persons.

    First its speed as a whole: expected is how many would have gone on at the pace above; the
    speed against it is (seen + lent) / (expected + lent). Then each tick: ``lent`` persons at that
    speed are added to those seen. A unit without a past has the pace above, one with hundreds of
    people its own. Losses likewise.
    """
    at_risk = tally.at_risk()
    speed = (sum(tally.moved) + lent) / (_sum_product(at_risk, above.on) + lent)
    loss = (sum(tally.lost) + lent) / (_sum_product(at_risk, above.off) + lent)
    on, off = [], []
    rows = zip(at_risk, tally.moved, tally.lost, above.on, above.off, strict=True)
    speedy, losing = lent * speed, lent * loss
    for risk, moved, lost, on_above, off_above in rows:
        goes = (moved + speedy * on_above) / (risk + lent)
        leaves = (lost + losing * off_above) / (risk + lent)
        if goes + leaves > 1:
            goes = goes if goes < 1 else 1.0
            leaves = 1 - goes
        on.append(goes)
        off.append(leaves)
    return Pace(tuple(on), tuple(off), sum(tally.moved), speed)


def _sum_product(numbers: Iterable[float], chances: Iterable[float]) -> float:
    return sum(map(mul, numbers, chances))


Paces = dict[Phase, Pace]


def paces_of(tallies: Tallies) -> Paces:
    """The paces of the unit that lends."""
    return {phase: pace_of(tallies.get(phase, Tally())) for phase in PHASES}


def lent_paces(tallies: Tallies, above: Paces, lent: float) -> Paces:
    """The paces of a unit under it."""
    nothing = Tally()
    return {phase: lent_pace(tallies.get(phase, nothing), above[phase], lent) for phase in PHASES}
