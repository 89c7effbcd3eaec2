"""The form of one step of a case: few fields, the ballots with their base, warnings shown once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from dangvu.admissions.actions.steps import Recording
from dangvu.rules.basis import Finding, Severity
from dangvu.rules.procedure import Step, Vote
from dangvu.web.components.days import DayField
from dangvu.web.components.fields import mistake
from dangvu.web.components.ids import is_id
from dangvu.web.components.numbers import NumberField
from dangvu.web.components.words import Words

BALLOTS = ("official", "away", "exempt_absent", "present", "agreed", "disagreed", "blank")
OF_COMMITTEES = frozenset({Step.COMMITTEE_VOTED, Step.COMMITTEE_VOTED_RECOGNITION})
OF_CELLS = frozenset({Step.CELL_VOTED, Step.CELL_VOTED_RECOGNITION})
MOST_PEOPLE = 100_000


@dataclass(frozen=True)
class Asked:
    """What a step asks for beside its day: the fields, what the day and the number are called."""

    verb: str
    fields: tuple[str, ...] = ()
    on: str = "Ngày"
    number: str = "Số văn bản"
    issuer: str = "Cơ quan ban hành"
    reason: str = "Lý do"
    until: str = "Đến hết ngày"
    hint: str = ""
    needed: tuple[str, ...] = ()


_DECISION = ("number", "issuer")
_WHY = ("reason",)
ASKED: dict[Step, Asked] = {
    Step.LISTED: Asked(
        "Đưa vào danh sách cảm tình Đảng", _DECISION, "Ngày đảng ủy duyệt danh sách",
        issuer="Đảng ủy duyệt",
    ),
    Step.CLASS_DONE: Asked(
        "Ghi đã học lớp nhận thức", _DECISION, "Ngày cấp giấy chứng nhận",
        "Số giấy chứng nhận", "Nơi cấp", needed=("number",),
    ),
    Step.HELPERS: Asked("Phân công người giúp đỡ", ("number",), "Ngày chi bộ phân công",
                        "Số nghị quyết, biên bản"),
    Step.APPLIED: Asked("Ghi đã nộp đơn", (), "Ngày ghi trên đơn",
                        hint="Đơn do người xin vào Đảng tự viết tay."),
    Step.CV_DONE: Asked("Ghi đã khai lý lịch", (), "Ngày ghi trên lý lịch",
                        hint="Khai sau khi có đơn; chi ủy chưa kết luận trước khi thẩm tra."),
    Step.VETTING_SENT: Asked("Ghi đã gửi thẩm tra", ("number",), "Ngày gửi",
                             "Số các công văn",
                             hint="Chỉ ghi số công văn. Nội dung thẩm tra để ở hồ sơ giấy."),
    Step.VETTING_BACK: Asked("Ghi đã nhận đủ thẩm tra", ("number",), "Ngày nhận công văn cuối",
                             "Số các công văn trả lời",
                             hint="Chưa đạt thì dùng “Trả lại hồ sơ”, ghi việc cần bổ sung."),
    Step.OPINIONS_IN: Asked("Ghi đã có đủ ý kiến", (), "Ngày tổng hợp ý kiến"),
    Step.CELL_VOTED: Asked("Ghi nghị quyết chi bộ", ("number", *BALLOTS), "Ngày chi bộ họp",
                           "Số nghị quyết", needed=("number",)),
    Step.APPRAISED: Asked("Ghi báo cáo thẩm định", _DECISION, "Ngày báo cáo", "Số báo cáo"),
    Step.COMMITTEE_VOTED: Asked("Ghi nghị quyết đảng ủy", (*_DECISION, *BALLOTS), "Ngày họp",
                                "Số nghị quyết", needed=("number", "issuer")),
    Step.DECIDED: Asked("Ghi quyết định kết nạp", _DECISION, "Ngày ký quyết định",
                        "Số quyết định", needed=_DECISION),
    Step.DECISION_RECEIVED: Asked("Ghi đã nhận quyết định", (), "Ngày chi bộ nhận"),
    Step.CEREMONY_HELD: Asked("Ghi lễ kết nạp", (), "Ngày tổ chức lễ",
                              hint="12 tháng dự bị tính từ ngày này."),
    Step.CV_MEMBER: Asked("Ghi đã khai lý lịch đảng viên", (), "Ngày khai"),
    Step.NEW_CLASS_DONE: Asked(
        "Ghi đã học lớp đảng viên mới", _DECISION, "Ngày cấp giấy chứng nhận",
        "Số giấy chứng nhận", "Nơi cấp", needed=("number",),
    ),
    Step.SELF_REVIEW: Asked("Ghi đã có bản tự kiểm điểm", (), "Ngày ghi trên bản tự kiểm điểm"),
    Step.HELPER_REMARK: Asked("Ghi đã có nhận xét của người giúp đỡ", (), "Ngày nhận xét"),
    Step.PROBATION_OPINIONS: Asked("Ghi đã có đủ ý kiến", (), "Ngày tổng hợp ý kiến"),
    Step.CELL_VOTED_RECOGNITION: Asked(
        "Ghi nghị quyết chi bộ", ("number", *BALLOTS), "Ngày chi bộ họp", "Số nghị quyết",
        needed=("number",),
    ),
    Step.APPRAISED_RECOGNITION: Asked("Ghi báo cáo thẩm định", _DECISION, "Ngày báo cáo",
                                      "Số báo cáo"),
    Step.COMMITTEE_VOTED_RECOGNITION: Asked(
        "Ghi nghị quyết đảng ủy", (*_DECISION, *BALLOTS), "Ngày họp", "Số nghị quyết",
        needed=("number", "issuer"),
    ),
    Step.RECOGNISED: Asked("Ghi quyết định công nhận", _DECISION, "Ngày ký quyết định",
                           "Số quyết định", needed=_DECISION,
                           hint="Ngày chính thức luôn là ngày hết 12 tháng dự bị, dù ký muộn hơn."),
    Step.CARD_GIVEN: Asked("Ghi đã phát thẻ", ("number",), "Ngày phát thẻ", "Số thẻ đảng viên",
                           needed=("number",)),
    Step.RETURNED: Asked("Trả lại hồ sơ", _WHY, "Ngày trả lại", reason="Việc cần bổ sung, sửa",
                         needed=_WHY),
    Step.RESUMED: Asked("Tiếp tục xét", _WHY, "Ngày tiếp tục", reason="Đã bổ sung, sửa gì"),
    Step.PAUSED: Asked("Tạm dừng", (*_WHY, "until"), "Ngày tạm dừng", needed=_WHY),
    Step.EXTENDED: Asked("Gia hạn", (*_WHY, "until", "number"), "Ngày đồng ý gia hạn",
                         needed=(*_WHY, "until")),
    Step.MOVE_SENT: Asked("Giới thiệu sang chi bộ khác", (*_WHY, "number"), "Ngày giới thiệu",
                          "Số giấy giới thiệu"),
    Step.MOVE_TAKEN: Asked("Tiếp nhận", (), "Ngày tiếp nhận"),
    Step.WITHDREW: Asked("Xin thôi", _WHY, "Ngày xin thôi"),
    Step.NOT_AGREED: Asked("Không đồng ý", (*_WHY, "number"), "Ngày kết luận", needed=_WHY),
    Step.STRUCK_OFF: Asked("Xóa tên đảng viên dự bị", (*_WHY, *_DECISION), "Ngày quyết định",
                           "Số quyết định", needed=(*_WHY, *_DECISION)),
    Step.CANCELLED: Asked("Hủy quyết định", (*_WHY, *_DECISION), "Ngày quyết định hủy",
                          "Số quyết định hủy", needed=(*_WHY, *_DECISION)),
}  # fmt: skip
SIDE_STEPS = (
    Step.RETURNED, Step.PAUSED, Step.EXTENDED, Step.MOVE_SENT, Step.WITHDREW, Step.NOT_AGREED,
    Step.STRUCK_OFF, Step.CANCELLED,
)  # fmt: skip
_CELL_WORDS = {
    "official": ("Đảng viên chính thức của chi bộ", "Lấy từ sổ, sửa được"),
    "away": ("Trong đó đang chuyển sinh hoạt tạm thời đi nơi khác", "Không tính vào mẫu số"),
    "exempt_absent": ("Trong đó được miễn sinh hoạt và vắng mặt", "Không tính vào mẫu số"),
    "present": ("Đảng viên chính thức có mặt", ""),
    "agreed": ("Tán thành", ""),
    "disagreed": ("Không tán thành", ""),
    "blank": ("Phiếu trắng, không hợp lệ", ""),
}
_COMMITTEE_WORDS = _CELL_WORDS | {
    "official": ("Tổng số ủy viên có quyền biểu quyết", ""),
    "present": ("Ủy viên có mặt", ""),
}


def ballots_of(step: Step) -> tuple[str, ...]:
    """The figures a meeting of that kind gives; none for a step without a vote."""
    if step in OF_COMMITTEES:
        return tuple(name for name in BALLOTS if name not in ("away", "exempt_absent"))
    return BALLOTS if step in OF_CELLS else ()


class StepForm(forms.Form):
    """What is recorded of one step; ``taken`` gives it to the machine.

    Warnings are shown once: what was seen stands in ``seen``, and sent again it is recorded.
    """

    on = DayField(label="Ngày")
    number = Words("Số văn bản", most=60, required=False)
    issuer = Words("Cơ quan ban hành", required=False)
    until = DayField(label="Đến hết ngày", required=False)
    reason = Words("Lý do", most=500, required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    last = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Mapping[str, Any] | None, step: Step, initial: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.step, self.asked = step, ASKED[step]
        self.warnings: list[Finding] = []
        for name in ("number", "issuer", "until", "reason"):
            if name in self.asked.fields:
                self.fields[name].label = getattr(self.asked, name)
                self.fields[name].required = name in self.asked.needed
            else:
                del self.fields[name]
        self.fields["on"].label = self.asked.on
        words = _COMMITTEE_WORDS if step in OF_COMMITTEES else _CELL_WORDS
        for name in ballots_of(step):
            label, hint = words[name]
            self.fields[name] = NumberField(
                label=label, help_text=hint, least=0, most=MOST_PEOPLE,
                required=name not in ("away", "exempt_absent", "blank"),
            )  # fmt: skip

    @property
    def plain(self) -> list[forms.BoundField]:
        """Every field but the ballots and what is hidden."""
        return [f for f in self if f.name not in BALLOTS and not f.is_hidden]

    @property
    def ballots(self) -> list[forms.BoundField]:
        return [self[name] for name in ballots_of(self.step)]

    def vote(self) -> Vote | None:
        """The ballots as far as they could be read; None where the step has none."""
        names = ballots_of(self.step)
        if not names:
            return None
        given = getattr(self, "cleaned_data", {})
        return Vote(**{name: given.get(name) or 0 for name in BALLOTS})

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        if self.ballots and not self.errors:
            vote = self.vote()
            if vote is not None and (fault := vote.fault()):
                blamed = "agreed" if "phiếu" in fault else "present"
                self.add_error(blamed, mistake(fault, mend="Đồng chí đếm lại rồi gõ lại."))
        return entered

    def recording(self) -> Recording:
        """The step as entered, for the action."""
        given = self.cleaned_data
        last = given.get("last") or ""
        return Recording(
            step=self.step, on=given["on"], number=given.get("number") or "",
            issuer=given.get("issuer") or "", until=given.get("until"), vote=self.vote(),
            reason=given.get("reason") or "", seen=int(last) if is_id(last) else None,
        )  # fmt: skip

    def weigh(self, found: Sequence[Finding]) -> bool:
        """Shows what the machine says; whether the step may be recorded now."""
        refused = [one for one in found if one.severity is Severity.REFUSAL]
        for one in refused:
            self.add_error(one.field if one.field in self.fields else None, told(one))
        self.warnings = [one for one in found if one.severity is Severity.WARNING]
        codes = " ".join(sorted({one.code for one in self.warnings}))
        if refused:
            return False
        if self.warnings and self.data.get("seen") != codes:
            self.data = {**self.data.dict(), "seen": codes} if hasattr(self.data, "dict") else {
                **self.data, "seen": codes}  # fmt: skip
            return False
        return True


def told(finding: Finding) -> forms.ValidationError:
    """A finding as an error of the form: what, and by which rule."""
    why = f"Căn cứ: {finding.basis.text_vi}." if finding.basis else ""
    return mistake(finding.message_vi, why, code=finding.code)


class TakeBackForm(forms.Form):
    """Why something recorded is taken back."""

    reason = Words("Lý do bỏ ghi", "Ví dụ: ghi nhầm người, nhầm ngày", most=500)


class RemoveForm(forms.Form):
    """That the person asked to be taken off the list, and on which day."""

    reason = Words("Người được xem xét đề nghị thế nào", "Ví dụ: đơn ngày 12/06/2026", most=300)
    sure = forms.BooleanField(
        label="Tôi hiểu: họ tên, ngày sinh và mọi chi tiết bị xóa, không lấy lại được"
    )


class RemarkForm(forms.Form):
    """A helper's periodic remark: work and study only."""

    helper = forms.ChoiceField(label="Người nhận xét")
    on = DayField(label="Ngày nhận xét")
    text = Words(
        "Nhận xét", "Chỉ về công việc, học tập, việc được giao; ghi ít nhất một việc cụ thể",
        most=1000, widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(
        self, data: Mapping[str, Any] | None, helpers: Sequence[tuple[int, str]], today: date
    ) -> None:
        super().__init__(data, initial={"on": today})
        self.fields["helper"].choices = [(str(pk), name) for pk, name in helpers]  # type: ignore[attr-defined]
