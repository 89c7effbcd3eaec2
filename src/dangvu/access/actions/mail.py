"""Where an account's daily e-mail goes, and whether its owner wishes one."""

from dangvu.access.actions.signing_in import who
from dangvu.access.actor import Actor
from dangvu.access.models import Account
from dangvu.kernel import audit
from dangvu.kernel.refusals import Impossible


def set_mail(account: Account, actor: Actor | None, email: str, daily: bool) -> None:
    """Keeps the address and the wish of the account's owner; the form has checked the address.

    Raises Impossible for a wish without an address. Writes the account, an event without the
    address.
    """
    if daily and not email:
        raise Impossible(
            "no_address",
            "Chưa có địa chỉ thư. Muốn nhận thư hằng ngày, đồng chí ghi địa chỉ trước.",
            "email",
        )
    account.email, account.daily_mail = email, daily
    account.save(update_fields=["email", "daily_mail"])
    first = account.assignments.order_by("pk").first() if actor is None else None
    audit.record(
        who(account, actor), "set_mail", kind=audit.Kind.ACCESS, subject=("account", account.pk),
        unit_path=actor.unit_path if actor else first.unit_path if first else "",
        data={"daily_mail": daily},
    )  # fmt: skip
