"""Party statistics (R12): periods, the movement's identity, what a figure may show.

The forms themselves stand in ``rules.forms_tctw``. Everything here is pure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from dangvu.rules.basis import BEGINNING, Basis, Confidence, Dated, Rule
from dangvu.rules.formats import date_text
from dangvu.rules.membership import EventKind

UNIFIED = Basis("R12.1", "Hướng dẫn số 11-HD/BTCTW, ngày 13/12/2021", "", Confidence.V)
IDENTITY = Basis("R12.3", "Biểu thống kê đảng viên và sổ danh sách đảng viên", "", Confidence.D)
QUARTERLY = Basis("R3.4", "Sổ danh sách đảng viên (mẫu 7-HSĐV)", "", Confidence.P)
_PROPOSED = "Đề xuất của phần mềm"

# --- periods ------------------------------------------------------------------------------


class Length(StrEnum):
    """The periods statistics are made for (R12.4, R3.4)."""

    YEAR = "year"
    HALF = "half"
    QUARTER = "quarter"

    @property
    def label_vi(self) -> str:
        return {"year": "Năm", "half": "6 tháng", "quarter": "Quý"}[self.value]

    @property
    def months(self) -> int:
        return {"year": 12, "half": 6, "quarter": 3}[self.value]


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """Days from ``first`` to ``last``, both included. Raises ``ValueError`` where turned about."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(
                f"Kỳ từ {date_text(self.first)} đến {date_text(self.last)}: ngày cuối trước ngày "
                "đầu."
            )

    @property
    def before(self) -> date:
        """The day whose members the period begins with: the one before it."""
        return self.first - timedelta(days=1)

    @property
    def label_vi(self) -> str:
        """ "năm 2026", "6 tháng đầu năm 2026", "quý 2/2026", or the two days."""
        for length in Length:
            if self == whole(length, self.first):
                return _named(length, self.first)
        return f"từ {date_text(self.first)} đến {date_text(self.last)}"


def whole(length: Length, on: date) -> Period:
    """The period of that length a day lies in."""
    number = (on.month - 1) // length.months
    begin = date(on.year, number * length.months + 1, 1)
    end = number * length.months + length.months
    after = date(on.year + 1, 1, 1) if end == 12 else date(on.year, end + 1, 1)
    return Period(begin, after - timedelta(days=1))


def _named(length: Length, on: date) -> str:
    number = (on.month - 1) // length.months
    if length is Length.YEAR:
        return f"năm {on.year}"
    if length is Length.HALF:
        return f"6 tháng {'cuối' if number else 'đầu'} năm {on.year}"
    return f"quý {number + 1}/{on.year}"


def presets(today: date, count: int = 3) -> list[Period]:
    """The periods offered on a day: those it lies in, and the last ones that are over."""
    found = []
    for length in Length:
        period = whole(length, today)
        for _ in range(count):
            found.append(period)
            period = whole(length, period.before)
    return found


# --- movement -----------------------------------------------------------------------------


class Side(StrEnum):
    """A part of the movement D = A + B - C (R12.3)."""

    START = "start"
    CAME = "came"
    RECOGNISED = "recognised"
    WENT = "went"
    END = "end"
    GUESTS = "guests"


#: What an end of a spell is counted as, by the event there. What stands in neither list was
#: decided on one day with another event: it is a transfer where the member stood elsewhere at the
#: other side, else "other".
CAME_AS: dict[EventKind, str] = {
    EventKind.ADMITTED: "admitted",
    EventKind.READMITTED: "readmitted",
    EventKind.RESTORED: "restored",
    EventKind.CAME_IN: "transferred_in",
    EventKind.MOVED: "transferred_in",
    EventKind.REORGANISED: "reorganised_in",
    EventKind.TAKEN_OVER: "taken_over",
}
WENT_AS: dict[EventKind, str] = {
    EventKind.WENT_OUT: "transferred_out",
    EventKind.MOVED: "transferred_out",
    EventKind.REORGANISED: "reorganised_out",
    EventKind.DIED: "died",
    EventKind.EXPELLED: "expelled",
    EventKind.STRUCK_OFF: "struck_off",
    EventKind.WITHDREW: "withdrew",
}


def counted_as(side: Side, kind: EventKind, elsewhere: bool) -> str:
    """The line of form 1 at which the beginning (``CAME``) or end (``WENT``) of a spell counts.

    ``elsewhere``: the member stood in another cell of the register at the other side of it.
    """
    if side is Side.CAME:
        return CAME_AS.get(kind) or ("transferred_in" if elsewhere else "other_in")
    return WENT_AS.get(kind) or ("transferred_out" if elsewhere else "other_out")


def kinds_of(side: Side, line: str) -> list[tuple[EventKind, bool]]:
    """The (event, elsewhere) pairs that count at a line: ``counted_as`` turned about."""
    return [
        (kind, elsewhere)
        for kind in EventKind
        for elsewhere in (False, True)
        if counted_as(side, kind, elsewhere) == line
    ]


@dataclass(frozen=True, slots=True)
class Split:
    """A number of members, and how many of them are official."""

    total: int = 0
    official: int = 0

    @property
    def probationary(self) -> int:
        return self.total - self.official

    def __add__(self, other: "Split") -> "Split":
        return Split(self.total + other.total, self.official + other.official)

    def __sub__(self, other: "Split") -> "Split":
        return Split(self.total - other.total, self.official - other.official)


@dataclass(frozen=True, slots=True)
class Movement:
    """Members at the start, who came, who went, members at the end, by line of form 1."""

    start: Split
    came: dict[str, Split]
    went: dict[str, Split]
    end: Split
    guests: int = 0

    @property
    def all_came(self) -> Split:
        return sum(self.came.values(), Split())

    @property
    def all_went(self) -> Split:
        return sum(self.went.values(), Split())

    @property
    def recognised(self) -> int:
        """How many went over from probationary to official in the branch: what the identity of the
        official leaves, since it holds of them too."""
        return (self.end - self.start - self.all_came + self.all_went).official

    @property
    def holds(self) -> bool:
        """Whether D = A + B - C."""
        return (self.start + self.all_came - self.all_went).total == self.end.total


# --- attributes members are counted by ------------------------------------------------------


class Dimension(StrEnum):
    """What members are counted by: an attribute with a list of codes."""

    OFFICIAL = "official"
    SEX = "sex"
    ETHNIC_GROUP = "ethnic_group"
    RELIGION = "religion"
    STATUS = "status"
    AGE = "age"
    PARTY_AGE = "party_age"
    GENERAL_EDUCATION = "general_education"
    PROFESSIONAL = "professional"
    ACADEMIC_TITLE = "academic_title"
    THEORY = "theory"
    OCCUPATION = "occupation"
    SOURCE_GROUP = "source_group"
    YOUTH_UNION = "youth_union"
    UNIT = "unit"

    @property
    def label_vi(self) -> str:
        return _DIMENSIONS[self]

    @property
    def sensitive(self) -> bool:
        """Whether a small number could tell of somebody what is sensitive (R14.2)."""
        return self in (Dimension.ETHNIC_GROUP, Dimension.RELIGION)

    @property
    def dated(self) -> bool:
        """Whether it changes in a life, so that a past day asks for what held on it."""
        return self in _DATED


_DIMENSIONS = {
    Dimension.OFFICIAL: "Chính thức, dự bị",
    Dimension.SEX: "Giới tính",
    Dimension.ETHNIC_GROUP: "Dân tộc",
    Dimension.RELIGION: "Tôn giáo",
    Dimension.STATUS: "Trạng thái",
    Dimension.AGE: "Tuổi đời",
    Dimension.PARTY_AGE: "Tuổi đảng",
    Dimension.GENERAL_EDUCATION: "Giáo dục phổ thông",
    Dimension.PROFESSIONAL: "Chuyên môn",
    Dimension.ACADEMIC_TITLE: "Chức danh khoa học",
    Dimension.THEORY: "Lý luận chính trị",
    Dimension.OCCUPATION: "Nghề nghiệp",
    Dimension.SOURCE_GROUP: "Nguồn kết nạp",
    Dimension.YOUTH_UNION: "Đoàn viên",
    Dimension.UNIT: "Đơn vị trực thuộc",
}
_DATED = frozenset({
    Dimension.RELIGION, Dimension.GENERAL_EDUCATION, Dimension.PROFESSIONAL,
    Dimension.ACADEMIC_TITLE, Dimension.THEORY, Dimension.OCCUPATION, Dimension.YOUTH_UNION,
})  # fmt: skip
AT_ONCE = 500_000
"""So many members are counted while a page waits; a larger branch is counted by the worker."""
OFFICIAL, PROBATIONARY = "CT", "DB"


@dataclass(frozen=True, slots=True)
class Bands:
    """Whole years cut at ``edges``: band 0 lies below the first, band n from edge n on."""

    edges: tuple[int, ...]
    basis: Basis

    def names(self) -> dict[str, str]:
        """Code of each band to its words."""
        last = len(self.edges)
        found = {"0": f"Dưới {self.edges[0]}"}
        for n, edge in enumerate(self.edges, 1):
            upto = "trở lên" if n == last else f"đến {self.edges[n] - 1}"
            found[str(n)] = f"Từ {edge} {upto}"
        return found


AGE_BANDS = Bands((18, 31, 41, 51, 61), Basis("R12.2", _PROPOSED, "", Confidence.D))
PARTY_AGE_BANDS = Bands((10, 20, 30, 40, 50), Basis("R12.2", _PROPOSED, "", Confidence.D))

# --- small numbers ------------------------------------------------------------------------

SMALL: Rule[int] = Rule(
    "statistics.small",
    "Số người ít hơn mức này trong một nhóm dân tộc, tôn giáo không hiện với vai trò không xem "
    "được hồ sơ",
    "người",
    (Dated(5, BEGINNING, None, Basis("R14.2", _PROPOSED, "", Confidence.D)),),
)


def masked(table: Sequence[Sequence[int]], least: int) -> list[list[int | None]]:
    """A table of persons in which nobody can be told by a small number: None is not shown.

    Hides what lies between 0 and ``least``. Where a row or a column would then hide one figure
    alone, which its sum gives away, the smallest other figure that is not 0 is hidden too.
    """
    shown: list[list[int | None]] = [
        [None if 0 < value < least else value for value in row] for row in table
    ]
    changed = True
    while changed:
        changed = False
        rows = [[(r, c) for c in range(len(row))] for r, row in enumerate(shown)]
        columns = [list(line) for line in zip(*rows, strict=True)] if rows else []
        for line in (*rows, *columns):
            hidden = [at for at in line if shown[at[0]][at[1]] is None]
            rest = [(table[r][c], r, c) for r, c in line if shown[r][c]]
            if len(hidden) == 1 and rest:
                _, r, c = min(rest)
                shown[r][c] = None
                changed = True
    return shown


def guarded(
    block: Sequence[Sequence[int]], least: int, sensitive: Sequence[bool]
) -> list[list[bool]]:
    """Which cells of a block are hidden. Its first column is the total, the others parts of it.

    A part is also hidden where what is left of the total is small. Where the total itself is
    sensitive the parts of a line are shown all or none. Where a column would hide one line alone,
    its smallest other line is hidden too.
    """
    secret = [
        [s and _tells(value, row[0], least) for value, s in zip(row, sensitive, strict=True)]
        for row in block
    ]
    if not sensitive[0]:
        columns = [
            _not_alone([marks[c] for marks in secret], [row[c] for row in block])
            for c in range(len(sensitive))
        ]
        return [list(marks) for marks in zip(*columns, strict=True)]
    totals = [row[0] for row in block]
    whole = _not_alone([0 < total < least for total in totals], totals)
    any_part = [w or any(marks[1:]) for w, marks in zip(whole, secret, strict=True)]
    parts = _not_alone(any_part, totals)
    return [[w, *[p] * (len(sensitive) - 1)] for w, p in zip(whole, parts, strict=True)]


def _tells(value: int, total: int, least: int) -> bool:
    return 0 < value < least or 0 < total - value < least


def _not_alone(hidden: Sequence[bool], figures: Sequence[int]) -> list[bool]:
    """The marks, with the smallest other figure hidden where one alone would be."""
    marks = list(hidden)
    rest = [(figure, at) for at, figure in enumerate(figures) if figure and not marks[at]]
    if sum(marks) == 1 and rest:
        marks[min(rest)[1]] = True
    return marks


# --- quarterly reconciliation -----------------------------------------------------------------


class Stated(StrEnum):
    """Whose number a unit's own is held against (R3.4)."""

    BELOW = "below"
    ABOVE = "above"

    @property
    def label_vi(self) -> str:
        return {"below": "Cấp dưới báo", "above": "Cấp trên theo dõi"}[self.value]


def difference(own: int, stated: int) -> int:
    """How many the stated number has more (or less) than the register."""
    return stated - own


def age(born: date, on: date) -> int:
    """Whole years of life (or in the Party) on a day."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def band(years: int, edges: Iterable[int]) -> str:
    """The code of the band that many years lie in."""
    return str(sum(years >= edge for edge in edges))
