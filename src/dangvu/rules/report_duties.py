"""The way of a duty as a page (``python -m dangvu.rules.report_duties`` writes
``docs/states/duty.md``)."""

import sys
from datetime import date
from pathlib import Path

from dangvu.rules.duties import FLOW, FOLLOW_UP, REPORTED_ON, RHYTHM, Stage, next_period, period_of
from dangvu.rules.formats import date_text
from dangvu.rules.markdown import based, page, table, write_page
from dangvu.rules.obligations import Every, Product

FILE = Path("docs/states/duty.md")
_MAKER = "dangvu.rules.report_duties"
_WHY = {
    Stage.DISSEMINATED: "Ghi hội nghị quán triệt",
    Stage.PLANNED: "Ghi kế hoạch",
    Stage.IN_PROGRESS: "Bắt đầu, giao tiếp hoặc cấp dưới bắt đầu",
    Stage.REPORTED: "Gửi báo cáo",
    Stage.RETURNED: "Cấp trên trả lại, có lý do",
    Stage.ACCEPTED: "Cấp trên nhận báo cáo",
    Stage.DONE: "Có sản phẩm, cấp dưới không còn việc dở",
}
_BACK = {
    (Stage.ACCEPTED, Stage.IN_PROGRESS): "Nhiệm vụ định kỳ: sang kỳ sau",
    (Stage.DONE, Stage.ACCEPTED): "Cấp dưới lại có việc dở",
    (Stage.DONE, Stage.IN_PROGRESS): "Cấp dưới lại có việc dở",
    (Stage.RETURNED, Stage.REPORTED): "Gửi lại báo cáo",
}
_OVER = {
    Product.PLAN: "số và ngày kế hoạch",
    Product.ATTENDANCE: "hội nghị quán triệt đã tổ chức",
    Product.INDICATOR: "kết quả đạt chỉ tiêu",
}
_SAMPLE = date(2026, 5, 12)


def main() -> int:
    """Writes the page under the current folder."""
    write_page(FILE, states())
    return 0


def states() -> str:
    """The page: stages, what leads from one to another, products, periods, lateness."""
    return page(
        "Nhiệm vụ theo văn bản chỉ đạo",
        f"{based(FOLLOW_UP)} Một nhiệm vụ giao cho nhiều đơn vị; mỗi đơn vị có bước của mình. Việc "
        "giao tiếp cho cấp dưới trả lời việc của cấp trên giao.",
        _chart(),
        "## Sản phẩm và khi nào xong",
        table(
            ("Sản phẩm", "Xong khi có"),
            (
                (
                    product.label_vi,
                    "báo cáo được cấp trên nhận" if product in REPORTED_ON else _OVER[product],
                )
                for product in Product
            ),
        ),
        "Xong còn cần cấp dưới không còn việc dở. Cấp dưới quá hạn thì việc của cấp trên không "
        "hiện là hoàn thành, trừ khi đơn vị ghi lý do. Việc định kỳ của cấp dưới chỉ tính là dở "
        "khi quá hạn.",
        "## Quá hạn",
        "Quá hạn không phải một bước: suy từ hạn của kỳ đang mở. Hạn ghi là ngày cuối còn kịp: "
        "“chậm nhất ngày 30/6” là 30/6, “trước ngày 30/6” là 29/6. Số ngày trễ tính theo ngày làm "
        "việc: hạn rơi vào ngày nghỉ thì ngày làm việc kế tiếp vẫn kịp; hạn thứ Sáu thì thứ Hai "
        "trễ một ngày. Đã gửi báo cáo thì không còn trễ, chờ cấp trên.",
        "## Kỳ báo cáo",
        f"{based(RHYTHM)} Nhận báo cáo của một kỳ thì nhiệm vụ sang kỳ sau. Văn bản không ghi ngày "
        f"thì hạn là ngày cuối kỳ. Ví dụ tính từ ngày {date_text(_SAMPLE)}:",
        table(
            ("Định kỳ", "Kỳ đang mở", "Hạn", "Hạn kỳ sau"),
            (_period(every) for every in Every),
        ),
        maker=_MAKER,
    )


def _period(every: Every) -> tuple[str, ...]:
    here = period_of(every, 1, None, None, _SAMPLE)
    after = next_period(every, 1, None, None, _SAMPLE)
    if here.end is None or here.due_on is None or after.due_on is None:
        return (every.label_vi, "do cơ quan ấn định", "do cơ quan ấn định", "do cơ quan ấn định")
    return (
        every.label_vi,
        f"{date_text(here.start)} – {date_text(here.end)}",
        date_text(here.due_on),
        date_text(after.due_on),
    )


def _chart() -> str:
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {Stage.NOT_BEGUN.name}"]
    lines += [f"    {stage.name}: {stage.label_vi}" for stage in Stage]
    for before, following in FLOW.items():
        lines += [
            f"    {before.name} --> {later.name}: {_BACK.get((before, later), _WHY[later])}"
            for later in following
        ]
    return "\n".join([*lines, f"    {Stage.DONE.name} --> [*]", "```"])


if __name__ == "__main__":
    sys.exit(main())
