"""Dated rows and confidence marks; and every rule table of the project held to them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangvu.rules.basis import (
    BEGINNING,
    Basis,
    Confidence,
    Dated,
    Finding,
    NotInForce,
    Rule,
    Severity,
    disorder,
    firm,
    in_force,
    refused,
)
from dangvu.rules.book import RULES

BASIS = Basis("R0", "Một quy định", "Điều 1", Confidence.V)
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


def row(since: date, until: date | None, value: int = 0) -> Dated[int]:
    return Dated(value, since, until, BASIS)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_is_ordered_without_gap_or_overlap_and_names_its_source(rule: Rule) -> None:
    assert disorder(rule.rows) == []
    for line in rule.rows:
        assert line.basis.rule.startswith("R")
        assert line.basis.source


def test_rule_names_are_unique() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)


@given(st.lists(DAYS, min_size=1, max_size=6, unique=True).map(sorted), DAYS)
def test_exactly_one_row_of_a_sound_table_holds_from_its_first_day_on(starts, on) -> None:
    rows = [
        row(since, until, place)
        for place, (since, until) in enumerate(zip(starts, [*starts[1:], None], strict=True))
    ]
    assert disorder(rows) == []
    holding = [line for line in rows if line.since <= on and (not line.until or on < line.until)]
    assert in_force(rows, on) is (holding[0] if holding else None)
    assert len(holding) == (on >= starts[0])


def test_the_day_a_row_ends_belongs_to_the_next() -> None:
    change = date(2026, 7, 26)
    rows = (row(BEGINNING, change, 1), row(change, None, 2))
    assert in_force(rows, change - timedelta(days=1)).value == 1
    assert in_force(rows, change).value == 2


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([], "no row"),
        ([row(date(2026, 1, 1), date(2026, 1, 1))], "ends before it begins"),
        ([row(date(2026, 1, 1), date(2026, 2, 1))], "last row ends"),
        ([row(date(2026, 1, 1), date(2026, 2, 1)), row(date(2026, 2, 2), None)], "gap"),
        ([row(date(2026, 1, 1), date(2026, 2, 2)), row(date(2026, 2, 1), None)], "overlap"),
        ([row(date(2026, 1, 1), None), row(date(2026, 2, 1), None)], "overlap"),
        ([row(date(2026, 2, 1), None), row(date(2026, 1, 1), None)], "out of order"),
    ],
)
def test_each_fault_of_a_table_is_named(rows, fault) -> None:
    assert any(fault in found for found in disorder(rows))


def test_a_day_no_row_reaches_is_refused_in_vietnamese() -> None:
    rule = Rule("x", "Hạn nộp", "ngày", (row(date(2026, 1, 9), None, 5),))
    assert rule.at(date(2026, 1, 9)).value == 5
    with pytest.raises(NotInForce, match="Hạn nộp: chưa có quy định cho ngày 08/01/2026"):
        rule.at(date(2026, 1, 8))


def test_only_what_was_seen_in_the_text_in_force_counts_as_confirmed() -> None:
    assert [mark for mark in Confidence if mark.confirmed] == [Confidence.V]
    assert len({mark.label_vi for mark in Confidence}) == len(Confidence)
    assert all(mark.meaning_vi.endswith(".") for mark in Confidence)


def test_a_basis_reads_as_one_line() -> None:
    assert BASIS.text_vi == "Một quy định, Điều 1 (đã thấy trong nguồn)"
    assert Basis("R1", "Một hướng dẫn", "", Confidence.K).text_vi == "Một hướng dẫn (chưa xác nhận)"


def test_only_a_refusal_refuses() -> None:
    note = Finding("a", "…", Severity.NOTE)
    warning = Finding("b", "…")
    assert not refused([note, warning])
    assert refused([note, Finding("c", "…", Severity.REFUSAL)])


def test_only_a_confirmed_rule_refuses() -> None:
    held = {confidence: firm(Basis("R1", "…", "", confidence)) for confidence in Confidence}
    assert held.pop(Confidence.V) is Severity.REFUSAL
    assert set(held.values()) == {Severity.WARNING}
