"""How admissions follow when the tree is reorganised: in reach, never in figures."""

from collections.abc import Sequence

from dangvu.admissions.models import Admission
from dangvu.kernel.branches import Moved, follow, follow_rows


def follow_units(moves: Sequence[Moved]) -> int:
    """Admissions are read where the members' cells stand. ``counted_path`` never changes: last
    year's figures stay what they were. One statement; how many rows changed."""
    return follow(Admission, moves)


def follow_cells(left: Sequence[str], **_: object) -> int:
    """The same for members who went from the cells at the paths ``left`` to other cells."""
    return follow_rows(Admission, "person", left)
