"""The papers of admission and recognition (R2.3): which a case needs, at which step.

Codes were stable from 2007 to 2022; the titles are those of the forms seen then.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from dangvu.rules.admissions import age_in_months
from dangvu.rules.basis import Basis, Confidence
from dangvu.rules.procedure_law import LAW, YOUTH_AGE, Law
from dangvu.rules.procedure_terms import CaseFacts, Step

_K, _P, _V = Confidence.K, Confidence.P, Confidence.V


class When(StrEnum):
    """For whom a paper is needed."""

    ALWAYS = "always"
    YOUTH = "youth"
    UNION = "union"
    ONE_MEMBER = "one_member"
    TWO_MEMBERS = "two_members"
    SECTION = "section"
    AUTHORISED = "authorised"
    NOT_AUTHORISED = "not_authorised"
    IF_ANY = "if_any"

    @property
    def label_vi(self) -> str:
        return _WHEN_LABELS[self]


_WHEN_LABELS = {
    When.ALWAYS: "Mọi trường hợp",
    When.YOUTH: "Nơi có Đoàn, người xin vào Đảng còn trong tuổi đoàn",
    When.UNION: "Nơi chỉ có công đoàn",
    When.ONE_MEMBER: "Một đảng viên và một tổ chức giới thiệu",
    When.TWO_MEMBERS: "Hai đảng viên giới thiệu",
    When.SECTION: "Có đảng ủy trực thuộc cơ sở (đảng ủy bộ phận)",
    When.AUTHORISED: "Đảng ủy cơ sở được ủy quyền quyết định",
    When.NOT_AUTHORISED: "Cấp ủy có thẩm quyền quyết định",
    When.IF_ANY: "Khi có",
}


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of the checklist: it must be in hand once ``step`` is taken. ``handwritten``: the
    person writes it in full, nothing is filled in for them."""

    code: str
    title_vi: str
    confidence: Confidence
    step: Step
    handwritten: bool = False
    when: When = When.ALWAYS


CHECKLIST: tuple[Paper, ...] = (
    Paper("CN-NTVĐ", "Giấy chứng nhận lớp nhận thức về Đảng", _P, Step.CLASS_DONE),
    Paper("1-KNĐ", "Đơn xin vào Đảng", _P, Step.APPLIED, handwritten=True),
    Paper("2-KNĐ", "Lý lịch của người xin vào Đảng", _P, Step.CV_DONE, handwritten=True),
    Paper("TT-LL", "Công văn, kết quả thẩm tra lý lịch", _P, Step.VETTING_BACK),
    Paper(
        "3-KNĐ", "Giấy giới thiệu người vào Đảng", _P, Step.OPINIONS_IN, when=When.ONE_MEMBER
    ),
    Paper(
        "3A-KNĐ",
        "Giấy giới thiệu người vào Đảng (hai đảng viên giới thiệu)",
        _P,
        Step.OPINIONS_IN,
        when=When.TWO_MEMBERS,
    ),
    Paper(
        "4-KNĐ", "Nghị quyết giới thiệu đoàn viên ưu tú vào Đảng của Ban Chấp hành Đoàn cơ sở", _P,
        Step.OPINIONS_IN, when=When.YOUTH,
    ),
    Paper(
        "4A-KNĐ", "Đề nghị giới thiệu đoàn viên ưu tú của chi đoàn", _P,
        Step.OPINIONS_IN, when=When.IF_ANY,
    ),
    Paper(
        "4B-KNĐ", "Nghị quyết giới thiệu đoàn viên công đoàn vào Đảng", _P,
        Step.OPINIONS_IN, when=When.UNION,
    ),
    Paper("5-KNĐ", "Tổng hợp ý kiến nhận xét của chi ủy", _P, Step.OPINIONS_IN),
    Paper(
        "5B-KNĐ", "Ý kiến nhận xét của chi ủy nơi cư trú", _P,
        Step.OPINIONS_IN, when=When.IF_ANY,
    ),
    Paper(
        "5C-KNĐ", "Ý kiến nhận xét của tổ chức chính trị - xã hội", _P,
        Step.OPINIONS_IN, when=When.IF_ANY,
    ),
    Paper("6-KNĐ", "Nghị quyết đề nghị kết nạp đảng viên của chi bộ", _P, Step.CELL_VOTED),
    Paper(
        "7-KNĐ", "Báo cáo thẩm định của đảng ủy bộ phận", _P, Step.APPRAISED, when=When.SECTION
    ),
    Paper(
        "8-KNĐ", "Nghị quyết đề nghị kết nạp đảng viên của đảng ủy cơ sở", _P,
        Step.COMMITTEE_VOTED,
    ),
    Paper(
        "9-KNĐ", "Quyết định kết nạp đảng viên", _P, Step.DECIDED, when=When.NOT_AUTHORISED
    ),
    Paper(
        "9A-KNĐ", "Quyết định kết nạp đảng viên của đảng ủy cơ sở được ủy quyền", _K,
        Step.DECIDED, when=When.AUTHORISED,
    ),
    Paper("CN-ĐVM", "Giấy chứng nhận lớp bồi dưỡng đảng viên mới", _V, Step.NEW_CLASS_DONE),
    Paper(
        "10-KNĐ", "Bản tự kiểm điểm của đảng viên dự bị", _P, Step.SELF_REVIEW, handwritten=True
    ),
    Paper(
        "11-KNĐ", "Bản nhận xét đảng viên dự bị của người được phân công giúp đỡ", _P,
        Step.HELPER_REMARK,
    ),
    Paper(
        "12-KNĐ", "Tổng hợp ý kiến nhận xét đối với đảng viên dự bị", _P, Step.PROBATION_OPINIONS
    ),
    Paper(
        "13-KNĐ", "Nghị quyết đề nghị công nhận đảng viên chính thức của chi bộ", _P,
        Step.CELL_VOTED_RECOGNITION,
    ),
    Paper(
        "14-KNĐ", "Báo cáo thẩm định của đảng ủy bộ phận (công nhận chính thức)", _K,
        Step.APPRAISED_RECOGNITION, when=When.SECTION,
    ),
    Paper(
        "15-KNĐ", "Nghị quyết đề nghị công nhận đảng viên chính thức của đảng ủy cơ sở", _P,
        Step.COMMITTEE_VOTED_RECOGNITION,
    ),
    Paper("16-KNĐ", "Quyết định công nhận đảng viên chính thức", _K, Step.RECOGNISED),
)  # fmt: skip
CHECKLIST_BASIS = Basis(
    "R2", "Mẫu hồ sơ kết nạp đảng viên (12-HD/BTCTW 2022 và trước đó)", "", Confidence.P
)
PAPER = {paper.code: paper for paper in CHECKLIST}
_PLACE = {step: place for place, step in enumerate(Step)}


def of_youth_age(facts: CaseFacts, on: date, law: Law = LAW) -> bool:
    """Whether the Youth Union introduces the person (R2.5)."""
    if facts.born_on is None or not facts.has_youth:
        return False
    return age_in_months(facts.born_on, on) <= law.row(YOUTH_AGE, on).value


def introduced_by(facts: CaseFacts, on: date, law: Law = LAW) -> When:
    """Which of the three ways of R2.5 the person is introduced by: youth, union, two members."""
    if of_youth_age(facts, on, law):
        return When.YOUTH
    return When.UNION if facts.has_union else When.TWO_MEMBERS


def needed(facts: CaseFacts, on: date, authorised: bool, law: Law = LAW) -> tuple[Paper, ...]:
    """The papers this case needs, in order; those needed only where there are any left out."""
    way = introduced_by(facts, on, law)
    holds = {
        When.ALWAYS: True,
        When.YOUTH: way is When.YOUTH,
        When.UNION: way is When.UNION,
        When.ONE_MEMBER: way is not When.TWO_MEMBERS,
        When.TWO_MEMBERS: way is When.TWO_MEMBERS,
        When.SECTION: facts.has_section,
        When.AUTHORISED: authorised,
        When.NOT_AUTHORISED: not authorised,
        When.IF_ANY: False,
    }
    return tuple(paper for paper in CHECKLIST if holds[paper.when])


@cache
def gathered(step: Step) -> tuple[Paper, ...]:
    """The papers of the same set that are made before a step: its papers in."""
    first = Step.CLASS_DONE if _PLACE[step] <= _PLACE[Step.DECIDED] else Step.NEW_CLASS_DONE
    return tuple(paper for paper in CHECKLIST if _PLACE[first] <= _PLACE[paper.step] < _PLACE[step])


def made(step: Step) -> tuple[Paper, ...]:
    """The papers a step makes: its papers out."""
    return tuple(paper for paper in CHECKLIST if paper.step is step)


def missing(
    facts: CaseFacts, step: Step, on: date, authorised: bool = False, law: Law = LAW
) -> tuple[Paper, ...]:
    """The papers that should be in hand before a step, and are not."""
    lack = [paper for paper in gathered(step) if paper.code not in facts.papers]
    wanted = {paper.code for paper in needed(facts, on, authorised, law)} if lack else ()
    return tuple(paper for paper in lack if paper.code in wanted)
