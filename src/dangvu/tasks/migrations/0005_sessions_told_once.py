"""A session is told once, though its page be sent twice; who knows a paper is counted by roles that
see no name."""

from django.db import migrations, models

from dangvu.kernel.triggers import Callers

_LEARNED = """
CREATE FUNCTION tasks_learned_counts(asked bigint, root text, width int, counted text[])
RETURNS TABLE (place text, learned bigint, said bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_custom_plan AS $$
BEGIN
  IF coalesce(current_setting('dangvu.path', true), '') = ''
     OR NOT (root >= current_setting('dangvu.path')
             AND root < current_setting('dangvu.path') || '/') THEN
    RAISE EXCEPTION 'outside the branch of the actor' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN QUERY
  SELECT left(p.unit_path, width), count(*), count(*) FILTER (WHERE l.session_id IS NULL)
  FROM tasks_learned AS l JOIN members_person AS p ON p.id = l.person_id
  WHERE l.directive_id = asked AND p.status = ANY(counted)
    AND p.unit_path >= root COLLATE "C" AND p.unit_path < (root || '/') COLLATE "C"
  GROUP BY 1;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("tasks", "0004_walls")]
    operations = [
        migrations.AddField("session", "token", models.UUIDField(null=True)),
        migrations.AddConstraint(
            "session",
            models.UniqueConstraint(fields=("unit", "token"), name="session_told_once"),
        ),
        migrations.RunSQL(_LEARNED, migrations.RunSQL.noop),
        Callers(
            "tasks_learned_counts(bigint, text, integer, text[])",
            ["dangvu_scoped", "dangvu_blind"],
        ),
    ]
