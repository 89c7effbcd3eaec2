"""``dangvu stats movement``: JSON for scripts, the form as a workbook, refusals in words."""

import json
from contextlib import nullcontext

import openpyxl
import pytest
from tests import factories as f
from tests.statistics.world import World

from dangvu.access.matrix import Role
from dangvu.cli import session
from dangvu.cli.main import main
from dangvu.kernel import clock
from dangvu.kernel.models import Event
from dangvu.orgs.models import Unit

pytestmark = pytest.mark.django_db
SPRING = ("--from", "2026-01-01", "--to", "2026-05-31")


@pytest.fixture
def world(monkeypatch) -> World:
    monkeypatch.setattr(session, "house", nullcontext)
    monkeypatch.setattr(session, "enter", lambda: None)
    monkeypatch.setattr(clock, "now", lambda: f.NOW)
    made = World()
    for number, unit in enumerate((made.ward, made.other), 1):
        Unit.objects.filter(pk=unit.pk).update(register_code=f"LD{number:03}")
    f.account(Role.PROVINCE_SPECIALIST, made.province, "tinh")
    f.account(Role.COMMUNE_OFFICER, made.ward, "xa")
    f.account(Role.AUDITOR, made.province, "kiemtoan")
    return made


def run(*arguments: str) -> int:
    f.own()
    code = main(["stats", "movement", *arguments])
    f.own()
    return code


def test_the_movement_of_a_unit_as_json(world, capsys) -> None:
    world.gone(world.far)
    assert run("--unit", "LD001", *SPRING, "--as", "tinh", "--format", "json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["from"], said["to"], said["start_on"]) == (
        "2026-01-01",
        "2026-05-31",
        "2025-12-31",
    )
    start, up, down, end = (said[k]["total"] for k in ("start", "increase", "decrease", "end"))
    assert (start, up, down, end) == (4, 1, 1, 4)
    assert end == start + up - down
    assert said["increase"]["by_kind"]["admitted"]["probationary"] == 1
    assert said["decrease"]["by_kind"]["transferred_out"]["total"] == 1
    assert said["holds"] is True


def test_the_form_as_a_workbook(world, tmp_path, capsys) -> None:
    place = tmp_path / "biểu 1.xlsx"
    assert run(*SPRING, "--as", "xa", "--format", "xlsx", "--out", str(place)) == 0
    assert str(place) in capsys.readouterr().out
    sheet = openpyxl.load_workbook(place).active
    assert "Đảng bộ phường Một" in str([c.value for row in sheet.iter_rows() for c in row])
    assert Event.objects.filter(action="export_statistics").count() == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--unit", "LD002", *SPRING, "--as", "xa"), "Không có đơn vị"),
        (("--from", "2026-05-01", "--to", "2026-01-01", "--as", "tinh"), "trước ngày"),
        ((*SPRING, "--as", "ai-do"), "Không có tài khoản"),
        ((*SPRING, "--as", "kiemtoan", "--format", "xlsx"), "không có quyền"),
    ],
)
def test_what_cannot_be_done_is_said(world, capsys, words, said) -> None:
    assert run(*words) == 1
    assert said in capsys.readouterr().err
