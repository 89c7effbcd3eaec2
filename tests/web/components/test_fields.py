"""Fields: label, hint and error belong together for the eye and for a reader."""

import re
from html.parser import HTMLParser

import pytest
from django import forms
from django.core.exceptions import ValidationError

from dangvu.web.components.fields import Option, faults_of, mistake, summary


class Paper(forms.Form):
    decided_on = forms.CharField(label="Ngày quyết định", help_text="Ví dụ 09/06/2026")
    kind = forms.ChoiceField(
        label="Kiểu",
        widget=forms.RadioSelect,
        choices=[("a", Option("Chung", "Kèm phụ lục")), ("b", "Riêng")],
    )
    groups = forms.MultipleChoiceField(
        label="Nhóm", widget=forms.CheckboxSelectMultiple, choices=[("low", "Thấp")], required=False
    )
    workbook = forms.FileField(label="Tệp", required=False, help_text="Tệp .xlsx")
    sure = forms.BooleanField(label="Đã đối chiếu", help_text="Ghi vào nhật ký")
    batch = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_decided_on(self) -> str:
        raise mistake("Mới đạt 41,4 %.", "Cần từ 50 %.", "Xem lại <quyết định>.", code="too_early")

    def clean(self) -> None:
        raise ValidationError("Hai ngày trái nhau. Chọn một trong hai.")


class Ids(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.named: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(given["id"])
        self.named += (given.get("aria-describedby") or "").split()
        self.named += [given["for"]] if given.get("for") else []


@pytest.fixture
def refused() -> Paper:
    return Paper({"decided_on": "02/05/2026", "batch": "7"})


def test_an_error_has_what_why_and_mend(render, refused: Paper) -> None:
    html = render("{% field form.decided_on %}", form=refused)
    error = re.search(r'id="id_decided_on_error">(.*?)</div>', html)[1]
    assert error == "<p><b>Mới đạt 41,4 %.</b>Cần từ 50 %. Xem lại &lt;quyết định&gt;.</p>"
    assert 'value="02/05/2026"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_decided_on_hint id_decided_on_error"' in html


@pytest.mark.parametrize("name", ["decided_on", "kind", "groups", "workbook", "sure"])
@pytest.mark.parametrize("bound", [True, False])
def test_what_describes_a_field_is_there_once(render, name: str, bound: bool) -> None:
    form = Paper({"batch": "7"}) if bound else Paper()
    found = Ids(render("{% field f %}", f=form[name]))
    assert len(found.ids) == len(set(found.ids))
    assert set(found.named) <= set(found.ids)


def test_a_group_is_a_fieldset_with_hints(render, refused: Paper) -> None:
    html = render("{% field form.kind %}", form=refused)
    assert html.startswith('<fieldset class="f bad" aria-describedby="id_kind_error">')
    assert '<legend class="lab">Kiểu</legend>' in html
    assert "<span>Chung<small>Kèm phụ lục</small></span>" in html
    assert html.count('type="radio"') == 2
    assert "<b>Chưa chọn.</b>" in html


def test_what_need_not_be_filled_says_so(render) -> None:
    assert "(không bắt buộc)" in render("{% field f %}", f=Paper()["groups"])
    assert "(không bắt buộc)" not in render("{% field f %}", f=Paper()["decided_on"])
    assert "(không bắt buộc)" not in render("{% field f %}", f=Paper()["sure"])


def test_a_hidden_field_is_the_control_alone(render) -> None:
    html = render("{% field f %}", f=Paper(initial={"batch": "7"})["batch"]).strip()
    assert re.fullmatch(r"<input [^>]*>", html)


def test_the_summary_links_to_every_field_and_says_what(render, refused: Paper) -> None:
    html = render("{% error_summary form %}", form=refused)
    assert "còn 4 chỗ cần sửa" in html
    assert '<a href="#id_decided_on">Ngày quyết định</a>: Mới đạt 41,4 %.' in html
    assert '<a href="#id_kind_0">Kiểu</a>: Chưa chọn.' in html
    assert "<li>Hai ngày trái nhau. Chọn một trong hai.</li>" in html
    fields = "".join(render("{% field f %}", f=bound) for bound in refused)
    ids = Ids(fields).ids
    assert all(line.target in ids for line in summary([refused]) if line.target)


def test_no_summary_without_errors(render) -> None:
    assert render("{% error_summary form %}", form=Paper()).strip() == ""


def test_a_formset_is_summed_up_form_by_form() -> None:
    many = forms.formset_factory(Paper, extra=0)(
        {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "form-0-kind": "a", "form-1-kind": "z"}
    )
    targets = [line.target for line in summary([many])]
    assert "id_form-0-decided_on" in targets
    assert "id_form-1-kind_0" in targets
    assert "id_form-0-kind_0" not in targets


def test_an_error_of_others_is_cut_after_its_first_sentence() -> None:
    fault = next(faults_of([ValidationError("Không có tháng 13. Có phải 13/12/2026?")]))
    assert (fault.what, fault.rest) == ("Không có tháng 13.", "Có phải 13/12/2026?")
    assert next(faults_of([ValidationError("Sai")])).rest == ""
