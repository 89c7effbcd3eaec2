"""Who signs how (R13.9), and by when an urging letter asks its report."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangvu.rules.basis import Severity
from dangvu.rules.documents import ORGANS, check_authority, signs_collectively
from dangvu.rules.targets import LETTER_DUE, due_after_letter
from dangvu.rules.workdays import is_working_day, working_days_between


@pytest.mark.parametrize("organ", ["TU", "ĐU", "CB", "UBKTTU", "UBKTĐU", "ĐH"])
@pytest.mark.parametrize("written", ["K/T TRƯỞNG BAN", "k/t bí thư", "K.T BÍ THƯ"])
def test_a_collective_never_signs_by_proxy(organ, written):
    (finding,) = check_authority(written, organ)
    assert (finding.severity, finding.field) == (Severity.REFUSAL, "authority")
    assert finding.basis.rule == "R13.9"


@pytest.mark.parametrize(
    ("written", "organ"),
    [
        ("K/T TRƯỞNG BAN", "BTCTU"),
        ("K/T CHÁNH VĂN PHÒNG", "VPTU"),
        ("T/M BAN THƯỜNG VỤ", "ĐU"),
        ("T/M CHI BỘ", "CB"),
        ("", "ĐU"),
    ],
)
def test_what_may_stand_above_a_signature(written, organ):
    assert check_authority(written, organ) == []


def test_every_organ_signs_one_way_or_the_other():
    collective = {organ.symbol for organ in ORGANS if signs_collectively(organ.symbol)}
    assert {"TU", "ĐU", "CB", "ĐH", "UBKTTU"} <= collective
    assert not {"BTCTU", "VPTU", "BTGDVTU", "BTCĐU"} & collective


@given(st.dates(date(2024, 1, 1), date(2026, 12, 1)))
def test_a_report_is_asked_by_a_working_day(drafted_on):
    due = due_after_letter(drafted_on)
    assert is_working_day(due)
    assert working_days_between(drafted_on, due) == LETTER_DUE.at(drafted_on).value


def test_the_day_is_the_softwares_proposal_and_says_so():
    assert not LETTER_DUE.at(date(2026, 6, 1)).basis.confidence.confirmed
    assert due_after_letter(date(2026, 6, 1)) == date(2026, 6, 15)
