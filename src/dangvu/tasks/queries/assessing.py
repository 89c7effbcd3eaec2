"""What the record says of how a directive was carried out: counts, names, what bodies wrote."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from dangvu.access.actor import Actor
from dangvu.office.payloads import Voice
from dangvu.rules.duties import NO_PERIODS, REPORTED_ON, PeriodCount
from dangvu.tasks.models import Assignment, Directive, Duty, InspectionWish, Report, Urging
from dangvu.tasks.queries import directives, following, reports
from dangvu.tasks.queries.following import BodyLine, FollowSheet
from dangvu.tasks.queries.past_periods import past_periods

LONGEST_VOICE = 400
_REPORTED = [one.value for one in REPORTED_ON]
Said = set[tuple[int, int]]
"""Unit and duty of the paper."""


@dataclass(frozen=True)
class DutyCount:
    """A duty of the paper: how many bodies have it, did it, are late with it, never reported; how
    the periods went by where it recurs."""

    duty: Duty
    given: int
    done: int
    late: int
    silent: int
    periods: PeriodCount = NO_PERIODS


@dataclass(frozen=True)
class Assessed:
    """A directive as it stands on a day, with what happened since another."""

    directive: Directive
    since: date
    on: date
    bodies: int
    duties: tuple[DutyCount, ...]
    all_done: tuple[str, ...]
    late: tuple[str, ...]
    silent: tuple[str, ...]
    difficulties: tuple[Voice, ...]
    proposals: tuple[Voice, ...]
    urgings: int
    urged_bodies: int
    inspections: tuple[str, ...]


def assess(actor: Actor, directive_id: int, since: date, on: date) -> Assessed:
    """The record of a directive between two days, of the bodies directly under who follows it up.
    The number of statements does not depend on how many those are; 404 outside reach."""
    sheet = following.follow_sheet(actor, directive_id, on)
    found, lines = sheet.directive, sheet.lines
    answers = list(_answers(actor, found, since, on))
    said = {(one.unit_id, one.root_id) for one in answers}
    bodies = {line.unit_id for line in lines}
    urged = list(
        Urging.objects.filter(directive=found, unit__in=bodies, on__gte=since, on__lte=on)
        .values_list("unit_id", flat=True)
    )  # fmt: skip
    wished = InspectionWish.objects.filter(directive=found, unit__in=bodies)
    own = [one for one in answers if one.unit_id in bodies]
    return Assessed(
        directive=found,
        since=since,
        on=on,
        bodies=len(lines),
        duties=_counts(actor, sheet, since, on),
        all_done=tuple(line.name for line in lines if line.done),
        late=tuple(line.name for line in lines if line.late),
        silent=tuple(line.name for line in lines if _silent_body(line, sheet, said)),
        difficulties=_voices(own, "difficulties"),
        proposals=_voices(own, "proposals"),
        urgings=len(urged),
        urged_bodies=len(set(urged)),
        inspections=tuple(wished.order_by("unit__path").values_list("unit__name", flat=True)),
    )


def tallies(
    actor: Actor, directive_ids: Collection[int], on: date
) -> dict[int, tuple[int, int, int]]:
    """Of each of some directives what is within reach: given, over, late. One statement."""
    rows = directives.assignments(actor).filter(directive__in=directive_ids)
    counted = (
        rows.select_related(None)
        .order_by()
        .values("directive_id")
        .annotate(
            given=Count("id"),
            over=Count("id", filter=Q(stage__in=directives.OVER)),
            behind=Count("id", filter=directives.late(on)),
        )
    )
    return {row["directive_id"]: (row["given"], row["over"], row["behind"]) for row in counted}


def by_duty(actor: Actor, found: Directive, on: date) -> dict[int, tuple[int, int, int]]:
    """Of each duty of the paper what is within reach, whoever has it or a part of it: given, over,
    late. One statement."""
    counted = (
        directives.assignments(actor)
        .filter(directive=found)
        .select_related(None)
        .order_by()
        .values("root_id")
        .annotate(
            given=Count("id"),
            over=Count("id", filter=Q(stage__in=directives.OVER)),
            behind=Count("id", filter=directives.late(on)),
        )
    )
    return {row["root_id"]: (row["given"], row["over"], row["behind"]) for row in counted}


def _answers(actor: Actor, found: Directive, since: date, on: date) -> Iterable[Report]:
    """Reports sent in the time, newest first; without figures. One statement."""
    rows = reports.reports(actor).filter(
        Q(sent_on__gte=since), sent_on__lte=on, directive=found, state__in=reports.ANSWERED
    )
    kept = rows.select_related(None).select_related("unit").order_by("-sent_on", "-pk")
    return kept.only("unit__name", "root_id", "state", "difficulties", "proposals", "sent_on")


def _counts(actor: Actor, sheet: FollowSheet, since: date, on: date) -> tuple[DutyCount, ...]:
    """Of each duty how many of those the paper gave it to did it, are late, never reported; of a
    paper from above, of all within reach. One statement; three more where one recurs."""
    found = sheet.directive
    rows = directives.assignments(actor).filter(directive=found)
    if directives.mine(actor, found):
        rows = rows.filter(parent=None)
    own = Report.objects.filter(assignment=OuterRef("pk"), sent_on__gte=since, sent_on__lte=on)
    late = directives.late(on)
    over, once = Q(stage__in=directives.OVER), Q(duty__every="")
    counted = (
        rows.select_related(None)
        .order_by()
        .annotate(
            told=Exists(own.filter(state__in=reports.ANSWERED)),
            taken=Exists(own.filter(state=Report.State.ACCEPTED)),
        )
        .values("root_id")
        .annotate(
            given=Count("id"),
            finished=Count("id", filter=(once & over) | (~once & Q(taken=True) & ~late)),
            behind=Count("id", filter=late),
            silent=Count("id", filter=Q(told=False) & ~over & Q(duty__product__in=_REPORTED)),
        )
    )
    told = {row["root_id"]: row for row in counted}
    none = dict.fromkeys(("given", "finished", "behind", "silent"), 0)
    gone = _gone(rows, sheet, since, on)
    return tuple(
        DutyCount(duty, row["given"], row["finished"], row["behind"], row["silent"],
                  gone.get(duty.pk, NO_PERIODS))
        for duty in sheet.duties
        for row in [told.get(duty.pk, none)]
    )  # fmt: skip


def _gone(
    rows: QuerySet[Assignment], sheet: FollowSheet, since: date, on: date
) -> dict[int, PeriodCount]:  # fmt: skip
    """How the periods of each duty of the paper went by."""
    found: dict[int, PeriodCount] = {}
    if any(duty.every for duty in sheet.duties):
        counts = past_periods(rows, on, since)
        for pk, root in rows.filter(pk__in=counts).order_by().values_list("pk", "root_id"):
            found[root] = found.get(root, NO_PERIODS) + counts[pk]
    return found


def _silent(line: BodyLine, duty: Duty, said: Said) -> bool:
    cell = line.cells.get(duty.pk)
    if cell is None or cell.stage is None or cell.stage.over:
        return False
    return duty.product in _REPORTED and (line.unit_id, duty.pk) not in said


def _silent_body(line: BodyLine, sheet: FollowSheet, said: Said) -> bool:
    """Whether a body that has something to report never did, about anything."""
    if any((line.unit_id, duty.pk) in said for duty in sheet.duties):
        return False
    return any(_silent(line, duty, said) for duty in sheet.duties)


def _voices(answers: Iterable[Report], which: str) -> tuple[Voice, ...]:
    """What bodies wrote last, each once."""
    found: dict[int, Voice] = {}
    for one in answers:
        text = " ".join(str(getattr(one, which)).split())
        if text and one.unit_id not in found:
            short = text if len(text) <= LONGEST_VOICE else f"{text[:LONGEST_VOICE].rstrip()}…"
            found[one.unit_id] = Voice(one.unit.name, short)
    return tuple(found.values())
