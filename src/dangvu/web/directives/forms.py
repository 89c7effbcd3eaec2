"""What is decided about a duty beside the text, and about one that a unit has."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django import forms
from django.http import QueryDict

from dangvu.rules.obligations import Audience, Every, Product
from dangvu.tasks.proposal import OWN, Proposed
from dangvu.tasks.queries.audience import Resolved
from dangvu.web.components.days import DayField
from dangvu.web.components.fields import Option, mistake
from dangvu.web.components.words import Words

THROUGH, BEFORE = "through", "before"
PRODUCT_HINTS = {
    Product.REPORT: "Báo cáo bằng văn bản, cấp trên nhận hoặc trả lại",
    Product.INDICATOR: "Như chỉ tiêu kết nạp: kết quả lấy từ số liệu, không phải báo cáo lại",
    Product.ATTENDANCE: "Dự hội nghị, quán triệt: lấy từ buổi đã ghi",
}
CUTS = (". ", "; ", ": ", "\n", ", ", " và ")
"""Where what is asked may be cut in two, the likeliest places first."""
MOST_CUTS = 12


class Chosen(forms.MultipleChoiceField):
    """Some of several, or none."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **more: Any) -> None:
        super().__init__(required=False, **more)


class DutyForm(forms.Form):
    """A duty as it stands beside the text. What the paper says of a day is asked for as it says
    it: the day, and whether that day is still in time. ``to_choose``: how the units came there."""

    to_choose: Any = None
    no = Words("Số mục", "Như trong văn bản, ví dụ 4.2", most=20, required=False)
    heading = Words("Gọi tên nhiệm vụ", most=300)
    what = forms.CharField(
        label="Nội dung", widget=forms.Textarea(attrs={"rows": 4}), max_length=20000
    )
    product = forms.ChoiceField(label="Sản phẩm phải có", widget=forms.RadioSelect)
    audience = forms.ChoiceField(label="Giao cho")
    find = Words("Tìm nơi bên dưới để giao", "Gõ tên, kèm tên cấp trên cũng được, không cần dấu",
                 most=100, required=False)  # fmt: skip
    units = Chosen(label="Chỉ giao những nơi này")
    organ = Words("Cơ quan chủ trì", "Khi giao cơ quan của cấp mình, ví dụ Ban Tổ chức Đảng ủy",
                  most=200, required=False)  # fmt: skip
    join_organs = Words("Cơ quan phối hợp", "Nhiều nơi thì cách nhau bằng dấu chấm phẩy",
                        most=1000, required=False)  # fmt: skip
    due_day = DayField(label="Ngày ghi trong văn bản", required=False)
    due_kind = forms.ChoiceField(label="Ngày ấy hiểu là", widget=forms.RadioSelect)
    every = forms.ChoiceField(label="Định kỳ", required=False)
    times = forms.IntegerField(
        label="Số lần mỗi kỳ", min_value=1, max_value=12, required=False,
        help_text="Thường là 1",
    )  # fmt: skip
    by_day = forms.IntegerField(
        label="Ngày trong kỳ", min_value=1, max_value=31, required=False,
        help_text="Ngày của tháng cuối kỳ; kỳ tuần thì 1 là thứ Hai",
    )  # fmt: skip
    by_month = forms.IntegerField(
        label="Tháng trong năm", min_value=1, max_value=12, required=False,
        help_text="Chỉ cho kỳ hằng năm",
    )  # fmt: skip
    report_to = Words("Gửi về", "Ví dụ: Ban Tổ chức Tỉnh ủy", most=200, required=False)

    def __init__(
        self, data: Mapping[str, Any] | None, bodies: Sequence[Resolved], **more: Any
    ) -> None:
        super().__init__(data, **more)
        fields: Any = self.fields
        fields["product"].choices = [
            (one.value, Option(one.label_vi, PRODUCT_HINTS.get(one, ""))) for one in Product
        ]
        fields["audience"].choices = [
            ("", "Chọn nơi được giao"),
            *((one.value, one.label_vi) for one in Audience),
        ]
        fields["units"].choices = [
            (str(one.unit_id), Option(one.name, f"thuộc {one.above}" if one.above else ""))
            for one in bodies
        ]
        fields["due_kind"].choices = [
            (THROUGH, Option("Đến hết ngày ấy", "“chậm nhất ngày”, “đến ngày”")),
            (BEFORE, Option("Trước ngày ấy", "“trước ngày”: ngày hôm trước là ngày cuối")),
        ]
        fields["every"].choices = [
            ("", "Không định kỳ, làm một lần"),
            *((one.value, one.label_vi) for one in Every),
        ]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        audience = found.get("audience")
        if audience in OWN and not found.get("organ"):
            self.add_error("organ", mistake("Chưa ghi cơ quan nào.", mend="Ghi tên cơ quan."))
        if audience == Audience.NAMED and not found.get("units"):
            self.add_error(
                "units", mistake("Chưa chọn đơn vị nào.", mend="Đánh dấu nơi được giao.")
            )
        if found.get("by_day") and not found.get("every"):
            self.add_error("every", mistake("Có ngày trong kỳ mà chưa chọn kỳ.", mend="Chọn kỳ."))
        return found

    def proposed(self, standing: Proposed) -> Proposed:
        """The duty as decided; what the form does not ask stays, doubts are settled."""
        entered = self.cleaned_data
        named, through = entered["due_day"], entered["due_kind"] == THROUGH
        return replace(
            standing,
            **{key: entered[key] for key in ("no", "heading", "what", "product", "audience",
                                             "organ", "report_to", "every", "by_day",
                                             "by_month")},
            units=tuple(int(one) for one in entered["units"]),
            join_organs=_split(entered["join_organs"]),
            due_on=named if named is None or through else named - timedelta(days=1),
            due_inclusive=through,
            times=entered["times"] or 1,
            doubts=(),
            seen=True,
        )  # fmt: skip


def typed(
    form: type[forms.Form], sent: QueryDict | None, prefix: str = ""
) -> dict[str, Any]:  # fmt: skip
    """What was typed into a form, to begin one with that is not judged yet."""
    if sent is None:
        return {}
    return {
        name: sent.getlist(prefix + name) if isinstance(field, Chosen) else sent[prefix + name]
        for name, field in form.base_fields.items()
        if prefix + name in sent
    }


def told_typed(form: DutyForm) -> Iterator[tuple[str, str]]:
    """What was typed into a form, in words: the label of each field that holds something."""
    for bound in form:
        given = bound.value()
        values = given if isinstance(given, list) else [given]
        if isinstance(bound.field, forms.ChoiceField):
            labels = {str(key): str(label) for key, label in _choices(bound.field)}
            values = [labels[one] for one in values if one in labels and one]
        words = "; ".join(str(one).strip() for one in values if one)
        if words and bound.name != "find":
            yield str(bound.label), words


def _choices(field: Any) -> Any:
    return field.choices


def initial_of(one: Proposed) -> dict[str, Any]:
    """What a form of a duty begins with."""
    return {
        **{key: getattr(one, key) for key in ("no", "heading", "what", "product", "audience",
                                              "organ", "report_to", "every", "times", "by_day",
                                              "by_month")},
        "units": [str(unit) for unit in one.units],
        "join_organs": "; ".join(one.join_organs),
        "due_day": one.named_day,
        "due_kind": THROUGH if one.due_inclusive else BEFORE,
    }  # fmt: skip


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def cuts(what: str) -> list[tuple[int, str, str]]:
    """Places where what is asked may be cut: offset, words before it and words after it."""
    found: list[int] = []
    for mark in CUTS:
        at = what.find(mark)
        while at != -1 and len(found) < MOST_CUTS:
            place = at + (len(mark) if mark.strip() != "và" else 1)
            if what[:place].strip() and what[place:].strip():
                found.append(place)
            at = what.find(mark, at + len(mark))
    return [(at, _end(what[:at]), _start(what[at:])) for at in sorted(set(found))]


def _end(text: str) -> str:
    words = text.split()
    return ("… " if len(words) > 9 else "") + " ".join(words[-9:])


def _start(text: str) -> str:
    words = text.split()
    return " ".join(words[:9]) + (" …" if len(words) > 9 else "")


class EndForm(forms.Form):
    """That a directive is over."""

    on = DayField(label="Ngày kết thúc")
    note = Words("Vì sao kết thúc", "Đã tổng kết, có văn bản thay thế…", most=300)


class PlanForm(forms.Form):
    """The plan a unit made for its duty."""

    number = Words("Số kế hoạch", "Ví dụ 12-KH/ĐU", most=60)
    on = DayField(label="Ngày ban hành")


class WhyForm(forms.Form):
    """Why a duty counts as done while something beneath it is late."""

    why = Words("Vì sao vẫn coi là hoàn thành", most=500)


class PickForm(forms.Form):
    """Bodies put forward for the inspection programme, and why."""

    bodies = forms.MultipleChoiceField(label="Tổ chức", widget=forms.CheckboxSelectMultiple)
    reason = Words("Lý do đề nghị", "Ví dụ: quá hạn 3 nhiệm vụ, đã đôn đốc 2 lần", most=500)

    def __init__(
        self, data: Mapping[str, Any] | None, bodies: Sequence[tuple[int, str]], **more: Any
    ) -> None:
        super().__init__(data, **more)
        fields: Any = self.fields
        fields["bodies"].choices = [(str(pk), name) for pk, name in bodies]
