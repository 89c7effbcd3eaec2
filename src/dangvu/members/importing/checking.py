"""All rows of a batch held against each other and against the register, set by set."""

from datetime import date
from typing import Any

from django.db import connection

from dangvu.intake.bulk import Progress, Tally
from dangvu.intake.catalogue import Occasion
from dangvu.kernel.refusals import Impossible
from dangvu.members import national
from dangvu.members.importing import states
from dangvu.members.importing.cells import OF_PARTICULARS, OF_PERSON, cell, typed
from dangvu.members.models import Status
from dangvu.office.vietnamese import day
from dangvu.rules.membership import MEMBERS, EventKind

MEMBERS_SQL = ", ".join(f"'{status.value}'" for status in MEMBERS)
_ADMITTED = f"'{EventKind.ADMITTED}', '{EventKind.READMITTED}'"

_INCOMING = f"""
CREATE TEMP TABLE incoming ON COMMIT DROP AS
SELECT l.number, l.place, l.key, l.sealed, l.readable, {cell("card_number")} AS card,
       {cell("full_name")} AS name,
       {cell("search_key")} AS search, {typed("birth_on")} AS birth,
       {typed("joined_on")} AS joined, {typed("official_on")} AS official_on,
       {typed(national.LEFT_ON)} AS left_on, {cell("status")} AS status,
       {cell("official")} = 't' AS official, {cell("leaving")} AS leaving,
       {cell("present")} = 't' AS present, {cell(national.REMOVAL)} AS removal
FROM intake_line AS l WHERE l.batch_id = %(batch)s
"""

_MATCHED = f"""
CREATE TEMP TABLE matched ON COMMIT DROP AS
WITH hits AS (
  SELECT i.number, p.id, 1 AS how FROM incoming AS i
  JOIN members_person AS p ON p.citizen_key = i.key AND p.status <> '{Status.MISTAKEN}'
  WHERE i.key IS NOT NULL
  UNION ALL
  SELECT i.number, p.id, 2 FROM incoming AS i
  JOIN members_person AS p ON p.card_number = i.card AND p.card_number <> ''
   AND p.status <> '{Status.MISTAKEN}'
  WHERE i.card IS NOT NULL
  UNION ALL
  SELECT i.number, p.id, 3 FROM incoming AS i
  JOIN members_person AS p ON p.search_key = i.search AND p.birth_on = i.birth
   AND p.unit_id = i.place AND p.status <> '{Status.MISTAKEN}'
   AND (p.citizen_key IS NULL OR i.key IS NULL)
)
SELECT number, (array_agg(id ORDER BY how, id))[1] AS person, min(how) AS how,
       count(DISTINCT id) FILTER (WHERE how < 3) > 1
         OR min(how) = 3 AND count(DISTINCT id) > 1 AS several
FROM hits GROUP BY number
"""

_FAULT = """
INSERT INTO intake_fault
  (batch_id, unit_path, number, "column", code, message, value, value_sealed, blocks, read)
SELECT %(batch)s, %(path)s, found.number, found."column", found.code, found.message,
       left(coalesce(found.value, ''), 200), found.value_sealed, found.blocks, false
FROM ({found}) AS found (number, "column", code, message, value, value_sealed, blocks)
"""

_TWICE = """
SELECT i.number, '{column}', 'duplicate', '{what} trùng với dòng '
         || array_to_string((array_remove(same.numbers, i.number))[1:5], ', ') || ' của tệp này.',
       {shown}, {sealed}, {blocks}
FROM incoming AS i JOIN (
  SELECT {group}, (array_agg(number ORDER BY number))[1:6] AS numbers FROM incoming
  WHERE {key} IS NOT NULL GROUP BY {group} HAVING count(*) > 1
) AS same USING ({group})
"""


_HOLD = """
SELECT FROM members_person WHERE id IN (
  SELECT subject FROM intake_finding WHERE batch_id = %s AND standing = 'changed'
) ORDER BY id FOR NO KEY UPDATE
"""


def hold(batch_id: int) -> None:
    """Nobody else changes the records that the last check would change; they are seen as they are
    now."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [batch_id])


def check(occasion: Occasion, batch_id: int, progress: Progress) -> Tally:
    """Faults and findings of every row, anew. About twenty statements.

    Raises ``Impossible`` for an as-of day to come. Writes faults and findings of the batch.
    """
    on = as_of(occasion)
    asked: dict[str, Any] = {
        "batch": batch_id,
        "path": occasion.unit_path,
        "on": on,
        "today": occasion.on,
        "no_removal": list(national.NO_REMOVAL_WORDS),
    }
    progress("Đối chiếu trong tệp và với sổ đảng viên", 0, 0)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '96MB'")
        _prepare(cursor, asked)
        for found in _findings(day(on)):
            cursor.execute(_FAULT.replace("{found}", found), asked)
        cursor.execute(_STANDING_NEW, asked)
        cursor.execute(_STANDING_KNOWN, asked)
        cursor.execute(_HISTORY_FAULTS, asked)
        states.judge(occasion, batch_id, on)
        cursor.execute(_REFUSE_LATE, asked)
        cursor.execute(_TALLY, asked)
        return Tally(*cursor.fetchone())


def as_of(occasion: Occasion) -> date:
    """The day the workbook's figures hold on."""
    on = date.fromisoformat(occasion.options["as_of"])
    if on > occasion.on:
        raise Impossible("not_yet", f"Ngày chốt số liệu {day(on)} chưa đến.", "as_of")
    return on


def _prepare(cursor: Any, asked: dict[str, Any]) -> None:
    cursor.execute("DROP TABLE IF EXISTS incoming, matched")
    cursor.execute("DELETE FROM intake_fault WHERE batch_id = %(batch)s AND NOT read", asked)
    cursor.execute("DELETE FROM intake_finding WHERE batch_id = %(batch)s", asked)
    cursor.execute("SET LOCAL enable_nestloop = on")
    cursor.execute(_INCOMING, asked)
    cursor.execute("ANALYZE incoming")
    cursor.execute(_MATCHED, asked)
    cursor.execute("ANALYZE matched")
    # Nobody has counted the rows that just came in: joined one by one they would take for ever.
    cursor.execute("SET LOCAL enable_nestloop = off")


def _findings(on: str) -> list[str]:
    """SELECTs of (number, column, code, message, value, sealed value, blocks)."""
    return [
        _TWICE.format(
            column="citizen", what="Số định danh cá nhân", shown="''", sealed="i.sealed",
            blocks="true", key="key", group="key",
        ),
        _TWICE.format(
            column="card_number", what="Số thẻ Đảng", shown="i.card", sealed="NULL::bytea",
            blocks="true", key="card", group="card",
        ),
        _TWICE.format(
            column="full_name", what="Họ tên và ngày sinh", shown="i.name",
            sealed="NULL::bytea", blocks="false", key="birth", group="search, birth",
        ),
        _UNIT_ENDED,
        _row("i.joined > %(on)s", "joined_on", "after_as_of",
             f"Ngày vào Đảng sau ngày chốt số liệu {on}.", "to_char(i.joined, 'DD/MM/YYYY')"),
        _row("i.official_on > %(on)s", "official_on", "after_as_of",
             f"Ngày chính thức sau ngày chốt số liệu {on}.",
             "to_char(i.official_on, 'DD/MM/YYYY')"),
        _row("i.left_on > %(on)s", national.LEFT_ON, "after_as_of",
             f"Ngày rời, mất, miễn sinh hoạt sau ngày chốt số liệu {on}.",
             "to_char(i.left_on, 'DD/MM/YYYY')"),
        _row("lower(i.removal) <> ALL (%(no_removal)s)", national.REMOVAL, "removal_asked",
             "Không ai bị xóa theo tệp. Dòng vẫn được nhập, đề nghị vào danh sách việc chờ cấp có"
             " thẩm quyền: hồ sơ trùng thì gộp, ghi nhầm thì ghi biến động.", "i.removal", "false"),
        _known("m.several", "citizen", "several",
               "Số định danh và số thẻ của dòng này đang ở hai hồ sơ khác nhau trong sổ.", "''"),
        _known("m.how = 2 AND i.key IS NOT NULL AND p.citizen_key IS NOT NULL"
               " AND p.citizen_key <> i.key", "card_number", "card_of_other",
               "Số thẻ này trong sổ là của ' || p.full_name || ', có số định danh khác.", "i.card"),
        _known(f"p.unit_id <> i.place AND p.status IN ({MEMBERS_SQL})", "unit", "in_other_cell",
               "Người này đang sinh hoạt ở ' || u.name || '. Chuyển nơi sinh hoạt thì làm thủ tục"
               " chuyển, không nhập từ tệp.", "(SELECT c.name FROM orgs_unit AS c"
               " WHERE c.id = i.place)"),
        _known(f"p.status NOT IN ({MEMBERS_SQL}) AND i.status IN ({MEMBERS_SQL})", "status",
               "was_gone", "Trong sổ người này không còn là đảng viên ở đây. Ghi chuyển đến hoặc"
               " khôi phục bằng biến động.", "''"),
    ]  # fmt: skip


def _row(
    condition: str, column: str, code: str, message: str, value: str, blocks: str = "true"
) -> str:
    return (
        f"SELECT i.number, '{column}', '{code}', '{message}', {value}, NULL::bytea, {blocks}"
        f" FROM incoming AS i WHERE {condition}"
    )


def _known(condition: str, column: str, code: str, message: str, value: str) -> str:
    return (
        f"SELECT i.number, '{column}', '{code}', '{message}', {value}, NULL::bytea, true"
        " FROM incoming AS i JOIN matched AS m USING (number)"
        " JOIN members_person AS p ON p.id = m.person JOIN orgs_unit AS u ON u.id = p.unit_id"
        f" WHERE {condition}"
    )


_UNIT_ENDED = """
SELECT i.number, 'unit', 'unit_ended', u.name || ' đã kết thúc hoạt động hoặc ra ngoài phạm vi.',
       u.name, NULL::bytea, true
FROM incoming AS i JOIN orgs_unit AS u ON u.id = i.place
WHERE u.valid_until <= %(today)s
   OR NOT (u.path >= %(path)s AND u.path < %(path)s || '/')
"""

_BAD = """
SELECT DISTINCT number FROM intake_fault WHERE batch_id = %(batch)s AND blocks
"""

# Whoever is new has the number of the record to come, in the order of the tree and of names.
_STANDING_NEW = f"""
INSERT INTO intake_finding (batch_id, unit_path, number, standing, subject)
SELECT %(batch)s, %(path)s, number, CASE WHEN fine THEN 'new' ELSE 'refused' END,
       CASE WHEN fine THEN nextval('members_person_id_seq') END
FROM (
  SELECT i.number, bad.number IS NULL AND i.readable AS fine
  FROM incoming AS i LEFT JOIN ({_BAD}) AS bad USING (number)
  LEFT JOIN orgs_unit AS o ON o.id = i.place
  WHERE bad.number IS NOT NULL OR NOT i.readable
     OR NOT EXISTS (SELECT FROM matched AS m WHERE m.number = i.number)
  ORDER BY o.path COLLATE "C", i.search COLLATE "C"
) AS entering
"""


def _differs(field: Any, table: str) -> str:
    held = f"{table}.{field.code}"
    return f"({typed(field.code)} <> {held} OR {held} IS NULL AND {cell(field.code)} IS NOT NULL)"


def _differences(fields: Any, table: str) -> str:
    """Built only where anything differs at all: most rows of an updated book say nothing new."""
    pairs = ", ".join(
        f"'{f.code}', CASE WHEN {_differs(f, table)}"
        f" THEN jsonb_build_array({table}.{f.code}, {typed(f.code)}) END"
        for f in fields
    )
    any_of_them = " OR ".join(_differs(f, table) for f in fields)
    return (
        f"CASE WHEN {any_of_them} THEN jsonb_strip_nulls(jsonb_build_object({pairs}))"
        " ELSE '{}' END"
    )


#: What a row says of the state, where it says something else than the record.
_NEW_STATUS = f"""
jsonb_strip_nulls(jsonb_build_object('status', CASE
  WHEN i.status IS NULL OR i.status = p.status THEN NULL
  WHEN i.present AND p.status NOT IN ('{Status.PROBATIONARY}', '{Status.OFFICIAL}') THEN NULL
  ELSE jsonb_build_array(p.status, i.status) END))
"""

DIFFERENT = f"""
{_differences(OF_PERSON, "p")} || {_differences(OF_PARTICULARS, "q")}
|| CASE WHEN l.key IS NOT NULL AND l.key IS DISTINCT FROM p.citizen_key
   THEN '{{"citizen": ["", ""]}}'::jsonb ELSE '{{}}'::jsonb END
"""
"""The fields in which a row (l) says something else than the record (p, q)."""

_STANDING_KNOWN = f"""
INSERT INTO intake_finding
  (batch_id, unit_path, number, standing, subject, changes, before_key, before_sealed,
   before_names)
SELECT %(batch)s, %(path)s, number, CASE WHEN changes = '{{}}' THEN 'same' ELSE 'changed' END,
       person, nullif(changes, '{{}}'),
       CASE WHEN changes ? 'citizen' THEN citizen_key END,
       CASE WHEN changes ? 'citizen' THEN citizen_sealed END,
       CASE WHEN changes ? 'full_name' THEN ARRAY[search_key, sort_key] END
FROM (
  SELECT i.number, m.person, p.search_key, p.sort_key, p.citizen_key, q.citizen_sealed,
         {DIFFERENT} || {_NEW_STATUS} AS changes
  FROM incoming AS i JOIN matched AS m USING (number)
  JOIN intake_line AS l ON l.batch_id = %(batch)s AND l.number = i.number
  JOIN members_person AS p ON p.id = m.person
  LEFT JOIN members_particulars AS q ON q.person_id = p.id
  WHERE i.readable AND i.number NOT IN ({_BAD})
  OFFSET 0  -- else the differences are found anew for each of the columns above
) AS held
"""

#: Days that follow from events on record are changed by an event, not by a workbook.
_HISTORY_FAULTS = _FAULT.replace(
    "{found}",
    f"""
    SELECT f.number, field.code, 'from_history',
           'Ngày này trong sổ theo biến động đã ghi; sửa bằng cách sửa biến động ấy.',
           f.changes -> field.code ->> 1, NULL::bytea, true
    FROM intake_finding AS f
    CROSS JOIN (VALUES ('joined_on', ARRAY[{_ADMITTED}]),
                       ('official_on', ARRAY['{EventKind.RECOGNISED}'])) AS field (code, kinds)
    WHERE f.batch_id = %(batch)s AND f.standing = 'changed'
      AND f.changes -> field.code ->> 0 IS NOT NULL
      AND EXISTS (SELECT FROM members_event AS e
                  WHERE e.person_id = f.subject AND e.kind = ANY(field.kinds) AND NOT e.annuls)
    """,
)

_REFUSE_LATE = """
UPDATE intake_finding AS f SET standing = 'refused'
FROM intake_fault AS t
WHERE f.batch_id = %(batch)s AND f.standing = 'changed' AND t.batch_id = f.batch_id
  AND t.number = f.number AND t.blocks
"""

_TALLY = """
SELECT count(*), count(*) FILTER (WHERE standing <> 'refused'),
       count(*) FILTER (WHERE standing = 'refused'), count(*) FILTER (WHERE standing = 'new'),
       count(*) FILTER (WHERE standing = 'changed'), count(*) FILTER (WHERE standing = 'same'),
       (SELECT count(DISTINCT number) FROM intake_fault WHERE batch_id = %(batch)s AND NOT blocks)
FROM intake_finding WHERE batch_id = %(batch)s
"""
