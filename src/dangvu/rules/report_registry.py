"""The pages of ``report`` about the register of members."""

from collections.abc import Sequence

from dangvu.rules import badges, dossiers, dues, quality, timers, transfers
from dangvu.rules.dossier_types import EVERY_BASIS, EVERY_OFFICIAL, LIST_BASIS, PAPER_TYPES
from dangvu.rules.markdown import based, page, rule_table, source, sure, table
from dangvu.rules.quality import QualityRule
from dangvu.rules.transfers import Step, TransferKind, TransferState, leads_to, steps_from

CONTENTS = (
    ("[badges.md](badges.md)", "Tuổi đảng, Huy hiệu Đảng"),
    ("[dossiers.md](dossiers.md)", "104 loại tài liệu của hồ sơ số, tên tệp, tên thư mục"),
    ("[dues.md](dues.md)", "Đảng phí: mức đóng, miễn, tháng chưa đóng"),
    ("[quality.md](quality.md)", "Chất lượng dữ liệu: quy tắc, điểm; họ tên gần giống nhau"),
    ("[transfers.md](transfers.md)", "Chuyển sinh hoạt đảng: đường đi, các bước, thời hạn"),
)


def pages() -> dict[str, str]:
    """Every page by file name, as Markdown."""
    return {
        "badges.md": _badges(),
        "dossiers.md": _dossiers(),
        "dues.md": _dues(),
        "quality.md": _quality(),
        "transfers.md": _transfers(),
    }


def _badges() -> str:
    return page(
        "Tuổi đảng và Huy hiệu Đảng",
        "## Tuổi đảng",
        based(badges.PARTY_AGE_BASIS),
        "Tuổi đảng tính từ ngày của quyết định kết nạp, bằng số tháng tròn; ngày 29/02 năm không "
        "nhuận là 28/02. Thời gian ra khỏi Đảng không tính: tháng đang dở khi ra được tính tiếp "
        "khi trở lại.",
        based(badges.TIME_OUT_BASIS),
        "## Huy hiệu Đảng",
        rule_table(badges.RULES),
        "Người đến ngày trao đã đủ mốc và chưa có huy hiệu của mốc ấy hay mốc cao hơn thì được "
        "tặng; đủ nhiều mốc thì tặng mốc cao nhất. Tặng sớm phải có lý do, ghi trong tờ trình.",
    )


def _dues() -> str:
    return page(
        "Đảng phí",
        rule_table(dues.RULES),
        "Miễn đảng phí còn có hộ nghèo và bệnh hiểm nghèo, cùng căn cứ với tuổi đảng. Mức của đảng "
        "viên ở ngoài nước và mức trước tháng 02/2026 chưa tìm được nguồn nên không có ở đây.",
        "Một tháng tính là chưa đóng khi đã hết tháng, đảng viên sinh hoạt trọn tháng, không được "
        "miễn và không có lý do. Ba tháng trong một năm, không cần liền nhau, thì phần mềm nhắc; "
        "có lý do chính đáng hay không do chi bộ xem xét.",
    )


def _dossiers() -> str:
    example = dossiers.file_name(5)
    return page(
        "Hồ sơ đảng viên số hóa",
        "## Tên tệp, tên thư mục",
        based(dossiers.NAMING_BASIS),
        f"Tệp: `{example}`; số thứ tự của loại hai chữ số đến 99, ba chữ số từ 100; có từ hai tệp "
        "cùng loại thì thêm `.1`, `.2` trước `.pdf`. Thư mục: mã chi bộ, rồi số định danh và họ "
        "tên không dấu, như `38.168.053.000.001/079199001234_NguyenVanAn`.",
        "## Giấy tờ hồ sơ nào cũng phải có",
        based(EVERY_BASIS),
        table(
            ("Số", "Tên"),
            ((PAPER_TYPES[n].digits, PAPER_TYPES[n].name_vi) for n in sorted(EVERY_OFFICIAL)),
        ),
        "Đảng viên dự bị chưa cần quyết định công nhận chính thức và quyết định phát thẻ.",
        "## 104 loại tài liệu",
        based(LIST_BASIS),
        "Danh mục viết tên rút gọn: tên không mang dấu V là tên phần mềm viết đủ ra, đối chiếu với "
        "phụ lục công văn trước khi nộp hồ sơ số.",
        table(
            ("Số", "Ưu tiên", "Tên", "Tên trong tên tệp", "Độ tin cậy của tên"),
            (
                (
                    kind.digits,
                    str(kind.priority),
                    kind.name_vi,
                    kind.plain_name,
                    sure(kind.basis.confidence),
                )
                for kind in PAPER_TYPES.values()
            ),
        ),
    )


def _quality() -> str:
    return page(
        "Chất lượng dữ liệu",
        "## Hồ sơ một đảng viên",
        _quality_table(quality.MEMBER_RULES),
        "Trường bắt buộc: "
        + "; ".join(quality.REQUIRED.values())
        + "; đảng viên chính thức thêm "
        + "; ".join(quality.REQUIRED_OFFICIAL.values())
        + ".",
        "## Chi bộ",
        _quality_table(quality.CELL_RULES),
        "## Con số",
        rule_table(quality.FIGURES),
        "## Điểm",
        "Điểm của một đơn vị là tỷ lệ hồ sơ không còn gì phải sửa, từ 0 đến 100, làm tròn xuống: "
        "hồ sơ có lỗi mức “Không nhận” tính 0, chỉ có lỗi mức “Cần xem lại” tính một nửa, còn lại "
        "tính trọn. 100 là không còn gì phải sửa.",
        "## Họ tên gần giống nhau",
        "Hai hồ sơ cùng ngày sinh có thể là một người khi họ tên, bỏ dấu, có cùng các chữ theo thứ "
        "tự bất kỳ, hoặc chỉ khác một chữ và trong chữ ấy chỉ sai, thiếu, thừa một chữ cái hay đảo "
        "hai chữ cái liền nhau. i và y, d và gi, ph và f, tr và ch, ng và ngh, g và gh, c và k coi "
        "như nhau. Đây là gợi ý để xem lại, không phải kết luận.",
    )


def _quality_table(rules: Sequence[QualityRule]) -> str:
    return table(
        ("Mã", "Kiểm tra", "Mức", "Quy tắc", "Nguồn", "Độ tin cậy"),
        (
            (
                rule.code,
                rule.label_vi,
                rule.severity.label_vi,
                rule.basis.rule,
                source(rule.basis),
                sure(rule.basis.confidence),
            )
            for rule in rules
        ),
    )


def _transfers() -> str:
    steps = (
        (state.value, state.label_vi, "; ".join(_leads(state, step) for step in steps_from(state)))
        for state in TransferState
    )
    return page(
        "Chuyển sinh hoạt đảng",
        "## Loại giấy giới thiệu",
        based(transfers.LETTER_BASIS),
        table(("Mã", "Loại"), ((kind.value, kind.label_vi) for kind in TransferKind)),
        "## Đường đi",
        "Từ chi bộ nơi đi lên từng cấp ủy đến cấp trên chung đầu tiên, rồi xuống chi bộ nơi đến. "
        "Chi bộ nơi đi xác nhận, cấp ủy trên nó giới thiệu, các cấp còn lại chuyển tiếp.",
        based(transfers.ROUTE_BASIS),
        "## Các bước",
        based(transfers.STATES_BASIS),
        table(("Mã", "Trạng thái", "Bước được làm và kết quả"), steps),
        "Trả lại và hủy phải có lý do. Chưa qua hết các cấp thì chưa tiếp nhận được. Đảng viên "
        "thuộc chi bộ nơi đi cho đến khi nơi đến tiếp nhận.",
        "## Con số",
        rule_table((*transfers.RULES, timers.ALERTS)),
    )


def _leads(state: TransferState, step: Step) -> str:
    return f"{step.label_vi}: {leads_to(state, step).label_vi}"
