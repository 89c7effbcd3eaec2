"""Officers of a unit: recording that a post begins or ends."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dangvu.access.matrix import Action
from dangvu.access.scope import may
from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible
from dangvu.members import queries as members
from dangvu.members.actions import appoint, end_post, note_reading
from dangvu.orgs import queries
from dangvu.web.registry.forms import EndPostForm, PostForm
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request


@gate(Action.EDIT_OFFICERS)
@require_http_methods(["GET", "POST"])
def add(request: Request, unit_id: int) -> HttpResponse:
    """A member takes a post: found by name among the members of the branch, then chosen."""
    unit = queries.unit(request.actor, unit_id)
    may(request.actor, Action.EDIT_OFFICERS, unit.path)
    form = PostForm(request.POST or None, request.actor, unit)
    if form.is_bound and form.is_valid():
        entered = form.cleaned_data
        try:
            post = appoint(
                request.actor, unit_id, int(entered["person"]), entered["kind"],
                entered["since"], entered["term"],
            )  # fmt: skip
        except Impossible as refusal:
            form.add_error(refusal.field or None, refusal.message_vi)
        else:
            kind = post.get_kind_display()
            messages.success(request, f"Đã ghi {post.person.full_name}: {kind}.")
            return redirect("unit", unit_id)
    shown = {person.pk for person in form.people}
    note_reading(request.actor, shown, unit.pk, unit.path, "search_members")
    context = {"unit": unit, "form": form, "crumbs": queries.breadcrumbs(request.actor, unit)}
    status = 422 if form.is_bound else 200
    return render(request, "registry/officer_add.html", context, status=status)


@gate(Action.EDIT_OFFICERS)
@require_http_methods(["GET", "POST"])
def end(request: Request, unit_id: int, post_id: int) -> HttpResponse:
    """A post ends."""
    post = members.post(request.actor, post_id)
    if post.unit_id != unit_id:
        raise Http404("Không có chức vụ này ở đơn vị.")
    may(request.actor, Action.EDIT_OFFICERS, post.unit_path)
    form = EndPostForm(request.POST or None, clock.today())
    if form.is_bound and form.is_valid():
        try:
            end_post(
                request.actor, post_id, form.cleaned_data["until"], form.cleaned_data["reason"]
            )
        except Impossible as refusal:
            form.add_error(refusal.field or None, refusal.message_vi)
        else:
            messages.success(request, f"Đã ghi {post.person.full_name} thôi giữ chức vụ.")
            return redirect("unit", unit_id)
    note_reading(request.actor, {post.person_id}, unit_id, post.unit_path, "read_officers")
    context = {"unit": post.unit, "post": post, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "registry/officer_end.html", context, status=status)
