"""Cases as the rules take them: set-based, a constant number of statements for any number."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Max

from dangvu.admissions.models import (
    Case,
    CaseHelper,
    CasePaper,
    CaseStep,
    DayOff,
    HelperRemark,
    RuleChoice,
)
from dangvu.orgs.queries import ancestor_types
from dangvu.rules.organisations import OrgType
from dangvu.rules.procedure import (
    CaseFacts,
    Choice,
    Introducer,
    IntroducerKind,
    Law,
    Readmission,
    Standing,
    Step,
    Taken,
    Vote,
    standing,
)
from dangvu.rules.procedure_law import LAW, RULES, parse_figure
from dangvu.rules.workdays import DEFAULT, Calendar, Override

_BARRING = frozenset(
    {
        Case.LeftHow.DROPPED,
        Case.LeftHow.ASKED,
        Case.LeftHow.DISUNITED,
        Case.LeftHow.CORRUPT,
        Case.LeftHow.CONVICTED,
    }
)
"""Who left so is not readmitted (R2.23)."""
_SECTIONS = frozenset({OrgType.SECTION, OrgType.SUBORDINATE})


def calendar_days() -> Calendar:
    """The working days as the province has them. One statement."""
    rows = DayOff.objects.order_by("on").values_list("on", "working", "name")
    overrides = [Override(on, working, name) for on, working, name in rows]
    return DEFAULT.with_overrides(overrides) if overrides else DEFAULT


def law_chosen() -> Law:
    """The figures of the procedure with what the province has chosen. One statement."""
    known = {rule.name: rule for rule in RULES}
    rows = RuleChoice.objects.order_by("id")
    choices = {
        (row.name, row.since): Choice(
            row.name, parse_figure(known[row.name], row.value), row.since, row.reason
        )
        for row in rows
        if row.name in known
    }
    return Law(tuple(choices.values())) if choices else LAW


def facts_of(rows: Sequence[Case], until: date | None = None) -> dict[int, CaseFacts]:
    """What the rules ask of cases, by id; ``until``: as far as it had come by that day.

    The rows are within reach already. Five statements.
    """
    if not rows:
        return {}
    ids = [row.pk for row in rows]
    taken = _taken(ids, until)
    introducers = _introducers(ids, until)
    papers: dict[int, set[str]] = defaultdict(set)
    for case_id, code in CasePaper.objects.filter(case__in=ids).values_list("case_id", "code"):
        papers[case_id].add(code)
    remarks = HelperRemark.objects.filter(helper__case__in=ids)
    if until:
        remarks = remarks.filter(on__lte=until)
    remarked = dict(remarks.values_list("helper__case_id").annotate(last=Max("on")))
    above = ancestor_types({row.unit_path for row in rows})
    return {
        row.pk: _facts(
            row, taken[row.pk], introducers[row.pk], frozenset(papers[row.pk]),
            remarked.get(row.pk), above[row.unit_path], until,
        )
        for row in rows
    }  # fmt: skip


def _facts(
    row: Case,
    taken: Sequence[Taken],
    introducers: Sequence[Introducer],
    papers: frozenset[str],
    remarked_on: date | None,
    above: frozenset[str],
    until: date | None,
) -> CaseFacts:
    return CaseFacts(
        opened_on=row.opened_on,
        born_on=row.birth_on,
        taken=tuple(taken),
        introducers=tuple(introducers),
        certificate_on=_by(row.certificate_on, until),
        new_certificate_on=_by(row.new_certificate_on, until),
        has_youth=row.youth_union,
        has_union=row.trade_union,
        has_section=bool(above & _SECTIONS),
        grassroots_below=OrgType.SUPERIOR in above,
        consent_on=_by(row.consent_on, until),
        papers=papers,
        readmission=_readmission(row) if row.readmission else None,
        remarked_on=remarked_on,
    )


def _by(on: date | None, until: date | None) -> date | None:
    return on if on and (until is None or on <= until) else None


def _readmission(row: Case) -> Readmission:
    return Readmission(
        left_on=row.left_on,
        consent_on=row.readmission_consent_on,
        before=row.readmitted_before,
        barred=Case.LeftHow(row.left_how).label if row.left_how in _BARRING else "",
        cleared_on=row.conviction_cleared_on,
    )


def _taken(ids: Sequence[int], until: date | None) -> Mapping[int, list[Taken]]:
    rows = CaseStep.objects.filter(case__in=ids)
    if until:
        rows = rows.filter(on__lte=until)
    found: dict[int, list[Taken]] = defaultdict(list)
    for row in rows.order_by("on", "id"):
        found[row.case_id].append(taken_of(row))
    return found


def taken_of(row: CaseStep) -> Taken:
    """A recorded step as the rules take it."""
    return Taken(
        step=Step(row.step), on=row.on, number=row.number, issuer=row.issuer, until=row.until,
        vote=vote_of(row.vote), reason=row.reason, id=row.pk or 0, annuls=row.annuls_id,
    )  # fmt: skip


def vote_of(numbers: Mapping[str, Any] | None) -> Vote | None:
    """A vote from the numbers kept of it."""
    return Vote(**numbers) if numbers else None


def _introducers(ids: Sequence[int], until: date | None) -> Mapping[int, list[Introducer]]:
    rows = CaseHelper.objects.filter(
        case__in=ids, role=CaseHelper.Role.INTRODUCER, until=None
    ).order_by("id")
    if until:
        rows = rows.filter(since__lte=until)
    found: dict[int, list[Introducer]] = defaultdict(list)
    for row in rows:
        found[row.case_id].append(
            Introducer(IntroducerKind(row.kind), row.official_on, row.same_unit_since)
        )
    return found


def standing_of(row: Case, on: date) -> Standing:
    """Where a case stands on a day, from what was done by then. Seven statements."""
    return standings_of([row], on)[row.pk]


def standings_of(rows: Sequence[Case], on: date) -> dict[int, Standing]:
    """Where cases stand on a day, by id. Seven statements, whatever their number."""
    if not rows:
        return {}
    days, law = calendar_days(), law_chosen()
    return {pk: standing(facts, on, days, law) for pk, facts in facts_of(rows, on).items()}
