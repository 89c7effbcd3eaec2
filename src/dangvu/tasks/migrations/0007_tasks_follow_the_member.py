"""A member's tasks stand where the member stands; an assignment knows of all tasks under it.

A member's cell changes by a transfer, a reorganisation or a merger of records, each under rights of
its own; and an assignment of a committee has tasks in cells whose secretaries see no more than
their own. So both are kept beneath the actors, as the owner.
"""

from django.db import migrations

from dangvu.kernel.triggers import Callers

FOLLOW = """
CREATE FUNCTION tasks_follow_member() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE tasks_membertask SET unit_path = NEW.unit_path
  WHERE person_id = NEW.id AND unit_path <> NEW.unit_path;
  UPDATE tasks_taskresult SET unit_path = NEW.unit_path
  WHERE person_id = NEW.id AND unit_path <> NEW.unit_path;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION tasks_follow_member() FROM PUBLIC;
CREATE TRIGGER tasks_follow AFTER UPDATE OF unit_id ON members_person
  FOR EACH ROW WHEN (OLD.unit_id IS DISTINCT FROM NEW.unit_id)
  EXECUTE FUNCTION tasks_follow_member();
"""
COUNT = """
CREATE FUNCTION tasks_count_under(asked bigint[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE tasks_assignment AS a
  SET task_count = c.given, task_done = c.done, task_due_on = c.due
  FROM (
    SELECT one.id, count(t.id) AS given, count(t.done_on) AS done,
           min(t.due_on) FILTER (WHERE t.done_on IS NULL) AS due
    FROM unnest(asked) AS one(id)
    LEFT JOIN tasks_membertask AS t ON t.assignment_id = one.id AND t.dropped_on IS NULL
    GROUP BY one.id
  ) AS c
  WHERE a.id = c.id
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("tasks", "0006_petition_heir")]
    operations = [
        migrations.RunSQL(FOLLOW, migrations.RunSQL.noop),
        migrations.RunSQL(COUNT, migrations.RunSQL.noop),
        Callers("tasks_count_under(bigint[])", ["dangvu_scoped"]),
    ]
