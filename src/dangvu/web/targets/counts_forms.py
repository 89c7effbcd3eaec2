"""The form of a month's reported counts."""

from typing import Any

from django import forms

from dangvu.rules.admissions import Breakdown
from dangvu.rules.months import Month
from dangvu.web.components.fields import mistake
from dangvu.web.components.numbers import NumberField

LARGEST = 10_000


class CountsForm(forms.Form):
    """How many were admitted in a month, and the parts that published reports ask for."""

    use_required_attribute = False

    month = forms.ChoiceField(label="Tháng báo cáo")
    admitted = NumberField(
        label="Số đảng viên kết nạp", help_text="Ghi 0 nếu không có ai", least=0, most=LARGEST
    )

    def __init__(self, months: list[Month], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["month"] = forms.ChoiceField(
            label="Tháng báo cáo", choices=[(m.iso, f"Tháng {m.label_vi}") for m in months]
        )
        for part in Breakdown:
            self.fields[part.value] = NumberField(
                label=f"Trong đó: {part.label_vi}", required=False, least=0, most=LARGEST
            )

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or self.cleaned_data
        whole = entered.get("admitted")
        for part in Breakdown:
            number = entered.get(part.value)
            if whole is not None and number is not None and number > whole:
                what = f"Ghi {number}, nhiều hơn số kết nạp {whole}."
                why = "Phần trong đó không thể nhiều hơn tổng số."
                self.add_error(part.value, mistake(what, why, "Xem lại hai con số."))
        return entered

    def on_month(self) -> Month:
        """The month reported."""
        return Month.parse(self.cleaned_data["month"])

    def parts(self) -> dict[str, int | None]:
        """The breakdowns entered; None for those left blank."""
        return {part.value: self.cleaned_data[part.value] for part in Breakdown}
