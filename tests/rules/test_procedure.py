"""From source to official member: the way, its limits, what stops it."""

from dataclasses import replace
from datetime import date

import pytest
from tests.rules.cases import (
    DAY,
    ENOUGH,
    OPENED,
    PAPERS,
    SHORT,
    case,
    codes,
    considered,
    dues_of,
    last,
    taken,
    then,
    walked,
)

from dangvu.rules.basis import refused
from dangvu.rules.procedure import (
    Introducer,
    IntroducerKind,
    Readmission,
    Side,
    Stage,
    Step,
    Vote,
    decide,
    needed,
    official_on,
    standing,
)
from dangvu.rules.procedure_law import Choice, Deciding, Law, competence
from dangvu.rules.timers import Alert
from dangvu.rules.workdays import Calendar, Override

LATER = date(2030, 1, 1)


def test_a_source_becomes_an_official_member_stage_by_stage() -> None:
    facts = walked(Stage.CARD, has_section=True)
    assert [row.step for row in facts.taken] == [
        Step.LISTED, Step.CLASS_DONE, Step.HELPERS, Step.APPLIED, Step.CV_DONE, Step.VETTING_SENT,
        Step.VETTING_BACK, Step.OPINIONS_IN, Step.CELL_VOTED, Step.APPRAISED, Step.COMMITTEE_VOTED,
        Step.DECIDED, Step.CEREMONY_HELD, Step.NEW_CLASS_DONE, Step.SELF_REVIEW,
        Step.HELPER_REMARK, Step.PROBATION_OPINIONS, Step.CELL_VOTED_RECOGNITION,
        Step.APPRAISED_RECOGNITION, Step.COMMITTEE_VOTED_RECOGNITION, Step.RECOGNISED,
        Step.CARD_GIVEN,
    ]  # fmt: skip
    assert standing(facts, LATER).side is None


def test_where_no_committee_stands_between_none_appraises() -> None:
    steps = {row.step for row in walked(Stage.CARD).taken}
    assert not steps & {Step.APPRAISED, Step.APPRAISED_RECOGNITION}


def test_a_new_case_is_a_source_and_may_be_listed_paused_moved_or_end() -> None:
    here = standing(case(), OPENED + 10 * DAY)
    assert (here.stage, here.since, here.elapsed_days) == (Stage.SOURCE, OPENED, 10)
    assert here.next_steps == (Step.LISTED, Step.PAUSED, Step.MOVE_SENT, Step.WITHDREW)


def test_a_later_day_knows_more_than_an_earlier() -> None:
    facts = walked(Stage.CELL)
    assert standing(facts, last(facts) - DAY).stage is Stage.OPINIONS
    assert standing(facts, last(facts)).stage is Stage.CELL


# --- limits ---------------------------------------------------------------------------------


def test_the_decision_is_due_sixty_working_days_after_the_cells_resolution() -> None:
    voted = date(2026, 8, 3)
    facts = then(walked(Stage.OPINIONS), Step.CELL_VOTED, voted)
    (due,) = [due for due in standing(facts, voted).dues if due.code == "decision"]
    assert (due.on, due.step) == (date(2026, 10, 28), Step.DECIDED)
    assert due.who_vi == "Ban Thường vụ đảng ủy cơ sở"
    assert due.explain.startswith("60 ngày làm việc từ 03/8/2026, trừ 01–02/9 → 28/10/2026.")
    assert "208-QĐ/TW" in due.explain
    assert "theo văn bản trước" in due.explain
    on = [standing(facts, day).dues for day in (voted, date(2026, 9, 20), date(2026, 10, 28))]
    alerts = [next(due.alert for due in dues if due.code == "decision") for dues in on]
    assert alerts == [Alert.NONE, Alert.HALF, Alert.DUE]
    late = standing(facts, date(2026, 10, 29))
    assert "late_decision" in codes(late.findings)


def test_what_is_due_next_is_kept_by_a_step() -> None:
    facts = then(walked(Stage.OPINIONS), Step.CELL_VOTED, date(2026, 8, 3))
    here = standing(facts, date(2026, 8, 3))
    assert here.dues[0].code == "remark"
    assert here.next_due is not None
    assert (here.next_due.code, here.next_due.step) == ("norm", Step.COMMITTEE_VOTED)
    assert standing(walked(Stage.CARD), LATER).next_due is None


def test_an_office_counts_by_its_own_calendar() -> None:
    voted = date(2026, 8, 3)
    facts = then(walked(Stage.OPINIONS), Step.CELL_VOTED, voted)
    shut = Calendar().with_overrides([Override(date(2026, 10, 28), False, "Nghỉ của cơ quan")])
    assert dues_of(facts, voted, calendar=shut)["decision"] == date(2026, 10, 29)
    open_saturday = Calendar().with_overrides([Override(date(2026, 10, 24), True)])
    assert dues_of(facts, voted, calendar=open_saturday)["decision"] == date(2026, 10, 27)


def test_an_extension_moves_the_decision_by_thirty_working_days_at_most() -> None:
    voted = date(2026, 8, 3)
    facts = then(walked(Stage.OPINIONS), Step.CELL_VOTED, voted)
    on = date(2026, 10, 1)
    assert codes(decide(facts, taken(Step.EXTENDED, on), on)) == ["until_missing"]
    early = taken(Step.EXTENDED, on, until=date(2026, 10, 28))
    assert codes(decide(facts, early, on)) == ["until_early"]
    most = date(2026, 12, 10)
    assert codes(decide(facts, taken(Step.EXTENDED, on, until=most + DAY), on)) == ["until_late"]
    assert decide(facts, taken(Step.EXTENDED, on, until=most), on) == []
    longer = then(facts, Step.EXTENDED, on, until=date(2026, 11, 16))
    assert dues_of(longer, on)["decision"] == date(2026, 11, 16)
    again = then(longer, Step.EXTENDED, on + DAY, until=most)
    assert dues_of(again, on + DAY)["decision"] == most
    too_far = taken(Step.EXTENDED, on + DAY, until=most + DAY)
    assert codes(decide(longer, too_far, on + DAY)) == ["until_late"]


@pytest.mark.parametrize(
    ("decided", "received", "due"),
    [
        (date(2026, 8, 3), None, date(2026, 9, 16)),
        (date(2026, 8, 3), date(2026, 8, 10), date(2026, 9, 16)),
        (date(2026, 7, 1), date(2026, 7, 15), date(2026, 8, 26)),
        (date(2026, 7, 1), None, date(2026, 8, 12)),
    ],
)
def test_the_ceremony_runs_from_the_decision_under_208_and_from_its_receipt_before(
    decided: date, received: date | None, due: date
) -> None:
    facts = then(walked(Stage.COMMITTEE), Step.DECIDED, decided)
    on = decided
    if received:
        facts = then(facts, Step.DECISION_RECEIVED, received)
        on = received
    assert dues_of(facts, on)["ceremony"] == due
    found = decide(facts, taken(Step.CEREMONY_HELD, due + 3 * DAY), due + 3 * DAY)
    assert codes(found) == ([] if received is None and decided.month == 7 else ["ceremony_late"])


def test_probation_ends_after_twelve_months_and_that_day_is_the_recognitions() -> None:
    facts = walked(Stage.DECIDED, start=date(2026, 1, 12))
    held = date(2026, 5, 4)
    facts = then(facts, Step.CEREMONY_HELD, held)
    found = dues_of(facts, held)
    assert found["probation"] == date(2027, 5, 4)
    assert found["recognition"] == date(2027, 6, 15)
    assert found["member_cv"] == date(2026, 6, 15)
    assert official_on(facts) == date(2027, 5, 4)
    late = walked(Stage.OFFICIAL)
    assert official_on(late) < last(late)


def test_recognition_waits_for_the_twelve_months_and_for_the_class() -> None:
    facts = walked(Stage.NEW_CLASS)
    for step in (Step.SELF_REVIEW, Step.HELPER_REMARK, Step.PROBATION_OPINIONS):
        facts = then(facts, step, last(facts))
    ended = official_on(facts)
    assert ended is not None
    early = decide(facts, taken(Step.CELL_VOTED_RECOGNITION, ended - DAY), ended)
    assert codes(early)[0] == "probation_running"
    assert not refused(decide(facts, taken(Step.CELL_VOTED_RECOGNITION, ended), ended))
    later = replace(facts, new_certificate_on=ended + DAY)
    found = decide(later, taken(Step.CELL_VOTED_RECOGNITION, ended), ended)
    assert "new_class_missing" in codes(found)
    assert refused(found)
    far = ended + 90 * DAY
    assert "recognition_late" in codes(decide(facts, taken(Step.CELL_VOTED_RECOGNITION, far), far))


def test_papers_grow_old() -> None:
    facts = walked(Stage.OPINIONS)
    vetted = next(row.on for row in facts.taken if row.step is Step.VETTING_BACK)
    last_day = vetted.replace(year=vetted.year + 1)
    assert dues_of(facts, vetted + 20 * DAY)["freshness"] == last_day
    assert standing(facts, last_day).side is None
    here = standing(facts, last_day + DAY)
    assert here.side is Side.EXPIRED
    assert here.next_steps[:3] == (Step.VETTING_SENT, Step.VETTING_BACK, Step.OPINIONS_IN)
    renewed = then(facts, Step.VETTING_BACK, last_day + DAY)
    renewed = then(renewed, Step.OPINIONS_IN, last_day + DAY)
    here = standing(renewed, last_day + 2 * DAY)
    assert (here.stage, here.side) == (Stage.OPINIONS, None)


# --- the cell considers ---------------------------------------------------------------------


def test_nothing_stands_against_a_sound_vote() -> None:
    assert considered(replace(walked(Stage.OPINIONS), papers=PAPERS)) == []
    assert considered(walked(Stage.OPINIONS)) == ["papers_missing"]


@pytest.mark.parametrize(
    ("born", "reason", "code"),
    [
        (date(2008, 5, 1), "", "age_under"),
        (date(2008, 4, 15), "", "age_edge"),
        (date(1966, 2, 1), "", "age_over"),
        (date(1966, 2, 1), "Quyết định 12-QĐ/TU của Tỉnh ủy", "age_over"),
        (None, "", "birth_missing"),
    ],
)
def test_the_age_counts_on_the_day_the_cell_considers(born, reason, code) -> None:
    facts = replace(walked(Stage.OPINIONS), papers=PAPERS, born_on=born)
    on = date(2026, 4, 10)
    found = decide(facts, taken(Step.CELL_VOTED, on, reason=reason), on)
    assert codes(found) == [code]
    assert refused(found) == (code != "age_edge" and not reason)


def test_a_certificate_is_valid_for_sixty_months() -> None:
    facts = replace(walked(Stage.OPINIONS), papers=PAPERS)
    on = last(facts) + DAY
    assert considered(replace(facts, certificate_on=on.replace(year=2021)), on) == []
    older = replace(facts, certificate_on=on.replace(year=2021) - DAY)
    assert considered(older, on) == ["certificate_expired"]
    assert considered(replace(facts, certificate_on=on + DAY), on) == ["certificate_later"]
    assert "certificate_expired" in codes(standing(older, on).findings)
    longer = Law((Choice("procedure.certificate", 72, date(2020, 1, 1), "Kết luận của Tỉnh ủy"),))
    assert decide(older, taken(Step.CELL_VOTED, on), on, law=longer) == []


def test_who_introduces_depends_on_age_and_unit() -> None:
    on = date(2026, 6, 1)
    young = replace(walked(Stage.OPINIONS), has_youth=True, papers=PAPERS)
    one = young.introducers[:1]
    league = Introducer(IntroducerKind.YOUTH)
    assert "introducers_missing" in considered(replace(young, introducers=one), on)
    given = {paper.code for paper in needed(young, on, authorised=False)}
    assert {"3-KNĐ", "4-KNĐ"} <= given
    assert "3A-KNĐ" not in given
    young = replace(young, introducers=(*one, league), papers=frozenset(given))
    assert considered(young, on) == []
    older = replace(young, born_on=date(1990, 1, 1), has_union=True)
    assert "introducers_missing" in considered(older, on)
    union = Introducer(IntroducerKind.UNION)
    assert "introducers_missing" not in considered(replace(older, introducers=(*one, union)), on)
    alone = replace(older, has_youth=False, has_union=False, introducers=one)
    assert "introducers_missing" in considered(alone, on)


def test_an_introducer_is_official_and_long_enough_near() -> None:
    facts = replace(walked(Stage.OPINIONS), papers=PAPERS)
    on = last(facts) + DAY
    near, far = facts.introducers[0], Introducer(IntroducerKind.MEMBER, OPENED, OPENED)
    assert considered(replace(facts, introducers=(near, far)), on) == ["introducer_too_new"]
    nobody = replace(far, official_on=None, same_unit_since=None)
    assert considered(replace(facts, introducers=(near, nobody)), on) == ["introducer_not_official"]


def test_a_former_member_waits_three_years_and_needs_the_provinces_consent() -> None:
    facts = replace(walked(Stage.OPINIONS), papers=PAPERS)
    on = date(2026, 8, 10)
    former = Readmission(left_on=date(2023, 8, 10), consent_on=date(2026, 8, 1))
    assert considered(replace(facts, readmission=former), on) == []
    for changed, code in (
        ({"left_on": date(2023, 8, 11)}, "readmission_early"),
        ({"left_on": None}, "left_missing"),
        ({"consent_on": None}, "consent_missing"),
        ({"before": 1}, "readmission_again"),
        ({"barred": "tự ý bỏ sinh hoạt đảng"}, "readmission_barred"),
        ({"cleared_on": date(2022, 1, 1)}, "cleared_early"),
    ):
        again = replace(facts, readmission=replace(former, **changed))
        assert considered(again, on) == [code], changed


# --- votes ----------------------------------------------------------------------------------


def test_the_base_leaves_out_those_away_and_exempt_and_keeps_the_absent() -> None:
    assert ENOUGH.base == 11
    facts = replace(walked(Stage.OPINIONS), papers=PAPERS)
    assert considered(facts, vote=ENOUGH) == []
    assert considered(facts, vote=SHORT) == ["vote_short"]
    assert considered(facts, vote=None) == ["vote_missing"]
    assert considered(facts, vote=replace(ENOUGH, blank=2)) == ["vote_wrong"]
    assert considered(facts, vote=replace(ENOUGH, present=12, blank=3)) == ["vote_wrong"]
    assert considered(facts, vote=Vote(0, 0, 0, 0)) == ["vote_wrong"]


def test_a_short_vote_is_recorded_and_leads_nowhere() -> None:
    facts = walked(Stage.OPINIONS)
    on = last(facts) + DAY
    facts = then(facts, Step.CELL_VOTED, on, vote=SHORT)
    here = standing(facts, on)
    assert here.stage is Stage.OPINIONS
    assert here.next_steps[0] is Step.CELL_VOTED
    assert "votes_short" in codes(here.findings)
    assert Step.NOT_AGREED in here.next_steps
    assert codes(decide(facts, taken(Step.COMMITTEE_VOTED, on), on)) == ["wrong_state"]
    assert standing(then(facts, Step.CELL_VOTED, on + DAY), on + DAY).stage is Stage.CELL


def test_after_three_short_votes_the_superior_decides_with_a_reason() -> None:
    facts = walked(Stage.OPINIONS)
    on = last(facts)
    for _ in range(3):
        on += DAY
        facts = then(facts, Step.CELL_VOTED, on, vote=SHORT)
    here = standing(facts, on)
    assert here.next_steps[0] is Step.COMMITTEE_VOTED
    silent = taken(Step.COMMITTEE_VOTED, on, reason="")
    assert codes(decide(facts, silent, on))[0] == "reason_missing"
    assert standing(then(facts, Step.COMMITTEE_VOTED, on), on).stage is Stage.COMMITTEE


def test_the_committee_needs_two_thirds_before_208_and_its_bureau_a_majority_since() -> None:
    seven = Vote(agreed=7, disagreed=5, blank=0, official=12, present=12)
    before = walked(Stage.CELL)
    on = date(2026, 6, 1)
    assert "vote_short" in codes(decide(before, taken(Step.COMMITTEE_VOTED, on, vote=seven), on))
    on = date(2026, 8, 3)
    assert "vote_short" not in codes(
        decide(before, taken(Step.COMMITTEE_VOTED, on, vote=seven), on)
    )
    half = replace(seven, agreed=6, disagreed=6)
    assert "vote_short" in codes(decide(before, taken(Step.COMMITTEE_VOTED, on, vote=half), on))


@pytest.mark.parametrize(
    ("on", "below", "authorised", "model"),
    [
        (date(2026, 7, 25), True, False, Deciding.SUPERIOR),
        (date(2026, 7, 25), True, True, Deciding.AUTHORISED),
        (date(2026, 7, 25), False, False, Deciding.DIRECT),
        (date(2026, 7, 26), True, False, Deciding.GRASSROOTS),
        (date(2026, 7, 26), False, False, Deciding.GRASSROOTS),
        (date(2019, 1, 1), True, False, Deciding.SUPERIOR),
    ],
)
def test_who_is_competent(on: date, below: bool, authorised: bool, model: Deciding) -> None:
    assert competence(on, below, authorised).deciding is model
