"""Writing statistics: freezing a form, changing its definition, holding numbers together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import may
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.orgs import queries as orgs
from dangvu.rules.forms_tctw import Revision
from dangvu.rules.statistics import Length, Period, Side, Stated, whole
from dangvu.statistics import queries, tables
from dangvu.statistics.models import Definition, Frozen, FrozenLine, Reconciliation
from dangvu.statistics.queries import Branch
from dangvu.statistics.tables import FormTable

#: More numbers of records than these are not kept with one line; of a branch that only the worker
#: can count, none.
MOST_KEPT = 50_000


def freeze_form(
    actor: Actor,
    unit_id: int,
    number: int,
    period: Period,
    *,
    seen_revision: int = 0,
    reason: str = "",
) -> Frozen:
    """Freezes a form's figures, its definition and the records behind each line.

    ``seen_revision`` is the revision the actor saw (0: none): where another froze it meanwhile
    nothing is written and ``Overtaken`` says who. A later freezing is a new revision with a reason
    and what changed. Raises ``Impossible`` for a period that is not over.
    """
    orgs.unit_for_entry(actor, unit_id, Action.FREEZE_STATISTICS)
    of = queries.branch(actor, unit_id)
    may(actor, Action.FREEZE_STATISTICS, of.path)
    if period.last > clock.today():
        raise Impossible("period_not_over", f"Kỳ {period.label_vi} chưa hết, chưa chốt được.")
    now = tables.computed(actor, of, number, period)
    last = queries.frozen(actor, of.unit, number, period).first()
    changes = _changes(actor, of, last, now, seen_revision, reason)
    made = Frozen.objects.create(
        unit=of.unit, form=number, first=period.first, last=period.last,
        revision=last.revision + 1 if last else 1, definition=now.change.to_json(),
        reason=reason.strip(), changes=changes, frozen_at=clock.now(), frozen_by=actor.name,
    )  # fmt: skip
    _freeze_lines(actor, of, made, now)
    audit.record(
        actor, "freeze_statistics", subject=("unit", unit_id), unit_path=of.path, reason=reason,
        data={"form": now.form.code, "since": period.first.isoformat(),
              "until": period.last.isoformat(), "revision": made.revision,
              "changes": len(changes)},
    )  # fmt: skip
    return made


def _changes(
    actor: Actor, of: Branch, last: Frozen | None, now: FormTable, seen: int, reason: str
) -> list[dict[str, Any]]:
    if last is None:
        return []
    if last.revision != seen:
        at = clock.local(last.frozen_at)
        raise Overtaken(
            "frozen_meanwhile",
            f"Đồng chí {last.frozen_by} vừa chốt biểu này lúc {at:%H:%M} ngày {at:%d/%m/%Y}. "
            "Số của đồng chí chưa ghi. Mời xem bản đã chốt.",
        )
    changes = tables.differences(tables.of_frozen(actor, of, last), now)
    if not changes:
        raise Impossible(
            "nothing_changed",
            f"Số hiện nay giống hệt bản đã chốt lần {last.revision}, không cần chốt lại.",
        )
    if not reason.strip():
        raise Impossible("reason_missing", "Chốt lại thì phải ghi lý do.", "reason")
    return changes


def _freeze_lines(actor: Actor, of: Branch, made: Frozen, now: FormTable) -> None:
    most = 0 if queries.is_large(of.path) else MOST_KEPT
    with queries.within_a_small_branch(actor):
        rows = [_frozen_line(actor, of, made, now, at, most) for at in range(len(now.rows))]
    FrozenLine.objects.bulk_create(rows)


def _frozen_line(
    actor: Actor, of: Branch, made: Frozen, now: FormTable, position: int, most: int
) -> FrozenLine:
    row = now.rows[position]
    line, total = row.line, row.values.get("total", row.values.get("official", 0))
    named = not line.head and line.side is not Side.GUESTS and total > 0
    kept = total <= most
    members: list[int] = []
    if named and kept:
        behind = tables.behind(actor, of, now.form, now.period, line, None)
        members = list(behind.order_by("pk").values_list("person_id", flat=True))
    stored = {
        "mark": line.mark,
        "title": line.title,
        "level": line.level,
        "values": dict(row.values),
    }
    return FrozenLine(
        frozen=made, position=position, code=line.code, line=stored, members=members, kept=kept
    )


def revise_form(
    actor: Actor, unit_id: int, number: int, since: date, change: Revision, reason: str
) -> Definition:
    """Changes a form from a day on, for the unit and those beneath it. What is frozen stays.

    Raises ``Impossible`` without a reason, for a form whose every line or column would be hidden,
    and for a line or column added to the movement, which follow from the identity.
    """
    unit = orgs.unit_for_entry(actor, unit_id, Action.FREEZE_STATISTICS)
    may(actor, Action.FREEZE_STATISTICS, unit.path)
    if not reason.strip():
        raise Impossible("reason_missing", "Sửa biểu thì phải ghi lý do.", "reason")
    form = queries.form(number, change)
    if (change.added or change.columns) and form.counts == "movement":
        raise Impossible(
            "movement_fixed", "Dòng, cột của biểu tăng, giảm theo công thức D = A + B - C, không "
            "thêm được; đồng chí đổi tên, xếp lại hoặc ẩn.", "added_title",
        )  # fmt: skip
    if all(line.hidden for line in form.lines) or all(c.hidden for c in form.columns):
        raise Impossible("all_hidden", "Phải còn ít nhất một dòng và một cột.")
    made = Definition.objects.create(
        unit=unit, form=number, since=since, change=change.to_json(), reason=reason.strip(),
        recorded_at=clock.now(), recorded_by=actor.name,
    )  # fmt: skip
    audit.record(
        actor, "revise_form", subject=("unit", unit_id), unit_path=unit.path, reason=reason,
        data={"form": form.code, "since": since.isoformat()},
    )  # fmt: skip
    return made


@dataclass(frozen=True)
class Held:
    """A number a level states for a unit, held against the register's; who signed, and when."""

    quarter: date
    stated_by: str
    stated: int
    explanation: str
    signer: str
    signed_on: date


def reconcile(actor: Actor, unit_id: int, held: Held) -> Reconciliation:
    """Writes both numbers of a unit for a quarter, with the reason where they differ (R3.4).

    Raises ``Impossible`` for a quarter that is not over, a difference without an explanation, and
    a signature in the future or without a name.
    """
    orgs.unit_for_entry(actor, unit_id, Action.FREEZE_STATISTICS)
    of = queries.branch(actor, unit_id)
    may(actor, Action.FREEZE_STATISTICS, of.path)
    quarter, today = whole(Length.QUARTER, held.quarter), clock.today()
    if held.stated_by not in [s.value for s in Stated]:
        raise Impossible("unknown_side", "Chọn bên nêu số.", "stated_by")
    if quarter.last > today:
        raise Impossible("quarter_not_over", f"{quarter.label_vi.capitalize()} chưa hết.")
    if held.signed_on > today:
        raise Impossible("future_signature", "Ngày ký ở tương lai. Xem lại ngày.", "signed_on")
    if not held.signer.strip():
        raise Impossible("signer_missing", "Ghi người ký đối chiếu.", "signer")
    own = queries.movement(of, quarter).end.total
    if own != held.stated and not held.explanation.strip():
        raise Impossible(
            "explanation_missing",
            f"Hai số lệch {abs(held.stated - own)} người. Phải ghi lệch ở đâu, vì sao.",
            "explanation",
        )
    made = Reconciliation.objects.create(
        unit=of.unit, quarter=quarter.first, stated_by=held.stated_by, own=own,
        stated=held.stated, explanation=held.explanation.strip(), signer=held.signer.strip(),
        signed_on=held.signed_on, recorded_at=clock.now(), recorded_by=actor.name,
    )  # fmt: skip
    facts: Mapping[str, Any] = {"quarter": quarter.first.isoformat(), "delta": held.stated - own}
    audit.record(actor, "reconcile", subject=("unit", unit_id), unit_path=of.path, data=dict(facts))
    return made
