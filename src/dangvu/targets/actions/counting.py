"""Reporting a month as bare numbers, for bodies that are not on the system yet."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.orgs import queries as orgs
from dangvu.rules.admissions import Breakdown
from dangvu.rules.formats import integer_text
from dangvu.rules.months import Month
from dangvu.targets.models import MonthlyCount

LARGEST = 10_000


def report_counts(
    actor: Actor,
    unit_id: int,
    month: Month,
    admitted: int,
    breakdowns: Mapping[str, int | None] | None = None,
) -> MonthlyCount:
    """Records what a unit reports for a month as bare numbers; an earlier report is kept, replaced.

    Raises ``Impossible`` for a month that has not begun, a part larger than the whole, or a
    negative or absurd number; ``Overtaken`` when somebody else reported in the same instant.
    """
    unit = orgs.unit_for_entry(actor, unit_id, Action.REPORT_COUNTS)
    parts = {name: number for name, number in (breakdowns or {}).items() if number is not None}
    _check(month, admitted, parts)
    now = clock.now()
    try:
        with transaction.atomic():
            MonthlyCount.objects.filter(unit=unit, month=month.first(), replaced_at=None).update(
                replaced_at=now
            )
            made = MonthlyCount.objects.create(
                unit=unit,
                unit_path=unit.path,
                month=month.first(),
                admitted=admitted,
                reported_at=now,
                reported_by=actor.name,
                **parts,
            )
    except IntegrityError as error:
        raise Overtaken(
            "reported_meanwhile",
            f"Vừa có người báo cáo tháng {month.label_vi} cho đơn vị này. Số của đồng chí chưa "
            "ghi; mời xem số vừa báo cáo.",
        ) from error
    audit.record(
        actor,
        "report_counts",
        subject=("unit", unit.pk),
        unit_path=unit.path,
        data={"month": month.iso, "admitted": admitted},
    )
    return made


def _check(month: Month, admitted: int, parts: Mapping[str, int]) -> None:
    if month.first() > clock.today():
        raise Impossible("future_month", f"Tháng {month.label_vi} chưa đến.", "month")
    if not 0 <= admitted <= LARGEST:
        raise Impossible(
            "count_absurd",
            f"Số kết nạp {integer_text(admitted)} không hợp lý, phải từ 0 đến "
            f"{integer_text(LARGEST)}.",
            "admitted",
        )
    if unknown := set(parts) - set(Breakdown):
        raise Impossible("unknown_part", f"Không có mục {', '.join(sorted(unknown))}.")
    for name, number in parts.items():
        if not 0 <= number <= admitted:
            raise Impossible(
                "part_above_whole",
                f"{Breakdown(name).label_vi}: {integer_text(number)} không hợp lý, phải từ 0 đến "
                f"số kết nạp {integer_text(admitted)}.",
                name,
            )
