"""E-mails against a real mail server on the loopback: taken, refused, broken off, signed in."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from tests.postbox import postbox

from dangvu.office.mail import BadSettings, Letter, NotSent, Post, Unsure, server_from

AT = datetime(2026, 6, 1, 6, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
LETTER = Letter(
    "a@donvi.vn", "Việc cần làm: 3 việc", "Quá hạn: một việc\n", "<p>Một việc</p>", "k-1"
)


def test_nothing_is_sent_where_no_server_is_named() -> None:
    assert server_from({}) is None
    assert server_from({"DANGVU_SMTP_HOST": " "}) is None


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"DANGVU_SMTP_TLS": "ssl"}, "DANGVU_SMTP_TLS"),
        ({"DANGVU_SMTP_PORT": "70000"}, "DANGVU_SMTP_PORT"),
        ({"DANGVU_SMTP_PORT": "²"}, "DANGVU_SMTP_PORT"),
        ({"DANGVU_SMTP_FROM": "dangvu"}, "DANGVU_SMTP_FROM"),
        ({"DANGVU_BASE_URL": "javascript:alert(1)"}, "DANGVU_BASE_URL"),
        ({"DANGVU_SMTP_USER": "x"}, "DANGVU_SMTP_PASSWORD_FILE"),
        ({"DANGVU_SMTP_USER": "x", "DANGVU_SMTP_PASSWORD_FILE": "/không/có"}, "Không đọc được"),
    ],
)
def test_settings_that_cannot_work_say_which(more: dict[str, str], said: str) -> None:
    told = {
        "DANGVU_SMTP_HOST": "mail.donvi.vn", "DANGVU_SMTP_FROM": "dangvu@donvi.vn",
        "DANGVU_BASE_URL": "https://dangvu.donvi.vn/",
    }  # fmt: skip
    with pytest.raises(BadSettings, match=said):
        server_from(told | more)


def test_a_letter_comes_in_as_text_and_as_a_page() -> None:
    with postbox() as box, Post(server_from(box.environ())) as post:
        post.send(LETTER, AT)
        post.send(LETTER, AT)
    first, second = box.letters
    assert first["Subject"] == "Việc cần làm: 3 việc"
    assert first["To"] == "a@donvi.vn"
    assert first["Message-ID"] == second["Message-ID"] == "<k-1@donvi.vn>"
    assert first["Auto-Submitted"] == "auto-generated"
    assert first.get_body(("plain",)).get_content().strip() == "Quá hạn: một việc"
    assert first.get_body(("html",)).get_content().strip() == "<p>Một việc</p>"


def test_a_refusal_is_sure_and_the_next_letter_goes() -> None:
    with postbox() as box, Post(server_from(box.environ())) as post:
        box.refused = {"a@donvi.vn"}
        with pytest.raises(NotSent, match=r"550") as no:
            post.send(LETTER, AT)
        assert "a@donvi.vn" not in str(no.value)
        box.refused, box.full = set(), True
        with pytest.raises(NotSent, match=r"452"):
            post.send(LETTER, AT)
        box.full = False
        post.send(LETTER, AT)
    assert len(box.letters) == 1


def test_a_line_that_breaks_after_the_letter_is_not_sure_and_is_opened_anew() -> None:
    with postbox() as box, Post(server_from(box.environ())) as post:
        box.breaks = True
        with pytest.raises(Unsure):
            post.send(LETTER, AT)
        box.breaks = False
        post.send(LETTER, AT)
    assert len(box.letters) == 2


def test_a_server_that_is_not_there_is_told() -> None:
    with postbox() as box:
        environ = box.environ()
    with Post(server_from(environ)) as post, pytest.raises(NotSent, match="không nối được"):
        post.reach()


def test_a_server_without_encryption_is_refused_where_encryption_is_asked() -> None:
    with postbox() as box:
        server = server_from(box.environ(DANGVU_SMTP_TLS="starttls"))
        with Post(server) as post, pytest.raises(NotSent):
            post.reach()


@pytest.mark.filterwarnings("ignore:Session.login_data is deprecated:DeprecationWarning")
def test_the_password_comes_from_a_file_and_is_never_shown(tmp_path) -> None:
    place = tmp_path / "password"
    place.write_text("bí mật của thư\n", encoding="utf-8")
    words = {"DANGVU_SMTP_USER": "dangvu", "DANGVU_SMTP_PASSWORD_FILE": str(place)}
    with postbox("bi-mat") as box:
        place.write_text("bi-mat\n", encoding="utf-8")
        server = server_from(box.environ(**words))
        assert "bi-mat" not in repr(server)
        with Post(server) as post:
            post.send(LETTER, AT)
        place.write_text("sai", encoding="utf-8")
        with Post(server_from(box.environ(**words))) as post, pytest.raises(NotSent, match="535"):
            post.reach()
    assert len(box.letters) == 1
