"""Where a figure comes from, how sure that is, and since when it holds.

Shared by every rule: ``Confidence`` and ``Basis`` say why, ``Dated`` and ``Rule`` say when,
``Finding`` says what a check found.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Generic, Protocol, TypeVar

from dangvu.rules.formats import date_text

BEGINNING = date.min
"""``since`` of a row whose first day is not known: it holds for every earlier day."""


class Confidence(StrEnum):
    """How sure a figure is. Only ``V`` may be fixed; every other mark is shown with the figure."""

    V = "V"
    P = "P"
    L = "L"
    S = "S"
    K = "K"
    D = "D"

    @property
    def label_vi(self) -> str:
        """A few words, to stand beside a figure."""
        return _CONFIDENCE[self][0]

    @property
    def meaning_vi(self) -> str:
        """A sentence, to stand in a legend."""
        return _CONFIDENCE[self][1]

    @property
    def confirmed(self) -> bool:
        """Whether the text in force was seen; what is not confirmed must stay editable."""
        return self is Confidence.V


_CONFIDENCE = {
    Confidence.V: (
        "đã thấy trong nguồn",
        "Nguồn nói về văn bản đang hiệu lực nêu đúng như vậy.",
    ),
    Confidence.P: (
        "theo văn bản trước",
        "Thấy trong văn bản đã được thay thế; dự kiến giữ nguyên, chưa đối chiếu bản mới.",
    ),
    Confidence.L: (
        "theo cách làm địa phương",
        "Cách làm của một địa phương hoặc tài liệu nghiệp vụ, không phải quy định của Trung ương.",
    ),
    Confidence.S: (
        "theo văn bản của tỉnh",
        "Rút từ các văn bản của tỉnh, huyện dùng làm căn cứ khi xây dựng phần mềm.",
    ),
    Confidence.K: (
        "chưa xác nhận",
        "Hiểu biết chung về nghiệp vụ, chưa tìm được nguồn; cần cơ quan xác nhận.",
    ),
    Confidence.D: (
        "đề xuất của phần mềm",
        "Đề xuất của phần mềm, không có giá trị pháp lý; cơ quan quyết định và sửa được.",
    ),
}


@dataclass(frozen=True, slots=True)
class Basis:
    """The ground of a rule: its number in the rulebook, the paper, the place in it, how sure.

    ``article`` is empty where the place in the paper is not known.
    """

    rule: str
    source: str
    article: str
    confidence: Confidence

    @property
    def text_vi(self) -> str:
        """One line for the screen: paper, place, confidence."""
        place = f", {self.article}" if self.article else ""
        return f"{self.source}{place} ({self.confidence.label_vi})"


class Spell(Protocol):
    """Anything that holds from a day (included) until a day (excluded; None: still holds)."""

    @property
    def since(self) -> date: ...

    @property
    def until(self) -> date | None: ...


Value = TypeVar("Value")
AnySpell = TypeVar("AnySpell", bound=Spell)


@dataclass(frozen=True, slots=True)
class Dated(Generic[Value]):
    """A value that holds from ``since`` until the day before ``until``, and why."""

    value: Value
    since: date
    until: date | None
    basis: Basis


@dataclass(frozen=True, slots=True)
class Rule(Generic[Value]):
    """One figure of the law through time: its rows follow each other without gap or overlap."""

    name: str
    title_vi: str
    unit_vi: str
    rows: tuple[Dated[Value], ...]

    def at(self, on: date) -> Dated[Value]:
        """The row in force on a day. Raises ``NotInForce`` where the rule does not reach."""
        row = in_force(self.rows, on)
        if row is None:
            raise NotInForce(f"{self.title_vi}: chưa có quy định cho ngày {date_text(on)}.")
        return row


class NotInForce(LookupError):
    """No row of a rule holds on the day asked for."""


def in_force(rows: Iterable[AnySpell], on: date) -> AnySpell | None:
    """The row that holds on a day, or None."""
    for row in rows:
        if row.since <= on and (row.until is None or on < row.until):
            return row
    return None


def disorder(rows: Sequence[Spell]) -> list[str]:
    """What is wrong with a table of spells: empty, turned, out of order, gap, overlap, no end.

    Returns one English sentence per fault (for tests); an empty list means a sound table.
    """
    faults = [] if rows else ["no row"]
    for row in rows:
        if row.until is not None and row.until <= row.since:
            faults.append(f"row of {row.since} ends before it begins")
    for earlier, later in pairwise(rows):
        if later.since <= earlier.since:
            faults.append(f"row of {later.since} is out of order")
        elif earlier.until is None or earlier.until > later.since:
            faults.append(f"rows of {earlier.since} and {later.since} overlap")
        elif earlier.until < later.since:
            faults.append(f"gap from {earlier.until} to {later.since}")
    if rows and rows[-1].until is not None:
        faults.append("last row ends")
    return faults


class Severity(StrEnum):
    """What a finding does to the entry it is about."""

    REFUSAL = "refusal"
    WARNING = "warning"
    NOTE = "note"

    @property
    def label_vi(self) -> str:
        return {"refusal": "Không nhận", "warning": "Cần xem lại", "note": "Lưu ý"}[self.value]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: a stable code, a Vietnamese sentence with the way to mend, its ground.

    ``field`` names the fact it is about (the attribute of the facts), empty for the whole.
    """

    code: str
    message_vi: str
    severity: Severity = Severity.WARNING
    field: str = ""
    basis: Basis | None = None


def firm(basis: Basis) -> Severity:
    """How hard a fault against a rule is held: refused only where the rule in force was seen."""
    return Severity.REFUSAL if basis.confidence.confirmed else Severity.WARNING


def refused(findings: Iterable[Finding]) -> bool:
    """Whether any finding forbids the entry."""
    return any(finding.severity is Severity.REFUSAL for finding in findings)
