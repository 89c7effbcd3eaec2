"""Forms of sessions, reports, and more time."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms

from dangvu.office.vietnamese import day
from dangvu.tasks.actions.reporting import LONGEST, Signed, Written
from dangvu.tasks.catalogue import SessionForm as Way
from dangvu.tasks.figures import TYPED, Known, read_value, typed
from dangvu.tasks.queries.beneath import DaysBeneath
from dangvu.web.components.days import DayField
from dangvu.web.components.numbers import NumberField
from dangvu.web.components.words import Words

if TYPE_CHECKING:
    from dangvu.tasks.models import Report

MORE_ROWS = 3
"""Empty rows for figures the unit adds, below those there are."""
CORRECTED = "Đơn vị sửa"


class ReasonForm(forms.Form):
    """A reason."""

    reason = Words("Lý do", most=300)


class SessionForm(forms.Form):
    """When and how a session was held; its numbers, where members are not ticked by name."""

    on = DayField(label="Ngày tổ chức")
    form = forms.ChoiceField(label="Hình thức", choices=[(one.value, one.label_vi) for one in Way])
    expected = NumberField(label="Số đảng viên phải dự", least=1, most=100_000)
    attended = NumberField(label="Số có mặt", least=0, most=100_000)
    paper_number = Words(
        "Số biên bản hoặc báo cáo", "Có thì ghi, ví dụ 05-BB/CB", most=60, required=False
    )
    note = Words("Ghi chú", most=300, required=False)

    def __init__(self, data: Mapping[str, Any] | None, *, named: bool, today: date) -> None:
        first = Way.CELL_MEETING if named else Way.IN_PERSON
        super().__init__(data, initial={"on": today, "form": first.value})
        if named:
            del self.fields["expected"], self.fields["attended"]


def _text(label: str, hint: str, rows: int) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, max_length=LONGEST, required=False,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


class ReportForm(forms.Form):
    """A report as it is written: its figures, four parts of text, who signs it.

    A draft is kept with any of them empty; sending asks for the results and the signature.
    """

    says_optional = False
    results = _text(
        "Kết quả thực hiện", "Phải có khi gửi: làm được gì, bằng văn bản, con số nào", 7
    )
    difficulties = _text(
        "Khó khăn, vướng mắc", "Mỗi ý một dòng. Không ghi nội dung mật, nội dung thẩm tra", 4
    )
    proposals = _text("Đề xuất, kiến nghị", "Mỗi ý một dòng, nói rõ đề nghị ai làm gì", 3)
    next_steps = _text("Việc tiếp theo", "Việc, người làm, hạn xong", 3)
    signed_post = Words(
        "Chức vụ người ký", "Phải có khi gửi, ví dụ PHÓ BÍ THƯ", most=120, required=False
    )
    signed_by = Words("Họ tên người ký", "Phải có khi gửi", most=150, required=False)
    number_symbol = Words(
        "Số, ký hiệu báo cáo", "Có thì ghi, ví dụ 12-BC/ĐU", most=60, required=False
    )

    def __init__(self, data: Mapping[str, Any] | None, report: "Report") -> None:
        parts = ("results", "difficulties", "proposals", "next_steps", "signed_post", "signed_by",
                 "number_symbol")  # fmt: skip
        super().__init__(data, initial={name: getattr(report, name) for name in parts})
        self.known = [Known.from_dict(one) for one in report.figures]

    @property
    def lines(self) -> list[tuple[str, Known, str]]:
        """Each figure there is: the name of its field, what it is, what stands in the field."""
        return [
            (f"value-{n}", one, self.data.get(f"value-{n}", one.shown))
            for n, one in enumerate(self.known)
        ]

    @property
    def added(self) -> list[tuple[int, str, str, str]]:
        """The rows for figures to be added, with what was typed in them."""
        return [
            (n, *(self.data.get(f"{part}-{n}", "") for part in ("own", "number", "unit")))
            for n in range(MORE_ROWS)
        ]

    def figures(self) -> list[Known]:
        """The figures as they are to stand: known ones, corrected where changed, and those added.
        One of the unit's own that was emptied goes."""
        found = []
        for name, one, text in self.lines:
            value = read_value(text)
            if one.source == TYPED and not value:
                continue
            found.append(one if name not in self.data else corrected(one, value))
        for _, label, value, unit in self.added:
            if label.strip():
                found.append(typed(label, value, unit))
        return list({one.code: one for one in found}.values())

    def written(self) -> Written:
        """What was written, for the action."""
        entered = self.cleaned_data
        parts = ("results", "difficulties", "proposals", "next_steps")
        return Written(self.figures(), *(entered[name] for name in parts))

    def signed(self) -> Signed:
        """Who signs."""
        entered = self.cleaned_data
        return Signed(entered["signed_post"], entered["signed_by"], entered["number_symbol"])


def corrected(one: Known, value: str) -> Known:
    """A figure with the value the unit gave it; where it differs, the source says what stood
    there."""
    if value == read_value(one.shown) or value == one.value:
        return one
    source = one.source
    if source != TYPED and not source.startswith(CORRECTED):
        source = f"{CORRECTED}; {source.lower()} ghi {one.shown or 'trống'}"
    return replace(one, value=value, source=source)


def merged(fresh: Sequence[Known], kept: Sequence[Known]) -> list[Known]:
    """What the system knows now, with what the unit added of its own."""
    return [*fresh, *(one for one in kept if one.source == TYPED)]


class DecideForm(forms.Form):
    """Why a report goes back."""

    reason = forms.CharField(
        label="Cần sửa gì", max_length=500, required=False,
        help_text="Đơn vị đọc được câu này; ghi rõ mục nào, thiếu gì",
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class ExtensionForm(forms.Form):
    """Until when more time is asked, and why."""

    until = DayField(label="Xin gia hạn đến ngày")
    reason = forms.CharField(
        label="Lý do", max_length=500, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Việc nào chưa xong, vì sao, làm gì để xong đúng ngày xin",
    )  # fmt: skip


class AnswerForm(forms.Form):
    """Yes or no to more time: until which day, and what is said."""

    until = DayField(label="Gia hạn đến ngày")
    answer = forms.CharField(
        label="Trả lời", max_length=500, required=False,
        help_text="Không đồng ý thì phải nêu lý do",
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    below = forms.BooleanField(required=False)

    def __init__(
        self, data: Mapping[str, Any] | None, until: date, below: DaysBeneath
    ) -> None:  # fmt: skip
        super().__init__(data, initial={"until": until})
        self.fields["until"].help_text = f"Đơn vị xin đến {day(until)}; đổi được"
        number = len(below.assignment_ids)
        self.fields["below"].label = "Dời luôn hạn của các đơn vị bên dưới"
        self.fields["below"].help_text = (
            f"{number} việc của {below.units} đơn vị đang cùng hạn này"
            + (f"; {below.earlier} việc có hạn sớm hơn thì giữ nguyên" if below.earlier else "")
        )
        if not number:
            del self.fields["below"]
