"""``dangvu letters draft``: files on the disk, drafts in the house, JSON for scripts."""

import hashlib
import json
from contextlib import nullcontext
from datetime import date

import pytest
from tests import factories as make
from tests.targets.world import world

from dangvu.access.matrix import Role
from dangvu.cli import session
from dangvu.cli.main import main
from dangvu.documents.models import Paper
from dangvu.kernel import clock
from dangvu.kernel.models import Event
from dangvu.orgs.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(monkeypatch):
    """A province in the test's own database, where the command finds its account."""
    monkeypatch.setattr(session, "house", nullcontext)
    monkeypatch.setattr(session, "enter", lambda: None)
    monkeypatch.setattr(clock, "now", lambda: make.NOW)
    made = world()
    for month in range(1, 6):
        make.admission(made.cells[0], date(2026, month, 8))
    for number, unit in enumerate(made.communes, 1):
        Unit.objects.filter(pk=unit.pk).update(register_code=f"LD{number:03}")
    make.account(Role.PROVINCE_SPECIALIST, made.province, "tinh")
    make.account(Role.AUDITOR, made.province, "kiemtoan")
    return made


def run(*arguments: str) -> int:
    make.own()
    code = main(["letters", "draft", "2026-05", *arguments])
    make.own()
    return code


def test_one_letter_to_each_low_body(place, tmp_path, capsys):
    assert run("--as", "tinh", "--each", "--out", str(tmp_path), "--format", "json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["month"], said["revision"]) == ("2026-05", None)
    assert [row["unit_code"] for row in said["letters"]] == ["LD002", "LD003"]
    for row in said["letters"]:
        content = (tmp_path / row["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == row["sha256"]
        kept = Paper.objects.get(pk=row["paper"])
        assert (kept.state, kept.sha256) == ("draft", row["sha256"])
        assert kept.subject_unit.name == row["unit_name"]


def test_one_common_letter_to_the_classes_named(place, tmp_path, capsys):
    words = ("--as", "tinh", "--class", "high", "--class", "zero", "--out", str(tmp_path / "mới"))
    assert run(*words) == 0
    assert "Đã soạn 1 dự thảo" in capsys.readouterr().out
    (kept,) = Paper.objects.all()
    assert len(kept.about["bodies"]) == 3
    assert [path.suffix for path in (tmp_path / "mới").iterdir()] == [".docx"]
    assert Event.objects.filter(action="download_paper", kind="export").count() == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--as", "kiemtoan"), "không có quyền"),
        (("--as", "khongco"), "Không có tài khoản"),
        (("--as", "tinh", "--unit", "XX"), "mã “XX”"),
        (("--as", "tinh", "--class", "medium"), "[nobody_chosen]"),
    ],
)
def test_says_why_nothing_was_drafted(place, tmp_path, capsys, words, told):
    assert run(*words, "--out", str(tmp_path / "a")) == 1
    assert told in capsys.readouterr().err
    assert not Paper.objects.exists()
    assert not (tmp_path / "a").exists()


def test_a_folder_that_cannot_be_written_keeps_no_draft(place, tmp_path, capsys):
    (tmp_path / "tệp").write_text("x")
    assert run("--as", "tinh", "--out", str(tmp_path / "tệp")) == 1
    assert run("--as", "tinh", "--out", str(tmp_path / "tệp" / "con")) == 1
    assert "[cannot_write]" in capsys.readouterr().err
    assert not Paper.objects.exists()
