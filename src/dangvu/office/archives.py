"""Office files as zip packages: what a file really is, and whether it is safe to unpack.

Every member is inflated and counted here before any library sees the file, because
those libraries trust the sizes that the file itself declares.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

MB = 1024 * 1024
_CHUNK = 1 * MB
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STORED, _DEFLATED = 0, 8


class PackageRefused(ValueError):
    """A file that will not be opened. `code` is stable; `message_vi` says why and what to do."""

    def __init__(self, code: str, message_vi: str) -> None:
        super().__init__(message_vi)
        self.code = code
        self.message_vi = message_vi


@dataclass(frozen=True)
class Limits:
    """How much of a file will be taken. Sizes in bytes."""

    max_bytes: int = 20 * MB
    max_unpacked: int = 400 * MB
    max_ratio: int = 200
    max_members: int = 2000
    max_rows: int = 120_000
    max_columns: int = 702
    max_cells: int = 8_000_000


def _size(n: int) -> str:
    return f"{n / MB:.1f}".replace(".", ",") + " MB"


def check_size(size: int, limits: Limits | None = None) -> None:
    """Refuse by declared or counted size alone, before a byte is read. Raises
    `PackageRefused("too_large")`.
    """
    most = (limits or Limits()).max_bytes
    if size > most:
        raise PackageRefused(
            "too_large",
            f"Tệp nặng {_size(size)}, vượt mức {_size(most)} cho một lần nộp. "
            "Đồng chí xóa ảnh, trang tính thừa hoặc chia thành nhiều tệp.",
        )


def read_limited(stream: BinaryIO, limits: Limits | None = None) -> bytes:
    """The whole of `stream`, giving up as soon as it proves larger than `limits.max_bytes`."""
    allowed = limits or Limits()
    parts: list[bytes] = []
    taken = 0
    while chunk := stream.read(min(_CHUNK, allowed.max_bytes + 1 - taken)):
        taken += len(chunk)
        check_size(taken, allowed)
        parts.append(chunk)
    return b"".join(parts)


def kind_of(data: bytes) -> str:
    """What the bytes are, whatever the name says: "empty", "zip", "encrypted", "old_excel",
    "old_word", "ole", "html", "pdf", "text" or "unknown".
    """
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not data.strip():
        return "empty"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if data.startswith(_OLE):
        return _kind_of_ole(data)
    if (
        head.startswith((b"<!doctype html", b"<html", b"<table"))
        or b"<html" in head
        or b"mso-application" in head
    ):
        return "html"
    if head.startswith(b"%pdf"):
        return "pdf"
    if b"\x00" not in data[:4096]:
        return "text"
    return "unknown"


def _kind_of_ole(data: bytes) -> str:
    names = {
        "encrypted": ("EncryptedPackage", "EncryptionInfo"),
        "old_excel": ("Workbook", "Book"),
        "old_word": ("WordDocument",),
    }
    for kind, streams in names.items():
        if any(stream.encode("utf-16-le") + b"\x00\x00" in data for stream in streams):
            return kind
    return "ole"


class Package:
    """A zip package whose every member has been counted against the limits.

    Raises `PackageRefused`: corrupt, encrypted, zip_bomb, doctype.
    """

    def __init__(self, data: bytes, limits: Limits | None = None) -> None:
        self.data = data
        self.limits = limits or Limits()
        try:
            with zipfile.ZipFile(BytesIO(data)) as archive:
                self.members = archive.infolist()
        except (
            zipfile.BadZipFile,
            ValueError,
            OverflowError,
            struct.error,
            NotImplementedError,
        ) as reason:
            raise _corrupt() from reason
        self.names = {m.filename for m in self.members}
        self._check_directory()

    def _check_directory(self) -> None:
        if not self.members or len(self.names) != len(self.members):
            raise _corrupt()
        if any(name.startswith("/") or ".." in name.split("/") for name in self.names):
            raise _corrupt()
        unpacked = sum(m.file_size for m in self.members)
        if len(self.members) > self.limits.max_members or unpacked > self.limits.max_unpacked:
            raise _bomb()
        for member in self.members:
            if member.flag_bits & 1:
                raise PackageRefused(
                    "encrypted", "Tệp được nén có mật khẩu. Đồng chí gỡ mật khẩu rồi nộp lại."
                )
            if member.compress_type not in (_STORED, _DEFLATED):
                raise _corrupt()
            if (
                member.file_size > MB
                and member.file_size > member.compress_size * self.limits.max_ratio
            ):
                raise _bomb()

    def check_all(self, skip: frozenset[str] = frozenset()) -> None:
        """Inflate and count every member not in `skip` (names that the caller streams itself)."""
        for member in self.members:
            if member.filename not in skip:
                for _ in self.stream(member.filename):
                    pass

    def read(self, name: str) -> bytes:
        """The whole member, counted. Raises KeyError when there is none."""
        return b"".join(self.stream(name))

    def stream(self, name: str) -> Iterator[bytes]:
        """The member's bytes in pieces of up to 1 MB, never more than it declared."""
        member = next((m for m in self.members if m.filename == name), None)
        if member is None:
            raise KeyError(name)
        counted = 0
        checksum = 0
        before = b""
        for piece in self._inflate(member):
            if name.endswith((".xml", ".rels")):
                _refuse_odd_xml(before, piece)
                before = piece[-len(_DECLARED) :]
            counted += len(piece)
            if counted > member.file_size:
                raise _bomb()
            checksum = zlib.crc32(piece, checksum)
            yield piece
        if counted != member.file_size or checksum != member.CRC:
            raise _corrupt()

    def _inflate(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        at = member.header_offset
        header = self.data[at : at + 30]
        if len(header) < 30 or header[:4] != b"PK\x03\x04":
            raise _corrupt()
        name_length, extra_length = struct.unpack("<HH", header[26:30])
        start = at + 30 + name_length + extra_length
        packed = memoryview(self.data)[start : start + member.compress_size]
        if len(packed) < member.compress_size:
            raise _corrupt()
        if member.compress_type == _STORED:
            for offset in range(0, len(packed), _CHUNK):
                yield bytes(packed[offset : offset + _CHUNK])
            return
        engine = zlib.decompressobj(-15)
        try:
            piece = engine.decompress(packed, _CHUNK)
            while piece or engine.unconsumed_tail:
                yield piece
                piece = engine.decompress(engine.unconsumed_tail, _CHUNK)
        except zlib.error as reason:
            raise _corrupt() from reason
        if not engine.eof:
            raise _corrupt()


_DECLARED = b"<!DOCTYPE"


def _refuse_odd_xml(before: bytes, piece: bytes) -> None:
    """Refuses a part in another encoding, and one that declares a type, wherever it does: a comment
    of any length may stand before. In text the sign "<" is always written otherwise."""
    if not before and piece.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _corrupt()
    if _DECLARED in piece or _DECLARED in before + piece[: len(_DECLARED)]:
        raise PackageRefused(
            "doctype",
            "Tệp chứa khai báo XML không dùng trong tài liệu văn phòng nên không được mở.",
        )


def _corrupt() -> PackageRefused:
    return PackageRefused(
        "corrupt",
        "Tệp bị hỏng hoặc tải lên chưa trọn. Đồng chí mở tệp trên máy, lưu lại rồi nộp lại.",
    )


def _bomb() -> PackageRefused:
    return PackageRefused(
        "zip_bomb",
        "Tệp nén quá mức bình thường, bung ra sẽ quá lớn nên không được mở. "
        "Đồng chí chép dữ liệu sang một tệp mới rồi nộp lại.",
    )


@dataclass(frozen=True)
class Member:
    """One file to be written into a package."""

    name: str
    data: bytes


def pack(members: list[Member]) -> bytes:
    """A zip of `members` in the order given; the same members always give the same bytes."""
    return pack_streams((member.name, [member.data]) for member in members)


def pack_streams(members: Iterable[tuple[str, Iterable[bytes]]]) -> bytes:
    """`pack` for members that come in pieces, by name: only the packed bytes stand in memory."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, pieces in members:
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            info.create_system = 3
            with archive.open(info, "w") as target:
                for piece in pieces:
                    target.write(piece)
    return out.getvalue()
