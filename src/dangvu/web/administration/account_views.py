"""Accounts, as the IT administrator looks after them. No record of a member is shown here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangvu.access import queries
from dangvu.access.actions import accounts as actions
from dangvu.access.matrix import Action, Role
from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible
from dangvu.members import queries as members
from dangvu.orgs import queries as orgs
from dangvu.web.administration.browsers import described
from dangvu.web.administration.forms import (
    AccountForm,
    AccountSearch,
    GrantForm,
    NameForm,
    ReasonForm,
)
from dangvu.web.components.fields import mistake
from dangvu.web.components.ids import ids
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request

if TYPE_CHECKING:
    from dangvu.access.models import Account


@gate(Action.MANAGE_ACCOUNTS)
@require_GET
def accounts(request: Request) -> HttpResponse:
    """The accounts of the branch, by given name; searched without accents."""
    form = AccountSearch(request.GET or None)
    sought = form.cleaned_data if form.is_valid() else {}
    role = Role(sought["role"]) if sought.get("role") else None
    after = ids(request.GET.getlist("after"))
    page = queries.accounts(
        request.actor,
        clock.today(),
        text=sought.get("q", ""),
        role=role,
        after=after[0] if after else 0,
    )
    names = orgs.names([held.unit_id for line in page.lines for held in line.holdings])
    lines = [
        (line, [(held, names.get(held.unit_id, "")) for held in line.holdings if held.in_force])
        for line in page.lines
    ]
    parameters = request.GET.copy()
    parameters.pop("after", None)
    first = parameters.urlencode()
    parameters["after"] = str(page.after)
    return render(
        request,
        "administration/accounts.html",
        {
            "form": form,
            "lines": lines,
            "sought": bool(sought.get("q") or role),
            "next_url": f"?{parameters.urlencode()}" if page.after else "",
            "first_url": f"?{first}" if after else "",
        },
    )


@gate(Action.MANAGE_ACCOUNTS)
@require_http_methods(["GET", "POST"])
def account_new(request: Request) -> HttpResponse:
    """A new account with its first capacity; its one-time password is shown once."""
    form = AccountForm(request.POST or None, request.actor)
    if (
        request.method == "POST"
        and form.is_bound
        and form.is_valid()
        and _tied_within(request, form)
    ):
        found = form.cleaned_data
        try:
            made, password = actions.create_account(
                request.actor,
                found["username"],
                found["full_name"],
                _grant(request, found),
                found["person_id"],
            )
        except Impossible as no:
            _blame(form, no)
        else:
            return _show_password(request, made, password, fresh=True)
    return render(
        request,
        "administration/account_new.html",
        {"form": form},
        status=422 if form.is_bound else 200,
    )


@gate(Action.MANAGE_ACCOUNTS)
@require_http_methods(["GET", "POST"])
def account(request: Request, account_id: int) -> HttpResponse:
    """One account: its capacities, its sign-in, its sessions. Posting corrects the name."""
    found = queries.account(request.actor, account_id)
    form = NameForm(request.POST or None, initial=_named(found))
    if (
        request.method == "POST"
        and form.is_valid()
        and _tied_within(request, form, found.person_id)
    ):
        told = form.cleaned_data
        actions.change_name(
            request.actor, found, told["full_name"], told["person_id"], told["email"]
        )
        messages.success(request, "Đã ghi tên, địa chỉ thư trên tài khoản.")
        return redirect("account", account_id)
    return _page(request, found, name_form=form)


@gate(Action.MANAGE_ACCOUNTS)
@require_http_methods(["GET", "POST"])
def account_grant(request: Request, account_id: int) -> HttpResponse:
    """Gives the account another capacity."""
    found = queries.account(request.actor, account_id)
    form = GrantForm(request.POST or None, request.actor)
    if request.method == "POST" and form.is_bound and form.is_valid():
        try:
            made = actions.grant_capacity(request.actor, found, _grant(request, form.cleaned_data))
        except Impossible as no:
            _blame(form, no)
        else:
            messages.success(request, f"Đã giao vai trò {made.get_role_display()}.")
            return redirect("account", account_id)
    return render(
        request,
        "administration/account_grant.html",
        {"form": form, "account": found},
        status=422 if form.is_bound else 200,
    )


@gate(Action.MANAGE_ACCOUNTS)
@require_POST
def account_act(request: Request, account_id: int, what: str) -> HttpResponse:
    """One of the small acts on an account; the weighty ones ask for a reason."""
    found = queries.account(request.actor, account_id)
    if what == "mat-khau":
        password = actions.reset_password(request.actor, found)
        return _show_password(request, found, password, fresh=False)
    if what not in _ACTS:
        raise Http404
    act, said, asks_reason = _ACTS[what]
    form = ReasonForm(request.POST)
    if asks_reason and not form.is_valid():
        return _page(request, found, reasons={what: form}, status=422)
    try:
        act(request, found, form.cleaned_data.get("reason", "") if asks_reason else "")
    except Impossible as no:
        messages.error(request, no.message_vi)
    else:
        messages.success(request, said)
    return redirect("account", account_id)


def _end_capacity(request: Request, found: Account, reason: str) -> None:
    held = ids(request.POST.getlist("capacity"))
    actions.end_capacity(request.actor, found, held[0] if held else 0, reason)


#: What can be posted: the action, what is said after it, whether it asks for a reason.
_ACTS: dict[str, tuple[Callable[[Request, Any, str], object], str, bool]] = {
    "mo-khoa": (
        lambda request, found, _: actions.unlock(request.actor, found),
        "Đã mở khóa. Đồng chí ấy đăng nhập lại được ngay.",
        False,
    ),
    "ket-thuc-phien": (
        lambda request, found, _: actions.end_sessions(request.actor, found),
        "Đã kết thúc mọi phiên đăng nhập của tài khoản này.",
        False,
    ),
    "bo-lop-xac-nhan": (
        lambda request, found, why: actions.remove_second_factor(request.actor, found, why),
        "Đã bỏ lớp xác nhận thứ hai. Đồng chí ấy lập lại khi đăng nhập.",
        True,
    ),
    "ngung": (
        lambda request, found, why: actions.deactivate(request.actor, found, why),
        "Đã ngừng tài khoản. Mở lại được bất cứ lúc nào.",
        True,
    ),
    "mo-lai": (
        lambda request, found, why: actions.reactivate(request.actor, found, why),
        "Đã mở lại tài khoản.",
        True,
    ),
    "ket-thuc-vai-tro": (_end_capacity, "Đã kết thúc vai trò, từ hôm nay.", True),
}


def _page(
    request: Request,
    found: Account,
    *,
    name_form: NameForm | None = None,
    reasons: dict[str, ReasonForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    today = clock.today()
    held = queries.holdings([found.pk], today).get(found.pk, [])
    names = orgs.names([holding.unit_id for holding in held])
    name_form = name_form or NameForm(initial=_named(found))
    return render(
        request,
        "administration/account.html",
        {
            "account": found,
            "held": [(holding, names.get(holding.unit_id, "")) for holding in held],
            "ending": request.POST.get("capacity", ""),
            "locked_until": queries.locked_until([found.username]).get(found.username),
            "factor": queries.second_factor(found),
            "sessions": [(line, described(line.browser)) for line in queries.sessions(found.pk)],
            "is_self": found.pk == request.actor.account_id,
            "beyond": queries.beyond_reach(request.actor, found, today),
            "name_form": name_form,
            "reason": ReasonForm(),
            "refused_reason": next(iter((reasons or {}).values()), None),
            "refused_what": next(iter(reasons or {}), ""),
        },
        status=422 if name_form.errors else status,
    )


def _named(found: Account) -> dict[str, object]:
    return {"full_name": found.full_name, "person_id": found.person_id, "email": found.email}


def _show_password(request: Request, found: Account, password: str, *, fresh: bool) -> HttpResponse:
    """The only page that ever shows it: it is kept nowhere, so there is no way back to it."""
    return render(
        request,
        "administration/one_time_password.html",
        {"account": found, "password": password, "fresh": fresh, "days": actions.ONE_TIME_DAYS},
    )


def _grant(request: Request, found: dict[str, Any]) -> actions.Grant:
    unit = orgs.unit_for_entry(request.actor, found["unit"], Action.MANAGE_ACCOUNTS)
    return actions.Grant(
        role=Role(found["role"]),
        place=actions.Place(unit.pk, unit.path),
        valid_from=found["valid_from"],
        valid_until=found["valid_until"],
        behalf_of=found["behalf_of"],
    )


def _tied_within(request: Request, form: AccountForm | NameForm, before: int | None = None) -> bool:
    """Whether the record the account is to be tied to stands in the branch, or was so before: no
    record beyond is opened by an account made here."""
    person_id = form.cleaned_data["person_id"]
    if person_id in (None, before) or members.stands_here(request.actor, person_id):
        return True
    told = f"Không có hồ sơ số {person_id} trong phạm vi của đồng chí."
    form.add_error("person_id", mistake(told, mend="Xem lại số do chi bộ cung cấp."))
    return False


def _blame(form: GrantForm, no: Impossible) -> None:
    form.add_error(no.field if no.field in form.fields else None, no.message_vi)
