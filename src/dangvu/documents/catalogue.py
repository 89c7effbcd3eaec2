"""What is told of a paper when it is entered in the register, and the keys it is found by."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from dangvu.office.vietnamese import day
from dangvu.rules.documents import (
    DocumentType,
    UnreadableNumber,
    Urgency,
    citation,
    identity,
    parse_number,
)
from dangvu.rules.issuers import canonical
from dangvu.rules.obligations.text import plain

CAME, OWN = "came", "own"
"""Kinds of paper that no model of the house writes: one that came, one made here in Word."""
KIND_LABELS = {CAME: "Văn bản đến", OWN: "Văn bản soạn ngoài hệ thống"}
LONGEST_KEY = 300_000
"""Letters of a paper that are searched: an index takes no more words of one row."""


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file as it was given in."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class To:
    """A line of the distribution list: words, or a unit inside by its id."""

    text: str
    unit_id: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Ref:
    """A paper that another one names."""

    number_symbol: str
    dated_on: date | None = None
    issuer: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """The line of the register. ``secrecy`` is empty, or the mark the paper bears: then the line
    alone is kept. ``received_on``: the day it came; none for a paper of the own office."""

    number_symbol: str
    dated_on: date | None
    issuer: str
    document_type: str
    subject: str
    urgency: str = Urgency.ORDINARY.value
    scope_mark: str = ""
    secrecy: str = ""
    received_on: date | None = None
    recipients: tuple[To, ...] = ()
    references: tuple[Ref, ...] = ()
    signer: tuple[str, str, str] = ("", "", "")


def plain_number(number_symbol: str) -> str:
    """A number as every key writes it: "07-CT/TU"; one outside the grammar in capitals."""
    return identity(number_symbol, date.min, "").number.replace("|", "/")


def key_prefix(number_symbol: str, dated_on: date | None) -> str:
    """The beginning of the keys of all papers of that number and day."""
    return f"{plain_number(number_symbol)}|{dated_on.isoformat() if dated_on else ''}|"


def identity_key(number_symbol: str, dated_on: date | None, issuer: str) -> str:
    """What a paper is known by: number-symbol, day, issuer in one (R0.0); "" without a number or
    a day, for a number alone tells nothing."""
    if not plain_number(number_symbol) or dated_on is None:
        return ""
    return f"{key_prefix(number_symbol, dated_on)}{canonical(issuer)}"[:300]


def symbol_parts(number_symbol: str) -> tuple[int | None, str, str]:
    """Number, type and organ of a number by the grammar; (None, "", "") outside it."""
    try:
        read = parse_number(number_symbol)
    except UnreadableNumber:
        return None, "", ""
    return (None if read.suffix else read.number), read.abbreviation, read.organ


def type_label(document_type: str) -> str:
    """ "Chỉ thị"; "Văn bản" where the type is not known."""
    try:
        return DocumentType(document_type).label_vi
    except ValueError:
        return "Văn bản"


def is_numbered(number_symbol: str) -> bool:
    """Whether a paper has its number; a draft has the symbol alone ("-CT/TU")."""
    return number_symbol[:1].isdigit()


def cited_as(document_type: str, number: str, dated_on: date | None, issuer: str) -> str:
    """ "Chỉ thị số 07-CT/TU, ngày 12/02/2026 của Tỉnh ủy Lâm Đồng" (R13.8); what is not known is
    left out, so is the symbol of a draft without a number ("-CT/TU")."""
    number = number if is_numbered(number) else ""
    if number and dated_on and issuer and document_type in set(DocumentType):
        return citation(DocumentType(document_type), number, dated_on, issuer, "")
    words = type_label(document_type)
    words += f" số {number}" if number else " chưa có số"
    words += f", ngày {day(dated_on)}" if dated_on else ""
    return words + (f" của {issuer}" if issuer else "")


NUMBER_SYMBOL = re.compile(
    r"(?<!\w)(\d{1,5}[a-z]?)\s?[-–]\s?([A-Za-zĐđ]{2,4})\s?/\s?([A-Za-zĐđƯư]{2,12}(?:\.[A-Z0-9]+)?)"
)
"""A number with its symbol as it stands in a text, or as somebody types it."""
_MOST_NUMBERS = 2000
_ISSUER = "zq"
"""What no word of the language begins with."""


def compact_number(text: str) -> str:
    """A number with its symbol as one word, "7cttu": it is found at once, where its parts stand in
    nearly every paper."""
    return words_key(text).replace(" ", "").lstrip("0") or "0"


def search_words(text: str, line: str, issuer: str) -> str:
    """What a paper is searched by: the words of its text, place for place, those of its line, every
    number with its symbol as one word, and the words of its issuer marked as such."""
    numbers = (NUMBER_SYMBOL.finditer(part[:LONGEST_KEY]) for part in (text, line))
    compact = {compact_number(found[0]) for part in numbers for found in part}
    return " ".join(
        [words_key(text), words_key(line), *issuer_words(issuer), *sorted(compact)[:_MOST_NUMBERS]]
    )


def issuer_words(issuer: str) -> list[str]:
    """The words of an issuer's name, each marked, so that they are no words of the text."""
    return [f"{_ISSUER}{word}" for word in words_key(canonical(issuer)).split()]


class _Words(dict[int, str]):
    """Letter for letter: small, without accents; what is no letter or figure is a space."""

    def __missing__(self, code: int) -> str:
        letter = plain(unicodedata.normalize("NFC", chr(code))).lower()
        kept = letter if len(letter) == 1 and letter.isascii() and letter.isalnum() else " "
        self[code] = kept
        return kept


_WORDS = _Words()


def words_key(text: str) -> str:
    """What a text is searched by, letter for letter: place n of the key is place n of the text."""
    return unicodedata.normalize("NFC", text)[:LONGEST_KEY].translate(_WORDS)
