"""How far members' tasks were carried out: shares between nothing and all, never worse for more or
sooner, and an office's figures as typed (R7.11)."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangvu.rules.basis import Confidence, disorder
from dangvu.rules.kpi import (
    LATENESS,
    QUALITY,
    RULES,
    SLIGHT_DAYS,
    WEIGHTS,
    Completion,
    Lateness,
    Quality,
    Task,
    Weight,
    figures,
    last_days,
    parse_figure,
    reckon,
    together,
)
from dangvu.rules.workdays import DEFAULT

TODAY = date(2026, 6, 1)
HELD = figures(TODAY, {})
BY_DAYS = figures(TODAY, {"kpi.lateness": "by_days"})
DONE = Task(Decimal(1), Decimal(1), Quality.MET, Weight.ORDINARY, date(2026, 5, 15), TODAY)

amounts = st.decimals(Decimal("0.01"), Decimal(1000), places=2)
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
tasks = st.builds(
    Task,
    quantity=amounts,
    quantity_done=st.one_of(st.just(Decimal(0)), amounts),
    quality=st.sampled_from(Quality),
    weight=st.sampled_from(Weight),
    due_on=days,
    done_on=st.one_of(st.none(), days),
)
held = st.sampled_from([HELD, BY_DAYS])


def share(task: Task, **changed: object) -> Decimal:
    found = reckon(replace(task, **changed), TODAY, HELD)
    assert found is not None
    return found.share


def test_every_figure_is_a_dated_row_no_source_confirms() -> None:
    for rule in RULES:
        assert disorder(rule.rows) == []
        assert rule.rows[0].basis.confidence in (Confidence.L, Confidence.D)
        assert rule.rows[0].basis.rule == "R7.11"


@pytest.mark.parametrize(
    ("done_on", "levels", "by_days"),
    [
        (date(2026, 5, 15), 100, 100),
        (date(2026, 5, 16), 80, 80),  # a Saturday: no working day has passed
        (date(2026, 5, 20), 80, 80),
        (date(2026, 5, 21), 50, 60),
        (date(2026, 5, 22), 50, 60),
        (date(2026, 5, 25), 50, 0),
    ],
)
def test_progress_by_both_scales(done_on: date, levels: int, by_days: int) -> None:
    task = replace(DONE, done_on=done_on)
    for held_, expected in ((HELD, levels), (BY_DAYS, by_days)):
        found = reckon(task, TODAY, held_)
        assert found is not None
        assert found.progress == expected
        assert found.share == (100 + 100 + Decimal(expected)) / 3


def test_the_mean_of_three() -> None:
    task = replace(
        DONE, quantity=Decimal(4), quantity_done=Decimal(3), quality=Quality.FLAWED,
        done_on=DONE.due_on,
    )  # fmt: skip
    found = reckon(task, TODAY, HELD)
    assert found is not None
    assert (found.quantity, found.quality, found.progress) == (75, 75, 100)
    assert round(found.share, 2) == Decimal("83.33")
    assert HELD.completion(found.share) is Completion.BASIC


def test_what_is_not_due_is_not_reckoned_and_what_is_overdue_has_its_quantity_alone() -> None:
    open_task = replace(DONE, done_on=None, quantity_done=Decimal("0.5"), quality=None)
    assert reckon(replace(open_task, due_on=TODAY), TODAY, HELD) is None
    found = reckon(open_task, TODAY, HELD)
    assert found is not None
    assert (found.quantity, found.quality, found.progress) == (50, 0, 0)
    assert found.late


def test_weights_count() -> None:
    good = reckon(replace(DONE, done_on=DONE.due_on, weight=Weight.CENTRAL), TODAY, HELD)
    bad = reckon(replace(DONE, done_on=None, quantity_done=Decimal(0)), TODAY, HELD)
    assert good is not None
    assert bad is not None
    assert together([good, bad]) == Decimal(200) / 3
    assert together([]) is None


@given(tasks, held, days)
def test_every_share_lies_between_nothing_and_all(task: Task, held_, on: date) -> None:
    found = reckon(task, on, held_)
    if found is None:
        assert task.done_on is None
        assert on <= task.due_on
        return
    for part in (found.quantity, found.quality, found.progress, found.share):
        assert 0 <= part <= 100
    assert found.late_days >= 0


@given(tasks, amounts)
def test_more_is_never_worse(task: Task, more: Decimal) -> None:
    task = replace(task, done_on=task.due_on)
    assert share(task, quantity_done=task.quantity_done + more) >= share(task)


@given(tasks, st.integers(0, 40), st.integers(0, 40), held)
def test_sooner_is_never_worse(task: Task, one: int, other: int, held_) -> None:
    sooner, later = (
        reckon(replace(task, done_on=task.due_on + timedelta(days=n)), TODAY, held_)
        for n in sorted((one, other))
    )
    assert sooner is not None
    assert later is not None
    assert sooner.share >= later.share


@given(st.lists(tasks, max_size=8), st.randoms())
def test_the_whole_lies_within_its_parts_whatever_their_order(some: list[Task], chance) -> None:
    found = [row for task in some if (row := reckon(task, TODAY, HELD))]
    whole = together(found)
    if whole is None:
        assert not found
        return
    shares = [row.share for row in found]
    assert min(shares) - Decimal("1e-20") <= whole <= max(shares) + Decimal("1e-20")
    turned = list(found)
    chance.shuffle(turned)
    assert abs((together(turned) or 0) - whole) < Decimal("1e-20")


@given(days, st.integers(0, 30), held)
def test_the_last_days_of_a_step_are_those_of_its_working_days(
    due_on: date, after: int, held_
) -> None:
    first, second, _ = held_.steps
    on = due_on + timedelta(days=after)
    late = DEFAULT.between(due_on, on)
    ends = last_days(due_on, held_)
    assert (on <= ends[0]) == (late <= first[0])
    assert (on <= ends[1]) == (late <= second[0])


def test_figures_of_an_office_are_read_as_typed() -> None:
    assert parse_figure(WEIGHTS[1], "1,75") == Decimal("1.75")
    assert parse_figure(QUALITY[1], "70") == 70
    assert parse_figure(SLIGHT_DAYS, "2") == 2
    assert parse_figure(LATENESS, "by_days") is Lateness.BY_DAYS
    chosen = figures(TODAY, {"kpi.weight.central": "3", "kpi.slight_days": "1"})
    assert chosen.weight(Weight.CENTRAL) == 3
    assert chosen.steps[0] == (1, 80)


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (WEIGHTS[0], "0"), (WEIGHTS[0], "11"), (QUALITY[0], "101"), (QUALITY[0], "-1"),
        (QUALITY[0], "tám"), (SLIGHT_DAYS, "1,5"), (SLIGHT_DAYS, "61"), (LATENESS, "khác"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(rule, text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_figure(rule, text)
