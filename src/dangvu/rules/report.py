"""Writes the rules as pages for people: ``python -m dangvu.rules.report``.

The pages stand in ``docs/rules``, are checked in, and a test holds them equal to ``pages()``.
"""

import sys
from pathlib import Path

from dangvu.rules import (
    admissions,
    documents,
    forecast,
    organisations,
    report_procedure,
    report_registry,
    workdays,
)
from dangvu.rules.admissions import Breakdown, SourceGroup
from dangvu.rules.basis import Confidence
from dangvu.rules.documents import COMPETENCE, DocumentType, Issuer, Urgency
from dangvu.rules.formats import date_text, decimal_text
from dangvu.rules.markdown import (
    RULE_COLUMNS,
    based,
    page,
    rule_table,
    source,
    sure,
    table,
    write_page,
)
from dangvu.rules.organisations import Locality, Model, OrgKind, OrgType
from dangvu.rules.targets import DEADLINES, DEFAULT_POLICY, Class, DateBasis, Mode, bands_text

FOLDER = Path("docs/rules")


def pages() -> dict[str, str]:
    """Every page by file name, as Markdown."""
    return {
        "README.md": _index(),
        "targets.md": _targets(),
        "documents.md": _documents(),
        "organisations.md": _organisations(),
        "forecast.md": _forecast(),
        "admissions.md": _admissions(),
        "workdays.md": _workdays(),
        "procedure.md": report_procedure.figures(),
        **report_registry.pages(),
    }


def main() -> int:
    """Writes the pages into ``docs/rules`` under the current folder."""
    for name, text in pages().items():
        write_page(FOLDER / name, text)
    return 0


# --- pages ----------------------------------------------------------------------------------


def _index() -> str:
    marks = table(
        ("Dấu", "Nói ngắn", "Nghĩa là"),
        ((mark.value, mark.label_vi, mark.meaning_vi) for mark in Confidence),
    )
    contents = table(
        ("Trang", "Có gì"),
        (
            ("[targets.md](targets.md)", "Xếp loại thực hiện chỉ tiêu kết nạp đảng viên"),
            ("[documents.md](documents.md)", "Loại, số, ngày, thể thức, thẩm quyền văn bản"),
            ("[organisations.md](organisations.md)", "Loại hình, thứ bậc, mã, quy mô tổ chức đảng"),
            ("[forecast.md](forecast.md)", "Dự báo: còn kịp chỉ tiêu không"),
            ("[admissions.md](admissions.md)", "Nguồn kết nạp, cách chia số liệu, kiểm tra hồ sơ"),
            ("[procedure.md](procedure.md)", "Từ nguồn đến đảng viên chính thức: con số, giấy tờ"),
            ("[workdays.md](workdays.md)", "Ngày làm việc và ngày nghỉ lễ"),
            *report_registry.CONTENTS,
        ),
    )
    return page(
        "Quy tắc phần mềm đang dùng",
        "Mỗi con số có ngày bắt đầu, ngày hết, nguồn và độ tin cậy. Con số không mang dấu V chưa "
        "được đối chiếu với văn bản đang hiệu lực: cơ quan xác nhận hoặc sửa trước khi dùng chính "
        "thức. Mã như R11.5 là số thứ tự quy tắc, dùng chung trong mã nguồn và trên màn hình.",
        contents,
        "## Độ tin cậy",
        marks,
    )


def _forecast() -> str:
    waits = table(
        ("Bước", "Đang chờ"), ((phase.label_vi, phase.waits_vi) for phase in forecast.PHASES)
    )
    begins = table(
        ("Phải bắt đầu", "Đi vào"),
        (
            (begin.label_vi, begin.reaches.label_vi if begin.reaches else "Đã kết nạp")
            for begin in forecast.Begin
        ),
    )
    return page(
        "Dự báo: còn kịp chỉ tiêu không",
        "Chỉ tính từ số người ở từng bước, số ngày đã chờ và nhịp 24 tháng qua; không dự đoán về "
        "một người nào. Cùng số liệu thì luôn cùng kết quả.",
        waits,
        "## Các mức đang dùng",
        rule_table(forecast.RULES),
        "## Cách tính",
        "Mỗi người có một cơ hội đến quyết định trước ngày hỏi, theo số ngày đã chờ ở bước này và "
        "nhịp của các bước sau; nguồn sẽ phát hiện thêm lấy đều như 12 tháng qua. Số dự kiến là "
        "tổng các cơ hội. Khoảng lấy từ phân bố số đếm có trung bình và phương sai ấy (nhị thức, "
        "Poisson hoặc nhị thức âm), cộng sai lệch chung của đơn vị.",
        "Nhịp của một đơn vị ít người được kéo về nhịp của cấp trên: coi như có thêm một số người "
        "đi theo nhịp cấp trên. Đơn vị đông người thì theo nhịp của mình.",
        "Điểm nghẽn là bước có tổng số ngày chờ vượt mức trung vị của cấp trên nhiều nhất.",
        "## Ngày cuối phải bắt đầu",
        begins,
        "Lùi từ ngày làm việc cuối cùng của kỳ: từ nghị quyết chi bộ đến quyết định lấy thời hạn "
        "của quy định, các bước trước lấy số ngày trung vị của cấp trên.",
        "Còn kịp: số dự kiến đủ chỉ tiêu. Không kịp: dù mọi người còn bắt đầu kịp bước kế tiếp "
        "đều đi nhanh như một phần tư hồ sơ nhanh nhất và lớp mở ngay cũng không kịp thì vẫn "
        "thiếu. Còn lại là chỉ kịp nếu, kèm điều kiện.",
    )


def _targets() -> str:
    policy = DEFAULT_POLICY
    figures = table(
        RULE_COLUMNS,
        (
            (
                rule,
                title,
                value,
                date_text(policy.since),
                "đang áp dụng",
                policy.note,
                sure(policy.confidence),
            )
            for rule, title, value in (
                ("R11.5", "Cách đo", policy.mode.label_vi),
                ("R11.5", "Ngưỡng cao, từ", decimal_text(policy.high_from, 2)),
                ("R11.5", "Ngưỡng trung bình, từ", decimal_text(policy.medium_from, 2)),
                ("R11.5", "Ngày tính một người kết nạp", policy.date_basis.label_vi),
                ("R11.6", "Kiểm điểm khi chưa kết nạp liền", f"{policy.zero_months} tháng"),
            )
        ),
    )
    modes = table(
        ("Cách đo", "So với gì"),
        (
            (Mode.ELAPSED.label_vi, "số ngày đã qua chia cho số ngày của kỳ"),
            (Mode.PLAN.label_vi, "tỷ lệ kế hoạch đến tháng đó; chưa gửi kế hoạch thì theo ngày"),
            (Mode.FIXED.label_vi, "tỷ lệ đạt so thẳng với ngưỡng, không tính thời gian"),
        ),
    )
    cases = table(("Trường hợp", "Xếp"), _TARGET_CASES)
    return page(
        "Xếp loại thực hiện chỉ tiêu kết nạp",
        "Nhịp độ = phần trăm chỉ tiêu đã đạt chia cho phần trăm thời gian (hoặc kế hoạch) đã qua. "
        + bands_text(policy)
        + " Ngưỡng do tỉnh đặt và sửa được; bảng dưới là mức mặc định.",
        figures,
        "## Cách đo",
        modes,
        "Ngày tính có thể là " + " hoặc ".join(basis.label_vi for basis in DateBasis) + ".",
        "## Trường hợp riêng",
        cases,
        "## Hạn",
        "Chưa văn bản nào quy định các hạn này; gặp ngày nghỉ thì lùi sang ngày làm việc sau đó.",
        rule_table(DEADLINES),
    )


_TARGET_CASES = (
    ("Chưa giao chỉ tiêu, hoặc chỉ tiêu bằng 0", Class.NONE.label_vi),
    ("Chưa đến hạn phải có kết quả và chưa kết nạp ai", Class.NONE.label_vi),
    ("Chưa đến hạn nhưng đã kết nạp được", Class.HIGH.label_vi),
    ("Đã đạt từ 100 % chỉ tiêu", f"{Class.HIGH.label_vi}, hoàn thành"),
    ("Có chỉ tiêu, đã đến hạn, lũy kế bằng 0", f"{Class.LOW.label_vi}, chưa kết nạp"),
    ("Đơn vị lập trong kỳ", "thời gian tính từ ngày lập"),
    ("Kế hoạch cộng lại khác chỉ tiêu", "lấy tỷ lệ của kế hoạch áp vào chỉ tiêu"),
    ("Tháng chưa hết, hoặc tháng đơn vị mới lập", "không tính vào số tháng liền chưa kết nạp"),
)


def _documents() -> str:
    types = table(
        ("Viết tắt", "Loại", "Lời gửi"),
        ((kind.abbreviation, kind.label_vi, kind.greeting_vi) for kind in DocumentType),
    )
    organs = table(
        ("Ký hiệu", "Cơ quan", "Cấp", "Độ tin cậy"),
        (
            (
                organ.symbol,
                organ.name_vi,
                f"{organ.level_vi} (trước đây)" if organ.historic else organ.level_vi,
                sure(organ.confidence),
            )
            for organ in documents.ORGANS
        ),
    )
    row = COMPETENCE.rows[-1]
    issuers = [issuer for issuer in Issuer if issuer is not Issuer.OTHER]
    competence = table(
        ("Loại", *(issuer.label_vi for issuer in issuers)),
        (
            (
                kind.label_vi,
                *("được" if issuer in row.value[kind] else "không" for issuer in issuers),
            )
            for kind in DocumentType
        ),
    )
    marks = ", ".join(urgency.mark_vi for urgency in Urgency if urgency.mark_vi)
    return page(
        "Văn bản của Đảng",
        "Một văn bản được nhận ra bằng số, ngày ban hành và cơ quan ban hành cùng nhau (R0.0). "
        "Số chạy từ 01 theo loại, theo nhiệm kỳ; dưới 10 có số 0 ở trước. Ngày dưới 10 và tháng 1, "
        f"tháng 2 có số 0 ở trước. Mức độ khẩn: {marks}.",
        "## Loại văn bản",
        based(documents.TYPES_BASIS),
        types,
        f"Giấy tờ hành chính không quy định chữ viết tắt: {', '.join(documents.ADMINISTRATIVE)}.",
        "## Ký hiệu cơ quan",
        organs,
        "## Thẩm quyền ban hành ở cơ sở",
        based(row.basis),
        competence,
        "## Thể thức",
        rule_table(documents.RULES),
    )


def _organisations() -> str:
    return page(
        "Tổ chức đảng",
        "## Mô hình theo thời gian",
        rule_table((organisations.MODELS,)),
        *(block for model in Model for block in _model(model)),
        "## Quy mô",
        rule_table(organisations.RULES),
        "## Loại hình",
        based(organisations.KINDS_BASIS),
        table(
            ("Mã", "Loại hình", "Dùng cho"),
            (
                (kind.value, kind.label_vi, "chi bộ" if kind.is_cell_kind else "tổ chức cơ sở")
                for kind in OrgKind
            ),
        ),
        "## Đặc điểm địa bàn",
        based(organisations.LOCALITY_BASIS),
        table(("Mã", "Đặc điểm"), ((item.value, item.label_vi) for item in Locality)),
        "## Mã tổ chức",
        f"{based(organisations.CODE_BASIS)} Năm phần 2.3.3.3.3 chữ số: tỉnh, cấp trên trực tiếp, "
        "tổ chức cơ sở, cấp giữa (000 nếu không có), chi bộ. Ví dụ 38.168.053.000.001, viết liền "
        "là 38168053000001.",
    )


def _model(model: Model) -> tuple[str, ...]:
    rows = []
    for kind in organisations.types_of(model):
        parents = organisations.allowed_parents(kind, model)
        names = [parent.label_vi for parent in OrgType if parent in parents]
        certain = sure(organisations.parents_basis(kind, model).confidence)
        rows.append((kind.value, kind.label_vi, "; ".join(names), certain if names else ""))
    return (
        f"## Mô hình {model.value}: {model.label_vi}",
        table(("Mã", "Loại", "Đặt dưới", "Độ tin cậy"), rows),
    )


def _admissions() -> str:
    return page(
        "Kết nạp đảng viên",
        "## Con số",
        rule_table((admissions.AGE, admissions.CEREMONY, admissions.PLAUSIBLE_AGE)),
        "Trên 60 tuổi chỉ kết nạp khi Tỉnh ủy quyết định; hồ sơ phải có ghi chú. Quy định nói ngày "
        "chi bộ xét; khi hồ sơ chỉ có ngày quyết định, phần mềm tính theo ngày đó và nói rõ. Dấu "
        "khác V chỉ nhắc, không từ chối. Lễ kết nạp quá hạn là lưu ý, không phải lỗi.",
        "## Nguồn kết nạp",
        f"{based(admissions.SOURCES_BASIS)} Mỗi người thuộc một nguồn.",
        table(("Mã", "Nguồn"), ((item.value, item.label_vi) for item in SourceGroup)),
        "## Cách chia số liệu",
        f"{based(admissions.BREAKDOWNS_BASIS)} Một người có thể thuộc nhiều mục.",
        table(("Mã", "Mục"), ((item.value, item.label_vi) for item in Breakdown)),
    )


def _workdays() -> str:
    return page(
        "Ngày làm việc",
        "Thứ hai đến thứ sáu, trừ ngày nghỉ lễ và ngày nghỉ bù (R0.2). Ngày thứ nhất là ngày liền "
        "sau ngày bắt đầu. Ngày làm việc và ngày theo lịch là hai đơn vị khác nhau. Ngày nghỉ sau "
        "năm 2026 là dự kiến, chờ thông báo của Chính phủ. Cơ quan ghi thêm ngày nghỉ, ngày làm "
        "bù của mình vào lịch; ngày Chính phủ cho hoán đổi (bảng cuối trang) chỉ tính khi cơ quan "
        "đã ghi.",
        table(
            ("Ngày nghỉ", "Tên", "Nguồn", "Độ tin cậy"),
            (
                (
                    date_text(holiday.on),
                    holiday.name_vi,
                    source(holiday.basis),
                    sure(holiday.basis.confidence),
                )
                for holiday in workdays.HOLIDAYS
            ),
        ),
        "## Ngày Chính phủ cho hoán đổi",
        table(
            ("Ngày", "Ghi vào lịch"),
            ((date_text(one.on), one.name_vi) for one in workdays.EXCHANGES),
        ),
    )


if __name__ == "__main__":
    sys.exit(main())
