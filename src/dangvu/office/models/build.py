"""Makes the Word models. Run once, and again when the layout or the wording changes:

    python -m dangvu.office.models.build

The offices then keep their own wording: a clerk edits the .docx in Word and uploads it.
"""

from pathlib import Path

from dangvu.office.models.case_admission import ADMISSION_MODELS
from dangvu.office.models.case_beside import BESIDE_MODELS
from dangvu.office.models.case_recognition import RECOGNITION_MODELS
from dangvu.office.models.duties import DUTY_MODELS
from dangvu.office.models.heads import NUMBERED, annex_head, head, signature
from dangvu.office.models.layout import (
    LEFT,
    DataColumn,
    Form,
    body,
    data_table,
    note,
    paper,
    paragraph,
    run,
    section,
    tag,
)
from dangvu.office.models.summary import summary


def _to(name: str) -> str:
    return paragraph(
        run("Kính gửi: ", italic=True), run(name), form=Form(before=18, after=12, exact=19)
    )


_GAP = paragraph(form=Form(exact=12, keep=True))


def _opening(rest: str) -> list[str]:
    """The first sentence, with or without the papers it rests on."""
    return [
        run("{% if has_bases %}Thực hiện {{ bases }}, {{ issuer_name }} "),
        run("{% else %}{{ issuer_name }} {% endif %}"),
        run(rest),
    ]


def _findings() -> list[str]:
    """What the figures say. Nothing is said that the counts do not bear out."""
    return [
        body(
            *_opening(
                "đã tổng hợp số đảng viên mới kết nạp của {{ counts.total }} {{ noun }}, tính đến "
                "hết ngày {{ as_of }}. {{ scope }} kết nạp {{ admitted }} đồng chí trên chỉ tiêu "
                "{{ target }} đồng chí, đạt {{ percent }}, trong khi {{ elapsed_percent }} thời "
                "gian của {{ period_word }} đã qua. "
            ),
            run(
                "{% if counts.has_high %}Đối chiếu từng nơi, những cấp ủy có kết quả cao đã nắm "
                "chắc nguồn, giao việc rõ người, rõ hạn và giữ được nhịp kết nạp đều qua các tháng"
            ),
            run("{% else %}Chưa có {{ noun }} nào đạt mức xếp loại cao{% endif %}"),
            note(1),
            run("."),
        ),
        body(
            run(
                "{% if counts.has_low %}Song kết quả giữa các nơi chênh lệch lớn. Số {{ noun }} "
                "xếp loại thấp chiếm {{ counts.low_percent }}"
            ),
            run(
                "{% if counts.has_zero %}; có {{ counts.zero }} {{ noun }} từ đầu "
                "{{ period_word }} chưa kết nạp đồng chí nào"
            ),
            note(2),
            run("{% endif %}.{% endif %}"),
            run(
                "{% if has_projection %} Nếu giữ nhịp như hiện nay, cả {{ period_word }} ước kết "
                "nạp {{ projected }} đồng chí, {{ projection_gap }}.{% endif %}"
            ),
            run(
                "{% if has_causes %} Nguyên nhân các {{ noun }} nêu nhiều nhất là: {{ causes }}."
                "{% endif %}"
            ),
        ),
    ]


def _requests() -> list[str]:
    """What is asked of the bodies."""
    return [
        body(
            run(
                "Để hoàn thành chỉ tiêu {{ period }}, {{ issuer_name }} đề nghị {{ addressees }} "
                "chỉ đạo thực hiện ngay những việc sau:"
            ),
            keep=True,
        ),
        body(
            run(
                "1. Đối chiếu kết quả của {{ noun }} mình ở Phụ lục với chỉ tiêu được giao; chia "
                "số còn phải kết nạp cho từng tháng còn lại{% if has_cells %} và từng chi bộ{% "
                "endif %}. Mỗi chi bộ lập danh sách quần chúng đang bồi dưỡng, ghi rõ đảng viên "
                "giúp đỡ và ngày dự kiến xét kết nạp."
            )
        ),
        body(
            run(
                "2. Rà từng hồ sơ đang dừng ở khâu bồi dưỡng nhận thức, thẩm tra lý lịch hoặc họp "
                "xét; nêu khâu vướng, người giải quyết và hạn xong. Nơi đã cạn nguồn tại chỗ thì "
                "tìm nguồn trong thanh niên, công nhân, giáo viên, nhân viên y tế, dân quân và "
                "người có uy tín ở thôn, tổ dân phố; ưu tiên địa bàn ít đảng viên, vùng xa, vùng "
                "đồng bào dân tộc thiểu số và vùng có đông đồng bào theo đạo."
            )
        ),
        body(
            run(
                "3. {{ noun|capitalize }} xếp loại thấp báo cáo nguyên nhân, cách khắc phục, người "
                "chịu trách nhiệm và hạn hoàn thành về {{ report_to }}, chậm nhất ngày "
                "{{ report_due }}."
            ),
            run(
                "{% if has_accountable %} Riêng {{ accountable }} {{ noun }} đã từ "
                "{{ streak_months }} tháng liền trở lên chưa kết nạp đảng viên thì kiểm điểm trách "
                "nhiệm của tập thể cấp ủy và cá nhân phụ trách, gửi kèm biên bản kiểm điểm."
                "{% endif %}"
            ),
        ),
        body(
            run(
                "4. Mỗi tháng xem lại tiến độ một lần tại cuộc họp cấp ủy: nơi làm tốt thì biểu "
                "dương, nơi chậm thì nhắc nhở và cùng tháo gỡ. Kết quả này được xem xét khi đánh "
                "giá, xếp loại hằng quý."
            )
        ),
    ]


def _closing() -> str:
    return body(
        run(
            "Kết quả của từng {{ noun }} có trong Phụ lục kèm theo. Nơi nào có khó khăn vượt "
            "thẩm quyền, đề nghị trao đổi với {{ report_to }} để cùng tháo gỡ."
        ),
        keep=True,
    )


_COMMON_NOTES = (
    "Có {{ counts.high }} {{ noun }} xếp loại cao, {{ counts.medium }} {{ noun }} xếp loại trung "
    "bình, {{ counts.low }} {{ noun }} xếp loại thấp{% if counts.has_unclassed %}, "
    "{{ counts.unclassed }} {{ noun }} không xếp loại{% endif %}. {{ policy }}",
    "{% if counts.has_zero %}Chưa kết nạp đồng chí nào đến hết tháng {{ month }}: {{ zero_bodies "
    "}}.{% endif %}",
)


def _annex() -> list[str]:
    columns = (
        DataColumn("TT", "{{ row.order }}", 10, "center"),
        DataColumn("{{ noun|capitalize }}", "{{ row.name }}", 102, "left"),
        DataColumn("Chỉ tiêu {{ period_word }}", "{{ row.target }}", 15),
        DataColumn("T{{ m }}", "{{ m }}", 11, loop=("m", "annex.months", "row.months")),
        DataColumn("Lũy kế", "{{ row.cumulative }}", 14),
        DataColumn("Đạt (%)", "{{ row.percent }}", 14),
        DataColumn("Nhịp độ", "{{ row.pace }}", 14),
        DataColumn("Xếp loại", "{{ row.class_name }}", 25, "center"),
        DataColumn("Số tháng liền chưa kết nạp", "{{ row.zero_months }}", 23, "center"),
    )
    total = (
        "",
        "{{ annex.total.name }}",
        "{{ annex.total.target }}",
        "{{ m }}",
        *(f"{{{{ annex.total.{k} }}}}" for k in ("cumulative", "percent", "pace")),
        "{{ annex.total.class_name }}",
        "{{ annex.total.zero_months }}",
    )
    return [
        *annex_head("{{ annex.title }}", f"Công văn {NUMBERED}; {{{{ annex.basis }}}}"),
        data_table(
            columns,
            "row in annex.rows",
            total=total,
            total_loop="annex.total.months",
            style="OPhuLuc",
            side=0.8,
        ),
        paragraph(form=Form(exact=8)),
        tag("{%p for n in annex.notes %}"),
        paragraph(run("{{ n }}", size=12, italic=True), form=LEFT),
        tag("{%p endfor %}"),
    ]


def common_letter() -> bytes:
    """One letter to all bodies, two footnotes, the annex on its side (payload `UrgingLetter`)."""
    return paper(
        [
            # LibreOffice puts a whole empty line before a table that opens a paper of two sections.
            paragraph(form=Form(exact=1)),
            head(subject=True),
            _to("{{ addressees }}."),
            *_findings(),
            *_requests(),
            _closing(),
            _GAP,
            signature(),
            paragraph(form=Form(exact=1), section=section()),
            *_annex(),
        ],
        _COMMON_NOTES,
        landscape=True,
    )


def _figures() -> str:
    columns = (
        DataColumn("Tháng", "Số đảng viên mới kết nạp", 115, "left"),
        DataColumn("T{{ m.order }}", "{{ m.count }}", 10.5, "center", ("m", "months", "months")),
        DataColumn("Lũy kế", "{{ cumulative }}", 15.5, "center"),
    )
    return data_table(columns, "")


def _causes() -> list[str]:
    """What the body said of its causes; asked for where it lags and said nothing."""
    columns = (
        DataColumn("TT", "{{ c.order }}", 10, "center"),
        DataColumn("Nguyên nhân", "{{ c.cause }}", 46, "left"),
        DataColumn("Cách khắc phục", "{{ c.remedy }}", 55, "left"),
        DataColumn("Người phụ trách", "{{ c.responsible }}", 31, "left"),
        DataColumn("Thời hạn", "{{ c.due }}", 23, "center"),
    )
    return [
        tag("{%p if has_causes %}"),
        body(
            run(
                "Theo báo cáo của {{ noun }}, nguyên nhân và cách khắc phục như sau; đề nghị thực "
                "hiện đúng thời hạn và báo kết quả từng việc:"
            ),
            keep=True,
        ),
        data_table(columns, "c in causes"),
        paragraph(form=Form(exact=8)),
        tag("{%p elif lagging %}"),
        body(
            run(
                "Đến nay {{ noun }} chưa báo cáo nguyên nhân và cách khắc phục. Đề nghị gửi về "
                "{{ report_to }} chậm nhất ngày {{ report_due }}, nêu rõ người chịu trách nhiệm và "
                "hạn hoàn thành từng việc."
            )
        ),
        tag("{%p endif %}"),
    ]


def _judgement() -> str:
    """The body's class, how it came about, and what is left to do."""
    return body(
        run(
            "{% if has_target %}{{ noun|capitalize }} đã kết nạp {{ cumulative }} đồng chí trên "
            "chỉ tiêu {{ target }} đồng chí, đạt {{ percent }}"
        ),
        run(
            "{% if is_classed %}, xếp loại {{ class_name|lower }}. Cách tính: {{ explanation }}."
            "{% else %}; {{ explanation }}.{% endif %}"
        ),
        run(
            "{% else %}{{ noun|capitalize }} đã kết nạp {{ cumulative }} đồng chí; "
            "{{ explanation }}.{% endif %}"
        ),
        run("{% if class_changed %} Tháng trước xếp loại {{ previous_class|lower }}.{% endif %}"),
        run(
            "{% if has_streak %} Đã {{ zero_months }} tháng liền chưa kết nạp đảng viên.{% endif %}"
        ),
        run(
            "{% if has_remaining %} Còn phải kết nạp {{ remaining }} đồng chí"
            "{% if has_months_left %}, bình quân {{ per_month }} đồng chí mỗi tháng từ "
            "nay đến hết {{ period_word }}{% endif %}.{% endif %}"
        ),
    )


def _demand() -> list[str]:
    """What the letter ends with: a review where it is due, then what is asked of the committee."""
    return [
        tag("{%p if accountability %}"),
        body(
            run(
                "Số tháng liền chưa kết nạp đảng viên đã đến mức phải xem xét trách nhiệm (từ "
                "{{ streak_months }} tháng). Đề nghị {{ addressee }} tổ chức kiểm điểm trách "
                "nhiệm tập thể, cá nhân liên quan và gửi biên bản về {{ report_to }} chậm nhất "
                "ngày {{ report_due }}."
            )
        ),
        tag("{%p endif %}"),
        tag("{%p if doing_well %}"),
        body(
            run(
                "{{ issuer_name }} ghi nhận kết quả này; đề nghị {{ addressee }} giữ nhịp, tiếp "
                "tục tạo nguồn cho những tháng sau và báo kết quả cùng kỳ số liệu tháng sau."
            ),
            keep=True,
        ),
        tag("{%p else %}"),
        body(
            run(
                "{{ issuer_name }} đề nghị {{ addressee }} trực tiếp chỉ đạo, cử một đồng chí "
                "cấp ủy theo dõi hằng tuần và báo kết quả cùng kỳ số liệu tháng sau."
            ),
            keep=True,
        ),
        tag("{%p endif %}"),
    ]


def body_letter() -> bytes:
    """A letter to one body: its figures, the reason of its class, what it promised (payload
    `BodyLetter`).
    """
    return paper(
        [
            head(subject=True),
            _to("{{ addressee }}."),
            body(
                *_opening(
                    "thông báo kết quả kết nạp đảng viên của {{ body_name }}, tính đến hết ngày "
                    "{{ as_of }}:"
                ),
                keep=True,
            ),
            _figures(),
            paragraph(form=Form(exact=8)),
            _judgement(),
            *_causes(),
            *_demand(),
            _GAP,
            signature(),
        ]
    )


def praise_list() -> bytes:
    """The list of bodies proposed for praise (payload `PraiseList`)."""
    columns = (
        DataColumn("TT", "{{ row.order }}", 10, "center"),
        DataColumn("{{ noun|capitalize }}", "{{ row.name }}", 55, "left"),
        DataColumn("Chỉ tiêu {{ period_word }}", "{{ row.target }}", 15, "center"),
        DataColumn("Đã kết nạp", "{{ row.cumulative }}", 15, "center"),
        DataColumn("Đạt (%)", "{{ row.percent }}", 15, "center"),
        DataColumn("Nhịp độ", "{{ row.pace }}", 14, "center"),
        DataColumn("Kết quả nổi bật", "{{ row.merit }}", 41, "left"),
    )
    return paper(
        [
            head(),
            paragraph(run("DANH SÁCH", bold=True), form=Form(before=18)),
            paragraph(run("{{ letterhead.subject }}", bold=True)),
            paragraph(run("-----"), form=Form(after=6)),
            body(
                run(
                    "Số liệu tính đến hết ngày {{ as_of }}. Điều kiện để được nêu trong danh "
                    "sách: {{ policy }}"
                )
            ),
            data_table(columns, "row in rows"),
            paragraph(form=Form(exact=8)),
            body(run("Danh sách này có {{ total }} {{ noun }}."), keep=True),
            _GAP,
            signature(),
        ]
    )


def introduction() -> bytes:
    """The letter that introduces a member elsewhere (payload `IntroductionLetter`)."""
    columns = (
        DataColumn("Ô", "{{ box.order }}", 9, "center"),
        DataColumn("Tổ chức giới thiệu", "{{ box.by }}", 47, "left"),
        DataColumn("Giới thiệu đến", "{{ box.to }}", 47, "left"),
        DataColumn("Ngày", "{{ box.on }}", 24, "center"),
        DataColumn("Ký tên, đóng dấu", "", 38, "center"),
    )
    return paper(
        [
            head(),
            paragraph(run("GIẤY GIỚI THIỆU SINH HOẠT ĐẢNG", bold=True), form=Form(before=18)),
            paragraph(run("{{ kind }}", italic=True), form=Form(after=6)),
            _to("{{ addressee }}"),
            body(
                run("{{ issuer_name }} giới thiệu đồng chí "),
                run("{{ full_name }}", bold=True),
                run("{% if has_other_name %} (tên gọi khác: {{ other_name }}){% endif %}, "),
                run(
                    "sinh ngày {{ birth_on }}, {{ status }}, vào Đảng ngày {{ joined_on }}, chính "
                ),
                run("thức ngày {{ official_on }}; số thẻ đảng viên: {{ card_number }}; "),
                run("số lý lịch: {{ dossier_number }}."),
            ),
            body(
                run("Đang sinh hoạt tại {{ from_cell }}, được chuyển đến sinh hoạt tại "),
                run("{{ to_cell }}. Lý do: {{ reason }}."),
                run("{% if has_until %} Thời hạn: đến hết ngày {{ until_on }}.{% endif %}"),
            ),
            body(run("Đã đóng đảng phí đến hết tháng {{ dues_through }}."), keep=True),
            data_table(columns, "box in boxes"),
            paragraph(form=Form(exact=8)),
            body(
                run(
                    "Đảng viên nộp giấy này cho chi ủy nơi đến. Nơi tiếp nhận gửi phiếu báo về nơi "
                    "giới thiệu sau khi tiếp nhận."
                ),
                keep=True,
            ),
            _GAP,
            signature(recipients=False),
        ]
    )


MODELS = {
    "cong_van_don_doc_chung": common_letter,
    "cong_van_don_doc_rieng": body_letter,
    "danh_sach_bieu_duong": praise_list,
    "giay_gioi_thieu": introduction,
    **ADMISSION_MODELS,
    **RECOGNITION_MODELS,
    **BESIDE_MODELS,
    **DUTY_MODELS,
    "bao_cao_tong_hop": summary,
}


def main() -> None:
    """Writes every model beside this file."""
    for name, made in MODELS.items():
        Path(__file__).with_name(f"{name}.docx").write_bytes(made())


if __name__ == "__main__":
    main()
