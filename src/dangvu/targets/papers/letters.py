"""Letters drawn from a month: to all bodies with the annex, to each body, the list for praise."""

from collections.abc import Sequence
from datetime import date

from dangvu.documents.offices import Office, Wording
from dangvu.office.payloads import (
    BodyLetter,
    CauseLine,
    Counts,
    Letterhead,
    PraiseList,
    PraiseRow,
    Recipient,
    Signature,
    UrgingAnnex,
    UrgingAnnexRow,
    UrgingLetter,
)
from dangvu.office.vietnamese import Unreadable, paper_day, parse_day
from dangvu.rules.documents import DocumentType, UnreadableNumber, citation, parse_number
from dangvu.rules.formats import NBSP
from dangvu.rules.months import Month
from dangvu.rules.targets import Class, Policy, bands_text, pace_text, percent_text
from dangvu.targets.papers.offices import committee_of, greeting, named_below, noun_for
from dangvu.targets.papers.workbook import state_text
from dangvu.targets.sheets import Line, Sheet

#: How many names a footnote holds; the annex has them all.
NAMED_AT_ZERO = 40
TYPE = "CV"
AS_ABOVE = "Như trên"
MOST_MONTHS = 12
#: From how many months in a row with admissions a body is called steady.
STEADY_MONTHS = 3
PROSE = (
    (" / ", " so với "),
    (" thời gian,", " thời gian đã qua,"),
    (" kế hoạch,", " kế hoạch đến tháng này,"),
    (" < ", ", dưới mức "),
    (" ≥ ", ", đạt mức "),
)


def letterhead(wording: Wording, month: date, type_: str = TYPE) -> Letterhead:
    """The head of a draft: no number, no day, the month of drafting. Without ``type_`` the paper
    takes no number."""
    office = wording.office
    return Letterhead(
        superior=office.superior,
        issuer=office.issuer,
        symbol=f"{type_}/{office.organ}" if type_ else "",
        place=office.place,
        month=month,
        subject=wording.subject,
    )


def urging_letter(
    shown: Sheet,
    wording: Wording,
    chosen: Sequence[Line],
    causes: Sequence[str],
    drafted_on: date,
) -> UrgingLetter:
    """The letter to all bodies. ``chosen``: the bodies urged; the annex has every body.

    ``causes``: the causes logged most often, in words. Revision and policy stand in the annex.
    """
    counts, total = shown.counts, shown.total
    office = wording.office
    return UrgingLetter(
        letterhead=letterhead(wording, drafted_on),
        addressees=wording.addressees or greeting(office, shown.lines, chosen),
        issuer_name=office.issuer_name,
        scope=f"Toàn {_lower(shown.unit_name)}",
        bases=_bases(shown),
        as_of=shown.on,
        counts=Counts(counts.high, counts.medium, counts.low, counts.none, counts.zero),
        target=total.target or 0,
        admitted=total.cumulative,
        percent=percent_text(total.percent, shown.policy),
        elapsed_percent=total.elapsed_percent,
        policy=bands_text(shown.policy),
        report_to=office.report_to,
        report_due=wording.report_due,
        streak_months=shown.policy.zero_months,
        recipients=_recipients(office),
        signature=Signature(office.authority, office.post, office.signer),
        annex=_annex(shown, chosen),
        projected=total.projected,
        zero_bodies=_some([line.unit_name for line in shown.lines if line.zero]),
        accountable=sum(line.accountability for line in shown.lines),
        causes=tuple(causes),
        noun=noun_for(shown.lines),
        below=noun_for(shown.lines) != "chi bộ",
        period=_period(shown),
    )


def body_letter(
    shown: Sheet,
    wording: Wording,
    line: Line,
    causes: Sequence[CauseLine],
    drafted_on: date,
) -> BodyLetter:
    """The letter to one body, with its own figures, class and causes."""
    office = wording.office
    return BodyLetter(
        letterhead=letterhead(wording, drafted_on),
        addressee=committee_of(line),
        issuer_name=office.issuer_name,
        body_name=_lower(line.unit_name),
        bases=_bases(shown),
        as_of=shown.on,
        months=line.months[-MOST_MONTHS:],
        target=line.target,
        cumulative=line.cumulative,
        percent=percent_text(line.percent, shown.policy),
        elapsed_percent=line.elapsed_percent,
        pace=pace_text(line.pace, shown.policy),
        class_name=_standing(line),
        explanation=_in_prose(line.reason),
        report_to=office.report_to,
        report_due=wording.report_due,
        streak_months=shown.policy.zero_months,
        recipients=_recipients(office),
        signature=Signature(office.authority, office.post, office.signer),
        previous_class=_previous(line),
        zero_months=line.zero_months,
        causes=tuple(causes),
        accountability=line.accountability,
        noun=noun_for([line]),
        first_month=_first_month(shown),
        lagging=line.cls == Class.LOW,
        doing_well=line.cls == Class.HIGH,
        classed=line.cls != Class.NONE,
        months_left=Month.of(shown.period_end).index - shown.month.index,
        period=_period(shown),
    )


def praise_list(
    shown: Sheet, wording: Wording, lines: Sequence[Line], drafted_on: date
) -> PraiseList:
    """The list of bodies doing well, in the order given (R11.8)."""
    office = wording.office
    return PraiseList(
        letterhead=letterhead(wording, drafted_on, ""),
        as_of=shown.on,
        policy=_high_band(shown),
        rows=tuple(
            PraiseRow(
                name=line.unit_name,
                target=line.target or 0,
                cumulative=line.cumulative,
                percent=_share(line, shown.policy),
                pace=pace_text(line.pace, shown.policy),
                merit=_merit(shown, line),
            )
            for line in lines
        ),
        recipients=tuple(r for r in _recipients(office) if r.name != AS_ABOVE),
        signature=Signature(office.authority, office.post, office.signer),
        noun=noun_for(shown.lines),
        period=_period(shown),
    )


def _merit(shown: Sheet, line: Line) -> str:
    """What a body did well beyond its pace, in a few words; possibly nothing."""
    if line.completed:
        return "Hoàn thành chỉ tiêu"
    steady = len(line.months) - max((i for i, n in enumerate(line.months, 1) if not n), default=0)
    if steady >= STEADY_MONTHS:
        return f"{steady} tháng liền có kết nạp"
    if before := _previous(line):
        return f"Tháng trước xếp loại {before}"
    return f"Tháng {shown.month.number} kết nạp {line.month} đồng chí" if line.month else ""


def _high_band(shown: Sheet) -> str:
    """What puts a body on the list for praise: "xếp loại cao, nhịp độ từ 1,00."."""
    first = bands_text(shown.policy).partition(". ")[0]
    return f"xếp loại {first[:1].lower()}{first[1:].replace(': ', ', ', 1)}."


def _annex(shown: Sheet, chosen: Sequence[Line]) -> UrgingAnnex:
    notes = (bands_text(shown.policy), named_below(shown.lines, chosen))
    return UrgingAnnex(
        title=(
            f"Kết quả kết nạp đảng viên của {len(shown.lines)} {noun_for(shown.lines)} trực thuộc "
            f"{_lower(shown.unit_name)}, tính đến hết tháng {shown.month.label_vi}"
        ),
        basis=(
            f"{state_text(shown)}; cách xếp loại áp dụng từ {shown.policy.since:%d/%m/%Y}, "
            f"tính theo {shown.policy.date_basis.label_vi}"
        ),
        rows=tuple(
            _annex_row(place, line, shown.policy) for place, line in enumerate(shown.lines, 1)
        ),
        total=_annex_row(None, shown.total, shown.policy),
        notes=tuple(filter(None, notes)),
        first_month=_first_month(shown),
    )


def _annex_row(place: int | None, line: Line, policy: Policy) -> UrgingAnnexRow:
    return UrgingAnnexRow(
        order=place,
        name="Tổng cộng" if place is None else line.unit_name,
        target=line.target,
        months=line.months[-MOST_MONTHS:],
        cumulative=line.cumulative,
        percent=_share(line, policy),
        pace=pace_text(line.pace, policy),
        class_name="" if place is None else _class_name(line),
        zero_months=None if place is None else line.zero_months,
    )


def _share(line: Line, policy: Policy) -> str:
    """The share of the target reached, without its sign: the column's head has it."""
    return percent_text(line.percent, policy).removesuffix(f"{NBSP}%")


def _first_month(shown: Sheet) -> int:
    """The number of the first month printed: the last twelve at the most."""
    months = Month.of(shown.period_start).through(shown.month)[-MOST_MONTHS:]
    return months[0].number


def _period(shown: Sheet) -> str:
    """The period of the targets where it is not a calendar year."""
    start, end = shown.period_start, shown.period_end
    if (start.month, start.day, end.month, end.day, end.year) == (1, 1, 12, 31, start.year):
        return ""
    return f"kỳ từ {paper_day(start)} đến {paper_day(end)}"


def _in_prose(reason: str) -> str:
    """The explanation of a table cell as a letter says it."""
    said = reason
    for short, whole in PROSE:
        said = said.replace(short, whole)
    return said


def _class_name(line: Line) -> str:
    return "Chưa kết nạp" if line.zero else Class(line.cls).label_vi


def _standing(line: Line) -> str:
    """The class of a body inside a sentence."""
    label = Class(line.cls).label_vi.lower()
    return f"{label} (chưa kết nạp)" if line.zero else label


def _previous(line: Line) -> str:
    """The class of the month before in words, where it was another."""
    if line.previous in ("", Class.NONE, line.cls):
        return ""
    return Class(line.previous).label_vi.lower()


def _bases(shown: Sheet) -> tuple[str, ...]:
    """The paper that gave the targets, cited in full (R13.8)."""
    if not shown.decision:
        return ()
    number, _, rest = shown.decision.partition(", ngày ")
    written, _, issuer = rest.partition(" của ")
    try:
        kind = DocumentType.of(parse_number(number).abbreviation)[0]
        on = parse_day(written)
    except (UnreadableNumber, Unreadable):
        return (f"văn bản số {shown.decision} về giao chỉ tiêu kết nạp đảng viên",)
    return (citation(kind, number, on, issuer, "giao chỉ tiêu kết nạp đảng viên"),)


def _recipients(office: Office) -> tuple[Recipient, ...]:
    return tuple(Recipient(name, note) for name, note in office.recipients)


def _some(names: Sequence[str]) -> tuple[str, ...]:
    """The names, or the first of them and how many more."""
    if len(names) <= NAMED_AT_ZERO:
        return tuple(names)
    more = len(names) - NAMED_AT_ZERO
    return (*names[:NAMED_AT_ZERO], f"và {more} tổ chức khác (xem phụ lục)")


def _lower(name: str) -> str:
    """A unit's name inside a sentence."""
    return name[:1].lower() + name[1:]
