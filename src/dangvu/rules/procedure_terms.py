"""The words of the way from a promising person to an official member (R2).

What the machine of ``procedure`` speaks in. A case is a list of steps taken (``Taken``) and a few
facts; everything else follows from them.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dangvu.rules.basis import Finding
from dangvu.rules.timers import Alert, Timer


class Stage(StrEnum):
    """How far a case has come, in the order of section 2.2 of the rulebook."""

    SOURCE = "NGUON"
    SYMPATHISER = "CAM_TINH"
    CLASS = "DA_HOC_NTVD"
    HELPED = "PHAN_CONG_GIUP_DO"
    APPLIED = "LAM_DON"
    CV = "KHAI_LY_LICH"
    VETTING = "THAM_TRA"
    OPINIONS = "LAY_Y_KIEN"
    CELL = "NQ_CHI_BO"
    APPRAISED = "THAM_DINH"
    COMMITTEE = "NQ_DANG_UY"
    DECIDED = "QD_KET_NAP"
    CEREMONY = "LE_KET_NAP"
    NEW_CLASS = "HOC_LOP_DVM"
    RECOGNITION = "XET_CHINH_THUC"
    OFFICIAL = "CHINH_THUC"
    CARD = "CAP_THE"

    @property
    def label_vi(self) -> str:
        return _STAGE_LABELS[self]

    @property
    def position(self) -> int:
        """Place in the order, from 0."""
        return _POSITION[self]

    @property
    def probation(self) -> bool:
        """Whether the person is a probationary member at this stage."""
        return self in (Stage.CEREMONY, Stage.NEW_CLASS, Stage.RECOGNITION)


_STAGE_LABELS = {
    Stage.SOURCE: "Nguồn",
    Stage.SYMPATHISER: "Cảm tình đảng",
    Stage.CLASS: "Đã học lớp nhận thức về Đảng",
    Stage.HELPED: "Đã phân công giúp đỡ",
    Stage.APPLIED: "Đã làm đơn",
    Stage.CV: "Đã khai lý lịch",
    Stage.VETTING: "Đã thẩm tra lý lịch",
    Stage.OPINIONS: "Đã lấy ý kiến nhận xét",
    Stage.CELL: "Chi bộ đã đề nghị",
    Stage.APPRAISED: "Đã thẩm định",
    Stage.COMMITTEE: "Cấp ủy đã biểu quyết",
    Stage.DECIDED: "Đã có quyết định kết nạp",
    Stage.CEREMONY: "Đã kết nạp, đang dự bị",
    Stage.NEW_CLASS: "Đã học lớp đảng viên mới",
    Stage.RECOGNITION: "Đang xét chính thức",
    Stage.OFFICIAL: "Chính thức",
    Stage.CARD: "Đã cấp thẻ",
}
_POSITION = {stage: place for place, stage in enumerate(Stage)}


class Side(StrEnum):
    """What keeps a case from going on, or has ended it before its end."""

    RETURNED = "TRA_LAI"
    PAUSED = "TAM_DUNG"
    EXPIRED = "HET_HAN_HO_SO"
    MOVED = "CHUYEN_DI"
    NOT_AGREED = "KHONG_DONG_Y"
    WITHDREW = "XIN_THOI"
    STRUCK_OFF = "XOA_TEN"
    CANCELLED = "HUY_QUYET_DINH"

    @property
    def label_vi(self) -> str:
        return _SIDE_LABELS[self]

    @property
    def final(self) -> bool:
        """Whether the case is over."""
        return self in (Side.NOT_AGREED, Side.WITHDREW, Side.STRUCK_OFF, Side.CANCELLED)


_SIDE_LABELS = {
    Side.RETURNED: "Bị trả lại",
    Side.PAUSED: "Tạm dừng",
    Side.EXPIRED: "Hồ sơ hết hạn",
    Side.MOVED: "Đang chuyển đơn vị",
    Side.NOT_AGREED: "Không được đồng ý",
    Side.WITHDREW: "Xin thôi",
    Side.STRUCK_OFF: "Xóa tên trong thời gian dự bị",
    Side.CANCELLED: "Hủy quyết định",
}


class Actor(StrEnum):
    """Who takes a step."""

    CELL = "cell"
    COMMITTEE = "committee"
    SUPERIOR = "superior"
    CENTRE = "centre"

    @property
    def label_vi(self) -> str:
        return {
            "cell": "Chi bộ",
            "committee": "Cấp ủy cơ sở",
            "superior": "Cấp ủy có thẩm quyền",
            "centre": "Trung tâm chính trị",
        }[self.value]


class Step(StrEnum):
    """What somebody records of a case."""

    SOURCED = "sourced"
    LISTED = "listed"
    CLASS_DONE = "class_done"
    HELPERS = "helpers"
    APPLIED = "applied"
    CV_DONE = "cv_done"
    VETTING_SENT = "vetting_sent"
    VETTING_BACK = "vetting_back"
    OPINIONS_IN = "opinions_in"
    CELL_VOTED = "cell_voted"
    APPRAISED = "appraised"
    COMMITTEE_VOTED = "committee_voted"
    DECIDED = "decided"
    DECISION_RECEIVED = "decision_received"
    CEREMONY_HELD = "ceremony_held"
    CV_MEMBER = "cv_member"
    NEW_CLASS_DONE = "new_class_done"
    SELF_REVIEW = "self_review"
    HELPER_REMARK = "helper_remark"
    PROBATION_OPINIONS = "probation_opinions"
    CELL_VOTED_RECOGNITION = "cell_voted_recognition"
    APPRAISED_RECOGNITION = "appraised_recognition"
    COMMITTEE_VOTED_RECOGNITION = "committee_voted_recognition"
    RECOGNISED = "recognised"
    CARD_GIVEN = "card_given"
    RETURNED = "returned"
    PAUSED = "paused"
    EXTENDED = "extended"
    MOVE_SENT = "move_sent"
    MOVE_TAKEN = "move_taken"
    RESUMED = "resumed"
    NOT_AGREED = "not_agreed"
    WITHDREW = "withdrew"
    STRUCK_OFF = "struck_off"
    CANCELLED = "cancelled"

    @property
    def label_vi(self) -> str:
        return _STEPS[self][0]

    @property
    def by(self) -> Actor:
        return _STEPS[self][1]

    @property
    def reaches(self) -> Stage | None:
        """The stage the step leads to; None for one that leaves the stage as it is."""
        return _STEPS[self][2]

    @property
    def voted(self) -> bool:
        """Whether the step is a vote, its ballots counted."""
        return self in VOTES

    @property
    def with_reason(self) -> bool:
        return self in WITH_REASON


_STEPS: dict[Step, tuple[str, Actor, Stage | None]] = {
    Step.SOURCED: ("Đưa vào danh sách nguồn", Actor.CELL, Stage.SOURCE),
    Step.LISTED: ("Duyệt danh sách cảm tình đảng", Actor.COMMITTEE, Stage.SYMPATHISER),
    Step.CLASS_DONE: ("Học xong lớp nhận thức về Đảng", Actor.CENTRE, Stage.CLASS),
    Step.HELPERS: ("Phân công đảng viên giúp đỡ", Actor.CELL, Stage.HELPED),
    Step.APPLIED: ("Nhận đơn xin vào Đảng", Actor.CELL, Stage.APPLIED),
    Step.CV_DONE: ("Nhận lý lịch của người xin vào Đảng", Actor.CELL, Stage.CV),
    Step.VETTING_SENT: ("Gửi thẩm tra lý lịch", Actor.COMMITTEE, None),
    Step.VETTING_BACK: ("Có kết quả thẩm tra lý lịch", Actor.COMMITTEE, Stage.VETTING),
    Step.OPINIONS_IN: ("Tổng hợp ý kiến nhận xét", Actor.CELL, Stage.OPINIONS),
    Step.CELL_VOTED: ("Chi bộ biểu quyết đề nghị kết nạp", Actor.CELL, Stage.CELL),
    Step.APPRAISED: ("Đảng ủy trực thuộc cơ sở thẩm định", Actor.COMMITTEE, Stage.APPRAISED),
    Step.COMMITTEE_VOTED: ("Cấp ủy biểu quyết kết nạp", Actor.COMMITTEE, Stage.COMMITTEE),
    Step.DECIDED: ("Ban hành quyết định kết nạp", Actor.SUPERIOR, Stage.DECIDED),
    Step.DECISION_RECEIVED: ("Chi bộ nhận quyết định kết nạp", Actor.CELL, None),
    Step.CEREMONY_HELD: ("Tổ chức lễ kết nạp", Actor.CELL, Stage.CEREMONY),
    Step.CV_MEMBER: ("Khai lý lịch đảng viên (1-HSĐV)", Actor.CELL, None),
    Step.NEW_CLASS_DONE: ("Học xong lớp đảng viên mới", Actor.CENTRE, Stage.NEW_CLASS),
    Step.SELF_REVIEW: ("Nhận bản tự kiểm điểm của đảng viên dự bị", Actor.CELL, None),
    Step.HELPER_REMARK: ("Nhận bản nhận xét của người giúp đỡ", Actor.CELL, None),
    Step.PROBATION_OPINIONS: ("Tổng hợp ý kiến đối với đảng viên dự bị", Actor.CELL, None),
    Step.CELL_VOTED_RECOGNITION: (
        "Chi bộ biểu quyết đề nghị công nhận", Actor.CELL, Stage.RECOGNITION,
    ),
    Step.APPRAISED_RECOGNITION: (
        "Đảng ủy trực thuộc cơ sở thẩm định công nhận", Actor.COMMITTEE, None,
    ),
    Step.COMMITTEE_VOTED_RECOGNITION: ("Cấp ủy biểu quyết công nhận", Actor.COMMITTEE, None),
    Step.RECOGNISED: ("Ban hành quyết định công nhận chính thức", Actor.SUPERIOR, Stage.OFFICIAL),
    Step.CARD_GIVEN: ("Phát thẻ đảng viên", Actor.SUPERIOR, Stage.CARD),
    Step.RETURNED: ("Trả lại hồ sơ", Actor.COMMITTEE, None),
    Step.PAUSED: ("Tạm dừng", Actor.CELL, None),
    Step.EXTENDED: ("Gia hạn xét", Actor.SUPERIOR, None),
    Step.MOVE_SENT: ("Giới thiệu sang đơn vị khác", Actor.COMMITTEE, None),
    Step.MOVE_TAKEN: ("Đơn vị mới tiếp nhận", Actor.COMMITTEE, None),
    Step.RESUMED: ("Tiếp tục", Actor.CELL, None),
    Step.NOT_AGREED: ("Không đồng ý kết nạp", Actor.SUPERIOR, None),
    Step.WITHDREW: ("Người xin vào Đảng xin thôi", Actor.CELL, None),
    Step.STRUCK_OFF: ("Xóa tên trong thời gian dự bị", Actor.SUPERIOR, None),
    Step.CANCELLED: ("Hủy quyết định kết nạp, công nhận", Actor.SUPERIOR, None),
}  # fmt: skip
VOTES = frozenset(
    {
        Step.CELL_VOTED,
        Step.COMMITTEE_VOTED,
        Step.CELL_VOTED_RECOGNITION,
        Step.COMMITTEE_VOTED_RECOGNITION,
    }
)
WITH_REASON = frozenset(
    {
        Step.RETURNED,
        Step.PAUSED,
        Step.EXTENDED,
        Step.MOVE_SENT,
        Step.NOT_AGREED,
        Step.WITHDREW,
        Step.STRUCK_OFF,
        Step.CANCELLED,
    }
)
SIDE_OF: dict[Step, Side | None] = {
    Step.RETURNED: Side.RETURNED,
    Step.PAUSED: Side.PAUSED,
    Step.MOVE_SENT: Side.MOVED,
    Step.MOVE_TAKEN: None,
    Step.RESUMED: None,
    Step.NOT_AGREED: Side.NOT_AGREED,
    Step.WITHDREW: Side.WITHDREW,
    Step.STRUCK_OFF: Side.STRUCK_OFF,
    Step.CANCELLED: Side.CANCELLED,
}
"""What a step beside the way does to a case; None: it goes on."""


# --- facts ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ratio:
    """A part of a whole that a vote must reach; ``strict``: pass."""

    part: int
    whole: int
    strict: bool = False

    def reached(self, agreed: int, base: int) -> bool:
        got, asked = agreed * self.whole, base * self.part
        return base > 0 and (got > asked if self.strict else got >= asked)

    def needed(self, base: int) -> int:
        """The smallest number of votes that reaches it."""
        return next(votes for votes in range(base + 2) if self.reached(votes, base) or votes > base)

    @property
    def label_vi(self) -> str:
        sign = "quá" if self.strict else "từ"
        return f"{sign} {self.part}/{self.whole}" + ("" if self.strict else " trở lên")


@dataclass(frozen=True, slots=True)
class Vote:
    """A count of ballots. ``official``: those with a vote in the body; ``away``: of them those
    transferred out for a time; ``exempt_absent``: exempted and not there; ``present``: who voted.
    """

    agreed: int
    disagreed: int
    blank: int
    official: int
    away: int = 0
    exempt_absent: int = 0
    present: int = 0

    @property
    def base(self) -> int:
        """What the ratio is taken of (R1.18): absent members stay in it."""
        return self.official - self.away - self.exempt_absent

    def reaches(self, ratio: Ratio) -> bool:
        return ratio.reached(self.agreed, self.base)

    def fault(self) -> str:
        """Why the count cannot be, in Vietnamese; empty where it can."""
        ballots = self.agreed + self.disagreed + self.blank
        counts = (self.agreed, self.disagreed, self.blank, self.away, self.exempt_absent)
        if min(*counts, self.official, self.present) < 0:
            return "Số phiếu và số người không được âm."
        if self.base <= 0:
            return "Không có ai có quyền biểu quyết; xem lại số đảng viên chính thức."
        if self.present > self.base:
            return f"Dự họp {self.present}, nhiều hơn số người có quyền biểu quyết ({self.base})."
        if ballots != self.present:
            return f"Có {ballots} phiếu mà {self.present} người dự họp có quyền biểu quyết."
        return ""


@dataclass(frozen=True, slots=True)
class Taken:
    """A step as recorded. ``until``: the new last day of an extension; ``number``, ``issuer``: of
    its paper; ``annuls``: the ``id`` of an earlier row that this one takes back."""

    step: Step
    on: date
    number: str = ""
    issuer: str = ""
    until: date | None = None
    vote: Vote | None = None
    reason: str = ""
    id: int = 0
    annuls: int | None = None


class IntroducerKind(StrEnum):
    """Who introduces somebody (R2.5)."""

    MEMBER = "member"
    YOUTH = "youth"
    UNION = "union"
    FRONT = "front"

    @property
    def label_vi(self) -> str:
        return {
            "member": "Đảng viên chính thức",
            "youth": "Ban chấp hành Đoàn cơ sở",
            "union": "Ban chấp hành Công đoàn cơ sở",
            "front": "Mặt trận, đoàn thể",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Introducer:
    """Who introduces. Of a member: since when official, and of the applicant's own unit."""

    kind: IntroducerKind
    official_on: date | None = None
    same_unit_since: date | None = None


@dataclass(frozen=True, slots=True)
class Readmission:
    """An earlier membership (R2.23). ``barred``: why it can never be again, where something does;
    ``consent_on``: when the provincial standing committee consented in writing; ``before``: how
    often readmitted already; ``cleared_on``: when a conviction was cleared."""

    left_on: date | None = None
    consent_on: date | None = None
    before: int = 0
    barred: str = ""
    cleared_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseFacts:
    """A case as recorded.

    ``has_youth``, ``has_union``: whether the unit has those organisations; ``has_section``: whether
    a committee stands between cell and grassroots committee. ``grassroots_below``: whether the
    deciding committee stands above grassroots committees (the model of 294), ``authorised``:
    whether it let this one decide. ``papers``: codes of the checklist in hand. ``remarked_on``: the
    helpers' last remark.
    """

    opened_on: date
    born_on: date | None = None
    taken: tuple[Taken, ...] = ()
    introducers: tuple[Introducer, ...] = ()
    certificate_on: date | None = None
    new_certificate_on: date | None = None
    has_youth: bool = False
    has_union: bool = False
    has_section: bool = False
    grassroots_below: bool = False
    authorised: bool = False
    consent_on: date | None = None
    papers: frozenset[str] = frozenset()
    readmission: Readmission | None = None
    remarked_on: date | None = None


# --- what follows ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Due:
    """Something to be done by a day, and how that day was found."""

    code: str
    title_vi: str
    on: date
    who_vi: str
    step: Step | None
    timer: Timer
    alert: Alert
    note_vi: str = ""

    @property
    def explain(self) -> str:
        """How the day was counted, what else to know of it, and by which rule."""
        limit = self.timer
        return f"{limit.brief()}.{limit.unsure()}{self.note_vi} Căn cứ: {limit.basis.text_vi}."


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands on a day. ``since``: when the stage was reached; ``elapsed_days``: days
    in it; ``next_steps``: the way forward first; ``dues``: the earliest first; ``rule_on``: the day
    whose version of the rules governs what runs now."""

    stage: Stage
    side: Side | None
    since: date
    next_steps: tuple[Step, ...]
    dues: tuple[Due, ...]
    findings: tuple[Finding, ...]
    rule_on: date
    elapsed_days: int

    @property
    def next_due(self) -> Due | None:
        """The earliest limit that a step keeps; reminders and the end of probation are none."""
        return next((due for due in self.dues if due.step is not None), None)
