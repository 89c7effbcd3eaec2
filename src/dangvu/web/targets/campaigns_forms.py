"""Forms of campaigns: the decision, the grid of bodies, a cascade."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.safestring import SafeString

from dangvu.rules.documents import UnreadableNumber, parse_number
from dangvu.targets.actions import CampaignFacts, Given
from dangvu.targets.overview import Proposal, Table
from dangvu.web.components.days import DayField
from dangvu.web.components.fields import Fault, faults_in, mistake
from dangvu.web.components.numbers import NumberField, written

LARGEST = 100_000


def words(label: str, hint: str = "", *, required: bool = True, most: int = 200) -> forms.CharField:
    """A line of text."""
    return forms.CharField(label=label, help_text=hint, required=required, max_length=most)


class DecisionForm(forms.Form):
    """Number, day and issuer of the decision that gives the targets (R0.0: all three)."""

    use_required_attribute = False

    decision_number = words("Số văn bản giao", "Ví dụ 149-TB/TU", most=60)
    decision_on = DayField(label="Ngày văn bản")
    issuer = words("Cơ quan ban hành", "Ví dụ Ban Thường vụ Tỉnh ủy")

    def clean_decision_number(self) -> str:
        text: str = self.cleaned_data["decision_number"].strip()
        try:
            parse_number(text)
        except UnreadableNumber as error:
            raise ValidationError(str(error)) from error
        return text


class CampaignForm(DecisionForm):
    """A campaign as its decision has it. ``reason`` is asked for when it is mended."""

    name = words("Tên đợt giao", "Ví dụ Chỉ tiêu kết nạp năm 2026")
    starts_on = DayField(label="Từ ngày")
    ends_on = DayField(label="Đến hết ngày")
    base_on = DayField(label="Gốc tính: đảng viên đến ngày", help_text="Thường là 31/12 năm trước")
    total = NumberField(
        label="Tổng chỉ tiêu ghi trong văn bản",
        help_text="Để so với tổng của các đơn vị",
        required=False,
        least=0,
        most=LARGEST,
    )
    ratio = NumberField(
        label="Tỷ lệ trên số đảng viên, %", help_text="Ví dụ 4,5", required=False,
        least=0, most=100, places=3,
    )  # fmt: skip
    reason = words("Lý do sửa", required=False)
    field_order = (
        "name", "decision_number", "decision_on", "issuer", "starts_on", "ends_on", "base_on",
        "total", "ratio", "reason",
    )  # fmt: skip

    def __init__(self, *args: Any, mending: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        if not mending:
            del self.fields["reason"]

    @staticmethod
    def of(campaign: object) -> dict[str, Any]:
        """What stands, to begin with."""
        return {name: getattr(campaign, name) for name in CampaignFacts.__dataclass_fields__}

    @staticmethod
    def for_year(year: int) -> dict[str, Any]:
        """A calendar year, to begin with."""
        return {
            "name": f"Chỉ tiêu kết nạp năm {year}",
            "starts_on": date(year, 1, 1),
            "ends_on": date(year, 12, 31),
            "base_on": date(year - 1, 12, 31),
        }

    def facts(self) -> CampaignFacts:
        """What was entered, for the action."""
        entered = {k: v for k, v in self.cleaned_data.items() if k != "reason"}
        return CampaignFacts(**entered)


@dataclass(frozen=True)
class Cell:
    """A control of a grid with its errors; its label is said, not shown."""

    control: SafeString
    error_id: str
    faults: tuple[Fault, ...]


def cell(bound: BoundField) -> Cell:
    """A field of a form as a cell of a grid."""
    faults = tuple(faults_in(bound))
    error_id = f"{bound.auto_id}_error"
    attrs: dict[str, str | bool] = {"aria-label": str(bound.label)}
    if faults:
        attrs["aria-describedby"] = error_id
    return Cell(bound.as_widget(attrs=attrs), error_id, faults)


class GridForm(forms.Form):
    """The targets and bases of every body of a campaign at once, typed or pasted.

    Blank leaves a body without a target, as it is; a target that stands cannot be blanked out.
    Only what differs from what stood when the page was opened is handed on.
    """

    use_required_attribute = False

    stamp = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = words("Lý do điều chỉnh", "Cần khi đổi chỉ tiêu sau khi đã chốt tháng", required=False)
    paper = words("Văn bản điều chỉnh", "Số, ngày, cơ quan ban hành", required=False)

    def __init__(self, table: Table, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.initial["stamp"] = table.stamp
        self.table = table
        if not table.closed:
            del self.fields["reason"], self.fields["paper"]
        for line in table.bodies:
            for kind, what, most, now in (
                ("target", "chỉ tiêu", LARGEST, line.final),
                ("base", "đảng viên gốc", 10_000_000, line.base),
            ):
                name = f"{kind}_{line.unit_id}"
                label = f"{line.unit_name}, {what}"
                self.fields[name] = NumberField(label=label, required=False, least=0, most=most)
                self.initial[name] = now

    def rows(self) -> Iterator[tuple[Any, Cell, Cell]]:
        """Each body with its two cells."""
        for line in self.table.bodies:
            number, base = self[f"target_{line.unit_id}"], self[f"base_{line.unit_id}"]
            yield line, cell(number), cell(base)

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or self.cleaned_data
        for line in self.table.bodies:
            name = f"target_{line.unit_id}"
            if name in self.errors or entered.get(name) is not None:
                continue
            if line.final is not None:
                what = f"Bỏ trống chỉ tiêu đang là {written(line.final)}."
                mend = "Ghi 0 nếu không giao nữa, hoặc ghi lại số cũ."
                self.add_error(name, mistake(what, "Chỉ tiêu đã giao không xóa được.", mend))
            elif entered.get(f"base_{line.unit_id}") is not None:
                what, why = "Chưa ghi chỉ tiêu.", "Đã ghi số đảng viên gốc thì phải có chỉ tiêu."
                self.add_error(name, mistake(what, why, "Ghi chỉ tiêu, hoặc xóa số đảng viên."))
        return entered

    def given(self) -> dict[int, Given]:
        """What changed, by unit, for the action."""
        entered = self.cleaned_data
        found = {}
        for line in self.table.bodies:
            number = entered.get(f"target_{line.unit_id}")
            base = entered.get(f"base_{line.unit_id}")
            if number is None or (number == line.final and base in (None, line.base)):
                continue
            found[line.unit_id] = Given(
                number, base, reason=entered.get("reason", ""), paper=entered.get("paper", "")
            )
        return found

    @staticmethod
    def blamed(field: str) -> str:
        """The cell that the action calls by its unit."""
        return f"target_{field}" if field.isdecimal() else field


class CascadeForm(DecisionForm):
    """A target handed down: a number for each unit, proposed by its members, and the decision."""

    def __init__(self, proposal: Proposal, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.proposal = proposal
        if proposal.own:
            for name in ("decision_number", "decision_on", "issuer"):
                del self.fields[name]
        for share in proposal.shares:
            name = f"share_{share.unit_id}"
            label = f"{share.unit_name}, chỉ tiêu"
            self.fields[name] = NumberField(label=label, least=0, most=LARGEST)
            self.initial[name] = share.number

    def rows(self) -> Iterator[tuple[Any, Cell]]:
        """Each unit with its cell."""
        for share in self.proposal.shares:
            yield share, cell(self[f"share_{share.unit_id}"])

    def shares(self) -> dict[int, int]:
        """What was entered, by unit."""
        return {s.unit_id: self.cleaned_data[f"share_{s.unit_id}"] for s in self.proposal.shares}

    def decision(self) -> CampaignFacts | None:
        """The unit's own decision, where there is no campaign yet."""
        above, entered = self.proposal.above, self.cleaned_data
        if self.proposal.own:
            return None
        return CampaignFacts(
            name=f"{above.name}, {self.proposal.unit_name}"[:200],
            starts_on=above.starts_on,
            ends_on=above.ends_on,
            base_on=above.base_on,
            decision_number=entered["decision_number"],
            decision_on=entered["decision_on"],
            issuer=entered["issuer"],
        )
