"""Forms of the register, of issuing, of models and terms."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import forms

from dangvu.documents import queries
from dangvu.documents.queries import Paper, Sought
from dangvu.office.payloads import Signature
from dangvu.rules.documents import (
    DocumentNumber,
    DocumentType,
    UnreadableNumber,
    Urgency,
    check_authority,
    parse_number,
)
from dangvu.rules.months import Month
from dangvu.web.components.days import DayField
from dangvu.web.components.fields import mistake
from dangvu.web.components.ids import ids
from dangvu.web.components.selects import Select
from dangvu.web.components.words import Words

MONTHS_BACK, YEARS_BACK = 24, 12
FOLDED = ("issuer", "urgency", "kind", "month")
WORD = ".docx,application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class RegisterForm(forms.Form):
    """What the register is narrowed to."""

    says_optional = False

    q = forms.CharField(
        label="Tìm",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "Số, trích yếu, lời văn"}),
    )
    state = forms.ChoiceField(
        label="Sổ",
        required=False,
        choices=[("", "Tất cả"), *queries.STATES.items()],
        widget=Select,
    )
    type = forms.ChoiceField(
        label="Loại",
        required=False,
        choices=[("", "Tất cả"), *((one.value, one.label_vi) for one in DocumentType)],
        widget=Select,
    )
    issuer = forms.CharField(label="Cơ quan ban hành", max_length=100, required=False)
    year = forms.ChoiceField(label="Năm", required=False, widget=Select)
    of_month = forms.ChoiceField(
        label="Tháng",
        required=False,
        choices=[("", "Tất cả"), *((str(n), f"Tháng {n}") for n in range(1, 13))],
        widget=Select,
    )
    urgency = forms.ChoiceField(
        label="Độ khẩn",
        required=False,
        choices=[("", "Tất cả"), *((one.value, one.mark_vi) for one in Urgency if one.mark_vi)],
        widget=Select,
    )
    kind = forms.ChoiceField(
        label="Mẫu đã soạn",
        required=False,
        choices=[("", "Tất cả"), *queries.KINDS.items()],
        widget=Select,
    )
    month = forms.ChoiceField(label="Số liệu tháng", required=False, widget=Select)

    def __init__(self, data: Mapping[str, Any], today: date) -> None:
        super().__init__(data)
        here = Month.of(today)
        spoken = [Month.at(here.index - n) for n in range(MONTHS_BACK)]
        years = range(today.year, today.year - YEARS_BACK, -1)
        self.fields["month"].choices = [  # type: ignore[attr-defined]
            ("", "Tất cả"), *((str(month), month.label_vi) for month in spoken),
        ]  # fmt: skip
        self.fields["year"].choices = [  # type: ignore[attr-defined]
            ("", "Tất cả"), *((str(year), str(year)) for year in years),
        ]  # fmt: skip
        self.is_valid()

    def sought(self) -> Sought:
        """What was understood of it; a choice that does not exist does not narrow."""
        found = self.cleaned_data
        return Sought(
            state=found.get("state", ""),
            kind=found.get("kind", ""),
            month=found.get("month", ""),
            text=found.get("q", ""),
            type=found.get("type", ""),
            issuer=found.get("issuer", ""),
            urgency=found.get("urgency", ""),
            year=int(found.get("year") or 0),
            of_month=int(found.get("of_month") or 0),
        )

    def shown(self) -> list[forms.BoundField]:
        """The conditions that always stand there."""
        return [bound for bound in self if bound.name not in FOLDED]

    def folded(self) -> list[forms.BoundField]:
        """Those that stand folded away."""
        return [bound for bound in self if bound.name in FOLDED]

    def more_sought(self) -> bool:
        """Whether one of the conditions is used that stand folded away."""
        return any(self.cleaned_data.get(name) for name in FOLDED)

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
    """The day of issue, the series where there are several, and who signed."""

    on = DayField(label="Ngày phát hành")
    series = forms.ChoiceField(label="Dãy số", required=False)
    authority = Words("Thể thức đề ký", "Để trống nếu người đứng đầu ký", most=60, required=False)
    post = Words("Chức vụ người ký", "Ví dụ PHÓ TRƯỞNG BAN", most=60)
    name = Words("Họ tên người ký", "Không ghi học hàm, học vị, quân hàm", most=60)

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        organ: str,
        labels: Sequence[str] = ("",),
        *,
        signed_in_file: bool = False,
        **more: Any,
    ) -> None:
        super().__init__(data, **more)
        self.organ = organ
        if signed_in_file:
            self.fields["post"].required = self.fields["name"].required = False
        self.fields["series"].choices = [  # type: ignore[attr-defined]
            (label, label or "Dãy chung") for label in labels
        ]
        if len(labels) < 2:
            del self.fields["series"]

    def clean_authority(self) -> str:
        written: str = self.cleaned_data["authority"]
        for finding in check_authority(written, self.organ):
            raise mistake(finding.message_vi, code=finding.code)
        return written

    def series_label(self) -> str | None:
        """The series chosen; None where there is but one."""
        return self.cleaned_data.get("series") if "series" in self.fields else None

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
    label = Words(
        "Dãy số riêng",
        "Để trống là dãy chung. Ví dụ: nhân sự. Ghi tên mới thì mở dãy mới",
        most=40,
        required=False,
    )
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
    series = paper.about.get("series", "")
    return {"on": today, "series": series, **paper.payload["signature"]}
