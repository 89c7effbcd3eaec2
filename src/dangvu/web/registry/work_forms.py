"""Forms of the work on records: duplicates, exports, dossiers, verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import permits
from dangvu.members.queries.exporting import ExportKind
from dangvu.web.components.fields import Option

if TYPE_CHECKING:
    from dangvu.orgs.models import Unit


class WhyForm(forms.Form):
    """Why something is decided: it stands in the trail."""

    reason = forms.CharField(
        label="Lý do",
        max_length=300,
        help_text="Ghi vào nhật ký. Ví dụ: đã đối chiếu hồ sơ gốc của hai chi bộ",
        error_messages={"required": "Chưa ghi lý do."},
    )

    def __init__(self, data: Mapping[str, Any] | None, label: str = "", hint: str = "") -> None:
        super().__init__(data)
        reason = self.fields["reason"]
        reason.label, reason.help_text = label or reason.label, hint or reason.help_text


class ExportForm(forms.Form):
    """What to take along; a reason where the file holds what is hidden."""

    kind = forms.ChoiceField(
        label="Tệp cần lấy",
        widget=forms.RadioSelect,
        error_messages={"required": "Chưa chọn tệp cần lấy."},
    )
    reason = forms.CharField(
        label="Lý do",
        max_length=300,
        required=False,
        help_text="Cần khi tệp có mục nhạy cảm; ghi vào nhật ký và vào tệp",
    )

    def __init__(self, data: Mapping[str, Any] | None, actor: Actor, unit: Unit) -> None:
        super().__init__(data)
        reveals = permits(actor, Action.REVEAL, unit.path)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (kind.value, Option(kind.label, hint=kind.hint))
            for kind in ExportKind
            if reveals or not kind.sensitive
        ]


class TreeForm(forms.Form):
    """What lies in the folders: pasted, or a file with the listing, or a zip of the folders."""

    text = forms.CharField(
        label="Dán danh sách tệp",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text="Trong cửa sổ lệnh của Windows gõ: dir /s /b. Dán cả phần hiện ra vào đây",
    )
    file = forms.FileField(
        label="Hoặc tệp danh sách (.txt), tệp nén (.zip)",
        required=False,
        help_text="Chỉ đọc tên trong tệp nén, không mở và không giữ tệp nào",
    )
