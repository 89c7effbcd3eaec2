"""An office chooses another value of a figure by which members' tasks are reckoned (R7.11)."""

from datetime import date

from django.db import transaction

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import may
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible
from dangvu.office.vietnamese import clean
from dangvu.rules import kpi
from dangvu.tasks.models import TaskFigure


def choose(actor: Actor, name: str, value: str, since: date, reason: str) -> TaskFigure:
    """Chooses a value of a figure for tasks due from a day on, with the reason; a later choice
    replaces it. Raises ``Impossible`` for a figure there is not, or a value that cannot be read.
    Writes the choice, an event."""
    may(actor, Action.EDIT_CALENDAR, actor.unit_path)
    rule = next((rule for rule in kpi.RULES if rule.name == name), None)
    if rule is None:
        raise Impossible("no_such_figure", "Không có thông số này.", "name")
    if not clean(reason):
        raise Impossible("reason_missing", "Ghi lý do, văn bản làm căn cứ.", "reason")
    try:
        kpi.parse_figure(rule, value)
    except ValueError as unreadable:
        raise Impossible("unreadable", str(unreadable), "value") from unreadable
    with transaction.atomic():
        row = TaskFigure.objects.create(
            name=name, value=value.strip(), since=since, reason=clean(reason),
            recorded_at=clock.now(), recorded_by=actor.name,
        )  # fmt: skip
        audit.record(
            actor, "choose_task_figure", subject=("unit", actor.unit_id),
            unit_path=actor.unit_path, reason=clean(reason),
            data={"number": name, "since": since.isoformat()},
        )  # fmt: skip
    return row
