"""When a duty is due and whom it falls on, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from dangvu.office.vietnamese import day
from dangvu.rules.duties import MONTHS
from dangvu.rules.obligations import Every
from dangvu.tasks.proposal import Proposed

if TYPE_CHECKING:
    from dangvu.tasks.models import Duty

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
PLACES = {
    Every.MONTH: "ngày {day} của tháng",
    Every.QUARTER: "ngày {day} tháng cuối quý",
    Every.HALF_YEAR: "ngày {day} tháng 6 và tháng 12",
    Every.TERM: "ngày {day} của tháng cuối nhiệm kỳ",
    Every.REVIEW: "ngày {day}",
}


def dated(due_on: date | None, inclusive: bool) -> str:
    """The last day with what the paper says: "trước ngày 30/06/2026, ngày cuối còn trong hạn
    29/06/2026"; nothing where there is no day."""
    if due_on is None:
        return ""
    if inclusive:
        return f"đến hết ngày {day(due_on)}"
    named = due_on + timedelta(days=1)
    return f"trước ngày {day(named)}, tức là hết ngày {day(due_on)}"


def recurring(
    every: str, times: int, by_day: int | None, by_month: int | None, inclusive: bool
) -> str:
    """ "hằng quý, chậm nhất ngày 15 tháng cuối quý"; nothing for a duty that is done once."""
    if not every:
        return ""
    kind = Every(every)
    often = _often(kind, times)
    if by_day is None:
        return often
    word = "chậm nhất" if inclusive else "trước"
    if kind is Every.WEEK:
        return f"{often}, {word} {WEEKDAYS[min(max(by_day, 1), 7) - 1]}"
    if times > 1 and kind in MONTHS:
        at = f"ngày {by_day:02d} của tháng cuối kỳ"
    elif kind is Every.YEAR:
        at = f"ngày {by_day:02d}/{by_month or 12:02d}"
    else:
        at = PLACES[kind].format(day=by_day)
    return f"{often}, {word} {at}"


def _often(kind: Every, times: int) -> str:
    """ "hằng quý", "2 tháng một lần", "hằng tháng, 2 lần mỗi kỳ"."""
    months = MONTHS.get(kind, 0)
    if times > 1 and months > times and months % times == 0:
        return f"{months // times} tháng một lần"
    return f"{kind.label_vi}, {times} lần mỗi kỳ" if times > 1 else kind.label_vi


def when(one: Proposed | Duty) -> str:
    """When a duty is due, in words; nothing where no day and no rhythm is known."""
    parts = [
        recurring(one.every, one.times, one.by_day, one.by_month, one.due_inclusive),
        dated(one.due_on, one.due_inclusive),
    ]
    return "; ".join(part for part in parts if part)


def first_names(names: Sequence[str], most: int = 3) -> str:
    """The first of some names, and how many more."""
    shown = ", ".join(names[:most])
    return f"{shown} và {len(names) - most} nơi nữa" if len(names) > most else shown
