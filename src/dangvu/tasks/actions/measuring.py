"""Duties whose product is a figure the house knows: their progress follows of itself."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import connection

from dangvu.tasks.actions.cascading import settle

ADMISSIONS = "admissions"
INDICATORS = {ADMISSIONS: "Kết nạp đảng viên theo chỉ tiêu được giao"}
"""Figures a duty may follow, by the code kept in ``Duty.indicator``."""

_MEASURE = """
UPDATE tasks_assignment AS a
SET measured_target = m.target, measured = m.result, measured_on = %(on)s
FROM unnest(%(units)s::bigint[], %(targets)s::numeric[], %(results)s::numeric[])
     AS m(unit, target, result),
     tasks_duty AS d, tasks_directive AS t
WHERE a.unit_id = m.unit AND d.id = a.duty_id AND t.id = a.directive_id
  AND d.indicator = %(indicator)s AND t.state = 'in_force' AND a.organ = ''
  AND (a.measured_on IS NULL OR a.measured_on <= %(on)s)
  AND (a.due_on IS NULL OR extract(year FROM a.due_on) = extract(year FROM %(on)s::date))
RETURNING a.id
"""

Figure = tuple[int | Decimal | None, int | Decimal]


def note_admissions(values: Mapping[int, Figure], on: date) -> int:
    """Takes over target and result of admissions by unit, as they stood on a day, into the duties
    that follow them. What reached its target is done. One statement, and those of ``settle``; how
    many duties were measured."""
    known = {unit: (target, result) for unit, (target, result) in values.items() if target}
    if not known:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            _MEASURE,
            {
                "on": on, "indicator": ADMISSIONS, "units": list(known),
                "targets": [target for target, _ in known.values()],
                "results": [result for _, result in known.values()],
            },
        )  # fmt: skip
        measured = [pk for (pk,) in cursor.fetchall()]
    settle(measured, on)
    return len(measured)
