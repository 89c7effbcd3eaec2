"""The door: password, second factor, and out again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import login as otp_login

from dangvu.access import demo, queries
from dangvu.access.actions import second_factor, signing_in
from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible
from dangvu.orgs import queries as orgs
from dangvu.web.administration.browsers import address
from dangvu.web.administration.forms import CodeForm, SignInForm
from dangvu.web.shell.gate import Gate, gate
from dangvu.web.shell.request import EarlyRequest

if TYPE_CHECKING:
    from django_otp.models import Device

    from dangvu.access.models import Account

BACKEND = "dangvu.access.backends.AccountBackend"
#: How long one may take between password and code.
CODE_SECONDS = 300
HOME = "/"


@gate(Gate.OPEN)
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: EarlyRequest) -> HttpResponse:
    """The sign-in page. In the demo it lists the demo's accounts."""
    onward = request.POST.get("next") or request.GET.get("next", "")
    if request.user.is_authenticated:
        return redirect(safe(request, onward))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = _asked(request, form)
        if account is not None:
            return _after_password(request, account, onward)
        form.add_error(None, "Tên đăng nhập hoặc mật khẩu chưa đúng. Đồng chí gõ lại.")
    return render(
        request,
        "administration/sign_in.html",
        {"form": form, "next": onward, "samples": _samples()},
        status=422 if form.is_bound else 200,
    )


@gate(Gate.OPEN)
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def sign_in_code(request: EarlyRequest) -> HttpResponse:
    """The second step: a code of the telephone, or one from paper."""
    account = _waiting(request)
    if account is None:
        messages.warning(request, "Đã quá năm phút. Mời đồng chí đăng nhập lại từ đầu.")
        return redirect("sign_in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            device = second_factor.verify(account, form.cleaned_data["code"])
        except Impossible as no:
            form.add_error("code", no.message_vi)
            signing_in.record_failure(account.username, step="code", locked=False)
        else:
            onward = request.session["signing_in"]["next"]
            return _enter(request, account, onward, device)
    return render(
        request,
        "administration/sign_in_code.html",
        {"form": form},
        status=422 if form.is_bound else 200,
    )


@gate(Gate.OPEN)
@require_POST
def sign_out(request: EarlyRequest) -> HttpResponse:
    """Out, from wherever one stands; also for who is out already."""
    if request.user.is_authenticated:
        signing_in.record_sign_out(request.user, request.actor)
        logout(request)
    messages.success(request, "Đồng chí đã ra khỏi hệ thống.")
    return redirect("sign_in")


def safe(request: EarlyRequest, onward: str) -> str:
    """The address to go on to, if it is a path of this site; else the first page."""
    ours = onward.startswith("/") and url_has_allowed_host_and_scheme(
        onward, {request.get_host()}, require_https=request.is_secure()
    )
    return onward if ours else HOME


def _asked(request: EarlyRequest, form: SignInForm) -> Account | None:
    """The account whose name and password these are; failures and the lock leave their event."""
    name = form.cleaned_data["username"]
    with transaction.atomic():
        account = authenticate(request, username=name, password=form.cleaned_data["password"])
        if account is None:
            tries = getattr(request, "axes_failures_since_start", None)
            locked = bool(getattr(request, "axes_locked_out", False))
            signing_in.record_failure(name, step="password", locked=locked and tries is not None)
    return account


def _after_password(request: EarlyRequest, account: Account, onward: str) -> HttpResponse:
    if not queries.has_second_factor(account):
        return _enter(request, account, onward, None)
    request.session.cycle_key()
    request.session["signing_in"] = {
        "account": account.pk,
        "proof": account.get_session_auth_hash(),
        "since": clock.now().timestamp(),
        "next": onward,
    }
    return redirect("sign_in_code")


def _waiting(request: EarlyRequest) -> Account | None:
    """Whose code is waited for: password given minutes ago, and still the account's password."""
    kept = request.session.get("signing_in")
    if not kept or not 0 <= clock.now().timestamp() - kept["since"] <= CODE_SECONDS:
        return None
    account = queries.may_sign_in(kept["account"])
    if account is None or not constant_time_compare(kept["proof"], account.get_session_auth_hash()):
        return None
    return account


def _enter(
    request: EarlyRequest, account: Account, onward: str, device: Device | None
) -> HttpResponse:
    """Signs in: a new session that knows where it was made, the second factor, the event."""
    with transaction.atomic():
        request.session.pop("signing_in", None)
        login(request, account, backend=BACKEND)
        now = clock.now()
        request.session["_address"] = address(request)
        request.session["_browser"] = request.headers.get("User-Agent", "")
        request.session["_created_at"] = now.isoformat()
        request.session["_seen"] = int(now.timestamp())
        if device is not None:
            otp_login(request, device)
        held = queries.capacities(account, clock.today())
        signing_in.record_sign_in(
            account,
            queries.actor(account, held[0]) if held else None,
            now,
            factor=device.name if device else "",
        )
    _say_few_codes(request, account, device)
    return redirect(safe(request, onward))


def _say_few_codes(request: EarlyRequest, account: Account, device: Device | None) -> None:
    if device is None:
        return
    left = queries.second_factor(account).codes_left
    if left <= 3:
        where = reverse("second_factor")
        messages.warning(
            request,
            f"Đồng chí còn {left} mã dự phòng. Lập mã mới ở trang lớp xác nhận thứ hai ({where}).",
        )


def _samples() -> list[dict[str, object]]:
    """The demo's accounts for the page: sign-in name, role, unit, password."""
    found = queries.demo_accounts(clock.today())
    names = orgs.names([one.unit_id for _, held in found for one in held])
    return [
        {
            "username": account.username,
            "name": account.full_name,
            "roles": [
                (one.role_label, names.get(one.unit_id, ""), one.on_behalf_of) for one in held
            ],
            "password": demo.PASSWORD,
        }
        for account, held in found
    ]
