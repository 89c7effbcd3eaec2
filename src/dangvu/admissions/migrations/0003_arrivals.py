"""Counting, for one body, what it took over from bodies that are gone.

``admission_arrivals`` gives the admissions whose cell stands in the branch at ``root`` today and
which were counted under another body of the same superior (``above``, its label). Like the other
counting functions it runs as the owner, keeps to the branch of the actor, and gives numbers only.
"""

from django.db import migrations

_ROWS = """
    SELECT substr(a.counted_path, strpos(a.counted_path, above) + 6, 5),
           date_trunc('month', a.{day}::timestamp)::date, count(*)
    FROM admissions_admission AS a
    WHERE a.unit_path >= root AND a.unit_path < root || '/'
      AND NOT (a.counted_path >= root AND a.counted_path < root || '/')
      AND strpos(a.counted_path, right(root, 5)) = 0 AND strpos(a.counted_path, above) > 0
      AND a.{day} >= since AND a.{day} < until AND a.voided_at IS NULL
    GROUP BY 1, 2
"""

_ARRIVALS = """
CREATE FUNCTION admission_arrivals(
  root text, above text, since date, until date, by_ceremony boolean)
RETURNS TABLE (counted text, month date, admitted bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_custom_plan AS $$
BEGIN
  IF coalesce(current_setting('dangvu.path', true), '') = ''
     OR NOT (root >= current_setting('dangvu.path')
             AND root < current_setting('dangvu.path') || '/') THEN
    RAISE EXCEPTION 'outside the branch of the actor' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF by_ceremony THEN RETURN QUERY {by_ceremony}; ELSE RETURN QUERY {by_decision}; END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("admissions", "0002_walls")]
    operations = [
        migrations.RunSQL(
            _ARRIVALS.format(
                by_ceremony=_ROWS.format(day="ceremony_on"),
                by_decision=_ROWS.format(day="decision_on"),
            ),
            migrations.RunSQL.noop,
        )
    ]
