"""Rights, signatures, row-level security on members, and the headcount kept by trigger."""

from django.db import migrations

from dangvu.kernel.triggers import Grant, RowSecurity, Signed, within

OWN = "current_setting('dangvu.person')::bigint"

HEADCOUNT = """
CREATE FUNCTION members_headcount_keep() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE changes text;
BEGIN
  IF TG_OP = 'INSERT' THEN
    changes := 'SELECT unit_id, unit_path, status, 1 AS n FROM fresh';
  ELSIF TG_OP = 'DELETE' THEN
    changes := 'SELECT unit_id, unit_path, status, -1 AS n FROM stale';
  ELSE
    changes := 'SELECT unit_id, unit_path, status, 1 AS n FROM fresh'
            || ' UNION ALL SELECT unit_id, unit_path, status, -1 FROM stale';
  END IF;
  EXECUTE 'INSERT INTO members_headcount AS h (unit_id, unit_path, official, probationary, exempt)'
    || ' SELECT unit_id, coalesce(max(unit_path) FILTER (WHERE n > 0), max(unit_path)),'
    || ' coalesce(sum(n) FILTER (WHERE status = ''CHINH_THUC''), 0),'
    || ' coalesce(sum(n) FILTER (WHERE status = ''DU_BI''), 0),'
    || ' coalesce(sum(n) FILTER (WHERE status = ''MIEN_SINH_HOAT''), 0)'
    || ' FROM (' || changes || ') AS changed GROUP BY unit_id ORDER BY unit_id'
    || ' ON CONFLICT (unit_id) DO UPDATE SET'
    || ' unit_path = excluded.unit_path,'
    || ' official = h.official + excluded.official,'
    || ' probationary = h.probationary + excluded.probationary,'
    || ' exempt = h.exempt + excluded.exempt';
  RETURN NULL;
END $$;

CREATE TRIGGER headcount_in AFTER INSERT ON members_person
  REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION members_headcount_keep();
CREATE TRIGGER headcount_move AFTER UPDATE ON members_person
  REFERENCING OLD TABLE AS stale NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION members_headcount_keep();
CREATE TRIGGER headcount_out AFTER DELETE ON members_person
  REFERENCING OLD TABLE AS stale FOR EACH STATEMENT EXECUTE FUNCTION members_headcount_keep();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0001_initial"),
        ("orgs", "0002_walls"),
        ("kernel", "0002_walls"),
    ]
    operations = [
        migrations.RunSQL(HEADCOUNT, migrations.RunSQL.noop),
        Grant(["members_person", "members_post"]),
        Grant(["members_headcount"], rights="SELECT"),
        RowSecurity("members_person", within("unit_path"), f"id = {OWN}"),
        RowSecurity("members_post", within("unit_path"), f"person_id = {OWN}"),
        Signed("members_person", "members_post"),
    ]
