"""Drafting papers, and setting drafts aside."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.db import transaction

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import may, require
from dangvu.documents import queries
from dangvu.documents.actions.wording import Words, keep_words, line_key
from dangvu.documents.catalogue import OWN, identity_key
from dangvu.documents.models import Paper, Recipient
from dangvu.documents.papers import number_text
from dangvu.kernel import audit, clock
from dangvu.kernel.reactions import react
from dangvu.kernel.refusals import Impossible
from dangvu.office.letters import LetterRefused, render
from dangvu.office.payloads import Letterhead
from dangvu.orgs import queries as orgs
from dangvu.orgs.queries import Unit
from dangvu.rules.documents import DocumentType
from dangvu.rules.issuers import full_name

LONGEST = 200
"""Letters a line of the distribution list has room for."""


@dataclass(frozen=True)
class Draft:
    """A paper to be written. ``payload`` fills the model named ``kind``; its letterhead is made
    here, with or without number. ``about`` says what it speaks of (month, revision, bodies).

    ``type`` is the abbreviation in its number, empty for a paper without one. ``recipients`` are
    the printed lines (name, note), ``addressed`` the units it goes to (id, name), ``subject`` the
    one unit it is about (id, short name), if it is about one.
    """

    type: str
    organ: str
    kind: str
    title: str
    letterhead: Letterhead
    payload: Mapping[str, Any]
    recipients: Sequence[tuple[str, str]]
    addressed: Sequence[tuple[int, str]] = ()
    about: Mapping[str, Any] = field(default_factory=dict)
    subject: tuple[int, str] | None = None


def draft(actor: Actor, unit_id: int, drafts: Sequence[Draft]) -> str:
    """Writes drafts of a unit's office, together; gives back the key of their bundle.

    The statements do not depend on the number of drafts. Raises ``Impossible`` where there is
    nothing to draft or the office's Word model cannot be filled.
    """
    require(actor, Action.DRAFT_LETTERS)
    unit = orgs.unit_for_entry(actor, unit_id, Action.DRAFT_LETTERS)
    if not drafts:
        raise Impossible("nothing_to_draft", "Chưa chọn đơn vị nào để soạn văn bản.")
    key = str(uuid4())
    using = {kind: queries.model_in_use(unit.pk, kind) for kind in {d.kind for d in drafts}}
    now = clock.now()
    made = Paper.objects.bulk_create(
        _paper(actor, unit, entry, using[entry.kind], key, now) for entry in drafts
    )
    Recipient.objects.bulk_create(
        line
        for paper, entry in zip(made, drafts, strict=True)
        for line in _recipients(paper, entry)
    )
    keep_words(Words(paper) for paper in made)
    audit.record(
        actor,
        "draft_papers",
        subject=("bundle", key),
        unit_path=unit.path,
        data={
            "kind": drafts[0].kind,
            "papers": len(made),
            "month": drafts[0].about.get("month", ""),
            "revision": drafts[0].about.get("revision") or 0,
        },
    )
    return key


def _recipients(paper: Paper, entry: Draft) -> list[Recipient]:
    lines = [Recipient(paper=paper, text=text, note=note) for text, note in entry.recipients]
    lines += [
        Recipient(paper=paper, unit_id=pk, text=name[:LONGEST]) for pk, name in entry.addressed
    ]
    for position, line in enumerate(lines):
        line.position = position
    return lines


def _paper(
    actor: Actor, unit: Unit, entry: Draft, model: queries.ModelInUse, key: str, now: datetime
) -> Paper:
    head = asdict(entry.letterhead)
    head["month"] = entry.letterhead.month.isoformat()
    payload = {**entry.payload, "letterhead": entry.letterhead.to_dict()}
    content = filled(model.content, payload)
    subject_id, subject_name = entry.subject or (None, "")
    made = Paper(
        unit_id=unit.pk,
        unit_path=unit.path,
        subject_unit_id=subject_id,
        bundle=key,
        type=entry.type,
        organ=entry.organ,
        kind=entry.kind,
        title=entry.title,
        model_version=model.row,
        payload=payload,
        about={**entry.about, "head": head, "model": model.sha256},
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        drafted_at=now,
        drafted_by=actor.name,
    )
    house_line(made, None)
    made.search_key = line_key(made, subject_name, f"{entry.type}/{entry.organ}")
    return made


def house_line(row: Paper, on: date | None) -> None:
    """Fills what a paper of the own office is known by (R0.0): number, day, issuer, type. A paper
    without number goes with another one and is known by none; a draft has no day."""
    row.number_symbol = number_text(row) if row.number else row.number_symbol
    row.dated_on = on
    if row.kind != OWN:
        head = row.about["head"]
        row.issuer = full_name(head["superior"], head["issuer"])[:200]
        kinds = DocumentType.of(row.type)
        row.document_type = kinds[0].value if kinds else ""
    row.identity = identity_key(row.number_symbol, on, row.issuer) if row.number else ""


def filled(model: bytes, payload: Mapping[str, Any]) -> bytes:
    """The paper as bytes. Raises ``Impossible`` where the model asks for what the payload has
    not."""
    try:
        return render(model, payload)
    except LetterRefused as refusal:
        raise Impossible(
            "model_refused",
            f"Mẫu Word đang dùng chưa điền được. {refusal.message_vi} Sửa mẫu ở trang Mẫu Word.",
        ) from refusal


def drop(actor: Actor, paper_id: int, reason: str) -> Paper:
    """Sets a draft aside with a reason. An issued paper stays."""
    found = queries.paper(actor, paper_id)
    may(actor, Action.DRAFT_LETTERS, found.unit_path)
    return _drop(actor, [found.pk], reason, ("paper", found.pk))[0]


def drop_bundle(actor: Actor, key: str, reason: str) -> list[Paper]:
    """Sets every draft of a bundle aside; what is issued of it stays."""
    rows = list(queries.bundle(actor, key))
    for row in rows[:1]:
        may(actor, Action.DRAFT_LETTERS, row.unit_path)
    waiting = [row.pk for row in rows if row.state == Paper.State.DRAFT]
    if not waiting:
        raise Impossible("nothing_to_drop", "Tập này không còn dự thảo nào để bỏ.")
    return _drop(actor, waiting, reason, ("bundle", key))


def _drop(
    actor: Actor, ids: Sequence[int], reason: str, subject: tuple[str, object]
) -> list[Paper]:
    reason = reason.strip()
    if not reason:
        raise Impossible("reason_missing", "Bỏ dự thảo thì phải ghi lý do.", "reason")
    with transaction.atomic():
        rows = list(
            Paper.objects.select_for_update().defer("content", "payload").filter(pk__in=ids)
            .order_by("id")
        )  # fmt: skip
        for row in rows:
            if row.state == Paper.State.ISSUED:
                raise Impossible("issued", "Văn bản đã phát hành, không bỏ được.")
            if row.state == Paper.State.DROPPED:
                raise Impossible("dropped", "Dự thảo này đã bỏ từ trước.")
            row.state = Paper.State.DROPPED
            row.about = {**row.about, "dropped": {"by": actor.name, "reason": reason}}
        Paper.objects.bulk_update(rows, ["state", "about"])
        react("papers_dropped", paper_ids=[row.pk for row in rows])
        audit.record(
            actor,
            "drop_papers",
            subject=subject,
            unit_path=rows[0].unit_path,
            reason=reason,
            data={"papers": len(rows)},
        )
    return rows
