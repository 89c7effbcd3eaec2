"""Issuing papers: the number under a lock, the bytes frozen with their hash."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import may
from dangvu.documents import queries
from dangvu.documents.actions.drafting import filled, house_line
from dangvu.documents.actions.knowing import know_words
from dangvu.documents.actions.linking import adopt
from dangvu.documents.actions.numbering import series_locked
from dangvu.documents.actions.wording import line_changed
from dangvu.documents.catalogue import CAME, OWN
from dangvu.documents.models import Paper, Series
from dangvu.documents.papers import number_text
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.office.letters import packaged_model
from dangvu.office.payloads import Letterhead, Signature
from dangvu.office.vietnamese import day, fold

_FROZEN = [
    "payload", "content", "sha256", "series", "number", "state", "issued_on", "issued_by", "about",
    "number_symbol", "dated_on", "issuer", "identity", "document_type", "search_key",
]  # fmt: skip


def issue(
    actor: Actor,
    paper_id: int,
    on: date,
    signed: Signature | None = None,
    series: str | None = None,
) -> Paper:
    """Takes the next number under the lock of its series and freezes the paper with its hash.

    Numbers run per type, issuer and term (R13.3); an office may keep several series of one type,
    told apart by the label ``series``. ``signed``: who signed, where it is not as drafted. A paper
    made in Word keeps its file; its number is written into the next version of it.

    Of two people at once one waits for the other and gets the next number; a paper already issued
    is ``Overtaken``. Raises ``Impossible``: future_issue, before_draft, before_last, no_term,
    no_symbol, dropped, signer_missing, model_changed, model_refused.
    """
    found = queries.paper(actor, paper_id)
    may(actor, Action.ISSUE_LETTERS, found.unit_path)
    made = _issue(actor, [found], on, signed, series)
    _record(actor, ("paper", found.pk), made)
    return made[0]


def issue_bundle(
    actor: Actor, key: str, on: date, signed: Signature | None = None, series: str | None = None
) -> list[Paper]:
    """Issues every draft of a bundle, in order, or none of them. As ``issue``; the statements do
    not depend on the number of papers."""
    rows = list(queries.bundle(actor, key))
    for row in rows[:1]:
        may(actor, Action.ISSUE_LETTERS, row.unit_path)
    waiting = [row for row in rows if row.state == Paper.State.DRAFT]
    if not waiting:
        raise Impossible("nothing_to_issue", "Tập này không còn dự thảo nào để phát hành.")
    made = _issue(actor, waiting, on, signed, series)
    _record(actor, ("bundle", key), made)
    return made


def _issue(
    actor: Actor, found: Sequence[Paper], on: date, signed: Signature | None, label: str | None
) -> list[Paper]:
    """Papers of one office and one series, all or none."""
    _refuse_day(found, on)
    with transaction.atomic():
        kept = found[0].about.get("series", "") if label is None else label.strip()
        series = _locked_series(found[0], on, kept) if found[0].type else None
        rows = list(
            Paper.objects.select_for_update(of=("self",)).select_related("model_version")
            .filter(pk__in=[paper.pk for paper in found]).order_by("id")
        )  # fmt: skip
        for row in rows:
            _refuse_done(row)
        for row in rows:
            if series is not None:
                series.last_number += 1
                row.about = {**row.about, **({"series": series.label} if series.label else {})}
            _freeze(actor, row, series, on, signed)
        if series is not None:
            series.save(update_fields=["last_number"])
        Paper.objects.bulk_update(rows, _FROZEN)
        know_words([row for row in rows if row.kind != OWN])
        for row in rows:
            if row.kind == OWN:
                line_changed(row)
        adopt(rows)
    return rows


def _refuse_day(found: Sequence[Paper], on: date) -> None:
    if on > clock.today():
        raise Impossible("future_issue", "Ngày phát hành ở tương lai. Xem lại ngày.", "on")
    drafted = max(queries.drafted_on(paper) for paper in found)
    if on < drafted and found[0].kind != OWN:
        raise Impossible(
            "before_draft",
            f"Dự thảo soạn ngày {day(drafted)}, không phát hành trước ngày đó.",
            "on",
        )
    if found[0].kind == CAME:
        raise Impossible("came", "Văn bản đến thì vào sổ đến, không lấy số phát hành.")
    if found[0].kind == OWN and not found[0].type:
        raise Impossible(
            "no_symbol",
            "Chưa ghi ký hiệu của văn bản (ví dụ KH/ĐU) nên chưa biết lấy số ở dãy nào. Sửa dòng "
            "đăng ký rồi phát hành.",
        )


def _refuse_done(row: Paper) -> None:
    if row.state == Paper.State.ISSUED:
        number = f", số {number_text(row)}" if row.type else ""
        raise Overtaken(
            "already_issued",
            f"Đồng chí {row.issued_by} đã phát hành văn bản này{number}. Không lấy thêm số nào.",
        )
    if row.state == Paper.State.DROPPED:
        raise Impossible("dropped", "Dự thảo này đã bỏ, không phát hành được.")


def _locked_series(paper: Paper, on: date, label: str) -> Series:
    term = queries.term_on(paper.unit_id, on)
    if term is None:
        raise Impossible(
            "no_term",
            f"Chưa ghi nhiệm kỳ của cấp ủy cho ngày {day(on)}, nên chưa biết số chạy từ đâu. "
            "Ghi nhiệm kỳ ở trang Nhiệm kỳ và số rồi phát hành lại.",
        )
    series = series_locked(term, paper.type, paper.organ, label)
    last_on = queries.last_issue(series)
    if last_on is not None and on < last_on:
        raise Impossible(
            "before_last",
            f"Số {series.last_number:02}-{series.type}/{series.organ} đã lấy ngày {day(last_on)}. "
            "Số sau không mang ngày trước.",
            "on",
        )
    return series


def _model_of(row: Paper) -> bytes:
    """The model the paper was drafted with. The one the house came with may be another by now."""
    if row.model_version is not None:
        return bytes(row.model_version.content)
    model = packaged_model(row.kind)
    if row.about["model"] != hashlib.sha256(model).hexdigest():
        raise Impossible(
            "model_changed",
            "Phần mềm đã đổi mẫu Word của văn bản này từ khi soạn. Bỏ dự thảo rồi soạn lại.",
        )
    return model


def _freeze(
    actor: Actor, row: Paper, series: Series | None, on: date, signed: Signature | None
) -> None:
    """Writes number, day and signer into the paper, and fills the model for good."""
    row.series, row.number = series, series.last_number if series else None
    row.state, row.issued_on, row.issued_by = Paper.State.ISSUED, on, actor.name
    payload = dict(row.payload)
    if signed is not None:
        payload["signature"] = signed.to_dict()
    if row.kind != OWN:
        kept = dict(row.about["head"])
        kept["month"] = date.fromisoformat(kept["month"])
        head = replace(Letterhead(**kept), number=row.number, issued_on=on)
        payload["letterhead"] = head.to_dict()
        _refuse_unsigned(payload)
        row.content = filled(_model_of(row), payload)
        row.sha256 = hashlib.sha256(row.content).hexdigest()
    row.payload = payload
    house_line(row, on)
    row.search_key = fold(f"{row.search_key} {row.number_symbol} {payload['signature']['name']}")


def _refuse_unsigned(payload: Mapping[str, Any]) -> None:
    if not payload["signature"]["name"].strip():
        raise Impossible(
            "signer_missing", "Văn bản chưa có họ tên người ký. Ghi người ký rồi phát hành.", "name"
        )


def _record(actor: Actor, subject: tuple[str, object], made: Sequence[Paper]) -> None:
    audit.record(
        actor,
        "issue_papers",
        subject=subject,
        unit_path=made[0].unit_path,
        data={
            "papers": len(made),
            "number": number_text(made[0]),
            "last_number": number_text(made[-1]),
            "sha256": made[0].sha256 if len(made) == 1 else "",
        },
    )
