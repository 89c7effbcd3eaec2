"""Workbooks of members as nobody should send them: each is told where and why, in words, and
whatever is good in them is not lost."""

import unicodedata
import zipfile
from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from tests import factories as f
from tests.intake.bad_files import BAD_FILES
from tests.intake.world import World
from tests.members.books import AT, book, row
from tests.members.steps import Clerk, rows
from tests.office.conftest import zipped

from dangvu.access.scope import entered
from dangvu.intake import papers, queries
from dangvu.intake.models import Batch
from dangvu.members.importing import MEMBERS
from dangvu.members.models import Particulars, Person
from dangvu.office.workbooks import BookRefused

pytestmark = pytest.mark.django_db

CELL = "Chi bộ Thôn 1"


@pytest.fixture
def clerk(settings: object) -> Clerk:
    settings.DEMO_TODAY = "2026-06-15"  # type: ignore[attr-defined]
    return Clerk(World())


def told(clerk: Clerk, batch: Batch) -> dict[int, set[tuple[str, str]]]:
    """Row to (column, code) of what blocks it."""
    with entered(clerk.actor):
        found: dict[int, set[tuple[str, str]]] = {}
        for fault in queries.faults(batch):
            assert fault.message.endswith(".")
            if fault.blocks:
                found.setdefault(fault.number, set()).add((fault.column, fault.code))
    f.own()
    return found


def escaped(data: bytes) -> bytes:
    """Excel's own way to write what XML cannot hold."""
    parts = _members(data)
    name = "xl/sharedStrings.xml"
    return zipped({**parts, name: parts[name].replace(b"_x005F_", b"_")})


def changed(data: bytes, change: Callable[[Workbook], object]) -> bytes:
    made = openpyxl.load_workbook(BytesIO(data))
    change(made)
    made.save(out := BytesIO())
    return out.getvalue()


# ------------------------------------------------------------------ whole files


def good() -> bytes:
    return book(rows([1, 2]))


def with_macros() -> bytes:
    return zipped({**_members(good()), "xl/vbaProject.bin": b"\0"})


def _members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def ten_thousand_columns() -> bytes:
    return changed(good(), lambda b: b.worksheets[0].cell(1, 10_000, "x"))


def a_name_twice() -> bytes:
    def twice(made: Workbook) -> None:
        made.worksheets[0].cell(1, 40, "Họ và tên")

    return changed(good(), twice)


def no_header() -> bytes:
    return changed(good(), lambda b: b.worksheets[0].delete_rows(1, 2))


WHOLE: dict[str, tuple[Callable[[], bytes], str]] = {
    **BAD_FILES,
    "a header alone": (lambda: book([]), "empty"),
    "cut off in the middle": (lambda: good()[: len(good()) // 2], "corrupt"),
    "macros": (with_macros, "macros"),
    "csv of another code page": (
        lambda: "Họ tên;Sinh ngày\nĐỗ Thị Ước;1980".encode("utf-16"), "not_a_workbook",
    ),
    "ten thousand columns": (ten_thousand_columns, "too_many_columns"),
    "no header": (no_header, "header"),
    "a column twice": (a_name_twice, "header"),
}  # fmt: skip


@pytest.mark.parametrize(("make", "code"), WHOLE.values(), ids=WHOLE)
def test_a_bad_file_says_why_and_leaves_nothing(
    clerk: Clerk, make: Callable[[], bytes], code: str
) -> None:
    data = make()
    with pytest.raises(BookRefused) as refused:
        clerk.stage([], data)
    assert refused.value.code == code
    assert refused.value.message_vi.endswith(".")
    f.own()
    assert not Batch.objects.exists()


@pytest.mark.slow
def test_a_million_empty_formatted_rows_are_nothing(clerk: Clerk) -> None:
    """Formatted down to the last row of Excel: the two members are read."""
    parts = _members(good())
    name = next(n for n in parts if n.endswith("sheet1.xml"))
    blank = "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(5, 1_048_577))
    parts[name] = parts[name].replace(b"</sheetData>", blank.encode() + b"</sheetData>")
    assert clerk.stage([], zipped(parts)).summary["new"] == 2


# ------------------------------------------------------------------ cells

LONG = "Nguyễn " * 200

# What stands in a cell -> what blocks its row.
CELLS: dict[str, tuple[dict[str, object], set[tuple[str, str]]]] = {
    "a word for a day": ({"birth_on": "hôm qua"}, {("birth_on", "not_a_day")}),
    "no such day": ({"joined_on": "31/02/2010"}, {("joined_on", "no_such_day")}),
    "only a year": ({"birth_on": "1980"}, {("birth_on", "year_only")}),
    "a number for a name": ({"full_name": 12}, {("full_name", "one_word_name")}),
    "letters in a number": ({"citizen": "06818000000A"}, {("citizen", "not_digits")}),
    "a number Excel cut": ({"citizen": 6.8180000001e19}, {("citizen", "wrong_length")}),
    "a name too long": ({"full_name": LONG}, {("full_name", "too_long")}),
    "an address too long": ({"home_detail": "x" * 32_000}, {("home_detail", "too_long")}),
    "a unit too long": ({"unit": "Chi bộ " + "x" * 32_000}, {("unit", "unknown")}),
    "a state nobody knows": ({"status": "=1+1"}, {("status", "unknown_value")}),
    "nothing where something must be": (
        {"sex": "", "unit": " "}, {("sex", "empty"), ("unit", "empty")},
    ),
}  # fmt: skip


def test_every_bad_cell_is_told_and_every_good_row_taken(clerk: Clerk) -> None:
    table = [
        row(n, CELL, **({"full_name": f"Lê Văn {'ABCDEFGHIKLMNOP'[n]}a"} | cells))
        for n, (cells, _) in enumerate(CELLS.values(), start=1)
    ]
    batch = clerk.stage([*table, *rows([90, 91])])
    found = told(clerk, batch)
    assert {what: found.get(number, set()) for number, what in enumerate(CELLS, start=3)} == {
        what: blocked for what, (_, blocked) in CELLS.items()
    }
    assert batch.summary["accepted"] == 2
    clerk.commit(batch, only_valid=True)
    f.own()
    assert Person.objects.count() == 2


ODD = {
    "decomposed": (unicodedata.normalize("NFD", "Thôn Hạ, xã Đạ Tẻh"), "Thôn Hạ, xã Đạ Tẻh"),
    "marks of lists and tables": ('{"a",b} \\N \\. |', '{"a",b} \\N \\. |'),
    "ends of line": ("Tổ 1\nThôn 2\tXã 3\r", "Tổ 1 Thôn 2 Xã 3"),
    "control characters": ("Thôn_x0000_ 1_x0007_", "Thôn 1"),
    "beyond the first plane": ("Thôn 😀 𠀀", "Thôn 😀 𠀀"),
    "without width": ("Thôn\u200b 1\ufeff", "Thôn 1"),
    "a formula in words": ('=HYPERLINK("http://x","y")', '=HYPERLINK("http://x","y")'),
    "a dash": ("-", "-"),
    "null": ("NULL", "NULL"),
}


def test_odd_text_is_kept_as_it_reads(clerk: Clerk) -> None:
    """Text is what a reader sees of it: composed, on one line, without what nobody sees."""
    table = [
        row(n, CELL, full_name=f"Lê Văn {'ABCDEGHIKL'[n]}a", home_detail=text)
        for n, (text, _) in enumerate(ODD.values())
    ]
    batch = clerk.stage([], escaped(book(table)))
    assert told(clerk, batch) == {}
    clerk.commit(batch)
    f.own()
    kept = dict(Particulars.objects.values_list("person__search_key", "home_detail"))
    names = [f"le van {'abcdeghikl'[n]}a" for n in range(len(ODD))]
    assert {what: kept[name] for what, name in zip(ODD, names, strict=True)} == {
        what: read for what, (_, read) in ODD.items()
    }


@pytest.mark.parametrize("column", ["full_name", "unit", "status", "citizen", "verdict", "sex"])
def test_a_hidden_zero_in_any_column_stops_nothing(clerk: Clerk, column: str) -> None:
    table = [row(1, CELL) | {column: "A_x0000_b"}, row(2, CELL, full_name="Lê Văn Ba")]
    batch = clerk.stage([], escaped(book(table)))
    assert batch.summary["read"] == 2
    assert batch.summary["accepted"] >= 1


def test_formulas_errors_and_merged_cells_are_told_with_their_cell(clerk: Clerk) -> None:
    def spoil(made: Workbook) -> None:
        sheet = made.worksheets[0]
        sheet.cell(3, AT["full_name"] + 1, "=A1&B1")
        sheet.cell(4, AT["joined_on"] + 1, "#N/A").data_type = "e"
        at = AT["unit"] + 1
        sheet.merge_cells(start_row=5, end_row=6, start_column=at, end_column=at)

    batch = clerk.stage([], changed(book(rows(range(1, 6))), spoil))
    found = told(clerk, batch)
    assert found[3] == {("full_name", "formula_without_value")}
    assert {column for column, _ in found[4]} == {"joined_on"}
    assert found[6] == {("unit", "merged")}
    assert set(found) == {3, 4, 6}
    assert batch.summary["accepted"] == 2


def test_the_workbook_that_goes_back_runs_nothing(clerk: Clerk) -> None:
    table = rows([1, 2, 3], citizen="=1+1", home_detail="=cmd|'/C calc'!A0")
    batch = clerk.stage(table)
    assert batch.summary["accepted"] == 0
    with entered(clerk.actor):
        data = papers.returned_long(MEMBERS, batch)
    made = openpyxl.load_workbook(BytesIO(data))
    cells = [c for sheet in made for line in sheet.iter_rows() for c in line]
    assert [c.coordinate for c in cells if c.data_type == "f"] == []
    assert "=cmd|'/C calc'!A0" in [c.value for c in cells]
