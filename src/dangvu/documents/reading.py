"""What a file says of itself, as a line of the register: a proposal for the clerk."""

import re
from dataclasses import dataclass
from datetime import date

from dangvu.documents.catalogue import OWN, PaperFacts, Ref, To
from dangvu.rules.documents import DocumentType, Urgency
from dangvu.rules.issuers import full_name
from dangvu.rules.obligations import Proposal, propose
from dangvu.rules.obligations.text import plain

_MARKS = {
    "KHAN": Urgency.URGENT,
    "THUONG KHAN": Urgency.VERY_URGENT,
    "HOA TOC": Urgency.EXPRESS,
}
_SCOPE = re.compile(r"TAI LIEU (?:HOI NGHI|HOP)|LUU HANH NOI BO")
_HEAD = 40


@dataclass(frozen=True)
class ReadLine:
    """The line proposed, and what the reader was unsure of."""

    facts: PaperFacts
    doubts_vi: tuple[str, ...]


def line_read(text: str, kind: str, today: date) -> ReadLine:
    """Reads the line of a paper of ``kind`` from its words. Never raises; what was not found stays
    empty."""
    found = propose(text)
    head = found.header
    urgency, scope = _marks(text)
    return ReadLine(
        PaperFacts(
            number_symbol=head.number_symbol,
            dated_on=head.issued_on,
            issuer=full_name(head.superior, head.issuer)[:200],
            document_type=head.kind.value if isinstance(head.kind, DocumentType) else "",
            subject=_subject(head.subject),
            urgency=urgency.value,
            scope_mark=scope,
            received_on=None if kind == OWN else today,
            recipients=tuple(To(line[:200]) for line in head.distribution) if kind == OWN else (),
            references=_references(found),
            signer=(head.signer.authority[:60], head.signer.post[:60], head.signer.name[:60]),
        ),
        found.doubts_vi,
    )


def _subject(words: str) -> str:
    """A subject as the register writes it, "về …"."""
    if not words:
        return ""
    about = words if plain(words).lower().startswith("ve ") else f"về {words}"
    return about[:300]


def _references(found: Proposal) -> tuple[Ref, ...]:
    return tuple(
        Ref(one.number_symbol[:60], one.issued_on, one.issuer[:200], one.subject[:300])
        for one in found.references[:_HEAD]
    )


def _marks(text: str) -> tuple[Urgency, str]:
    """Urgency and scope mark that stand alone on a line of the head, or in a cell of it."""
    urgency, scope = Urgency.ORDINARY, ""
    for line in [line for line in text.splitlines() if line.strip()][:_HEAD]:
        for cell in re.split(r"\t| {2,}|\|", line):
            bare = plain(cell).strip(" .*()[]")
            urgency = _MARKS.get(bare, urgency)
            if _SCOPE.fullmatch(bare) and not scope:
                scope = cell.strip(" .*()[]")[:60]
    return urgency, scope
