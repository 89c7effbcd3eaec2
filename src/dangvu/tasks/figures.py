"""A figure of a report: what it counts, where it comes from, on which day; known or typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from dangvu.office.vietnamese import Unreadable, clean, fold, number, parse_number

TYPED = "Đơn vị tự ghi"
"""The source of a figure that no record of the system stands behind."""
MOST = 40
"""So many figures a report holds."""
_NOT_ADDED = ("%", "phần trăm")


@dataclass(frozen=True)
class Known:
    """A figure in a report. ``value`` is a number with a decimal point or a word ("Thấp"), empty
    where it is still to be told; ``source`` says from where it is, ``as_of`` of which day."""

    code: str
    label: str
    value: str
    unit: str = ""
    source: str = TYPED
    as_of: date | None = None

    @property
    def number(self) -> Decimal | None:
        """The value as a number; none for a word."""
        try:
            read = Decimal(self.value)
        except InvalidOperation:
            return None
        return read if read.is_finite() else None

    @property
    def added(self) -> bool:
        """Whether the values of several units make a total."""
        return self.number is not None and self.unit not in _NOT_ADDED

    @property
    def shown(self) -> str:
        """The value as it is written: "1.234,5"."""
        return figure_text(self.number) if self.number is not None else self.value

    def to_dict(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "code": self.code, "label": self.label, "value": self.value, "unit": self.unit,
            "source": self.source, "as_of": self.as_of.isoformat() if self.as_of else None,
        }  # fmt: skip

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> "Known":
        """As it was stored."""
        on = stored.get("as_of")
        return cls(
            stored["code"], stored["label"], stored["value"], stored["unit"], stored["source"],
            date.fromisoformat(on) if on else None,
        )  # fmt: skip


def typed(label: str, value: str, unit: str = "") -> Known:
    """A figure the unit adds; those of one label are one column of a roll-up."""
    label = clean(label)[:200]
    return Known(f"own:{fold(label)}", label, read_value(value), clean(unit)[:40])


def read_value(text: str) -> str:
    """A value as typed: a number as the offices write it, else the words."""
    words = clean(text)[:100]
    try:
        return str(parse_number(words)) if words else ""
    except Unreadable:
        return words


def figure_text(value: Decimal | None) -> str:
    """A number as it is written, with as many decimals as it has; a dash for none."""
    if value is None:
        return "–"
    whole, _, rest = f"{value.normalize():f}".partition(".")
    sign = "-" if whole == "-0" and rest else ""
    return sign + number(int(whole)) + (f",{rest}" if rest else "")
