"""The Word model of the summary of many reports."""

from dangvu.office.models.heads import NUMBERED, annex_head, head, signature
from dangvu.office.models.layout import (
    DataColumn,
    Form,
    body,
    data_table,
    paper,
    paragraph,
    run,
    section,
    tag,
)

_AFTER_TABLE = paragraph(form=Form(exact=8))


def _heading(text: str) -> str:
    return body(run(text, bold=True), keep=True)


def _if(name: str, shown: list[str], none: str) -> list[str]:
    return [
        tag("{%p if has_" + name + " %}"),
        *shown,
        tag("{%p else %}"),
        body(run(none)),
        tag("{%p endif %}"),
    ]


def _figures() -> list[str]:
    columns = (
        DataColumn("TT", "{{ f.order }}", 11, "center"),
        DataColumn("Nội dung", "{{ f.label }}", 78, "left"),
        DataColumn("Đơn vị tính", "{{ f.unit }}", 26, "center"),
        DataColumn("Tổng cộng", "{{ f.total }}", 27, "center"),
        DataColumn("Số nơi có số liệu", "{{ f.bodies }}", 23, "center"),
    )
    lead = "Số liệu cộng từ các báo cáo đã gửi; số của từng nơi ở Phụ lục:"
    return [body(run(lead), keep=True), data_table(columns, "f in figures"), _AFTER_TABLE]


def _said(name: str, lead: str) -> list[str]:
    return [
        body(run(lead), keep=True),
        tag("{%p for one in " + name + " %}"),
        body(run("- {{ one.text }} "), run("({{ one.bodies }}).", italic=True)),
        tag("{%p endfor %}"),
    ]


def _annex() -> list[str]:
    columns = (
        DataColumn("TT", "{{ row.order }}", 11, "center"),
        DataColumn("Nơi báo cáo", "{{ row.name }}", 86, "left"),
        DataColumn("Tình trạng", "{{ row.state }}", 37, "left"),
        DataColumn("Ngày gửi", "{{ row.sent_on }}", 22, "center"),
        DataColumn("Chậm (ngày làm việc)", "{{ row.late_days }}", 18, "center"),
        DataColumn("{{ c }}", "{{ c }}", 26, "center", ("c", "columns", "row.figures")),
    )
    return [
        paragraph(form=Form(exact=1), section=section()),
        *annex_head("Báo cáo của từng nơi, tính đến hết ngày {{ as_of }}", f"Báo cáo {NUMBERED}"),
        data_table(columns, "row in answers", style="OPhuLuc", side=0.8),
    ]


def summary() -> bytes:
    """The summary of the answers to a duty, the answers on their side (payload
    ``SummaryReport``)."""
    return paper(
        [
            paragraph(form=Form(exact=1)),
            head(),
            paragraph(run("BÁO CÁO", bold=True), form=Form(before=18)),
            paragraph(run("{{ letterhead.subject }}", bold=True)),
            paragraph(run("-----"), form=Form(after=6)),
            body(
                run("Thực hiện {{ paper }}, {{ issuer_name }} tổng hợp báo cáo của các {{ noun }}"),
                run("{% if has_period %}, {{ period }}{% endif %}, về nhiệm vụ: {{ duty }}. "),
                run("Số liệu tính đến hết ngày {{ as_of }}."),
            ),
            _heading("I. VIỆC CHẤP HÀNH CHẾ ĐỘ BÁO CÁO"),
            body(
                run("Có {{ answered }} trên {{ bodies }} nơi đã báo cáo; {{ in_time_count }} nơi "),
                run("đúng hạn, {{ late_count }} nơi chậm, {{ missing_count }} nơi chưa báo cáo."),
            ),
            tag("{%p if has_late %}"),
            body(run("Báo cáo chậm: {{ late }}.")),
            tag("{%p endif %}"),
            tag("{%p if has_missing %}"),
            body(run("Chưa báo cáo: {{ missing }}.")),
            tag("{%p endif %}"),
            _heading("II. KẾT QUẢ THỰC HIỆN"),
            *_if("figures", _figures(), "Các báo cáo không kèm số liệu cộng được."),
            tag("{%p if has_assessment %}"),
            body(run("{{ assessment }}")),
            tag("{%p endif %}"),
            _heading("III. KHÓ KHĂN, VƯỚNG MẮC"),
            *_if(
                "difficulties",
                _said("difficulties", "Các báo cáo nêu, điều nhiều nơi cùng nêu đứng trước:"),
                "Các báo cáo không nêu khó khăn, vướng mắc.",
            ),
            _heading("IV. ĐỀ XUẤT, KIẾN NGHỊ"),
            *_if(
                "proposals",
                _said("proposals", "Các nơi đề xuất:"),
                "Các báo cáo không có đề xuất.",
            ),
            tag("{%p if has_next_steps %}"),
            _heading("V. NHIỆM VỤ THỜI GIAN TỚI"),
            body(run("{{ next_steps }}")),
            tag("{%p endif %}"),
            paragraph(form=Form(exact=12, keep=True)),
            signature(),
            *_annex(),
        ],
        landscape=True,
    )
