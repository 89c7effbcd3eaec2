"""Forms of one target: adjustments, the plan of twelve numbers, parts by source, how it counts."""

from typing import Any

from django import forms

from dangvu.rules.admissions import SourceGroup
from dangvu.web.components.days import DayField
from dangvu.web.components.fields import Option
from dangvu.web.components.numbers import NumberField
from dangvu.web.targets.campaigns_forms import LARGEST, Cell, cell, words


class TargetForm(forms.Form):
    """A form of the target's page."""

    use_required_attribute = False


class AdjustForm(TargetForm):
    """A change of the target from a day on."""

    delta = NumberField(
        label="Tăng, giảm bao nhiêu",
        help_text="Tăng 5 ghi 5, giảm 5 ghi -5",
        least=-LARGEST,
        most=LARGEST,
    )
    effective_on = DayField(label="Có hiệu lực từ ngày")
    reason = words("Lý do", most=500)
    paper = words("Văn bản điều chỉnh", "Số, ngày, cơ quan ban hành", required=False)


class PlanForm(TargetForm):
    """Twelve numbers, in the order of the campaign's months; a blank one is 0."""

    def __init__(self, labels: list[str], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for number, label in enumerate(labels, 1):
            self.fields[f"m{number}"] = NumberField(
                label=f"Tháng {label}", required=False, least=0, most=LARGEST
            )

    @staticmethod
    def of(plan: tuple[int, ...] | list[int] | None) -> dict[str, int]:
        """A plan, to begin with."""
        return {f"m{number}": persons for number, persons in enumerate(plan or (), 1)}

    def cells(self) -> list[tuple[str, Cell]]:
        """Each month with its cell."""
        return [(str(bound.label), cell(bound)) for bound in self]

    def plan(self) -> list[int]:
        """What was entered."""
        return [self.cleaned_data[name] or 0 for name in self.fields]


class PartsForm(TargetForm):
    """The parts of a target by source group; blank is none."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for group in SourceGroup:
            self.fields[group.value] = NumberField(
                label=group.label_vi, required=False, least=0, most=LARGEST
            )

    def cells(self) -> list[tuple[str, Cell]]:
        """Each source group with its cell."""
        return [(str(bound.label), cell(bound)) for bound in self]

    def parts(self) -> dict[str, int]:
        """What was entered."""
        return {name: number or 0 for name, number in self.cleaned_data.items()}


class SourceForm(TargetForm):
    """Whether a body's figures come from records or from the counts it reports."""

    source = forms.ChoiceField(
        label="Kết quả đếm từ đâu",
        widget=forms.RadioSelect,
        choices=[
            (
                "records",
                Option("Hồ sơ kết nạp", hint="Mỗi người một hồ sơ, mở được từng con số"),
            ),
            (
                "reports",
                Option("Số đếm báo cáo", hint="Đơn vị chưa nhập hồ sơ, gửi số mỗi tháng"),
            ),
        ],
    )
    reason = words("Lý do đổi")
