"""Papers as they come, read into text: Word, PDF with text, scans, plain text.

What a file is is told by its bytes, never by its name. A file that cannot be read, or may not be
(marked secret), is refused with a sentence that says why and what to do.
"""

from dangvu.office.reading.pages import can_scan, read_image, read_pdf
from dangvu.office.reading.papers import read_paper, read_txt
from dangvu.office.reading.reads import PaperRefused, PaperText, Way
from dangvu.office.reading.word import read_docx

__all__ = [
    "PaperRefused",
    "PaperText",
    "Way",
    "can_scan",
    "read_docx",
    "read_image",
    "read_paper",
    "read_pdf",
    "read_txt",
]
