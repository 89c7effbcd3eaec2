"""The month on paper: the workbook of a sheet."""

from dataclasses import replace
from datetime import datetime

from dangvu.office.vietnamese import number
from dangvu.office.workbooks import Table, TableColumn, write_tables
from dangvu.rules.admissions import Breakdown, SourceGroup
from dangvu.rules.forecast import Phase, Verdict
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
    """The sheet as an .xlsx for reading, filtering and printing on A4 landscape: the month, who the
    new members are, why each body stands where it stands, and, where the sheet says so, whether it
    can still reach its target.

    The last line names who took it and when; the caller leaves the audit event.
    """
    title = f"Kết quả kết nạp đảng viên, tháng {shown.month.label_vi}"
    about = [f"{shown.unit_name}. {answer_text(shown)}", _basis(shown)]
    taken = f"Xuất lúc {at:%H:%M %d/%m/%Y}, người xuất: {exported_by}."
    return write_tables(
        replace(
            _month(shown), title=title, subtitles=about, notes=[bands_text(shown.policy), taken]
        ),
        replace(_people(shown), subtitles=about, notes=[taken]),
        replace(_reasons(shown), subtitles=about, notes=[bands_text(shown.policy), taken]),
        *(
            [replace(_outlook(shown), subtitles=about, notes=[_OUTLOOK_NOTE, taken])]
            if shown.total.ahead
            else []
        ),
    )


_BODY = (
    TableColumn("TT", "centre", 5),
    TableColumn("Mã", "code", 9),
    TableColumn("Tổ chức đảng", "text", 36),
)


def _body(place: int | None, line: Line) -> list[object]:
    return [place, line.unit_code, "Tổng cộng" if place is None else line.unit_name]


def class_words(line: Line) -> str:
    """The class of a line as the papers write it."""
    return "Chưa kết nạp" if line.zero else Class(line.cls).label_vi


def _month(shown: Sheet) -> Table:
    months = Month.of(shown.period_start).through(shown.month)
    columns = [
        *_BODY,
        TableColumn("Chỉ tiêu", "whole", 8),
        *(TableColumn(f"T{m.number}", "whole", 6, group="Kết nạp từng tháng") for m in months),
        TableColumn("Lũy kế", "whole", 8),
        TableColumn("Đạt", "percent", 8),
        TableColumn("Nhịp độ", "decimal", 8, places=3),
        TableColumn("Xếp loại", "centre", 14),
        TableColumn("So tháng trước", "centre", 12),
        TableColumn("Liền tháng chưa có", "whole", 9),
        TableColumn("Dự kiến cả năm", "whole", 9),
        TableColumn("Báo cáo số đếm", "whole", 9),
    ]
    rows = [_cells(place, line) for place, line in enumerate(shown.lines, 1)]
    name = f"Tháng {shown.month.number}-{shown.month.year}"
    return Table("", columns, rows, total=_cells(None, shown.total), sheet_name=name)


def _cells(place: int | None, line: Line) -> list[object]:
    change = Change(line.change)
    return [
        *_body(place, line),
        line.target,
        *line.months,
        line.cumulative,
        line.percent,
        line.pace,
        class_words(line),
        "" if place is None or change is Change.NONE else change.label_vi,
        line.zero_months or None,
        line.ahead.expected if line.ahead else line.projected,
        line.reported,
    ]


def _people(shown: Sheet) -> Table:
    groups = [group for group in SourceGroup if shown.total.groups.get(group)]
    columns = [
        *_BODY,
        TableColumn("Từ hồ sơ", "whole", 8),
        *(TableColumn(part.label_vi, "whole", 10, group="Trong đó") for part in Breakdown),
        *(TableColumn(group.label_vi, "whole", 11, group="Theo nguồn") for group in groups),
    ]

    def cells(place: int | None, line: Line) -> list[object]:
        parts = [line.breakdowns.get(part, 0) for part in Breakdown]
        sources = [line.groups.get(group, 0) for group in groups]
        return [*_body(place, line), line.records, *parts, *sources]

    return Table(
        f"Đảng viên mới đến hết tháng {shown.month.label_vi}: cơ cấu và nguồn",
        columns,
        [cells(place, line) for place, line in enumerate(shown.lines, 1)],
        total=cells(None, shown.total),
        sheet_name="Cơ cấu, nguồn",
    )


def _reasons(shown: Sheet) -> Table:
    columns = [
        *_BODY,
        TableColumn("Xếp loại", "centre", 14),
        TableColumn("Vì sao xếp như vậy", "text", 70),
    ]
    rows = [
        [*_body(place, line), class_words(line), line.reason]
        for place, line in enumerate(shown.lines, 1)
    ]
    title = f"Vì sao xếp như vậy, tháng {shown.month.label_vi}"
    return Table(title, columns, rows, sheet_name="Vì sao")


_OUTLOOK_NOTE = (
    "Dự kiến tính từ số người ở từng bước và thời gian các bước thường đi, không nói về riêng ai."
)


def _outlook(shown: Sheet) -> Table:
    columns = [
        *_BODY,
        TableColumn("Chỉ tiêu", "whole", 8),
        TableColumn("Lũy kế", "whole", 8),
        TableColumn("Đang trên đường", "whole", 9),
        TableColumn("Ít nhất", "whole", 8, group="Dự kiến cả năm"),
        TableColumn("Khoảng", "whole", 8, group="Dự kiến cả năm"),
        TableColumn("Nhiều nhất", "whole", 8, group="Dự kiến cả năm"),
        TableColumn("Còn kịp không", "centre", 12),
        TableColumn("Nghẽn ở", "text", 20),
        TableColumn("Số người chờ quá mức", "whole", 10),
    ]

    def cells(place: int | None, line: Line) -> list[object]:
        ahead = line.ahead
        said: list[object] = [None] * 7
        if ahead is not None:
            said = [
                ahead.people, ahead.low, ahead.expected, ahead.high,
                Verdict(ahead.verdict).label_vi if line.target is not None else "",
                Phase(ahead.bottleneck).short_vi if ahead.bottleneck else "", ahead.held or None,
            ]  # fmt: skip
        return [*_body(place, line), line.target, line.cumulative, *said]

    return Table(
        f"Chỉ tiêu năm còn kịp không, tính từ tháng {shown.month.label_vi}",
        columns,
        [cells(place, line) for place, line in enumerate(shown.lines, 1)],
        total=cells(None, shown.total),
        sheet_name="Còn kịp không",
    )


def _basis(shown: Sheet) -> str:
    day = shown.policy.date_basis.label_vi
    given = f" Chỉ tiêu theo {shown.decision}." if shown.decision else ""
    return f"Tính đến {shown.on:%d/%m/%Y} theo {day}; {state_text(shown)}.{given}"
