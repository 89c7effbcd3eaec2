"""A name in a table to a unit of the tree. Exact keys are taken; everything else is offered."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from dangvu.intake.catalogue import Choice, Draft, Level, Problem
from dangvu.office.vietnamese import clean, near, place_key, place_kind

MOST_CHOICES = 12
MOST_SEARCHES = 150
_SEPARATORS = (",", ";", " thuộc ", " - ", " – ")


class Named(Protocol):
    """A unit as it may be called. ``above`` are the names over it, the nearest first."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def above(self) -> Sequence[str]: ...
    @property
    def codes(self) -> Sequence[str]: ...
    @property
    def former(self) -> Sequence[str]: ...


@dataclass(frozen=True)
class Match:
    """What a name came to: the unit; or a code with choices, none of them taken.

    ``code``: "" (found), empty, unknown, several, former_name, other_kind, near_name.
    """

    unit_id: int | None
    code: str = ""
    message: str = ""
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class _Borne:
    """Units by code, by key of their name, and by key of a former name (with the name)."""

    codes: dict[str, int] = field(default_factory=dict)
    keys: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    former: dict[str, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))


class Directory:
    """The units a table may name, looked up by code, by key and by former name.

    ``where`` says in a message where was looked: "trong các đảng bộ trực thuộc …". ``within`` is
    the name of the unit they all stand under; a table may add it to theirs.
    """

    def __init__(self, units: Iterable[Named], where: str, within: str = "") -> None:
        self.units = {unit.id: unit for unit in units}
        self.where = where
        self.within = place_key(within)
        self._above: dict[int, set[str]] = {}
        self._alike: dict[str, list[str]] = {}
        self._matched: dict[str, Match] = {}

    @cached_property
    def _borne(self) -> "_Borne":
        """Every name and code of the units, made at the first look-up."""
        borne = _Borne()
        for unit in self.units.values():
            for code in unit.codes:
                borne.codes[_bare(code)] = unit.id
            key = place_key(unit.name)
            borne.keys[key].append(unit.id)
            for name in unit.former:
                if place_key(name) != key:
                    borne.former[place_key(name)].append((unit.id, name))
        return borne

    def match(self, text: str) -> Match:
        """The unit a text names. Only a code or one exact key (accents aside) is taken."""
        shown = clean(text)
        if shown not in self._matched:
            self._matched[shown] = self._match(shown)
        return self._matched[shown]

    def _match(self, shown: str) -> Match:
        if not shown:
            return Match(None, "empty", "Ô để trống, cần tên hoặc mã đơn vị.")
        if (coded := self._borne.codes.get(_bare(shown))) is not None:
            return Match(coded)
        exact = self._exact(shown, self._borne.keys.get(place_key(shown), []))
        if exact is not None:
            return exact
        if (within := self._within(shown)) is not None:
            return within
        return self._offered(shown)

    def choice(self, unit_id: int, why: str = "") -> Choice:
        """A unit of the directory as a line of a list: its name and what stands above it."""
        unit = self.units[unit_id]
        above = f", {unit.above[0]}" if unit.above else ""
        return Choice(unit_id, f"{unit.name}{above}", why)

    def _exact(self, shown: str, ids: Sequence[int]) -> Match | None:
        """A match among units of one key; their kind, then their accents, may tell them apart."""
        if not ids:
            return None
        kind = place_kind(shown)
        fitting = [i for i in ids if _fits(kind, place_kind(self.units[i].name))]
        if not fitting:
            message = (
                f"“{shown}” ghi là {kind}, trong danh sách có đơn vị cùng tên nhưng khác loại."
            )
            return Match(None, "other_kind", message, self._choices(ids))
        spelt = [i for i in fitting if _core(self.units[i].name) == _core(shown)]
        named = spelt or fitting
        if len(named) == 1:
            return Match(named[0])
        message = f"Có {len(named)} đơn vị tên “{shown}” {self.where}."
        if len(named) > MOST_CHOICES:
            message += " Ghi thêm đơn vị cấp trên sau dấu phẩy, hoặc ghi mã."
        return Match(None, "several", message, self._choices(named))

    def _within(self, shown: str) -> Match | None:
        """ "Chi bộ thôn 1, xã Đạ Huoai": the name, and one that stands above it."""
        for separator in _SEPARATORS:
            name, found, above = shown.partition(separator)
            if not found:
                continue
            key = place_key(above)
            same = self._borne.keys.get(place_key(name), [])
            ids = [unit_id for unit_id in same if self._stands_under(unit_id, key)]
            if (match := self._exact(clean(name), ids)) is not None:
                return match
        return None

    def _stands_under(self, unit_id: int, key: str) -> bool:
        if unit_id not in self._above:
            self._above[unit_id] = {place_key(name) for name in self.units[unit_id].above}
        return key in self._above[unit_id] or key == self.within

    def _offered(self, shown: str) -> Match:
        """Nothing exact: former names first, then what looks alike, for the user to choose."""
        key = place_key(shown)
        former = self._borne.former.get(key, [])
        if former:
            choices = [self.choice(i, f"tên cũ: {name}") for i, name in dict(former).items()]
            message = f"“{shown}” là tên cũ. Chọn đơn vị hiện nay."
            return Match(None, "former_name", message, tuple(choices[:MOST_CHOICES]))
        alike = self._near(key)
        ids = [i for k in alike for i in self._borne.keys.get(k, [])]
        choices = [self.choice(i, "tên gần giống") for i in dict.fromkeys(ids)]
        seen = set(ids)
        choices += [
            self.choice(i, f"tên cũ gần giống: {name}")
            for k in alike
            for i, name in self._borne.former.get(k, [])
            if i not in seen
        ]
        message = f"Không có đơn vị tên “{shown}” {self.where}."
        if not choices:
            return Match(None, "unknown", message)
        return Match(None, "near_name", message, tuple(choices[:MOST_CHOICES]))

    def _near(self, key: str) -> list[str]:
        """Keys that look alike; each asked once, and no more than so many in one table."""
        if key not in self._alike and len(self._alike) < MOST_SEARCHES:
            self._alike[key] = near(key, [*self._borne.keys, *self._borne.former], limit=5)
        return self._alike.get(key, [])

    def _choices(self, ids: Sequence[int]) -> tuple[Choice, ...]:
        return tuple(self.choice(i) for i in list(dict.fromkeys(ids))[:MOST_CHOICES])


def _fits(written: str | None, actual: str | None) -> bool:
    return written is None or actual is None or written == actual


def _bare(code: str) -> str:
    return code.replace(".", "").replace(" ", "").upper()


def _core(name: str) -> str:
    """Letters with their accents, for telling apart names that differ in accents only."""
    words = clean(name).lower().replace("-", " ").replace("–", " ").split()
    kept = len(place_key(name).split())
    return " ".join(words[-kept:]) if kept else " ".join(words)


def resolve(directory: Directory, draft: Draft, column: str) -> int | None:
    """The unit of a row: found by its name, or picked by the user among what was offered.

    Otherwise the row gets its problem: refused where nothing fits, doubtful where a choice is due.
    """
    match = directory.match(draft.raw.get(column, ""))
    if match.unit_id is not None:
        return match.unit_id
    if match.code == "empty":
        return None  # the reader has said so already
    offered = {choice.unit_id for choice in match.choices}
    if draft.choice in offered:
        name = directory.units[draft.choice].name
        message = f"Đồng chí đã chọn {name}."
        draft.problems.append(Problem(Level.NOTE, "chosen", column, message, choices=match.choices))
        return draft.choice
    draft.choice = None
    if match.choices:
        draft.doubt(match.code, column, match.message, match.choices)
    else:
        mend = "Sửa tên trong tệp cho đúng tên hoặc mã đơn vị."
        draft.refuse(match.code, column, match.message, mend)
    return None
