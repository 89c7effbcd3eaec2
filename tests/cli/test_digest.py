"""``dangvu digest``: each account once a day, nothing where nothing is owed, no name outside."""

import os
from contextlib import nullcontext
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from tests import factories as f
from tests.postbox import postbox
from tests.targets.world import TODAY, world

from dangvu.access.actions.mail import set_mail
from dangvu.access.matrix import Role
from dangvu.access.models import Account, Assignment
from dangvu.access.scope import entered
from dangvu.cli import digest
from dangvu.cli.main import main
from dangvu.kernel.models import Event
from dangvu.kernel.refusals import Impossible
from dangvu.office.mail import Post
from dangvu.targets.models import Finding
from dangvu.tasks.actions import digests
from dangvu.tasks.models import Digest

pytestmark = pytest.mark.django_db


@pytest.fixture
def box(monkeypatch):
    monkeypatch.setattr(digest, "house", nullcontext)
    monkeypatch.setattr(digest, "enter", lambda: None)
    monkeypatch.setattr("dangvu.kernel.clock.today", lambda: TODAY)
    with postbox() as made:
        for name, value in made.environ().items():
            monkeypatch.setenv(name, value)
        yield made


@pytest.fixture
def place():
    made = world()
    f.own()
    for n, unit in enumerate(made.communes):
        Finding.objects.create(
            unit=unit, unit_path=unit.path, month=date(2026, 4, 1), cause="no_source",
            remedy=f"Cử đồng chí Hồ Thị Kín {n} học lớp", responsible="Trần Văn Giấu",
            due_on=date(2026, 5, 29), recorded_at=f.NOW, recorded_by="test",
        )  # fmt: skip
    return made


def wishing(role: Role, unit, name: str, **more) -> Account:
    return f.account(role, unit, name, email=f"{name}@donvi.vn", daily_mail=True, **more)


def run(*words: str) -> int:
    f.own()
    code = main(["digest", *words])
    f.own()
    return code


def test_each_account_gets_its_own_list_once(box, place, capsys) -> None:
    wishing(Role.COMMUNE_OFFICER, place.communes[0], "xa1")
    wishing(Role.COMMUNE_OFFICER, place.communes[1], "xa2")
    f.account(Role.COMMUNE_OFFICER, place.communes[2], "khong", email="khong@donvi.vn")
    for _ in range(3):
        assert run("--send") == 0
    assert sorted(letter["To"] for letter in box.letters) == ["xa1@donvi.vn", "xa2@donvi.vn"]
    assert "Đã gửi 0 thư" in capsys.readouterr().out
    rows = Digest.objects.all()
    assert {(row.day, row.sent_at is not None) for row in rows} == {(TODAY, True)}
    assert Event.objects.filter(action="send_digest").count() == 2
    assert run("--send", "--day", "2026-06-02") == 0
    assert len(box.letters) == 4


def test_the_letter_says_what_and_when_and_names_nobody(box, place) -> None:
    account = wishing(Role.COMMUNE_OFFICER, place.communes[0], "xa")
    assert run("--send") == 0
    [letter] = box.letters
    assert letter["Subject"].startswith("Việc cần làm ngày 01/06/2026: ")
    assert "3 việc quá hạn" in letter["Subject"]
    text = letter.get_body(("plain",)).get_content()
    page = letter.get_body(("html",)).get_content()
    for words in (text, page):
        assert "29/05/2026 (quá 1 ngày làm việc)" in words
        assert "Giải pháp của đơn vị đến hạn" in words
        assert "https://dangvu.donvi.vn/" in words
        for hidden in ("Kín", "Giấu", account.full_name, "Thử 0"):
            assert hidden not in words
    assert "QUÁ HẠN (3 việc)" in text


def test_nothing_is_sent_where_nothing_is_owed_or_nobody_may_sign_in(box, place) -> None:
    wishing(Role.AUDITOR, place.province, "kiemtoan")
    wishing(Role.COMMUNE_OFFICER, place.communes[0], "ngung", is_active=False)
    wishing(Role.COMMUNE_OFFICER, place.communes[1], "het")
    f.own()
    Assignment.objects.filter(account__username="het").update(valid_until=TODAY)
    assert run("--send") == 0
    assert box.letters == []
    assert not Digest.objects.exists()


def test_all_capacities_go_in_one_letter(box, place) -> None:
    account = wishing(Role.COMMUNE_OFFICER, place.communes[0], "xa")
    f.own()
    Assignment.objects.create(
        account=account, role=Role.DEPUTY, unit_id=place.communes[1].pk,
        unit_path=place.communes[1].path, valid_from=f.FOUNDED, behalf_of=None,
    )  # fmt: skip
    assert run("--send") == 0
    [letter] = box.letters
    text = letter.get_body(("plain",)).get_content()
    assert "VAI TRÒ CÁN BỘ ĐẢNG ỦY XÃ, PHƯỜNG" in text
    assert "VAI TRÒ NGƯỜI NHẬP THAY" in text


def test_a_refused_address_stops_nobody_and_is_tried_again(box, place, capsys) -> None:
    first = wishing(Role.COMMUNE_OFFICER, place.communes[0], "xa1")
    wishing(Role.COMMUNE_OFFICER, place.communes[1], "xa2")
    box.refused = {"xa1@donvi.vn"}
    assert run("--send") == 1
    assert [letter["To"] for letter in box.letters] == ["xa2@donvi.vn"]
    told = capsys.readouterr()
    assert f"Tài khoản {first.pk}: không gửi được" in told.err
    assert "xa1@donvi.vn" not in told.err + told.out
    box.refused = set()
    assert run("--send") == 0
    assert [letter["To"] for letter in box.letters] == ["xa2@donvi.vn", "xa1@donvi.vn"]


def test_a_letter_that_may_be_on_its_way_is_not_sent_again(box, place, capsys) -> None:
    wishing(Role.COMMUNE_OFFICER, place.communes[0], "xa1")
    wishing(Role.COMMUNE_OFFICER, place.communes[1], "xa2")
    box.breaks = True
    assert run("--send") == 1
    assert "đứt giữa chừng" in capsys.readouterr().err
    box.breaks = False
    assert run("--send") == 0
    assert len(box.letters) == 2
    assert Digest.objects.filter(sent_at=None).count() == 2


def test_a_crash_between_claim_and_letter_costs_a_letter_and_doubles_none(
    box, place, monkeypatch
) -> None:
    wishing(Role.COMMUNE_OFFICER, place.communes[0], "xa1")

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Post, "send", dies)
        assert run("--send") == 1
    assert run("--send") == 0
    assert box.letters == []
    assert Digest.objects.filter(sent_at=None).count() == 1


def test_a_crash_after_the_letter_doubles_none(box, place, monkeypatch) -> None:
    wishing(Role.COMMUNE_OFFICER, place.communes[0], "xa1")

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(digests, "note_sent", dies)
        assert run("--send") == 1
    assert run("--send") == 0
    assert len(box.letters) == 1


def test_only_one_of_two_takes_the_day(place) -> None:
    actor = f.actor(Role.COMMUNE_OFFICER, place.communes[0])
    with entered(actor):
        claimed = digests.claim(actor, TODAY, 3)
        assert claimed is not None
        assert digests.claim(actor, TODAY, 3) is None
    f.own()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tasks_digest (account_id, unit_path, day, items)"
            " SELECT account_id, unit_path, day, items FROM tasks_digest"
        )


@pytest.mark.parametrize("role", [Role.MEMBER, Role.CLERK, Role.CELL_SECRETARY])
def test_every_role_may_be_written_to(role: Role, place) -> None:
    actor = f.actor(role, place.cells[0])
    with entered(actor):
        claimed = digests.claim(actor, TODAY, 1)
        digests.note_sent(actor, claimed)
        digests.give_back(actor, claimed)
    f.own()
    assert Digest.objects.get().sent_at is not None


def test_without_a_server_nothing_goes_and_it_is_said(box, place, monkeypatch, capsys) -> None:
    wishing(Role.COMMUNE_OFFICER, place.communes[0], "xa1")
    assert run() == 0
    assert "Việc cần làm ngày 01/06/2026" in capsys.readouterr().out
    monkeypatch.setenv("DANGVU_SMTP_TLS", "sai")
    assert run("--send") == 1
    assert "DANGVU_SMTP_TLS" in capsys.readouterr().err
    monkeypatch.setenv("DANGVU_SMTP_TLS", "none")
    monkeypatch.setenv("DANGVU_SMTP_PORT", "1")
    assert run("--send") == 1
    assert "Không gửi được thư nào" in capsys.readouterr().err
    for name in [name for name in os.environ if name.startswith("DANGVU_SMTP")]:
        monkeypatch.delenv(name)
    assert run("--send") == 1
    assert "DANGVU_SMTP_HOST" in capsys.readouterr().err
    assert box.letters == []
    assert not Digest.objects.exists()


def test_a_wish_needs_an_address_and_the_trail_keeps_none(place) -> None:
    account = f.account(Role.CLERK, place.province)
    with pytest.raises(Impossible, match="Chưa có địa chỉ"):
        set_mail(account, None, "", True)
    set_mail(account, None, "a@donvi.vn", True)
    assert "a@donvi.vn" not in str(Event.objects.get(action="set_mail").data)
    account.email = ""
    with pytest.raises(IntegrityError), transaction.atomic():
        account.save()
