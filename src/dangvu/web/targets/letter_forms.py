"""What a drafter decides about urging letters."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms

from dangvu.office.vietnamese import clean
from dangvu.rules.documents import check_authority
from dangvu.rules.targets import LETTER_DUE, Counts
from dangvu.rules.workdays import is_working_day, unsure_vi
from dangvu.targets.papers import Office, Wording
from dangvu.targets.sheets import Line
from dangvu.web.components.days import DayField
from dangvu.web.components.fields import Option, mistake
from dangvu.web.components.words import Words

COMMON, EACH = "common", "each"
LONGEST_RECIPIENT, LONGEST_NOTE = 200, 60
_NOTED = re.compile(r"(?P<name>.*?)\s*\((?P<note>[^()]*)\)")


class SomeOf(forms.MultipleChoiceField):
    """Some of several, where others may be chosen elsewhere on the page: none is no mistake yet."""

    widget = forms.CheckboxSelectMultiple

    def validate(self, value: Any) -> None:
        if value:
            super().validate(value)


class LetterForm(forms.Form):
    """Whom to urge, in one letter or in one each, and the words that are the office's own."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    classes = SomeOf(label="Gửi theo nhóm")
    bodies = SomeOf(label="Gửi từng tổ chức")
    each = forms.ChoiceField(label="Kiểu công văn", widget=forms.RadioSelect)
    subject = Words(
        "Trích yếu", "In nghiêng dưới số công văn, bắt đầu bằng chữ “về việc”", most=240
    )
    report_due = DayField(label="Hạn báo cáo")
    addressees = Words(
        "Kính gửi",
        "Chỉ cho công văn chung. Để trống thì phần mềm ghi theo nơi đã chọn",
        most=400,
        required=False,
    )
    place = Words("Nơi ban hành", "Đứng trước ngày tháng", most=60)
    authority = Words("Thể thức đề ký", "Để trống nếu người đứng đầu ký", most=60, required=False)
    post = Words("Chức vụ người ký", "Ví dụ PHÓ TRƯỞNG BAN", most=60)
    signer = Words(
        "Họ tên người ký", "Chưa biết thì để trống, ghi khi phát hành", most=60, required=False
    )
    recipients = forms.CharField(
        label="Nơi nhận",
        help_text="Mỗi dòng một nơi; ghi chú trong ngoặc, ví dụ: Thường trực Tỉnh ủy (b/c). "
        "Dòng cuối là nơi lưu",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        lines: Sequence[Line],
        counts: Counts,
        office: Office,
        today: date,
        **more: Any,
    ) -> None:
        super().__init__(data, **more)
        self.lines, self.office, self.today = lines, office, today
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
        fields["report_due"].help_text = due_hint(today)

    def clean_report_due(self) -> date:
        due: date = self.cleaned_data["report_due"]
        if due < self.today:
            raise mistake("Hạn báo cáo đã qua.", mend="Ghi ngày từ hôm nay trở đi.")
        return due

    def clean_authority(self) -> str:
        written: str = self.cleaned_data["authority"]
        for finding in check_authority(written, self.office.organ):
            raise mistake(finding.message_vi, code=finding.code)
        return written

    def clean_recipients(self) -> tuple[tuple[str, str], ...]:
        return read_recipients(self.cleaned_data["recipients"])

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

    def wording(self) -> Wording:
        """What was decided, for the action."""
        entered = self.cleaned_data
        own = ("place", "authority", "post", "signer", "recipients")
        return Wording(
            office=replace(self.office, **{name: entered[name] for name in own}),
            subject=entered["subject"],
            report_due=entered["report_due"],
            addressees=entered["addressees"],
        )


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


def due_hint(today: date) -> str:
    """Where the day proposed comes from, and what it leaves out."""
    days = LETTER_DUE.at(today)
    hint = (
        f"Gợi ý {days.value} ngày làm việc từ hôm nay: {days.basis.confidence.label_vi}, sửa được"
    )
    unsure = unsure_vi(today, today)
    return f"{hint}. {unsure}" if unsure else hint


def day_off(due: date) -> bool:
    """Whether offices are closed on a day."""
    return not is_working_day(due)


def written_recipients(recipients: Sequence[tuple[str, str]]) -> str:
    """A distribution list as it is typed, one a line."""
    return "\n".join(f"{name} ({note})" if note else name for name, note in recipients)


def read_recipients(text: str) -> tuple[tuple[str, str], ...]:
    """The distribution list typed: name and note of each line. Raises ``ValidationError``.

    The last line says where the paper is kept (R13.10).
    """
    found = []
    for line in text.splitlines():
        written = clean(line).removeprefix("-").strip().rstrip(",.;").strip()
        if not written:
            continue
        noted = _NOTED.fullmatch(written)
        name, note = (noted["name"], noted["note"]) if noted else (written, "")
        if not name or len(name) > LONGEST_RECIPIENT or len(note) > LONGEST_NOTE:
            raise mistake(f"Dòng “{written[:40]}” không đọc được.", mend="Ghi như: Tên nơi (b/c).")
        found.append((name, note))
    if not found or not found[-1][0].startswith("Lưu"):
        raise mistake(
            "Dòng cuối chưa phải nơi lưu.",
            "Nơi nhận kết thúc bằng dòng lưu (05-HD/VPTW).",
            "Thêm dòng cuối, ví dụ: Lưu Văn phòng Ban.",
        )
    return tuple(found)
