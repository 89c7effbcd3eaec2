"""The own account: capacity, password, second factor, sessions, letters."""

from base64 import b32encode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, update_session_auth_hash
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_otp import login as otp_login

from dangvu.access import queries
from dangvu.access.actions import second_factor as factors
from dangvu.access.actions import signing_in
from dangvu.access.actions.mail import set_mail
from dangvu.access.matrix import Action, Reach, reach
from dangvu.access.scope import Refused
from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible
from dangvu.orgs import queries as orgs
from dangvu.web.administration.browsers import described
from dangvu.web.administration.forms import CodeForm, MailForm, NewDeviceForm, PasswordForm
from dangvu.web.administration.qr import picture
from dangvu.web.administration.sign_in_views import safe
from dangvu.web.components.doing import carried_out
from dangvu.web.shell.gate import Gate, gate
from dangvu.web.shell.request import EarlyRequest


@gate(Gate.SIGNED_IN)
@require_GET
def my_account(request: EarlyRequest) -> HttpResponse:
    """Who one is here, in which capacities, with which second factor, signed in where."""
    account = request.user
    held = queries.holdings([account.pk], clock.today()).get(account.pk, [])
    names = orgs.names([holding.unit_id for holding in held])
    key = request.session.session_key
    return render(
        request,
        "administration/my_account.html",
        {
            "account": account,
            "held": [(holding, names.get(holding.unit_id, "")) for holding in held],
            "current": request.actor.assignment_id if request.actor else 0,
            "factor": queries.second_factor(account),
            "mandatory": queries.asks_second_factor(account, clock.today()),
            "explains": request.actor is not None
            and reach(request.actor.role, Action.EXPLAIN_ACCESS) is not Reach.NONE,
            "sessions": [
                (line, described(line.browser)) for line in queries.sessions(account.pk, key)
            ],
        },
    )


@gate(Gate.SIGNING_IN)
@require_POST
def switch_capacity(request: EarlyRequest) -> HttpResponse:
    """Acts in another of the account's capacities from here on."""
    wanted = request.POST.get("capacity", "")
    for capacity in request.capacities:
        if str(capacity.assignment_id) == wanted:
            after = queries.actor(request.user, capacity)
            request.session["capacity"] = capacity.assignment_id
            signing_in.record_switch(request.user, request.actor, after)
            name = orgs.names([capacity.unit_id]).get(capacity.unit_id, "")
            behalf = capacity.on_behalf_of
            messages.success(
                request,
                f"Đồng chí đang làm việc với vai trò {capacity.role_label}, {name}"
                + (f", nhập thay đồng chí {behalf}." if behalf else "."),
            )
            return redirect(safe(request, request.POST.get("next", "")))
    raise Refused("Vai trò này không còn hiệu lực hoặc không phải của đồng chí.")


@gate(Gate.SIGNED_IN)
@require_POST
def text_size(request: EarlyRequest) -> HttpResponse:
    """Larger letters, or the usual ones, for this account."""
    signing_in.set_large_text(request.user, request.POST.get("large") == "1")
    return redirect(safe(request, request.POST.get("next", "")))


@gate(Gate.SIGNED_IN)
@require_http_methods(["GET", "POST"])
def my_mail(request: EarlyRequest) -> HttpResponse:
    """Where the daily e-mail of what is owed goes, and whether one is wished."""
    account = request.user
    initial = {"email": account.email, "daily": account.daily_mail}
    form = MailForm(request.POST or None, initial=initial)

    def deed() -> str:
        told = form.cleaned_data
        set_mail(account, request.actor, told["email"], told["daily"])
        if not told["daily"]:
            return "Đã ghi. Đồng chí không nhận thư hằng ngày."
        return f"Đã ghi. Thư việc cần làm hằng ngày gửi tới {told['email']}."

    if request.method == "POST" and form.is_valid() and carried_out(request, form, deed):
        return redirect("my_account")
    context = {"form": form, "sends": settings.MAIL_ON}
    status = 422 if form.is_bound else 200
    return render(request, "administration/my_mail.html", context, status=status)


@gate(Gate.SIGNING_IN)
@sensitive_post_parameters("old", "new", "again")
@require_http_methods(["GET", "POST"])
def my_password(request: EarlyRequest) -> HttpResponse:
    """A new password of one's own choice. Whoever came with a one-time password passes here."""
    account = request.user
    first = account.must_change_password
    form = PasswordForm(request.POST or None, account)
    if request.method == "POST" and form.is_valid() and _old_is_right(request, form):
        signing_in.change_password(
            account,
            request.actor,
            form.cleaned_data["new"],
            keep_session=request.session.session_key,
        )
        update_session_auth_hash(request, account)
        messages.success(
            request,
            "Đã đổi mật khẩu. Những nơi khác đang đăng nhập bằng mật khẩu cũ đã bị kết thúc.",
        )
        return redirect("/" if first else "my_account")
    return render(
        request,
        "administration/my_password.html",
        {"form": form, "first": first},
        status=422 if form.is_bound else 200,
    )


@gate(Gate.SIGNED_IN)
@require_POST
def my_sessions_end(request: EarlyRequest) -> HttpResponse:
    """Ends one of the own sessions (``session``), or all but this one."""
    if handle := request.POST.get("session", ""):
        if handle == queries.handle(request.session.session_key):
            messages.error(request, "Đây là phiên đang dùng. Muốn kết thúc, đồng chí bấm Ra.")
        elif signing_in.end_session(request.user, request.actor, handle):
            messages.success(request, "Đã kết thúc phiên ấy. Nơi ấy phải đăng nhập lại.")
        else:
            messages.warning(request, "Phiên ấy đã kết thúc từ trước.")
    else:
        ended = signing_in.end_other_sessions(
            request.user, request.actor, request.session.session_key
        )
        messages.success(request, f"Đã kết thúc {ended} phiên ở nơi khác.")
    return redirect("my_account")


@gate(Gate.SIGNED_IN)
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def second_factor(request: EarlyRequest) -> HttpResponse:
    """The second factor that is there: new paper codes, another telephone, or none. All of them
    ask for a code first (``do``: codes, device, remove)."""
    account = request.user
    state = queries.second_factor(account)
    if state.since is None:
        return redirect("second_factor_set")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _verified(request, form):
        try:
            return _with_code(request, request.POST.get("do", ""))
        except Impossible as no:
            form.add_error(None, no.message_vi)
    return render(
        request,
        "administration/second_factor.html",
        {
            "form": form,
            "state": state,
            "mandatory": queries.asks_second_factor(account, clock.today()),
        },
        status=422 if form.is_bound else 200,
    )


@gate(Gate.SIGNING_IN)
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def second_factor_set(request: EarlyRequest) -> HttpResponse:
    """Sets up a telephone: begin, show the secret, take the first code, show the paper codes once.

    An account that has a telephone gives a code of it before the secret of another is shown.
    """
    account = request.user
    asks_code = queries.has_second_factor(account) and not _begun(request)
    form: CodeForm | None = None
    if request.method == "POST" and not _begun(request):
        form = CodeForm(request.POST) if asks_code else None
        if form is None or (form.is_valid() and _verified(request, form)):
            request.session["second_factor_begun"] = True
            return redirect("second_factor_set")
    if not _begun(request):
        form = form or (CodeForm() if asks_code else None)
        context = {"form": form, "mandatory": request.asks_second_factor}
        status = 422 if form is not None and form.is_bound else 200
        return render(request, "administration/second_factor_begin.html", context, status=status)
    return _first_code(request)


def _first_code(request: EarlyRequest) -> HttpResponse:
    account = request.user
    waiting = factors.begin(account)
    form = NewDeviceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            device, codes = factors.confirm(
                account,
                request.actor,
                form.cleaned_data["code"],
                request.session.session_key,
            )
        except Impossible as no:
            form.add_error("code", no.message_vi)
        else:
            del request.session["second_factor_begun"]
            otp_login(request, device)
            return _show_codes(request, codes, fresh=True)
    secret = b32encode(waiting.bin_key).decode()
    context = {
        "form": form,
        "picture": picture(waiting.config_url),
        "secret": [secret[i : i + 4] for i in range(0, len(secret), 4)],
    }
    return render(
        request,
        "administration/second_factor_set.html",
        context,
        status=422 if form.is_bound else 200,
    )


def _show_codes(request: EarlyRequest, codes: list[str], *, fresh: bool) -> HttpResponse:
    """The only page that ever shows them."""
    pairs = list(zip(codes[::2], codes[1::2], strict=True))
    return render(request, "administration/recovery_codes.html", {"codes": pairs, "fresh": fresh})


def _begun(request: EarlyRequest) -> bool:
    return bool(request.session.get("second_factor_begun"))


def _with_code(request: EarlyRequest, do: str) -> HttpResponse:
    account, actor = request.user, request.actor
    if do == "codes":
        codes = factors.renew_codes(account, actor)
        return _show_codes(request, codes, fresh=False)
    if do == "remove":
        factors.remove(account, actor, request.session.session_key)
        messages.success(request, "Đã bỏ lớp xác nhận thứ hai. Từ nay chỉ cần mật khẩu.")
        return redirect("my_account")
    request.session["second_factor_begun"] = True
    return redirect("second_factor_set")


def _verified(request: EarlyRequest, form: CodeForm) -> bool:
    """Whether the code is one of the account's; a session that had none yet is verified by it."""
    try:
        device = factors.verify(request.user, form.cleaned_data["code"])
    except Impossible as no:
        form.add_error("code", no.message_vi)
        return False
    otp_login(request, device)
    return True


def _old_is_right(request: EarlyRequest, form: PasswordForm) -> bool:
    """Whether the old password fits; wrong ones count towards the lock as at the door."""
    if "old" not in form.fields:
        return True
    with transaction.atomic():
        found = authenticate(
            request, username=request.user.username, password=form.cleaned_data["old"]
        )
    if found is None:
        form.add_error("old", "Mật khẩu hiện nay chưa đúng. Đồng chí gõ lại.")
    return found is not None
