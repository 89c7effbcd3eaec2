"""The month on paper: the workbook of a sheet."""

from datetime import datetime

from dangvu.office.vietnamese import number
from dangvu.office.workbooks import TableColumn, write_table
from dangvu.rules.admissions import Breakdown, SourceGroup
from dangvu.rules.months import Month
from dangvu.rules.targets import Change, Class, bands_text, percent_text
from dangvu.targets.sheets import Line, Sheet


def state_text(shown: Sheet) -> str:
    """Whether the figures are closed, and as which revision."""
    if shown.revision is None:
        return "số liệu chưa chốt"
    closed = shown.revision
    return f"đã chốt lần {closed.number} ngày {closed.closed_at:%d/%m/%Y} do {closed.closed_by}"


def answer_text(shown: Sheet) -> str:
    """The sentence that opens the sheet and could be read aloud in a meeting."""
    total = shown.total
    reached = "" if total.target is None else f" trên chỉ tiêu {number(total.target)}"
    share = f", đạt {percent_text(total.percent, shown.policy)}" if total.target else ""
    elapsed = percent_text(total.elapsed_percent, shown.policy)
    return f"Đã kết nạp {number(total.cumulative)}{reached}{share} khi thời gian đã qua {elapsed}."


def sheet_workbook(shown: Sheet, exported_by: str, at: datetime) -> bytes:
    """The sheet as an .xlsx for reading, filtering and printing on A4 landscape.

    The last line names who took it and when; the caller leaves the audit event.
    """
    months = Month.of(shown.period_start).through(shown.month)
    groups = [g for g in SourceGroup if shown.total.groups.get(g)]
    columns = [
        TableColumn("TT", "centre", 5),
        TableColumn("Mã", "code", 9),
        TableColumn("Tổ chức đảng", "text", 34),
        TableColumn("Chỉ tiêu", "whole", 8),
        *(TableColumn(f"T{m.number}", "whole", 5, group="Kết nạp từng tháng") for m in months),
        TableColumn("Lũy kế", "whole", 8),
        TableColumn("Đạt", "percent", 8),
        TableColumn("Nhịp độ", "decimal", 8, places=3),
        TableColumn("Xếp loại", "centre", 12),
        TableColumn("So tháng trước", "centre", 11),
        TableColumn("Liền tháng chưa có", "whole", 8),
        TableColumn("Dự kiến cả năm", "whole", 8),
        TableColumn("Báo cáo số đếm", "whole", 8),
        *(TableColumn(b.label_vi, "whole", 7, group="Trong đó") for b in Breakdown),
        *(TableColumn(g.label_vi, "whole", 8, group="Theo nguồn") for g in groups),
        TableColumn("Vì sao xếp như vậy", "text", 46),
    ]
    return write_table(
        f"Kết quả kết nạp đảng viên, tháng {shown.month.label_vi}",
        columns,
        [_cells(place, line, groups) for place, line in enumerate(shown.lines, 1)],
        subtitles=[f"{shown.unit_name}. {answer_text(shown)}", _basis(shown)],
        total=_cells(None, shown.total, groups),
        notes=[
            bands_text(shown.policy),
            f"Xuất lúc {at:%H:%M %d/%m/%Y}, người xuất: {exported_by}.",
        ],
        sheet_name=f"Tháng {shown.month.number}-{shown.month.year}",
    )


def _basis(shown: Sheet) -> str:
    day = shown.policy.date_basis.label_vi
    given = f" Chỉ tiêu theo {shown.decision}." if shown.decision else ""
    return f"Tính đến {shown.on:%d/%m/%Y} theo {day}; {state_text(shown)}.{given}"


def _cells(place: int | None, line: Line, groups: list[SourceGroup]) -> list[object]:
    change = Change(line.change)
    return [
        place,
        line.unit_code,
        "Tổng cộng" if place is None else line.unit_name,
        line.target,
        *line.months,
        line.cumulative,
        line.percent,
        line.pace,
        "Chưa kết nạp" if line.zero else Class(line.cls).label_vi,
        "" if place is None or change is Change.NONE else change.label_vi,
        line.zero_months or None,
        line.projected,
        line.reported,
        *(line.breakdowns.get(b, 0) for b in Breakdown),
        *(line.groups.get(group, 0) for group in groups),
        "" if place is None else line.reason,
    ]
