"""``dangvu rules``: deadlines that explain themselves, every figure with its source."""

import json
import subprocess
import sys

import pytest

from dangvu.cli.main import main
from dangvu.rules.book import LIMITS, RULES


def said(capsys, *arguments: str) -> dict:
    assert main(["rules", *arguments, "--format", "json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_deadline_says_what_was_skipped_and_by_which_version(capsys) -> None:
    found = said(capsys, "deadline", "admissions.ceremony", "--trigger", "2026-08-03")
    assert found == {
        "due_on": "2026-09-16",
        "n": 30,
        "unit": "working_days",
        "trigger": "2026-08-03",
        "skipped": ["2026-09-01", "2026-09-02"],
        "explain": "30 ngày làm việc từ 03/8/2026, trừ 01–02/9 → 16/9/2026",
        "rule": {
            "name": "admissions.ceremony",
            "title": "Thời hạn tổ chức lễ kết nạp",
            "version": "208-QĐ/TW",
            "since": "2026-07-26",
            "number": "R2.16",
            "source": "Quy định số 208-QĐ/TW, ngày 26/7/2026",
            "article": "",
            "confidence": "V",
        },
    }


def test_the_version_is_that_of_the_trigger_and_a_day_asked_adds_how_it_stands(capsys) -> None:
    asked = ("deadline", "ceremony", "--trigger", "2026-07-01", "--on", "2026-08-13")
    found = said(capsys, *asked)
    assert found["rule"]["version"] == "20-QĐ/TW"
    assert found["due_on"] == "2026-08-12"
    assert (found["on"], found["left"], found["alert"]) == ("2026-08-13", -1, "due")
    assert found["overdue"] is True


def test_months_end_on_their_day(capsys) -> None:
    found = said(capsys, "deadline", "probation", "--trigger", "2028-02-29")
    assert (found["due_on"], found["unit"], found["skipped"]) == ("2029-02-28", "months", [])


@pytest.mark.parametrize("name", LIMITS)
def test_every_limit_can_be_asked_by_name(name: str, capsys) -> None:
    assert main(["rules", "deadline", name, "--trigger", "2026-08-03"]) == 0
    assert "03/8/2026" in capsys.readouterr().out


def test_an_unknown_limit_names_those_there_are(capsys) -> None:
    assert main(["rules", "deadline", "norm", "--trigger", "2026-08-03"]) == 1
    assert "procedure.decision" in capsys.readouterr().err
    assert main(["rules", "deadline", "probation", "--trigger", "9999-06-01"]) == 1


def test_the_list_is_every_figure_with_its_versions(capsys) -> None:
    found = said(capsys, "list")
    assert [rule["name"] for rule in found] == [rule.name for rule in RULES]
    for rule in found:
        assert rule["rows"]
        for row in rule["rows"]:
            assert row["source"]
            assert row["confirmed"] == (row["confidence"] == "V")
    decision = next(rule for rule in found if rule["name"] == "procedure.decision")
    assert decision["deadline"] == "working_days"
    assert [row["version"] for row in decision["rows"]] == [
        "24-QĐ/TW", "232-QĐ/TW", "294-QĐ/TW", "20-QĐ/TW", "208-QĐ/TW",
    ]  # fmt: skip
    assert main(["rules", "list"]) == 0
    assert "quá 1/2" in capsys.readouterr().out


def test_it_needs_no_database_and_no_framework() -> None:
    words = "import sys; from dangvu.cli.main import main; main(['rules', 'list']); "
    code = words + "sys.exit('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
