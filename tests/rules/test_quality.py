"""Quality of one record, of a cell, of a unit."""

from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangvu.rules.basis import Severity
from dangvu.rules.membership import Status
from dangvu.rules.quality import (
    CELL_RULES,
    MEMBER_RULES,
    REQUIRED,
    REQUIRED_OFFICIAL,
    RULES,
    CellFacts,
    MemberFacts,
    check_cell,
    check_member,
    score,
)

ON = date(2026, 11, 28)
DAY = timedelta(days=1)
SOUND = MemberFacts(
    on=ON,
    status=Status.OFFICIAL,
    official=True,
    full_name="Nguyễn Thị Hạnh",
    sex="F",
    birth_on=date(1990, 5, 6),
    ethnic_group="01",
    citizen="068190001234",
    card_number="012345678901",
    card_on=date(2016, 6, 1),
    joined_on=date(2015, 3, 26),
    official_on=date(2016, 3, 26),
    birth_country="Việt Nam",
    birth_province="Lâm Đồng",
    birth_detail="xã A",
    home_country="Việt Nam",
    home_province="Lâm Đồng",
    home_detail="xã A",
    residence_country="Việt Nam",
    residence_province="Lâm Đồng",
    residence_detail="xã B",
)
NEW = replace(
    SOUND,
    status=Status.PROBATIONARY,
    official=False,
    official_on=None,
    card_number="",
    card_on=None,
    joined_on=date(2026, 2, 3),
    ceremony_on=date(2026, 2, 10),
)


def found(facts: MemberFacts) -> list[tuple[str, str]]:
    return [(finding.code, finding.field) for finding in check_member(facts)]


def test_sound_records_have_nothing_to_say() -> None:
    assert found(SOUND) == []
    assert found(NEW) == []
    assert found(replace(SOUND, citizen=None)) == []
    assert found(replace(SOUND, status=Status.AWAY)) == []


@pytest.mark.parametrize("field", [*REQUIRED, *REQUIRED_OFFICIAL])
def test_a_required_field_is_missed(field: str) -> None:
    empty = None if field.endswith("_on") else ""
    assert ("missing", field) in found(replace(SOUND, **{field: empty}))
    asked = field in REQUIRED
    assert (("missing", field) in found(replace(NEW, **{field: empty}))) == asked


@pytest.mark.parametrize(
    ("facts", "code", "field"),
    [
        (replace(SOUND, full_name="Hạnh"), "name_odd", "full_name"),
        (replace(SOUND, full_name="Nguyễn Hạnh 2"), "name_odd", "full_name"),
        (replace(NEW, birth_on=ON + DAY, citizen=None), "birth_in_future", "birth_on"),
        (replace(SOUND, birth_on=date(1915, 5, 6), citizen=None), "birth_implausible", "birth_on"),
        (replace(NEW, joined_on=ON + DAY, ceremony_on=None), "joined_in_future", "joined_on"),
        (replace(SOUND, joined_on=date(2008, 5, 5)), "joined_under_age", "joined_on"),
        (replace(SOUND, joined_on=date(1980, 5, 5)), "joined_under_age", "joined_on"),
        (
            replace(SOUND, official_on=ON + DAY, card_on=None),
            "official_in_future",
            "official_on",
        ),
        (
            replace(SOUND, official_on=date(2015, 3, 25)),
            "official_before_joined",
            "official_on",
        ),
        (
            replace(SOUND, official_on=date(2016, 3, 25)),
            "official_before_probation_ended",
            "official_on",
        ),
        (
            replace(SOUND, ceremony_on=date(2015, 3, 27)),
            "official_before_probation_ended",
            "official_on",
        ),
        (
            replace(NEW, joined_on=date(2025, 2, 3), ceremony_on=None, official_on=ON),
            "status_against_dates",
            "status",
        ),
        (replace(SOUND, card_number="12345678901"), "card_format", "card_number"),
        (replace(SOUND, card_number="01234567890a"), "card_format", "card_number"),
        (replace(SOUND, card_number="٠" * 12), "card_format", "card_number"),
        (replace(NEW, card_number="012345678901"), "card_of_probationary", "card_number"),
        (replace(SOUND, card_on=ON + DAY), "card_in_future", "card_on"),
        (replace(SOUND, card_on=date(2016, 3, 25)), "card_before_official", "card_on"),
        (replace(SOUND, citizen="68190001234"), "citizen_format", "citizen"),
        (replace(SOUND, citizen="068090001234"), "citizen_sex", "citizen"),
        (replace(SOUND, citizen="068191001234"), "citizen_birth", "citizen"),
        (replace(SOUND, citizen="068390001234"), "citizen_birth", "citizen"),
        (replace(SOUND, unit_closed=True), "unit_closed", "unit"),
    ],
)
def test_each_rule_finds_its_fault(facts: MemberFacts, code: str, field: str) -> None:
    findings = {finding.code: finding for finding in check_member(facts)}
    assert findings[code].field == field
    assert findings[code].severity is RULES[code].severity
    assert findings[code].basis is RULES[code].basis
    assert set(findings) == {code}


def test_today_is_not_the_future() -> None:
    assert found(replace(SOUND, card_on=ON)) == []
    assert found(replace(NEW, joined_on=ON, ceremony_on=None)) == []
    born_today = replace(NEW, birth_on=ON, citizen=None, joined_on=None, ceremony_on=None)
    assert found(born_today) == [("missing", "joined_on")]


def test_probation_is_overdue_thirty_working_days_after_its_end() -> None:
    late = date(2027, 3, 24)
    facts = replace(NEW, on=late)
    assert found(facts) == []
    (finding,) = check_member(replace(NEW, on=late + DAY))
    assert finding.code == "probation_overdue"
    assert finding.message_vi == (
        "Hết thời gian dự bị ngày 10/02/2027, hạn xét công nhận chính thức 24/03/2027 đã qua."
    )


def test_who_is_no_member_any_more_is_not_asked_for_a_cell_or_an_age() -> None:
    gone = replace(
        SOUND,
        status=Status.DIED,
        unit_closed=True,
        birth_on=date(1900, 5, 6),
        citizen=None,
    )
    assert found(gone) == []


def test_the_gravest_come_first_and_no_message_tells_the_citizen_number() -> None:
    bad = replace(SOUND, full_name="Hạnh", citizen="068091001234", unit_closed=True)
    findings = check_member(bad)
    assert findings[0].code == "unit_closed"
    assert all("0680" not in f.message_vi for f in findings)


DATES = st.one_of(st.none(), st.dates(date(1900, 1, 1), date(2100, 1, 1)))


@given(
    st.builds(
        MemberFacts,
        on=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
        status=st.sampled_from(Status),
        official=st.booleans(),
        full_name=st.text(max_size=20),
        sex=st.sampled_from(["M", "F", ""]),
        birth_on=DATES,
        citizen=st.one_of(st.none(), st.text("0123456789x", max_size=13)),
        card_number=st.text("0123456789x", max_size=13),
        card_on=DATES,
        joined_on=DATES,
        ceremony_on=DATES,
        official_on=DATES,
        unit_closed=st.booleans(),
    )
)
def test_any_record_can_be_checked_and_every_finding_is_of_a_listed_rule(facts) -> None:
    names = {field.name for field in fields(MemberFacts)} | {"unit"}
    for finding in check_member(facts):
        assert finding.code in {rule.code for rule in MEMBER_RULES}
        assert finding.field in names
        assert finding.message_vi.endswith(".")


# --- cells and units ------------------------------------------------------------------------


def cell(**facts) -> list[str]:
    sound = {"on": ON, "official": 3, "has_secretary": True}
    return [finding.code for finding in check_cell(CellFacts(**(sound | facts)))]


def test_cells() -> None:
    assert cell() == []
    assert cell(official=2) == ["cell_too_small"]
    assert cell(has_secretary=False) == ["cell_without_secretary"]
    assert cell(official=0, has_secretary=False, closed=True) == []
    assert set(cell(official=0, has_secretary=False)) == {rule.code for rule in CELL_RULES}
    assert len(RULES) == len(MEMBER_RULES) + len(CELL_RULES)


def test_scores() -> None:
    assert score({}, 0) == 100
    assert score({}, 7) == 100
    assert score({Severity.REFUSAL: 1}, 4) == 75
    assert score({Severity.WARNING: 1}, 4) == 87
    assert score({Severity.NOTE: 4}, 4) == 100
    assert score({Severity.REFUSAL: 3}, 3) == 0
    with pytest.raises(ValueError):
        score({Severity.REFUSAL: 2}, 1)


COUNTS = st.tuples(*[st.integers(0, 50)] * 4)


@given(COUNTS)
def test_a_score_is_a_share_and_mending_never_lowers_it(counts) -> None:
    refusals, warnings, notes, clean = counts
    members = sum(counts)
    found = {Severity.REFUSAL: refusals, Severity.WARNING: warnings, Severity.NOTE: notes}
    now = score(found, members)
    assert 0 <= now <= 100
    assert (now == 100) == (refusals == warnings == 0)
    if refusals:
        eased = {**found, Severity.REFUSAL: refusals - 1, Severity.WARNING: warnings + 1}
        assert now <= score(eased, members)
    if warnings:
        assert now <= score({**found, Severity.WARNING: warnings - 1}, members)
