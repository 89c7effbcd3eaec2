"""Which column of a workbook holds which field: said once, remembered for files of that header."""

from dataclasses import dataclass

from django import forms
from django.forms import BoundField
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dangvu.intake import queries
from dangvu.intake.actions import mapping
from dangvu.intake.bulk import BulkKind
from dangvu.kernel.refusals import Impossible
from dangvu.office.workbooks import column_letters
from dangvu.orgs import queries as orgs
from dangvu.web.components.fields import mistake
from dangvu.web.intake import long
from dangvu.web.intake.kinds import LONG, origin
from dangvu.web.shell.gate import Gate, gate
from dangvu.web.shell.request import Request


@dataclass(frozen=True)
class Group:
    """Fields under one heading; those of a group not ``opened`` are folded away."""

    title: str
    fields: list[BoundField]
    opened: bool = False


class ColumnsForm(forms.Form):
    """A list of the workbook's columns for every field, and a name to remember it by. Fields that
    must be there come first, then those found in the workbook, then all others."""

    says_optional = False
    name = forms.CharField(
        label="Nhớ cách ghép này với tên", max_length=80, help_text="Ví dụ: Danh sách của xã"
    )

    def __init__(self, kind: BulkKind, titles: list[str], *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        offered = [("", "Không có trong tệp")] + [
            (str(i), f"Cột {column_letters(i)}: {title or '(không tiêu đề)'}")
            for i, title in enumerate(titles)
        ]
        for column in kind.columns:
            self.fields[f"cot_{column.key}"] = forms.ChoiceField(
                label=column.title, choices=offered, required=column.required
            )
        must = [f"cot_{c.key}" for c in kind.columns if c.required]
        others = [f"cot_{c.key}" for c in kind.columns if not c.required]
        found = [name for name in others if self.initial.get(name, "") != ""]
        rest = [name for name in others if name not in found]
        self.groups = [
            Group("Phải có", [self[name] for name in must], opened=True),
            Group("Đã thấy trong tệp", [self[name] for name in found], opened=True),
            Group("Mục khác, chưa thấy trong tệp", [self[name] for name in rest]),
        ]

    def chosen(self) -> dict[str, int]:
        """Field to column."""
        return {
            name.removeprefix("cot_"): int(value)
            for name, value in self.cleaned_data.items()
            if name.startswith("cot_") and value
        }


@gate(Gate.ANY_ACTOR)
@require_http_methods(["GET", "POST"])
def columns(request: Request, batch_id: int) -> HttpResponse:
    """The form; what is said is remembered, and the file is read anew by it."""
    found, kind = queries.batch(request.actor, batch_id, LONG)
    unit = orgs.unit(request.actor, found.unit_id, kind.action)
    titles = found.summary.get("titles", [])
    guessed = found.summary.get("columns") or found.summary.get("guessed", {})
    initial = {f"cot_{code}": str(at) for code, at in guessed.items()}
    initial["name"] = found.file_name.rpartition(".")[0][:80]
    form = ColumnsForm(kind, titles, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        try:
            mapping.keep(request.actor, kind, unit, name, titles, form.chosen())
            long.read(request, kind, found)
        except Impossible as refused:
            form.add_error(None, mistake(refused.message_vi, code=refused.code))
        else:
            long.saved(request, name)
            return redirect("import_batch", found.pk)
    label, address = origin(kind)
    context = {"batch": found, "kind": kind, "unit": unit, "form": form, "name": found.file_name,
               "origin_label": label, "origin_url": address}  # fmt: skip
    failed = request.method == "POST"
    return render(request, "intake/columns.html", context, status=422 if failed else 200)
