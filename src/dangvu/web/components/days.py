"""A day typed as text, as every form of the house takes it."""

from datetime import date
from typing import Any

from django import forms

from dangvu.office.vietnamese import Unreadable, day, parse_day
from dangvu.web.components.fields import mistake

HINT = "Ngày/tháng/năm, ví dụ 15/06/2026"


class DayField(forms.CharField):
    """A day typed as dd/mm/yyyy; what cannot be read says why and how to mend it."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**{"help_text": HINT, **more})

    def prepare_value(self, value: Any) -> Any:
        return day(value) if isinstance(value, date) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return parse_day(text)
        except Unreadable as error:
            raise mistake(error.message_vi, mend=f"{HINT}.", code=error.code) from error
