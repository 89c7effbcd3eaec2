"""Official papers about members."""

from dangvu.members.papers.introduction import (
    Signed,
    cell_in_full,
    introduction,
    introduction_file,
)

__all__ = ["Signed", "cell_in_full", "introduction", "introduction_file"]
