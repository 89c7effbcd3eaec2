"""Cases returned, moved, ended; days that cannot be; steps taken back; a province's choice."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.rules.cases import (
    DAY,
    OPENED,
    PAPERS,
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
    Readmission,
    Side,
    Stage,
    Step,
    Taken,
    Vote,
    decide,
    missing,
    standing,
)
from dangvu.rules.procedure_law import Choice, Law

# --- beside the way -------------------------------------------------------------------------


def test_a_returned_case_is_mended_and_goes_on() -> None:
    facts = walked(Stage.COMMITTEE)
    on = last(facts) + DAY
    silent = Taken(Step.RETURNED, on)
    assert codes(decide(facts, silent, on)) == ["reason_missing"]
    facts = then(facts, Step.RETURNED, on)
    here = standing(facts, on)
    assert (here.stage, here.side) == (Stage.COMMITTEE, Side.RETURNED)
    assert Step.DECIDED not in here.next_steps
    voted = then(facts, Step.CELL_VOTED, on + DAY)
    assert standing(voted, on + DAY).stage is Stage.CELL
    resumed = then(voted, Step.RESUMED, on + 2 * DAY)
    here = standing(resumed, on + 2 * DAY)
    assert (here.stage, here.side) == (Stage.CELL, None)
    assert here.next_steps[0] is Step.COMMITTEE_VOTED


def test_a_moved_case_keeps_its_stage_and_waits_for_the_new_unit() -> None:
    facts = walked(Stage.VETTING)
    before = standing(facts, last(facts))
    on = last(facts) + DAY
    facts = then(facts, Step.MOVE_SENT, on)
    here = standing(facts, on)
    assert (here.stage, here.since, here.side) == (before.stage, before.since, Side.MOVED)
    assert here.next_steps == (Step.MOVE_TAKEN, Step.RESUMED, Step.WITHDREW)
    facts = then(facts, Step.MOVE_TAKEN, on + DAY)
    here = standing(facts, on + DAY)
    assert (here.stage, here.side) == (before.stage, None)
    assert "helpers_after_move" in codes(here.findings)
    facts = then(facts, Step.HELPERS, on + 2 * DAY)
    here = standing(facts, on + 2 * DAY)
    assert here.stage is before.stage
    assert "helpers_after_move" not in codes(here.findings)


@pytest.mark.parametrize(
    ("stage", "step", "side"),
    [
        (Stage.SOURCE, Step.WITHDREW, Side.WITHDREW),
        (Stage.COMMITTEE, Step.NOT_AGREED, Side.NOT_AGREED),
        (Stage.NEW_CLASS, Step.STRUCK_OFF, Side.STRUCK_OFF),
        (Stage.OFFICIAL, Step.CANCELLED, Side.CANCELLED),
    ],
)
def test_an_ended_case_asks_for_nothing(stage: Stage, step: Step, side: Side) -> None:
    facts = walked(stage)
    on = max([row.on for row in facts.taken], default=OPENED) + DAY
    facts = then(facts, step, on)
    here = standing(facts, on + 900 * DAY)
    assert (here.stage, here.side, here.next_steps, here.dues, here.findings) == (
        stage, side, (), (), (),
    )  # fmt: skip
    for other in Step:
        assert codes(decide(facts, taken(other, on), on)) == ["wrong_state"]


# --- days, turns, taking back ---------------------------------------------------------------


def test_days_that_cannot_be_are_named() -> None:
    facts = walked(Stage.HELPED)
    on = last(facts)
    assert codes(decide(facts, taken(Step.APPLIED, on + DAY), on)) == ["in_future"]
    assert codes(decide(facts, taken(Step.APPLIED, on - DAY), on)) == ["before_previous"]
    assert codes(decide(facts, taken(Step.APPLIED, OPENED - DAY), on)) == ["before_opening"]
    unborn = taken(Step.CLASS_DONE, date(1999, 1, 1))
    assert codes(decide(facts, unborn, on)) == ["before_birth"]
    (refusal,) = decide(facts, taken(Step.CELL_VOTED, on), on)
    assert refusal.code == "wrong_state"
    assert "Bước tiếp theo là “Nhận đơn xin vào Đảng”" in refusal.message_vi


def test_a_class_attended_before_the_list_counts() -> None:
    facts = then(case(), Step.LISTED, OPENED + 10 * DAY)
    facts = then(facts, Step.CLASS_DONE, OPENED - 100 * DAY)
    here = standing(facts, OPENED + 20 * DAY)
    assert (here.stage, here.since) == (Stage.CLASS, OPENED + 10 * DAY)


def test_helpers_named_before_the_class_count() -> None:
    facts = then(case(), Step.LISTED, OPENED + 10 * DAY)
    facts = then(facts, Step.CLASS_DONE, OPENED + 60 * DAY)
    early = taken(Step.HELPERS, OPENED - DAY)
    assert codes(decide(facts, early, OPENED + 70 * DAY)) == ["before_opening"]
    facts = then(facts, Step.HELPERS, OPENED + 20 * DAY)
    here = standing(facts, OPENED + 70 * DAY)
    assert (here.stage, here.since) == (Stage.HELPED, OPENED + 60 * DAY)


def test_a_step_is_taken_back_unless_another_rests_on_it() -> None:
    facts = walked(Stage.APPLIED)
    on = last(facts)
    applied, helped = facts.taken[-1], facts.taken[-2]
    back = Taken(applied.step, on, annuls=helped.id, reason="ghi nhầm người")
    assert codes(decide(facts, back, on)) == ["rested_on"]
    back = replace(back, annuls=applied.id, id=9)
    assert decide(facts, back, on) == []
    assert codes(decide(facts, replace(back, reason=" "), on)) == ["reason_missing"]
    after = replace(facts, taken=(*facts.taken, back))
    assert standing(after, on).stage is Stage.HELPED
    assert codes(decide(after, replace(back, id=0), on)) == ["nothing_to_take_back"]
    again = replace(after, taken=(*after.taken, replace(back, id=10, annuls=9)))
    assert standing(again, on).stage is Stage.APPLIED


def test_a_decision_needs_its_number() -> None:
    facts = replace(walked(Stage.COMMITTEE), papers=PAPERS)
    on = last(facts)
    assert codes(decide(facts, taken(Step.DECIDED, on, number=" "), on)) == ["number_missing"]


def test_a_record_corrected_after_the_vote_is_asked_again_at_the_decision() -> None:
    facts = replace(walked(Stage.COMMITTEE), papers=PAPERS | {"6-KNĐ", "8-KNĐ"})
    on = last(facts)
    decision = taken(Step.DECIDED, on)
    assert decide(facts, decision, on) == []
    voted = next(row.on for row in facts.taken if row.step is Step.CELL_VOTED)
    young = replace(facts, born_on=voted.replace(year=voted.year - 17))
    assert codes(decide(young, decision, on)) == ["age_under"]
    old = replace(facts, certificate_on=voted.replace(year=voted.year - 6))
    assert codes(decide(old, decision, on)) == ["certificate_expired"]
    assert refused(decide(old, decision, on))


def test_papers_of_admission_and_recognition_are_two_sets() -> None:
    on = date(2026, 9, 1)
    admitting = [paper.code for paper in missing(case(), Step.DECIDED, on)]
    assert admitting == [
        "CN-NTVĐ", "1-KNĐ", "2-KNĐ", "TT-LL", "3A-KNĐ", "5-KNĐ", "6-KNĐ", "8-KNĐ",
    ]  # fmt: skip
    recognising = [paper.code for paper in missing(case(has_section=True), Step.RECOGNISED, on)]
    assert recognising == [
        "CN-ĐVM", "10-KNĐ", "11-KNĐ", "12-KNĐ", "13-KNĐ", "14-KNĐ", "15-KNĐ",
    ]  # fmt: skip
    assert missing(case(papers=frozenset(admitting)), Step.DECIDED, on) == ()


def test_a_provinces_choice_holds_from_its_day_and_never_over_a_confirmed_figure() -> None:
    facts = walked(Stage.OPINIONS)
    voted = date(2026, 8, 3)
    facts = then(facts, Step.CELL_VOTED, voted)
    chosen = Law((Choice("procedure.decision", 45, date(2026, 8, 3), "Tỉnh ủy chỉ đạo"),))
    later = Law((Choice("procedure.decision", 45, date(2026, 8, 4), "Tỉnh ủy chỉ đạo"),))
    assert dues_of(facts, voted, law=chosen)["decision"] < dues_of(facts, voted)["decision"]
    assert dues_of(facts, voted, law=later) == dues_of(facts, voted)
    firm = Law((Choice("procedure.readmission_wait", 1, date(2020, 1, 1), "thử"),))
    former = Readmission(left_on=voted - timedelta(days=400), consent_on=voted)
    early = replace(walked(Stage.OPINIONS), readmission=former)
    found = decide(early, taken(Step.CELL_VOTED, voted), voted, law=firm)
    assert "readmission_early" in codes(found)


def test_a_returned_recognition_is_mended_voted_anew_and_goes_up_again() -> None:
    facts = walked(Stage.RECOGNITION)
    on = last(facts)
    facts = then(facts, Step.COMMITTEE_VOTED_RECOGNITION, on + DAY)
    facts = then(facts, Step.RETURNED, on + 2 * DAY)
    steps = standing(facts, on + 2 * DAY).next_steps
    assert {Step.SELF_REVIEW, Step.CELL_VOTED_RECOGNITION, Step.STRUCK_OFF} <= set(steps)
    assert not {Step.CV_DONE, Step.CELL_VOTED, Step.RECOGNISED} & set(steps)
    facts = then(facts, Step.CELL_VOTED_RECOGNITION, on + 3 * DAY)
    early = taken(Step.RESUMED, on + DAY)
    assert codes(decide(facts, early, on + 4 * DAY)) == ["before_previous"]
    facts = then(facts, Step.RESUMED, on + 4 * DAY)
    here = standing(facts, on + 4 * DAY)
    assert (here.stage, here.side, here.since) == (Stage.RECOGNITION, None, on + 3 * DAY)
    assert here.next_steps[0] is Step.COMMITTEE_VOTED_RECOGNITION
    facts = then(facts, Step.COMMITTEE_VOTED_RECOGNITION, on + 5 * DAY)
    assert standing(facts, on + 5 * DAY).next_steps[0] is Step.RECOGNISED


def test_a_resumption_others_rest_on_is_not_taken_back() -> None:
    facts = walked(Stage.COMMITTEE)
    on = last(facts)
    facts = then(facts, Step.RETURNED, on + DAY)
    facts = then(facts, Step.RESUMED, on + 2 * DAY)
    resumed = facts.taken[-1]
    back = Taken(Step.RESUMED, on + 9 * DAY, annuls=resumed.id, reason="ghi nhầm")
    assert decide(facts, back, on + 9 * DAY) == []
    facts = then(facts, Step.DECIDED, on + 3 * DAY)
    assert codes(decide(facts, back, on + 9 * DAY)) == ["rested_on"]


def test_a_cell_of_fewer_than_three_does_not_vote() -> None:
    facts = replace(walked(Stage.OPINIONS), papers=PAPERS)
    two = Vote(agreed=2, disagreed=0, blank=0, official=2, present=2)
    assert considered(facts, vote=two) == ["cell_too_small"]
    on = last(facts) + DAY
    assert refused(decide(facts, taken(Step.CELL_VOTED, on, vote=two), on))


@pytest.mark.parametrize(
    ("born", "code"),
    [
        (date(2009, 1, 1), ["age_under"]),
        (date(1966, 10, 1), ["age_soon"]),
        (date(1965, 1, 1), ["age_over"]),
        (None, ["birth_missing"]),
        (date(1990, 1, 1), []),
    ],
)
def test_a_source_too_young_or_soon_too_old_is_seen_months_ahead(born, code) -> None:
    assert codes(standing(case(born_on=born), date(2026, 3, 1)).findings) == code
