"""What is to be counted, and what came out of it."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dangvu.rules.statistics import Dimension, Period
from dangvu.statistics.models import Reckoning

Counted = Mapping[tuple[str, ...], int]
Sets = Collection[tuple[Dimension, ...]]


class Counts(dict[tuple[Dimension, ...], Counted]):
    """Numbers of members by the codes of sets of dimensions; ``at``: when the worker counted them,
    ``again`` the reckoning under way since."""

    at: datetime | None = None
    asked: "Asked | None" = None
    again: Reckoning | None = None


@dataclass(frozen=True)
class Asked:
    """What is counted: members of a unit on a day (or ``admitted`` in a period), by which sets of
    dimensions, ``only`` those with a code."""

    unit_id: int
    period: Period
    sets: tuple[tuple[Dimension, ...], ...]
    admitted: bool = False
    only: tuple[tuple[Dimension, str], ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "unit": self.unit_id,
            "on": self.period.last.isoformat(),
            "sets": [[d.value for d in one] for one in self.sets],
            "only": [[d.value, code] for d, code in self.only],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Asked":
        on = date.fromisoformat(stored["on"])
        sets = tuple(tuple(Dimension(d) for d in one) for one in stored["sets"])
        only = tuple((Dimension(d), code) for d, code in stored["only"])
        return cls(stored["unit"], Period(on, on), sets, only=only)

    @property
    def key(self) -> str:
        """The same for whoever asks the same."""
        return hashlib.sha256(json.dumps(self.to_json()).encode()).hexdigest()


class NotReckoned(Exception):
    """Too many members for a page to count, and the worker has not counted them yet."""

    def __init__(self, asked: Asked, last: Reckoning | None) -> None:
        super().__init__(asked.key)
        self.asked, self.last = asked, last
