"""The summary of a period as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dangvu.office.workbooks import Table, TableColumn, write_tables
from dangvu.rules.kpi import Quality, Reckoned, Span, Weight
from dangvu.tasks.catalogue import Shortfall
from dangvu.tasks.queries.people import Line, Summary

if TYPE_CHECKING:
    from dangvu.tasks.models import MemberTask

_SHARE = TableColumn("Mức hoàn thành việc", "percent", 14)
_COUNTS = (
    TableColumn("Việc đến hạn", "whole", 10),
    TableColumn("Đúng hạn", "whole", 10, group="Đã hoàn thành"),
    TableColumn("Chậm hạn", "whole", 10, group="Đã hoàn thành"),
    TableColumn("Quá hạn", "whole", 10, group="Chưa hoàn thành"),
    TableColumn("Còn hạn", "whole", 10, group="Chưa hoàn thành"),
    _SHARE,
)
_TASKS = (
    TableColumn("STT", "centre", 6),
    TableColumn("Họ và tên", "text", 24),
    TableColumn("Việc được giao", "text", 40),
    TableColumn("Sản phẩm", "text", 22),
    TableColumn("Đơn vị", "text", 12),
    TableColumn("Giao", "decimal", 9, places=2, group="Số lượng"),
    TableColumn("Làm được", "decimal", 9, places=2, group="Số lượng"),
    TableColumn("Hạn", "date", 12, group="Tiến độ"),
    TableColumn("Hoàn thành", "date", 12, group="Tiến độ"),
    TableColumn("Chậm (ngày làm việc)", "whole", 10, group="Tiến độ"),
    TableColumn("Chất lượng", "text", 13),
    TableColumn("Số lượng", "percent", 10, group="Tỷ lệ"),
    TableColumn("Chất lượng", "percent", 10, group="Tỷ lệ"),
    TableColumn("Tiến độ", "percent", 10, group="Tỷ lệ"),
    _SHARE,
    TableColumn("Mức quan trọng", "text", 14),
    TableColumn("Nguyên nhân", "text", 34),
)


def period_book(
    unit: str, period: Span, lines: Sequence[tuple[str, Line]], found: Summary,
    tasks: Sequence[tuple[MemberTask, Reckoned | None]], about: str, *, cell: bool,
) -> bytes:  # fmt: skip
    """A sheet of counts by member or unit, and for a cell one of every task."""
    first = "Họ và tên" if cell else "Tổ chức đảng"
    columns = (TableColumn("STT", "centre", 6), TableColumn(first, "text", 40), *_COUNTS)
    causes = "; ".join(f"{cause.label_vi}: {n}" for cause, n in found.causes)
    notes = [
        f"Nguyên nhân đã ghi: {causes}." if causes else "Chưa ghi nguyên nhân nào.",
        f"Đã thôi giao, không tính: {found.dropped} việc.", about,
    ]  # fmt: skip
    counts = Table(
        f"Kết quả việc giao cho đảng viên, {period.inside_vi}", columns,
        [[n, name, *_counts(line)] for n, (name, line) in enumerate(lines, 1)],
        subtitles=[unit], total=["", "Cộng", *_counts(found.whole)], notes=notes,
        sheet_name="Tổng hợp",
    )  # fmt: skip
    if not tasks:
        return write_tables(counts)
    each = Table(
        f"Từng việc, {period.inside_vi}", _TASKS,
        [_task(n, row, one) for n, (row, one) in enumerate(tasks, 1)],
        subtitles=[unit], notes=[about], sheet_name="Từng việc",
    )  # fmt: skip
    return write_tables(counts, each)


def _counts(line: Line) -> list[object]:
    return [line.given, line.in_time, line.late, line.overdue, line.open, line.share]


def _task(number: int, row: MemberTask, found: Reckoned | None) -> list[object]:
    cause = Shortfall(row.shortfall).label_vi if row.shortfall else ""
    if row.shortfall_text:
        cause += f": {row.shortfall_text}"
    shares: list[object] = [None] * 4
    if found:
        shares = [found.quantity, found.quality, found.progress, found.share]
    return [
        number, row.person.full_name, row.what, row.product, row.quantity_unit, row.quantity,
        row.quantity_done, row.due_on, row.done_on,
        found.late_days if found and found.late else None,
        Quality(row.quality).label_vi if row.quality else "", *shares,
        Weight(row.weight).label_vi, cause,
    ]  # fmt: skip
