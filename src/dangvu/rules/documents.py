"""Party papers: types, numbers, dates, who may issue what (399-QĐ/TW, 05-HD/VPTW; R13).

A number alone never tells a paper: numbers restart each term and collide. ``identity`` puts
number, day and issuer together (R0.0).
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from dangvu.rules.basis import Basis, Confidence, Dated, Finding, Rule, Severity, in_force
from dangvu.rules.formats import NBSP, paper_date_text, paper_day, paper_month
from dangvu.rules.months import Month

FORMAT_SINCE = date(2026, 1, 9)
FORMAT = "Quy định số 399-QĐ/TW, ngày 09/01/2026; Hướng dẫn số 05-HD/VPTW, ngày 27/5/2026"
_V = Confidence.V


class DocumentType(StrEnum):
    """Kinds of paper. The value is kept in data; ``abbreviation`` stands in the number."""

    RESOLUTION = "resolution"
    DECISION = "decision"
    REGULATION = "regulation"
    DIRECTIVE = "directive"
    CONCLUSION = "conclusion"
    WORKING_RULES = "working_rules"
    CIRCULAR = "circular"
    GUIDANCE = "guidance"
    NOTICE = "notice"
    REPORT = "report"
    PLAN = "plan"
    PROGRAMME = "programme"
    SCHEME = "scheme"
    OPTION = "option"
    SUBMISSION = "submission"
    LETTER = "letter"
    MINUTES = "minutes"

    @property
    def abbreviation(self) -> str:
        """As in a number: "NQ". Decisions and regulations share "QĐ", and so one series."""
        return _TYPES[self][0]

    @property
    def label_vi(self) -> str:
        return _TYPES[self][1]

    @property
    def titled(self) -> bool:
        """Whether the paper prints the name of its type; an official letter does not (R13.7)."""
        return self is not DocumentType.LETTER

    @property
    def greeting_vi(self) -> str:
        """How the addressee is named: a submission "trình", a letter "gửi", others not at all."""
        return {"submission": "Kính trình", "letter": "Kính gửi"}.get(self.value, "")

    @classmethod
    def of(cls, abbreviation: str) -> tuple["DocumentType", ...]:
        """The types an abbreviation may stand for: two for "QĐ", none for an unknown one."""
        return tuple(kind for kind in cls if kind.abbreviation == abbreviation)


_TYPES = {
    DocumentType.RESOLUTION: ("NQ", "Nghị quyết"),
    DocumentType.DECISION: ("QĐ", "Quyết định"),
    DocumentType.REGULATION: ("QĐ", "Quy định"),
    DocumentType.DIRECTIVE: ("CT", "Chỉ thị"),
    DocumentType.CONCLUSION: ("KL", "Kết luận"),
    DocumentType.WORKING_RULES: ("QC", "Quy chế"),
    DocumentType.CIRCULAR: ("TT", "Thông tri"),
    DocumentType.GUIDANCE: ("HD", "Hướng dẫn"),
    DocumentType.NOTICE: ("TB", "Thông báo"),
    DocumentType.REPORT: ("BC", "Báo cáo"),
    DocumentType.PLAN: ("KH", "Kế hoạch"),
    DocumentType.PROGRAMME: ("CTr", "Chương trình"),
    DocumentType.SCHEME: ("ĐA", "Đề án"),
    DocumentType.OPTION: ("PA", "Phương án"),
    DocumentType.SUBMISSION: ("TTr", "Tờ trình"),
    DocumentType.LETTER: ("CV", "Công văn"),
    DocumentType.MINUTES: ("BB", "Biên bản"),
}
ABBREVIATIONS: tuple[str, ...] = tuple(dict.fromkeys(kind.abbreviation for kind in DocumentType))

ADMINISTRATIVE: tuple[str, ...] = (
    "giấy giới thiệu",
    "giấy chứng nhận",
    "giấy đi đường",
    "giấy nghỉ phép",
    "giấy mời",
    "phiếu chuyển",
    "phiếu gửi",
    "thư công",
)
"""Administrative papers: no abbreviation is regulated for them (R13.4)."""

TYPES_BASIS = Basis("R13.4", FORMAT, "", _V)


@dataclass(frozen=True, slots=True)
class Organ:
    """The symbol of an issuing organ in a number; ``historic`` if no such organ exists today."""

    symbol: str
    name_vi: str
    level_vi: str
    confidence: Confidence
    historic: bool = False


ORGANS: tuple[Organ, ...] = (
    Organ("TW", "Ban Chấp hành Trung ương, Bộ Chính trị, Ban Bí thư", "Trung ương", _V),
    Organ("VPTW", "Văn phòng Trung ương Đảng", "Trung ương", _V),
    Organ("BTCTW", "Ban Tổ chức Trung ương", "Trung ương", _V),
    Organ("UBKTTW", "Ủy ban Kiểm tra Trung ương", "Trung ương", _V),
    Organ("BTGDVTW", "Ban Tuyên giáo và Dân vận Trung ương", "Trung ương", Confidence.D),
    Organ("TU", "Tỉnh ủy, Ban Thường vụ Tỉnh ủy", "tỉnh", _V),
    Organ("VPTU", "Văn phòng Tỉnh ủy", "tỉnh", Confidence.D),
    Organ("BTCTU", "Ban Tổ chức Tỉnh ủy", "tỉnh", _V),
    Organ("UBKTTU", "Ủy ban Kiểm tra Tỉnh ủy", "tỉnh", Confidence.D),
    Organ("BTGDVTU", "Ban Tuyên giáo và Dân vận Tỉnh ủy", "tỉnh", Confidence.D),
    Organ("HU", "Huyện ủy, Ban Thường vụ Huyện ủy", "huyện", _V, historic=True),
    Organ("ĐU", "Đảng ủy, Ban Thường vụ Đảng ủy", "đảng ủy", _V),
    Organ("VPĐU", "Văn phòng Đảng ủy", "đảng ủy", Confidence.D),
    Organ("BTCĐU", "Ban Tổ chức Đảng ủy", "đảng ủy", Confidence.D),
    Organ("UBKTĐU", "Ủy ban Kiểm tra Đảng ủy", "đảng ủy", Confidence.D),
    Organ("BTGDVĐU", "Ban Tuyên giáo và Dân vận Đảng ủy", "đảng ủy", Confidence.D),
    Organ("CB", "Chi bộ", "chi bộ", _V),
    Organ("ĐH", "Đại hội", "đại hội", _V),
)
"""Organ symbols (R13.5); those marked D follow the pattern and were not seen."""


class Urgency(StrEnum):
    """How fast a paper must travel (R13.12). Ordinary papers carry no mark."""

    ORDINARY = "ordinary"
    URGENT = "urgent"
    VERY_URGENT = "very_urgent"
    EXPRESS = "express"

    @property
    def mark_vi(self) -> str:
        """As stamped on the paper; empty for an ordinary one."""
        return {"urgent": "KHẨN", "very_urgent": "THƯỢNG KHẨN", "express": "HỎA TỐC"}.get(
            self.value, ""
        )


# --- numbers --------------------------------------------------------------------------------


class UnreadableNumber(ValueError):
    """The text is not the number of a Party paper; the message says what one looks like."""


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """Number and symbol of a paper: 5, "NQ", "ĐU" is "05-NQ/ĐU".

    ``number`` None: a draft, whose number is left blank. ``suffix``: the "a" of "12a".
    Raises ``UnreadableNumber`` for parts that cannot be written by the grammar (R13.6).
    """

    number: int | None
    abbreviation: str
    organ: str
    suffix: str = ""

    def __post_init__(self) -> None:
        sound = (
            (self.number is None or 1 <= self.number <= 99_999)
            and self.abbreviation in ABBREVIATIONS
            and re.fullmatch(_ORGAN, self.organ)
            and re.fullmatch("[a-z]?", self.suffix)
            and not (self.suffix and self.number is None)
        )
        if not sound:
            raise UnreadableNumber(f"Số, loại hoặc ký hiệu cơ quan không hợp lệ. {_EXAMPLE}")

    @property
    def symbol(self) -> str:
        """Without the number: "NQ/ĐU". Numbers run per symbol, issuer and term (R13.3)."""
        return f"{self.abbreviation}/{self.organ}"

    @property
    def text(self) -> str:
        """As cited: "05-NQ/ĐU"; a draft has room for the pen before the dash."""
        blank = NBSP * 6
        number = blank if self.number is None else f"{self.number:02}{self.suffix}"
        return f"{number}-{self.symbol}"

    @property
    def line(self) -> str:
        """As printed under the organ's name: "Số 05-NQ/ĐU", without a colon (R13.2)."""
        return f"Số {self.text}"


_ORGAN = r"[A-ZĐƯ]{2,12}(?:\.[A-Z0-9]+)?"
_EXAMPLE = "Số văn bản viết như 05-NQ/ĐU."
_GRAMMAR = re.compile(
    rf"(?:Số\s*:?\s*)?(?:(?P<number>[0-9]{{1,5}})(?P<suffix>[a-z]?))?\s*-\s*"
    rf"(?P<type>{'|'.join(ABBREVIATIONS)})\s*/\s*(?P<organ>{_ORGAN})"
)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))


def parse_number(text: str) -> DocumentNumber:
    """Reads "Số 05-NQ/ĐU" or "05-NQ/ĐU", with old spaces, a colon or a long dash (R13.6).

    A blank number gives a draft's. Raises ``UnreadableNumber``.
    """
    found = _GRAMMAR.fullmatch(unicodedata.normalize("NFC", text).strip().translate(_DASHES))
    if found is None:
        raise UnreadableNumber(f"Không đọc được số văn bản “{text.strip()}”. {_EXAMPLE}")
    number = int(found["number"]) if found["number"] else None
    return DocumentNumber(number, found["type"], found["organ"], found["suffix"] or "")


def compose_number(number: int | None, kind: DocumentType, organ: str) -> DocumentNumber:
    """The number of a paper to be issued; None for a draft. Raises ``UnreadableNumber``."""
    return DocumentNumber(number, kind.abbreviation, organ)


@dataclass(frozen=True, slots=True)
class DocumentIdentity:
    """What makes a paper one and the same: symbol-number, day, issuer (R0.0)."""

    number: str
    issued_on: date
    issuer: str


def identity(number: str, issued_on: date, issuer: str) -> DocumentIdentity:
    """The key of a paper. Spelling does not count: spaces, padding, case and Unicode form.

    A number outside the grammar (another body's own system) is kept as written, in capitals.
    """
    try:
        written = parse_number(number).text
    except UnreadableNumber:
        written = _plain(number).upper()
    return DocumentIdentity(written, issued_on, _plain(issuer).casefold())


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


# --- dates ----------------------------------------------------------------------------------


def place_and_date(place: str, on: date) -> str:
    """Line of place and day: "Lâm Đồng, ngày 05 tháng 02 năm 2026" (R13.2).

    A zero stands before days under 10 and before months 1 and 2 only.
    """
    return f"{place}, ngày {paper_day(on)} tháng {paper_month(on)} năm {on.year}"


def blank_place_and_date(place: str, month: Month) -> str:
    """The same line of a draft: the day is left to the pen."""
    return f"{place}, ngày {NBSP * 6} tháng {paper_month(month.first())} năm {month.year}"


def citation(kind: DocumentType, number: str, issued_on: date, issuer: str, subject: str) -> str:
    """First, full citation of a paper (R13.8): "Nghị quyết số 12-NQ/ĐU, ngày 05/9/2026 của … về …".

    ``subject`` is the paper's abstract without the leading "về".
    """
    about = f" về {subject}" if subject else ""
    return f"{kind.label_vi} số {number}, ngày {paper_date_text(issued_on)} của {issuer}{about}"


# --- competence -----------------------------------------------------------------------------


class Issuer(StrEnum):
    """Bodies whose competence to issue papers is regulated (R13.11), and all others."""

    GRASSROOTS_COMMITTEE = "grassroots_committee"
    GRASSROOTS_STANDING = "grassroots_standing"
    CELL = "cell"
    OTHER = "other"

    @property
    def label_vi(self) -> str:
        return {
            "grassroots_committee": "Đảng ủy cơ sở",
            "grassroots_standing": "Ban Thường vụ Đảng ủy cơ sở",
            "cell": "Chi bộ",
            "other": "Cơ quan khác",
        }[self.value]


_ALL = frozenset({Issuer.GRASSROOTS_COMMITTEE, Issuer.GRASSROOTS_STANDING, Issuer.CELL})
_COMPETENT = dict.fromkeys(DocumentType, _ALL) | {
    DocumentType.WORKING_RULES: _ALL - {Issuer.GRASSROOTS_STANDING},
    DocumentType.REGULATION: _ALL - {Issuer.CELL},
    DocumentType.GUIDANCE: frozenset({Issuer.GRASSROOTS_STANDING}),
    DocumentType.DIRECTIVE: frozenset(),
    DocumentType.CIRCULAR: frozenset(),
}
COMPETENCE: Rule[Mapping[DocumentType, frozenset[Issuer]]] = Rule(
    "documents.competence",
    "Thẩm quyền ban hành của tổ chức đảng ở cơ sở",
    "",
    (
        Dated(
            MappingProxyType(_COMPETENT),
            FORMAT_SINCE,
            None,
            Basis("R13.11", "Quy định số 399-QĐ/TW, ngày 09/01/2026", "Điều 11, Điều 13", _V),
        ),
    ),
)


def check_competence(kind: DocumentType, issuer: Issuer, on: date) -> list[Finding]:
    """Whether a body may issue a kind of paper on a day.

    Empty: it may. A refusal: it may not. A note: no rule was found for that body or day.
    """
    row = in_force(COMPETENCE.rows, on)
    if row is None or issuer is Issuer.OTHER:
        message = f"Chưa có bảng thẩm quyền cho {issuer.label_vi.lower()} vào ngày ban hành."
        return [Finding("competence_unknown", message, Severity.NOTE)]
    if issuer in row.value[kind]:
        return []
    message = f"{issuer.label_vi} không ban hành {kind.label_vi.lower()}."
    return [Finding("not_competent", message, Severity.REFUSAL, "type", row.basis)]


# --- the signature -------------------------------------------------------------------------

_SIGNING = Basis("R13.9", FORMAT, "", _V)


def signs_collectively(organ: str) -> bool:
    """Whether papers under an organ's symbol are decided by a collective: a committee, its
    standing board, an inspection committee, a cell, a congress."""
    return organ in {"TW", "TU", "HU", "ĐU", "CB", "ĐH"} or organ.startswith("UBKT")


def check_authority(authority: str, organ: str) -> list[Finding]:
    """Whether the words above a signature fit the issuer (R13.9): a collective signs by T/M and
    never by K/T, which is for the head of an organ."""
    written = authority.strip().upper().replace(".", "/")
    if not (signs_collectively(organ) and written.startswith("K/T")):
        return []
    message = (
        f"Văn bản {organ} do tập thể ban hành thì ký T/M, không ký K/T. Ghi như T/M BAN THƯỜNG VỤ."
    )
    return [Finding("collective_by_proxy", message, Severity.REFUSAL, "authority", _SIGNING)]


# --- the page -------------------------------------------------------------------------------


def _figure(name: str, title_vi: str, unit_vi: str, value: int, rule: str = "R13.1") -> Rule[int]:
    basis = Basis(rule, FORMAT, "", _V)
    return Rule(f"documents.{name}", title_vi, unit_vi, (Dated(value, FORMAT_SINCE, None, basis),))


MARGIN_TOP = _figure("margin_top", "Lề trên", "mm", 20)
MARGIN_BOTTOM = _figure("margin_bottom", "Lề dưới", "mm", 20)
MARGIN_LEFT = _figure("margin_left", "Lề trái", "mm", 30)
MARGIN_RIGHT = _figure("margin_right", "Lề phải", "mm", 15)
BODY_SIZE = _figure("body_size", "Cỡ chữ lời văn", "pt", 14)
LINE_SPACING = _figure("line_spacing", "Khoảng cách dòng (đúng bằng, khoảng)", "pt", 19)
FIRST_LINE_INDENT = _figure("first_line_indent", "Thụt đầu dòng", "mm", 10)
PARAGRAPH_SPACING = _figure("paragraph_spacing", "Khoảng cách đoạn (khoảng)", "pt", 6)
LETTER_SUBJECT_SIZE = _figure(
    "letter_subject_size", "Cỡ chữ trích yếu công văn (nghiêng)", "pt", 12, "R13.7"
)
FIRST_NUMBER = _figure("first_number", "Số đầu tiên của mỗi loại trong nhiệm kỳ", "", 1, "R13.3")

RULES: tuple[Rule[int], ...] = (
    MARGIN_TOP,
    MARGIN_BOTTOM,
    MARGIN_LEFT,
    MARGIN_RIGHT,
    BODY_SIZE,
    LINE_SPACING,
    FIRST_LINE_INDENT,
    PARAGRAPH_SPACING,
    LETTER_SUBJECT_SIZE,
    FIRST_NUMBER,
)
