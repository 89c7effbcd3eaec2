"""A class is always shape and word; a name is never markup."""

import pytest

from dangvu.rules.targets import Class
from dangvu.web.components.marks import Mark, class_chip, style, word


@pytest.mark.parametrize(
    ("cls", "zero", "suffix", "said"),
    [
        (Class.HIGH, False, "cao", "Cao"),
        (Class.MEDIUM, False, "tb", "Trung bình"),
        (Class.LOW, False, "thap", "Thấp"),
        (Class.LOW, True, "khong", "Chưa kết nạp"),
        (Class.NONE, True, "chua", "Không xếp loại"),
        (Class.HIGH, True, "cao", "Cao"),
    ],
)
def test_chip_has_symbol_and_word(cls: Class, zero: bool, suffix: str, said: str) -> None:
    assert style(cls, zero) == suffix
    assert word(cls, zero) == said
    assert f'class="cls cls-{suffix}"' in class_chip(cls, zero)
    assert f'href="#s-{suffix}"' in class_chip(cls, zero)
    assert said in class_chip(cls, zero)


def test_chip_takes_the_value_of_a_class(render) -> None:
    assert render('{% class_chip "high" %}') == class_chip(Class.HIGH)


def test_a_verdict_opens_to_its_reason(render) -> None:
    facts = {"cls": Class.LOW, "why": "nhịp độ 0,56 < 0,70", "url": "/x?a=1&b=2"}
    html = render("{% verdict cls False why url %}", **facts)
    assert html.startswith(f'<details class="because"><summary>{class_chip(Class.LOW)}')
    assert "<p>Nhịp độ 0,56 &lt; 0,70.</p><p><a" in html
    assert 'href="/x?a=1&amp;b=2"' in html
    assert "<a" not in render("{% verdict 'high' False 'đủ' %}")


def test_every_symbol_of_a_chip_is_drawn_in_the_sprite(render) -> None:
    sprite = render('{% include "shell/_sprite.html" %}')
    chips = [class_chip(cls, zero) for cls in Class for zero in (True, False)]
    chips += [render("{% chip kind 'x' %}", kind=kind) for kind in ("late", "near", "done", "wait")]
    for chip in chips:
        symbol = chip.split('href="#')[1].split('"')[0]
        assert f'id="{symbol}"' in sprite


def test_chip_escapes_its_text(render) -> None:
    assert "&lt;b&gt;" in render('{% chip "plain" text %}', text="<b>Quá hạn")


def test_an_unknown_kind_of_chip_is_an_error(render) -> None:
    with pytest.raises(KeyError):
        render('{% chip "urgent" "Gấp" %}')


def test_mark_says_name_figures_and_class() -> None:
    assert Mark("Xã Đạ Huoai 2", "low", note="4/28").said == "Xã Đạ Huoai 2: 4/28, thấp"
    assert Mark("Xã Tuy Đức", "low", zero=True).said == "Xã Tuy Đức: chưa kết nạp"
