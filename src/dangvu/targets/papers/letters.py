"""Letters drawn from a month: to all bodies with the annex, to each body, the list for praise."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

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
from dangvu.orgs import queries as orgs
from dangvu.orgs.queries import Unit
from dangvu.rules.organisations import OrgType
from dangvu.rules.targets import Class, bands_text
from dangvu.targets.papers.workbook import state_text
from dangvu.targets.sheets import Line, Sheet

NAMED_AT_ZERO = 12
TYPE = "CV"


@dataclass(frozen=True)
class Office:
    """How a unit's office heads, addresses and signs its letters; every part can be changed."""

    superior: str
    issuer: str
    issuer_name: str
    organ: str
    place: str
    addressees: str
    report_to: str
    authority: str
    post: str
    recipients: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Wording:
    """What the drafter decides: day of the report, head, signature, distribution, subject."""

    office: Office
    subject: str
    report_due: date
    signer: str = ""


def office_of(unit: Unit) -> Office:
    """The letter habits of a unit's office (R13.2, R13.5, R13.9); all of it can be changed."""
    head = orgs.letterhead(unit.pk)
    if unit.type == OrgType.PROVINCIAL:
        return Office(
            superior=head.above,
            issuer=head.organ,
            issuer_name="Ban Tổ chức Tỉnh ủy",
            organ="BTCTU",
            place=unit.name.removeprefix("Đảng bộ tỉnh ").removeprefix("Đảng bộ thành phố "),
            addressees="Ban Thường vụ các đảng ủy trực thuộc Tỉnh ủy",
            report_to="Ban Tổ chức Tỉnh ủy",
            authority="K/T TRƯỞNG BAN",
            post="PHÓ TRƯỞNG BAN",
            recipients=(
                ("Thường trực Tỉnh ủy", "b/c"),
                ("Như trên", ""),
                ("Lãnh đạo Ban", ""),
                ("Lưu Văn phòng Ban", ""),
            ),
        )
    return Office(
        superior=head.above,
        issuer=head.organ,
        issuer_name=unit.committee,
        organ="ĐU",
        place=unit.short_name.split(" ", 1)[-1],
        addressees="Cấp ủy các tổ chức đảng trực thuộc",
        report_to=unit.committee,
        authority="T/M BAN THƯỜNG VỤ",
        post="PHÓ BÍ THƯ",
        recipients=(("Như trên", ""), ("Thường trực Đảng ủy", "b/c"), ("Lưu Đảng ủy", "")),
    )


def letterhead(wording: Wording, shown: Sheet, month: date) -> Letterhead:
    """The head of a draft: no number, no day, the month of drafting."""
    office = wording.office
    return Letterhead(
        superior=office.superior,
        issuer=office.issuer,
        symbol=f"{TYPE}/{office.organ}",
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
        letterhead=letterhead(wording, shown, drafted_on),
        addressees=_addressees(shown, office, chosen),
        issuer_name=office.issuer_name,
        scope=f"Toàn {_lower(shown.unit_name)}",
        bases=_bases(shown),
        as_of=shown.on,
        counts=Counts(counts.high, counts.medium, counts.low, counts.none, counts.zero),
        target=total.target or 0,
        admitted=total.cumulative,
        percent=total.percent or Decimal(0),
        elapsed_percent=total.elapsed_percent,
        policy=bands_text(shown.policy),
        report_to=office.report_to,
        report_due=wording.report_due,
        streak_months=shown.policy.zero_months,
        recipients=_recipients(office),
        signature=Signature(office.authority, office.post, wording.signer),
        annex=_annex(shown),
        projected=total.projected,
        zero_bodies=_some([line.unit_name for line in shown.lines if line.zero]),
        accountable=sum(line.accountability for line in shown.lines),
        causes=tuple(causes),
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
        letterhead=letterhead(wording, shown, drafted_on),
        addressee=_committee(line, office),
        issuer_name=office.issuer_name,
        body_name=_lower(line.unit_name),
        bases=_bases(shown),
        as_of=shown.on,
        months=line.months[-12:],
        target=line.target,
        cumulative=line.cumulative,
        percent=line.percent,
        elapsed_percent=line.elapsed_percent,
        pace=line.pace,
        class_name=_class_name(line).lower(),
        explanation=line.reason,
        report_to=office.report_to,
        report_due=wording.report_due,
        streak_months=shown.policy.zero_months,
        recipients=_recipients(office),
        signature=Signature(office.authority, office.post, wording.signer),
        previous_class=_previous(line),
        zero_months=line.zero_months,
        causes=tuple(causes),
        accountability=line.accountability,
    )


def praise_list(
    shown: Sheet, wording: Wording, lines: Sequence[Line], drafted_on: date
) -> PraiseList:
    """The list of bodies doing well, in the order given (R11.8)."""
    office = wording.office
    return PraiseList(
        letterhead=letterhead(wording, shown, drafted_on),
        as_of=shown.on,
        policy=bands_text(shown.policy),
        rows=tuple(
            PraiseRow(
                name=line.unit_name,
                target=line.target or 0,
                cumulative=line.cumulative,
                percent=line.percent or Decimal(0),
                pace=line.pace,
                merit="Hoàn thành chỉ tiêu năm" if line.completed else "",
            )
            for line in lines
        ),
        recipients=_recipients(office),
        signature=Signature(office.authority, office.post, wording.signer),
    )


def _annex(shown: Sheet) -> UrgingAnnex:
    return UrgingAnnex(
        title=(
            f"Kết quả kết nạp đảng viên của {len(shown.lines)} tổ chức đảng trực thuộc "
            f"{_lower(shown.unit_name)}, tính đến hết tháng {shown.month.label_vi}"
        ),
        basis=(
            f"{state_text(shown)}; cách xếp loại áp dụng từ {shown.policy.since:%d/%m/%Y}, "
            f"tính theo {shown.policy.date_basis.label_vi}"
        ),
        rows=tuple(_annex_row(place, line) for place, line in enumerate(shown.lines, 1)),
        total=_annex_row(None, shown.total),
        notes=(bands_text(shown.policy),),
    )


def _annex_row(place: int | None, line: Line) -> UrgingAnnexRow:
    return UrgingAnnexRow(
        order=place,
        name="Tổng cộng" if place is None else line.unit_name,
        target=line.target,
        months=line.months[-12:],
        cumulative=line.cumulative,
        percent=line.percent,
        pace=line.pace,
        class_name="" if place is None else _class_name(line),
        zero_months=None if place is None else line.zero_months,
    )


def _class_name(line: Line) -> str:
    return "Chưa kết nạp" if line.zero else Class(line.cls).label_vi


def _previous(line: Line) -> str:
    """The class of the month before in words, where there was one."""
    if line.previous in ("", Class.NONE):
        return ""
    return Class(line.previous).label_vi.lower()


def _bases(shown: Sheet) -> tuple[str, ...]:
    return (f"{shown.decision} về giao chỉ tiêu kết nạp đảng viên",) if shown.decision else ()


def _addressees(shown: Sheet, office: Office, chosen: Sequence[Line]) -> str:
    """All bodies by the office's habit; the bodies themselves where only a few are urged."""
    if len(chosen) == len(shown.lines) or len(chosen) > 3:
        return office.addressees
    return "; ".join(_committee(line, office) for line in chosen)


def _committee(line: Line, office: Office) -> str:
    """The committee of a body as a letter addresses it."""
    name = line.unit_name
    for prefix, committee in (("Đảng bộ", "Đảng ủy"), ("Chi bộ", "Chi ủy chi bộ")):
        if name.startswith(prefix):
            name = committee + name.removeprefix(prefix)
            break
    return f"Ban Thường vụ {name}" if name.startswith("Đảng ủy") else name


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
