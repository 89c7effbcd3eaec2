"""Duties on paper: letters that urge what is late, and how a directive was carried out."""

from collections.abc import Mapping, Sequence
from datetime import date

from dangvu.documents.offices import Office, Wording, addressed_as
from dangvu.office.payloads import (
    AssessedDuty,
    DirectiveAssessment,
    DutyBodyUrging,
    DutyUrging,
    Letterhead,
    OwedRow,
    Recipient,
    Signature,
    Spread,
    Voice,
)
from dangvu.office.vietnamese import and_more, fold, paper_day
from dangvu.orgs.queries import Unit
from dangvu.rules.obligations import Every, Product
from dangvu.tasks.models import Directive, Duty
from dangvu.tasks.queries import directives
from dangvu.tasks.queries.assessing import Assessed, DutyCount
from dangvu.tasks.queries.dissemination import Coverage
from dangvu.tasks.queries.following import BodyLine, FollowSheet

LETTER, REPORT = "CV", "BC"
AS_ABOVE = "Như trên"
#: How many bodies a letter greets by name; more are greeted together.
GREETED_BY_NAME = 3
#: How many different things written stand in an assessment; how many bodies are named with one.
MOST_VOICES, VOICES_BY_NAME = 20, 12


def subject_of(found: Directive) -> str:
    """What an urging letter says it is about, unless its drafter says otherwise."""
    return f"về việc đôn đốc thực hiện {directives.short_citation(found)}"


def title_of(found: Directive, period: str) -> str:
    """What an assessment says it is about."""
    return f"kết quả thực hiện {directives.short_citation(found)}, {period}"


def in_full(found: Directive) -> str:
    """The paper as cited first: kind, number, day, issuer, and what it is about."""
    subject = found.paper.title.strip().rstrip(".")
    subject = subject[:1].lower() + subject[1:]
    return f"{directives.cited(found)} {subject}".strip()


def owed(line: BodyLine, duties: Mapping[int, Duty]) -> list[OwedRow]:
    """The duties a body is late with, and those that are late beneath it, in the paper's order."""
    rows = []
    for pk, duty in duties.items():
        cell = line.cells.get(pk)
        if cell is None or not (cell.late or cell.below_late):
            continue
        state = cell.word_vi
        if not cell.late:
            state = f"cấp dưới còn {cell.below_late} việc quá hạn"
        heading = duty.called if cell.late else f"{duty.called} ({state})"
        rows.append(
            OwedRow(
                body=line.name,
                duty=f"{duty.no}. {heading}" if duty.no else heading,
                product=Product(duty.product).label_vi,
                due_on=cell.due_on,
                late_days=cell.late_days,
                state=state,
                urged=line.urged,
            )
        )
    return rows


def head(wording: Wording, month: date, type_: str) -> Letterhead:
    """The head of a draft: no number, no day, the month of drafting."""
    office = wording.office
    return Letterhead(
        superior=office.superior,
        issuer=office.issuer,
        symbol=f"{type_}/{office.organ}",
        place=office.place,
        month=month,
        subject=wording.subject,
    )


def common_letter(
    sheet: FollowSheet, wording: Wording, lines: Sequence[BodyLine], units: Mapping[int, Unit]
) -> DutyUrging:
    """One letter to the bodies chosen, with what each of them is late with."""
    office = wording.office
    duties = {duty.pk: duty for duty in sheet.duties}
    return DutyUrging(
        letterhead=head(wording, sheet.on, LETTER),
        addressees=wording.addressees or _greeting(office, sheet, lines, units),
        issuer_name=office.issuer_name,
        paper=in_full(sheet.directive),
        as_of=sheet.on,
        given=sheet.counts["bodies"],
        rows=tuple(row for line in lines for row in owed(line, duties)),
        report_to=office.report_to,
        report_due=wording.report_due,
        recipients=_recipients(office),
        signature=Signature(office.authority, office.post, office.signer),
    )


def body_letter(sheet: FollowSheet, wording: Wording, line: BodyLine, unit: Unit) -> DutyBodyUrging:
    """The letter to one body about its own duties."""
    office = wording.office
    return DutyBodyUrging(
        letterhead=head(wording, sheet.on, LETTER),
        addressee=addressed_as(unit),
        issuer_name=office.issuer_name,
        body_name=line.name[:1].lower() + line.name[1:],
        paper=in_full(sheet.directive),
        as_of=sheet.on,
        rows=tuple(owed(line, {duty.pk: duty for duty in sheet.duties})),
        report_to=office.report_to,
        report_due=wording.report_due,
        recipients=_recipients(office),
        signature=Signature(office.authority, office.post, office.signer),
        urged=line.urged,
        urged_on=line.urged_on,
    )


def assessment(
    facts: Assessed, spread: Coverage, wording: Wording, period: str
) -> DirectiveAssessment:
    """How a directive was carried out in a period, from the record."""
    office, numbers = wording.office, spread.whole.numbers
    return DirectiveAssessment(
        letterhead=head(wording, facts.on, REPORT),
        issuer_name=office.issuer_name,
        paper=in_full(facts.directive),
        period=period,
        as_of=facts.on,
        duties=tuple(_assessed(count) for count in facts.duties),
        spread=Spread(
            units=numbers.units,
            received=numbers.received,
            held=numbers.held,
            members=numbers.expected,
            reached=min(numbers.learned, numbers.expected),
        ),
        bodies=facts.bodies,
        all_done=facts.all_done,
        late=facts.late,
        silent=facts.silent,
        difficulties=_together(facts.difficulties),
        proposals=_together(facts.proposals),
        urgings=facts.urgings,
        urged_bodies=facts.urged_bodies,
        inspections=facts.inspections,
        recipients=tuple(r for r in _recipients(office) if r.name != AS_ABOVE),
        signature=Signature(office.authority, office.post, office.signer),
    )


def _together(voices: Sequence[Voice]) -> tuple[Voice, ...]:
    """What was written, the same words once with everybody who wrote them; what most wrote first,
    else as it was met."""
    by: dict[str, list[Voice]] = {}
    for voice in voices:
        by.setdefault(fold(voice.text).strip(" .;,"), []).append(voice)
    alike = sorted(by.values(), key=len, reverse=True)[:MOST_VOICES]
    return tuple(Voice(_by_name(group), group[0].text) for group in alike)


def _by_name(group: Sequence[Voice]) -> str:
    names = "; ".join(voice.body for voice in group[:VOICES_BY_NAME])
    return and_more(names, len(group) - VOICES_BY_NAME)


def _assessed(count: DutyCount) -> AssessedDuty:
    duty = count.duty
    due = Every(duty.every).label_vi if duty.every else ""
    if not due and duty.due_on:
        due = f"hết ngày {paper_day(duty.due_on)}"
    return AssessedDuty(
        no=duty.no or str(duty.position),
        heading=duty.called,
        product=Product(duty.product).label_vi,
        due=due,
        given=count.given,
        done=count.done,
        late=count.late,
        silent=count.silent,
        in_time=count.periods.in_time,
        behind=count.periods.late,
        missed=count.periods.missed,
    )


def _greeting(
    office: Office, sheet: FollowSheet, lines: Sequence[BodyLine], units: Mapping[int, Unit]
) -> str:
    if len(lines) <= GREETED_BY_NAME:
        return "; ".join(addressed_as(units[line.unit_id]) for line in lines)
    if len(lines) == sheet.counts["bodies"]:
        return office.addressees
    return f"{office.addressees} (có tên ở Phụ lục)"


def _recipients(office: Office) -> tuple[Recipient, ...]:
    return tuple(Recipient(name, note) for name, note in office.recipients)
