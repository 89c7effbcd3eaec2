"""Transfers follow when cells are merged or their members dealt out."""

from collections.abc import Mapping
from datetime import date

from django.db import connection
from django.db.models import F

from dangvu.members.models import Transfer
from dangvu.rules.transfers import TransferState

_OPEN = (
    "t.state <> 'HUY' AND (t.received_on IS NULL"
    " OR t.kind IN ('temporary', 'abroad') AND t.ended_on IS NULL)"
)
_GIVEN = "unnest(%s::bigint[], %s::bigint[], %s::text[]) AS g(key, unit_id, path)"
_SIDE = f"""
WITH changed AS (
  UPDATE members_transfer AS t SET {{side}}_unit_id = g.unit_id, {{side}}_path = g.path
  FROM {_GIVEN} WHERE t.{{by}} = g.key AND {_OPEN}
  RETURNING t.id, g.unit_id, g.path
)
UPDATE members_hop AS h SET {{side}}_path = c.path,
  unit_id = CASE WHEN h.step = '{{step}}' THEN c.unit_id ELSE h.unit_id END,
  unit_path = CASE WHEN h.step = '{{step}}' THEN c.path ELSE h.unit_path END
FROM changed AS c WHERE h.transfer_id = c.id
"""
_STAYS = f"""
UPDATE members_stay AS t SET unit_id = g.unit_id, unit_path = g.path
FROM {_GIVEN} WHERE t.unit_id = g.key AND t.valid_until IS NULL
"""


def follow_transfers(
    on: date, cells: Mapping[int, tuple[int, str]], persons: Mapping[int, tuple[int, str]]
) -> None:
    """Transfers under way, and members away or here as guests, go with their cells.

    Takes what ``follow_cells`` takes. A transfer whose two cells have become one is called off. A
    constant number of statements.
    """
    for given, by in ((cells, "from_unit_id"), (persons, "person_id")):
        _follow(_SIDE.format(side="from", by=by, step="confirm"), given)
    _follow(_SIDE.format(side="to", by="to_unit_id", step="receive"), cells)
    _follow(_STAYS, cells)
    ids = {unit for unit, _ in (*cells.values(), *persons.values())}
    met = Transfer.objects.filter(received_on=None, closed_on=None, from_unit__in=ids)
    met.filter(to_unit=F("from_unit")).update(
        state=TransferState.CANCELLED, closed_on=on,
        returned_reason="Hai chi bộ đã thành một khi sắp xếp tổ chức",
    )  # fmt: skip


def _follow(statement: str, given: Mapping[int, tuple[int, str]]) -> None:
    if not given:
        return
    units, paths = [unit for unit, _ in given.values()], [path for _, path in given.values()]
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(given), units, paths])
