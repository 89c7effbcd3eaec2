"""Receipts: the office a paper was sent to inside the system says that it has it."""

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action, in_branch
from dangvu.access.scope import require, visible
from dangvu.documents import queries
from dangvu.documents.models import Recipient
from dangvu.documents.queries.papers import SENT
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible, Overtaken


def confirm_receipt(actor: Actor, paper_id: int) -> int:
    """Notes that the units within reach a paper went to have it; how many. Who sent it does not
    say so for them.

    Raises ``Impossible``: not_addressed; ``Overtaken`` where a colleague said so before. 404
    outside reach.
    """
    require(actor, Action.REGISTER_PAPERS)
    paper = queries.paper(actor, paper_id)
    rows = Recipient.objects.filter(paper=paper, paper__state__in=SENT)
    if in_branch(paper.unit_path, actor.unit_path):
        rows = rows.none()
    lines = list(
        visible(rows, actor, Action.REGISTER_PAPERS, path="unit__path")
        .select_for_update(of=("self",)).order_by("id")
    )  # fmt: skip
    if not lines:
        raise Impossible("not_addressed", "Văn bản này không gửi đến đơn vị nào của đồng chí.")
    waiting = [line for line in lines if line.received_at is None]
    if not waiting:
        raise Overtaken(
            "received_before", f"Đồng chí {lines[0].received_by} đã ghi nhận văn bản này từ trước."
        )
    for line in waiting:
        line.received_at, line.received_by = clock.now(), actor.name
    Recipient.objects.bulk_update(waiting, ["received_at", "received_by"])
    audit.record(
        actor, "confirm_paper", subject=("paper", paper.pk), unit_path=actor.unit_path,
        data={"units": len(waiting), "number": paper.number_symbol},
    )  # fmt: skip
    return len(waiting)
