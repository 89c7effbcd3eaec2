"""The answers of a duty on paper: the table as a workbook, and the summary report."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from dangvu.documents.offices import Office
from dangvu.office.payloads import (
    Letterhead,
    Recipient,
    Said,
    Signature,
    SummaryReport,
    SummedAnswer,
    SummedFigure,
)
from dangvu.office.vietnamese import clean, fold
from dangvu.office.workbooks import Table, TableColumn, write_tables
from dangvu.orgs.queries import Letterhead as Above
from dangvu.tasks.figures import figure_text
from dangvu.tasks.papers import AS_ABOVE, in_full
from dangvu.tasks.queries import directives
from dangvu.tasks.queries.reports import Answer, Column, Rollup

TYPE = "BC"
MOST_COLUMNS = 6
"""So many figures stand beside a name on A4; a workbook takes all."""
_MARK = re.compile(r"^\s*(?:[-–+•*]|\d{1,2}[.)]|[a-zđ][.)])\s*")


def subject_of(found: Rollup) -> str:
    """What the summary says it is about, unless its drafter says otherwise."""
    duty, period = found.duty, f", {found.period}" if found.period else ""
    if duty.no:
        paper = directives.short_citation(found.directive)
        return f"sơ kết việc thực hiện nhiệm vụ {duty.no} của {paper}{period}"
    what = duty.called[:1].lower() + duty.called[1:]
    return f"sơ kết việc thực hiện nhiệm vụ {what}{period}"


# ------------------------------------------------------------------ the workbook


def workbook(found: Rollup, head: Above, exported_by: str, at: datetime) -> bytes:
    """Every answer as a line, figures in columns with totals; words on a second sheet."""
    above = (f"{head.above}\n{head.organ}", "ĐẢNG CỘNG SẢN VIỆT NAM")
    period = f" {found.period}" if found.period else ""
    subtitles = [
        in_full(found.directive),
        f"{len(found.given)}/{len(found.answers)} nơi đã báo cáo, {len(found.late)} nơi chậm",
    ]
    taken = f"Xuất lúc {at:%H:%M %d/%m/%Y}, người xuất: {exported_by}."
    figures = Table(
        f"Tổng hợp báo cáo{period}: {found.duty.called}",
        [
            TableColumn("TT", "centre", 5), TableColumn("Nơi báo cáo", "text", 34),
            TableColumn("Tình trạng", "text", 20), TableColumn("Hạn", "date"),
            TableColumn("Ngày gửi", "date"), TableColumn("Chậm (ngày làm việc)", "whole", 10),
            *(_table_column(found, one) for one in found.columns),
        ],
        [_line(n, one, found.columns) for n, one in enumerate(found.answers, start=1)],
        above=above, subtitles=subtitles, notes=[taken], sheet_name="Số liệu",
        total=[None, "Tổng cộng", None, None, None, None, *(c.total for c in found.columns)]
        if found.columns else None,
    )  # fmt: skip
    words = Table(
        f"Nội dung báo cáo{period}: {found.duty.called}",
        [
            TableColumn("TT", "centre", 5), TableColumn("Nơi báo cáo", "text", 28),
            TableColumn("Kết quả thực hiện", "text", 46), TableColumn("Khó khăn", "text", 34),
            TableColumn("Đề xuất", "text", 30), TableColumn("Việc tiếp theo", "text", 30),
        ],
        [
            [n, one.name, one.report.results, one.report.difficulties, one.report.proposals,
             one.report.next_steps]
            for n, one in enumerate(found.given, start=1) if one.report
        ],
        above=above, subtitles=subtitles[:1], notes=[taken], sheet_name="Nội dung",
    )  # fmt: skip
    return write_tables(figures, words)


def _table_column(found: Rollup, column: Column) -> TableColumn:
    if column.total is None and not _all_numbers(found, column):
        return TableColumn(column.title, "text", 18)
    values = [v for one in found.given if (v := _value(one, column)) is not None]
    places = max((_places(v) for v in [*values, column.total or Decimal()]), default=0)
    return TableColumn(column.title, "decimal" if places else "whole", 13, places=places)


def _places(value: object) -> int:
    exponent = value.normalize().as_tuple().exponent if isinstance(value, Decimal) else 0
    return min(max(-exponent, 0), 4) if isinstance(exponent, int) else 0


def _all_numbers(found: Rollup, column: Column) -> bool:
    told = [one.figures[column.code] for one in found.given if column.code in one.figures]
    return all(known.number is not None for known in told)


def _value(one: Answer, column: Column) -> Decimal | str | None:
    known = one.figures.get(column.code)
    if known is None:
        return None
    return known.number if known.number is not None else known.value


def _line(order: int, one: Answer, columns: Iterable[Column]) -> list[object]:
    sent = one.report.sent_on if one.report else None
    due = one.report.due_on if one.report else one.assignment.due_on
    return [
        order, one.name, one.word_vi, due, sent, one.late_days or None,
        *(_value(one, column) for column in columns),
    ]  # fmt: skip


# ------------------------------------------------------------------ the summary report


@dataclass(frozen=True)
class Wording:
    """What the drafter decides of a summary: what it is about, head, signature, distribution, and
    the words that no report holds."""

    office: Office
    subject: str
    assessment: str = ""
    next_steps: str = ""


def letterhead(wording: Wording, on: date) -> Letterhead:
    """The head of the draft: no number, no day, the month of drafting."""
    office = wording.office
    return Letterhead(
        superior=office.superior,
        issuer=office.issuer,
        symbol=f"{TYPE}/{office.organ}",
        place=office.place,
        month=on,
        subject=wording.subject,
    )


def summary_report(found: Rollup, wording: Wording, on: date) -> SummaryReport:
    """The summary of the answers there are: totals, who reported when, what they wrote. It judges
    nothing; a draft that came back to its writer does not stand in it."""
    office = wording.office
    columns = _printed(found)
    return SummaryReport(
        letterhead=letterhead(wording, on),
        issuer_name=office.issuer_name,
        paper=in_full(found.directive),
        duty=found.duty.called,
        period=found.period,
        as_of=on,
        in_time=_names(found.in_time),
        late=_names(found.late),
        missing=_names(found.missing),
        figures=tuple(_summed(found, one) for one in found.columns if one.total is not None),
        difficulties=said((one.name, one.report.difficulties) for one in found.given if one.report),
        proposals=said((one.name, one.report.proposals) for one in found.given if one.report),
        columns=tuple(one.title for one in columns),
        answers=tuple(_answer(one, columns) for one in found.answers),
        recipients=tuple(Recipient(*line) for line in office.recipients if line[0] != AS_ABOVE),
        signature=Signature(office.authority, office.post, office.signer),
        assessment=wording.assessment.strip(),
        next_steps=wording.next_steps.strip(),
    )


def _printed(found: Rollup) -> list[Column]:
    """The figures most bodies told, in the order of the roll-up."""
    often = sorted(found.columns, key=lambda one: -_told(found, one))[:MOST_COLUMNS]
    return [one for one in found.columns if one in often]


def _told(found: Rollup, column: Column) -> int:
    return sum(column.code in one.figures for one in found.given)


def _names(answers: Sequence[Answer]) -> tuple[str, ...]:
    return tuple(
        f"{one.name} ({one.late_days} ngày)" if one.report and one.late_days else one.name
        for one in answers
    )


def _summed(found: Rollup, column: Column) -> SummedFigure:
    return SummedFigure(column.label, column.unit, figure_text(column.total), _told(found, column))


def _answer(one: Answer, columns: Sequence[Column]) -> SummedAnswer:
    shown = tuple(known.shown if known else "–" for known in one.cells(columns))
    sent = one.report.sent_on if one.report else None
    return SummedAnswer(one.name, one.word_vi, sent, one.late_days, shown)


def said(told: Iterable[tuple[str, str]]) -> tuple[Said, ...]:
    """What was written, line by line: lines of the same words once, with everybody who wrote them;
    what most wrote first, else as it was met."""
    first: dict[str, str] = {}
    by: dict[str, list[str]] = {}
    for name, text in told:
        for line in text.splitlines():
            words = clean(_MARK.sub("", line))
            key = fold(words).strip(" .;,")
            if not key:
                continue
            first.setdefault(key, words)
            if name not in by.setdefault(key, []):
                by[key].append(name)
    order = sorted(first, key=lambda key: -len(by[key]))
    return tuple(Said(first[key], tuple(by[key])) for key in order)


def file_name(found: Rollup) -> str:
    """What the workbook is called."""
    when = f"-{found.start.isoformat()}" if found.start else ""
    return f"tong-hop-bao-cao-{found.duty.pk}{when}.xlsx"
