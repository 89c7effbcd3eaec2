"""``dangvu directive adopt`` and ``follow-up``: seen before it is written, written once, told."""

import io
import json
from contextlib import nullcontext

import pytest
from openpyxl import load_workbook
from tests import factories as f
from tests.tasks.duties_world import TEXT, TODAY, World

from dangvu.access.matrix import Role
from dangvu.cli import session
from dangvu.cli.main import main
from dangvu.documents.models import Paper
from dangvu.tasks.models import Assignment, Directive

pytestmark = pytest.mark.django_db
FILE = TEXT.replace("17-CT/TU", "18-CT/TU") + "\nT/M BAN THƯỜNG VỤ\nBÍ THƯ\n\nNguyễn Văn Mẫu\n"


@pytest.fixture
def world(settings, monkeypatch, tmp_path) -> World:
    settings.DEMO_TODAY = TODAY.isoformat()
    monkeypatch.setattr(session, "house", nullcontext)
    monkeypatch.setattr(session, "enter", lambda: None)
    made = World()
    f.account(Role.PROVINCE_SPECIALIST, made.province, "tinh")
    f.account(Role.COMMUNE_OFFICER, made.one, "xa")
    f.account(Role.AUDITOR, made.province, "kiemtoan")
    made.file = tmp_path / "chi-thi.txt"
    made.file.write_text(FILE, encoding="utf-8")
    return made


def run(capsys, *words: str) -> tuple[int, str, str]:
    code = main(["directive", *words])
    f.own()
    told = capsys.readouterr()
    return code, told.out, told.err


def adopt(world, capsys, *more: str) -> tuple[int, str, str]:
    return run(capsys, "adopt", str(world.file), "--as", "tinh", *more)


def test_without_commit_everything_is_told_and_nothing_written(world, capsys) -> None:
    code, out, _ = adopt(world, capsys)
    assert code == 0
    assert "Chỉ thị số 18-CT/TU, ngày 12/5/2026" in out
    assert "2 đơn vị (phường Một, phường Hai)" in out
    assert "Còn thiếu: chưa chọn sản phẩm" in out
    assert "chưa ghi gì" in out
    assert not Directive.objects.exists()
    assert Paper.objects.count() == 1


def test_as_json_each_duty_has_its_units_and_what_is_missing(world, capsys) -> None:
    code, out, _ = adopt(world, capsys, "--format", "json")
    told = json.loads(out)
    assert code == 0
    assert (told["number_symbol"], told["directive"], told["unready"]) == ("18-CT/TU", None, 1)
    first, second, third = told["obligations"]
    assert [unit["name"] for unit in first["units"]] == ["Đảng bộ phường Một", "Đảng bộ phường Hai"]
    assert (first["due_on"], first["due_inclusive"]) == ("2026-06-29", False)
    assert (second["every"], second["missing"]) == ("quarter", None)
    assert third["missing"]["code"] == "product_missing"


def test_what_is_not_ready_is_left_for_reading(world, capsys) -> None:
    code, out, _ = adopt(world, capsys, "--commit")
    assert code == 1
    assert "chưa giao: còn 1 nhiệm vụ" in out
    assert Directive.objects.get().state == "reading"
    assert not Assignment.objects.exists()


def test_chosen_beforehand_it_is_given_once(world, capsys) -> None:
    code, out, _ = adopt(world, capsys, "--commit", "--product", "plan")
    assert code == 0
    assert "giao 3 nhiệm vụ" in out
    assert Assignment.objects.count() == 4
    code, out, _ = adopt(world, capsys, "--commit", "--product", "plan")
    assert code == 0
    assert "đã giao từ trước" in out
    assert Assignment.objects.count() == 4
    assert Paper.objects.filter(number_symbol="18-CT/TU").count() == 1


def test_what_is_not_ready_may_be_left_out(world, capsys) -> None:
    code, _, _ = adopt(world, capsys, "--commit", "--leave-out")
    assert code == 0
    assert Directive.objects.get().duties.count() == 2


def test_a_draft_is_told_with_what_its_line_lacks_and_how_to_give_it(world, capsys) -> None:
    world.file.write_text(FILE.replace("ngày 12 tháng 5", "ngày   tháng"), encoding="utf-8")
    for more in ((), ("--commit",)):
        code, out, err = adopt(world, capsys, *more)
        assert code == 1
        assert "2 đơn vị (phường Một, phường Hai)" in out
        assert "Ghi bằng --date" in err
        assert not Directive.objects.exists()
    told = json.loads(adopt(world, capsys, "--format", "json")[1])
    assert told["refused"]["code"] == "date_missing"
    code, out, _ = adopt(world, capsys, "--commit", "--leave-out", "--number", "19-CT/TU",
                         "--date", "13/05/2026")  # fmt: skip
    assert code == 0
    assert "Chỉ thị số 19-CT/TU, ngày 13/5/2026" in out
    assert Directive.objects.get().state == "in_force"


def test_what_is_told_beforehand_is_what_would_be_refused(world, capsys) -> None:
    code, _, err = adopt(world, capsys, "--date", "2027-01-01")
    assert code == 1
    assert "before_date" in err
    assert Paper.objects.count() == 1


def test_who_may_not_is_told_and_nothing_is_written(world, capsys) -> None:
    code, out, err = run(capsys, "adopt", str(world.file), "--as", "kiemtoan", "--commit")
    assert (code, out) == (1, "")
    assert err
    assert Paper.objects.count() == 1


def test_a_file_that_cannot_be_read_says_why(world, capsys, tmp_path) -> None:
    bad = tmp_path / "hong.docx"
    bad.write_bytes(b"PK\x03\x04 broken")
    code, out, err = run(capsys, "adopt", str(bad), "--as", "tinh")
    assert (code, out) == (1, "")
    assert "[" in err


def test_the_follow_up_as_text_json_and_workbook(world, capsys, tmp_path) -> None:
    adopt(world, capsys, "--commit", "--product", "plan")
    code, out, _ = run(capsys, "follow-up", "18-CT/TU", "--as", "tinh")
    assert code == 0
    assert "phường Một" in out
    code, out, _ = run(capsys, "follow-up", "18-CT/TU", "--as", "tinh", "--format", "json")
    told = json.loads(out)
    assert [body["name"] for body in told["bodies"]][-2:] == [
        "Đảng bộ phường Một", "Đảng bộ phường Hai",
    ]  # fmt: skip
    assert told["bodies"][-1]["duties"][str(told["duties"][0]["id"])]["stage"] == "not_begun"
    place = tmp_path / "theo-doi.xlsx"
    code, _, _ = run(capsys, "follow-up", "18-CT/TU", "--as", "tinh", "--format", "xlsx", "--out",
                     str(place))  # fmt: skip
    assert code == 0
    book = load_workbook(io.BytesIO(place.read_bytes()))
    assert "Theo dõi" in book.sheetnames


def test_the_follow_up_ends_at_the_branch(world, capsys) -> None:
    adopt(world, capsys, "--commit", "--product", "plan")
    code, out, _ = run(capsys, "follow-up", "18-CT/TU", "--as", "xa", "--format", "json")
    assert code == 0
    assert "phường Hai" not in out
    code, _, err = run(capsys, "follow-up", "99-CT/TU", "--as", "xa")
    assert code == 1
    assert "Không có văn bản chỉ đạo số" in err


def test_the_daily_job_tells_how_many_duties_it_measured(world, capsys) -> None:
    code, out, _ = run(capsys, "measure", "--as", "tinh")
    assert (code, out) == (0, "Đã cập nhật kết quả của 0 nhiệm vụ theo chỉ tiêu.\n")


def test_who_may_not_close_a_month_measures_nothing(world, capsys) -> None:
    assert run(capsys, "measure", "--as", "kiemtoan")[0] == 1
