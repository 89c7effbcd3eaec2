"""Papers as they come, read into text: Word, PDF with text, scans, plain text.

What a file is is told by its bytes, never by its name. A file that cannot be read, or may not be
(marked secret), is refused with a sentence that says why and what to do.
"""

from dangvu.office.reading.pages import (
    SCAN_DOUBT,
    can_scan,
    page_of,
    pages_in,
    read_image,
    read_pdf,
)
from dangvu.office.reading.papers import read_paper, read_txt, refuse_secret
from dangvu.office.reading.reads import PaperRefused, PaperText, Way
from dangvu.office.reading.word import read_docx

__all__ = [
    "SCAN_DOUBT",
    "PaperRefused",
    "PaperText",
    "Way",
    "can_scan",
    "page_of",
    "pages_in",
    "read_docx",
    "read_image",
    "read_paper",
    "read_pdf",
    "read_txt",
    "refuse_secret",
]
