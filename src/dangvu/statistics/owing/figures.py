"""What is owed about targets, in words: title, to whom, in which form."""

from collections.abc import Callable
from datetime import date

from dangvu.office.vietnamese import and_more, number
from dangvu.statistics.owing.items import Item, distance, shortened
from dangvu.targets.duties import Duty, Kind, Owed

#: Title, to whom or of whom, product, and the id of what is opened.
Words = tuple[str, str, str, int]


def figure_items(owed: Owed, today: date) -> list[Item]:
    """The duties of the month as lines, in the order they came. No statement."""
    return [_item(duty, owed, today) for duty in owed.duties]


def _item(duty: Duty, owed: Owed, today: date) -> Item:
    title, meta, product, key = _WORDS[duty.kind](duty, owed)
    confirmed = duty.basis is None or duty.basis.confidence.confirmed
    return Item(
        kind=duty.kind.value, key=key, due_on=duty.due_on, title=title, meta=meta,
        product=product, late=duty.due_on < today, month=duty.month,
        said=distance(duty.due_on, today), confirmed=confirmed,
        note="" if confirmed else "Hạn tạm đặt, chưa có văn bản",
        place=duty.names[0] if duty.kind is Kind.REMEDY_BELOW else "",
    )  # fmt: skip


def _month(duty: Duty) -> str:
    return duty.month.label_vi if duty.month else ""


def _named(duty: Duty) -> str:
    return and_more(", ".join(duty.names), duty.number - len(duty.names))


def _superior(owed: Owed) -> str:
    return f"Theo dõi trong bảng của {owed.own.superior}" if owed.own else ""


def _sheet(owed: Owed) -> int:
    assert owed.sheet is not None
    return owed.sheet.unit_id


def _cause_own(duty: Duty, owed: Owed) -> Words:
    title = f"Ghi nguyên nhân, giải pháp tháng {_month(duty)}"
    meta = f"Đơn vị ta ở nhóm thấp. {_superior(owed)}"
    return title, meta, "Ghi ngay ở đây", duty.subject


def _review_own(duty: Duty, owed: Owed) -> Words:
    title = "Ghi văn bản kiểm điểm trách nhiệm tập thể, cá nhân"
    meta = f"{duty.number} tháng liền chưa kết nạp. {_superior(owed)}"
    return title, meta, "Số, ngày, cơ quan ban hành", duty.subject


def _causes_below(duty: Duty, owed: Owed) -> Words:
    places = f"{number(duty.number)} nơi nhóm thấp"
    title = f"{places} chưa ghi nguyên nhân, giải pháp tháng {_month(duty)}"
    return title, _named(duty), "Đôn đốc hoặc ghi thay", _sheet(owed)


def _reviews_below(duty: Duty, owed: Owed) -> Words:
    assert owed.sheet is not None
    streak = owed.sheet.policy.zero_months
    title = f"{number(duty.number)} nơi {streak} tháng liền chưa kết nạp, chưa có văn bản kiểm điểm"
    return title, _named(duty), "Số, ngày văn bản", _sheet(owed)


def _counts_own(duty: Duty, owed: Owed) -> Words:
    more = f"{number(duty.number)} tháng chưa báo cáo. " if duty.number > 1 else ""
    title = f"Báo cáo số đếm kết nạp tháng {_month(duty)}"
    return title, f"{more}{_superior(owed)}", "Một con số, gửi ngay ở đây", duty.subject


def _counts_below(duty: Duty, owed: Owed) -> Words:
    title = f"{number(duty.number)} nơi chưa báo cáo số đếm tháng {_month(duty)}"
    return title, _named(duty), "Nhắc hoặc ghi thay", _sheet(owed)


def _close(duty: Duty, owed: Owed) -> Words:
    meta = "Giữ nguyên số liệu, xếp loại của tháng"
    if duty.number > 1:
        meta = f"{number(duty.number)} tháng đã hết mà chưa chốt. {meta}"
    return f"Chốt số tháng {_month(duty)}", meta, "Xem lại rồi chốt", duty.subject


def _plan_own(duty: Duty, owed: Owed) -> Words:
    title = "Lập kế hoạch kết nạp 12 tháng của đơn vị"
    return title, f"Theo {duty.text}", "12 con số, có sẵn đường chia đều", duty.subject


def _plans_below(duty: Duty, owed: Owed) -> Words:
    title = f"{number(duty.number)} nơi chưa lập kế hoạch kết nạp 12 tháng"
    return title, _named(duty), "Nhắc, hoặc nhập bảng Excel", duty.subject


def _cascade(duty: Duty, owed: Owed) -> Words:
    title = f"Giao chỉ tiêu cho {number(duty.number)} tổ chức trực thuộc"
    return title, f"Theo {duty.text}", "Có sẵn số chia theo đảng viên", duty.subject


def _unassigned(duty: Duty, owed: Owed) -> Words:
    title = f"{number(duty.number)} nơi chưa được giao chỉ tiêu"
    return title, _named(duty), "Ghi trên bảng", duty.subject


def _remedy(duty: Duty, owed: Owed) -> Words:
    unit, responsible = duty.names
    meta = f"{unit}, nêu ở tháng {_month(duty)}. Chịu trách nhiệm: {responsible}"
    return shortened(duty.text), meta, "Kết quả theo dõi", duty.subject


_WORDS: dict[Kind, Callable[[Duty, Owed], Words]] = {
    Kind.CAUSE_OWN: _cause_own,
    Kind.CAUSES_BELOW: _causes_below,
    Kind.REVIEW_OWN: _review_own,
    Kind.REVIEWS_BELOW: _reviews_below,
    Kind.COUNTS_OWN: _counts_own,
    Kind.COUNTS_BELOW: _counts_below,
    Kind.CLOSE: _close,
    Kind.PLAN_OWN: _plan_own,
    Kind.PLANS_BELOW: _plans_below,
    Kind.CASCADE: _cascade,
    Kind.UNASSIGNED: _unassigned,
    Kind.REMEDY_OWN: _remedy,
    Kind.REMEDY_BELOW: _remedy,
}
