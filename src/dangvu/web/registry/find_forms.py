"""The search of members: what is typed and ticked, and what of it the register is asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import permits
from dangvu.members.catalogue import KINH, by_code, ethnic_groups, religions
from dangvu.members.queries.ages import PartyYears
from dangvu.members.queries.finding import Sought
from dangvu.office.vietnamese import clean, day
from dangvu.rules.admissions import SourceGroup
from dangvu.rules.badges import latest_beginning
from dangvu.rules.membership import Status
from dangvu.web.components.days import DayField
from dangvu.web.components.fields import mistake
from dangvu.web.registry.forms import words

MINORITY = "dtts"
BELIEVER = "co"
OLDEST = 120
_ANY = [("", "Tất cả")]

#: Fields of the form that are codes of a record: name in the address to column.
CODES = {
    "status": "status", "sex": "sex", "ethnic": "ethnic_group", "religion": "religion",
    "general": "general_education", "professional": "professional", "theory": "theory",
    "occupation": "occupation", "source": "source_group",
}  # fmt: skip
DAYS = {"joined": "joined_on", "official": "official_on"}
GONE = "ra"


def _choice(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[*_ANY, *choices], required=False)


def _of(code: str) -> forms.ChoiceField:
    found = by_code()[code]
    assert found.choices is not None
    unsure = "" if found.confirmed else " (danh mục chưa xác nhận)"
    return _choice(found.label + unsure, list(found.choices().items()))


def _years(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=0, max_value=OLDEST, required=False,
        error_messages={
            "invalid": "Ghi số năm, ví dụ 30.",
            "min_value": "Số năm từ 0 trở lên.",
            "max_value": f"Số năm nhiều nhất là {OLDEST}.",
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip


class FindForm(forms.Form):
    """Everything members are looked for by. Every field may stay empty."""

    says_optional = False

    status = forms.ChoiceField(
        label="Trạng thái",
        required=False,
        choices=[
            ("", "Đảng viên hiện nay"),
            *((s.value, s.label) for s in Status if s is not Status.MISTAKEN),
            (GONE, "Mọi trạng thái đã rời đi"),
        ],
    )
    sex = _of("sex")
    source = _choice("Nguồn khi kết nạp", [(s.value, s.label_vi) for s in SourceGroup])
    joined_from = DayField(label="Vào Đảng từ ngày", required=False, help_text="")
    joined_until = DayField(label="Vào Đảng đến hết ngày", required=False, help_text="")
    official_from = DayField(label="Chính thức từ ngày", required=False, help_text="")
    official_until = DayField(label="Chính thức đến hết ngày", required=False, help_text="")
    age_from = _years("Tuổi đời từ")
    age_until = _years("Tuổi đời đến")
    party_from = _years("Tuổi đảng từ")
    party_until = _years("Tuổi đảng đến")
    general = _of("general_education")
    professional = _of("professional")
    theory = _of("theory")
    occupation = _of("occupation")
    ethnic = _choice("Dân tộc", [(MINORITY, "Dân tộc thiểu số"), *ethnic_groups().items()])
    religion = _choice(
        "Tôn giáo",
        [(BELIEVER, "Có tôn giáo"), *((c or "khong", n) for c, n in religions().items())],
    )
    unit_text = words(
        "Trong tổ chức", "Tên hoặc mã, cũ hay mới, không dấu cũng được", most=120, required=False
    )

    def __init__(self, data: Mapping[str, Any] | None, actor: Actor) -> None:
        super().__init__(data)
        self.reveals = permits(actor, Action.REVEAL, actor.unit_path)
        if not self.reveals and not {"ethnic", "religion"} & set(data or {}):
            del self.fields["ethnic"], self.fields["religion"]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for name, what in (("joined", "ngày"), ("official", "ngày"), ("age", "số năm"),
                           ("party", "số năm")):  # fmt: skip
            first, last = found.get(f"{name}_from"), found.get(f"{name}_until")
            if first is not None and last is not None and first > last:
                self.add_error(
                    f"{name}_until",
                    mistake(f"Trước {what} bắt đầu.", mend="Đổi lại hai đầu của khoảng."),
                )
        return found

    @property
    def opened(self) -> bool:
        """Whether the filters stand open: one is set, or in error."""
        return bool(self.errors) or any(self.data.get(name) for name in self.fields)

    def sought(self, text: str, unit_path: str, today: date) -> Sought:
        """What is asked; a field in error does not narrow."""
        self.is_valid()
        given = getattr(self, "cleaned_data", {})
        codes = {
            column: _codes(name, given[name]) for name, column in CODES.items() if given.get(name)
        }
        since = {c: given[f"{n}_from"] for n, c in DAYS.items() if given.get(f"{n}_from")}
        until = {c: given[f"{n}_until"] for n, c in DAYS.items() if given.get(f"{n}_until")}
        least, most = given.get("age_from"), given.get("age_until")
        if least is not None:
            until["birth_on"] = latest_beginning(today, least)
        if most is not None:
            since["birth_on"] = latest_beginning(today, most + 1) + timedelta(days=1)
        limits = given.get("party_from"), given.get("party_until")
        party = None if limits == (None, None) else PartyYears(*limits, today)
        return Sought(clean(text), unit_path, codes, since, until, party)

    def said(self) -> list[str]:
        """The filters that are set, in words."""
        self.is_valid()
        lines = []
        for name, value in getattr(self, "cleaned_data", {}).items():
            if value in (None, "") or name == "unit_text":
                continue
            field = self.fields[name]
            words_ = dict(field.choices).get(value, value) if hasattr(field, "choices") else value
            shown = day(value) if isinstance(value, date) else str(words_)
            lines.append(f"{str(field.label).removesuffix(' (danh mục chưa xác nhận)')}: {shown}")
        return lines


def _codes(name: str, value: str) -> list[str]:
    match name, value:
        case "ethnic", "dtts":
            return [code for code in ethnic_groups() if code != KINH]
        case "religion", "co":
            return [code for code in religions() if code]
        case "religion", "khong":
            return [""]
        case "status", "ra":
            return [s.value for s in (Status.LEFT, Status.DIED, Status.GONE)]
        case _:
            return [value]


class KeepForm(forms.Form):
    """A name for a search to be kept by."""

    name = words("Tên bộ lọc", "Ví dụ: đảng viên trẻ có trình độ đại học", most=80)


#: What of an address is a search that can be kept: not the place in the list, nor what was typed.
KEPT = frozenset(FindForm.base_fields) | {"don-vi"}
