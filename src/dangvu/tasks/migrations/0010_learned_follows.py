"""What a member knows is counted where the member stands, as the member's tasks are."""

from django.db import migrations

FOLLOW = """
CREATE OR REPLACE FUNCTION tasks_follow_member() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE tasks_membertask SET unit_path = NEW.unit_path
  WHERE person_id = NEW.id AND unit_path <> NEW.unit_path;
  UPDATE tasks_taskresult SET unit_path = NEW.unit_path
  WHERE person_id = NEW.id AND unit_path <> NEW.unit_path;
  UPDATE tasks_learned SET unit_path = NEW.unit_path
  WHERE person_id = NEW.id AND unit_path <> NEW.unit_path;
  RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("tasks", "0009_many_at_once")]
    operations = [migrations.RunSQL(FOLLOW, migrations.RunSQL.noop)]
