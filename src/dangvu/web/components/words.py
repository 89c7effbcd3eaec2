"""A line of text as every form of the house keeps it."""

from typing import Any

from django import forms

from dangvu.office.vietnamese import clean


class Words(forms.CharField):
    """A line of text in NFC, without invisible marks, each white space one space, trimmed."""

    def __init__(self, label: str, hint: str = "", *, most: int = 200, **more: Any) -> None:
        super().__init__(label=label, help_text=hint, max_length=most, **more)

    def to_python(self, value: Any) -> str:
        return clean(super().to_python(value) or "")
