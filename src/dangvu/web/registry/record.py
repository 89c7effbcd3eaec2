"""One member's record: read, revealed, mended, and its history written on."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangvu.access.matrix import Action
from dangvu.access.scope import may, permits
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible
from dangvu.members import queries
from dangvu.members.actions import record_event
from dangvu.members.actions.facts import Punished, record_discipline
from dangvu.members.actions.records import edit_record, reveal
from dangvu.members.catalogue import Section
from dangvu.members.queries import record as records
from dangvu.members.queries.facts import flag_of
from dangvu.members.queries.requests import requests_of
from dangvu.members.queries.transfers import Line, transfers_of
from dangvu.orgs import queries as orgs
from dangvu.rules.badges import PARTY_AGE_BASIS, TIME_OUT_BASIS
from dangvu.rules.months import Month
from dangvu.web.components.fields import refuse
from dangvu.web.registry.record_forms import DisciplineForm, EventForm, RevealForm, SectionForm
from dangvu.web.registry.requests import CHIPS
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request

if TYPE_CHECKING:
    from django.http import QueryDict

    from dangvu.members.models import Person


@gate(Action.VIEW_MEMBERS)
@require_GET
def one(request: Request, person_id: int) -> HttpResponse:
    """One member's record; reading it leaves an event."""
    if person_id == request.actor.person_id:
        return redirect("member_own")
    person = queries.member(request.actor, person_id)
    _note(request, person)
    return render(request, "registry/member.html", shown(request, person))


def shown(request: Request, person: Person, *, own: bool = False) -> dict[str, Any]:
    """Everything the page of a record holds. ``own``: the member reads it, nothing is masked."""
    actor, today = request.actor, clock.today()
    more = records.particulars(actor, person)
    told, held = records.timeline(actor, person), records.held(person)
    badges = records.badges_of(actor, person) if "badges" in held else []
    disciplines = records.disciplines_of(actor, person)
    dues = records.dues_of(actor, person, today.year)

    def may_do(action: Action) -> bool:
        return not own and permits(actor, action, person.unit_path)

    return {
        "person": person,
        "parts": records.parts(person, more, masked=not own),
        "dossier": records.dossier(more),
        "told": told,
        "standing": records.standing_of(person, told, badges, today),
        "age_basis": (PARTY_AGE_BASIS, TIME_OUT_BASIS),
        "badges": badges,
        "posts": queries.posts_of(actor, person) if "posts" in held else [],
        "disciplines": disciplines,
        "dues": _dues(dues, today),
        "dues_flag": flag_of(dues, today.year, today, person.joined_on) if dues else None,
        "year": today.year,
        "alike": [] if own else records.alike(actor, person),
        "unit_url": _unit_url(request, person),
        "crumbs": orgs.breadcrumbs(actor, person.unit),
        "may_edit": may_do(Action.EDIT_MEMBERS),
        "may_reveal": may_do(Action.REVEAL),
        "may_discipline": may_do(Action.RECORD_DISCIPLINE),
        "reveal_form": RevealForm(),
        "onward": _onward(person, may_do),
        "transfers": _transfers(request, person) if "transfers" in held else [],
        "requests": [(one, CHIPS[one.row.state]) for one in requests_of(actor, person)],
    }


def _unit_url(request: Request, person: Person) -> str:
    within = permits(request.actor, Action.VIEW_UNITS, person.unit_path)
    return reverse("unit", args=[person.unit_id]) if within else ""


def _dues(rows: dict[int, Any], today: date) -> list[tuple[int, str, str]]:
    """The twelve months: number, state as a word, and what is said of it. Empty without a row."""
    if not rows:
        return []
    found = []
    for number in range(1, 13):
        row = rows.get(number)
        if row is not None and row.paid_on:
            found.append((number, "done", "đã đóng"))
        elif Month(today.year, number).last() >= today:
            found.append((number, "plain", "chưa đến"))
        else:
            found.append((number, "late", row.reason if row and row.reason else "chưa đóng"))
    return found


#: Pages of other parts of the register that lead on from a record: name, words, the right.
_ONWARD = (
    ("transfer_new", "Chuyển sinh hoạt", Action.TRANSFER_MEMBERS),
    ("request_new", "Đề nghị sửa hồ sơ", Action.REQUEST_CHANGE),
)


def _onward(person: Person, may_do: Any) -> list[tuple[str, str]]:
    found = []
    for name, label, action in _ONWARD:
        if may_do(action):
            try:
                found.append((label, reverse(name, args=[person.pk])))
            except NoReverseMatch:
                continue
    return found


def _transfers(request: Request, person: Person) -> list[tuple[Line, str]]:
    """Transfers of the member with the address of each, where it has a page."""
    found = []
    for line in transfers_of(request.actor, person):
        try:
            url = reverse("transfer", args=[line.row.pk])
        except NoReverseMatch:
            url = ""
        found.append((line, url))
    return found


def _sent(request: Request) -> QueryDict | None:
    """What a form sent, be it nothing but empty fields; None where none was sent."""
    return request.POST if request.method == "POST" else None


def _note(request: Request, person: Person, what: str = "read_member") -> None:
    audit.record(
        request.actor, what, kind=audit.Kind.READ, subject=("person", person.pk),
        unit_path=person.unit_path, data={"persons": [person.pk]},
    )  # fmt: skip


@gate(Action.REVEAL)
@require_POST
def unmask(request: Request, person_id: int) -> HttpResponse:
    """Masked fields in plain words, once: on the answer of this form, which nobody keeps."""
    person = queries.member(request.actor, person_id)
    form = RevealForm(request.POST)
    values: dict[str, str] = {}
    if form.is_valid():
        entered = form.cleaned_data
        try:
            values = reveal(request.actor, person_id, entered["fields_"], entered["reason"])
        except Impossible as refusal:
            refuse(form, refusal, {"fields": "fields_"}.get(refusal.field, ""))
    if not values:
        may(request.actor, Action.REVEAL, person.unit_path)
        _note(request, person)
        context = shown(request, person) | {"reveal_form": form}
        return render(request, "registry/member.html", context, status=422)
    labels = dict(form.fields["fields_"].choices)  # type: ignore[attr-defined]
    context = {
        "person": person,
        "values": [(labels[code], text) for code, text in values.items()],
        "reason": form.cleaned_data["reason"],
    }
    answer = render(request, "registry/member_revealed.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@gate(Action.EDIT_MEMBERS)
@require_http_methods(["GET", "POST"])
def edit(request: Request, person_id: int, section: str) -> HttpResponse:
    """The fields of one section of a record."""
    person = queries.member(request.actor, person_id)
    may(request.actor, Action.EDIT_MEMBERS, person.unit_path)
    if section not in set(Section):
        raise Http404("Hồ sơ không có phần này.")
    part = Section(section)
    more = records.particulars(request.actor, person)
    form = SectionForm(_sent(request), part, person, more, clock.today())
    if form.is_bound and form.is_valid():
        try:
            changed = edit_record(
                request.actor, person_id, form.values, form.cleaned_data["reason"]
            )
        except Impossible as refusal:
            refuse(form, refusal)
        else:
            said = f"Đã sửa {len(changed)} mục của hồ sơ." if changed else "Không có gì thay đổi."
            messages.success(request, said)
            return redirect("member", person_id)
    _note(request, person)
    context = {"person": person, "section": part, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "registry/member_edit.html", context, status=status)


@gate(Action.EDIT_MEMBERS)
@require_http_methods(["GET", "POST"])
def happened(request: Request, person_id: int) -> HttpResponse:
    """An event is added to the history."""
    return _event(request, queries.member(request.actor, person_id), None)


@gate(Action.EDIT_MEMBERS)
@require_http_methods(["GET", "POST"])
def correct(request: Request, person_id: int, event_id: int) -> HttpResponse:
    """An event of the history is corrected, or taken back, by another."""
    person = queries.member(request.actor, person_id)
    told = records.event(request.actor, person, event_id)
    if told is None:
        raise Http404("Không có biến động này, hoặc nó đã được đính chính.")
    return _event(request, person, told)


def _event(request: Request, person: Person, told: records.Told | None) -> HttpResponse:
    may(request.actor, Action.EDIT_MEMBERS, person.unit_path)
    corrected = told.event if told else None
    form = EventForm(_sent(request), request.actor, corrected)
    if form.is_bound and form.is_valid():
        try:
            record_event(
                request.actor, person.pk, form.decided(),
                corrects=corrected.pk if corrected else None,
                annuls=bool(form.cleaned_data.get("annuls")),
                reason=form.cleaned_data.get("why", ""),
            )  # fmt: skip
        except Impossible as refusal:
            refuse(form, refusal)
        else:
            messages.success(
                request, "Đã ghi. Trạng thái và quá trình của đảng viên tính lại theo."
            )
            return redirect("member", person.pk)
    _note(request, person)
    context = {"person": person, "form": form, "corrected": corrected}
    status = 422 if form.is_bound else 200
    return render(request, "registry/member_event.html", context, status=status)


@gate(Action.RECORD_DISCIPLINE)
@require_http_methods(["GET", "POST"])
def discipline(request: Request, person_id: int) -> HttpResponse:
    """A form of discipline is recorded."""
    person = queries.member(request.actor, person_id)
    may(request.actor, Action.RECORD_DISCIPLINE, person.unit_path)
    form = DisciplineForm(_sent(request))
    if form.is_bound and form.is_valid():
        try:
            record_discipline(request.actor, person_id, Punished(**form.cleaned_data))
        except Impossible as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, "Đã ghi kỷ luật.")
            return redirect("member", person_id)
    _note(request, person, "read_discipline")
    context = {"person": person, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "registry/member_discipline.html", context, status=status)
