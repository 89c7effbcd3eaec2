"""Forms of a record: a section's fields, an event of the history, the reason to reveal, a form of
discipline."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.intake.catalogue import Reading
from dangvu.members.actions.history import Decided
from dangvu.members.catalogue import MEMBER_FIELDS, MemberField, Section
from dangvu.members.queries.record import DISCIPLINE_FORMS, value, written
from dangvu.office.vietnamese import clean
from dangvu.office.workbooks import CellRefused
from dangvu.orgs.searching import search
from dangvu.rules.membership import ENTERING, PLACING, EventKind, Status
from dangvu.rules.organisations import OrgType
from dangvu.web.components.days import HINT, DayField
from dangvu.web.components.fields import Option, mistake
from dangvu.web.registry.forms import words

if TYPE_CHECKING:
    from dangvu.members.models import Event, Particulars, Person

MASKED_HINT = "Đang được che. Để trống thì giữ nguyên, gõ vào thì thay."
#: What an office records on a record: the rest comes of admissions, transfers and reorganisation.
RECORDED = tuple(k for k in EventKind if k not in (EventKind.ADMITTED, EventKind.REORGANISED))
MOST_CELLS = 12


class SectionForm(forms.Form):
    """The fields of one section that are mended on the record; each read by the catalogue.

    A masked field stands empty: left so it stays as it is; ``cleared`` empties those that may be.
    """

    reason = words("Lý do, căn cứ", "Vào nhật ký. Ví dụ: theo căn cước công dân", most=300,
                   required=False)  # fmt: skip

    def __init__(
        self, data: Mapping[str, Any] | None, section: Section, person: Person, more: Particulars,
        today: date,
    ) -> None:  # fmt: skip
        self.ours = [f for f in MEMBER_FIELDS if f.section is section and f.editable]
        initial = {f.code: _typed(f, value(person, more, f)) for f in self.ours if not _masked(f)}
        super().__init__(data, initial=initial)
        self.today = today
        reason = self.fields.pop("reason")
        for field in self.ours:
            needed = field.required and bool(initial.get(field.code))
            self.fields[field.code] = _form_field(field, needed)
        free = [f for f in self.ours if _masked(f) and not f.required]
        if free:
            self.fields["cleared"] = forms.MultipleChoiceField(
                label="Xóa giá trị đang ghi", required=False,
                choices=[(f.code, f.label) for f in free], widget=forms.CheckboxSelectMultiple,
            )  # fmt: skip
        self.fields["reason"] = reason

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        self.values: dict[str, Any] = {}
        for field in self.ours:
            text = found.get(field.code)
            if field.code in self.errors:
                continue
            if _masked(field) and text in (None, ""):
                if field.code in found.get("cleared", ()):
                    self.values[field.code] = ""
                continue
            if field.kind == "flag":
                self.values[field.code] = bool(text)
                continue
            if field.code == "religion" and text == NONE:
                self.values[field.code] = ""
                continue
            try:
                self.values[field.code] = field.read(text, False, Reading(self.today))
            except CellRefused as refused:
                self.add_error(field.code, refused.message_vi)
        return found


NONE = "khong"


def _masked(field: MemberField) -> bool:
    return field.sensitivity.hidden


def _typed(field: MemberField, held: Any) -> Any:
    """A value as it is typed: a code of a list stays a code."""
    return held if field.kind in ("code", "flag") else written(field, held)


def _form_field(field: MemberField, required: bool) -> forms.Field:
    label = field.label
    hint = MASKED_HINT if _masked(field) else ""
    if field.kind == "flag":
        return forms.BooleanField(label=label, required=False)
    if field.choices is not None:
        unsure = "" if field.confirmed else "Danh mục chưa xác nhận."
        none = NONE if field.code == "religion" else ""
        choices = [(code or none, name) for code, name in field.choices().items()]
        blank = [] if required else [("", "Giữ nguyên" if _masked(field) else "Chưa ghi")]
        return forms.ChoiceField(
            label=label, required=required, choices=[*blank, *choices],
            help_text=" ".join(filter(None, (hint, unsure))),
        )  # fmt: skip
    if field.kind == "date":
        hint = HINT
    elif field.kind == "numbers":
        hint = "Số của các loại giấy tờ theo danh mục 104 loại, cách nhau bằng dấu phẩy: 1, 2, 37"
    return words(label, hint, most=field.max_length or 400, required=required)


class RevealForm(forms.Form):
    """Which masked fields to see, and why."""

    fields_ = forms.MultipleChoiceField(
        label="Mục cần xem", widget=forms.CheckboxSelectMultiple,
        choices=[(f.code, f.label) for f in MEMBER_FIELDS if f.sensitivity.hidden],
        error_messages={"required": "Chưa chọn mục nào để xem."},
    )  # fmt: skip
    reason = words(
        "Lý do", "Vào nhật ký, người có tên trong hồ sơ đọc được. Ví dụ: đối chiếu căn cước khi "
        "cấp thẻ", most=300, error_messages={"required": "Chưa ghi lý do."},
    )  # fmt: skip


class EventForm(forms.Form):
    """What a decision did to a membership. The cell is found by name; works without scripts."""

    kind = forms.ChoiceField(label="Biến động")
    on = DayField(label="Có hiệu lực từ ngày")
    cell_text = words("Chi bộ", "Gõ tên hoặc mã rồi bấm Tìm chi bộ; chỉ cần khi biến động đưa "
                      "đảng viên vào một chi bộ", most=120, required=False)  # fmt: skip
    cell = forms.ChoiceField(label="Chọn chi bộ", widget=forms.RadioSelect, required=False)
    official = forms.BooleanField(label="Khi đến đã là đảng viên chính thức", required=False)
    status = forms.ChoiceField(
        label="Trạng thái khi đến", required=False,
        choices=[("", "Đang sinh hoạt"), *((s.value, s.label) for s in
                 (Status.EXEMPT, Status.AWAY, Status.ABROAD, Status.SUSPENDED))],
    )  # fmt: skip
    decision_number = words("Số quyết định, văn bản", most=60, required=False)
    decision_on = DayField(label="Ngày ký", required=False)
    issuer = words("Cơ quan ban hành", most=200, required=False)
    note = words("Ghi chú", most=500, required=False)

    def __init__(
        self, data: Mapping[str, Any] | None, actor: Actor, corrected: Event | None = None
    ) -> None:
        looking = bool(data and data.get("find"))
        initial = _initial(corrected) if corrected else {}
        if looking and data is not None:
            initial |= {key: data.get(key) for key in data}
        super().__init__(None if looking else data, initial=initial)
        kinds = RECORDED if corrected is None else (*RECORDED, EventKind.ADMITTED)
        choices = [("", "Chọn biến động"), *((k.value, k.label) for k in kinds)]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]
        self.corrected = corrected
        self.text = clean(str((data or {}).get("cell_text") or ""))
        found = search(actor, self.text, action=Action.EDIT_MEMBERS, only_standing=True).hits
        self.cells = [hit for hit in found if OrgType(hit.type).is_cell][:MOST_CELLS]
        kept = corrected.unit if corrected and corrected.unit_id else None
        cells = [(str(h.unit_id), Option(h.name, h.place)) for h in self.cells]
        if kept and str(kept.pk) not in dict(cells):
            cells.insert(0, (str(kept.pk), Option(kept.name, "đang ghi")))
        self.fields["cell"].choices = cells  # type: ignore[attr-defined]
        if corrected is not None:
            self.fields["annuls"] = forms.BooleanField(
                label="Hủy biến động này, không thay bằng gì", required=False
            )
            self.fields["why"] = words("Lý do đính chính", most=300)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        kind = found.get("kind")
        if kind and EventKind(kind) in PLACING and not found.get("annuls"):
            if not found.get("cell") and len(self.cells) == 1:
                found["cell"] = str(self.cells[0].unit_id)
            if not found.get("cell") and "cell" not in self.errors:
                self.add_error(
                    "cell" if self.cells else "cell_text",
                    mistake("Chưa chọn chi bộ.", mend="Gõ tên, bấm Tìm chi bộ, rồi chọn một dòng."),
                )
        return found

    def decided(self) -> Decided:
        """What was entered, for the action."""
        entered = self.cleaned_data
        kind = EventKind(entered["kind"])
        entering = kind in ENTERING
        return Decided(
            kind, entered["on"],
            unit_id=int(entered["cell"]) if kind in PLACING and entered["cell"] else None,
            official=entering and entered["official"],
            status=entered["status"] if entering else "",
            decision_number=entered["decision_number"], decision_on=entered["decision_on"],
            issuer=entered["issuer"], note=entered["note"],
        )  # fmt: skip


def _initial(event: Event) -> dict[str, Any]:
    return {
        "kind": event.kind, "on": event.effective_on, "cell": str(event.unit_id or ""),
        "official": event.official, "status": event.status,
        "decision_number": event.decision_number, "decision_on": event.decision_on,
        "issuer": event.issuer, "note": event.note,
    }  # fmt: skip


class DisciplineForm(forms.Form):
    """That a form of discipline was decided. Never what for, in detail."""

    form = forms.ChoiceField(label="Hình thức", choices=DISCIPLINE_FORMS)
    decision_number = words("Số quyết định", most=60)
    decided_on = DayField(label="Ngày quyết định")
    issuer = words("Cơ quan quyết định", most=200)
    ended_on = DayField(label="Hết hiệu lực từ ngày", required=False)
