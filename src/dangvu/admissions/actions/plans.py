"""Writing the plan of sources of a unit."""

from collections.abc import Sequence

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.admissions.models import SourcePlan
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible
from dangvu.orgs import queries as orgs
from dangvu.rules.admissions import SourceGroup

MOST = 10_000
YEARS_AHEAD = 2


def plan_sources(actor: Actor, unit_id: int, year: int, group: str, months: Sequence[int]) -> None:
    """Sets how many persons of a source group a unit means to find, January to December; what it
    planned of that group and year before is replaced. Raises ``Impossible``."""
    unit = orgs.unit_for_entry(actor, unit_id, Action.RECORD_CASE)
    this_year = clock.today().year
    if group not in list(SourceGroup):
        raise Impossible("unknown_group", "Chọn một nhóm nguồn trong danh sách.", "group")
    if not this_year <= year <= this_year + YEARS_AHEAD:
        raise Impossible(
            "year_closed",
            f"Kế hoạch tạo nguồn chỉ ghi cho năm {this_year} đến {this_year + YEARS_AHEAD}.",
        )
    if len(months) != 12 or not all(0 <= number <= MOST for number in months):
        raise Impossible("bad_numbers", f"Ghi 12 số từ 0 đến {MOST}, mỗi tháng một số.")
    rows = SourcePlan.objects.filter(unit=unit, year=year, source_group=group)
    before = dict(rows.values_list("month", "planned"))
    rows.delete()
    SourcePlan.objects.bulk_create(
        SourcePlan(
            unit=unit, unit_path=unit.path, year=year, month=month, source_group=group,
            planned=number, recorded_at=clock.now(), recorded_by=actor.name,
        )
        for month, number in enumerate(months, 1)
        if number
    )  # fmt: skip
    audit.record(
        actor,
        "plan_sources",
        subject=("unit", unit.pk),
        unit_path=unit.path,
        data={"year": year, "group": group, "planned": sum(months),
              "before": sum(before.values())},
    )  # fmt: skip
