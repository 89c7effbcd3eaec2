"""The small tags and filters: facts of the HTML they write, and that text stays text."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from dangvu.access.matrix import Role
from dangvu.access.scope import Refused
from dangvu.rules.basis import Basis, Confidence
from dangvu.rules.targets import DEFAULT_POLICY
from dangvu.web.components.duties import DutyLine

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("text", "value", "written"),
    [
        ("{{ v|vn_number }}", 4945, "4.945"),
        ("{{ v|vn_number }}", None, "–"),
        ("{{ v|vn_number }}", 0, "0"),
        ("{{ v|vn_percent }}", Decimal("28.04"), f"28,0{NBSP}%"),
        ("{{ v|vn_percent:2 }}", Decimal("28.04"), f"28,04{NBSP}%"),
        ("{{ v|vn_decimal }}", 36.55, "36,6"),
        ("{{ v|vn_day }}", date(2026, 5, 31), "31/05/2026"),
        ("{{ v|vn_day }}", datetime(2026, 5, 31, 18, 5, tzinfo=UTC), "01/06/2026"),
        ("{{ v|vn_day }}", None, "–"),
        ("{{ v|vn_pace:policy }}", Decimal("0.995"), "0,995"),
        ("{{ v|vn_pace:policy }}", Decimal("0.5612"), "0,56"),
        ("{{ v|vn_pace:policy }}", None, "–"),
        ("{{ v|vn_reached:policy }}", Decimal("99.97"), f"99,97{NBSP}%"),
    ],
)
def test_figures_are_written_as_the_offices_do(render, text: str, value, written: str) -> None:
    assert render(text, v=value, policy=DEFAULT_POLICY) == written


def test_a_figure_opens_its_records(render) -> None:
    html = render("{% figure n url 'đảng viên mới' %}", n=1385, url="/ket-nap?a=1&b=<2>")
    assert html == (
        '<a class="open" href="/ket-nap?a=1&amp;b=&lt;2&gt;">1.385'
        '<span class="vh"> đảng viên mới</span></a>'
    )
    assert render("{% figure 0 '/x' %}") == '<a class="open" href="/x">0</a>'
    assert render("{% figure 12 %}") == "12"
    assert render("{% figure None '/x' %}") == "–"


def test_why_is_native_and_keeps_markup_of_the_page_only(render) -> None:
    html = render(
        '{% why asked source="Quy chế" %}<p>{{ text }}</p>{% endwhy %}',
        asked="Vì sao <thấp>?",
        text="0,35 < 0,70",
    )
    assert html.startswith('<details class="why"><summary>Vì sao &lt;thấp&gt;?</summary>')
    assert "<p>0,35 &lt; 0,70</p>" in html
    assert '<p class="src">Quy chế</p>' in html
    assert render('{% why "Vì sao?" open=True %}{% endwhy %}').startswith(
        '<details class="why" open>'
    )


def test_empty_state_holds_the_first_step(render) -> None:
    html = render(
        '{% empty_state "Chưa có ai" "Nguồn là người được giới thiệu." %}'
        '<a href="/them">Thêm</a>{% endempty_state %}'
    )
    assert '<div class="row"><a href="/them">Thêm</a></div>' in html
    assert "row" not in render('{% empty_state "A" "B" %}{% endempty_state %}')


def test_refusal_names_rule_roles_and_people(render) -> None:
    refused = Refused("Đồng chí chưa được chốt tháng 5.", "Bảng phân quyền", (Role.CLERK,))
    html = render("{% refusal r people=people ask_url='/xin' %}", r=refused, people=["Minh Hà"])
    assert "<b>Đồng chí chưa được chốt tháng 5.</b>" in html
    assert "Căn cứ: Bảng phân quyền." in html
    assert "Làm được việc này: văn thư." in html
    assert "Người làm được hôm nay: Minh Hà." in html
    assert '<a href="/xin">' in html


def test_refusal_takes_a_rule_with_its_confidence(render) -> None:
    refused = Refused("Chưa đủ.")
    refused.basis = Basis("R1", "Điều lệ Đảng", "Điều 4", Confidence.P)
    assert "Căn cứ: Điều lệ Đảng, Điều 4 (theo văn bản trước)." in render(
        "{% refusal r %}", r=refused
    )


def test_duty_shows_when_what_and_the_verb(render) -> None:
    line = DutyLine("Báo cáo <4>", "Viết tiếp", "/v", date(2026, 5, 29), "Quá 1 ngày", late=True)
    html = render("{% duty line %}", line=line)
    assert '<div class="due alarm"><b>29/05</b><span>Quá 1 ngày</span></div>' in html
    assert "<h3>Báo cáo &lt;4&gt;</h3>" in html
    assert '<a class="btn slim wide" href="/v">Viết tiếp</a>' in html
    assert "<b>–</b>" in render("{% duty line %}", line=DutyLine("A", "B", "/c"))


def test_pager_says_how_many_of_how_many(render) -> None:
    html = render("{% pager 50 4120 'đảng viên' next_url='?after=50' %}")
    assert "Đang hiện 50 trong 4.120 đảng viên." in html
    assert 'href="?after=50" rel="next"' in html
    assert "Về đầu" not in html
    assert "Đang hiện 3 dòng." in render("{% pager 3 %}")


@pytest.mark.parametrize(
    ("address", "sort", "leads_to"),
    [
        ("/", "", "?sort=pace"),
        ("/?sort=pace", "ascending", "?sort=-pace"),
        ("/?sort=-pace", "descending", "?sort=pace"),
        ("/?class=low&after=9&sort=name", "", "?class=low&amp;sort=pace"),
    ],
)
def test_a_head_sorts_and_keeps_the_filters(render, address: str, sort: str, leads_to: str) -> None:
    html = render('{% sortable "Nhịp độ" "pace" "num" %}', address)
    assert f'href="{leads_to}"' in html
    assert ("aria-sort" in html) == bool(sort)
    assert f'aria-sort="{sort}"' in html or not sort
    assert 'role="columnheader" scope="col" class="num"' in html


def test_a_head_knows_the_order_without_a_parameter(render) -> None:
    assert 'aria-sort="ascending"' in render('{% sortable "TT" "order" default="order" %}')
    assert 'href="?sort=-target"' in render('{% sortable "Chỉ tiêu" "target" first="descending" %}')
    assert "Dự kiến<br>cả năm" in render('{% sortable "Dự kiến|cả năm" "projected" %}')


def test_a_head_does_not_echo_markup(render) -> None:
    html = render('{% sortable "Tên" "name" %}', "/?q=%22%3E%3Cscript%3E")
    assert not re.search(r'<script|"><', html.replace('"><a', ""))
