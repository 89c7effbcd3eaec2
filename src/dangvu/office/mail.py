"""E-mails through an office's own mail server: which one, how a letter looks, what became of it."""

import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path
from types import TracebackType
from urllib.parse import urlsplit

TIMEOUT = 20
_PORTS = {"starttls": 587, "tls": 465, "none": 25}


class BadSettings(Exception):
    """What the settings of the mail server lack; in Vietnamese."""


class NotSent(Exception):
    """The server said no, or could not be reached: the letter is not on its way."""


class Unsure(Exception):
    """The connection broke after the letter was given: it may be on its way."""


@dataclass(frozen=True)
class MailServer:
    """Where letters are handed in. ``tls``: starttls, tls or none; ``base``: the address at which
    people open the program."""

    host: str
    port: int
    tls: str
    user: str
    password: str = field(repr=False)
    sender: str
    base: str


def server_from(environ: Mapping[str, str]) -> MailServer | None:
    """The server the environment names; none where it names none. Raises ``BadSettings``."""
    host = environ.get("DANGVU_SMTP_HOST", "").strip()
    if not host:
        return None
    tls = environ.get("DANGVU_SMTP_TLS", "starttls")
    if tls not in _PORTS:
        raise BadSettings("DANGVU_SMTP_TLS là starttls, tls hoặc none.")
    port = environ.get("DANGVU_SMTP_PORT", str(_PORTS[tls]))
    if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise BadSettings("DANGVU_SMTP_PORT là một số cổng, từ 1 đến 65535.")
    sender = environ.get("DANGVU_SMTP_FROM", "").strip()
    if "@" not in parseaddr(sender)[1]:
        raise BadSettings("DANGVU_SMTP_FROM là địa chỉ gửi, ví dụ dangvu@donvi.vn.")
    base = environ.get("DANGVU_BASE_URL", "").strip()
    if urlsplit(base).scheme not in ("http", "https") or not urlsplit(base).netloc:
        raise BadSettings("DANGVU_BASE_URL là địa chỉ mở phần mềm, ví dụ https://dangvu.donvi.vn/.")
    user = environ.get("DANGVU_SMTP_USER", "")
    return MailServer(host, int(port), tls, user, _password(environ, user), sender, base)


def _password(environ: Mapping[str, str], user: str) -> str:
    place = environ.get("DANGVU_SMTP_PASSWORD_FILE", "")
    if not user:
        return ""
    if not place:
        raise BadSettings("DANGVU_SMTP_USER cần DANGVU_SMTP_PASSWORD_FILE, tệp giữ mật khẩu.")
    try:
        return Path(place).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(f"Không đọc được tệp mật khẩu {place}.") from error


@dataclass(frozen=True)
class Letter:
    """One e-mail. ``key`` makes its name: the same letter has the same."""

    to: str
    subject: str
    text: str
    html: str
    key: str


def message(server: MailServer, letter: Letter, at: datetime) -> EmailMessage:
    """The letter as it is handed in."""
    made = EmailMessage(policy=SMTP)
    made["Subject"] = letter.subject
    made["From"] = server.sender
    made["To"] = letter.to
    made["Date"] = format_datetime(at)
    domain = parseaddr(server.sender)[1].rpartition("@")[2]
    made["Message-ID"] = f"<{letter.key}@{domain}>"
    made["Auto-Submitted"] = "auto-generated"
    made["X-Auto-Response-Suppress"] = "All"
    made.set_content(letter.text)
    made.add_alternative(letter.html, subtype="html")
    return made


class Post:
    """A connection to the server, kept open for many letters and opened anew after it broke."""

    def __init__(self, server: MailServer) -> None:
        self.server = server
        self._link: smtplib.SMTP | None = None

    def __enter__(self) -> "Post":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._drop()

    def reach(self) -> None:
        """Opens the connection where there is none, and signs in. Raises ``NotSent``."""
        if self._link is not None:
            try:
                if self._link.noop()[0] == 250:
                    return
            except (smtplib.SMTPException, OSError):
                pass
            self._drop()
        try:
            self._link = _opened(self.server)
        except (smtplib.SMTPException, OSError) as error:
            raise NotSent(_said(error)) from error

    def send(self, letter: Letter, at: datetime) -> None:
        """Hands one letter in. Raises ``NotSent`` or ``Unsure``."""
        self.reach()
        assert self._link is not None
        try:
            self._link.send_message(message(self.server, letter, at))
        except (
            smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError,
            smtplib.SMTPNotSupportedError, smtplib.SMTPHeloError, ValueError,
        ) as error:  # fmt: skip
            raise NotSent(_said(error)) from error
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise Unsure(_said(error)) from error

    def _drop(self) -> None:
        if self._link is not None:
            try:
                self._link.quit()
            except (smtplib.SMTPException, OSError):
                self._link.close()
            self._link = None


def _opened(server: MailServer) -> smtplib.SMTP:
    trusted = ssl.create_default_context()
    if server.tls == "tls":
        link: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=TIMEOUT, context=trusted
        )
    else:
        link = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
    try:
        if server.tls == "starttls":
            link.starttls(context=trusted)
        if server.user:
            link.login(server.user, server.password)
    except (smtplib.SMTPException, OSError):
        link.close()
        raise
    return link


def _said(error: Exception) -> str:
    """What went wrong, in one line and without the address or the letter."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
        return f"máy chủ thư không nhận địa chỉ ({code} {_line(said)})"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"máy chủ thư trả lời {error.smtp_code} {_line(error.smtp_error)}"
    if isinstance(error, ssl.SSLError):
        return "không lập được kênh mã hóa với máy chủ thư"
    if isinstance(error, OSError):
        return f"không nối được máy chủ thư ({_line(error.strerror or str(error))})"
    return f"máy chủ thư: {_line(str(error))}"


def _line(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(text.split())[:120]
