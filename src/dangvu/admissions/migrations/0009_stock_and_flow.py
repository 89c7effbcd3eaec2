"""Where people stand on the way to the decision and how fast they move, counted without a name.

``admissions_wait`` is kept by triggers on cases and their steps: each case's waits, found anew
whenever a step is added or taken back; when a case moves only the path follows. Phases are those of
``rules.forecast.Phase``, 0 to 5.

``admission_flow`` runs as the owner like the other counts, keeps to the branch of the actor, and
gives numbers only: by body under ``root`` (its label), phase, what became of the wait by ``day``
(``moved`` on, ``lost``, ``open`` and begun within the window, ``old``: open and begun before it) and
ticks of waiting, the last of them ``longest``: people, those of them whose case began in the phase
within the year, and those who came into the phase in the half year.
"""

import django.db.models.deletion
from django.db import migrations, models

from dangvu.kernel.triggers import Grant, RowSecurity, within

_KEEP = """
CREATE FUNCTION admissions_waits_of(cases bigint[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DELETE FROM admissions_wait WHERE case_id = ANY(cases);
  INSERT INTO admissions_wait (case_id, unit_path, phase, since, until, went_on, began)
  SELECT k.id, k.unit_path, p.phase, greatest(p.since, k.opened_on),
         coalesce(p.next, CASE WHEN t.gone >= p.since THEN t.gone END, k.closed_on),
         p.next IS NOT NULL, p.since <= k.opened_on
  FROM admissions_case AS k
  LEFT JOIN (
    SELECT s.case_id,
      min(s."on") FILTER (WHERE s.step = 'class_done') AS c1,
      min(s."on") FILTER (WHERE s.step IN ('applied', 'cv_done')) AS c2,
      min(s."on") FILTER (WHERE s.step = 'vetting_sent') AS c3,
      min(s."on") FILTER (WHERE s.step IN ('vetting_back', 'opinions_in')) AS c4,
      min(s."on") FILTER (WHERE s.step = 'cell_voted') AS c5,
      min(s."on") FILTER (WHERE s.step = 'decided') AS c6,
      max(s."on") FILTER (WHERE s.step IN ('withdrew', 'not_agreed', 'struck_off')) AS gone
    FROM admissions_casestep AS s
    WHERE s.case_id = ANY(cases) AND s.annuls_id IS NULL AND NOT EXISTS (
      SELECT FROM admissions_casestep AS a WHERE a.annuls_id = s.id AND a.annuls_id IS NOT NULL)
    GROUP BY s.case_id
  ) AS t ON t.case_id = k.id
  CROSS JOIN LATERAL (VALUES
    (0, k.opened_on, least(t.c1, t.c2, t.c3, t.c4, t.c5, t.c6)),
    (1, t.c1, least(t.c2, t.c3, t.c4, t.c5, t.c6)), (2, t.c2, least(t.c3, t.c4, t.c5, t.c6)),
    (3, t.c3, least(t.c4, t.c5, t.c6)), (4, t.c4, least(t.c5, t.c6)), (5, t.c5, t.c6)
  ) AS p (phase, since, next)
  WHERE k.id = ANY(cases) AND p.since IS NOT NULL
    AND (p.next IS NULL OR p.next >= p.since AND p.next > k.opened_on)
    AND (p.next IS NOT NULL OR t.c6 IS NULL)
$$;
REVOKE EXECUTE ON FUNCTION admissions_waits_of(bigint[]) FROM PUBLIC;

CREATE FUNCTION admissions_wait_keep() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_TABLE_NAME = 'admissions_casestep' THEN
    PERFORM admissions_waits_of(ARRAY(SELECT DISTINCT case_id FROM fresh));
  ELSIF TG_OP = 'INSERT' THEN
    PERFORM admissions_waits_of(ARRAY(SELECT id FROM fresh));
  ELSE
    UPDATE admissions_wait AS w SET unit_path = f.unit_path
    FROM fresh AS f JOIN stale AS s USING (id)
    WHERE w.case_id = f.id AND f.unit_path <> s.unit_path;
    PERFORM admissions_waits_of(ARRAY(
      SELECT id FROM fresh AS f JOIN stale AS s USING (id)
      WHERE (f.opened_on, f.closed_on) IS DISTINCT FROM (s.opened_on, s.closed_on)));
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION admissions_wait_drop() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM admissions_wait WHERE case_id IN (SELECT id FROM stale);
  RETURN NULL;
END $$;
CREATE TRIGGER waits AFTER INSERT ON admissions_casestep
  REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION admissions_wait_keep();
CREATE TRIGGER waits AFTER INSERT ON admissions_case
  REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION admissions_wait_keep();
CREATE TRIGGER waits_follow AFTER UPDATE ON admissions_case
  REFERENCING NEW TABLE AS fresh OLD TABLE AS stale
  FOR EACH STATEMENT EXECUTE FUNCTION admissions_wait_keep();
CREATE TRIGGER waits_drop AFTER DELETE ON admissions_case
  REFERENCING OLD TABLE AS stale FOR EACH STATEMENT EXECUTE FUNCTION admissions_wait_drop();
"""

_FLOW = """
CREATE FUNCTION admission_flow(
  root text, day date, since_day date, tick_days int, longest int)
RETURNS TABLE (body text, phase int, fate text, tick int, people bigint, fresh bigint,
               taught bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_custom_plan AS $$
BEGIN
  IF coalesce(current_setting('dangvu.path', true), '') = ''
     OR NOT (root >= current_setting('dangvu.path')
             AND root < current_setting('dangvu.path') || '/') THEN
    RAISE EXCEPTION 'outside the branch of the actor' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN QUERY
  SELECT substr(w.unit_path, length(root) + 2, 5), w.phase::int,
    CASE WHEN w.until <= day THEN CASE WHEN w.went_on THEN 'moved' ELSE 'lost' END
         WHEN w.since >= since_day THEN 'open' ELSE 'old' END,
    least((least(w.until, day) - w.since + tick_days / 2) / tick_days, longest), count(*),
    count(*) FILTER (WHERE w.began AND w.since > day - 365),
    count(*) FILTER (WHERE w.since > day - 183)
  FROM admissions_wait AS w
  WHERE w.unit_path >= root AND w.unit_path < root || '/' AND w.since <= day
    AND (w.since >= since_day OR w.until IS NULL OR w.until > day)
  GROUP BY 1, 2, 3, 4;
END $$;
"""


_NAMED = f"""
CREATE POLICY named ON admissions_wait FOR SELECT TO dangvu_blind
  USING ({within("unit_path")} AND current_setting('dangvu.cases', true) IN ('see', 'run'));
"""


class Migration(migrations.Migration):
    dependencies = [("admissions", "0008_attendance")]
    operations = [
        migrations.CreateModel(
            name="Wait",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit_path", models.CharField(db_collation="C", max_length=120)),
                ("phase", models.SmallIntegerField()),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                ("went_on", models.BooleanField()),
                ("began", models.BooleanField()),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="admissions.case",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["unit_path", "since"], name="wait_path")],
            },
        ),
        Grant(["admissions_wait"], rights="SELECT"),
        RowSecurity("admissions_wait", within("unit_path")),
        migrations.RunSQL(_KEEP + _FLOW + _NAMED, migrations.RunSQL.noop),
    ]
