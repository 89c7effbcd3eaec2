"""The regulations on applying the Charter, one after the other: 24 (2021), 232, 294, 20, 208 (R0).

A figure of theirs has a row for each, also where the value stayed, so that a case says under which
it was decided; where a text was not seen its row says so.
"""

from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from dangvu.rules.basis import BEGINNING, Basis, Confidence, Dated

SOURCES = {
    "24": "Quy định số 24-QĐ/TW, năm 2021",
    "232": "Quy định số 232-QĐ/TW, ngày 20/01/2025",
    "294": "Quy định số 294-QĐ/TW, ngày 26/5/2025",
    "20": "Quy định số 20-QĐ/TW, ngày 08/4/2026",
    "208": "Quy định số 208-QĐ/TW, ngày 26/7/2026",
}
ISSUED_BY = {"208": "Ban Chấp hành Trung ương"}
"""Who issued a regulation, where that is known."""
SINCE = {
    "24": BEGINNING,
    "232": date(2025, 1, 20),
    "294": date(2025, 7, 1),
    "20": date(2026, 4, 8),
    "208": date(2026, 7, 26),
}
"""First day of each regulation; of the oldest every day before the next."""

Value = TypeVar("Value")


def through(
    rule: str,
    value: Value,
    marks: Mapping[str, Confidence],
    last: Value | None = None,
    last_rule: str = "",
) -> tuple[Dated[Value], ...]:
    """One row a regulation. ``marks``: how sure each is, the rest not confirmed; ``last``: the
    value under the last where it changed there; ``last_rule``: its number in the rulebook.
    """
    ends = [*list(SINCE.values())[1:], None]
    return tuple(
        Dated(
            value if last is None or until is not None else last,
            since,
            until,
            Basis(
                rule if until is not None or not last_rule else last_rule,
                SOURCES[name],
                "",
                marks.get(name, Confidence.K),
            ),
        )
        for (name, since), until in zip(SINCE.items(), ends, strict=True)
    )
