"""What an office keeps for its papers: Word models, terms, numbers taken by hand."""

import hashlib
from collections.abc import Mapping
from datetime import date, timedelta

from django.db import IntegrityError, connection, transaction
from django.db.models import Max, Q

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import may
from dangvu.documents import queries
from dangvu.documents.actions.numbering import series_locked
from dangvu.documents.models import Model, Paper, Series, Term
from dangvu.documents.samples import NAMES, sample
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.office.letters import check_model
from dangvu.office.vietnamese import day
from dangvu.orgs import queries as orgs
from dangvu.orgs.queries import Unit


def _office(actor: Actor, unit_id: int, action: Action) -> Unit:
    unit = orgs.unit(actor, unit_id, Action.VIEW_MODELS)
    may(actor, action, unit.path)
    return unit


# ------------------------------------------------------------------ models in Word


def add_model(actor: Actor, unit_id: int, kind: str, content: bytes, note: str) -> Model:
    """Keeps a Word model edited by the clerk as a new version, in use from now on.

    Raises ``Impossible`` with every reason the model cannot be used, one a line. Earlier versions
    stay, and drafts keep the version they were written with.
    """
    unit = _office(actor, unit_id, Action.EDIT_MODELS)
    if kind not in queries.MODELS:
        raise Impossible("unknown_kind", "Không có loại mẫu này.")
    names = NAMES[kind]
    problems = check_model(content, names.required, names.known, sample(kind))
    if problems:
        raise Impossible("model_unusable", "\n".join(problems), "file")
    last = queries.models(unit.pk, [kind]).first()
    sha256 = hashlib.sha256(content).hexdigest()
    if last is not None and last.sha256 == sha256:
        raise Impossible(
            "same_model", f"Tệp này giống hệt bản {last.version} đang dùng, không có gì để thay.",
            "file",
        )  # fmt: skip
    try:
        with transaction.atomic():
            made = Model.objects.create(
                unit=unit,
                kind=kind,
                version=(last.version if last else 0) + 1,
                content=content,
                sha256=sha256,
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


# ------------------------------------------------------------------ terms and numbers


def record_term(
    actor: Actor,
    unit_id: int,
    name: str,
    starts_on: date,
    ends_on: date | None = None,
    last_numbers: Mapping[tuple[str, str], int] | None = None,
) -> Term:
    """Records a committee's term; numbers begin again at 01 (R13.3), or go on after
    ``last_numbers`` (by type and organ) where the office already numbered papers in it by hand.

    A term that was open until now ends the day before. Raises ``Impossible``: term_empty,
    term_overlaps, papers_after.
    """
    unit = _office(actor, unit_id, Action.ISSUE_LETTERS)
    if ends_on and ends_on <= starts_on:
        raise Impossible("term_empty", "Ngày kết thúc nhiệm kỳ phải sau ngày bắt đầu.", "ends_on")
    with transaction.atomic():
        with connection.cursor() as cursor:
            lock = f"dangvu.documents.terms.{unit.pk}"
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [lock])
        _end_open_term(unit.pk, starts_on, ends_on)
        made = Term.objects.create(
            unit=unit, name=name.strip(), starts_on=starts_on, ends_on=ends_on
        )
        Series.objects.bulk_create(
            Series(term=made, type=type_, organ=organ, last_number=number)
            for (type_, organ), number in (last_numbers or {}).items()
        )
        audit.record(
            actor,
            "record_term",
            subject=("term", made.pk),
            unit_path=unit.path,
            data={"since": starts_on.isoformat(), "until": ends_on.isoformat() if ends_on else ""},
        )
    return made


def _end_open_term(unit_id: int, starts_on: date, ends_on: date | None) -> None:
    """Ends the open term before a new one; refuses a term that lies across another."""
    across = Term.objects.filter(unit_id=unit_id).filter(
        Q(ends_on=None) | Q(ends_on__gte=starts_on)
    )
    if ends_on:
        across = across.filter(starts_on__lte=ends_on)
    for other in across:
        if other.ends_on is not None or other.starts_on >= starts_on:
            raise Impossible(
                "term_overlaps",
                f"Trùng với nhiệm kỳ “{other.name}” ({_span(other)}). Xem lại ngày.",
                "starts_on",
            )
        last = Paper.objects.filter(series__term=other).aggregate(on=Max("issued_on"))["on"]
        if last is not None and last >= starts_on:
            raise Impossible(
                "papers_after",
                f"Nhiệm kỳ “{other.name}” đã có văn bản phát hành ngày {day(last)}, nên chưa kết "
                "thúc trước ngày này được.",
                "starts_on",
            )
        other.ends_on = starts_on - timedelta(days=1)
        other.save(update_fields=["ends_on"])


def _span(term: Term) -> str:
    until = day(term.ends_on) if term.ends_on else "nay"
    return f"từ {day(term.starts_on)} đến {until}"


def note_last_number(
    actor: Actor, term_id: int, type_: str, organ: str, number: int, reason: str, label: str = ""
) -> Series:
    """Notes that an office has numbered papers of a series elsewhere, up to ``number``; the next
    issue goes on after it. Never below a number taken here. A new ``label`` begins a series beside
    the others of that type.

    Raises ``Impossible``: reason_missing, number_taken; 404 outside reach.
    """
    term = queries.term(actor, term_id)
    unit = _office(actor, term.unit_id, Action.ISSUE_LETTERS)
    if not reason.strip():
        raise Impossible("reason_missing", "Ghi vì sao số đổi, ví dụ: số lấy ở sổ giấy.", "reason")
    with transaction.atomic():
        series = series_locked(term, type_, organ, label.strip())
        highest = Paper.objects.filter(series=series).aggregate(n=Max("number"))["n"] or 0
        if number < highest:
            raise Impossible(
                "number_taken",
                f"Hệ thống đã phát hành đến số {highest:02}-{type_}/{organ}, không lùi lại được.",
                "last",
            )
        before, series.last_number = series.last_number, number
        series.save(update_fields=["last_number"])
        audit.record(
            actor,
            "note_last_number",
            subject=("term", term.pk),
            unit_path=unit.path,
            reason=reason.strip(),
            data={"symbol": f"{type_}/{organ}", "before": before, "last_number": number},
        )
    return series
