"""What must hold in the register of members: spells follow from events, today from the spells.

The fold of ``rules.membership`` is said here a second time, in SQL over all members at once: two
ways that must come to the same rows.
"""

from collections.abc import Iterable

from dangvu.cli.checking import Check
from dangvu.rules.membership import (
    ENTERING,
    LEAVING,
    MEMBERS,
    PLACING,
    TURNING,
    EventKind,
    Status,
)

COUNTS = {
    "official": Status.OFFICIAL,
    "probationary": Status.PROBATIONARY,
    "exempt": Status.EXEMPT,
    "away": Status.AWAY,
    "abroad": Status.ABROAD,
    "suspended": Status.SUSPENDED,
}
BESIDE = ("members_particulars", "members_event", "members_badge", "members_discipline",
          "members_duesmonth", "members_changerequest", "members_verdict", "tasks_membertask",
          "tasks_taskresult", "tasks_learned")  # fmt: skip
"""Tables whose rows stand where their member stands."""
NOT_COPIED = ("members_event", "members_spell", "tasks_membertask", "tasks_petition")
"""Tables whose ``unit_path`` is not that of their ``unit_id`` today."""


def _words(values: Iterable[str]) -> str:
    return ", ".join(f"'{value}'" for value in sorted(map(str, values)))


_SETTING = {*ENTERING, *TURNING, *LEAVING, EventKind.RESUMED}
_LATER_FULL = ENTERING - {EventKind.ADMITTED, EventKind.READMITTED}
_PLAIN = (Status.OFFICIAL, Status.PROBATIONARY)
_FIXED = " ".join(
    f"WHEN turn_kind = '{kind}' THEN '{status}'" for kind, status in {**TURNING, **LEAVING}.items()
)
_SUMS = ", ".join(
    f"count(*) FILTER (WHERE status = '{status}') AS {name}" for name, status in COUNTS.items()
)
_DIFFERS = " OR ".join(f"coalesce(kept.{name}, 0) <> coalesce(slow.{name}, 0)" for name in COUNTS)

_SPANS = """
up (unit, parent, path, since, until) AS (
  SELECT p.unit_id, p.parent_id, right(u.path, 5), p.valid_from, p.valid_until
  FROM orgs_placement AS p JOIN orgs_unit AS u ON u.id = p.unit_id
  UNION ALL
  SELECT up.unit, p.parent_id, right(u.path, 5) || '.' || up.path,
         greatest(up.since, p.valid_from), least(up.until, p.valid_until)
  FROM up JOIN orgs_placement AS p ON p.unit_id = up.parent JOIN orgs_unit AS u ON u.id = up.parent
  WHERE p.valid_from < coalesce(up.until, 'infinity')
    AND up.since < coalesce(p.valid_until, 'infinity')
), places AS (
  SELECT unit, path, since, lag(path) OVER (PARTITION BY unit ORDER BY since) AS before
  FROM up WHERE parent IS NULL
), spans AS (
  SELECT unit, path,
         CASE WHEN row_number() OVER w = 1 THEN '-infinity'::date ELSE since END AS since,
         coalesce(lead(since) OVER w, 'infinity') AS until
  FROM places WHERE before IS DISTINCT FROM path WINDOW w AS (PARTITION BY unit ORDER BY since)
)
"""

_FOLD = f"""
corrected (id, first) AS (
  SELECT e.id, e.corrects_id FROM members_event AS e WHERE e.corrects_id IS NOT NULL
  UNION ALL
  SELECT c.id, e.corrects_id FROM corrected AS c JOIN members_event AS e ON e.id = c.first
  WHERE e.corrects_id IS NOT NULL
), firsts AS (
  SELECT id, min(first) AS first FROM corrected GROUP BY id
), placed AS (
  SELECT e.person_id, e.id AS event, coalesce(f.first, e.id) AS id, e.kind, e.status, e.unit_id,
         e.effective_on, e.official, e.annuls
  FROM members_event AS e LEFT JOIN firsts AS f ON f.id = e.id
), standing AS (
  SELECT e.*, count(*) FILTER (WHERE kind = '{EventKind.VOIDED}') OVER (
           PARTITION BY person_id ORDER BY effective_on, id
           ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS voided
  FROM placed AS e
  WHERE NOT e.annuls AND NOT EXISTS (SELECT FROM members_event AS c WHERE c.corrects_id = e.event)
), turned AS (
  SELECT s.person_id, s.id, s.kind, s.status, s.unit_id, s.effective_on AS since,
         lead(s.effective_on) OVER w AS until, lead(s.kind) OVER w AS closing,
         s.kind = '{EventKind.RECOGNISED}' OR s.official AND s.kind IN ({_words(_LATER_FULL)})
           AS grown,
         count(*) FILTER (WHERE s.kind IN ({_words(ENTERING)})) OVER w AS stay,
         count(*) FILTER (WHERE s.kind IN ({_words(_SETTING)})) OVER w AS turn,
         count(*) FILTER (WHERE s.kind IN ({_words(PLACING)})) OVER w AS place
  FROM standing AS s WHERE s.voided = 0
  WINDOW w AS (PARTITION BY s.person_id ORDER BY s.effective_on, s.id)
), fold AS (
  SELECT person_id, since, until, kind, closing,
         bool_or(grown) OVER (PARTITION BY person_id, stay ORDER BY since, id) AS official,
         first_value(kind) OVER (PARTITION BY person_id, turn ORDER BY since, id) AS turn_kind,
         first_value(status) OVER (PARTITION BY person_id, turn ORDER BY since, id) AS told,
         first_value(unit_id) OVER (PARTITION BY person_id, place ORDER BY since, id) AS cell
  FROM turned
), lasting AS (
  SELECT f.*, CASE {_FIXED}
                WHEN told IN ({_words(set(MEMBERS) - set(_PLAIN))}) THEN told
                WHEN official THEN '{Status.OFFICIAL}' ELSE '{Status.PROBATIONARY}' END AS status
  FROM fold AS f WHERE until IS NULL OR since < until
)
"""

_DRAWN = f"""
pieces AS (
  SELECT l.person_id, l.cell, l.status, l.official, s.path,
         greatest(l.since, CASE WHEN counts THEN s.since ELSE l.since END) AS since,
         least(coalesce(l.until, 'infinity'), s.until) AS until,
         CASE WHEN NOT counts OR s.since <= l.since THEN l.kind
              ELSE '{EventKind.REORGANISED}' END AS opened_by,
         CASE WHEN coalesce(l.until, 'infinity') <= s.until THEN coalesce(l.closing, '')
              ELSE '{EventKind.REORGANISED}' END AS closed_by,
         CASE WHEN counts THEN s.path ELSE '' END AS membership
  FROM (SELECT *, status IN ({_words(MEMBERS)}) AS counts FROM lasting) AS l
  JOIN spans AS s ON s.unit = l.cell
   AND CASE WHEN counts THEN s.since < coalesce(l.until, 'infinity') AND s.until > l.since
            ELSE s.until = 'infinity' END
), drawn AS (
  SELECT person_id, cell, path, status, official, since, nullif(until, 'infinity') AS until,
         opened_by, closed_by,
         coalesce(lag(membership) OVER w, '') AS from_path,
         coalesce(lead(membership) OVER w, '') AS to_path
  FROM pieces WINDOW w AS (PARTITION BY person_id ORDER BY since)
)
"""

MEMBERSHIP_CHECKS = (
    Check(
        "headcount",
        "Số đảng viên đếm sẵn của chi bộ bằng số hồ sơ, theo từng trạng thái",
        f"""
        SELECT 'unit', coalesce(kept.unit_id, slow.unit_id) FROM members_headcount AS kept
        FULL JOIN (SELECT unit_id, {_SUMS} FROM members_person GROUP BY unit_id) AS slow
          ON slow.unit_id = kept.unit_id
        WHERE {_DIFFERS}
        """,
    ),
    Check(
        "branchcount",
        "Số đảng viên đếm sẵn của từng nhánh bằng số hồ sơ trong nhánh",
        f"""
        SELECT 'branch', row_number() OVER () FROM members_branchcount AS kept
        FULL JOIN (SELECT left(unit_path, 17) AS path, {_SUMS} FROM members_person GROUP BY 1)
          AS slow ON slow.path = kept.path
        WHERE {_DIFFERS}
        """,
    ),
    Check(
        "spells_follow",
        "Thời gian sinh hoạt của mỗi đảng viên đúng như các biến động đã ghi cho thấy",
        f"""
        WITH RECURSIVE {_SPANS}, {_FOLD}, {_DRAWN}
        SELECT DISTINCT 'person', coalesce(d.person_id, s.person_id)
        FROM drawn AS d FULL JOIN members_spell AS s
          ON s.person_id = d.person_id AND s.valid_from = d.since
        WHERE (d.cell, d.path, d.status, d.official, d.until, d.opened_by, d.closed_by,
               d.from_path, d.to_path)
              IS DISTINCT FROM
              (s.unit_id, s.unit_path, s.status, s.official, s.valid_until, s.opened_by,
               s.closed_by, s.from_path, s.to_path)
        """,
    ),
    Check(
        "person_is_last_spell",
        "Hồ sơ hôm nay của mỗi người là đoạn cuối của lịch sử; không có lịch sử thì là ghi nhầm",
        f"""
        SELECT 'person', p.id FROM members_person AS p
        LEFT JOIN (
          SELECT DISTINCT ON (person_id) person_id, unit_id, seen_path, status
          FROM members_spell ORDER BY person_id, valid_from DESC
        ) AS s ON s.person_id = p.id
        WHERE CASE WHEN s.person_id IS NULL THEN p.status <> '{Status.MISTAKEN}'
                   ELSE (p.unit_id, p.unit_path, p.status)
                        IS DISTINCT FROM (s.unit_id, s.seen_path, s.status) END
        """,
    ),
    Check(
        "spell_seen",
        "Đoạn sinh hoạt thấy được ở nơi chi bộ đang đứng hôm nay",
        """
        SELECT 'spell', s.id FROM members_spell AS s JOIN orgs_unit AS u ON u.id = s.unit_id
        WHERE s.seen_path <> u.path
        """,
    ),
    *(
        Check(
            f"beside_person:{table}",
            f"Dòng của {table} nằm ở nơi đảng viên đang sinh hoạt",
            f"""
            SELECT 'person', r.person_id FROM {table} AS r
            JOIN members_person AS p ON p.id = r.person_id WHERE r.unit_path <> p.unit_path
            """,
        )
        for table in BESIDE
    ),
)  # fmt: skip
