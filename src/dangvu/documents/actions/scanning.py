"""Long scans: their pages recognised one after the other by ``dangvu work`` (``kernel.desks``).

The words read so far stand with the paper, each page ended by a form feed, so a worker that was
killed goes on with the next page; and after each page others who wait come first.
"""

import logging
from dataclasses import replace

from django.db import OperationalError

from dangvu.access import queries as access
from dangvu.access.actor import Actor
from dangvu.access.scope import Refused, entered
from dangvu.documents import queries
from dangvu.documents.actions import arriving
from dangvu.documents.actions.wording import Words, keep_words
from dangvu.documents.models import Paper, Scan
from dangvu.documents.reading import line_read
from dangvu.kernel import clock, desks
from dangvu.kernel.desks import MOST_TRIES
from dangvu.office.reading import (
    SCAN_DOUBT,
    PaperRefused,
    Way,
    page_of,
    pages_in,
    refuse_secret,
)
from dangvu.rules.obligations import secret_mark

_LOCK = 7_413
END = "\f"
BROKEN = "Phần mềm gặp lỗi ở trang này nên đã dừng. Đồng chí ghi tay các mục."

log = logging.getLogger(__name__)


class Desk(desks.Desk):
    """Where the worker takes scans up, a page of each in turn."""

    order = "beat_at, id"

    def __init__(self) -> None:
        super().__init__("documents_scan", _LOCK, ("paper_id",))


def ask(actor: Actor, paper: Paper) -> Scan:
    """Asks the worker to recognise a paper's newest file, in place of what was asked before."""
    now = clock.now()
    Scan.objects.filter(paper=paper).delete()
    keep_words([Words(paper)])
    return Scan.objects.create(
        paper=paper, account_id=actor.account_id, assignment_id=actor.assignment_id,
        asked_at=now, beat_at=now,
    )  # fmt: skip


def work(desk: Desk) -> bool:
    """Recognises one page of the oldest scan; False where none waits."""
    job = desk.take()
    if job is None:
        return False
    if job["tries"] >= MOST_TRIES:
        desk.finish(job["id"], BROKEN)
        return True
    actor = access.actor_again(job["account_id"], job["assignment_id"], clock.today())
    if actor is None:
        desk.finish(job["id"], "Tài khoản đưa tệp vào không còn vai trò ấy.")
        return True
    try:
        more = _one_page(actor, desk, job["id"], job["paper_id"])
    except (PaperRefused, Refused) as refused:
        desk.finish(job["id"], refused.message_vi)
        return True
    except OperationalError:
        raise
    except Exception:
        log.exception("scan %s of paper %s broke", job["id"], job["paper_id"])
        desk.finish(job["id"], BROKEN)
        return True
    if more:
        desk.lay_down(job["id"])
    else:
        desk.finish(job["id"])
    return True


def _one_page(actor: Actor, desk: Desk, job_id: int, paper_id: int) -> bool:
    """Reads the next page, outside any transaction; whether there are more."""
    with entered(actor):
        paper = queries.paper(actor, paper_id)
        if paper.secrecy or paper.state == Paper.State.DROPPED:
            return False
        text = queries.text_of(paper_id)
        data = bytes(queries.file_of(paper).content)
    at, number = text.count(END), pages_in(data)
    desk.progress(job_id)("Nhận dạng chữ", at, number)
    text += page_of(data, at).replace(END, "\n").rstrip() + "\n" + END
    if mark := secret_mark(text) if at == 0 else "":
        with entered(actor):
            arriving.mark_secret(actor, paper_id, mark)
        refuse_secret(text)
    with entered(actor):
        if at + 1 < number:
            keep_words([Words(queries.paper(actor, paper_id), text, Way.SCAN.value)])
            return True
        _whole(actor, paper, text)
    return False


def _whole(actor: Actor, paper: Paper, text: str) -> None:
    """All pages are read: the line is proposed where nobody wrote it meanwhile."""
    if not text.strip(f"{END}\n "):
        raise PaperRefused("empty", "Máy không nhận ra chữ nào trong bản quét.")
    line = line_read(text, paper.kind, clock.today())
    facts = replace(line.facts, received_on=paper.received_on)
    arriving.words_came(actor, paper.pk, text, facts, (SCAN_DOUBT, *line.doubts_vi))
