"""A line of the month's table: what stands in it, and how it is written.

It is written by plain formatting, not by a template: through the tags of one, the 128 lines of a
province take longer than everything else on the page together.
"""

from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from dangvu.office.vietnamese import number
from dangvu.rules.forecast import Phase, Verdict
from dangvu.rules.targets import Change, Class, pace_text, percent_text
from dangvu.targets.sheets import Line, Sheet
from dangvu.web.components.gauges import bar, spark
from dangvu.web.components.marks import class_chip

NOTHING = "–"


@dataclass(frozen=True)
class Row:
    """A line of the sheet with its addresses and the cause logged for it."""

    line: Line
    place: int
    url: str
    records: str
    records_month: str
    cause: str

    @property
    def change(self) -> Change:
        return Change(self.line.change)

    @property
    def moved(self) -> str:
        """Against the month before, in words: "Lên từ thấp", "Giữ nguyên"."""
        if self.change in (Change.UP, Change.DOWN):
            return f"{self.change.label_vi} từ {Class(self.line.previous).label_vi.lower()}"
        return self.change.label_vi if self.change is Change.SAME else NOTHING


def table_rows(rows: list[Row], shown: Sheet) -> SafeString:
    """The lines of the table's body; columns as the head in ``_table.html`` names them."""
    return mark_safe("".join(_table_row(row, shown) for row in rows))


def _table_row(row: Row, shown: Sheet) -> str:
    line, cell = row.line, '<td role="cell" class='
    alarm = " alarm" if line.accountability else ""
    streak = f"{line.zero_months} tháng" if line.zero_months else NOTHING
    moved = f"<b>{row.moved}</b>" if line.change in ("up", "down") else _soft(row.moved)
    month = f"Tháng {shown.month.number}"
    return (
        f'<tr role="row">{cell}"num hide">{row.place}</td>'
        f'<th role="rowheader" scope="row"><a href="{row.url}">{escape(line.short_name)}</a>'
        f"{_remarks(line)}</th>"
        f'{cell}"num" data-l="Chỉ tiêu">{_number(line.target)}</td>'
        f'{cell}"num" data-l="{month}">{_opens(line.month, row.records_month)}</td>'
        f'{cell}"num" data-l="Lũy kế">{_opens(line.cumulative, row.records)}</td>'
        f'{cell}"num" data-l="Đạt">{percent_text(line.percent, shown.policy)}</td>'
        f'{cell}"full">'
        f"{bar(line.cumulative, line.target, line.elapsed_percent, line.cls, line.zero)}</td>"
        f'{cell}"num" data-l="Nhịp độ"><span title="{escape(line.reason)}">'
        f"{pace_text(line.pace, shown.policy)}</span></td>"
        f'{cell}"corner">{class_chip(line.cls, line.zero)}</td>'
        f'{cell}"nowrap hide">{moved}</td>'
        f'{cell}"hide">{spark(line.months, shown.period_start.month)}</td>'
        f'{cell}"num{alarm}" data-l="Liền tháng chưa có">{streak}</td>'
        f'{cell}"num full" data-l="Dự kiến cả năm">{_ahead(line)}{_verdict(line)}</td></tr>'
    )


def _remarks(line: Line) -> str:
    """What is particular about where the figures come from."""
    said = ""
    if line.counted_from == "reports":
        said += ' <span class="small soft">theo số đếm báo cáo</span>'
    if line.difference:
        said += f' <span class="small alarm">lệch {line.difference} so với báo cáo</span>'
    return said


def _ahead(line: Line) -> str:
    """What is expected in the year: of the people on the way, with its interval, where any are on
    record; else at the present pace."""
    if line.ahead is None:
        return _number(line.projected)
    low, high = number(line.ahead.low), number(line.ahead.high)
    return f'{number(line.ahead.expected)} <span class="small soft nowrap">({low}–{high})</span>'


def _verdict(line: Line) -> str:
    """Whether the target can still be met, and where people wait too long."""
    if line.ahead is None or line.target is None:
        return ""
    verdict, words = Verdict(line.ahead.verdict), line.ahead.text
    alarm = "alarm" if verdict is Verdict.TOO_LATE else "soft"
    said = verdict.label_vi
    if line.ahead.bottleneck and verdict in (Verdict.ONLY_IF, Verdict.TOO_LATE):
        said += f";<br>nghẽn: {Phase(line.ahead.bottleneck).short_vi}"
    return f'<br><span class="small {alarm}" title="{escape(words)}">{said}</span>'


def _number(value: int | None) -> str:
    return NOTHING if value is None else number(value)


def _opens(value: int, url: str) -> str:
    return f'<a class="open" href="{escape(url)}">{number(value)}</a>'


def _soft(words: str) -> str:
    return f'<span class="soft">{words}</span>'
