"""Others that were joined to a petition do not fall with it: the first of them stands for it."""

from django.db import migrations

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
    operations = [migrations.RunSQL(HEIR, migrations.RunSQL.noop)]
