"""Counting as the records stood on the day, a part of a branch at a time; and who asked for what
takes long.

``statistics_counts`` takes the place of the one before. What a record said until a later day
(``members_earlier``) is read only where anything was changed since the day asked for; columns that
were empty then are read as they are now. ``low`` and ``high`` cut the branch into parts of its
paths, so that a nation is counted in steps; empty: all of it.
"""

import django.db.models.deletion
from django.db import migrations, models

from dangvu.kernel.triggers import Callers, Grant, Signed

COUNTERS = ("dangvu_scoped", "dangvu_blind")
MEMBERS = "'CHINH_THUC', 'DU_BI', 'MIEN_SINH_HOAT', 'TAM_CHUYEN_DI', 'NUOC_NGOAI', 'DINH_CHI_SH'"

GUARD = """
  IF coalesce(current_setting('dangvu.path', true), '') = ''
     OR NOT (root COLLATE "C" >= current_setting('dangvu.path')
             AND root COLLATE "C" < current_setting('dangvu.path') || '/')
     OR EXISTS (SELECT FROM unnest(paths) AS p WHERE right(p, 5) <> right(root, 5)) THEN
    RAISE EXCEPTION 'outside the branch of the actor' USING ERRCODE = 'insufficient_privilege';
  END IF;
"""


def as_then(column: str) -> str:
    """SQL that gives the expression of a column as it was on the day counted."""
    return (
        f"CASE WHEN changed THEN 'coalesce(nullif(e.{column}, ''''), p.{column})'"
        f" ELSE 'p.{column}' END"
    )


WORDS = (
    "religion",
    "occupation",
    "general_education",
    "professional",
    "academic_title",
    "theory",
)
DATED = (*WORDS, "youth_union")
AS_THEN = " ".join(f"WHEN '{word}' THEN {as_then(word)}" for word in WORDS)

COUNTS = f"""
CREATE FUNCTION statistics_counts(
  root text, paths text[], since date, until date, admitted boolean,
  dims text[], sets text[], only_dims text[], only_codes text[], ages int[], party_ages int[],
  low text, high text)
RETURNS TABLE (outside int, codes text[], n bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  name text; wanted text := ''; named text := ''; grouped text := ''; places text; only_ text := '';
  expression text; own text := right(root, 5); changed boolean;
BEGIN {GUARD}
  changed := dims || only_dims && ARRAY['{"', '".join(DATED)}'] AND EXISTS (
    SELECT FROM members_earlier AS e
    WHERE e.until > CASE WHEN admitted THEN since + 1 ELSE statistics_counts.until END);
  SELECT string_agg(format('(s.unit_path >= %L COLLATE "C" AND s.unit_path < %L COLLATE "C")',
                           p, p || '/'), ' OR ') INTO places FROM unnest(paths) AS p;
  FOR i IN 1 .. cardinality(dims) + cardinality(only_dims) LOOP
    name := CASE WHEN i <= cardinality(dims) THEN dims[i] ELSE only_dims[i - cardinality(dims)] END;
    expression := CASE name
      WHEN 'official' THEN 'CASE WHEN s.official THEN ''CT'' ELSE ''DB'' END'
      WHEN 'sex' THEN 'p.sex' WHEN 'ethnic_group' THEN 'p.ethnic_group'
      WHEN 'status' THEN 's.status' WHEN 'source_group' THEN 'p.source_group'
      {AS_THEN}
      WHEN 'youth_union' THEN
        'CASE WHEN p.youth_union' || CASE WHEN changed THEN ' OR e.youth_union' ELSE '' END
        || ' THEN ''x'' ELSE '''' END'
      WHEN 'age' THEN 'width_bucket(extract(year FROM age(d.day, p.birth_on))::int, $1)::text'
      WHEN 'party_age' THEN 'coalesce(width_bucket('
           'extract(year FROM age(d.day, p.joined_on))::int, $2)::text, '''')'
      WHEN 'unit' THEN format('substr(s.unit_path, strpos(s.unit_path, %L) + 6, 5)', own)
      END;
    IF expression IS NULL THEN
      RAISE EXCEPTION 'no such dimension: %', name USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF i <= cardinality(dims) THEN
      wanted := wanted || format(', (%s)::text AS d%s', expression, i);
      named := named || CASE WHEN i > 1 THEN ', ' ELSE '' END || 'd' || i;
    ELSE
      only_ := only_ || format(' AND (%s)::text = %L', expression,
                               only_codes[i - cardinality(dims)]);
    END IF;
  END LOOP;
  SELECT string_agg('(' || regexp_replace(coalesce(p, ''), '([0-9]+)', 'd\\1', 'g') || ')', ', ')
    INTO grouped FROM unnest(sets) AS p;
  RETURN QUERY EXECUTE
    'SELECT ' || CASE WHEN named = '' THEN '0' ELSE 'grouping(' || named || ')' END
    || ', ARRAY[' || named || ']::text[], count(*) FROM (SELECT 1' || wanted
    || ' FROM members_spell AS s JOIN members_person AS p ON p.id = s.person_id'
    || ' CROSS JOIN LATERAL (SELECT CASE WHEN $5 THEN s.valid_from ELSE $4 END AS day) AS d'
    || CASE WHEN NOT changed THEN '' ELSE
         ' LEFT JOIN LATERAL (SELECT x.* FROM members_earlier AS x WHERE x.person_id = p.id'
         ' AND x.until > d.day ORDER BY x.until LIMIT 1) AS e ON true' END
    || CASE WHEN high = '' THEN ' WHERE (' ELSE format(
         ' WHERE s.unit_path >= %L COLLATE "C" AND s.unit_path < %L COLLATE "C" AND (', low, high)
       END || places || ') AND s.status IN ({MEMBERS.replace("'", "''")})'
    || CASE WHEN admitted THEN
         ' AND s.valid_from > $3 AND s.valid_from <= $4'
         ' AND s.opened_by IN (''ket_nap'', ''ket_nap_lai'') AND NOT ('
         || replace(places, 's.unit_path', 's.from_path') || ')'
       ELSE ' AND s.valid_from <= $4 AND (s.valid_until IS NULL OR s.valid_until > $4)' END
    || only_ || ') AS members GROUP BY GROUPING SETS (' || grouped || ')'
    USING ages, party_ages, since, until, admitted;
END $$;
"""

OPEN = models.Q(("state__in", ("waiting", "running")))


class Migration(migrations.Migration):
    dependencies = [
        ("statistics", "0002_walls"),
        ("members", "0013_earlier"),
        ("orgs", "0002_walls"),
    ]
    operations = [
        migrations.RunSQL(
            "DROP FUNCTION statistics_counts(text, text[], date, date, boolean, text[], text[],"
            " text[], text[], int[], int[]);" + COUNTS,
            migrations.RunSQL.noop,
        ),
        Callers(
            "statistics_counts(text, text[], date, date, boolean, text[], text[], text[], text[],"
            " int[], int[], text, text)",
            COUNTERS,
        ),
        migrations.CreateModel(
            name="Reckoning",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("counts", "Tính số liệu"),
                            ("quality", "Ghi mốc chất lượng dữ liệu"),
                        ],
                        max_length=7,
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                ("asked", models.JSONField(default=dict)),
                ("result", models.JSONField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Đang chờ"),
                            ("running", "Đang làm"),
                            ("done", "Xong"),
                            ("failed", "Không xong"),
                        ],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("account_id", models.BigIntegerField()),
                ("assignment_id", models.BigIntegerField()),
                ("stage", models.CharField(blank=True, default="", max_length=60)),
                ("done", models.IntegerField(default=0)),
                ("total", models.IntegerField(default=0)),
                ("message", models.CharField(blank=True, default="", max_length=1000)),
                ("tries", models.SmallIntegerField(default=0)),
                ("asked_at", models.DateTimeField()),
                ("beat_at", models.DateTimeField()),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=OPEN, fields=["id"], name="reckoning_open"),
                    models.Index(fields=["key", "-id"], name="reckoning_key"),
                ],
                "constraints": [
                    models.UniqueConstraint(condition=OPEN, fields=("key",), name="reckoning_once")
                ],
            },
        ),
        Grant(["statistics_reckoning"], COUNTERS),
        Grant(["statistics_reckoning"], ["dangvu_self"], "SELECT"),
        Grant(["statistics_reckoning"], ["dangvu_door"], "SELECT, UPDATE"),
        Signed("statistics_reckoning"),
    ]
