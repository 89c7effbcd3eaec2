"""Forms of the register, of issuing, of models and terms."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import forms

from dangvu.documents import queries
from dangvu.documents.queries import Paper, Sought, State
from dangvu.office.payloads import Signature
from dangvu.rules.documents import (
    DocumentNumber,
    UnreadableNumber,
    check_authority,
    parse_number,
)
from dangvu.rules.months import Month
from dangvu.web.components.days import DayField
from dangvu.web.components.fields import mistake
from dangvu.web.components.ids import ids
from dangvu.web.components.words import Words

WORD = ".docx,application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class RegisterForm(forms.Form):
    """What the register is narrowed to."""

    q = forms.CharField(
        label="Tìm",
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "Số, trích yếu, nơi nhận"}),
    )
    state = forms.ChoiceField(
        label="Trạng thái", required=False, choices=[("", "Tất cả"), *State.choices]
    )
    kind = forms.ChoiceField(
        label="Loại", required=False, choices=[("", "Tất cả"), *queries.KINDS.items()]
    )
    month = forms.ChoiceField(label="Về tháng", required=False)

    def __init__(self, data: Mapping[str, Any], months: Sequence[str]) -> None:
        super().__init__(data)
        labels = [(month, Month.parse(month).label_vi) for month in months]
        self.fields["month"].choices = [("", "Tất cả"), *labels]  # type: ignore[attr-defined]
        self.is_valid()

    def sought(self) -> Sought:
        """What was understood of it; a choice that does not exist does not narrow."""
        found = self.cleaned_data
        return Sought(
            state=found.get("state", ""),
            kind=found.get("kind", ""),
            month=found.get("month", ""),
            text=found.get("q", ""),
        )

    def after(self) -> str:
        """Where the page begins, if it is understood."""
        written = str(self.data.get("after", ""))
        at, _, number = written.rpartition("_")
        try:
            aware = datetime.fromisoformat(at).tzinfo is not None
        except ValueError:
            return ""
        return written if aware and ids([number]) else ""


class IssueForm(forms.Form):
    """The day of issue, and who signed."""

    on = DayField(label="Ngày phát hành")
    authority = Words("Thể thức đề ký", "Để trống nếu người đứng đầu ký", most=60, required=False)
    post = Words("Chức vụ người ký", "Ví dụ PHÓ TRƯỞNG BAN", most=60)
    name = Words("Họ tên người ký", "Không ghi học hàm, học vị, quân hàm", most=60)

    def __init__(self, data: Mapping[str, Any] | None, organ: str, **more: Any) -> None:
        super().__init__(data, **more)
        self.organ = organ

    def clean_authority(self) -> str:
        written: str = self.cleaned_data["authority"]
        for finding in check_authority(written, self.organ):
            raise mistake(finding.message_vi, code=finding.code)
        return written

    def signed(self) -> Signature:
        """Who signed."""
        found = self.cleaned_data
        return Signature(found["authority"], found["post"], found["name"])


class DropForm(forms.Form):
    """Why a draft is set aside."""

    reason = Words("Lý do bỏ", "Ví dụ: soạn lại sau khi chốt tháng", most=300)


class ModelForm(forms.Form):
    """A Word model edited by the clerk."""

    file = forms.FileField(
        label="Tệp Word (.docx)",
        help_text="Nặng nhất 5 MB",
        widget=forms.FileInput(attrs={"accept": WORD}),
        allow_empty_file=True,
    )
    note = Words("Sửa gì so với bản trước", "Ví dụ: thêm câu về chế độ báo cáo quý", required=False)


class TermForm(forms.Form):
    """A committee's term."""

    name = Words("Tên nhiệm kỳ", "Ví dụ: Khóa I, 2025-2030", most=60)
    starts_on = DayField(label="Từ ngày", help_text="Ngày đại hội hoặc ngày được chỉ định")
    ends_on = DayField(label="Đến hết ngày", required=False, help_text="Để trống khi chưa biết")
    numbers = forms.CharField(
        label="Số cuối đã lấy trong nhiệm kỳ",
        required=False,
        help_text="Mỗi dòng một loại, viết như trên văn bản: 412-CV/BTCTU. Loại không ghi bắt "
        "đầu từ 01",
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        max_length=2000,
    )

    def clean_numbers(self) -> dict[tuple[str, str], int]:
        found: dict[tuple[str, str], int] = {}
        for line in self.cleaned_data["numbers"].splitlines():
            if line.strip():
                read = read_number(line)
                found[read.abbreviation, read.organ] = read.number or 0
        return found


class NumberForm(forms.Form):
    """The last number taken elsewhere, as it stands on the paper."""

    last = Words("Số cuối đã lấy ở sổ khác", "Viết cả ký hiệu, ví dụ 412-CV/BTCTU", most=40)
    reason = Words("Vì sao", "Ví dụ: công văn khác lấy số ở sổ giấy", most=300)

    def clean_last(self) -> DocumentNumber:
        return read_number(self.cleaned_data["last"])


def read_number(text: str) -> DocumentNumber:
    """A number with its symbol. Raises ``ValidationError``."""
    try:
        read = parse_number(text)
    except UnreadableNumber as error:
        raise mistake(str(error), mend="Viết như 412-CV/BTCTU.") from error
    if read.number is None or read.suffix:
        raise mistake(f"“{text.strip()}” chưa có số.", mend="Viết như 412-CV/BTCTU.")
    return read


def initial_issue(paper: Paper, today: date) -> dict[str, Any]:
    """What the form of an issue begins with: today, and who was to sign."""
    return {"on": today, **paper.payload["signature"]}
