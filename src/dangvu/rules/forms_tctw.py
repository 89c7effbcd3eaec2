"""The forms of Party statistics, 1 to 4-TCTW (R12.2), as data: lines, columns, what they count.

Their titles and what they break down were seen in the generation of 2012 and 2017; the set of
2021 was not seen in full. Columns are the software's proposal until an office has the form before
it, and changes them (``revised``).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from dangvu.rules.basis import Basis, Confidence
from dangvu.rules.statistics import OFFICIAL, PROBATIONARY, Dimension, Side

SEEN = Basis("R12.2", "Biểu mẫu thống kê TCTW thế hệ 2012, 2017", "", Confidence.P)
MOVEMENT = Basis("R12.3", "Biểu 1-TCTW và sổ danh sách đảng viên", "", Confidence.D)
PROPOSED = Basis("R12.2", "Đề xuất của phần mềm", "", Confidence.D)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a form.

    Of a movement: ``side``, and ``part`` the line's share in it (empty: all). Elsewhere:
    ``dimension`` with the ``codes`` counted here (``but``: all others; ``rest``: those of no other
    line of that dimension); ``each`` stands for a line per code of the dimension's list. Without
    either the line counts everybody; ``head`` counts nobody. ``mark`` is printed before it,
    ``level`` sets it in; an office ``added`` it.
    """

    code: str
    title: str
    basis: Basis = PROPOSED
    mark: str = ""
    level: int = 0
    side: Side | None = None
    part: str = ""
    dimension: Dimension | None = None
    codes: tuple[str, ...] = ()
    but: bool = False
    rest: bool = False
    each: bool = False
    head: bool = False
    hidden: bool = False
    added: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column: everybody, or those of a dimension's ``codes``; ``but``: those of all others."""

    code: str
    title: str
    dimension: Dimension | None = None
    codes: tuple[str, ...] = ()
    but: bool = False
    hidden: bool = False
    added: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A form. ``counts``: ``movement``, ``admitted`` (over a period) or ``members`` (on a day).

    ``seen``: whether its columns were seen in a source.
    """

    number: int
    title: str
    counts: str
    basis: Basis
    lines: tuple[Line, ...]
    columns: tuple[Column, ...]
    seen: bool = False

    @property
    def code(self) -> str:
        return f"{self.number}-TCTW"

    def line(self, code: str) -> Line | None:
        return next((line for line in self.lines if line.code == code), None)

    def column(self, code: str) -> Column | None:
        return next((column for column in self.columns if column.code == code), None)


_SPLIT = (
    Column("total", "Tổng số"),
    Column("official", "Chính thức", Dimension.OFFICIAL, (OFFICIAL,)),
    Column("probationary", "Dự bị", Dimension.OFFICIAL, (PROBATIONARY,)),
)
_WOMEN = Column("women", "Nữ", Dimension.SEX, ("F",))
KINH = "01"
_MINORITY = Column("minority", "Dân tộc thiểu số", Dimension.ETHNIC_GROUP, (KINH,), but=True)
_RELIGIOUS = Column("religious", "Có đạo", Dimension.RELIGION, ("",), but=True)


def _came(part: str, title: str, mark: str, basis: Basis = MOVEMENT) -> Line:
    return Line(part, title, basis, mark, 1, Side.CAME, part)


def _went(part: str, title: str, mark: str, basis: Basis = MOVEMENT) -> Line:
    return Line(part, title, basis, mark, 1, Side.WENT, part)


FORM_1 = Form(
    1,
    "Tăng, giảm đảng viên",
    "movement",
    SEEN,
    (
        Line("start", "Tổng số đảng viên đầu kỳ", MOVEMENT, "A", side=Side.START),
        Line("came", "Đảng viên tăng trong kỳ", MOVEMENT, "B", side=Side.CAME),
        _came("admitted", "Kết nạp", "1"),
        _came("readmitted", "Kết nạp lại", "2"),
        _came("restored", "Khôi phục quyền đảng viên", "3"),
        _came("transferred_in", "Chuyển sinh hoạt đến", "4"),
        _came("reorganised_in", "Đến theo sắp xếp tổ chức", "5", PROPOSED),
        _came("taken_over", "Đưa vào sổ lần đầu", "6", PROPOSED),
        _came("other_in", "Tăng khác", "7", PROPOSED),
        Line("went", "Đảng viên giảm trong kỳ", MOVEMENT, "C", side=Side.WENT),
        _went("transferred_out", "Chuyển sinh hoạt đi", "1"),
        _went("reorganised_out", "Đi theo sắp xếp tổ chức", "2", PROPOSED),
        _went("died", "Từ trần", "3"),
        _went("expelled", "Khai trừ", "4"),
        _went("struck_off", "Xóa tên", "5"),
        _went("withdrew", "Xin ra khỏi Đảng", "6"),
        _went("other_out", "Giảm khác", "7", PROPOSED),
        Line("recognised", "Dự bị thành chính thức trong kỳ", MOVEMENT, "", 1, Side.RECOGNISED),
        Line("end", "Tổng số đảng viên cuối kỳ (D = A + B - C)", SEEN, "D", side=Side.END),
        Line("guests", "Đảng viên nơi khác đến sinh hoạt tạm thời (không tính vào tổng số)",
             MOVEMENT, "", side=Side.GUESTS),
    ),
    _SPLIT,
)  # fmt: skip


def _each(dimension: Dimension, mark: str, basis: Basis = SEEN) -> tuple[Line, ...]:
    """A section with a line for each code; where years are cut into bands was seen nowhere."""
    cut = dimension in (Dimension.AGE, Dimension.PARTY_AGE)
    code, own = f"{dimension.value}-each", PROPOSED if cut else basis
    return (
        Line(dimension.value, dimension.label_vi, basis, mark, head=True),
        Line(code, "", own, "", 1, dimension=dimension, each=True),
    )


_THEORY = (
    Line("theory", "Lý luận chính trị (tính trình độ cao nhất)", SEEN, "VI", head=True),
    Line("theory-SC", "Sơ cấp", SEEN, "", 1, dimension=Dimension.THEORY, codes=("SC",)),
    Line("theory-TC", "Trung cấp", SEEN, "", 1, dimension=Dimension.THEORY, codes=("TC",)),
    Line("theory-CC", "Cao cấp, cử nhân", SEEN, "", 1, dimension=Dimension.THEORY,
         codes=("CC", "CN")),
    Line("theory-rest", "Chưa qua", PROPOSED, "", 1, dimension=Dimension.THEORY, rest=True),
)  # fmt: skip
FORM_2 = Form(
    2,
    "Đảng viên mới kết nạp",
    "admitted",
    SEEN,
    (
        Line("all", "Tổng số đảng viên mới kết nạp", SEEN, "I"),
        *_each(Dimension.AGE, "II", PROPOSED),
        *_each(Dimension.OCCUPATION, "III", PROPOSED),
        *_each(Dimension.SOURCE_GROUP, "IV", PROPOSED),
        *_each(Dimension.GENERAL_EDUCATION, "V"),
        *_each(Dimension.PROFESSIONAL, "VI"),
        *(replace(line, mark="VII" if line.head else "") for line in _THEORY),
        *_each(Dimension.ETHNIC_GROUP, "VIII", PROPOSED),
        *_each(Dimension.RELIGION, "IX", PROPOSED),
    ),
    (
        Column("total", "Tổng số"),
        _WOMEN,
        _MINORITY,
        _RELIGIOUS,
        Column("youth", "Đoàn viên", Dimension.YOUTH_UNION, ("x",)),
    ),
)
FORM_3 = Form(
    3,
    "Đội ngũ đảng viên",
    "members",
    SEEN,
    (
        Line("all", "Tổng số đảng viên", SEEN, "I"),
        *_each(Dimension.AGE, "II"),
        *_each(Dimension.PARTY_AGE, "III"),
        *_each(Dimension.GENERAL_EDUCATION, "IV"),
        *_each(Dimension.PROFESSIONAL, "V"),
        *_THEORY,
        *_each(Dimension.ACADEMIC_TITLE, "VII"),
        *_each(Dimension.OCCUPATION, "VIII", PROPOSED),
    ),
    (*_SPLIT, _WOMEN),
)
FORM_4 = Form(
    4,
    "Đảng viên theo dân tộc và tôn giáo",
    "members",
    SEEN,
    (
        Line("all", "Tổng số đảng viên", SEEN, "I"),
        *_each(Dimension.ETHNIC_GROUP, "II"),
        *_each(Dimension.RELIGION, "III"),
    ),
    (*_SPLIT, _WOMEN),
)
FORMS: Mapping[int, Form] = {f.number: f for f in (FORM_1, FORM_2, FORM_3, FORM_4)}


# --- made out in full, and as an office has changed them --------------------------------------


def made_out(form: Form, lists: Mapping[Dimension, Mapping[str, str]]) -> Form:
    """The form with a line for each code where one line stands for a list, and for the rest.

    ``lists``: code to name of each dimension, in its order.
    """
    lines: list[Line] = []
    for line in form.lines:
        if not line.each or line.dimension is None:
            lines.append(line)
            continue
        names = lists[line.dimension]
        lines += [
            replace(line, code=f"{line.dimension.value}-{code or 'none'}", title=name,
                    codes=(code,), each=False)
            for code, name in names.items()
        ]  # fmt: skip
        if "" not in names and line.dimension is not Dimension.AGE:
            lines.append(
                replace(line, code=f"{line.dimension.value}-rest", title="Chưa ghi, không có",
                        each=False, rest=True)
            )  # fmt: skip
    return replace(form, lines=tuple(lines))


COLUMN = "column:"
"""Stands before the code of a column where codes of lines and columns are named together."""


@dataclass(frozen=True, slots=True)
class Revision:
    """How an office has changed a form: other titles, what is hidden, lines and columns it added,
    in which order they stand.

    ``titles``, ``hidden`` and ``order`` go by the codes of lines, and of columns after ``COLUMN``;
    what ``order`` does not name stands after what it names.
    """

    titles: Mapping[str, str] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    added: tuple[Line, ...] = ()
    columns: tuple[Column, ...] = ()
    order: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "titles": dict(self.titles),
            "hidden": sorted(self.hidden),
            "added": [_stored(line) for line in self.added],
            "columns": [_stored(column) for column in self.columns],
            "order": list(self.order),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Revision":
        lines = tuple(
            Line(one["code"], one["title"], PROPOSED, level=1, added=True, **_condition(one))
            for one in stored.get("added", ())
        )
        columns = tuple(
            Column(one["code"], one["title"], added=True, **_condition(one))
            for one in stored.get("columns", ())
        )
        return cls(
            stored.get("titles", {}), frozenset(stored.get("hidden", ())), lines, columns,
            tuple(stored.get("order", ())),
        )  # fmt: skip

    def free_code(self) -> str:
        """A code no line or column of the form has."""
        codes = [line.code for line in self.added] + [column.code for column in self.columns]
        used = [int(code.rpartition("-")[2]) for code in codes]
        return f"added-{max(used, default=0) + 1}"


def _stored(one: Line | Column) -> dict[str, Any]:
    return {"code": one.code, "title": one.title, "codes": list(one.codes), "but": one.but,
            "dimension": one.dimension.value if one.dimension else ""}  # fmt: skip


def _condition(stored: Mapping[str, Any]) -> dict[str, Any]:
    return {"dimension": Dimension(stored["dimension"]), "codes": tuple(stored["codes"]),
            "but": bool(stored.get("but"))}  # fmt: skip


def revised(form: Form, change: Revision) -> Form:
    """The form as an office has changed it. Hidden lines stay part of the sums above them."""
    place = {code: at for at, code in enumerate(change.order)}

    def shown(one: Any, code: str) -> Any:
        return replace(
            one, title=change.titles.get(code) or one.title, hidden=code in change.hidden
        )

    lines = [shown(line, line.code) for line in (*form.lines, *change.added)]
    columns = [shown(column, COLUMN + column.code) for column in (*form.columns, *change.columns)]
    lines.sort(key=lambda line: place.get(line.code, len(place)))
    columns.sort(key=lambda column: place.get(COLUMN + column.code, len(place)))
    return replace(form, lines=tuple(lines), columns=tuple(columns))
