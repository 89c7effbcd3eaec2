"""A paper as a file: what it is called, and whether its bytes are still those that were issued."""

import hashlib
import re

from dangvu.documents.catalogue import KIND_LABELS
from dangvu.documents.models import Paper, PaperFile
from dangvu.office.vietnamese import fold
from dangvu.rules.documents import DocumentNumber

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LONGEST_NAME = 60
ENDINGS = {
    DOCX: "docx",
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/tiff": "tif",
    "text/plain": "txt",
}


def number_text(paper: Paper) -> str:
    """The number as cited, "12-CV/BTCTU"; a blank before the symbol for a draft; nothing for a
    paper that takes no number. Of one made elsewhere, as it stands on it."""
    if paper.kind in KIND_LABELS and not paper.number:
        return paper.number_symbol
    if not paper.type:
        return ""
    return DocumentNumber(paper.number, paper.type, paper.organ).text


def file_name(paper: Paper) -> str:
    """A file name any system takes: number or draft mark, to whom or about what, the paper's id.

    No two papers share one.
    """
    state = "du thao"
    if paper.state == Paper.State.ISSUED:
        state = number_text(paper) or "da phat hanh"
    about = paper.subject_unit.short_name if paper.subject_unit else paper.title
    stem = re.sub("[^a-z0-9]+", "-", fold(f"{state} {about}"))[:LONGEST_NAME].strip("-")
    return f"{stem}-{paper.pk}.docx"


def given_name(file: PaperFile) -> str:
    """The name of a file that was given in, as any system takes it, with its version."""
    stem, _, ending = file.name.rpartition(".")
    known = ENDINGS.get(file.media_type, "bin")
    plain = re.sub("[^a-z0-9]+", "-", fold(stem or ending))[:LONGEST_NAME].strip("-") or "van-ban"
    return f"{plain}-{file.paper_id}-ban-{file.version}.{known}"


def sound_file(file: PaperFile) -> bool:
    """Whether the stored bytes of a version are those its hash was taken of."""
    return hashlib.sha256(bytes(file.content)).hexdigest() == file.sha256


def sound(paper: Paper) -> bool:
    """Whether the stored bytes are those the stored hash was taken of."""
    return hashlib.sha256(bytes(paper.content)).hexdigest() == paper.sha256
