"""Why a body is in its class, in Vietnamese; figures written so that they never contradict it."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from itertools import count

from dangvu.rules.basis import Basis
from dangvu.rules.formats import (
    date_text,
    decimal_text,
    integer_text,
    paper_date_text,
    percent_sign,
)
from dangvu.rules.months import Month
from dangvu.rules.targets.classes import Class, Reason, Verdict, needed
from dangvu.rules.targets.facts import Facts, Mode, Policy

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Explanation:
    """A class explained. ``short_vi`` fits a table cell; the others are whole sentences.

    ``exceptions_vi``: what was particular about this body, possibly nothing.
    """

    short_vi: str
    result_vi: str
    arithmetic_vi: str
    rule_vi: str
    exceptions_vi: tuple[str, ...]
    basis_vi: str
    basis: Basis

    @property
    def lines_vi(self) -> tuple[str, ...]:
        """Result, arithmetic, rule, exceptions, basis: the order of the "Vì sao?" panel."""
        lines = (
            self.result_vi,
            self.arithmetic_vi,
            self.rule_vi,
            *self.exceptions_vi,
            self.basis_vi,
        )
        return tuple(line for line in lines if line)


def pace_text(pace: Decimal | None, policy: Policy) -> str:
    """A pace with two decimals; more where rounding would touch a threshold it has not reached.

    0.995 is "0,995" under a threshold of 1, not "1,00". In mode FIXED the thresholds are not the
    pace's and two decimals always do. None is "–".
    """
    if pace is None:
        return NOTHING
    edges = () if policy.mode is Mode.FIXED else (policy.medium_from, policy.high_from)
    return _honest(pace, 2, edges)


def percent_text(percent: Decimal | None, policy: Policy) -> str:
    """A percentage of the target with one decimal and its sign, "23,1 %"; None is "–".

    More decimals where rounding would touch 100 % unmet or, in mode FIXED, a band's edge.
    """
    if percent is None:
        return NOTHING
    edges: tuple[Decimal, ...] = (Decimal(100),)
    if policy.mode is Mode.FIXED:
        edges = (policy.medium_from * 100, policy.high_from * 100, *edges)
    return percent_sign(_honest(percent, 1, edges))


@cache
def bands_text(policy: Policy) -> str:
    """The bands of a policy in one line, high to low."""
    what = "tỷ lệ" if policy.mode is Mode.FIXED else "nhịp độ"
    high, medium = _edge(policy.high_from, policy), _edge(policy.medium_from, policy)
    return (
        f"Cao: {what} từ {high}. Trung bình: từ {medium} đến dưới {high}. Thấp: dưới {medium}. "
        "Chưa kết nạp là nhóm thấp có lũy kế bằng 0."
    )


@lru_cache(maxsize=4096)
def explain(facts: Facts, policy: Policy, verdict: Verdict) -> Explanation:
    """Puts a verdict of ``classify(facts, policy)`` into words."""
    return Explanation(
        short_vi=short_text(facts, policy, verdict),
        result_vi=_result(verdict),
        arithmetic_vi=_arithmetic(facts, policy, verdict),
        rule_vi=_rule(facts, policy),
        exceptions_vi=tuple(_exceptions(facts, policy, verdict)),
        basis_vi=_basis_text(policy),
        basis=policy.basis,
    )


@cache
def _basis_text(policy: Policy) -> str:
    return (
        f"Ngày tính là {policy.date_basis.label_vi}. Cách xếp áp dụng từ "
        f"{date_text(policy.since)}. Căn cứ: {policy.basis.text_vi}."
    )


def short_text(facts: Facts, policy: Policy, verdict: Verdict) -> str:
    """The explanation of a table cell: "đạt 23,1 % / 41,4 % thời gian, nhịp độ 0,56 < 0,70"."""
    done = integer_text(verdict.cumulative)
    if verdict.reason is Reason.NO_TARGET:
        return "chưa giao chỉ tiêu"
    if verdict.reason is Reason.ZERO_TARGET:
        return "không giao chỉ tiêu"
    if verdict.reason is Reason.NOT_DUE:
        return "chưa đến hạn theo kế hoạch" if facts.days_elapsed else "đơn vị chưa thành lập"
    percent = percent_text(verdict.percent, policy)
    if verdict.reason is Reason.COMPLETED:
        return f"đạt {percent}, hoàn thành chỉ tiêu {integer_text(facts.target or 0)}"
    if verdict.reason is Reason.EARLY:
        return f"đã kết nạp {done} khi chưa đến hạn"
    if verdict.measured_by is Mode.FIXED:
        return f"đạt {_compared(verdict, policy, percent)} chỉ tiêu"
    pace = _compared(verdict, policy, pace_text(verdict.pace, policy))
    what = "kế hoạch" if verdict.measured_by is Mode.PLAN else "thời gian"
    return f"đạt {percent} / {_due_percent(facts, verdict)} {what}, nhịp độ {pace}"


def _honest(value: Decimal, places: int, edges: tuple[Decimal, ...]) -> str:
    """The shortest rounding, from ``places`` up, on the same side of every edge as the value."""
    for digits in count(places):
        rounded = value.quantize(Decimal((0, (1,), -digits)), rounding=ROUND_HALF_UP)
        if all((rounded < edge) == (value < edge) for edge in edges):
            return decimal_text(rounded, digits)
    raise AssertionError("unreachable: at its own scale a number rounds to itself")


@cache
def _edge(edge: Decimal, policy: Policy) -> str:
    """A threshold: as a percentage in mode FIXED, else with at least two decimals."""
    if policy.mode is Mode.FIXED:
        return percent_sign(_at_least(edge * 100, 0))
    return _at_least(edge, 2)


def _at_least(number: Decimal, places: int) -> str:
    """A number with all its decimals, at least ``places``."""
    own = -int(number.normalize().as_tuple().exponent)
    return decimal_text(number, max(own, places))


def _compared(verdict: Verdict, policy: Policy, value: str) -> str:
    """A measure against the edges of its class: "0,56 < 0,70"."""
    high, medium = _edge(policy.high_from, policy), _edge(policy.medium_from, policy)
    if verdict.cls is Class.HIGH:
        return f"{value} ≥ {high}"
    if verdict.cls is Class.LOW:
        return f"{value} < {medium}"
    return f"{value}, từ {medium} đến dưới {high}"


def _due_percent(facts: Facts, verdict: Verdict) -> str:
    """What the percentage is held against: share of the time passed, or of the plan."""
    if verdict.measured_by is Mode.PLAN:
        planned = Decimal(100 * facts.planned) / sum(facts.plan or ())
        return percent_sign(decimal_text(planned, 1))
    return percent_sign(decimal_text(verdict.elapsed_percent, 1))


def _result(verdict: Verdict) -> str:
    if verdict.zero:
        return f"Xếp loại: {verdict.cls.label_vi}, chưa kết nạp được đảng viên nào."
    if verdict.cls is Class.NONE:
        return f"{verdict.cls.label_vi}."
    return f"Xếp loại: {verdict.cls.label_vi}."


def _arithmetic(facts: Facts, policy: Policy, verdict: Verdict) -> str:
    done = f"Lũy kế {integer_text(verdict.cumulative)}"
    if not facts.target:
        return f"{done}; không có chỉ tiêu để so."
    reached = f"{done} trên chỉ tiêu {integer_text(facts.target)}"
    percent = percent_text(verdict.percent, policy)
    due = _due_percent(facts, verdict)
    sentences = [f"{reached} là {percent}."]
    if verdict.measured_by is Mode.PLAN:
        sentences.append(
            f"Kế hoạch của đơn vị đến hết {_plan_month(facts)} là {integer_text(facts.planned)} "
            f"trên {integer_text(sum(facts.plan or ()))}, tức {due}."
        )
    else:
        sentences.append(
            f"Thời gian đã qua {facts.days_elapsed}/{facts.days_total} ngày "
            f"({date_text(facts.begins_on)} đến {date_text(facts.on)}) "
            f"là {due}."
        )
    if verdict.pace is not None:
        aside = " (để tham khảo)" if verdict.measured_by is Mode.FIXED else ""
        pace = pace_text(verdict.pace, policy)
        sentences.append(f"Nhịp độ{aside} = {percent} : {due} = {pace}.")
    return " ".join(sentences)


def _plan_month(facts: Facts) -> str:
    first = Month.of(facts.period_start)
    if not facts.complete_months:
        return f"ngày {date_text(facts.on)}"
    return f"tháng {Month.at(first.index + facts.complete_months - 1).label_vi}"


def _rule(facts: Facts, policy: Policy) -> str:
    """The bands, and what is still missing to the next one."""
    steps = [
        f"{cls.label_vi.lower()} cần lũy kế {integer_text(enough)}, "
        f"còn thiếu {integer_text(enough - facts.cumulative)}"
        for cls in (Class.MEDIUM, Class.HIGH)
        if (enough := needed(facts, policy, cls)) is not None and enough > facts.cumulative
    ]
    missing = f" Đến ngày này: {'; '.join(steps)}." if steps else ""
    return bands_text(policy) + missing


def _exceptions(facts: Facts, policy: Policy, verdict: Verdict) -> list[str]:
    lines = []
    if verdict.reason is Reason.NO_TARGET:
        lines.append("Đơn vị chưa được giao chỉ tiêu nên không xếp loại; kết quả vẫn được cộng.")
    if verdict.reason is Reason.ZERO_TARGET:
        lines.append("Chỉ tiêu được giao bằng 0 nên không xếp loại và không tính là chưa kết nạp.")
    if verdict.reason is Reason.COMPLETED:
        lines.append("Đã hoàn thành chỉ tiêu thì xếp cao, dù tính theo cách nào.")
    if verdict.reason is Reason.EARLY:
        lines.append("Chưa đến hạn phải có kết quả nhưng đã kết nạp được, nên xếp cao.")
    if verdict.reason is Reason.NOT_DUE and facts.days_elapsed:
        lines.append("Kế hoạch của đơn vị chưa đến tháng phải có kết quả nên chưa xếp loại.")
    if facts.created_inside:
        lines.append(
            f"Đơn vị thành lập ngày {paper_date_text(facts.begins_on)}, trong kỳ, nên thời gian "
            "tính từ ngày đó."
        )
    lines += _plan_exceptions(facts, policy)
    if verdict.accountability:
        lines.append(
            f"Đã {verdict.zero_months} tháng liền chưa kết nạp (từ {policy.zero_months} tháng): "
            "phải làm rõ nguyên nhân, có giải pháp và kiểm điểm trách nhiệm tập thể, cá nhân."
        )
    return lines


def _plan_exceptions(facts: Facts, policy: Policy) -> list[str]:
    if policy.mode is not Mode.PLAN or not facts.target:
        return []
    if not facts.has_plan:
        return ["Đơn vị chưa gửi kế hoạch tháng nên so với thời gian đã qua."]
    planned = sum(facts.plan or ())
    if planned == facts.target:
        return []
    return [
        f"Kế hoạch cộng lại {integer_text(planned)}, khác chỉ tiêu {integer_text(facts.target)}; "
        "phần mềm lấy tỷ lệ của kế hoạch áp vào chỉ tiêu."
    ]
