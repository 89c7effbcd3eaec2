"""Counting for one body alone, as its superior's sheet counts it, without seeing that sheet."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db import connection

from dangvu.admissions.queries import LABEL_WIDTH, counts


def own_months(
    path: str,
    above: str,
    siblings: Collection[int],
    since: date,
    until: date,
    *,
    by_ceremony: bool,
) -> dict[date, int]:
    """Admissions per month (its first day) of the body at ``path``, in [since, until).

    ``above`` is the path of its superior, ``siblings`` the bodies of the superior's sheet: what
    was counted under a body that is no longer on it counts where the cell stands now. The same
    figure as in ``counts`` for the superior. Two statements; a body without a superior
    (``above`` empty) takes nothing over.
    """
    found: dict[date, int] = defaultdict(int)
    counted = counts(path, (), since, until, by_ceremony=by_ceremony, by_group=False)
    for count in counted.values():
        for month, admitted in count.months.items():
            found[month] += admitted
    if above:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT * FROM admission_arrivals(%s, %s, %s, %s, %s)",
                [path, above[-LABEL_WIDTH:], since, until, by_ceremony],
            )
            for counted, month, admitted in cursor.fetchall():
                if not counted or int(counted, 36) not in siblings:
                    found[month] += admitted
    return dict(found)
