"""What is asked for a table: the file or the pasted block, and the options of its kind."""

from collections.abc import Iterable
from typing import Any

from django import forms

from dangvu.intake.catalogue import Option
from dangvu.office.workbooks import BookRefused
from dangvu.web.components.fields import mistake

WORKBOOK = ".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class OptionsForm(forms.Form):
    """The options of a kind as fields: a list, a day, or a line of text."""

    def __init__(self, options: Iterable[Option], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for option in options:
            self.fields[option.code] = _field(option)
        self.order_fields(self.field_order)

    def refuse(self, code: str, message: str, field: str = "") -> None:
        """Shows a refusal beside the field to blame, or above the form."""
        where = field if field in self.fields else None
        self.add_error(where, mistake(message, code=code))


class FileForm(OptionsForm):
    """A workbook from the user's machine."""

    workbook = forms.FileField(
        label="Tệp Excel (.xlsx)",
        help_text="Nặng nhất 20 MB. Tiêu đề bảng ở dòng nào cũng được, có nhiều trang cũng được.",
        widget=forms.FileInput(attrs={"accept": WORKBOOK}),
        allow_empty_file=True,
    )
    field_order = ("campaign", "workbook")

    def refuse_file(self, refused: BookRefused) -> None:
        """Shows why the file was not taken."""
        self.add_error("workbook", mistake(refused.message_vi, code=refused.code))


class PasteForm(OptionsForm):
    """A block copied from a spreadsheet."""

    table = forms.CharField(
        label="Bảng chép từ Excel",
        help_text="Bôi đen bảng cả dòng tiêu đề, chép (Ctrl C) rồi dán (Ctrl V) vào đây",
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        strip=False,
    )
    field_order = ("campaign", "table")

    def refuse_file(self, refused: BookRefused) -> None:
        """Shows why the block was not taken."""
        self.add_error("table", mistake(refused.message_vi, code=refused.code))


def _field(option: Option) -> forms.Field:
    if option.choices:
        return forms.ChoiceField(
            label=option.label,
            help_text=option.hint,
            choices=option.choices,
            required=option.required,
            initial=option.initial,
        )
    return forms.CharField(
        label=option.label,
        help_text=option.hint,
        required=option.required,
        initial=option.initial,
        max_length=300,
        widget=forms.TextInput(attrs={"inputmode": "numeric"} if option.day else {}),
    )
