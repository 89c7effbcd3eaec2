"""Membership through time: events as they were decided, and the spells that follow from them.

A member's history is a fold. ``spells`` takes every event of one person, in whatever order they
were recorded, and gives the spells of their membership: dated, half-open, without overlap. Nothing
else says where somebody was or what: the record of today is the last spell, a count of any day is
the spells that hold on it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum


class Status(StrEnum):
    """What a member is on a day (R3.5). The first six are members and are counted (R12.3)."""

    PROBATIONARY = "DU_BI"
    OFFICIAL = "CHINH_THUC"
    EXEMPT = "MIEN_SINH_HOAT"
    AWAY = "TAM_CHUYEN_DI"
    ABROAD = "NUOC_NGOAI"
    SUSPENDED = "DINH_CHI_SH"
    LEFT = "DA_RA_KHOI_DANG"
    DIED = "TU_TRAN"
    GONE = "DA_CHUYEN_DI"
    MISTAKEN = "GHI_NHAM"

    @property
    def label(self) -> str:
        return _STATUS_LABELS[self]

    @property
    def counted(self) -> bool:
        """Whether somebody of this status is a member of the cell."""
        return self in MEMBERS


_STATUS_LABELS = {
    Status.PROBATIONARY: "Dự bị",
    Status.OFFICIAL: "Chính thức",
    Status.EXEMPT: "Miễn sinh hoạt",
    Status.AWAY: "Tạm chuyển sinh hoạt đi",
    Status.ABROAD: "Sinh hoạt ở nước ngoài",
    Status.SUSPENDED: "Đình chỉ sinh hoạt",
    Status.LEFT: "Đã ra khỏi Đảng",
    Status.DIED: "Từ trần",
    Status.GONE: "Đã chuyển đi",
    Status.MISTAKEN: "Ghi nhầm, không phải đảng viên",
}
STATUS_CHOICES = [(status.value, status.label) for status in Status]

#: Who is a member today; the other states are kept for the record.
MEMBERS = (
    Status.OFFICIAL,
    Status.PROBATIONARY,
    Status.EXEMPT,
    Status.AWAY,
    Status.ABROAD,
    Status.SUSPENDED,
)


class EventKind(StrEnum):
    """What a decision did to somebody's membership."""

    TAKEN_OVER = "dua_vao_so"
    ADMITTED = "ket_nap"
    READMITTED = "ket_nap_lai"
    RESTORED = "khoi_phuc"
    CAME_IN = "chuyen_den"
    RECOGNISED = "cong_nhan"
    EXEMPTED = "mien_sinh_hoat"
    AWAY = "tam_chuyen_di"
    ABROAD = "ra_nuoc_ngoai"
    SUSPENDED = "dinh_chi"
    RESUMED = "tro_lai"
    MOVED = "chuyen_sinh_hoat"
    REORGANISED = "sap_xep_to_chuc"
    WENT_OUT = "chuyen_di"
    EXPELLED = "khai_tru"
    STRUCK_OFF = "xoa_ten"
    WITHDREW = "xin_ra"
    DIED = "tu_tran"
    VOIDED = "ghi_nham"

    @property
    def label(self) -> str:
        return _EVENT_LABELS[self]


_EVENT_LABELS = {
    EventKind.TAKEN_OVER: "Đưa vào sổ",
    EventKind.ADMITTED: "Kết nạp",
    EventKind.READMITTED: "Kết nạp lại",
    EventKind.RESTORED: "Khôi phục quyền đảng viên",
    EventKind.CAME_IN: "Chuyển sinh hoạt đến",
    EventKind.RECOGNISED: "Công nhận chính thức",
    EventKind.EXEMPTED: "Miễn công tác và sinh hoạt đảng",
    EventKind.AWAY: "Chuyển sinh hoạt tạm thời",
    EventKind.ABROAD: "Chuyển sinh hoạt ra ngoài nước",
    EventKind.SUSPENDED: "Đình chỉ sinh hoạt đảng",
    EventKind.RESUMED: "Trở lại sinh hoạt",
    EventKind.MOVED: "Chuyển sinh hoạt sang chi bộ khác",
    EventKind.REORGANISED: "Theo sắp xếp tổ chức",
    EventKind.WENT_OUT: "Chuyển sinh hoạt đi",
    EventKind.EXPELLED: "Khai trừ",
    EventKind.STRUCK_OFF: "Xóa tên",
    EventKind.WITHDREW: "Xin ra khỏi Đảng",
    EventKind.DIED: "Từ trần",
    EventKind.VOIDED: "Hủy, ghi nhầm",
}
EVENT_CHOICES = [(kind.value, kind.label) for kind in EventKind]

ENTERING = frozenset(
    {
        EventKind.TAKEN_OVER,
        EventKind.ADMITTED,
        EventKind.READMITTED,
        EventKind.RESTORED,
        EventKind.CAME_IN,
    }
)
PLACING = ENTERING | {EventKind.MOVED, EventKind.REORGANISED}
"""Events that name a cell."""
LEAVING = {
    EventKind.WENT_OUT: Status.GONE,
    EventKind.EXPELLED: Status.LEFT,
    EventKind.STRUCK_OFF: Status.LEFT,
    EventKind.WITHDREW: Status.LEFT,
    EventKind.DIED: Status.DIED,
}
TURNING = {
    EventKind.EXEMPTED: Status.EXEMPT,
    EventKind.AWAY: Status.AWAY,
    EventKind.ABROAD: Status.ABROAD,
    EventKind.SUSPENDED: Status.SUSPENDED,
}
_RESUMABLE = frozenset(TURNING.values())
_ENTERED_AFTER = {
    EventKind.TAKEN_OVER: (None, Status.GONE),
    EventKind.ADMITTED: (None,),
    EventKind.READMITTED: (None, Status.LEFT),
    EventKind.RESTORED: (None, Status.LEFT),
    EventKind.CAME_IN: (None, Status.GONE),
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One event of a person. ``place`` is the cell of a placing event, any hashable value.

    ``official`` and ``status`` are told by an entering event that is no admission: what the person
    was when they came. ``order`` breaks ties of one day: the order of recording, a
    correction in the place of what it corrects.
    """

    kind: EventKind
    on: date
    order: int = 0
    place: object = None
    official: bool = False
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class Spell:
    """What a person was from ``since`` until the day before ``until``, and where.

    ``official``: a full member, whatever the status. ``opened_by`` and ``closed_by`` are the events
    at its ends. ``came_from`` and ``went_to`` are the cells of the spells of membership that touch
    it, None where the person was no member.
    """

    place: object
    status: Status
    official: bool
    since: date
    until: date | None
    opened_by: EventKind
    closed_by: EventKind | None = None
    came_from: object = None
    went_to: object = None


class HistoryRefused(Exception):
    """The events of a person do not follow from each other. ``message_vi`` says which and why."""

    def __init__(self, event: Happening, message_vi: str) -> None:
        super().__init__(message_vi)
        self.event = event
        self.message_vi = message_vi


def spells(events: Iterable[Happening]) -> list[Spell]:
    """The spells that follow from a person's events; the order they come in does not matter.

    Spells never overlap and leave no day out between the first event and today, except after one
    that takes everything back (``VOIDED``): then there are none. A spell that would last no day is
    left out. Raises ``HistoryRefused`` for an event that cannot follow what came before it.
    """
    done: list[Spell] = []
    for event in sorted(events, key=lambda e: (e.on, e.order)):
        if event.kind is EventKind.VOIDED:
            done = []
            continue
        now = done[-1] if done else None
        fresh = _after(now, event)
        if now is not None:
            done[-1] = replace(now, until=event.on, closed_by=event.kind)
        done.append(fresh)
    return _joined([s for s in done if s.until is None or s.since < s.until])


def _joined(kept: list[Spell]) -> list[Spell]:
    """Each told of the cell before and after it."""
    found = []
    for index, spell in enumerate(kept):
        before = kept[index - 1] if index else None
        after = kept[index + 1] if index + 1 < len(kept) else None
        found.append(
            replace(
                spell,
                came_from=before.place if before and before.status.counted else None,
                went_to=after.place if after and after.status.counted else None,
            )
        )
    return found


def _after(now: Spell | None, event: Happening) -> Spell:
    kind, present = event.kind, now is not None and now.status.counted
    if kind in ENTERING:
        return _entered(now, event)
    if now is None or not present:
        raise HistoryRefused(
            event,
            f"{kind.label} ngày {event.on:%d/%m/%Y}: khi đó người này không phải đảng viên đang "
            "sinh hoạt.",
        )
    if kind in PLACING:
        if event.place is None:
            raise HistoryRefused(event, f"{kind.label}: chưa có chi bộ nơi đến.")
        return replace(_opened(now, event), place=event.place)
    if kind in LEAVING:
        return replace(_opened(now, event), status=LEAVING[kind])
    if kind in TURNING:
        return replace(_opened(now, event), status=TURNING[kind])
    if kind is EventKind.RECOGNISED:
        return _recognised(now, event)
    if now.status not in _RESUMABLE:
        raise HistoryRefused(
            event, f"Ngày {event.on:%d/%m/%Y} đảng viên đang sinh hoạt, không có gì để trở lại."
        )
    status = Status.OFFICIAL if now.official else Status.PROBATIONARY
    return replace(_opened(now, event), status=status)


def _opened(now: Spell, event: Happening) -> Spell:
    return replace(now, since=event.on, until=None, opened_by=event.kind, closed_by=None)


def _recognised(now: Spell, event: Happening) -> Spell:
    if now.official:
        raise HistoryRefused(
            event, f"Ngày {event.on:%d/%m/%Y} đảng viên đã là đảng viên chính thức."
        )
    status = Status.OFFICIAL if now.status is Status.PROBATIONARY else now.status
    return replace(_opened(now, event), status=status, official=True)


def _entered(now: Spell | None, event: Happening) -> Spell:
    kind = event.kind
    if now is not None and now.status.counted:
        raise HistoryRefused(
            event,
            f"{kind.label} ngày {event.on:%d/%m/%Y}: người này đang là đảng viên từ "
            f"{now.since:%d/%m/%Y}.",
        )
    if (now.status if now else None) not in _ENTERED_AFTER[kind]:
        raise HistoryRefused(
            event, f"{kind.label} không thể theo sau “{now.status.label if now else 'chưa vào'}”."
        )
    if event.place is None:
        raise HistoryRefused(event, f"{kind.label}: chưa có chi bộ.")
    official = event.official and kind not in (EventKind.ADMITTED, EventKind.READMITTED)
    plain = Status.OFFICIAL if official else Status.PROBATIONARY
    status = event.status if event.status and event.status.counted else plain
    return Spell(event.place, status, official, event.on, None, kind)
