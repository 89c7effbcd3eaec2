"""Papers go to units inside the system, and the office that has one says so."""

from django.db import connection

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action, in_branch
from dangvu.access.scope import permits, require, visible
from dangvu.documents import queries
from dangvu.documents.actions.numbering import next_arrival
from dangvu.documents.models import Paper, Recipient
from dangvu.documents.queries.papers import SENT
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible, Overtaken


def confirm_receipt(actor: Actor, paper_id: int) -> int:
    """Notes that the units within reach a paper went to have it; how many. Who sent it does not
    say so for them. An office that keeps a book of arrivals enters it there, with the next number.

    Raises ``Impossible``: not_addressed; ``Overtaken`` where a colleague said so before. 404
    outside reach.
    """
    require(actor, Action.RECEIVE_PAPERS)
    paper = queries.paper(actor, paper_id)
    rows = Recipient.objects.filter(paper=paper, paper__state__in=SENT)
    if in_branch(paper.unit_path, actor.unit_path):
        rows = rows.none()
    lines = list(
        visible(rows, actor, Action.RECEIVE_PAPERS, path="unit__path")
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
        if line.unit_id == actor.unit_id and _takes_number(actor, paper):
            line.arrival_year = clock.today().year
            line.arrival_number = next_arrival(actor.unit_id, line.arrival_year)
    Recipient.objects.bulk_update(
        waiting, ["received_at", "received_by", "arrival_year", "arrival_number"]
    )
    audit.record(
        actor, "confirm_paper", subject=("paper", paper.pk), unit_path=actor.unit_path,
        data={"units": len(waiting), "number": paper.number_symbol},
    )  # fmt: skip
    return len(waiting)


def _takes_number(actor: Actor, paper: Paper) -> bool:
    """Whether the actor keeps the book of the own office, and the paper is not in it already."""
    entered = Paper.objects.filter(unit_id=actor.unit_id, state=Paper.State.RECEIVED)
    return (
        permits(actor, Action.REGISTER_PAPERS, actor.unit_path)
        and not entered.exclude(identity="").filter(identity=paper.identity).exists()
    )


_SEND_DOWN = """
INSERT INTO documents_recipient (paper_id, position, unit_id, text, note, received_by)
SELECT p.id,
       (SELECT coalesce(max(position), -1) FROM documents_recipient WHERE paper_id = p.id)
         + row_number() OVER (ORDER BY u.position, u.id),
       u.id, u.name, '', ''
FROM documents_paper AS p JOIN orgs_unit AS u ON u.parent_id = %(giver)s
WHERE p.id = %(paper)s AND u.id = ANY(%(units)s)
  AND NOT EXISTS (SELECT FROM documents_recipient WHERE paper_id = p.id AND unit_id = u.id)
"""


def send_down(paper_id: int, giver_id: int, unit_ids: set[int]) -> int:
    """A paper goes to those of the units that stand directly beneath the giver; who has it already
    keeps the line. One statement; how many."""
    values: dict[str, int | list[int]] = {
        "paper": paper_id, "giver": giver_id, "units": list(unit_ids),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_SEND_DOWN, values)
        return cursor.rowcount
