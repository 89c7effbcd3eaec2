"""``dangvu import members`` and ``dangvu import undo`` in the words of a program and a terminal."""

import json
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests import factories as f
from tests.intake.world import World
from tests.members.books import book, row

from dangvu.access.matrix import Role
from dangvu.access.models import Account, Assignment
from dangvu.cli import session
from dangvu.cli.main import main
from dangvu.intake.models import Batch
from dangvu.members.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch, settings: object) -> World:
    """The tests' database is the house."""

    @contextmanager
    def here():
        yield None

    settings.DEMO_TODAY = "2026-06-15"  # type: ignore[attr-defined]
    monkeypatch.setattr(session, "house", here)
    monkeypatch.setattr(session, "enter", lambda: None)
    world = World()
    f.account(Role.COMMUNE_OFFICER, world.huoai, "xa")
    f.account(Role.COMMUNE_OFFICER, world.teh, "khac")
    return world


@pytest.fixture
def written(place: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> int:
    """The number of a batch written by ``xa``."""
    file = tmp_path / "a.xlsx"
    file.write_bytes(book([row(1, place.cell.name)]))
    words = ["import", "members", str(file), "--as", "xa", "--commit", "--format", "json"]
    assert main([*words, "--as-of", "01/06/2026"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["rows"], said["new"], said["committed"]) == (1, 1, True)
    f.own()
    return said["batch"]


def state(number: int) -> str:
    f.own()
    return Batch.objects.get(pk=number).state


def test_an_error_workbook_stands_beside_the_file(place: World, tmp_path: Path, capsys) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(book([row(1, "Chi bộ Lạ")]))
    assert main(["import", "members", str(file), "--as", "xa", "--format", "json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert said["errors"][0]["column"] == "Tổ chức Đảng đang sinh hoạt"
    assert Path(said["error_workbook"]).exists()


@pytest.mark.parametrize("words", [[], ["--as", "xa"]])
def test_undoing_needs_no_name(written: int, words: list[str], capsys) -> None:
    assert main(["import", "undo", str(written), *words]) == 0
    assert f"Đã hoàn tác lần nhập số {written}" in capsys.readouterr().out
    assert state(written) == "undone"
    assert not Person.objects.exists()


def test_undoing_is_for_whoever_may_import_there(written: int, capsys) -> None:
    assert main(["import", "undo", str(written), "--as", "khac"]) == 1
    assert main(["import", "undo", "999999"]) == 1
    assert "Không có lần nhập số 999999" in capsys.readouterr().err
    assert state(written) == "committed"


@pytest.mark.parametrize("lost", ["barred", "capacity", "moved"])
def test_whoever_made_it_and_may_no_more_does_not_undo_it(
    place: World, written: int, lost: str, capsys
) -> None:
    if lost == "barred":
        Account.objects.filter(username="xa").update(is_active=False)
    elif lost == "capacity":
        Assignment.objects.filter(account__username="xa").delete()
    else:
        Assignment.objects.filter(account__username="xa").update(
            unit_id=place.teh.pk, unit_path=place.teh.path
        )
    assert main(["import", "undo", str(written)]) == 1
    assert "--as" in capsys.readouterr().err
    assert state(written) == "committed"
