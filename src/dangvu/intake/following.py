"""How staged workbooks follow when the tree is reorganised."""

from collections.abc import Sequence

from dangvu.intake.models import Batch, Row
from dangvu.kernel.branches import Moved, follow


def follow_units(moves: Sequence[Moved]) -> None:
    """Workbooks and their rows stand where their unit stands. Two statements."""
    follow(Batch, moves)
    follow(Row, moves)
