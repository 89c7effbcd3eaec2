"""Forms of political classes: the plan with its places, the certificates."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from dangvu.admissions.actions.classes import MOST_SESSIONS, Planned
from dangvu.admissions.classes import Kind
from dangvu.orgs.queries import Body
from dangvu.web.components.days import DayField
from dangvu.web.components.fields import mistake
from dangvu.web.components.words import Words

MOST_SEATS = 2000


class ClassForm(forms.Form):
    """A class as it is planned. Places of units stand beside it, a field ``cho-<id>`` each."""

    kind = forms.ChoiceField(label="Loại lớp", choices=Kind.choices, widget=forms.RadioSelect)
    name = Words("Tên lớp", "Ví dụ: Lớp bồi dưỡng nhận thức về Đảng khóa 3 năm 2026", most=200)
    organiser = Words("Đơn vị giảng dạy", "Trung tâm chính trị, trường chính trị", most=200)
    opens_on = DayField(label="Ngày khai giảng")
    ends_on = DayField(label="Ngày bế giảng")
    sessions = forms.IntegerField(
        label="Số buổi học", min_value=1, max_value=MOST_SESSIONS, initial=8
    )
    seats = forms.IntegerField(label="Số chỗ của lớp", min_value=1, max_value=MOST_SEATS)

    def __init__(
        self, data: QueryDict | None, units: Sequence[Body], places: Mapping[int, int],
        **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(data, **more)
        self.units = units
        self.typed = {
            unit.id: data.get(f"cho-{unit.id}", "") if data else _shown(places.get(unit.id, 0))
            for unit in units
        }

    def rows(self) -> list[tuple[Body, str]]:
        """Each unit with what stands in its field."""
        return [(unit, self.typed[unit.id]) for unit in self.units]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        places = {}
        for unit in self.units:
            text = self.typed[unit.id].strip()
            if not text:
                continue
            if not (text.isascii() and text.isdigit() and int(text[:6]) <= MOST_SEATS):
                self.add_error(
                    None, mistake(f"Số chỗ của {unit.name} ghi “{text[:20]}”.", mend="Ghi bằng số.")
                )
                continue
            places[unit.id] = int(text[:6])
        return found | {"places": places}

    def planned(self) -> Planned:
        """What was entered, for the action."""
        return Planned(**self.cleaned_data)


def _shown(seats: int) -> str:
    return str(seats) if seats else ""


class CertificateForm(forms.Form):
    """The run of numbers and the day of the certificates."""

    first = Words("Số của giấy chứng nhận đầu", "Các số sau nối tiếp, ví dụ 015/CN-TTCT", most=60)
    on = DayField(label="Ngày cấp")

    def __init__(self, data: QueryDict | None, number: int, on: date) -> None:
        super().__init__(data, initial={"first": f"{number:03}/CN", "on": on})


class CancelForm(forms.Form):
    """Why a class is not held."""

    reason = Words("Lý do không mở lớp", most=300)
