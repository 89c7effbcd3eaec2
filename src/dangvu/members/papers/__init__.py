"""Official papers about members."""

from dangvu.members.papers.introduction import (
    Signed,
    cell_in_full,
    introduction,
    introduction_file,
    place_of,
)

__all__ = ["Signed", "cell_in_full", "introduction", "introduction_file", "place_of"]
