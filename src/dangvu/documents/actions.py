"""Drafting, issuing and dropping papers; Word models; terms."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.documents import queries
from dangvu.documents.models import Model, Paper, Recipient, Series, Term
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.office.letters import check_model, packaged_model, render
from dangvu.office.payloads import BodyLetter, Letterhead, PraiseList, UrgingLetter
from dangvu.orgs import queries as orgs
from dangvu.rules.documents import compose_number

_PAYLOADS = {kind.MODEL: kind for kind in (UrgingLetter, BodyLetter, PraiseList)}


@dataclass(frozen=True)
class Draft:
    """A paper to be written. ``payload`` fills the model named ``kind``; its letterhead is made
    here, with or without number. ``about`` says what it speaks of (month, revision, body)."""

    type: str
    organ: str
    kind: str
    title: str
    letterhead: Letterhead
    payload: Mapping[str, Any]
    recipients: Sequence[tuple[str, str]]
    about: Mapping[str, Any] = field(default_factory=dict)
    subject_unit_id: int | None = None


def draft(actor: Actor, unit_id: int, drafts: Sequence[Draft]) -> str:
    """Writes drafts of a unit's office, together; gives back the key of their bundle.

    The statements do not depend on the number of drafts.
    """
    unit = orgs.unit(actor, unit_id, Action.DRAFT_LETTERS)
    if not drafts:
        raise Impossible("nothing_to_draft", "Chưa chọn đơn vị nào để soạn văn bản.")
    key = str(uuid4())
    using = {kind: queries.model_in_use(unit.pk, kind) for kind in {d.kind for d in drafts}}
    now = clock.now()
    made = Paper.objects.bulk_create(
        _paper(actor, unit.pk, unit.path, entry, using[entry.kind], key, now) for entry in drafts
    )
    Recipient.objects.bulk_create(
        Recipient(paper=paper, position=position, text=text, note=note)
        for paper, entry in zip(made, drafts, strict=True)
        for position, (text, note) in enumerate(entry.recipients)
    )
    audit.record(
        actor,
        "draft_papers",
        subject=("bundle", key),
        unit_path=unit.path,
        data={"kind": drafts[0].kind, "papers": len(made), **drafts[0].about},
    )
    return key


def _paper(
    actor: Actor,
    unit_id: int,
    unit_path: str,
    entry: Draft,
    model: queries.ModelInUse,
    key: str,
    now: Any,
) -> Paper:
    head = asdict(entry.letterhead)
    head["month"] = entry.letterhead.month.isoformat()
    payload = {**entry.payload, "letterhead": entry.letterhead.to_dict()}
    content = render(model.content, payload)
    return Paper(
        unit_id=unit_id,
        unit_path=unit_path,
        subject_unit_id=entry.subject_unit_id,
        bundle=key,
        type=entry.type,
        organ=entry.organ,
        kind=entry.kind,
        title=entry.title,
        model_version=model.row,
        payload=payload,
        about={**entry.about, "head": head},
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        drafted_at=now,
        drafted_by=actor.name,
    )


def issue(actor: Actor, paper_id: int, on: date) -> Paper:
    """Takes the next number under the lock of its series and freezes the paper with its hash.

    Numbers run per type, issuer and term (R13.3). Of two people at once one waits for the other
    and gets the next number; a paper already issued is ``Overtaken``.
    """
    found = queries.paper(actor, paper_id, Action.ISSUE_LETTERS)
    if on > clock.today():
        raise Impossible("future_issue", "Ngày phát hành ở tương lai. Xem lại ngày.", "on")
    with transaction.atomic():
        series = _locked_series(found, on)
        locked = Paper.objects.select_for_update(of=("self",)).get(pk=found.pk)
        if locked.state == Paper.State.ISSUED:
            number = compose_number(locked.number, locked.type, locked.organ).text
            raise Overtaken(
                "already_issued",
                f"Đồng chí {locked.issued_by} đã phát hành văn bản này, số {number}. "
                "Không lấy thêm số nào.",
            )
        if locked.state == Paper.State.DROPPED:
            raise Impossible("dropped", "Dự thảo này đã bỏ, không phát hành được.")
        series.last_number += 1
        series.save(update_fields=["last_number"])
        _freeze(actor, locked, series, on)
    audit.record(
        actor,
        "issue_paper",
        subject=("paper", locked.pk),
        unit_path=locked.unit_path,
        data={"number": locked.number, "type": locked.type, "sha256": locked.sha256},
    )
    return locked


def _locked_series(found: Paper, on: date) -> Series:
    term = queries.term_on(found.unit_id, on)
    if term is None:
        raise Impossible(
            "no_term",
            "Chưa ghi nhiệm kỳ của cấp ủy cho ngày này, nên chưa biết số chạy từ đâu. "
            "Ghi nhiệm kỳ ở trang Văn bản rồi phát hành lại.",
        )
    Series.objects.get_or_create(term=term, type=found.type, organ=found.organ)
    return Series.objects.select_for_update().get(term=term, type=found.type, organ=found.organ)


def _freeze(actor: Actor, paper: Paper, series: Series, on: date) -> None:
    """Writes the number and the day into the paper, and renders it for good."""
    kept = dict(paper.about["head"])
    kept["month"] = date.fromisoformat(kept["month"])
    head = replace(Letterhead(**kept), number=series.last_number, issued_on=on)
    model = paper.model_version
    content = bytes(model.content) if model else packaged_model(paper.kind)
    paper.payload = {**paper.payload, "letterhead": head.to_dict()}
    paper.content = render(content, paper.payload)
    paper.sha256 = hashlib.sha256(paper.content).hexdigest()
    paper.series, paper.number = series, series.last_number
    paper.state, paper.issued_on, paper.issued_by = Paper.State.ISSUED, on, actor.name
    paper.save()


def issue_bundle(actor: Actor, key: str, on: date) -> list[Paper]:
    """Issues every draft of a bundle, in order, or none of them."""
    with transaction.atomic():
        waiting = [
            paper.pk
            for paper in queries.bundle(actor, key, Action.ISSUE_LETTERS)
            if paper.state == Paper.State.DRAFT
        ]
        if not waiting:
            raise Impossible("nothing_to_issue", "Tập này không còn dự thảo nào để phát hành.")
        return [issue(actor, pk, on) for pk in waiting]


def drop(actor: Actor, paper_id: int, reason: str) -> Paper:
    """Sets a draft aside with a reason. An issued paper stays."""
    found = queries.paper(actor, paper_id, Action.DRAFT_LETTERS)
    if found.state == Paper.State.ISSUED:
        raise Impossible("issued", "Văn bản đã phát hành, không bỏ được.")
    if not reason.strip():
        raise Impossible("reason_missing", "Bỏ dự thảo thì phải ghi lý do.", "reason")
    found.state = Paper.State.DROPPED
    found.save(update_fields=["state"])
    audit.record(
        actor,
        "drop_paper",
        subject=("paper", found.pk),
        unit_path=found.unit_path,
        reason=reason.strip(),
    )
    return found


def add_model(actor: Actor, unit_id: int, kind: str, content: bytes, note: str) -> Model:
    """Keeps a Word model edited by the clerk as a new version, in use from now on.

    Raises ``Impossible`` with every reason the model cannot be used. Earlier versions stay.
    """
    unit = orgs.unit(actor, unit_id, Action.EDIT_MODELS)
    if kind not in queries.KINDS:
        raise Impossible("unknown_kind", "Không có loại mẫu này.")
    problems = check_model(content, _PAYLOADS[kind].REQUIRED, _PAYLOADS[kind].SLOTS)
    if problems:
        raise Impossible("model_unusable", " ".join(problems), "file")
    last = queries.models(unit.pk, kind).first()
    try:
        with transaction.atomic():
            made = Model.objects.create(
                unit=unit,
                kind=kind,
                version=(last.version if last else 0) + 1,
                content=content,
                sha256=hashlib.sha256(content).hexdigest(),
                note=note.strip(),
                created_at=clock.now(),
                created_by=actor.name,
            )
    except IntegrityError as error:
        raise Overtaken(
            "model_meanwhile", "Vừa có người khác thêm bản mẫu mới. Xem bản đó rồi tải lại."
        ) from error
    audit.record(
        actor,
        "add_model",
        subject=("model", made.pk),
        unit_path=unit.path,
        data={"kind": kind, "version": made.version, "sha256": made.sha256},
    )
    return made


def record_term(actor: Actor, unit_id: int, name: str, starts_on: date, ends_on: date | None,
                last_numbers: Mapping[tuple[str, str], int] | None = None) -> Term:  # fmt: skip
    """Records a committee's term; numbers begin again at 01, or go on after ``last_numbers``
    (by type and organ) where the office already numbered papers in it by hand."""
    unit = orgs.unit(actor, unit_id, Action.ISSUE_LETTERS)
    if ends_on and ends_on <= starts_on:
        raise Impossible("term_empty", "Ngày kết thúc nhiệm kỳ phải sau ngày bắt đầu.", "ends_on")
    try:
        with transaction.atomic():
            made = Term.objects.create(
                unit=unit, name=name.strip(), starts_on=starts_on, ends_on=ends_on
            )
    except IntegrityError as error:
        raise Overtaken("term_exists", "Đã có nhiệm kỳ bắt đầu ngày này.", "starts_on") from error
    Series.objects.bulk_create(
        Series(term=made, type=type_, organ=organ, last_number=number)
        for (type_, organ), number in (last_numbers or {}).items()
    )
    audit.record(actor, "record_term", subject=("term", made.pk), unit_path=unit.path)
    return made
