"""Figures typed as text: thousands by dots, decimals by a comma, as the offices write them."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from dangvu.office.vietnamese import Unreadable, number, parse_number
from dangvu.web.components.fields import mistake


class NumberField(forms.CharField):
    """A figure between two others, both included; ``places`` decimals at most."""

    def __init__(
        self,
        *,
        least: Decimal | int | None = None,
        most: Decimal | int | None = None,
        places: int = 0,
        **more: Any,
    ) -> None:
        attrs = {"inputmode": "decimal" if places else "numeric", "autocomplete": "off"}
        more.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(**{"max_length": 30, **more})
        self.least, self.most, self.places = least, most, places

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            return value
        return written(value)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            read = parse_number(text)
        except Unreadable as error:
            raise ValidationError(error.message_vi, code=error.code) from error
        exponent = read.normalize().as_tuple().exponent
        if isinstance(exponent, int) and -exponent > self.places:
            kind = f"không quá {self.places} số lẻ" if self.places else "là số nguyên"
            raise mistake(f"“{text}” phải {kind}.", mend="Xem lại rồi gõ lại.", code="fraction")
        self._check_range(text, read)
        return read if self.places else int(read)

    def _check_range(self, text: str, read: Decimal) -> None:
        if self.least is not None and read < self.least:
            why = f"Mục này nhận từ {written(self.least)} trở lên."
        elif self.most is not None and read > self.most:
            why = f"Mục này nhận đến {written(self.most)}."
        else:
            return
        raise mistake(f"“{text}” không hợp lý.", why, "Xem lại rồi gõ lại.", code="out_of_range")


def written(value: Decimal | int) -> str:
    """A figure as it would be typed: "4.945", "0,7"; "1,8910", since "1,891" is doubtful."""
    value = Decimal(value)
    whole = int(value)
    rest = f"{abs(value - whole).normalize():f}".partition(".")[2]
    rest += "0" if len(rest) == 3 else ""
    sign = "-" if value < 0 and not whole else ""
    return sign + number(whole) + (f",{rest}" if rest else "")
