"""The pages of ``report`` about the register of members."""

from dangvu.rules import badges, dues, timers, transfers
from dangvu.rules.markdown import based, page, rule_table, table
from dangvu.rules.transfers import Step, TransferKind, TransferState, leads_to, steps_from

CONTENTS = (
    ("[badges.md](badges.md)", "Tuổi đảng, Huy hiệu Đảng"),
    ("[dues.md](dues.md)", "Đảng phí: mức đóng, miễn, tháng chưa đóng"),
    ("[transfers.md](transfers.md)", "Chuyển sinh hoạt đảng: đường đi, các bước, thời hạn"),
)


def pages() -> dict[str, str]:
    """Every page by file name, as Markdown."""
    return {"badges.md": _badges(), "dues.md": _dues(), "transfers.md": _transfers()}


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
