"""The session store (``SESSION_ENGINE``): Django's own, with the account and the place noted."""

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DBStore

from dangvu.access.models import Session
from dangvu.kernel import clock


class SessionStore(DBStore):
    """Keeps what sign-in noted in the session as columns of the row, so that it can be listed:
    ``_address``, ``_browser`` and ``_created_at`` (ISO 8601)."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row: Session = super().create_model_instance(data)  # type: ignore[assignment]
        account = data.get("_auth_user_id")
        noted = data.get("_created_at")
        row.account_id = int(account) if account else None
        row.seen_at = clock.now()
        row.created_at = datetime.fromisoformat(noted) if noted else row.seen_at
        row.address = data.get("_address")
        row.browser = data.get("_browser", "")[:200]
        return row
