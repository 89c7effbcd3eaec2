"""Bars, columns and progress: what is drawn follows the figures, and is said in words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangvu.web.components.gauges import BAR_WIDTH, bar, progress, spark


def _fill(drawn: str) -> float:
    found = re.search(r'class="v [^"]*"[^>]*width="([\d.]+)"', drawn)
    return float(found[1]) if found else 0.0


@given(value=st.integers(0, 500), target=st.integers(1, 500))
def test_bar_is_filled_as_the_target_is_reached_and_never_beyond(value: int, target: int) -> None:
    drawn = bar(value, target, 41.4, "medium")
    assert _fill(drawn) == pytest.approx(min(value / target, 1) * (BAR_WIDTH - 1), abs=0.06)
    assert ('class="over"' in drawn) == (value > target)


def test_bar_at_zero_has_no_fill_but_keeps_its_tick() -> None:
    drawn = bar(0, 18, 41.4, "low", True)
    assert "fill-" not in drawn
    assert 'class="tick"' in drawn


def test_bar_without_target_is_nothing() -> None:
    assert bar(4, None) == bar(4, 0) == bar(None, 28) == ""


def test_tick_stays_inside() -> None:
    places = [re.search(r'x1="([\d.]+)"', bar(1, 2, tick))[1] for tick in (-5, 0, 100, 140)]
    assert places == ["1.0", "1.0", "131.0", "131.0"]


def test_coordinates_are_free_of_the_pages_number_format(render) -> None:
    drawn = render('{% bar 1 3 33.3 "low" %}{% spark months %}', months=[1, 2, 4])
    assert not re.search(r'"[^"a-zA-Z]*\d,\d[^"a-zA-Z]*"', drawn)


def test_columns_say_every_month() -> None:
    drawn = spark([5, 0, None, 1200])
    assert 'aria-label="Tháng 1 đến 4: 5, 0, chưa có số, 1.200"' in drawn
    assert drawn.count('class="z"') == 1
    assert drawn.count("<rect") == 2
    assert drawn.count('class="c now"') == 1


def test_columns_of_a_window_name_its_months() -> None:
    assert 'aria-label="Tháng 3 đến 4: 1, 2"' in spark([1, 2], first=3)
    assert spark([]) == ""


def test_a_small_month_is_still_seen() -> None:
    heights = [float(h) for h in re.findall(r'<rect[^>]*height="([\d.]+)"', spark([1, 900]))]
    assert heights == [1.5, 22.0]


def test_progress_is_said_and_drawn() -> None:
    drawn = progress(52, 81, "Soạn công văn")
    assert 'aria-valuenow="52"' in drawn
    assert 'aria-valuetext="Đã xong 52 trên 81"' in drawn
    assert 'aria-label="Soạn công văn"' in drawn
    assert f'width="{52 / 81 * 998:.0f}"' in drawn
    assert 'width="998"' in progress(0, 0)


def test_progress_escapes_its_name() -> None:
    assert "<b>" not in progress(1, 2, "<b>")
