"""Targets shared out over months, lower units and source groups, and the checks of that."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from dangvu.rules.basis import Basis, Confidence, Finding, Severity
from dangvu.rules.formats import integer_text

MONTHS = 12

CASCADE = Basis("R11.7", "Cách giao chỉ tiêu của phần mềm", "", Confidence.D)


def even_plan(target: int, months: int = MONTHS) -> tuple[int, ...]:
    """A target spread over months along the straight line: whole persons that add up to it.

    After each month the sum is within half a person of the line, and every month is the target's
    twelfth rounded down or up. Raises ``ValueError`` for a negative target.
    """
    if target < 0 or months < 1:
        raise ValueError("a plan needs a target of 0 or more and at least one month")
    reached = [(2 * target * month + months) // (2 * months) for month in range(months + 1)]
    return tuple(later - earlier for earlier, later in pairwise(reached))


def apportion(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Whole shares of a total in proportion to weights, by largest remainder; they add up to it.

    For cascades by member numbers and for dividing a target between successors of a unit. Of equal
    remainders the earlier gets the person. With all weights 0 the shares are as equal as they can
    be. Raises ``ValueError`` without weights or with a negative number.
    """
    if total < 0 or not weights or min(weights) < 0:
        raise ValueError("shares need a total and weights of 0 or more")
    if not any(weights):
        weights = [1] * len(weights)
    whole = sum(weights)
    shares = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: -(total * weights[i] % whole))
    for i in by_remainder[: total - sum(shares)]:
        shares[i] += 1
    return tuple(shares)


def check_plan(target: int | None, plan: Sequence[int]) -> list[Finding]:
    """A plan by months against its target: twelve numbers, none negative, adding up to it."""
    if len(plan) != MONTHS:
        message = f"Kế hoạch phải có {MONTHS} số, từ tháng 1 đến tháng 12; đang có {len(plan)}."
        return [Finding("plan_length", message, Severity.REFUSAL, "plan", CASCADE)]
    negative = [str(month) for month, number in enumerate(plan, 1) if number < 0]
    if negative:
        message = f"Kế hoạch tháng {', '.join(negative)} âm; ghi 0 nếu không dự kiến kết nạp."
        return [Finding("plan_negative", message, Severity.REFUSAL, "plan", CASCADE)]
    total = sum(plan)
    if not target:
        if not total:
            return []
        message = f"Kế hoạch cộng lại {integer_text(total)} nhưng đơn vị chưa được giao chỉ tiêu."
        return [Finding("plan_without_target", message, field="plan", basis=CASCADE)]
    if not total:
        message = "Kế hoạch không có tháng nào lớn hơn 0; để trống thì tính theo đường đều."
        return [Finding("plan_empty", message, Severity.REFUSAL, "plan", CASCADE)]
    if total != target:
        message = (
            f"Kế hoạch cộng lại {integer_text(total)}, {_difference(total, target)} chỉ tiêu "
            f"{integer_text(target)}. Xếp loại theo kế hoạch thì quy kế hoạch về chỉ tiêu."
        )
        return [Finding("plan_sum", message, field="plan", basis=CASCADE)]
    return []


def check_cascade(parent: int | None, children: Mapping[str, int | None]) -> list[Finding]:
    """Targets handed down against the target they come from.

    Takes the parent's target and the children's by name (None: not yet given). The sum may exceed
    the parent's target (a note); below it is a warning; a negative number is a refusal.
    """
    if not children:
        return []
    findings = [
        Finding("child_negative", f"{name}: chỉ tiêu âm.", Severity.REFUSAL, name, CASCADE)
        for name, number in children.items()
        if number is not None and number < 0
    ]
    if findings:
        return findings
    missing = [name for name, number in children.items() if number is None]
    if missing:
        message = (
            f"{len(missing)} trên {len(children)} đơn vị chưa được giao chỉ tiêu: "
            f"{', '.join(missing[:5])}{', …' if len(missing) > 5 else ''}."
        )
        findings.append(Finding("child_missing", message, basis=CASCADE))
    total = sum(number for number in children.values() if number is not None)
    if parent is None:
        if total:
            message = f"Đã giao xuống {integer_text(total)} nhưng đơn vị cấp trên chưa có chỉ tiêu."
            findings.append(Finding("parent_missing", message, basis=CASCADE))
        return findings
    if total != parent:
        severity = Severity.WARNING if total < parent else Severity.NOTE
        code = "children_below" if total < parent else "children_above"
        message = (
            f"Các đơn vị cộng lại {integer_text(total)}, {_difference(total, parent)} chỉ tiêu "
            f"{integer_text(parent)} của cấp trên."
        )
        findings.append(Finding(code, message, severity, basis=CASCADE))
    return findings


def check_subtargets(target: int | None, subtargets: Mapping[str, int]) -> list[Finding]:
    """Parts of a target by source group (name: persons): each person is in one group only."""
    findings = [
        Finding("part_negative", f"{name}: chỉ tiêu âm.", Severity.REFUSAL, name, CASCADE)
        for name, number in subtargets.items()
        if number < 0
    ]
    total = sum(subtargets.values())
    if not findings and total > (target or 0):
        message = (
            f"Chỉ tiêu theo nguồn cộng lại {integer_text(total)}, "
            f"{_difference(total, target or 0)} chỉ tiêu {integer_text(target or 0)}. "
            "Mỗi người chỉ tính vào một nguồn."
        )
        findings.append(Finding("parts_above", message, basis=CASCADE))
    return findings


def _difference(number: int, against: int) -> str:
    gap = integer_text(abs(number - against))
    return f"nhiều hơn {gap} so với" if number > against else f"còn thiếu {gap} so với"
