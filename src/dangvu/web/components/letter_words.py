"""The words of an office's letter, as every form that drafts one asks for them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms

from dangvu.documents.offices import Office, Wording
from dangvu.office.vietnamese import clean
from dangvu.rules.documents import check_authority
from dangvu.rules.targets import LETTER_DUE, due_after_letter
from dangvu.rules.workdays import is_working_day, unsure_vi
from dangvu.web.components.days import DayField
from dangvu.web.components.fields import mistake
from dangvu.web.components.words import Words

LONGEST_RECIPIENT, LONGEST_NOTE = 200, 60
_NOTED = re.compile(r"(?P<name>.*?)\s*\((?P<note>[^()]*)\)")


class OfficeForm(forms.Form):
    """What is the office's own in a letter: its subject, the day of the answer, head, signature
    and distribution list."""

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
        self, data: Mapping[str, Any] | None, office: Office, today: date, **more: Any
    ) -> None:
        super().__init__(data, **more)
        self.office, self.today = office, today
        self.fields["report_due"].help_text = due_hint(today)

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


def in_the_office(office: Office, today: date) -> dict[str, Any]:
    """What the office's fields begin with: its custom, and a day for the answer."""
    return {
        "report_due": due_after_letter(today),
        "place": office.place,
        "authority": office.authority,
        "post": office.post,
        "signer": office.signer,
        "recipients": written_recipients(office.recipients),
    }


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
