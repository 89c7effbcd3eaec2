"""The list: from every source, put together where there are many, by time."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from dangvu.access.actor import Actor
from dangvu.office.vietnamese import number
from dangvu.rules.months import Month
from dangvu.statistics.owing.asked import asked_items
from dangvu.statistics.owing.figures import figure_items
from dangvu.statistics.owing.items import Agenda, Group, Item
from dangvu.statistics.owing.waiting import waiting_items
from dangvu.targets import duties
from dangvu.targets.duties import Kind, Owed

AHEAD = timedelta(days=31)
SHOWN_REMEDIES = 3
SHOWN_OF_ONE_PAPER = 3
BELOW = Kind.REMEDY_BELOW.value


def owed_by(
    actor: Actor, today: date, figures: Owed | None = None, until: date | None = None
) -> list[Item]:
    """Everything the actor owes on a day, each line by itself: those with a day first, the soonest
    first.

    ``figures``: what is owed about targets, where it was asked before. Duties of papers are looked
    for through ``until``, by default a month. A constant number of statements.
    """
    found = [
        *asked_items(actor, today, until or max(Month.of(today).last(), today + AHEAD)),
        *figure_items(figures or duties.owed(actor, today), today),
        *waiting_items(actor, today),
    ]
    return sorted(found, key=lambda item: (item.due_on is None, item.due_on or today))


def agenda(actor: Actor, today: date, figures: Owed | None = None) -> Agenda:
    """``owed_by``, by time, with many lines of one kind or one paper in one."""
    return grouped(owed_by(actor, today, figures), today)


def grouped(items: Sequence[Item], today: date) -> Agenda:
    """Lines by time."""
    groups = []
    for key, title, inside in _times(today):
        here = [item for item in items if item.due_on and inside(item.due_on)]
        if here:
            groups.append(Group(key, title, tuple(_together(here))))
    undated = [item for item in items if item.due_on is None]
    if undated:
        groups.append(Group("undated", "Chưa có hạn", tuple(_together(undated))))
    return Agenda(tuple(groups))


def _times(today: date) -> list[tuple[str, str, Callable[[date], bool]]]:
    week, end = today + timedelta(days=7), Month.of(today).last()
    return [
        ("late", "Quá hạn", lambda day: day < today),
        ("week", "Bảy ngày tới", lambda day: today <= day <= week),
        ("month", f"Trong tháng {today.month}", lambda day: week < day <= end),
        ("later", f"Sau tháng {today.month}", lambda day: day > max(week, end)),
    ]


def _together(items: Iterable[Item]) -> Iterator[Item]:
    """Remedies of units beneath, and duties of one paper, in one line each where there are many;
    it stands where the first of them did."""
    of: dict[tuple[object, ...], list[Item]] = {}
    for item in items:
        of.setdefault(_heap(item), []).append(item)
    for heap in of.values():
        first = heap[0]
        if first.kind == BELOW and len(heap) > SHOWN_REMEDIES:
            yield _remedies(heap)
        elif first.kind in _MANY and len(heap) > SHOWN_OF_ONE_PAPER:
            yield _of_one_paper(heap)
        else:
            yield from heap


def _heap(item: Item) -> tuple[object, ...]:
    """What is put together with what: a kind under a paper; everything else stands alone."""
    if item.kind == BELOW:
        return (BELOW,)
    if item.kind in _OF_ANY_PAPER:
        return (item.kind,)
    return (item.kind, item.under) if item.kind in _MANY else (item.kind, item.key, item.title)


#: Kinds put together whichever paper they are under.
_OF_ANY_PAPER = {"session", "acknowledge"}
#: What many lines of a kind are called together; late, and otherwise.
_MANY = {
    "duty": ("việc quá hạn", "việc đến hạn"),
    "report_review": ("báo cáo chờ xem", "báo cáo chờ xem"),
    "extension_review": ("đề nghị gia hạn quá hạn trả lời", "đề nghị gia hạn chờ trả lời"),
    "session": ("văn bản chưa quán triệt", "văn bản chưa quán triệt"),
    "acknowledge": ("văn bản chưa đọc", "văn bản chưa đọc"),
    "member_task": ("việc được giao quá hạn", "việc được giao đến hạn"),
    "task_result": ("kết quả của đảng viên chờ xem", "kết quả của đảng viên chờ xem"),
    "task_judge": ("việc của đảng viên quá hạn", "việc của đảng viên chờ đánh giá"),
    "petition": ("kiến nghị quá hạn trả lời", "kiến nghị đến hạn trả lời"),
}


def _remedies(heap: Sequence[Item]) -> Item:
    first = heap[0]
    units = list(dict.fromkeys(item.place for item in heap))
    more = f" và {number(len(units) - 3)} nơi khác" if len(units) > 3 else ""
    said = "quá hạn" if first.late else "đến hạn"
    return replace(
        first, kind="remedies_late" if first.late else "remedies", many=len(heap), key=0,
        title=f"{number(len(heap))} giải pháp của cấp dưới {said}", place="",
        meta=f"{', '.join(units[:3])}{more}", product="Ghi kết quả từng việc",
    )  # fmt: skip


def _of_one_paper(heap: Sequence[Item]) -> Item:
    first = heap[0]
    said = _MANY[first.kind][0 if first.late else 1]
    titles = list(dict.fromkeys(item.title for item in heap))
    more = f" và {number(len(titles) - 2)} việc khác" if len(titles) > 2 else ""
    under = 0 if first.kind in _OF_ANY_PAPER else first.under
    return replace(
        first, kind=f"{first.kind}_many", key=under, many=len(heap),
        title=f"{f'{first.cited}: ' if under else ''}{number(len(heap))} {said}",
        under=under, cited=first.cited if under else "",
        meta=f"{'; '.join(titles[:2])}{more}", product="Mở từng việc",
    )  # fmt: skip
