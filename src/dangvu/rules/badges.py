"""Party age, and the badges for years in the Party (R3.3, R3.4).

Party age runs from the day of the decision of admission and stands still while somebody is out of
the Party. It is counted in completed months and never falls; a month begun before leaving goes on
after the return.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from dangvu.rules.admissions import age_in_months
from dangvu.rules.basis import BEGINNING, Basis, Confidence, Dated, Finding, Rule, Severity, firm
from dangvu.rules.formats import date_text
from dangvu.rules.months import Month, add_months

_GUIDE = "Hướng dẫn số 01-HD/TW, ngày 28/9/2021"
PARTY_AGE_BASIS = Basis("R2.17", "Quy định số 208-QĐ/TW, ngày 26/7/2026", "", Confidence.V)
TIME_OUT_BASIS = Basis("R3.3", "Hướng dẫn tính tuổi đảng", "trừ thời gian ra khỏi", Confidence.K)

Out = tuple[date, date | None]
"""A time out of the Party: first day out, and the day of return (None: still out)."""

Stretch = tuple[date, date | None, date]
"""A time in the Party: first day, day of leaving, and the day the clock counts from."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, order=True, slots=True)
class AwardDay:
    """A day of the year on which badges are given."""

    month: int
    day: int

    @property
    def label_vi(self) -> str:
        return f"{self.day:02}/{self.month:02}"

    def in_year(self, year: int) -> date:
        return date(year, self.month, self.day)


class EarlyGround(StrEnum):
    """Why a badge may be given before its day."""

    ILL = "om_nang"
    POSTHUMOUS = "truy_tang"

    @property
    def label_vi(self) -> str:
        return {"om_nang": "ốm nặng", "truy_tang": "truy tặng"}[self.value]


@dataclass(frozen=True, slots=True)
class EarlyLimit:
    """How many months early a badge of ``from_years`` to ``to_years`` may be given, and why."""

    ground: EarlyGround
    from_years: int
    to_years: int
    months: int

    @property
    def label_vi(self) -> str:
        return (
            f"{self.ground.label_vi}, huy hiệu {self.from_years} đến {self.to_years} năm: sớm "
            f"nhiều nhất {self.months} tháng"
        )


def _always(name: str, title_vi: str, value: tuple, place: str, unit_vi: str = "") -> Rule:
    basis = Basis("R3.4", _GUIDE, place, Confidence.P)
    return Rule(f"badges.{name}", title_vi, unit_vi, (Dated(value, BEGINNING, None, basis),))


MILESTONES: Rule[tuple[int, ...]] = _always(
    "milestones",
    "Mốc tuổi đảng được tặng Huy hiệu Đảng",
    (30, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90),
    "mục 18",
    "năm tuổi đảng",
)
AWARD_DAYS: Rule[tuple[AwardDay, ...]] = _always(
    "award_days",
    "Ngày trao Huy hiệu Đảng hằng năm",
    (AwardDay(2, 3), AwardDay(5, 19), AwardDay(9, 2), AwardDay(11, 7)),
    "hoặc dịp kỷ niệm lớn khác",
)
EARLY: Rule[tuple[EarlyLimit, ...]] = _always(
    "early",
    "Xét tặng sớm, truy tặng Huy hiệu Đảng",
    (
        EarlyLimit(EarlyGround.ILL, 30, 65, 12),
        EarlyLimit(EarlyGround.ILL, 70, 90, 24),
        EarlyLimit(EarlyGround.POSTHUMOUS, 30, 90, 12),
    ),
    "mục 18",
)
RULES: tuple[Rule, ...] = (MILESTONES, AWARD_DAYS, EARLY)


# --- Party age ------------------------------------------------------------------------------


@dataclass(frozen=True, order=True, slots=True)
class PartyAge:
    """Completed months in the Party."""

    total_months: int

    @property
    def years(self) -> int:
        return self.total_months // 12

    @property
    def months(self) -> int:
        """Completed months beyond the years."""
        return self.total_months % 12

    @property
    def text_vi(self) -> str:
        return f"{self.years} năm {self.months} tháng"


def party_age(joined_on: date, out: Iterable[Out], on: date) -> PartyAge:
    """Party age on a day; 0 before ``joined_on``. ``out`` may be unsorted and overlap."""
    age = 0
    for since, until, clock in _stretches(joined_on, out):
        last = on if until is None else min(on, until - _DAY)
        if since <= last:
            age = age_in_months(clock, last)
    return PartyAge(age)


def reached_on(joined_on: date, out: Iterable[Out], years: int) -> date | None:
    """The first day with ``years`` of Party age; None for somebody who left before and is out.

    It is never a day out of the Party. Admitted on 29 February: 28 February in a common year.
    """
    return _reached(_stretches(joined_on, out), years)


def _reached(stretches: Iterable[Stretch], years: int) -> date | None:
    for since, until, clock in stretches:
        day = max(since, add_months(clock, years * 12))
        if until is None or day < until:
            return day
    return None


def is_member(joined_on: date, out: Iterable[Out], on: date) -> bool:
    """Whether a day lies in the Party."""
    return joined_on <= on and not any(
        first <= on and (back is None or on < back) for first, back in out
    )


def _stretches(joined_on: date, out: Iterable[Out]) -> list[Stretch]:
    """The times in the Party.

    After a return the clock is set so that it shows the months and days it showed on leaving.
    """
    stretches: list[Stretch] = []
    since = clock = joined_on
    for first, back in _merged(joined_on, out):
        stretches.append((since, first, clock))
        if back is None:
            return stretches
        months = age_in_months(clock, first)
        days = first - add_months(clock, months)
        since, clock = back, add_months(back - days, -months)
    return [*stretches, (since, None, clock)]


def _merged(joined_on: date, out: Iterable[Out]) -> list[Out]:
    """``out`` from ``joined_on`` on, in order, without empty, touching or overlapping times."""
    merged: list[Out] = []
    for first, back in sorted(out, key=lambda away: away[0]):
        first = max(first, joined_on)
        if back is not None and back <= first:
            continue
        if merged:
            before, returned = merged[-1]
            if returned is None:
                break
            if first <= returned:
                merged[-1] = (before, None if back is None else max(back, returned))
                continue
        merged.append((first, back))
    return merged


# --- awards ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NextBadge:
    """The badge a member waits for: its years, the day they are reached, the day it is given."""

    years: int
    reached_on: date
    award_on: date


def award_date(on: date) -> date:
    """The first award day on or after a day."""
    days = sorted(AWARD_DAYS.at(on).value)
    in_year = (day.in_year(year) for year in (on.year, on.year + 1) for day in days)
    return next(day for day in in_year if day >= on)


def award_dates(year: int) -> tuple[date, ...]:
    """The award days of a year, in order."""
    days = AWARD_DAYS.at(date(year, 1, 1)).value
    return tuple(sorted(day.in_year(year) for day in days))


def next_badge(
    joined_on: date, out: Collection[Out], held: Collection[int], on: date
) -> NextBadge | None:
    """The badge to be given next, seen from a day, and the first award day from the day reached.

    A badge below the highest held is not made up for. Of several reached and not given it is the
    highest, and its award day may lie before ``on``: it is overdue. None after the last milestone,
    and for somebody who is not in the Party on the day.
    """
    if not is_member(joined_on, out, on):
        return None
    waiting = _waiting(joined_on, out, held, on)
    if not waiting:
        return None
    reached = [badge for badge in waiting if badge[1] <= on]
    years, day = reached[-1] if reached else waiting[0]
    return NextBadge(years, day, award_date(day))


def due_for(
    award_on: date, joined_on: date, out: Collection[Out], held: Collection[int]
) -> int | None:
    """The years of the badge a member is given on an award day; None if there is none to give.

    The highest milestone reached by that day, if none as high is held. ``award_on`` may be any day:
    a committee may choose another occasion.
    """
    if not is_member(joined_on, out, award_on):
        return None
    reached = [y for y, day in _waiting(joined_on, out, held, award_on) if day <= award_on]
    return reached[-1] if reached else None


def latest_joining(award_on: date) -> date:
    """Nobody admitted after this day can be given a badge on ``award_on``: to choose rows by."""
    return latest_beginning(award_on, min(MILESTONES.at(award_on).value))


def latest_beginning(on: date, years: int) -> date:
    """The last day of joining with so many completed years on a day, without a time out."""
    day = add_months(on, -12 * years)
    return Month.of(day).last() if on == Month.of(on).last() else day


def _waiting(
    joined_on: date, out: Collection[Out], held: Collection[int], on: date
) -> list[tuple[int, date]]:
    """Milestones above the highest held with the day each is reached, lowest first."""
    stretches = _stretches(joined_on, out)
    days = (
        (years, _reached(stretches, years))
        for years in MILESTONES.at(on).value
        if years > max(held, default=0)
    )
    return [(years, day) for years, day in days if day is not None]


# --- before the day -------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class EarlyAward:
    """A badge proposed before its day. ``reached_on``: the day its years would be reached."""

    years: int
    reached_on: date
    award_on: date
    ground: EarlyGround
    reason: str = ""


def earliest_award(years: int, day: date, ground: EarlyGround) -> date | None:
    """The first day a badge reached on ``day`` may be given on a ground; None if never early."""
    for limit in EARLY.at(day).value:
        if limit.ground is ground and limit.from_years <= years <= limit.to_years:
            return add_months(day, -limit.months)
    return None


def check_early(award: EarlyAward) -> list[Finding]:
    """What speaks against an early award (R3.4): no milestone, no reason, too early.

    Refused without a reason: the proposal must state it. What rests on a rule that is not confirmed
    is a warning.
    """
    basis = EARLY.at(award.award_on).basis
    if award.years not in MILESTONES.at(award.award_on).value:
        message = f"Không có Huy hiệu Đảng {award.years} năm."
        return [Finding("no_milestone", message, Severity.REFUSAL, "years", basis)]
    findings = []
    if not award.reason.strip():
        message = f"Ghi lý do tặng trước hạn ({award.ground.label_vi}); tờ trình phải nêu rõ."
        findings.append(Finding("reason_missing", message, Severity.REFUSAL, "reason", basis))
    earliest = earliest_award(award.years, award.reached_on, award.ground)
    if earliest is None or award.award_on < earliest:
        message = (
            f"Huy hiệu {award.years} năm đủ tuổi đảng ngày {date_text(award.reached_on)}; "
            f"{award.ground.label_vi} "
            + (f"sớm nhất là ngày {date_text(earliest)}." if earliest else "không có mức xét sớm.")
        )
        findings.append(Finding("too_early", message, firm(basis), "award_on", basis))
    if award.award_on >= award.reached_on:
        message = f"Đã đủ tuổi đảng từ ngày {date_text(award.reached_on)}, không phải tặng sớm."
        findings.append(Finding("not_early", message, Severity.NOTE, "award_on", basis))
    return findings
