"""Forms of a case: who is considered, who helps, where the case goes, and what lists are asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms

from dangvu.admissions.actions.cases import Helper, NewCase
from dangvu.admissions.cases.choices import HELPER, HELPER_ROLES, INTRODUCED_BY, LEFT_HOW
from dangvu.admissions.catalogue import SEXES, SOURCE_GROUPS
from dangvu.intake.matching import Directory
from dangvu.members import catalogue as people
from dangvu.rules.procedure import IntroducerKind
from dangvu.web.admissions.forms import CellForm
from dangvu.web.components.days import DayField
from dangvu.web.components.numbers import NumberField
from dangvu.web.components.words import Words

if TYPE_CHECKING:
    from dangvu.admissions.models import Case

_BIRTH_HINT = "Ngày/tháng/năm, ví dụ 09/06/2001"


class CaseForm(CellForm):
    """Who is put on the source list: fewer fields than a member has, and the consent."""

    full_name: forms.Field
    sex = forms.ChoiceField(
        label="Giới tính", choices=list(SEXES.items()), widget=forms.RadioSelect
    )
    birth_on = DayField(label="Ngày sinh", help_text=_BIRTH_HINT)
    ethnic_group = forms.ChoiceField(label="Dân tộc", initial=people.KINH)
    religious = forms.BooleanField(label="Có đạo", required=False)
    youth_union = forms.BooleanField(label="Là đoàn viên TNCS", required=False)
    trade_union = forms.BooleanField(label="Là đoàn viên công đoàn", required=False)
    occupation = Words("Nghề nghiệp, việc đang làm", most=200, required=False)
    source_group = forms.ChoiceField(
        label="Nhóm nguồn", choices=[("", "Chọn nhóm nguồn"), *SOURCE_GROUPS.items()]
    )
    area = Words("Địa bàn", "Thôn, tổ dân phố, trường, doanh nghiệp", most=200, required=False)
    introduced_by = forms.ChoiceField(
        label="Ai giới thiệu", choices=INTRODUCED_BY, widget=forms.RadioSelect
    )
    in_charge = forms.ChoiceField(label="Cấp ủy viên phụ trách", required=False)
    opened_on = DayField(label="Ngày đưa vào nguồn")
    consent_on = DayField(
        label="Ngày người ấy đồng ý cho lưu thông tin", required=False,
        help_text="Hỏi và ghi ngày đồng ý; chưa hỏi thì để trống, máy sẽ nhắc",
    )  # fmt: skip
    readmission = forms.BooleanField(label="Kết nạp lại (đã từng là đảng viên)", required=False)
    left_on = DayField(label="Ngày ra khỏi Đảng", required=False)
    left_how = forms.ChoiceField(
        label="Ra khỏi Đảng thế nào", required=False,
        choices=[("", "Chưa ghi"), *LEFT_HOW],
    )  # fmt: skip
    readmission_consent_on = DayField(
        label="Ngày Ban Thường vụ Tỉnh ủy đồng ý cho xét", required=False
    )
    readmission_paper = Words("Số, ngày văn bản đồng ý", most=200, required=False)
    readmitted_before = NumberField(
        label="Đã được kết nạp lại mấy lần", least=0, most=9, required=False, initial=0
    )
    conviction_cleared_on = DayField(label="Ngày được xóa án tích, nếu có", required=False)

    field_order = (
        "full_name", "sex", "birth_on", "ethnic_group", "religious", "youth_union", "trade_union",
        "occupation",
        "unit", "unit_pick", "source_group", "area", "introduced_by", "in_charge", "opened_on",
        "consent_on", "readmission", "left_on", "left_how", "readmission_consent_on",
        "readmission_paper", "readmitted_before", "conviction_cleared_on",
    )  # fmt: skip

    def __init__(
        self, cells: Directory, today: date, officers: Sequence[tuple[int, str]], *args: Any,
        **more: Any,
    ) -> None:  # fmt: skip
        more["initial"] = {"opened_on": today, "introduced_by": "cell", **more.get("initial", {})}
        super().__init__(cells, *args, **more)
        self.fields["full_name"] = Words("Họ và tên", "Viết đủ họ, chữ đệm, tên", most=120)
        self.fields["ethnic_group"].choices = list(people.ethnic_groups().items())  # type: ignore[attr-defined]
        listed = [(str(pk), name) for pk, name in officers]
        self.fields["in_charge"].choices = [("", "Chưa phân công"), *listed]  # type: ignore[attr-defined]
        self.fields["unit"] = self._unit_field()
        self.order_fields(self.field_order)

    def entered(self) -> NewCase:
        """What was entered, for the action."""
        given = {k: v for k, v in self.cleaned_data.items() if k not in ("unit", "unit_pick")}
        in_charge = int(given.pop("in_charge") or 0) or None
        before = given.pop("readmitted_before") or 0
        return NewCase(
            unit_id=self.cleaned_data["unit"], in_charge_id=in_charge, readmitted_before=before,
            **given,
        )  # fmt: skip


def initial_of(case: Case) -> dict[str, Any]:
    """The form of a case on record, filled in."""
    names = [
        name for name in CaseForm.field_order if name not in ("unit", "unit_pick", "in_charge")
    ]
    return {name: getattr(case, name) for name in names} | {
        "unit": case.unit_id,
        "in_charge": case.in_charge_id or "",
    }


class HelperForm(forms.Form):
    """One who introduces or helps: a member of the cell, or a name."""

    person = forms.ChoiceField(label="Đảng viên chính thức của chi bộ", required=False)
    name = Words(
        "Hoặc tổ chức, người ngoài chi bộ", "Ví dụ: Ban Chấp hành Đoàn phường", most=120,
        required=False,
    )  # fmt: skip
    role = forms.ChoiceField(
        label="Việc", choices=HELPER_ROLES, widget=forms.RadioSelect,
        initial=HELPER,
    )  # fmt: skip
    kind = forms.ChoiceField(
        label="Tổ chức giới thiệu", required=False,
        choices=[
            ("", "Không phải tổ chức"),
            *((k.value, k.label_vi) for k in IntroducerKind if k is not IntroducerKind.MEMBER),
        ],
    )  # fmt: skip
    same_unit_since = DayField(
        label="Cùng đơn vị với người ấy từ ngày", required=False,
        help_text="Chỉ ghi với đảng viên giới thiệu",
    )  # fmt: skip
    since = DayField(label="Từ ngày")

    def __init__(self, data: Any, members: Sequence[tuple[int, str]], today: date) -> None:
        super().__init__(data, initial={"since": today})
        listed = [(str(pk), name) for pk, name in members]
        self.fields["person"].choices = [("", "Chọn đảng viên"), *listed]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("person") and not given.get("name") and "person" not in self.errors:
            self.add_error("person", "Chọn đảng viên. Hoặc ghi tên ở ô bên cạnh.")
        return given

    def helper(self) -> Helper:
        """Who was entered, for the action."""
        given = self.cleaned_data
        return Helper(
            role=given["role"], since=given["since"], person_id=int(given["person"] or 0) or None,
            name=given["name"], kind=given["kind"] or IntroducerKind.MEMBER.value,
            same_unit_since=given["same_unit_since"],
        )  # fmt: skip
