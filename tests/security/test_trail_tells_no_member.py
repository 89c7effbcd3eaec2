"""Whoever reads the trail without seeing records learns no member's name, nor a formula."""

import csv
import io

import openpyxl
import pytest
from django.test import Client
from tests import factories as f

from dangvu.access.matrix import Role
from dangvu.orgs.models import Unit

pytestmark = pytest.mark.django_db

NAME = "Trần Thị Kín Đáo"
TRAIL, EXPORT = "/quan-tri/nhat-ky/", "/quan-tri/nhat-ky/xuat/"


@pytest.fixture
def province() -> Unit:
    """A province in which somebody gave a member's name as the reason of a change."""
    province = f.unit()
    cell = f.unit("Chi bộ Tổ dân phố 1", f.unit("Đảng bộ phường Một", province))
    admission = f.admission(cell, person=f.person(cell, NAME))
    secretary = f.signed_in(f.account(Role.CELL_SECRETARY, cell))
    reason = {"reason": f"Ghi nhầm đồng chí {NAME}"}
    assert secretary.post(f"/ket-nap/{admission.pk}/huy/", reason).status_code == 302
    return province


def told(client: Client) -> list[str]:
    """The trail as its reader gets it: page, .csv, .xlsx."""
    page = client.get(TRAIL)
    assert "Hủy ghi lần kết nạp" in page.text
    sheet = client.post(EXPORT, {"format": "csv"}).content.decode("utf-8-sig")
    book = openpyxl.load_workbook(io.BytesIO(client.post(EXPORT, {"format": "xlsx"}).content))
    cells = [str(cell.value) for row in book.active.iter_rows() for cell in row]
    return [page.text, sheet, "\n".join(cells)]


@pytest.mark.parametrize("role", [Role.IT_ADMINISTRATOR, Role.AUDITOR])
def test_a_reason_that_names_a_member_is_kept_back(province: Unit, role: Role) -> None:
    for text in told(f.signed_in(f.account(role, province))):
        assert NAME not in text
        assert "Lý do chỉ hiện với vai trò xem được hồ sơ." in text


@pytest.mark.parametrize("role", [Role.PROVINCE_SPECIALIST, Role.INSPECTION_OFFICER])
def test_who_sees_the_record_reads_the_reason(province: Unit, role: Role) -> None:
    assert all(NAME in text for text in told(f.signed_in(f.account(role, province))))


def test_an_empty_cell_of_the_export_is_empty(province: Unit) -> None:
    client = f.signed_in(f.account(Role.PROVINCE_SPECIALIST, province))
    text = client.post(EXPORT, {"format": "csv"}).content.decode("utf-8-sig")
    assert "'" not in {cell for row in csv.reader(io.StringIO(text)) for cell in row}
