"""Workbooks of an import: the empty model to fill in, and the user's own table with its errors."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from dangvu.access.actor import Actor
from dangvu.intake import queries
from dangvu.intake.bulk import BulkKind
from dangvu.intake.catalogue import Draft, Field, Kind, Place, Problem
from dangvu.office.workbooks import TableColumn, write_back, write_table
from dangvu.office.workbooks.returned import ERROR_COLUMN, write_back_long

_BLANK_ROWS = 30


def model_workbook(kind: Kind, actor: Actor, unit: Place) -> bytes:
    """An empty workbook with the columns of a kind, lists to choose from, and how to fill it in.

    What is known of the unit, such as the names of its bodies, stands in it already.
    """
    lists = kind.lists(actor, unit)
    offered = [f for f in kind.fields if f.offered]
    columns = [_column(f, f.choices or lists.get(f.code, ())) for f in offered]
    given = [[row.get(f.code) for f in offered] for row in kind.given(actor, unit)]
    stars = "Cột có dấu * phải điền. Đừng đổi tên cột, đừng gộp ô trong bảng."
    hints = [f"{f.label}: {f.hint}." for f in offered if f.hint]
    return write_table(
        kind.title,
        columns,
        given,
        subtitles=[stars, *hints],
        sheet_name=kind.title[:31],
        blank_rows=0 if given else _BLANK_ROWS,
    )


def returned_workbook(
    kind: Kind, content: bytes, sheet: str, header_row: int, drafts: Iterable[Draft]
) -> bytes:
    """The user's own workbook with a column "Lỗi"; everything else in it is as it was.

    A pasted table comes back as a new workbook of the same columns. Raises ``BookRefused``.
    """
    judged = list(drafts)
    errors = {d.number: told(kind, d) for d in judged if d.problems}
    summary = [
        f"Đọc {len(judged)} dòng, cần sửa {sum(not d.accepted for d in judged)} dòng.",
        "Sửa các ô nêu ở cột “Lỗi” rồi nộp lại chính tệp này; không cần xóa cột “Lỗi”.",
    ]
    if header_row:
        return write_back(content, sheet, header_row, errors, summary=summary)
    columns = [TableColumn(f.label, width=f.width) for f in kind.fields]
    rows = [[*(d.raw.get(f.code) for f in kind.fields), errors.get(d.number, "")] for d in judged]
    columns.append(TableColumn(ERROR_COLUMN, width=60))
    return write_table(kind.title, columns, rows, subtitles=summary, sheet_name=sheet)


def returned_long(kind: BulkKind, of: queries.Batch) -> bytes:
    """The user's own long table with a column "Lỗi" and a sheet that sums the faults up. Faults
    are read as they are written, twice: memory does not grow with them."""
    counts = queries.blocking_counts(of)
    summary = [
        f"Đọc {of.summary['read']} dòng, cần sửa {of.summary['refused']} dòng.",
        "Sửa các ô nêu ở cột “Lỗi” rồi nộp lại chính tệp này; không cần xóa cột “Lỗi”.",
        *(f"{kind.label(column) or 'Cả dòng'}: {n} lỗi." for column, n in counts),
    ]

    def errors() -> Iterator[tuple[int, str]]:
        for number, found in groupby(queries.blocking(of), key=lambda told: told[0]):
            yield number, " ".join(_of_long(kind, column, text) for _, column, text in found)

    return write_back_long(queries.content(of), of.sheet, of.header_row, errors, summary)


def _of_long(kind: BulkKind, column: str, message: str) -> str:
    label = kind.label(column)
    return message if message.startswith(label) else f"{label}: {message}"


def told(kind: Kind, draft: Draft) -> str:
    """The problems of a row as one text: column, why, how to mend, what there is to choose."""
    return " ".join(_sentence(kind, p) for p in draft.problems if p.level.blocks) or " ".join(
        p.message for p in draft.problems
    )


def _sentence(kind: Kind, problem: Problem) -> str:
    label = kind.label(problem.column)
    where = f"{label}: " if label else ""
    listed = "; ".join(choice.label for choice in problem.choices)
    offered = f" Các đơn vị gần đúng: {listed}." if listed else ""
    return f"{where}{problem.message} {problem.mend}{offered}".strip()


def _column(column: Field, choices: tuple[str, ...]) -> TableColumn:
    star = "*" if column.required else ""
    return TableColumn(
        f"{column.label}{star}",
        column.kind,  # type: ignore[arg-type]
        column.width,
        group=column.group,
        choices=choices,
    )
