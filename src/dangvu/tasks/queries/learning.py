"""What is still to be made known: sessions a unit has to hold, papers a member has to read."""

from django.db.models import QuerySet

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action, Reach, reach
from dangvu.access.scope import permits, visible
from dangvu.tasks.catalogue import Owing
from dangvu.tasks.models import Directive, Learned
from dangvu.tasks.queries import directives
from dangvu.tasks.queries.dissemination import reaches

MOST = 50


def owing(actor: Actor) -> list[Owing]:
    """Papers in force that the actor's unit holds no session about yet; for a member, those not
    yet said to be known. One statement at most."""
    if reach(actor.role, Action.ACKNOWLEDGE) is Reach.SELF and actor.person_id:
        own = visible(Learned.objects.all(), actor, Action.ACKNOWLEDGE)
        rows = _in_force(actor).exclude(pk__in=own.values("directive"))
        return [_line(row, "acknowledge", "Đọc", "Xác nhận đã nắm nội dung") for row in rows[:MOST]]
    if not permits(actor, Action.DISSEMINATE, actor.unit_path):
        return []
    rows = _in_force(actor, held_on=None)
    return [_line(row, "session", "Quán triệt", "Ngày, hình thức, số dự") for row in rows[:MOST]]


def _in_force(actor: Actor, **more: object) -> QuerySet[Directive]:
    """Directives in force that are for the actor's own unit, the oldest first."""
    here = reaches(actor).filter(unit=actor.unit_id, **more)
    rows = Directive.objects.filter(state=Directive.State.IN_FORCE, pk__in=here.values("directive"))
    rows = rows.select_related("paper").defer(
        "proposed", "paper__content", "paper__payload", "paper__search_key"
    )
    return rows.order_by("confirmed_at", "pk")


def _line(row: Directive, kind: str, what: str, product: str) -> Owing:
    cited = directives.short_citation(row)
    return Owing(
        kind, row.pk, None, f"{what} {cited}", row.paper.title, product, late=False,
        under=row.pk, cited=cited,
    )  # fmt: skip
