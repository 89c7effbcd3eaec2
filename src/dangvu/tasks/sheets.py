"""The follow-up of a directive as a workbook: bodies by duties, and every duty of every body."""

from collections.abc import Sequence

from dangvu.kernel import clock
from dangvu.office.vietnamese import day, number
from dangvu.office.workbooks import Table, TableColumn, write_tables
from dangvu.rules.duties import PeriodCount
from dangvu.rules.obligations import Product
from dangvu.tasks.models import Duty
from dangvu.tasks.queries.following import BodyLine, Cell, FollowSheet

LONGEST_HEAD = 70


def follow_workbook(
    sheet: FollowSheet, lines: Sequence[BodyLine], cited: str, unit_name: str, exported_by: str
) -> bytes:
    """An .xlsx of two sheets, A4 landscape; the last line names who took it and when."""
    counts = sheet.counts
    about = [
        f"{unit_name}. {cited}.",
        f"Tính đến ngày {day(sheet.on)}: {counts['bodies']} nơi được giao, {counts['done']} nơi "
        f"xong mọi việc, {counts['late']} nơi có việc quá hạn.",
    ]
    taken = f"Xuất lúc {clock.local(clock.now()):%H:%M %d/%m/%Y}, người xuất: {exported_by}."
    title = "Theo dõi thực hiện nhiệm vụ"
    return write_tables(
        Table(title, _wide_columns(sheet.duties), [_wide(n, line, sheet.duties)
              for n, line in enumerate(lines, 1)],
              subtitles=about, notes=[taken], sheet_name="Theo dõi"),
        Table(title, _LONG, [row for line in lines for row in _long(line, sheet.duties)],
              subtitles=about, notes=[taken], sheet_name="Từng nhiệm vụ"),
    )  # fmt: skip


def _wide_columns(duties: Sequence[Duty]) -> list[TableColumn]:
    return [
        TableColumn("TT", "centre", 5),
        TableColumn("Tổ chức đảng", "text", 32),
        *(TableColumn(_head(duty), "text", 18) for duty in duties),
        TableColumn("Quá hạn (việc)", "whole", 9),
        TableColumn("Quá hạn nhiều nhất (ngày làm việc)", "whole", 11),
        TableColumn("Cấp dưới quá hạn (việc)", "whole", 10),
        TableColumn("Đã đôn đốc (lần)", "whole", 9),
        TableColumn("Đôn đốc gần nhất", "date", 12),
    ]


def _head(duty: Duty) -> str:
    words = f"{duty.no}. {duty.title}" if duty.no else duty.title
    return words if len(words) <= LONGEST_HEAD else f"{words[: LONGEST_HEAD - 1].rstrip()}…"


def _wide(place: int, line: BodyLine, duties: Sequence[Duty]) -> list[object]:
    return [
        place,
        line.name[:1].upper() + line.name[1:],
        *(_words(line.cells.get(duty.pk)) for duty in duties),
        line.late or None,
        line.late_days or None,
        line.late_below or None,
        line.urged or None,
        line.urged_on,
    ]


def _words(cell: Cell | None) -> str:
    """A cell of the sheet in words; a dash where the body has not got the duty."""
    if cell is None:
        return "–"
    parts = [cell.word_vi] if cell.stage else []
    if cell.measured:
        result, target = cell.measured
        parts.append(f"đạt {number(result)}/{number(target)}")
    if cell.late_days:
        parts.append(f"quá hạn {cell.late_days} ngày làm việc")
    if cell.periods.due > 1 or cell.periods.late:
        parts.append(f"{cell.periods.due} kỳ đã đến hạn: {periods_in_words(cell.periods)}")
    if cell.below_total:
        parts.append(f"cấp dưới {cell.below_done}/{cell.below_total}")
    return "; ".join(parts) or "–"


def periods_in_words(count: PeriodCount) -> str:
    """How periods went by: "3 đúng hạn, 1 chậm"."""
    told = ((count.in_time, "đúng hạn"), (count.late, "chậm"), (count.missed, "chưa báo cáo"))
    return ", ".join(f"{number(one)} {word}" for one, word in told if one)


_LONG = (
    TableColumn("Tổ chức đảng", "text", 34),
    TableColumn("Số mục", "centre", 8),
    TableColumn("Nhiệm vụ", "text", 48),
    TableColumn("Sản phẩm", "text", 16),
    TableColumn("Tình trạng", "text", 20),
    TableColumn("Hạn cuối", "date", 12),
    TableColumn("Quá hạn (ngày làm việc)", "whole", 10),
    TableColumn("Cấp dưới được giao", "whole", 10),
    TableColumn("Cấp dưới đã xong", "whole", 10),
    TableColumn("Cấp dưới quá hạn", "whole", 10),
)


def _long(line: BodyLine, duties: Sequence[Duty]) -> list[list[object]]:
    return [
        [
            line.name,
            duty.no,
            duty.called,
            Product(duty.product).label_vi,
            cell.word_vi,
            cell.due_on,
            cell.late_days or None,
            cell.below_total or None,
            cell.below_done if cell.below_total else None,
            cell.below_late or None,
        ]
        for duty in duties
        if (cell := line.cells.get(duty.pk)) is not None
    ]
