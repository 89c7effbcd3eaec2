"""Lists of admitted persons taken in: one line per person, from a workbook or pasted."""

from collections import defaultdict
from datetime import date

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.admissions import actions, cells, checking
from dangvu.admissions.catalogue import FIELDS
from dangvu.intake.catalogue import (
    Draft,
    Kind,
    Level,
    Occasion,
    Option,
    Place,
    Problem,
    Remark,
    Standing,
    Written,
)
from dangvu.intake.matching import Directory, resolve
from dangvu.kernel import audit, clock
from dangvu.office.vietnamese import fold, number
from dangvu.orgs import queries as orgs
from dangvu.rules.basis import Severity

_LEVELS = {
    Severity.REFUSAL: Level.REFUSED,
    Severity.WARNING: Level.WARNING,
    Severity.NOTE: Level.NOTE,
}
_ABOVE_A_CELL = ("dang bo", "dang uy", "db ", "du ")
_MOST_OFFERED = 500


def judge(occasion: Occasion, drafts: list[Draft]) -> list[Remark]:
    """Matches cells, asks the rules, and looks for those already on record. Five statements."""
    unit = orgs.unit(occasion.actor, occasion.unit_id, Action.RECORD_ADMISSION)
    directory = cells.directory(unit, occasion.on)
    for draft in drafts:
        _place(directory, draft)
        _complete(draft, occasion)
        _ask_rules(draft, occasion.on)
    _refuse_twice(drafts)
    _look_up(occasion.actor, drafts)
    return _together(drafts)


def _place(directory: Directory, draft: Draft) -> None:
    """The cell of a row, kept as ``cell``. A body above cells is never taken for one of them."""
    draft.values.pop("cell", None)
    found = resolve(directory, draft, "unit")
    if found is None:
        return
    named = draft.raw.get("unit", "")
    if fold(named).startswith(_ABOVE_A_CELL) and draft.choice != found:
        message = f"“{named}” là tên một đảng bộ; đảng viên mới được ghi ở chi bộ."
        draft.doubt("not_a_cell", "unit", message, [directory.choice(found, "chi bộ cùng tên")])
        return
    draft.values["cell"] = found


def _complete(draft: Draft, occasion: Occasion) -> None:
    """The issuer of the decision where the row leaves it blank; capitals that were taken down."""
    if "issuer" not in draft.raw:
        draft.values.pop("issuer", None)
        if issuer := occasion.options.get("issuer"):
            draft.values["issuer"] = issuer
        else:
            draft.refuse(
                "issuer_missing",
                "issuer",
                "Chưa ghi cơ quan ra quyết định.",
                "Điền cột này, hoặc ghi chung ở phần “Thông tin kèm theo”.",
            )
    name = draft.get("full_name")
    if name and draft.raw.get("full_name") not in (None, name):
        draft.note("capitals", "full_name", f"Họ tên viết hoa toàn bộ, ghi thành {name}.")


def _ask_rules(draft: Draft, on: date) -> None:
    found = checking.by_rules(
        on,
        birth_on=draft.day("birth_on"),
        decision_on=draft.day("decision_on"),
        ceremony_on=draft.day("ceremony_on"),
        decision_number=draft.get("decision_number") or "",
        note=draft.get("note") or "",
    )
    for trouble in found:
        _add(draft, trouble)


def _add(draft: Draft, trouble: checking.Trouble) -> None:
    message = trouble.message
    if trouble.basis:
        message = f"{message} Căn cứ: {trouble.basis}."
    level = _LEVELS[trouble.severity]
    draft.problems.append(Problem(level, trouble.code, trouble.field, message, trouble.mend))


def _refuse_twice(drafts: list[Draft]) -> None:
    """The same person in two rows: same name and day of birth, whatever the cell."""
    rows: dict[tuple[str, str], list[Draft]] = defaultdict(list)
    for draft in drafts:
        if draft.get("full_name") and draft.get("birth_on"):
            rows[fold(draft.get("full_name")), draft.get("birth_on")].append(draft)
    for same in rows.values():
        placed = [draft.get("cell") for draft in same]
        for draft, cell in zip(same, placed, strict=True):
            if len(same) < 2:
                continue
            others = ", ".join(str(d.number) for d in same if d is not draft)
            message = f"Cùng họ tên và ngày sinh với dòng {others}."
            if placed.count(cell) > 1:
                draft.refuse("duplicate", "full_name", message, "Giữ lại một dòng.")
            else:
                draft.warn("same_name", "full_name", message, "Xem có phải một người không.")


def _look_up(actor: Actor, drafts: list[Draft]) -> None:
    """Those who are on record already, in one go for all rows."""
    asked = [d for d in drafts if d.get("full_name") and d.get("birth_on")]
    pairs = [(d.get("full_name"), date.fromisoformat(d.get("birth_on"))) for d in asked]
    for draft, same in zip(asked, checking.known(actor, pairs), strict=True):
        decision = (draft.get("decision_number") or "", draft.day("decision_on"))
        for trouble in checking.against_known(draft.get("cell"), decision, same):
            _add(draft, trouble)


def _together(drafts: list[Draft]) -> list[Remark]:
    accepted = [d for d in drafts if d.accepted]
    places = {d.get("cell") for d in accepted}
    women = sum(d.get("sex") == "F" for d in accepted)
    if not accepted:
        return []
    message = (
        f"Ghi được {number(len(accepted))} người ở {number(len(places))} chi bộ, "
        f"trong đó {number(women)} nữ."
    )
    return [Remark("together", message)]


def write(occasion: Occasion, batch_id: int, drafts: list[Draft]) -> list[Written]:
    """Enters the persons and their admissions."""
    entries = [checking.from_values(d.values, d.get("cell")) for d in drafts]
    made = actions.enter(occasion.actor, entries, batch_id=batch_id)
    audit.record(
        occasion.actor,
        "record_admission",
        subject=("batch", batch_id),
        unit_path=occasion.unit_path,
        data={"count": len(made)},
    )
    return [
        Written(draft.number, Standing.CREATED, {"admission": row.pk})
        for draft, row in zip(drafts, made, strict=True)
    ]


def unwrite(occasion: Occasion, batch_id: int, written: list[Written]) -> None:
    """Takes the persons and their admissions out again."""
    actions.withdraw_batch(batch_id)


def options(actor: Actor, unit: Place) -> tuple[Option, ...]:
    """Who decides, for the rows that do not say."""
    found = orgs.unit(actor, unit.pk, Action.RECORD_ADMISSION)
    return (
        Option(
            "issuer",
            "Cơ quan ra quyết định",
            "Dùng cho dòng để trống cột này",
            late=True,
            initial=cells.usual_issuer(found),
        ),
    )


def lists(actor: Actor, unit: Place) -> dict[str, tuple[str, ...]]:
    """The unit's cells to choose from, where they are not too many."""
    found = orgs.unit(actor, unit.pk, Action.RECORD_ADMISSION)
    names = [cell.name for cell in cells.cells(found, clock.today())]
    return {"unit": tuple(names)} if len(names) <= _MOST_OFFERED else {}


ADMISSIONS = Kind(
    code="admissions",
    title="Danh sách kết nạp đảng viên",
    purpose="Mỗi dòng là một người được kết nạp, với quyết định và các thông tin mà báo cáo phải "
    "chia theo. Người trong danh sách được ghi là đảng viên dự bị của chi bộ.",
    noun="người",
    action=Action.RECORD_ADMISSION,
    fields=FIELDS,
    subject="unit",
    placed_as="cell",
    head="full_name",
    judge=judge,
    write=write,
    unwrite=unwrite,
    options=options,
    lists=lists,
)
