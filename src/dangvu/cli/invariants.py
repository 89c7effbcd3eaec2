"""``dangvu check-invariants``: what must always hold between the tables, looked for row by row.

Each check is one statement that gives the rows that should not exist, as (kind, id). It runs as the
owner of the tables, read-only; it finds what no constraint of a single table can hold.
"""

import argparse
import json
import os
from typing import Any

from dangvu.cli.case_checks import CASE_CHECKS
from dangvu.cli.checking import Check
from dangvu.cli.duty_checks import DUTY_CHECKS
from dangvu.cli.membership_checks import MEMBERSHIP_CHECKS, NOT_COPIED
from dangvu.cli.serving import as_owner

SHOWN = 10

_LABEL_OF_ID = """
(SELECT sum((strpos('0123456789abcdefghijklmnopqrstuvwxyz', substr(right(u.path, 5), i, 1)) - 1)
            * (36 ^ (5 - i))::bigint)
 FROM generate_series(1, 5) AS i)
"""

CHECKS = (
    Check(
        "unit_path",
        "Đường dẫn của tổ chức là đường dẫn cấp trên cộng nhãn của mình",
        f"""
        SELECT 'unit', u.id
        FROM orgs_unit AS u LEFT JOIN orgs_unit AS above ON above.id = u.parent_id
        WHERE {_LABEL_OF_ID} <> u.id
           OR u.path <> coalesce(above.path || '.', '') || right(u.path, 5)
           OR u.depth <> coalesce(above.depth + 1, 0)
        """,
    ),
    Check(
        "placement_covers",
        "Các lần đặt dưới cấp trên nối liền từ ngày lập đến ngày kết thúc của tổ chức",
        """
        WITH spells AS (
          SELECT p.*, lag(valid_until) OVER w AS before,
                 row_number() OVER w = 1 AS is_first, lead(id) OVER w IS NULL AS is_last
          FROM orgs_placement AS p WINDOW w AS (PARTITION BY unit_id ORDER BY valid_from)
        )
        SELECT DISTINCT 'unit', u.id FROM orgs_unit AS u LEFT JOIN spells AS s ON s.unit_id = u.id
        WHERE s.id IS NULL
           OR is_first AND s.valid_from <> u.valid_from
           OR NOT is_first AND s.valid_from IS DISTINCT FROM s.before
           OR is_last AND s.valid_until IS DISTINCT FROM u.valid_until
           OR is_last AND s.parent_id IS DISTINCT FROM u.parent_id
        """,
    ),
    Check(
        "unit_outlives_parent",
        "Không tổ chức nào còn hoạt động dưới cấp trên đã kết thúc",
        """
        SELECT 'unit', u.id FROM orgs_unit AS u JOIN orgs_unit AS above ON above.id = u.parent_id
        WHERE above.valid_until IS NOT NULL
          AND (u.valid_until IS NULL OR u.valid_until > above.valid_until)
        """,
    ),
    *MEMBERSHIP_CHECKS,
    *CASE_CHECKS,
    *DUTY_CHECKS,
    Check(
        "admission_after_founding",
        "Không kết nạp trước quyết định lập hay sau ngày kết thúc của chi bộ đã tính",
        # A cell that stood before the house was moved into has no founding here, and its history
        # may be older than the tree's first day.
        """
        SELECT 'admission', a.id FROM admissions_admission AS a
        LEFT JOIN orgs_unit AS cell ON right(cell.path, 5) = right(a.counted_path, 5)
        LEFT JOIN (
          SELECT part.unit_id, min(c.effective_on) AS on_day
          FROM orgs_changedunit AS part JOIN orgs_change AS c ON c.id = part.change_id
          JOIN orgs_unit AS made ON made.id = part.unit_id
          WHERE part.side = 'after' AND made.valid_from = c.effective_on AND c.kind <> 'rename'
          GROUP BY part.unit_id
        ) AS founded ON founded.unit_id = cell.id
        WHERE a.voided_at IS NULL
          AND (cell.id IS NULL OR a.decision_on < founded.on_day
               OR a.decision_on >= coalesce(cell.valid_until, 'infinity'))
        """,
    ),
    Check(
        "admitted_is_member",
        "Người có lần kết nạp còn giá trị có hồ sơ đảng viên, ngày vào Đảng không trước quyết định",
        """
        SELECT 'admission', a.id FROM admissions_admission AS a
        JOIN members_person AS p ON p.id = a.person_id
        WHERE a.voided_at IS NULL
          AND (p.status = 'GHI_NHAM' OR p.joined_on IS NULL OR p.joined_on < a.decision_on
               OR a.female <> (p.sex = 'F'))
        """,
    ),
    Check(
        "counted_is_recorded",
        "Tổng kết nạp mà bảng tháng đếm bằng số hồ sơ kết nạp còn giá trị",
        """
        SELECT 'difference', counted.n - recorded.n
        FROM (SELECT coalesce(sum(c.admitted), 0) AS n
              FROM (SELECT path FROM orgs_unit WHERE parent_id IS NULL) AS top,
                   LATERAL (SELECT set_config('dangvu.path', top.path, true)) AS entered(path),
                   LATERAL admission_counts(entered.path, '0001-01-01', '9999-12-31', false) AS c
             ) AS counted,
             (SELECT count(*) AS n FROM admissions_admission WHERE voided_at IS NULL) AS recorded
        WHERE counted.n <> recorded.n
        """,
    ),
    Check(
        "closing_revisions",
        "Các lần chốt của một tháng đánh số liền nhau từ 1",
        """
        SELECT 'closing', max(id) FROM targets_closing GROUP BY campaign_id, unit_id, month
        HAVING max(revision) <> count(*) OR min(revision) <> 1
        """,
    ),
    Check(
        "closing_adds_up",
        "Tổng của bảng đã chốt bằng cộng các dòng và số của đơn vị đã chuyển đi",
        """
        SELECT 'closing', c.id FROM targets_closing AS c
        LEFT JOIN (SELECT closing_id, sum((line->>'cumulative')::int) AS n
                   FROM targets_closedrow GROUP BY closing_id) AS rows ON rows.closing_id = c.id
        WHERE (c.totals->'total'->>'cumulative')::int
              <> coalesce(rows.n, 0) + (c.totals->>'moved_out')::int
        """,
    ),
    Check(
        "closing_opens",
        "Mỗi số lũy kế đã chốt từ hồ sơ mở ra đúng chừng ấy hồ sơ",
        """
        SELECT 'closed_row', id FROM targets_closedrow
        WHERE cardinality(admissions) <> (line->>'records')::int
        """,
    ),
    Check(
        "paper_number",
        "Số văn bản đã lấy không vượt số cuối của dãy",
        """
        SELECT 'paper', p.id
        FROM documents_paper AS p JOIN documents_series AS s ON s.id = p.series_id
        WHERE p.number > s.last_number
        """,
    ),
    Check(
        "paper_hash",
        "Nội dung văn bản khớp mã băm đã ghi",
        """
        SELECT 'paper', id FROM documents_paper
        WHERE sha256 <> encode(sha256(content), 'hex')
        """,
    ),
)

_COPIES = """
SELECT c.table_name FROM information_schema.columns AS c
JOIN information_schema.columns AS d USING (table_schema, table_name)
WHERE c.table_schema = 'public' AND c.column_name = 'unit_path' AND d.column_name = 'unit_id'
  AND c.table_name <> ALL(%s)
ORDER BY c.table_name
"""


def copies_of_paths(connection: Any) -> list[Check]:
    """A check for each table whose rows copy the path of their unit: the copy is never stale."""
    found = []
    for (table,) in connection.execute(_COPIES, [list(NOT_COPIED)]).fetchall():
        found.append(
            Check(
                f"path_copied:{table}",
                f"Đường dẫn chép ở {table} là đường dẫn hiện nay của đơn vị",
                f"""
                SELECT 'row', row_number() OVER () FROM {table} AS r
                LEFT JOIN orgs_unit AS u ON u.id = r.unit_id
                WHERE r.unit_id IS NOT NULL AND r.unit_path IS DISTINCT FROM u.path
                """,
            )
        )
    return found


def faults(connection: Any) -> dict[str, list[tuple[str, int]]]:
    """The rows that should not exist, by the code of the check that found them.

    ``connection`` is the owner's, in a transaction; it is left as it was found.
    """
    found = {}
    for one in (*CHECKS, *copies_of_paths(connection)):
        if rows := connection.execute(one.sql).fetchall():
            found[one.code] = [(kind, int(number)) for kind, number in rows]
    return found


def check(words: argparse.Namespace) -> int:
    """Runs every check and prints what it found; 1 when there is anything."""
    with as_owner() as able:
        if not able:
            return 1
        import psycopg

        with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as connection:
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            checks = [*CHECKS, *copies_of_paths(connection)]
            found = faults(connection)
    if words.format == "json":
        print(json.dumps({"checks": len(checks), "faults": found}, ensure_ascii=False, indent=2))
        return 1 if found else 0
    for one in checks:
        rows = found.get(one.code, [])
        print(f"{'SAI ' if rows else 'đúng'}  {one.holds_vi}" + _told(rows))
    return 1 if found else 0


def _told(rows: list[tuple[str, int]]) -> str:
    if not rows:
        return ""
    named = ", ".join(f"{kind} {number}" for kind, number in rows[:SHOWN])
    return f": {len(rows)} chỗ ({named}{', …' if len(rows) > SHOWN else ''})"
