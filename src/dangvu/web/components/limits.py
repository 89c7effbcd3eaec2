"""Limits of cases in few words: what is due, how far off it is, which chip."""

from collections.abc import Callable
from datetime import date

from dangvu.office.vietnamese import number
from dangvu.rules.timers import Alert
from dangvu.rules.workdays import working_days_between

#: What is due, by its code in the rules, short enough for a card.
DUES = {
    "certificate": "Giấy chứng nhận lớp nhận thức hết giá trị",
    "freshness": "Thẩm tra, ý kiến nhận xét hết giá trị",
    "decision": "Quyết định kết nạp",
    "ceremony": "Tổ chức lễ kết nạp",
    "member_cv": "Khai lý lịch đảng viên",
    "recognition_decision": "Quyết định công nhận chính thức",
    "probation": "Hết thời gian dự bị",
    "recognition": "Chi bộ xét công nhận chính thức",
    "norm": "Làm bước tiếp theo",
    "remark": "Người giúp đỡ nhận xét",
}
_CHIPS = {Alert.NONE: "plain", Alert.HALF: "wait", Alert.NEAR: "near", Alert.DUE: "late"}
Between = Callable[[date, date], int]


def chip_of(on: date, today: date, alert: Alert) -> str:
    """The chip of a limit that ends on a day."""
    return "late" if on < today else "near" if on == today else _CHIPS[alert]


def distance(on: date, today: date, between: Between = working_days_between) -> str:
    """How far off a limit is, in working days (R0.2)."""
    if on == today:
        return "Hạn hôm nay"
    days = between(today, on)
    if on > today:
        return f"Còn {number(days)} ngày làm việc" if days else "Hạn trong ngày nghỉ tới"
    return f"Quá hạn {number(-days)} ngày làm việc" if days else "Vừa quá hạn"
