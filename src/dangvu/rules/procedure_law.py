"""The figures of the way to membership (R2), as dated rows, and who is competent.

Five regulations on applying the Charter succeeded each other: 24 (2021), 232, 294, 20, 208. Where a
row says so, its text was seen; the marks of confidence say how far. A province may set another
value for a figure that is not confirmed (``Choice``), with a reason.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TypeVar, cast

from dangvu.rules.admissions import CEREMONY, Trigger
from dangvu.rules.basis import BEGINNING, Basis, Confidence, Dated, Rule
from dangvu.rules.charter import SINCE, SOURCES, through
from dangvu.rules.procedure_terms import Ratio, Stage

K, P, V, D, L = Confidence.K, Confidence.P, Confidence.V, Confidence.D, Confidence.L

Value = TypeVar("Value")
Figure = TypeVar("Figure", int, Ratio)

_P3 = {"294": P, "20": P, "208": P}
_GUIDES = (
    (BEGINNING, "Hướng dẫn số 01-HD/TW, ngày 28/9/2021", "", K),
    (date(2025, 6, 9), "Hướng dẫn số 06-HD/TW, ngày 09/6/2025", "mục 5.4", P),
    (date(2026, 5, 19), "Hướng dẫn số 01-HD/TW, ngày 19/5/2026", "", P),
)


def _guided(rule: str, value: Value, mark: Confidence | None = None) -> tuple[Dated[Value], ...]:
    """One row a guidance of the Secretariat, all of one value."""
    ends = [row[0] for row in _GUIDES[1:]] + [None]
    return tuple(
        Dated(value, since, until, Basis(rule, source, article, mark or seen))
        for (since, source, article, seen), until in zip(_GUIDES, ends, strict=True)
    )


def _ours(rule: str, value: Value, what: str = "Mức của phần mềm") -> tuple[Dated[Value], ...]:
    return (Dated(value, BEGINNING, None, Basis(rule, what, "", D)),)


# --- figures --------------------------------------------------------------------------------

EDUCATION: Rule[str] = Rule(
    "procedure.education",
    "Trình độ học vấn của người vào Đảng",
    "",
    through(
        "R2.2",
        "có bằng tốt nghiệp trung học cơ sở trở lên",
        {"232": P, "294": P, "208": V},
        last="hoàn thành chương trình giáo dục bậc trung học cơ sở trở lên",
    ),
)
CERTIFICATE: Rule[int] = Rule(
    "procedure.certificate",
    "Giấy chứng nhận lớp nhận thức về Đảng có giá trị đến khi chi bộ xét",
    "tháng",
    _guided("R2.7", 60),
)
FRESHNESS: Rule[int] = Rule(
    "procedure.freshness",
    "Kết quả thẩm tra, ý kiến nhận xét có giá trị đến khi kết nạp",
    "tháng",
    _guided("R2.9", 12, K),
)
INTRODUCER: Rule[int] = Rule(
    "procedure.introducer",
    "Thời gian người giới thiệu cùng công tác, học tập, cư trú với người vào Đảng",
    "tháng",
    through("R2.4", 12, _P3),
)
INTRODUCERS: Rule[int] = Rule(
    "procedure.introducers",
    "Số người, tổ chức giới thiệu",
    "",
    through("R2.5", 2, _P3),
)
YOUTH_AGE: Rule[int] = Rule(
    "procedure.youth_age",
    "Còn trong tuổi đoàn (do Đoàn giới thiệu) đến",
    "tháng tuổi",
    (Dated(30 * 12 + 11, BEGINNING, None, Basis("R2.5", "Luật Thanh niên, Điều lệ Đoàn", "", K)),),
)
CELL_RATIO: Rule[Ratio] = Rule(
    "procedure.cell_ratio",
    "Tỷ lệ tán thành của chi bộ, tính trên đảng viên chính thức",
    "",
    through("R2.11", Ratio(2, 3), _P3),
)
COMMITTEE_RATIO: Rule[Ratio] = Rule(
    "procedure.committee_ratio",
    "Tỷ lệ tán thành của đảng ủy, tính trên cấp ủy viên",
    "",
    through("R2.11", Ratio(2, 3), _P3),
)
STANDING_RATIO: Rule[Ratio] = Rule(
    "procedure.standing_ratio",
    "Tỷ lệ tán thành của ban thường vụ, tính trên ủy viên ban thường vụ",
    "",
    through("R2.11", Ratio(1, 2, strict=True), _P3 | {"208": V}, last_rule="R1.17"),
)
ATTEMPTS: Rule[int] = Rule(
    "procedure.attempts",
    "Số lần biểu quyết không đủ tỷ lệ thì cấp trên xem xét quyết định",
    "lần",
    through("R2.13", 3, _P3),
)
DECISION: Rule[int] = Rule(
    "procedure.decision",
    "Thời hạn cấp ủy có thẩm quyền quyết định kết nạp",
    "ngày làm việc từ ngày chi bộ có nghị quyết",
    through("R2.15", 60, _P3),
)
RECOGNITION_DECISION: Rule[int] = Rule(
    "procedure.recognition_decision",
    "Thời hạn cấp ủy có thẩm quyền quyết định công nhận chính thức",
    "ngày làm việc từ ngày chi bộ có nghị quyết",
    through("R2.15", 30, _P3),
)
EXTENSION: Rule[int] = Rule(
    "procedure.extension",
    "Gia hạn xét trong trường hợp đặc biệt, nhiều nhất",
    "ngày làm việc",
    through("R2.15", 30, _P3),
)
MEMBER_CV: Rule[int] = Rule(
    "procedure.member_cv",
    "Thời hạn đảng viên mới khai lý lịch đảng viên",
    "ngày làm việc từ ngày lễ kết nạp",
    through("R2.21", 30, _P3),
)
READMISSION_WAIT: Rule[int] = Rule(
    "procedure.readmission_wait",
    "Thời gian từ khi ra khỏi Đảng đến khi được xét kết nạp lại",
    "tháng",
    through("R2.23", 36, {"294": V, "208": V}),
)
READMISSION_CLEARED: Rule[int] = Rule(
    "procedure.readmission_cleared",
    "Thời gian từ khi được xóa án tích đến khi được xét kết nạp lại",
    "tháng",
    through("R2.23", 60, {"294": V, "20": P, "208": P}),
)
READMISSION_TIMES: Rule[int] = Rule(
    "procedure.readmission_times",
    "Số lần được kết nạp lại",
    "lần",
    through("R2.23", 1, {"294": V, "20": P, "208": P}),
)
REVIEW: Rule[int] = Rule(
    "procedure.review",
    "Rà soát danh sách cảm tình đảng",
    "tháng một lần",
    (Dated(1, BEGINNING, None, Basis("R2", "Hướng dẫn số 09-HD/BTCTW, ngày 05/6/2017", "", P)),),
)
REMARK: Rule[int] = Rule(
    "procedure.remark",
    "Người giúp đỡ nhận xét",
    "tháng một lần",
    _ours("R2", 3),
)
RETENTION: Rule[int] = Rule(
    "procedure.retention",
    "Giữ hồ sơ người chưa vào Đảng sau khi thôi xem xét",
    "tháng",
    _ours("R14.1", 12),
)
NORMS: dict[Stage, Rule[int]] = {
    stage: Rule(
        f"procedure.norm.{stage.name.lower()}",
        f"Mức thời gian ở bước “{stage.label_vi}”",
        "ngày làm việc",
        _ours("R11.6", days),
    )
    for stage, days in {
        Stage.SOURCE: 60,
        Stage.SYMPATHISER: 120,
        Stage.CLASS: 20,
        Stage.HELPED: 120,
        Stage.APPLIED: 20,
        Stage.CV: 60,
        Stage.VETTING: 20,
        Stage.OPINIONS: 20,
        Stage.CELL: 20,
        Stage.APPRAISED: 20,
        Stage.COMMITTEE: 20,
        Stage.DECIDED: 30,
        Stage.CEREMONY: 120,
        Stage.NEW_CLASS: 130,
        Stage.RECOGNITION: 30,
        Stage.OFFICIAL: 60,
    }.items()
}
"""How long a stage should take where the law sets no limit."""

RULES: tuple[Rule, ...] = (
    EDUCATION,
    CERTIFICATE,
    FRESHNESS,
    INTRODUCER,
    INTRODUCERS,
    YOUTH_AGE,
    CELL_RATIO,
    COMMITTEE_RATIO,
    STANDING_RATIO,
    ATTEMPTS,
    DECISION,
    EXTENSION,
    RECOGNITION_DECISION,
    MEMBER_CV,
    READMISSION_WAIT,
    READMISSION_CLEARED,
    READMISSION_TIMES,
    REVIEW,
    REMARK,
    RETENTION,
    *NORMS.values(),
)


# --- what a province sets -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Choice:
    """A province's value of a figure that is not confirmed, from a day, with its reason."""

    name: str
    value: int | Ratio
    since: date
    reason: str


@dataclass(frozen=True, slots=True)
class Law:
    """The figures as an office applies them: the rows, and its own choices."""

    choices: tuple[Choice, ...] = ()

    def row(self, rule: Rule[Figure], on: date) -> Dated[Figure]:
        """The row in force on a day; the latest choice in its place where it is not confirmed."""
        row = rule.at(on)
        if row.basis.confidence.confirmed:
            return row
        made = [one for one in self.choices if one.name == rule.name and one.since <= on]
        if not made:
            return row
        chosen = max(made, key=lambda one: one.since)
        source = f"Tỉnh ủy chọn từ ngày {chosen.since:%d/%m/%Y}: {chosen.reason}"
        return replace(
            row, value=cast(Figure, chosen.value), basis=Basis(row.basis.rule, source, "", L)
        )


def parse_figure(rule: Rule, text: str) -> int | Ratio:
    """A province's value as typed: "12", "2/3", "quá 1/2". Raises ``ValueError``."""
    typed = text.strip().casefold()
    if isinstance(rule.rows[-1].value, Ratio):
        found = re.fullmatch(r"(quá|>)?\s*(\d{1,2})\s*/\s*(\d{1,2})", typed, re.ASCII)
        if not found or not 0 < int(found[2]) <= int(found[3]):
            raise ValueError(f"Không đọc được tỷ lệ “{text}”; viết như 2/3 hoặc quá 1/2.")
        return Ratio(int(found[2]), int(found[3]), bool(found[1]))
    if not re.fullmatch(r"[1-9]\d{0,3}", typed, re.ASCII):
        raise ValueError(f"Không đọc được số “{text}”; viết một số nguyên lớn hơn 0.")
    return int(typed)


LAW = Law()
"""The rows alone."""


# --- who is competent -----------------------------------------------------------------------


class Deciding(StrEnum):
    """How the deciding committee stands to the one the cell reports to (R1.2, R1.3, R2.12)."""

    SUPERIOR = "superior"
    AUTHORISED = "authorised"
    DIRECT = "direct"
    GRASSROOTS = "grassroots"

    @property
    def label_vi(self) -> str:
        return {
            "superior": "Có cấp ủy cấp trên trực tiếp của tổ chức cơ sở đảng",
            "authorised": "Đảng ủy cơ sở được ủy quyền",
            "direct": "Trực thuộc thẳng Tỉnh ủy",
            "grassroots": "Đảng bộ cơ sở theo mô hình của 208-QĐ/TW",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Competence:
    """Who votes and who decides, from a day until another, and by what part."""

    deciding: Deciding
    votes_vi: str
    ratio: Rule[Ratio]
    decides_vi: str
    decides_by: Rule[Ratio]
    since: date
    until: date | None
    basis: Basis


def _until_208(
    deciding: Deciding, votes_vi: str, decides_vi: str, decides_by: Rule[Ratio]
) -> tuple[Competence, ...]:
    names = ("24", "232", "294", "20")
    ends = [SINCE[name] for name in (*names[1:], "208")]
    return tuple(
        Competence(
            deciding,
            votes_vi,
            COMMITTEE_RATIO,
            decides_vi,
            decides_by,
            SINCE[name],
            end,
            Basis("R2.12", SOURCES[name], "", P if name in _P3 else K),
        )
        for name, end in zip(names, ends, strict=True)
    )


COMPETENCE: tuple[Competence, ...] = (
    *_until_208(
        Deciding.SUPERIOR,
        "Đảng ủy cơ sở",
        "Ban Thường vụ cấp ủy cấp trên trực tiếp",
        STANDING_RATIO,
    ),
    *_until_208(
        Deciding.AUTHORISED, "Đảng ủy cơ sở", "Đảng ủy cơ sở được ủy quyền", COMMITTEE_RATIO
    ),
    *_until_208(
        Deciding.DIRECT,
        "Đảng ủy trực thuộc Tỉnh ủy",
        "Ban Thường vụ Tỉnh ủy cùng trưởng các ban đảng của Tỉnh ủy",
        STANDING_RATIO,
    ),
    Competence(
        Deciding.GRASSROOTS,
        "Ban Thường vụ đảng ủy cơ sở",
        STANDING_RATIO,
        "Ban Thường vụ đảng ủy cơ sở",
        STANDING_RATIO,
        SINCE["208"],
        None,
        Basis("R2.12", SOURCES["208"], "", V),
    ),
)


def competence(on: date, grassroots_below: bool = False, authorised: bool = False) -> Competence:
    """Who votes and decides on a day, by the model of the organisation."""
    wanted = Deciding.DIRECT
    if authorised:
        wanted = Deciding.AUTHORISED
    elif grassroots_below:
        wanted = Deciding.SUPERIOR
    if on >= SINCE["208"]:
        wanted = Deciding.GRASSROOTS
    return next(
        row
        for row in COMPETENCE
        if row.deciding is wanted and row.since <= on and (row.until is None or on < row.until)
    )


def ceremony_trigger(on: date) -> Trigger:
    """What day the limit of the ceremony runs from, for a decision of a day (R2.16)."""
    return CEREMONY.at(on).value.trigger


def named(rules: Iterable[Rule] = RULES) -> dict[str, Rule]:
    return {rule.name: rule for rule in rules}
