"""The session store (``SESSION_ENGINE``): Django's own, with the account and the place noted."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DBStore

from dangvu.access.models import Session
from dangvu.kernel import clock


class SessionStore(DBStore):
    """Keeps ``_address`` and ``_browser`` (put there at sign-in) as columns of the row."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row: Session = super().create_model_instance(data)  # type: ignore[assignment]
        account = data.get("_auth_user_id")
        row.account_id = int(account) if account else None
        row.created_at = data.get("_created_at") or clock.now()
        row.seen_at = clock.now()
        row.address = data.get("_address")
        row.browser = data.get("_browser", "")[:200]
        return row
