"""The shell: letterhead, who acts, parts, dock; and the pages of what went wrong."""

from dataclasses import replace

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.fallback import FallbackStorage
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory

from dangvu.access.matrix import Role
from dangvu.access.scope import Refused
from dangvu.web.components.samples import FRAME
from dangvu.web.shell.frame import DockItem, Frame, Tab

PAGE = '{% extends "shell/base.html" %}{% block main %}<h1>A</h1>{% endblock %}'


def test_masthead_says_organ_person_and_place(render) -> None:
    html = render(PAGE, shell=FRAME)
    assert "TỈNH ỦY LÂM ĐỒNG<b>BAN TỔ CHỨC</b>" in html
    assert "<b>Nguyễn Thị Minh Hà</b>" in html
    assert html.count('aria-current="page">Kết nạp theo tháng') == 2
    assert "Bản minh họa" in html
    assert "(81)" in html


def test_sign_out_and_change_of_capacity_are_posts(render) -> None:
    html = render(PAGE, "/thang?x=1&y=<2>", shell=replace(FRAME, sign_out_url="/ra"))
    assert '<form method="post" action="/ra">' in html
    assert html.count("csrfmiddlewaretoken") == html.count('method="post"')
    assert 'name="next" value="/thang?x=1&amp;y=%3C2%3E"' in html
    assert 'name="capacity" value="2"' in html


def test_one_capacity_needs_no_switch(render) -> None:
    html = render(PAGE, shell=replace(FRAME, capacities=FRAME.capacities[:1]))
    assert "capacity" not in html


def test_a_deputy_is_named_with_whom_they_enter_for(render) -> None:
    html = render(PAGE, shell=replace(FRAME, on_behalf_of="Đinh Văn Lực"))
    assert "nhập thay Đinh Văn Lực" in html


def test_a_visitor_sees_no_parts(render) -> None:
    html = render(PAGE, shell=Frame())
    for part in ('class="tabs"', 'class="dock"', 'role="search"', "method=", "hx-headers"):
        assert part not in html
    assert "Bản minh họa" not in html


def test_larger_text_is_a_class_of_the_body(render) -> None:
    assert '<body class="large ' in render(PAGE, shell=replace(FRAME, large=True))
    assert "Chữ vừa" in render(PAGE, shell=replace(FRAME, large=True))
    assert "Chữ lớn hơn" in render(PAGE, shell=FRAME)


def test_more_parts_than_fit_are_refused() -> None:
    with pytest.raises(ValueError):
        Frame(tabs=(Tab("A", "/"),) * 10)
    with pytest.raises(ValueError):
        Frame(dock=(DockItem("A", None, "/"),) * 5)


def test_messages_stand_in_a_live_region() -> None:
    request = RequestFactory().get("/")
    request.session = {}
    request._messages = FallbackStorage(request)
    request._messages.add(constants.SUCCESS, "Đã ghi 24 đồng chí.")
    request._messages.add(constants.ERROR, "Chưa lưu được <b>.")
    html = engines["django"].from_string(PAGE).render({}, request)
    assert 'id="message" class="message" role="status" aria-live="polite"' in html
    assert '<p class="said">Đã ghi 24 đồng chí.</p>' in html
    assert '<p class="said bad">Chưa lưu được &lt;b&gt;.</p>' in html


def test_refusal_page_names_the_rule_and_who_can() -> None:
    refusal = Refused("Đồng chí chưa được chốt tháng 5.", "Quy chế", (Role.PROVINCE_SPECIALIST,))
    html = render_to_string("shell/error_403.html", {"refusal": refusal}, RequestFactory().get("/"))
    assert "Đồng chí chưa được chốt tháng 5." in html
    assert "chuyên viên Ban Tổ chức Tỉnh ủy" in html


@pytest.mark.parametrize("name", ["error_403", "error_404", "error_500", "error_csrf"])
def test_pages_of_trouble_stand_without_any_context(name: str) -> None:
    html = render_to_string(f"shell/{name}.html", {})
    assert html.count("<h1>") == 1
    assert "đồng chí" in html.lower()
    assert "!" not in html.replace("<!doctype", "")
    assert 'href="/"' in html


def test_htmx_is_kept_harmless(render) -> None:
    html = render(PAGE, shell=FRAME)
    for setting in (
        '"allowEval":false',
        '"includeIndicatorStyles":false',
        '"selfRequestsOnly":true',
        '"historyCacheSize":0',
    ):
        assert setting in html
    assert "hx-boost" not in html


def test_letterhead_of_a_paper(render) -> None:
    html = render(
        '{% extends "shell/paper.html" %}{% block main %}{% include "shell/_letterhead.html" with'
        ' organ_above="TỈNH ỦY LÂM ĐỒNG" organ="BAN TỔ CHỨC" symbol="CV/BTCTU" place="Lâm Đồng"'
        " month=6 year=2026 draft=True %}{% endblock %}",
        shell=FRAME,
    )
    assert '<body class="paper-page"' in html
    assert "css/paper.css" in html
    assert "DỰ THẢO" in html
    assert 'class="tabs"' not in html
