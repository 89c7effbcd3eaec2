"""Recording one admission, correcting it, taking it out."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from dangvu.access.matrix import Action
from dangvu.access.scope import may
from dangvu.admissions import actions, cells, queries
from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible
from dangvu.members.actions import note_reading
from dangvu.orgs import queries as orgs
from dangvu.web.admissions.forms import AdmissionForm, VoidForm, initial_after, initial_of
from dangvu.web.admissions.views import detail
from dangvu.web.components.ids import ids
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request


@gate(Action.RECORD_ADMISSION)
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """The form of a new admission. ``?tu=`` takes the decision over from another one."""
    today = clock.today()
    directory = cells.own(request.actor, today)
    if request.method == "GET":
        form = AdmissionForm(directory, today, initial=_beginning(request, directory))
        return _form(request, form)
    form = AdmissionForm(directory, today, request.POST)
    if not form.is_valid():
        form.weigh_days(today)
    elif form.weigh(actions.troubles(request.actor, form.entry())):
        try:
            made = actions.record_admission(request.actor, form.entry())
        except Impossible as refused:
            form.add_error(None, refused.message_vi)
        else:
            messages.success(request, f"Đã ghi kết nạp {made.person.full_name}.")
            return redirect("admission", made.pk)
    return _form(request, form)


def _beginning(request: Request, directory: cells.Directory) -> dict[str, object]:
    """What stands in an empty form: the last decision, or who usually decides."""
    if last := ids(request.GET.getlist("tu")):
        return initial_after(queries.admission(request.actor, last[0]))
    unit = orgs.unit(request.actor, request.actor.unit_id, Action.RECORD_ADMISSION)
    wanted = ids(request.GET.getlist("chi-bo"))
    return {
        "issuer": cells.usual_issuer(unit),
        "unit": next((one for one in wanted if one in directory.units), None),
    }


@gate(Action.RECORD_ADMISSION)
@require_http_methods(["GET", "POST"])
def correct(request: Request, admission_id: int) -> HttpResponse:
    """The form of an admission on record: what is wrong is recorded anew, with the reason."""
    found = queries.admission(request.actor, admission_id)
    may(request.actor, Action.RECORD_ADMISSION, found.unit_path)
    today = clock.today()
    directory = cells.own(request.actor, today)
    if request.method == "GET":
        initial = initial_of(found)
        if found.unit_id in directory.units:
            initial["unit"] = _as_entered(directory, found.unit_id)
        form = AdmissionForm(directory, today, initial=initial, correcting=True)
        return _form(request, form, found)
    form = AdmissionForm(directory, today, request.POST, correcting=True)
    if not form.is_valid():
        form.weigh_days(today)
    else:
        entry, reason = form.entry(), form.cleaned_data["reason"]
        if form.weigh(actions.troubles(request.actor, entry, person_id=found.person_id)):
            try:
                made = actions.correct_admission(request.actor, found.pk, entry, reason)
            except Impossible as refused:
                form.add_error(None, refused.message_vi)
            else:
                messages.success(request, "Đã ghi bản sửa; bản cũ được giữ lại cùng lý do.")
                return redirect("admission", made.pk)
    return _form(request, form, found)


def _as_entered(directory: cells.Directory, unit_id: int) -> object:
    """A cell as the form's field holds it: its id in a list, its full name where it is typed."""
    field = AdmissionForm(directory, clock.today()).fields["unit"]
    return unit_id if hasattr(field, "choices") else directory.choice(unit_id).label


def _form(
    request: Request, form: AdmissionForm, correcting: queries.Admission | None = None
) -> HttpResponse:
    """The page of the form. One filled in from a record is a reading of it."""
    if correcting is not None:
        about, unit = [correcting.person_id], (correcting.unit_id, correcting.unit_path)
        note_reading(request.actor, about, *unit, "view_admission")
    groups = {
        "person": ("full_name", "sex", "birth_on", "ethnic_group", "religion", "youth_union"),
        "place": ("source_group", "unit", "unit_pick"),
        "decision": ("decision_number", "decision_on", "issuer", "ceremony_on", "note", "reason"),
    }
    context = {
        "form": form,
        "correcting": correcting,
        **{
            name: [form[code] for code in codes if code in form.fields]
            for name, codes in groups.items()
        },
    }
    status = 422 if form.is_bound else 200
    return render(request, "admissions/form.html", context, status=status)


@gate(Action.RECORD_ADMISSION)
@require_POST
def void(request: Request, admission_id: int) -> HttpResponse:
    """Takes an admission out of every figure; the record stays, with the reason."""
    form = VoidForm(request.POST)
    if form.is_valid():
        try:
            done = actions.void_admission(request.actor, admission_id, form.cleaned_data["reason"])
        except Impossible as refused:
            messages.error(request, refused.message_vi)
        else:
            messages.success(request, f"Đã hủy ghi kết nạp {done.person.full_name}.")
        return redirect("admission", admission_id)
    return detail(request, admission_id, form, status=422)
