"""One admission as recorded: days, age, ceremony."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangvu.rules.admissions import (
    AGE,
    CEREMONY,
    AdmissionFacts,
    Breakdown,
    SourceGroup,
    Trigger,
    age_in_months,
    calendar_months,
    ceremony_deadline,
    check_admission,
)
from dangvu.rules.basis import Confidence, Severity, refused
from dangvu.rules.workdays import add_working_days

NOW = date(2026, 11, 20)
UNDER_208 = date(2026, 8, 14)
UNDER_20 = date(2026, 5, 14)
BORN = date(1999, 4, 30)
DAYS = st.dates(date(1920, 1, 1), date(2030, 12, 31))


def record(decided_on: date = UNDER_208, **facts) -> AdmissionFacts:
    """A sound record of a person born in 1999, changed by ``facts``."""
    sound = {
        "on": NOW,
        "born_on": BORN,
        "ceremony_on": decided_on,
        "decision_number": "12-QĐ/ĐU",
    }
    return AdmissionFacts(decided_on=decided_on, **(sound | facts))


def found(facts: AdmissionFacts) -> dict[str, Severity]:
    return {finding.code: finding.severity for finding in check_admission(facts)}


def test_a_sound_record_has_nothing_to_say() -> None:
    for decided_on in (UNDER_208, UNDER_20, date(2023, 3, 1)):
        assert check_admission(record(decided_on)) == []
    assert check_admission(AdmissionFacts(on=UNDER_208, decided_on=UNDER_208)) == []


# --- days and number ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (record(NOW + timedelta(days=1), ceremony_on=None), "decision_in_future"),
        (record(ceremony_on=NOW + timedelta(days=1)), "ceremony_in_future"),
        (record(ceremony_on=UNDER_208 - timedelta(days=1)), "ceremony_before_decision"),
        (record(considered_on=UNDER_208 + timedelta(days=1)), "considered_after_decision"),
        (record(received_on=UNDER_208 - timedelta(days=1)), "received_before_decision"),
        (record(born_on=date(2015, 1, 1)), "birth_implausible"),
        (record(born_on=date(2099, 1, 1)), "birth_implausible"),
        (record(born_on=date(1899, 1, 1)), "birth_implausible"),
    ],
)
def test_days_that_cannot_be_are_refused(facts: AdmissionFacts, code: str) -> None:
    assert found(facts)[code] is Severity.REFUSAL
    assert refused(check_admission(facts))


def test_the_message_names_both_days() -> None:
    (finding,) = check_admission(record(ceremony_on=date(2026, 8, 1)))
    assert finding.message_vi == "Ngày lễ kết nạp 01/08/2026 trước ngày quyết định 14/08/2026."
    assert finding.field == "ceremony_on"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("mười hai", "number_unreadable"),
        ("12-NQ/ĐU", "not_a_decision"),
        ("-QĐ/ĐU", "number_blank"),
    ],
)
def test_an_odd_number_is_a_warning(number: str, code: str) -> None:
    assert found(record(decision_number=number)) == {code: Severity.WARNING}


# --- age ------------------------------------------------------------------------------------


@given(DAYS, DAYS)
def test_full_months_are_the_named_months_or_one_less(born_on: date, on: date) -> None:
    assert 0 <= calendar_months(born_on, on) - age_in_months(born_on, on) <= 1
    later = on + timedelta(days=1)
    assert 0 <= age_in_months(born_on, later) - age_in_months(born_on, on) <= 1


def test_a_month_of_life_is_full_on_the_day_of_birth_or_the_last_of_the_month() -> None:
    assert age_in_months(date(2008, 3, 20), date(2026, 3, 19)) == 18 * 12 - 1
    assert age_in_months(date(2008, 3, 20), date(2026, 3, 20)) == 18 * 12
    assert age_in_months(date(2008, 1, 31), date(2008, 2, 29)) == 1


def test_under_18_is_refused_where_the_rule_is_confirmed_and_warned_of_before() -> None:
    young = {"born_on": date(2009, 1, 1)}
    assert found(record(UNDER_208, **young)) == {"age_under": Severity.REFUSAL}
    assert found(record(UNDER_20, **young)) == {"age_under": Severity.WARNING}
    (finding,) = check_admission(record(UNDER_20, **young))
    assert finding.basis.confidence is Confidence.K


def test_over_60_needs_a_note() -> None:
    old = {"born_on": date(1966, 5, 1)}
    assert found(record(UNDER_208, **old)) == {"age_over": Severity.REFUSAL}
    assert found(record(UNDER_20, **(old | {"born_on": date(1966, 1, 1)}))) == {
        "age_over": Severity.WARNING
    }
    noted = record(UNDER_208, note="Tỉnh ủy đồng ý tại Thông báo 10-TB/TU", **old)
    assert found(noted) == {"age_over": Severity.NOTE}


def test_only_a_record_without_the_cells_day_is_offered_to_give_it() -> None:
    old = record(born_on=date(1966, 5, 1))
    (by_decision,) = check_admission(old)
    assert "tại ngày quyết định 14/08/2026" in by_decision.message_vi
    assert "ghi ngày chi bộ xét" in by_decision.message_vi
    still_in_time = record(born_on=date(1966, 5, 1), considered_on=date(2026, 5, 20))
    assert check_admission(still_in_time) == []
    too_late = record(born_on=date(1966, 3, 1), considered_on=date(2026, 7, 28))
    (by_cell,) = check_admission(too_late)
    assert "tại ngày chi bộ xét 28/07/2026" in by_cell.message_vi
    assert "ghi ngày chi bộ xét" not in by_cell.message_vi


@pytest.mark.parametrize(
    ("born_on", "code"),
    [
        (date(2008, 8, 14), None),
        (date(2008, 8, 31), "age_edge"),
        (date(2008, 9, 1), "age_under"),
        (date(1966, 8, 14), None),
        (date(1966, 7, 31), "age_edge"),
        (date(1966, 7, 14), "age_over"),
    ],
)
def test_between_months_and_days_there_is_only_a_warning(born_on: date, code) -> None:
    expected = Severity.WARNING if code == "age_edge" else Severity.REFUSAL
    assert found(record(born_on=born_on)) == ({code: expected} if code else {})


@given(st.dates(date(1926, 9, 1), date(2011, 8, 1)))
def test_inside_the_band_nothing_is_said_and_outside_always(born_on: date) -> None:
    band = AGE.at(UNDER_208).value
    inside = band.from_months <= age_in_months(born_on, UNDER_208) <= band.to_months
    months = calendar_months(born_on, UNDER_208)
    clear = inside and months <= band.to_months
    assert (check_admission(record(born_on=born_on)) == []) == clear


# --- ceremony -------------------------------------------------------------------------------


def test_the_ceremony_runs_from_the_issue_since_208_and_from_receipt_before() -> None:
    assert CEREMONY.at(UNDER_208).value.trigger is Trigger.DECISION_ISSUED
    assert CEREMONY.at(UNDER_20).value.trigger is Trigger.DECISION_RECEIVED
    assert ceremony_deadline(record()) == add_working_days(UNDER_208, 30) == date(2026, 9, 29)
    assert ceremony_deadline(record(UNDER_20)) is None
    received = date(2026, 5, 25)
    known = record(UNDER_20, received_on=received)
    assert ceremony_deadline(known) == add_working_days(received, 30)


def test_a_late_ceremony_is_noted_not_refused() -> None:
    last = date(2026, 9, 29)
    assert check_admission(record(ceremony_on=last)) == []
    (late,) = check_admission(record(ceremony_on=last + timedelta(days=1)))
    assert (late.code, late.severity) == ("ceremony_late", Severity.NOTE)
    assert "quá hạn 29/09/2026 (30 ngày làm việc từ ngày ban hành quyết định)" in late.message_vi


def test_a_ceremony_not_recorded_is_noted_once_its_time_is_over() -> None:
    assert check_admission(record(ceremony_on=None, on=date(2026, 9, 29))) == []
    assert found(record(ceremony_on=None, on=date(2026, 9, 30))) == {"ceremony_late": Severity.NOTE}


def test_where_the_day_of_receipt_is_missing_the_note_says_if() -> None:
    late = record(UNDER_20, ceremony_on=date(2026, 7, 1))
    (finding,) = check_admission(late)
    assert "nếu chi bộ nhận quyết định ngay ngày ban hành" in finding.message_vi
    in_time = record(UNDER_20, ceremony_on=date(2026, 7, 1), received_on=date(2026, 5, 25))
    assert check_admission(in_time) == []


def test_a_year_without_a_table_of_holidays_is_named() -> None:
    facts = record(date(2027, 3, 1), on=date(2028, 1, 1), ceremony_on=date(2027, 12, 1))
    (finding,) = check_admission(facts)
    assert "Ngày nghỉ lễ năm 2027 là dự kiến" in finding.message_vi


# --- all ------------------------------------------------------------------------------------


@given(
    st.builds(
        AdmissionFacts,
        on=DAYS,
        decided_on=DAYS,
        born_on=st.none() | DAYS,
        ceremony_on=st.none() | DAYS,
        considered_on=st.none() | DAYS,
        received_on=st.none() | DAYS,
        decision_number=st.sampled_from(["", "12-QĐ/ĐU", "x"]),
        note=st.sampled_from(["", "đã có ý kiến"]),
    )
)
def test_every_record_gets_its_findings_refusals_first(facts: AdmissionFacts) -> None:
    findings = check_admission(facts)
    order = [list(Severity).index(finding.severity) for finding in findings]
    assert order == sorted(order)
    assert len({finding.code for finding in findings}) == len(findings)
    assert all(finding.message_vi.endswith(".") for finding in findings)


def test_groups_and_breakdowns_have_names_of_their_own_that_fit_their_columns() -> None:
    assert len({group.label_vi for group in SourceGroup}) == len(SourceGroup)
    assert list(SourceGroup)[-1] is SourceGroup.OTHER
    assert all(len(group) <= 30 for group in SourceGroup)
    assert len({item.label_vi for item in Breakdown}) == len(Breakdown) == 4
