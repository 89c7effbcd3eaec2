"""Monthly counts of bodies that are not on the system yet: one line per body and month.

A later report takes the place of an earlier one, and none is lost.
"""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.intake.catalogue import (
    Draft,
    Kind,
    Occasion,
    Place,
    Remark,
    Standing,
    Written,
)
from dangvu.intake.matching import Directory
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.office.vietnamese import number
from dangvu.orgs import naming
from dangvu.orgs import queries as orgs
from dangvu.rules.admissions import Breakdown
from dangvu.rules.months import Month
from dangvu.targets.catalogue import COUNT_FIELDS, PARTS
from dangvu.targets.importing.bodies import place, refuse_twice
from dangvu.targets.models import Closing, MonthlyCount

_LABELS = {part.value: part.label_vi.lower() for part in Breakdown}


def _directory(occasion: Occasion) -> Directory:
    """The unit itself and the bodies directly under it."""
    unit = orgs.unit(occasion.actor, occasion.unit_id, Action.REPORT_COUNTS)
    below = naming.named_units(unit, occasion.on, children_only=True)
    where = f"là {unit.name} hay đơn vị trực thuộc"
    return Directory([naming.as_named(unit), *below], where, unit.name)


def _present(drafts: list[Draft]) -> dict[tuple[int, str], MonthlyCount]:
    """The counts that hold now for the bodies and months of the rows. One statement."""
    placed = [d for d in drafts if d.get("unit") and d.get("month")]
    found = MonthlyCount.objects.filter(
        unit_id__in={d.get("unit") for d in placed},
        month__in={d.day("month") for d in placed},
        replaced_at=None,
    )
    return {(row.unit_id, row.month.isoformat()): row for row in found}


def judge(occasion: Occasion, drafts: list[Draft]) -> list[Remark]:
    """Matches bodies and checks the numbers of each row. Five statements."""
    directory = _directory(occasion)
    for draft in drafts:
        place(directory, draft)
    refuse_twice(drafts, ("unit", "month"), "Đơn vị này trong cùng một tháng")
    present = _present(drafts)
    for draft in drafts:
        _check(draft, occasion.on)
        before = present.get((draft.get("unit"), draft.get("month")))
        if before is not None and draft.get("admitted") is not None:
            _compare(draft, before)
    read = [d for d in drafts if d.get("admitted") is not None]
    total = sum(d.get("admitted") for d in read)
    return [Remark("sum", f"Cộng {len(read)} dòng: {number(total)} đảng viên mới.")]


def _check(draft: Draft, on: date) -> None:
    month, admitted = draft.day("month"), draft.get("admitted")
    if month is not None and month > on:
        shown = Month.of(month).label_vi
        draft.refuse("future_month", "month", f"Tháng {shown} chưa đến.", "Xem lại tháng.")
    if admitted is None:
        return
    for part in PARTS:
        persons = draft.get(part)
        if persons is not None and persons > admitted:
            draft.refuse(
                "part_above_whole",
                part,
                f"Số {_LABELS[part]} {number(persons)} nhiều hơn số kết nạp {number(admitted)}.",
                "Xem lại hai con số này.",
            )


def _numbers(draft: Draft) -> dict[str, Any]:
    return {"admitted": draft.get("admitted"), **{part: draft.get(part) for part in PARTS}}


def _same(draft: Draft, before: MonthlyCount) -> bool:
    return all(getattr(before, name) == value for name, value in _numbers(draft).items())


def _compare(draft: Draft, before: MonthlyCount) -> None:
    if _same(draft, before):
        draft.note("same", "admitted", "Đã báo cáo đúng như vậy, không đổi.")
        return
    local = clock.local(before.reported_at)
    message = (
        f"Thay số {number(before.admitted)} do {before.reported_by} báo cáo ngày {local:%d/%m/%Y}; "
        "số cũ vẫn được giữ."
    )
    draft.note("replaces", "admitted", message)


def write(occasion: Occasion, batch_id: int, drafts: list[Draft]) -> list[Written]:
    """Writes the rows as counts; those they replace are marked. Four statements."""
    present = _present(drafts)
    paths = naming.paths_for_entry([d.get("unit") for d in drafts])
    now = clock.now()
    traces: list[Written] = []
    replaced: list[int] = []
    fresh: list[tuple[Draft, MonthlyCount]] = []
    for draft in drafts:
        before = present.get((draft.get("unit"), draft.get("month")))
        if before is not None and _same(draft, before):
            traces.append(Written(draft.number, Standing.SAME, {"count": before.pk}))
            continue
        if before is not None:
            replaced.append(before.pk)
        made = MonthlyCount(
            unit_id=draft.get("unit"),
            unit_path=paths[draft.get("unit")],
            month=date.fromisoformat(draft.get("month")),
            reported_at=now,
            reported_by=occasion.actor.name,
            batch_id=batch_id,
            **_numbers(draft),
        )
        fresh.append((draft, made))
    try:
        with transaction.atomic():
            MonthlyCount.objects.filter(pk__in=replaced).update(replaced_at=now)
            MonthlyCount.objects.bulk_create(made for _, made in fresh)
    except IntegrityError as reason:
        raise Overtaken(
            "changed", "Vừa có đơn vị tự báo cáo tháng này, chưa ghi gì. Đồng chí xem lại rồi ghi."
        ) from reason
    for draft, made in fresh:
        before = present.get((draft.get("unit"), draft.get("month")))
        standing = Standing.CHANGED if before else Standing.CREATED
        trace = {"count": made.pk, "replaced": before.pk if before else None}
        traces.append(Written(draft.number, standing, trace))
    audit.record(
        occasion.actor,
        "report_counts",
        subject=("batch", batch_id),
        unit_path=occasion.unit_path,
        data={"new": len(fresh) - len(replaced), "replaced": len(replaced)},
    )
    return traces


def unwrite(occasion: Occasion, batch_id: int, written: list[Written]) -> None:
    """Lets the earlier reports hold again, unless a month was closed or reported anew since.

    The counts taken back stay as replaced ones: nothing that was reported is lost.
    """
    traces = [w.trace for w in written if w.standing is not Standing.SAME]
    own = list(
        MonthlyCount.objects.select_related("unit").filter(pk__in=[t["count"] for t in traces])
    )
    if names := [c.unit.name for c in own if c.replaced_at is not None]:
        raise Impossible(
            "depended_on",
            f"{', '.join(names[:5])} đã báo cáo lại sau lần nhập này nên không hoàn tác được.",
        )
    months = {count.month for count in own}
    marks = {unit_id for count in own for unit_id in orgs.ids_of(count.unit_path)}
    closed = Closing.objects.filter(
        month__gte=min(months, default=occasion.on),
        unit_id__in=marks,
        closed_at__gte=occasion.committed_at,
    )
    if last := closed.order_by("-month").first():
        raise Impossible(
            "depended_on",
            f"Tháng {Month.of(last.month).label_vi} đã chốt sau lần nhập này nên không hoàn tác "
            "được. Đồng chí báo cáo lại số đúng.",
        )
    MonthlyCount.objects.filter(pk__in=[c.pk for c in own]).update(replaced_at=clock.now())
    earlier = [t["replaced"] for t in traces if t["replaced"]]
    MonthlyCount.objects.filter(pk__in=earlier).update(replaced_at=None)


def given(actor: Actor, unit: Place) -> list[dict[str, object]]:
    """The bodies under the unit with the month that has just ended, for the empty workbook."""
    found = orgs.unit(actor, unit.pk, Action.REPORT_COUNTS)
    today = clock.today()
    month = Month.of(today).previous().label_vi
    bodies = [(body.register_code, body.name) for body in orgs.bodies(found, today)]
    rows = bodies or [(found.register_code, found.name)]
    return [{"code": code, "body": name, "month": month} for code, name in rows]


COUNTS = Kind(
    code="counts",
    title="Số đếm kết nạp hằng tháng",
    purpose="Dùng cho đơn vị chưa nhập hồ sơ trên hệ thống: mỗi dòng là số đảng viên mới của một "
    "đơn vị trong một tháng. Số này đứng riêng, không lẫn với hồ sơ.",
    noun="dòng",
    action=Action.REPORT_COUNTS,
    fields=COUNT_FIELDS,
    subject="body",
    placed_as="unit",
    head="body",
    judge=judge,
    write=write,
    unwrite=unwrite,
    given=given,
)
