"""A time limit drawn: begun, today, reminders, last day; once for a desk, once for a phone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

TOP, HEIGHT = 34, 20


@dataclass(frozen=True)
class Limit:
    """What the drawing shows. ``used`` and ``days`` count the days of the limit, which are called
    ``unit_vi``; ``reminders`` are the days on which one is reminded, each with the share of the
    limit it stands at, in per cent.
    """

    start: date
    due_on: date
    today: date
    used: int
    days: int
    reminders: tuple[tuple[date, int], ...] = ()
    start_vi: str = ""
    unit_vi: str = "ngày làm việc"

    @property
    def said(self) -> str:
        """The drawing in words."""
        reminded = "".join(
            f", nhắc lần {n} ngày {on:%d/%m/%Y}" for n, (on, _) in enumerate(self.reminders, 1)
        )
        return (
            f"Đã qua {self.used} trên {self.days} {self.unit_vi}{reminded}, hạn cuối"
            f" {self.due_on:%d/%m/%Y}"
        )


def clock(limit: Limit) -> SafeString:
    """The two drawings of a limit, with the words of both for a reader."""
    return mark_safe(_drawn(limit, "big", 860, 20) + _drawn(limit, "tiny", 326, 3))


def _drawn(limit: Limit, style: str, width: int, edge: int) -> str:
    long = width - 2 * edge
    share = min(limit.used / limit.days, 1.0) if limit.days else 1.0
    wide = style == "big"
    now = edge + long * share
    late = " late" if limit.today > limit.due_on else ""
    ticks = list(_ticks(limit, edge, long, wide))
    if share < 0.35:
        anchor, x = "start", max(float(edge), now - 60 if wide else edge)
    else:
        anchor, x = ("end", min(now + 60, width - edge)) if wide else ("end", float(width - edge))
    said = f"hôm nay {limit.today:%d/%m}, ngày thứ {limit.used}"
    return format_html(
        '<svg class="clock {}" viewBox="0 0 {} 106" role="img" aria-label="{}">'
        '<rect class="track" x="{}" y="{}" width="{}" height="{}"/>'
        '<rect class="run{}" x="{}" y="{}" width="{}" height="{}"/>{}'
        '<line x1="{}" x2="{}" y1="22" y2="62"/>'
        '<text class="b" x="{}" y="16" text-anchor="{}">{}</text></svg>',
        style, width, limit.said, edge, TOP, long, HEIGHT, late, edge, TOP, f"{long * share:.1f}",
        HEIGHT,
        format_html_join(
            "",
            '<line x1="{0}" x2="{0}" y1="30" y2="62"/>'
            '<text class="b" x="{0}" y="80" text-anchor="{1}">{2}</text>'
            '<text x="{0}" y="100" text-anchor="{1}">{3}</text>',
            ticks,
        ),
        f"{now:.1f}", f"{now:.1f}", f"{x:.1f}", anchor, said,
    )  # fmt: skip


def _ticks(limit: Limit, edge: int, long: int, wide: bool) -> Iterator[tuple[str, str, str, str]]:
    """Place, anchor, day and word of each mark; a phone has no words and one reminder."""
    yield f"{edge}", "start", f"{limit.start:%d/%m}", limit.start_vi if wide else ""
    for n, (on, percent) in enumerate(limit.reminders, 1):
        if wide or n == 1:
            word = f"nhắc lần {n}" if wide else ""
            yield f"{edge + long * percent / 100:.1f}", "middle", f"{on:%d/%m}", word
    yield f"{edge + long}", "end", f"{limit.due_on:%d/%m}", "hạn cuối" if wide else ""
