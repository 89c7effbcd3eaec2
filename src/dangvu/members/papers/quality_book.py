"""Quality of data and the centre's verdicts as workbooks. Figures alone, or names where the caller
has noted whose."""

from collections.abc import Sequence
from datetime import date, datetime

from dangvu.members.queries.quality import CELL_CONDITIONS, CONDITIONS, ON_ENTRY, Line, Tally
from dangvu.office.vietnamese import day, number
from dangvu.office.workbooks import Table, TableColumn, write_tables
from dangvu.rules.basis import Severity
from dangvu.rules.quality import RULES, QualityRule

NOT_COUNTED = "–"
ON_SAVING = "“–”: chỉ kiểm khi ghi hoặc nhập hồ sơ, vì số định danh được mã hóa trong kho."


def severity_words(severity: Severity) -> str:
    """How grave a breach is on a record that stands already."""
    return "Phải sửa" if severity is Severity.REFUSAL else severity.label_vi


def taken(by: str, at: datetime) -> str:
    return f"Xuất lúc {at:%H:%M %d/%m/%Y}, người xuất: {by}."


def quality_workbook(
    unit_name: str, on: date, total: Tally, lines: Sequence[Line], by: str, at: datetime
) -> bytes:
    """Two sheets: the rules with how many records break each, and the units one level below."""
    rules = [
        [rule.label_vi, severity_words(rule.severity), _count(rule, total), rule.basis.text_vi]
        for rule in RULES.values()
    ]
    said = f"{unit_name}. Tính đến {day(on)}. Điểm {total.score}/100."
    cells = f", {number(total.cells)} chi bộ" if total.cells else ""
    first = Table(
        "CHẤT LƯỢNG DỮ LIỆU ĐẢNG VIÊN",
        [
            TableColumn("Điều kiểm tra", "text", 46),
            TableColumn("Mức", "centre", 14),
            TableColumn("Số hồ sơ, chi bộ", "whole", 14),
            TableColumn("Căn cứ", "text", 74),
        ],
        rules,
        subtitles=[said, f"{number(total.members)} đảng viên{cells}."],
        notes=[ON_SAVING, taken(by, at)],
        sheet_name="Theo điều kiểm tra",
    )
    codes = [code for code in (*CONDITIONS, *CELL_CONDITIONS) if total.counts.get(code)]
    second = Table(
        "CHẤT LƯỢNG DỮ LIỆU THEO ĐƠN VỊ",
        [
            TableColumn("Đơn vị", "text", 40),
            TableColumn("Điểm", "whole", 7),
            TableColumn("Đảng viên", "whole", 9),
            TableColumn("Phải sửa", "whole", 9),
            TableColumn("Cần xem lại", "whole", 9),
            *(TableColumn(RULES[code].label_vi, "whole", 17) for code in codes),
        ],
        [_unit(line.name, line.found, codes) for line in lines],
        total=_unit("Cộng", total, codes),
        subtitles=[said],
        notes=[taken(by, at)],
        sheet_name="Theo đơn vị",
    )
    return write_tables(first, second)


def _count(rule: QualityRule, total: Tally) -> object:
    return NOT_COUNTED if rule.code in ON_ENTRY else total.counts.get(rule.code, 0)


def _unit(name: str, found: Tally, codes: Sequence[str]) -> list[object]:
    return [
        name, found.score, found.members, found.refused, found.doubtful,
        *(found.counts.get(code, 0) for code in codes),
    ]  # fmt: skip
