"""What is due in a case, in few words."""

from itertools import pairwise

from dangvu.rules.procedure import PROCEDURE, Due, Stage, Step

#: What is due, by its code in the rules, short enough for a card.
DUES = {
    "certificate": "Giấy chứng nhận lớp nhận thức hết giá trị",
    "freshness": "Thẩm tra, ý kiến nhận xét hết giá trị",
    "decision": "Quyết định kết nạp",
    "ceremony": "Tổ chức lễ kết nạp",
    "member_cv": "Khai lý lịch đảng viên",
    "recognition_decision": "Quyết định công nhận chính thức",
    "probation": "Hết thời gian dự bị",
    "recognition": "Chi bộ xét công nhận chính thức",
    "norm": "Làm bước tiếp theo",
    "remark": "Người giúp đỡ nhận xét",
}
#: The step that leads on from each stage, where no committee stands between.
_STEPS = {
    before.stage: after.step.label_vi
    for before, after in pairwise(one for one in PROCEDURE if not one.section)
}


def titled(stage: Stage, due: Due | None, code: str) -> str:
    """What is due, in few words; where no law sets a limit, the step that comes next."""
    code = due.code if due else code
    if code == "norm":
        step = (
            due.step.label_vi
            if due and due.step
            else _STEPS.get(stage, Step.COMMITTEE_VOTED.label_vi)
        )
        return f"Tiếp theo: {step[:1].lower()}{step[1:]}"
    return DUES.get(code, "")
