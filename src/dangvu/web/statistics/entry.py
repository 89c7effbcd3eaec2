"""The forms of statistics: freezing, changing a form, a quarter's numbers."""

from typing import Any

from django import forms

from dangvu.rules.statistics import Dimension
from dangvu.statistics.catalogue import lists
from dangvu.web.components.days import DayField
from dangvu.web.components.fields import mistake
from dangvu.web.components.numbers import NumberField

#: Dimensions a line may be added for: those with a list.
OFFERED = tuple(d for d in Dimension if d not in (Dimension.UNIT, Dimension.OFFICIAL))


def _words(label: str, hint: str = "", *, required: bool = True, most: int = 500) -> Any:
    return forms.CharField(label=label, help_text=hint, required=required, max_length=most)


class FreezeForm(forms.Form):
    """Which revision the actor saw, and why it is frozen again."""

    use_required_attribute = False

    seen_revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1000)
    reason = _words("Lý do chốt lại", "Ghi chỗ nào sai, căn cứ vào đâu", required=False)


class ReviseForm(forms.Form):
    """From when a form stands so, why, and perhaps a line to add."""

    use_required_attribute = False

    since = DayField(label="Áp dụng từ ngày")
    reason = _words("Lý do, căn cứ", "Ví dụ: theo mẫu ban hành kèm văn bản số, ngày, cơ quan")
    added_title = _words("Thêm dòng", "Tên dòng; không thêm thì để trống", required=False, most=200)
    added_dimension = forms.ChoiceField(
        label="Đếm theo", required=False, choices=[(d.value, d.label_vi) for d in OFFERED]
    )
    added_codes = _words(
        "Những mục được đếm", "Tên các mục như ở biểu, cách nhau bằng dấu chấm phẩy",
        required=False,
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or self.cleaned_data
        if not entered.get("added_title"):
            return entered
        names = lists()[Dimension(entered["added_dimension"])]
        by_name = {name.casefold(): code for code, name in names.items()}
        asked = [part.strip() for part in entered.get("added_codes", "").split(";")]
        unknown = [part for part in asked if part.casefold() not in by_name]
        if unknown:
            self.add_error(
                "added_codes",
                mistake(
                    f"Không có mục “{unknown[0]}” trong danh mục này.",
                    mend=f"Viết đúng tên, ví dụ “{next(iter(names.values()))}”.",
                ),
            )
        entered["codes"] = tuple(by_name[part.casefold()] for part in asked if part not in unknown)
        return entered


class HeldForm(forms.Form):
    """A number stated for a unit in a quarter, and who signed."""

    use_required_attribute = False

    of = forms.ChoiceField(label="Số của ai")
    stated = NumberField(label="Số được nêu", least=0, most=10_000_000)
    explanation = _words(
        "Giải trình chênh lệch", "Lệch những ai, vì sao; hai số bằng nhau thì để trống",
        required=False, most=1000,
    )  # fmt: skip
    signer = _words("Người ký", "Họ tên, chức vụ", most=200)
    signed_on = DayField(label="Ngày ký")

    def __init__(self, choices: list[tuple[str, str]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["of"] = forms.ChoiceField(label="Số của ai", choices=choices)
