"""A petition stands where its cell stands, whoever writes it; others that were joined to one do not
fall with it: the first of them stands for it."""

from django.db import migrations

STANDING = """
CREATE OR REPLACE FUNCTION tasks_petition_number() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO tasks_petitionbook AS b (unit_id, year, last_number)
  VALUES (NEW.unit_id, NEW.year, 1)
  ON CONFLICT (unit_id, year) DO UPDATE SET last_number = b.last_number + 1
  RETURNING last_number INTO NEW.number;
  IF NEW.holder_id = NEW.unit_id THEN
    SELECT path INTO NEW.unit_path FROM orgs_unit WHERE id = NEW.unit_id FOR KEY SHARE;
    NEW.holder_path := NEW.unit_path;
    NEW.top_path := NEW.unit_path;
  END IF;
  RETURN NEW;
END $$;
"""
HEIR = """
CREATE FUNCTION tasks_petition_heir() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  heir bigint;
BEGIN
  SELECT id INTO heir FROM tasks_petition
  WHERE joined_to_id = NEW.id AND state = 'joined' ORDER BY raised_on, id LIMIT 1;
  IF heir IS NOT NULL THEN
    UPDATE tasks_petition SET joined_to_id = heir WHERE joined_to_id = NEW.id AND id <> heir
      AND state = 'joined';
    UPDATE tasks_petition SET joined_to_id = NULL, state = 'held' WHERE id = heir;
  END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION tasks_petition_heir() FROM PUBLIC;
CREATE TRIGGER heir AFTER UPDATE OF state ON tasks_petition
  FOR EACH ROW WHEN (NEW.state = 'withdrawn' AND OLD.state <> 'withdrawn')
  EXECUTE FUNCTION tasks_petition_heir();
"""


class Migration(migrations.Migration):
    dependencies = [("tasks", "0005_sessions_told_once")]
    operations = [migrations.RunSQL(STANDING + HEIR, migrations.RunSQL.noop)]
