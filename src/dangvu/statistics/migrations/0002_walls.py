"""Rights and signatures, and counting members without seeing them.

Both functions run as the owner, so that whoever may see a figure gets the whole figure, whoever
those are that it counts and wherever they stand now; the branch of the actor stands inside them.
They give numbers only. ``paths`` are all the places the unit had in the tree, the present one
among them: each ends in the unit's own label.
"""

from django.db import migrations

from dangvu.kernel.triggers import AppendOnly, Callers, Grant, Signed

TABLES = [
    "statistics_frozen",
    "statistics_frozenline",
    "statistics_definition",
    "statistics_reconciliation",
]
COUNTERS = ("dangvu_scoped", "dangvu_blind")
MEMBERS = "'CHINH_THUC', 'DU_BI', 'MIEN_SINH_HOAT', 'TAM_CHUYEN_DI', 'NUOC_NGOAI', 'DINH_CHI_SH'"
HEADS = "h.official + h.probationary + h.exempt + h.away + h.abroad + h.suspended"

GUARD = """
  IF coalesce(current_setting('dangvu.path', true), '') = ''
     OR NOT (root COLLATE "C" >= current_setting('dangvu.path')
             AND root COLLATE "C" < current_setting('dangvu.path') || '/')
     OR EXISTS (SELECT FROM unnest(paths) AS p WHERE right(p, 5) <> right(root, 5)) THEN
    RAISE EXCEPTION 'outside the branch of the actor' USING ERRCODE = 'insufficient_privilege';
  END IF;
"""

# The numbers of today are kept by trigger; those of a day are today's less what happened since, so
# that a nation is counted without reading its members. 17 characters are a path of three labels.
# What happened after the period is counted whole: who went from cell to cell inside the branch ends
# one spell and begins another on the same day.
MOVEMENT = f"""
CREATE FUNCTION statistics_movement(root text, paths text[], since date, until date)
RETURNS TABLE (side text, kind text, elsewhere boolean, inside boolean, official boolean, n bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_custom_plan AS $$
DECLARE place text; one boolean := cardinality(paths) = 1;
BEGIN {GUARD}
  IF length(root) <= 17 THEN
    RETURN QUERY SELECT 'now', '', false, false, true, coalesce(sum({HEADS}), 0)::bigint
      FROM members_branchcount AS h
      WHERE h.path >= root COLLATE "C" AND h.path < (root || '/') COLLATE "C";
  ELSE
    RETURN QUERY SELECT 'now', '', false, false, true, coalesce(sum({HEADS}), 0)::bigint
      FROM members_headcount AS h
      WHERE h.unit_path >= root COLLATE "C" AND h.unit_path < (root || '/') COLLATE "C";
  END IF;
  RETURN QUERY SELECT 'now', '', false, false, false, count(*) FROM members_spell AS s
    WHERE s.unit_path >= root COLLATE "C" AND s.unit_path < (root || '/') COLLATE "C"
      AND s.valid_until IS NULL AND NOT s.official AND s.status IN ({MEMBERS});
  FOREACH place IN ARRAY paths LOOP
    RETURN QUERY
      SELECT 'came', x.event::text, x.elsewhere, x.inside, x.official, count(*)
      FROM (
        SELECT s.opened_by AS event, s.from_path <> '' AS elsewhere,
          CASE WHEN one THEN s.from_path >= place COLLATE "C"
                             AND s.from_path < (place || '/') COLLATE "C"
               ELSE EXISTS (SELECT FROM unnest(paths) AS p WHERE s.from_path >= p COLLATE "C"
                                                   AND s.from_path < (p || '/') COLLATE "C")
          END AS inside, s.official
        FROM members_spell AS s
        WHERE s.unit_path >= place COLLATE "C" AND s.unit_path < (place || '/') COLLATE "C"
          AND s.valid_from > since AND s.valid_from <= until AND s.status IN ({MEMBERS})
      ) AS x GROUP BY x.event, x.elsewhere, x.inside, x.official;
    RETURN QUERY
      SELECT 'came_later', '', false, false, s.official, count(*) FROM members_spell AS s
      WHERE s.unit_path >= place COLLATE "C" AND s.unit_path < (place || '/') COLLATE "C"
        AND s.valid_from > until AND s.status IN ({MEMBERS}) GROUP BY s.official;
    RETURN QUERY
      SELECT 'went', x.event::text, x.elsewhere, x.inside, x.official, count(*)
      FROM (
        SELECT s.closed_by AS event, s.to_path <> '' AS elsewhere,
          CASE WHEN one THEN s.to_path >= place COLLATE "C"
                             AND s.to_path < (place || '/') COLLATE "C"
               ELSE EXISTS (SELECT FROM unnest(paths) AS p WHERE s.to_path >= p COLLATE "C"
                                                   AND s.to_path < (p || '/') COLLATE "C")
          END AS inside, s.official
        FROM members_spell AS s
        WHERE s.unit_path >= place COLLATE "C" AND s.unit_path < (place || '/') COLLATE "C"
          AND s.valid_until > since AND s.valid_until <= until AND s.status IN ({MEMBERS})
      ) AS x GROUP BY x.event, x.elsewhere, x.inside, x.official;
    RETURN QUERY
      SELECT 'went_later', '', false, false, s.official, count(*) FROM members_spell AS s
      WHERE s.unit_path >= place COLLATE "C" AND s.unit_path < (place || '/') COLLATE "C"
        AND s.valid_until > until AND s.status IN ({MEMBERS}) GROUP BY s.official;
  END LOOP;
  RETURN QUERY SELECT 'guests', '', false, false, false, count(*) FROM members_stay AS g
    WHERE g.unit_path >= root COLLATE "C" AND g.unit_path < (root || '/') COLLATE "C"
      AND g.valid_from <= until AND (g.valid_until IS NULL OR g.valid_until > until);
END $$;
"""

# What members are counted by comes as a name and stands here as an expression: an asker cannot
# bring any other. ``sets`` are sets of dimensions by their places in ``dims``, such as '1,3'.
COUNTS = f"""
CREATE FUNCTION statistics_counts(
  root text, paths text[], since date, until date, admitted boolean,
  dims text[], sets text[], only_dims text[], only_codes text[], ages int[], party_ages int[])
RETURNS TABLE (outside int, codes text[], n bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  name text; wanted text := ''; named text := ''; grouped text := ''; places text; only_ text := '';
  expression text; own text := right(root, 5);
BEGIN {GUARD}
  SELECT string_agg(format('(s.unit_path >= %L COLLATE "C" AND s.unit_path < %L COLLATE "C")',
                           p, p || '/'), ' OR ') INTO places FROM unnest(paths) AS p;
  FOR i IN 1 .. cardinality(dims) + cardinality(only_dims) LOOP
    name := CASE WHEN i <= cardinality(dims) THEN dims[i] ELSE only_dims[i - cardinality(dims)] END;
    expression := CASE name
      WHEN 'official' THEN 'CASE WHEN s.official THEN ''CT'' ELSE ''DB'' END'
      WHEN 'sex' THEN 'p.sex' WHEN 'ethnic_group' THEN 'p.ethnic_group'
      WHEN 'religion' THEN 'p.religion' WHEN 'status' THEN 's.status'
      WHEN 'general_education' THEN 'p.general_education'
      WHEN 'professional' THEN 'p.professional' WHEN 'academic_title' THEN 'p.academic_title'
      WHEN 'theory' THEN 'p.theory' WHEN 'occupation' THEN 'p.occupation'
      WHEN 'source_group' THEN 'p.source_group'
      WHEN 'youth_union' THEN 'CASE WHEN p.youth_union THEN ''x'' ELSE '''' END'
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
    || ' WHERE (' || places || ') AND s.status IN ({MEMBERS.replace("'", "''")})'
    || CASE WHEN admitted THEN
         ' AND s.valid_from > $3 AND s.valid_from <= $4'
         ' AND s.opened_by IN (''ket_nap'', ''ket_nap_lai'') AND NOT ('
         || replace(places, 's.unit_path', 's.from_path') || ')'
       ELSE ' AND s.valid_from <= $4 AND (s.valid_until IS NULL OR s.valid_until > $4)' END
    || only_ || ') AS members GROUP BY GROUPING SETS (' || grouped || ')'
    USING ages, party_ages, since, until, admitted;
END $$;
"""

# What a nation's movement reads: the ends of spells by their days, nothing else of them.
INDEXES = f"""
CREATE INDEX spell_probationary_now ON members_spell (unit_path)
  WHERE valid_until IS NULL AND NOT official AND status IN ({MEMBERS});
CREATE INDEX spell_begins ON members_spell (valid_from, unit_path)
  INCLUDE (from_path, opened_by, official) WHERE status IN ({MEMBERS});
CREATE INDEX spell_ends ON members_spell (valid_until, unit_path)
  INCLUDE (to_path, closed_by, official) WHERE valid_until IS NOT NULL AND status IN ({MEMBERS});
"""


class Migration(migrations.Migration):
    dependencies = [
        ("statistics", "0001_initial"),
        ("members", "0009_register_walls"),
        ("kernel", "0002_walls"),
    ]
    operations = [
        migrations.RunSQL(MOVEMENT + COUNTS + INDEXES, migrations.RunSQL.noop),
        Callers("statistics_movement(text, text[], date, date)", COUNTERS),
        Callers(
            "statistics_counts(text, text[], date, date, boolean, text[], text[], text[], text[],"
            " int[], int[])",
            COUNTERS,
        ),
        Grant(TABLES, ["dangvu_scoped"], "SELECT, INSERT"),
        Grant(TABLES, ["dangvu_self", "dangvu_blind"], "SELECT"),
        AppendOnly(*TABLES),
        Signed(*TABLES),
    ]
