"""By when the work of a month and of a campaign is expected.

No paper that was found fixes these days: they are the software's proposals (D), shown as such
wherever they are used, and changed here by a new dated row once an office has decided.
"""

from datetime import date, timedelta

from dangvu.rules.basis import BEGINNING, Basis, Confidence, Dated, Rule
from dangvu.rules.months import Month
from dangvu.rules.workdays import add_working_days, is_working_day

_PROPOSED = Basis("R11.1", "Hạn tạm đặt của phần mềm, chưa có văn bản quy định", "", Confidence.D)


def _rule(name: str, title_vi: str, unit_vi: str, value: int) -> Rule[int]:
    return Rule(name, title_vi, unit_vi, (Dated(value, BEGINNING, None, _PROPOSED),))


_AFTER_DECISION = "ngày sau ngày quyết định giao"

COUNTS_DUE = _rule("targets.counts_due", "Báo cáo số đếm trước hết ngày của tháng sau", "", 5)
CAUSES_DUE = _rule(
    "targets.causes_due", "Ghi nguyên nhân, giải pháp trước hết ngày của tháng sau", "", 10
)
CLOSING_DUE = _rule("targets.closing_due", "Chốt số trước hết ngày của tháng sau", "", 15)
REVIEW_DUE = _rule(
    "targets.review_due", "Ghi văn bản kiểm điểm trước hết ngày của tháng sau", "", 25
)
CASCADE_DUE = _rule("targets.cascade_due", "Hạn giao chỉ tiêu xuống dưới", _AFTER_DECISION, 30)
PLAN_DUE = _rule("targets.plan_due", "Hạn lập kế hoạch theo tháng", _AFTER_DECISION, 30)
LETTER_DUE = _rule(
    "targets.letter_due",
    "Hạn báo cáo ghi trong công văn đôn đốc",
    "ngày làm việc sau ngày soạn",
    10,
)

DEADLINES: tuple[Rule[int], ...] = (
    COUNTS_DUE,
    CAUSES_DUE,
    CLOSING_DUE,
    REVIEW_DUE,
    CASCADE_DUE,
    PLAN_DUE,
    LETTER_DUE,
)


def due_after_month(rule: Rule[int], month: Month) -> date:
    """The day of the month after ``month`` that the rule names; a day off gives way to the next
    working day."""
    following = month.next()
    day = rule.at(month.last()).value
    return _working(following.first() + timedelta(days=day - 1))


def due_after_decision(rule: Rule[int], decided_on: date) -> date:
    """So many calendar days after a decision; a day off gives way to the next working day."""
    return _working(decided_on + timedelta(days=rule.at(decided_on).value))


def due_after_letter(drafted_on: date) -> date:
    """The day an urging letter asks its report by, so many working days after it was drafted."""
    return add_working_days(drafted_on, LETTER_DUE.at(drafted_on).value)


def _working(on: date) -> date:
    return on if is_working_day(on) else add_working_days(on, 1)
