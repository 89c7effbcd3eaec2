"""Papers made elsewhere: those that come, those written here in Word, each with its line.

A file is set down first, as a draft with what was read of it; a clerk corrects the line and enters
it. ``receive`` and ``take_own`` do both at once.
"""

import hashlib
from collections.abc import Sequence
from datetime import date
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import Max, Q

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import may, require
from dangvu.documents import queries
from dangvu.documents.actions.linking import adopt, link
from dangvu.documents.actions.numbering import next_arrival, series_locked
from dangvu.documents.actions.wording import Words, keep_words, line_changed, line_key
from dangvu.documents.catalogue import (
    CAME,
    OWN,
    GivenFile,
    PaperFacts,
    To,
    identity_key,
    key_prefix,
    plain_number,
    symbol_parts,
)
from dangvu.documents.models import Paper, PaperFile, Recipient
from dangvu.documents.queries.papers import SENT
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.office.reading import PaperText as Read
from dangvu.office.reading import Way
from dangvu.office.vietnamese import clean, day
from dangvu.orgs import queries as orgs
from dangvu.rules.issuers import same_issuer

NOBODY = {"signature": {"authority": "", "post": "", "name": ""}}
_MEDIA = {
    b"PK\x03\x04": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    b"%PDF": "application/pdf",
    b"\x89PNG": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"II*\x00": "image/tiff",
    b"MM\x00*": "image/tiff",
}


class Registered(Overtaken):
    """The paper stands in the register already, as ``paper_id``."""

    def __init__(self, message_vi: str, paper_id: int) -> None:
        super().__init__("registered", message_vi, "number_symbol")
        self.paper_id = paper_id


# ------------------------------------------------------------------ at once


def receive(
    actor: Actor, unit_id: int, facts: PaperFacts, file: GivenFile | None, read: Read | None
) -> Paper:
    """A paper that came is entered in a unit's book of arrivals, with the next number of the year.

    Raises ``Impossible`` and ``Registered`` as ``enter``; 404 outside reach.
    """
    with transaction.atomic():
        made = set_down(actor, unit_id, CAME, facts, file, read)
        return enter(actor, made.pk, facts)


def take_own(
    actor: Actor,
    unit_id: int,
    facts: PaperFacts,
    file: GivenFile | None,
    read: Read | None,
    *,
    noted: bool = False,
) -> Paper:
    """A paper of the own office made in Word: a draft whose number ``issue`` takes, or, ``noted``,
    one issued before, with the number it bears."""
    with transaction.atomic():
        made = set_down(actor, unit_id, OWN, facts, file, read)
        return note_issued(actor, made.pk, facts) if noted else made


# ------------------------------------------------------------------ a draft, and its line


def set_down(
    actor: Actor,
    unit_id: int,
    kind: str,
    facts: PaperFacts,
    file: GivenFile | None,
    read: Read | None,
    doubts_vi: Sequence[str] = (),
) -> Paper:
    """A file given in, as a draft with the line read of it; nothing counts before it is entered.

    ``kind`` is ``CAME`` or ``OWN``; ``doubts_vi`` what the reader was unsure of. Raises
    ``Impossible``: secret_file.
    """
    require(actor, Action.REGISTER_PAPERS)
    unit = orgs.unit_for_entry(actor, unit_id, Action.REGISTER_PAPERS)
    _refuse_secret_file(facts, file)
    with transaction.atomic():
        row = Paper(
            unit_id=unit.pk,
            unit_path=unit.path,
            bundle=str(uuid4()),
            kind=kind,
            state=Paper.State.DRAFT,
            payload=NOBODY,
            about={"doubts": list(doubts_vi)},
            content=b"",
            sha256=hashlib.sha256(b"").hexdigest(),
            drafted_at=clock.now(),
            drafted_by=actor.name,
        )
        _write(row, facts)
        row.save()
        _send_to(row, facts.recipients)
        link({row: facts.references})
        keep_words([Words(row, read.text, read.way.value) if read else Words(row)])
        if file is not None:
            _add_version(actor, row, file)
        audit.record(
            actor, "set_down_paper", subject=("paper", row.pk), unit_path=unit.path,
            data={"kind": kind},
        )  # fmt: skip
    return row


def _write(row: Paper, facts: PaperFacts) -> None:
    """The columns of a line; what is longer than its column is cut."""
    number, type_, organ = symbol_parts(facts.number_symbol)
    row.number_symbol = plain_number(facts.number_symbol)[:60] if number else facts.number_symbol
    row.number_symbol = clean(row.number_symbol)[:60]
    row.type, row.organ = type_, organ[:20]
    row.dated_on, row.issuer = facts.dated_on, clean(facts.issuer)[:200]
    row.document_type, row.title = facts.document_type, clean(facts.subject)[:300]
    row.urgency, row.scope_mark = facts.urgency, clean(facts.scope_mark)[:60]
    row.secrecy, row.received_on = facts.secrecy, facts.received_on
    row.identity = identity_key(row.number_symbol, row.dated_on, row.issuer)
    authority, post, name = facts.signer
    row.payload = {"signature": {"authority": authority, "post": post, "name": name}}
    row.search_key = line_key(row, name)


def _send_to(row: Paper, recipients: Sequence[To]) -> None:
    """Whom a paper goes to. Who told that it is there keeps the receipt, and its number."""
    row.recipients.filter(received_at=None).delete()
    kept = set(row.recipients.values_list("unit_id", flat=True))
    Recipient.objects.bulk_create(
        Recipient(
            paper=row, position=n, unit_id=to.unit_id, text=clean(to.text)[:200], note=to.note[:60]
        )
        for n, to in enumerate(recipients)
        if to.unit_id is None or to.unit_id not in kept
    )


def _refuse_secret_file(facts: PaperFacts, file: GivenFile | None) -> None:
    if facts.secrecy and file is not None:
        raise Impossible(
            "secret_file",
            "Văn bản có dấu mật thì hệ thống chỉ giữ dòng trong sổ, không giữ tệp và nội dung.",
            "file",
        )


def keep_line(actor: Actor, paper_id: int, facts: PaperFacts) -> Paper:
    """The line of a draft or of a paper that came is corrected; its number in the book stays.

    Raises ``Impossible``: issued, dropped, and what ``enter`` refuses.
    """
    with transaction.atomic():
        row = _locked(actor, paper_id)
        if row.state == Paper.State.RECEIVED:
            _one_at_a_time(row.unit_id)
            _check_arrival(row, facts)
        elif row.state != Paper.State.DRAFT:
            raise Impossible("issued", "Văn bản đã phát hành hoặc đã bỏ, không sửa dòng này nữa.")
        _rewrite(actor, row, facts, "correct_paper")
    return row


def _rewrite(actor: Actor, row: Paper, facts: PaperFacts, action: str) -> None:
    _write(row, facts)
    if row.secrecy:
        _keep_line_alone(row)
    row.save()
    _send_to(row, facts.recipients)
    link({row: facts.references})
    if not row.secrecy:
        line_changed(row)
    if row.state in SENT:
        adopt([row])
    audit.record(
        actor, action, subject=("paper", row.pk), unit_path=row.unit_path,
        data={"number": row.number_symbol, "arrival": row.arrival_number or 0},
    )  # fmt: skip


def _keep_line_alone(row: Paper) -> None:
    """The files and words of a paper that bears a mark of secrecy go."""
    row.files.all().delete()
    row.sha256 = hashlib.sha256(b"").hexdigest()
    keep_words([Words(row)])


def words_came(
    actor: Actor, paper_id: int, text: str, facts: PaperFacts, doubts_vi: Sequence[str]
) -> None:
    """The words of a long scan are there; its line is written where nobody did meanwhile."""
    row = _locked(actor, paper_id)
    keep_words([Words(row, text, Way.SCAN.value)])
    if row.state == Paper.State.DRAFT and not (row.number_symbol or row.title or row.issuer):
        row.about = {**row.about, "doubts": list(doubts_vi)}
        _rewrite(actor, row, facts, "correct_paper")


def mark_secret(actor: Actor, paper_id: int, mark: str) -> None:
    """A scan turned out to bear a mark of secrecy: its file and words go, the line stays."""
    row = _locked(actor, paper_id)
    row.secrecy = next(one.value for one in Paper.Secrecy if one.label == mark)
    _keep_line_alone(row)
    row.save(update_fields=["secrecy", "sha256"])
    audit.record(
        actor, "correct_paper", subject=("paper", row.pk), unit_path=row.unit_path,
        data={"number": row.number_symbol, "arrival": row.arrival_number or 0},
    )  # fmt: skip


# ------------------------------------------------------------------ entered


def enter(actor: Actor, paper_id: int, facts: PaperFacts) -> Paper:
    """A paper that came, set down before, is entered: it takes the next number of the book of the
    office and year, under a lock. What it is named by is told once only.

    Raises ``Registered`` where it stands in the register; ``Impossible``: entered, issuer_missing,
    subject_missing, date_missing, future_arrival, before_date.
    """
    with transaction.atomic():
        row = _locked(actor, paper_id)
        if row.state == Paper.State.RECEIVED:
            raise Registered(f"Văn bản này đã vào sổ đến, số {row.arrival_number}.", row.pk)
        if row.kind != CAME or row.state != Paper.State.DRAFT:
            raise Impossible("entered", "Văn bản này không còn chờ vào sổ đến.")
        _one_at_a_time(row.unit_id)
        _check_arrival(row, facts)
        assert facts.received_on is not None
        year = facts.received_on.year
        row.state = Paper.State.RECEIVED
        row.arrival_year, row.arrival_number = year, next_arrival(row.unit_id, year)
        _rewrite(actor, row, facts, "receive_paper")
    return row


def _check_arrival(row: Paper, facts: PaperFacts) -> None:
    _check_line(facts)
    if facts.received_on is None or facts.received_on > clock.today():
        raise Impossible("future_arrival", "Ngày đến chưa ghi hoặc ở tương lai.", "received_on")
    if facts.dated_on and facts.dated_on > facts.received_on:
        raise Impossible(
            "before_date",
            f"Văn bản ghi ngày {day(facts.dated_on)} thì không thể đến ngày "
            f"{day(facts.received_on)}. Xem lại hai ngày.",
            "received_on",
        )
    if row.arrival_year and row.arrival_year != facts.received_on.year:
        raise Impossible(
            "other_year",
            f"Văn bản đã vào sổ năm {row.arrival_year}, không chuyển sang năm khác được.",
            "received_on",
        )
    _refuse_known(row, facts)


def _check_line(facts: PaperFacts) -> None:
    if not facts.subject.strip():
        raise Impossible("subject_missing", "Chưa ghi trích yếu.", "subject")
    if not facts.issuer.strip():
        raise Impossible("issuer_missing", "Chưa ghi cơ quan ban hành.", "issuer")
    if facts.dated_on is None:
        raise Impossible("date_missing", "Chưa ghi ngày của văn bản.", "dated_on")


def _refuse_known(row: Paper, facts: PaperFacts) -> None:
    """Refuses what the register of the office has already: number, day, and the issuer (R0.0)."""
    if not plain_number(facts.number_symbol):
        return
    told = Q(recipients__unit_id=row.unit_id, recipients__arrival_number__isnull=False)
    rows = Paper.objects.filter(
        Q(unit_id=row.unit_id) | told,
        state__in=SENT,
        identity__startswith=key_prefix(facts.number_symbol, facts.dated_on),
    ).exclude(pk=row.pk)
    for other in rows.defer("content", "payload"):
        if same_issuer(facts.issuer, other.issuer):
            entered = f"số {other.arrival_number}/{other.arrival_year}, " * bool(
                other.arrival_number
            )
            raise Registered(
                f"{queries.cited(other)} đã có trong sổ: {entered}đồng chí "
                f"{other.issued_by or other.drafted_by} ghi ngày "
                f"{day(queries.drafted_on(other))}. Không vào sổ hai lần.",
                other.pk,
            )


def _one_at_a_time(unit_id: int) -> None:
    """One clerk at a time writes new lines into the register of an office."""
    with connection.cursor() as cursor:
        lock = f"dangvu.documents.register.{unit_id}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [lock])


def _locked(actor: Actor, paper_id: int) -> Paper:
    found = queries.paper(actor, paper_id)
    may(actor, Action.REGISTER_PAPERS, found.unit_path)
    rows = Paper.objects.select_for_update(of=("self",))
    return rows.select_related("unit").get(pk=found.pk)


# ------------------------------------------------------------------ files


def add_file(actor: Actor, paper_id: int, file: GivenFile, read: Read | None) -> PaperFile:
    """A further version of a paper's file: a better scan, the signed copy. What is searched are
    the words of the newest that could be read. Raises ``Impossible``: secret_file, same_file."""
    with transaction.atomic():
        row = _locked(actor, paper_id)
        if row.secrecy:
            raise Impossible(
                "secret_file", "Văn bản có dấu mật: hệ thống không giữ tệp nào.", "file"
            )
        made = _add_version(actor, row, file)
        if read is not None:
            keep_words([Words(row, read.text, read.way.value)])
        audit.record(
            actor, "add_paper_file", subject=("paper", row.pk), unit_path=row.unit_path,
            data={"revision": made.version, "sha256": made.sha256},
        )  # fmt: skip
    return made


def _add_version(actor: Actor, row: Paper, file: GivenFile) -> PaperFile:
    sha256 = hashlib.sha256(file.content).hexdigest()
    last = row.files.aggregate(version=Max("version"))["version"] or 0
    if row.files.filter(sha256=sha256).exists():
        raise Impossible("same_file", "Tệp này đã có trong văn bản, giống hệt từng chữ.", "file")
    media = next((m for head, m in _MEDIA.items() if file.content.startswith(head)), "text/plain")
    return PaperFile.objects.create(
        paper=row,
        version=last + 1,
        name=clean(file.name)[-200:] or "van-ban",
        media_type=media,
        size=len(file.content),
        sha256=sha256,
        content=file.content,
        added_at=clock.now(),
        added_by=actor.name,
    )


# ------------------------------------------------------------------ issued before


def note_issued(actor: Actor, paper_id: int, facts: PaperFacts) -> Paper:
    """A paper of the own office issued before, on paper: noted with the number it bears, which its
    series has taken from now on. Of a term that is not recorded, or with a number outside the
    grammar, the line alone stands.

    Raises ``Registered``; ``Impossible``: number_missing, number_taken, future_issue, no_draft.
    """
    with transaction.atomic():
        row = _locked(actor, paper_id)
        if row.kind != OWN or row.state != Paper.State.DRAFT:
            raise Impossible("no_draft", "Văn bản này không còn là dự thảo.")
        _one_at_a_time(row.unit_id)
        _check_line(facts)
        if not plain_number(facts.number_symbol) or facts.number_symbol.startswith("-"):
            raise Impossible(
                "number_missing", "Văn bản đã phát hành thì phải ghi số.", "number_symbol"
            )
        assert facts.dated_on is not None
        if facts.dated_on > clock.today():
            raise Impossible("future_issue", "Ngày của văn bản ở tương lai.", "dated_on")
        _refuse_known(row, facts)
        _rewrite(actor, row, facts, "note_paper")
        _take_number(row, facts.dated_on)
        row.state, row.issued_on, row.issued_by = (
            Paper.State.ISSUED, facts.dated_on, actor.name,
        )  # fmt: skip
        row.save()
        adopt([row])
    return row


def _take_number(row: Paper, on: date) -> None:
    number, type_, organ = symbol_parts(row.number_symbol)
    term = queries.term_on(row.unit_id, on)
    if number is None or term is None:
        row.type, row.number, row.series = "", None, None
        return
    series = series_locked(term, type_, organ, row.about.get("series", ""))
    if Paper.objects.filter(series=series, number=number).exists():
        raise Impossible(
            "number_taken", f"Số {row.number_symbol} hệ thống đã cấp cho văn bản khác.",
            "number_symbol",
        )  # fmt: skip
    series.last_number = max(series.last_number, number)
    series.save(update_fields=["last_number"])
    row.type, row.organ, row.number, row.series = type_, organ, number, series
