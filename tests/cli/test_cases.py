"""``dangvu admissions status``, ``red-list`` and ``remind``: JSON for scripts, within reach."""

import json
from contextlib import nullcontext

import pytest
from tests import factories as f
from tests.admissions.case_world import CaseWorld

from dangvu.access.matrix import Role
from dangvu.cli import admissions, session
from dangvu.cli.main import main
from dangvu.kernel.models import Event
from dangvu.orgs.models import Unit
from dangvu.rules.procedure import Step

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(monkeypatch, settings) -> CaseWorld:
    settings.DEMO_TODAY = "2027-05-10"
    for module in (session, admissions):
        monkeypatch.setattr(module, "house", nullcontext)
        monkeypatch.setattr(module, "enter", lambda **_: None)
    made = CaseWorld()
    Unit.objects.filter(pk=made.ward.pk).update(register_code="LD001")
    f.account(Role.COMMUNE_OFFICER, made.ward, "xa")
    f.account(Role.COMMUNE_OFFICER, made.other_ward, "xa2")
    return made


def run(*words: str) -> int:
    f.own()
    code = main(["admissions", *words])
    f.own()
    return code


def test_where_a_case_stood_on_a_day_names_nobody(world, capsys) -> None:
    case = world.at(Step.DECIDED)
    assert run("status", str(case.pk), "--on", "2026-02-20", "--format", "json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["stage"], said["since"], said["on"]) == ("NQ_CHI_BO", "2026-02-10", "2026-02-20")
    decision = next(due for due in said["dues"] if due["code"] == "decision")
    assert decision["rule"]["confidence"]
    assert decision["explain"]
    assert "committee_voted" in [step["step"] for step in said["next_steps"]]
    assert "Nguồn" not in str(said["unit"])
    assert "full_name" not in said
    assert Event.objects.filter(action="read_case").count() == 1


def test_an_account_asks_within_its_reach(world, capsys) -> None:
    case = world.at(Step.LISTED)
    assert run("status", str(case.pk), "--as", "xa", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["full_name"] == "Nguyễn Thị Nguồn"
    assert run("status", str(case.pk), "--as", "xa2") == 1
    assert run("status", "999999") == 1
    assert "Nguyễn" not in capsys.readouterr().out


def test_the_red_list_of_a_unit(world, capsys) -> None:
    case = world.at(Step.CELL_VOTED)
    words = ("red-list", "--unit", "LD001", "--on", "2026-12-01", "--format", "json")
    assert run(*words, "--as", "xa") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["overdue"], said["near"], said["after"]) == (1, 0, "")
    assert [one["case"] for one in said["cases"]] == [case.pk]
    assert said["cases"][0]["dues"][0]["alert"] == "due"
    assert Event.objects.filter(action="read_cases").latest("id").data["count"] == 1
    assert run(*words, "--as", "xa2") == 1


def test_the_daily_job_may_run_as_often_as_it_likes(world, capsys) -> None:
    world.at(Step.CELL_VOTED)
    for number in (1, 0):
        assert run("remind", "--as", "xa", "--on", "2026-12-01") == 0
        assert f"Đã nhắc {number} hạn" in capsys.readouterr().out
