"""What a projection means: still in time or not, until when each step must begin, where people
wait too long, and what more classes would bring."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import ceil
from operator import mul

from dangvu.rules.basis import BEGINNING, Basis, Confidence, Dated, Rule
from dangvu.rules.forecast.flow import PHASES, TICK, Paces, Phase, Tallies
from dangvu.rules.forecast.reaching import Expected, Outlook
from dangvu.rules.formats import date_text
from dangvu.rules.workdays import DEFAULT, Calendar

_OWN = Basis("R11.6", "Cách dự báo của phần mềm", "", Confidence.D)

CLASS_DAYS: Rule[int] = Rule(
    "forecast.class_days",
    "Số ngày từ khai giảng lớp nhận thức đến khi có giấy chứng nhận",
    "ngày",
    (Dated(7, BEGINNING, None, _OWN),),
)
USUAL: Rule[int] = Rule(
    "forecast.usual",
    "Số ngày coi là thường ở một bước chưa ai đi qua",
    "ngày",
    (Dated(45, BEGINNING, None, _OWN),),
)


class Begin(StrEnum):
    """What must be begun by a last day; in order. ``frees``: the phase it leads out of."""

    CLASS = "class"
    APPLICATION = "application"
    VETTING = "vetting"
    CELL = "cell"
    DECISION = "decision"

    @property
    def label_vi(self) -> str:
        return _BEGIN[self][0]

    @property
    def reaches(self) -> Phase | None:
        """The phase the step leads to; None for the decision itself."""
        return _BEGIN[self][1]


_BEGIN: dict[Begin, tuple[str, Phase | None]] = {
    Begin.CLASS: ("Mở lớp nhận thức", Phase.CLASS),
    Begin.APPLICATION: ("Nhận đơn, khai lý lịch", Phase.PAPERS),
    Begin.VETTING: ("Gửi thẩm tra", Phase.VETTING),
    Begin.CELL: ("Chi bộ họp xét, ra nghị quyết", Phase.DECISION),
    Begin.DECISION: ("Quyết định kết nạp", None),
}
_NEXT = {
    Phase.SOURCE: Begin.CLASS,
    Phase.CLASS: Begin.APPLICATION,
    Phase.PAPERS: Begin.VETTING,
    Phase.VETTING: Begin.CELL,
    Phase.MEETING: Begin.CELL,
    Phase.DECISION: Begin.DECISION,
}


@dataclass(frozen=True, slots=True)
class LastDay:
    """The last day to begin a step so that the decision falls within the period, for how many
    more people, and how the day was found."""

    begin: Begin
    on: date
    need: int
    explain: str

    def passed(self, today: date) -> bool:
        return today > self.on


QUICK = 0.25
"""The part of people whose pace is called quick."""


def usual_days(above: Paces, on: date) -> dict[Phase, int]:
    """The median days of each phase in the unit above: what people count on."""
    return _days(above, on, 0.5)


def quick_days(above: Paces, on: date) -> dict[Phase, int]:
    """The days within which the quickest quarter goes on: the best that can be hoped for."""
    return _days(above, on, QUICK)


def _days(above: Paces, on: date, part: float) -> dict[Phase, int]:
    usual = USUAL.at(on).value
    found = {phase: above[phase].after(part) for phase in PHASES}
    return {phase: usual if days is None else days for phase, days in found.items()}


def last_days(
    end: date,
    usual: dict[Phase, int],
    decide_within: Dated[int] | None,
    short_of: int = 0,
    paces: Paces | None = None,
    calendar: Calendar = DEFAULT,
) -> tuple[LastDay, ...]:
    """Working back from the period's last day through the calendar, first step first.

    The decision has its limit in working days (``decide_within``), or without one its days in
    ``usual``; the steps before it take their usual days. ``need``: how many more people must begin
    for ``short_of`` to arrive.
    """
    decision = _working(end, calendar)
    if decide_within is None:
        cell = _working(decision - timedelta(days=usual[Phase.DECISION]), calendar)
        limit = f"lùi {usual[Phase.DECISION]} ngày"
    else:
        cell = _working(calendar.add(decision, -decide_within.value), calendar)
        limit = f"lùi {decide_within.value} ngày làm việc"
    vetting_days = usual[Phase.VETTING] + usual[Phase.MEETING]
    vetting = _working(cell - timedelta(days=vetting_days), calendar)
    applied = _working(vetting - timedelta(days=usual[Phase.PAPERS]), calendar)
    class_days = CLASS_DAYS.at(end).value
    opens = _working(applied - timedelta(days=usual[Phase.CLASS] + class_days), calendar)
    found = (
        (Begin.CLASS, opens, f"lùi {class_days} ngày học và {usual[Phase.CLASS]} ngày thường thấy "
         f"từ lớp đến đơn, từ {date_text(applied)}"),
        (Begin.APPLICATION, applied, f"lùi {usual[Phase.PAPERS]} ngày thường thấy từ đơn đến gửi "
         f"thẩm tra, từ {date_text(vetting)}"),
        (Begin.VETTING, vetting, f"lùi {usual[Phase.VETTING]} ngày thẩm tra và "
         f"{usual[Phase.MEETING]} ngày lấy ý kiến, xếp lịch họp, từ {date_text(cell)}"),
        (Begin.CELL, cell, f"{limit} để cấp có thẩm quyền quyết định, từ {date_text(decision)}, "
         "trừ thứ bảy, chủ nhật và ngày nghỉ lễ"),
        (Begin.DECISION, decision, "ngày làm việc cuối cùng của kỳ"),
    )  # fmt: skip
    return tuple(
        LastDay(begin, on, _need(begin, short_of, paces), text) for begin, on, text in found
    )


def _working(on: date, calendar: Calendar) -> date:
    while not calendar.is_working(on):
        on -= timedelta(days=1)
    return on


def _need(begin: Begin, short_of: int, paces: Paces | None) -> int:
    """How many must begin so that so many arrive, by the shares that go on from there."""
    share = 1.0
    if paces is not None and begin.reaches is not None:
        for phase in PHASES[begin.reaches.place :]:
            share *= paces[phase].share
    return ceil(short_of / max(share, 0.05) - 1e-9)


class Verdict(StrEnum):
    """Whether the target can still be met."""

    MET = "met"
    IN_TIME = "in_time"
    ONLY_IF = "only_if"
    TOO_LATE = "too_late"
    NONE = "none"

    @property
    def label_vi(self) -> str:
        return {
            "met": "đã đạt",
            "in_time": "còn kịp",
            "only_if": "chỉ kịp nếu",
            "too_late": "không kịp",
            "none": "chưa có chỉ tiêu",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict, in a sentence. ``short_of``: people missing at the expected number."""

    verdict: Verdict
    short_of: int
    text_vi: str


def judge(
    remaining: int | None,
    reached: Expected,
    tallies: Tallies,
    days: Sequence[LastDay],
    quick: Sequence[LastDay],
    today: date,
    stuck: "Bottleneck | None" = None,
) -> Judgement:
    """Whether ``remaining`` people can still be admitted within the period.

    In time: as many are expected. Too late: even if everybody who can still begin the next step in
    time goes on as fast as the quickest quarter (``quick``), and no class can be opened in time any
    more at that pace, they are too few. Only if: between the two.
    """
    if remaining is None:
        return Judgement(Verdict.NONE, 0, "Chưa có chỉ tiêu để so.")
    if not remaining:
        return Judgement(Verdict.MET, 0, "Đã đạt chỉ tiêu.")
    short = max(remaining - reached.people, 0)
    if not short:
        return Judgement(Verdict.IN_TIME, 0, _in_time(remaining, reached))
    by = {day.begin: day for day in quick}
    opens, usual = by[Begin.CLASS], days[0]
    can_begin = sum(
        tally.people for phase, tally in tallies.items() if not by[_NEXT[phase]].passed(today)
    )
    if not usual.passed(today):
        return Judgement(Verdict.ONLY_IF, short, _only_if(usual, short, "", stuck))
    if not opens.passed(today):
        fast = ", các bước sau đi nhanh như một phần tư hồ sơ nhanh nhất"
        return Judgement(Verdict.ONLY_IF, short, _only_if(opens, short, fast, stuck))
    if can_begin >= remaining:
        return Judgement(Verdict.ONLY_IF, short, _only_push(can_begin, remaining, stuck))
    text = (
        f"Không kịp: còn phải kết nạp {remaining} người, chỉ {can_begin} người còn bắt đầu kịp "
        f"bước kế tiếp dù đi nhanh; lớp mở sau {date_text(opens.on)} không kịp tính trong kỳ này."
    )
    return Judgement(Verdict.TOO_LATE, short, text)


def _in_time(remaining: int, reached: Expected) -> str:
    if reached.low >= remaining:
        return f"Còn kịp: cần {remaining} người, dự kiến ít nhất {reached.low}."
    return (
        f"Còn kịp nhưng sát: cần {remaining} người, dự kiến {reached.people}, "
        f"xấu thì {reached.low}."
    )


def _only_if(opens: LastDay, short: int, fast: str, stuck: "Bottleneck | None") -> str:
    text = (
        f"Chỉ kịp nếu mở lớp trước {date_text(opens.on)} cho thêm ít nhất {opens.need} "
        f"người (còn thiếu {short} người){fast}"
    )
    return text + (f", và gỡ {stuck.people} hồ sơ {stuck.named}." if stuck else ".")


def _only_push(can_begin: int, remaining: int, stuck: "Bottleneck | None") -> str:
    text = (
        f"Chỉ kịp nếu {remaining} trong {can_begin} người đang ở các bước còn kịp đều đi tiếp "
        "thật nhanh"
    )
    return text + (f", trước hết gỡ {stuck.people} hồ sơ {stuck.named}." if stuck else ".")


# ------------------------------------------------------------------ where people wait too long


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """The phase in which people together have waited most days beyond what is usual."""

    phase: Phase
    people: int
    over_days: int
    usual: int

    @property
    def named(self) -> str:
        """To stand after a number of dossiers."""
        return f"chờ {self.phase.waits_vi}"


def held_up(tallies: Tallies, usual: dict[Phase, int]) -> list[Bottleneck]:
    """Every phase in which somebody waits longer than usual, the worst first.

    A person counts the days beyond the usual ones; days stand to the half month.
    """
    found = []
    for phase, tally in tallies.items():
        over = [
            (people, waited * TICK - usual[phase])
            for waited, people in enumerate(tally.waiting)
            if people and waited * TICK > usual[phase]
        ]
        if over:
            days = sum(people * days for people, days in over)
            found.append(Bottleneck(phase, sum(n for n, _ in over), days, usual[phase]))
    return sorted(found, key=lambda b: (-b.over_days, b.phase.place))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A cause from the list of causes, and the figures that suggest it. The officer decides."""

    cause: str
    detail_vi: str


def suggest(
    judgement: Judgement,
    remaining: int | None,
    tallies: Tallies,
    stuck: Sequence[Bottleneck],
    *,
    class_held: bool = True,
) -> Suggestion | None:
    """The likeliest cause of a body that will not make its target; None where it will.

    ``class_held``: whether anybody of it finished a class in the last half year.
    """
    if judgement.verdict not in (Verdict.ONLY_IF, Verdict.TOO_LATE) or not remaining:
        return None
    people = sum(tally.people for tally in tallies.values())
    if people < remaining:
        text = f"Còn phải kết nạp {remaining} người mà chỉ có {people} người trong nguồn"
        return Suggestion("no_source", text)
    if not stuck:
        return None
    worst = stuck[0]
    text = (
        f"{worst.people} người {worst.named} quá {worst.usual} ngày thường thấy, "
        f"vượt tổng cộng {worst.over_days} ngày"
    )
    if worst.phase is Phase.SOURCE and not class_held:
        return Suggestion("no_class", text + "; sáu tháng qua không ai học xong lớp")
    causes = {Phase.SOURCE: "not_sent", Phase.VETTING: "vetting", Phase.MEETING: "no_meeting"}
    return Suggestion(causes.get(worst.phase, "other"), text)


# ------------------------------------------------------------------ what if


@dataclass(frozen=True, slots=True)
class Gain:
    """What seats in a class would bring one unit. ``taken``: seats that sources on the list can
    fill; ``empty``: seats for people yet to be found; ``admitted``: of the taken, how many may be
    decided by the end; ``more``: how many more than without the class."""

    taken: int
    empty: int
    admitted: float
    more: float


def with_class(outlook: Outlook, seats: int, ends_on: date, end: date) -> Gain:
    """Seats given to people of the source list, whatever they have waited, on a class that ends on
    a day."""
    source = outlook.tallies.get(Phase.SOURCE)
    waiting = source.people if source else 0
    taken = min(seats, waiting)
    if not taken or source is None or ends_on > end:
        return Gain(taken, seats - taken, 0.0, 0.0)
    last = outlook.last
    left = last - round((ends_on - outlook.on).days / TICK)
    after = outlook.within[Phase.CLASS][max(left, 0)] if left > 0 else 0.0
    chances = outlook.chances(Phase.SOURCE, range(len(source.waiting)), last)
    without = sum(map(mul, source.waiting, chances))
    admitted = taken * after
    return Gain(taken, seats - taken, admitted, max(admitted - without * taken / waiting, 0.0))
