"""``dangvu export members`` as an account."""

from contextlib import contextmanager

import pytest
from tests import factories

from dangvu.access.matrix import Role
from dangvu.cli import session
from dangvu.cli.main import main
from dangvu.kernel.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house(monkeypatch):
    """The tests' database is the house."""

    @contextmanager
    def here():
        yield None

    monkeypatch.setattr(session, "house", here)
    monkeypatch.setattr(session, "enter", lambda: None)
    province = factories.unit()
    commune = factories.unit("Đảng bộ xã Tà Nung", province, register_code="LD017")
    factories.unit("Đảng bộ xã khác", province, register_code="LD018")
    factories.person(commune, "Nguyễn Văn Ân")
    factories.account(Role.COMMUNE_OFFICER, commune, "xa")


def test_the_national_layout_is_written_and_noted(tmp_path, capsys):
    file = tmp_path / "a.xlsx"
    words = ["export", "members", str(file), "--as", "xa", "--unit", "LD017"]
    assert main(words) == 1
    assert "ghi vì sao" in capsys.readouterr().err
    assert main([*words, "--reason", "Nộp cấp trên"]) == 0
    assert file.read_bytes().startswith(b"PK")
    factories.own()
    assert Event.objects.get(action="export_members").reason == "Nộp cấp trên"


def test_a_unit_beyond_reach_is_not_there(tmp_path, capsys):
    file = tmp_path / "a.csv"
    words = ["export", "members", str(file), "--as", "xa", "--layout", "csv", "--unit", "LD018"]
    assert main(words) == 1
    assert "Không có đơn vị" in capsys.readouterr().err
    assert not file.exists()
