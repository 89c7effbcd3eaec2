"""The introduction letter of a transfer: its words when it is given out, and the file with the
boxes filled in so far (R4.5)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from dangvu.members.models import Hop, Particulars, Person, Transfer
from dangvu.office.letters import render
from dangvu.office.payloads import (
    IntroductionLetter,
    LetterBox,
    Letterhead,
    Signature,
    box_lines,
)
from dangvu.office.vietnamese import fold
from dangvu.orgs import queries as orgs
from dangvu.rules.organisations import OrgType
from dangvu.rules.transfers import Step, TransferKind

if TYPE_CHECKING:
    from dangvu.orgs.models import Unit

SYMBOL = "GTSHĐ"
_PLACE = re.compile(r"^(xã|phường|đặc khu|thị trấn|tỉnh|thành phố)\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Signed:
    """Who signs the letter, as in ``office.payloads.Signature``."""

    authority: str = ""
    post: str = ""
    name: str = ""


def introduction(
    row: Transfer, hops: Sequence[Hop], person: Person, number: int, on: date, signed: Signed
) -> dict[str, Any]:
    """The words of the letter as it is given out, to be kept with the transfer."""
    issuer = next(hop.unit for hop in hops if hop.step == Step.INTRODUCE)
    assert issuer is not None
    head = orgs.letterhead(issuer.pk)
    more = Particulars.objects.filter(person=person).first()
    return IntroductionLetter(
        letterhead=Letterhead(
            superior=head.above, issuer=head.organ, symbol=SYMBOL, place=place_of(issuer),
            month=on, number=number, issued_on=on,
        ),
        kind=TransferKind(row.kind).label_vi,
        addressee=_addressee(row, hops),
        issuer_name=named(issuer),
        full_name=person.full_name,
        birth_on=person.birth_on,
        status="đảng viên chính thức" if person.official_on else "đảng viên dự bị",
        from_cell=cell_in_full(row.from_unit),
        to_cell=cell_in_full(row.to_unit) if row.to_unit else row.to_name,
        reason=row.reason,
        boxes=_boxes(row, hops),
        signature=Signature(signed.authority, signed.post, signed.name),
        other_name=more.other_name if more else "",
        card_number=person.card_number,
        dossier_number=more.dossier_number if more else "",
        joined_on=person.joined_on,
        official_on=person.official_on,
        dues_through=row.dues_through,
        until_on=row.until_on,
    ).to_dict()  # fmt: skip


def introduction_file(row: Transfer, hops: Sequence[Hop], model: bytes) -> tuple[str, bytes]:
    """The letter as a file: its name, and the words kept with the boxes as they stand now, in the
    Word model it is written with. Raises ``LetterRefused`` where that cannot be filled."""
    words: Mapping[str, Any] = {**row.letter["words"], "boxes": box_lines(_boxes(row, hops))}
    about = fold(f"giay gioi thieu {row.letter_number} {row.full_name}")
    stem = re.sub("[^a-z0-9]+", "-", about).strip("-")
    return f"{stem}.docx", render(model, words)


def named(unit: Unit) -> str:
    """An organisation as it introduces or is introduced to: a committee by its own name."""
    if OrgType(unit.type).is_cell:
        return unit.name
    return "Ban Tổ chức Tỉnh ủy" if unit.type == OrgType.PROVINCIAL else unit.committee


def cell_in_full(unit: Unit | None) -> str:
    """A cell with the organisation above it."""
    if unit is None:
        return ""
    return f"{unit.name}, {unit.parent.name}" if unit.parent else unit.name


def _addressee(row: Transfer, hops: Sequence[Hop]) -> str:
    after = [hop.unit for hop in hops if hop.step in (Step.FORWARD, Step.RECEIVE) and hop.unit]
    return named(after[0]) if after else row.to_name


def _boxes(row: Transfer, hops: Sequence[Hop]) -> tuple[LetterBox, ...]:
    """A box for each organisation that sends the member on: who, to whom, and the day it did."""
    sending = [hop for hop in hops if hop.step in (Step.INTRODUCE, Step.FORWARD)]
    boxes = []
    for index, hop in enumerate(sending):
        last = index + 1 == len(sending)
        following = row.to_unit if last else sending[index + 1].unit
        to = named(following) if following else row.to_name
        by = named(hop.unit) if hop.unit else ""
        on = row.letter_on if hop.step == Step.INTRODUCE else hop.done_on
        boxes.append(LetterBox(by, to, on))
    return tuple(boxes)


def place_of(issuer: Unit) -> str:
    """The place an organisation dates its papers from."""
    return _PLACE.sub("", issuer.short_name)
