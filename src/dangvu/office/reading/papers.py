"""Any paper: told apart by its bytes, read, and refused where it is marked secret."""

from dangvu.office.archives import check_size, kind_of
from dangvu.office.reading.pages import MOST_PAGES, read_image, read_pdf
from dangvu.office.reading.reads import PaperRefused, PaperText, Way, checked
from dangvu.office.reading.word import read_docx
from dangvu.rules.obligations import secret_mark

_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
_OTHERS = {
    "empty": "Tệp rỗng. Đồng chí kiểm tra lại tệp.",
    "encrypted": "Tệp Word có mật khẩu. Đồng chí gỡ mật khẩu rồi nộp lại.",
    "old_word": "Tệp Word kiểu cũ (.doc). Đồng chí mở bằng Word, lưu thành .docx rồi nộp lại.",
    "old_excel": "Đây là bảng tính Excel, không phải văn bản.",
    "rtf": "Tệp RTF, không đọc được. Đồng chí mở bằng Word, lưu thành .docx rồi nộp lại.",
    "ole": "Tệp kiểu cũ, không đọc được. Đồng chí lưu thành .docx hoặc PDF rồi nộp lại.",
    "not_word": "Chỉ soát được tệp Word (.docx). Đồng chí nộp bản Word của văn bản.",
    "html": "Đây là trang web lưu về, không phải văn bản. Đồng chí nộp tệp Word hoặc PDF gốc.",
    "unknown": "Không nhận ra loại tệp. Đồng chí nộp tệp Word (.docx), PDF, ảnh PNG hoặc tệp chữ.",
}


def read_paper(data: bytes, most_scanned: int = MOST_PAGES) -> PaperText:
    """The text of a file of any kind. Raises ``PaperRefused`` (and ``PackageRefused``, its
    parent): what cannot be read, what is marked secret, and ``long_scan`` as ``read_pdf``."""
    check_size(len(data))
    read = _read(data, most_scanned)
    refuse_secret(read.text)
    return read


def refuse_secret(text: str) -> None:
    """Raises ``PaperRefused``: secret, where the text bears a mark of secrecy."""
    if mark := secret_mark(text):
        raise PaperRefused(
            "secret",
            f"Văn bản có dấu {mark} nên không được đưa vào hệ thống. "
            "Đồng chí chỉ ghi sổ đăng ký và xử lý theo quy định về bảo vệ bí mật nhà nước.",
        )


def _read(data: bytes, most_scanned: int) -> PaperText:
    if data.startswith(_IMAGES):
        return read_image(data)
    kind = kind_of(data)
    if kind == "zip":
        return read_docx(data)
    if kind == "pdf":
        return read_pdf(data, most_scanned)
    if kind == "text" and not data.startswith(b"{\\rtf"):
        return read_txt(data)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return read_txt(data)
    if kind == "text":
        kind = "rtf"
    raise refusal_of(kind)


def refusal_of(kind: str) -> PaperRefused:
    """Why a file of a kind told by ``archives.kind_of`` is no paper."""
    return PaperRefused(kind, _OTHERS[kind])


def read_txt(data: bytes) -> PaperText:
    """Plain text in UTF-8 or UTF-16. Raises ``PaperRefused``: encoding, empty, too_long."""
    marked = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    try:
        text = data.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError as reason:
        raise PaperRefused(
            "encoding",
            "Tệp chữ dùng bảng mã cũ (không phải Unicode UTF-8). Đồng chí mở tệp, lưu lại với bảng "
            "mã UTF-8 rồi nộp lại.",
        ) from reason
    return checked(text, Way.TEXT)
