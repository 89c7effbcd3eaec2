"""Workbooks made on the spot: ordinary ones, and ones no spreadsheet program would write."""

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Sequence

import openpyxl
import pytest

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def zipped(members: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def raw_members(sheet_data: str, *, book_properties: str = "", before: str = "") -> dict[str, str]:
    """The smallest workbook that holds `sheet_data` (rows as XML) in a sheet named "Bảng"."""
    xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return {
        "[Content_Types].xml": f'{xml}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPES}.worksheet+xml"/>'
        "</Types>",
        "_rels/.rels": f'{xml}<Relationships xmlns="{PACKAGE}/relationships"><Relationship '
        f'Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{xml}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{book_properties}'
        '<sheets><sheet name="Bảng" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{xml}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": f'{xml}<worksheet xmlns="{MAIN}">{before}'
        f"<sheetData>{sheet_data}</sheetData></worksheet>",
    }


@pytest.fixture
def raw_book() -> Callable[..., bytes]:
    def make(sheet_data: str, **options: str) -> bytes:
        return zipped(dict(raw_members(sheet_data, **options)))

    return make


@pytest.fixture
def raw_parts() -> Callable[..., dict[str, str]]:
    return raw_members


@pytest.fixture
def make_zip() -> Callable[[dict[str, str | bytes]], bytes]:
    return zipped


@pytest.fixture
def book() -> Callable[..., bytes]:
    def make(
        rows: Sequence[Sequence[object]], *, merge: Sequence[str] = (), title: str = "Chỉ tiêu"
    ) -> bytes:
        workbook = openpyxl.Workbook()
        sheet = workbook.active
        assert sheet is not None
        sheet.title = title
        for row in rows:
            sheet.append(list(row))
        for area in merge:
            sheet.merge_cells(area)
        out = io.BytesIO()
        workbook.save(out)
        return out.getvalue()

    return make


@pytest.fixture(scope="session")
def convert(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., dict[str, bytes]]:
    """Files by name, and the extension wanted, to the same files as LibreOffice writes them."""
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed")
    profile = tmp_path_factory.mktemp("profile").as_uri()

    def run(files: dict[str, bytes], target: str) -> dict[str, bytes]:
        folder = tmp_path_factory.mktemp("papers")
        out = folder / "out"
        for name, data in files.items():
            (folder / name).write_bytes(data)
        subprocess.run(
            [
                soffice,
                f"-env:UserInstallation={profile}",
                "--headless",
                "--convert-to",
                target,
                "--outdir",
                str(out),
                *[str(folder / name) for name in files],
            ],
            check=True,
            capture_output=True,
            timeout=180,
        )
        return {path.name: path.read_bytes() for path in out.iterdir()}

    return run
