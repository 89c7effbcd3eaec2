"""``dangvu digest``: the daily e-mail of what is owed, to whoever wishes one."""

import argparse
import os
from collections import Counter
from datetime import date
from typing import Any

from dangvu.cli.environment import enter, house
from dangvu.cli.session import complain

_OFF = "Chưa bật việc gửi thư: chưa có DANGVU_SMTP_HOST. Xem docs/operations/mail.md."


def digest(words: argparse.Namespace) -> int:
    """Sends the day's e-mails, or says which would go. Ends with 1 where the server is not set up
    or one letter did not go."""
    with house():
        enter()
        from dangvu.access import mailing
        from dangvu.kernel import clock
        from dangvu.office.mail import BadSettings, NotSent, Post, server_from

        day = words.day or clock.today()
        try:
            server = server_from(os.environ)
        except BadSettings as bad:
            complain(str(bad))
            return 1
        if not words.send:
            wishing = list(mailing.wishing())
            for account_id in wishing:
                _tell(account_id, day)
            if not wishing:
                print("Chưa ai chọn nhận thư hằng ngày.")
            return 0
        if server is None:
            complain(_OFF)
            return 1
        told: Counter[str] = Counter()
        with Post(server) as post:
            try:
                post.reach()
            except NotSent as no:
                complain(f"Không gửi được thư nào: {no}.")
                return 1
            for account_id in mailing.wishing():
                told[_send(post, account_id, day)] += 1
    print(
        f"Đã gửi {told['sent']} thư. Không có việc: {told['nothing']}. Đã gửi hoặc đã giữ chỗ "
        f"trước đó: {told['before']}. Không gửi được: {told['failed']}."
    )
    return 1 if told["failed"] else 0


def _words(account_id: int, day: date, base: str) -> tuple[str, Any, Any]:
    """Whose letter it is: the address, the first capacity, the words (none: nothing is owed)."""
    from dangvu.access import mailing
    from dangvu.access.matrix import ROLE_LABELS
    from dangvu.access.scope import entered
    from dangvu.statistics import digests
    from dangvu.statistics.owing import agenda

    email, actors = mailing.address_and_actors(account_id, day)
    sections = []
    for actor in actors:
        with entered(actor):
            sections.append(digests.Section(ROLE_LABELS[actor.role], agenda(actor, day)))
    return email, actors[0] if actors else None, digests.words(sections, day, base)


def _tell(account_id: int, day: date) -> None:
    _, actor, letter = _words(account_id, day, "")
    if actor is not None:
        print(f"Tài khoản {account_id}: {letter.subject if letter else 'không có việc'}")


def _send(post: Any, account_id: int, day: date) -> str:
    """One account's letter: ``sent``, ``nothing``, ``before`` or ``failed``. It is claimed and
    committed first; only a sure refusal gives the claim back."""
    from dangvu.access.scope import entered
    from dangvu.kernel import clock
    from dangvu.office.mail import Letter, NotSent, Unsure
    from dangvu.tasks.actions import digests

    email, actor, found = _words(account_id, day, post.server.base)
    if actor is None or found is None:
        return "nothing"
    with entered(actor):
        claimed = digests.claim(actor, day, found.number)
    if claimed is None:
        return "before"
    letter = Letter(email, found.subject, found.text, found.html, f"viec-{account_id}-{day:%Y%m%d}")
    try:
        post.send(letter, clock.now())
    except NotSent as no:
        with entered(actor):
            digests.give_back(actor, claimed)
        complain(f"Tài khoản {account_id}: không gửi được, {no}. Lần chạy sau gửi lại.")
        return "failed"
    except Unsure as doubt:
        complain(f"Tài khoản {account_id}: đứt giữa chừng, {doubt}. Không gửi lại trong ngày.")
        return "failed"
    with entered(actor):
        digests.note_sent(actor, claimed)
    return "sent"
