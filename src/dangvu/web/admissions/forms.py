"""The form of one admission, its fields and readers from the catalogue; and why it is voided."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from dangvu.admissions import checking
from dangvu.admissions.catalogue import FIELDS, SEXES, SOURCE_GROUPS
from dangvu.admissions.checking import Entry, Trouble
from dangvu.admissions.queries import Admission
from dangvu.intake.catalogue import Field, Reading
from dangvu.intake.matching import Directory
from dangvu.members import catalogue as people
from dangvu.office.workbooks import CellRefused
from dangvu.rules.basis import Severity
from dangvu.web.components.fields import Option, mistake

MOST_LISTED = 300
DAY_HINT = "Ngày/tháng/năm, ví dụ 09/06/2026"
_HINTS = {
    "full_name": "Như trong quyết định",
    "birth_on": "Ngày/tháng/năm, ví dụ 09/06/2001",
    "decision_number": "Ghi đủ ký hiệu, ví dụ 15-QĐ/ĐU",
    "decision_on": DAY_HINT,
    "ceremony_on": "Ngày/tháng/năm; để trống nếu chưa tổ chức",
    "note": "Văn bản cho trường hợp đặc biệt, ví dụ quyết định của Tỉnh ủy cho người quá tuổi",
}
_TYPED = (
    "full_name",
    "birth_on",
    "decision_number",
    "decision_on",
    "issuer",
    "ceremony_on",
    "note",
)
_BY_CODE = {field.code: field for field in FIELDS}


class TypedField(forms.CharField):
    """A line of text read by the catalogue's reader; a refusal says what, why and how to mend."""

    def __init__(self, column: Field, today: date, **more: Any) -> None:
        super().__init__(label=column.label, help_text=_HINTS.get(column.code, ""), **more)
        self.column = column
        self.today = today

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None if self.column.kind == "date" else ""
        try:
            read = self.column.read(text, self.required, Reading(on=self.today))
        except CellRefused as refused:
            raise ValidationError(refused.message_vi, code=refused.code) from refused
        return date.fromisoformat(read) if self.column.kind == "date" else read


class CellForm(forms.Form):
    """A form that asks for a cell: few within reach make a list, many are looked up by name, with
    a choice where the name is not clear."""

    #: What is said under the field where the name is typed.
    unit_hint = (
        "Tên hoặc mã chi bộ; trùng tên thì thêm cấp trên sau dấu phẩy, ví dụ "
        "Chi bộ thôn 1, xã Đạ Huoai"
    )

    def __init__(self, cells: Directory, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.cells = cells

    def _unit_field(self) -> forms.Field:
        units = self.cells.units
        if len(units) <= MOST_LISTED:
            choices = [(str(i), self.cells.choice(i).label) for i in units]
            if len(choices) != 1:
                choices.insert(0, ("", "Chọn chi bộ"))
            return forms.ChoiceField(label="Chi bộ", choices=choices)
        match = self.cells.match(self.data.get("unit", "")) if self.is_bound else None
        if match is not None and match.choices:
            self.fields["unit_pick"] = forms.ChoiceField(
                label="Chọn chi bộ",
                required=False,
                widget=forms.RadioSelect,
                choices=[(c.unit_id, Option(c.label, hint=c.why)) for c in match.choices],
            )
        return forms.CharField(
            label="Chi bộ",
            max_length=300,
            help_text=self.unit_hint,
        )

    def clean(self) -> dict[str, Any]:
        """Puts the id of the cell in place of its name."""
        entered = super().clean() or {}
        text = str(entered.get("unit") or "")
        if not text or "unit" in self.errors:
            return entered
        if len(self.cells.units) <= MOST_LISTED:
            entered["unit"] = int(text)
            return entered
        match = self.cells.match(text)
        picked = entered.get("unit_pick")
        if match.unit_id is not None:
            entered["unit"] = match.unit_id
        elif picked:
            entered["unit"] = int(picked)
        else:
            mend = "Chọn một chi bộ bên dưới." if match.choices else "Gõ lại tên hoặc mã chi bộ."
            self.add_error("unit", mistake(match.message, mend=mend, code=match.code))
        return entered


class AdmissionForm(CellForm):
    """All that is recorded of one admission. ``cells`` are those within reach."""

    full_name: forms.Field
    sex = forms.ChoiceField(
        label="Giới tính", choices=list(SEXES.items()), widget=forms.RadioSelect
    )
    ethnic_group = forms.ChoiceField(label="Dân tộc")
    religion = forms.ChoiceField(label="Tôn giáo", required=False)
    youth_union = forms.BooleanField(label="Là đoàn viên TNCS khi được kết nạp", required=False)
    source_group = forms.ChoiceField(
        label="Nhóm nguồn", choices=[("", "Chọn nhóm nguồn"), *SOURCE_GROUPS.items()]
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    field_order = (
        "full_name", "sex", "birth_on", "ethnic_group", "religion", "youth_union", "source_group",
        "unit", "unit_pick", "decision_number", "decision_on", "issuer", "ceremony_on", "note",
        "reason", "seen",
    )  # fmt: skip

    def __init__(
        self, cells: Directory, today: date, *args: Any, correcting: bool = False, **more: Any
    ) -> None:
        super().__init__(cells, *args, **more)
        self.warnings: list[Trouble] = []
        for code in _TYPED:
            column = _BY_CODE[code]
            required = column.required or code == "issuer"
            widget = forms.Textarea(attrs={"rows": 2}) if code == "note" else forms.TextInput()
            self.fields[code] = TypedField(column, today, required=required, widget=widget)
        self._list("ethnic_group", people.ethnic_groups(), people.KINH)
        self._list("religion", people.religions(), "")
        self.fields["unit"] = self._unit_field()
        if correcting:
            self.fields["reason"] = forms.CharField(
                label="Lý do sửa",
                help_text="Bản ghi cũ được giữ lại cùng lý do này",
                max_length=500,
            )
        self.order_fields(self.field_order)

    def _list(self, code: str, names: Any, initial: str) -> None:
        field = self.fields[code]
        field.choices = list(names.items())  # type: ignore[attr-defined]
        field.initial = initial

    def entry(self) -> Entry:
        """What was entered, for the action."""
        given = self.cleaned_data
        return Entry(
            unit_id=given["unit"],
            full_name=given["full_name"],
            sex=given["sex"],
            birth_on=given["birth_on"],
            ethnic_group=given["ethnic_group"],
            religion=given["religion"],
            youth_union=given["youth_union"],
            source_group=given["source_group"],
            decision_number=given["decision_number"],
            decision_on=given["decision_on"],
            issuer=given["issuer"],
            ceremony_on=given["ceremony_on"],
            note=given["note"] or "",
        )

    def weigh_days(self, today: date) -> None:
        """Adds what the rules say of the days that could be read, where others could not."""
        given = self.cleaned_data
        found = checking.by_rules(
            today,
            birth_on=given.get("birth_on"),
            decision_on=given.get("decision_on"),
            ceremony_on=given.get("ceremony_on"),
            decision_number="",
            note=given.get("note") or "",
        )
        for trouble in found:
            if trouble.refused and trouble.field not in self.errors:
                self.add_error(_place(trouble, self.fields), _told(trouble))

    def weigh(self, found: list[Trouble]) -> bool:
        """Shows what speaks against the entry; whether it may be written now.

        A refusal stands beside its field. Warnings are shown once; sent again, they are seen.
        """
        for trouble in found:
            if trouble.refused:
                self.add_error(_place(trouble, self.fields), _told(trouble))
        self.warnings = [t for t in found if t.severity is Severity.WARNING]
        codes = " ".join(sorted({t.code for t in self.warnings}))
        if found and any(t.refused for t in found):
            return False
        if self.warnings and self.data.get("seen") != codes:
            self.data = {**self.data, "seen": codes}
            return False
        return True


def _place(trouble: Trouble, fields: Any) -> str | None:
    return trouble.field if trouble.field in fields else None


def _told(trouble: Trouble) -> ValidationError:
    why = f"Căn cứ: {trouble.basis}." if trouble.basis else ""
    return mistake(trouble.message, why, trouble.mend, code=trouble.code)


def initial_of(found: Admission) -> dict[str, Any]:
    """The form of an admission on record, filled in."""
    person = found.person
    return {
        "full_name": person.full_name,
        "sex": person.sex,
        "birth_on": _typed(person.birth_on),
        "ethnic_group": person.ethnic_group,
        "religion": person.religion,
        "youth_union": found.youth_union,
        "source_group": found.source_group,
        "unit": found.unit_id,
        "decision_number": found.decision_number,
        "decision_on": _typed(found.decision_on),
        "issuer": found.issuer,
        "ceremony_on": _typed(found.ceremony_on),
        "note": found.note,
    }


def initial_after(found: Admission) -> dict[str, Any]:
    """What the next person of the same decision has in common with this one."""
    shared = ("unit", "decision_number", "decision_on", "issuer", "ceremony_on", "source_group")
    return {code: value for code, value in initial_of(found).items() if code in shared}


def _typed(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


class VoidForm(forms.Form):
    """Why an admission is taken out of the figures."""

    reason = forms.CharField(
        label="Lý do hủy ghi",
        help_text="Ví dụ: ghi nhầm người; cấp trên hủy quyết định số …, ngày …",
        max_length=500,
    )
