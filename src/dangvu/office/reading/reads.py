"""What reading a paper gives, and how it is refused."""

from dataclasses import dataclass
from enum import StrEnum

from dangvu.office.archives import PackageRefused

MOST_LETTERS = 2_000_000
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class PaperRefused(PackageRefused):
    """A paper that is not taken in. ``code`` is stable; ``message_vi`` says why and what to do."""


class Way(StrEnum):
    """How the text was got."""

    WORD = "word"
    PDF = "pdf"
    SCAN = "scan"
    TEXT = "text"

    @property
    def label_vi(self) -> str:
        return {"word": "Tệp Word", "pdf": "PDF có chữ", "scan": "Bản quét, nhận dạng chữ",
                "text": "Tệp chữ thuần"}[self.value]  # fmt: skip


@dataclass(frozen=True, slots=True)
class PaperText:
    """The text, a line for every line or paragraph; notes begin with a raised figure, rows of a
    table have " | " between their cells. ``doubts_vi``: what a clerk should know about it."""

    text: str
    way: Way
    doubts_vi: tuple[str, ...] = ()


def checked(text: str, way: Way, *doubts_vi: str) -> PaperText:
    """``text`` as a paper. Raises ``PaperRefused``: empty, too_long."""
    if not text.strip():
        raise PaperRefused("empty", "Tệp không có chữ nào. Đồng chí kiểm tra lại tệp.")
    if len(text) > MOST_LETTERS:
        raise PaperRefused(
            "too_long", "Văn bản quá dài để đọc một lần. Đồng chí tách phụ lục ra thành tệp riêng."
        )
    return PaperText(text, way, doubts_vi)
