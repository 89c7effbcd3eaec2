"""The table of Vietnam's days off, from the package holidays: ``python scripts/holidays_table.py``.

Writes ``rules/holidays.py``, so that the rules themselves need no library. Only Monday to Friday:
a week-end is no working day anyway. Exchanges of working days stand apart: an office takes them
over or not.
"""

from datetime import date
from pathlib import Path

from holidays import country_holidays

TABLE = Path(__file__).parent.parent / "src" / "dangvu" / "rules" / "holidays.py"
YEARS = range(2020, 2036)
_TET = "Tết Nguyên đán"
_NAMES = {
    "Tết Dương lịch": "Tết Dương lịch",
    "Ngày Giỗ Tổ Hùng Vương": "Giỗ Tổ Hùng Vương",
    "Ngày Chiến thắng": "Ngày Chiến thắng",
    "Ngày Quốc tế Lao động": "Ngày Quốc tế Lao động",
    "Quốc khánh": "Quốc khánh",
    "Ngày Văn hóa Việt Nam": "Ngày Văn hóa Việt Nam",
}
_MADE_UP = " (nghỉ bù)"
_EXCHANGED = "Ngày nghỉ (thay cho ngày "
_MODULE = '''\
"""Days off in Vietnam from Monday to Friday; written by ``scripts/holidays_table.py``.

From the package holidays (MIT), which follows the Labour Code, the lunar calendar and the
Government's notices.
"""

from datetime import date

DAYS_OFF: tuple[tuple[date, str], ...] = (
{off})

EXCHANGED: tuple[tuple[date, date], ...] = (
{exchanged})
"""Working days the Government exchanged for a Saturday: the day off, the day worked."""
'''


def text() -> str:
    """The module as it should stand in the tree."""
    off, exchanged = [], []
    for on, name in sorted(country_holidays("VN", years=YEARS, language="vi").items()):
        if name.startswith(_EXCHANGED):
            day, month, year = map(int, name.removeprefix(_EXCHANGED).rstrip(")").split("/"))
            exchanged.append((on, date(year, month, day)))
        elif on.weekday() < 5:
            off.append((on, _named(on, name)))
    return _MODULE.format(
        off="".join(f'    ({_date(on)}, "{name}"),\n' for on, name in off),
        exchanged="".join(f"    ({_date(on)}, {_date(worked)}),\n" for on, worked in exchanged),
    )


def _named(on: date, name: str) -> str:
    """The name of the holiday, those of the new year all one."""
    first = name.split("; ")[0]
    made_up = first.endswith(_MADE_UP)
    plain = _NAMES.get(first.removesuffix(_MADE_UP))
    if plain is None:
        return _TET
    return plain + (_MADE_UP if made_up else "")


def _date(on: date) -> str:
    return f"date({on.year}, {on.month}, {on.day})"


if __name__ == "__main__":
    TABLE.write_text(text(), encoding="utf-8")
