"""The bodies a table of targets or counts names, and what is said of them together."""

from collections import defaultdict

from dangvu.intake.catalogue import Draft
from dangvu.intake.matching import Directory, resolve
from dangvu.office.vietnamese import clean

MOST_LISTED = 200


def place(directory: Directory, draft: Draft) -> int | None:
    """The body of a row, by its code where one is given, else by its name; kept as ``unit``.

    A code that is not known, or that contradicts the name, is refused: one of them is wrong.
    """
    draft.values.pop("unit", None)
    by_code = None
    if code := clean(draft.raw.get("code", "")):
        match = directory.match(code)
        by_code = match.unit_id
        if by_code is None:
            draft.refuse(
                "unknown_code",
                "code",
                f"Không có đơn vị mã “{code}” {directory.where}.",
                "Sửa mã, hoặc xóa mã để so theo tên.",
            )
            return None
    if by_code is not None:
        named = directory.match(draft.raw.get("body", ""))
        if named.unit_id not in (None, by_code):
            draft.refuse(
                "code_and_name",
                "code",
                f"Mã là của {directory.units[by_code].name}, tên lại là "
                f"{directory.units[named.unit_id].name}.",
                "Giữ lại mã hoặc tên cho đúng đơn vị.",
            )
            return None
        found: int | None = by_code
    else:
        found = resolve(directory, draft, "body")
    if found is not None:
        draft.values["unit"] = found
    return found


def refuse_twice(drafts: list[Draft], key: tuple[str, ...], what: str) -> None:
    """Refuses every row of a body (and month) that stands in the table more than once."""
    rows: dict[tuple[object, ...], list[Draft]] = defaultdict(list)
    for draft in drafts:
        if all(draft.get(column) is not None for column in key):
            rows[tuple(draft.get(column) for column in key)].append(draft)
    for same in rows.values():
        if len(same) < 2:
            continue
        numbers = ", ".join(str(draft.number) for draft in same)
        for draft in same:
            draft.refuse(
                "duplicate",
                "body",
                f"{what} có ở nhiều dòng: {numbers}.",
                "Giữ lại một dòng, xóa các dòng kia.",
            )
