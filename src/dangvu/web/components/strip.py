"""The month strip: the counts of each class with their change, one square a body beneath."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from dangvu.office.vietnamese import number
from dangvu.rules.targets import Class, Counts
from dangvu.web.components.marks import STYLES, ZERO_STYLE, ZERO_VI, Mark

MOST_SQUARES = 640


@dataclass(frozen=True)
class Head:
    """One count with its chip, its change since the month before, and the address it opens."""

    key: str
    style: str
    word: str
    count: int
    change: str
    since: str
    url: str


@dataclass(frozen=True)
class Part:
    """The heads that stand over one run of squares, and the squares: (style, what a hover says)."""

    heads: tuple[Head, ...]
    squares: tuple[tuple[str, str], ...]
    said: str
    whole: bool

    @property
    def drawn(self) -> SafeString:
        """The squares, by plain formatting: there is one for each body."""
        titles = (f' title="{escape(said)}"' if said else "" for _, said in self.squares)
        squares = zip(self.squares, titles, strict=True)
        return mark_safe("".join(f'<i class="sq sq-{kind}"{t}></i>' for (kind, _), t in squares))


def parts(
    counts: Counts,
    marks: Iterable[Mark] = (),
    before: Counts | None = None,
    before_label: str = "",
    urls: Mapping[str, str] | None = None,
) -> list[Part]:
    """High, medium, low with zero inside it, and without class where there are any.

    Takes the counts of this month and of the month before (called ``before_label``, "tháng 4"), a
    mark for each body, and the addresses that the counts open, by "high", "medium", "low",
    "none", "zero". Without marks, or with more than 640, squares carry no name or are left out.
    """
    urls = urls or {}
    marks = list(marks)
    drawn = []
    for cls in (Class.HIGH, Class.MEDIUM, Class.LOW, Class.NONE):
        count = getattr(counts, cls.value)
        if cls is Class.NONE and not count:
            continue
        heads = [_head(cls.value, STYLES[cls], cls.label_vi, counts, before, before_label, urls)]
        if cls is Class.LOW:
            heads.append(_head("zero", ZERO_STYLE, ZERO_VI, counts, before, before_label, urls))
        squares = _squares(cls, counts, marks) if counts.total <= MOST_SQUARES else ()
        said = f"{number(count)} {cls.label_vi.lower()}"
        if cls is Class.LOW and counts.zero:
            said += f", trong đó {number(counts.zero)} {ZERO_VI.lower()}"
        drawn.append(Part(tuple(heads), tuple(squares), f"{said}, mỗi ô một nơi", cls is Class.LOW))
    return drawn


def _squares(cls: Class, counts: Counts, marks: list[Mark]) -> list[tuple[str, str]]:
    """Bodies of a class in their order, those with nobody admitted last."""
    own = [mark for mark in marks if Class(mark.cls) is cls]
    if own:
        return [(mark.style, mark.said) for mark in sorted(own, key=lambda m: m.zero)]
    zero = counts.zero if cls is Class.LOW else 0
    plain = getattr(counts, cls.value) - zero
    return [(STYLES[cls], "")] * plain + [(ZERO_STYLE, "")] * zero


def _head(
    key: str,
    style: str,
    word: str,
    counts: Counts,
    before: Counts | None,
    label: str,
    urls: Mapping[str, str],
) -> Head:
    now = getattr(counts, key)
    change, since = "", ""
    if before is not None:
        then = getattr(before, key)
        sign = "+" if now > then else "−"
        change = f"{sign}{number(abs(now - then))}" if now != then else "Bằng"
        since = f"{'so với ' if now != then else ''}{label} ({number(then)})"
    return Head(key, style, word, now, change, since, urls.get(key, ""))
