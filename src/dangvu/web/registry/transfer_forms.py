"""Forms of transfers: where to and why, the step taken, a move by one decision, who comes in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms

from dangvu.access.actor import Actor
from dangvu.intake.catalogue import Reading
from dangvu.kernel import clock
from dangvu.members.actions.letters import Anew
from dangvu.members.actions.moving import MoveDecision, Newcomer
from dangvu.members.actions.transfers import Leaving, Taken
from dangvu.members.catalogue import by_code, ethnic_groups, religions
from dangvu.members.papers import Signed
from dangvu.office.vietnamese import clean
from dangvu.office.workbooks import CellRefused
from dangvu.rules.transfers import Step, TransferKind
from dangvu.web.components.days import DayField
from dangvu.web.components.fields import Option, mistake
from dangvu.web.components.places import PlaceForm
from dangvu.web.registry.forms import words

if TYPE_CHECKING:
    from dangvu.members.models import Person
    from dangvu.members.queries.transfers import Line
    from dangvu.orgs.models import Unit

_MONTH = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{4})")


class MonthField(forms.CharField):
    """A month typed as 5/2026; gives its first day."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**{"help_text": "Tháng/năm, ví dụ 5/2026", **more})

    def prepare_value(self, value: Any) -> Any:
        return f"{value.month}/{value.year}" if isinstance(value, date) else value

    def to_python(self, value: Any) -> Any:
        text = clean(super().to_python(value) or "")
        if not text:
            return None
        found = _MONTH.fullmatch(text)
        if not found or not 1 <= int(found[1]) <= 12 or not 1930 <= int(found[2]) <= 2100:
            raise mistake(f"“{text}” không phải là tháng.", mend="Ghi như 5/2026.")
        return date(int(found[2]), int(found[1]), 1)


class LeavingForm(PlaceForm):
    """Who goes where, from when and why."""

    says_optional = False
    kind = forms.ChoiceField(
        label="Chuyển sinh hoạt",
        widget=forms.RadioSelect,
        choices=[
            (TransferKind.OFFICIAL.value,
             Option("Chính thức", "Đổi nơi làm việc, nơi cư trú lâu dài, nghỉ hưu, xuất ngũ")),
            (TransferKind.TEMPORARY.value,
             Option("Tạm thời", "Từ 3 đến dưới 12 tháng; vẫn là đảng viên của chi bộ này")),
            (TransferKind.ABROAD.value, Option("Ra ngoài nước", "Ghi nơi đến bằng lời")),
        ],
    )  # fmt: skip
    to_name = words(
        "Nơi đến ngoài sổ", "Chỉ ghi khi nơi đến không có trong sổ này", most=300, required=False
    )
    cause_on = DayField(label="Ngày quyết định có hiệu lực hoặc đổi nơi cư trú")
    until_on = DayField(
        label="Đến hết ngày", help_text="Chỉ ghi khi chuyển tạm thời hoặc ra ngoài nước",
        required=False,
    )  # fmt: skip
    reason = words("Lý do", "Ví dụ: chuyển công tác theo quyết định số …", most=300)
    dues_through = MonthField(label="Đã đóng đảng phí đến hết tháng", required=False)

    def __init__(self, data: Mapping[str, Any] | None, actor: Actor) -> None:
        super().__init__(data, actor, initial={"kind": TransferKind.OFFICIAL.value})

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("cell") and found.get("to_name"):
            self.add_error("to_name", mistake("Chỉ chọn chi bộ trong sổ hoặc ghi nơi ngoài sổ."))
        elif not found.get("cell") and not found.get("to_name") and "cell" not in self.errors:
            where = "cell" if self.cells else "text"
            self.add_error(
                where,
                mistake("Chưa có nơi đến.", mend="Tìm rồi chọn chi bộ, hoặc ghi nơi đến ngoài sổ."),
            )
        return found

    def leaving(self, person: Person) -> Leaving:
        """What was entered, for the action."""
        entered = self.cleaned_data
        kind = TransferKind(entered["kind"])
        return Leaving(
            person_id=person.pk, kind=kind, cause_on=entered["cause_on"],
            to_unit_id=self.to_unit(), to_name=entered["to_name"],
            until_on=None if kind is TransferKind.OFFICIAL else entered["until_on"],
            reason=entered["reason"], dues_through=entered["dues_through"],
        )  # fmt: skip


class StepForm(forms.Form):
    """A step of a transfer by whoever's turn it is."""

    on = DayField(label="Ngày")
    dues_through = MonthField(label="Đã đóng đảng phí đến hết tháng", required=False)
    authority = words("Thể thức đề ký", "Ví dụ: T/M BAN THƯỜNG VỤ", most=80, required=False)
    post = words("Chức vụ người ký", most=80, required=False)
    name = words("Họ tên người ký", most=120, required=False)
    note = words("Ghi chú", most=300, required=False)
    position = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, data: Mapping[str, Any] | None, line: Line, step: Step) -> None:
        super().__init__(
            data,
            initial={
                "on": clock.today(), "dues_through": line.row.dues_through,
                "position": line.due.position if line.due else None,
                "authority": "T/M BAN THƯỜNG VỤ", "post": "BÍ THƯ",
            },
            auto_id=f"id_{step.value}_%s",
        )  # fmt: skip
        if step is not Step.INTRODUCE:
            for unused in ("authority", "post", "name"):
                del self.fields[unused]
        if step not in (Step.INTRODUCE, Step.CONFIRM):
            del self.fields["dues_through"]
        if step in (Step.RETURN, Step.CANCEL):
            self.fields["note"].label = "Lý do"
            self.fields["note"].required = True
        elif step is Step.RECEIVE and line.late(clock.today()):
            self.fields["note"].label = "Lý do chậm"
            self.fields["note"].help_text = "Đã quá hạn, phải ghi lý do"
        self.fields["on"].label = _DAY_OF.get(step, "Ngày")

    def taken(self, model: int = 0) -> Taken:
        """What was entered, for the action; ``model``: the Word model of a letter."""
        entered = self.cleaned_data
        return Taken(
            on=entered["on"], note=entered["note"], position=entered["position"],
            dues_through=entered.get("dues_through"),
            signed=Signed(
                entered.get("authority", ""), entered.get("post", ""), entered.get("name", "")
            ),
            model=model,
        )  # fmt: skip


class AnewForm(forms.Form):
    """Another introduction letter in place of one lost or wrong."""

    reason = words("Lý do cấp lại", "Ví dụ: đảng viên làm mất; ghi sai chi bộ nơi đến", most=300)
    on = DayField(label="Ngày giấy mới")
    dues_through = MonthField(label="Đã đóng đảng phí đến hết tháng", required=False)
    authority = words("Thể thức đề ký", "Ví dụ: T/M BAN THƯỜNG VỤ", most=80, required=False)
    post = words("Chức vụ người ký", most=80, required=False)
    name = words("Họ tên người ký", most=120, required=False)
    number = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, data: Mapping[str, Any] | None, line: Line) -> None:
        signed = line.row.letter.get("words", {}).get("signature", {})
        super().__init__(
            data,
            initial={
                "on": clock.today(), "dues_through": line.row.dues_through,
                "number": line.row.letter_number, **signed,
            },
            auto_id="id_anew_%s",
        )  # fmt: skip

    def anew(self, model: int) -> Anew:
        """What was entered, for the action; ``model``: the Word model of the letter."""
        entered = self.cleaned_data
        signed = Signed(entered["authority"], entered["post"], entered["name"])
        return Anew(
            entered["on"], entered["reason"], entered["number"], entered["dues_through"], signed,
            model,
        )  # fmt: skip


_DAY_OF = {
    Step.CONFIRM: "Ngày xác nhận",
    Step.INTRODUCE: "Ngày giấy giới thiệu",
    Step.FORWARD: "Ngày chuyển tiếp",
    Step.RECEIVE: "Ngày tiếp nhận",
    Step.CLOSE: "Ngày nhận phiếu báo",
    Step.RETURN: "Ngày trả lại",
    Step.CANCEL: "Ngày hủy",
    Step.RESUME: "Ngày đề nghị lại",
}


class BackForm(forms.Form):
    """The day a member is back."""

    on = DayField(label="Trở lại từ ngày")


class MoveForm(forms.Form):
    """Members of a cell, the cell they go to, and the decision."""

    persons = forms.MultipleChoiceField(
        label="Đảng viên chuyển", widget=forms.CheckboxSelectMultiple, required=False
    )
    everybody = forms.BooleanField(label="Chuyển tất cả đảng viên của chi bộ", required=False)
    cell = forms.ChoiceField(label="Chi bộ nơi đến")
    number = words("Số quyết định", "Ví dụ: 15-QĐ/ĐU", most=60)
    decided_on = DayField(label="Ngày quyết định")
    issuer = words("Cơ quan ban hành", "Ví dụ: Đảng ủy xã Đạ Huoai 2")
    effective_on = DayField(label="Có hiệu lực từ ngày")
    note = words("Lý do", most=300, required=False)

    def __init__(
        self, data: Mapping[str, Any] | None, people: Sequence[Person], cells: Sequence[Unit]
    ) -> None:
        super().__init__(data)
        self.people = people
        self.fields["persons"].choices = [  # type: ignore[attr-defined]
            (str(p.pk), Option(p.full_name, p.get_status_display())) for p in people
        ]
        self.fields["cell"].choices = [  # type: ignore[attr-defined]
            ("", "Chọn chi bộ"),
            *((str(u.pk), f"{u.name}, {u.parent.name}" if u.parent else u.name) for u in cells),
        ]

    def chosen(self) -> list[int]:
        """The members chosen."""
        if self.cleaned_data["everybody"]:
            return [person.pk for person in self.people]
        return [int(key) for key in self.cleaned_data["persons"]]

    def paper(self) -> MoveDecision:
        """The decision as entered."""
        entered = self.cleaned_data
        return MoveDecision(
            entered["number"], entered["decided_on"], entered["issuer"], entered["effective_on"],
            entered["note"],
        )  # fmt: skip


def read_as(code: str, text: str) -> str:
    """A text as the catalogue reads that field of a record. Raises ``ValidationError``."""
    try:
        return str(by_code()[code].read(text, False, Reading(clock.today())) or "")
    except CellRefused as refused:
        raise mistake(refused.message_vi, code=refused.code) from refused


class ComingForm(forms.Form):
    """A member who comes from outside the register, as the letter they bring says."""

    cell = forms.ChoiceField(label="Chi bộ tiếp nhận")
    full_name = words("Họ và tên", most=120)
    sex = forms.ChoiceField(label="Giới tính", choices=[("M", "Nam"), ("F", "Nữ")])
    birth_on = DayField(label="Sinh ngày")
    ethnic_group = forms.ChoiceField(label="Dân tộc")
    religion = forms.ChoiceField(label="Tôn giáo", required=False)
    joined_on = DayField(label="Ngày vào Đảng")
    official_on = DayField(
        label="Ngày chính thức", help_text="Để trống với đảng viên dự bị", required=False
    )
    card_number = words("Số thẻ đảng viên", "12 chữ số", most=20, required=False)
    from_name = words("Chuyển đến từ", "Tên tổ chức đảng trên giấy giới thiệu", most=200)
    letter_number = words("Số giấy giới thiệu", most=40)
    letter_on = DayField(label="Ngày giấy giới thiệu")
    dues_through = MonthField(label="Đã đóng đảng phí đến hết tháng", required=False)
    on = DayField(label="Ngày tiếp nhận")
    sure = forms.BooleanField(
        label="Đã đối chiếu: đây là người khác với người trùng họ tên, ngày sinh", required=False
    )

    def __init__(self, data: Mapping[str, Any] | None, cells: Sequence[Unit]) -> None:
        super().__init__(data, initial={"on": clock.today(), "ethnic_group": "01"})
        self.fields["cell"].choices = [(str(u.pk), u.name) for u in cells]  # type: ignore[attr-defined]
        self.fields["ethnic_group"].choices = list(ethnic_groups().items())  # type: ignore[attr-defined]
        self.fields["religion"].choices = list(religions().items())  # type: ignore[attr-defined]

    def clean_full_name(self) -> str:
        return read_as("full_name", self.cleaned_data["full_name"])

    def clean_card_number(self) -> str:
        return read_as("card_number", self.cleaned_data["card_number"])

    def newcomer(self) -> Newcomer:
        """What was entered, for the action."""
        entered = {k: v for k, v in self.cleaned_data.items() if k not in ("cell", "sure")}
        return Newcomer(unit_id=int(self.cleaned_data["cell"]), **entered)
