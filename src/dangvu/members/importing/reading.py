"""A row of a members' workbook to cells: every value once, each fault told, no statement."""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from dangvu.access.matrix import Action
from dangvu.intake.bulk import ReadFault, ReadLine, RowReader
from dangvu.intake.catalogue import Occasion, Reader, Reading
from dangvu.intake.matching import Directory, Match
from dangvu.kernel import sealing
from dangvu.members import national
from dangvu.members.catalogue import MemberField
from dangvu.members.importing.cells import AT, CELLS, DATES, MORE_READERS, NONE, TAKEN
from dangvu.office.vietnamese import clean, day, fold, sort_key
from dangvu.office.workbooks import CellFault, CellRefused
from dangvu.orgs import naming
from dangvu.orgs import queries as orgs
from dangvu.rules.admissions import AGE, PLAUSIBLE_AGE
from dangvu.rules.membership import Status
from dangvu.rules.organisations import OrgType

_MOST_KEPT = 60_000
_SHOWN = 200
_LONGEST_NAME = 300
_DIGITS = re.compile(r"[0-9]{12}")
_PLAIN_NAME = re.compile(r"(?:[^\W\d_ÐðƉɖ]+ )+[^\W\d_ÐðƉɖ]+")
# Letters of composed Vietnamese and the signs of addresses; anything else goes through ``clean``.
_CLEAN = re.compile(r"(?:[^\W_ÐðƉɖ]|[,./()'&+:;-])+(?: (?:[^\W_ÐðƉɖ]|[,./()'&+:;-])+)*")
_PLAIN_DAY = re.compile(r"[0-9]{2}/[0-9]{2}/[0-9]{4}")
_ABOVE_A_CELL = ("dang bo", "dang uy", "db ", "du ")
_GONE = frozenset({Status.LEFT, Status.DIED, Status.GONE})

_Told = tuple[str, ReadFault | None]
_Read = Callable[[Any], _Told]
_NOTHING: _Told = ("", None)


def reader(occasion: Occasion, columns: Mapping[str, int], date1904: bool) -> RowReader:
    """The function that reads one row of a workbook whose columns stand as told."""
    return _Rows(occasion, columns, date1904)


class _Rows:
    """Reads rows; remembers what it has read, for a register says the same things many times."""

    def __init__(self, occasion: Occasion, columns: Mapping[str, int], date1904: bool) -> None:
        self.by = Reading(occasion.on, date1904)
        self.readers = [
            (columns[code], AT[code], *_reading(code, read, self.by))
            for code, read in _plain_readers().items()
            if code in columns
        ]
        self.at = dict(columns)
        self.citizen = _reader("citizen", _field("citizen").read, self.by)
        self.cells = _Cells(occasion)
        self.states = _States()
        self.names = _Names()
        self.young = AGE.at(occasion.on).value.from_months
        self.implausible = PLAUSIBLE_AGE.at(occasion.on).value.from_months

    def __call__(self, row: Sequence[object]) -> ReadLine:
        cells = [""] * len(CELLS)
        faults: list[ReadFault] = []
        width = len(row)
        for index, at, known, read in self.readers:
            value = row[index] if index < width else None
            if value is None or value == "":
                continue
            text = known.get(value)
            if text is None:
                text, fault = read(value)
                if fault is not None:
                    faults.append(fault)
                elif value.__class__ is str and len(known) < _MOST_KEPT:
                    known[value] = text
            cells[at] = text
        key, sealed = self._seal(row, faults)
        place = self._place(row, cells, faults)
        self._state(cells, faults)
        name = cells[_NAME]
        if name:
            cells[_SEARCH], cells[_SORT] = self.names.keys(name)
        self._require(cells, key, faults)
        self._order(cells, faults)
        return ReadLine(cells, place, key, sealed, faults)

    def _value(self, row: Sequence[object], code: str) -> object:
        index = self.at.get(code)
        value = None if index is None or index >= len(row) else row[index]
        return None if value == "" else value

    def _seal(
        self, row: Sequence[object], faults: list[ReadFault]
    ) -> tuple[bytes | None, bytes | None]:
        value = self._value(row, "citizen")
        if value is None:
            return None, None
        if value.__class__ is str and _DIGITS.fullmatch(value):
            number = value
        else:
            number, fault = self.citizen(value)
            if fault is not None:
                faults.append(fault)
        return sealing.find_key(str(number)), sealing.seal(str(number))

    def _place(
        self, row: Sequence[object], cells: list[str], faults: list[ReadFault]
    ) -> int | None:
        value = self._value(row, "unit")
        if value is None:
            return None
        if isinstance(value, CellFault):
            faults.append(ReadFault("unit", value.code, value.message_vi))
            return None
        shown = value if isinstance(value, str) else _shown(value)
        unit_id, name, code, message = self.cells.find(shown)
        cells[_UNIT] = name
        if code:
            faults.append(ReadFault("unit", code, message, name[:_SHOWN]))
        return unit_id

    def _state(self, cells: list[str], faults: list[ReadFault]) -> None:
        """The state a word means, by the official date where the word leaves it open."""
        word = cells[_STATUS]
        official = bool(cells[_OFFICIAL_ON])
        plain = Status.OFFICIAL if official else Status.PROBATIONARY
        state = self.states[word]
        if state is None:
            faults.append(
                ReadFault(
                    "status", "unknown_value",
                    f"“{word}” không có trong danh mục trạng thái. Ghi một trong các từ: "
                    f"{', '.join(national.lists()['TRANGTHAI'])}.", word[:_SHOWN],
                )
            )  # fmt: skip
            cells[_STATUS] = ""
            return
        status = state.status or plain
        if status is Status.OFFICIAL and not official:
            faults.append(
                ReadFault("official_on", "empty", "Đảng viên chính thức phải có ngày chính thức.")
            )
        if status is Status.PROBATIONARY and official:
            faults.append(
                ReadFault(
                    "status", "contradicts",
                    "Ghi là dự bị nhưng có ngày chính thức. Sửa một trong hai ô.", word[:_SHOWN],
                )
            )  # fmt: skip
        if status in _GONE and not cells[_LEFT_ON]:
            message = f"Trạng thái “{word}” phải kèm ngày rời, mất, miễn sinh hoạt."
            faults.append(ReadFault(national.LEFT_ON, "empty", message))
        cells[_STATUS] = status.value
        cells[_OFFICIAL] = "t" if official else "f"
        cells[_LEAVING] = state.leaving.value if state.leaving else ""
        cells[_PRESENT] = "" if word else "t"

    def _require(self, cells: list[str], key: bytes | None, faults: list[ReadFault]) -> None:
        """What must stand in every row. Who is gone need not have the numbers of today."""
        told = {f.column for f in faults}
        gone = cells[_STATUS] in _GONE
        for at, code, what in _MUST:
            if not cells[at] and code not in told:
                faults.append(ReadFault(code, "empty", f"Ô để trống, cần {what}."))
        if key is None and "citizen" not in told:
            faults.append(
                ReadFault("citizen", "empty", "Ô để trống, cần số định danh cá nhân.",
                          blocks=not gone)
            )  # fmt: skip
        if not cells[_CARD] and "card_number" not in told and cells[_STATUS] == Status.OFFICIAL:
            message = "Đảng viên chính thức chưa có số thẻ Đảng."
            faults.append(ReadFault("card_number", "empty", message, blocks=False))

    def _order(self, cells: list[str], faults: list[ReadFault]) -> None:
        """Days that cannot be, as they stand against each other. ISO days compare as text."""
        born, joined, official = cells[_BIRTH], cells[_JOINED], cells[_OFFICIAL_ON]
        if born and joined:
            months = _months(born, joined)
            if months < self.implausible:
                message = f"Vào Đảng ngày {_vn(joined)}, sinh ngày {_vn(born)}: không thể."
                faults.append(ReadFault("joined_on", "joined_too_young", message, _vn(joined)))
            elif months < self.young:
                message = f"Vào Đảng khi chưa đủ {self.young // 12} tuổi. Xem lại hai ngày."
                faults.append(ReadFault("joined_on", "young", message, _vn(joined), False))
        if joined and official and official < joined:
            message = f"Ngày chính thức {_vn(official)} trước ngày vào Đảng {_vn(joined)}."
            faults.append(ReadFault("official_on", "official_before_joined", message,
                                    _vn(official)))  # fmt: skip
        left = cells[_LEFT_ON]
        if left and joined and left < joined:
            message = f"Ngày {_vn(left)} trước ngày vào Đảng {_vn(joined)}."
            faults.append(ReadFault(national.LEFT_ON, "left_before_joined", message, _vn(left)))
        if cells[_CARD_ON] and joined and cells[_CARD_ON] < joined:
            message = f"Ngày cấp thẻ {_vn(cells[_CARD_ON])} trước ngày vào Đảng {_vn(joined)}."
            faults.append(ReadFault("card_on", "card_before_joined", message,
                                    _vn(cells[_CARD_ON]), False))  # fmt: skip


(_NAME, _SEARCH, _SORT, _UNIT, _STATUS, _OFFICIAL, _LEAVING, _PRESENT, _BIRTH, _JOINED,
 _OFFICIAL_ON, _CARD, _CARD_ON, _LEFT_ON) = (
    AT[code] for code in (
        "full_name", "search_key", "sort_key", "unit", "status", "official", "leaving", "present",
        "birth_on", "joined_on", "official_on", "card_number", "card_on", national.LEFT_ON,
    )
)  # fmt: skip
_MUST = tuple(
    (AT[code], code, what)
    for code, what in (
        ("full_name", "họ và tên"), ("sex", "giới tính"), ("birth_on", "ngày sinh"),
        ("ethnic_group", "dân tộc"), ("religion", "tôn giáo"),
        ("unit", "tên hoặc mã chi bộ"), ("joined_on", "ngày vào Đảng"),
    )
)  # fmt: skip


def _vn(iso: str) -> str:
    return f"{iso[8:]}/{iso[5:7]}/{iso[:4]}"


def _months(since: str, until: str) -> int:
    """Whole months between two ISO days."""
    months = (int(until[:4]) - int(since[:4])) * 12 + int(until[5:7]) - int(since[5:7])
    return months - (until[8:] < since[8:])


# --------------------------------------------------------------------------- single cells


def _field(code: str) -> MemberField:
    return next(f for f in TAKEN if f.code == code)


def _plain_readers() -> dict[str, Reader]:
    found = {f.code: f.read for f in TAKEN if f.code not in ("citizen", "unit")}
    return found | MORE_READERS


def _reading(code: str, read: Reader, by: Reading) -> tuple[dict[Any, str], _Read]:
    """(what texts of a column are known to mean, the quickest way to read any other)."""
    once = _reader(code, read, by)
    if code == "full_name":
        return {}, _plainly(once, _PLAIN_NAME, 120, str.isupper)
    if code in DATES:
        return {}, _days(once, by)
    field = next((f for f in TAKEN if f.code == code), None)
    if field is None or field.kind not in ("text", "digits"):
        return {}, once
    if code == "card_number":
        return {}, _plainly(once, _DIGITS, 12)
    return {}, _plainly(once, _CLEAN, field.max_length)


def _plainly(
    once: _Read,
    plain: re.Pattern[str],
    longest: int,
    unlike: Callable[[str], bool] = lambda value: False,
) -> _Read:
    """Takes text that stands as it is to be kept; reads any other."""
    fits = plain.fullmatch

    def answer(value: Any) -> _Told:
        if value.__class__ is str and len(value) <= longest and fits(value) and not unlike(value):
            return value, None
        return once(value)

    return answer


def _days(once: _Read, by: Reading) -> _Read:
    """Days written dd/mm/yyyy at once, all others by the reader."""
    latest = by.on.year + 10

    def answer(value: Any) -> _Told:
        if (
            value.__class__ is str
            and _PLAIN_DAY.fullmatch(value)
            and 1900 <= int(value[6:]) <= latest
        ):
            with suppress(ValueError):
                written = dt.date(int(value[6:]), int(value[3:5]), int(value[:2]))
                return written.isoformat(), None
        return once(value)

    return answer


def _reader(code: str, read: Reader, by: Reading) -> _Read:
    """Reads a cell by the reader of its column."""

    def answer(value: Any) -> _Told:
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        try:
            got = read(value, False, by)
        except CellRefused as refused:
            return "", ReadFault(code, refused.code, refused.message_vi, _shown(value)[:_SHOWN])
        if got is None:
            return _NOTHING
        return (str(got) or NONE), None

    return answer


class _States(dict[str, national.State | None]):
    """What a word says of somebody's state; looked up once for each way of writing it."""

    def __init__(self) -> None:
        super().__init__({"": national.State(None)})
        self.folded = {fold(word): state for word, state in national.states().items()}

    def __missing__(self, word: str) -> national.State | None:
        state = self[word] = self.folded.get(fold(word))
        return state


def _shown(value: object) -> str:
    if isinstance(value, CellFault):
        return ""
    if isinstance(value, dt.date):
        return day(value)
    return clean(str(value))


# --------------------------------------------------------------------------- names and units


class _Names:
    """Keys of names, made from those of their words."""

    def __init__(self) -> None:
        self.folded: dict[str, str] = {}
        self.sorted: dict[str, str] = {}

    def keys(self, name: str) -> tuple[str, str]:
        """(search key, sort key) of a name."""
        words = name.split(" ")
        try:
            sorted_words = [self.sorted[w] for w in words]
            return " ".join([self.folded[w] for w in words]), " ".join(
                [sorted_words[-1], *sorted_words[:-1]]
            )
        except KeyError:
            for word in words:
                if not word.isalpha():
                    return fold(name), sort_key(name)
                self.folded[word], self.sorted[word] = fold(word), sort_key(word)
        return self.keys(name)


def cells_of(occasion: Occasion) -> Directory:
    """The cells a workbook for that unit may name."""
    return _Cells(occasion).directory


class _Cells:
    """The cells of the branch by what a table calls them; each name looked up once."""

    def __init__(self, occasion: Occasion) -> None:
        unit = orgs.unit(occasion.actor, occasion.unit_id, Action.IMPORT_MEMBERS)
        below = naming.named_units(unit, occasion.on, children_only=False)
        units = [naming.as_named(unit), *below]
        self.directory = Directory(
            [n for n in units if OrgType(n.type).is_cell],
            f"trong các chi bộ thuộc {unit.name}", unit.name,
        )  # fmt: skip
        self.others = Directory(
            [n for n in units if not OrgType(n.type).is_cell], f"thuộc {unit.name}", unit.name
        )
        self.chosen = {t: u for t, u in occasion.chosen.items() if u in self.directory.units}
        self.known: dict[str, tuple[int | None, str, str, str]] = {}

    def find(self, shown: str) -> tuple[int | None, str, str, str]:
        """(unit, the name as written, code and message of what is wrong)."""
        found = self.known.get(shown)
        if found is None:
            found = self.known[shown] = self._find(clean(shown)[:_LONGEST_NAME])
        return found

    def _find(self, shown: str) -> tuple[int | None, str, str, str]:
        match = self.directory.match(shown)
        if match.unit_id is not None and not fold(shown).startswith(_ABOVE_A_CELL):
            return match.unit_id, shown[:300], "", ""
        if (chosen := self.chosen.get(shown[:_SHOWN])) is not None:
            return chosen, shown[:300], "", ""
        above = self.others.match(shown)
        if above.unit_id is not None or match.unit_id is not None:
            message = f"“{shown}” không phải là chi bộ; đảng viên sinh hoạt ở chi bộ."
            return None, shown[:300], "not_a_cell", message
        return None, shown[:300], match.code, _told(match)


def _told(match: Match) -> str:
    listed = "; ".join(choice.label for choice in match.choices[:6])
    return f"{match.message} Gần đúng: {listed}."[:1000] if listed else match.message
