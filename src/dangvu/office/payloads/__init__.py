"""What goes into each letter: frozen facts on one side, the words a Word model may use on the
other.

Every payload has `to_dict()`: plain text, lists and flags only, already written the Vietnamese way,
so that it can be kept as JSON beside the issued paper and gives the same paper again. `SLOTS` of a
payload lists each name a model may use, with what stands there, for the clerk who edits the model;
`REQUIRED` those without which the paper would not be valid.
"""

from dangvu.office.payloads.assessment import AssessedDuty, DirectiveAssessment, Spread, Voice
from dangvu.office.payloads.body import BodyLetter, CauseLine
from dangvu.office.payloads.case_forms import (
    CASE_FORMS,
    CASE_MODELS,
    CaseForm,
    FormGroup,
    FormIssuer,
)
from dangvu.office.payloads.case_papers import (
    Ballot,
    CasePapers,
    Certificate,
    Companion,
    Deed,
    HelpersNote,
    IssuingBody,
)
from dangvu.office.payloads.duties import DutyBodyUrging, DutyUrging, OwedRow
from dangvu.office.payloads.head import Letterhead, Recipient, Signature
from dangvu.office.payloads.introduction import IntroductionLetter, LetterBox, box_lines
from dangvu.office.payloads.praise import PraiseList, PraiseRow
from dangvu.office.payloads.summary import Said, SummaryReport, SummedAnswer, SummedFigure
from dangvu.office.payloads.urging import Counts, UrgingAnnex, UrgingAnnexRow, UrgingLetter

__all__ = [
    "CASE_FORMS",
    "CASE_MODELS",
    "AssessedDuty",
    "Ballot",
    "BodyLetter",
    "CaseForm",
    "CasePapers",
    "CauseLine",
    "Certificate",
    "Companion",
    "Counts",
    "Deed",
    "DirectiveAssessment",
    "DutyBodyUrging",
    "DutyUrging",
    "FormGroup",
    "HelpersNote",
    "IntroductionLetter",
    "IssuingBody",
    "FormIssuer",
    "LetterBox",
    "Letterhead",
    "OwedRow",
    "PraiseList",
    "PraiseRow",
    "Recipient",
    "Said",
    "Signature",
    "Spread",
    "SummaryReport",
    "SummedAnswer",
    "SummedFigure",
    "UrgingAnnex",
    "UrgingAnnexRow",
    "UrgingLetter",
    "Voice",
    "box_lines",
]
