"""A mail server on the loopback that keeps, refuses or breaks off, as a test asks."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session


class Postbox:
    """What came in. ``refused``: addresses it takes no letter for; ``full``: it takes none at all;
    ``breaks``: it hangs up once a letter was given."""

    def __init__(self, locked: bool = False) -> None:
        self.locked = locked
        self.letters: list[EmailMessage] = []
        self.refused: set[str] = set()
        self.full = self.breaks = False
        self.port = 0

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.locked and not session.authenticated:
            return "530 sign in first"
        if address in self.refused:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.full:
            return "452 insufficient system storage"
        assert isinstance(envelope.content, bytes)
        self.letters.append(message_from_bytes(envelope.content, policy=default))  # type: ignore[arg-type]
        if self.breaks:
            assert server.transport is not None
            server.transport.abort()
            await asyncio.sleep(0)
        return "250 taken"

    def environ(self, **more: str) -> dict[str, str]:
        """The settings of a house that sends here."""
        return {
            "DANGVU_SMTP_HOST": "127.0.0.1", "DANGVU_SMTP_PORT": str(self.port),
            "DANGVU_SMTP_TLS": "none", "DANGVU_SMTP_FROM": "dangvu <dangvu@donvi.vn>",
            "DANGVU_BASE_URL": "https://dangvu.donvi.vn/", **more,
        }  # fmt: skip


def _free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def postbox(password: str = "") -> Iterator[Postbox]:
    """A server for the length of a test; with a password it lets nobody else in."""
    box = Postbox(locked=bool(password))

    def knows(
        server: SMTP, session: Session, envelope: Envelope, way: str, told: object
    ) -> AuthResult:
        given = getattr(told, "password", b"")
        return AuthResult(success=given == password.encode(), handled=False)

    server = Controller(
        box,
        hostname="127.0.0.1",
        port=_free(),
        ready_timeout=10,
        authenticator=knows,
        auth_require_tls=False,
    )
    server.start()
    box.port = server.port
    try:
        yield box
    finally:
        server.stop()
