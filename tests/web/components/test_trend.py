"""The year's line: the drawing follows the figures, and words never touch."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangvu.web.components.trend import LINE, Year, plots

COUNTS = st.lists(st.integers(0, 400), min_size=1, max_size=12)


def _heights(points: str) -> list[float]:
    return [float(pair.split(",")[1]) for pair in points.split()]


@given(added=COUNTS, target=st.none() | st.integers(1, 9000), projected=st.integers(0, 9000))
def test_the_line_rises_as_the_count_rises(
    added: list[int], target: int | None, projected: int
) -> None:
    cumulative = tuple(sum(added[: i + 1]) for i in range(len(added)))
    year = Year(cumulative, target, projected, max(0, projected - 40), projected + 40)
    for plot in plots(year):
        heights = _heights(plot.done)
        assert heights == sorted(heights, reverse=True)
        width, height = (float(v) for v in plot.view_box.split()[2:])
        inside = [float(t.x) for t in plot.texts] + heights
        assert all(0 <= value <= max(width, height) for value in inside)
        beside = sorted(float(t.y) for t in plot.texts if float(t.x) > float(plot.right))
        assert all(b - a >= LINE - 0.11 for a, b in zip(beside, beside[1:], strict=False))


def test_said_in_words() -> None:
    year = Year((1, 3, 3, 4, 4), target=28, projected=21, low=17, high=25)
    assert year.said == (
        "Lũy kế tháng 1 đến 5: 1, 3, 3, 4, 4. Dự kiến cuối năm 21, trong khoảng 17 đến 25."
        " Chỉ tiêu 28."
    )
    assert Year(()).said == "Chưa có tháng nào."


def test_without_target_or_months_there_is_no_line() -> None:
    for plot in plots(Year((), projected=5)):
        assert plot.done == plot.goal == plot.even == plot.expected == plot.band == ""
        assert not plot.dots


def test_a_finished_year_expects_nothing_more() -> None:
    wide, _ = plots(Year(tuple(range(1, 13)), target=12, projected=12))
    assert wide.expected == ""
    assert len(wide.dots) == 12


def test_the_plan_takes_the_place_of_the_even_line(render) -> None:
    plan = (0, 0, 1, 2, 3, 5, 8, 10, 12, 14, 16, 18)
    wide, small = plots(Year((1, 1), target=18, plan=plan))
    assert len(_heights(wide.even)) == len(_heights(small.even)) == 13
    html = render("{% trend year %}", year=Year((1, 1), target=18, plan=plan))
    assert "theo kế hoạch từng tháng" in html
    assert html.count('role="img"') == 2
    assert "style=" not in html
    assert not re.search(r'(x|y|x1|y1|cx|cy)="[^"]*,', html)


@pytest.mark.parametrize(("most", "levels"), [(3, 4), (28, 7), (1040, 7), (4945, 6)])
def test_levels_are_round_and_few(most: int, levels: int) -> None:
    wide, _ = plots(Year((0,), target=most))
    assert len(wide.grid) == levels
