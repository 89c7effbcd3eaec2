"""An issued paper never changes, but the branch it is read in may be moved with its office."""

from django.db import migrations

FROZEN = """
CREATE OR REPLACE FUNCTION documents_paper_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE unmoved documents_paper;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    unmoved := NEW;
    unmoved.unit_path := OLD.unit_path;
  END IF;
  IF OLD.state = 'issued' AND (TG_OP = 'DELETE' OR unmoved IS DISTINCT FROM OLD) THEN
    RAISE EXCEPTION 'an issued paper never changes' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN coalesce(NEW, OLD);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_walls")]
    operations = [migrations.RunSQL(FROZEN, migrations.RunSQL.noop)]
