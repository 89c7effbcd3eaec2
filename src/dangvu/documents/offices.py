"""How a unit's office heads, addresses and signs its letters: the custom, and its own habit."""

from dataclasses import dataclass, replace
from datetime import date

from dangvu.documents.queries import Habit
from dangvu.orgs.queries import Letterhead, Unit
from dangvu.rules.organisations import OrgType


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
    signer: str = ""


@dataclass(frozen=True)
class Wording:
    """What the drafter decides: subject, day of the report, head, signature, distribution.

    ``addressees`` empty: the letter greets whom it goes to, in the office's words.
    """

    office: Office
    subject: str
    report_due: date
    addressees: str = ""


def office_of(unit: Unit, head: Letterhead) -> Office:
    """The custom of a unit's office (R13.2, R13.5, R13.9, R13.10); all of it can be changed."""
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
                ("Như trên", ""),
                ("Thường trực Tỉnh ủy", "b/c"),
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
        recipients=(
            ("Như trên", ""),
            ("Các đồng chí đảng ủy viên", ""),
            ("Lưu Đảng ủy", ""),
        ),
    )


def accustomed(office: Office, habit: Habit | None) -> Office:
    """The office as it wrote its last paper: nobody types a name twice."""
    if habit is None:
        return office
    return replace(
        office,
        place=habit.place or office.place,
        authority=habit.authority,
        post=habit.post or office.post,
        signer=habit.signer,
        recipients=habit.recipients or office.recipients,
    )


def addressed_as(unit: Unit) -> str:
    """A unit as a letter greets it: its committee; the standing board of a superior one; a cell
    itself."""
    if OrgType(unit.type).is_cell:
        return unit.name
    board = unit.type == OrgType.SUPERIOR
    return f"Ban Thường vụ {unit.committee}" if board else unit.committee
