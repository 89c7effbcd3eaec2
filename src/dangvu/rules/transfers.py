"""Transfers of activity (R4): the way, the steps, what stops a step, the time limits.

A machine without side effects: ``route`` gives the organisations on the way, ``decide`` says
whether a step may be taken and where it leads, ``timers`` gives the limits that run.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dangvu.rules.basis import BEGINNING, Basis, Confidence, Dated, Finding, Rule, Severity, firm
from dangvu.rules.formats import date_text
from dangvu.rules.months import Month, add_months
from dangvu.rules.timers import Timer, timer

_208 = "Quy định số 208-QĐ/TW, ngày 26/7/2026"
_SINCE_208 = date(2026, 7, 26)
_EARLIER = "Quy định thi hành Điều lệ Đảng trước đó"


class TransferKind(StrEnum):
    """The four letters of introduction (R4.5)."""

    OFFICIAL = "official"
    TEMPORARY = "temporary"
    INTERNAL = "internal"
    ABROAD = "abroad"

    @property
    def label_vi(self) -> str:
        return {
            "official": "Chính thức",
            "temporary": "Tạm thời",
            "internal": "Nội bộ",
            "abroad": "Ra ngoài nước",
        }[self.value]


class TransferState(StrEnum):
    """How far a transfer has come. The member stands in the sending cell until it is received."""

    REQUESTED = "DE_NGHI"
    CONFIRMED = "CHI_BO_XAC_NHAN"
    INTRODUCED = "CAP_UY_GIOI_THIEU"
    FORWARDED = "CHUYEN_TIEP"
    RECEIVED = "DA_TIEP_NHAN"
    CLOSED = "DONG"
    RETURNED = "TRA_LAI"
    CANCELLED = "HUY"

    @property
    def label_vi(self) -> str:
        return _STATE_LABELS[self]

    @property
    def under_way(self) -> bool:
        """Whether somebody still has to act before the member is received."""
        return self in UNDER_WAY


_STATE_LABELS = {
    TransferState.REQUESTED: "Đề nghị",
    TransferState.CONFIRMED: "Chi bộ đã xác nhận",
    TransferState.INTRODUCED: "Cấp ủy đã giới thiệu",
    TransferState.FORWARDED: "Đang chuyển tiếp",
    TransferState.RECEIVED: "Đã tiếp nhận",
    TransferState.CLOSED: "Đã đóng",
    TransferState.RETURNED: "Bị trả lại",
    TransferState.CANCELLED: "Đã hủy",
}
UNDER_WAY = frozenset(
    {
        TransferState.REQUESTED,
        TransferState.CONFIRMED,
        TransferState.INTRODUCED,
        TransferState.FORWARDED,
    }
)


class Step(StrEnum):
    """What an organisation does to a transfer."""

    CONFIRM = "confirm"
    INTRODUCE = "introduce"
    FORWARD = "forward"
    RECEIVE = "receive"
    CLOSE = "close"
    RETURN = "return"
    RESUME = "resume"
    CANCEL = "cancel"

    @property
    def label_vi(self) -> str:
        return _STEP_LABELS[self]


_STEP_LABELS = {
    Step.CONFIRM: "Chi bộ xác nhận",
    Step.INTRODUCE: "Cấp ủy giới thiệu",
    Step.FORWARD: "Chuyển tiếp",
    Step.RECEIVE: "Tiếp nhận",
    Step.CLOSE: "Đóng, đã có phiếu báo",
    Step.RETURN: "Trả lại",
    Step.RESUME: "Bổ sung, đề nghị lại",
    Step.CANCEL: "Hủy",
}
_MACHINE: dict[TransferState, dict[Step, TransferState]] = {
    TransferState.REQUESTED: {
        Step.CONFIRM: TransferState.CONFIRMED,
        Step.RETURN: TransferState.RETURNED,
        Step.CANCEL: TransferState.CANCELLED,
    },
    TransferState.CONFIRMED: {
        Step.INTRODUCE: TransferState.INTRODUCED,
        Step.RETURN: TransferState.RETURNED,
        Step.CANCEL: TransferState.CANCELLED,
    },
    TransferState.INTRODUCED: {
        Step.FORWARD: TransferState.FORWARDED,
        Step.RECEIVE: TransferState.RECEIVED,
        Step.RETURN: TransferState.RETURNED,
        Step.CANCEL: TransferState.CANCELLED,
    },
    TransferState.FORWARDED: {
        Step.FORWARD: TransferState.FORWARDED,
        Step.RECEIVE: TransferState.RECEIVED,
        Step.RETURN: TransferState.RETURNED,
        Step.CANCEL: TransferState.CANCELLED,
    },
    TransferState.RECEIVED: {Step.CLOSE: TransferState.CLOSED},
    TransferState.RETURNED: {
        Step.RESUME: TransferState.REQUESTED,
        Step.CANCEL: TransferState.CANCELLED,
    },
    TransferState.CLOSED: {},
    TransferState.CANCELLED: {},
}
_WITH_REASON = frozenset({Step.RETURN, Step.CANCEL})

STATES_BASIS = Basis("R4.8", "Trình tự chuyển sinh hoạt của phần mềm", "", Confidence.D)
ROUTE_BASIS = Basis(
    "R4.3",
    "Quy định thi hành Điều lệ Đảng trước 208-QĐ/TW",
    "thẩm quyền giới thiệu theo mô hình mới chưa đối chiếu",
    Confidence.P,
)
DOSSIER_BASIS = Basis("R4.6", "Công văn số 1361-CV/BTCTW, ngày 30/6/2026", "", Confidence.V)
LETTER_BASIS = Basis("R4.5", "Hướng dẫn nghiệp vụ công tác đảng viên", "", Confidence.P)


# --- figures --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MonthSpan:
    """From so many months to less than so many."""

    from_months: int
    under_months: int

    @property
    def label_vi(self) -> str:
        return f"từ {self.from_months} đến dưới {self.under_months} tháng"


COMPLETE: Rule[int] = Rule(
    "transfers.complete",
    "Thời hạn chuyển sinh hoạt chính thức",
    "ngày làm việc từ ngày quyết định có hiệu lực hoặc đổi nơi cư trú",
    (
        Dated(60, BEGINNING, _SINCE_208, Basis("R4.1", _EARLIER, "", Confidence.K)),
        Dated(60, _SINCE_208, None, Basis("R4.1", _208, "", Confidence.V)),
    ),
)
PRESENT: Rule[int] = Rule(
    "transfers.present",
    "Thời hạn nộp giấy giới thiệu cho chi ủy nơi đến",
    "ngày làm việc từ ngày được giới thiệu",
    (Dated(30, BEGINNING, None, Basis("R4.2", _EARLIER, "", Confidence.P)),),
)
TEMPORARY_SPAN: Rule[MonthSpan] = Rule(
    "transfers.temporary",
    "Thời gian chuyển sinh hoạt tạm thời",
    "",
    (Dated(MonthSpan(3, 12), BEGINNING, None, Basis("R4.4", _EARLIER, "", Confidence.K)),),
)
ABROAD_FROM: Rule[int] = Rule(
    "transfers.abroad",
    "Thời gian ở ngoài nước từ đó chuyển sinh hoạt ra ngoài nước",
    "tháng",
    (Dated(12, BEGINNING, None, Basis("R4.7", _EARLIER, "", Confidence.P)),),
)
RULES: tuple[Rule, ...] = (COMPLETE, PRESENT, TEMPORARY_SPAN, ABROAD_FROM)


# --- the way --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RouteHop:
    """An organisation on the way and the step it takes. ``position`` counts from 0."""

    position: int
    unit: Hashable
    step: Step


def route(from_units: Sequence[Hashable], to_units: Sequence[Hashable]) -> tuple[RouteHop, ...]:
    """The way from one cell to another through the committees above them.

    Each argument lists the organisations from the top of the register down to the cell. The sending
    cell confirms, the committee above it introduces, those further up to the first superior of
    both, and down again, forward, the receiving cell receives. One list is empty where the way
    leads out of the register, or comes into it. Leave out of both what never handles a letter
    (Central, for two provinces). Raises ``ValueError`` for a way that leads nowhere: twice the same
    cell, one above the other, or a cell with no committee above it.
    """
    shared = 0
    for one, other in zip(from_units, to_units, strict=False):
        if one != other:
            break
        shared += 1
    if shared and shared in (len(from_units), len(to_units)):
        raise ValueError("Nơi đi và nơi đến phải là hai chi bộ khác nhau.")
    if len(from_units) == 1 or len(to_units) == 1 or not (from_units or to_units):
        raise ValueError("Chi bộ chưa có cấp ủy cấp trên để giới thiệu.")
    top = max(0, shared - 1)
    up = list(from_units[top:])[::-1]
    down = list(to_units[shared:])
    steps = [Step.FORWARD] * (len(up) + len(down))
    if up:
        steps[:2] = [Step.CONFIRM, Step.INTRODUCE]
    if down:
        steps[-1] = Step.RECEIVE
    way = zip([*up, *down], steps, strict=True)
    return tuple(RouteHop(position, unit, step) for position, (unit, step) in enumerate(way))


def forwards(way: Sequence[RouteHop]) -> int:
    """How many organisations of a way only pass the letter on."""
    return sum(hop.step is Step.FORWARD for hop in way)


# --- the machine ----------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class TransferFacts:
    """One transfer as recorded.

    ``cause_on``: when the decision took effect or the residence changed. ``until_on``: the end of a
    temporary one. ``introduced_on``: the day of the first letter, where the one that holds was
    given out anew. ``forwards`` and ``forwarded``: organisations that pass the letter on, all and
    those done. ``reason``: of the step being taken. ``dues_through``: any day of the last month
    paid. ``inside_grassroots``: whether both cells are of one grassroots organisation.
    """

    kind: TransferKind
    state: TransferState
    cause_on: date
    requested_on: date
    until_on: date | None = None
    forwards: int = 0
    forwarded: int = 0
    reason: str = ""
    letter_number: str = ""
    letter_on: date | None = None
    introduced_on: date | None = None
    dues_through: date | None = None
    received_on: date | None = None
    inside_grassroots: bool = False


@dataclass(frozen=True, slots=True)
class Allowed:
    """A step may be taken: the state it leads to, and the number of hops then passed."""

    state: TransferState
    forwarded: int


@dataclass(frozen=True, slots=True)
class Refused:
    """A step may not be taken, and why."""

    code: str
    message_vi: str
    basis: Basis


def decide(facts: TransferFacts, step: Step, on: date) -> Allowed | Refused:
    """Whether a step may be taken on a day, and where it leads."""
    after = _MACHINE[facts.state].get(step)
    if after is None:
        message = f"“{step.label_vi}”: hồ sơ đang ở bước “{facts.state.label_vi}”."
        return Refused("wrong_state", message, STATES_BASIS)
    if on < facts.requested_on:
        message = f"Ngày {date_text(on)} trước ngày đề nghị {date_text(facts.requested_on)}."
        return Refused("before_request", message, STATES_BASIS)
    if step in _WITH_REASON and not facts.reason.strip():
        return Refused("reason_missing", f"{step.label_vi} phải ghi lý do.", STATES_BASIS)
    if step is Step.INTRODUCE:
        return _letter_fault(facts, on) or Allowed(after, 0)
    left = facts.forwards - facts.forwarded
    if step is Step.FORWARD and left <= 0:
        message = "Giấy giới thiệu đã qua hết các cấp; nơi đến tiếp nhận hoặc trả lại."
        return Refused("no_hop_left", message, ROUTE_BASIS)
    if step is Step.RECEIVE and left > 0:
        message = f"Còn {left} tổ chức trên đường chuyển chưa chuyển tiếp giấy giới thiệu."
        return Refused("hops_left", message, ROUTE_BASIS)
    if step is Step.RESUME:
        return Allowed(after, 0)
    return Allowed(after, facts.forwarded + (step is Step.FORWARD))


def decide_letter(facts: TransferFacts, on: date) -> Refused | None:
    """What forbids another letter on a day, in place of one lost or wrong (R4.5); None: nothing.

    ``letter_number`` and ``letter_on`` are those of the new one.
    """
    if facts.state not in (TransferState.INTRODUCED, TransferState.FORWARDED):
        message = f"Hồ sơ đang ở bước “{facts.state.label_vi}”, không có giấy nào đang đi đường."
        return Refused("wrong_state", message, LETTER_BASIS)
    if not facts.reason.strip():
        return Refused("reason_missing", "Cấp lại giấy giới thiệu phải ghi lý do.", LETTER_BASIS)
    if facts.introduced_on is not None and on < facts.introduced_on:
        before = date_text(facts.introduced_on)
        message = f"Ngày {date_text(on)} trước ngày giới thiệu lần đầu {before}."
        return Refused("before_letter", message, LETTER_BASIS)
    return _letter_fault(facts, on)


def _letter_fault(facts: TransferFacts, on: date) -> Refused | None:
    if not facts.letter_number.strip() or facts.letter_on is None:
        return Refused("letter_missing", "Ghi số và ngày của giấy giới thiệu.", LETTER_BASIS)
    letter = date_text(facts.letter_on)
    if facts.letter_on > on:
        message = f"Ngày giấy giới thiệu {letter} sau ngày {date_text(on)}."
        return Refused("letter_in_future", message, LETTER_BASIS)
    if facts.letter_on < facts.requested_on:
        requested = date_text(facts.requested_on)
        message = f"Ngày giấy giới thiệu {letter} trước ngày đề nghị {requested}."
        return Refused("letter_before_request", message, LETTER_BASIS)
    return None


def steps_from(state: TransferState) -> tuple[Step, ...]:
    """The steps a state knows, the way forward first."""
    return tuple(_MACHINE[state])


def leads_to(state: TransferState, step: Step) -> TransferState:
    """The state a step leads to. Raises ``KeyError`` for a step the state does not know."""
    return _MACHINE[state][step]


def expected(facts: TransferFacts) -> Step | None:
    """The step that leads on; None once it is closed or cancelled."""
    if facts.state in (TransferState.INTRODUCED, TransferState.FORWARDED):
        return Step.FORWARD if facts.forwarded < facts.forwards else Step.RECEIVE
    return next(iter(_MACHINE[facts.state]), None)


def whose_turn(way: Sequence[RouteHop], facts: TransferFacts) -> RouteHop | None:
    """The organisation that takes the next step.

    The one that introduced closes by the slip that comes back (R4.6), and records the reception of
    somebody who left the register; for somebody who came into it the receiving cell closes. A
    returned transfer waits for the first of the way. None once it is closed or cancelled.
    """
    step = expected(facts)
    if step is None:
        return None
    if step is Step.FORWARD:
        return [hop for hop in way if hop.step is Step.FORWARD][facts.forwarded]
    named = {hop.step: hop for hop in way}
    order = {
        Step.RESUME: (Step.CONFIRM,),
        Step.CLOSE: (Step.INTRODUCE, Step.RECEIVE),
        Step.RECEIVE: (Step.RECEIVE, Step.INTRODUCE),
    }.get(step, (step,))
    return next((named[one] for one in order if one in named), way[0])


# --- limits ---------------------------------------------------------------------------------


def timers(facts: TransferFacts) -> tuple[Timer, ...]:
    """The limits a transfer is under: to be completed (official ones, R4.1), and, once introduced,
    to present the letter (R4.2); another letter begins no new limit. They stop on
    ``received_on``."""
    limits = []
    if facts.kind is TransferKind.OFFICIAL:
        limits.append(timer(COMPLETE, facts.cause_on))
    introduced_on = facts.introduced_on or facts.letter_on
    if introduced_on is not None:
        limits.append(timer(PRESENT, introduced_on))
    return tuple(limits)


def check_transfer(facts: TransferFacts, on: date) -> list[Finding]:
    """What is odd about a transfer; refused only what cannot be, or breaks a confirmed rule."""
    findings = [*_check_days(facts), *_check_span(facts)]
    if facts.kind is TransferKind.INTERNAL and not facts.inside_grassroots:
        message = "Chuyển nội bộ chỉ trong một tổ chức cơ sở đảng; ra ngoài thì chuyển chính thức."
        findings.append(Finding("not_internal", message, firm(ROUTE_BASIS), "kind", ROUTE_BASIS))
    if facts.letter_on is not None:
        paid = facts.dues_through
        if paid is None or Month.of(paid) < Month.of(facts.letter_on):
            month = Month.of(facts.letter_on).label_vi
            message = f"Đảng phí phải thu đến hết tháng viết giấy giới thiệu ({month})."
            severity = firm(LETTER_BASIS)
            findings.append(Finding("dues_behind", message, severity, "dues_through", LETTER_BASIS))
    if facts.state.under_way or facts.received_on is not None:
        for limit in timers(facts):
            day = facts.received_on or on
            if limit.overdue(day):
                message = f"{limit.title_vi}: {limit.state(day)}. {limit.explain()}"
                findings.append(Finding("late", message, Severity.WARNING, basis=limit.basis))
    return findings


def _check_days(facts: TransferFacts) -> list[Finding]:
    if facts.received_on is not None and facts.received_on < facts.requested_on:
        message = (
            f"Ngày tiếp nhận {date_text(facts.received_on)} trước ngày đề nghị "
            f"{date_text(facts.requested_on)}."
        )
        return [Finding("received_before_request", message, Severity.REFUSAL, "received_on")]
    return []


def _check_span(facts: TransferFacts) -> list[Finding]:
    """The length of a stay: temporary (R4.4), abroad (R4.7)."""
    start, end = facts.cause_on, facts.until_on
    temporary = facts.kind is TransferKind.TEMPORARY
    if end is None:
        if not temporary:
            return []
        message = "Chuyển tạm thời phải ghi ngày hết thời gian sinh hoạt tạm thời."
        return [Finding("until_missing", message, Severity.REFUSAL, "until_on")]
    if end <= start:
        message = f"Ngày hết hạn {date_text(end)} không sau ngày bắt đầu {date_text(start)}."
        return [Finding("until_before_start", message, Severity.REFUSAL, "until_on")]
    if temporary:
        row = TEMPORARY_SPAN.at(start)
        low = add_months(start, row.value.from_months)
        high = add_months(start, row.value.under_months)
        if not low <= end < high:
            message = (
                f"Sinh hoạt tạm thời {row.value.label_vi}; từ {date_text(start)} đến "
                f"{date_text(end)} thì nằm ngoài khoảng này."
            )
            return [Finding("span", message, firm(row.basis), "until_on", row.basis)]
    if facts.kind is TransferKind.ABROAD:
        limit = ABROAD_FROM.at(start)
        if end < add_months(start, limit.value):
            message = f"Ở ngoài nước dưới {limit.value} tháng; xem lại loại chuyển sinh hoạt."
            return [Finding("span", message, firm(limit.basis), "until_on", limit.basis)]
    return []
