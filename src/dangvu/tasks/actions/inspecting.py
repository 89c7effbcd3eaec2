"""Bodies are put forward for the inspection programme, and taken into it."""

from collections.abc import Sequence
from datetime import date

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import require
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.orgs import queries as orgs
from dangvu.tasks.models import InspectionWish
from dangvu.tasks.queries import directives, inspection


def put_forward(actor: Actor, directive_id: int, unit_ids: Sequence[int], reason: str) -> int:
    """Puts bodies forward because of a directive; those that are already stay as they are. How
    many are new. Raises ``Impossible``. Three statements, whatever their number."""
    require(actor, Action.PICK_FOR_INSPECTION)
    found = directives.directive(actor, directive_id)
    reason = reason.strip()
    if not reason:
        raise Impossible("reason_missing", "Ghi lý do đề nghị kiểm tra.", "reason")
    units = list(orgs.units(actor, Action.PICK_FOR_INSPECTION).filter(pk__in=set(unit_ids)))
    if not units:
        raise Impossible("nobody_chosen", "Chưa chọn nơi nào.", "bodies")
    standing = inspection.wished(actor, found)
    fresh = [unit for unit in units if unit.pk not in standing]
    if not fresh:
        raise Overtaken("all_wished", "Các nơi này đã có trong danh sách đề nghị kiểm tra.")
    InspectionWish.objects.bulk_create(
        [
            InspectionWish(
                directive=found, unit=unit, unit_path=unit.path, reason=reason[:500],
                recorded_at=clock.now(), recorded_by=actor.name,
            )
            for unit in fresh
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    audit.record(
        actor, "wish_inspection", subject=("directive", found.pk), unit_path=actor.unit_path,
        reason=reason, data={"units": len(fresh)},
    )  # fmt: skip
    return len(fresh)


def take(actor: Actor, wish_id: int, on: date) -> InspectionWish:
    """Says that a body put forward was taken into the programme. Raises ``Overtaken`` where it was
    already."""
    found = inspection.wish(actor, wish_id)
    held = InspectionWish.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if held.taken_on is not None:
        raise Overtaken(
            "already_taken",
            f"Đồng chí {held.taken_by} đã đưa vào chương trình ngày {held.taken_on:%d/%m/%Y}.",
        )
    held.taken_on, held.taken_by = on, actor.name
    held.save(update_fields=["taken_on", "taken_by"])
    audit.record(
        actor, "take_inspection", subject=("inspection_wish", held.pk), unit_path=held.unit_path
    )
    return held
