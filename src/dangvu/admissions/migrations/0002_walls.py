"""Rights, signatures, row-level security, and counting without seeing names.

``admission_counts`` and ``admission_groups`` run as the owner, so that whoever may see a figure
gets the whole figure; the branch of the actor stands inside them. They give numbers only. Each call
is planned for its own branch: a plan made for any branch takes twice as long for a province. A
month is cut from a time without a zone, which needs no calendar.
"""

from django.db import migrations

from dangvu.kernel.triggers import Grant, RowSecurity, Signed, within

OWN = "person_id = current_setting('dangvu.person')::bigint"

_GUARD = """
  IF coalesce(current_setting('dangvu.path', true), '') = ''
     OR NOT (root >= current_setting('dangvu.path')
             AND root < current_setting('dangvu.path') || '/') THEN
    RAISE EXCEPTION 'outside the branch of the actor' USING ERRCODE = 'insufficient_privilege';
  END IF;
"""

_COUNTS = """
CREATE FUNCTION admission_counts(
  root text, since date, until date, by_ceremony boolean)
RETURNS TABLE (counted text, placed text, month date, admitted bigint, female bigint,
               ethnic_minority bigint, religious bigint, youth_union bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_custom_plan AS $$
BEGIN {guard}
  IF by_ceremony THEN RETURN QUERY {by_ceremony}; ELSE RETURN QUERY {by_decision}; END IF;
END $$;
"""

_GROUPS = """
CREATE FUNCTION admission_groups(
  root text, since date, until date, by_ceremony boolean)
RETURNS TABLE (counted text, placed text, source_group text, admitted bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_custom_plan AS $$
BEGIN {guard}
  IF by_ceremony THEN RETURN QUERY {by_ceremony}; ELSE RETURN QUERY {by_decision}; END IF;
END $$;
"""

# A body is told by its label, which a move never changes: the one that follows the root's label in
# the path. Where a cell stands now is told only when it has moved since. Rows that moved in with a branch of the root are found by where they stand now.
_FROM = """
  FROM (
    SELECT * FROM admissions_admission
    WHERE counted_path >= root AND counted_path < root || '/'
      AND {day} >= since AND {day} < until AND voided_at IS NULL
    UNION ALL
    SELECT * FROM admissions_admission
    WHERE unit_path >= root AND unit_path < root || '/'
      AND NOT (counted_path >= root AND counted_path < root || '/')
      AND strpos(counted_path, right(root, 5)) > 0
      AND {day} >= since AND {day} < until AND voided_at IS NULL
  ) AS a
"""

_BODIES = """
  SELECT substr(a.counted_path, strpos(a.counted_path, right(root, 5)) + 6, 5),
         CASE WHEN a.unit_path = a.counted_path THEN ''
              WHEN a.unit_path >= root AND a.unit_path < root || '/'
              THEN substr(a.unit_path, length(root) + 2, 5) ELSE '' END,
"""

_COUNT_ROWS = (
    _BODIES
    + """
         date_trunc('month', a.{day}::timestamp)::date,
         count(*), count(*) FILTER (WHERE a.female), count(*) FILTER (WHERE a.ethnic_minority),
         count(*) FILTER (WHERE a.religious), count(*) FILTER (WHERE a.youth_union)
"""
    + _FROM
    + " GROUP BY 1, 2, 3"
)

_GROUP_ROWS = _BODIES + " a.source_group::text, count(*) " + _FROM + " GROUP BY 1, 2, 3"


def _both(function: str, rows: str) -> str:
    return function.format(
        guard=_GUARD,
        by_ceremony=rows.format(day="ceremony_on"),
        by_decision=rows.format(day="decision_on"),
    )


class Migration(migrations.Migration):
    dependencies = [("admissions", "0001_initial"), ("members", "0002_walls")]
    operations = [
        migrations.RunSQL(
            _both(_COUNTS, _COUNT_ROWS) + _both(_GROUPS, _GROUP_ROWS), migrations.RunSQL.noop
        ),
        Grant(["admissions_admission"]),
        RowSecurity(
            "admissions_admission", f"({within('unit_path')} OR {within('counted_path')})", OWN
        ),
        Signed("admissions_admission"),
    ]
