"""The month strip: counts, change, and one square for each body."""

from dangvu.rules.targets import Class, Counts
from dangvu.web.components.marks import Mark
from dangvu.web.components.strip import MOST_SQUARES, parts

MAY = Counts(high=25, medium=22, low=81, none=0, zero=7)
APRIL = Counts(high=19, medium=26, low=83, none=0, zero=7)


def test_one_square_a_body_with_zero_last_inside_low() -> None:
    high, medium, low = parts(MAY)
    assert [len(p.squares) for p in (high, medium, low)] == [25, 22, 81]
    assert [style for style, _ in low.squares] == ["thap"] * 74 + ["khong"] * 7
    assert low.said == "81 thấp, trong đó 7 chưa kết nạp, mỗi ô một nơi"


def test_change_is_told_with_its_sign_and_the_figure_before() -> None:
    high, medium, low = parts(MAY, before=APRIL, before_label="tháng 4")
    assert (high.heads[0].change, high.heads[0].since) == ("+6", "so với tháng 4 (19)")
    assert (medium.heads[0].change, medium.heads[0].since) == ("−4", "so với tháng 4 (26)")
    assert (low.heads[1].change, low.heads[1].since) == ("Bằng", "tháng 4 (7)")


def test_bodies_without_class_stand_apart_and_only_where_there_are_any() -> None:
    assert [p.heads[0].key for p in parts(MAY)] == ["high", "medium", "low"]
    with_none = parts(Counts(high=1, medium=0, low=1, none=2, zero=0))
    assert [(p.heads[0].key, len(p.squares)) for p in with_none] == [
        ("high", 1),
        ("medium", 0),
        ("low", 1),
        ("none", 2),
    ]


def test_squares_of_marks_are_named() -> None:
    marks = [Mark("Xã A", Class.LOW, zero=True), Mark("Xã B", Class.LOW, note="1/9")]
    low = parts(Counts(high=0, medium=0, low=2, none=0, zero=1), marks)[2]
    assert low.squares == (("thap", "Xã B: 1/9, thấp"), ("khong", "Xã A: chưa kết nạp"))


def test_too_many_bodies_have_counts_without_squares() -> None:
    many = Counts(high=MOST_SQUARES, medium=1, low=0, none=0, zero=0)
    assert [p.squares for p in parts(many)] == [(), (), ()]


def test_strip_opens_its_figures_and_names_the_streak(render) -> None:
    html = render(
        "{% strip counts urls=urls streak=26 streak_url='#z3' %}",
        counts=MAY,
        urls={"high": "?class=high&month=5"},
    )
    assert '<a class="open" href="?class=high&amp;month=5">25' in html
    assert "còn <a" in html
    assert "<b>26</b> đảng bộ</a> 3 tháng liền chưa kết nạp" in html
    assert "style=" not in html
