"""Criteria a secretary adds (growth, disbursement, budget revenue, income a head, poverty): what is
measured, and target and result of each period."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import may
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.office.vietnamese import clean
from dangvu.orgs import queries as orgs
from dangvu.rules.kpi import Span
from dangvu.tasks.models import Indicator, IndicatorValue
from dangvu.tasks.queries import indicators


@dataclass(frozen=True)
class Measured:
    """What is measured: its name, in what, whether more is better, where the figure comes from."""

    name: str
    measure: str
    more_is_better: bool
    source: str = ""


@dataclass(frozen=True)
class Period:
    """Target and result of a period, and the paper they stand in. ``before``: target and result as
    the page showed them, None where none were recorded."""

    span: Span
    target: Decimal | None
    result: Decimal | None
    paper_number: str = ""
    before: tuple[Decimal | None, Decimal | None] | None = None


def add(actor: Actor, unit_id: int, measured: Measured) -> Indicator:
    """Adds a criterion to a unit. Raises ``Impossible`` for one that is in use there under the same
    name. Writes the criterion, an event."""
    measured = _checked(measured)
    with transaction.atomic():
        unit = orgs.unit_for_entry(actor, unit_id, Action.VIEW_DUTIES)
        may(actor, Action.SET_INDICATORS, unit.path)
        _named_once(unit.pk, measured.name)
        row = Indicator.objects.create(
            unit=unit, unit_path=unit.path, name=measured.name, measure=measured.measure,
            more_is_better=measured.more_is_better, source=measured.source,
            recorded_at=clock.now(), recorded_by=actor.name,
        )  # fmt: skip
        _tell(actor, row, "add_indicator")
    return row


def edit(actor: Actor, indicator_id: int, measured: Measured) -> Indicator:
    """Mends what is said of a criterion. Writes it, an event."""
    measured = _checked(measured)
    with transaction.atomic():
        row = _mine(actor, indicator_id)
        if row.name != measured.name:
            _named_once(row.unit_id, measured.name)
        fields = ["name", "measure", "more_is_better", "source"]
        for name in fields:
            setattr(row, name, getattr(measured, name))
        row.save(update_fields=fields)
        _tell(actor, row, "edit_indicator")
    return row


def end(actor: Actor, indicator_id: int) -> Indicator:
    """A criterion is used no more; what was recorded of it stays. Raises ``Overtaken`` where it had
    ended."""
    with transaction.atomic():
        row = _mine(actor, indicator_id)
        if row.ended_on:
            raise Overtaken("ended_before", "Tiêu chí này đã thôi dùng.")
        row.ended_on = clock.today()
        row.save(update_fields=["ended_on"])
        _tell(actor, row, "end_indicator")
    return row


def record(actor: Actor, indicator_id: int, period: Period) -> IndicatorValue:
    """Records target and result of a period, in place of what stands. Raises ``Overtaken`` where
    somebody changed it since the page was shown, ``Impossible`` for a criterion that ended, a
    period that lies across another, or when neither is given. Writes the period, an event."""
    if period.target is None and period.result is None:
        raise Impossible("nothing_given", "Ghi chỉ tiêu hoặc kết quả của kỳ.", "target")
    span = period.span
    if period.result is not None and span.start > clock.today():
        raise Impossible("period_ahead", "Kỳ này chưa đến, chưa có kết quả để ghi.", "result")
    with transaction.atomic():
        row = _mine(actor, indicator_id)
        if row.ended_on:
            raise Impossible("indicator_ended", "Tiêu chí này đã thôi dùng.")
        there = IndicatorValue.objects.filter(indicator=row, starts_on=span.start).first()
        stands = (there.target, there.result) if there else None
        if stands != period.before:
            raise Overtaken("changed_before", "Có người vừa ghi kỳ này. Xem lại rồi ghi tiếp.")
        across = IndicatorValue.objects.filter(
            indicator=row, starts_on__lt=span.end, ends_on__gt=span.start
        )
        if across.exclude(starts_on=span.start, ends_on=span.end).exists():
            raise Impossible(
                "period_across",
                f"{span.label_vi} nằm chồng lên một kỳ khác đã ghi. Chọn kỳ cùng độ dài với các kỳ "
                "đã có.",
                "period",
            )
        made, _ = IndicatorValue.objects.update_or_create(
            indicator=row, starts_on=span.start,
            defaults={
                "unit_path": row.unit_path, "ends_on": span.end, "target": period.target,
                "result": period.result, "paper_number": clean(period.paper_number)[:60],
                "recorded_at": clock.now(), "recorded_by": actor.name,
            },
        )  # fmt: skip
        _tell(actor, row, "record_indicator", span.code)
    return made


def _mine(actor: Actor, indicator_id: int) -> Indicator:
    row = indicators.indicator(actor, indicator_id, held=True)
    may(actor, Action.SET_INDICATORS, row.unit_path)
    return row


def _checked(measured: Measured) -> Measured:
    name, measure = clean(measured.name), clean(measured.measure)
    if not name:
        raise Impossible("name_missing", "Ghi tên tiêu chí.", "name")
    if not measure:
        raise Impossible("measure_missing", "Ghi đơn vị tính, ví dụ “%”, “tỷ đồng”.", "measure")
    return Measured(name, measure, measured.more_is_better, clean(measured.source))


def _named_once(unit_id: int, name: str) -> None:
    if Indicator.objects.filter(unit=unit_id, name__iexact=name, ended_on=None).exists():
        raise Impossible("named_before", f"Đơn vị đã có tiêu chí “{name}” đang dùng.", "name")


def _tell(actor: Actor, row: Indicator, action: str, period: str = "") -> None:
    audit.record(
        actor, action, subject=("indicator", row.pk), unit_path=row.unit_path,
        data={"period": period} if period else {},
    )  # fmt: skip
