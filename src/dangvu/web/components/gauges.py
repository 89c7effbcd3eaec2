"""Small drawings beside a figure: bar, columns of months, progress. SVG text, no style attribute.

They are made by plain formatting, not by templates: a month sheet holds some four hundred of them.
"""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from dangvu.office.vietnamese import number
from dangvu.rules.targets import Class
from dangvu.web.components.marks import style

Figure = int | float | Decimal
BAR_WIDTH = 132
COLUMN_TOP, COLUMN_FOOT = 3, 25


def bar(
    value: Figure | None,
    target: Figure | None,
    tick: Figure | None = None,
    cls: Class | str = Class.NONE,
    zero: bool = False,
    long: bool = False,
) -> SafeString:
    """Track = target, fill = reached, tick = where one should stand by now.

    Takes persons for ``value`` and ``target`` and per cent of the target for ``tick``. Beyond the
    target the bar is full and ends in an arrow. Nothing without a target. Hidden from readers: the
    figure stands beside it.
    """
    if not target or value is None:
        return mark_safe("")
    width = 300 if long else BAR_WIDTH
    share = float(value) / float(target)
    fill = min(share, 1.0) * (width - 1)
    parts = [
        f'<svg class="bar{" long" if long else ""}" viewBox="0 0 {width} 16"'
        f' preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="track" x="0" y="3" width="{width}" height="10"/>'
    ]
    if fill > 0:
        parts.append(
            f'<rect class="v fill-{style(cls, zero)}" x=".5" y="3.5" width="{fill:.1f}"'
            ' height="9"/>'
        )
    parts.append(f'<rect class="edge" x=".5" y="3.5" width="{width - 1}" height="9"/>')
    if share > 1:
        parts.append(f'<path class="over" d="M{width - 9} 4v8l7-4Z"/>')
    if tick is not None:
        x = min(max(float(tick), 0.0), 100.0) / 100 * (width - 2) + 1
        parts.append(f'<line class="tick" x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="16"/>')
    return mark_safe("".join(parts) + "</svg>")


def spark(months: Sequence[int | None], first: int = 1) -> SafeString:
    """A column for each month, a ring for a month with nobody, a gap where nothing is known.

    ``first`` is the number of the first month. The text equal names every figure.
    """
    if not months:
        return mark_safe("")
    step, wide, ring = (13, 9, 3.4) if len(months) <= 6 else (8, 6, 2.4)
    width = step * len(months) + 1
    most = max((m for m in months if m), default=1)
    drawn = [f'<line class="base" x1="0" x2="{width}" y1="25.5" y2="25.5"/>']
    for i, count in enumerate(months):
        x = 2 + step * i
        if count == 0:
            drawn.append(f'<circle class="z" cx="{x + wide / 2:g}" cy="20.5" r="{ring}"/>')
        elif count is not None:
            height = max(1.5, (COLUMN_FOOT - COLUMN_TOP) * count / most)
            now = " now" if i == len(months) - 1 else ""
            drawn.append(
                f'<rect class="c{now}" x="{x}" y="{COLUMN_FOOT - height:.1f}" width="{wide}"'
                f' height="{height:.1f}"/>'
            )
    span = f"Tháng {first} đến {first + len(months) - 1}" if len(months) > 1 else f"Tháng {first}"
    said = ", ".join("chưa có số" if m is None else number(m) for m in months)
    return mark_safe(
        f'<svg class="spark" width="{width}" height="26" viewBox="0 0 {width} 26" role="img"'
        f' aria-label="{span}: {said}">{"".join(drawn)}</svg>'
    )


def progress(done: int, total: int, what: str = "") -> SafeString:
    """A long job's bar: ``done`` of ``total``, named ``what`` for a reader."""
    share = min(done / total, 1.0) if total else 1.0
    said = f"Đã xong {number(done)} trên {number(total)}"
    return format_html(
        '<svg class="progress" viewBox="0 0 1000 20" preserveAspectRatio="none" role="progressbar"'
        ' aria-valuemin="0" aria-valuemax="{}" aria-valuenow="{}" aria-valuetext="{}"'
        ' aria-label="{}"><rect class="track" x=".5" y=".5" width="999" height="19"/>'
        '<rect class="v" x="1" y="1" width="{}" height="18"/></svg>',
        total,
        done,
        said,
        what or said,
        f"{share * 998:.0f}",
    )
