"""The second factor: a code from a telephone that is never online with us, and codes on paper."""

import math

from django.db import transaction
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from dangvu.access import queries
from dangvu.access.actions.signing_in import end_other_sessions, who
from dangvu.access.actor import Actor
from dangvu.access.models import Account
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible

CODES = 10


def begin(account: Account) -> TOTPDevice:
    """The device that waits for its first code; made anew when there is none. Its secret may be
    shown to the owner until it is confirmed. Writes the device."""
    waiting = TOTPDevice.objects.filter(user=account, confirmed=False).first()
    return waiting or TOTPDevice.objects.create(user=account, name="totp", confirmed=False)


def confirm(
    account: Account, actor: Actor | None, code: str, keep_session: str | None
) -> tuple[TOTPDevice, list[str]]:
    """Takes the waiting device into use when ``code`` fits; gives it and the new paper codes.

    The device used before, its paper codes and the account's other sessions end with it, so the
    caller asks for a code of the old one first. Raises Impossible when the code does not fit.
    """
    with transaction.atomic():
        waiting = TOTPDevice.objects.select_for_update().filter(user=account, confirmed=False)
        device, wait = _accepting(waiting.first(), code)
        if device is not None:
            again = TOTPDevice.objects.filter(user=account, confirmed=True).delete()[0] > 0
            device.confirmed = True
            device.save()
            codes = _new_codes(account)
            end_other_sessions(account, actor, keep_session)
            _note("set_second_factor", account, actor, data={"again": again})
            return device, codes
    raise _unfitting(
        wait, "Mã không khớp. Đồng chí xem giờ trên điện thoại có đúng không, rồi gõ mã đang hiện."
    )


def verify(account: Account, code: str) -> Device:
    """The device that accepts ``code``: six digits of the telephone, or a paper code, then used up.

    Raises Impossible when none does, or when too many wrong ones came and one has to wait: each
    failure doubles the pause, which starts at one second. Writes the throttle, so that the caller
    must let the transaction stand.
    """
    with transaction.atomic():
        kind = TOTPDevice if _plain(code).isdigit() else StaticDevice
        rows = kind.objects.select_for_update().filter(user=account, confirmed=True)
        device, wait = _accepting(rows.first(), code)
        if device is not None:
            return device
    raise _unfitting(
        wait,
        "Mã không đúng hoặc đã dùng. Đồng chí gõ mã đang hiện trên điện thoại, "
        "hoặc một mã dự phòng chưa dùng.",
    )


def renew_codes(account: Account, actor: Actor | None) -> list[str]:
    """New paper codes; the old ones are void. The caller has verified a code."""
    codes = _new_codes(account)
    _note("renew_recovery_codes", account, actor)
    return codes


def remove(account: Account, actor: Actor | None, keep_session: str | None) -> None:
    """Takes the second factor away at its owner's word. The caller has verified a code.

    Raises Impossible where a capacity of the account may not be without it.
    """
    if queries.asks_second_factor(account, clock.today()):
        raise Impossible(
            "mandatory",
            "Vai trò của đồng chí bắt buộc có lớp xác nhận thứ hai, nên không bỏ được. "
            "Đồng chí có thể đổi sang điện thoại khác.",
        )
    remove_devices(account)
    end_other_sessions(account, actor, keep_session)
    _note("remove_second_factor", account, actor)


def remove_devices(account: Account) -> bool:
    """Deletes telephone and paper codes; whether there were any."""
    there = TOTPDevice.objects.filter(user=account).delete()[0]
    return bool(StaticDevice.objects.filter(user=account).delete()[0] + there)


def _new_codes(account: Account) -> list[str]:
    StaticDevice.objects.filter(user=account).delete()
    device = StaticDevice.objects.create(user=account, name="codes", confirmed=True)
    tokens = [StaticToken(device=device, token=StaticToken.random_token()) for _ in range(CODES)]
    StaticToken.objects.bulk_create(tokens)
    return [f"{made.token[:4]}-{made.token[4:]}" for made in tokens]


def _accepting(device: Device | None, code: str) -> tuple[Device | None, int]:
    """The device if it takes the code, else nothing and the seconds until it takes another try."""
    if device is None:
        return None, 0
    allowed, facts = device.verify_is_allowed()
    if not allowed:
        left = (facts["locked_until"] - clock.real()).total_seconds()
        return None, max(1, math.ceil(left))
    return (device if device.verify_token(_plain(code)) else None), 0


def _unfitting(wait: int, message: str) -> Impossible:
    if wait:
        message = f"Vừa gõ sai nhiều lần. Đồng chí chờ {wait} giây rồi gõ lại."
    return Impossible("wait" if wait else "wrong_code", message, "code")


def _plain(code: str) -> str:
    return code.replace(" ", "").replace("-", "").lower()


def _note(
    action: str, account: Account, actor: Actor | None, data: dict[str, object] | None = None
) -> None:
    audit.record(
        who(account, actor),
        action,
        kind=audit.Kind.ACCESS,
        subject=("account", account.pk),
        unit_path=actor.unit_path if actor else "",
        data=data,
    )
