"""Forms of the upload and of a paper's line in the register."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from dangvu.documents import queries
from dangvu.documents.catalogue import CAME, OWN, PaperFacts, Ref, To
from dangvu.documents.queries import Paper
from dangvu.office.vietnamese import Unreadable, clean, day, parse_day
from dangvu.orgs.queries import Body
from dangvu.rules.documents import DocumentType, Urgency
from dangvu.web.components.days import DayField
from dangvu.web.components.fields import Option, mistake
from dangvu.web.components.words import Words

ACCEPTED = ".docx,.pdf,.png,.jpg,.jpeg,.tif,.tiff,.txt"
TYPES = [("", "Chưa rõ, loại khác"), *((one.value, one.label_vi) for one in DocumentType)]
URGENCIES = [(one.value, one.mark_vi or "Thường") for one in Urgency]
_LINES = 40


class UploadForm(forms.Form):
    """A paper as it comes: the file, or none where only the paper itself is there."""

    kind = forms.ChoiceField(
        label="Văn bản này",
        widget=forms.RadioSelect,
        initial=CAME,
        choices=[
            (CAME, Option("Văn bản đến", hint="Nơi khác gửi đến; lấy số đến của năm")),
            (OWN, Option("Văn bản đi", hint="Cơ quan mình soạn bằng Word, có số hay chưa")),
        ],
    )  # fmt: skip
    file = forms.FileField(
        label="Tệp văn bản",
        required=False,
        allow_empty_file=True,
        help_text="Word (.docx), PDF, bản quét PDF hoặc ảnh, tệp chữ .txt; nặng nhất 20 MB. Chỉ có "
        "bản giấy thì để trống, ghi tay ở bước sau",
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )
    secret = forms.BooleanField(
        label="Văn bản có dấu MẬT, TỐI MẬT, TUYỆT MẬT",
        required=False,
        help_text="Không nộp tệp. Hệ thống chỉ giữ dòng trong sổ",
    )

    def clean(self) -> dict[str, Any] | None:
        told = super().clean() or {}
        if told.get("secret") and told.get("file"):
            self.add_error(
                "file",
                mistake(
                    "Văn bản mật thì không nộp tệp.",
                    "Hệ thống không giữ nội dung văn bản mật.",
                    "Bỏ tệp ra rồi bấm lại.",
                ),
            )
        return told


class VersionForm(forms.Form):
    """A further version of a paper's file."""

    file = forms.FileField(
        label="Tệp thay hoặc bản có chữ ký",
        allow_empty_file=True,
        help_text="Bản trước vẫn giữ. Nặng nhất 20 MB",
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )


class LineForm(forms.Form):
    """The line of a paper in the register. ``inside``: units it may be sent to in the system."""

    number_symbol = Words(
        "Số và ký hiệu", "Như trên văn bản, ví dụ 07-CT/TU", most=60, required=False
    )
    dated_on = DayField(label="Ngày văn bản", required=False)
    issuer = Words("Cơ quan ban hành", "Ví dụ: Ban Tổ chức Tỉnh ủy", most=200)
    document_type = forms.ChoiceField(label="Loại văn bản", choices=TYPES, required=False)
    subject = forms.CharField(
        label="Trích yếu",
        max_length=300,
        help_text="Văn bản mật thì không ghi điều cần giữ bí mật",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    received_on = DayField(label="Ngày đến")
    urgency = forms.ChoiceField(label="Độ khẩn", choices=URGENCIES)
    secrecy = forms.ChoiceField(
        label="Độ mật",
        required=False,
        choices=Paper.Secrecy.choices,
        help_text="Chọn độ mật thì tệp và nội dung bị xóa khỏi hệ thống, chỉ còn dòng này",
    )
    scope_mark = Words("Phạm vi lưu hành", "Ví dụ: TÀI LIỆU HỘI NGHỊ", most=60, required=False)
    signer = Words("Người ký", most=60, required=False)
    references = forms.CharField(
        label="Văn bản được dẫn",
        required=False,
        max_length=8000,
        help_text="Mỗi dòng một văn bản: số; ngày; cơ quan; trích yếu. Ví dụ: 07-CT/TU; "
        "12/02/2026; Tỉnh ủy; về tạo nguồn. Chưa rõ phần nào thì bỏ trống giữa hai dấu chấm phẩy",
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
    )
    outside = forms.CharField(
        label="Nơi nhận ngoài hệ thống",
        required=False,
        max_length=4000,
        help_text="Mỗi dòng một nơi, in ở trang văn bản",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    inside = forms.MultipleChoiceField(
        label="Nơi nhận trong hệ thống", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        paper: Paper,
        inside: Sequence[Body],
        **more: Any,
    ) -> None:
        super().__init__(data, **more)
        self.paper, self.units = paper, {str(body.id): body for body in inside}
        came = paper.kind == CAME
        if came:
            self.fields["number_symbol"].help_text += ". Không có số thì để trống"
            self.fields["dated_on"].required = True
        else:
            del self.fields["received_on"]
            self.fields[
                "number_symbol"
            ].help_text = (
                "Dự thảo chỉ ghi ký hiệu, ví dụ -KH/ĐU, số lấy sau; đã phát hành thì ghi cả số"
            )
        self.fields["inside"].choices = [  # type: ignore[attr-defined]
            (key, body.name) for key, body in self.units.items()
        ]
        if not inside:
            del self.fields["inside"]

    def clean_subject(self) -> str:
        return clean(self.cleaned_data["subject"])

    def clean_references(self) -> tuple[Ref, ...]:
        lines = [line for line in self.cleaned_data["references"].splitlines() if line.strip()]
        if len(lines) > _LINES:
            raise mistake(f"Nhiều hơn {_LINES} văn bản được dẫn.", mend="Giữ lại các căn cứ chính.")
        return tuple(_ref(line) for line in lines)

    def facts(self) -> PaperFacts:
        """The line as it was entered."""
        told = self.cleaned_data
        kept = self.paper.payload.get("signature", {})
        outside = [line for line in told["outside"].splitlines() if line.strip()]
        chosen = [self.units[key] for key in told.get("inside", ())]
        return PaperFacts(
            number_symbol=told["number_symbol"],
            dated_on=told["dated_on"],
            issuer=told["issuer"],
            document_type=told["document_type"],
            subject=told["subject"],
            urgency=told["urgency"],
            scope_mark=told["scope_mark"],
            secrecy=told["secrecy"],
            received_on=told.get("received_on"),
            recipients=(
                *(To(body.name, body.id) for body in chosen),
                *(To(clean(line)) for line in outside),
            ),
            references=told["references"],
            signer=(kept.get("authority", ""), kept.get("post", ""), told["signer"]),
        )


def _ref(line: str) -> Ref:
    """A line "07-CT/TU; 12/02/2026; Tỉnh ủy; về tạo nguồn". Raises ``ValidationError``."""
    number, when, issuer, subject = (*(clean(part) for part in line.split(";", 3)), "", "", "")[:4]
    try:
        on = parse_day(when) if when else None
    except Unreadable as error:
        raise mistake(
            f"Dòng “{clean(line)[:60]}”: {error}", mend="Viết ngày như 12/02/2026."
        ) from error
    if not number:
        raise mistake(
            f"Dòng “{clean(line)[:60]}” chưa có số.", mend="Ghi số rồi đến dấu chấm phẩy."
        )
    return Ref(number[:60], on, issuer[:200], subject[:300])


def written_refs(refs: Iterable[Ref]) -> str:
    """References as the form writes them."""
    lines = []
    for ref in refs:
        when = day(ref.dated_on) if ref.dated_on else ""
        lines.append("; ".join([ref.number_symbol, when, ref.issuer, ref.subject]).rstrip("; "))
    return "\n".join(lines)


def initial_line(paper: Paper, today: date) -> dict[str, Any]:
    """What the form begins with: the line as it stands."""
    outside, inside = queries.recipients(paper)
    return {
        "number_symbol": paper.number_symbol,
        "dated_on": paper.dated_on,
        "issuer": paper.issuer,
        "document_type": paper.document_type,
        "subject": paper.title,
        "received_on": paper.received_on or today,
        "urgency": paper.urgency,
        "secrecy": paper.secrecy,
        "scope_mark": paper.scope_mark,
        "signer": paper.payload.get("signature", {}).get("name", ""),
        "references": written_refs(queries.references(paper)),
        "outside": "\n".join(line.text for line in outside),
        "inside": [str(line.unit_id) for line in inside],
    }
