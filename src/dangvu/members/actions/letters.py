"""Introduction letters: the book of their numbers, given out, given out anew, void (R4.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import may
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.members.models import Hop, LetterBook, Person, Transfer
from dangvu.members.papers import Signed, introduction
from dangvu.members.queries import transfers as moves
from dangvu.office.vietnamese import day
from dangvu.rules import transfers as rules

if TYPE_CHECKING:
    from dangvu.orgs.models import Unit

LETTER_FIELDS = ("letter_number", "letter_on", "introduced_on", "letter", "void_letters",
                 "dues_through")  # fmt: skip
_BLAMED = {"reason_missing": "reason", "letter_in_future": "on", "before_letter": "on",
           "letter_before_request": "on"}  # fmt: skip


@dataclass(frozen=True)
class Anew:
    """Another letter in place of one lost or wrong: its day, why, who signs. ``number`` is that of
    the letter it replaces, as the page showed it; ``model`` the Word model, 0 that of the house."""

    on: date
    reason: str
    number: str
    dues_through: date | None = None
    signed: Signed = field(default_factory=Signed)
    model: int = 0


def give_letter(
    row: Transfer, hops: Sequence[Hop], issuer: Unit, on: date, signed: Signed, model: int
) -> None:
    """Fills a transfer's letter in under the next number of its issuer's book in the year; the
    caller saves ``LETTER_FIELDS``. Raises ``Impossible`` where no month of dues is known."""
    if row.dues_through is None:
        raise Impossible("dues_missing", "Ghi tháng đã đóng đảng phí đến.", "dues_through")
    number = _next_number(issuer, on.year)
    row.letter_number, row.letter_on = f"{number}/{on.year}", on
    row.introduced_on = row.introduced_on or on
    person = Person.objects.get(pk=row.person_id)
    row.letter = {
        "issuer": issuer.committee,
        "model": model,
        "words": introduction(row, hops, person, number, on, signed),
    }


def void_letter(row: Transfer, reason: str, by: str) -> None:
    """The letter given out no longer holds; its number stays taken. The caller saves
    ``LETTER_FIELDS``."""
    if row.letter_number:
        given = row.letter_on.isoformat() if row.letter_on else ""
        void = {"number": row.letter_number, "on": given, "reason": reason, "by": by,
                "void_on": clock.today().isoformat()}  # fmt: skip
        row.void_letters = [*row.void_letters, void]
    row.letter_number, row.letter_on, row.letter = "", None, {}


def reissue_letter(actor: Actor, transfer_id: int, anew: Anew) -> Transfer:
    """Gives out another letter for one under way that was lost or is wrong; the old one is void.

    By whoever introduces, until the member is received; steps taken stay, and the limit runs on
    from the first introduction. Raises ``Impossible``, and ``Overtaken`` where the letter shown was
    replaced meanwhile. Writes the transfer, the book, an event.
    """
    if anew.on > clock.today():
        raise Impossible("not_yet", f"Ngày {day(anew.on)} chưa đến.", "on")
    moves.transfer(actor, transfer_id)
    with transaction.atomic():
        Transfer.objects.select_for_update().get(pk=transfer_id)
        line = moves.line(actor, moves.transfer(actor, transfer_id))
        row, by = line.row, line.introduced_by
        if by is None or by.unit is None:
            raise Impossible("no_issuer", "Giấy này không do tổ chức trong sổ cấp.")
        may(actor, Action.TRANSFER_MEMBERS, by.unit_path)
        if anew.number != row.letter_number:
            raise Overtaken(
                "reissued", f"Giấy giới thiệu đã là số {row.letter_number or 'chưa cấp'}. Đồng chí "
                "xem lại hồ sơ.",
            )  # fmt: skip
        facts = replace(line.facts, reason=anew.reason, letter_number="1", letter_on=anew.on)
        refused = rules.decide_letter(facts, anew.on)
        if refused is not None:
            raise Impossible(refused.code, refused.message_vi, _BLAMED.get(refused.code, ""))
        old = row.letter_number
        void_letter(row, anew.reason, actor.name)
        row.dues_through = anew.dues_through or row.dues_through
        give_letter(row, line.hops, by.unit, anew.on, anew.signed, anew.model)
        row.save(update_fields=LETTER_FIELDS)
        audit.record(
            actor, "reissue_letter", subject=("transfer", row.pk), unit_path=by.unit_path,
            reason=anew.reason,
            data={"person": row.person_id, "number": row.letter_number, "replaced": old},
        )  # fmt: skip
    return row


def _next_number(unit: Unit, year: int) -> int:
    """The next number of a book, under its lock: no gap, since it comes back with the transaction,
    and no double."""
    book, _ = LetterBook.objects.get_or_create(unit=unit, year=year)
    book = LetterBook.objects.select_for_update().get(pk=book.pk)
    book.last_number += 1
    book.save(update_fields=["last_number"])
    return book.last_number
