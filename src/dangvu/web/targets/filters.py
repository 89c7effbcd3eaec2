"""Narrowing and ordering the table of a month; everything stands in the address."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

from dangvu.office.vietnamese import fold
from dangvu.rules.organisations import Locality, OrgType
from dangvu.rules.targets import Class
from dangvu.targets.sheets import Line


class Placed(Protocol):
    """A line at its place in the decision's order."""

    @property
    def line(self) -> Line: ...
    @property
    def place(self) -> int: ...


R = TypeVar("R", bound=Placed)

SORTS: Mapping[str, Callable[[Any], Any]] = {
    "order": lambda row: row.place,
    "name": lambda row: fold(row.line.short_name or row.line.unit_name),
    "target": lambda row: row.line.target or 0,
    "month": lambda row: row.line.month,
    "cumulative": lambda row: row.line.cumulative,
    "percent": lambda row: row.line.percent if row.line.percent is not None else -1,
    "pace": lambda row: row.line.pace if row.line.pace is not None else -1,
    "class": lambda row: (Class(row.line.cls).rank, not row.line.zero),
    "zero": lambda row: row.line.zero_months,
    "projected": lambda row: row.line.projected or 0,
}


@dataclass(frozen=True)
class Filters:
    """What the reader narrowed the table to, and its order."""

    q: str = ""
    cls: str = ""
    kind: str = ""
    zero: int = 0
    place: str = ""
    change: str = ""
    sort_by: str = "order"

    @classmethod
    def read(cls, words: Mapping[str, str]) -> "Filters":
        """From the address; what is not understood is left out."""
        zero, sort_by = words.get("zero", ""), words.get("sort", "order")
        return cls(
            q=words.get("q", "").strip(),
            cls=words.get("class", ""),
            kind=words.get("kind", ""),
            zero=int(zero) if zero.isdecimal() and len(zero) < 3 else 0,
            place=words.get("place", ""),
            change=words.get("change", ""),
            sort_by=sort_by if sort_by.removeprefix("-") in SORTS else "order",
        )

    @property
    def narrowed(self) -> bool:
        """Whether any body is left out."""
        return replace(self, sort_by="order") != Filters()

    def keeps(self, row: Placed) -> bool:
        """Whether a row passes."""
        line = row.line
        return (
            fold(self.q) in fold(f"{line.unit_name} {line.unit_code}")
            and (not self.cls or in_class(line, self.cls))
            and (not self.kind or kind_of(line) == self.kind)
            and line.zero_months >= self.zero
            and (not self.place or self.place in line.attributes)
            and (not self.change or line.change == self.change)
        )

    def sort(self, rows: Sequence[R]) -> list[R]:
        """In the order asked for; the decision's order where none is."""
        descending = self.sort_by.startswith("-")
        return sorted(rows, key=SORTS[self.sort_by.removeprefix("-")], reverse=descending)

    def options(self, rows: Sequence[Placed]) -> dict[str, list[tuple[str, str]]]:
        """The choices of each filter, each with how many bodies it shows."""
        lines = [row.line for row in rows]

        def counted(
            pairs: Iterable[tuple[str, str]], test: Callable[[Line, str], bool]
        ) -> list[tuple[str, str]]:
            found = [(key, label, sum(test(line, key) for line in lines)) for key, label in pairs]
            return [(key, f"{label} ({n})") for key, label, n in found if n]

        classes = [(cls.value, cls.label_vi) for cls in Class] + [("zero", "Chưa kết nạp")]
        kinds = [(kind, kind) for kind in dict.fromkeys(map(kind_of, lines))]
        streaks = [(str(n), f"Từ {n} tháng") for n in (1, 2, 3, 6)]
        places = [(place.value, place.label_vi) for place in Locality]
        changes = [("up", "Lên hạng"), ("down", "Xuống hạng")]
        return {
            "cls": counted(classes, in_class),
            "kind": counted(kinds, lambda line, key: kind_of(line) == key),
            "zero": counted(streaks, lambda line, key: line.zero_months >= int(key)),
            "place": counted(places, lambda line, key: key in line.attributes),
            "change": counted(changes, lambda line, key: line.change == key),
        }


def in_class(line: Line, key: str) -> bool:
    """Whether a line is in a class; "zero" is the part of low with nobody admitted."""
    return line.zero if key == "zero" else line.cls == key


def kind_of(line: Line) -> str:
    """The kind of body as readers say it: xã, phường, đặc khu, or its organisational type."""
    if line.locality_code:
        first = line.short_name.split(" ")[0].capitalize()
        return first if first in ("Xã", "Phường") else "Đặc khu"
    if line.unit_type == OrgType.SUPERIOR:
        return "Cấp tỉnh"
    return OrgType(line.unit_type).label_vi if line.unit_type else "Khác"
