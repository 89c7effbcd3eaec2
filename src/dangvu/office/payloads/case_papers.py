"""What fills the papers of one case: the facts of the record, and the words a Word model may use.

A fact that the record does not hold stands as "[…]", saying what belongs there: whoever prints the
paper writes it in Word. Judgements of a person are never in the record, so they are always such.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from dangvu.office.payloads.case_forms import CaseForm, FormGroup, FormIssuer
from dangvu.office.payloads.head import (
    RECIPIENT_SLOT,
    Letterhead,
    Recipient,
    Signature,
    joined,
    prefixed,
    recipient_lines,
)
from dangvu.office.vietnamese import NBSP, long_day, number, paper_day, percent


def wanted(what: str) -> str:
    """The mark of something that has to be written by whoever prints the paper."""
    return f"[{what}]"


def _day(on: date | None, what: str) -> str:
    """ "ngày 31/5/2026": the word goes with the day, so that a missing one reads well too."""
    return f"ngày {paper_day(on)}" if on else wanted(f"ngày {what}")


def _count(value: int | None, what: str) -> str:
    return wanted(what) if value is None else number(value)


@dataclass(frozen=True)
class IssuingBody:
    """An organisation as it stands in the papers: in a sentence, in the head, over the signature.

    `place` is where its papers are dated; `organ` its symbol in a number ("CB", "ĐU").
    """

    name: str
    heading: str = ""
    above: str = ""
    organ: str = ""
    place: str = ""
    authority: str = ""
    post: str = ""
    signer: str = ""


@dataclass(frozen=True)
class Deed:
    """What was done on a day, with the number of its paper as it is cited ("05-NQ/CB")."""

    on: date | None = None
    number: str = ""

    SLOTS: ClassVar[Mapping[str, str]] = {
        "on": "ngày, đã có chữ ngày",
        "number": "số, ký hiệu của văn bản, đã có chữ số",
        "known": "đã ghi hay chưa",
    }

    def to_dict(self, what: str) -> dict[str, Any]:
        """The words of the deed; `what` names it where the record is silent."""
        return {
            "on": _day(self.on, what),
            "number": f"số {self.number}" if self.number else wanted(f"số văn bản {what}"),
            "known": self.on is not None,
        }


@dataclass(frozen=True)
class Ballot(Deed):
    """A vote. `base`: those counted (R1.18), of `official`; `left_out` says who is not. `needed` is
    the ratio in words ("2/3"); `reached` whether it was met. None: not recorded.
    """

    agreed: int | None = None
    disagreed: int | None = None
    blank: int | None = None
    present: int | None = None
    official: int | None = None
    base: int | None = None
    left_out: str = ""
    needed: str = ""
    reached: bool | None = None

    SLOTS: ClassVar[Mapping[str, str]] = {
        **Deed.SLOTS,
        "agreed": "số tán thành",
        "disagreed": "số không tán thành",
        "blank": "số không có ý kiến",
        "present": "số có mặt",
        "official": "tổng số có quyền biểu quyết",
        "base": "số dùng làm mẫu để tính tỷ lệ",
        "left_out": "những người không tính vào mẫu, kèm số",
        "has_left_out": "có người không tính vào mẫu hay không",
        "percent": "tỷ lệ tán thành so với mẫu",
        "needed": "tỷ lệ phải đạt",
        "fell_short": "đã biểu quyết mà chưa đạt tỷ lệ hay không",
    }

    def to_dict(self, what: str) -> dict[str, Any]:
        """The words of the vote."""
        share = None
        if self.agreed is not None and self.base:
            share = percent(Decimal(100 * self.agreed) / self.base)
        return {
            **super().to_dict(what),
            "agreed": _count(self.agreed, "số tán thành"),
            "disagreed": _count(self.disagreed, "số không tán thành"),
            "blank": _count(self.blank, "số không có ý kiến"),
            "present": _count(self.present, "số có mặt"),
            "official": _count(self.official, "tổng số"),
            "base": _count(self.base, "số để tính tỷ lệ"),
            "left_out": self.left_out,
            "has_left_out": bool(self.left_out),
            "percent": share or wanted("tỷ lệ"),
            "needed": self.needed,
            "fell_short": self.reached is False,
        }


@dataclass(frozen=True)
class Certificate(Deed):
    """A certificate of a class: the class, its days, the organiser."""

    course: str = ""
    opened_on: date | None = None
    ended_on: date | None = None

    SLOTS: ClassVar[Mapping[str, str]] = {
        **Deed.SLOTS,
        "course": "tên lớp",
        "opened_on": "ngày khai giảng",
        "ended_on": "ngày bế giảng",
    }

    def to_dict(self, what: str) -> dict[str, Any]:
        """The words of the certificate."""
        return {
            **super().to_dict(what),
            "course": self.course or wanted("tên lớp"),
            "opened_on": _day(self.opened_on, "khai giảng"),
            "ended_on": _day(self.ended_on, "bế giảng"),
        }


@dataclass(frozen=True)
class Companion:
    """A member who introduces or helps: official since when, since when in one unit or charged."""

    name: str
    official_on: date | None = None
    since: date | None = None

    SLOTS: ClassVar[Mapping[str, str]] = {
        "name": "họ tên đảng viên",
        "official_on": "ngày đảng viên ấy trở thành chính thức",
        "since": "ngày bắt đầu cùng công tác, hoặc ngày được phân công",
    }

    def to_dict(self) -> dict[str, Any]:
        """The words of the member."""
        return {
            "name": self.name or wanted("họ và tên"),
            "official_on": _day(self.official_on, "chính thức"),
            "since": _day(self.since, "bắt đầu"),
        }


@dataclass(frozen=True)
class HelpersNote:
    """A helper's remark on work and study, and its day."""

    on: date
    text: str

    SLOTS: ClassVar[Mapping[str, str]] = {
        "on": "ngày nhận xét",
        "text": "nhận xét về công việc, học tập",
    }

    def to_dict(self) -> dict[str, Any]:
        """The words of the remark."""
        return {"on": _day(self.on, "nhận xét"), "text": self.text}


#: What the record says was done, and how it is called where it is silent.
_DEEDS = {
    "applied": "viết đơn",
    "cv": "khai lý lịch",
    "vetting": "gửi thẩm tra",
    "vetted": "có kết quả thẩm tra",
    "opinions": "tổng hợp ý kiến",
    "appraised": "thẩm định",
    "decision": "quyết định kết nạp",
    "ceremony": "kết nạp",
    "self_review": "tự kiểm điểm",
    "opinions_again": "tổng hợp ý kiến",
    "appraised_again": "thẩm định",
    "recognition": "quyết định công nhận chính thức",
    "move": "chuyển đi",
    "notice": "thông báo",
}
_VOTES = {
    "cell_vote": "họp chi bộ xét kết nạp",
    "committee_vote": "họp cấp ủy xét kết nạp",
    "cell_vote_again": "họp chi bộ xét công nhận",
    "committee_vote_again": "họp cấp ủy xét công nhận",
}
_CLASSES = {
    "certificate": "cấp giấy chứng nhận lớp nhận thức",
    "new_certificate": "cấp giấy chứng nhận lớp đảng viên mới",
}


def _slots(names: Mapping[str, str], slots: Mapping[str, str]) -> dict[str, str]:
    return {
        f"{name}.{slot}": f"{says} ({what})"
        for name, what in names.items()
        for slot, says in slots.items()
    }


@dataclass(frozen=True)
class CasePapers:
    """The facts of a case. `month`: any day of the month printed on papers without a day yet.

    `companions` and `organisations` introduce, `helpers` help (and wrote `remarks`). `deeds`,
    `votes`, `certificates` hold what is recorded, by the names in the slots; `reason` is why a
    proposal was not agreed to. `decider` decides on admission or recognition; `section` stands
    between cell and committee, if any. `official_on` is the day the probation ends;
    `ceremony_limit`, `probation` are times in words ("30 ngày làm việc", "12 tháng").
    """

    month: date
    full_name: str
    cell: IssuingBody
    committee: IssuingBody
    decider: IssuingBody
    charter_rule: str
    ceremony_limit: str
    probation: str
    birth_on: date | None = None
    sex: str = ""
    ethnic_group: str = ""
    occupation: str = ""
    area: str = ""
    section: IssuingBody | None = None
    centre: IssuingBody | None = None
    companions: tuple[Companion, ...] = ()
    organisations: tuple[str, ...] = ()
    helpers: tuple[Companion, ...] = ()
    remarks: tuple[HelpersNote, ...] = ()
    deeds: Mapping[str, Deed] = field(default_factory=dict)
    votes: Mapping[str, Ballot] = field(default_factory=dict)
    certificates: Mapping[str, Certificate] = field(default_factory=dict)
    official_on: date | None = None
    moved_to: str = ""
    moved_because: str = ""
    recognition: bool = False
    readmission: bool = False
    reason: str = ""

    SLOTS: ClassVar[Mapping[str, str]] = {
        "title": "tên tài liệu ghi trong tệp",
        **prefixed("letterhead", Letterhead.SLOTS),
        "full_name": "họ và tên người vào Đảng",
        "birth_on": "ngày sinh, đã có chữ ngày",
        "sex": "nam hay nữ",
        "ethnic_group": "dân tộc",
        "occupation": "nghề nghiệp hiện nay",
        "area": "địa bàn",
        "cell": "tên chi bộ",
        "committee": "tên đảng ủy cơ sở",
        "section": "tên cấp ủy ở giữa chi bộ và đảng ủy cơ sở",
        "decider": "tên cấp ủy có thẩm quyền quyết định",
        "centre": "tên nơi mở lớp",
        "admit": "kết nạp, hoặc kết nạp lại",
        "charter_rule": "quy định thi hành Điều lệ Đảng mà hồ sơ theo",
        "ceremony_limit": "hạn tổ chức lễ kết nạp",
        "probation": "thời gian dự bị",
        "official_on": "ngày hết thời gian dự bị, là ngày công nhận chính thức; đã có chữ ngày",
        "introducer": "đảng viên và tổ chức giới thiệu, viết trong câu",
        "helper": "những đảng viên giúp đỡ, viết trong câu",
        **prefixed("first", Companion.SLOTS),
        **prefixed("second", Companion.SLOTS),
        **prefixed("aide", Companion.SLOTS),
        **{f"remarks[].{k}": v for k, v in HelpersNote.SLOTS.items()},
        "has_remarks": "có nhận xét của người giúp đỡ hay không",
        **_slots(_DEEDS, Deed.SLOTS),
        **_slots(_VOTES, Ballot.SLOTS),
        **_slots(_CLASSES, Certificate.SLOTS),
        "addressee": "nơi giới thiệu đến, nơi kính gửi",
        "is_recognition": "đang xét công nhận chính thức hay không",
        "about": "việc được thông báo: kết nạp, hoặc công nhận chính thức",
        "moved_because": "lý do chuyển nơi",
        "reason": "lý do không đồng ý",
        **RECIPIENT_SLOT,
        **prefixed("signature", Signature.SLOTS),
    }  # fmt: skip

    def to_dict(self, form: CaseForm) -> dict[str, Any]:
        """The words of one form."""
        issuer = self._issuer(form)
        none = wanted("họ và tên đảng viên giới thiệu")
        remarks = [r.to_dict() for r in self.remarks if self._of_time(r.on, form)]
        first, second = (*self.companions, Companion(""), Companion(""))[:2]
        return {
            "title": f"{form.code}. {form.title}",
            "letterhead": self._head(form, issuer),
            "full_name": self.full_name,
            "birth_on": _day(self.birth_on, "sinh"),
            "sex": self.sex or wanted("nam, nữ"),
            "ethnic_group": self.ethnic_group or wanted("dân tộc"),
            "occupation": self.occupation or wanted("nghề nghiệp"),
            "area": self.area or wanted("địa bàn"),
            "cell": self.cell.name,
            "committee": self.committee.name,
            "section": self.section.name if self.section else wanted("tên cấp ủy thẩm định"),
            "decider": self.decider.name,
            "centre": self.centre.name if self.centre else wanted("tên nơi mở lớp"),
            "admit": "kết nạp lại" if self.readmission else "kết nạp",
            "charter_rule": self.charter_rule,
            "ceremony_limit": self.ceremony_limit,
            "probation": self.probation,
            "official_on": _day(self.official_on, "hết thời gian dự bị"),
            "introducer": joined([*(c.name for c in self.companions), *self.organisations]) or none,
            "helper": joined([c.name for c in self.helpers])
            or wanted("họ và tên đảng viên giúp đỡ"),
            "first": first.to_dict(),
            "second": second.to_dict(),
            "aide": (*self.helpers, Companion(""))[0].to_dict(),
            "remarks": remarks,
            "has_remarks": bool(remarks),
            **{n: self.deeds.get(n, Deed()).to_dict(what) for n, what in _DEEDS.items()},
            **{n: self.votes.get(n, Ballot()).to_dict(what) for n, what in _VOTES.items()},
            **{
                n: self.certificates.get(n, Certificate()).to_dict(what)
                for n, what in _CLASSES.items()
            },
            "addressee": self.moved_to or wanted("tên cấp ủy nơi đến"),
            "is_recognition": self.recognition,
            "about": "công nhận đảng viên chính thức" if self.recognition else "kết nạp đảng viên",
            "moved_because": self.moved_because or wanted("lý do chuyển nơi"),
            "reason": self.reason or wanted("lý do không đồng ý"),
            "recipients": recipient_lines(self._recipients(form)),
            "signature": Signature(issuer.authority, issuer.post, issuer.signer).to_dict(),
        }

    def _of_time(self, on: date, form: CaseForm) -> bool:
        """Whether a remark belongs to the time a form speaks of: before or in the probation."""
        held = self.deeds.get("ceremony", Deed()).on
        probation = held is not None and on >= held
        return probation is (form.group is FormGroup.RECOGNITION)

    # -------------------------------------------------------------- head and foot

    def _issuer(self, form: CaseForm) -> IssuingBody:
        match form.issuer:
            case FormIssuer.CELL:
                return self.cell
            case FormIssuer.COMMITTEE:
                return self.committee
            case FormIssuer.DECIDER:
                return self.decider
            case FormIssuer.SECTION:
                return self.section or self._unknown("tên cấp ủy thẩm định")
            case FormIssuer.CENTRE:
                return self.centre or self._unknown("tên nơi mở lớp")
            case _:
                return IssuingBody("", place=self.committee.place)

    def _unknown(self, what: str) -> IssuingBody:
        """An issuer the record does not know."""
        return IssuingBody(
            wanted(what),
            heading=wanted(what.upper()),
            above=self.committee.heading,
            organ=wanted("ký hiệu"),
            place=self.committee.place,
            post=wanted("CHỨC VỤ NGƯỜI KÝ"),
            signer=wanted("họ và tên người ký"),
        )

    def _head(self, form: CaseForm, issuer: IssuingBody) -> dict[str, Any]:
        """The head: with number and day once they are recorded; until then a blank number."""
        done: Deed = {**self.deeds, **self.votes, **self.certificates}.get(form.deed, Deed())
        symbol = f"{form.type}/{issuer.organ}" if issuer.organ else form.type
        blank = Letterhead(issuer.above, issuer.heading, symbol, issuer.place, self.month)
        draft = bool(form.deed) and done.on is None
        head = {**blank.to_dict(), "has_number": bool(form.type), "draft": draft}
        if done.number:
            head["number_line"] = f"Số {done.number}"
        if done.on:
            head["place_and_date"] = f"{issuer.place}, {long_day(done.on).replace(' ', NBSP)}"
        return head

    def _recipients(self, form: CaseForm) -> list[Recipient]:
        lines = {
            "committee": Recipient(self.committee.name, "b/c"),
            "decider": Recipient(self.decider.name, "b/c"),
            "superior": Recipient("Cấp ủy cấp trên", "b/c"),
            "cell": Recipient(self.cell.name),
            "applicant": Recipient(f"Đồng chí {self.full_name}"),
            "addressee": Recipient("Nơi được giới thiệu đến"),
            "as_above": Recipient("Như trên"),
            "keep_cell": Recipient("Lưu Chi bộ"),
            "keep_section": Recipient("Lưu cấp ủy"),
            "keep_committee": Recipient("Lưu Đảng ủy"),
            "keep_decider": Recipient("Lưu Văn phòng"),
        }
        own = form.issuer is FormIssuer.DECIDER and self.decider.heading == self.committee.heading
        chosen = [lines[name] for name in form.to if not (own and name == "committee")]
        return list({line.name: line for line in chosen}.values())
