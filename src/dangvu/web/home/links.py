"""Where each line of what is owed is done, and the word on its button."""

from collections.abc import Callable

from django.urls import reverse

from dangvu.access.actor import Actor
from dangvu.statistics.owing import Item
from dangvu.targets.duties import Owed

Way = tuple[str, str]


def way(item: Item, actor: Actor, owed: Owed) -> Way:
    """The button's word and its address."""
    if found := _WAYS.get(item.kind):
        return found(item, actor, owed)
    verb, name = _PAGES[item.kind]
    return verb, reverse(name, args=[item.key] if item.key else [])


def _own_month(verb: str, place: str) -> Callable[[Item, Actor, Owed], Way]:
    return lambda item, actor, owed: (
        verb, reverse("own_month", args=[item.month, item.key]) + place,
    )  # fmt: skip


def _sheet(item: Item, actor: Actor, owed: Owed) -> str:
    return reverse("month_of", args=[owed.month, item.key])


def _low(item: Item, actor: Actor, owed: Owed) -> Way:
    return "Xem danh sách", f"{_sheet(item, actor, owed)}?class=low#bang"


def _unreviewed(item: Item, actor: Actor, owed: Owed) -> Way:
    assert owed.sheet is not None
    streak = owed.sheet.policy.zero_months
    return "Xem danh sách", f"{_sheet(item, actor, owed)}?zero={streak}#bang"


def _counts_own(item: Item, actor: Actor, owed: Owed) -> Way:
    assert item.month is not None
    page = reverse("counts_of", args=[item.key])
    return "Báo cáo", f"{page}?thang={item.month.iso}#bao-cao"


def _close(item: Item, actor: Actor, owed: Owed) -> Way:
    return "Xem và chốt", reverse("month_close", args=[item.month, item.key])


def _cascade(item: Item, actor: Actor, owed: Owed) -> Way:
    return "Giao xuống", reverse("cascade", args=[item.key, actor.unit_id])


def _entering(item: Item, actor: Actor, owed: Owed) -> Way:
    if item.key:
        return "Xem lại, vào sổ", reverse("paper_line", args=[item.key])
    return "Xem danh sách", f"{reverse('paper_list')}?state=entering"


def _fixed(verb: str, name: str, more: str = "") -> Callable[[Item, Actor, Owed], Way]:
    """A page without an id in its address, or with one and a place on it."""
    return lambda item, actor, owed: (
        verb, reverse(name, args=[item.key] if item.key else []) + more,
    )  # fmt: skip


#: Kinds whose address is more than a name and an id.
_WAYS: dict[str, Callable[[Item, Actor, Owed], Way]] = {
    "cause_own": _own_month("Ghi nguyên nhân", "#nguyen-nhan"),
    "causes_below": _low,
    "review_own": _own_month("Ghi văn bản", "#kiem-diem"),
    "reviews_below": _unreviewed,
    "counts_own": _counts_own,
    "close": _close,
    "plan_own": _fixed("Lập kế hoạch", "target", "#ke-hoach"),
    "plans_below": _fixed("Xem danh sách", "campaign", "#h-bang"),
    "cascade": _cascade,
    "remedies_late": _fixed("Xem tất cả", "remedies", "?han=qua"),
    "transfers_elsewhere": _fixed("Xem danh sách", "transfer_list", "?xem=late"),
    "late_below": _fixed("Đôn đốc", "follow_up", "?tinh-trang=late"),
    "drafts": _fixed("Xem dự thảo", "paper_list", "?state=draft"),
    "entering": _entering,
}
#: Kinds whose address is the name of a page and the line's key, where it has one.
_PAGES: dict[str, Way] = {
    "counts_below": ("Xem danh sách", "counts_of"),
    "unassigned": ("Ghi chỉ tiêu", "campaign_grid"),
    "remedy_own": ("Ghi kết quả", "cause_follow_up"),
    "remedy_below": ("Ghi kết quả", "cause_follow_up"),
    "remedies": ("Xem tất cả", "remedies"),
    "cases_late": ("Xem hồ sơ", "case_red"),
    "cases_soon": ("Xem hồ sơ", "case_calendar"),
    "cases_arriving": ("Xem hồ sơ", "case_board"),
    "transfers": ("Xử lý", "transfer_list"),
    "requests": ("Xem đề nghị", "request_list"),
    "unconfirmed": ("Mở văn bản", "paper"),
    "duty": ("Mở việc", "assignment"),
    "duty_many": ("Xem các việc", "directive"),
    "directive_reading": ("Đọc và giao", "directive_reading"),
    "report_review": ("Xem báo cáo", "report"),
    "report_review_many": ("Xem báo cáo", "directive"),
    "extension_review": ("Trả lời", "extension_decide"),
    "extension_review_many": ("Trả lời", "directive"),
    "session": ("Ghi quán triệt", "dissemination"),
    "session_many": ("Xem văn bản", "directive_list"),
    "acknowledge_many": ("Xem văn bản", "directive_list"),
    "acknowledge": ("Đọc văn bản", "acknowledge"),
    "member_task": ("Báo kết quả", "task"),
    "member_task_many": ("Xem các việc", "task_list"),
    "task_result": ("Xem kết quả", "task"),
    "task_result_many": ("Xem kết quả", "task_list"),
    "task_judge": ("Đánh giá", "task"),
    "task_judge_many": ("Xem các việc", "task_list"),
    "petition": ("Trả lời", "petition"),
    "petition_many": ("Xem kiến nghị", "petition_list"),
    "petition_answer": ("Đọc trả lời", "petition"),
    "table": ("Xem tiếp", "import_batch"),
    "table_running": ("Xem tiến độ", "import_batch"),
}
