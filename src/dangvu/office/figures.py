"""A form of figures as an official paper: head, title, one ruled table, signatures (R13.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dangvu.office.models.layout import (
    LANDSCAPE_WIDTH,
    LEFT,
    TEXT_WIDTH,
    Form,
    cell,
    paper,
    paragraph,
    row,
    rule,
    run,
    table,
)
from dangvu.office.vietnamese import NBSP

_MOTTO = "ĐẢNG CỘNG SẢN VIỆT NAM"
_WIDEST = 4
"""Columns of figures that still stand on an upright page."""


@dataclass(frozen=True)
class FigureLine:
    """A line of the table: what is printed before it, its words, its cells. ``head``: bold;
    ``level`` sets the words in."""

    mark: str
    title: str
    cells: Sequence[str]
    level: int = 0
    head: bool = False


@dataclass(frozen=True)
class FigurePaper:
    """What a form of figures says. ``code`` is the form's, such as "1-TCTW"; ``month`` any day of
    the month printed while the day is still open."""

    superior: str
    issuer: str
    place: str
    month: date
    code: str
    title: str
    subtitles: Sequence[str]
    columns: Sequence[str]
    lines: Sequence[FigureLine]
    notes: Sequence[str] = ()
    maker: str = "NGƯỜI LẬP BIỂU"
    signer: str = ""


def figure_paper(made: FigurePaper) -> bytes:
    """The form as .docx; on its side where it has many columns. The same form, the same bytes."""
    landscape = len(made.columns) > _WIDEST
    width = LANDSCAPE_WIDTH if landscape else TEXT_WIDTH
    content = [
        _head(made, width),
        paragraph(run(f"Biểu {made.code}", bold=True), form=Form(before=12)),
        paragraph(run(made.title.upper(), bold=True)),
        *(paragraph(run(line, italic=True)) for line in made.subtitles),
        paragraph(form=Form(exact=8)),
        _table(made, width),
        paragraph(form=Form(exact=8)),
        *(paragraph(run(note, size=12, italic=True), form=LEFT) for note in made.notes),
        paragraph(form=Form(exact=10, keep=True)),
        _signatures(made, width),
    ]
    return paper(content, landscape=landscape)


def _head(made: FigurePaper, width: float) -> str:
    left = width * 0.43
    right = width - left
    month = f"{made.month.month:02d}" if made.month.month <= 2 else str(made.month.month)
    dated = f"{made.place}, ngày{NBSP * 6}tháng {month} năm {made.month.year}"
    return table(
        (left, right),
        row(
            cell(
                left,
                paragraph(run(made.superior)),
                paragraph(run(made.issuer, bold=True)),
                rule(left, 20.0),
                paragraph(run("*"), form=Form(exact=12)),
            ),
            cell(
                right,
                paragraph(run(_MOTTO, bold=True)),
                rule(right, 66.0),
                paragraph(run(dated, italic=True), form=Form(before=6)),
            ),
        ),
    )


def _table(made: FigurePaper, width: float) -> str:
    first, each = 13.0, 24.0 if len(made.columns) <= _WIDEST else 22.0
    words = width - first - each * len(made.columns)
    widths = (first, words, *([each] * len(made.columns)))
    titles = ("Mục", "Nội dung", *made.columns)
    rows = [
        row(
            *(
                _cell(w, text, align="center", bold=True)
                for w, text in zip(widths, titles, strict=True)
            ),
            header=True,
        )
    ]
    for line in made.lines:
        figures = [_cell(each, text, align="right", bold=line.head) for text in line.cells]
        rows.append(
            row(
                _cell(first, line.mark, align="center", bold=line.head),
                _cell(words, line.title, align="left", bold=line.head, inset=4.0 * line.level),
                *figures,
            )
        )
    return table(widths, *rows, borders=True, side=1.5)


def _cell(width: float, text: str, *, align: str, bold: bool = False, inset: float = 0) -> str:
    form = Form("OBang", align, before=1.5, after=1.5, indent=(inset, 0) if inset else None)
    return cell(width, paragraph(run(text, bold=bold), form=form), middle=True)


def _signatures(made: FigurePaper, width: float) -> str:
    half = width / 2
    return table(
        (half, half),
        row(
            cell(half, paragraph(run(made.maker, bold=True)), paragraph(form=Form(before=60))),
            cell(half, paragraph(run(made.signer, bold=True)), paragraph(form=Form(before=60))),
        ),
    )
