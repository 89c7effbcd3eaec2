"""Forms of members' tasks and of criteria."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms

from dangvu.office.vietnamese import day
from dangvu.rules.kpi import Quality, Weight
from dangvu.tasks.actions.member_tasks import Judged, TaskFacts, Told
from dangvu.tasks.catalogue import Shortfall
from dangvu.web.components.days import DayField
from dangvu.web.components.fields import Option, mistake
from dangvu.web.components.numbers import NumberField
from dangvu.web.components.words import Words

if TYPE_CHECKING:
    from dangvu.members.models import Person
    from dangvu.tasks.models import Assignment, MemberTask

MOST = Decimal(1_000_000_000)
WEIGHTS = [(one.value, one.label_vi) for one in Weight]
QUALITIES = [
    (Quality.MET.value, Option("Đạt chuẩn", "Dùng được ngay, đúng yêu cầu")),
    (Quality.FLAWED.value, Option("Có sai sót", "Phải sửa, bổ sung mới dùng được")),
    (Quality.NOT_MET.value, Option("Chưa đạt", "Có làm, chưa dùng được")),
]
CAUSES = [("", "Chọn nguyên nhân"), *((one.value, one.label_vi) for one in Shortfall)]


def rows_of(count: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": count})


class TaskForm(forms.Form):
    """What is asked of a member."""

    what = Words("Việc phải làm", most=500, widget=rows_of(3))
    product = Words("Sản phẩm phải có", "Ví dụ: báo cáo, danh sách hộ, biên bản")
    quantity = NumberField(
        label="Số lượng", help_text="Viết số, ví dụ: 10", least=Decimal("0.01"), most=MOST, places=2
    )
    quantity_unit = Words("Đơn vị", "Ví dụ: báo cáo, hộ, buổi", most=40)
    due_on = DayField(label="Hạn hoàn thành")
    given_on = DayField(label="Ngày giao")
    quality_wanted = Words(
        "Yêu cầu về chất lượng", "Thế nào là đạt", most=300, required=False
    )  # fmt: skip
    weight = forms.ChoiceField(
        label="Mức quan trọng", choices=WEIGHTS, widget=forms.RadioSelect,
        initial=Weight.ORDINARY.value,
    )  # fmt: skip

    def facts(self) -> TaskFacts:
        given = self.cleaned_data
        return TaskFacts(
            given["what"], given["product"], given["quantity"], given["quantity_unit"],
            Weight(given["weight"]), given["given_on"], given["due_on"], given["quality_wanted"],
        )  # fmt: skip


class GiveForm(TaskForm):
    """A task for one or many members of a cell, perhaps under a duty the cell has."""

    field_order = ("everybody", "persons", "what", "product")
    everybody = forms.BooleanField(required=False)
    persons = forms.MultipleChoiceField(
        label="Giao cho ai", help_text="Chọn một hay nhiều đồng chí, mỗi người một việc như nhau",
        widget=forms.CheckboxSelectMultiple, required=False,
    )  # fmt: skip
    assignment = forms.ChoiceField(label="Thuộc nhiệm vụ nào của chi bộ", required=False)

    def __init__(
        self, data: Any, persons: Sequence[Person], duties: Sequence[Assignment], **more: Any
    ) -> None:
        super().__init__(data, **more)
        self.fields["persons"].choices = [  # type: ignore[attr-defined]
            (str(p.pk), p.full_name) for p in persons
        ]
        self.fields["assignment"].choices = [  # type: ignore[attr-defined]
            ("", "Không thuộc nhiệm vụ nào theo văn bản"),
            *((str(one.pk), _duty(one)) for one in duties),
        ]
        self.fields["everybody"].label = f"Giao mọi đảng viên của chi bộ ({len(persons)})"
        if not duties:
            del self.fields["assignment"]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("everybody"):
            found["persons"] = [pk for pk, _ in self.fields["persons"].choices]  # type: ignore[attr-defined]
        if not found.get("persons") and "persons" not in self.errors:
            self.add_error("persons", mistake("Chưa chọn ai.", mend="Đánh dấu người được giao."))
        return found


def _duty(one: Assignment) -> str:
    heading = one.duty.heading[:120]
    return f"{heading} (hạn {day(one.due_on)})" if one.due_on else heading


def initial_of(row: MemberTask) -> dict[str, Any]:
    """What stands in a task, for its form."""
    names = ("what", "product", "quantity", "quantity_unit", "due_on", "given_on",
             "quality_wanted", "weight")  # fmt: skip
    return {name: getattr(row, name) for name in names}


class ResultForm(forms.Form):
    """What was brought: three fields, filled in as far as can be."""

    quantity = NumberField(label="Đã làm được", least=Decimal("0.01"), most=MOST, places=2)
    evidence = Words(
        "Kết quả xem ở đâu", "Ví dụ: báo cáo số 12, ảnh đã gửi đồng chí bí thư", most=500,
        widget=rows_of(2),
    )  # fmt: skip
    on = DayField(label="Ngày có kết quả")

    def __init__(self, data: Any, row: MemberTask, today: date) -> None:
        left = max(row.quantity - row.quantity_done, Decimal(0))
        super().__init__(data, initial={"quantity": left or None, "on": today})
        self.fields["quantity"].label = f"Đã làm được bao nhiêu {row.quantity_unit}"

    def told(self) -> Told:
        given = self.cleaned_data
        return Told(given["on"], given["quantity"], given["evidence"])


class JudgeForm(forms.Form):
    """What the cell finds of a task. What may stay empty depends on what was done."""

    says_optional = False

    done = forms.ChoiceField(
        label="Việc đã hoàn thành chưa", widget=forms.RadioSelect,
        choices=[("yes", "Đã hoàn thành"), ("no", "Chưa hoàn thành")],
    )  # fmt: skip
    done_on = DayField(label="Ngày hoàn thành", required=False)
    quantity_done = NumberField(label="Đã làm được", least=0, most=MOST, places=2)
    quality = forms.ChoiceField(
        label="Chất lượng sản phẩm", choices=QUALITIES, widget=forms.RadioSelect, required=False
    )
    shortfall = forms.ChoiceField(
        label="Nguyên nhân",
        choices=CAUSES,
        required=False,
        help_text="Khi việc chậm, thiếu hoặc chưa hoàn thành",
    )
    shortfall_text = Words(
        "Nói rõ thêm nguyên nhân, nếu cần", most=500, required=False, widget=rows_of(2)
    )

    def __init__(self, data: Any, row: MemberTask, last: date | None, quantity: Decimal) -> None:
        initial = {
            "done": "yes" if row.done_on or last else None, "done_on": row.done_on or last,
            "quantity_done": quantity, "quality": row.quality, "shortfall": row.shortfall,
            "shortfall_text": row.shortfall_text,
        }  # fmt: skip
        super().__init__(data, initial=initial)
        self.fields["quantity_done"].label = f"Đã làm được bao nhiêu {row.quantity_unit}"
        self.fields["done_on"].help_text = f"Hạn là {day(row.due_on)}"

    def judged(self) -> Judged:
        given = self.cleaned_data
        done = given["done"] == "yes"
        return Judged(
            given["quantity_done"],
            Quality(given["quality"]) if given["quality"] else None,
            given["done_on"] if done else None,
            Shortfall(given["shortfall"]) if given["shortfall"] else None,
            given["shortfall_text"],
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("done") == "yes" and not given.get("done_on") and "done_on" not in self.errors:
            self.add_error("done_on", "Chưa điền. Việc đã hoàn thành thì ghi ngày hoàn thành.")
        return given


class ReasonForm(forms.Form):
    """A reason, and nothing else."""

    reason = Words("Lý do", most=300, widget=rows_of(2))


class FigureForm(forms.Form):
    """Another value of a figure of R7.11."""

    value = Words("Giá trị áp dụng", most=20)
    since = DayField(label="Áp dụng cho việc có hạn từ ngày")
    reason = Words("Lý do, văn bản", "Ví dụ: quy chế số …, ngày …", most=300)


class IndicatorForm(forms.Form):
    """What a criterion measures."""

    name = Words("Tên tiêu chí", most=200)
    measure = Words("Đơn vị tính", "Ví dụ: %, tỷ đồng, triệu đồng/người/năm", most=40)
    better = forms.ChoiceField(
        label="Thế nào là tốt", widget=forms.RadioSelect, initial="more",
        choices=[("more", "Càng cao càng tốt"), ("less", "Càng thấp càng tốt")],
    )  # fmt: skip
    source = Words(
        "Nguồn số liệu", "Ví dụ: Báo cáo của Sở Tài chính, Kho bạc", most=200, required=False
    )


class PeriodForm(forms.Form):
    """Target and result of a period of a criterion."""

    target = NumberField(label="Chỉ tiêu", least=-MOST, most=MOST, places=4, required=False)
    result = NumberField(label="Kết quả", least=-MOST, most=MOST, places=4, required=False)
    paper_number = Words(
        "Văn bản nguồn", "Số báo cáo, nghị quyết có con số này", most=60, required=False
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)
