"""A form's field as the design has it: label above, hint under it, error with its four parts."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseForm, BaseFormSet, BoundField
from django.utils.safestring import SafeString

from dangvu.kernel.refusals import Impossible

GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple)
FIRST_SENTENCE = re.compile(r"(?P<what>.+?[.?])\s+(?P<rest>.+)", re.DOTALL)


class Option(str):
    """A choice's label with a hint under it, for radio buttons and groups of boxes.

    ``choices=[("each", Option("Mỗi đảng bộ một công văn", hint="Tải về một tệp zip")), …]``
    """

    hint: str

    def __new__(cls, label: str, hint: str = "") -> "Option":
        made = super().__new__(cls, label)
        made.hint = hint
        return made


def mistake(what: str, why: str = "", mend: str = "", code: str = "invalid") -> ValidationError:
    """An error for ``clean``: what is wrong, by which rule or other figure, how to mend it.

    The field itself says where. Each part is one or more whole sentences.
    """
    message = " ".join(part for part in (what, why, mend) if part)
    return ValidationError(message.replace("%", "%%"), code=code, params={"what": what})


def refuse(form: BaseForm, refusal: Impossible, field: str = "") -> None:
    """Shows what an action refused at the field to blame, else above the form.

    ``field`` names it where the form calls it otherwise than the action.
    """
    blamed = field or refusal.field
    error = ValidationError(refusal.message_vi, code=refusal.code)
    form.add_error(blamed if blamed in form.fields else None, error)


@dataclass(frozen=True)
class Fault:
    """An error taken apart: ``what`` stands bold, ``rest`` after it."""

    what: str
    rest: str


@dataclass(frozen=True)
class Choice:
    """One line of a group: the control, its words, its hint."""

    control: SafeString
    label: str
    hint: str


@dataclass(frozen=True)
class Shown:
    """What ``field.html`` writes out. ``kind``: plain, check, group, hidden."""

    kind: str
    id: str
    label: str
    hint: str
    optional: bool
    faults: tuple[Fault, ...]
    control: SafeString | str
    choices: tuple[Choice, ...]
    described_by: str
    style: str


def shown(bound: BoundField, style: str = "") -> Shown:
    """A bound field ready to be written, with its description and errors wired to the control."""
    widget, id_ = bound.field.widget, bound.auto_id
    faults = tuple(faults_in(bound))
    hint = str(bound.help_text or "")
    parts = ((f"{id_}_hint", hint), (f"{id_}_error", faults))
    described_by = " ".join(name for name, there in parts if there)
    kind = "plain"
    if bound.is_hidden:
        kind = "hidden"
    elif isinstance(widget, GROUPS):
        kind = "group"
    elif isinstance(widget, forms.CheckboxInput):
        kind = "check"
    attributes: dict[str, str | bool] = {}
    if described_by:
        attributes["aria-describedby"] = described_by
    return Shown(
        kind=kind,
        id=id_,
        label=str(bound.label),
        hint=hint,
        optional=_said_optional(bound) and kind not in ("check", "hidden"),
        faults=faults,
        control="" if kind == "group" else bound.as_widget(attrs=attributes),
        choices=tuple(_choices(bound)) if kind == "group" else (),
        described_by=described_by,
        style=style,
    )


def faults_in(bound: BoundField) -> Iterator[Fault]:
    """Errors of one field; an empty one is told so in the house's own words."""
    field = bound.field
    for error in bound.errors.as_data():
        stock = error.message == forms.Field.default_error_messages["required"]
        if error.code == "required" and stock:
            choosing = isinstance(field, forms.ChoiceField | forms.BooleanField)
            what = "Chưa chọn." if choosing else "Chưa điền."
            yield Fault(what, "Mục này phải có thì mới lưu được.")
        else:
            yield from faults_of([error])


def _said_optional(bound: BoundField) -> bool:
    """Whether to say that the field may stay empty. A form all of whose fields may, such as a
    search, does not say it at each (``says_optional = False`` on the form)."""
    return not bound.field.required and getattr(bound.form, "says_optional", True)


def faults_of(errors: Iterable[ValidationError]) -> Iterator[Fault]:
    """Errors taken apart; one that was not made by ``mistake`` is cut after its first sentence."""
    for error in errors:
        message = " ".join(error.messages)
        what = (error.params or {}).get("what", "") if isinstance(error.params, dict) else ""
        if what and message.startswith(what):
            yield Fault(what, message[len(what) :].strip())
        elif cut := FIRST_SENTENCE.fullmatch(message):
            yield Fault(cut["what"], cut["rest"])
        else:
            yield Fault(message, "")


@dataclass(frozen=True)
class Listed:
    """A line of the summary on top: where (a link's target, or none), its name, what is wrong."""

    target: str
    label: str
    what: str


def summary(forms_: Iterable[BaseForm | BaseFormSet]) -> list[Listed]:
    """Every error of some forms and formsets, in the order of the page."""
    lines: list[Listed] = []
    for one in forms_:
        if isinstance(one, BaseFormSet):
            lines += _whole(one.non_form_errors().as_data())
            lines += summary(one.forms)
            continue
        lines += _whole(one.non_field_errors().as_data())
        for bound in one:
            for fault in faults_in(bound):
                lines.append(Listed(_target(bound), str(bound.label), fault.what))
    return lines


def _whole(errors: Iterable[ValidationError]) -> list[Listed]:
    return [Listed("", "", f"{fault.what} {fault.rest}".strip()) for fault in faults_of(errors)]


def _target(bound: BoundField) -> str:
    if isinstance(bound.field.widget, GROUPS):
        return f"{bound.auto_id}_0"
    return bound.id_for_label or bound.auto_id


def _choices(bound: BoundField) -> Iterator[Choice]:
    for option in bound:
        label = option.choice_label
        yield Choice(option.tag(), str(label), getattr(label, "hint", ""))
