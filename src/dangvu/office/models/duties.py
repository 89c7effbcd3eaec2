"""The Word models of letters about duties and of the assessment of a paper."""

from collections.abc import Callable, Mapping

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

_GAP = paragraph(form=Form(exact=12, keep=True))
_AFTER_TABLE = paragraph(form=Form(exact=8))


def _to(name: str) -> str:
    return paragraph(
        run("Kính gửi: ", italic=True), run(name), form=Form(before=18, after=12, exact=19)
    )


def _heading(text: str) -> str:
    return body(run(text, bold=True), keep=True)


def _annex() -> list[str]:
    """What each body is late with."""
    columns = (
        DataColumn("TT", "{{ row.order }}", 11, "center"),
        DataColumn("{{ noun|capitalize }}", "{{ row.body }}", 50, "left"),
        DataColumn("Nhiệm vụ", "{{ row.duty }}", 105, "left"),
        DataColumn("Sản phẩm", "{{ row.product }}", 24, "left"),
        DataColumn("Hạn cuối", "{{ row.due }}", 22, "center"),
        DataColumn("Quá hạn (ngày làm việc)", "{{ row.late_days }}", 20, "center"),
        DataColumn("Đã đôn đốc (lần)", "{{ row.urged }}", 20, "center"),
    )
    return [
        *annex_head("Nhiệm vụ quá hạn tính đến hết ngày {{ as_of }}", f"Công văn {NUMBERED}"),
        data_table(columns, "row in rows", style="OPhuLuc", side=0.8),
    ]


def common_letter() -> bytes:
    """One letter to all that are late, the annex on its side (payload ``DutyUrging``)."""
    return paper(
        [
            paragraph(form=Form(exact=1)),
            head(subject=True),
            _to("{{ addressees }}."),
            body(
                run("Thực hiện {{ paper }}, {{ issuer_name }} đã rà soát tiến độ của {{ given }} "),
                run("{{ noun }} được giao nhiệm vụ. Đến hết ngày {{ as_of }}, còn {{ bodies }} "),
                run(
                    "{{ noun }} có nhiệm vụ quá hạn, tổng số {{ duties }} nhiệm vụ; nơi chậm nhất "
                ),
                run("quá hạn {{ longest }} ngày làm việc."),
                run(
                    "{% if has_again %} Trong đó {{ again }} {{ noun }} đã được đôn đốc trước đó "
                    "nhưng chưa hoàn thành.{% endif %}"
                ),
            ),
            body(run("{{ issuer_name }} đề nghị {{ addressees }}:"), keep=True),
            body(
                run(
                    "1. Chỉ đạo thực hiện ngay các nhiệm vụ quá hạn nêu ở Phụ lục; phân công người "
                    "chịu trách nhiệm từng nhiệm vụ."
                )
            ),
            body(
                run(
                    "2. Gửi sản phẩm còn thiếu, kèm nguyên nhân chậm, về {{ report_to }} chậm nhất "
                    "ngày {{ report_due }}."
                )
            ),
            body(
                run(
                    "3. Nhiệm vụ nào vướng mắc vượt thẩm quyền thì báo cáo rõ và đề nghị gia hạn "
                    "trước ngày nêu trên, không để quá hạn mà không có ý kiến."
                ),
                keep=True,
            ),
            _GAP,
            signature(),
            paragraph(form=Form(exact=1), section=section()),
            *_annex(),
        ],
        landscape=True,
    )


def body_letter() -> bytes:
    """A letter to one body about its own duties (payload ``DutyBodyUrging``)."""
    columns = (
        DataColumn("TT", "{{ row.order }}", 10, "center"),
        DataColumn("Nhiệm vụ", "{{ row.duty }}", 82, "left"),
        DataColumn("Sản phẩm", "{{ row.product }}", 27, "left"),
        DataColumn("Hạn cuối", "{{ row.due }}", 24, "center"),
        DataColumn("Quá hạn (ngày làm việc)", "{{ row.late_days }}", 22, "center"),
    )
    return paper(
        [
            head(subject=True),
            _to("{{ addressee }}."),
            body(
                run("Thực hiện {{ paper }}, {{ issuer_name }} đã rà soát tiến độ. Đến hết ngày "),
                run("{{ as_of }}, {{ body_name }} còn {{ duties }} nhiệm vụ quá hạn sau đây:"),
                keep=True,
            ),
            data_table(columns, "row in rows"),
            _AFTER_TABLE,
            tag("{%p if has_urged %}"),
            body(
                run(
                    "Các nhiệm vụ theo văn bản này đã được đôn đốc {{ urged }} lần, gần nhất ngày "
                    "{{ urged_on }}."
                )
            ),
            tag("{%p endif %}"),
            body(
                run(
                    "{{ issuer_name }} đề nghị {{ addressee }} chỉ đạo thực hiện ngay, phân công "
                    "người chịu trách nhiệm; gửi sản phẩm còn thiếu kèm nguyên nhân chậm về "
                    "{{ report_to }} chậm nhất ngày {{ report_due }}. Vướng mắc vượt thẩm quyền "
                    "thì báo cáo rõ và đề nghị gia hạn trước ngày ấy."
                ),
                keep=True,
            ),
            _GAP,
            signature(),
        ]
    )


def _assessed() -> str:
    columns = (
        DataColumn("TT", "{{ duty.no }}", 12, "center"),
        DataColumn("Nhiệm vụ", "{{ duty.heading }}", 55, "left"),
        DataColumn("Hạn, định kỳ", "{{ duty.due }}", 25, "center"),
        DataColumn("Được giao", "{{ duty.given }}", 14, "center"),
        DataColumn("Đã xong", "{{ duty.done }}", 14, "center"),
        DataColumn("Tỷ lệ", "{{ duty.share }}", 17, "center"),
        DataColumn("Quá hạn", "{{ duty.late }}", 14, "center"),
        DataColumn("Chưa báo cáo", "{{ duty.silent }}", 14, "center"),
    )
    return data_table(columns, "duty in duties")


def _periods() -> list[str]:
    """How the periods went by of what is reported again and again."""
    return [
        tag("{%p if has_periods %}"),
        body(run("Các lượt báo cáo định kỳ đã đến hạn trong kỳ đánh giá:"), keep=True),
        tag("{%p for duty in duties %}"),
        tag("{%p if duty.has_periods %}"),
        body(
            run("- Nhiệm vụ {{ duty.no }}, {{ duty.due }}: {{ duty.periods }} lượt; "),
            run("{{ duty.in_time }} lượt đúng hạn, {{ duty.behind }} lượt chậm, "),
            run("{{ duty.missed }} lượt không báo cáo."),
        ),
        tag("{%p endif %}"),
        tag("{%p endfor %}"),
        tag("{%p endif %}"),
    ]


def _voices(name: str, lead: str, none: str) -> list[str]:
    return [
        tag("{%p if has_" + name + " %}"),
        body(run(lead), keep=True),
        tag("{%p for voice in " + name + " %}"),
        body(run("- {{ voice.body }}: {{ voice.text }}.")),
        tag("{%p endfor %}"),
        tag("{%p else %}"),
        body(run(none)),
        tag("{%p endif %}"),
    ]


def _bodies() -> list[str]:
    """Who did everything, who is late, who never reported, who was urged."""
    return [
        _heading("III. KẾT QUẢ CỦA CÁC NƠI ĐƯỢC GIAO"),
        body(
            run("1. Có {{ all_done_count }} {{ noun }} hoàn thành mọi nhiệm vụ"),
            run("{% if has_all_done %}: {{ all_done }}{% endif %}."),
        ),
        body(
            run("2. Còn {{ late_count }} {{ noun }} có nhiệm vụ quá hạn"),
            run("{% if has_late %}: {{ late }}{% endif %}."),
        ),
        body(
            run("3. Còn {{ silent_count }} {{ noun }} chưa gửi báo cáo lần nào"),
            run("{% if has_silent %}: {{ silent }}{% endif %}."),
        ),
        body(
            run(
                "{% if has_urgings %}Trong kỳ đã đôn đốc {{ urgings }} lượt đối với "
                "{{ urged_bodies }} {{ noun }}."
            ),
            run("{% else %}Trong kỳ chưa phải đôn đốc nơi nào.{% endif %}"),
        ),
    ]


def assessment() -> bytes:
    """The report on how a paper was carried out (payload ``DirectiveAssessment``)."""
    return paper(
        [
            head(),
            paragraph(run("BÁO CÁO", bold=True), form=Form(before=18)),
            paragraph(run("{{ letterhead.subject }}", bold=True)),
            paragraph(run("-----"), form=Form(after=6)),
            body(
                run("{{ issuer_name }} báo cáo kết quả thực hiện {{ paper }}, kỳ {{ period }}. "),
                run("Số liệu lấy từ hồ sơ theo dõi, tính đến hết ngày {{ as_of }}."),
            ),
            _heading("I. QUÁN TRIỆT, TRIỂN KHAI"),
            body(
                run("Văn bản gửi đến {{ spread.units }} {{ noun }}; {{ spread.received }} nơi đã "),
                run("nhận, {{ spread.held }} nơi đã tổ chức quán triệt, đạt {{ spread.held_share "),
                run("}}. Đã học tập, quán triệt {{ spread.reached }} trên {{ spread.members }} "),
                run("đảng viên, đạt {{ spread.reached_share }} (không tính đảng viên được miễn)."),
            ),
            _heading("II. KẾT QUẢ THỰC HIỆN TỪNG NHIỆM VỤ"),
            body(
                run("Văn bản có {{ duty_count }} nhiệm vụ, giao cho {{ bodies }} {{ noun }}:"),
                keep=True,
            ),
            _assessed(),
            _AFTER_TABLE,
            *_periods(),
            *_bodies(),
            _heading("IV. KHÓ KHĂN, VƯỚNG MẮC"),
            *_voices(
                "difficulties",
                "Các báo cáo đã nhận nêu:",
                "Các báo cáo đã nhận không nêu khó khăn, vướng mắc.",
            ),
            _heading("V. ĐỀ XUẤT, KIẾN NGHỊ"),
            *_voices(
                "proposals",
                "Các nơi đề xuất:",
                "Các báo cáo đã nhận không có đề xuất.",
            ),
            body(
                run(
                    "{% if has_inspections %}Đề nghị đưa vào chương trình kiểm tra, giám sát: "
                    "{{ inspections }}."
                ),
                run("{% else %}Chưa đề nghị đưa nơi nào vào chương trình kiểm tra.{% endif %}"),
                keep=True,
            ),
            _GAP,
            signature(),
        ]
    )


DUTY_MODELS: Mapping[str, Callable[[], bytes]] = {
    "don_doc_nhiem_vu_chung": common_letter,
    "don_doc_nhiem_vu_rieng": body_letter,
    "danh_gia_thuc_hien": assessment,
}
