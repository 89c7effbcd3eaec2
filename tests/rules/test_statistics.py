"""Periods, what a figure may show, and the forms as data."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangvu.rules.forms_tctw import FORMS, Revision, revised
from dangvu.rules.membership import EventKind
from dangvu.rules.statistics import (
    Length,
    Period,
    Side,
    counted_as,
    guarded,
    kinds_of,
    masked,
    presets,
    whole,
)

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
TABLES = st.integers(1, 5).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 20), min_size=width, max_size=width), min_size=1, max_size=6
    )
)


@given(DAYS, st.sampled_from(Length))
def test_a_period_holds_its_day_and_follows_the_one_before(on, length) -> None:
    period = whole(length, on)
    assert period.first <= on <= period.last
    assert whole(length, period.before).last + timedelta(days=1) == period.first
    assert whole(length, period.last) == period


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 1, 1), date(2026, 6, 30), "6 tháng đầu năm 2026"),
        (date(2026, 7, 1), date(2026, 12, 31), "6 tháng cuối năm 2026"),
        (date(2026, 1, 1), date(2026, 12, 31), "năm 2026"),
        (date(2026, 4, 1), date(2026, 6, 30), "quý 2/2026"),
        (date(2026, 4, 2), date(2026, 6, 30), "từ 02/04/2026 đến 30/06/2026"),
    ],
)
def test_a_period_is_called_as_an_office_calls_it(first, last, words) -> None:
    assert Period(first, last).label_vi == words


def test_a_period_turned_about_is_refused() -> None:
    with pytest.raises(ValueError, match="trước ngày"):
        Period(date(2026, 2, 1), date(2026, 1, 1))


def test_presets_are_offered_once() -> None:
    found = presets(date(2026, 6, 1))
    assert len(found) == len(set(found)) == 9


@pytest.mark.parametrize("side", [Side.CAME, Side.WENT])
def test_every_way_in_and_out_has_one_line_of_form_1(side) -> None:
    parts = [line.part for line in FORMS[1].lines if line.side is side and line.part]
    for kind in EventKind:
        for elsewhere in (False, True):
            assert counted_as(side, kind, elsewhere) in parts
    pairs = [pair for part in parts for pair in kinds_of(side, part)]
    assert len(pairs) == len(set(pairs)) == 2 * len(EventKind)


@given(TABLES)
def test_no_small_number_is_shown_or_given_away_by_its_sum(table) -> None:
    shown = masked(table, 5)
    for row in (*range(len(table)),):
        line, figures = shown[row], table[row]
        assert not any(value is not None and 0 < value < 5 for value in line)
        others = [f for f, s in zip(figures, line, strict=True) if s]
        assert line.count(None) != 1 or not others
    for c in range(len(table[0])):
        column = [row[c] for row in shown]
        assert column.count(None) != 1 or not any(column)


PARTS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=8)


@given(PARTS)
def test_the_parts_of_a_sensitive_group_are_shown_all_or_none(parts) -> None:
    block = [[a + b, a, b] for a, b in parts]
    hidden = guarded(block, 5, [True] * 3)
    for row, hide in zip(block, hidden, strict=True):
        assert hide[1] == hide[2]
        assert hide[0] or not 0 < row[0] < 5
        assert hide[1] or not any(0 < value < 5 for value in row)
        assert hide[1] or not hide[0]
    for c in range(3):
        marks = [hide[c] for hide in hidden]
        others = [row[0] for row, mark in zip(block, marks, strict=True) if not mark]
        assert sum(marks) != 1 or not any(others)


@given(PARTS)
def test_a_sensitive_column_hides_small_parts_and_small_rests(parts) -> None:
    block = [[a + b, a] for a, b in parts]
    hidden = guarded(block, 5, [False, True])
    for (total, part), hide in zip(block, hidden, strict=True):
        assert not hide[0]
        assert hide[1] or not (0 < part < 5 or 0 < total - part < 5)
    alone = sum(hide[1] for hide in hidden) == 1
    rest = zip(block, hidden, strict=True)
    assert not alone or not any(row[1] for row, hide in rest if not hide[1])


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.code)
def test_a_form_says_where_its_lines_come_from(form) -> None:
    assert not form.seen
    assert all(line.basis.rule.startswith("R12") for line in form.lines)
    codes = [line.code for line in form.lines]
    assert len(codes) == len(set(codes))


def test_a_changed_form_reads_back_from_what_is_kept() -> None:
    change = Revision({"start": "Đầu kỳ"}, frozenset({"column:official"}))
    again = Revision.from_json(change.to_json())
    assert revised(FORMS[1], again) == revised(FORMS[1], change)
    assert revised(FORMS[1], again).line("start").title == "Đầu kỳ"
