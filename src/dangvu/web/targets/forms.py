"""Forms of the month: causes, follow-up, reviews of responsibility, closing."""

from typing import Any

from django import forms

from dangvu.rules.months import Month
from dangvu.targets import queries
from dangvu.targets.actions import Cause
from dangvu.web.components.days import DayField


def words(label: str, hint: str = "", *, required: bool = True, rows: int = 0) -> forms.CharField:
    """A text field; ``rows`` makes it an area."""
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(label=label, help_text=hint, required=required, widget=widget,
                           max_length=2000 if rows else 200)  # fmt: skip


class CauseForm(forms.Form):
    """A cause with its remedy, who answers for it, by when."""

    cause = forms.ChoiceField(
        label="Nguyên nhân", choices=[("", "Chọn nguyên nhân"), *queries.CAUSES]
    )
    detail = words(
        "Cụ thể",
        "Ở đâu, bao nhiêu người, từ khi nào. Không ghi tên đảng viên, quần chúng",
        required=False,
        rows=2,
    )
    remedy = words("Giải pháp", "Việc sẽ làm, làm ở đâu", rows=2)
    responsible = words(
        "Người chịu trách nhiệm", "Chức vụ, họ tên cán bộ; ai xem được số liệu đều đọc dòng này"
    )
    due_on = DayField(label="Hạn")
    suggested = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)

    def entered(self, month: Month) -> Cause:
        """What was entered, for the action."""
        return Cause(month=month, **self.cleaned_data)


class FollowUpForm(forms.Form):
    """What came of a remedy."""

    outcome = forms.ChoiceField(label="Kết quả", choices=queries.OUTCOMES)
    note = words("Ghi chú", "Đã làm gì, còn gì", required=False, rows=2)


class ReviewForm(forms.Form):
    """The paper of a review of collective and individual responsibility."""

    paper_number = words("Số văn bản", "Ví dụ 12-BB/ĐU hoặc 45-BC/ĐU")
    paper_on = DayField(label="Ngày văn bản")
    issuer = words("Cơ quan ban hành", "Ví dụ Ban Thường vụ Đảng ủy xã")
    note = words("Ghi chú", required=False)

    def paper(self) -> dict[str, Any]:
        """The words of ``record_accountability``."""
        entered = self.cleaned_data
        return {
            "number": entered["paper_number"],
            "on": entered["paper_on"],
            "issuer": entered["issuer"],
            "note": entered["note"],
        }


class CloseForm(forms.Form):
    """Closing a month; a reason is asked for from the second time on."""

    seen_revision = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    reason = words("Lý do chốt lại", "Ví dụ: bổ sung 2 hồ sơ của xã Đạ Huoai 2", required=False)
