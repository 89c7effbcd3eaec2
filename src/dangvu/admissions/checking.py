"""One admission against the rules and against those on record: for the form and for tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dangvu.access.actor import Actor
from dangvu.admissions import queries
from dangvu.members import queries as members
from dangvu.office.vietnamese import fold
from dangvu.rules.admissions import AdmissionFacts, check_admission
from dangvu.rules.basis import Severity

_FIELDS = {"decided_on": "decision_on", "born_on": "birth_on"}
_MEND = {
    "decision_in_future": "Xem lại ngày quyết định.",
    "ceremony_in_future": "Xem lại ngày lễ; chưa tổ chức thì để trống.",
    "ceremony_before_decision": "Xem lại hai ngày này.",
    "birth_implausible": "Sửa ngày sinh.",
    "age_under": "Xem lại ngày sinh và ngày quyết định.",
}


@dataclass(frozen=True)
class Entry:
    """One admission as entered, with the codes of ``admissions.catalogue``."""

    unit_id: int
    full_name: str
    sex: str
    birth_on: date
    ethnic_group: str
    religion: str
    youth_union: bool
    source_group: str
    decision_number: str
    decision_on: date
    issuer: str
    ceremony_on: date | None = None
    note: str = ""
    religious: bool = False
    """Of a religion, where only that is known and ``religion`` is empty."""


@dataclass(frozen=True)
class Trouble:
    """Something about an entry: ``field`` of the catalogue, what, how to mend, the rule's words."""

    code: str
    field: str
    message: str
    mend: str = ""
    basis: str = ""
    severity: Severity = Severity.REFUSAL

    @property
    def refused(self) -> bool:
        """Whether the entry cannot be written so."""
        return self.severity is Severity.REFUSAL


def by_rules(
    on: date,
    *,
    birth_on: date | None,
    decision_on: date | None,
    ceremony_on: date | None,
    decision_number: str,
    note: str,
) -> list[Trouble]:
    """What the rules say of an entry, refusals first; nothing without a day of decision."""
    if decision_on is None:
        return []
    facts = AdmissionFacts(
        on=on,
        decided_on=decision_on,
        born_on=birth_on,
        ceremony_on=ceremony_on,
        decision_number=decision_number,
        note=note,
    )
    return [
        Trouble(
            finding.code,
            _FIELDS.get(finding.field, finding.field),
            finding.message_vi,
            _MEND.get(finding.code, ""),
            finding.basis.text_vi if finding.basis else "",
            finding.severity,
        )
        for finding in check_admission(facts)
    ]


# --------------------------------------------------------------------------- who is there already


@dataclass(frozen=True)
class Known:
    """A person on record of the same name and day of birth, and the last admission that stands."""

    person_id: int
    unit_id: int
    unit_name: str
    decision_number: str = ""
    decision_on: date | None = None

    @property
    def where(self) -> str:
        """Where the person stands, and by which decision, for a message."""
        if self.decision_on is None:
            return self.unit_name
        return f"{self.unit_name} (quyết định {self.decision_number}, {self.decision_on:%d/%m/%Y})"


def known(actor: Actor, asked: Sequence[tuple[str, date]]) -> list[list[Known]]:
    """The persons within the actor's branch who bear those names and days of birth.

    Answers in the order asked. Two statements.
    """
    found: list[list[Known]] = [[] for _ in asked]
    same = members.namesakes(actor, asked)
    last = queries.last_decisions({one.person_id for one in same})
    for one in same:
        decision = last.get(one.person_id, ("", None))
        known = Known(one.person_id, one.unit_id, one.unit_name, *decision)
        found[one.asked].append(known)
    return found


def same_number(one: str, other: str) -> bool:
    """Whether two numbers of papers are the same, however they were typed."""
    return fold(one) == fold(other)


def against_known(
    unit_id: int | None, decision: tuple[str, date | None], same: Sequence[Known]
) -> list[Trouble]:
    """Refused: the same person in the same cell, or admitted by the same decision. Elsewhere the
    same name and day of birth may be somebody else: then a word of warning."""
    for one in same:
        here = one.unit_id == unit_id
        by_same = same_number(one.decision_number, decision[0]) and one.decision_on == decision[1]
        if here or by_same:
            return [
                Trouble(
                    "already_admitted" if one.decision_on else "already_member",
                    "full_name",
                    f"Người này đã có ở {one.where}.",
                    "Bỏ dòng này; nếu là người khác trùng họ tên và ngày sinh thì xem lại ngày "
                    "sinh hoặc chi bộ.",
                )
            ]
    if not same:
        return []
    places = "; ".join(one.where for one in same[:3])
    message = f"Có người cùng họ tên, ngày sinh ở {places}."
    mend = "Nếu là một người thì đừng ghi thêm."
    return [Trouble("same_name", "full_name", message, mend, severity=Severity.WARNING)]


def from_values(values: Mapping[str, Any], unit_id: int) -> Entry:
    """An entry from the plain values of a staged row."""
    ceremony = values.get("ceremony_on")
    return Entry(
        unit_id=unit_id,
        full_name=values["full_name"],
        sex=values["sex"],
        birth_on=date.fromisoformat(values["birth_on"]),
        ethnic_group=values["ethnic_group"],
        religion=values.get("religion") or "",
        youth_union=bool(values.get("youth_union")),
        source_group=values["source_group"],
        decision_number=values["decision_number"],
        decision_on=date.fromisoformat(values["decision_on"]),
        issuer=values["issuer"],
        ceremony_on=date.fromisoformat(ceremony) if ceremony else None,
        note=values.get("note") or "",
    )
