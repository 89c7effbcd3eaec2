"""How the pages of ``report`` are written: tables of rules with their source and confidence."""

import sys
from collections.abc import Iterable, Sequence
from enum import Enum
from pathlib import Path

from dangvu.rules.admissions import AgeBand, Deadline
from dangvu.rules.basis import BEGINNING, Basis, Confidence, Dated, Rule
from dangvu.rules.formats import date_text

_HEAD = "<!-- Sinh từ mã nguồn bằng `python -m {maker}`; đừng sửa tay. -->"
RULE_COLUMNS = (
    "Quy tắc",
    "Nội dung",
    "Giá trị",
    "Từ ngày",
    "Đến trước ngày",
    "Nguồn",
    "Độ tin cậy",
)


def page(title: str, *blocks: str, maker: str = "dangvu.rules.report") -> str:
    head = _HEAD.format(maker=maker)
    return "\n\n".join((head, f"# {title}", *(block for block in blocks if block))) + "\n"


def write_page(file: Path, text: str) -> None:
    """Writes a page under the current folder, and says so."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="\n")
    sys.stdout.write(f"{file}\n")


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    cells = [[cell.replace("|", "\\|") or "–" for cell in row] for row in rows]
    lines = [columns, ["---"] * len(columns), *cells]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def source(basis: Basis) -> str:
    return f"{basis.source}, {basis.article}" if basis.article else basis.source


def sure(confidence: Confidence) -> str:
    return f"{confidence.value}: {confidence.label_vi}"


def _value(value: object, unit_vi: str) -> str:
    """A rule's value as read aloud, with its unit."""
    match value:
        case AgeBand(from_months, to_months):
            return f"đủ {from_months // 12} đến đủ {to_months // 12} tuổi"
        case Deadline(working_days, trigger):
            return f"{working_days} {unit_vi}, từ {trigger.label_vi}"
        case tuple() if all(isinstance(item, Enum) for item in value):
            return "; ".join(f"{item}: {item.label_vi}" for item in value)
        case tuple():
            return f"{'; '.join(map(_words, value))} {unit_vi}".strip()
        case _:
            return f"{_words(value)} {unit_vi}".strip()


def _words(value: object) -> str:
    return str(getattr(value, "label_vi", value))


def rule_table(rules: Iterable[Rule]) -> str:
    return table(RULE_COLUMNS, (_rule_row(rule, row) for rule in rules for row in rule.rows))


def _rule_row(rule: Rule, row: Dated) -> tuple[str, ...]:
    return (
        row.basis.rule,
        rule.title_vi,
        _value(row.value, rule.unit_vi),
        "trước nay" if row.since == BEGINNING else date_text(row.since),
        date_text(row.until) if row.until else "đang áp dụng",
        source(row.basis),
        sure(row.basis.confidence),
    )


def based(basis: Basis) -> str:
    return f"Căn cứ {basis.rule}: {source(basis)}. Độ tin cậy {sure(basis.confidence)}."
