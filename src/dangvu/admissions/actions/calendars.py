"""The province's own days off, and its values of figures that no source confirms."""

from datetime import date

from django.db import transaction
from django.db.models import Q

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import may
from dangvu.admissions import cases
from dangvu.admissions.actions.steps import restand_all
from dangvu.admissions.models import DayOff, RuleChoice
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible
from dangvu.office.vietnamese import clean
from dangvu.rules.procedure_law import RULES, parse_figure

MOST_AT_ONCE = 2000
"""Cases that follow a change at once."""


def set_day_off(actor: Actor, on: date, name: str, reason: str, *, working: bool) -> DayOff:
    """Says that a day is free, or worked in exchange, against the table of the law. What cases owe
    by then follows. Writes the day, cases, an event."""
    may(actor, Action.EDIT_CALENDAR, actor.unit_path)
    _given(reason)
    if not clean(name):
        raise Impossible("name_missing", "Ghi tên ngày, ví dụ “Nghỉ bù Quốc khánh”.", "name")
    with transaction.atomic():
        row, _ = DayOff.objects.update_or_create(
            on=on,
            defaults={"working": working, "name": clean(name), "reason": reason.strip(),
                      "recorded_at": clock.now(), "recorded_by": actor.name},
        )  # fmt: skip
        _follow(actor, Q(opened_on__lte=on, due_on__gte=on))
        _tell(actor, "set_day_off", on.isoformat(), reason)
        return row


def drop_day_off(actor: Actor, on: date, reason: str) -> None:
    """A day is again what the table of the law says."""
    may(actor, Action.EDIT_CALENDAR, actor.unit_path)
    _given(reason)
    with transaction.atomic():
        if not DayOff.objects.filter(on=on).delete()[0]:
            raise Impossible("no_such_day", "Ngày này không có trong lịch riêng.", "on")
        _follow(actor, Q(opened_on__lte=on, due_on__gte=on))
        _tell(actor, "drop_day_off", on.isoformat(), reason)


def choose_figure(actor: Actor, name: str, value: str, since: date, reason: str) -> RuleChoice:
    """Chooses a value of a figure that no source confirms, from a day on, with the reason. Raises
    ``Impossible`` for a figure that is confirmed on that day, or a value that cannot be read."""
    may(actor, Action.EDIT_CALENDAR, actor.unit_path)
    _given(reason)
    rule = next((rule for rule in RULES if rule.name == name), None)
    if rule is None:
        raise Impossible("no_such_figure", "Không có số liệu này.", "name")
    if rule.at(since).basis.confidence.confirmed:
        raise Impossible(
            "confirmed", f"{rule.title_vi}: văn bản đang hiệu lực đã quy định, không chọn khác.",
            "value",
        )  # fmt: skip
    try:
        parse_figure(rule, value)
    except ValueError as unreadable:
        raise Impossible("unreadable", str(unreadable), "value") from unreadable
    with transaction.atomic():
        row = RuleChoice.objects.create(
            name=name, value=value.strip(), since=since, reason=reason.strip(),
            recorded_at=clock.now(), recorded_by=actor.name,
        )  # fmt: skip
        _follow(actor, Q())
        _tell(actor, "choose_figure", name, reason)
        return row


def _follow(actor: Actor, which: Q) -> None:
    """Open cases stand anew, as many as one waits for; the rest by the daily job (``settle``)."""
    rows = cases.open_cases(actor).filter(which)
    if rows.count() <= MOST_AT_ONCE:
        restand_all(rows)


def _given(reason: str) -> None:
    if not reason.strip():
        raise Impossible("reason_missing", "Ghi lý do.", "reason")


def _tell(actor: Actor, action: str, number: str, reason: str) -> None:
    audit.record(
        actor, action, subject=("unit", actor.unit_id), unit_path=actor.unit_path,
        reason=reason.strip(), data={"number": number},
    )  # fmt: skip
