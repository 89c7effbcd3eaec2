"""The year's line: done, expected, the even line or the plan, the target. Drawn by the server.

Two drawings from the same figures: a wide one, and one made for a phone (not a shrunken one).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from dangvu.office.vietnamese import decimal, number

Figure = int | float | Decimal
MONTHS = 12
LINE, LETTER = 20, 8.1  # height of a line of text and width of a letter in the drawing


@dataclass(frozen=True)
class Year:
    """The figures of a year for one body.

    ``cumulative``: persons at the end of each month so far, from January. ``target``: persons, or
    None. ``projected``: persons expected at the end of the year, with ``low`` and ``high`` around
    it where known. ``plan``: persons at the end of each of the twelve months; without it the line
    to the target is even.
    """

    cumulative: tuple[int, ...]
    target: int | None = None
    projected: Figure | None = None
    low: Figure | None = None
    high: Figure | None = None
    plan: tuple[int, ...] = ()

    @property
    def said(self) -> str:
        """The drawing in words."""
        months = len(self.cumulative)
        said = f"Lũy kế tháng 1 đến {months}: {', '.join(map(number, self.cumulative))}."
        if not months:
            said = "Chưa có tháng nào."
        if self.projected is not None:
            said += f" Dự kiến cuối năm {_whole(self.projected)}"
            said += f", trong khoảng {self.interval}." if self.interval else "."
        return said + (f" Chỉ tiêu {number(self.target)}." if self.target is not None else "")

    @property
    def interval(self) -> str:
        """ "17 đến 25", or nothing."""
        if self.low is None or self.high is None:
            return ""
        return f"{_whole(self.low)} đến {_whole(self.high)}"


@dataclass(frozen=True)
class Text:
    """A word in the drawing; coordinates are ready-made text, free of the page's number format."""

    x: str
    y: str
    words: str
    anchor: str = "start"
    style: str = ""


_STYLED = {name: mark_safe(f' class="{name}"') for name in ("b", "s")}


@dataclass(frozen=True)
class Plot:
    """Everything one drawing holds, as SVG coordinates."""

    name: str
    view_box: str
    left: str
    right: str
    foot: str
    grid: tuple[str, ...]
    texts: tuple[Text, ...]
    even: str
    band: str
    expected: str
    done: str
    dots: tuple[tuple[str, str], ...]
    goal: str

    @property
    def written(self) -> SafeString:
        """The words, by plain formatting: there are some thirty."""
        return format_html_join(
            "",
            '<text{} x="{}" y="{}" text-anchor="{}">{}</text>',
            ((_STYLED.get(t.style, ""), t.x, t.y, t.anchor, t.words) for t in self.texts),
        )


@dataclass(frozen=True)
class _Sheet:
    """The paper of a drawing: its size, and which months are written under the axis."""

    name: str
    width: float
    height: float
    months: tuple[int, ...]


WIDE = _Sheet("big", 720, 330, tuple(range(1, 13)))
SMALL = _Sheet("tiny", 372, 300, (1, 3, 5, 7, 9, 12))
TOP, BELOW = 26, 34


@lru_cache(maxsize=512)
def plots(year: Year) -> list[Plot]:
    """The two drawings of a year."""
    return [_Drawing(year, sheet).plot() for sheet in (WIDE, SMALL)]


class _Drawing:
    """One year on one sheet. The margins make room for the longest words beside the axes."""

    def __init__(self, year: Year, sheet: _Sheet) -> None:
        self.year, self.sheet = year, sheet
        ends = [year.target, year.projected, year.high, *year.cumulative, *year.plan]
        most = max([float(end) for end in ends if end is not None] + [1.0])
        self.step = _step(most)
        self.most = self.step * -(-most // self.step)
        self.foot = sheet.height - BELOW
        self.left = 16 + LETTER * len(number(int(self.most)))
        self.right = sheet.width - 14 - LETTER * max((len(w) for w, _ in self.beside()), default=0)

    def x(self, month: float) -> float:
        return self.left + (self.right - self.left) * month / MONTHS

    def y(self, count: Figure) -> float:
        return self.foot - (self.foot - TOP) * float(count) / self.most

    def points(self, series: Sequence[tuple[float, Figure]]) -> str:
        return " ".join(f"{self.x(m):.1f},{self.y(c):.1f}" for m, c in series)

    def plot(self) -> Plot:
        year, sheet = self.year, self.sheet
        now = len(year.cumulative)
        done: list[tuple[float, Figure]] = [(0, 0), *enumerate(year.cumulative, 1)]
        stands = done[-1]
        levels = [self.step * i for i in range(round(self.most / self.step) + 1)]
        expected = [] if self.ahead is None else [stands, (MONTHS, self.ahead)]
        band: list[tuple[float, Figure]] = []
        if expected and year.low is not None and year.high is not None:
            band = [stands, (MONTHS, year.high), (MONTHS, year.low)]
        return Plot(
            name=sheet.name,
            view_box=f"0 0 {sheet.width:g} {sheet.height:g}",
            left=f"{self.left:g}",
            right=f"{self.right:g}",
            foot=f"{self.foot:g}",
            grid=tuple(f"{self.y(level):.1f}" for level in levels),
            texts=tuple(self._scale(levels, now) + self._ends(now)),
            even=self.points(self._line()),
            band=self.points(band),
            expected=self.points(expected),
            done=self.points(done) if now else "",
            dots=tuple((f"{self.x(m):.1f}", f"{self.y(c):.1f}") for m, c in done[1:]),
            goal="" if year.target is None else f"{self.y(year.target):.1f}",
        )

    @property
    def ahead(self) -> Figure | None:
        """What is expected at the end of the year, while there is a year left to expect."""
        return self.year.projected if 0 < len(self.year.cumulative) < MONTHS else None

    def _line(self) -> list[tuple[float, Figure]]:
        """The body's plan, or the even line to the target."""
        if self.year.plan:
            return [(0, 0), *enumerate(self.year.plan, 1)]
        return [(0, 0), (MONTHS, self.year.target)] if self.year.target else []

    def _scale(self, levels: list[float], now: int) -> list[Text]:
        below, beside = f"{self.foot + 24:g}", f"{self.left - 10:g}"
        texts = [
            Text(beside, f"{self.y(level) + 5:.1f}", number(int(level)), "end") for level in levels
        ]
        for month in self.sheet.months:
            bold = "b" if month == now else ""
            texts.append(Text(f"{self.x(month):.1f}", below, str(month), "middle", bold))
        return texts

    def beside(self) -> list[tuple[str, str]]:
        """Words right of the drawing with their style: the target, what is expected."""
        year = self.year
        words = [] if year.target is None else [(f"{number(year.target)} chỉ tiêu", "b")]
        if self.ahead is not None:
            words.append((f"{_whole(self.ahead)} dự kiến", "b"))
            if year.interval:
                words.append((f"({year.interval})", "s"))
        return words

    def _ends(self, now: int) -> list[Text]:
        """Words at the ends of the lines, moved apart where they would touch."""
        year = self.year
        heights = [] if year.target is None else [self.y(year.target) + 5]
        if self.ahead is not None:
            heights += [self.y(self.ahead) + 5 + LINE * i for i in range(2)]
        wanted = [(y, *w) for y, w in zip(heights, self.beside(), strict=False)]
        beyond = f"{self.right + 8:g}"
        texts = [Text(beyond, f"{y:.1f}", words, "start", s) for y, words, s in _apart(wanted)]
        if self._line():
            words = "theo kế hoạch" if year.plan else "đi đều"
            y = self.y(self._line_at(6)) - 8
            texts.append(Text(f"{self.x(6) - 8:.1f}", f"{y:.1f}", words, "end", "s"))
        if now:
            texts.append(self._stand(now, year.cumulative[-1]))
        return texts

    def _line_at(self, month: int) -> float:
        if self.year.plan:
            return float(self.year.plan[month - 1])
        return float(self.year.target or 0) * month / MONTHS

    def _stand(self, now: int, count: int) -> Text:
        """What is done, under its last dot: to the right while there is room."""
        left_half = now <= MONTHS / 2
        x = self.x(now) + (8 if left_half else -8)
        y = min(self.y(count) + 24, self.foot - 6)
        words = f"{number(count)} đã kết nạp"
        return Text(f"{x:.1f}", f"{y:.1f}", words, "start" if left_half else "end", "b")


def _apart(wanted: list[tuple[float, str, str]]) -> list[tuple[float, str, str]]:
    """Lines of text in order of height, each at least one line under the one before."""
    placed: list[tuple[float, str, str]] = []
    for y, words, style in sorted(wanted, key=lambda w: w[0]):
        lowest = placed[-1][0] + LINE if placed else y
        placed.append((max(y, lowest), words, style))
    return placed


def _step(most: float) -> float:
    """A round step (1, 2 or 5 times a power of ten) that gives at most six levels."""
    power = 1
    while True:
        for step in (power, 2 * power, 5 * power):
            if most / step <= 6:
                return float(step)
        power *= 10


def _whole(value: Figure) -> str:
    return decimal(value, 0)
