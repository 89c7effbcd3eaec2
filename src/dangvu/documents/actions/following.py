"""How papers follow when the tree is reorganised: in reach, never in what they say."""

from collections.abc import Sequence

from dangvu.documents.models import Paper
from dangvu.kernel.branches import Moved, follow


def follow_units(moves: Sequence[Moved]) -> int:
    """Papers, issued ones too, are read where their office stands. One statement; how many rows
    changed."""
    return follow(Paper, moves)
