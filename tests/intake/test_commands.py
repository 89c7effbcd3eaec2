"""The two commands: dry run by default, a report that scripts can rely on."""

import argparse
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests import factories as f
from tests.intake.bad_files import BAD_FILES, BAD_NAMES, BAD_NUMBERS
from tests.intake.world import ADMISSION_HEAD, TARGET_HEAD, person, workbook

from dangvu.access.scope import entered
from dangvu.admissions.models import Admission
from dangvu.cli import imports
from dangvu.cli.imports import admissions_import, targets_import
from dangvu.intake.models import Batch
from dangvu.rules.months import Month
from dangvu.targets.actions import close_month
from dangvu.targets.models import Adjustment, Target

GOOD = (1, "xã Đạ Huoai", 20)
KEYS = {
    "kind", "file", "sheet", "read", "accepted", "refused", "doubtful", "committed", "batch",
    "refusals", "warnings", "remarks",
}  # fmt: skip


@pytest.fixture
def command(world, tmp_path: Path):
    """Runs an import of some bytes as the province specialist."""
    actor = world.specialist()

    def run(work, data: bytes, **more: Any) -> dict[str, Any]:
        file = tmp_path / "bang.xlsx"
        file.write_bytes(data)
        with entered(actor):
            report = work(str(file), actor, **more)
        f.own()
        return report

    return run


def test_a_dry_run_reports_and_leaves_nothing(command) -> None:
    data = workbook(TARGET_HEAD, GOOD, (2, "xã Đạ Tẻh", -3), (3, "Bảo Lâm", 12))
    report = command(targets_import, data)
    assert set(report) == KEYS
    counts = {"read": 3, "accepted": 1, "refused": 1, "doubtful": 1, "committed": False}
    assert counts.items() <= report.items()
    first, second = report["refusals"]
    assert (first["row"], first["column"], first["cell"]) == (3, "Chỉ tiêu", "C3")
    assert (first["value"], first["code"]) == ("-3", "negative")
    assert first["message"].startswith("“-3” là số âm")
    assert (second["code"], len(second["choices"])) == ("near_name", 2)
    assert json.dumps(report, ensure_ascii=False)
    assert not Batch.objects.exists()


def test_committing_writes_all_rows_or_none(command) -> None:
    bad = command(targets_import, workbook(TARGET_HEAD, GOOD, (2, "x", 1)), commit=True)
    assert (bad["committed"], bad["batch"]) == (False, None)
    assert not Target.objects.exists()
    good = command(targets_import, workbook(TARGET_HEAD, GOOD), commit=True)
    assert (good["committed"], good["batch"]) == (True, Batch.objects.get().pk)
    assert Target.objects.get().assigned == 20


def test_twice_is_refused_with_when_and_by_whom(command) -> None:
    data = workbook(TARGET_HEAD, GOOD)
    command(targets_import, data, commit=True)
    again = command(targets_import, data, commit=True)
    assert again["refusals"][0]["code"] == "already_committed"
    assert again["committed"] is False


@pytest.mark.parametrize("campaign", ["2026", "149-TB/TU", "chi tieu nam 2026"])
def test_a_campaign_is_named_by_words_of_it(command, campaign: str) -> None:
    report = command(targets_import, workbook(TARGET_HEAD, GOOD), campaign=campaign, commit=True)
    assert report["committed"]


@pytest.mark.parametrize(("reason", "kept"), [("Giao thêm", "Giao thêm"), ("", "bang.xlsx")])
def test_once_a_month_is_closed_a_change_is_an_adjustment(world, command, reason, kept) -> None:
    command(targets_import, workbook(TARGET_HEAD, GOOD), commit=True)
    actor = world.specialist()
    with entered(actor):
        close_month(actor, world.province.pk, Month(2026, 4), today=date(2026, 6, 1))
    data = workbook(TARGET_HEAD, (1, "xã Đạ Huoai", 26))
    assert command(targets_import, data, commit=True, reason=reason)["committed"]
    assert kept in Adjustment.objects.get().reason


def test_an_unknown_campaign_is_refused(command) -> None:
    report = command(targets_import, workbook(TARGET_HEAD, GOOD), campaign="2031")
    assert [r["code"] for r in report["refusals"]] == ["bad_option"]


@pytest.mark.parametrize(("make", "code"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_is_one_refusal(command, make, code: str) -> None:
    report = command(targets_import, make(), commit=True)
    assert [(r["row"], r["code"]) for r in report["refusals"]] == [(None, code)]
    assert report["read"] == 0
    assert not Batch.objects.exists()


@pytest.mark.parametrize(
    ("row", "code"),
    [
        *(((1, "xã Đạ Huoai", value), code) for value, code in BAD_NUMBERS.values()),
        *(((1, value, 20), code) for value, code in BAD_NAMES.values()),
    ],
)
def test_a_bad_cell_is_one_refusal_with_its_row_and_column(command, row, code: str) -> None:
    report = command(targets_import, workbook(TARGET_HEAD, row))
    assert [(r["row"], r["code"]) for r in report["refusals"]] == [(2, code)]
    assert report["refusals"][0]["column"] in ("Chỉ tiêu", "Đảng bộ")


def test_a_file_that_is_not_there(world) -> None:
    actor = world.specialist()
    with entered(actor):
        report = targets_import("khong-co.xlsx", actor)
    assert report["refusals"][0]["code"] == "no_file"


def test_admitted_persons(command) -> None:
    data = workbook(ADMISSION_HEAD, person(), person("Lê Văn Hai", "Thôn 9"))
    dry = command(admissions_import, data)
    assert (dry["accepted"], dry["refused"] + dry["doubtful"]) == (1, 1)
    done = command(admissions_import, workbook(ADMISSION_HEAD, person()), commit=True)
    assert done["committed"]
    assert Admission.objects.count() == 1


class TestTheWords:
    @pytest.fixture
    def said(self, world, monkeypatch, tmp_path, capsys):
        actor = world.specialist()

        def acting(account, work):
            with entered(actor):
                return work(actor)

        monkeypatch.setattr(imports, "acting", acting)

        def run(data: bytes, commit: bool, shape: str = "table") -> tuple[int, str]:
            file = tmp_path / "bang.xlsx"
            file.write_bytes(data)
            words = argparse.Namespace(
                file=str(file), account="x", commit=commit, format=shape, campaign="", reason=""
            )
            code = imports.targets(words)
            return code, capsys.readouterr().out

        return run

    def test_clean_and_dry(self, said) -> None:
        code, out = said(workbook(TARGET_HEAD, GOOD), False)
        assert code == 0
        assert "đọc 1 dòng, nhận 1" in out
        assert "--commit" in out

    def test_written(self, said) -> None:
        code, out = said(workbook(TARGET_HEAD, GOOD), True)
        assert (code, "Đã ghi 1 dòng" in out) == (0, True)

    def test_not_clean(self, said) -> None:
        code, out = said(workbook(TARGET_HEAD, (1, "Bảo Lâm", -1)), True)
        assert code == 1
        assert "C2 “-1”" in out
        assert "[near_name]" in out

    def test_json(self, said) -> None:
        code, out = said(workbook(TARGET_HEAD, GOOD), False, "json")
        assert (code, json.loads(out)["accepted"]) == (0, 1)
