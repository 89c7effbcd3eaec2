"""The forms of statistics: freezing, changing a form, a quarter's numbers."""

from typing import Any

from django import forms

from dangvu.rules.statistics import Dimension
from dangvu.statistics.catalogue import lists
from dangvu.web.components.days import DayField
from dangvu.web.components.fields import mistake
from dangvu.web.components.numbers import NumberField

#: What a line or column may be added for: attributes with a list, members directly.
OFFERED = tuple(d for d in Dimension if d is not Dimension.UNIT)


def _words(label: str, hint: str = "", *, required: bool = True, most: int = 500) -> Any:
    return forms.CharField(label=label, help_text=hint, required=required, max_length=most)


class FreezeForm(forms.Form):
    """Which revision the actor saw, and why it is frozen again."""

    use_required_attribute = False

    seen_revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1000)
    reason = _words("Lý do chốt lại", "Ghi chỗ nào sai, căn cứ vào đâu", required=False)


class ReviseForm(forms.Form):
    """From when a form stands so, why, and perhaps a line or column to add."""

    use_required_attribute = False

    since = DayField(label="Áp dụng từ ngày")
    reason = _words("Lý do, căn cứ", "Ví dụ: theo mẫu ban hành kèm văn bản số, ngày, cơ quan")
    added_title = _words("Tên dòng, cột thêm", "Không thêm thì để trống", required=False, most=200)
    added_as = forms.ChoiceField(
        label="Thêm", required=False, choices=[("line", "Dòng"), ("column", "Cột")], initial="line"
    )
    added_but = forms.BooleanField(label="Đếm mọi mục trừ các mục đã chọn", required=False)
    added_codes = forms.MultipleChoiceField(
        required=False,
        choices=lambda: [
            (f"{d.value}={code}", name) for d in OFFERED for code, name in lists()[d].items()
        ],
        error_messages={"invalid_choice": "Không có mục này trong danh mục. Chọn trong danh sách."},
    )

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or self.cleaned_data
        picked = [text.partition("=") for text in entered.get("added_codes", ())]
        asked = {dimension for dimension, _, _ in picked}
        title = entered.get("added_title")
        if title and not picked:
            self._blame("Chưa chọn mục được đếm.", "Mở một danh mục dưới đây rồi đánh dấu.")
        elif picked and not title:
            self.add_error("added_title", mistake("Chưa ghi tên dòng, cột thêm."))
        elif len(asked) > 1:
            self._blame(
                "Các mục đã chọn nằm ở nhiều danh mục.",
                "Một dòng hay cột đếm theo một danh mục; muốn kết hợp hai danh mục thì thêm cả dòng"
                " lẫn cột.",
            )
        elif picked:
            entered["condition"] = {
                "dimension": Dimension(asked.pop()),
                "codes": tuple(code for _, _, code in picked),
                "but": entered["added_but"],
            }
        return entered

    def _blame(self, what: str, mend: str) -> None:
        self.add_error("added_codes", mistake(what, mend=mend))

    @property
    def offered(self) -> list[tuple[str, list[tuple[str, str, bool]]]]:
        """The lists to choose from: name of each, its codes with words and whether ticked."""
        ticked = set(self["added_codes"].value() or ())
        return [
            (
                dimension.label_vi,
                [
                    (f"{dimension.value}={code}", name, f"{dimension.value}={code}" in ticked)
                    for code, name in lists()[dimension].items()
                ],
            )
            for dimension in OFFERED
        ]


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
