"""What is read out of a paper: header, references, notes, figures, duties."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from dangvu.rules.documents import DocumentType

Span = tuple[int, int]
"""First and last offset (half open) in the text as it was given."""


class Audience(StrEnum):
    """The class of addressees a duty falls on; each is resolved to units in force on a day."""

    BODIES = "bodies"
    GRASSROOTS = "grassroots"
    CELLS = "cells"
    MEMBERS = "members"
    COMMITTEES = "committees"
    ORGANS = "organs"
    FRONT = "front"
    NAMED = "named"

    @property
    def label_vi(self) -> str:
        return {
            "bodies": "Các cấp ủy trực thuộc",
            "grassroots": "Các tổ chức cơ sở đảng",
            "cells": "Các chi bộ",
            "members": "Mỗi đảng viên",
            "committees": "Các cấp ủy, tổ chức đảng",
            "organs": "Các cơ quan, đơn vị",
            "front": "Mặt trận Tổ quốc và các đoàn thể",
            "named": "Đơn vị nêu tên",
        }[self.value]


class Product(StrEnum):
    """What a duty is to bring forth."""

    REPORT = "report"
    PLAN = "plan"
    MINUTES = "minutes"
    LIST = "list"
    COUNT = "count"
    PAPER = "paper"
    INDICATOR = "indicator"
    ATTENDANCE = "attendance"

    @property
    def label_vi(self) -> str:
        return {
            "report": "Báo cáo",
            "plan": "Kế hoạch",
            "minutes": "Biên bản",
            "list": "Danh sách",
            "count": "Số liệu thống kê",
            "paper": "Văn bản",
            "indicator": "Chỉ tiêu",
            "attendance": "Tham dự",
        }[self.value]


class Every(StrEnum):
    """How often a duty comes again."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    TERM = "term"
    REVIEW = "review"

    @property
    def label_vi(self) -> str:
        return {
            "week": "hằng tuần",
            "month": "hằng tháng",
            "quarter": "hằng quý",
            "half_year": "6 tháng một lần",
            "year": "hằng năm",
            "term": "mỗi nhiệm kỳ",
            "review": "theo kỳ sơ kết, tổng kết",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Due:
    """A last day. ``inclusive``: whether the day itself is still in time ("chậm nhất", "đến hết")
    or the day before is the last ("trước ngày"). ``on`` None: the words name no day that can be
    reckoned; ``doubt_vi`` says why, or what was assumed."""

    on: date | None
    inclusive: bool
    text: str
    doubt_vi: str = ""


@dataclass(frozen=True, slots=True)
class Recurrence:
    """``times`` in each period (``at_least``: or more), by a ``day`` of it where one is named:
    of the month, of the quarter's or half year's last month, or of ``month`` in the year."""

    every: Every
    text: str
    times: int = 1
    at_least: bool = False
    day: int | None = None
    month: int | None = None
    inclusive: bool = True


@dataclass(frozen=True, slots=True)
class Signer:
    authority: str = ""
    post: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """What stands around the text. Empty words, None: not found."""

    kind: DocumentType | None = None
    kind_name: str = ""
    number: str | None = None
    symbol: str = ""
    draft: bool = False
    place: str = ""
    issued_on: date | None = None
    superior: str = ""
    issuer: str = ""
    subject: str = ""
    addressees: tuple[str, ...] = ()
    signer: Signer = Signer()
    distribution: tuple[str, ...] = ()

    @property
    def number_symbol(self) -> str:
        """ "07-CT/TU"; a draft has no number before the dash."""
        return f"{self.number or ''}-{self.symbol}" if self.symbol else ""


@dataclass(frozen=True, slots=True)
class Reference:
    """A paper named in the text; ``mentions`` are all its places, the first one first."""

    number_symbol: str
    issued_on: date | None
    issuer: str
    subject: str
    kind_name: str
    mentions: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note and the place of its mark in the text; None where no mark was found."""

    mark: str
    text: str
    at: Span | None


@dataclass(frozen=True, slots=True)
class Figure:
    value: Decimal
    unit: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Duty:
    """Something asked of somebody. ``lead`` is who must see to it: the bodies the point names, or
    whom the paper speaks to. ``confidence`` from 0 to 1; ``doubts_vi`` says what a clerk should
    look at, ``why_vi`` which words it was read from."""

    no: str
    heading: str
    lead: tuple[str, ...]
    join: tuple[str, ...]
    audience: Audience | None
    what: str
    product: Product | None
    due: Due | None
    recurrence: Recurrence | None
    report_to: str
    span: Span
    confidence: float
    more: tuple[Due | Recurrence, ...] = ()
    doubts_vi: tuple[str, ...] = ()
    why_vi: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A paper as read. Nothing in it counts before a clerk has confirmed it. ``reach_vi``: whom
    the paper itself must be made known to."""

    header: Header
    references: tuple[Reference, ...]
    footnotes: tuple[Footnote, ...]
    figures: tuple[Figure, ...]
    obligations: tuple[Duty, ...]
    reach_vi: str = ""
    doubts_vi: tuple[str, ...] = ()
