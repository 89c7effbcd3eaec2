"""The map of the communes coloured by class. The table of the page is its equal."""

from collections.abc import Iterable

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from dangvu.office.vietnamese import number
from dangvu.rules.targets import Class
from dangvu.web.components.marks import STYLES, ZERO_STYLE, ZERO_VI, Mark
from dangvu.web.components.shapes import Drawing, Label


def areas(drawing: Drawing, marks: Iterable[Mark]) -> SafeString:
    """Every area of the drawing with its class, a hover text and, where there is one, a link.

    An area without a mark stays white and says so. Links are left out of the tab order: the table
    beside the map holds the same ones.
    """
    by_code = {mark.commune: mark for mark in marks if mark.commune}
    drawn = [
        _area(shape.name, shape.path, by_code.get(code)) for code, shape in drawing.shapes.items()
    ]
    zeros = [
        f'<circle class="zero-bg" cx="{x}" cy="{y}" r="15"/>'
        f'<text class="zero" x="{x}" y="{y + 8}">{escape(mark.sign)}</text>'
        for code, shape in drawing.shapes.items()
        if (mark := by_code.get(code)) and mark.style == ZERO_STYLE and mark.sign
        for x, y in [shape.at]
    ]
    return mark_safe("".join(drawn) + "".join(zeros) + _frame(drawing))


def legend(marks: Iterable[Mark]) -> list[tuple[str, str]]:
    """Style and word of what the map can show; "without class" only where it occurs."""
    used = {mark.style for mark in marks}
    rows = [(STYLES[cls], cls.label_vi) for cls in (Class.HIGH, Class.MEDIUM, Class.LOW)]
    rows.append((ZERO_STYLE, ZERO_VI))
    if STYLES[Class.NONE] in used:
        rows.append((STYLES[Class.NONE], Class.NONE.label_vi))
    return rows


DUTY_LEGEND = [
    (STYLES[Class.HIGH], "Xong mọi việc"),
    (STYLES[Class.LOW], "Đang thực hiện"),
    (ZERO_STYLE, "Có việc quá hạn, số là số việc"),
]
"""What a map of duties shows: done, under way, late."""


def _area(name: str, path: str, mark: Mark | None) -> str:
    if mark is None:
        return _path("chua", path, f"{name}: chưa có số")
    area = _path(mark.style, path, mark.said)
    return f'<a href="{escape(mark.url)}" tabindex="-1">{area}</a>' if mark.url else area


def _path(style: str, path: str, said: str) -> str:
    return f'<path class="u fill-{style}" d="{path}"><title>{escape(said)}</title></path>'


def _frame(drawing: Drawing) -> str:
    inset = ""
    if drawing.inset:
        x, y, width, height = (f"{v:g}" for v in drawing.inset)
        inset = f'<rect class="inset" x="{x}" y="{y}" width="{width}" height="{height}" rx="4"/>'
    return inset + "".join(_label(label) for label in drawing.labels)


def _label(label: Label) -> str:
    return format_html(
        '<text class="lbl{}" x="{}" y="{}" text-anchor="{}">{}</text>',
        " sea" if label.sea else "",
        label.x,
        label.y,
        label.anchor,
        label.text,
    )


def tally(drawing: Drawing, marks: Iterable[Mark]) -> str:
    """The map in words: how many areas of each class."""
    shown = [mark for mark in marks if mark.commune in drawing.shapes]
    counted = [
        f"{number(n)} {word}"
        for style, word in ((s, w.lower()) for s, w in legend(shown))
        if (n := sum(mark.style == style for mark in shown))
    ]
    return f"{number(len(drawing.shapes))} nơi, {', '.join(counted) or 'chưa có số'}"
