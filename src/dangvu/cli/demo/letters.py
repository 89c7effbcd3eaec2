"""The urging letters of the months before: drafted from the closed month, then issued."""

from dataclasses import dataclass, replace
from datetime import date

from dangvu.cli.demo.accounts import acting
from dangvu.cli.demo.units import ROOT_ID
from dangvu.documents.actions import issue_bundle, note_last_number
from dangvu.documents.queries import term_on
from dangvu.orgs.queries import letterhead, unit
from dangvu.rules.months import Month
from dangvu.targets.actions import draft_urging
from dangvu.targets.papers import TYPE, Wording, office_of
from dangvu.targets.queries import closed_sheet

DRAFTED_BY, ISSUED_BY = "tinh", "vanthu"
SIGNER = "Lâm Quốc Dũng"
LAST_BY_HAND = 212
"""The last number of the paper register before the demo's story begins."""


@dataclass(frozen=True)
class Letter:
    """A letter about a month: when it was drafted, issued, and the report it asks for is due."""

    month: Month
    drafted_on: date
    issued_on: date
    report_due: date


LETTERS = (
    Letter(Month(2026, 3), date(2026, 4, 7), date(2026, 4, 8), date(2026, 4, 24)),
    Letter(Month(2026, 4), date(2026, 5, 6), date(2026, 5, 7), date(2026, 5, 22)),
)


def issue_letters() -> int:
    """Writes and issues the letters; gives back how many."""
    for number, letter in enumerate(LETTERS):
        key = _draft(letter)
        with acting(ISSUED_BY, letter.issued_on) as clerk:
            term = term_on(ROOT_ID, letter.issued_on)
            if number == 0 and term is not None:
                reason = "Số lấy ở sổ giấy trước khi dùng hệ thống."
                note_last_number(clerk, term.pk, TYPE, "BTCTU", LAST_BY_HAND, reason)
            issue_bundle(clerk, key, letter.issued_on)
    return len(LETTERS)


def _draft(letter: Letter) -> str:
    """One letter to all bodies that were low in the closed month."""
    with acting(DRAFTED_BY, letter.drafted_on) as actor:
        shown = closed_sheet(actor, ROOT_ID, letter.month)
        if shown is None:
            raise LookupError(f"month {letter.month} is not closed")
        office = office_of(unit(actor, ROOT_ID), letterhead(ROOT_ID))
        wording = Wording(
            office=replace(office, signer=SIGNER),
            subject=f"Về việc đôn đốc phát triển đảng viên, tháng {letter.month.label_vi}",
            report_due=letter.report_due,
        )
        low = [line.unit_id for line in shown.lines if line.cls == "low"]
        return draft_urging(actor, shown, low, wording, each=False, drafted_on=letter.drafted_on)
