"""The forms of a case: the papers from an application to the recognition of an official member.

What each is and who issues it; the words are in the Word models, the facts in `CasePapers`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from dangvu.rules.basis import Confidence
from dangvu.rules.procedure_papers import PAPER


class FormIssuer(StrEnum):
    """Who issues a form."""

    CELL = "cell"
    SECTION = "section"
    COMMITTEE = "committee"
    DECIDER = "decider"
    CENTRE = "centre"
    OUTSIDE = "outside"
    PERSON = "person"


class FormGroup(StrEnum):
    """Where a form stands in the list of papers."""

    ADMISSION = "admission"
    RECOGNITION = "recognition"
    BESIDE = "beside"

    @property
    def label_vi(self) -> str:
        return {
            "admission": "Hồ sơ xét kết nạp",
            "recognition": "Hồ sơ xét công nhận chính thức",
            "beside": "Thông báo, giấy giới thiệu",
        }[self.value]


@dataclass(frozen=True)
class CaseForm:
    """One form. `code` is the rulebook's ("6-KNĐ"), `model` the name of its Word model.

    `type` is the abbreviation in its number, "" for a paper without one; `deed` the fact in
    `CasePapers` that gives its number and day. `to` names its recipients.
    """

    code: str
    model: str
    group: FormGroup
    issuer: FormIssuer
    type: str = ""
    deed: str = ""
    to: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The rulebook's title of it; our own where the checklist does not hold it."""
        return PAPER[self.code].title_vi if self.code in PAPER else _OWN_TITLES[self.code]

    @property
    def confidence(self) -> Confidence:
        """How sure the title is."""
        return PAPER[self.code].confidence if self.code in PAPER else Confidence.D

    @property
    def guide(self) -> bool:
        """Whether a person writes it by hand: it is printed as a guide and never filled in
        (R2.25).
        """
        return self.code in PAPER and PAPER[self.code].handwritten

    @property
    def required(self) -> frozenset[str]:
        """The names a model of this form cannot do without."""
        if self.guide:
            return frozenset({"cell"})
        if self.issuer in (FormIssuer.PERSON, FormIssuer.OUTSIDE):
            return frozenset({"full_name"})
        head = (f"letterhead.{k}" for k in ("superior", "issuer", "number_line", "place_and_date"))
        return frozenset({"full_name", *head, "signature.post", "signature.name"})


_OWN_TITLES = {
    "GGT-TT": "Giấy giới thiệu đi thẩm tra lý lịch của người xin vào Đảng",
    "CV-CN": "Công văn giới thiệu người vào Đảng chuyển nơi",
    "GCN-GĐ": "Giấy chứng nhận người vào Đảng đang được xem xét, giúp đỡ",
    "TB-ĐY": "Thông báo đồng ý với đề nghị của chi bộ",
    "TB-KĐY": "Thông báo không đồng ý với đề nghị của chi bộ",
}
_A, _R, _B = FormGroup.ADMISSION, FormGroup.RECOGNITION, FormGroup.BESIDE
_I = FormIssuer
_CELL_TO, _SECTION_TO = ("committee", "keep_cell"), ("committee", "cell", "keep_section")
_COMMITTEE_TO = ("decider", "cell", "keep_committee")
_DECISION_TO = ("committee", "cell", "applicant", "keep_decider")
_AUTHORISED_TO = ("superior", "cell", "applicant", "keep_committee")
_LETTER_TO = ("addressee", "cell", "keep_committee")
_NOTICE_TO = ("cell", "committee", "keep_decider")

_LIST = (
    CaseForm("CN-NTVĐ", "cn_ntvd", _A, _I.CENTRE, "GCN", "certificate"),
    CaseForm("1-KNĐ", "knd_1", _A, _I.PERSON),
    CaseForm("2-KNĐ", "knd_2", _A, _I.PERSON),
    CaseForm("3-KNĐ", "knd_3", _A, _I.PERSON),
    CaseForm("3A-KNĐ", "knd_3a", _A, _I.PERSON),
    CaseForm("4-KNĐ", "knd_4", _A, _I.OUTSIDE, "NQ"),
    CaseForm("4A-KNĐ", "knd_4a", _A, _I.OUTSIDE, "NQ"),
    CaseForm("4B-KNĐ", "knd_4b", _A, _I.OUTSIDE, "NQ"),
    CaseForm("5-KNĐ", "knd_5", _A, _I.CELL, "BC", "opinions", _CELL_TO),
    CaseForm("5B-KNĐ", "knd_5b", _A, _I.OUTSIDE, "NX"),
    CaseForm("5C-KNĐ", "knd_5c", _A, _I.OUTSIDE, "NX"),
    CaseForm("6-KNĐ", "knd_6", _A, _I.CELL, "NQ", "cell_vote", _CELL_TO),
    CaseForm("7-KNĐ", "knd_7", _A, _I.SECTION, "BC", "appraised", _SECTION_TO),
    CaseForm("8-KNĐ", "knd_8", _A, _I.COMMITTEE, "NQ", "committee_vote", _COMMITTEE_TO),
    CaseForm("9-KNĐ", "knd_9", _A, _I.DECIDER, "QĐ", "decision", _DECISION_TO),
    CaseForm("9A-KNĐ", "knd_9a", _A, _I.COMMITTEE, "QĐ", "decision", _AUTHORISED_TO),
    CaseForm("CN-ĐVM", "cn_dvm", _R, _I.CENTRE, "GCN", "new_certificate"),
    CaseForm("10-KNĐ", "knd_10", _R, _I.PERSON),
    CaseForm("11-KNĐ", "knd_11", _R, _I.PERSON),
    CaseForm("12-KNĐ", "knd_12", _R, _I.CELL, "BC", "opinions_again", _CELL_TO),
    CaseForm("13-KNĐ", "knd_13", _R, _I.CELL, "NQ", "cell_vote_again", _CELL_TO),
    CaseForm("14-KNĐ", "knd_14", _R, _I.SECTION, "BC", "appraised_again", _SECTION_TO),
    CaseForm("15-KNĐ", "knd_15", _R, _I.COMMITTEE, "NQ", "committee_vote_again", _COMMITTEE_TO),
    CaseForm("16-KNĐ", "knd_16", _R, _I.DECIDER, "QĐ", "recognition", _DECISION_TO),
    CaseForm("GGT-TT", "ggt_tham_tra", _B, _I.COMMITTEE, "GGT", "", _LETTER_TO),
    CaseForm(
        "CV-CN", "cv_chuyen_noi", _B, _I.COMMITTEE, "CV", "move", ("as_above", *_LETTER_TO[1:])
    ),
    CaseForm("GCN-GĐ", "gcn_giup_do", _B, _I.COMMITTEE, "GCN", "", _LETTER_TO),
    CaseForm("TB-ĐY", "tb_dong_y", _B, _I.DECIDER, "TB", "notice", _NOTICE_TO),
    CaseForm("TB-KĐY", "tb_khong_dong_y", _B, _I.DECIDER, "TB", "notice", _NOTICE_TO),
)

#: The forms by code, in the order of the dossier.
CASE_FORMS: Mapping[str, CaseForm] = {form.code: form for form in _LIST}
#: The forms by the name of their Word model.
CASE_MODELS: Mapping[str, CaseForm] = {form.model: form for form in _LIST}
