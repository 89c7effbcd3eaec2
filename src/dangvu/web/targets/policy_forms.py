"""The form of a classification policy: tried first, then set with its reason."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from dangvu.rules.basis import Confidence
from dangvu.rules.months import Month
from dangvu.rules.targets import DateBasis, Mode, Policy, check_policy
from dangvu.targets.actions import Bands
from dangvu.web.components.days import DayField
from dangvu.web.components.fields import Option
from dangvu.web.components.numbers import NumberField
from dangvu.web.targets.campaigns_forms import words

_MODE_HINTS = {
    Mode.ELAPSED: "Phần trăm chỉ tiêu đã đạt chia cho phần trăm thời gian đã qua",
    Mode.PLAN: "Chia cho phần trăm kế hoạch đến tháng đó; đơn vị chưa lập kế hoạch thì theo thời "
    "gian",
    Mode.FIXED: "So thẳng phần trăm đã đạt với ngưỡng, không tính thời gian",
}


class BandsForm(forms.Form):
    """Mode, edges, which day counts, and the length of the streak, tried on a month."""

    use_required_attribute = False

    mode = forms.ChoiceField(
        label="Cách đo",
        widget=forms.RadioSelect,
        choices=[(m.value, Option(m.label_vi, hint=_MODE_HINTS[m])) for m in Mode],
    )
    high_from = NumberField(
        label="Cao, từ", help_text="1 là vừa kịp; tỷ lệ cố định thì 0,5 là một nửa", places=4
    )
    medium_from = NumberField(label="Trung bình, từ", help_text="Dưới số này là thấp", places=4)
    date_basis = forms.ChoiceField(
        label="Tính một người vào tháng theo",
        choices=[(b.value, b.label_vi[:1].upper() + b.label_vi[1:]) for b in DateBasis],
    )
    zero_months = NumberField(
        label="Kiểm điểm khi chưa kết nạp liền", help_text="Số tháng, từ 1 đến 60"
    )
    month = forms.ChoiceField(label="Thử trên tháng")

    def __init__(self, months: list[Month], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["month"] = forms.ChoiceField(
            label="Thử trên tháng", choices=[(m.iso, f"Tháng {m.label_vi}") for m in months]
        )

    @staticmethod
    def of(policy: Policy, month: Month) -> dict[str, Any]:
        """The policy in force, to begin with."""
        return {
            "mode": policy.mode.value,
            "high_from": policy.high_from,
            "medium_from": policy.medium_from,
            "date_basis": policy.date_basis.value,
            "zero_months": policy.zero_months,
            "month": month.iso,
        }

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or self.cleaned_data
        if {"mode", "high_from", "medium_from", "zero_months"} <= entered.keys():
            for finding in check_policy(
                Mode(entered["mode"]),
                entered["high_from"],
                entered["medium_from"],
                entered["zero_months"],
            ):
                self.add_error(
                    finding.field, ValidationError(finding.message_vi, code=finding.code)
                )
        return entered

    def policy(self) -> Policy:
        """What was entered, as it would class the month it is tried on."""
        entered = self.cleaned_data
        return Policy(
            since=self.on_month().first(),
            mode=Mode(entered["mode"]),
            high_from=entered["high_from"],
            medium_from=entered["medium_from"],
            date_basis=DateBasis(entered["date_basis"]),
            zero_months=entered["zero_months"],
            confidence=Confidence.D,
            note="Đang thử, chưa đặt",
        )

    def on_month(self) -> Month:
        """The month it is tried on."""
        return Month.parse(self.cleaned_data["month"])

    def hidden(self) -> list[tuple[str, str]]:
        """What was entered as it goes on into the form that sets it."""
        return [(name, str(self[name].value() or "")) for name in self.fields]


class SetForm(forms.Form):
    """From when a policy holds, why, and by which paper."""

    use_required_attribute = False

    since = DayField(label="Áp dụng từ ngày")
    reason = words("Lý do", most=500)
    paper = words("Văn bản", "Số, ngày, cơ quan ban hành; chưa có thì để trống", required=False)

    def bands(self, tried: BandsForm) -> Bands:
        """A tried policy with this, for the action."""
        entered, bands = self.cleaned_data, tried.cleaned_data
        high: Decimal = bands["high_from"]
        return Bands(
            mode=bands["mode"],
            high_from=high,
            medium_from=bands["medium_from"],
            date_basis=bands["date_basis"],
            zero_months=bands["zero_months"],
            **entered,
        )
