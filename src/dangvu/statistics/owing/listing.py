"""The list: from every source, put together where there are many, by time."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from dangvu.access.actor import Actor
from dangvu.office.vietnamese import number
from dangvu.rules.months import Month
from dangvu.statistics.owing.figures import figure_items
from dangvu.statistics.owing.items import Agenda, Group, Item
from dangvu.statistics.owing.waiting import waiting_items
from dangvu.targets import duties
from dangvu.targets.duties import Kind, Owed

SHOWN_REMEDIES = 3
SHOWN_OF_ONE_PAPER = 3
BELOW = Kind.REMEDY_BELOW.value


def owed_by(actor: Actor, today: date, figures: Owed | None = None) -> list[Item]:
    """Everything the actor owes on a day, each line by itself: those with a day first, the soonest
    first. ``figures``: what is owed about targets, where it was asked before. A constant number of
    statements."""
    found = [
        *figure_items(figures or duties.owed(actor, today), today), *waiting_items(actor, today),
    ]  # fmt: skip
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
    undated = tuple(item for item in items if item.due_on is None)
    if undated:
        groups.append(Group("undated", "Chưa có hạn", undated))
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
    of: dict[tuple[str, int], list[Item]] = {}
    for item in items:
        of.setdefault(_heap(item), []).append(item)
    for (kind, under), heap in of.items():
        if kind == BELOW and len(heap) > SHOWN_REMEDIES:
            yield _remedies(heap)
        elif under and len(heap) > SHOWN_OF_ONE_PAPER:
            yield _of_one_paper(heap)
        else:
            yield from heap


def _heap(item: Item) -> tuple[str, int]:
    if item.kind == BELOW:
        return BELOW, 0
    return ("", item.under) if item.under else (f"{item.kind} {item.key} {item.title}", 0)


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
    said = "việc quá hạn" if first.late else "việc đến hạn"
    titles = list(dict.fromkeys(item.title for item in heap))
    more = f" và {number(len(titles) - 2)} việc khác" if len(titles) > 2 else ""
    return replace(
        first, kind="directive", key=first.under, many=sum(item.many for item in heap),
        title=f"{first.cited}: {number(sum(item.many for item in heap))} {said}",
        meta=f"{'; '.join(titles[:2])}{more}", product="Mở từng việc",
    )  # fmt: skip
