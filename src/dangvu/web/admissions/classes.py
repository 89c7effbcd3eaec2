"""Political classes: the plan, places and rosters, attendance, certificates, what was counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangvu.access.matrix import Action, in_branch
from dangvu.access.scope import may, permits
from dangvu.admissions import classes
from dangvu.admissions.actions import classes as actions
from dangvu.admissions.actions.reading import note_cases_read
from dangvu.admissions.classes import Kind, Roster
from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible
from dangvu.office.vietnamese import Unreadable, parse_day
from dangvu.orgs import queries as orgs
from dangvu.rules.procedure import Stage
from dangvu.rules.procedure_law import CERTIFICATE
from dangvu.web.admissions.board import nav, place
from dangvu.web.admissions.class_forms import CancelForm, CertificateForm, ClassForm
from dangvu.web.components.doing import carried_out
from dangvu.web.components.fields import refuse
from dangvu.web.components.ids import ids
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request

if TYPE_CHECKING:
    from dangvu.admissions.models import Case

LISTS = {"coming": "Sắp mở, đang học", "held": "Đã bế giảng"}


@gate(Action.VIEW_CASES)
@require_GET
def listing(request: Request) -> HttpResponse:
    """Classes in sight: those to come, or those held."""
    which = request.GET.get("xem", "")
    which = which if which in LISTS else "coming"
    after = request.GET.get("sau", "")
    page = classes.listing(request.actor, which, clock.today(), after)
    context = {
        "lists": LISTS.items(), "which": which, "lines": page.lines, "today": clock.today(),
        "next_url": f"?xem={which}&sau={page.after}" if page.after else "",
        "first_url": f"?xem={which}" if after else "",
        "may_run": permits(request.actor, Action.RUN_CLASSES, request.actor.unit_path),
        **nav("case_classes", request.actor),
    }  # fmt: skip
    return render(request, "admissions/classes.html", context)


@gate(Action.VIEW_CASES)
@require_GET
def one(request: Request, class_id: int) -> HttpResponse:
    """One class: its places, its roster, what can be done now."""
    return _page(request, class_id)


def _page(request: Request, class_id: int, cancel: CancelForm | None = None) -> HttpResponse:
    found = _read(request, class_id)
    row, today = found.row, clock.today()
    runs = permits(request.actor, Action.RUN_CLASSES, row.unit_path)
    context = {
        "found": found, "row": row, "today": today, "sessions": _sessions(found),
        "places": [
            (one, permits(request.actor, Action.RUN_CLASSES, one.path),
             in_branch(one.path, request.actor.unit_path))
            for one in found.places
        ],
        "runs": runs and row.cancelled_on is None,
        "seats": row.cancelled_on is None
        and permits(request.actor, Action.RUN_CLASSES, request.actor.unit_path),
        "opened": row.opens_on <= today,
        "ended": row.ends_on <= today, "cancel": cancel or CancelForm(),
    }  # fmt: skip
    return render(request, "admissions/class.html", context, status=422 if cancel else 200)


def _note(request: Request, cases: Iterable[Case], unit: orgs.Unit) -> None:
    note_cases_read(request.actor, {case.pk for case in cases}, unit.pk, unit.path)


def _read(request: Request, class_id: int) -> Roster:
    """A class with its roster; that its names were read is told."""
    found = classes.roster(request.actor, class_id)
    _note(request, [person.case for person in found.people], found.row.unit)
    return found


def _sessions(found: Roster) -> list[tuple[int, int]]:
    """Each session with how many were there."""
    return [
        (number, sum(number in person.present for person in found.people))
        for number in range(1, found.row.sessions + 1)
    ]


# ------------------------------------------------------------------ the plan


@gate(Action.RUN_CLASSES)
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """A class is planned for a unit, with the places of those right beneath it."""
    unit = place(request)
    may(request.actor, Action.RUN_CLASSES, unit.path)
    units = orgs.bodies(unit, clock.today())
    initial = {"kind": Kind.AWARENESS.value}
    form = ClassForm(request.POST or None, units, {}, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            made = actions.plan_class(request.actor, unit.pk, form.planned())
        except Impossible as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, f"Đã lập {made.name}.")
            return redirect("class", made.pk)
    context = {"form": form, "unit": unit}
    status = 422 if form.is_bound else 200
    return render(request, "admissions/class_form.html", context, status=status)


@gate(Action.RUN_CLASSES)
@require_http_methods(["GET", "POST"])
def edit(request: Request, class_id: int) -> HttpResponse:
    """What is planned is changed."""
    row = classes.one(request.actor, class_id)
    may(request.actor, Action.RUN_CLASSES, row.unit_path)
    units = orgs.bodies(row.unit, clock.today())
    places = {place.unit_id: place.seats for place in row.places.all()}
    names = ("kind", "name", "organiser", "opens_on", "ends_on", "sessions", "seats")
    initial = {name: getattr(row, name) for name in names}
    form = ClassForm(request.POST or None, units, places, initial=initial)

    def changed() -> str:
        actions.change_class(request.actor, row.pk, form.planned())
        return "Đã ghi kế hoạch lớp."

    if form.is_bound and form.is_valid() and carried_out(request, form, changed):
        return redirect("class", row.pk)
    context = {"form": form, "unit": row.unit, "row": row}
    status = 422 if form.is_bound else 200
    return render(request, "admissions/class_form.html", context, status=status)


@gate(Action.RUN_CLASSES)
@require_POST
def cancel(request: Request, class_id: int) -> HttpResponse:
    """The class is not held."""
    form = CancelForm(request.POST)
    if not form.is_valid():
        return _page(request, class_id, form)
    try:
        actions.cancel_class(request.actor, class_id, form.cleaned_data["reason"])
    except Impossible as refusal:
        messages.error(request, refusal.message_vi)
    else:
        messages.success(request, "Đã hủy lớp; học viên trở lại danh sách chờ.")
    return redirect("class", class_id)


# ------------------------------------------------------------------ who sits in it


@gate(Action.RUN_CLASSES)
@require_http_methods(["GET", "POST"])
def seat(request: Request, class_id: int, unit_id: int) -> HttpResponse:
    """Persons of a unit who wait are chosen for a class."""
    unit = orgs.unit(request.actor, unit_id, Action.RUN_CLASSES)
    if request.method == "POST":
        chosen = ids(request.POST.getlist("case"))
        try:
            made = actions.seat(request.actor, class_id, unit.pk, chosen)
        except Impossible as refusal:
            messages.error(request, refusal.message_vi)
            return redirect("class_seat", class_id, unit.pk)
        messages.success(request, f"Đã đưa {made} người vào lớp.")
        return redirect("class", class_id)
    found = classes.roster(request.actor, class_id)
    waiting = classes.waiting(request.actor, found.row, unit.path, clock.today())
    _note(request, waiting, unit)
    places = next((one for one in found.places if one.unit_id == unit.pk), None)
    context = {
        "row": found.row, "unit": unit, "places": places,
        "waiting": [(case, Stage(case.stage).label_vi) for case in waiting],
        "left": found.row.seats - len(found.people), "today": clock.today(),
    }  # fmt: skip
    return render(request, "admissions/class_seat.html", context)


@gate(Action.RUN_CLASSES)
@require_POST
def unseat(request: Request, class_id: int) -> HttpResponse:
    """Persons are taken off the roster."""
    try:
        gone = actions.unseat(request.actor, class_id, ids(request.POST.getlist("case")))
    except Impossible as refusal:
        messages.error(request, refusal.message_vi)
    else:
        messages.success(request, f"Đã bỏ {gone} người khỏi lớp.")
    return redirect("class", class_id)


# ------------------------------------------------------------------ attendance, certificates


@gate(Action.RUN_CLASSES)
@require_http_methods(["GET", "POST"])
def session(request: Request, class_id: int, number: int) -> HttpResponse:
    """The attendance of one session, ticked and written in one go. The page carries a token: what
    was sent before the connection broke counts once."""
    found = classes.roster(request.actor, class_id)
    may(request.actor, Action.RUN_CLASSES, found.row.unit_path)
    if not 1 <= number <= found.row.sessions:
        raise Http404("Lớp không có buổi này.")
    if request.method == "POST":
        return _called(request, class_id, number)
    people = [(person, number in person.present) for person in found.people]
    _note(request, [person.case for person in found.people], found.row.unit)
    context = {
        "row": found.row, "number": number, "people": people, "token": uuid4(),
        "sessions": range(1, found.row.sessions + 1),
        "there": sum(present for _, present in people),
        "opened": found.row.opens_on <= clock.today(),
    }  # fmt: skip
    return render(request, "admissions/class_session.html", context)


def _called(request: Request, class_id: int, number: int) -> HttpResponse:
    sent = request.POST
    try:
        token = UUID(sent.get("token", ""))
    except ValueError as error:
        raise Http404("Trang điểm danh này không còn dùng được.") from error
    shown, before, present = (ids(sent.getlist(name)) for name in ("shown", "before", "present"))
    call = actions.Call(number, token, shown, before, present)
    try:
        changed = actions.mark_attendance(request.actor, class_id, call)
    except Impossible as refusal:
        messages.error(request, refusal.message_vi)
    else:
        messages.success(
            request, f"Buổi {number}: đã ghi {changed} thay đổi." if changed
            else f"Buổi {number}: đã ghi đủ, không có gì mới."
        )  # fmt: skip
    return redirect("class_session", class_id, number)


@gate(Action.RUN_CLASSES)
@require_http_methods(["GET", "POST"])
def certify(request: Request, class_id: int) -> HttpResponse:
    """Certificates with numbers in a run; each takes the step of the person's case."""
    found = classes.roster(request.actor, class_id)
    may(request.actor, Action.RUN_CLASSES, found.row.unit_path)
    number = classes.next_number(found.row)
    form = CertificateForm(request.POST or None, number, max(found.row.ends_on, clock.today()))
    open_ = found.open
    chosen = ids(request.POST.getlist("passed")) if form.is_bound else _proposed(open_, found)

    def certified() -> str:
        failed = [pk for pk in ids(request.POST.getlist("shown")) if pk not in set(chosen)]
        given = actions.Certificates(chosen, failed, **form.cleaned_data)
        made = actions.certify(request.actor, class_id, given)
        return f"Đã cấp {made} giấy chứng nhận và ghi vào hồ sơ."

    if form.is_bound and form.is_valid() and carried_out(request, form, certified):
        return redirect("class", class_id)
    _note(request, [person.case for person in open_], found.row.unit)
    context = {
        "row": found.row, "form": form, "people": open_, "chosen": set(chosen),
        "ended": found.row.ends_on <= clock.today(),
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "admissions/class_certify.html", context, status=status)


def _proposed(people: Sequence[Any], found: Roster) -> list[int]:
    """Who was at every session that was marked; where none was, nobody is proposed."""
    marked = {number for number, there in _sessions(found) if there}
    return [one.pk for one in people if marked and marked <= set(one.present)]


# ------------------------------------------------------------------ lists


@gate(Action.VIEW_CASES)
@require_GET
def printed(request: Request, class_id: int) -> HttpResponse:
    """The roster to print: for signing at a session, or with the certificates."""
    found = _read(request, class_id)
    signed = request.GET.get("xem") != "chung-nhan"
    context = {"found": found, "row": found.row, "signed": signed,
               "organ": orgs.letterhead(found.row.unit_id)}  # fmt: skip
    return render(request, "admissions/class_print.html", context)


@gate(Action.VIEW_CASES)
@require_GET
def certificates(request: Request) -> HttpResponse:
    """Certificates of the awareness class that run out before the cell has voted."""
    unit, today = place(request), clock.today()
    found = classes.expiring(request.actor, unit.path, today)
    _note(request, [one.case for one in found], unit)
    rule = CERTIFICATE.at(today)
    context = {
        "unit": unit, "lines": [(one, one.over(today)) for one in found], "rule": rule,
        "soon": classes.SOON_MONTHS, **nav("case_classes", request.actor),
    }  # fmt: skip
    return render(request, "admissions/certificates.html", context)


@gate(Action.VIEW_CASES)
@require_GET
def counts(request: Request) -> HttpResponse:
    """How many have finished classes by a day, by unit."""
    unit, today, fault = place(request), clock.today(), ""
    on, text = today, request.GET.get("den-ngay", "").strip()[:20]
    if text:
        try:
            on = min(parse_day(text), today)
        except Unreadable as error:
            fault = error.message_vi
    found = classes.tallies(request.actor, unit, on)
    context = {
        "unit": unit, "on": on, "text": text or None, "fault": fault, "found": found,
        **nav("case_classes", request.actor),
    }  # fmt: skip
    return render(request, "admissions/class_counts.html", context)
