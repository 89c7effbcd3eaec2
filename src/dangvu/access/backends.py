"""Who may sign in with a password."""

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser

from dangvu.access.models import Account
from dangvu.kernel import clock


class AccountBackend(ModelBackend):
    """Django's own, and asked again at every request: whoever may no longer sign in is out."""

    def user_can_authenticate(self, user: Account | AnonymousUser | None) -> bool:
        """Whether the account is active, belongs to this kind of site, and its one-time password,
        if that is still what it has, is in time."""
        if not isinstance(user, Account) or not user.is_active:
            return False
        if user.is_demo and not settings.DEMO:
            return False
        late = user.one_time_until is not None and user.one_time_until < clock.now()
        return not (user.must_change_password and late)
