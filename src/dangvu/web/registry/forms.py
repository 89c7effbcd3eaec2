"""Forms of a unit's facts and officers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms

from dangvu.access.actor import Actor
from dangvu.members import queries as members
from dangvu.office.vietnamese import clean, day
from dangvu.orgs.actions import UnitFacts
from dangvu.orgs.searching import written_code
from dangvu.rules.organisations import LOCALITY_BASIS, Locality, OrgCode, OrgKind, OrgType
from dangvu.web.components.days import DayField
from dangvu.web.components.fields import Option, mistake

if TYPE_CHECKING:
    from dangvu.orgs.models import Unit

MOST_FOUND = 12


def words(label: str, hint: str = "", *, most: int = 200, **more: Any) -> forms.CharField:
    """A line of text, cleaned of what the eye does not see."""
    return _Words(label=label, help_text=hint, max_length=most, **more)


class _Words(forms.CharField):
    def to_python(self, value: Any) -> Any:
        return clean(super().to_python(value) or "")


def kinds_of(unit_type: str) -> list[tuple[str, str]]:
    """The kinds (R1.10) a unit of a type may be of."""
    cell = OrgType(unit_type).is_cell
    return [("", "Chưa ghi"), *((k.value, k.label_vi) for k in OrgKind if k.is_cell_kind == cell)]


class FactsForm(forms.Form):
    """What of a unit is mended without a decision."""

    short_name = words("Tên gọi ngắn", "Trong bảng và biểu đồ, ví dụ: xã Đạ Huoai 2", most=120)
    committee = words("Tên cấp ủy", "Đứng trên văn bản, ví dụ: Đảng ủy xã Đạ Huoai 2")
    kind = forms.ChoiceField(label="Loại hình", required=False)
    code = words("Mã tổ chức đảng", "14 chữ số, ví dụ 38.168.053.000.001", most=20, required=False)
    register_code = words("Mã sổ", "Mã của tỉnh, ví dụ LD017", most=20, required=False)
    locality_code = words("Mã đơn vị hành chính", "5 chữ số", most=5, required=False)
    attributes = forms.MultipleChoiceField(
        label="Địa bàn",
        help_text=f"Theo {LOCALITY_BASIS.text_vi}",
        choices=[(place.value, place.label_vi) for place in Locality],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    since = DayField(label="Mã mới dùng từ ngày", required=False)
    reason = words("Lý do", "Ghi vào nhật ký", most=300, required=False)

    def __init__(self, data: Mapping[str, Any] | None, unit: Unit) -> None:
        names = ("short_name", "committee", "kind", "code", "register_code", "locality_code")
        initial = {name: getattr(unit, name) for name in names} | {
            "attributes": unit.attributes,
            "code": written_code(unit.code),
        }
        super().__init__(data, initial=initial)
        self.unit = unit
        self.fields["kind"].choices = kinds_of(unit.type)  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        text = self.cleaned_data["code"]
        if not text:
            return ""
        try:
            return OrgCode.parse(text).compact
        except ValueError as no:
            raise mistake(
                str(no), mend="Mã gồm 2, 3, 3, 3, 3 chữ số, có hoặc không có dấu chấm."
            ) from no

    def clean_locality_code(self) -> str:
        text = str(self.cleaned_data["locality_code"])
        if text and not (text.isascii() and text.isdigit() and len(text) == 5):
            raise mistake("Mã đơn vị hành chính gồm 5 chữ số.", mend="Ví dụ 24781.")
        return text

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        renumbered = any(
            getattr(self.unit, name) and getattr(self.unit, name) != found.get(name)
            for name in ("code", "register_code")
        )
        if renumbered and not found.get("since") and "since" not in self.errors:
            self.add_error(
                "since",
                mistake(
                    "Chưa ghi ngày dùng mã mới.",
                    "Mã cũ vẫn tra được, kèm ngày hết dùng.",
                    "Gõ ngày theo văn bản cấp mã.",
                ),
            )
        return found

    def facts(self) -> UnitFacts:
        """What was entered, for the action."""
        entered = self.cleaned_data
        return UnitFacts(
            short_name=entered["short_name"],
            committee=entered["committee"],
            kind=entered["kind"],
            code=entered["code"],
            register_code=entered["register_code"],
            locality_code=entered["locality_code"],
            attributes=tuple(entered["attributes"]),
        )


class PostForm(forms.Form):
    """A post for a member found by name within reach; works without scripts."""

    kind = forms.ChoiceField(label="Chức vụ", choices=members.PostKind.choices)
    since = DayField(label="Từ ngày")
    term = words("Nhiệm kỳ", "Ví dụ 2025-2030", most=20, required=False)
    name = words(
        "Họ và tên đảng viên", "Không dấu cũng được, rồi bấm Tìm", most=120, required=False
    )
    person = forms.ChoiceField(label="Chọn đảng viên", widget=forms.RadioSelect, required=False)

    def __init__(self, data: Mapping[str, Any] | None, actor: Actor, unit: Unit) -> None:
        finding = bool(data and data.get("find"))
        initial = {key: data.get(key) for key in data} if finding and data is not None else {}
        super().__init__(None if finding else data, initial=initial)
        self.text = clean(str((data or {}).get("name") or ""))
        self.found = members.members(actor, unit, search=self.text, size=MOST_FOUND)
        self.people = self.found.people if self.text else []
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            (str(p.pk), Option(p.full_name, _told_apart(p))) for p in self.people
        ]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not found.get("person") and "person" not in self.errors:
            where, what = ("person", "Chưa chọn đảng viên.") if self.people else (
                "name", "Chưa tìm thấy đảng viên nào."
            )  # fmt: skip
            self.add_error(where, mistake(what, mend="Gõ tên, bấm Tìm, rồi chọn một dòng."))
        return found


def _told_apart(person: Any) -> str:
    state = person.get_status_display().lower()
    return f"Sinh {day(person.birth_on)}, {state}, {person.unit.name}"


class EndPostForm(forms.Form):
    """The day a post is no longer held."""

    until = DayField(label="Thôi giữ chức vụ từ ngày")
    reason = words("Lý do", "Ví dụ: nghỉ hưu, chuyển công tác", most=300, required=False)

    def __init__(self, data: Mapping[str, Any] | None, today: date) -> None:
        super().__init__(data, initial={"until": today})
