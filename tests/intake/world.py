"""A small province to bring tables into, and tables as offices send them."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO

import xlsxwriter
from tests import factories as f

from dangvu.access.actor import Actor
from dangvu.access.matrix import Role
from dangvu.orgs.models import Unit, UnitLabel
from dangvu.targets.models import Campaign

TARGET_HEAD = ("TT", "Đảng bộ", "Chỉ tiêu")
COUNT_HEAD = ("TT", "Đảng bộ", "Tháng", "Số kết nạp", "Nữ", "DTTS")
ADMISSION_HEAD = (
    "Họ và tên", "Giới tính", "Ngày sinh", "Dân tộc", "Tôn giáo", "Chi bộ", "Số quyết định",
    "Ngày quyết định", "Cơ quan quyết định", "Ngày kết nạp (lễ)", "Đoàn viên", "Nhóm nguồn",
)  # fmt: skip


class World:
    """Đảng bộ tỉnh with five bodies; two communes with cells of the same name."""

    def __init__(self) -> None:
        self.province = f.unit()
        self.huoai = f.unit("Đảng bộ xã Đạ Huoai", self.province, register_code="LD101")
        self.teh = f.unit("Đảng bộ xã Đạ Tẻh", self.province, register_code="LD102")
        self.bao_lam_1 = f.unit("Đảng bộ xã Bảo Lâm 1", self.province)
        self.bao_lam_2 = f.unit("Đảng bộ xã Bảo Lâm 2", self.province)
        self.xuan_huong = f.unit("Đảng bộ phường Xuân Hương - Đà Lạt", self.province)
        self.bodies = [self.huoai, self.teh, self.bao_lam_1, self.bao_lam_2, self.xuan_huong]
        former_name(self.teh, "Đảng bộ thị trấn Đạ Mri")
        self.cell = f.unit("Chi bộ Thôn 1", self.huoai, type="CHI_BO")
        self.other_cell = f.unit("Chi bộ Thôn 1", self.teh, type="CHI_BO")
        self.police = f.unit("Chi bộ Công an", self.teh, type="CHI_BO")
        self.campaign = campaign(self.province)

    def specialist(self) -> Actor:
        return f.actor(Role.PROVINCE_SPECIALIST, self.province)

    def officer(self, place: Unit | None = None) -> Actor:
        return f.actor(Role.COMMUNE_OFFICER, place or self.huoai)


def former_name(unit: Unit, name: str) -> None:
    UnitLabel.objects.create(
        unit=unit, kind="name", text=name, search_key=name.lower(), valid_until=date(2025, 7, 1)
    )


def campaign(unit: Unit, total: int | None = 100) -> Campaign:
    f.own()
    return Campaign.objects.create(
        unit=unit,
        name="Chỉ tiêu năm 2026",
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
        decision_number="149-TB/TU",
        decision_on=date(2026, 1, 30),
        issuer="Ban Thường vụ Tỉnh ủy",
        total=total,
        base_on=date(2025, 12, 31),
        created_at=f.NOW,
    )


def pasted(head: Sequence[str], *rows: Sequence[object]) -> str:
    """A block as a spreadsheet puts it on the clipboard."""
    return "\n".join("\t".join("" if c is None else str(c) for c in row) for row in (head, *rows))


def workbook(
    head: Sequence[str],
    *rows: Sequence[object],
    sheet: str = "Phụ lục",
    above: Sequence[str] = (),
    **options: object,
) -> bytes:
    """An .xlsx with ``above`` lines over the header."""
    out = BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "default_date_format": "dd/mm/yyyy", **options}
    )
    page = book.add_worksheet(sheet)
    for number, text in enumerate(above):
        page.write_string(number, 0, text)
    for down, row in enumerate((head, *rows), start=len(above)):
        for across, value in enumerate(row):
            if isinstance(value, date):
                page.write_datetime(down, across, value)
            elif value is not None:
                page.write(down, across, value)
    book.close()
    return out.getvalue()


def person(name: str = "Nguyễn Thị Thử", cell: str = "Chi bộ Thôn 1, xã Đạ Huoai", **more) -> list:
    """A row of the list of admitted persons."""
    row = {
        "Họ và tên": name,
        "Giới tính": "Nữ",
        "Ngày sinh": "05/02/2001",
        "Dân tộc": "Kinh",
        "Tôn giáo": "Không",
        "Chi bộ": cell,
        "Số quyết định": "15-QĐ/ĐU",
        "Ngày quyết định": "10/04/2026",
        "Cơ quan quyết định": "Ban Thường vụ Đảng ủy xã Đạ Huoai",
        "Ngày kết nạp (lễ)": "28/04/2026",
        "Đoàn viên": "x",
        "Nhóm nguồn": "Học sinh, sinh viên",
        **more,
    }
    return [row[column] for column in ADMISSION_HEAD]
