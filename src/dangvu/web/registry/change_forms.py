"""Forms of reorganisation: each gives back the plan that its preview shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.members import queries as members
from dangvu.office.vietnamese import clean, day
from dangvu.orgs import plans
from dangvu.orgs.facts import facts_of
from dangvu.orgs.plans import ChangeKind, Facts, Founding, Known, Paper, Plan, Ref, Renaming
from dangvu.orgs.searching import search
from dangvu.rules.basis import refused
from dangvu.rules.organisations import Model, OrgType
from dangvu.web.components.days import DayField
from dangvu.web.components.fields import Option, mistake
from dangvu.web.components.ids import ids
from dangvu.web.registry.forms import words

if TYPE_CHECKING:
    from dangvu.orgs.models import Unit

MOST_OFFERED, MOST_FOUND = 40, 15
PARTS = ("1", "2", "3")
STAYS = "o-lai"


class ChangeForm(forms.Form):
    """The paper every change rests on. ``finding``: only a search was asked for, nothing is judged.

    ``beside`` are the units under the same superior, ``beneath`` those directly under the unit.
    """

    number = words("Số, ký hiệu quyết định", "Ví dụ 45-QĐ/TU", most=60)
    decided_on = DayField(label="Ngày quyết định")
    issuer = words("Cơ quan ban hành", "Ví dụ Ban Thường vụ Tỉnh ủy Lâm Đồng")
    effective_on = DayField(label="Có hiệu lực từ ngày")
    note = words("Lý do", "Ghi vào lịch sử của đơn vị", most=500)

    kind: ChangeKind
    own_fields: tuple[str, ...] = ()

    def __init__(self, data: QueryDict | None, actor: Actor, unit: Unit, today: date) -> None:
        self.finding = data is not None and data.get("step") not in ("preview", "confirm")
        super().__init__(None if self.finding else data, initial=_initial(data))
        self.given = data if data is not None else QueryDict()
        self.actor, self.unit, self.today = actor, unit, today
        self.facts = facts_of(actor, [unit.pk])
        self.prepare()

    def prepare(self) -> None:
        """Sets the choices of the fields of this kind."""

    def offered(self, name: str, likely: list[Known], fits: Callable[[str], bool]) -> None:
        """Offers units to choose from: those already chosen, then those the text of the search
        finds, or, without a text, the likely ones unless they are too many to read.

        ``fits`` tells of a type whether it comes into question.
        """
        picked = ids(self.given.getlist(name))
        choices = {k.id: Option(k.name) for k in self.known(picked)}
        sought = clean(self.given.get("text", ""))
        if sought:
            found = search(
                self.actor, sought, action=Action.REORGANISE, only_standing=True, limit=100
            )
            hits = [h for h in found.hits if fits(h.type)][:MOST_FOUND]
            choices |= {h.unit_id: Option(h.name, _where(h.place, h.note)) for h in hits}
        elif len(likely) <= MOST_OFFERED:
            choices |= {k.id: Option(k.name) for k in likely}
        choices.pop(self.unit.pk, None)
        self.fields[name].choices = [  # type: ignore[attr-defined]
            (str(u), label) for u, label in choices.items()
        ]

    def known(self, unit_ids: list[int]) -> list[Known]:
        """Units within reach among those named."""
        if missing := [u for u in unit_ids if u not in self.facts.units]:
            return list(facts_of(self.actor, missing).units.values()) if missing else []
        return [self.facts[u] for u in unit_ids]

    @property
    def own(self) -> Known:
        return self.facts[self.unit.pk]

    @property
    def beside(self) -> list[Known]:
        parent = self.own.parent_id
        if parent is None or parent not in self.facts.units:
            return []
        return [self.facts[c] for c in self.facts[parent].children if c != self.unit.pk]

    @property
    def alike(self) -> list[Known]:
        """Those beside it that are cells, or bodies, as it is."""
        return [k for k in self.beside if self.is_alike(k.type)]

    def is_alike(self, kind: str) -> bool:
        return OrgType(kind).is_cell == self.own.is_cell

    @property
    def beneath(self) -> list[Known]:
        return [self.facts[c] for c in self.own.children]

    @property
    def paper(self) -> Paper:
        """The paper as entered."""
        entered = self.cleaned_data
        return Paper(
            number=entered["number"],
            decided_on=entered["decided_on"],
            issuer=entered["issuer"],
            effective_on=entered["effective_on"],
            note=entered["note"],
        )

    def plan(self) -> Plan:
        """The plan, once the form is valid."""
        raise NotImplementedError

    def again(self, ids: Iterable[int]) -> Facts:
        """The facts of the units the plan is made of."""
        return facts_of(self.actor, {*ids, self.unit.pk})


def _initial(data: QueryDict | None) -> dict[str, Any]:
    if data is None:
        return {}
    lists = {"units"}
    return {key: data.getlist(key) if key in lists else data.get(key) for key in data}


def _where(place: str, note: str) -> str:
    return " · ".join(filter(None, (place, note)))


def _fits(kind: str, parent: str, model: str, on: date) -> bool:
    return not refused(plans.check_place(OrgType(kind), OrgType(parent), model, on))


class MoveForm(ChangeForm):
    """Another superior for the unit."""

    kind = ChangeKind.MOVE
    own_fields = ("parent",)
    text = words("Tìm tổ chức khác", "Tên hoặc mã, không dấu cũng được", required=False)
    parent = forms.ChoiceField(label="Tổ chức cấp trên mới", widget=forms.RadioSelect)

    def prepare(self) -> None:
        kind, parent = self.own.type, self.own.parent_id

        def fits(above: str) -> bool:
            return _fits(kind, above, self.unit.model, self.today)

        likely = [k for k in self._cousins_of_parent() if fits(k.type) and k.id != parent]
        self.offered("parent", likely, fits)

    def _cousins_of_parent(self) -> list[Known]:
        """The superiors a unit is most likely to go to: those beside its own, and the one above."""
        superior = self.facts.units.get(self.own.parent_id or 0)
        if superior is None or superior.path == self.actor.unit_path or not superior.parent_id:
            return []
        return list(facts_of(self.actor, [superior.parent_id]).units.values())

    def plan(self) -> Plan:
        return plans.moving(self.paper, self.unit.pk, int(self.cleaned_data["parent"]))


class NewNamesForm(ChangeForm):
    """The names of a unit to be founded; the short ones follow from the name where left empty."""

    name = words("Tên tổ chức mới", "Đầy đủ, ví dụ Đảng bộ xã Tà Nung", required=False)
    short_name = words("Tên gọi ngắn", "Để trống thì lấy từ tên", most=120, required=False)
    committee = words("Tên cấp ủy", "Để trống thì lấy từ tên", required=False)

    def founding(self, key: str, parent_id: int, name: str, **more: Any) -> Founding:
        """A unit of the own unit's type and kind, unless told otherwise."""
        facts = {
            "type": self.own.type,
            "kind": self.unit.kind,
            "model": self.unit.model,
            "short_name": self.cleaned_data.get("short_name") or short_of(name),
            "committee": self.cleaned_data.get("committee") or committee_of(name),
            **more,
        }
        return Founding(key=key, parent_id=parent_id, name=name, **facts)


def short_of(name: str) -> str:
    """The short name that a name suggests: without "Đảng bộ"."""
    return name.removeprefix("Đảng bộ ")[:120]


def committee_of(name: str) -> str:
    """The committee's name that a name suggests."""
    return name.replace("Đảng bộ", "Đảng ủy", 1).replace("Chi bộ", "Chi ủy", 1)


NEW, HERE, THERE = "moi", "day", "kia"


class MergeForm(NewNamesForm):
    """The unit and others become one."""

    kind = ChangeKind.MERGE
    own_fields = ("units", "into", "name", "short_name", "committee")
    text = words("Tìm tổ chức khác", "Tên hoặc mã, không dấu cũng được", required=False)
    units = forms.MultipleChoiceField(label="Sáp nhập với", widget=forms.CheckboxSelectMultiple)
    into = forms.ChoiceField(label="Thành", widget=forms.RadioSelect)

    def prepare(self) -> None:
        self.offered("units", self.alike, self.is_alike)
        self.fields["into"].choices = [  # type: ignore[attr-defined]
            (NEW, Option("Một tổ chức mới", "Các tổ chức được chọn đều kết thúc; ghi tên mới")),
            (HERE, Option(self.unit.name, "Tổ chức này tiếp nhận các tổ chức được chọn")),
            (THERE, Option("Tổ chức được chọn", f"{self.unit.name} kết thúc; chỉ chọn một")),
        ]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        into = found.get("into")
        if into == NEW and not found.get("name"):
            self.add_error("name", mistake("Chưa ghi tên tổ chức mới."))
        if into == THERE and len(found.get("units", ())) != 1:
            self.add_error(
                "units", mistake("Chỉ chọn một tổ chức tiếp nhận.", mend="Bỏ bớt các ô đã chọn.")
            )
        return found

    def plan(self) -> Plan:
        others = [int(u) for u in self.cleaned_data["units"]]
        together = [self.unit.pk, *others]
        into: int | Founding = {HERE: self.unit.pk, THERE: others[0]}.get(
            self.cleaned_data["into"], 0
        )
        if not into:
            parent_id = self.own.parent_id
            assert parent_id is not None
            into = self.founding("new1", parent_id, self.cleaned_data["name"])
        return plans.merging(self.again(together), self.paper, together, into)


class SplitForm(ChangeForm):
    """Parts of the unit go to new or existing units, line by line."""

    kind = ChangeKind.SPLIT
    ends = forms.BooleanField(
        label="Tổ chức này kết thúc hoạt động",
        help_text="Chỉ khi mọi dòng đều có nơi đến; chỉ tiêu còn lại chuyển cho tổ chức nhận thứ 1",
        required=False,
    )

    def prepare(self) -> None:
        existing = [("", "Không, lập tổ chức mới"), *((str(k.id), k.name) for k in self.alike)]
        for part in PARTS:
            self.fields[f"name_{part}"] = words(
                "Tên tổ chức mới", "Đầy đủ, ví dụ Chi bộ thôn 5", required=False
            )
            self.fields[f"existing_{part}"] = forms.ChoiceField(
                label="Hoặc tổ chức đã có", choices=existing, required=False
            )
        self.rows = self._rows()
        places = [(STAYS, "Ở lại"), *((p, f"Tổ chức nhận thứ {p}") for p in PARTS)]
        for row, label, _ in self.rows:
            self.fields[f"to_{row}"] = forms.ChoiceField(label=label, choices=places, initial=STAYS)

    def _rows(self) -> list[tuple[int, str, str]]:
        """What is dealt out: (id, name, more words): units beneath, or a cell's members."""
        if not self.own.is_cell:
            return [(k.id, k.name, OrgType(k.type).label_vi) for k in self.beneath]
        people = members.in_cell(self.actor, self.unit)
        return [
            (p.pk, p.full_name, f"sinh {day(p.birth_on)}, {p.get_status_display().lower()}")
            for p in people
        ]

    @property
    def people_shown(self) -> list[int]:
        """Members whose names the page shows."""
        return [row for row, _, _ in self.rows] if self.own.is_cell else []

    @property
    def parts(self) -> list[tuple[str, Any, Any]]:
        """The receiving units' fields, for the page."""
        return [(p, self[f"name_{p}"], self[f"existing_{p}"]) for p in PARTS]

    @property
    def lines(self) -> list[tuple[Any, str]]:
        """The lines to deal out, for the page."""
        return [(self[f"to_{row}"], more) for row, _, more in self.rows]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        used = {found.get(f"to_{row}") for row, _, _ in self.rows} - {STAYS, "", None}
        for part in PARTS:
            named = found.get(f"name_{part}") or found.get(f"existing_{part}")
            if part in used and not named:
                self.add_error(
                    f"name_{part}",
                    mistake("Có dòng chuyển đến đây.", mend="Ghi tên, hoặc chọn tổ chức đã có."),
                )
            if found.get(f"name_{part}") and found.get(f"existing_{part}"):
                self.add_error(
                    f"existing_{part}", mistake("Chỉ ghi tên mới hoặc chọn tổ chức đã có.")
                )
        self.used = used
        return found

    def plan(self) -> Plan:
        entered = self.cleaned_data
        receivers: dict[str, Ref] = {}
        founds = []
        for part in (p for p in PARTS if p in self.used):
            if existing := entered[f"existing_{part}"]:
                receivers[part] = int(existing)
                continue
            founds.append(self._founding(part, entered[f"name_{part}"]))
            receivers[part] = founds[-1].key
        dealt = {
            row: receivers[to]
            for row, _, _ in self.rows
            if (to := entered.get(f"to_{row}", STAYS)) in receivers
        }
        cell = self.own.is_cell
        return plans.splitting(
            self.paper,
            self.unit.pk,
            founds=tuple(founds),
            moves={} if cell else dealt,
            persons=dealt if cell else {},
            ends=entered["ends"],
            heir=next(iter(receivers.values()), None) if entered["ends"] else None,
        )

    def _founding(self, part: str, name: str) -> Founding:
        parent_id = self.own.parent_id
        assert parent_id is not None
        return Founding(
            key=f"new{part}",
            parent_id=parent_id,
            type=self.own.type,
            name=name,
            short_name=short_of(name),
            committee=committee_of(name),
            kind=self.unit.kind,
            model=self.unit.model,
        )


class RenameForm(ChangeForm):
    """Another name, or another type in the new model."""

    kind = ChangeKind.RENAME
    own_fields = ("name", "short_name", "committee", "type", "model")
    name = words("Tên mới", "Đầy đủ, ví dụ Đảng bộ xã Tà Nung")
    short_name = words("Tên gọi ngắn", most=120)
    committee = words("Tên cấp ủy")
    type = forms.ChoiceField(label="Loại tổ chức")
    model = forms.ChoiceField(label="Mô hình", choices=[(m.value, m.label_vi) for m in Model])

    def prepare(self) -> None:
        cell = self.own.is_cell
        self.fields["type"].choices = [  # type: ignore[attr-defined]
            (t.value, t.label_vi) for t in OrgType if t.is_cell == cell
        ]
        for name in self.own_fields:
            self.initial.setdefault(name, getattr(self.unit, name))

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        same = all(found.get(name) == getattr(self.unit, name) for name in self.own_fields)
        if same and not self.errors:
            self.add_error("name", mistake("Tên và loại chưa có gì khác."))
        return found

    def plan(self) -> Plan:
        new = {name: self.cleaned_data[name] for name in self.own_fields}
        return plans.renaming(self.paper, Renaming(unit_id=self.unit.pk, **new))


class DissolveForm(ChangeForm):
    """The unit ends; another takes in what stands under it, or its members."""

    kind = ChangeKind.DISSOLVE
    own_fields = ("heir",)
    text = words("Tìm tổ chức khác", "Tên hoặc mã, không dấu cũng được", required=False)
    heir = forms.ChoiceField(
        label="Tổ chức tiếp nhận",
        help_text="Tiếp nhận tổ chức trực thuộc, hoặc đảng viên nếu là chi bộ",
        widget=forms.RadioSelect,
        required=False,
    )

    def prepare(self) -> None:
        likely = self.alike
        if not self.own.is_cell and self.own.parent_id in self.facts.units:
            likely = [self.facts[self.own.parent_id], *likely]  # type: ignore[index]
        self.offered("heir", likely, self.is_alike)
        nobody = Option("Không có", "Chỉ khi không còn tổ chức trực thuộc và đảng viên")
        choices = self.fields["heir"].choices  # type: ignore[attr-defined]
        self.fields["heir"].choices = [("", nobody), *choices]  # type: ignore[attr-defined]

    def plan(self) -> Plan:
        heir = self.cleaned_data["heir"]
        chosen = int(heir) if heir else None
        facts = self.again([chosen] if chosen else [])
        return plans.dissolving(facts, self.paper, self.unit.pk, chosen)


class FoundForm(NewNamesForm):
    """A new unit under this one."""

    kind = ChangeKind.FOUND
    own_fields = ("type", "name", "short_name", "committee")
    type = forms.ChoiceField(label="Loại tổ chức")

    def prepare(self) -> None:
        self.fields["name"].required = True
        model = self.unit.model
        fitting = [t for t in OrgType if _fits(t.value, self.own.type, model, self.today)]
        self.fields["type"].choices = [(t.value, t.label_vi) for t in fitting]  # type: ignore[attr-defined]

    def plan(self) -> Plan:
        entered = self.cleaned_data
        made = self.founding("new1", self.unit.pk, entered["name"], type=entered["type"], kind="")
        return plans.founding(self.paper, made)


FORMS: Mapping[ChangeKind, type[ChangeForm]] = {
    form.kind: form
    for form in (MoveForm, MergeForm, SplitForm, RenameForm, DissolveForm, FoundForm)
}
