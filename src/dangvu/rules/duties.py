"""Duties given by papers: how far one is, when it is late, which period comes next.

Pure: days and facts in, words and decisions out. Follow-up goes by R10.2, days asked for by R10.4,
the rhythm of reports by R10.6 (the days themselves are set by each committee).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from dangvu.rules.basis import Basis, Confidence
from dangvu.rules.obligations import Every, Product
from dangvu.rules.workdays import DEFAULT, Calendar

FOLLOW_UP = Basis("R10.2", "Các trạng thái theo dõi việc thực hiện văn bản", "", Confidence.D)
RHYTHM = Basis(
    "R10.6", "Chế độ báo cáo của cấp ủy", "ngày cụ thể do từng cấp ủy quy định", Confidence.K
)
_DAY = timedelta(days=1)
SAYS_LITTLE, LONGEST_TITLE = 40, 140


class Stage(StrEnum):
    """How far a duty is with the unit that has it (R10.2). Being late is not a stage: it is found
    from the day that is asked."""

    NOT_BEGUN = "not_begun"
    DISSEMINATED = "disseminated"
    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    REPORTED = "reported"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    DONE = "done"

    @property
    def label_vi(self) -> str:
        return _LABELS[self]

    @property
    def over(self) -> bool:
        """Whether nothing is owed any more in the period now open."""
        return self in (Stage.ACCEPTED, Stage.DONE)


_LABELS = {
    Stage.NOT_BEGUN: "Chưa triển khai",
    Stage.DISSEMINATED: "Đã quán triệt",
    Stage.PLANNED: "Đã có kế hoạch",
    Stage.IN_PROGRESS: "Đang thực hiện",
    Stage.REPORTED: "Đã báo cáo",
    Stage.RETURNED: "Phải làm lại",
    Stage.ACCEPTED: "Đã nhận báo cáo",
    Stage.DONE: "Hoàn thành",
}
_BEFORE_WORK = (Stage.NOT_BEGUN, Stage.DISSEMINATED, Stage.PLANNED)
_OPEN = (*_BEFORE_WORK, Stage.IN_PROGRESS, Stage.RETURNED)

FLOW: dict[Stage, tuple[Stage, ...]] = {
    Stage.NOT_BEGUN: (Stage.DISSEMINATED, Stage.PLANNED, Stage.IN_PROGRESS, Stage.REPORTED,
                      Stage.DONE),
    Stage.DISSEMINATED: (Stage.PLANNED, Stage.IN_PROGRESS, Stage.REPORTED, Stage.DONE),
    Stage.PLANNED: (Stage.IN_PROGRESS, Stage.REPORTED, Stage.DONE),
    Stage.IN_PROGRESS: (Stage.REPORTED, Stage.DONE),
    Stage.REPORTED: (Stage.RETURNED, Stage.ACCEPTED),
    Stage.RETURNED: (Stage.REPORTED,),
    Stage.ACCEPTED: (Stage.IN_PROGRESS, Stage.DONE),
    Stage.DONE: (Stage.ACCEPTED, Stage.IN_PROGRESS),
}  # fmt: skip
"""Which stage may follow which. Forward by what is recorded; an accepted recurring duty begins its
next period; one that is done opens again when something beneath it does."""

REPORTED_ON = frozenset({Product.REPORT, Product.LIST, Product.COUNT, Product.PAPER,
                         Product.MINUTES})  # fmt: skip
"""What is handed in with a report, and is over when that is accepted."""


# ------------------------------------------------------------------ lateness


def grace_end(due_on: date, calendar: Calendar = DEFAULT) -> date:
    """The day until which something due on a day off is still in time: the next working day."""
    return due_on if calendar.is_working(due_on) else calendar.add(due_on, 1)


def late_days(due_on: date | None, on: date, calendar: Calendar = DEFAULT) -> int:
    """Working days by which something is late on a day; 0 while it is in time.

    Days off do not make anything late: due on a Friday, it is one day late on Monday.
    """
    if due_on is None or on <= due_on:
        return 0
    return max(calendar.between(grace_end(due_on, calendar), on), 0)


def overdue_through(on: date, calendar: Calendar = DEFAULT) -> date:
    """The last due day that is late on a day: what is due on it or earlier is late.

    The twin of ``late_days`` for tables: ``late_days(due, on) > 0`` just where
    ``due <= overdue_through(on)``.
    """
    today = on if calendar.is_working(on) else calendar.add(on, -1)
    last = calendar.add(today, -1)
    while not calendar.is_working(last):
        last -= _DAY
    return last


# ------------------------------------------------------------------ what is shown


@dataclass(frozen=True, slots=True)
class Standing:
    """How a duty stands with a unit. ``late_below``: how many beneath it are late; ``explained``:
    whether somebody said why it may count as done all the same."""

    stage: Stage
    due_on: date | None
    late_below: int = 0
    explained: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page says of it. ``stage`` is the one shown: never over while something beneath is
    late and nobody said why."""

    word_vi: str
    late: bool
    late_days: int
    stage: Stage


def shown(standing: Standing, on: date, calendar: Calendar = DEFAULT) -> Shown:
    """The word, and whether it is late and by how many working days."""
    if standing.stage.over:
        if standing.late_below and not standing.explained:
            return Shown("Cấp dưới còn việc quá hạn", True, 0, Stage.IN_PROGRESS)
        return Shown(standing.stage.label_vi, False, 0, standing.stage)
    days = 0 if standing.stage is Stage.REPORTED else late_days(standing.due_on, on, calendar)
    return Shown(standing.stage.label_vi, days > 0, days, standing.stage)


# ------------------------------------------------------------------ the stage that may follow


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known when a stage is to be recorded. ``all_know``: of what is asked of every member,
    that nobody expected is left who does not know it."""

    product: Product
    recurring: bool = False
    accepted: bool = False
    session_held: bool = False
    all_know: bool = True
    plan_recorded: bool = False
    reached: bool = False
    open_below: int = 0
    late_below: int = 0
    explained: bool = False


@dataclass(frozen=True, slots=True)
class Allowed:
    stage: Stage


@dataclass(frozen=True, slots=True)
class Refused:
    """``code`` is English and stable, ``message_vi`` says what is missing."""

    code: str
    message_vi: str


def may_become(stage: Stage, following: Stage, facts: Facts) -> Allowed | Refused:
    """Whether a duty may go from one stage to another, by what is known of it."""
    if following not in FLOW[stage]:
        return Refused(
            "stage_order",
            f"Nhiệm vụ đang ở bước “{stage.label_vi}”, không chuyển thẳng sang "
            f"“{following.label_vi}” được.",
        )
    if following is Stage.DONE:
        return _may_be_done(stage, facts)
    if following is Stage.PLANNED and not facts.plan_recorded:
        return Refused("plan_missing", "Ghi số và ngày của kế hoạch trước.")
    return Allowed(following)


def _may_be_done(stage: Stage, facts: Facts) -> Allowed | Refused:
    if facts.recurring:
        return Refused("recurring", "Nhiệm vụ định kỳ còn các kỳ sau, chưa kết thúc được.")
    missing = {
        Product.PLAN: not facts.plan_recorded and "Ghi số và ngày của kế hoạch trước.",
        Product.ATTENDANCE: _not_attended(facts),
        Product.INDICATOR: not facts.reached and "Kết quả chưa đạt chỉ tiêu.",
    }.get(facts.product, stage is not Stage.ACCEPTED and "Báo cáo phải được cấp trên nhận trước.")
    if missing and not facts.accepted:
        return Refused("product_missing", missing)
    if facts.late_below and not facts.explained:
        return Refused(
            "late_below",
            f"Cấp dưới còn {facts.late_below} việc quá hạn. Ghi lý do nếu vẫn coi là hoàn thành.",
        )
    if facts.open_below > facts.late_below:
        return Refused(
            "open_below", f"Cấp dưới còn {facts.open_below - facts.late_below} việc chưa xong."
        )
    return Allowed(Stage.DONE)


def _not_attended(facts: Facts) -> str:
    if not facts.session_held:
        return "Ghi hội nghị quán triệt trước."
    if facts.all_know or facts.explained:
        return ""
    return (
        "Còn đảng viên chưa nắm văn bản. Ghi thêm những đồng chí đã nắm, hoặc ghi lý do nếu vẫn "
        "coi là hoàn thành."
    )


def advanced(stage: Stage, event: Stage) -> Stage:
    """The stage after something was recorded that makes it at least ``event``: a session held, a
    plan made, work begun. What is further already stays."""
    return event if stage in _BEFORE_WORK and stage in _before(event) else stage


def _before(event: Stage) -> tuple[Stage, ...]:
    order = (*_BEFORE_WORK, Stage.IN_PROGRESS)
    return order[: order.index(event)] if event in order else ()


@dataclass(frozen=True, slots=True)
class Beneath:
    """What stands directly beneath a duty: how many in all, begun, open, and late among the open.
    One that recurs is open only while it is late."""

    total: int = 0
    begun: int = 0
    open: int = 0
    late: int = 0


def settled(stage: Stage, facts: Facts, beneath: Beneath) -> Stage:
    """The stage a duty has once what stands beneath it changed.

    Work beneath makes it begun; accepted and nothing open beneath: done, and so is what asks for
    nothing but a session held or figures reached; done and something open beneath again: accepted.
    ``facts.explained`` lets it be done over what is late.
    """
    if stage in _BEFORE_WORK and beneath.begun:
        return Stage.IN_PROGRESS
    waits = beneath.open - (beneath.late if facts.explained else 0)
    if stage is Stage.DONE and waits > 0:
        return Stage.ACCEPTED if facts.product in REPORTED_ON else Stage.IN_PROGRESS
    if facts.recurring or waits > 0:
        return stage
    if stage is Stage.ACCEPTED:
        return Stage.DONE
    own = {Product.ATTENDANCE: not _not_attended(facts), Product.INDICATOR: facts.reached}
    if Stage.DONE in FLOW[stage] and own.get(facts.product, False):
        return Stage.DONE
    return stage


# ------------------------------------------------------------------ the roll-up


@dataclass(frozen=True, slots=True)
class RolledUp:
    """Everything beneath a duty in figures. ``share_done`` in percent, None of nothing."""

    by_stage: tuple[tuple[Stage, int], ...]
    late: int

    @property
    def total(self) -> int:
        return sum(number for _, number in self.by_stage)

    def of(self, *stages: Stage) -> int:
        return sum(number for stage, number in self.by_stage if stage in stages)

    @property
    def done(self) -> int:
        return self.of(Stage.ACCEPTED, Stage.DONE)

    @property
    def share_done(self) -> int | None:
        """Rounded down, so that 100 means all of them."""
        return self.done * 100 // self.total if self.total else None


def rolled_up(counts: Iterable[tuple[str, int]], late: int) -> RolledUp:
    """Counts by stage in the order of the flow; stages without any are left out."""
    found: dict[Stage, int] = {}
    for stage, number in counts:
        found[Stage(stage)] = found.get(Stage(stage), 0) + number
    return RolledUp(tuple((one, found[one]) for one in Stage if found.get(one)), late)


# ------------------------------------------------------------------ periods


@dataclass(frozen=True, slots=True)
class Period:
    """A period of a duty that recurs: first and last day, and the last day in time. ``end`` and
    ``due_on`` None: its days are set by the office (a term, a review)."""

    start: date
    end: date | None
    due_on: date | None


MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF_YEAR: 6, Every.YEAR: 12}
"""Months of a period; a week has none, terms and reviews no reckoned day."""
MOST_TIMES = 12


def period_of(
    every: Every, times: int, by_day: int | None, by_month: int | None, on: date, *,
    inclusive: bool = True,
) -> Period:  # fmt: skip
    """The period a day lies in. With ``times`` in each, a period is that part of it.

    ``by_day`` is the day named: of the period's last month (of ``by_month`` in a year), of the week
    (1 Monday) in a week; not ``inclusive``: the day before it is the last. None: the last day.
    """
    if every not in MONTHS and every is not Every.WEEK:
        return Period(on, None, None)
    start, end = _whole(every, on)
    start, end, whole = _part(start, end, max(times, 1), MONTHS.get(every, 0), on)
    due = end
    if by_day is not None and (whole or every is not Every.WEEK):
        due = _named_day(every, start, end, by_day, by_month if whole else None)
        due -= timedelta(days=not inclusive)
    return Period(start, end, due)


def _whole(every: Every, on: date) -> tuple[date, date]:
    if every is Every.WEEK:
        start = on - timedelta(days=on.weekday())
        return start, start + timedelta(days=6)
    months = MONTHS[every]
    start = date(on.year, (on.month - 1) // months * months + 1, 1)
    return start, _shifted(start, months) - _DAY


def _part(
    start: date, end: date, times: int, months: int, on: date
) -> tuple[date, date, bool]:  # fmt: skip
    """The part of a period a day lies in: whole months where they can be shared out, else days."""
    if times == 1:
        return start, end, True
    if months and months % times == 0:
        step = months // times
        passed = (on.year - start.year) * 12 + on.month - start.month
        first = _shifted(start, passed // step * step)
        return first, _shifted(first, step) - _DAY, False
    length = (end - start).days + 1
    times = min(times, length)
    edges = [start + timedelta(days=length * n // times) for n in range(times + 1)]
    at = max(n for n in range(times) if edges[n] <= on)
    return edges[at], edges[at + 1] - _DAY, False


def _named_day(every: Every, start: date, end: date, day: int, month: int | None) -> date:
    if every is Every.WEEK:
        return start + timedelta(days=min(max(day, 1), 7) - 1)
    first = date(end.year, month, 1) if month and every is Every.YEAR else end.replace(day=1)
    last = (_shifted(first, 1) - _DAY).day
    return first.replace(day=min(max(day, 1), last))


def _shifted(first: date, months: int) -> date:
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def next_period(
    every: Every, times: int, by_day: int | None, by_month: int | None, after: date, *,
    inclusive: bool = True,
) -> Period:  # fmt: skip
    """The period after the one a day lies in."""
    here = period_of(every, times, by_day, by_month, after, inclusive=inclusive)
    return period_of(every, times, by_day, by_month, (here.end or after) + _DAY,
                     inclusive=inclusive)  # fmt: skip


def first_period(
    every: Every, times: int, by_day: int | None, by_month: int | None, since: date, *,
    inclusive: bool = True,
) -> Period:  # fmt: skip
    """The first period whose last day in time is not over on the day a duty is given."""
    here = period_of(every, times, by_day, by_month, since, inclusive=inclusive)
    if here.due_on is None or here.due_on >= since:
        return here
    return next_period(every, times, by_day, by_month, since, inclusive=inclusive)


def periods_due(
    every: Every, times: int, by_day: int | None, by_month: int | None, since: date, on: date, *,
    inclusive: bool = True,
) -> list[Period]:  # fmt: skip
    """The periods from the one a day lies in whose last day in time is not after another. None of
    what has no reckoned days."""
    found: list[Period] = []
    period = period_of(every, times, by_day, by_month, since, inclusive=inclusive)
    while period.end is not None and period.due_on is not None and period.due_on <= on:
        found.append(period)
        following = period.end + _DAY
        period = period_of(every, times, by_day, by_month, following, inclusive=inclusive)
    return found


@dataclass(frozen=True, slots=True)
class PeriodCount:
    """Periods of duties that recur whose day came: reported in time, late, or not at all."""

    in_time: int = 0
    late: int = 0
    missed: int = 0

    @property
    def due(self) -> int:
        return self.in_time + self.late + self.missed

    def __add__(self, other: "PeriodCount") -> "PeriodCount":
        return PeriodCount(
            self.in_time + other.in_time, self.late + other.late, self.missed + other.missed
        )


NO_PERIODS = PeriodCount()


def duty_called(heading: str, what: str) -> str:
    """What a duty is called: its heading; with what is asked where the heading stands over several
    duties and says little ("Tổ chức thực hiện"). In full, on one line, without its full stop."""
    name = heading.strip().rstrip(".:;")
    if len(name) < SAYS_LITTLE and name not in what:
        name = f"{name}: {what}" if name else what
    return " ".join((name or what).split()).rstrip(" .;:")


def duty_title(heading: str, what: str) -> str:
    """What a duty is called on a screen: cut where it is long."""
    words = duty_called(heading, what)
    if len(words) <= LONGEST_TITLE:
        return words
    return f"{words[: LONGEST_TITLE - 1].rpartition(' ')[0].rstrip(' ,;')}…"
