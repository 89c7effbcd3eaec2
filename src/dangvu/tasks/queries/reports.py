"""Reading reports: what a unit has to report, what waits for an answer, the answers of many."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import DateField, F, Q, QuerySet, Value
from django.http import Http404

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action, Reach, reach
from dangvu.access.ready import ready
from dangvu.access.scope import permits, visible
from dangvu.documents.catalogue import type_label
from dangvu.office.vietnamese import day
from dangvu.orgs.queries import Unit
from dangvu.rules import duties as rule
from dangvu.rules.obligations import Every
from dangvu.tasks.catalogue import Owing, Stage
from dangvu.tasks.figures import Known, figure_text
from dangvu.tasks.models import Assignment, Directive, Duty, Extension, Report

State = Report.State
ANSWERED = (State.SENT, State.RETURNED, State.ACCEPTED)
"""A report its superior has had in hand; a draft is its writer's alone."""
PAGE = 50


def _heavy(directive: str) -> list[str]:
    """What is left where it lies when a directive is read beside something else."""
    return [f"{directive}__{part}" for part in
            ("proposed", "paper__content", "paper__payload", "paper__search_key")]  # fmt: skip


# ------------------------------------------------------------------ single ones


def reports(actor: Actor) -> QuerySet[Report]:
    """Reports within reach. A draft is read where it is written, by its unit's own people."""
    rows = Report.objects.select_related(
        "assignment__directive__paper", "assignment__directive__unit", "assignment__duty",
        "assignment__parent__unit", "unit",
    ).defer(*_heavy("assignment__directive"))  # fmt: skip
    found = visible(rows, actor, Action.VIEW_DUTIES)
    return found.exclude(~Q(unit=actor.unit_id), state=State.DRAFT)


def report(actor: Actor, report_id: int, *, held: bool = False) -> Report:
    """One report within reach; 404 otherwise. ``held``: nobody else changes it until the
    transaction ends."""
    rows = reports(actor)
    if held:
        rows = rows.select_for_update(of=("self",), no_key=True)
    found = rows.filter(pk=report_id).first()
    if found is None:
        raise Http404("Không có báo cáo này trong phạm vi của đồng chí.")
    return found


def extension(actor: Actor, extension_id: int, *, held: bool = False) -> Extension:
    """More time asked for, within reach; 404 otherwise."""
    rows = visible(Extension.objects.all(), actor, Action.VIEW_DUTIES).select_related(
        "assignment__duty", "assignment__unit", "assignment__directive__paper",
        "assignment__directive__unit", "assignment__parent__unit",
    ).defer(*_heavy("assignment__directive"))  # fmt: skip
    if held:
        rows = rows.select_for_update(of=("self",), no_key=True)
    found = rows.filter(pk=extension_id).first()
    if found is None:
        raise Http404("Không có đề nghị gia hạn này trong phạm vi của đồng chí.")
    return found


def reviewer(assignment: Assignment) -> Unit:
    """Who gave a duty to a unit, takes its report and answers for its time."""
    return assignment.parent.unit if assignment.parent else assignment.directive.unit


def reviews(actor: Actor, assignment: Assignment) -> bool:
    """Whether the actor may answer a report of a duty, or more time asked for it."""
    return permits(actor, Action.REVIEW_REPORTS, reviewer(assignment).path)


def extensions_of(assignment: Assignment) -> list[Extension]:
    """Every time more time was asked for, newest first. The caller has asked the scope."""
    return list(assignment.extensions.order_by("-pk"))


def period_words(start: date | None, every: str, times: int = 1) -> str:
    """A period as it is called: "quý II/2026", with ``times`` in each "tháng 3–4/2026"; empty for
    a duty that is done once."""
    if start is None:
        return ""
    if times > 1:
        months, over = divmod(rule.MONTHS.get(Every(every), 0), times)
        if months == 0 or over:
            return f"kỳ từ {day(start)}"
        last = f"–{start.month + months - 1}" if months > 1 else ""
        return f"tháng {start.month}{last}/{start.year}"
    match every:
        case Every.MONTH:
            return f"tháng {start.month}/{start.year}"
        case Every.QUARTER:
            roman = ("I", "II", "III", "IV")[(start.month - 1) // 3]
            return f"quý {roman}/{start.year}"
        case Every.HALF_YEAR:
            return f"6 tháng {'đầu' if start.month < 7 else 'cuối'} năm {start.year}"
        case Every.YEAR:
            return f"năm {start.year}"
        case Every.WEEK:
            return f"tuần từ {day(start)}"
    return f"kỳ từ {day(start)}"


def period_end(assignment: Assignment) -> date | None:
    """The last day of the period now open; none for a duty done once."""
    duty, start = assignment.duty, assignment.period_start
    if not duty.every or start is None:
        return None
    period = rule.period_of(
        Every(duty.every), duty.times, duty.by_day, duty.by_month, start,
        inclusive=duty.due_inclusive,
    )  # fmt: skip
    return period.end


# ------------------------------------------------------------------ mine, and those I answer


@dataclass(frozen=True)
class OwnLine:
    """A duty a unit reports on, with the report of the period now open, if one is begun."""

    assignment: Assignment
    report: Report | None
    late_days: int

    @property
    def period(self) -> str:
        return period_words(
            self.assignment.period_start, self.assignment.duty.every, self.assignment.duty.times
        )


def own_lines(actor: Actor, on: date) -> list[OwnLine]:
    """What the actor's unit has still to report, the first due first. Two statements."""
    rows = visible(Assignment.objects.all(), actor, Action.VIEW_DUTIES).filter(
        Q(duty__product__in=[one.value for one in rule.REPORTED_ON]) | ~Q(duty__every=""),
        unit=actor.unit_id, directive__state=Directive.State.IN_FORCE,
    )  # fmt: skip
    rows = rows.exclude(stage__in=[one.value for one in Stage if one.over]).exclude(
        stage=Stage.REPORTED
    )
    found = list(
        rows.select_related("duty", "directive__paper", "directive__unit")
        .defer(*_heavy("directive"))
        .order_by("due_on", "pk")
    )
    begun = {
        (one.assignment_id, one.period_start): one
        for one in Report.objects.filter(assignment__in=found)
    }
    return [
        OwnLine(one, begun.get((one.pk, one.period_start)), rule.late_days(one.due_on, on))
        for one in found
    ]


def own_sent(actor: Actor) -> list[Report]:
    """What the actor's unit sent last, newest first. One statement."""
    rows = reports(actor).filter(unit=actor.unit_id, state__in=(State.SENT, State.ACCEPTED))
    return list(rows.order_by("-sent_on", "-pk")[:PAGE])


def _answered_by(unit_id: int, to: str = "assignment__") -> Q:
    return Q(**{f"{to}parent__unit": unit_id}) | Q(
        **{f"{to}parent": None, f"{to}directive__unit": unit_id}
    )


def waiting(actor: Actor) -> QuerySet[Report]:
    """Reports that wait for the actor's unit to take them, first sent first."""
    rows = visible(reports(actor), actor, Action.REVIEW_REPORTS)
    return rows.filter(_answered_by(actor.unit_id), state=State.SENT).order_by("sent_on", "pk")


def asked(actor: Actor) -> QuerySet[Extension]:
    """More time that waits for the answer of the actor's unit, first asked first."""
    rows = (
        visible(Extension.objects.all(), actor, Action.REVIEW_REPORTS)
        .select_related("assignment__duty", "assignment__unit", "assignment__directive__paper")
        .defer(*_heavy("assignment__directive"))
    )
    rows = rows.filter(_answered_by(actor.unit_id), state=Extension.State.ASKED)
    return rows.order_by("asked_on", "pk")


#: What a line says of who asks or answers, which duty it is and of which paper.
_SAID = ("assignment__unit__short_name", "assignment__unit__name", "assignment__duty__heading",
         "assignment__directive_id", "assignment__directive__paper__document_type",
         "assignment__directive__paper__number_symbol")  # fmt: skip


def owing(actor: Actor, on: date) -> list[Owing]:
    """Reports and extensions that wait for the actor's answer. One statement for who decides."""
    if reach(actor.role, Action.REVIEW_REPORTS) is Reach.NONE:
        return []
    found = []
    for what, _, pk, due_on, short, name, heading, under, kind, number in _to_answer(actor):
        title, product = _ANSWERED[what]
        cited = f"{type_label(kind)} {number}".strip()
        found.append(Owing(what, pk, due_on, f"{title} {short or name}", heading, product,
                           late=False, under=under, cited=cited))  # fmt: skip
    return found


_ANSWERED = {
    "report_review": ("Xem báo cáo của", "Nhận hoặc trả lại"),
    "extension_review": ("Trả lời xin gia hạn của", "Đồng ý hoặc không"),
}


@ready
def _to_answer(actor: Actor) -> "QuerySet[Report, Any]":
    """Reports by the day they were sent, then what was asked for by the day it was."""
    sent = waiting(actor).order_by().annotate(what=Value("report_review"), day=F("sent_on"))
    more = asked(actor).order_by().annotate(what=Value("extension_review"), day=F("asked_on"))
    none = Value(None, output_field=DateField())
    return (
        sent.values_list("what", "day", "pk", none, *_SAID)
        .union(more.values_list("what", "day", "pk", "due_on", *_SAID), all=True)
        .order_by("-what", "day", "pk")
    )


# ------------------------------------------------------------------ the answers of many


@dataclass(frozen=True)
class Column:
    """A figure that stands in at least one answer."""

    code: str
    label: str
    unit: str
    total: Decimal | None

    @property
    def title(self) -> str:
        return f"{self.label} ({self.unit})" if self.unit else self.label

    @property
    def shown_total(self) -> str:
        return figure_text(self.total)


@dataclass(frozen=True)
class Answer:
    """What one unit answered, or that it has not. ``late_days``: by how much the answer came late,
    or is late by now. ``settled``: the duty is over there without a report, by a plan or a list."""

    assignment: Assignment
    name: str
    report: Report | None
    late_days: int
    figures: dict[str, Known]
    settled: bool = False

    @property
    def word_vi(self) -> str:
        if self.report is not None:
            return self.report.get_state_display()
        if self.settled:
            return "Xong, không phải báo cáo"
        return "Chưa báo cáo" if not self.late_days else "Quá hạn, chưa báo cáo"

    @property
    def in_time(self) -> bool:
        return self.report is not None and not self.late_days

    def cells(self, columns: Iterable[Column]) -> list[Known | None]:
        """The figures in the order of the columns."""
        return [self.figures.get(column.code) for column in columns]


@dataclass(frozen=True)
class Rollup:
    """The answers of a duty for a period under one roof. ``unit``: who takes them; ``periods``:
    those there are, newest first."""

    duty: Duty
    directive: Directive
    unit: Unit
    start: date | None
    periods: list[date]
    columns: list[Column]
    answers: list[Answer]

    @property
    def period(self) -> str:
        return period_words(self.start, self.duty.every, self.duty.times)

    @property
    def given(self) -> list[Answer]:
        return [one for one in self.answers if one.report is not None]

    @property
    def missing(self) -> list[Answer]:
        return [one for one in self.answers if one.report is None and not one.settled]

    @property
    def settled(self) -> list[Answer]:
        return [one for one in self.answers if one.settled]

    @property
    def late(self) -> list[Answer]:
        return [one for one in self.given if one.late_days]

    @property
    def in_time(self) -> list[Answer]:
        return [one for one in self.given if not one.late_days]

    @property
    def accepted(self) -> int:
        return sum(one.report.state == State.ACCEPTED for one in self.given if one.report)


def rollup(actor: Actor, duty_id: int, start: date | None, on: date) -> Rollup:
    """The answers of those who report on a duty to the actor's unit, or to the unit that gave it
    where that is the actor's or stands beneath. ``start`` is the period's first day; none: of the
    newest period somebody answered. Four statements, whatever the number of answers; 404 where
    the duty is not in sight."""
    duty = (
        Duty.objects.select_related("directive__paper", "directive__unit", "given_under__unit")
        .defer(*_heavy("directive"))
        .filter(pk=duty_id)
        .first()
    )
    everything = visible(Assignment.objects.all(), actor, Action.VIEW_DUTIES).filter(duty=duty_id)
    if duty is None:
        raise Http404("Không có nhiệm vụ này trong phạm vi của đồng chí.")
    giver = duty.given_under.unit if duty.given_under else duty.directive.unit
    inside = giver.path.startswith(actor.unit_path)
    unit_id = giver.pk if inside else actor.unit_id
    rows = everything.filter(
        Q(parent__unit=unit_id) | Q(parent=None, directive__unit=unit_id)
    ).select_related("unit", "parent__unit")  # fmt: skip
    held = list(rows.order_by("unit__position", "unit_id", "organ"))
    if not held and not everything.exists():
        raise Http404("Không có nhiệm vụ này trong phạm vi của đồng chí.")
    answered = Report.objects.filter(assignment__in=held, state__in=ANSWERED)
    told = [*answered.values_list("period_start", flat=True).distinct().order_by()]
    periods = _periods(held, told)
    if start not in periods:
        start = max(filter(None, told), default=periods[0] if periods else None)
    found = {one.assignment_id: one for one in answered.filter(period_start=start)}
    answers = [_answer(one, found.get(one.pk), start, on) for one in held]
    unit = giver if inside else _own_unit(held, giver)
    return Rollup(duty, duty.directive, unit, start, periods, _columns(answers), answers)


def _own_unit(held: Sequence[Assignment], giver: Unit) -> Unit:
    for one in held:
        if one.parent:
            return one.parent.unit
    return giver


def _periods(held: Sequence[Assignment], told: Iterable[date | None]) -> list[date]:
    """The periods there are: those answered and those now open, newest first."""
    starts = {*told, *(one.period_start for one in held)}
    return sorted((start for start in starts if start), reverse=True)


def _answer(one: Assignment, given: Report | None, start: date | None, on: date) -> Answer:
    name = one.organ or one.unit.short_name or one.unit.name
    if given is not None:
        figures = {k.code: k for k in map(Known.from_dict, given.figures)}
        return Answer(one, name, given, given.late_days or 0, figures)
    now, over = one.period_start == start, Stage(one.stage).over
    late = rule.late_days(one.due_on, on) if now and not over else 0
    return Answer(one, name, None, late, {}, settled=now and over)


def _columns(answers: Sequence[Answer]) -> list[Column]:
    """Every figure told by somebody, in the order they are met, with the total of the numbers."""
    first: dict[str, Known] = {}
    totals: dict[str, Decimal] = {}
    for one in answers:
        for code, known in one.figures.items():
            first.setdefault(code, known)
            if known.added and known.number is not None:
                totals[code] = totals.get(code, Decimal()) + known.number
    return [Column(code, k.label, k.unit, totals.get(code)) for code, k in first.items()]
