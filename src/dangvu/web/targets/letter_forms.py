"""What a drafter decides about urging letters."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from dangvu.documents.offices import Office
from dangvu.rules.targets import Counts
from dangvu.targets.sheets import Line
from dangvu.web.components.fields import Option, mistake
from dangvu.web.components.letter_words import OfficeForm

COMMON, EACH = "common", "each"


class SomeOf(forms.MultipleChoiceField):
    """Some of several, where others may be chosen elsewhere on the page: none is no mistake yet."""

    widget = forms.CheckboxSelectMultiple

    def validate(self, value: Any) -> None:
        if value:
            super().validate(value)


class LetterForm(OfficeForm):
    """Whom to urge, in one letter or in one each, and the words that are the office's own."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    classes = SomeOf(label="Gửi theo nhóm")
    bodies = SomeOf(label="Gửi từng tổ chức")
    each = forms.ChoiceField(label="Kiểu công văn", widget=forms.RadioSelect)
    field_order = ("seen", "classes", "bodies", "each")

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        lines: Sequence[Line],
        counts: Counts,
        office: Office,
        today: date,
        **more: Any,
    ) -> None:
        super().__init__(data, office, today, **more)
        self.lines = lines
        fields: Any = self.fields
        fields["classes"].choices = class_choices(counts)
        fields["bodies"].choices = [(str(line.unit_id), line.unit_name) for line in lines]
        fields["each"].choices = [
            (COMMON, Option("Một công văn chung", f"Kèm phụ lục đủ {len(lines)} tổ chức")),
            (
                EACH,
                Option("Mỗi tổ chức một công văn", "Có số liệu, nguyên nhân riêng; tải về một tệp"),
            ),
        ]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not found.get("classes") and not found.get("bodies") and "classes" not in self.errors:
            self.add_error(
                "classes",
                mistake("Chưa chọn nơi nào.", mend="Chọn một nhóm, hoặc chọn từng tổ chức."),
            )
        return found

    def chosen(self) -> list[int]:
        """Ids of the bodies chosen, by class or one by one, in the order of the decision."""
        classes, bodies = set(self.cleaned_data["classes"]), set(self.cleaned_data["bodies"])
        wanted = [
            line
            for line in self.lines
            if str(line.unit_id) in bodies
            or line.cls in classes
            or (line.zero and "zero" in classes)
        ]
        return [line.unit_id for line in wanted]


def class_choices(counts: Counts) -> list[tuple[str, Option]]:
    """The groups that have anybody in them, with how many."""
    low = f"Trong đó {counts.zero} chưa kết nạp" if counts.zero else ""
    groups = [
        ("low", "Thấp", counts.low, low),
        ("zero", "Chưa kết nạp", counts.zero, "Chỉ những nơi chưa có ai"),
        ("medium", "Trung bình", counts.medium, ""),
        ("high", "Cao", counts.high, ""),
        ("none", "Không xếp loại", counts.none, ""),
    ]
    return [(key, Option(f"{label} ({n})", hint)) for key, label, n, hint in groups if n]
