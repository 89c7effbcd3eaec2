"""A cell anywhere in the register, found by steps that work without scripts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms

from dangvu.access.actor import Actor
from dangvu.members.queries import transfers as moves
from dangvu.office.vietnamese import clean
from dangvu.rules.organisations import OrgType
from dangvu.web.components.fields import Option
from dangvu.web.components.ids import is_id
from dangvu.web.components.words import Words

if TYPE_CHECKING:
    from dangvu.orgs.models import Unit


def _option(unit: Unit) -> Option:
    return Option(unit.name, unit.parent.name if unit.parent else "")


class PlaceForm(forms.Form):
    """Finding a cell anywhere in the register, by steps that work without scripts: a name, the
    organisation it names, a cell of it."""

    text = Words(
        "Tìm nơi đến trong sổ", "Tên đảng bộ hoặc chi bộ, không dấu cũng được, rồi bấm Tìm",
        most=120, required=False,
    )  # fmt: skip
    body = forms.ChoiceField(label="Đảng bộ nơi đến", widget=forms.RadioSelect, required=False)
    cell = forms.ChoiceField(label="Chi bộ nơi đến", widget=forms.RadioSelect, required=False)

    def __init__(self, data: Mapping[str, Any] | None, actor: Actor, **more: Any) -> None:
        finding = bool(data and data.get("find"))
        typed = {key: data.get(key) for key in data} if finding and data is not None else {}
        super().__init__(None if finding else data, initial={**more.pop("initial", {}), **typed})
        self.finding = finding
        self.sought = clean(str((data or {}).get("text") or ""))[:120]
        found = moves.places(actor, self.sought) if self.sought else []
        cells = [unit for unit in found if OrgType(unit.type).is_cell]
        bodies = [unit for unit in found if not OrgType(unit.type).is_cell]
        chosen = str((data or {}).get("body") or "")
        if len(bodies) == 1 and not cells:
            chosen = str(bodies[0].pk)
        if is_id(chosen):
            cells = [*cells, *moves.cells_of(actor, int(chosen))]
        self.initial["body"] = chosen
        self.found = bool(found)
        self.bodies, self.cells = bodies, cells
        choices = {"body": bodies, "cell": list({unit.pk: unit for unit in cells}.values())}
        for name, units in choices.items():
            self.fields[name].choices = [(str(u.pk), _option(u)) for u in units]  # type: ignore[attr-defined]

    def to_unit(self) -> int | None:
        """The cell chosen, if one was."""
        chosen = self.cleaned_data.get("cell")
        return int(chosen) if chosen else None
