"""Counting where people stand on the way to the decision and how fast they move, without a name.

``admission_flow`` runs as the owner like the other counts, keeps to the branch of the actor, and
gives numbers only: by body under ``root`` (its label), phase of waiting (0 to 5, as
``rules.forecast.Phase``), what became of the wait (``moved`` on, ``lost``, ``open`` on the day and
begun within the window, ``old``: open and begun before it, ``fresh``: cases that began in the
phase within the year) and ticks of waiting, the last of them ``longest``. A wait begins with its own step or does not count;
what was recorded later than ``day`` but happened before it does.
"""

from django.db import migrations

_FLOW = """
CREATE FUNCTION admission_flow(
  root text, day date, since date, tick_days int, longest int)
RETURNS TABLE (body text, phase int, fate text, tick int, people bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_custom_plan AS $$
BEGIN
  IF coalesce(current_setting('dangvu.path', true), '') = ''
     OR NOT (root >= current_setting('dangvu.path')
             AND root < current_setting('dangvu.path') || '/') THEN
    RAISE EXCEPTION 'outside the branch of the actor' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN QUERY
  WITH taken AS (
    SELECT s.case_id,
      min(s."on") FILTER (WHERE s.step = 'class_done') AS c1,
      min(s."on") FILTER (WHERE s.step IN ('applied', 'cv_done')) AS c2,
      min(s."on") FILTER (WHERE s.step = 'vetting_sent') AS c3,
      min(s."on") FILTER (WHERE s.step IN ('vetting_back', 'opinions_in')) AS c4,
      min(s."on") FILTER (WHERE s.step = 'cell_voted') AS c5,
      min(s."on") FILTER (WHERE s.step = 'decided') AS c6,
      max(s."on") FILTER (WHERE s.step IN ('withdrew', 'not_agreed', 'struck_off')) AS gone
    FROM admissions_casestep AS s
    WHERE s.unit_path >= root AND s.unit_path < root || '/' AND s."on" <= day
      AND s.step IN ('class_done', 'applied', 'cv_done', 'vetting_sent', 'vetting_back',
                     'opinions_in', 'cell_voted', 'decided', 'withdrew', 'not_agreed', 'struck_off')
      AND s.annuls_id IS NULL
      AND NOT EXISTS (SELECT FROM admissions_casestep AS a WHERE a.annuls_id = s.id)
    GROUP BY s.case_id
  ), way AS (
    SELECT substr(k.unit_path, length(root) + 2, 5) AS place, k.opened_on AS c0,
      t.c1, t.c2, t.c3, t.c4, t.c5, t.c6,
      least(t.c1, t.c2, t.c3, t.c4, t.c5, t.c6) AS n1, least(t.c2, t.c3, t.c4, t.c5, t.c6) AS n2,
      least(t.c3, t.c4, t.c5, t.c6) AS n3, least(t.c4, t.c5, t.c6) AS n4, least(t.c5, t.c6) AS n5,
      CASE WHEN t.gone IS NOT NULL THEN t.gone WHEN k.closed_on <= day THEN k.closed_on END AS gone
    FROM admissions_case AS k LEFT JOIN taken AS t ON t.case_id = k.id
    WHERE k.unit_path >= root AND k.unit_path < root || '/' AND k.opened_on <= day
  ), wait AS (
    SELECT w.place, p.nth, greatest(p.entered, w.c0) AS entered, p.next,
      CASE WHEN p.next IS NULL AND w.gone >= p.entered THEN w.gone END AS gone,
      p.entered <= w.c0 AND (p.next IS NULL OR p.next > w.c0) AND w.c0 > day - 365 AS fresh
    FROM way AS w, LATERAL (VALUES
      (0, w.c0, w.n1), (1, w.c1, w.n2), (2, w.c2, w.n3), (3, w.c3, w.n4), (4, w.c4, w.n5),
      (5, w.c5, w.c6)
    ) AS p (nth, entered, next)
    WHERE p.entered IS NOT NULL AND (p.next IS NULL OR p.next >= p.entered)
      AND (p.next IS NULL OR p.next > w.c0)
      AND (p.entered >= since OR p.next IS NULL)
  ), told AS (
    SELECT w.place, w.nth, w.fresh,
      CASE WHEN w.next IS NOT NULL THEN 'moved' WHEN w.gone IS NOT NULL THEN 'lost'
           WHEN w.entered >= since THEN 'open' ELSE 'old' END AS fate,
      least((coalesce(w.next, w.gone, day) - w.entered + tick_days / 2) / tick_days, longest) AS tick
    FROM wait AS w
    WHERE w.next IS NOT NULL OR w.gone IS NULL OR w.entered >= since
  )
  SELECT o.place, o.nth, o.fate, o.tick, count(*) FROM told AS o GROUP BY 1, 2, 3, 4
  UNION ALL
  SELECT o.place, o.nth, 'fresh', 0, count(*) FROM told AS o WHERE o.fresh GROUP BY 1, 2;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("admissions", "0008_attendance")]
    operations = [migrations.RunSQL(_FLOW, migrations.RunSQL.noop)]
