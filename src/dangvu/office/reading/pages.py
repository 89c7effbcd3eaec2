"""Pages: PDF with text, and scans through Tesseract where it is installed with Vietnamese."""

import os
import shutil
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from threading import Lock

import pypdfium2 as pdfium

from dangvu.office.archives import check_size
from dangvu.office.reading.grids import words_of
from dangvu.office.reading.reads import PaperRefused, PaperText, Way, checked
from dangvu.rules.obligations.text import plain

MOST_PAGES = 300
_DPI = 300
_SECONDS = 120
_SIDE = 15_000
#: Letters a page must have to count as a page with text: stamps of a scanner's program have fewer.
_FEW = 25
#: PDFium is one library for the whole process, and not for two threads at once.
_ONE_AT_A_TIME = Lock()


def read_pdf(data: bytes, most_scanned: int = MOST_PAGES) -> PaperText:
    """The text of a PDF; pages that are pictures are scanned if the program for it is there.

    Raises ``PaperRefused``: too_large, corrupt, encrypted, too_long, empty, no_scanner, too_slow;
    long_scan where more than ``most_scanned`` pages are pictures.
    """
    check_size(len(data))
    with _opened(data) as paper:
        if len(paper) > MOST_PAGES:
            raise PaperRefused(
                "too_long", f"Tệp có {len(paper)} trang, nhiều hơn {MOST_PAGES} trang đọc một lần."
            )
        pages = [words_of(page) for page in paper]
    bare = [at for at, page in enumerate(pages) if _is_bare(page)]
    if len(bare) * 2 < len(pages):
        return checked("\n\f".join(pages), Way.PDF)
    _need_scanner()
    if len(bare) > most_scanned:
        raise PaperRefused(
            "long_scan",
            f"Bản quét có {len(bare)} trang, máy nhận dạng chữ dần từng trang ở phía sau.",
        )
    for at in bare:
        pages[at] = page_of(data, at)
    return checked("\n\f".join(pages), Way.SCAN, SCAN_DOUBT)


SCAN_DOUBT = "Chữ nhận dạng từ bản quét, có thể sai dấu, sai số. Đồng chí đối chiếu với bản gốc."


def pages_in(data: bytes) -> int:
    """How many pages a PDF has. Raises ``PaperRefused`` as ``read_pdf``."""
    with _opened(data) as paper:
        return len(paper)


def page_of(data: bytes, at: int) -> str:
    """The words of one page of a PDF, scanned where it is a picture. Raises as ``read_pdf``."""
    with _opened(data) as paper:
        words = words_of(paper[at])
        picture = _picture(paper[at]) if _is_bare(words) else b""
    return _scanned(picture) if picture else words


def _is_bare(words: str) -> bool:
    return len("".join(words.split())) < _FEW


@contextmanager
def _opened(data: bytes) -> Iterator[pdfium.PdfDocument]:
    with _ONE_AT_A_TIME:
        try:
            paper = pdfium.PdfDocument(data)
            try:
                yield paper
            finally:
                paper.close()
        except pdfium.PdfiumError as reason:
            if "password" in str(reason).lower() or b"/Encrypt" in data:
                raise PaperRefused(
                    "encrypted", "Tệp PDF có mật khẩu. Đồng chí gỡ mật khẩu rồi nộp lại."
                ) from reason
            raise PaperRefused(
                "corrupt", "Tệp PDF bị hỏng hoặc tải lên chưa trọn. Đồng chí nộp lại tệp khác."
            ) from reason


def _picture(page: pdfium.PdfPage) -> bytes:
    """The page in grey at 300 dots an inch, as a portable graymap."""
    width, height = page.get_size()
    scale = min(_DPI / 72, _SIDE / max(width, height, 1))
    shown = page.render(scale=scale, grayscale=True)
    rows = bytes(shown.buffer)
    body = b"".join(
        rows[y * shown.stride : y * shown.stride + shown.width] for y in range(shown.height)
    )
    return b"P5 %d %d 255\n" % (shown.width, shown.height) + body


def read_image(data: bytes) -> PaperText:
    """The text of a PNG, JPEG or TIFF. Raises ``PaperRefused`` as ``read_pdf``."""
    check_size(len(data))
    _need_scanner()
    if data.startswith(b"\x89PNG") and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        if max(width, height) > _SIDE:
            raise PaperRefused(
                "too_large", "Ảnh quá lớn. Đồng chí quét lại ở 300 dpi, khổ giấy A4."
            )
    return checked(_scanned(data), Way.SCAN, SCAN_DOUBT)


@lru_cache(maxsize=1)
def _scanner() -> str | None:
    program = shutil.which("tesseract")
    if program is None:
        return None
    try:
        told = subprocess.run(
            [program, "--list-langs"], capture_output=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return program if b"vie" in told.stdout.split() else None


def can_scan() -> bool:
    """Whether Tesseract is installed with Vietnamese."""
    return _scanner() is not None


def _need_scanner() -> str:
    program = _scanner()
    if program is None:
        raise PaperRefused(
            "no_scanner",
            "Tệp là bản quét, không có chữ, mà máy chủ chưa cài chương trình nhận dạng chữ tiếng "
            "Việt (gói tesseract-ocr và tesseract-ocr-vie). Đồng chí nộp bản Word hoặc PDF có chữ, "
            "hoặc dán nội dung văn bản.",
        )
    return program


#: Of the words of an official text, the commonest: a page read upside down has hardly any.
_COMMON = frozenset(
    "va cua cac dang chi bo uy ban cong thuc hien to chuc ngay so ve dong nam bao cao trong cho"
    " duoc nhiem vu can viec theo nhan dan xa tinh truc thuoc thuong".split()
)
_WRONG_WAY, _ENOUGH = 0.06, 12


def _scanned(picture: bytes) -> str:
    """The words of a picture; one that makes no sense is looked at again, turned as it stands."""
    words = _recognised(picture, "6")
    if _sense(words) >= _WRONG_WAY:
        return words
    try:
        turned = _recognised(picture, "1")
    except PaperRefused:
        return words
    return max(words, turned, key=_sense)


def _sense(words: str) -> float:
    """The share of common words; one of few words is taken as it is."""
    found = plain(words).lower().split()
    return sum(word in _COMMON for word in found) / len(found) if len(found) >= _ENOUGH else 1.0


def _recognised(picture: bytes, layout: str) -> str:
    told = [_need_scanner(), "stdin", "stdout", "-l", "vie", "--dpi", str(_DPI), "--psm", layout]
    try:
        done = subprocess.run(
            told, input=picture, capture_output=True, timeout=_SECONDS, check=False,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )  # fmt: skip
    except subprocess.TimeoutExpired as reason:
        raise PaperRefused(
            "too_slow", "Nhận dạng chữ quá lâu nên đã dừng. Đồng chí nộp từng phần hoặc bản Word."
        ) from reason
    if done.returncode:
        raise PaperRefused("corrupt", "Không mở được ảnh quét này. Đồng chí quét lại.")
    return done.stdout.decode("utf-8", "replace")
