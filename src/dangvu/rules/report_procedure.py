"""The way to membership as pages: its figures, and its states (``python -m
dangvu.rules.report_procedure`` writes ``docs/states/admission.md``)."""

import sys
from collections.abc import Iterable
from pathlib import Path

from dangvu.rules import procedure_law as law
from dangvu.rules.basis import BEGINNING
from dangvu.rules.formats import date_text
from dangvu.rules.markdown import based, page, rule_table, source, sure, table, write_page
from dangvu.rules.procedure import (
    BESIDE,
    CHECKLIST,
    MENDED,
    PROCEDURE,
    RENEWED,
    STOPPED,
    Paper,
    Passage,
    Side,
    Stage,
    Step,
)
from dangvu.rules.procedure_history import STAGES_BASIS
from dangvu.rules.procedure_papers import CHECKLIST_BASIS, gathered, made
from dangvu.rules.procedure_terms import SIDE_OF
from dangvu.rules.quality import PROBATION, RECOGNITION
from dangvu.rules.timers import ALERTS

FILE = Path("docs/states/admission.md")
_MAKER = "dangvu.rules.report_procedure"


def main() -> int:
    """Writes the page of states under the current folder."""
    write_page(FILE, states())
    return 0


def figures() -> str:
    """The page of figures, of who is competent, and of the papers."""
    norms = set(law.NORMS.values())
    return page(
        "Từ nguồn đến đảng viên chính thức",
        "Các bước và trạng thái: [admission.md](../states/admission.md). Tuổi, hạn lễ kết nạp: "
        "[admissions.md](admissions.md). Thời gian dự bị, hạn xét chính thức: "
        "[quality.md](quality.md). Mỗi hạn theo bản quy định của ngày bắt đầu tính hạn; quy định "
        "mới là một dòng mới. Con số không mang dấu V, tỉnh đổi được, có lý do.",
        "## Con số",
        rule_table(rule for rule in law.RULES if rule not in norms),
        "## Mức thời gian ở từng bước",
        "Dùng khi quy định không đặt hạn.",
        rule_table(law.NORMS.values()),
        "## Thẩm quyền",
        "Ai biểu quyết, ai quyết định, theo mô hình tổ chức và ngày.",
        _competence(),
        "## Giấy tờ",
        based(CHECKLIST_BASIS),
        table(
            ("Mẫu", "Tên", "Có ở bước", "Cần khi", "Viết tay", "Độ tin cậy"),
            (
                (
                    paper.code,
                    paper.title_vi,
                    paper.step.label_vi,
                    paper.when.label_vi,
                    "có" if paper.handwritten else "",
                    sure(paper.confidence),
                )
                for paper in CHECKLIST
            ),
        ),
    )


def _competence() -> str:
    return table(
        ("Mô hình", "Biểu quyết", "Tỷ lệ", "Quyết định", "Từ ngày", "Đến trước ngày", "Nguồn"),
        (
            (
                row.deciding.label_vi,
                row.votes_vi,
                row.ratio.at(row.since).value.label_vi,
                f"{row.decides_vi} ({row.decides_by.at(row.since).value.label_vi})",
                "trước nay" if row.since == BEGINNING else date_text(row.since),
                date_text(row.until) if row.until else "đang áp dụng",
                f"{source(row.basis)} ({sure(row.basis.confidence)})",
            )
            for row in law.COMPETENCE
        ),
    )


def states() -> str:
    """The page of states: how each is reached, from what, by whom, with which papers, by when."""
    marks = ", ".join(f"{mark} %" for mark in ALERTS.rows[-1].value)
    return page(
        "Hồ sơ kết nạp: các bước",
        f"{based(STAGES_BASIS)} Một hồ sơ là danh sách các bước đã ghi; bước hiện tại, hạn và "
        "việc tiếp theo đều suy ra từ đó, không phụ thuộc thứ tự nhập. Thiếu một bước thì hồ sơ "
        f"dừng ở bước liền trước. Hạn nhắc khi đã dùng {marks} thời gian.",
        _chart(),
        "## Đường chính",
        table(
            (
                "Trạng thái", "Mã", "Bước dẫn đến", "Ai làm", "Phải có trước", "Giấy tờ vào",
                "Giấy tờ ra", "Thời hạn",
            ),
            (_row(place, passage) for place, passage in enumerate(PROCEDURE)),
        ),
        f"Thời gian dự bị {PROBATION.rows[-1].value} tháng từ ngày lễ kết nạp; ngày chính thức "
        "luôn là ngày hết thời gian dự bị, kể cả khi xét muộn (R2.19). Hạn xét chính thức "
        f"{RECOGNITION.rows[-1].value} {RECOGNITION.unit_vi} từ ngày đó.",
        "## Dừng và kết thúc",
        table(
            ("Trạng thái", "Mã", "Bước dẫn đến", "Làm được tiếp"),
            (_side(side) for side in Side),
        ),
        "## Bước ghi bên cạnh",
        table(
            ("Bước", "Ai làm", "Ở trạng thái", "Ghi chú"),
            (
                (
                    step.label_vi,
                    step.by.label_vi,
                    _span(stages),
                    _how(step, stages),
                )
                for step, stages in (*BESIDE.items(), *RENEWED.items(), *MENDED.items())
            ),
        ),
        maker=_MAKER,
    )  # fmt: skip


def _chart() -> str:
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {Stage.SOURCE.name}"]
    lines += [f"    {stage.name}: {stage.label_vi}" for stage in Stage]
    for before, after in zip(PROCEDURE, PROCEDURE[1:], strict=False):
        lines.append(f"    {before.stage.name} --> {after.stage.name}")
        if after.section:
            beyond = PROCEDURE[PROCEDURE.index(after) + 1]
            lines.append(f"    {before.stage.name} --> {beyond.stage.name}")
    return "\n".join([*lines, f"    {Stage.CARD.name} --> [*]", "```"])


def _row(place: int, passage: Passage) -> tuple[str, ...]:
    before = PROCEDURE[place - 1].stage.label_vi if place else ""
    needs = [before, *(f"“{step.label_vi}”" for step in passage.first)]
    if passage.section:
        needs.append("có cấp ủy ở giữa")
    steps = (*passage.first, passage.step)
    return (
        passage.stage.label_vi,
        passage.stage.value,
        passage.step.label_vi + ("; có biểu quyết" if passage.step.voted else ""),
        passage.step.by.label_vi,
        "; ".join(filter(None, needs)),
        _codes(gathered(passage.step)) if passage.gathers else "",
        _codes(paper for step in steps for paper in made(step)),
        _limit(place, passage),
    )


def _codes(papers: Iterable[Paper]) -> str:
    return ", ".join(paper.code for paper in papers)


def _limit(place: int, passage: Passage) -> str:
    if passage.limit is not None:
        value = passage.limit.rows[-1].value
        days = getattr(value, "working_days", value)
        basis = passage.limit.rows[-1].basis
        return f"{days} ngày làm việc ({basis.rule}, {basis.confidence.value})"
    if not place:
        return ""
    norm = law.NORMS[PROCEDURE[place - 1].stage]
    return f"mức {norm.rows[-1].value} ngày làm việc (D)"


def _span(stages: tuple[Stage, ...]) -> str:
    """The stages in words, neighbours as a span."""
    runs: list[list[Stage]] = []
    for stage in stages:
        if runs and stage.position == runs[-1][-1].position + 1:
            runs[-1].append(stage)
        else:
            runs.append([stage])
    return "; ".join(
        run[0].label_vi if len(run) == 1 else f"từ “{run[0].label_vi}” đến “{run[-1].label_vi}”"
        for run in runs
    )


def _how(step: Step, stages: tuple[Stage, ...]) -> str:
    if step.with_reason:
        return "phải có lý do"
    if MENDED.get(step) == stages:
        return "làm lại, khi hồ sơ bị trả lại"
    return "làm lại" if RENEWED.get(step) == stages else ""


def _side(side: Side) -> tuple[str, ...]:
    leads = "; ".join(step.label_vi for step, after in SIDE_OF.items() if after is side)
    if side.final:
        then = "hết; chỉ rút lại bước đã ghi"
    elif side in STOPPED:
        then = "; ".join(step.label_vi for step in STOPPED[side])
    else:
        then = f"{Step.VETTING_BACK.label_vi}; {Step.OPINIONS_IN.label_vi}; bước tiếp theo"
    return (side.label_vi, side.value, leads or "quá hạn hiệu lực của thẩm tra, ý kiến", then)


if __name__ == "__main__":
    sys.exit(main())
