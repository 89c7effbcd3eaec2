"""Workbooks of members taken in: the national one, or any other by its columns."""

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.intake.bulk import BulkKind
from dangvu.intake.catalogue import Option, Place
from dangvu.kernel import clock
from dangvu.members.catalogue import by_code
from dangvu.members.importing.cells import CELLS, COLUMNS, DATES, LABELS, NONE
from dangvu.members.importing.checking import check, hold
from dangvu.members.importing.reading import cells_of, reader
from dangvu.members.importing.undoing import unwrite
from dangvu.members.importing.writing import write
from dangvu.office.vietnamese import day

__all__ = ["MEMBERS"]


def options(actor: Actor, unit: Place) -> tuple[Option, ...]:
    """The day the figures hold on."""
    return (
        Option(
            "as_of", "Ngày chốt số liệu",
            "Người mới trong tệp được đưa vào sổ từ ngày này", required=True, day=True, late=True,
            initial=day(clock.today()),
        ),
    )  # fmt: skip


def shown(code: str, value: object) -> str:
    """A value of a cell as the user reads it."""
    text = str(value or "")
    if code in DATES and len(text) == 10:
        return f"{text[8:]}/{text[5:7]}/{text[:4]}"
    if code == "citizen":
        return "(đã niêm phong)"
    field = by_code().get(code)
    return field.shown("" if text == NONE else text) if field else text


MEMBERS = BulkKind(
    code="members",
    title="Danh sách đảng viên",
    purpose="Tệp 31 cột của Trung ương, hoặc tệp bất kỳ có họ tên, ngày sinh và chi bộ. Người chưa "
    "có trong sổ được đưa vào sổ, người đã có được cập nhật.",
    noun="người",
    action=Action.IMPORT_MEMBERS,
    columns=COLUMNS,
    labels=LABELS,
    cells=CELLS,
    sealed="citizen",
    head="full_name",
    subject="unit",
    places=cells_of,
    reader=reader,
    hold=hold,
    check=check,
    write=write,
    unwrite=unwrite,
    options=options,
    shown=shown,
)
