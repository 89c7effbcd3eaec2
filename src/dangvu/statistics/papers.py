"""Forms of statistics as an office files them: .xlsx and .docx."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from dangvu.kernel import clock
from dangvu.office.figures import FigureLine, FigurePaper, figure_paper
from dangvu.office.vietnamese import day, number
from dangvu.office.workbooks import Table, TableColumn, write_tables
from dangvu.orgs.queries import Letterhead
from dangvu.rules.forms_tctw import Form
from dangvu.statistics.tables import FormTable, Row

LESS = "<5"
KEPT_BACK = "…"
"""Stands for a number that would give a small one away."""
NONE = "–"
UNSEEN = (
    "Cột của biểu là đề xuất của phần mềm, chưa đối chiếu được với mẫu đang dùng; cơ quan sửa được."
)


def figure_text(row: Row, code: str) -> str:
    """A cell in words: its number, a dash for none, that it is few where it is kept back."""
    if code in row.kept_back:
        return LESS if code in row.few else KEPT_BACK
    value = row.values.get(code)
    return NONE if value is None else number(value)


def title_of(form: Form) -> str:
    """ "Biểu 1-TCTW: Tăng, giảm đảng viên"."""
    return f"Biểu {form.code}: {form.title}"


def when(shown: FormTable) -> str:
    """The day or the period a form tells of."""
    period = shown.period
    if shown.on_a_day:
        return f"Tính đến {day(period.last)}"
    words = period.label_vi
    days = f"từ {day(period.first)} đến {day(period.last)}"
    return f"Kỳ {words}" + ("" if words == days else f" ({days})")


def state_text(shown: FormTable) -> str:
    """Whether the figures are frozen, and as which revision."""
    if shown.revision is None:
        return "số liệu chưa chốt"
    kept = shown.revision
    return f"đã chốt lần {kept.number} ngày {kept.frozen_at:%d/%m/%Y} do {kept.frozen_by}"


def notes_of(shown: FormTable) -> list[str]:
    """What has to stand under a form."""
    found = [] if shown.form.seen else [UNSEEN]
    if shown.counts and shown.counts.at:
        found.append(f"Số tính lúc {clock.local(shown.counts.at):%H:%M ngày %d/%m/%Y}.")
    if any(row.kept_back for row in shown.rows):
        found.append(
            f"“{LESS}”, “{KEPT_BACK}”: số nhỏ của nhóm dân tộc, tôn giáo, và số làm lộ nó, không "
            "hiện với vai trò không xem hồ sơ."
        )
    return found


def workbook(shown: FormTable, head: Letterhead, exported_by: str, at: datetime) -> bytes:
    """The form as .xlsx. The last line names who took it and when; the caller leaves the event."""
    columns = [
        TableColumn("Mục", "centre", 7),
        TableColumn("Nội dung", "text", 52),
        *(TableColumn(column.title, "whole", 13) for column in shown.columns),
    ]
    rows = [
        [row.line.mark, "   " * row.line.level + row.line.title, *_cells(row, shown)]
        for row in shown.shown
    ]
    taken = f"Xuất lúc {at:%H:%M %d/%m/%Y}, người xuất: {exported_by}."
    return write_tables(
        Table(
            title_of(shown.form),
            columns,
            rows,
            above=(f"{head.above}\n{head.organ}\n*", "ĐẢNG CỘNG SẢN VIỆT NAM"),
            subtitles=[f"{shown.unit_name}. {when(shown)}; {state_text(shown)}."],
            notes=[*notes_of(shown), taken],
            sheet_name=f"Biểu {shown.form.code}",
            landscape=len(shown.columns) > 4,
            strong={place for place, row in enumerate(shown.shown) if not row.line.level},
        )
    )


def _cells(row: Row, shown: FormTable) -> list[object]:
    if row.line.head:
        return [None] * len(shown.columns)
    return [
        figure_text(row, column.code)
        if column.code in row.kept_back
        else row.values.get(column.code)
        for column in shown.columns
    ]


def document(
    shown: FormTable, head: Letterhead, place: str, on: date, exported_by: str, signer: str
) -> bytes:
    """The form as .docx in the office's layout."""
    return figure_paper(
        FigurePaper(
            superior=head.above,
            issuer=head.organ,
            place=place,
            month=on,
            code=shown.form.code,
            title=shown.form.title,
            subtitles=[shown.unit_name, f"({when(shown)}; {state_text(shown)})"],
            columns=[column.title for column in shown.columns],
            lines=[_line(row, shown) for row in shown.shown],
            notes=[*notes_of(shown), f"Người xuất: {exported_by}, ngày {day(on)}."],
            signer=signer,
        )
    )


def _line(row: Row, shown: FormTable) -> FigureLine:
    line = row.line
    cells = [] if line.head else [figure_text(row, column.code) for column in shown.columns]
    cells = cells or [""] * len(shown.columns)
    return FigureLine(line.mark, line.title, cells, line.level, head=line.level == 0)


def pivot_workbook(
    title: str, about: Sequence[str], heads: Sequence[str], rows: Sequence[Sequence[object]],
    total: Sequence[object], exported_by: str, at: datetime,
) -> bytes:  # fmt: skip
    """A pivot as .xlsx: words in the first column, figures in the others."""
    first, *others = heads
    made = Table(
        title,
        [TableColumn(first, "text", 40), *(TableColumn(h, "whole", 13) for h in others)],
        rows,
        subtitles=about,
        total=total,
        sheet_name="Bảng chéo",
    )
    taken = f"Xuất lúc {at:%H:%M %d/%m/%Y}, người xuất: {exported_by}."
    return write_tables(replace(made, notes=[taken]))
