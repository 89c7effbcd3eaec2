"""Tasks in words: where one stands, and how its share comes about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from dangvu.office.vietnamese import day, decimal, percent
from dangvu.rules.kpi import Figures, Quality, Reckoned, Weight
from dangvu.rules.workdays import Calendar
from dangvu.web.components.duties import DutyLine
from dangvu.web.components.limits import distance
from dangvu.web.components.numbers import written

if TYPE_CHECKING:
    from dangvu.tasks.models import MemberTask, TaskResult

NOT_A_PERSON = (
    "Đây là mức hoàn thành của việc được giao: số lượng, chất lượng, tiến độ của sản phẩm. Không "
    "phải điểm về phẩm chất, tư tưởng của đảng viên và không dùng để xếp thứ tự người."
)


@dataclass(frozen=True)
class Shown:
    """A task with the word for where it stands, its chip, and what a reader may ask about it."""

    row: MemberTask
    chip: str
    word: str
    asked: str
    told: bool = False


def amount(quantity: Decimal, unit: str) -> str:
    """ "10 hộ", "2,5 km"."""
    return f"{written(quantity.normalize())} {unit}"


def brought(row: MemberTask, results: Sequence[TaskResult]) -> list[tuple[TaskResult, str]]:
    """What was told of a task, each with its amount in words."""
    return [(one, amount(one.quantity, row.quantity_unit)) for one in results]


def shown(row: MemberTask, today: date, calendar: Calendar, *, told: bool = False) -> Shown:
    """Where a task stands on a day."""
    asked = f"{row.product}, {amount(row.quantity, row.quantity_unit)}"
    if row.dropped_on:
        return Shown(row, "plain", "Đã thôi giao", asked)
    if row.done_on:
        late = row.done_on > row.due_on
        word = "Hoàn thành, chậm hạn" if late else "Hoàn thành đúng hạn"
        return Shown(row, "done", word, asked, told)
    if told:
        return Shown(row, "near", "Có kết quả mới", asked, told)
    if row.due_on < today:
        return Shown(row, "late", distance(row.due_on, today, calendar.between), asked)
    near = calendar.between(today, row.due_on) <= 3
    word = distance(row.due_on, today, calendar.between)
    return Shown(row, "near" if near else "plain", word, asked)


def line(one: Shown, today: date, url: str, verb: str, *, name: bool) -> DutyLine:
    """A task as a line of a list; ``name``: of whom."""
    row = one.row
    who = f"Đồng chí {row.person.full_name}" if name else ""
    over = row.done_on or row.dropped_on
    return DutyLine(
        row.what, verb, url, row.due_on, one.word, late=row.due_on < today and not over,
        meta=who, product=row.product, product_note=amount(row.quantity, row.quantity_unit),
        this_year=today.year,
    )  # fmt: skip


@dataclass(frozen=True)
class Part:
    """One of the three shares of a task: what it is of, how it was found, how much."""

    name: str
    how: str
    share: Decimal


@dataclass(frozen=True)
class Told:
    """The arithmetic of a task, line by line."""

    parts: tuple[Part, ...]
    sum: str
    share: Decimal
    level: str
    weight: str


def told(row: MemberTask, found: Reckoned, held: Figures) -> Told:
    """How the share of a task comes about."""
    unit = row.quantity_unit
    counted = f"{amount(row.quantity_done, unit)} trên {amount(row.quantity, unit)}"
    if row.quantity_done > row.quantity:
        counted += ", vượt thì tính 100 %"
    parts = (
        Part("Số lượng", counted, found.quantity),
        Part("Chất lượng", _quality(row), found.quality),
        Part("Tiến độ", _progress(row, found), found.progress),
    )
    numbers = " + ".join(decimal(part.share, 1) for part in parts)
    weight = Weight(row.weight)
    return Told(
        parts, f"({numbers}) : 3 = {percent(found.share)}", found.share,
        held.completion(found.share).label_vi,
        f"{weight.label_vi.lower()}, hệ số {written(found.weight.normalize())}",
    )  # fmt: skip


def _quality(row: MemberTask) -> str:
    if row.done_on is None:
        return "chưa có sản phẩm hoàn thành"
    return Quality(row.quality).label_vi.lower()


def _progress(row: MemberTask, found: Reckoned) -> str:
    if row.done_on is None:
        return f"hạn {day(row.due_on)}, chưa xong, quá {found.late_days} ngày làm việc"
    if not found.late:
        return f"hạn {day(row.due_on)}, xong {day(row.done_on)}: đúng hạn"
    late = f"chậm {found.late_days} ngày làm việc" if found.late_days else "chậm trong ngày nghỉ"
    return f"hạn {day(row.due_on)}, xong {day(row.done_on)}: {late}"
