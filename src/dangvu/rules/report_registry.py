"""The pages of ``report`` about the register of members."""

from dangvu.rules import badges
from dangvu.rules.markdown import based, page, rule_table

CONTENTS = (("[badges.md](badges.md)", "Tuổi đảng, Huy hiệu Đảng"),)


def pages() -> dict[str, str]:
    """Every page by file name, as Markdown."""
    return {"badges.md": _badges()}


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
