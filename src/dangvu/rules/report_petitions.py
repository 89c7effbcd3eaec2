"""The way of a petition as a page (``python -m dangvu.rules.report_petitions`` writes
``docs/states/petition.md``)."""

import sys
from pathlib import Path

from dangvu.rules.markdown import based, page, rule_table, table, write_page
from dangvu.rules.petitions import BASIS, FLOW, MEETING, NEEDS_REASON, RULES, Deed, State

FILE = Path("docs/states/petition.md")
_MAKER = "dangvu.rules.report_petitions"
_JOINED = (
    (State.ANSWERED, "Kiến nghị kia được trả lời"),
    (State.HELD, "Kiến nghị kia được rút, hoặc hai chi bộ không còn cùng cấp trên"),
)
"""What becomes of a petition that was joined, by what happens to the other."""


def main() -> int:
    """Writes the page under the current folder."""
    write_page(FILE, states())
    return 0


def states() -> str:
    """The page: states, what leads from one to another, who does it, by when."""
    return page(
        "Vướng mắc, kiến nghị của đảng viên",
        f"{based(BASIS)} Mỗi kiến nghị có số trong sổ của chi bộ theo năm, có hạn và có trả lời. "
        "Chi bộ trả lời, chuyển cấp trên kèm lý do, hoặc gộp vào kiến nghị cùng nội dung; trả lời "
        "một kiến nghị là trả lời mọi kiến nghị đã gộp vào. Người gửi rút một kiến nghị có kiến "
        "nghị khác gộp vào thì kiến nghị gửi sớm nhất trong số đó đứng thay. Không xóa kiến nghị.",
        _chart(),
        "## Việc làm được",
        table(
            ("Việc", "Ai làm", "Từ tình trạng", "Đến tình trạng", "Phải có"),
            (
                (
                    deed.label_vi,
                    deed.by_vi,
                    ", ".join(state.label_vi.lower() for state in State if state in before),
                    later.label_vi.lower(),
                    _needs(deed),
                )
                for deed, (before, later) in FLOW.items()
            ),
        ),
        "## Hạn",
        rule_table(RULES),
        f"{based(MEETING)} Chi bộ họp mỗi tháng một lần nên trả lời chậm nhất ngày cuối tháng sau "
        "tháng nhận, nếu ngày ấy đến trước. Hạn tính cả ngày cuối. Chuyển cấp trên thì cấp trên "
        "có hạn mới từ ngày nhận; hạn đã báo cho đảng viên vẫn giữ để đối chiếu. Hai kiến nghị gộp "
        "thì theo hạn đến trước. Thời hạn theo quy định cho từng cấp chưa tìm được nguồn.",
        "## Ai đọc được nội dung",
        "Đảng viên đã gửi; bí thư, người nhập thay của chi bộ; cấp trên chỉ khi kiến nghị đã "
        "chuyển đến cấp ấy hoặc cao hơn. Kiến nghị chưa chuyển lên, cấp trên chỉ thấy số lượng.",
        maker=_MAKER,
    )


def _chart() -> str:
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {State.RAISED.name}"]
    lines += [f"    {state.name}: {state.label_vi}" for state in State]
    for deed, (before, later) in FLOW.items():
        lines += [
            f"    {state.name} --> {later.name}: {deed.label_vi}"
            for state in State
            if state in before
        ]
    lines += [f"    JOINED --> {later.name}: {why}" for later, why in _JOINED]
    lines += [f"    {state.name} --> [*]" for state in (State.ANSWERED, State.WITHDRAWN)]
    return "\n".join([*lines, "```"])


def _needs(deed: Deed) -> str:
    if deed in NEEDS_REASON:
        return "lý do"
    return "nội dung trả lời" if deed is Deed.ANSWER else ""


if __name__ == "__main__":
    sys.exit(main())
