"""Pages: PDF with text, and scans through Tesseract where it is installed with Vietnamese."""

import os
import shutil
import struct
import subprocess
from functools import lru_cache
from threading import Lock

import pypdfium2 as pdfium

from dangvu.office.archives import check_size
from dangvu.office.reading.grids import words_of
from dangvu.office.reading.reads import PaperRefused, PaperText, Way, checked

MOST_PAGES = 300
MOST_SCANNED = 30
_DPI = 300
_SECONDS = 120
_SIDE = 15_000
#: Letters a page must have to count as a page with text: stamps of a scanner's program have fewer.
_FEW = 25
#: PDFium is one library for the whole process, and not for two threads at once.
_ONE_AT_A_TIME = Lock()


def read_pdf(data: bytes) -> PaperText:
    """The text of a PDF; pages that are pictures are scanned if the program for it is there.

    Raises ``PaperRefused``: too_large, corrupt, encrypted, too_long, empty, no_scanner, too_slow.
    """
    check_size(len(data))
    with _ONE_AT_A_TIME:
        try:
            pages, pictures = _pages(data)
        except pdfium.PdfiumError as reason:
            if "password" in str(reason).lower() or b"/Encrypt" in data:
                raise PaperRefused(
                    "encrypted", "Tệp PDF có mật khẩu. Đồng chí gỡ mật khẩu rồi nộp lại."
                ) from reason
            raise PaperRefused(
                "corrupt", "Tệp PDF bị hỏng hoặc tải lên chưa trọn. Đồng chí nộp lại tệp khác."
            ) from reason
    if not pictures:
        return checked("\n\f".join(pages), Way.PDF)
    for at, picture in pictures.items():
        pages[at] = _scanned(picture)
    return checked("\n\f".join(pages), Way.SCAN, _DOUBT)


_DOUBT = "Chữ nhận dạng từ bản quét, có thể sai dấu, sai số. Đồng chí đối chiếu với bản gốc."


def _pages(data: bytes) -> tuple[list[str], dict[int, bytes]]:
    """Words of each page, and pictures of the pages without words."""
    paper = pdfium.PdfDocument(data)
    try:
        if len(paper) > MOST_PAGES:
            raise PaperRefused(
                "too_long", f"Tệp có {len(paper)} trang, nhiều hơn {MOST_PAGES} trang đọc một lần."
            )
        words: list[str] = []
        for page in paper:
            words.append(words_of(page))
        bare = [at for at, page in enumerate(words) if len("".join(page.split())) < _FEW]
        bare = bare if len(bare) * 2 >= len(words) else []
        if bare:
            _need_scanner()
        if len(bare) > MOST_SCANNED:
            raise PaperRefused(
                "too_long",
                f"Bản quét có {len(bare)} trang; mỗi lần đọc nhiều nhất {MOST_SCANNED} trang.",
            )
        return words, {at: _picture(paper[at]) for at in bare}
    finally:
        paper.close()


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
    return checked(_scanned(data), Way.SCAN, _DOUBT)


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


def _scanned(picture: bytes) -> str:
    told = [_need_scanner(), "stdin", "stdout", "-l", "vie", "--dpi", str(_DPI), "--psm", "6"]
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
