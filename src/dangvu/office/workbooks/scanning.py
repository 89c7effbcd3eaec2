"""One pass over a worksheet's XML before the reader builds its grid.

The reader allocates the whole rectangle from A1 to the last filled cell, shows errors as
empty cells, and cannot tell a formula that was never calculated. This pass finds all three.
"""

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from dangvu.office.archives import MB, Limits
from dangvu.office.vietnamese import number
from dangvu.office.workbooks.parts import (
    LAST_ROW,
    ROW_NUMBER,
    ROW_OPEN,
    SHEET_DATA_END,
    BookRefused,
    cell_ref,
    column_index,
    column_letters,
    corrupt,
)

_LONGEST_ROW = 32 * MB
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|is)[\s>]")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_ERROR_TYPE = re.compile(rb"\st\s*=\s*[\"']e[\"']")
_TEXT_TYPE = re.compile(rb"\st\s*=\s*[\"']str[\"']")
_CELL_OPEN = re.compile(rb"<(?:\w+:)?c\b")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c\s*>)", re.DOTALL)
_REF = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]+)[0-9]")
_VALUE_TAG = re.compile(rb"<(?:\w+:)?v\b")
# Excel's own spelling of an address, found many times faster than every spelling XML allows.
_PLAIN_REF = re.compile(rb'r="([A-Z]+)[0-9]')
_HAS_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*(?<!/)>\s*[^<\s]")
_ERROR_TEXT = re.compile(rb"<(?:\w+:)?v[^>]*>([^<]*)<")
_ESCAPED_ADDRESS = re.compile(rb"<(?:\w+:)?(?:c|row)\b[^>]*&")


@dataclass(frozen=True)
class CellFault:
    """A cell that stands in the sheet but has no usable value. `message_vi` names the cell."""

    code: str
    message_vi: str


@dataclass
class SheetScan:
    """The extent of the filled cells (1-based last row, number of columns) and the cells without a
    value.
    """

    last_row: int = 0
    columns: int = 0
    filled_rows: int = 0
    faults: dict[tuple[int, int], CellFault] = field(default_factory=dict)


def scan(name: str, pieces: Iterable[bytes], limits: Limits) -> SheetScan:
    """What the sheet `name` holds, from its XML in pieces. Raises `BookRefused` beyond the
    limits.
    """
    found = SheetScan()
    seen: set[bytes] = set()
    row = 0
    for part in _row_parts(pieces):
        tag, _, content = part.partition(b">")
        numbered = ROW_NUMBER.search(tag)
        row = int(numbered.group(1)) if numbered else row + 1
        if not 1 <= row <= LAST_ROW or (b"&" in part and _ESCAPED_ADDRESS.search(part)):
            raise corrupt()
        may_be_formula = b"<f" in content or b":f" in content
        has_formula = may_be_formula and _FORMULA.search(content) is not None
        if not has_formula and not _VALUE.search(content):
            continue
        found.filled_rows += 1
        found.last_row = max(found.last_row, row)
        found.columns = max(found.columns, _columns(content, seen))
        may_be_error = b'"e"' in content or b"'e'" in content
        if has_formula or (may_be_error and _ERROR_TYPE.search(content)):
            found.faults.update(_faults(row, content))
        _check(name, found, limits)
    return found


def _row_parts(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Each "<row …" up to the next one, whatever the cuts between pieces."""
    held = b""
    for piece in pieces:
        held += piece
        starts = [m.start() for m in ROW_OPEN.finditer(held)]
        if not starts:
            held = held[-64:]
            continue
        for start, end in itertools.pairwise(starts):
            yield held[start:end]
        held = held[starts[-1] :]
        if len(held) > _LONGEST_ROW:
            raise corrupt()
        if finish := SHEET_DATA_END.search(held):
            yield held[: finish.start()]
            held = b""
    if held.startswith(b"<") and ROW_OPEN.match(held):
        raise corrupt()


def _columns(content: bytes, seen: set[bytes]) -> int:
    """How many columns a row reaches; 0 when its column letters are all in `seen`, to which they
    go.
    """
    refs = _PLAIN_REF.findall(content)
    cells = content.count(b"<c ")
    if len(refs) < cells or cells != content.count(b"<c") or b":c" in content:
        refs = _REF.findall(content)
        cells = len(_CELL_OPEN.findall(content))
    new = set(refs) - seen
    seen |= new
    furthest = max((column_index(r.decode().upper()) + 1 for r in new), default=0)
    if len(refs) < cells:
        furthest = max(column_index(r.decode().upper()) + 1 for r in [*seen, b"A"]) + cells
    return furthest


def _faults(row: int, content: bytes) -> Iterator[tuple[tuple[int, int], CellFault]]:
    column = -1
    for cell in _CELL.finditer(content):
        attributes, inside = cell.group(1), cell.group(2) or b""
        ref = _REF.search(b" " + attributes)
        column = column_index(ref.group(1).decode().upper()) if ref else column + 1
        where = cell_ref(column, row)
        if _ERROR_TYPE.search(attributes):
            shown = _ERROR_TEXT.search(inside)
            error = shown.group(1).decode("utf-8", "replace") if shown else "lỗi"
            yield (
                (row, column),
                CellFault(
                    "cell_error",
                    f"Ô {where} đang báo lỗi {error}. Đồng chí sửa công thức hoặc gõ giá trị vào "
                    "ô.",
                ),
            )
        elif (
            _FORMULA.search(inside)
            and not _HAS_VALUE.search(inside)
            and not (_TEXT_TYPE.search(attributes) and _VALUE_TAG.search(inside))
        ):
            yield (
                (row, column),
                CellFault(
                    "formula_without_value",
                    f"Ô {where} là công thức chưa có kết quả. Đồng chí mở tệp bằng Excel, đợi "
                    "tính xong, "
                    "lưu lại rồi nộp; hoặc dán giá trị thay công thức.",
                ),
            )


def _check(name: str, found: SheetScan, limits: Limits) -> None:
    if found.filled_rows > limits.max_rows:
        raise BookRefused(
            "too_many_rows",
            f"Trang “{name}” có hơn {number(limits.max_rows)} dòng. Đồng chí chia thành nhiều tệp.",
        )
    if found.columns > limits.max_columns:
        raise BookRefused(
            "too_many_columns",
            f"Trang “{name}” có dữ liệu ở cột {column_letters(found.columns - 1)}, xa hơn mức "
            f"{number(limits.max_columns)} cột. Đồng chí xóa các ô nằm ngoài bảng.",
        )
    if found.last_row * found.columns > limits.max_cells:
        raise BookRefused(
            "too_far",
            f"Trang “{name}” có ô dữ liệu lẻ ở dòng {number(found.last_row)}, rất xa bảng chính. "
            "Đồng chí xóa các dòng thừa bên dưới và các cột thừa bên phải bảng.",
        )
